import { dockerfileName } from '../dockerfile/locate.ts';
import type { Digest } from '../model/digest.ts';
import type { Image } from '../model/image.ts';
import { samePlatform } from '../model/platform.ts';
import { checkPrograms } from '../programs/check.ts';
import type { LayerMemory } from '../programs/memory.ts';
import type { Session } from '../session/session.ts';
import { imageFiles, refuseOthers } from '../store/file.ts';
import type { ImageStore } from '../store/store.ts';
import { refuseWarnedBase } from '../verify/base-warnings.ts';
import { builtBases, refuseOtherPrograms } from '../verify/built-platforms.ts';
import { mismatchedCopyWarnings } from '../verify/copied-images.ts';
import { pinnedStageWarnings } from '../verify/pinned-stages.ts';
import { compatibleBaseNotices, refuseMismatchedBase } from '../verify/single-platform-base.ts';
import { verify } from '../verify/verify.ts';
import type { Checks } from './checks.ts';
import type { Build } from './run-build.ts';

/** Reads the image back, verifies it and runs the smoke test. Throws before any tag is updated. */
export async function verifyImage(
  { plan: { request, platforms, delivery }, store, digest, early, log }: Build,
  { foundBases, findBases }: Pick<Checks, 'foundBases' | 'findBases'>,
  memory: LayerMemory,
  session: Session,
): Promise<Image | undefined> {
  const { job, runner, run } = session;
  if (store === undefined) return undefined;
  const image = await readImage(store, digest, early);
  const { verify: isVerified, strict, foreignPrograms, smokeTest: script } = request.verification;
  if (isVerified) {
    const file = dockerfileName(request.build, job.workspace);
    verify(
      image,
      platforms.map(({ platform }) => platform),
    );
    // both read the image, and an incomplete one is reported first
    const programs = checkPrograms(image, store, {
      strict,
      exempt: foreignPrograms,
      history: (platform) => platforms.find((each) => samePlatform(each.platform, platform))?.history,
      memory,
      signal: session.signal,
    });
    programs.catch(() => undefined);
    await store.requireComplete(image);
    const mismatched = refuseOtherPrograms(platforms, log, file, request.build.target);
    const built = builtBases(platforms, log, request.build.buildContexts);
    const found = [...(await foundBases), ...(await findBases(built))];
    const images = [...platforms, ...built];
    const doubts = [
      ...mismatched,
      ...refuseMismatchedBase(images, found, file),
      ...refuseWarnedBase(platforms, built, log, file),
      ...mismatchedCopyWarnings(platforms, found, file),
      ...pinnedStageWarnings(platforms, log, file),
    ];
    for (const doubt of doubts) runner.warning(doubt);
    for (const notice of compatibleBaseNotices(images, found, file)) runner.notice(notice);
    for (const notice of await programs) runner.notice(notice);
    const attributes = delivery.imageAttributes;
    const exported =
      delivery.kind === 'files' ? imageFiles(delivery.files)[0] : ({ type: 'image', attributes } as const);
    await refuseOthers(image, exported, delivery.files, job.workspace, run);
  }
  if (script !== undefined) {
    session.enter('running the smoke test');
    // most steps do not load this code
    const { smokeTest } = await import('../verify/smoke.ts');
    await smokeTest(image, store, script, session);
  }
  return image;
}

/**
 * Reads the image, unless it was read while buildx was running and has the digest that buildx reported at its end.
 * @internal
 */
export async function readImage(
  store: Pick<ImageStore, 'read'>,
  digest: Digest | undefined,
  early: Promise<Image> | undefined,
): Promise<Image> {
  const image = await early?.catch(() => undefined);
  return image !== undefined && image.digest === digest ? image : store.read(digest);
}
