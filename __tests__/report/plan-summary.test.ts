import { expect, test } from '@jest/globals';
import { summarizePlan } from '../../src/report/plan-summary.ts';

const row = (platform: string, runner: unknown, native: boolean) =>
  ({ platform, runner, native, slug: 'x' }) as Parameters<typeof summarizePlan>[0]['rows'][number];

test('shows the runner of each matrix job, and the tags', () => {
  const rows = [row('linux/amd64', 'ubuntu-24.04', true), row('linux/arm/v7,linux/s390x', { group: 'a|b' }, false)];
  expect(
    summarizePlan({ rows, tags: ['ghcr.io/acme/app:1.2', 'ghcr.io/acme/app:latest'], version: '1.2' }),
  ).toBe(`### 🗺️ Planned 2 jobs

| Platform | Runner |  |
| --- | --- | --- |
| linux/amd64 | <code>ubuntu-24.04</code> | native |
| linux/arm/v7, linux/s390x | <code>{&#34;group&#34;&#58;<!-- -->&#34;a&#124;b&#34;}</code> | may be emulated |

<details><summary>2 tags, after a merge</summary>

\`\`\`text
ghcr.io/acme/app:1.2
ghcr.io/acme/app:latest
\`\`\`

</details>

<sub>version 1.2</sub>
`);
});

test('leaves out tags and version if there are none', () => {
  expect(summarizePlan({ rows: [row('linux/amd64', 'x', true)], tags: [], version: '' })).toBe(`### 🗺️ Planned 1 job

| Platform | Runner |  |
| --- | --- | --- |
| linux/amd64 | <code>x</code> | native |
`);
});
