import { release } from 'node:os';
import { type Emulator, registeredEmulators } from '../clients/binfmt.ts';
import type { EngineInfo } from '../clients/docker/answers.ts';
import type { RecordedBuilder } from '../clients/docker/builders.ts';
import type { Engine } from '../clients/docker/engine.ts';
import { askEngine, type EngineNeed, withoutEngine } from '../clients/docker/need.ts';
import { type ProxySettings, proxiesOfConfig, proxiesOfProcess } from '../clients/docker/proxies.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import type { Environment } from '../model/job.ts';
import { type Run, succeeded } from '../runtime/process.ts';
import type { EarlierBuilder } from './job-builders.ts';

/** Facts about the machine, read once before planning. */
export interface Host {
  /** False if Docker Engine does not answer and the job does not need it. */
  readonly hasEngine: boolean;
  readonly engine: EngineInfo;
  /** Emulators registered in the kernel of Docker Engine. Undefined if they cannot be read. */
  readonly emulators: readonly Emulator[] | undefined;
  /** True if an arm64 processor runs 32-bit programs. Known only for this kernel. */
  readonly runs32BitArm: boolean;
  /** Settings of registries. */
  readonly registries: Registries;
  /** Path of the system's certificate authorities, if there are more than the public ones. */
  readonly bundle: string | undefined;
  /** The builder selected outside of the inputs. */
  readonly selected: { readonly variable: string | undefined; readonly current: string | undefined };
  /** The builders of earlier steps of this job, the last step's first. */
  readonly earlierBuilders: readonly EarlierBuilder[];
  /** Address of Docker Engine: `unix:///var/run/docker.sock`. */
  readonly engineAddress: string;
  /** Hash of the certificates that a new builder gets. */
  readonly certificates: string;
  /** Hash of the configuration of Kubernetes clients: which cluster, and how. Empty for other drivers. */
  readonly cluster: string;
  /** The existing builder that is selected, or kept by an earlier job. Undefined if it is missing. */
  readonly namedBuilder: RecordedBuilder | undefined;
  /** Endpoints of nodes, as given, on other machines than Docker Engine's. */
  readonly elsewhere: readonly string[];
  /** Images that the build reads and only Docker Engine has, if its store is the classic one. */
  readonly localImages: readonly string[];
  /** For containers on Docker Engine's machine, the nearest first. */
  readonly proxies: readonly ProxySettings[];
}

/** A host without the facts that depend on the job as well. */
export type Machine = Omit<
  Host,
  'registries' | 'bundle' | 'localImages' | 'earlierBuilders' | 'certificates' | 'cluster'
>;

export interface Questions extends Pick<Host, 'selected' | 'namedBuilder' | 'elsewhere'> {
  readonly engine: Engine;
  /** Undefined if the job does not need Docker Engine. */
  readonly need: EngineNeed | undefined;
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  readonly runs32BitArm: () => Promise<boolean>;
  readonly env: Environment;
  /** The text of Docker's config.json. */
  readonly dockerConfig: string | undefined;
}

/**
 * Asks Docker Engine and the kernel in parallel.
 * @throws ActionError if Docker Engine is needed, and does not answer or is too old.
 */
export async function readHost(questions: Questions): Promise<Machine> {
  const { engine, need, endpoint, runs32BitArm, selected, namedBuilder, elsewhere, env, dockerConfig } = questions;
  const [answer, emulators] = await Promise.all([askEngine(engine, need), registeredEmulators()]);
  const info = answer ?? withoutEngine();
  // a socket can lead to Docker Engine in a virtual machine; /proc shows its table only if both have the same kernel
  const local = endpoint.startsWith('unix://') && info.kernel === release();
  return {
    hasEngine: answer !== undefined,
    engine: info,
    emulators: local ? emulators : undefined,
    runs32BitArm: local && info.architecture === 'aarch64' && (await runs32BitArm()),
    selected,
    namedBuilder,
    elsewhere,
    engineAddress: endpoint,
    proxies: [
      proxiesOfConfig(dockerConfig, endpoint),
      // this machine's proxies do not apply to another machine
      ...(endpoint.startsWith('unix://') ? [proxiesOfProcess(env)] : []),
      info.proxies,
    ],
  };
}

/**
 * True if an arm64 processor has the 32-bit instructions. Some, such as Neoverse V1, lack them, whichever label the runner
 * has. The kernel refuses the personality if they are missing.
 */
export async function runs32BitArm(run: Run): Promise<boolean> {
  const finished = await run({ program: 'setarch', args: ['linux32', 'uname', '-m'] }).catch(() => undefined);
  return finished !== undefined && succeeded(finished) && finished.stdout.startsWith('armv');
}
