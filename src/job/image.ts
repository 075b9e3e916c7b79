import type { Written } from '../build/caches.ts';
import type { CandidateTools } from '../image/candidate.ts';
import type { FileTools } from '../image/files.ts';
import { findLoneBases } from '../image/foreign-base.ts';
import type { Request } from '../inputs/request.ts';
import { hostOf } from '../plan/buildkit-config.ts';
import { previousDigests } from '../publish/previous.ts';
import { composeReport } from '../report/compose.ts';
import { setOutputs, tell } from '../report/tell.ts';
import { noting } from '../setup/notes.ts';
import { sweep } from '../setup/sweep.ts';
import { openWorkplace } from '../setup/workplace.ts';
import { resolveEndpoint } from '../system/docker/endpoint.ts';
import { createEngine } from '../system/docker/engine.ts';
import { TimeUp } from '../system/errors.ts';
import { until } from '../system/process.ts';
import { type RetryPolicy, systemClock } from '../system/retry.ts';
import { createRunId, thisMachine } from '../system/run-id.ts';
import { produce } from './produce.ts';
import { prove } from './prove.ts';
import { NOTHING, release } from './release.ts';
import type { ImageSurroundings } from './surroundings.ts';
import { survey } from './survey.ts';

/** The main job, room by room: plan, setup, build, image, publish, report. */
export async function makeImage(request: Request, given: ImageSurroundings): Promise<void> {
  const { job } = given;
  const started = performance.now();
  const machine = thisMachine();
  const id = createRunId(machine, process.ppid);
  const notes = job.env.RUNNER_TOOL_CACHE || job.temp;
  const surroundings = { ...given, ledger: noting(given.ledger, notes, id) };
  const { runner, run, http, ledger, enter, signal, files } = surroundings;
  const endpoint = resolveEndpoint(job.env, files.readOptional);
  const engine = createEngine(endpoint, http, files.readOptional);
  const { host, plan } = await survey(request, surroundings, { engine, endpoint: endpoint.host, id });
  // what runs left that died: it keeps nothing waiting and fails nothing
  const swept = sweep(engine, { temp: job.temp, notes }, machine).catch(() => []);

  enter('setting up');
  const retry: RetryPolicy = { retries: request.conduct.retries, clock: systemClock, log: runner.info, signal };
  await using workplace = await openWorkplace({
    env: job.env,
    temp: job.temp,
    id,
    logins: request.login,
    endpoint,
    insecureRegistries: host.engine.insecureRegistries,
    ownBuildx: true,
    retry,
    run,
    http,
    ledger,
    readText: files.readOptional,
  });
  const { registry, env } = workplace;
  // beside set-up and build; a refused login ends both
  const refused = new AbortController();
  const previous = previousDigests(plan.delivery.kind === 'publish' ? plan.delivery.targets : [], registry);
  previous.catch((error: unknown) => refused.abort(error));
  const loneBases = findLoneBases(
    request.proof.verify ? plan.platforms : [],
    workplace,
    host.engine.mirrors.map(hostOf),
  );
  const product = await produce(
    plan,
    { host, id, engine, retry, workplace },
    { ...surroundings, run: until(refused.signal, run) },
  );

  enter('proving the image');
  const tools: CandidateTools & FileTools = {
    engine,
    registry,
    repository: plan.delivery.targets[0]?.repository,
    id,
    folder: workplace.folder.path,
    run,
    env,
    containerdStore: host.engine.containerdStore,
    onLoad: (name) => ledger({ kind: 'image', name }),
  };
  const image = await prove(plan, product, tools, { ...surroundings, loneBases });

  enter('publishing');
  const released =
    image === undefined
      ? NOTHING
      : await release(
          plan,
          image,
          product.place,
          { ...tools, workplace, retry, previous: await previous },
          surroundings,
        );

  const seconds = () => (performance.now() - started) / 1000;
  const facts = { plan, ...product, image: released.image ?? image, tags: released.tags };
  setOutputs(composeReport({ ...facts, cache: undefined, seconds: seconds(), notices: [] }), runner);
  // published is published: a cache that takes longer than the time there is costs no more than itself
  const { cache, notices } = await product.written.catch((error: unknown) => abandoned(error));
  for (const name of await swept) runner.info(`removed ${name}, left behind by a run that died`);
  const report = composeReport({ ...facts, cache, seconds: seconds(), notices: [...released.notices, ...notices] });
  await tell(report, runner, request.conduct.summary);
}

/** What became of a cache for which there was no time; what else went wrong is thrown on. */
function abandoned(error: unknown): Written {
  if (!(error instanceof TimeUp)) throw error;
  return { cache: 'failed', notices: [`The build cache was not written: ${error.message}`] };
}
