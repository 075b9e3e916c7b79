import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../../model/errors.ts';
import type { Environment } from '../../model/job.ts';
import { readJson } from '../../model/json.ts';
import type { CachedFolder } from '../../model/plan.ts';
import type { RecordCleanup } from '../../runtime/cleanup.ts';
import { CACHE_SERVICE_ANSWER_MS, CACHE_SERVICE_IDLE_MS, MAX_CACHE_SERVICE_ERROR_CHARS } from '../../runtime/limits.ts';
import { LineSplitter } from '../../runtime/lines.ts';
import { printableLine } from '../../runtime/printable.ts';
import { describeEnd, type Run, succeeded } from '../../runtime/process.ts';
import { type Clock, systemClock } from '../../runtime/retry.ts';
import { ANSWER, type CacheOrder } from './cache-order.ts';

const CLIENT_ANSWER = v.object({ key: v.optional(v.string()) });

/** The runner's cache service: https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching */
export interface CacheService {
  /**
   * Replaces the folder's content with the newest entry.
   * @returns the entry's key. Undefined without an entry, or if it could not be restored.
   */
  restore(kept: CachedFolder): Promise<string | undefined>;
  /** Saves the folder under its key. An existing entry of that key is kept. */
  save(kept: CachedFolder): Promise<void>;
  /** The first failure, in a few words. The service is not called again after it, so a broken service costs time only once. */
  problem(): string | undefined;
}

export interface CacheServiceOptions {
  readonly run: Run;
  /** Path of the script that the client's process runs. */
  readonly client: string;
  readonly job: {
    /** Contains the address of the service and its token. */
    readonly env: Environment;
    /** RUNNER_TEMP. */
    readonly temp: string;
  };
  /** Folder of this run, for files that the client may not remove. */
  readonly folder: string;
  readonly recordCleanup: RecordCleanup;
  readonly limits?: Limits;
  readonly clock?: Pick<Clock, 'sleep'>;
}

/** In milliseconds. */
interface Limits {
  /** Until the service answers with the entry that it has. */
  readonly contact: number;
  /** Without output, while the client packs, transfers and unpacks. */
  readonly idle: number;
}

const LIMITS: Limits = { contact: CACHE_SERVICE_ANSWER_MS, idle: CACHE_SERVICE_IDLE_MS };

/** Parent of all folders that the cache service keeps. */
export function cachedFoldersRoot(temp: string): string {
  return join(temp, 'multiarch-build-cached');
}

/** True if the runner names its cache service. It does so for actions, but not on every server. */
export function offersCacheService(env: Environment): boolean {
  return Boolean(env.ACTIONS_RUNTIME_TOKEN && (env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL));
}

/**
 * Calls the service in a subprocess: its client is large, reports its failures as errors of the step, and waits for a
 * service that hangs without a timeout.
 */
export function createCacheService(options: CacheServiceOptions): CacheService {
  const { job, recordCleanup } = options;
  let problem: string | undefined;
  let noted = false;
  let trust: Environment = {};

  async function order(message: CacheOrder): Promise<string | undefined> {
    if (!offersCacheService(job.env)) problem = 'the runner offers this job no cache service';
    if (problem !== undefined) return undefined;
    let talk = await converse(message, options, trust);
    if (UNTRUSTED.test(talk.failure ?? '') && trust !== SYSTEM) {
      trust = SYSTEM;
      talk = await converse(message, options, trust);
    }
    problem ??= talk.failure;
    return talk.failure === undefined ? talk.key : undefined;
  }

  return {
    async restore({ folder, prefixes, key }) {
      if (!noted) recordCleanup({ kind: 'folder', path: cachedFoldersRoot(job.temp) });
      noted = true;
      try {
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder, { recursive: true });
      } catch (error) {
        problem ??= messageOf(error); // for example, the disk is full
        return undefined;
      }
      const found = await order({ action: 'restore', folder, keys: key === undefined ? prefixes : [key, ...prefixes] });
      if (found !== undefined) return found;
      await rm(folder, { recursive: true, force: true }); // it may be incomplete
      return undefined;
    },
    async save({ folder, key }) {
      if (key !== undefined) await order({ action: 'save', folder, key });
    },
    problem: () => problem,
  };
}

/** Node's messages for a certificate of an unknown authority. */
const UNTRUSTED = /self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/;

/** Makes Node read the system's certificate authorities, which adds 130 ms to its start. */
const SYSTEM: Environment = { NODE_USE_SYSTEM_CA: '1' };

/** Messages of the client so far. */
interface Talk {
  key: string | undefined;
  failure: string | undefined;
}

async function converse(
  message: CacheOrder,
  { run, client, job, folder, limits = LIMITS, clock = systemClock }: CacheServiceOptions,
  trust: Environment,
): Promise<Talk> {
  const talk: Talk = { key: undefined, failure: undefined };
  const stop = new AbortController();
  const late = new Error('it did not answer in time');
  const end = () => stop.abort(late);
  let waiting = new AbortController();
  const endAfter = (limit: number) => {
    waiting.abort();
    waiting = new AbortController();
    clock.sleep(limit, waiting.signal).then(end, () => undefined);
  };
  // the client packs the folder before it contacts the service
  endAfter(message.action === 'restore' ? limits.contact : limits.idle);
  const lines = new LineSplitter();
  let attempt: string | undefined;
  const hear = (line: string) => {
    const [, failed] = /^Attempt \d+ of \d+ failed with error: (.*?)\.? Retrying/.exec(line) ?? [];
    const [, said] = /^::(?:warning|error)::(.*)$/.exec(line) ?? [];
    if (line.startsWith(ANSWER)) talk.key = readJson(CLIENT_ANSWER, line.slice(ANSWER.length))?.key;
    else if (said !== undefined) talk.failure ??= inWords(said);
    else if (failed !== undefined) {
      attempt = inWords(failed);
      if (UNTRUSTED.test(attempt)) end();
    } else if (!line.startsWith('::')) endAfter(limits.idle);
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
    if (!succeeded(finished)) talk.failure ??= `its client ended with ${describeEnd(finished)}`;
  } catch (error) {
    if (error !== late) throw error;
    talk.failure ??= attempt ?? late.message;
  } finally {
    waiting.abort();
  }
  return talk;
}

function withoutInputs(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT|STATE)_/.test(name)));
}

/** The first line of a client's message, without the signatures at the end of entries' addresses. */
function inWords(text: string): string {
  const [line = ''] = text.slice(0, MAX_CACHE_SERVICE_ERROR_CHARS).split(/%0[AD]/);
  return printableLine(line.replaceAll('%25', '%').replaceAll(/(https?:\/\/[^\s?]+)\?\S*/g, '$1')).trim();
}
