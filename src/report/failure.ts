import { tmpdir } from 'node:os';
import { type Diagnosis, withPage } from '../model/diagnosis.ts';
import { ActionError, machineHint, messageOf } from '../model/errors.ts';
import { describeDisk } from '../runtime/room.ts';
import type { Runner } from '../runtime/runner.ts';
import { actionRepository } from './links.ts';

/** Reports a failed run: the last output of the tool, then the failure and its fix as one error annotation. */
export function printFailure(thrown: unknown, runner: Runner, temp?: string): void {
  runner.endGroup();
  const error = describeFailure(thrown, temp);
  if (error instanceof Bug) {
    runner.info(runner.hide(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)));
    runner.fail(runner.hide(`${error.message}\n${error.hint}`));
    return;
  }
  if (error.output) for (const line of error.output.trimEnd().split('\n')) runner.info(`  ${line}`);
  const text = error.hint === undefined ? error.message : `${error.message}\n${error.hint}`;
  runner.fail(withPage(text, error.diagnosis, process.env), error.place);
}

/** The failure for any thrown value, with its message and hint. */
export function describeFailure(thrown: unknown, temp = process.env.RUNNER_TEMP ?? tmpdir()): ActionError {
  const error = diskFull(thrown, temp) ?? limitReached(thrown) ?? thrown;
  if (error instanceof ActionError) return error;
  return new Bug(`an error of the action itself: ${messageOf(error)}`, { hint: bugHint(process.env), cause: error });
}

/** An error that this project did not throw on purpose. */
class Bug extends ActionError {}

/** Where to report an error of the action: the repository that the workflow names it by. */
function bugHint(env: Readonly<Record<string, string | undefined>>): string {
  const repository = actionRepository(env);
  const place = repository === undefined ? " to the action's authors" : `: ${repository}/issues`;
  return `This is a bug. Report it with the log of this step${place}`;
}

/** A limit of the machine that stopped the action itself, which has a stack and no words for it. */
function limitReached(error: unknown): ActionError | undefined {
  const hint = error instanceof ActionError ? undefined : machineHint(error);
  return hint === undefined
    ? undefined
    : new ActionError(messageOf(error), { hint, diagnosis: outOfMemory(error), cause: error });
}

function outOfMemory(error: unknown): Diagnosis | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOMEM' ? 'out-of-memory' : undefined;
}

/** The action writes all its files below the runner's folder. */
function diskFull(error: unknown, temp: string): ActionError | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined;
  return new ActionError(`the disk is full: ${messageOf(error)} (${describeDisk(temp) ?? temp})`, {
    hint: 'Free space on the runner before this step, or let it do less at once.',
    diagnosis: 'disk-full',
    cause: error,
  });
}
