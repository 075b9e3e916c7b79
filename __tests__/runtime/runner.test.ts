import { expect, jest, test } from '@jest/globals';
import { runner } from '../../src/runtime/runner.ts';

test('hides masked values line by line, the longest first', () => {
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  for (const secret of ['hunter', 'hunter22', 'first line\n\n  second line \r\nthird', '***']) runner.mask(secret);
  printed.mockRestore();
  expect(runner.hide('hunter22 hunter2 second line, first line: third $1')).toBe('*** ***2 ***, ***: *** $1');
});

test('ends a group before the next one and before a failure, and never twice', () => {
  const printed: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const { exitCode } = process;
  runner.group('one');
  runner.group('two');
  runner.endGroup();
  runner.endGroup();
  runner.group('three');
  runner.fail('no');
  stdout.mockRestore();
  process.exitCode = exitCode;
  expect(printed.join('').trimEnd().split('\n')).toEqual([
    '::group::one',
    '::endgroup::',
    '::group::two',
    '::endgroup::',
    '::group::three',
    '::endgroup::',
    '::error::no',
  ]);
});
