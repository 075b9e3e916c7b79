import { createArtifacts } from '../clients/artifacts/artifacts.ts';
import { installedBuildx } from '../clients/docker/buildx.ts';
import { configFolder, resolveEndpoint } from '../clients/docker/endpoint.ts';
import { createEngine } from '../clients/docker/engine.ts';
import { askEngine } from '../clients/docker/need.ts';
import { proxiesOfProcess } from '../clients/docker/proxies.ts';
import { certificateFiles, certificateFolders } from '../clients/http/certificates.ts';
import { lookUpAll } from '../clients/registry/addresses.ts';
import { machineRegistries } from '../clients/registry/configuration.ts';
import type { MergeRequest } from '../inputs/merge.ts';
import { NOTHING_FROM_MERGE_GROUPS } from '../inputs/merge-group.ts';
import { NOTHING_FROM_FORKS } from '../inputs/rights.ts';
import type { Image, PlatformImage } from '../model/image.ts';
import { countNames, type Naming, type Provenance } from '../model/naming.ts';
import { formatPlatform } from '../model/platform.ts';
import { refusalWarnings } from '../parts/accept.ts';
import { lostAttestations } from '../parts/attestations.ts';
import { gatherParts } from '../parts/gather.ts';
import { refuseMismatch } from '../parts/mismatch.ts';
import { describeSource, makerOf, type Part, sharedLabels } from '../parts/part.ts';
import { pushMerged } from '../parts/push-merged.ts';
import { runOf } from '../parts/record.ts';
import { provenanceOf } from '../plan/description.ts';
import type { ResolvedMerge } from '../plan/resolve.ts';
import { checkStart } from '../programs/check.ts';
import { previousDigests, reportPrevious } from '../publish/previous.ts';
import { publishImage } from '../publish/publish-image.ts';
import { checkPushes } from '../publish/push-check.ts';
import type { FailedFacts } from '../report/failed.ts';
import { mergeReport } from '../report/merged.ts';
import { describeFailed, printReport, setOutputs } from '../report/print.ts';
import { createRunId, thisMachine } from '../runtime/run-id.ts';
import { recordOnDisk } from '../session/notes.ts';
import type { Runtime } from '../session/runtime.ts';
import { openSession } from '../session/session.ts';
import { assembleIndex, type IndexAnnotations } from '../store/assemble.ts';
import { readPublished } from '../store/in-registry.ts';
import { registryStore } from '../store/registry.ts';
import { describeIndex, expandPlaceholders, originOf, RELEASE_ANNOTATION } from '../tags/describe.ts';
import { smokeTest } from '../verify/smoke.ts';
import { verify } from '../verify/verify.ts';
import { printVersions } from './debugging.ts';

/**
 * Merges the parts of the matrix jobs into one image, verifies it, and publishes it. Docker Engine is needed only for
 * the smoke test, and buildx only for parts that must be copied.
 * @param resolved undefined in a job of a fork.
 */
export async function mergeParts(resolved: ResolvedMerge | undefined, given: Runtime): Promise<void> {
  const { job, runner, http, enter, files, onFailure } = given;
  const { isFile, readOptional: readText } = files;
  const started = performance.now();
  if (resolved === undefined) return runner.info(NOTHING_FROM_FORKS);
  const { request, event, naming, targets } = resolved;
  const id = createRunId(thisMachine(), process.ppid);
  const runtime = {
    ...given,
    recordCleanup: recordOnDisk(given.recordCleanup, job.env.RUNNER_TOOL_CACHE || job.temp, id),
  };
  if (countNames(naming) === 0) return runner.info(NOTHING_FROM_MERGE_GROUPS);
  const images = targets.map(({ repository }) => repository);
  for (const notice of naming.notices) runner.notice(notice);

  const platforms = request.platforms;
  const summarizeFailure = (facts: Pick<FailedFacts, 'merge' | 'published'>) => (error: unknown) => {
    const known = { title: images[0]?.name ?? '', phases: given.phases(), env: job.env };
    return describeFailed(error, { ...known, ...facts, goal: 'publish' }, runner);
  };
  onFailure(summarizeFailure({}));

  enter('setting up');
  const endpoint = resolveEndpoint(job.env, readText);
  const engine = createEngine(endpoint, http, readText);
  const testing = { by: 'smoke-test', instead: 'Without an engine, leave out `smoke-test`.' };
  const [info, used] = await Promise.all([
    askEngine(engine, request.verification.smokeTest === undefined ? undefined : testing),
    lookUpAll(images.map(({ registry }) => registry)),
  ]);
  await printVersions({ env: job.env, engine: info, proxies: [proxiesOfProcess(job.env)] }, runner);
  await using session = await openSession(runtime, {
    ...{ id, engine, endpoint },
    logins: request.login,
    keepLogins: request.logout ? 'until post' : 'always',
    retries: request.options.retries,
    registries: machineRegistries({
      engine: info ?? { mirrors: [], insecureRegistries: [] },
      certificates: certificateFiles(certificateFolders(job.env, configFolder(job.env))),
      used,
    }),
    readCertificate: readText,
    ownBuildx: false,
  });
  const { registry, registryAfterCancel, retry } = session;

  enter('merging');
  const artifacts = createArtifacts(job.env, { http, mask: runner.mask, retry });
  const ownRun = runOf(job.env);
  const own = provenanceOf(naming, event, undefined);
  const origin = originOf(own, []);
  const check = checkPushes({ targets: images, caches: [] }, registry, retry);
  const [{ parts, refused, unattested }, previous] = await Promise.all([
    gatherParts({ request, naming, images, artifacts, registry, origin, job: ownRun }),
    // the check may create the repository
    check.asked.then(() => previousDigests(targets, registry)),
  ]);
  for (const line of parts.flatMap(describeSource)) runner.info(line);
  const merge = { platforms, origins: originsOf(parts) };
  onFailure(summarizeFailure({ merge }));
  refuseMismatch(parts, request.platforms, { ...ownRun, commit: event.sha }, refused);
  for (const warning of [...refusalWarnings(refused), ...lostAttestations(unattested)]) runner.warning(warning);
  const provenance = partsProvenance(parts, own);
  const index = assembleIndex(parts, request.platforms, annotationsOf(request, naming, provenance, parts));
  const buildx = () => installedBuildx(job.env, isFile, readText);
  await Promise.all(images.map((repository) => pushMerged(repository, parts, index, buildx, session)));

  enter('verifying the image');
  const [first, ...others] = images;
  if (first === undefined) throw new Error('a merge without a repository was not refused');
  const containerdStore = info?.containerdStore ?? false;
  const store = registryStore([first, ...others], containerdStore, session);
  const image = await store.read(index.digest);
  if (request.verification.verify) {
    verify(image, request.platforms);
    // both read the image, and an incomplete one is reported first
    const programs = checkStart(withoutRecord(image, parts), store, session.signal);
    programs.catch(() => undefined);
    await store.requireComplete(image);
    await programs;
  }
  if (request.verification.smokeTest !== undefined) enter('running the smoke test');
  await smokeTest(image, store, request.verification.smokeTest, session);

  enter('publishing');
  const published = await publishImage(image, {
    targets,
    release: naming.release,
    origin,
    store,
    registry,
    registryAfterCancel,
    previous,
    read: (repository, digest) => readPublished(registry, repository, digest, request.verification.verify),
  });
  onFailure(summarizeFailure({ merge, published: published.tags }));
  const report = mergeReport({
    ...published,
    previous: reportPrevious(previous),
    repositories: images,
    platforms: request.platforms,
    version: naming.version,
    ...{ phases: given.phases(), origins: merge.origins },
    seconds: (performance.now() - started) / 1000,
  });
  setOutputs(report, runner);
  onFailure(() => '');
  await printReport(report, runner, request.options.summary);
}

/** The matrix job that built each platform's image, by the platform's name. */
function originsOf(parts: readonly Part[]): ReadonlyMap<string, string> {
  return new Map(
    parts.flatMap(({ images, reference }) =>
      images.map(({ platform }) => [formatPlatform(platform), makerOf(reference)] as const),
    ),
  );
}

/** Images that no matrix job of this run is known to have verified: any tool may have pushed them. */
function withoutRecord({ platforms }: Image, parts: readonly Part[]): readonly PlatformImage[] {
  const recorded = parts.filter(({ reference }) => reference.record !== undefined);
  const verified = new Set(recorded.flatMap(({ images }) => images.map(({ descriptor }) => descriptor.digest)));
  return platforms.filter(({ digest }) => !verified.has(digest));
}

/** Uses the commit of the parts, because the merge job may not have it checked out, and the time of the last part. */
function partsProvenance(parts: readonly Part[], own: Provenance): Provenance {
  const revision =
    parts.map(({ version, reference }) => version.revision || reference.commit).find(Boolean) ?? own.revision;
  // independent of the order of the parts, and of the time of the merge: the same parts give the same index
  const times = parts.map(({ version }) => Date.parse(version.created ?? '')).filter((time) => !Number.isNaN(time));
  return { ...own, revision, created: times.length === 0 ? undefined : new Date(Math.max(...times)) };
}

function annotationsOf(
  { annotations }: MergeRequest,
  { isNamed, release }: Naming,
  provenance: Provenance,
  parts: readonly Part[],
): IndexAnnotations {
  const all = describeIndex(provenance, release, sharedLabels(parts));
  const pick = (wanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
  // the version of such parts is a label of the user
  const isRelease =
    release !== undefined && parts.every((part) => part.annotations[RELEASE_ANNOTATION] === release.version);
  return {
    own: Object.fromEntries(annotations.map(({ name, value }) => [name, expandPlaceholders(value, provenance)])),
    named: isNamed && !isRelease ? pick((name) => VERSIONS.includes(name)) : {},
    // a later run needs the commit, even if the image is named by an input; parts do not share a time
    derived: isNamed ? all : pick((name) => OF_PARTS.includes(name)),
  };
}

const OF_PARTS: readonly string[] = ['org.opencontainers.image.revision', 'org.opencontainers.image.created'];
const VERSIONS: readonly string[] = ['org.opencontainers.image.version', RELEASE_ANNOTATION];
