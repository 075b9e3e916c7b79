import type { MatrixRequest } from '../inputs/matrix.ts';
import type { Job } from '../model/job.ts';
import { formatPlatform } from '../model/platform.ts';
import { rowsOf } from '../parts/matrix.ts';
import { planOutputs } from '../report/outputs.ts';
import type { Runner } from '../runtime/runner.ts';
import { readJobEvent } from '../tags/event.ts';
import { nameImage } from '../tags/naming.ts';
import { handedRelease, tagLines } from '../tags/tag-lines.ts';

/** Plans a matrix once for all matrix jobs: the runner of each platform, and the tags of the image. */
export async function planMatrix(request: MatrixRequest, job: Job, runner: Runner): Promise<void> {
  const naming = await nameImage(request.image, readJobEvent(job.env, job.event, new Date()));
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
}
