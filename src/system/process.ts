import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { childEnvironment } from './environment.ts';
import { ActionError, machineHint, messageOf } from './errors.ts';
import { describeMemory } from './room.ts';

/** One child process: a program and its arguments, never a line for a shell. */
export interface Command {
  /** A program's absolute path, or its name to be looked up in PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment; by default what children may see of this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What the child reads on its standard input; without it, the end of file at once. */
  readonly input?: string;
  /** Called with each piece of output as it comes. A stream that is listened to is not kept in `Finished` besides. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  /** Milliseconds after which the child is ended. */
  readonly timeout?: number;
  /** Milliseconds without a word from the child after which it is ended. */
  readonly idle?: number;
  /** Ends the child, with SIGTERM and five seconds later with SIGKILL. */
  readonly signal?: AbortSignal;
  /** The child starts others, as a script does: they end with it. */
  readonly group?: boolean;
}

/** How a child ended. Exactly one of `code` and `signal` is set. `timedOut`: it was ended for taking too long. */
export interface Finished {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

type Ended = Pick<Finished, 'code' | 'signal' | 'timedOut'>;

/**
 * Runs a child to its end. Rejects where it could not be started, and with the signal's reason where it was cancelled;
 * how it ended otherwise is for the caller to judge.
 */
export type Run = (command: Command) => Promise<Finished>;

const KILL_AFTER = 5_000;

/** How long a child's child may hold its output open after it, in milliseconds. */
const STREAMS_AFTER = 1_000;

export const run: Run = async (command) => {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;

  command.signal?.throwIfAborted();
  const child = await start(command);
  const end = () => {
    kill(child, 'SIGTERM', command.group);
    killTimer ??= setTimeout(() => kill(child, 'SIGKILL', command.group), KILL_AFTER);
  };
  const endLate = () => {
    timedOut = true;
    end();
  };
  if (command.signal?.aborted) end();
  command.signal?.addEventListener('abort', end, { once: true });
  const timer = command.timeout === undefined ? undefined : setTimeout(endLate, command.timeout);
  const idle = command.idle === undefined ? undefined : setTimeout(endLate, command.idle);
  const hear = (listen: (chunk: Buffer) => void) => (chunk: Buffer) => {
    idle?.refresh();
    listen(chunk);
  };
  child.stdout.on('data', hear(command.onStdout ?? ((chunk) => stdout.push(chunk))));
  child.stderr.on('data', hear(command.onStderr ?? ((chunk) => stderr.push(chunk))));

  try {
    const { code, signal } = await ended(child);
    command.signal?.throwIfAborted();
    return {
      code,
      signal,
      timedOut,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString(),
    };
  } finally {
    for (const each of [timer, idle, killTimer]) clearTimeout(each);
    // a script is gone at the first signal, and what it had started may not be
    if (command.group && killTimer !== undefined) kill(child, 'SIGKILL', true);
    // a child's child may hold them open, and with them this process
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    command.signal?.removeEventListener('abort', end);
  }
};

/** @throws ActionError if the system starts no process: no such program, too many open files, too long arguments. */
async function start(command: Command): Promise<ChildProcessWithoutNullStreams> {
  const { program, cwd, env = childEnvironment(process.env), input = '' } = command;
  const [file = program, ...args] = [...(command.group ? ['setsid'] : []), program, ...command.args];
  try {
    // throws for some errors, and emits the others
    const child = spawn(file, args, { cwd, env: definedOnly(env) });
    await once(child, 'spawn');
    child.on('error', () => {}); // a signal that could not be sent
    // a child may end before it has read its input; how it ended tells more than the broken pipe
    child.stdin.on('error', () => {}).end(input);
    return child;
  } catch (cause) {
    throw notStarted(command, cause);
  }
}

/** Its end, once its streams are closed or a moment later: a child's child may hold them open. */
function ended(child: ChildProcess): Promise<Pick<Ended, 'code' | 'signal'>> {
  return new Promise((done) => {
    const tell = () => done({ code: child.exitCode ?? undefined, signal: child.signalCode ?? undefined });
    child.once('exit', () => setTimeout(tell, STREAMS_AFTER).unref());
    child.once('close', tell);
  });
}

function notStarted({ program, cwd }: Command, cause: unknown): ActionError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: cwd === undefined || existsSync(cwd) ? 'there is no such program' : `there is no folder ${cwd}`,
    EACCES: 'it is not executable',
    E2BIG: 'its arguments and environment are longer than the system takes',
    EMFILE: 'this process has too many open files',
    EAGAIN: 'this user has too many processes',
    ENOMEM: 'no memory is left',
  };
  const known = reasons[code];
  const reason = known === undefined ? messageOf(cause) : `${known} (${code})`;
  const hint = code === 'E2BIG' ? 'Put long values into files, or drop some.' : machineHint(cause);
  return new ActionError(`${program} could not be started: ${reason}`, { hint, cause });
}

/** The same way of running children, all of which this signal ends as well. */
export function until(signal: AbortSignal, runChild: Run): Run {
  return (command) =>
    runChild({ ...command, signal: command.signal === undefined ? signal : AbortSignal.any([signal, command.signal]) });
}

/** Whether a child did what it was asked: it ended by itself, with status 0. */
export function succeeded(finished: Finished): boolean {
  return finished.code === 0 && finished.signal === undefined && !finished.timedOut;
}

/** Whether it was killed from outside, or because the machine had no memory left: both look the same. */
export function wasKilled({ code, signal, timedOut }: Ended): boolean {
  return !timedOut && (signal === 'SIGKILL' || code === 137);
}

/** How a child ended, in words: `exit status 1`, `killed by SIGTERM`, `no end within its time limit`. */
export function describeEnd(finished: Ended, memory = describeMemory()): string {
  const { code, signal, timedOut } = finished;
  if (timedOut) return 'no end within its time limit';
  const end = signal === undefined ? `exit status ${code}` : `killed by ${signal}`;
  return wasKilled(finished) ? `${end}: somebody killed it, or memory ran out (now ${memory})` : end;
}

function kill(child: ChildProcess | undefined, signal: NodeJS.Signals, group = false): void {
  if (!group || child?.pid === undefined) {
    child?.kill(signal);
    return;
  }
  for (const pid of sessionOf(child.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended meanwhile
    }
  }
}

/** Processes of the session that a child leads. Its process group is not enough: `timeout`, for one, makes its own. */
function sessionOf(leader: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // after the name, which may hold anything: state, parent, group, session
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
