import { mkdir, stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ActionError } from '../model/errors.ts';
import type { PlatformImage } from '../model/image.ts';
import type { Output } from '../model/request.ts';
import { describeEnd, type Run, succeeded } from '../runtime/process.ts';
import type { Session } from '../session/session.ts';
import { type LayoutSession, layoutStore } from './layout.ts';
import { openLayout, platformDigests } from './oci-layout.ts';
import type { ImageStore } from './store.ts';

/**
 * The first exported file that holds an image: an OCI layout or an archive of it. The file is only read.
 * @returns undefined if only file systems are exported.
 */
export function fileStore(
  files: readonly Output[],
  containerdStore: boolean,
  session: LayoutSession & Pick<Session, 'folder' | 'job'>,
): ImageStore | undefined {
  const { folder, job, run } = session;
  const [dest] = imageFiles(files).flatMap(({ attributes }) => attributes.dest ?? []);
  if (dest === undefined) return undefined;
  const path = resolve(job.workspace, dest);
  let unpacked: Promise<string> | undefined;
  const inFolder = async () => {
    unpacked ??= openIn(folder.path, path, run);
    return layoutStore(await unpacked, containerdStore, session);
  };
  return {
    ...layoutStore(path, containerdStore, session),
    exportTo: () => undefined,
    assemble: async () => undefined,
    readLayer: async (layer, read) => (await inFolder()).readLayer(layer, read),
    runnable: async (platform) => (await inFolder()).runnable(platform),
  };
}

/** The layout as a folder beside which there is room. */
async function openIn(folder: string, path: string, run: Run): Promise<string> {
  const layout = join(folder, 'file');
  if ((await stat(path)).isDirectory()) {
    await symlink(path, layout);
    return layout;
  }
  await mkdir(layout);
  const finished = await run({ program: 'tar', args: ['--extract', '--file', path, '--directory', layout] });
  if (succeeded(finished)) return layout;
  throw new ActionError(`${path} could not be unpacked: ${describeEnd(finished)}`, { output: finished.stderr });
}

/**
 * Throws where a file holds another image than the verified one. Each is exported by a call of its own, in which
 * everything is cached: a step that was executed again would have made another.
 * @param exported the verified export. A file with other attributes has other digests.
 */
export async function refuseOthers(
  { platforms }: { readonly platforms: readonly Pick<PlatformImage, 'digest'>[] },
  exported: Output | undefined,
  files: readonly Output[],
  workspace: string,
  run: Run,
): Promise<void> {
  const verified = platforms.map(({ digest }) => digest).toSorted();
  for (const file of imageFiles(files)) {
    const { dest } = file.attributes;
    if (exported === undefined || dest === undefined || writtenAs(file) !== writtenAs(exported)) continue;
    const found = (await platformDigests(await openLayout(resolve(workspace, dest), run))).toSorted();
    if (found.join() === verified.join()) continue;
    throw new ActionError(`${dest} holds another image than the verified one: ${found.join(', ')}`, {
      hint: 'No tag was updated. A step was executed again for it: run the job again, with `cache: false` if it stays.',
    });
  }
}

/** Those that hold an image, and no file system. */
export function imageFiles(files: readonly Output[]): readonly Output[] {
  return files.filter(({ type }) => type === 'oci' || type === 'docker');
}

/** The attributes that change digests of the same content: https://docs.docker.com/build/exporters/oci-docker/ */
function writtenAs({ type, attributes }: Output): string {
  const names = /^(compression|force-compression|oci-mediatypes|rewrite-timestamp|annotation)/;
  const all = Object.entries({ 'oci-mediatypes': String(type !== 'docker'), ...attributes });
  return JSON.stringify(all.filter(([name]) => names.test(name)).toSorted());
}
