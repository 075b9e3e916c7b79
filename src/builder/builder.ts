import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { containerOf, tooOld } from '../clients/docker/buildx.ts';
import { TransferError } from '../clients/docker/transfer.ts';
import { splitReference } from '../clients/registry/sources.ts';
import { formatFields, parseFields } from '../inputs/csv.ts';
import { ActionError, HungError } from '../model/errors.ts';
import { readJson } from '../model/json.ts';
import { type BuilderPlan, isElsewhere, type NodePlan } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { parseRepository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import type { Cleanup } from '../runtime/cleanup.ts';
import { BUILDER_BOOT_IDLE_MS } from '../runtime/limits.ts';
import { describeEnd, type Finished, succeeded } from '../runtime/process.ts';
import { retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Session } from '../session/session.ts';
import { DRIVERS } from './drivers.ts';
import { afterPull, type HelperSession, judgeHelper, pullHelper } from './helper-image.ts';

/** The session, and the installed buildx. */
export type BuilderSession = HelperSession &
  Pick<Session, 'run' | 'env' | 'folder' | 'context' | 'recordCleanup' | 'retry'> & {
    readonly buildx: string;
    /** The user's BUILDX_CONFIG, which records existing builders. */
    readonly userConfig: string;
  };

type NewBuilder = Extract<BuilderPlan, { kind: 'new' }>;

/**
 * Creates and boots the planned builder, or finds the existing one.
 * @returns the name of the builder.
 */
export async function makeBuilder(
  plan: BuilderPlan,
  platforms: readonly Platform[],
  setup: BuilderSession,
): Promise<string> {
  if (plan.kind === 'engine') return 'default';
  if (plan.kind === 'existing') await adopt(plan.name, setup);
  else await create(plan, setup);
  const remote = platforms.filter((platform) => isElsewhere(plan, platform));
  if (remote.length > 0) await checkPlatforms(plan.name, remote, setup);
  return plan.name;
}

/** Verifies the platforms of nodes on other machines before work is sent to them. */
async function checkPlatforms(
  name: string,
  platforms: readonly Platform[],
  { run, buildx, env, folder, retry: policy }: BuilderSession,
): Promise<void> {
  const inspect = async () => {
    const finished = await run({
      program: buildx,
      args: ['inspect', '--bootstrap', name],
      env: { ...env, BUILDX_CONFIG: folder.buildx },
      idle: BUILDER_BOOT_IDLE_MS,
    });
    if (succeeded(finished)) return finished;
    throw new (finished.timedOut ? HungError : ActionError)(
      `the builder ${name} does not answer: ${describeEnd(finished)}`,
      {
        hint: 'Check that its nodes run and that this machine can reach them.',
        diagnosis: 'builder-lost',
        output: finished.stderr,
      },
    );
  };
  const finished = await retry(inspect, policy, judgeWords('final'));
  const offered = [...finished.stdout.matchAll(/^Platforms:\s*(.*)$/gm)].flatMap(([, list = '']) =>
    list.split(',').map((item) => item.replace('*', '').trim()),
  );
  const missing = platforms.map(formatPlatform).filter((platform) => !offered.includes(platform));
  if (missing.length > 0) {
    throw new ActionError(
      `platforms: the builder ${name} cannot build ${missing.join(', ')}; its nodes offer ${offered.join(', ')}`,
      {
        hint: 'Add a node for it to `nodes`, or register QEMU on a node (`driver-opts: qemu.install=true` on Kubernetes).',
      },
    );
  }
}

/** Copies the record of the user's builder into the folder of this run, so that a build leaves no trace in the user's folder. */
async function adopt(name: string, { folder, userConfig }: BuilderSession): Promise<void> {
  const instances = join(folder.buildx, 'instances');
  await mkdir(instances, { recursive: true });
  // a builder of Docker Engine or of a Docker context has no record
  const record = name.toLowerCase();
  await copyFile(join(userConfig, 'instances', record), join(instances, record)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    },
  );
}

async function create(planned: NewBuilder, setup: BuilderSession): Promise<void> {
  const plan = await withCertificates(planned, setup.folder.tls);
  const config = plan.keep ? setup.userConfig : setup.folder.buildx;
  if (plan.keep && existsSync(join(config, 'instances', plan.name))) return adopt(plan.name, setup);
  const configFile = plan.config === undefined ? undefined : join(setup.folder.path, 'buildkitd.toml');
  if (configFile !== undefined) await writeFile(configFile, plan.config ?? '', { mode: 0o600 });
  if (!plan.keep) for (const entry of cleanupsOf(plan, setup.buildx, config)) setup.recordCleanup(entry);

  const buildx = (args: readonly string[]) =>
    setup.run({
      program: setup.buildx,
      args,
      // without the event's payload: buildx would send it to the builder for the provenance of every image
      env: { ...setup.env, BUILDX_CONFIG: config, GITHUB_EVENT_PATH: undefined },
      idle: BUILDER_BOOT_IDLE_MS,
    });
  const record = async () => {
    for (const [i, node] of plan.nodes.entries()) {
      await insist(await buildx(createArguments(plan, node, { configFile, append: i > 0, context: setup.context })));
    }
    if (!existsSync(join(config, 'instances', plan.name))) {
      throw new ActionError('buildx exited with status 0 but did not create the builder', {
        hint: 'Run the job again; if the error persists, update buildx.',
      });
    }
    await completeRecord(join(config, 'instances', plan.name), plan.nodes);
  };
  const images = [...new Set(plan.nodes.flatMap(imagesOf))];
  const insist = async (finished: Finished) => {
    if (succeeded(finished)) return;
    for (const image of images) await afterPull(finished.stderr, image, setup);
    const Kind = finished.timedOut ? HungError : ActionError;
    throw tooOld(finished.stderr) ?? new Kind(...failure(plan, describeEnd(finished), finished.stderr));
  };
  const attempt = async () => {
    // in parallel with `create`: buildx pulls only when it boots the builder
    const fetched = Promise.all(isHere(plan) ? images.map((image) => fetch(image, plan, setup)) : []);
    fetched.catch(() => undefined); // reported where it is awaited
    try {
      await record();
      await fetched;
      await insist(await buildx(['inspect', '--bootstrap', plan.name]));
    } catch (error) {
      // the record would block the next attempt
      await buildx(['rm', '--force', plan.name]);
      throw error;
    }
  };
  await retry(attempt, setup.retry, judgeHelper);
  if (plan.keep) await adopt(plan.name, setup);
}

/** Writes the certificates of nodes into files, which the options of the nodes name. */
async function withCertificates(plan: NewBuilder, folder: string): Promise<NewBuilder> {
  const nodes = plan.nodes.map(async (node, i) => {
    const files = Object.entries(node.tls ?? {}).map(async ([name, pem]) => {
      if (pem === undefined) return [];
      const path = join(folder, `node-${i}-${name}.pem`);
      await writeFile(path, pem, { mode: 0o600 });
      return [formatFields([`${name}=${path}`])];
    });
    return { ...node, driverOpts: [...node.driverOpts, ...(await Promise.all(files)).flat()] };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}

/** Pulls an image that is missing. An invalid name is left for buildx to report. */
async function fetch(image: string, plan: NewBuilder, setup: BuilderSession): Promise<void> {
  if (parseRepository(splitReference(image).name) instanceof Wrong) return;
  if ((await setup.engine.image(image)) !== undefined) return;
  await pullHelper(image, setup).catch((cause: unknown) => {
    if (!(cause instanceof TransferError)) throw cause;
    throw new ActionError(...failure(plan, cause.message, cause.message, cause));
  });
}

function imagesOf({ driverOpts }: NodePlan): readonly string[] {
  return driverOpts.flatMap((option) => (option.startsWith('image=') ? [option.slice('image='.length)] : []));
}

/** True if all its nodes are containers of the local Docker Engine. */
function isHere({ driver, nodes }: NewBuilder): boolean {
  return nodes.every((node) => DRIVERS[driver].isLocal(node));
}

/** The things to remove with a builder, last first. A local builder needs no process: buildx's record is removed with the run's folder. */
function cleanupsOf(plan: NewBuilder, buildx: string, config: string): readonly Cleanup[] {
  if (!DRIVERS[plan.driver].startsDaemons) return [];
  if (!isHere(plan)) return [{ kind: 'builder', name: plan.name, buildx, config }];
  const { name, nodes } = plan;
  const containers = nodes.map((node, i) => containerOf(node.name ?? `${name}${i}`));
  // the volume's name: https://github.com/docker/buildx/blob/master/driver/docker-container/driver.go
  return containers.flatMap((container): Cleanup[] => [
    { kind: 'volume', name: `${container}_state` },
    { kind: 'container', name: container },
  ]);
}

/** Arguments for an error about a builder that could not be created. */
function failure(plan: NewBuilder, why: string, output: string, cause?: unknown) {
  return [
    `the ${plan.driver} builder could not be created: ${why}`,
    { hint: DRIVERS[plan.driver].hint(plan.nodes), ...adviceFor(output, 'pull'), output, cause },
  ] as const;
}

const ENTITLEMENT = '--allow-insecure-entitlement';

/** buildx's record of a builder: https://github.com/docker/buildx/blob/master/store/nodegroup.go */
const RECORD = v.looseObject({
  Nodes: v.array(
    v.looseObject({
      Flags: v.nullish(v.array(v.string())),
      DriverOpts: v.nullish(v.record(v.string(), v.string())),
    }),
  ),
});

/**
 * Completes the record before the builder boots. Variables of the daemon are added here, because every process of the
 * machine can read a command line. Removes the entitlement `network.host` that buildx grants by default, to every daemon in
 * a container and to every daemon on the host's network.
 * https://github.com/docker/buildx/blob/master/builder/builder.go
 */
async function completeRecord(path: string, nodes: readonly NodePlan[]): Promise<void> {
  const record = readJson(RECORD, await readFile(path, 'utf8'));
  if (record === undefined) {
    throw new ActionError(`cannot read the record that buildx wrote about its new builder: ${path}`, {
      hint: 'Set `buildx-version: latest`.',
    });
  }
  const isUnasked = (flag: string, { buildkitdFlags, entitlements }: NodePlan) =>
    flag === `${ENTITLEMENT}=network.host` &&
    !entitlements.includes('network.host') &&
    !buildkitdFlags?.includes('network.host');
  const Nodes = record.Nodes.map((node, i) => {
    const plan = nodes[i];
    if (plan === undefined) return node;
    const Flags = (node.Flags ?? []).filter((flag) => !isUnasked(flag, plan));
    return { ...node, Flags, DriverOpts: { ...node.DriverOpts, ...variablesOf(plan) } };
  });
  await writeFile(path, JSON.stringify({ ...record, Nodes }));
}

function isVariable(option: string): boolean {
  return /^"?env\./.test(option);
}

/** `env.NAME` of the options, with its value. */
function variablesOf({ driverOpts }: NodePlan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    driverOpts.filter(isVariable).map((option) => {
      const fields = parseFields(option);
      const [name = '', value = ''] = ((fields instanceof Wrong ? undefined : fields[0]) ?? option).split(/=(.*)/s);
      return [name, value];
    }),
  );
}

/**
 * The arguments of `buildx create` for one node. Every value follows a `=`, so that no value can act as an option.
 * @internal
 */
export function createArguments(
  plan: NewBuilder,
  node: NodePlan,
  { configFile, append, context }: { configFile: string | undefined; append: boolean; context?: string | undefined },
): readonly string[] {
  const granted = node.entitlements.filter((name) => !node.buildkitdFlags?.includes(name));
  // first, because buildx stops parsing at a flag that it does not know, and then grants an entitlement itself
  const flags = [...granted.map((name) => `${ENTITLEMENT}=${name}`), node.buildkitdFlags ?? ''].join(' ').trim();
  const driver = DRIVERS[plan.driver];
  const endpoint = driver.endpoint(node, context);
  return [
    'create',
    `--name=${plan.name}`,
    `--driver=${plan.driver}`,
    ...(append ? ['--append'] : []),
    ...(node.name === undefined ? [] : [`--node=${node.name}`]),
    ...(node.platforms.length === 0 ? [] : [`--platform=${node.platforms.map(formatPlatform).join(',')}`]),
    ...node.driverOpts.filter((opt) => !isVariable(opt)).map((opt) => `--driver-opt=${opt}`),
    ...(flags === '' ? [] : [`--buildkitd-flags=${flags}`]),
    ...(configFile === undefined || !driver.startsDaemons ? [] : [`--buildkitd-config=${configFile}`]),
    ...(endpoint === undefined ? [] : ['--', endpoint]),
  ];
}
