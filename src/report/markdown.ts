/** Characters that may be markup. A reference to one never is: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references */
const MARKUP = /[&<>|*_`~[\]\\!@:$#"']/;

/**
 * Text that GitHub turns into a link, after it has replaced character references: addresses of web pages and mail,
 * mentions, numbers of issues, advisories, commits, and emoji.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const LINKED = /[@:#]|www(?=\.)|\b(?:GH|GHSA|CVE)(?=-)|[0-9a-f]{6}(?=[0-9a-f])/;

/** Marks that begin a list. */
const LIST = /^(?:[-+](?= )|\d+(?=[.)] ))/;

/** An empty comment, invisible on the page, separates the text on both sides of it. */
const BREAK = '<!-- -->';

const SPECIAL = new RegExp(`(${LIST.source}|${LINKED.source})|${MARKUP.source}`, 'gi');

/**
 * Escapes foreign text for one line of Markdown, such as a table's cell: no part of it becomes markup, link or mention.
 * @param limit number of characters that are kept
 */
export function escapeMarkdown(text: string, limit = 120): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const kept = line.length > limit ? `${[...line].slice(0, limit - 1).join('')}…` : line;
  return kept.replace(SPECIAL, (found, broken?: string) => {
    const text = MARKUP.test(found) ? `&#${found.codePointAt(0)};` : found;
    return broken === undefined ? text : `${text}${BREAK}`;
  });
}

/** Foreign text in fixed width, for one line. */
export function code(text: string, limit?: number): string {
  return `<code>${escapeMarkdown(text, limit)}</code>`;
}

/** Text of a message for one line, whose parts between backticks are in fixed width. */
export function prose(text: string, limit: number): string {
  const line = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return line
    .split(/`([^`]+)`/)
    .map((part, i) => {
      if (i % 2 === 1) return code(part, limit);
      // escaping removes white space at both ends
      const [before, after] = [part.trimStart() === part ? '' : ' ', part.trimEnd() === part ? '' : ' '];
      return `${before}${escapeMarkdown(part, limit)}${after}`;
    })
    .join('');
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
