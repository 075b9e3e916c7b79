import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildLog } from '../buildkit/build-log.ts';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import type { MountsPlan } from '../model/plan.ts';
import { formatBytes } from '../model/units.ts';
import { CACHE_MOUNT_IDLE_MS } from '../runtime/limits.ts';
import type { Session } from '../session/session.ts';
import { runAuxiliaryBuild } from './auxiliary-build.ts';
import { restoreDockerfile, saveDockerfile, TOO_LARGE } from './mount-dockerfiles.ts';
import { mountKey } from './plan-mounts.ts';
import { tarDigest } from './tar-digest.ts';

/** Files in the saved folder: the content of the mounts and its digest. */
const CONTENT = 'mounts.tar';
const DIGEST = 'sha256';

/** The session, and the builder that has the mounts. */
export type MountSession = Pick<Session, 'run' | 'env' | 'folder' | 'id'> & {
  /** Path of the buildx binary. */
  readonly buildx: string;
  /** Its name. */
  readonly builder: string;
};

/**
 * Copies restored content into the builder.
 * @returns the reason of a failure in one sentence. Undefined if it succeeded.
 */
export async function restoreMounts(plan: MountsPlan, session: MountSession): Promise<string | undefined> {
  const { folder } = plan.savedIn;
  await writeFile(join(folder, 'Dockerfile'), restoreDockerfile(plan, session.id));
  const { problem } = await runAuxiliaryBuild(
    session.run,
    auxiliaryBuild(plan, session, folder, 'type=cacheonly'),
    CACHE_MOUNT_IDLE_MS,
  );
  return problem;
}

/** True if a RUN with a cache mount was executed. Then its content may have changed. */
export function changesMounts(log: BuildLog): boolean {
  return log.steps.some(
    ({ kind, cached, command }) => kind === 'run' && !cached && /(?<!\S)--mount=\S*cache/.test(command),
  );
}

/**
 * Copies the content of the mounts out of the builder and saves it, unless it is equal to the restored content.
 * @returns problems, one sentence each.
 */
export async function saveMounts(
  plan: MountsPlan,
  session: MountSession,
  service: CacheService,
): Promise<readonly string[]> {
  const context = join(session.folder.path, 'mounts');
  const tar = join(context, CONTENT);
  await mkdir(context);
  await writeFile(join(context, 'Dockerfile'), saveDockerfile(plan, session.id));
  const { problem, log } = await runAuxiliaryBuild(
    session.run,
    auxiliaryBuild(plan, session, context, `type=tar,dest=${tar}`),
    CACHE_MOUNT_IDLE_MS,
  );
  if (problem !== undefined) return [`The content of cache mounts was not saved: ${problem}`];
  const tooLargeMounts = describeTooLarge(plan, log);
  if (tooLargeMounts.length === plan.mounts.length) return tooLargeMounts;
  const digest = await tarDigest(createReadStream(tar));
  const { folder } = plan.savedIn;
  const before = await readFile(join(folder, DIGEST), 'utf8').catch(() => undefined);
  if (digest !== before) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await rename(tar, join(folder, CONTENT));
    await writeFile(join(folder, DIGEST), digest);
    await service.save(plan.savedIn);
  }
  return tooLargeMounts;
}

function describeTooLarge({ mounts }: MountsPlan, log: BuildLog): readonly string[] {
  return log.steps
    .flatMap(({ output }) => output)
    .flatMap((line) => {
      const [, key, size] = TOO_LARGE.exec(line) ?? [];
      const mount = mounts.find((each) => mountKey(each) === key);
      if (mount === undefined) return [];
      return `The cache mount ${mount.id} is not saved: ${formatBytes(Number(size) * 1024)} exceeds the limit`;
    });
}

function auxiliaryBuild(
  { namespace }: MountsPlan,
  { buildx, builder, env }: MountSession,
  context: string,
  output: string,
) {
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
