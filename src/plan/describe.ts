import { describeEngine, type EngineInfo } from '../clients/docker/answers.ts';
import { BINFMT } from '../clients/docker/helper-images.ts';
import {
  type BuilderPlan,
  type CachePlan,
  type Delivery,
  type Finding,
  type Plan,
  type PlatformPlan,
  sitesOf,
} from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatTagged, taggedReferences } from '../model/reference.ts';
import { tableLines } from '../report/table-lines.ts';

/**
 * The plan as a table for the log, one line for each row.
 * @param engine Docker Engine on this machine, if there is one.
 */
export function describePlan(plan: Plan, engine: EngineFacts | undefined): readonly string[] {
  const rows: (readonly [string, string])[] = [
    ...plan.platforms.map((each) => [formatPlatform(each.platform), describeExecution(each)] as const),
    ['emulators', describeEmulators(plan)],
    ['builder', describeBuilder(plan.builder, engine)],
    ...(plan.separateCalls ? [['', `${sitesOf(plan.builder).length} nodes: a call for each platform`] as const] : []),
    ['cache', describeCache(plan.cache)],
    ...describeDelivery(plan.delivery),
  ];
  return tableLines(rows);
}

type EngineFacts = Pick<EngineInfo, 'version' | 'containerdStore'>;

function describeExecution({ execution, reason }: PlatformPlan): string {
  switch (execution) {
    case 'native':
      return execution;
    case 'copied':
      return `no emulator needed (${reason})`;
    default:
      return `${execution} (${reason})`;
  }
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
  const instead = replaced.length === 0 ? '' : `, in place of ${replaced.join(', ')}`;
  const parts = [
    emulators.length === 0 ? '' : `${emulators.join(', ')} (to install${instead})`,
    installed.length === 0 ? '' : `${installed.map(({ architecture }) => architecture).join(', ')} (already installed)`,
  ].filter((part) => part !== '');
  return parts.join(', ') || 'none needed';
}

function describeBuilder(builder: BuilderPlan, engine: EngineFacts | undefined): string {
  const why = [builder.reason, builder.note ?? []].flat().join('; ');
  switch (builder.kind) {
    case 'engine': {
      const facts = engine === undefined ? [] : [describeEngine(engine)];
      const all = [...facts, builder.note ?? []].flat();
      return all.length === 0 ? 'docker' : `docker (${all.join('; ')})`;
    }
    case 'existing':
      return `${builder.name} (${why})`;
    case 'new':
      return `${builder.driver}${builder.madeIn === undefined ? ', new' : ''} (${why})`;
  }
}

function describeCache({ from, folders, to, inline, place, reason }: CachePlan): string {
  if (place === undefined) return 'none';
  const [reads, writes] = [from.length > 0 || folders.length > 0, to.length > 0 || inline];
  const use = reads && writes ? 'read and write' : reads ? 'read' : writes ? 'write' : 'not used';
  return `${place}, ${use} (${reason})`;
}

function describeDelivery({ kind, load, files, targets }: Delivery): readonly (readonly [string, string])[] {
  const tags = taggedReferences(targets).map(formatTagged);
  const loaded = load ? '; loaded into Docker Engine' : '';
  switch (kind) {
    case 'publish':
      return [...listed('publish', tags), ['', `after verification${loaded}`]];
    case 'parts':
      return [['publish', `by a merge: pushed without a tag and verified${loaded}`]];
    case 'verify':
      return [['publish', `no: only verified${loaded}`], ...listed('tags', tags)];
    case 'files':
      return [['files', `${files.map(({ type }) => type).join(', ')}${loaded}`]];
    case 'call':
      return [['call', 'no image is built']];
  }
}

function listed(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map((value, i) => [i === 0 ? name : '', value]);
}
