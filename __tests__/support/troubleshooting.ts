import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

/** Variables of a workflow that names the action by its repository. */
export const NAMED_ACTION = { GITHUB_ACTION_REPOSITORY: 'acme/multiarch-build', GITHUB_ACTION_REF: 'v1' };

/** Address of a section, as the error of a step of `NAMED_ACTION` has it. */
export const addressOf = (id: string) =>
  `https://github.com/acme/multiarch-build/blob/v1/docs/troubleshooting.md#${id}`;

/** Sections of docs/troubleshooting.md by the anchors that GitHub makes from their headings. */
export const SECTIONS: ReadonlyMap<string, string> = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [
        heading
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
        lines.join('\n'),
      ];
    }),
);

/** The error texts that a section shows, as patterns. */
export function textsOf(id: string): readonly RegExp[] {
  const [, block = ''] = /```text\n(.*?)\n```/s.exec(SECTIONS.get(id) ?? '') ?? [];
  return block.split('\n').map(
    (line) =>
      new RegExp(
        line
          .split('…')
          .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('.*'),
      ),
  );
}
