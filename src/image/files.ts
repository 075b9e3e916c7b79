import { mkdir, stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Output } from '../inputs/request.ts';
import { ActionError } from '../system/errors.ts';
import { describeEnd, type Run, succeeded } from '../system/process.ts';
import type { Candidate } from './image.ts';
import { openLayout, readLayout } from './layout.ts';
import { type LayoutTools, layoutCandidate } from './layout-candidate.ts';

export interface FileTools extends LayoutTools {
  readonly id: string;
  /** Of this run. */
  readonly folder: string;
}

/**
 * The image in the first export to files that holds one, an OCI layout or an archive of it; `undefined`: none does, only
 * file systems were exported. What was asked for is only read.
 */
export function fileCandidate(files: readonly Output[], workspace: string, tools: FileTools): Candidate | undefined {
  const [dest] = files.flatMap(({ type, attributes }) =>
    type === 'oci' || type === 'docker' ? (attributes.dest ?? []) : [],
  );
  if (dest === undefined) return undefined;
  const path = resolve(workspace, dest);
  let opened: Promise<string> | undefined;
  return {
    read: async () => readLayout(await openLayout(path, tools.run)),
    async runnable(platform) {
      opened ??= openIn(tools.folder, path, tools.run);
      return layoutCandidate(await opened, tools.id, tools).runnable(platform);
    },
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
