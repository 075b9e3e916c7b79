import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

/** `1.2 of 8.0 GB of memory are free`. Within a container's limits, if it has some. */
export function describeMemory(
  free = process.availableMemory(),
  total = Math.min(process.constrainedMemory() || totalmem(), totalmem()),
): string {
  return `${gigabytes(free)} of ${gigabytes(total)} GB of memory are free`;
}

/** Free space of the file system of a path: `0.3 of 14.2 GB are free at /tmp`. Undefined if it cannot be read. */
export function describeDisk(path: string): string | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    return `${gigabytes(bavail * bsize)} of ${gigabytes(blocks * bsize)} GB are free at ${path}`;
  } catch {
    return undefined;
  }
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
