import * as v from 'valibot';
import { type Emulator, registeredEmulators } from '../clients/binfmt.ts';
import { EngineRefusal } from '../clients/docker/answers.ts';
import type { Container, Engine } from '../clients/docker/engine.ts';
import { TransferError } from '../clients/docker/transfer.ts';
import { ActionError } from '../model/errors.ts';
import { readJson } from '../model/json.ts';
import { EMULATORS_IDLE_MS } from '../runtime/limits.ts';
import { describeEnd } from '../runtime/process.ts';
import { retry } from '../runtime/retry.ts';
import { adviceFor } from '../runtime/words.ts';
import { qemuName } from '../session/processor.ts';
import type { Session } from '../session/session.ts';
import { type HelperSession, judgeHelper, pullHelper } from './helper-image.ts';

const NAMES = v.nullish(v.array(v.string()), []);

/** The answer of the installer image of https://github.com/tonistiigi/binfmt. */
const ANSWER = v.object({
  /** Platforms the kernel now runs: `linux/arm64`. */
  supported: NAMES,
  /** Registered interpreters: `qemu-aarch64`. */
  emulators: NAMES,
});

type InstallerAnswer = v.InferOutput<typeof ANSWER>;

export interface EmulatorSetup {
  /** The OCI's names of processors: `arm64`, `s390x`. */
  readonly architectures: readonly string[];
  /** Names of handlers to remove first: `qemu-aarch64`. */
  readonly replaced: readonly string[];
  readonly image: string;
  /** Unique to this run. */
  readonly id: string;
  /** True if /proc of this machine is that of Docker Engine's kernel. */
  readonly local: boolean;
}

export type EmulatorSession = HelperSession & Pick<Session, 'recordCleanup' | 'retry'>;

/**
 * Registers emulators in Docker Engine's kernel and verifies that they are registered. The installer always exits with
 * status 0, so its answer is checked, and the kernel's own table if it can be read. Uses Docker Engine's API, because
 * `docker run` would cost a process.
 */
export async function registerEmulators(setup: EmulatorSetup, tools: EmulatorSession): Promise<void> {
  const { engine, recordCleanup } = tools;
  const name = `multiarch-build-binfmt-${setup.id}`;
  const gone = recordCleanup({ kind: 'container', name });
  // if the removal fails, the post step removes the container
  const remove = () => engine.removeContainer(name).then(gone, () => undefined);
  const late = await retry(
    async () => {
      try {
        await start({ name, image: setup.image }, setup, tools);
        const { answer, exit } = await hear(name, engine);
        // the kernel keeps its emulators, so the removal of the container, which takes 90 ms, need not be awaited
        if (answer !== undefined && setup.local && (await missingOf(setup, answer)).length === 0) {
          exit.then(remove, () => undefined);
          return undefined;
        }
        const code = await exit;
        const said = (await engine.container(name))?.log.join('\n') ?? '';
        if (answer === undefined || code !== 0)
          throw failure(setup, `${setup.image} ended with ${describe(code)}`, said);
        remove();
        return { answer, said };
      } catch (error) {
        await remove(); // the next attempt uses the same name
        throw error;
      }
    },
    tools.retry,
    judgeHelper,
  );
  const missing = late === undefined ? [] : await missingOf(setup, late.answer);
  if (missing.length > 0) {
    throw new ActionError(`${setup.image} did not register an emulator for ${missing.join(', ')}`, {
      hint: 'Set `qemu-image` to a release of tonistiigi/binfmt that has it, or build this platform on a native runner.',
      diagnosis: 'emulator-version',
      output: late?.said,
    });
  }
}

/** Starts the installer. Pulls its image if it is missing. It needs no network: the emulators are in the image. */
async function start(container: Container, setup: EmulatorSetup, tools: EmulatorSession): Promise<void> {
  const { engine } = tools;
  const { architectures, replaced } = setup;
  const uninstall = replaced.length === 0 ? [] : ['--uninstall', replaced.join(',')];
  const command = [...uninstall, '--install', architectures.join(',')];
  try {
    if (await engine.startPrivileged(container, command)) return;
    await pullHelper(setup.image, tools);
    if (await engine.startPrivileged(container, command)) return;
    throw new EngineRefusal('the Docker engine does not find the image that it pulled');
  } catch (cause) {
    if (!(cause instanceof TransferError || cause instanceof EngineRefusal)) throw cause;
    throw failure(setup, cause.message, cause.output, cause);
  }
}

/** Waits for the installer's answer, after which it still has to exit. Undefined if it exited without an answer. */
async function hear(name: string, engine: Engine) {
  let text = '';
  const answered = Promise.withResolvers<InstallerAnswer>();
  const exit = engine.hear(name, EMULATORS_IDLE_MS, (chunk) => {
    text += chunk.toString();
    const answer = parseAnswer(text);
    if (answer !== undefined) answered.resolve(answer);
  });
  const answer = await Promise.race([answered.promise, exit.then(() => parseAnswer(text))]);
  return { answer, exit };
}

function failure({ architectures }: EmulatorSetup, why: string, output?: string, cause?: unknown): ActionError {
  return new ActionError(`the emulators for ${architectures.join(', ')} could not be registered: ${why}`, {
    hint: 'See its output. On a runner that does not allow privileged containers, register QEMU on the machine itself and set `qemu: never`.',
    diagnosis: adviceFor(why, 'pull')?.diagnosis,
    output,
    cause,
  });
}

function describe(code: number): string {
  return describeEnd({ code, signal: undefined, timedOut: false });
}

/** The requested processors without an emulator. */
async function missingOf({ architectures, local }: EmulatorSetup, answer: InstallerAnswer): Promise<readonly string[]> {
  const table = local ? await registeredEmulators() : undefined;
  return architectures.filter((architecture) => !isRegistered(architecture, answer, table));
}

type Table = readonly Emulator[] | undefined;

function isRegistered(architecture: string, answer: InstallerAnswer, table: Table): boolean {
  if (table !== undefined) return table.some(({ processor }) => processor === qemuName(architecture));
  return (
    answer.emulators.includes(`qemu-${qemuName(architecture)}`) ||
    answer.supported.some((platform) => platform.split('/')[1] === architecture)
  );
}

function parseAnswer(text: string): InstallerAnswer | undefined {
  const begin = text.indexOf('{');
  return begin < 0 ? undefined : readJson(ANSWER, text.slice(begin));
}
