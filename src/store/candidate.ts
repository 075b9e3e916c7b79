import type { Engine } from '../clients/docker/engine.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/reference.ts';
import type { Destination } from './destination.ts';
import { engineCandidate } from './engine-candidate.ts';
import type { Candidate } from './image.ts';
import { type LayoutTools, layoutCandidate } from './layout-candidate.ts';
import { registryCandidate } from './registry-candidate.ts';

export interface CandidateTools extends LayoutTools {
  readonly engine: Engine;
  readonly registry: Registry;
  /** All that are pushed to. */
  readonly repositories: readonly Repository[];
  readonly id: string;
}

/** The image at the place it was built to. */
export function candidateAt(destination: Destination, digest: Digest | undefined, tools: CandidateTools): Candidate {
  switch (destination.kind) {
    case 'engine':
      return engineCandidate(tools.engine, destination.name);
    case 'layout':
      return layoutCandidate(destination.folder, tools.id, tools);
    case 'registry': {
      const [first, ...others] = tools.repositories;
      if (digest === undefined || first === undefined) {
        throw new ActionError('buildx pushed the image and did not tell its digest', {
          hint: 'Run the job again; if it stays, update buildx.',
        });
      }
      return registryCandidate(tools.registry, [first, ...others], digest, tools);
    }
  }
}

/**
 * Reads a candidate.
 * @param ahead as it was read while its build was still at work: it counts where it is whole and of this digest.
 */
export async function readCandidate(
  candidate: Candidate,
  digest: Digest | undefined,
  ahead: Promise<Image> | undefined,
): Promise<Image> {
  const early = await ahead?.catch(() => undefined);
  return early !== undefined && early.digest === digest ? early : candidate.read();
}

/** Reads an image that an earlier run published, and requires all its content to be there if images are verified. */
export async function readWhole(candidate: Candidate, isVerified: boolean): Promise<Image> {
  const image = await candidate.read();
  if (isVerified) await candidate.complete(image);
  return image;
}
