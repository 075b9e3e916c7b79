import { join } from 'node:path';
import { withBuildkitConfig } from '../builder/buildkit-config.ts';
import { chooseRelease } from '../builder/buildx-binary.ts';
import { hashFiles, kubeconfigs, namedCertificates } from '../builder/settings.ts';
import { currentBuilder, isBuilderName, RECORDED_CONFIG, recordedBuilder } from '../clients/docker/builders.ts';
import { installedBuildx, requireDocker } from '../clients/docker/buildx.ts';
import { configFolder, leadsElsewhere } from '../clients/docker/endpoint.ts';
import type { Engine } from '../clients/docker/engine.ts';
import { askEngine } from '../clients/docker/need.ts';
import { headCommit } from '../clients/git/commit.ts';
import { certificateFiles, certificateFolders, systemBundle } from '../clients/http/certificates.ts';
import { lookUpAll } from '../clients/registry/addresses.ts';
import { machineRegistries, type Registries } from '../clients/registry/configuration.ts';
import { credentialsIn } from '../inputs/addresses.ts';
import { ActionError } from '../model/errors.ts';
import type { Environment } from '../model/job.ts';
import type { Plan } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { KEPT_BUILDER } from '../plan/builder.ts';
import type { Circumstances } from '../plan/circumstances.ts';
import { describePlan, findingsOf, unusedQemuImage } from '../plan/describe.ts';
import { needsCommit, provenanceOf } from '../plan/description.ts';
import { engineNeed } from '../plan/engine-need.ts';
import { imagesRead } from '../plan/local-images.ts';
import { makePlan, refuseLoad } from '../plan/make-plan.ts';
import { usedRegistries } from '../plan/registries.ts';
import type { ResolvedRequest } from '../plan/resolve.ts';
import { type Selection, selectBuilder } from '../plan/selection.ts';
import { debug, isDebug } from '../runtime/debug.ts';
import { printableLine } from '../runtime/printable.ts';
import { runFolder } from '../session/folder.ts';
import { type Host, type Machine, readHost, runs32BitArm } from '../session/host.ts';
import { readJobBuilders } from '../session/job-builders.ts';
import { hostPlatform } from '../session/processor.ts';
import type { Runtime } from '../session/runtime.ts';
import { withinTrust } from '../trust/decide.ts';
import { findUntrusted } from '../trust/find-untrusted.ts';

interface Asker {
  readonly engine: Engine;
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  readonly id: string;
}

/** Facts about the machine, and the plan. */
export interface Inspected {
  readonly host: Host;
  readonly plan: Plan;
  /** Path of the buildx binary. */
  readonly buildx: string;
  /** Registry configuration of the builder and of the action. */
  readonly registries: Registries;
  /** Reads a file from `registries`: a file of this machine, or of an existing builder's record. */
  readonly readCertificate: (path: string) => string | undefined;
}

/** Inspects the machine and makes the plan. */
export async function inspectHost(
  { request: asked, line: mergeGroup, event, naming, delivery, dockerfile, dockerfileName }: ResolvedRequest,
  { job, runner, run, files }: Runtime,
  { engine, endpoint, id }: Asker,
): Promise<Inspected> {
  const { readOptional: readText } = files;
  const { platforms = [] } = asked.image;
  const { setup } = asked;
  const selected = { variable: job.env.BUILDX_BUILDER, current: currentBuilder(endpoint, job.env, readText) };
  const selection = selectBuilder(setup, selected);
  if (selection !== undefined) refuseName(selection);
  const name = selection?.name ?? (setup.keepBuilder ? KEPT_BUILDER : undefined);
  const namedBuilder = name === undefined ? undefined : recordedBuilder(name, job.env, readText);
  const nodes = [setup, ...setup.nodes, ...(namedBuilder?.nodes ?? [])].flatMap((node) => node.endpoint ?? []);
  const elsewhere = nodes.filter((node) => leadsElsewhere(node, endpoint, job.env, readText));
  const need = engineNeed(asked, selection && { ...selection, recorded: namedBuilder }, elsewhere);
  // only this check needs Docker Engine, and it runs before any process is started
  if (asked.result.load && platforms.length > 1) {
    const info = await askEngine(engine, need);
    if (info !== undefined) refuseLoad(platforms, info);
  }
  const { request, line } = withinTrust(asked, await findUntrusted(asked, job), job);
  for (const each of [mergeGroup, line]) if (each !== undefined) runner.info(each);
  const { context } = request.build;
  const buildx = chooseBuildx(setup.buildxVersion, join(runFolder(job.temp, id), 'docker-buildx'), { job, files });
  const isRunning = async (container: string) => (await engine.container(container))?.running === true;
  const [machine, used, commit, earlierBuilders] = await Promise.all([
    readHost({
      ...{ engine, need, endpoint, selected, namedBuilder, elsewhere },
      runs32BitArm: () => runs32BitArm(run),
      env: job.env,
      dockerConfig: readText(join(configFolder(job.env), 'config.json')),
    }),
    lookUpAll(usedRegistries(request, naming, dockerfile, job.env)),
    context.kind === 'path' && needsCommit(request) ? headCommit(context.path) : undefined,
    readJobBuilders(job.temp, id, isRunning),
  ]);
  if (need !== undefined && CALLS_DOCKER.includes(need.by)) requireDocker(need.by, job.env, files.isFile);
  const localImages = await findLocal(request, machine, dockerfile, engine, job.env);
  const certificates = certificateFiles(certificateFolders(job.env, configFolder(job.env)));
  const registries = machineRegistries({ engine: machine.engine, certificates, used });
  const bundle = systemBundle(job.env, files.isFile);
  const host: Host = {
    ...machine,
    ...{ registries, bundle, localImages, earlierBuilders },
    certificates: hashFiles(
      [bundle ?? [], namedCertificates(withBuildkitConfig(registries, setup.buildkitdConfig))].flat(),
      readText,
    ),
    cluster: setup.driver === 'kubernetes' ? hashFiles(kubeconfigs(job.env), readText) : '',
  };
  for (const { http, https } of host.proxies)
    for (const secret of credentialsIn(`${http} ${https}`)) runner.mask(secret);
  const plan = makePlan(request, {
    host,
    ...{ dockerfile, dockerfileName, id, job, naming, delivery },
    provenance: provenanceOf(naming, event, commit),
  });
  for (const each of [...naming.notices, unusedQemuImage(plan) ?? []].flat()) runner.notice(each);
  for (const { level, line, message } of findingsOf(plan)) {
    runner[level](`${dockerfileName}:${line}: ${message}`);
  }
  for (const line of describePlan(plan, host.hasEngine ? host.engine : undefined)) runner.info(line);
  if (isDebug()) {
    const { decisionsOf } = await import('../plan/decisions.ts');
    debug(() => decisionsOf(plan));
  }
  const recorded = plan.builder.kind === 'existing' ? namedBuilder?.files : undefined;
  const config = plan.builder.kind === 'new' ? setup.buildkitdConfig : recorded?.get(RECORDED_CONFIG);
  return {
    host,
    plan,
    buildx,
    registries: withBuildkitConfig(registries, config),
    readCertificate: (path) => recorded?.get(path) ?? readText(path),
  };
}

/** Images that a single-platform build reads from a classic image store. Builders of other drivers cannot read them. */
async function findLocal(
  { build, image, result, setup }: Request,
  machine: Machine,
  dockerfile: Circumstances['dockerfile'],
  engine: Engine,
  env: Environment,
): Promise<readonly string[]> {
  if (!machine.hasEngine || machine.engine.containerdStore || !['auto', 'docker'].includes(setup.driver)) return [];
  const [target, ...others] = image.platforms ?? (result.load && !result.push ? [hostPlatform(machine)] : []);
  if (target === undefined || others.length > 0) return [];
  const images = imagesRead(dockerfile, build, { target, build: hostPlatform(machine) }, env);
  const found = await Promise.all(images.map((name) => engine.hasLocal(name)));
  return images.filter((_, i) => found[i]);
}

/** Needs that call the `docker` command. Other needs use buildx and the API of Docker Engine. */
const CALLS_DOCKER: readonly string[] = ['load'];

/** Validates the name of a builder, which is used in a path and as an argument. */
function refuseName({ name, by }: Selection): void {
  if (isBuilderName(name)) return;
  throw new ActionError(`${by}: "${printableLine(name)}" is not a builder's name`, {
    hint: `See \`docker buildx ls\` on the runner, and set \`${by}\` to a name from there.`,
  });
}

/**
 * Path of the installed buildx, or the future path of a requested version.
 * @throws ActionError if buildx is not installed.
 */
function chooseBuildx(
  version: string | undefined,
  place: string,
  { job, files: { isFile, readOptional } }: Pick<Runtime, 'job' | 'files'>,
): string {
  if (version === undefined) return installedBuildx(job.env, isFile, readOptional);
  chooseRelease(version);
  return place;
}
