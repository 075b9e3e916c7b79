import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ANSWER, type CacheOrder } from './cache-order.ts';
import { messageOf } from './errors.ts';
import { LineSplitter } from './lines.ts';
import { printableLine } from './printable.ts';
import { describeEnd, type Run, succeeded } from './process.ts';
import type { Ledger } from './undo.ts';

/** A folder that the runner's cache service keeps from run to run. */
export interface KeptFolder {
  /** Absolute, and the same in every run: the service takes it for a part of an entry's name. */
  readonly folder: string;
  /** What the keys of usable entries begin with, best first; of several such entries the newest counts. */
  readonly prefixes: readonly string[];
  /** What to save it under; `undefined`: it is read only. */
  readonly key: string | undefined;
}

/** The runner's cache service: https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching */
export interface CacheService {
  /**
   * Puts the newest entry into its folder, which holds nothing else afterwards.
   * @returns the entry's key; `undefined`: there is none, or it could not be had.
   */
  restore(kept: KeptFolder): Promise<string | undefined>;
  /** Saves the folder under its key. Where there is an entry of that key already, that one stays. */
  save(kept: KeptFolder): Promise<void>;
  /** What went wrong with what was asked so far, in a few words. After the first trouble the service is left alone, so that it costs time once. */
  problem(): string | undefined;
}

export interface CacheServiceOptions {
  readonly run: Run;
  /** Path of the door of the client's process. */
  readonly client: string;
  readonly job: {
    /** With the address of the service and the token for it. */
    readonly env: Environment;
    /** RUNNER_TEMP. */
    readonly temp: string;
  };
  /** Of this run, where the client may leave what it does not tidy up. */
  readonly folder: string;
  readonly ledger: Ledger;
  readonly limits?: Limits;
}

/** In milliseconds. */
interface Limits {
  /** Until the service says what it has. */
  readonly contact: number;
  /** Without a word, while the client packs, moves and unpacks. */
  readonly idle: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const LIMITS: Limits = { contact: 10_000, idle: 120_000 };

/** Below which all folders are that are kept. */
export function keptRoot(temp: string): string {
  return join(temp, 'multiarch-build-kept');
}

/** Whether the runner tells where its cache service is: it does so for actions, and not on every server. */
export function offersCacheService(env: Environment): boolean {
  return Boolean(env.ACTIONS_RUNTIME_TOKEN && (env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL));
}

/**
 * Speaks to the service through a process of its own: its client is heavy, tells its troubles as errors of the step, and
 * waits for a service that hangs as long as it hangs.
 */
export function createCacheService(options: CacheServiceOptions): CacheService {
  const { job, ledger } = options;
  let problem: string | undefined;
  let noted = false;
  let trust: Environment = {};

  async function order(message: CacheOrder): Promise<string | undefined> {
    if (!offersCacheService(job.env)) problem = 'the runner offers this job no cache service';
    if (problem !== undefined) return undefined;
    let talk = await converse(message, options, trust);
    if (UNTRUSTED.test(talk.trouble ?? '') && trust !== SYSTEM) {
      trust = SYSTEM;
      talk = await converse(message, options, trust);
    }
    problem ??= talk.trouble;
    return talk.trouble === undefined ? talk.key : undefined;
  }

  return {
    async restore({ folder, prefixes, key }) {
      if (!noted) ledger({ kind: 'folder', path: keptRoot(job.temp) });
      noted = true;
      try {
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder, { recursive: true });
      } catch (error) {
        problem ??= messageOf(error); // the disk is full, say
        return undefined;
      }
      const found = await order({ action: 'restore', folder, keys: key === undefined ? prefixes : [key, ...prefixes] });
      if (found !== undefined) return found;
      await rm(folder, { recursive: true, force: true }); // it may have come in part
      return undefined;
    },
    async save({ folder, key }) {
      if (key !== undefined) await order({ action: 'save', folder, key });
    },
    problem: () => problem,
  };
}

/** Node's words for a certificate whose authority it does not know. */
const UNTRUSTED = /self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/;

/** Has Node read the authorities in the system's store, which takes a start 130 ms. */
const SYSTEM: Environment = { NODE_USE_SYSTEM_CA: '1' };

/** What the client has said so far. */
interface Talk {
  key: string | undefined;
  trouble: string | undefined;
}

async function converse(
  message: CacheOrder,
  { run, client, job, folder, limits = LIMITS }: CacheServiceOptions,
  trust: Environment,
): Promise<Talk> {
  const talk: Talk = { key: undefined, trouble: undefined };
  const stop = new AbortController();
  const late = new Error('it did not answer in time');
  const end = () => stop.abort(late);
  // what is to be saved is packed before the service is asked
  let timer = setTimeout(end, message.action === 'restore' ? limits.contact : limits.idle);
  const lines = new LineSplitter();
  let attempt: string | undefined;
  const hear = (line: string) => {
    const [, failed] = /^Attempt \d+ of \d+ failed with error: (.*?)\.? Retrying/.exec(line) ?? [];
    const [, said] = /^::(?:warning|error)::(.*)$/.exec(line) ?? [];
    if (line.startsWith(ANSWER)) talk.key = (JSON.parse(line.slice(ANSWER.length)) as { key?: string }).key;
    else if (said !== undefined) talk.trouble ??= inWords(said);
    else if (failed !== undefined) {
      attempt = inWords(failed);
      if (UNTRUSTED.test(attempt)) end();
    } else if (!line.startsWith('::')) {
      clearTimeout(timer);
      timer = setTimeout(end, limits.idle);
    }
  };
  try {
    const finished = await run({
      program: process.execPath,
      args: [client],
      env: { ...withoutInputs(job.env), ...trust, RUNNER_TEMP: folder },
      input: JSON.stringify(message),
      signal: stop.signal,
      onStdout: (chunk) => lines.push(chunk).forEach(hear),
    });
    if (!succeeded(finished)) talk.trouble ??= `its client ended with ${describeEnd(finished)}`;
  } catch (error) {
    if (error !== late) throw error;
    talk.trouble ??= attempt ?? late.message;
  } finally {
    clearTimeout(timer);
  }
  return talk;
}

function withoutInputs(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT|STATE)_/.test(name)));
}

/** The first line of a client's message, without the signatures that addresses of entries end in. */
function inWords(text: string): string {
  const [line = ''] = text.slice(0, 2_000).split(/%0[AD]/);
  return printableLine(line.replaceAll('%25', '%').replaceAll(/(https?:\/\/[^\s?]+)\?\S*/g, '$1')).trim();
}
