import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

let bench: StepBench;
let registry: TestRegistry;
let image: string;
const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' });

beforeAll(async () => {
  bench = new StepBench();
  registry = await startRegistry();
  image = `${registry.host}/only/here:1`;
  execFileSync('docker', ['build', '-q', '--platform', 'linux/amd64', '-t', image, '-'], {
    input: 'FROM scratch\nENV A=1\n',
  });
});
afterAll(async () => {
  docker('image', 'rm', image);
  await registry.stop();
  bench.stop();
});

test('reports a base image that only Docker Engine has, with the driver that can read it', async () => {
  const inputs = { platforms: 'linux/amd64', driver: 'docker-container', retries: '0' };
  const { main } = await bench.run({ files: { Dockerfile: `FROM ${image}\nRUN true\n` }, inputs });
  const errors = main.commands.flatMap(({ command, message }) => (command === 'error' ? [message] : []));
  expect([main.code, errors.join('\n')]).toEqual([
    1,
    expect.stringMatching(
      /Docker Engine has an image with this name in its image store, but the builder \S+ cannot read it/,
    ),
  ]);
  expect(errors.join('\n')).toContain('`driver: docker` can read the images of Docker Engine');
});
