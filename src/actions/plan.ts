import type { MatrixRequest } from '../inputs/matrix.ts';
import type { Naming, Provenance } from '../model/naming.ts';
import { formatPlatform } from '../model/platform.ts';
import type { NamedValue } from '../model/request.ts';
import { rowsOf } from '../parts/matrix.ts';
import { annotationLines, labelLines } from '../report/described.ts';
import { planOutputs } from '../report/outputs.ts';
import type { Runner } from '../runtime/runner.ts';
import { describeImage, describeIndex } from '../tags/describe.ts';
import { handedRelease, tagLines } from '../tags/tag-lines.ts';

/** Plans a matrix once for all matrix jobs: the runner of each platform, and the tags of the image. */
export function planMatrix(request: MatrixRequest, naming: Naming, provenance: Provenance, runner: Runner): void {
  const rows = rowsOf(request);
  for (const { platform, runner: label, native } of rows) {
    const where = typeof label === 'string' ? label : JSON.stringify(label);
    runner.info(`${platform} on ${where}${native ? '' : ', where an emulator may have to run it'}`);
  }
  const tags = tagLines(request.image.repositories, naming);
  for (const tag of tags) runner.info(tag);
  for (const notice of naming.notices) runner.notice(notice);
  const release = handedRelease(naming);
  const names = [...naming.tags.map(({ name }) => name), ...naming.references.map(({ tag }) => tag)];
  const labels = pairs(describeImage(provenance));
  const annotations = pairs(describeIndex(provenance, naming.release)).map(
    ({ name, value }) => `index:${name}=${value}`,
  );
  const outputs = planOutputs([
    ['matrix', JSON.stringify({ include: rows })],
    ['rows', JSON.stringify(rows)],
    ['platforms', request.platforms.map(formatPlatform).join(',')],
    ['tags', tags.join('\n')],
    ['tag-names', [...new Set(names)].join('\n')],
    ['version', naming.version],
    ['labels', labelLines(labels).join('\n')],
    ['annotations', annotationLines(annotations).join('\n')],
    ['release', release === undefined ? '' : JSON.stringify(release)],
  ]);
  for (const [name, value] of outputs) runner.output(name, value);
}

function pairs(values: Readonly<Record<string, string>>): readonly NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
