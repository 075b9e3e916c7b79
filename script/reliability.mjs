// Implements script/reliability. Each part replaces its own table in docs/reliability.md and leaves the text around it unchanged.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBuilder } from '../__tests__/support/builder.ts';
import { cancelAt, problemOf, undisturbed } from '../__tests__/support/cancelling.ts';
import { faultCasesOf, OPERATIONS, runFault } from '../__tests__/support/matrix.ts';
import { soak } from '../__tests__/support/soak.ts';
import { TrialBed } from '../__tests__/support/trial.ts';
import { endProcess } from '../src/runtime/end.ts';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENT = join(ROOT, 'docs', 'reliability.md');
const INSTANTS = 30;
const RUNS = 100;
const SHARE = 0.05;

const builder = startBuilder();
const beds = { open: await TrialBed.start(), closed: await TrialBed.start({ login: true }) };
let problems = 0;

const row = (...cells) => `| ${cells.join(' | ')} |`;
const seconds = (value) => `${value.toFixed(1)} s`;

function report(text) {
  problems += 1;
  console.error(`!! ${text}`);
}

/** Runs every fault in every operation, with both drivers. */
async function faults() {
  const lines = [row('operation', 'fault', 'engine', 'docker-container'), row('---', '---', '---', '---')];
  for (const operation of OPERATIONS) {
    const [byEngine, byContainer] = [undefined, builder].map((driver) => faultCasesOf(operation, driver));
    for (const faultCase of byContainer) {
      const engine = byEngine.includes(faultCase) ? await cell(operation, faultCase, undefined) : '';
      const container = operation.driverless ? '' : await cell(operation, faultCase, builder);
      lines.push(row(operation.name, named(faultCase), engine, container));
    }
  }
  return lines.join('\n');
}

const named = ({ name, times }) =>
  times === 1 || times === Number.POSITIVE_INFINITY ? name : `${name}, ${times} times`;

async function cell(operation, faultCase, driver) {
  const bed = faultCase.login ? beds.closed : beds.open;
  const { result, retries, hits, problem, ...tried } = await runFault(bed, { operation, faultCase }, driver);
  if (operation.ownBuilder) forgetHelpers(bed);
  const what = `${operation.name}, ${faultCase.name}, ${driver ? 'docker-container' : 'engine'}`;
  console.error(`${what}: ${hits} hits, ${retries} retries, ${seconds(tried.seconds)}: ${problem ?? 'as expected'}`);
  if (problem) report(`${what}: ${problem}\n${result.log}`);
  const unwritten = operation.optional && /::notice::The build cache was not written/.test(result.log);
  const end = result.code === 0 ? (unwritten ? 'published; a notice' : 'published') : 'refused';
  return `${problem ? '**not as expected**: ' : ''}${end}, ${seconds(tried.seconds)}`;
}

/** Removes the helper images, so that the next trial does not start with them. */
function forgetHelpers(bed) {
  const names = execFileSync('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}'], { encoding: 'utf8' }).split(
    '\n',
  );
  for (const name of names.filter((each) => each.startsWith(`${bed.proxy.host}/`))) {
    execFileSync('docker', ['image', 'rm', '--force', name], { stdio: 'ignore' });
  }
}

/** Cancels runs at instants spread over their duration, each at a random place in its section. */
async function cancel() {
  const lines = [
    row(
      'builder',
      'cancelled while',
      'times',
      'longest until the end',
      'tags updated later',
      'left after main',
      'left after post',
    ),
    row('---', '---', '---:', '---:', '---:', '---:', '---:'),
  ];
  for (const [name, inputs] of [
    ['engine', {}],
    ['docker-container', { driver: 'docker-container' }],
  ]) {
    const span = await undisturbed(beds.closed, inputs);
    const ended = [];
    for (let i = 0; i < INSTANTS / 2; i += 1) {
      const instant = Math.round(((i + Math.random()) * span) / (INSTANTS / 2));
      const one = await cancelAt(beds.closed, instant, inputs);
      const problem = problemOf(one);
      console.error(
        `${name}, cancelled after ${instant} ms: ${one.over ? 'was over' : seconds(one.seconds)}: ${problem ?? 'as expected'}`,
      );
      if (problem) report(`${name}, cancelled after ${instant} ms: ${problem}`);
      ended.push({
        ...one,
        phase: one.over ? 'over already' : (/, while ([^;\n]+)/.exec(one.error)?.[1] ?? 'starting'),
      });
    }
    for (const [phase, group] of Map.groupBy(ended, (one) => one.phase)) {
      const count = (key) => group.reduce((sum, one) => sum + one[key].length, 0);
      const longest = Math.max(...group.map((one) => (one.over ? 0 : one.seconds)));
      lines.push(
        row(name, phase, group.length, seconds(longest), count('late'), count('left'), count('leftAfterPost')),
      );
    }
  }
  return lines.join('\n');
}

/** Runs the tests of the remaining faults. */
async function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'reliability-'));
  const file = join(folder, 'results.json');
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  try {
    execFileSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        jest,
        '--runInBand',
        '--json',
        `--outputFile=${file}`,
        'faults-(subprocesses|machine|leftovers)',
      ],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  } catch {
    report('a test failed');
  }
  const results = JSON.parse(readFileSync(file, 'utf8')).testResults;
  rmSync(folder, { recursive: true });
  const lines = [row('test', 'passed', 'duration'), row('---', '---', '---:')];
  for (const { assertionResults } of results) {
    for (const { ancestorTitles, title, status, duration } of assertionResults) {
      lines.push(
        row([...ancestorTitles, title].join(': '), status === 'passed' ? 'yes' : '**no**', seconds(duration / 1000)),
      );
    }
  }
  return lines.join('\n');
}

async function soaked() {
  const lines = [
    row(
      'builder',
      'runs',
      'requests',
      'requests with a fault',
      'retries of the action',
      'green',
      'wrong digests',
      'red, and a tag updated',
      'median',
      'longest',
    ),
    row('---', ...Array(9).fill('---:')),
  ];
  const result = await soak(beds.open, RUNS, SHARE);
  const sorted = result.seconds.toSorted((a, b) => a - b);
  const { runs, requests, spoilt: faults, retries, green, wrong, half, reasons } = result;
  for (const reason of reasons) console.error(`failed: ${reason}`);
  if (green < 0.99 * runs || wrong > 0) report(`${green} of ${runs} green, ${wrong} wrong`);
  const times = [sorted[Math.floor(runs / 2)], sorted.at(-1)].map(seconds);
  lines.push(row('engine', runs, requests, faults, retries, green, wrong, half, ...times));
  return lines.join('\n');
}

const parts = { faults, cancel, machine, soak: soaked };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
try {
  for (const name of wanted) {
    const table = await parts[name]();
    const text = readFileSync(DOCUMENT, 'utf8');
    const [begin, end] = [`<!-- ${name}: made by script/reliability -->`, `<!-- /${name} -->`];
    const [before, rest] = text.split(begin);
    writeFileSync(DOCUMENT, `${before}${begin}\n${table}\n${end}${rest.split(end)[1]}`);
  }
} finally {
  builder.stop();
  await Promise.all(Object.values(beds).map((bed) => bed.stop()));
}
process.exitCode = problems === 0 ? 0 : 1;
await endProcess();
