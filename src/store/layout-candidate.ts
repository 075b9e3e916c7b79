import { slugOf } from '../model/platform.ts';
import { requireComplete } from './complete.ts';
import type { Candidate } from './image.ts';
import { layoutPlace, openLayout, readLayout } from './layout.ts';
import { type LoadTools, loadLayout } from './load.ts';

export interface LayoutTools extends LoadTools {
  /** Notes a name in the engine's store that has to go again. */
  readonly onLoad: (name: string) => void;
}

/** An image in an OCI layout on this machine's disk: proved there, and loaded into the engine when it has to run. */
export function layoutCandidate(folder: string, id: string, tools: LayoutTools): Candidate {
  return {
    read: async () => readLayout(await openLayout(folder, tools.run)),
    complete: async (image) => requireComplete(image, layoutPlace(await openLayout(folder, tools.run))),
    async runnable({ platform, digest }) {
      const name = `multiarch-build.local/candidate-${slugOf(platform)}:${id}`;
      tools.onLoad(name);
      await loadLayout(folder, digest, [name], tools);
      return name;
    },
  };
}
