import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { makeBuilder } from '../../src/builder/builder.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import type { BuilderPlan, NodePlan } from '../../src/model/plan.ts';
import { type Command, run } from '../../src/runtime/process.ts';

jest.setTimeout(120_000);

const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' });

test('passes environment variables to builder containers, but not in command lines', async () => {
  const path = mkdtempSync(join(tmpdir(), 'builder-'));
  const name = `variables-${process.pid}`;
  const node: NodePlan = {
    name: undefined,
    endpoint: undefined,
    driverOpts: ['network=host', '"env.FIRST=hunter2, a=b ""c"""', 'env.http_proxy=http://proxy.test:1'],
    buildkitdFlags: undefined,
    platforms: [],
    elsewhere: false,
    entitlements: [],
  };
  const plan: BuilderPlan = {
    ...{ kind: 'new', driver: 'docker-container', name, reason: '', nodes: [node], config: undefined, keep: false },
    settings: {},
  };
  const calls: Command[] = [];
  try {
    await makeBuilder(plan, [], {
      buildx: join(homedir(), '.docker/cli-plugins/docker-buildx'),
      env: process.env,
      userConfig: path,
      context: undefined,
      recordCleanup: () => () => {},
      folder: { path, docker: path, buildx: path, tls: path, [Symbol.asyncDispose]: async () => {} },
      engine: { image: async () => ({}) } as unknown as Engine,
      credentials: async () => undefined,
      askHowLong: async () => {},
      findHelper: async (image) => image,
      retry: { retries: 0, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
      run(command) {
        calls.push(command);
        return run(command);
      },
    });
    const env: string[] = JSON.parse(docker('inspect', '--format={{json .Config.Env}}', `buildx_buildkit_${name}0`));
    expect(env).toEqual(expect.arrayContaining(['FIRST=hunter2, a=b "c"', 'http_proxy=http://proxy.test:1']));
    expect(calls.map(({ args }) => args[0])).toEqual(['create', 'inspect']);
    expect(JSON.stringify(calls.map(({ args }) => args))).not.toMatch(/hunter2|proxy\.test/);
    // only the user can read the record
    expect(readFileSync(join(path, 'instances', name), 'utf8')).toContain('hunter2');
    expect(execFileSync('stat', ['--format=%a', join(path, 'instances', name)]).toString()).toBe('600\n');
  } finally {
    execFileSync('docker', ['rm', '--force', '--volumes', `buildx_buildkit_${name}0`]);
    execFileSync('docker', ['volume', 'rm', '--force', `buildx_buildkit_${name}0_state`]);
    rmSync(path, { recursive: true });
  }
});
