import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const temp = mkdtempSync(join(tmpdir(), 'step-'));
afterAll(() => rmSync(temp, { recursive: true }));
const pipe = join(temp, 'pipe');
execFileSync('mkfifo', [pipe]);

const path = (name: string) => JSON.stringify(new URL(`../../src/${name}`, import.meta.url).pathname);

interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** Time from the end of the code to the end of the process. */
  readonly milliseconds: number;
}

/** Runs a program as a user with a limit of processes, which root does not have. */
const NOBODY = 'setpriv --reuid=65534 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search';

/** Runs a step with this code through a program that runs its arguments. Reads the output after `readAfter` milliseconds. */
async function step(work: string, { readAfter = 0, by = 'env' } = {}): Promise<Ended> {
  const script = `import { runStep } from ${path('actions/step.ts')};
    import { runner } from ${path('runtime/runner.ts')};
    import { run } from ${path('runtime/process.ts')};
    import { readFile } from 'node:fs/promises';
    import { createServer } from 'node:http';
    await runStep(async () => { ${work} });
    console.log('still here');`;
  const [program = '', ...before] = by.split(' ');
  const args = [...before, process.execPath, '--input-type=module', '-e', script];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let done = 0;
  setTimeout(() => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (chunk.includes('the work is done')) done = performance.now();
      });
  }, readAfter);
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, output: Buffer.concat(chunks).toString(), milliseconds: performance.now() - done };
}

test.each([
  ['a timer', 'setInterval(() => {}, 1000);'],
  ['a server', 'await new Promise((done) => createServer().listen(0, done));'],
  [
    'a keep-alive connection',
    `const server = createServer((_, response) => response.end()).listen(0);
     await new Promise((done) => server.once('listening', done));
     await fetch('http://localhost:' + server.address().port);`,
  ],
  ['a system call that never returns', `readFile(${JSON.stringify(pipe)}).catch(() => {});`],
  ["a subprocess's output", "await run({ program: 'sh', args: ['-c', 'sleep 5 & echo'] });"],
])('%s does not delay the end of a step', async (_, leave) => {
  const { code, output, milliseconds } = await step(`${leave} console.log('the work is done'); process.exitCode = 3;`);
  expect({ code, output }).toEqual({ code: 3, output: 'the work is done\n' });
  expect(milliseconds).toBeLessThan(1_000);
});

test('writes all output to a slow reader', async () => {
  const { code, output } = await step("console.log('x'.repeat(2 ** 20)); console.error('y'.repeat(2 ** 20));", {
    readAfter: 500,
  });
  expect(code).toBe(0);
  expect(output.match(/x/g)).toHaveLength(2 ** 20);
  expect(output.match(/y/g)).toHaveLength(2 ** 20);
});

const BUG = "%0AThis is a bug. Report it with the log of this step to the action's authors";

test.each([
  ['an unhandled rejection', "Promise.reject(new Error('lost')); await new Promise(() => {});", 'lost'],
  ['an error in a callback', "setTimeout(() => { throw new Error('lost'); }); await new Promise(() => {});", 'lost'],
  [
    'an error event without a listener',
    "(await import('node:net')).connect('/nowhere'); await new Promise(() => {});",
    'connect ENOENT /nowhere',
  ],
  ['a stack overflow', 'const deep = () => deep() + 1; deep();', 'Maximum call stack size exceeded'],
])('%s ends the step with an error annotation', async (_, work, message) => {
  const { code, output } = await step(`setInterval(() => {}, 1000); ${work}`);
  expect(code).toBe(1);
  expect(output.match(/^::error::.*/gm)).toEqual([`::error::an error of the action itself: ${message}${BUG}`]);
  expect(output).not.toContain('Node.js v');
});

test.each([
  [
    'files',
    'prlimit --nofile=64',
    "const { openSync } = await import('node:fs'); try { for (;;) openSync('/dev/null'); } catch {}",
    /^::error::true could not be started: this process has too many open files \(EMFILE\)%0ARaise the limit of open files/,
  ],
  [
    'processes',
    NOBODY,
    "await run({ program: 'prlimit', args: ['--pid', String(process.pid), '--nproc=1:1'] });",
    /^::error::true could not be started: this user has too many processes \(EAGAIN\)%0ARaise the limit of processes/,
  ],
])('a subprocess over the limit of %s ends the step with an error annotation', async (_, by, exhaust, message) => {
  const work = `${exhaust} await run({ program: 'true', args: [] });`;
  const { code, output } = await step(work, { by });
  expect(code).toBe(1);
  expect(output).toMatch(message);
});

test('the annotation of an uncaught error shows no secret and no properties', async () => {
  const { output } = await step(`runner.mask('hunter2');
    const error = new Error('no answer from https://me:hunter2@host');
    error.headers = { authorization: 'Basic aHVudGVyMg==' };
    Promise.reject(error); await new Promise(() => {});`);
  expect(output.replace('::add-mask::hunter2\n', '')).not.toMatch(/hunter2|aHVudGVyMg/);
  expect(output).toContain('::error::an error of the action itself: no answer from https://me:***@host');
});
