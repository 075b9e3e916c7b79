// Writes docs/errors.md from the catalogue of messages that the tests verify.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CATALOGUE, MERGE_CATALOGUE, PLAN_CATALOGUE, WARNINGS } from '../__tests__/inputs/catalogue.ts';

const PATH = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const INTRODUCTION = `# Messages about invalid inputs

The action checks every input before it starts any work, and reports all problems in one error of the step. Each problem
has its own line: \`input[item]\`, the problem, and after a semicolon the fix. Items of a list count from 0, without empty
ones. Messages never contain values that may be secret. This page is generated from the tests.
`;

const cell = (text) => text.replaceAll('|', '\\|');

/** Formats any text as code on one line. */
function code(text) {
  const shown = text.length > 320 ? `${text.slice(0, 40)}… (${text.length} characters)` : text;
  const line = shown.replaceAll('\n', ' ⏎ ');
  const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return cell(`${fence}${line}${fence}`);
}

function row([inputs, ...messages]) {
  const given = Object.entries(inputs).map(([name, value]) => code(`${name}: ${value}`));
  return `| ${given.join('<br>') || 'no inputs'} | ${messages.map(code).join('<br>')} |`;
}

const section = (title, rows) => `## ${title}\n\n| Inputs | Message |\n| --- | --- |\n${rows.map(row).join('\n')}\n`;

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
