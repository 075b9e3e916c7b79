import { describe, expect, test } from '@jest/globals';
import { readMatrix } from '../../src/inputs/matrix.ts';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import { rowsOf } from '../../src/parts/matrix.ts';
import { finished, job } from '../inputs/given.ts';

const read = async (inputs: Readonly<Record<string, string>>, at = job()) =>
  (await finished(readMatrix((name) => inputs[name] ?? '', at))).request;
const rows = async (inputs: Readonly<Record<string, string>>) => rowsOf(await read(inputs));

describe('the rows of the matrix', () => {
  test('use the default runners', async () => {
    const platforms = 'linux/amd64,386,arm64,linux/arm/v7,linux/s390x';
    expect(await rows({ platforms })).toEqual([
      { platform: 'linux/amd64', runner: 'ubuntu-24.04', native: true, slug: 'linux-amd64', arch: 'amd64' },
      { platform: 'linux/386', runner: 'ubuntu-24.04', native: true, slug: 'linux-386', arch: '386' },
      { platform: 'linux/arm64', runner: 'ubuntu-24.04-arm', native: true, slug: 'linux-arm64', arch: 'arm64' },
      { platform: 'linux/arm/v7', runner: 'ubuntu-24.04-arm', native: false, slug: 'linux-arm-v7', arch: 'armv7' },
      { platform: 'linux/s390x', runner: 'ubuntu-24.04', native: false, slug: 'linux-s390x', arch: 's390x' },
    ]);
    expect(await rows({})).toHaveLength(2);
    expect(await rows({ platforms: 'linux/riscv64' })).toHaveLength(1);
  });

  test('are one for each runner with `per-runner`', async () => {
    const given = { platforms: 'linux/amd64,linux/arm64,linux/386,linux/arm/v6', 'per-runner': 'true' };
    expect(await rows(given)).toEqual([
      {
        platform: 'linux/amd64,linux/386',
        runner: 'ubuntu-24.04',
        native: true,
        slug: 'linux-amd64_linux-386',
        arch: 'amd64_386',
      },
      {
        platform: 'linux/arm64,linux/arm/v6',
        runner: 'ubuntu-24.04-arm',
        native: false,
        slug: 'linux-arm64_linux-arm-v6',
        arch: 'arm64_armv6',
      },
    ]);
  });

  test.each([
    ['linux/arm64: my-arm', 'linux/arm64', 'my-arm', true],
    ['arm64: [self-hosted, ARM64]', 'linux/arm64', ['self-hosted', 'ARM64'], true],
    ['linux/arm: any-arm\nlinux/arm/v6: just-v6', 'linux/arm/v6', 'just-v6', true],
    ['linux/arm: any-arm\nlinux/arm/v6: just-v6', 'linux/arm/v5', 'any-arm', true],
    ['linux/amd64: x', 'linux/amd64/v3', 'x', true],
    ['linux/arm64: ubuntu-22.04-arm', 'linux/arm64', 'ubuntu-22.04-arm', true],
    ['linux/arm64: ubuntu-latest', 'linux/arm64', 'ubuntu-latest', false],
    ['', 'windows/amd64', 'ubuntu-24.04', false],
    ['', 'windows/arm64', 'ubuntu-24.04-arm', false],
    ['', 'linux/amd64/v3', 'ubuntu-24.04', false],
    [
      'linux/s390x: {group: big, labels: [self-hosted, X64]}',
      'linux/s390x',
      { group: 'big', labels: ['self-hosted', 'X64'] },
      false,
    ],
    ['linux/s390x: mainframe', 'linux/amd64', 'ubuntu-24.04', true],
  ])('with runners %j build %s on %j', async (runners, platforms, runner, native) => {
    expect(await rows({ runners, platforms })).toMatchObject([{ runner, native }]);
  });
});

test.each([
  [{ runners: 'my-arm' }, 'runners: must be a map'],
  [{ runners: 'linux/arm46: x' }, 'runners[0]: unknown architecture "arm46"; did you mean arm64?'],
  [{ runners: 'linux/arm64: ""' }, 'runners[0]: no runner'],
  [{ runners: 'linux/arm64: {label: x}' }, 'runners[0]: no runner'],
  [{ runners: 'linux/arm64: x\nlinux/arm64: y' }, 'runners: invalid YAML at line 2'],
  [{ platforms: 'linux/amd64,amd64' }, 'platforms[1]: "amd64" is linux/amd64 again'],
  [{ 'per-runner': 'yes' }, 'per-runner: must be true or false'],
])('rejects %j', async (inputs, message) => {
  const error = await read(inputs as Record<string, string>).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect(formatProblem((error as InputError).problems[0] ?? { input: '', message: '' })).toContain(message);
});

test('reports a Dockerfile that does not exist only if the job has a checkout', async () => {
  const inputs = { file: 'nowhere/Dockerfile' };
  await expect(read(inputs)).resolves.toMatchObject({ perRunner: false });
  await expect(read(inputs, job({}, {}, { '/checkout/.git/HEAD': 'x' }))).rejects.toThrow(
    'file: must be an existing file',
  );
});

describe('the Dockerfile of a checkout', () => {
  const at = job({ GITHUB_WORKSPACE: '/checkout/none' }, {}, { '/checkout/none/.git/HEAD': 'x' });

  test('is not needed if no input names it', async () => {
    expect(await read({ context: '.' }, at)).toMatchObject({ platforms: { length: 2 } });
  });

  test.each<{ readonly inputs: Readonly<Record<string, string>>; readonly problem: string }>([
    { inputs: { context: '/checkout/none' }, problem: 'context: no Dockerfile in the checkout' },
    { inputs: { file: 'app.Dockerfile' }, problem: 'file: must be an existing file' },
  ])('is looked for with $inputs', async ({ inputs, problem }) => {
    await expect(read(inputs, at)).rejects.toThrow(problem);
  });
});
