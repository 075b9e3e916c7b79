import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Identifies a run, and is part of the names of its builder, containers, folder and images in Docker Engine's image store.
 * It contains the run's owner, so that a later run can recognise leftovers after a kill or a power loss: the machine, its
 * boot, the process namespace, the process, its start time, and a random part.
 */
export type RunId = string;

const PATTERN = /^([0-9a-f]{6})([0-9a-f]{4})([0-9a-f]{4})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/;

/** Facts that decide whether the owner of a run is alive. */
export interface Processes {
  /** Identifies the machine across restarts. */
  readonly host: string;
  /** Identifies the machine's current boot. */
  readonly boot: string;
  /** Identifies the process namespace: processes of other containers are not visible here. */
  readonly namespace: string;
  /** Ticks after the machine's boot at which a process started. Undefined if the process does not exist. */
  startOf(pid: number): number | undefined;
}

/** The machine that this process runs on. */
export function thisMachine(): Processes {
  return {
    // machines can share a name, and machines made from one image share a machine id
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

/** @param owner the process that lives as long as the job: the runner's worker, which started this process. */
export function createRunId(processes: Processes, owner: number): RunId {
  const start = processes.startOf(owner) ?? 0;
  const place = `${processes.host}${processes.boot}${processes.namespace}`;
  return `${place}-${owner.toString(36)}-${start.toString(36)}-${randomBytes(3).toString('hex')}`;
}

/**
 * True if a run is certainly over. False for runs of another machine, and for runs whose owner is not visible from this
 * container.
 */
export function isOver(id: RunId, processes: Processes): boolean {
  const [, host, boot, namespace, pid = '', start = ''] = PATTERN.exec(id) ?? [];
  if (host !== processes.host) return false;
  if (boot !== processes.boot) return true; // the machine has restarted since
  if (start === '0') return false;
  return (
    namespace === processes.namespace && processes.startOf(Number.parseInt(pid, 36)) !== Number.parseInt(start, 36)
  );
}

/** True if both runs have the same owner: they are steps of one job, if they share its RUNNER_TEMP. */
export function haveSameOwner(one: RunId, other: RunId): boolean {
  const owner = (id: RunId) => id.slice(0, id.lastIndexOf('-'));
  return PATTERN.test(other) && owner(one) === owner(other);
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
