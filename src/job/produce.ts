import { type BuildArguments, buildArguments, buildEnvironment } from '../build/arguments.ts';
import { buildWithRemedies } from '../build/attempts.ts';
import { build, type Metadata, readMetadata } from '../build/build.ts';
import { fetchCaches, openCaches, type Written } from '../build/caches.ts';
import { callsOf } from '../build/calls.ts';
import { type Destination, destinationOf } from '../build/destination.ts';
import { exportsOf } from '../build/exports.ts';
import { explainFailure } from '../build/failure.ts';
import { withFindings } from '../build/findings.ts';
import type { BuildLog } from '../build/log.ts';
import { joinParts } from '../image/join.ts';
import { withOffer } from '../image/offered.ts';
import { askHowLong } from '../image/refusal.ts';
import { formatPlatform } from '../inputs/platform.ts';
import { hostOf } from '../plan/buildkit-config.ts';
import { dockerfileName } from '../plan/dockerfile/locate.ts';
import { unregistered } from '../plan/emulation.ts';
import type { Plan } from '../plan/plan.ts';
import { annotationsOf } from '../report/annotations.ts';
import { annotate } from '../report/tell.ts';
import { chooseRelease, fetchBuildx } from '../setup/buildx-binary.ts';
import { helperFinder } from '../setup/helper-image.ts';
import { emulate, type Preparation, prepare } from '../setup/prepare.ts';
import type { Workplace } from '../setup/workplace.ts';
import { createCacheService } from '../system/cache-service.ts';
import { buildxFolder } from '../system/docker/buildx.ts';
import type { Engine } from '../system/docker/engine.ts';
import type { Host } from '../system/host.ts';
import { printable } from '../system/printable.ts';
import { askSources } from '../system/registry/sources.ts';
import { type RetryPolicy, systemClock } from '../system/retry.ts';

import type { ImageSurroundings } from './surroundings.ts';

/** What came out of a build that succeeded. */
export interface Product {
  readonly builder: string;
  /** Where the image is; `undefined`: there is none besides files. */
  readonly place: Destination | undefined;
  readonly log: BuildLog;
  readonly answer: string;
  readonly metadata: Metadata | undefined;
  /** The caches being written, beside all that follows. */
  readonly written: Promise<Written>;
}

interface Workshop {
  readonly host: Host;
  readonly id: string;
  readonly engine: Engine;
  readonly retry: RetryPolicy;
  readonly workplace: Workplace;
}

/** Sets up what the plan asks for, side by side; what comes from the runner's cache service is waited for later. */
async function equip(
  plan: Plan,
  { host, id, retry, workplace: { folder, env, impatient } }: Workshop,
  { job, runner, run, ledger, cacheClient }: ImageSurroundings,
) {
  const service = createCacheService({ run, client: cacheClient, job, folder: folder.path, ledger });
  const { buildxVersion } = plan.request.setup;
  const source = { path: host.buildx.path, temp: job.temp, service, notice: runner.notice, retry };
  const buildxReady = buildxVersion === undefined ? undefined : fetchBuildx(chooseRelease(buildxVersion), source);
  const fetched = fetchCaches(plan, service);
  fetched.catch(() => undefined); // told where it is waited for
  const mirrors = host.engine.mirrors.map(hostOf);
  const helpers = {
    findHelper: helperFinder(impatient, mirrors, runner.info),
    askHowLong: (image: string) => askSources(image, impatient, mirrors),
  };
  const installed = { buildx: host.buildx.path, userConfig: buildxFolder(job.env) };
  const preparation: Preparation = { host, id, run, env, folder, ledger, retry, buildxReady, ...helpers, ...installed };
  return { service, buildxReady, fetched, mirrors, preparation, builder: await prepare(plan, preparation) };
}

/** Sets up what the plan asks for, and builds. */
export async function produce(plan: Plan, workshop: Workshop, surroundings: ImageSurroundings): Promise<Product> {
  const { host, id, engine, retry, workplace } = workshop;
  const { folder, env, impatient, registry } = workplace;
  const { job, runner, run, ledger, enter, signal } = surroundings;
  const { service, buildxReady, fetched, mirrors, preparation, builder } = await equip(plan, workshop, surroundings);

  enter('building');
  const place = destinationOf(plan, builder === 'default', folder.path, id);
  if (place?.kind === 'engine') ledger({ kind: 'image', name: place.name });
  const calls = callsOf(plan, place, folder.path);
  const buildx = { buildx: host.buildx.path, env: { ...env, ...buildEnvironment(plan, job.env) }, cwd: job.workspace };
  const names = plan.platforms.map(({ platform }) => formatPlatform(platform));
  /** @param nth of the lists of exports */
  const call = (nth: number, given: Pick<BuildArguments, 'cacheFrom' | 'again'>) =>
    build(run, {
      ...buildx,
      calls: calls.map(({ plan: one, place, metadataFile }) => {
        const exports = exportsOf(plan.delivery, place)[nth] ?? [];
        return buildArguments(one, { builder, metadataFile, exports, ...given });
      }),
      onlyPlatform: names.length === 1 ? names[0] : undefined,
      print: runner.info,
      hide: runner.hide,
    });
  const [, ...further] = exportsOf(plan.delivery, place);
  const tools = { ...buildx, buildEnv: buildx.env, env, run, builder, folder: folder.path, id, service, signal };
  const caches = await openCaches(plan, tools, await fetched);
  const built = await buildWithRemedies({
    attempt: (cached) => call(0, { cacheFrom: cached ? caches.from : [], again: false }),
    readsCache: caches.from.length > 0,
    unregistered: unregistered(plan, host),
    emulate: (architectures) => emulate(plan, architectures, preparation),
    notice: runner.notice,
    askHowLong: (refused) => askHowLong(refused, plan.delivery, impatient, mirrors),
    policy: retry,
  });
  const { answer, log } = built.outcome;
  const offered = await withOffer(built.failure, impatient, mirrors);
  // only with the same kernel are the engine's folders on this machine
  const folders = [job.temp, ...(host.emulators === undefined ? [] : [host.engine.root])];
  const failure = await withFindings(offered, { engine, builder, folders, clock: systemClock });
  annotate(annotationsOf(log, dockerfileName(plan.request.build, job.workspace), failure), runner);
  if (answer !== '') runner.info(printable(answer.trimEnd()));
  if (failure !== undefined) throw failure;
  // what is done again needs the cache that the build had: its layers were fetched only where the build needed them
  const cacheFrom = built.cached ? caches.from : [];
  // beside proof and publishing, which wait for it only at the end
  const written = Promise.all([caches.write(log, cacheFrom), buildxReady?.then((keep) => keep())]).then(
    ([{ cache, notices }]) => {
      const trouble = service.problem();
      const kept = trouble === undefined ? [] : [`Nothing is kept from run to run: ${trouble}`];
      return { cache, notices: [...notices, ...kept] };
    },
  );
  written.catch(() => undefined); // told where it is waited for

  const told =
    plan.delivery.kind === 'call' ? [] : await Promise.all(calls.map(({ metadataFile }) => readMetadata(metadataFile)));
  for (const i of further.keys()) {
    const { ok, ...ended } = await call(i + 1, { cacheFrom, again: true });
    if (!ok) throw explainFailure(ended.log, ended.finished);
  }
  const repositories = plan.delivery.targets.map(({ repository }) => repository);
  const metadata = await joinParts(calls, told, place, { registry, repositories, run });
  return { builder, place, log, answer, metadata, written };
}
