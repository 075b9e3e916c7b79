import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildLog } from '../buildkit/log.ts';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import type { MountsPlan } from '../model/plan.ts';
import { formatBytes } from '../model/units.ts';
import { CACHE_MOUNT_IDLE_MS } from '../runtime/limits.ts';
import type { Run } from '../runtime/process.ts';
import { extraction, injection, TOO_LARGE } from './mount-dockerfile.ts';
import { mountKey } from './plan-mounts.ts';
import { buildQuietly } from './quiet.ts';
import { tarDigest } from './tar-digest.ts';

/** The file of a kept folder with the mounts' content, and the one with its digest. */
const CONTENT = 'mounts.tar';
const DIGEST = 'sha256';

export interface MountBuilds {
  readonly run: Run;
  readonly buildx: string;
  readonly builder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this run, for what is written in passing. */
  readonly folder: string;
  /** Unique to this run. */
  readonly id: string;
}

/**
 * Puts restored content into the builder.
 * @returns what went wrong, in one sentence; `undefined`: nothing.
 */
export async function injectMounts(plan: MountsPlan, tools: MountBuilds): Promise<string | undefined> {
  const { folder } = plan.kept;
  await writeFile(join(folder, 'Dockerfile'), injection(plan, tools.id));
  const { problem } = await buildQuietly(tools.run, quiet(plan, tools, folder, 'type=cacheonly'), CACHE_MOUNT_IDLE_MS);
  return problem;
}

/** Whether a RUN with a cache mount was executed, so that its content may be another. */
export function touchesMounts(log: BuildLog): boolean {
  return log.steps.some(
    ({ kind, cached, command }) => kind === 'run' && !cached && /(?<!\S)--mount=\S*cache/.test(command),
  );
}

/**
 * Takes the mounts' content out of the builder and saves it, unless it is what was restored.
 * @returns what is to be told, each in one sentence.
 */
export async function keepMounts(
  plan: MountsPlan,
  tools: MountBuilds,
  service: CacheService,
): Promise<readonly string[]> {
  const context = join(tools.folder, 'mounts');
  const tar = join(context, CONTENT);
  await mkdir(context);
  await writeFile(join(context, 'Dockerfile'), extraction(plan, tools.id));
  const { problem, log } = await buildQuietly(
    tools.run,
    quiet(plan, tools, context, `type=tar,dest=${tar}`),
    CACHE_MOUNT_IDLE_MS,
  );
  if (problem !== undefined) return [`The content of cache mounts was not kept: ${problem}`];
  const left = tooLarge(plan, log);
  if (left.length === plan.mounts.length) return left;
  const digest = await tarDigest(createReadStream(tar));
  const { folder } = plan.kept;
  const before = await readFile(join(folder, DIGEST), 'utf8').catch(() => undefined);
  if (digest !== before) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await rename(tar, join(folder, CONTENT));
    await writeFile(join(folder, DIGEST), digest);
    await service.save(plan.kept);
  }
  return left;
}

function tooLarge({ mounts }: MountsPlan, log: BuildLog): readonly string[] {
  return log.steps
    .flatMap(({ output }) => output)
    .flatMap((line) => {
      const [, key, size] = TOO_LARGE.exec(line) ?? [];
      const mount = mounts.find((each) => mountKey(each) === key);
      if (mount === undefined) return [];
      return `The cache mount ${mount.id} is not kept: its ${formatBytes(Number(size) * 1024)} are too much`;
    });
}

function quiet({ namespace }: MountsPlan, { buildx, builder, env }: MountBuilds, context: string, output: string) {
  const args = [
    'build',
    '--progress=rawjson',
    `--builder=${builder}`,
    '--provenance=false',
    `--output=${output}`,
    ...(namespace === undefined ? [] : [`--build-arg=BUILDKIT_CACHE_MOUNT_NS=${namespace}`]),
    '--',
    context,
  ];
  return { buildx, args, env, cwd: context };
}
