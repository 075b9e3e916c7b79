// Writes the README's tables of inputs and outputs from action.yml: node script/readme.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMap, parseDocument } from 'yaml';

/** The README with its tables as action.yml has them, between `<!-- inputs -->` and `<!-- /inputs -->`, and the same for outputs. */
export function withTables(readme, action) {
  const document = parseDocument(action);
  return ['inputs', 'outputs'].reduce((text, section) => {
    const marked = new RegExp(`(<!-- ${section} -->\n)[^]*?(<!-- /${section} -->)`);
    if (!marked.test(text)) throw new Error(`README.md has no <!-- ${section} --> and <!-- /${section} -->`);
    const tables = groupsOf(document.get(section)).map((group) => tableOf(group, section));
    return text.replace(marked, (_, open, close) => `${open}\n${tables.join('\n')}\n${close}`);
  }, readme);
}

/** The entries of a section by the comments that stand above them. */
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
  const root = new URL('../', import.meta.url);
  const readme = new URL('README.md', root);
  const text = readFileSync(readme, 'utf8');
  writeFileSync(readme, withTables(text, readFileSync(new URL('action.yml', root), 'utf8')));
}
