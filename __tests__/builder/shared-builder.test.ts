import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeBuilder } from '../../src/builder/builder.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import type { BuilderPlan, NewBuilder } from '../../src/model/plan.ts';

const KEPT: NewBuilder = {
  ...{ kind: 'new', driver: 'docker-container', name: 'b', reason: '', config: undefined, keep: true, settings: {} },
  nodes: [
    {
      ...{ name: undefined, endpoint: undefined, driverOpts: [], buildkitdFlags: undefined },
      ...{ platforms: [], elsewhere: false, entitlements: [] },
    },
  ],
};
const FOUND: BuilderPlan = { kind: 'existing', name: 'b', driver: 'docker-container', reason: '', nodes: [] };

/** A run whose buildx records a builder in the run's own folder. */
async function make(plan: BuilderPlan, prepare: (folders: { step: string; user: string }) => void = () => {}) {
  const root = mkdtempSync(join(tmpdir(), 'builder-'));
  const [path, step, user] = ['run', 'step', 'user'].map((name) => join(root, name)) as [string, string, string];
  for (const folder of [path, step, user]) mkdirSync(join(folder, 'instances'), { recursive: true });
  prepare({ step: join(step, 'instances', 'b'), user: join(user, 'instances', 'b') });
  const [commands, left]: [string[], object[]] = [[], []];
  const planned = plan.kind === 'new' && plan.madeIn !== undefined ? { ...plan, madeIn: step } : plan;
  await makeBuilder(planned, [], {
    ...{ buildx: 'docker-buildx', env: {}, userConfig: user, context: undefined },
    folder: { path, docker: path, buildx: path, tls: path, [Symbol.asyncDispose]: async () => {} },
    ...{ credentials: async () => undefined, askHowLong: async () => {}, findHelper: async (image) => image },
    retry: { retries: 0, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
    engine: { containers: async () => [] } as Partial<Engine> as Engine,
    async run({ args: [command = ''], env }) {
      commands.push(command);
      if (command === 'create') {
        // a record in the user's folder could be found before the builder has booted
        expect(env?.BUILDX_CONFIG).toBe(path);
        writeFileSync(join(path, 'instances', 'b'), '{"Nodes": [{"Flags": null}]}');
      }
      if (command === 'inspect') expect(existsSync(join(user, 'instances', 'b'))).toBe(false);
      return { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
    },
    recordCleanup(entry) {
      left.push(entry);
      return () => void left.splice(left.indexOf(entry), 1);
    },
  });
  const read = (folder: string) => {
    const record = join(folder, 'instances', 'b');
    return existsSync(record) ? readFileSync(record, 'utf8') : undefined;
  };
  const files = readdirSync(user);
  const records = { own: read(path), user: read(user) };
  rmSync(root, { recursive: true });
  return { commands, left, files, ...records };
}

test('a builder is copied from the earlier step of the job that made it', async () => {
  const made = await make({ ...KEPT, keep: false, madeIn: '' }, ({ step }) => writeFileSync(step, 'record'));
  expect(made).toMatchObject({ commands: [], left: [], own: 'record', user: undefined });
});

test('a builder is recorded for later jobs when it has booted, and is not removed', async () => {
  const { own, ...made } = await make(KEPT);
  expect(made).toEqual({ commands: ['create', 'inspect'], left: [], files: ['instances'], user: own });
  expect(own).toContain('Nodes');
});

test('a builder is used if another job has made it meanwhile', async () => {
  const made = await make(KEPT, ({ user }) => writeFileSync(user, 'record'));
  expect(made).toMatchObject({ commands: [], own: 'record', files: ['instances'] });
});

test('a builder is made again if another job has removed it meanwhile', async () => {
  const { own, user, commands } = await make({ ...FOUND, ifGone: KEPT });
  expect(commands).toEqual(['create', 'inspect']);
  expect(own).toBe(user);
});

test('a builder is not made if it is found', async () => {
  const made = await make({ ...FOUND, ifGone: KEPT }, ({ user }) => writeFileSync(user, 'record'));
  expect(made).toMatchObject({ commands: [], own: 'record' });
});
