import { join } from 'node:path';
import { type BuildArguments, buildArguments, buildEnvironment } from './build/arguments.ts';
import { buildWithRemedies } from './build/attempts.ts';
import { build, type Metadata, readMetadata } from './build/build.ts';
import { fetchCaches, openCaches, type Written } from './build/caches.ts';
import { callsOf } from './build/calls.ts';
import { type Destination, destinationOf } from './build/destination.ts';
import { exportsOf } from './build/exports.ts';
import { explainFailure } from './build/failure.ts';
import { withFindings } from './build/findings.ts';
import type { BuildLog } from './build/log.ts';
import type { Surroundings } from './door.ts';
import { type CandidateTools, candidateAt } from './image/candidate.ts';
import { doubtsOf } from './image/doubts.ts';
import { type FileTools, fileCandidate, imageFiles, refuseOthers } from './image/files.ts';
import { findLoneBases, refuseForeignBase } from './image/foreign-base.ts';
import type { Image } from './image/image.ts';
import { joinParts } from './image/join.ts';
import { withOffer } from './image/offered.ts';
import { askHowLong } from './image/refusal.ts';
import { registryCandidate } from './image/registry-candidate.ts';
import { smokeTest } from './image/smoke.ts';
import { verify } from './image/verify.ts';
import { formatPlatform } from './inputs/platform.ts';
import type { Request } from './inputs/request.ts';
import { KEPT_BUILDER } from './plan/builder.ts';
import { hostOf } from './plan/buildkit-config.ts';
import { describePlan } from './plan/describe.ts';
import { needsCommit, provenanceOf } from './plan/description.ts';
import { dockerfileName, locateDockerfile } from './plan/dockerfile/locate.ts';
import { unregistered } from './plan/emulation.ts';
import { foldersOfCode, refuseForeignCode } from './plan/foreign-code.ts';
import { makePlan, refuseLoad } from './plan/make-plan.ts';
import { nameImage } from './plan/naming.ts';
import type { Plan } from './plan/plan.ts';
import { readJobEvent } from './plan/tags/event.ts';
import { engineCarrier, registryCarrier } from './publish/carriers.ts';
import { type HandedOver, handOver } from './publish/hand-over.ts';
import { leavePart } from './publish/leave-part.ts';
import { load } from './publish/load.ts';
import { type Previous, previousDigests } from './publish/previous.ts';
import { recordOf } from './publish/record.ts';
import { annotationsOf } from './report/annotations.ts';
import { composeReport } from './report/compose.ts';
import { annotate, setOutputs, tell } from './report/tell.ts';
import { chooseRelease, fetchBuildx } from './setup/buildx-binary.ts';
import { runFolder } from './setup/folder.ts';
import { helperFinder } from './setup/helper-image.ts';
import { noting } from './setup/notes.ts';
import { emulate, type Preparation, prepare } from './setup/prepare.ts';
import { sweep } from './setup/sweep.ts';
import { openWorkplace, type Workplace } from './setup/workplace.ts';
import { createArtifacts } from './system/artifacts.ts';
import { createCacheService } from './system/cache-service.ts';
import { buildxFolder, installedBuildx, recordedBuilder, requireDocker } from './system/docker/buildx.ts';
import { leadsElsewhere, resolveEndpoint } from './system/docker/endpoint.ts';
import { createEngine, type Engine } from './system/docker/engine.ts';
import { TimeUp } from './system/errors.ts';
import { headCommit } from './system/git.ts';
import { type Host, readHost, runs32BitArm } from './system/host.ts';
import { printable } from './system/printable.ts';
import { until } from './system/process.ts';
import { askSources } from './system/registry/sources.ts';
import { type RetryPolicy, systemClock } from './system/retry.ts';
import { createRunId, thisMachine } from './system/run-id.ts';

export interface ImageSurroundings extends Surroundings {
  /** Path of the door that speaks to the runner's cache service. */
  readonly cacheClient: string;
}

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
    registry,
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

interface Surveyor {
  readonly engine: Engine;
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  readonly id: string;
}

/** Asks the machine, reads the Dockerfile, and makes the plan. */
async function survey(
  request: Request,
  { job, runner, run, files }: ImageSurroundings,
  { engine, endpoint, id }: Surveyor,
): Promise<{ readonly host: Host; readonly plan: Plan }> {
  const { isFile, readOptional: readText } = files;
  const { platforms = [] } = request.image;
  // the engine alone knows this of what was asked, and is asked before any process is started
  if (request.result.load && platforms.length > 1) refuseLoad(platforms, await engine.info());
  const code = foldersOfCode(request, job).map(async (folder) => [folder, await headCommit(run, folder)] as const);
  refuseForeignCode(request, job, new Map(await Promise.all(code)));
  const event = readJobEvent(job.env, job.event, new Date());
  const naming = await nameImage(request.image, event);
  const { context } = request.build;
  const { setup } = request;
  const { buildxVersion: version } = setup;
  const named = setup.builder ?? (setup.keepBuilder ? KEPT_BUILDER : undefined);
  const namedBuilder = named === undefined ? undefined : recordedBuilder(named, job.env, readText);
  const nodes = [setup, ...setup.nodes, ...(namedBuilder?.nodes ?? [])].flatMap((node) => node.endpoint ?? []);
  const [host, dockerfile, commit] = await Promise.all([
    readHost({
      engine,
      endpoint,
      buildx: async () => {
        if (version === undefined) return installedBuildx(job.env, run, isFile, readText);
        requireDocker(job.env, isFile);
        const release = chooseRelease(version);
        return { path: join(runFolder(job.temp, id), 'docker-buildx'), version: release.version.replace(/^v/, '') };
      },
      runs32BitArm: () => runs32BitArm(run),
      namedBuilder,
      elsewhere: nodes.filter((node) => leadsElsewhere(node, endpoint, job.env, readText)),
    }),
    locateDockerfile(request.build, readText),
    context.kind === 'path' && needsCommit(request, naming) ? headCommit(run, context.path) : undefined,
  ]);
  const plan = makePlan(request, {
    host,
    dockerfile,
    dockerfileName: dockerfileName(request.build, job.workspace),
    id,
    job,
    naming,
    provenance: provenanceOf(naming, event, commit),
  });
  for (const notice of naming.notices) runner.notice(notice);
  for (const line of describePlan(plan)) runner.info(line);
  return { host, plan };
}

/** What came out of a build that succeeded. */
interface Product {
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

/** Sets up what the plan asks for, and builds. */
async function produce(
  plan: Plan,
  { host, id, engine, retry, workplace: { folder, env, impatient, registry } }: Workshop,
  { job, runner, run, ledger, enter, signal, cacheClient }: ImageSurroundings,
): Promise<Product> {
  const service = createCacheService({ run, client: cacheClient, job, folder: folder.path, ledger });
  const { buildxVersion } = plan.request.setup;
  const source = { path: host.buildx.path, temp: job.temp, service, notice: runner.notice, retry };
  const buildxReady = buildxVersion === undefined ? undefined : fetchBuildx(chooseRelease(buildxVersion), source);
  const fetched = fetchCaches(plan, service);
  fetched.catch(() => undefined); // told where it is waited for
  const userConfig = buildxFolder(job.env);
  const mirrors = host.engine.mirrors.map(hostOf);
  const findHelper = helperFinder(impatient, mirrors, runner.info);
  const installed = { buildx: host.buildx.path, userConfig };
  const helpers = { findHelper, askHowLong: (image: string) => askSources(image, impatient, mirrors) };
  const preparation: Preparation = { host, id, run, env, folder, ledger, retry, buildxReady, ...helpers, ...installed };
  const builder = await prepare(plan, preparation);

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

/** Reads the image back and tries it; what is wrong with it is thrown before any tag moves. */
async function prove(
  { request, platforms, delivery }: Plan,
  { place, metadata, log }: Product,
  tools: CandidateTools & FileTools,
  { job, runner, ledger, loneBases }: ImageSurroundings & { readonly loneBases: ReturnType<typeof findLoneBases> },
): Promise<Image | undefined> {
  const { run, env, engine } = tools;
  const candidate =
    place === undefined
      ? fileCandidate(delivery.files, job.workspace, tools)
      : candidateAt(place, metadata?.digest, tools);
  if (candidate === undefined) return undefined;
  const image = await candidate.read();
  const { verify: isVerified, smokeTest: script } = request.proof;
  if (isVerified) {
    const file = dockerfileName(request.build, job.workspace);
    verify(
      image,
      platforms.map(({ platform }) => platform),
    );
    const doubts = [...refuseForeignBase(platforms, await loneBases, file), ...doubtsOf(platforms, log, file)];
    for (const doubt of doubts) runner.warning(doubt);
    const attributes = delivery.imageAttributes;
    const exported = place === undefined ? imageFiles(delivery.files)[0] : ({ type: 'image', attributes } as const);
    await refuseOthers(image, exported, delivery.files, job.workspace, run);
  }
  await smokeTest(image, candidate, { script, run, env, cwd: job.workspace, engine, ledger, print: runner.info });
  return image;
}

/** What was handed over, where something was. */
interface Released extends Partial<Omit<HandedOver, 'notices'>> {
  readonly notices: readonly string[];
}

const NOTHING: Released = { notices: [] };

/** Where the image of an earlier run is that stays published: under every tag, not by this run's build. */
const IN_REGISTRY: Destination = { kind: 'registry', repositories: [] };

/** Hands a proved image over: to its tags, to the engine, or as a part to the merge. */
async function release(
  plan: Plan,
  image: Image,
  place: Destination | undefined,
  tools: CandidateTools & { readonly workplace: Workplace; readonly retry: RetryPolicy; readonly previous: Previous },
  { job, ledger }: ImageSurroundings,
): Promise<Released> {
  const { delivery, request, naming } = plan;
  const { engine, registry, run, env, retry, previous, id } = tools;
  const { impatient, witness, folder } = tools.workplace;
  let published: Released = NOTHING;
  if (delivery.kind === 'publish') {
    published = await handOver(image, {
      targets: delivery.targets,
      release: naming.release,
      revision: plan.revision,
      carrier:
        place?.kind === 'engine'
          ? engineCarrier({ engine, registry, impatient, run, env, candidate: place.name, ledger, retry })
          : registryCarrier,
      registry,
      witness,
      previous,
      read: (repository, digest) => registryCandidate(registry, repository, digest, tools).read(),
    });
  }
  if (place !== undefined && delivery.load) {
    const { image: kept = image } = published;
    await load(engine, kept, kept.digest === image.digest ? place : IN_REGISTRY, delivery.targets, tools);
  }
  const [first] = delivery.targets;
  if (delivery.kind !== 'parts' || first === undefined) return published;
  const repositories = delivery.targets.map(({ repository }) => repository.name);
  const notices = await leavePart({
    record: recordOf(image, { ...plan.part, repositories }, job.env),
    platforms: plan.platforms.map(({ platform }) => platform),
    repository: first.repository,
    pattern: request.result.partTag,
    naming,
    artifacts: createArtifacts(job.env, async () => folder.path, retry),
    registry,
    id,
  });
  return { notices };
}
