import { createArtifacts } from '../clients/artifacts/artifacts.ts';
import type { Image } from '../model/image.ts';
import type { Plan } from '../model/plan.ts';
import { leavePart } from '../parts/leave-part.ts';
import { recordOf, runOf } from '../parts/record.ts';
import { engineCarrier, registryCarrier } from '../publish/carriers.ts';
import { type HandedOver, handOver } from '../publish/hand-over.ts';
import { load } from '../publish/load.ts';
import type { Previous } from '../publish/previous.ts';
import type { RetryPolicy } from '../runtime/retry.ts';
import type { Workplace } from '../session/workplace.ts';
import { type CandidateTools, readWhole } from '../store/candidate.ts';
import type { Destination } from '../store/destination.ts';
import { registryCandidate, requireInRegistry } from '../store/registry-candidate.ts';
import type { ImageSurroundings } from './surroundings.ts';

/** The published image and tags, if anything was published. */
export interface Released extends Partial<Omit<HandedOver, 'notices'>> {
  readonly notices: readonly string[];
}

export const NOTHING: Released = { notices: [] };

/** Location of an image of an earlier run that stays published: every tag has it, and this run did not build it. */
const IN_REGISTRY: Destination = { kind: 'registry', repositories: [] };

/**
 * Publishes a verified image under its tags, loads it into Docker Engine, or stores it as a part for the merge.
 * @param onPublished called when tags are updated: later errors must not hide them.
 */
export async function release(
  plan: Plan,
  image: Image,
  place: Destination | undefined,
  tools: CandidateTools & { readonly workplace: Workplace; readonly retry: RetryPolicy; readonly previous: Previous },
  { job, runner, http, ledger }: ImageSurroundings,
  onPublished: (published: Released) => void,
): Promise<Released> {
  const { delivery, request, naming } = plan;
  const { engine, registry, retry, previous, id } = tools;
  const { impatient, witness, credentials } = tools.workplace;
  let published: Released = NOTHING;
  if (delivery.kind === 'publish') {
    published = await handOver(image, {
      targets: delivery.targets,
      release: naming.release,
      origin: plan.origin,
      carrier:
        place?.kind === 'engine'
          ? engineCarrier({
              ...{ engine, registry, impatient, credentials, candidate: place.name, ledger, retry },
              complete: async (repository) => {
                if (request.proof.verify) await requireInRegistry(image, registry, repository, false);
              },
            })
          : registryCarrier,
      registry,
      witness,
      previous,
      read: (repository, digest) =>
        readWhole(registryCandidate(registry, [repository], digest, tools), request.proof.verify),
    });
    onPublished(published);
  }
  if (place !== undefined && delivery.load) {
    const { image: kept = image } = published;
    await load(engine, kept, kept.digest === image.digest ? place : IN_REGISTRY, delivery.targets, tools);
  }
  const [first] = delivery.targets;
  if (delivery.kind !== 'parts' || first === undefined) return published;
  const repositories = delivery.targets.map(({ repository }) => repository.name);
  const notices = await leavePart({
    record: recordOf(image, { ...plan.part, repositories }, job.env),
    platforms: plan.platforms.map(({ platform }) => platform),
    repository: first.repository,
    tags: { pattern: request.result.partTag, naming, run: runOf(job.env).run, part: request.result.part },
    artifacts: createArtifacts(job.env, { http, mask: runner.mask, retry }),
    registry,
    id,
  });
  return { notices };
}
