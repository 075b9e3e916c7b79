import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const temp = mkdtempSync(join(tmpdir(), 'door-'));
afterAll(() => rmSync(temp, { recursive: true }));
writeFileSync(join(temp, 'event.json'), '{}');

const path = (name: string) => JSON.stringify(new URL(`../../src/${name}`, import.meta.url).pathname);

/** Runs an entry point with a timer that never ends. Cancels it as soon as the code prints "cancel me". */
async function enter(work: string, summary = '/dev/null') {
  const script = `import { runEntryPoint } from ${path('actions/entry.ts')};
    import { HungError } from ${path('model/errors.ts')};
    setInterval(() => {}, 1000);
    await runEntryPoint(async (entry) => {
      const { job } = await entry.open([]);
      const { run, signal, onFailure } = entry.begin(job, { image: { repositories: [], tags: [] }, options: { summary: true } }, []);
      ${work}
    });`;
  const env = {
    PATH: process.env.PATH,
    RUNNER_TEMP: temp,
    GITHUB_WORKSPACE: temp,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_EVENT_PATH: `${temp}/event.json`,
  };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: 'pipe' });
  let said = '';
  let began = performance.now();
  let cancelled = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
      if (cancelled || !/cancel me/.test(said)) return;
      cancelled = true;
      began = performance.now();
      child.kill('SIGINT');
    });
  }
  const code = await new Promise((ended) => child.on('close', ended));
  const errors = said.split('\n').filter((line) => line.startsWith('::error'));
  return { code, errors, said, seconds: (performance.now() - began) / 1000 };
}

test.concurrent.each<[string, string, number, readonly unknown[]]>([
  [
    'if its job is cancelled and the code hangs',
    "console.log('cancel me'); await new Promise(() => {});",
    1,
    [expect.stringMatching(/^::error::cancelled by SIGINT, while planning.*%0ANo tag was updated\. /)],
  ],
  [
    'if its job is cancelled and the code fails',
    "console.log('cancel me'); await new Promise((done) => process.once('SIGINT', done)); throw new Error('over');",
    1,
    [expect.stringContaining('over')],
  ],
  ['if the code stops a call that hangs', "throw new HungError('it hung');", 1, ['::error::it hung']],
  ['if the code succeeds', "console.log('done');", 0, []],
])('the process of an entry point ends although a timer is left, %s', async (_, work, code, errors) => {
  const ended = await enter(work);
  expect(ended).toMatchObject({ code, errors });
  // the limit of six seconds and the start of the process; a runner kills the process after ten
  expect(ended.seconds).toBeLessThan(9);
});

test('an uncaught error stops the entry point and its subprocesses', async () => {
  const ended = await enter(
    "setTimeout(() => { throw new Error('lost in the background'); }, 100); await run({ program: 'sleep', args: ['30'] });",
  );
  expect(ended).toMatchObject({
    code: 1,
    errors: [expect.stringMatching(/^::error::an error of the action itself: lost in the background%0AThis is a bug/)],
  });
  expect(ended.seconds).toBeLessThan(5);
});

test.concurrent.each([
  ['fails', "throw new Error('lost');", 'lost'],
  ['is cancelled and the code hangs', "console.log('cancel me'); await new Promise(() => {});", 'cancelled by SIGINT'],
  [
    'has an uncaught error',
    "setTimeout(() => { throw new Error('lost'); }); await run({ program: 'sleep', args: ['30'] });",
    'lost',
  ],
])('the summary of the failure is written if a step %s', async (title, work, message) => {
  const file = join(temp, `summary of ${title}`);
  writeFileSync(file, '');
  const last = "onFailure(() => 'replaced'); onFailure((error) => `the run failed: ${error.message}`);";
  expect((await enter(`${last} ${work}`, file)).code).toBe(1);
  expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^the run failed: ${message}.*\n$`));
});

test.concurrent.each([
  ['cannot be composed', "onFailure(() => { throw new Error('no words'); });"],
  [
    'cannot be written',
    "onFailure(() => 'text'); const fs = process.getBuiltinModule('fs'); fs.rmSync(process.env.GITHUB_STEP_SUMMARY); fs.mkdirSync(process.env.GITHUB_STEP_SUMMARY);",
  ],
])('a summary that %s does not hide the failure', async (title, prepare) => {
  const file = join(temp, `summary that ${title}`);
  writeFileSync(file, '');
  const { code, errors, said } = await enter(`${prepare} throw new HungError('it hung');`, file);
  expect({ code, errors }).toEqual({ code: 1, errors: ['::error::it hung'] });
  expect(said).toContain('::warning::the summary could not be written');
});
