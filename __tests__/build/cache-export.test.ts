import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { exportCache } from '../../src/build/cache-export.ts';
import { run } from '../../src/system/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'cache-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const says = (name: string, more = {}) =>
  `echo '${JSON.stringify({ vertexes: [{ digest: name, name, started: '2026-01-01T00:00:00Z', ...more }] })}' >&2`;
const SAYS = says('exporting cache to registry');
const MISSING = says('importing cache manifest from here', {
  completed: '2026-01-01T00:00:01Z',
  error: 'here: not found',
});

/** Writes the cache by a buildx that does what the script says. */
function write(script: string): Promise<string | undefined> {
  const buildx = join(folder, 'buildx');
  writeFileSync(buildx, `#!/bin/sh\n${script}\n`);
  chmodSync(buildx, 0o755);
  return exportCache(run, { buildx, args: [], env: process.env, cwd: folder }, { idle: 500, total: 2_000 });
}

test.each([
  ['written', SAYS, undefined],
  ['written where there was none to read', `${MISSING}; ${SAYS}`, undefined],
  ['refused', `${SAYS}; echo 'ERROR: denied' >&2; exit 1`, 'ERROR: denied'],
  ['not written, and nothing said', 'exit 0', 'buildx ended without a word of it'],
  ['slow, with signs of life', `for i in 1 2 3 4; do sleep 0.3; ${SAYS}; done`, undefined],
  ['endless', `while sleep 0.2; do ${SAYS}; done`, 'it was not done within 2 s'],
  ['hanging', `${SAYS}; exec sleep 60`, 'nothing moved for 0.5 s'],
])('%s', async (_, script, problem) => {
  expect(await write(script)).toBe(problem);
});
