const STRUCTURE = /[&<>|*_`~[\]\\!@:$#"']/g;

/**
 * Foreign text for one line of Markdown, such as a table's cell: nothing in it is markup, link or mention. A character
 * reference cannot be markup: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 * @param limit how many characters of it are kept
 */
export function escapeMarkdown(text: string, limit = 120): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const kept = line.length > limit ? `${[...line].slice(0, limit - 1).join('')}…` : line;
  return kept.replace(STRUCTURE, (character) => `&#${character.codePointAt(0)};`);
}

/** Foreign text in fixed width, for one line. */
export function code(text: string, limit?: number): string {
  return `<code>${escapeMarkdown(text, limit)}</code>`;
}

/** Text of several lines as it is, fenced by more backticks than it has in a row. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A table; cells are Markdown already. A column that begins with `>` is set to the right. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = columns.map((name) => (name.startsWith('>') ? '---:' : '---'));
  const lines = [columns.map((name) => name.replace(/^>/, '')), rule, ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
