import type { CacheMount, MountsPlan } from '../model/plan.ts';
import { MAX_CACHE_MOUNTS_KIB } from '../runtime/limits.ts';
import { mountKey } from './plan-mounts.ts';

/** Line about a mount that exceeds the limit: its key and its size in KiB. */
export const TOO_LARGE = /^too large: ([0-9a-f]+) (\d+)$/;

const FOLDER = '/multiarch-build';

// Both Dockerfiles use an image that the build pulls anyway, for the platform of the builder, because cache mounts belong to
// the builder and not to a platform. The image needs a shell with `cp`, `du` and `ls`, as images with a package manager have.

/** Dockerfile that restores empty mounts from `mounts.tar` in the context. Content that the builder still has is newer. */
export function restoreDockerfile({ mounts, image }: MountsPlan, run: string): string {
  const script = [
    'set -e',
    `cd ${FOLDER}/content`,
    `for m in *; do to=${FOLDER}/mounts/$m; [ ! -d "$to" ] || [ -n "$(ls -A "$to")" ] || cp -a "$m/." "$to"; done`,
  ];
  return [
    'FROM scratch AS content',
    'ADD mounts.tar /',
    `FROM ${image}`,
    'USER 0:0',
    runStep(mounts, [`type=bind,from=content,target=${FOLDER}/content`], script, run),
  ].join('\n');
}

/** Dockerfile that copies the content of the mounts into an image, with one folder per mount. */
export function saveDockerfile({ mounts, image }: MountsPlan, run: string, most = MAX_CACHE_MOUNTS_KIB): string {
  const script = [
    'set -e',
    `left=${most}`,
    `mkdir ${FOLDER}/content`,
    `cd ${FOLDER}/mounts`,
    'for m in *; do set -- $(du -sk "$m")',
    `if [ "$1" -le "$left" ]; then left=$((left - $1)); cp -a "$m" ${FOLDER}/content/`,
    'else echo "too large: $m $1"; fi; done',
  ];
  return [
    `FROM ${image} AS copy`,
    'USER 0:0',
    runStep(mounts, [], script, run),
    'FROM scratch',
    `COPY --from=copy ${FOLDER}/content /`,
  ].join('\n');
}

/** @param run unique id, because BuildKit does not repeat a step that it has executed before. */
function runStep(
  mounts: readonly CacheMount[],
  others: readonly string[],
  script: readonly string[],
  run: string,
): string {
  const caches = mounts.map((mount) => {
    const options = Object.entries(mount.options).map(([key, value]) => `,${key}=${value}`);
    return `type=cache,id=${mount.id},target=${FOLDER}/mounts/${mountKey(mount)}${options.join('')}`;
  });
  const flags = [...others, ...caches].map((mount) => `--mount=${mount}`);
  return ['RUN --network=none', ...flags, JSON.stringify(['/bin/sh', '-c', script.join('\n'), run])].join(' ');
}
