import { BINFMT } from '../clients/docker/helper-images.ts';
import { type BuilderPlan, type CachePlan, type Delivery, type Finding, type Plan, sitesOf } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatTagged } from '../model/reference.ts';

/** The plan as a short table, one line a row, for the log. */
export function describePlan(plan: Plan): readonly string[] {
  const rows: (readonly [string, string])[] = [
    ...plan.platforms.map(
      ({ platform, execution, reason }) => [formatPlatform(platform), `${execution} (${reason})`] as const,
    ),
    ['emulators', describeEmulators(plan)],
    ['builder', describeBuilder(plan.builder)],
    ...(plan.separateCalls ? [['', `${sitesOf(plan.builder).length} nodes: a call for each platform`] as const] : []),
    ['cache', describeCache(plan.cache)],
    ['result', describeDelivery(plan.delivery)],
    ...tagsOf(plan.delivery).map((reference, i) => [i === 0 ? 'tags' : '', reference] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** Findings in the Dockerfile, once each, in the order of its lines. */
export function findingsOf({ platforms }: Plan): readonly Finding[] {
  const found = platforms.flatMap(({ findings = [] }) => findings);
  const isFirst = ({ line, message }: Finding, i: number) =>
    found.findIndex((each) => each.line === line && each.message === message) === i;
  return found.filter(isFirst).sort((a, b) => a.line - b.line);
}

/** Notice for a `qemu-image` that is not used, since emulators are registered already. Undefined if there is no such image. */
export function unusedQemuImage({ request: { setup }, installed }: Plan): string | undefined {
  const { qemu, qemuImage } = setup;
  if (qemu !== 'auto' || qemuImage === BINFMT.pinned || installed.length === 0) return undefined;
  const found = installed.map(({ architecture, handlers }) => `${architecture} by ${handlers.join(', ')}`);
  return `qemu-image: ${qemuImage} is not used for ${found.join('; ')}, which is registered already; set \`qemu: reset\` to replace it`;
}

function describeEmulators({ emulators, installed, replaced }: Plan): string {
  const toRegister = emulators.length === 0 ? 'none to register' : `${emulators.join(', ')} to register`;
  const instead = replaced.length === 0 ? [] : [`in place of ${replaced.join(', ')}`];
  const found = installed.map(
    ({ architecture, handlers }) => `${architecture} (already installed: ${handlers.join(', ')})`,
  );
  return [[toRegister, ...instead].join(' '), ...found].join('; ');
}

function describeBuilder(builder: BuilderPlan): string {
  const why = [builder.reason, builder.note ?? []].flat().join('; ');
  switch (builder.kind) {
    case 'engine':
      return `builder of Docker Engine (${why})`;
    case 'existing':
      return `${builder.name} (${why})`;
    case 'new':
      return `${builder.name}, ${builder.driver} (${why})`;
  }
}

function describeCache({ from, folders, to, inline, place, reason }: CachePlan): string {
  if (place === undefined) return 'none';
  const parts = [
    from.length > 0 || folders.length > 0 ? 'read' : '',
    to.length > 0 || inline ? `written (${reason})` : `not written (${reason})`,
  ];
  return `${place}: ${parts.filter((part) => part !== '').join(', ')}`;
}

function describeDelivery({ kind, load, files }: Delivery): string {
  const parts = {
    publish: 'verified, then published',
    parts: 'pushed untagged and verified; `merge` publishes it',
    verify: 'verified, not published',
    files: `files: ${files.map(({ type }) => type).join(', ')}`,
    call: 'no image is built',
  };
  return load ? `${parts[kind]}; loaded into Docker Engine` : parts[kind];
}

function tagsOf({ targets }: Delivery): readonly string[] {
  return targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
}
