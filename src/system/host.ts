import { release } from 'node:os';
import type { RecordedBuilder } from './docker/buildx.ts';
import { type Engine, type EngineInfo, hasApi, OLDEST_API } from './docker/engine.ts';
import { type ProxySettings, proxiesOfConfig, proxiesOfProcess } from './docker/proxies.ts';
import { registeredEmulators } from './emulators.ts';
import { ActionError } from './errors.ts';
import { type Run, succeeded } from './process.ts';
import type { Environment } from './proxy.ts';
import type { Registries } from './registry/configuration.ts';

/** What the machine has, asked once before anything is planned. */
export interface Host {
  readonly engine: EngineInfo;
  /** Interpreters registered in the engine's kernel, by QEMU's names; `undefined`: that kernel cannot be looked into. */
  readonly emulators: readonly string[] | undefined;
  /** Whether an arm64 processor runs 32-bit programs; known only for this kernel. */
  readonly runs32BitArm: boolean;
  /** How registries are reached. */
  readonly registries: Registries;
  /** Path of the system's certificate authorities, if there are more than the public ones. */
  readonly bundle: string | undefined;
  /** The builder that was asked for by name, or kept by an earlier job; `undefined`: none was, or there is none. */
  readonly namedBuilder: RecordedBuilder | undefined;
  /** Endpoints of nodes, as they are given, that lead to other machines than the engine's. */
  readonly elsewhere: readonly string[];
  /** For containers on the engine's machine, the nearest first. */
  readonly proxies: readonly ProxySettings[];
}

/** A host without its registries, which depend on the job as well. */
export type Machine = Omit<Host, 'registries' | 'bundle'>;

export interface Questions {
  readonly engine: Engine;
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  readonly runs32BitArm: () => Promise<boolean>;
  readonly namedBuilder: RecordedBuilder | undefined;
  readonly elsewhere: readonly string[];
  readonly env: Environment;
  /** The text of Docker's config.json. */
  readonly dockerConfig: string | undefined;
}

/**
 * Asks the engine and the kernel side by side.
 * @throws ActionError where the engine is too old.
 */
export async function readHost(questions: Questions): Promise<Machine> {
  const { engine, endpoint, runs32BitArm, namedBuilder, elsewhere, env, dockerConfig } = questions;
  const [info, emulators] = await Promise.all([engine.info(), registeredEmulators()]);
  if (!hasApi(info, OLDEST_API)) {
    throw new ActionError(
      `Docker Engine ${info.version} is too old: its API is ${info.apiVersion.join('.')}, and ${OLDEST_API.join('.')} is needed`,
      { hint: 'Update it to Docker 20.10 or later: https://docs.docker.com/engine/install/' },
    );
  }
  // a socket can lead to a virtual machine's engine: only with the same kernel is the table in /proc the engine's
  const local = endpoint.startsWith('unix://') && info.kernel === release();
  return {
    engine: info,
    emulators: local ? emulators : undefined,
    runs32BitArm: local && info.architecture === 'aarch64' && (await runs32BitArm()),
    namedBuilder,
    elsewhere,
    proxies: [
      proxiesOfConfig(dockerConfig, endpoint),
      // those of this machine are not another's
      ...(endpoint.startsWith('unix://') ? [proxiesOfProcess(env)] : []),
      info.proxies,
    ],
  };
}

/**
 * Whether an arm64 processor has the 32-bit instructions: some, as Neoverse V1, have not, whatever the runner's label.
 * Asked of the kernel, which refuses the personality where they are missing.
 */
export async function runs32BitArm(run: Run): Promise<boolean> {
  const finished = await run({ program: 'setarch', args: ['linux32', 'uname', '-m'] }).catch(() => undefined);
  return finished !== undefined && succeeded(finished) && finished.stdout.startsWith('armv');
}
