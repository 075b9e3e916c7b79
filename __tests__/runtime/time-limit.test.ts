import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { TimeLimitError, withTimeLimit } from '../../src/runtime/time-limit.ts';

const NEVER = 'a'.repeat(100);

test.each([/^(a+)+b/, /^(a|aa)+$(?<!a)/, /(?=(a+)+b)a/, /^(?<x>(a+)+)\k<x>b/])(
  'stops the regular expression %s',
  (expression) => {
    const start = performance.now();
    expect(() => withTimeLimit(200, () => expression.test(NEVER))).toThrow(TimeLimitError);
    expect(performance.now() - start).toBeLessThan(5_000);
  },
);

test('stops a loop that catches all errors', () => {
  const work = () => {
    for (;;) {
      try {
        JSON.parse('[]');
      } catch {}
    }
  };
  expect(() => withTimeLimit(200, work)).toThrow('not done within 0.2 s');
});

test('returns the result of the function, or throws its error', () => {
  expect(withTimeLimit(1_000, () => 'a1'.match(/(?<letter>a)(?=\d)/)?.groups?.letter)).toBe('a');
  const error = new RangeError('x');
  expect(() =>
    withTimeLimit(1_000, () =>
      [error].forEach((each) => {
        throw each;
      }),
    ),
  ).toThrow(error);
});

test('handles a signal that arrives during the function after its end', async () => {
  const module = new URL('../../src/runtime/time-limit.ts', import.meta.url);
  const script = `
    import { withTimeLimit } from '${module}';
    process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(7); });
    process.stdout.write('begin\\n', () => {
      try { withTimeLimit(500, () => /^(a+)+b/.test('${NEVER}')); } catch (error) { console.log(error.name); }
    });
    setTimeout(() => {}, 60_000);`;
  const process_ = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    script,
  ]);
  let printed = '';
  process_.stdout.on('data', (data: Buffer) => {
    if (printed === '') process_.kill('SIGTERM');
    printed += data;
  });
  const code = await new Promise((resolve) => process_.on('close', resolve));
  expect([code, printed]).toEqual([7, 'begin\nTimeLimitError\nSIGTERM\n']);
});
