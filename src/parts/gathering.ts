import { type Artifacts, type FoundArtifact, NoArtifactService } from '../clients/artifacts/artifacts.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { MergeRequest } from '../inputs/merge.ts';
import type { Naming, Origin } from '../model/naming.ts';
import type { Repository } from '../model/reference.ts';
import type { PartTags } from './key.ts';
import { RECORD, type RunOfJob } from './record.ts';

/** The merge job, and the places where it looks for parts. */
export interface Gathering {
  readonly request: MergeRequest;
  readonly naming: Naming;
  /** Repositories of the published image. Parts in records must be in these repositories. */
  readonly images: readonly Repository[];
  readonly artifacts: Artifacts;
  readonly registry: Registry;
  readonly origin: Origin;
  /** The run of the job that merges. */
  readonly job: RunOfJob;
}

export function tagsOf({ request, naming, job }: Gathering): PartTags {
  return { pattern: request.partTag, naming, run: job.run, part: request.part };
}

/** Undefined if the artifact service is missing. */
export async function findRecords(artifacts: Artifacts): Promise<readonly FoundArtifact[] | undefined> {
  try {
    return await artifacts.find(RECORD.prefix, RECORD.file);
  } catch (error) {
    if (error instanceof NoArtifactService) return undefined;
    throw error;
  }
}
