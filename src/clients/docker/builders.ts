import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { ActionError } from '../../model/errors.ts';
import { readJson } from '../../model/json.ts';
import type { OciPlatform } from '../../model/oci.ts';
import { buildxFolder } from './buildx.ts';
import { contextInUse } from './endpoint.ts';

type ReadText = (path: string) => string | undefined;

/** A builder in the records of buildx: https://github.com/docker/buildx/blob/master/store/nodegroup.go */
export interface RecordedBuilder {
  /** A driver of buildx (`remote`), or of another distribution of buildx (`cloud`). */
  readonly driver: string;
  readonly nodes: readonly RecordedNode[];
  /** Text of the files that its nodes were created with, by their path in the node: `/etc/buildkit/buildkitd.toml`. */
  readonly files?: ReadonlyMap<string, string>;
}

/** Path of a node's own configuration. */
export const RECORDED_CONFIG = '/etc/buildkit/buildkitd.toml';

interface RecordedNode {
  /** An address, or a Docker context. */
  readonly endpoint: string;
  /** The platforms that were set explicitly. */
  readonly platforms: readonly OciPlatform[];
}

/** True if buildx accepts this name for a builder, which is also the name of a file and an argument. */
export function isBuilderName(name: string): boolean {
  return /^[A-Za-z0-9][\w.+-]*$/.test(name);
}

/**
 * Reads buildx's record of a builder, under its name in lower case. Undefined if the builder does not exist. Docker Engine's
 * own builder has no record, neither as `default` nor under the name of the Docker context in use.
 * @throws ActionError if the record cannot be read.
 */
export function recordedBuilder(name: string, env: NodeJS.ProcessEnv, readText: ReadText): RecordedBuilder | undefined {
  if (name === 'default' || name === contextInUse(env, readText)) return { driver: 'docker', nodes: [] };
  const path = join(buildxFolder(env), 'instances', name.toLowerCase());
  try {
    const text = readText(path);
    return text === undefined ? undefined : parseRecord(text);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not a record of buildx' : (cause as Error).message;
    throw new ActionError(`the record of the builder ${name} cannot be read: ${path}: ${why}`, {
      hint: `Remove it (\`docker buildx rm ${name}\`, or delete the file) and create the builder again.`,
      cause,
    });
  }
}

const RECORD = v.object({
  Driver: v.string(),
  Nodes: v.nullish(
    v.array(
      v.object({
        Endpoint: v.string(),
        Platforms: v.nullish(
          v.array(v.object({ os: v.string(), architecture: v.string(), variant: v.exactOptional(v.string()) })),
          [],
        ),
        Files: v.nullish(v.record(v.string(), v.nullish(v.string(), '')), {}),
      }),
    ),
    [],
  ),
});

/** @throws SyntaxError if the text is not a record. */
function parseRecord(text: string): RecordedBuilder {
  const record = readJson(RECORD, text);
  if (record === undefined) throw new SyntaxError('no record');
  // old releases of buildx recorded no driver for their default
  const driver = record.Driver === '' ? 'docker-container' : record.Driver;
  if (!/^[\w.-]+$/.test(driver)) throw new SyntaxError('no driver');
  const nodes = record.Nodes.map(({ Endpoint, Platforms }) => ({ endpoint: Endpoint, platforms: Platforms }));
  const files = record.Nodes.flatMap(({ Files }) => Object.entries(Files).map(readFile));
  return { driver, nodes, ...(files.length > 0 && { files: new Map(files) }) };
}

/** A file of a node by its path in the node. buildx records it as base64. */
function readFile([name, base64]: readonly [string, string]): readonly [string, string] {
  return [join('/etc/buildkit', name), Buffer.from(base64, 'base64').toString()];
}

const SELECTION = v.object({
  Key: v.fallback(v.string(), ''),
  Name: v.fallback(v.string(), ''),
  Global: v.fallback(v.boolean(), false),
});

/**
 * Name of the builder that `docker buildx use` selected. Undefined if no builder is selected. As in buildx, a selection counts for
 * one endpoint unless it is global, and is ignored if the builder's record is missing or cannot be read:
 * https://github.com/docker/buildx/blob/master/store/store.go
 * @param engine address of Docker Engine.
 */
export function currentBuilder(engine: string, env: NodeJS.ProcessEnv, readText: ReadText): string | undefined {
  const context = contextInUse(env, readText);
  const key = context === undefined || context === 'default' ? engine : context;
  const read = (...path: readonly string[]) => orUndefined(() => readText(join(buildxFolder(env), ...path)));
  const usable = (name: unknown) =>
    typeof name === 'string' &&
    isBuilderName(name) &&
    orUndefined(() => recordedBuilder(name, env, readText)) !== undefined
      ? name
      : undefined;
  const { Key, Name, Global } = readJson(SELECTION, read('current') ?? '{}') ?? {};
  const selected = Global || Key === key ? usable(Name) : undefined;
  if (selected !== undefined || (Name && Key === key)) return selected;
  return usable(read('defaults', createHash('sha256').update(key).digest('hex').slice(0, 20)));
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
