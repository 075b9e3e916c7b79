import type { Image } from '../model/image.ts';
import type { Plan } from '../model/plan.ts';
import { recordOf, runOf } from '../parts/record.ts';
import type { Previous } from '../publish/previous.ts';
import { type PublishedImage, publishImage } from '../publish/publish-image.ts';
import type { Host } from '../session/host.ts';
import type { Session } from '../session/session.ts';
import { readPublished } from '../store/in-registry.ts';
import { registryStore } from '../store/registry.ts';
import type { ImageStore } from '../store/store.ts';

/** The published image and tags, if anything was published. */
export interface Released extends Partial<Omit<PublishedImage, 'notices'>> {
  readonly notices: readonly string[];
}

export const NOTHING: Released = { notices: [] };

/**
 * Publishes a verified image under its tags, loads it into Docker Engine, or stores it as a part for the merge.
 * @param onPublished called when tags are updated: later errors must not hide them.
 */
export async function release(
  plan: Plan,
  image: Image,
  store: ImageStore,
  previous: Previous,
  host: Pick<Host, 'engine'>,
  session: Session,
  onPublished: (published: Released) => void,
): Promise<Released> {
  const { delivery, request, naming } = plan;
  const { job, runner, http, registry, registryAfterCancel, retry, id } = session;
  let published: Released = NOTHING;
  if (delivery.kind === 'publish') {
    published = await publishImage(image, {
      targets: delivery.targets,
      release: naming.release,
      origin: plan.origin,
      store,
      registry,
      registryAfterCancel,
      previous,
      read: (repository, digest) => readPublished(registry, repository, digest, request.verification.verify),
    });
    onPublished(published);
  }
  const [first, ...others] = delivery.targets.map(({ repository }) => repository);
  if (delivery.load) {
    const { image: kept = image } = published;
    // an image of an earlier run that stays published was not built here
    const { containerdStore } = host.engine;
    const holder =
      kept.digest === image.digest || first === undefined
        ? store
        : registryStore([first, ...others], containerdStore, session);
    await holder.load(kept, delivery.targets);
  }
  if (delivery.kind !== 'parts' || first === undefined) return published;
  // only matrix jobs load this code
  const { createArtifacts } = await import('../clients/artifacts/artifacts.ts');
  const { storePart } = await import('../parts/store-part.ts');
  const repositories = delivery.targets.map(({ repository }) => repository.name);
  const lines = await storePart({
    record: recordOf(image, { ...plan.part, repositories }, job.env, process.uptime()),
    platforms: plan.platforms.map(({ platform }) => platform),
    repository: first,
    tags: { pattern: request.result.partTag, naming, run: runOf(job.env).run, part: request.result.part },
    artifacts: createArtifacts(job.env, { http, mask: runner.mask, retry }),
    registry,
    id,
  });
  for (const line of lines) runner.info(line);
  return NOTHING;
}
