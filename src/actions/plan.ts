import type { HandedPlan } from '../model/handed-plan.ts';
import type { Naming } from '../model/naming.ts';
import type { MatrixImage, ResolvedMatrix } from '../plan/matrix-images.ts';
import { annotationLines, labelLines } from '../report/described.ts';
import { planOutputs } from '../report/outputs.ts';
import { summarizePlan } from '../report/plan-summary.ts';
import { hidden, writeSummary } from '../report/write-summary.ts';
import type { Runner } from '../runtime/runner.ts';

/** Reports the plan of a matrix, made once for all matrix jobs: the runner of each platform, and the tags of each image. */
export async function reportPlan(
  { images, summary }: Pick<ResolvedMatrix, 'images' | 'summary'>,
  runner: Runner,
): Promise<void> {
  for (const { variant, rows, naming, handed } of images) {
    if (variant !== undefined) runner.info(`${variant.name}:`);
    for (const { platform, runner: label, native } of rows) {
      const where = typeof label === 'string' ? label : JSON.stringify(label);
      runner.info(`${platform} on ${where}${native ? '' : ', where an emulator may have to run it'}`);
    }
    for (const tag of handed.tags) runner.info(tag);
    for (const notice of naming.notices) runner.notice(variant === undefined ? notice : `${variant.name}: ${notice}`);
  }
  const rows = images.flatMap((image) => image.rows.map((row) => ({ ...image.variant?.keys, ...row })));
  const all = images.map(({ handed }) => handed);
  const names = images.flatMap(({ variant }) => variant?.name ?? []);
  // the release is the order of the tags of one image
  const release = names.length === 0 ? all[0]?.release : undefined;
  const versions = new Set(all.map(({ version }) => version));
  // as is the description
  const described = names.length === 0 ? images[0]?.described : undefined;
  const outputs = planOutputs([
    ['plan', JSON.stringify(handedPlan(images))],
    ['variants', names.length === 0 ? '' : JSON.stringify(names)],
    ['matrix', JSON.stringify({ include: rows })],
    ['rows', JSON.stringify(rows)],
    ['platforms', [...new Set(all.flatMap(({ platforms }) => platforms))].join(',')],
    ['tags', [...new Set(all.flatMap(({ tags }) => tags))].join('\n')],
    ['tag-names', [...new Set(images.flatMap(({ naming }) => tagNames(naming)))].join('\n')],
    ['version', versions.size === 1 ? (all[0]?.version ?? '') : ''],
    ['labels', labelLines(described?.labels ?? []).join('\n')],
    ['annotations', annotationLines(described?.annotations ?? []).join('\n')],
    ['release', release === undefined ? '' : JSON.stringify(release)],
  ]);
  for (const [name, value] of outputs) runner.output(name, value);
  if (!summary) return;
  const planned = hidden(
    { rows, tags: all.flatMap(({ tags }) => tags), version: [...versions].join(', ') },
    runner.hide,
  );
  await writeSummary(() => summarizePlan(planned), runner);
}

function tagNames({ tags, references }: Naming): readonly string[] {
  return [...tags.map(({ name }) => name), ...references.map(({ tag }) => tag)];
}

function handedPlan(images: readonly MatrixImage[]): HandedPlan {
  const variants = images.flatMap(({ variant, handed }) => (variant === undefined ? [] : [[variant.name, handed]]));
  const [first] = images;
  if (first === undefined) throw new Error('a plan without an image');
  return variants.length === 0 ? first.handed : { variants: Object.fromEntries(variants) };
}
