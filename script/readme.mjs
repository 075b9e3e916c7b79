// Writes the tables of inputs and outputs in README and docs from the three action.yml: node script/readme.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMap, parseDocument } from 'yaml';

/** The tables of each document. A table stands between `<!-- plan inputs -->` and `<!-- /plan inputs -->`. */
export const TABLES = [
  { document: 'README.md', action: 'action.yml', section: 'inputs', mark: 'inputs' },
  { document: 'README.md', action: 'action.yml', section: 'outputs', mark: 'outputs' },
  { document: 'docs/matrix.md', action: 'plan/action.yml', section: 'inputs', mark: 'plan inputs' },
  { document: 'docs/matrix.md', action: 'plan/action.yml', section: 'outputs', mark: 'plan outputs' },
  { document: 'docs/matrix.md', action: 'merge/action.yml', section: 'inputs', mark: 'merge inputs' },
];

/** Replaces one table of a document with the content of action.yml. */
export function withTable(text, action, { section, mark, document }) {
  const marked = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
  if (!marked.test(text)) throw new Error(`${document} has no <!-- ${mark} --> and <!-- /${mark} -->`);
  const tables = groupsOf(parseDocument(action).get(section)).map((group) => tableOf(group, section));
  return text.replace(marked, (_, open, close) => `${open}\n${tables.join('\n')}\n${close}`);
}

/** The entries of a section, grouped by the comments above them. */
function groupsOf(section) {
  if (!isMap(section)) throw new Error('action.yml has no inputs or no outputs');
  const groups = [];
  for (const [index, { key, value }] of section.items.entries()) {
    // the comment above a map's first entry belongs to the map
    const comment = key.commentBefore ?? (index === 0 ? section.commentBefore : undefined);
    if (comment !== undefined || index === 0) groups.push({ title: comment?.trim(), entries: [] });
    groups
      .at(-1)
      .entries.push({ name: key.value, description: value.get('description'), default: value.get('default') });
  }
  return groups;
}

function tableOf({ title, entries }, section) {
  const columns = section === 'inputs' ? ['Input', 'Default', 'Description'] : ['Output', 'Description'];
  const rows = entries.map((entry) => {
    const cells = [code(entry.name), entry.default === undefined ? '' : code(entry.default), cell(entry.description)];
    return section === 'inputs' ? cells : [cells[0], cells[2]];
  });
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${title === undefined ? '' : `**${title}**\n\n`}${lines.join('\n')}\n`;
}

function code(text) {
  return `\`${text}\``;
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  for (const table of TABLES) {
    const text = readFileSync(path(table.document), 'utf8');
    writeFileSync(path(table.document), withTable(text, readFileSync(path(table.action), 'utf8'), table));
  }
}
