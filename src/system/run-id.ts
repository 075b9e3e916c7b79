import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names a run and with it all that it makes: builder, containers, folder, names in the engine's store. The run's owner
 * is in the name, so that a later run can tell whose it is after a kill or a power loss, when nothing else is left to
 * ask: the machine, its start, its view of processes, the process, when that began, and chance.
 */
export type RunId = string;

const PATTERN = /^([0-9a-f]{6})([0-9a-f]{4})([0-9a-f]{4})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/;

/** What decides whether an owner is alive, as far as it can be seen from here. */
export interface Processes {
  /** Stands for the machine, whenever it was started. */
  readonly host: string;
  /** Stands for its last start. */
  readonly boot: string;
  /** Stands for the process namespace: what runs in another container cannot be seen from here. */
  readonly namespace: string;
  /** Ticks after the machine's start at which a process began; `undefined`: there is no such process. */
  startOf(pid: number): number | undefined;
}

/** The machine that this process runs on. */
export function thisMachine(): Processes {
  return {
    // machines can share a name, and machines made from one image an identity
    host: hash(`${hostname()} ${read('/etc/machine-id') ?? ''}`, 6),
    boot: hash(read('/proc/sys/kernel/random/boot_id') ?? '', 4),
    namespace: hash(attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '', 4),
    startOf(pid) {
      const stat = read(`/proc/${pid}/stat`);
      // the second field, the program's name, may hold spaces and parentheses: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      const start = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
      return Number.isInteger(start) ? start : undefined;
    },
  };
}

/** @param owner the process that lives as long as the job: the runner's worker, which started this one. */
export function createRunId(processes: Processes, owner: number): RunId {
  const start = processes.startOf(owner) ?? 0;
  const place = `${processes.host}${processes.boot}${processes.namespace}`;
  return `${place}-${owner.toString(36)}-${start.toString(36)}-${randomBytes(3).toString('hex')}`;
}

/**
 * Whether a run is over for certain. Where that cannot be known, it is not: for another machine's, and where the owner
 * could not be seen from within a container.
 */
export function isOver(id: RunId, processes: Processes): boolean {
  const [, host, boot, namespace, pid = '', start = ''] = PATTERN.exec(id) ?? [];
  if (host !== processes.host) return false;
  if (boot !== processes.boot) return true; // the machine was started anew since
  if (start === '0') return false;
  return (
    namespace === processes.namespace && processes.startOf(Number.parseInt(pid, 36)) !== Number.parseInt(start, 36)
  );
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

function read(path: string): string | undefined {
  return attempt(() => readFileSync(path, 'utf8'));
}

function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
