import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { putImage } from '../support/put-image.ts';
import { TrialBed } from '../support/trial.ts';

jest.setTimeout(60_000);

let bed: TrialBed;
beforeAll(async () => {
  bed = await TrialBed.start({ login: true });
});
afterAll(() => bed.stop());

test.each([
  ['until its post step', 'true', false],
  ['and after the job with `logout: false`', 'false', true],
])('merge logs in for later steps %s', async (_, logout, stays) => {
  const repository = bed.repository();
  const digest = await putImage(bed.registry.host, { repository, headers: bed.headers });
  const home = bed.folder();
  const config = join(home, '.docker', 'config.json');
  const pulled: boolean[] = [];
  const { published } = await bed.run({
    action: 'merge',
    repository,
    inputs: { digests: JSON.stringify({ 'linux/amd64': digest }), platforms: 'linux/amd64', logout },
    env: { HOME: home, DOCKER_CONFIG: undefined },
    between: async ({ outputs }) => {
      const env = { ...process.env, HOME: home, DOCKER_CONFIG: undefined };
      const { stdout } = await promisify(execFile)('crane', ['digest', outputs.image ?? ''], { env });
      pulled.push(stdout.trim() === outputs.digest);
    },
  });
  expect(published).toBe(true);
  expect(pulled).toEqual([true]);
  expect(existsSync(config)).toBe(stays);
  if (stays) expect(Object.keys(JSON.parse(readFileSync(config, 'utf8')).auths)).toEqual([bed.proxy.host]);
});
