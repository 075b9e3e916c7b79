import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../src/model/errors.ts';
import { type Command, describeEnd, run, succeeded, until } from '../../src/runtime/process.ts';

const sh = (script: string) => ({ program: 'sh', args: ['-c', script] });

describe('a subprocess', () => {
  test('returns its output and its exit status', async () => {
    const finished = await run(sh('echo out; echo err >&2; exit 3'));
    expect(finished).toEqual({ code: 3, signal: undefined, timedOut: false, stdout: 'out\n', stderr: 'err\n' });
    expect(succeeded(finished)).toBe(false);
    expect(succeeded(await run(sh('true')))).toBe(true);
  });

  test('gets its arguments unchanged, and exactly the given environment', async () => {
    const args = ['-c', 'printf "%s|" "$@" "$A" "$HOME"', 'sh', 'a b', '"', '$A', ''];
    const { stdout } = await run({ program: '/bin/sh', args, env: { A: 'x', HOME: undefined } });
    expect(stdout).toBe('a b|"|$A||x||');
  });

  test('reads its input, which is empty by default', async () => {
    expect((await run({ program: 'cat', args: [], input: 'in' })).stdout).toBe('in');
    expect((await run({ program: 'cat', args: [] })).stdout).toBe('');
  });

  test.each([1, 2, 3])('may end without reading its input', async () => {
    const finished = await run({ ...sh('exec <&-; exit 4'), input: 'x'.repeat(1_000_000) });
    expect(finished.code).toBe(4);
  });

  test('sends its output to listeners', async () => {
    const chunks: string[] = [];
    const finished = await run({ ...sh('echo a; echo b >&2'), onStderr: (chunk) => void chunks.push(String(chunk)) });
    expect([finished.stdout, finished.stderr, chunks.join('')]).toEqual(['a\n', '', 'b\n']);
  });

  test('is ended by its timeout', async () => {
    const finished = await run({ ...sh('exec sleep 10'), timeout: 50 });
    expect(finished).toMatchObject({ signal: 'SIGTERM', timedOut: true });
    expect(succeeded(finished)).toBe(false);
  });

  test('is ended by the idle timeout, and not before', async () => {
    const talker = await run({ ...sh('for i in 1 2 3 4 5 6; do echo $i; sleep .1; done'), idle: 450 });
    expect(talker).toMatchObject({ code: 0, timedOut: false });
    expect(await run({ ...sh('echo a; exec sleep 10'), idle: 1_000 })).toMatchObject({ timedOut: true, stdout: 'a\n' });
  });

  test('ends when the call is cancelled', async () => {
    const cancel = new AbortController();
    const running = until(cancel.signal, run)(sh('exec sleep 10'));
    setTimeout(() => cancel.abort(new Error('cancelled')), 50);
    await expect(running).rejects.toThrow('cancelled');
    await expect(run({ ...sh('true'), signal: cancel.signal })).rejects.toThrow('cancelled');
  });

  test.each<[string, Command, RegExp]>([
    ['its program does not exist', { program: 'no-such-program', args: [] }, /the program was not found \(ENOENT\)/],
    ['its program is not executable', { program: '/etc/passwd', args: [] }, /it is not executable \(EACCES\)/],
    ['its folder does not exist', { ...sh('true'), cwd: '/nowhere' }, /the folder \/nowhere does not exist \(ENOENT\)/],
    ['its arguments are too long', sh(`: ${'x'.repeat(200_000)}`), /arguments and environment are longer.*\(E2BIG\)/],
    ['its environment is too large', { ...sh('true'), env: { A: 'x'.repeat(200_000) } }, /longer.*\(E2BIG\)/],
  ])('gives an error with the reason if %s', async (_, command, reason) => {
    const failure = await run(command).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(ActionError);
    expect((failure as Error).message).toMatch(reason);
    expect((failure as Error).message).toMatch(new RegExp(`^${command.program} could not be started: `));
  });
});

test.each([
  [{ code: 1 }, 'exit status 1'],
  [{ code: 1, stderr: 'a\nERROR: one\nERROR: failed: denied\nb\n' }, 'failed: denied (exit status 1)'],
  [{ code: 1, stderr: 'an ERROR: in the middle' }, 'exit status 1'],
  [{ signal: 'SIGTERM' as const }, 'killed by SIGTERM'],
  [{ signal: 'SIGTERM' as const, timedOut: true }, 'no end within its time limit'],
  [{ signal: 'SIGKILL' as const }, 'killed by SIGKILL: another process killed it, or memory ran out (now 1 of 2 GB)'],
  [{ code: 137 }, 'exit status 137: another process killed it, or memory ran out (now 1 of 2 GB)'],
])('describes the end %o', (end, words) => {
  const finished = { code: undefined, signal: undefined, timedOut: false, stdout: '', stderr: '', ...end };
  expect(describeEnd(finished, '1 of 2 GB')).toBe(words);
});
