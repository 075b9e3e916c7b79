// Writes docs/errors.md from the catalogue that the tests hold the action to.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CATALOGUE, MERGE_CATALOGUE, PLAN_CATALOGUE, WARNINGS } from '../__tests__/inputs/catalogue.ts';

const PATH = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const INTRODUCTION = `# What is told of wrong inputs

Every input is checked before anything is started, and everything that is wrong is told at once: as one error of the
step, a line for each mistake, in the form \`input[item]: what is wrong, found "x"; what to write instead\`. Items of a
list count from 0, empty ones left out. What may hold a secret is never shown. This page is made from the tests.
`;

const cell = (text) => text.replaceAll('|', '\\|');

/** Text in fixed width, on one line, whatever it holds. */
function code(text) {
  const shown = text.length > 160 ? `${text.slice(0, 40)}… (${text.length} characters)` : text;
  const line = shown.replaceAll('\n', ' ⏎ ');
  const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return cell(`${fence}${line}${fence}`);
}

function row([inputs, ...told]) {
  const given = Object.entries(inputs).map(([name, value]) => code(`${name}: ${value}`));
  return `| ${given.join('<br>') || 'nothing'} | ${told.map(code).join('<br>')} |`;
}

const section = (title, rows) => `## ${title}\n\n| Written | Told |\n| --- | --- |\n${rows.map(row).join('\n')}\n`;

export function errorsPage() {
  return [
    INTRODUCTION,
    ...CATALOGUE.map(({ title, rows }) => section(title, rows)),
    section('plan', PLAN_CATALOGUE),
    section('merge', MERGE_CATALOGUE),
    section('Warnings', WARNINGS),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PATH, errorsPage());
