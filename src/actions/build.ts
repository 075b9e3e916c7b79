import type { BuildLog } from '../buildkit/build-log.ts';
import { metadataFromDigest } from '../buildkit/metadata.ts';
import { NO_ENGINE, resolveEndpoint } from '../clients/docker/endpoint.ts';
import { createEngine } from '../clients/docker/engine.ts';
import { TimeUp } from '../model/errors.ts';
import { fromFork } from '../model/job.ts';
import type { ResolvedRequest } from '../plan/resolve.ts';
import { reportPrevious } from '../publish/previous.ts';
import type { PreviousImage } from '../publish/previous-image.ts';
import { composeReport, type Facts, titleOf } from '../report/compose.ts';
import type { FailedFacts } from '../report/failed.ts';
import { actionSource } from '../report/links.ts';
import { describeFailed, printReport, setOutputs } from '../report/print.ts';
import { until } from '../runtime/process.ts';
import { createRunId, thisMachine } from '../runtime/run-id.ts';
import { recordOnDisk } from '../session/notes.ts';
import type { Runtime } from '../session/runtime.ts';
import { openSession } from '../session/session.ts';
import { sweep } from '../session/sweep.ts';
import { startChecks } from './checks.ts';
import { printBuilderLog, printVersions } from './debugging.ts';
import { inspectHost } from './inspect-host.ts';
import { NOTHING, type Released, release } from './release.ts';
import { type Build, type Finished, runBuild } from './run-build.ts';
import { setUp } from './set-up.ts';
import { verifyImage } from './verify-image.ts';

/**
 * The main action: plan, set up, build, verify, publish, report.
 * @param cacheClient path of the entry point for the runner's cache service.
 */
export async function buildImage(resolved: ResolvedRequest, given: Runtime, cacheClient: string): Promise<void> {
  const { request } = resolved;
  const { job, runner, http, enter, files, onFailure } = given;
  const summarizeFailure = (facts: Pick<FailedFacts, 'plan' | 'engine' | 'log' | 'published'>) => (error: unknown) => {
    const known = { title: titleOf(resolved), goal: resolved.delivery.kind, phases: given.phases(), env: job.env };
    return describeFailed(error, { ...known, ...facts }, runner);
  };
  onFailure(summarizeFailure({}));
  const started = performance.now();
  const machine = thisMachine();
  const id = createRunId(machine, process.ppid);
  const notes = job.env.RUNNER_TOOL_CACHE || job.temp;
  const runtime = { ...given, recordCleanup: recordOnDisk(given.recordCleanup, notes, id) };
  const endpoint = resolveEndpoint(job.env, files.readOptional);
  const engine = createEngine(endpoint, http, files.readOptional);
  const { host, plan, buildx, registries, readCertificate } = await inspectHost(resolved, runtime, {
    ...{ engine, id },
    endpoint: endpoint.host,
  });
  const engineInfo = host.hasEngine ? host.engine : undefined;
  onFailure(summarizeFailure({ plan, engine: engineInfo }));
  // removes leftovers of runs that died; runs in parallel, and its errors are ignored
  const swept = sweep(host.hasEngine ? engine : undefined, { temp: job.temp, notes }, machine).catch(() => []);

  enter('setting up');
  await using session = await openSession(runtime, {
    ...{ id, engine, registries, readCertificate },
    endpoint: host.hasEngine ? endpoint : NO_ENGINE,
    logins: request.login,
    keepLogins: fromFork(job) ? 'never' : request.logout ? 'until post' : 'always',
    retries: request.options.retries,
    ownBuildx: true,
  });
  const checks = startChecks(plan, host, session);
  const failed = AbortSignal.any([session.signal, checks.failed]);
  const versions = (name?: string) =>
    printVersions(
      {
        env: job.env,
        engine: engineInfo,
        emulators: host.emulators?.map((emulator) => emulator.name),
        proxies: host.proxies,
      },
      runner,
      { buildx, name, run: session.run, env: session.env },
    );
  const setup = await setUp(plan, host, buildx, cacheClient, {
    ...session,
    run: until(checks.failed, session.run),
    engine: createEngine(endpoint, (message) => http({ signal: failed, ...message }), files.readOptional),
  }).catch(async (error: unknown) => {
    await versions();
    throw error;
  });
  await versions(setup.builder);
  const summarizeLog = (readLog: () => BuildLog) =>
    onFailure((error) => summarizeFailure({ plan, engine: engineInfo, log: readLog() })(error));
  const build = await runBuild(plan, setup, checks, summarizeLog).catch(async (error: unknown) => {
    await printBuilderLog(setup.builder, host.hasEngine ? engine : undefined);
    throw error;
  });

  enter('verifying the image');
  const image = await verifyImage(build, checks, setup.memory, session);
  const remembered = setup.memory.save();

  enter('publishing');
  const previous = await checks.previous;
  const report = (
    released: Released,
    rest: Pick<Facts, 'log' | 'answer' | 'cache' | 'metadata'>,
    notices: readonly string[],
    previousImage?: PreviousImage,
  ) =>
    composeReport({
      ...{ plan: build.plan, builder: build.builder, digest: build.digest, tags: released.tags, notices, ...rest },
      previous: reportPrevious(previous),
      previousImage,
      image: released.image ?? image,
      ...{ phases: given.phases(), source: actionSource(job.env) },
      engine: engineInfo,
      seconds: (performance.now() - started) / 1000,
    });
  const unfinished = { cache: undefined, answer: '', metadata: undefined, log: build.log };
  const setKnown = (released: Released) => {
    const published = released.tags ?? [];
    onFailure(summarizeFailure({ plan: build.plan, engine: engineInfo, log: build.log, published }));
    setOutputs(report(released, unfinished, []), runner);
  };
  const released =
    image === undefined || build.store === undefined
      ? NOTHING
      : await release(build.plan, image, build.store, previous, host, session, setKnown);
  setKnown(released);
  enter('finishing');
  // a timeout of the cache does not fail the run: the image is already published
  const { notices, ...rest } = await build.finished.catch((error: unknown) => abandoned(error, build));
  // discarded after the cache is written, because the garbage collection of Docker Engine would delay the cache; the
  // post step repeats a failed removal and reports its error
  const discarded = build.store?.discard().catch(() => undefined);
  for (const name of await swept) runner.info(`removed ${name}, left behind by a run that died`);
  const final = report(released, rest, [...released.notices, ...notices], await checks.previousImage);
  // set again with the final results of buildx
  setOutputs(final, runner);
  onFailure(() => '');
  await Promise.all([printReport(final, runner, request.options.summary), discarded, remembered]);
}

/** Result for a cache that was not written before the timeout. Throws any other error. */
function abandoned(error: unknown, { digest, log }: Build): Finished {
  if (!(error instanceof TimeUp)) throw error;
  const notices = [`The build cache was not written: ${error.message}`];
  return { cache: 'failed', notices, log, answer: '', metadata: metadataFromDigest(digest) };
}
