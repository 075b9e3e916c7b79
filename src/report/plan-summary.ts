import type { Row } from '../parts/matrix.ts';
import { folded, joinBlocks, MAX_TAGS, smallPrint } from './blocks.ts';
import { code, codeBlock, escapeMarkdown, table } from './markdown.ts';

/** The matrix jobs of an image, and its tags. */
export interface PlannedMatrix {
  readonly rows: readonly Row[];
  /** Tags as they are handed to merge. */
  readonly tags: readonly string[];
  readonly version: string;
}

/** The job summary of a plan, as Markdown. Foreign text in it cannot become markup. */
export function summarizePlan({ rows, tags, version }: PlannedMatrix): string {
  const count = `${rows.length} job${rows.length === 1 ? '' : 's'}`;
  const shown = tags.slice(0, MAX_TAGS).join('\n');
  const title = `${tags.length} tag${tags.length === 1 ? '' : 's'}, after a merge`;
  return joinBlocks([
    `### 🗺️ Planned ${count}`,
    table(
      ['Platform', 'Runner', ''],
      rows.map(({ platform, runner, native }) => [
        escapeMarkdown(platform.split(',').join(', ')),
        code(typeof runner === 'string' ? runner : JSON.stringify(runner)),
        native ? 'native' : 'may be emulated',
      ]),
    ),
    tags.length === 0 ? '' : folded(title, codeBlock(shown, 'text')),
    smallPrint([version === '' ? undefined : `version ${escapeMarkdown(version)}`]),
  ]);
}
