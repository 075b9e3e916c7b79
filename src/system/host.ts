import { release } from 'node:os';
import type { RecordedBuilder } from './docker/builders.ts';
import type { Engine, EngineInfo } from './docker/engine.ts';
import { askEngine, type EngineNeed, withoutEngine } from './docker/need.ts';
import { type ProxySettings, proxiesOfConfig, proxiesOfProcess } from './docker/proxies.ts';
import { type Emulator, registeredEmulators } from './emulators.ts';
import { type Run, succeeded } from './process.ts';
import type { Environment } from './proxy.ts';
import type { Registries } from './registry/configuration.ts';

/** What the machine has, asked once before anything is planned. */
export interface Host {
  /** False if no engine answers, and nothing needs one. */
  readonly hasEngine: boolean;
  readonly engine: EngineInfo;
  /** Emulators registered in the engine's kernel. Undefined if that kernel cannot be looked into. */
  readonly emulators: readonly Emulator[] | undefined;
  /** Whether an arm64 processor runs 32-bit programs; known only for this kernel. */
  readonly runs32BitArm: boolean;
  /** How registries are reached. */
  readonly registries: Registries;
  /** Path of the system's certificate authorities, if there are more than the public ones. */
  readonly bundle: string | undefined;
  /** What selects a builder outside of the inputs. */
  readonly selected: { readonly variable: string | undefined; readonly current: string | undefined };
  /** The existing builder that is selected, or kept by an earlier job. Undefined if there is none. */
  readonly namedBuilder: RecordedBuilder | undefined;
  /** Endpoints of nodes, as they are given, that lead to other machines than the engine's. */
  readonly elsewhere: readonly string[];
  /** For containers on the engine's machine, the nearest first. */
  readonly proxies: readonly ProxySettings[];
}

/** A host without its registries, which depend on the job as well. */
export type Machine = Omit<Host, 'registries' | 'bundle'>;

export interface Questions extends Pick<Host, 'selected' | 'namedBuilder' | 'elsewhere'> {
  readonly engine: Engine;
  /** Undefined if the job does not need the engine. */
  readonly need: EngineNeed | undefined;
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  readonly runs32BitArm: () => Promise<boolean>;
  readonly env: Environment;
  /** The text of Docker's config.json. */
  readonly dockerConfig: string | undefined;
}

/**
 * Asks the engine and the kernel side by side.
 * @throws ActionError if the engine is needed, and does not answer or is too old.
 */
export async function readHost(questions: Questions): Promise<Machine> {
  const { engine, need, endpoint, runs32BitArm, selected, namedBuilder, elsewhere, env, dockerConfig } = questions;
  const [answer, emulators] = await Promise.all([askEngine(engine, need), registeredEmulators()]);
  const info = answer ?? withoutEngine();
  // a socket can lead to a virtual machine's engine: only with the same kernel is the table in /proc the engine's
  const local = endpoint.startsWith('unix://') && info.kernel === release();
  return {
    hasEngine: answer !== undefined,
    engine: info,
    emulators: local ? emulators : undefined,
    runs32BitArm: local && info.architecture === 'aarch64' && (await runs32BitArm()),
    selected,
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
