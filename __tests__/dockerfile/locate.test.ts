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
    expect(await locateDockerfile(request.build, {}, files.readOptional)).toEqual({
      unreadable: 'it is larger than 1048576 bytes',
    });
    expect(performance.now() - start).toBeLessThan(1_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['a frontend of the input', 'BUILDKIT_SYNTAX=acme/one', {}],
  ['a frontend of the environment', 'BUILDKIT_SYNTAX', { BUILDKIT_SYNTAX: 'acme/one' }],
  ['the last of two frontends', 'BUILDKIT_SYNTAX=docker/dockerfile:1\nBUILDKIT_SYNTAX=acme/one', {}],
])('reads no Dockerfile for %s', async (_, buildArgs, env) => {
  const { request } = await read({ 'build-args': buildArgs });
  expect(locateDockerfile(request.build, env, () => 'FROM a')).toEqual({
    unreadable: 'it is written for another frontend, acme/one',
  });
});
