import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson } from '../model/json.ts';
import { haveSameOwner, type RunId } from '../runtime/run-id.ts';
import { runFolder } from './folder.ts';

/** The builder that a step of this job built with. */
export interface JobBuilder {
  /** `default` for the builder of Docker Engine. */
  readonly name: string;
  readonly driver: string;
  /** Hashes by the name of a setting. Undefined if no step of this job made it. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** True if it outlives the job. */
  readonly kept: boolean;
  /** Its containers on the local Docker Engine. */
  readonly containers: readonly string[];
}

/** The builder of an earlier step. */
export interface EarlierBuilder extends JobBuilder {
  /** BUILDX_CONFIG with its record. */
  readonly config: string;
  /** False if one of its containers does not run any more. */
  readonly isAlive: boolean;
}

const RECORD = 'builder.json';
const FOLDER = /^multiarch-build-(.+)$/;

const JOB_BUILDER = v.object({
  name: v.string(),
  driver: v.string(),
  settings: v.optional(v.record(v.string(), v.string())),
  kept: v.boolean(),
  containers: v.array(v.string()),
});

/** Records the builder of this run in its folder, for later steps of the job. The post step removes it with the folder. */
export async function recordJobBuilder(folder: string, builder: JobBuilder): Promise<void> {
  const path = join(folder, RECORD);
  await writeFile(`${path}.new`, JSON.stringify(builder), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/**
 * The builders of earlier steps of this job, the last step's first. A step's folder is in RUNNER_TEMP until its post step.
 * Folders that another user can write are not read.
 * @param isRunning tells if a container of the local Docker Engine runs.
 */
export async function readJobBuilders(
  temp: string,
  id: RunId,
  isRunning: (container: string) => Promise<boolean>,
): Promise<readonly EarlierBuilder[]> {
  const names = await readdir(temp).catch(() => []);
  const ids = names.flatMap((name) => FOLDER.exec(name)?.[1] ?? []).filter((other) => haveSameOwner(id, other));
  const read = await Promise.all(ids.map((other) => readOne(runFolder(temp, other))));
  const found = read.filter((each) => each !== undefined).sort((a, b) => b.written - a.written);
  return Promise.all(
    found.map(async ({ builder, config }) => {
      const running = await Promise.all(builder.containers.map((name) => isRunning(name).catch(() => false)));
      return { ...builder, config, isAlive: running.every(Boolean) };
    }),
  );
}

async function readOne(
  folder: string,
): Promise<{ readonly builder: JobBuilder; readonly config: string; readonly written: number } | undefined> {
  try {
    const { uid, mode } = await lstat(folder);
    if ((mode & 0o170_077) !== 0o040_000 || uid !== process.getuid?.()) return undefined;
    const path = join(folder, RECORD);
    const builder = readJson(JOB_BUILDER, await readFile(path, 'utf8'));
    const config = join(folder, 'buildx');
    if (builder === undefined || (isMade(builder) && !existsSync(join(config, 'instances', builder.name)))) {
      return undefined;
    }
    return { builder, config, written: (await lstat(path)).mtimeMs };
  } catch {
    return undefined; // a step without a builder
  }
}

function isMade({ settings }: JobBuilder): boolean {
  return settings !== undefined;
}
