import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import { matcherOf } from '../../src/programs/exempt.ts';
import { judgePrograms } from '../../src/programs/verdict.ts';
import { recorded } from './recorded.ts';
import { file, type Item, layersOf } from './tar-layer.ts';

const PAGE = readFileSync(new URL('../../docs/verification.md', import.meta.url), 'utf8');
const GO = recorded('go linux/amd64');

test.each<{ title: string; platform?: string; start?: string; items: readonly Item[] }>([
  { title: 'a program for another platform', platform: 'linux/arm64', start: '/app', items: [file('app', GO)] },
  { title: 'a missing loader', start: '/app', items: [file('app', recorded('debian amd64 bin/dash'))] },
  { title: 'a first line with CR LF', items: [file('run.sh', '#!/bin/sh\r\n')] },
  { title: 'a missing interpreter', items: [file('run.sh', '#!/bin/bash\n')] },
  {
    title: 'a program that is not started',
    platform: 'linux/arm64',
    start: '/app',
    items: [file('app', recorded('go linux/arm64')), file('tool', GO)],
  },
])(
  'docs/verification.md has the message about $title',
  async ({ platform = 'linux/amd64', start = '/run.sh', items }) => {
    const config = {
      config: { Entrypoint: [start] },
      history: [{ created_by: `COPY app ${start} # buildkit` }],
      rootfs: { diff_ids: ['sha256:1'] },
    };
    const { refused } = judgePrograms(
      {
        platform: parsePlatform(platform) as Platform,
        config: Buffer.from(JSON.stringify(config)),
        layers: await layersOf(items),
        firstAdded: 0,
      },
      { strict: true, exempt: [] },
    );
    expect(refused).toHaveLength(1);
    expect(PAGE).toContain(`\`\`\`text\n${refused[0]?.message}\n\`\`\`\n`);
  },
);

test('the example of foreign-programs in docs/verification.md matches the files that it is about', () => {
  const [, lines = ''] = /foreign-programs: \|\n((?: {2}.*\n)+)/.exec(PAGE) ?? [];
  const isExempt = matcherOf(lines.trim().split(/\s+/));
  const paths = ['/opt/sysroots/arm64/lib/libc.so', '/usr/lib/a/b.so', '/usr/bin/qemu-arm-static', '/usr/bin/app'];
  expect(paths.map(isExempt)).toEqual([true, true, true, false]);
});
