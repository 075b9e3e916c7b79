import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { prepare, type SetupSession } from '../../src/builder/prepare.ts';
import type { BuilderPlan, NodePlan } from '../../src/model/plan.ts';
import { readJobBuilders } from '../../src/session/job-builders.ts';
import { aHost, planFor } from '../plan/a-plan.ts';

const ID = '0123456789abcd-a-b-000001';
const MADE: BuilderPlan = {
  ...({ kind: 'new', driver: 'docker-container' } as const),
  ...{ name: 'b', reason: '', nodes: [], config: undefined, keep: false, settings: { driver: 'x' } },
};
const NODE: NodePlan = {
  ...{ name: undefined, endpoint: undefined, driverOpts: [], buildkitdFlags: undefined },
  ...{ platforms: [], elsewhere: false, entitlements: [] },
};
const FOUND = { kind: 'existing', name: 'b', reason: '', nodes: [] } as const;

/** Prepares a builder and these emulators. @returns the commands of buildx, and the builder that later steps find. */
async function prepareFor(builder: BuilderPlan, emulators: readonly string[]) {
  const temp = mkdtempSync(join(tmpdir(), 'prepare-'));
  const path = join(temp, `multiarch-build-${ID}`);
  mkdirSync(join(path, 'buildx', 'instances'), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, 'buildx', 'instances', 'b'), '{"Nodes": []}');
  const order: string[] = [];
  const setup = {
    ...{ id: ID, env: {}, buildx: 'buildx', userConfig: temp, folder: { path, buildx: join(path, 'buildx') } },
    host: aHost({ emulators: undefined }),
    findHelper: async (image: string) => image,
    recordCleanup: () => () => {},
    runner: { info: () => {} },
    retry: { retries: 0, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
    run: async ({ args }: { args: readonly string[] }) => {
      order.push(args.join(' '));
      return { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
    },
    engine: {
      startPrivileged: async () => true,
      hear: async (_name: string, _idle: number, onOutput: (chunk: Buffer) => void) => {
        order.push('emulators');
        onOutput(Buffer.from('{"supported": ["linux/arm64"]}'));
        return 0;
      },
      container: async () => undefined,
      removeContainer: async () => {},
    },
  } as unknown as SetupSession;
  try {
    const plan = await planFor({ platforms: 'linux/arm64' });
    await prepare({ ...plan, builder, emulators }, setup);
    return { order, later: await readJobBuilders(temp, '0123456789abcd-a-b-000002', async () => true) };
  } finally {
    rmSync(temp, { recursive: true });
  }
}

test.each<[string, BuilderPlan, readonly string[], readonly string[]]>([
  ['after emulators were registered', { ...FOUND, driver: 'docker-container' }, ['arm64'], ['emulators', 'inspect b']],
  ['unless no emulator is registered', { ...FOUND, driver: 'docker-container' }, [], []],
  ['unless it runs elsewhere', { ...FOUND, driver: 'kubernetes' }, ['arm64'], ['emulators']],
  ['unless it is the builder of Docker Engine', { kind: 'engine', reason: '' }, ['arm64'], ['emulators']],
])('makes a builder that was running before look for emulators again: %s', async (_, builder, emulators, order) => {
  expect((await prepareFor(builder, emulators)).order).toEqual(order);
});

test.each<[string, BuilderPlan, string, string]>([
  ['the builder of Docker Engine', { kind: 'engine', reason: '' }, 'default', 'docker'],
  ['an existing builder', { ...FOUND, driver: 'cloud' }, 'b', 'cloud'],
])('records for later steps of the job that it used %s', async (_, builder, name, driver) => {
  const [found, ...others] = (await prepareFor(builder, [])).later;
  expect(found).toMatchObject({ name, driver, kept: true, containers: [] });
  expect(found).not.toHaveProperty('settings');
  expect(others).toEqual([]);
});

test('records a builder that was made with its settings and containers', async () => {
  const { later } = await prepareFor({ ...MADE, nodes: [NODE] }, []);
  expect(later).toMatchObject([
    { name: 'b', kept: false, containers: ['buildx_buildkit_b0'], settings: { driver: 'x' } },
  ]);
});
