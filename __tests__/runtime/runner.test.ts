import { expect, jest, test } from '@jest/globals';
import { runner } from '../../src/runtime/runner.ts';

test('hides masked values line by line, the longest first', () => {
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  for (const secret of ['hunter', 'hunter22', 'first line\n\n  second line \r\nthird', '***']) runner.mask(secret);
  printed.mockRestore();
  expect(runner.hide('hunter22 hunter2 second line, first line: third $1')).toBe('*** ***2 ***, ***: *** $1');
});
