import { metadataOf } from '../buildkit/metadata.ts';
import { NO_ENGINE, resolveEndpoint } from '../clients/docker/endpoint.ts';
import { createEngine } from '../clients/docker/engine.ts';
import type { Http } from '../clients/http/http.ts';
import { headingOnce } from '../clients/registry/once.ts';
import { dockerfileName } from '../dockerfile/locate.ts';
import { TimeUp } from '../model/errors.ts';
import { fromFork } from '../model/job.ts';
import type { Request } from '../model/request.ts';
import { type Previous, previousDigests } from '../publish/previous.ts';
import { checkPushes, pushedTo } from '../publish/push-check.ts';
import { composeReport } from '../report/compose.ts';
import { setOutputs, tell } from '../report/tell.ts';
import { until } from '../runtime/process.ts';
import { type RetryPolicy, systemClock } from '../runtime/retry.ts';
import { createRunId, thisMachine } from '../runtime/run-id.ts';
import { noting } from '../session/notes.ts';
import { sweep } from '../session/sweep.ts';
import { openWorkplace } from '../session/workplace.ts';
import type { StoreTools } from '../store/open.ts';
import { checkBases } from '../verify/base-check.ts';
import { findLoneBases } from '../verify/foreign-base.ts';
import { survey } from './inspect-host.ts';
import { NOTHING, type Released, release } from './release.ts';
import { type Product, produce, type Rest } from './run-build.ts';
import type { ImageSurroundings } from './surroundings.ts';
import { verifyImage } from './verify-image.ts';

/** The main flow: plan, setup, build, image, publish, report. */
export async function makeImage(request: Request, given: ImageSurroundings): Promise<void> {
  const { job } = given;
  const started = performance.now();
  const machine = thisMachine();
  const id = createRunId(machine, process.ppid);
  const notes = job.env.RUNNER_TOOL_CACHE || job.temp;
  const surroundings = { ...given, ledger: noting(given.ledger, notes, id) };
  const { runner, run, http, ledger, enter, signal, files } = surroundings;
  const endpoint = resolveEndpoint(job.env, files.readOptional);
  const connect = (by: Http) => createEngine(endpoint, by, files.readOptional);
  const engine = connect(http);
  const { host, plan, buildx, registries, readCertificate } = await survey(request, surroundings, {
    engine,
    endpoint: endpoint.host,
    id,
  });
  // removes leftovers of runs that died; runs in parallel, and its errors are ignored
  const swept = sweep(host.hasEngine ? engine : undefined, { temp: job.temp, notes }, machine).catch(() => []);

  enter('setting up');
  const retry: RetryPolicy = { retries: request.conduct.retries, clock: systemClock, log: runner.info, signal };
  await using workplace = await openWorkplace({
    env: job.env,
    temp: job.temp,
    id,
    logins: request.login,
    keepLogins: fromFork(job) ? 'never' : request.logout ? 'until post' : 'always',
    warn: runner.warning,
    endpoint: host.hasEngine ? endpoint : NO_ENGINE,
    registries,
    readCertificate,
    ownBuildx: true,
    retry,
    run,
    http,
    ledger,
    readText: files.readOptional,
  });
  const { registry, env } = workplace;
  // runs during setup and build; a registry that refuses a push ends both
  const refused = new AbortController();
  const check = checkPushes(pushedTo(plan), registry, retry);
  check.done.catch((error: unknown) => refused.abort(error));
  // the check may create the repository
  const previous = check.asked.then(
    () => previousDigests(plan.delivery.kind === 'publish' ? plan.delivery.targets : [], registry),
    (): Previous => new Map(),
  );
  const impatient = headingOnce(workplace.impatient);
  const isOnEngine = async (image: string) => host.hasEngine && (await engine.image(image)) !== undefined;
  const isLocal = async (image: string) => plan.builder.kind === 'engine' && (await isOnEngine(image));
  const sources = { registry: impatient, registries, isLocal, isOnEngine, signal };
  // a policy beside the Dockerfile can replace images: https://docs.docker.com/build/policies/usage/
  const { dockerfile } = request.build;
  const hasPolicy = dockerfile !== undefined && files.isFile(`${dockerfile}.rego`);
  const basesChecked = checkBases(hasPolicy ? [] : plan.bases, sources, dockerfileName(request.build, job.workspace));
  basesChecked.catch((error: unknown) => refused.abort(error));
  const stopping = AbortSignal.any([signal, refused.signal]);
  // Docker Engine uses a local image only for the platform of that image
  const isOwn = (image: string) => plan.builder.kind === 'engine' && host.localImages.includes(image);
  const fromRegistries = plan.platforms.filter(({ base }) => base === undefined || !isOwn(base.image));
  const loneBases = findLoneBases(request.proof.verify ? fromRegistries : [], { registry, impatient }, registries);
  const storeTools: StoreTools = {
    ...{ engine, registry, run, env, ledger, retry, id },
    impatient: workplace.impatient,
    credentials: workplace.credentials,
    folder: workplace.folder.path,
    workspace: job.workspace,
    containerdStore: host.engine.containerdStore,
    verify: request.proof.verify,
    onLoad: (name) => ledger({ kind: 'image', name }),
  };
  const product = await produce(
    plan,
    {
      ...{ host, buildx, id, retry, workplace, check, basesChecked, storeTools },
      engine: connect((message) => http({ signal: stopping, ...message })),
    },
    { ...surroundings, run: until(refused.signal, run) },
  );

  enter('verifying the image');
  const image = await verifyImage(plan, product, storeTools, { ...surroundings, loneBases });

  enter('publishing');
  const seconds = () => (performance.now() - started) / 1000;
  const { builder, digest, log } = product;
  const factsOf = (released: Released) => ({
    ...{ plan: product.plan, builder, digest },
    image: released.image ?? image,
    tags: released.tags,
  });
  const setKnown = (released: Released) =>
    setOutputs(composeReport({ ...factsOf(released), ...UNFINISHED, log, seconds: seconds(), notices: [] }), runner);
  const released =
    image === undefined || product.store === undefined
      ? NOTHING
      : await release(
          plan,
          image,
          product.store,
          { ...storeTools, workplace, retry, previous: await previous },
          surroundings,
          setKnown,
        );
  setKnown(released);
  // a timeout of the cache does not fail the run: the image is already published
  const { notices, ...rest } = await product.rest.catch((error: unknown) => abandoned(error, product));
  // discarded after the cache is written, because the garbage collection of Docker Engine would delay the cache; the
  // post step repeats a failed removal and reports its error
  const discarded = product.store?.discard().catch(() => undefined);
  for (const name of await swept) runner.info(`removed ${name}, left behind by a run that died`);
  const report = composeReport({
    ...factsOf(released),
    ...rest,
    seconds: seconds(),
    notices: [...released.notices, ...notices],
  });
  // set again with the final results of buildx
  setOutputs(report, runner);
  await Promise.all([tell(report, runner, request.conduct.summary), discarded]);
}

/** Values that are unknown until buildx exits. */
const UNFINISHED = { cache: undefined, answer: '', metadata: undefined };

/** Result for a cache that was not written before the timeout. Throws any other error. */
function abandoned(error: unknown, { digest, log }: Product): Rest {
  if (!(error instanceof TimeUp)) throw error;
  const notices = [`The build cache was not written: ${error.message}`];
  return { cache: 'failed', notices, log, answer: '', metadata: metadataOf(digest) };
}
