import { planCache } from '../cache/plan.ts';
import { planMounts } from '../cache/plan-mounts.ts';
import { ActionError } from '../model/errors.ts';
import { type Delivery, type Plan, sitesOf } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { Request } from '../model/request.ts';
import { partKey } from '../parts/key.ts';
import type { Host } from '../session/host.ts';
import { hostPlatform } from '../session/processor.ts';
import { originOf } from '../tags/describe.ts';
import { planBases } from './bases.ts';
import { planBuilder } from './builder.ts';
import type { Circumstances } from './circumstances.ts';
import { readOnly } from './classic-store.ts';
import { hasImage } from './delivery.ts';
import { describeRequest, hasIndex, refuseIndexAnnotations } from './description.ts';
import { plannedEmulators, planPlatforms } from './emulation.ts';
import { defaultProvenance, withBuilderId } from './provenance.ts';

/** Turns a request into a plan for this machine. Limits of the machine are reported here, before any process starts. */
export function makePlan(request: Request, circumstances: Circumstances): Plan {
  const { host, id, job, naming, delivery, provenance } = circumstances;
  const registries = [...delivery.targets.map(({ repository }) => repository), request.cache.ref].flatMap(
    (repository) => repository?.registry ?? [],
  );
  const asked = request.image.platforms ?? defaultPlatforms(delivery, host);
  const builder = planBuilder(request, host, { registries, id, platforms: asked, delivery });
  const isClassic = builder.kind === 'engine' && !host.engine.containerdStore;
  if (delivery.load) refuseLoad(asked, host.engine);
  const separateCalls = delivery.kind !== 'call' && asked.length > 1 && sitesOf(builder).length > 1;
  if (separateCalls) refuseArchives(delivery, asked);
  const pinMatters = hasImage(delivery) && request.verification.verify;
  const platforms = planPlatforms(request, asked, builder, circumstances, pinMatters);
  const { kind } = delivery;
  const indexed = !isClassic && hasIndex(request.build, asked.length, job.env);
  if (hasImage(delivery) && !indexed) refuseIndexAnnotations(request.build);
  const part = partKey(request);
  const cache = planCache(request, delivery, asked, separateCalls, job);
  const labelled = platforms.flatMap(({ labels = [] }) => labels);
  const described = describeRequest(
    { ...request, build: withBuilderId(request.build, job) },
    { naming, provenance, delivery, indexed, count: asked.length, env: job.env, labelled, part },
  );
  return {
    request: described,
    platforms: delivery.kind === 'call' ? platforms.slice(0, request.image.platforms?.length ?? 0) : platforms,
    ...plannedEmulators(request, delivery.kind === 'call' ? [] : platforms, host),
    builder,
    separateCalls,
    delivery,
    bases: kind === 'call' ? [] : planBases(request, asked, builder, circumstances),
    provenance: isClassic ? undefined : defaultProvenance(request.build, job),
    cache: isClassic ? readOnly(cache) : cache,
    mounts: planMounts(request, delivery, asked, builder, circumstances),
    naming,
    origin: originOf(provenance, described.build.labels),
    part: { key: part, commit: provenance.revision },
  };
}

function defaultPlatforms(delivery: Delivery, host: Host): readonly Platform[] {
  if (delivery.load && delivery.kind !== 'publish' && !host.engine.containerdStore) return [hostPlatform(host)];
  return ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture, variant: undefined }));
}

/** Throws where `load` asks for more platforms than the engine's store can hold. */
export function refuseLoad(platforms: readonly Platform[], { containerdStore }: Host['engine']): void {
  if (containerdStore || platforms.length === 1) return;
  throw new ActionError(
    `load: the engine's classic image store holds one platform under a name, and \`platforms\` asks for ${platforms.map(formatPlatform).join(', ')}`,
    {
      hint: 'Ask for one platform, or turn the containerd image store on: https://docs.docker.com/engine/storage/containerd/',
    },
  );
}

/** File systems of several platforms get a folder each; one file can only be written by one call of buildx. */
function refuseArchives({ files }: Delivery, platforms: readonly Platform[]): void {
  const archive = files.find(({ type }) => type !== 'local');
  if (archive === undefined) return;
  throw new ActionError(
    `outputs: a builder of several nodes writes no \`type=${archive.type}\` of ${platforms.map(formatPlatform).join(', ')} together`,
    {
      hint: 'Write `type=local`, ask for one platform, or use a builder of one node. For an image in an archive, push it and save it from there.',
    },
  );
}
