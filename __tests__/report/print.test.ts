import { expect, test } from '@jest/globals';
import { printReport } from '../../src/report/print.ts';
import type { Runner } from '../../src/runtime/runner.ts';
import { aReport, timed } from './a-report.ts';

const SECRET = 'hunter_2:@#$';

/** A runner that masks one secret. */
function listen(): { readonly summaries: string[]; readonly runner: Runner } {
  const summaries: string[] = [];
  const runner = {
    endGroup() {},
    info() {},
    hide: (text: string) => text.replaceAll(SECRET, '***'),
    notice: () => undefined,
    summary: async (markdown: string) => void summaries.push(markdown),
  };
  return { summaries, runner: runner as unknown as Runner };
}

test('masks secrets in the summary before text is escaped or cut', async () => {
  const { summaries, runner } = listen();
  const report = aReport({
    title: `app ${SECRET}`,
    version: SECRET,
    driverReason: SECRET,
    cache: SECRET,
    result: { kind: 'called', call: 'check', text: SECRET },
    steps: [timed(`RUN login ${SECRET}`, 0, 9), timed(`RUN ${'x'.repeat(50)} ${SECRET}`, 0, 9), timed('RUN z', 9, 18)],
    notices: [`the cache at https://me:${SECRET}@host`],
  });
  await printReport(report, runner, true);
  const [summary = ''] = summaries;
  expect(summary).toContain('RUN login &#42;&#42;&#42;');
  expect(summary).toContain('gantt');
  expect(summary).not.toMatch(/hunter|2&#58;/);
});

test('a summary that cannot be written is a warning', async () => {
  const warnings: string[] = [];
  const { runner } = listen();
  const failing = {
    ...runner,
    summary: async () => {
      throw new Error('disk full');
    },
    warning: (message: string) => void warnings.push(message),
  };
  await printReport(aReport(), failing, true);
  // a report that cannot be composed
  await printReport(
    aReport({ tags: [undefined as never], result: { kind: 'called', call: 'x', text: '' } }),
    failing,
    true,
  );
  expect(warnings).toEqual([
    'the summary could not be written: disk full',
    expect.stringMatching(/^the summary could not be written: .*undefined/),
  ]);
});
