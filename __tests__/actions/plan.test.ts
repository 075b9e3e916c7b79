import { expect, test } from '@jest/globals';
import { planMatrix } from '../../src/actions/plan.ts';
import type { Naming } from '../../src/model/naming.ts';
import type { Runner } from '../../src/runtime/runner.ts';
import { repository } from '../report/a-report.ts';

const NAMING: Naming = { tags: [], references: [], version: '1.2', release: undefined, isNamed: false, notices: [] };

/** The summaries that a plan writes. */
async function summaries(summary: boolean): Promise<readonly string[]> {
  const written: string[] = [];
  const runner = {
    info() {},
    notice() {},
    output() {},
    hide: (text: string) => text.replaceAll('secret-label', '***'),
    summary: async (text: string) => void written.push(text),
  } as unknown as Runner;
  const platform = { os: 'linux', architecture: 'arm64', variant: undefined };
  const runners = [{ platform, anyVariant: true, runner: 'secret-label' }];
  const image = { repositories: [repository('ghcr.io/acme/app')] } as never;
  await planMatrix({ image, platforms: [platform], runners, perRunner: false, summary }, NAMING, runner);
  return written;
}

test('a plan writes a summary without secrets, unless it is switched off', async () => {
  const [text] = await summaries(true);
  expect(text).toContain('| linux/arm64 | <code>&#42;&#42;&#42;</code> |');
  expect(await summaries(false)).toEqual([]);
});
