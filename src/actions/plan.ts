import type { MatrixRequest } from '../inputs/matrix.ts';
import type { Naming } from '../model/naming.ts';
import { formatPlatform } from '../model/platform.ts';
import { rowsOf } from '../parts/matrix.ts';
import { planOutputs } from '../report/outputs.ts';
import { summarizePlan } from '../report/plan-summary.ts';
import { hidden, writeSummary } from '../report/write-summary.ts';
import type { Runner } from '../runtime/runner.ts';
import { handedRelease, tagLines } from '../tags/tag-lines.ts';

/** Plans a matrix once for all matrix jobs: the runner of each platform, and the tags of the image. */
export async function planMatrix(request: MatrixRequest, naming: Naming, runner: Runner): Promise<void> {
  const rows = rowsOf(request);
  for (const { platform, runner: label, native } of rows) {
    const where = typeof label === 'string' ? label : JSON.stringify(label);
    runner.info(`${platform} on ${where}${native ? '' : ', where an emulator may have to run it'}`);
  }
  const tags = tagLines(request.image.repositories, naming);
  for (const tag of tags) runner.info(tag);
  for (const notice of naming.notices) runner.notice(notice);
  const release = handedRelease(naming);
  const outputs = planOutputs([
    ['matrix', JSON.stringify({ include: rows })],
    ['rows', JSON.stringify(rows)],
    ['platforms', request.platforms.map(formatPlatform).join(',')],
    ['tags', tags.join('\n')],
    ['version', naming.version],
    ['release', release === undefined ? '' : JSON.stringify(release)],
  ]);
  for (const [name, value] of outputs) runner.output(name, value);
  if (!request.summary) return;
  const planned = hidden({ rows, tags, version: naming.version }, runner.hide);
  await writeSummary(() => summarizePlan(planned), runner);
}
