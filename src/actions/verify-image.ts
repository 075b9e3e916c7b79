import { dockerfileName } from '../dockerfile/locate.ts';
import type { Image } from '../model/image.ts';
import type { Plan } from '../model/plan.ts';
import { type CandidateTools, candidateAt, readCandidate } from '../store/candidate.ts';
import { type FileTools, fileCandidate, imageFiles, refuseOthers } from '../store/files.ts';
import { doubtsOf } from '../verify/doubts.ts';
import { type findLoneBases, refuseForeignBase } from '../verify/foreign-base.ts';
import { smokeTest } from '../verify/smoke.ts';
import { verify } from '../verify/verify.ts';
import type { Product } from './run-build.ts';
import type { ImageSurroundings } from './surroundings.ts';

/** Reads the image back, verifies it and runs the smoke test. Throws before any tag is updated. */
export async function prove(
  { request, platforms, delivery }: Plan,
  { place, digest, ahead, log }: Product,
  tools: CandidateTools & FileTools,
  { job, runner, ledger, loneBases }: ImageSurroundings & { readonly loneBases: ReturnType<typeof findLoneBases> },
): Promise<Image | undefined> {
  const { run, env, engine, folder } = tools;
  const candidate =
    place === undefined ? fileCandidate(delivery.files, job.workspace, tools) : candidateAt(place, digest, tools);
  if (candidate === undefined) return undefined;
  const image = await readCandidate(candidate, digest, ahead);
  const { verify: isVerified, smokeTest: script } = request.proof;
  if (isVerified) {
    const file = dockerfileName(request.build, job.workspace);
    verify(
      image,
      platforms.map(({ platform }) => platform),
    );
    await candidate.complete(image);
    const doubts = [...refuseForeignBase(platforms, await loneBases, file), ...doubtsOf(platforms, log, file)];
    for (const doubt of doubts) runner.warning(doubt);
    const attributes = delivery.imageAttributes;
    const exported = place === undefined ? imageFiles(delivery.files)[0] : ({ type: 'image', attributes } as const);
    await refuseOthers(image, exported, delivery.files, job.workspace, run);
  }
  const cwd = job.workspace;
  await smokeTest(image, candidate, { script, run, env, cwd, folder, engine, ledger, print: runner.info });
  return image;
}
