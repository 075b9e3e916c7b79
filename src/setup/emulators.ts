import { qemuName } from '../plan/processor.ts';
import { registeredEmulators } from '../system/emulators.ts';
import { ActionError, HungError } from '../system/errors.ts';
import { describeEnd, succeeded } from '../system/process.ts';
import { retry } from '../system/retry.ts';
import { judgeWords } from '../system/words.ts';
import type { BuilderSetup } from './builder.ts';
import { refuseLongWait } from './helper-image.ts';

/** How the installer image of https://github.com/tonistiigi/binfmt answers. */
interface InstallerAnswer {
  /** Platforms the kernel now runs: `linux/arm64`. */
  readonly supported: readonly string[];
  /** Registered interpreters: `qemu-aarch64`. */
  readonly emulators: readonly string[];
}

export interface EmulatorSetup {
  /** As the OCI names processors: `arm64`, `s390x`. */
  readonly architectures: readonly string[];
  readonly image: string;
  /** Unique to this run. */
  readonly id: string;
  /** Whether /proc of this machine is the engine's. */
  readonly local: boolean;
}

/** How long docker may say nothing while it fetches the image, in milliseconds. */
const PATIENCE = 5 * 60_000;
/** How long the removal of its container is waited for, in milliseconds. */
const REMOVAL = 10_000;

/**
 * Registers emulators in the engine's kernel and makes sure that they are there: the installer ends with status 0
 * whatever happened, so its answer is what counts, and the kernel's own table where it can be seen.
 */
export async function registerEmulators(
  setup: EmulatorSetup,
  {
    run,
    env,
    ledger,
    retry: policy,
    askHowLong,
  }: Pick<BuilderSetup, 'run' | 'env' | 'ledger' | 'retry' | 'askHowLong'>,
): Promise<void> {
  const name = `multiarch-build-binfmt-${setup.id}`;
  const gone = ledger({ kind: 'container', name });
  // the emulators are in the image; and the network an engine has by default may be broken, or none
  const flags = ['--rm', '--privileged', '--network', 'none', '--name', name];
  const install = [...flags, setup.image, '--install', setup.architectures.join(',')];
  const late = await retry(
    async () => {
      let stdout = '';
      const answered = Promise.withResolvers<InstallerAnswer>();
      const ended = run({
        program: 'docker',
        args: ['run', ...install],
        env,
        idle: PATIENCE,
        onStdout(chunk) {
          stdout += chunk.toString();
          const answer = parseAnswer(stdout);
          if (answer !== undefined) answered.resolve(answer);
        },
      });
      const early = await Promise.race([answered.promise, ended]);
      // what the kernel has it keeps: its container takes 90 ms to go, and nobody has to wait for that
      if ('supported' in early && setup.local && (await missingOf(setup, early)).length === 0) {
        ended.then(gone, () => undefined);
        return undefined;
      }
      const finished = await ended;
      if (succeeded(finished)) gone();
      const answer = parseAnswer(stdout);
      if (succeeded(finished) && answer !== undefined) return { answer, said: finished.stderr };
      // its container outlives a client that was ended, and the next attempt wants its name
      if (finished.timedOut) await run({ program: 'docker', args: ['rm', '--force', name], env, timeout: REMOVAL });
      await refuseLongWait(finished.stderr, setup.image, askHowLong);
      throw new (finished.timedOut ? HungError : ActionError)(
        `the emulators for ${setup.architectures.join(', ')} could not be registered: ${setup.image} ended with ${describeEnd(finished)}`,
        {
          hint: 'See what it says. On a runner that allows no privileged containers, register QEMU on the machine itself and set `qemu: never`.',
          output: finished.stderr,
        },
      );
    },
    policy,
    judgeWords('final'),
  );
  const missing = late === undefined ? [] : await missingOf(setup, late.answer);
  if (missing.length > 0) {
    throw new ActionError(`${setup.image} did not register an emulator for ${missing.join(', ')}`, {
      hint: 'Set `qemu-image` to a release of tonistiigi/binfmt that has it, or build this platform on a native runner.',
      output: late?.said,
    });
  }
}

/** The processors of those asked for that have no emulator. */
async function missingOf({ architectures, local }: EmulatorSetup, answer: InstallerAnswer): Promise<readonly string[]> {
  const table = local ? await registeredEmulators() : undefined;
  return architectures.filter((architecture) => !isRegistered(architecture, answer, table));
}

function isRegistered(architecture: string, answer: InstallerAnswer, table: readonly string[] | undefined): boolean {
  if (table !== undefined) return table.includes(qemuName(architecture));
  return (
    answer.emulators.includes(`qemu-${qemuName(architecture)}`) ||
    answer.supported.some((platform) => platform.split('/')[1] === architecture)
  );
}

function parseAnswer(text: string): InstallerAnswer | undefined {
  const begin = text.indexOf('{');
  if (begin < 0) return undefined;
  try {
    const answer = JSON.parse(text.slice(begin)) as Partial<InstallerAnswer>;
    return { supported: answer.supported ?? [], emulators: answer.emulators ?? [] };
  } catch {
    return undefined;
  }
}
