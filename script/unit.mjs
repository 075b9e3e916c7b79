// Implements `npm test`: runs the unit tests with Node alone. A test file that needs a program of the test bed is left out
// if the program is not in PATH, and is named at the end. Arguments are passed to jest.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs of the test bed, and the text by which a test file uses them. */
const PROGRAMS = [
  { program: 'docker-registry', use: /\bstartRegistry\b/ },
  { program: 'crane', use: /support\/crane\.ts/ },
  { program: 'actionlint', use: /'actionlint'/ },
  { program: 'docker', use: /session\/context\.ts/ },
];

const OTHER_SUITES = ['integration', 'e2e', 'long'].map((folder) => `__tests__/${folder}/`);

const folders = (process.env.PATH ?? '').split(delimiter);
const missing = PROGRAMS.filter(({ program }) => !folders.some((folder) => existsSync(join(folder, program))));
const leftOut = globSync('__tests__/**/*.test.ts')
  .filter((file) => !OTHER_SUITES.some((folder) => file.startsWith(folder)))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  .filter(({ text }) => missing.some(({ use }) => use.test(text)))
  .map(({ file }) => file);

const ignored = ['/node_modules/', ...OTHER_SUITES, ...leftOut].map((path) => path.replaceAll('.', '\\.'));
const jest = ['run', '-s', 'jest', '--', ...process.argv.slice(2), '--testPathIgnorePatterns', ...ignored];
const { status } = spawnSync('npm', jest, { stdio: 'inherit' });
if (leftOut.length > 0) {
  const names = missing.map(({ program }) => program).join(', ');
  console.error(`\nNot run, because PATH has no ${names}:\n${leftOut.map((file) => `  ${file}`).join('\n')}`);
  console.error('`script/test unit` fetches these programs and runs all unit tests.');
}
process.exitCode = status ?? 1;
