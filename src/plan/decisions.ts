import { type BuilderPlan, type Plan, type PlatformPlan, sitesOf } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatTagged, taggedReferences } from '../model/reference.ts';

/** Every decision of the plan with its reason, for debug logging. Credentials in cache entries are left out. */
export function decisionsOf(plan: Plan): readonly string[] {
  const { emulators, installed, replaced, builder, separateCalls, bases, cache, mounts, delivery, naming, part } = plan;
  const tags = taggedReferences(delivery.targets).map(formatTagged);
  const handlers = installed.map(({ architecture, handlers: names }) => `${architecture} by ${names.join(', ')}`);
  return [
    ...plan.platforms.map(describePlatform),
    `emulators: register ${list(emulators)}; installed ${list(handlers)}; replace ${list(replaced)}`,
    `builder: ${describeBuilder(builder)} (${builder.reason})`,
    `calls of buildx: ${separateCalls ? 'one for each platform' : 'one'}`,
    `base images that are looked up: ${list(bases.map(({ image, line }) => `${image} (line ${line})`))}`,
    `cache: ${cache.place ?? 'none'}, reads ${cache.from.length + cache.folders.length}, writes ${cache.to.length}, inline ${cache.inline} (${cache.reason})`,
    ...(mounts === undefined
      ? ['cache mounts: not saved']
      : [`cache mounts: ${list(mounts.mounts.map(({ id }) => id))}; left out: ${list(mounts.skipped)}`]),
    `delivery: ${delivery.kind}, load ${delivery.load}, tags ${list(tags)}, files ${list(delivery.files.map(({ type }) => type))}`,
    `version: ${naming.version || 'none'}, release ${naming.release?.version ?? 'none'}`,
    `part: key ${part.key}, commit ${part.commit || 'not known'}`,
  ].map((line) => `plan: ${line}`);
}

function describePlatform({ platform, execution, reason, foreign, base, unread }: PlatformPlan): string {
  const facts = [
    reason,
    foreign.length === 0 ? '' : `RUN on ${foreign.map(formatPlatform).join(', ')}`,
    base === undefined ? '' : `based on ${base.image}`,
    unread === undefined ? '' : `the Dockerfile is not followed: ${unread}`,
  ];
  return `${formatPlatform(platform)}: ${execution} (${facts.filter((fact) => fact !== '').join('; ')})`;
}

function describeBuilder(builder: BuilderPlan): string {
  switch (builder.kind) {
    case 'engine':
      return "Docker Engine's";
    case 'existing':
      return `existing ${builder.name} with driver ${builder.driver}, ${builder.nodes.length} nodes`;
    case 'new':
      return `new ${builder.name} with driver ${builder.driver}, ${sitesOf(builder).length} nodes, keep ${builder.keep}`;
  }
}

function list(names: readonly string[]): string {
  return names.join(', ') || 'none';
}
