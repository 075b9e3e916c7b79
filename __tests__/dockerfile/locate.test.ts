import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { locateDockerfile } from '../../src/dockerfile/locate.ts';
import { files } from '../../src/runtime/files.ts';
import { job, read } from '../inputs/given.ts';

test('reads only the start of a Dockerfile of 3 GiB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dockerfile-'));
  try {
    const file = openSync(join(folder, 'Dockerfile'), 'w');
    writeSync(file, 'FROM a\n');
    ftruncateSync(file, 3 * 2 ** 30);
    closeSync(file);
    const { request } = await read({}, { ...job({ GITHUB_WORKSPACE: folder }), files });
    const start = performance.now();
    expect(await locateDockerfile(request.build, files.readOptional)).toEqual({
      unreadable: 'it is larger than 1048576 bytes',
    });
    expect(performance.now() - start).toBeLessThan(1_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
