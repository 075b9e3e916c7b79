import { resolve } from 'node:path';
import type { Output } from '../inputs/request.ts';
import type { Run } from '../system/process.ts';
import type { Image } from './image.ts';
import { openLayout, readLayout } from './layout.ts';

/**
 * The image in the first export to files that holds one, an OCI layout or an archive of it; `undefined`: none does, only
 * file systems were exported.
 */
export async function readFiles(files: readonly Output[], workspace: string, run: Run): Promise<Image | undefined> {
  const output = files.find(({ type }) => type === 'oci' || type === 'docker');
  if (output?.attributes.dest === undefined) return undefined;
  return readLayout(await openLayout(resolve(workspace, output.attributes.dest), run));
}
