import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type JobBuilder, readJobBuilders, recordJobBuilder } from '../../src/session/job-builders.ts';

const OWNER = '0123456789abcd-a-b';
const THIS = `${OWNER}-000000`;
const MADE: JobBuilder = {
  name: 'b',
  driver: 'docker-container',
  settings: { driver: 'x' },
  kept: false,
  containers: ['c'],
};

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'job-'));
});
afterEach(() => rmSync(temp, { recursive: true }));

/** Records the builder of a step, as many seconds ago. @returns the step's folder. */
async function step(id: string, builder: Partial<JobBuilder>, ago = 1): Promise<string> {
  const folder = join(temp, `multiarch-build-${id}`);
  mkdirSync(join(folder, 'buildx', 'instances'), { recursive: true });
  chmodSync(folder, 0o700);
  writeFileSync(join(folder, 'buildx', 'instances', 'b'), '');
  await recordJobBuilder(folder, { ...MADE, ...builder });
  const time = Date.now() / 1000 - ago;
  utimesSync(join(folder, 'builder.json'), time, time);
  return folder;
}

const read = (isRunning = async (_: string) => true) => readJobBuilders(temp, THIS, isRunning);

test('reads the builders of earlier steps, the last one first', async () => {
  const first = await step(`${OWNER}-000001`, {}, 3);
  const second = await step(`${OWNER}-000002`, { name: 'default', driver: 'docker', settings: undefined }, 2);
  expect(await read()).toEqual([
    { ...MADE, name: 'default', driver: 'docker', settings: undefined, config: join(second, 'buildx'), isAlive: true },
    { ...MADE, config: join(first, 'buildx'), isAlive: true },
  ]);
});

test('finds a builder dead if one of its containers does not run, or Docker Engine does not answer', async () => {
  await step(`${OWNER}-000001`, { containers: ['c', 'd'] });
  const isAlive = async (isRunning: (name: string) => Promise<boolean>) => (await read(isRunning))[0]?.isAlive;
  expect(await isAlive(async (name) => name === 'c')).toBe(false);
  expect(await isAlive(() => Promise.reject(new Error('down')))).toBe(false);
});

test.each<[string, () => Promise<unknown>]>([
  ['of another job', () => step('0123456789abcd-c-b-000001', {})],
  ['that has no record', async () => rmSync(join(await step(`${OWNER}-000001`, {}), 'builder.json'))],
  ['that cannot be read', async () => writeFileSync(join(await step(`${OWNER}-000001`, {}), 'builder.json'), '{')],
  ['without the record of buildx', async () => rmSync(join(await step(`${OWNER}-000001`, {}), 'buildx/instances/b'))],
  ['in a folder that other users can write', async () => chmodSync(await step(`${OWNER}-000001`, {}), 0o777)],
])('ignores a builder %s', async (_, prepare) => {
  await prepare();
  expect(await read()).toEqual([]);
});
