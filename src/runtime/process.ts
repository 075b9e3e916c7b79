import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { exec } from '@actions/exec';
import { ActionError, machineHint, messageOf } from '../model/errors.ts';
import { traced } from './debug.ts';
import { childEnvironment } from './environment.ts';
import { KILL_AFTER_MS, OPEN_OUTPUT_MS, REFUSED_ARGUMENT_BYTES } from './limits.ts';
import { printableLine } from './printable.ts';
import { describeMemory } from './room.ts';

/** One subprocess: a program and its arguments, never a command line for a shell. */
export interface Command {
  /** A program's absolute path, or its name to be looked up in PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment. Defaults to `childEnvironment` of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Text for the standard input. Without it, the standard input is empty. */
  readonly input?: string;
  /** Called with each chunk of output. A stream with a listener is not kept in `Finished`. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  /** Milliseconds after which the process is ended. */
  readonly timeout?: number;
  /** Milliseconds without output after which the process is ended. */
  readonly idle?: number;
  /** Ends the process with SIGTERM, and five seconds later with SIGKILL. */
  readonly signal?: AbortSignal;
  /** The process starts others, as a script does: they end with it. */
  readonly group?: boolean;
}

/** The end of a process. Exactly one of `code` and `signal` is set. `timedOut` is true if a timeout ended it. */
export interface Finished {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

type Ended = Pick<Finished, 'code' | 'signal' | 'timedOut'> & Partial<Pick<Finished, 'stderr'>>;

/**
 * Runs a process to its end. Rejects if it could not be started, and with the signal's reason if it was cancelled. The
 * caller judges its exit status.
 */
export type Run = (command: Command) => Promise<Finished>;

interface Call {
  child: ChildProcess | undefined;
  onSpawn: () => void;
}

// @actions/exec returns neither the process that it started nor the signal that ended it. Node announces every process on
// this channel, in the async context of the call: https://nodejs.org/api/diagnostics_channel.html#child-process
const calls = new AsyncLocalStorage<Call>();
subscribe('child_process', (message) => {
  const call = calls.getStore();
  if (call === undefined) return;
  const { process: child } = message as { process: ChildProcess };
  call.child = child;
  child.once('spawn', () => {
    // a process may end before it has read its input; its exit status is more useful than the broken pipe
    child.stdin?.on('error', () => {});
    call.onSpawn();
  });
});

export const run: Run = (command) =>
  traced(
    () => [command.program, ...command.args].join(' '),
    () => execute(command),
    ({ code, signal, timedOut }) => describeEnd({ code, signal, timedOut }),
  );

const execute: Run = async (command) => {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;

  const end = () => {
    kill(call.child, 'SIGTERM', command.group);
    killTimer ??= setTimeout(() => kill(call.child, 'SIGKILL', command.group), KILL_AFTER_MS);
  };
  // if the call was cancelled during the look-up of the program, the process has to end as soon as it starts
  const call: Call = { child: undefined, onSpawn: () => killTimer !== undefined && end() };
  const endLate = () => {
    timedOut = true;
    end();
  };
  command.signal?.throwIfAborted();
  refuseTooLong(command);
  command.signal?.addEventListener('abort', end, { once: true });
  const timer = command.timeout === undefined ? undefined : setTimeout(endLate, command.timeout);
  const idle = command.idle === undefined ? undefined : setTimeout(endLate, command.idle);
  const hear = (listen: (chunk: Buffer) => void) => (chunk: Buffer) => {
    idle?.refresh();
    listen(chunk);
  };

  try {
    // exec() splits its first argument like a shell does; the quotes keep a path with spaces together
    const [program, ...args] = [...(command.group ? ['setsid'] : []), command.program, ...command.args];
    const code = await calls.run(call, () =>
      exec(`"${program}"`, args, {
        silent: true,
        ignoreReturnCode: true,
        delay: OPEN_OUTPUT_MS,
        env: definedOnly(command.env ?? childEnvironment(process.env)),
        cwd: command.cwd,
        input: Buffer.from(command.input ?? ''),
        listeners: {
          stdout: hear(command.onStdout ?? ((chunk) => stdout.push(chunk))),
          stderr: hear(command.onStderr ?? ((chunk) => stderr.push(chunk))),
        },
      }),
    );
    command.signal?.throwIfAborted();
    return {
      code: code ?? undefined,
      signal: call.child?.signalCode ?? undefined,
      timedOut,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString(),
    };
  } catch (cause) {
    command.signal?.throwIfAborted();
    throw notStarted(command, reasonFor(command, cause), machineHint(cause) ?? machineHint(codeIn(cause)), cause);
  } finally {
    for (const each of [timer, idle, killTimer]) clearTimeout(each);
    // a script ends at the first signal, but the processes that it started may still run
    if (command.group && killTimer !== undefined) kill(call.child, 'SIGKILL', true);
    // a grandchild may keep these streams open, and with them this process
    for (const stream of [call.child?.stdout, call.child?.stderr]) stream?.destroy();
    command.signal?.removeEventListener('abort', end);
  }
};

/** Rejects arguments that the system would reject: @actions/exec never returns if `spawn` throws. */
function refuseTooLong(command: Command): void {
  const { args, env = childEnvironment(process.env) } = command;
  const variables = Object.entries(definedOnly(env)).map(([name, value]) => `${name}=${value}`);
  if (![...args, ...variables].some((text) => Buffer.byteLength(text) >= REFUSED_ARGUMENT_BYTES)) return;
  const reason = 'its arguments and environment are longer than the system accepts (E2BIG)';
  throw notStarted(command, reason, 'Put long values into files, or drop some.');
}

function notStarted({ program }: Command, reason: string, hint: string | undefined, cause?: unknown): ActionError {
  return new ActionError(`${program} could not be started: ${reason}`, { hint, cause });
}

/** The reason why no process was started, from the message of @actions/exec, which drops the code of the error. */
function reasonFor({ program, cwd }: Command, cause: unknown): string {
  const message = messageOf(cause);
  const { code } = codeIn(cause);
  if (/^The cwd: .* does not exist!$/s.test(message)) return `the folder ${cwd} does not exist (ENOENT)`;
  if (code === 'ENOENT' || message.startsWith('Unable to locate executable file')) {
    return existsSync(program) ? 'it is not executable (EACCES)' : 'the program was not found (ENOENT)';
  }
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'it is not executable',
    EMFILE: 'this process has too many open files',
    EAGAIN: 'this user has too many processes',
    ENOMEM: 'no memory is left',
  };
  const known = reasons[code];
  return known === undefined ? message : `${known} (${code})`;
}

/** `{ code: 'EMFILE' }` for the error of `spawn` that a message quotes. */
function codeIn(error: unknown): { readonly code: string } {
  return { code: / (E[A-Z0-9]+)$/.exec(messageOf(error))?.[1] ?? '' };
}

/** A `Run` whose processes also end when this signal is aborted. */
export function until(signal: AbortSignal, runChild: Run): Run {
  return (command) =>
    runChild({ ...command, signal: command.signal === undefined ? signal : AbortSignal.any([signal, command.signal]) });
}

/** True if the process ended by itself with status 0. */
export function succeeded(finished: Finished): boolean {
  return finished.code === 0 && finished.signal === undefined && !finished.timedOut;
}

/** True if the process was killed from outside or by the kernel for lack of memory: both look the same. */
export function wasKilled({ code, signal, timedOut }: Ended): boolean {
  return !timedOut && (signal === 'SIGKILL' || code === 137);
}

/**
 * The end of a process as text: `exit status 1`, `killed by SIGTERM`, `no end within its time limit`. Begins with the last
 * error line that the process printed, if there is one: `permission denied (exit status 1)`.
 */
export function describeEnd(finished: Ended, memory = describeMemory()): string {
  const { code, signal, timedOut } = finished;
  if (timedOut) return 'no end within its time limit';
  const status = signal === undefined ? `exit status ${code}` : `killed by ${signal}`;
  const error = lastError(finished.stderr ?? '');
  const end = error === undefined ? status : `${error} (${status})`;
  return wasKilled(finished) ? `${end}: another process killed it, or memory ran out (now ${memory})` : end;
}

/** The last line such as `ERROR: permission denied`, without that word. */
export function lastError(output: string): string | undefined {
  const line = output.split('\n').findLast((text) => ERROR_LINE.test(text));
  return line === undefined ? undefined : printableLine(line.replace(ERROR_LINE, '')).trim() || undefined;
}

const ERROR_LINE = /^(?:ERROR|Error|error): /;

function kill(child: ChildProcess | undefined, signal: NodeJS.Signals, group = false): void {
  if (!group || child?.pid === undefined) {
    child?.kill(signal);
    return;
  }
  for (const pid of sessionOf(child.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
      // the process has already ended
    }
  }
}

/** Processes of the session that a process leads. Its process group is not enough: `timeout`, for one, makes its own. */
function sessionOf(leader: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // the fields after the name, which may contain any character: state, parent, group, session
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]) === leader;
      } catch {
        return false;
      }
    });
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
