import { join } from 'node:path';
import type { SetupSession } from '../builder/prepare.ts';
import type { Invocation } from '../buildkit/invocations.ts';
import { buildWithRetries } from '../buildkit/retry-build.ts';
import { LAYOUT_PREFIX } from '../dockerfile/graph.ts';
import type { Plan, PlatformPlan } from '../model/plan.ts';
import { samePlatform } from '../model/platform.ts';
import type { BuildRequest, LinkedTarget } from '../model/request.ts';
import { linkedPlatforms } from '../plan/linked.ts';
import { openLayout, topOf } from '../store/oci-layout.ts';
import { caller, remediesFor, reportBuilt } from './build-calls.ts';

/**
 * Builds the targets of a bake file that contexts refer to (`name=target:other`), and puts their OCI layouts in place of
 * the references. `buildx build` has no such contexts. `buildx bake` could build all of them together, but the log, the
 * caches, the retries and the verification of this action are made for one build with one result; and a layout has all
 * platforms, whatever the builder.
 */
export async function withLinkedTargets(
  calls: readonly Invocation[],
  builder: string,
  session: SetupSession,
): Promise<readonly Invocation[]> {
  const ready: Invocation[] = [];
  for (const [nth, call] of calls.entries()) {
    ready.push({ ...call, plan: await withLayouts(call.plan, nth, builder, session) });
  }
  return ready;
}

async function withLayouts(plan: Plan, nth: number, builder: string, session: SetupSession): Promise<Plan> {
  const { request } = plan;
  const layouts = new Map<string, string>();
  for (const [i, linked] of (request.build.bake?.linked ?? []).entries()) {
    const folder = join(session.folder.path, `linked-${nth}-${i}`);
    session.runner.info(`building the target ${linked.name} first: a context of the bake file refers to it`);
    await buildLayout(linkedPlan(linked, plan, layouts), folder, builder, session);
    const { digest } = await topOf(await openLayout(folder, session.run));
    layouts.set(`target:${linked.name}`, `${LAYOUT_PREFIX}${folder}@${digest}`);
  }
  return { ...plan, request: { ...request, build: withContexts(request.build, layouts) } };
}

/** The plan of a linked target: its own build with the builder, the privileges and the time of the image. */
function linkedPlan(linked: LinkedTarget, plan: Plan, layouts: ReadonlyMap<string, string>): Plan {
  const { request, cache } = plan;
  const { allow, sourceDateEpoch } = request.build;
  const platforms = linkedPlatforms(
    linked,
    plan.platforms.map(({ platform }) => platform),
  );
  const build: BuildRequest = {
    ...withContexts(linked.build, layouts),
    ...{ allow, sourceDateEpoch },
    // the image has the attestations
    ...{ provenance: 'false', sbom: undefined, attests: [], annotations: [], call: undefined },
  };
  return {
    ...plan,
    request: { ...request, build },
    platforms: platforms.map((platform) => platformPlan(platform, plan)),
    cache: { ...cache, from: linked.cacheFrom, to: [], inline: false },
  };
}

function platformPlan(platform: PlatformPlan['platform'], { platforms }: Plan): PlatformPlan {
  const found = platforms.find((each) => samePlatform(each.platform, platform));
  return found ?? { platform, execution: 'native', reason: 'the only platform of the target', foreign: [] };
}

function withContexts(build: BuildRequest, layouts: ReadonlyMap<string, string>): BuildRequest {
  const buildContexts = build.buildContexts.map(({ name, value }) => ({ name, value: layouts.get(value) ?? value }));
  return { ...build, buildContexts };
}

/** @throws the failure of the build. */
async function buildLayout(plan: Plan, folder: string, builder: string, session: SetupSession): Promise<void> {
  const exportTo = { type: 'oci', attributes: { dest: folder, tar: 'false' } };
  const call = caller(plan, [{ plan, exportTo, metadataFile: '' }], builder, session);
  const built = await buildWithRetries({
    attempt: ({ reads }) => call(() => ({ exports: [exportTo], cacheFrom: reads ? plan.cache.from : [] })),
    cache: { reads: plan.cache.from.length > 0, writes: false },
    ...remediesFor(plan, session),
  });
  await reportBuilt(built, { ...plan, delivery: { ...plan.delivery, kind: 'verify' } }, builder, session);
  // an OCI layout is complete when buildx has exited
  if (built.failure === undefined) await built.outcome.end;
}
