import { machine, release } from 'node:os';
import { ActionError } from '../../model/errors.ts';
import { OPTIONAL_ENGINE_MS } from '../../runtime/limits.ts';
import { within } from '../../runtime/within.ts';
import type { EngineInfo } from './answers.ts';
import { hasApi, OLDEST_API } from './api-version.ts';
import type { Engine } from './engine.ts';

/** The input or builder of a job that requires Docker Engine. */
export interface EngineNeed {
  /** The input or builder: `load`. */
  readonly by: string;
  /** Hint for a machine without Docker Engine: a sentence. */
  readonly instead: string;
}

/**
 * Reads the facts of Docker Engine. Undefined if it does not answer and the job does not need it.
 * @throws ActionError if it is needed, and does not answer or is too old.
 */
export async function askEngine(
  engine: Pick<Engine, 'info'>,
  need: EngineNeed | undefined,
): Promise<EngineInfo | undefined> {
  if (need === undefined) return within(engine.info(), OPTIONAL_ENGINE_MS).catch(() => undefined);
  const info = await engine.info().catch((cause: unknown) => {
    if (!(cause instanceof ActionError)) throw cause;
    throw new ActionError(`${need.by} needs a Docker Engine: ${cause.message}`, {
      hint: [cause.hint, need.instead].filter((text) => text !== undefined).join(' '),
      output: cause.output,
      cause,
    });
  });
  if (hasApi(info, OLDEST_API)) return info;
  throw new ActionError(
    `Docker Engine ${info.version} is too old: its API is ${info.apiVersion.join('.')}, and ${OLDEST_API.join('.')} is needed`,
    { hint: 'Update it to Docker 20.10 or later: https://docs.docker.com/engine/install/' },
  );
}

/** Facts for a machine without Docker Engine: its processor and kernel, and no settings for registries. */
export function withoutEngine(): EngineInfo {
  return {
    version: '',
    apiVersion: [0, 0],
    architecture: machine(),
    kernel: release(),
    root: '',
    containerdStore: false,
    mirrors: [],
    insecureRegistries: [],
    proxies: { http: '', https: '', except: '' },
  };
}
