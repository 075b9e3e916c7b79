import { readFile } from 'node:fs/promises';
import { ActionError, HungError } from '../system/errors.ts';
import { type Finished, type Run, succeeded } from '../system/process.ts';
import { type Digest, isDigest } from '../system/registry/digest.ts';
import { Display } from './display.ts';
import { EventReader } from './events.ts';
import { IdleWatch } from './idle.ts';
import { type BuildLog, Recorder } from './log.ts';

/** A build that ended, well or not. */
export interface BuildOutcome {
  readonly finished: Finished;
  readonly log: BuildLog;
  /** What buildx printed on its standard output: the answer to `call`. */
  readonly answer: string;
  readonly ok: boolean;
}

export interface BuildProcess {
  readonly buildx: string;
  /** The arguments of each call of buildx. */
  readonly calls: readonly (readonly string[])[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Set where one platform is built: its steps do not name it. */
  readonly onlyPlatform: string | undefined;
  readonly print: (line: string) => void;
  /** Names of steps are cut and escaped later, so what is secret in them goes where they come in. */
  readonly hide: (text: string) => string;
}

/**
 * Runs buildx, shows its progress as it comes and keeps what the report needs. Several calls run side by side, since each
 * has a machine of its own, and are shown and kept as one build for several platforms: every step names its own. The first
 * that fails ends the others, and is the one that is told of.
 * @throws HungError where a registry says nothing for too long, CacheHung where a cache does not.
 */
export async function build(
  run: Run,
  { buildx, calls, env, cwd, onlyPlatform, print, hide }: BuildProcess,
): Promise<BuildOutcome> {
  const recorder = new Recorder(onlyPlatform);
  const display = new Display();
  const over = new AbortController();
  const watch = new IdleWatch(({ message, ofCache }) => {
    const Kind = ofCache ? CacheHung : HungError;
    over.abort(new Kind(message, { hint: HUNG }));
  });
  const take = (events: ReturnType<EventReader['push']>) => {
    // what is said by those that are ended is not what happened
    for (const event of over.signal.aborted ? [] : events) {
      recorder.add(event);
      watch.add(event);
      for (const line of display.add(event)) print(line);
    }
  };
  const call = async (args: readonly string[]) => {
    const reader = new EventReader(hide);
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: over.signal,
      onStderr: (chunk) => take(reader.push(chunk)),
    });
    take(reader.end());
    if (!succeeded(finished)) over.abort(finished);
    return finished;
  };
  try {
    const ends = await Promise.all(calls.map((args) => call(args).catch((error: unknown) => over.abort(error))));
    const finished: Finished | Error = over.signal.reason ?? ends[0];
    if (finished instanceof Error) throw finished;
    return { finished, log: recorder.log(), answer: finished.stdout, ok: succeeded(finished) };
  } finally {
    watch.end();
  }
}

const HUNG = 'A registry or the way to it hangs: look at its state and at the proxy, then run the job again.';

/** What did not come was a cache's, so that the build may do without. */
export class CacheHung extends HungError {}

/** What buildx knows of a result: https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
export interface Metadata {
  /** Of the last export. */
  readonly digest: Digest | undefined;
  /** Of the image's config, where buildx tells it. */
  readonly configDigest: Digest | undefined;
  /** As buildx wrote it. */
  readonly json: Readonly<Record<string, unknown>>;
}

export async function readMetadata(path: string): Promise<Metadata> {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new ActionError('buildx ended well without telling its result', {
      hint: 'Run the job again; if it stays, update buildx.',
      cause,
    });
  }
  const digest = json['containerimage.digest'];
  const configDigest = json['containerimage.config.digest'];
  return {
    digest: isDigest(digest) ? digest : undefined,
    configDigest: isDigest(configDigest) ? configDigest : undefined,
    json,
  };
}
