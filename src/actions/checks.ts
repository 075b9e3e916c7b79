import { askingOnce } from '../clients/registry/once.ts';
import { LAYOUT_PREFIX } from '../dockerfile/graph.ts';
import { dockerfileName } from '../dockerfile/locate.ts';
import type { Plan } from '../model/plan.ts';
import { type TaggedReference, taggedReferences } from '../model/reference.ts';
import { type Previous, previousDigests } from '../publish/previous.ts';
import { type PreviousImage, readPreviousImage } from '../publish/previous-image.ts';
import { checkPushes, type PushCheck, pushedTo } from '../publish/push-check.ts';
import type { Host } from '../session/host.ts';
import type { Session } from '../session/session.ts';
import { checkBases } from '../verify/base-images.ts';
import { copiedImages } from '../verify/copied-images.ts';
import { layoutBase, storedBase } from '../verify/local-bases.ts';
import { type BasedImage, type FoundBase, findSinglePlatformBases } from '../verify/single-platform-base.ts';

/** Questions to registries, which are answered while builder and emulators are set up. */
export interface Checks {
  readonly push: PushCheck;
  /** Rejects if an image that the build reads is not available. */
  readonly bases: Promise<void>;
  /** Platforms of the base images in the plan, and of images that files are copied from. */
  readonly foundBases: Promise<readonly FoundBase[]>;
  /** Finds platforms of base images that show only in the build. */
  readonly findBases: (images: readonly BasedImage[]) => Promise<readonly FoundBase[]>;
  /** The digests of all tags before they are updated. */
  readonly previous: Promise<Previous>;
  /** The image that a tag holds before the update, for the summary. */
  readonly previousImage: Promise<PreviousImage | undefined>;
  /** Aborted if a registry refuses the push, or an image that the build reads is not available. */
  readonly failed: AbortSignal;
}

export function startChecks(plan: Plan, host: Host, session: Session): Checks {
  const { request } = plan;
  const { job, engine, registry, registries, retry, signal, files, run } = session;
  const failed = new AbortController();
  const push = checkPushes(pushedTo(plan), registry, retry);
  push.done.catch((error: unknown) => failed.abort(error));
  const registryWithoutRetry = askingOnce(session.registryWithoutRetry);
  // the check may create the repository
  const previous = push.asked.then(
    () => previousDigests(plan.delivery.kind === 'publish' ? plan.delivery.targets : [], registry),
    (): Previous => new Map(),
  );
  const previousImage = request.options.summary
    ? previous.then((found) => readPreviousImage(tagsOf(plan), found, registryWithoutRetry))
    : Promise.resolve(undefined);
  const isOnEngine = async (image: string) => host.hasEngine && (await engine.image(image)) !== undefined;
  const isLocal = async (image: string) => plan.builder.kind === 'engine' && (await isOnEngine(image));
  const sources = { registry: registryWithoutRetry, registries, isLocal, isOnEngine, signal };
  // a policy beside the Dockerfile can replace images: https://docs.docker.com/build/policies/usage/
  const { dockerfile } = request.build;
  const hasPolicy = dockerfile !== undefined && files.isFile(`${dockerfile}.rego`);
  const bases = checkBases(hasPolicy ? [] : plan.bases, sources, dockerfileName(request.build, job.workspace));
  bases.catch((error: unknown) => failed.abort(error));
  // a classic store uses a local image only for the platform of that image
  const isOwn = (image: string) => plan.builder.kind === 'engine' && host.localImages.includes(image);
  const isInStore = plan.builder.kind === 'engine' && host.engine.containerdStore && !request.build.pull;
  const local = async (image: string) => {
    if (image.startsWith(LAYOUT_PREFIX)) return layoutBase(image, job.workspace, run);
    return isInStore ? storedBase(image, (await engine.image(image))?.platforms) : undefined;
  };
  const clients = { registry, registryWithoutRetry };
  const findBases = (images: readonly BasedImage[]) => {
    const asked = images.filter(({ base }) => base !== undefined && !isOwn(base.image));
    return findSinglePlatformBases(asked, clients, registries, local);
  };
  const foundBases = findBases(request.verification.verify ? [...plan.platforms, ...copiedImages(plan.platforms)] : []);
  return { push, bases, foundBases, findBases, previous, previousImage, failed: failed.signal };
}

/** The tags that are updated. At Docker Hub, reading an image counts as a pull. */
function tagsOf({ delivery }: Plan): readonly TaggedReference[] {
  const targets = delivery.kind === 'publish' ? delivery.targets : [];
  return taggedReferences(targets.filter(({ repository }) => repository.registry !== 'docker.io'));
}
