import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SetupSession } from '../builder/prepare.ts';
import type { BuildOptions, SuccessfulBuild } from '../buildkit/build.ts';
import type { BuildLog } from '../buildkit/build-log.ts';
import { exportsOf } from '../buildkit/exports.ts';
import { explainFailure } from '../buildkit/failure.ts';
import { type Invocation, invocationsOf } from '../buildkit/invocations.ts';
import { type Metadata, metadataFromDigest, readMetadata, withManifest } from '../buildkit/metadata.ts';
import { buildWithRetries } from '../buildkit/retry-build.ts';
import { openCaches, type WriteResult } from '../cache/caches.ts';
import { withPage } from '../model/diagnosis.ts';
import type { Digest } from '../model/digest.ts';
import type { Image } from '../model/image.ts';
import type { Plan } from '../model/plan.ts';
import { describeNewCache, describeRefused, withoutRefused } from '../publish/push-check.ts';
import { openStore } from '../store/open.ts';
import type { ImageStore } from '../store/store.ts';
import { caller, remediesFor, reportBuilt } from './build-calls.ts';
import type { Checks } from './checks.ts';
import type { Setup } from './set-up.ts';

/** Result of a successful build. */
export interface Build {
  /** The plan, without caches that a registry refuses. */
  readonly plan: Plan;
  readonly builder: string;
  /** Holds the image. Undefined if the build exports only file systems. */
  readonly store: ImageStore | undefined;
  /** Digest of the image, as reported by buildx. */
  readonly digest: Digest | undefined;
  /** The image as read while buildx was running: possibly too early, or in an attempt that failed later. */
  readonly early: Promise<Image> | undefined;
  /** Log of the build until the image was exported. */
  readonly log: BuildLog;
  /** Resolves when buildx has exited and caches are written. */
  readonly finished: Promise<Finished>;
}

/** Values that are known at the end of a build. */
export interface Finished extends WriteResult {
  readonly log: BuildLog;
  /** Output of `call`. */
  readonly answer: string;
  readonly metadata: Metadata | undefined;
}

/**
 * Builds the image into its store, with the remedies for known failures.
 * @param onStart called for each attempt with a function that returns its log so far.
 */
export async function runBuild(
  planned: Plan,
  { builder, session, service, fetched, keepBuildx }: Setup,
  checks: Checks,
  onStart: BuildOptions['onStart'],
): Promise<Build> {
  const { host, job, runner, enter, folder } = session;
  const [refusedCaches] = await Promise.all([checks.push.asked, checks.bases]);
  for (const refused of refusedCaches) runner.notice(withPage(describeRefused(refused), 'cache-export', job.env));
  for (const repository of await checks.push.newCaches) runner.info(describeNewCache(repository));
  const plan = { ...planned, cache: withoutRefused(planned.cache, refusedCaches) };

  enter('building');
  await makeFolders(plan, job.workspace);
  const store = openStore(plan, host.engine.containerdStore, session);
  const calls = await withLinked(invocationsOf(plan, store, folder.path), builder, session);
  const exportsOfCall = (one: Invocation, nth: number) => exportsOf(plan.delivery, one.exportTo)[nth] ?? [];
  const call = caller(plan, calls, builder, session);
  let early: Promise<Image> | undefined;
  // manifests can be read before the image is unpacked and buildx exits
  const readEarly = () => {
    early = store?.readEarly();
    early?.catch(() => undefined); // the verification reads the image again
  };
  const remedies = remediesFor(plan, session);
  const caches = await openCaches(plan, { ...session, builder, service }, await fetched);
  const built = await buildWithRetries({
    attempt: ({ reads, writes }) =>
      call(
        (one) => ({
          exports: exportsOfCall(one, 0),
          metadataFile: one.metadataFile,
          cacheFrom: reads ? caches.from : [],
          cacheTo: writes ? one.plan.cache.to : [],
        }),
        { onStart, onImageNamed: readEarly },
      ),
    cache: { reads: caches.from.length > 0, writes: caches.writes },
    ...remedies,
  });
  const answer = await reportBuilt(built, plan, builder, session);
  if (built.failure !== undefined) throw built.failure;

  const { outcome, cacheWriteError } = built;
  const { reads, writes } = built.cache;
  // repeated work needs the cache of the build: layers were fetched only if the build needed them
  const cacheFrom = reads ? caches.from : [];
  const [, ...further] = exportsOf(plan.delivery, store?.exportTo());
  for (const i of further.keys()) {
    const again = await call((one) => ({ exports: exportsOfCall(one, i + 1), cacheFrom, exportOnly: true }));
    if (!again.ok) throw explainFailure(again.log, again.finished, remedies.machine);
  }
  const metadata = metadataOfCalls(calls, plan, outcome);
  metadata.catch(() => undefined); // reported where it is awaited
  // the final results of buildx are checked before publishing
  const digests = outcome.hasEnded ? (await metadata).map(({ digest }) => digest) : outcome.digests;
  const separate = plan.separateCalls
    ? plan.platforms.map(({ platform }, i) => ({ platform, digest: digests[i] }))
    : [];
  const assembled = await store?.assemble(separate);

  const finish = async (): Promise<Finished> => {
    const [{ cache, notices }, { log }, [first]] = await Promise.all([
      caches.save(outcome.log, cacheWriteError ?? (writes ? outcome.end : undefined)),
      outcome.end,
      metadata,
      keepBuildx(),
    ]);
    const problem = service.problem();
    const kept = problem === undefined ? [] : [`Caches are not kept for later runs: ${problem}`];
    const whole = first && assembled ? withManifest(first, assembled) : first;
    return { cache, notices: [...notices, ...kept], log, answer, metadata: whole };
  };
  // runs during verification and publishing, and is awaited at their end
  const finished = finish();
  finished.catch(() => undefined); // reported where it is awaited
  return { plan, builder, store, digest: assembled?.digest ?? digests[0], early, log: outcome.log, finished };
}

/** Most builds have no targets of a bake file, and do not load the code for them. */
async function withLinked(
  calls: readonly Invocation[],
  builder: string,
  session: SetupSession,
): Promise<readonly Invocation[]> {
  if (!calls.some(({ plan }) => plan.request.build.bake !== undefined)) return calls;
  const { withLinkedTargets } = await import('./linked-targets.ts');
  return withLinkedTargets(calls, builder, session);
}

/** Makes the folders of files to export: buildx fails without them after it has built everything. */
async function makeFolders({ delivery }: Plan, workspace: string): Promise<void> {
  const paths = delivery.files.flatMap(({ attributes: { dest } }) => dest ?? []);
  await Promise.all(paths.map((path) => mkdir(dirname(resolve(workspace, path)), { recursive: true })));
}

/** Reads the metadata of each call from buildx, or uses the known digests if writing the cache failed. */
async function metadataOfCalls(
  calls: readonly Invocation[],
  { delivery }: Plan,
  { end, hasEnded, digests }: SuccessfulBuild,
): Promise<readonly Metadata[]> {
  if (delivery.kind === 'call') return [];
  const { problem } = await end;
  return Promise.all(
    calls.map(({ metadataFile }, i) => {
      const known = metadataFromDigest(digests[i]);
      if (problem !== undefined) return known;
      const read = readMetadata(metadataFile);
      return hasEnded ? read : read.catch(() => known);
    }),
  );
}
