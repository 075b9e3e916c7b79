import { expect, test } from '@jest/globals';
import { registerEmulators } from '../../src/setup/emulators.ts';
import type { AskHowLong } from '../../src/setup/helper-image.ts';
import { messageOf } from '../../src/system/errors.ts';
import type { Finished } from '../../src/system/process.ts';
import { RegistryError } from '../../src/system/registry/error.ts';

const FINE: Finished = {
  ...{ code: 0, signal: undefined, timedOut: false, stderr: '' },
  stdout: '{"supported": ["linux/arm64", "linux/s390x"], "emulators": ["qemu-aarch64", "qemu-s390x"]}',
};
const HUNG: Finished = { ...FINE, code: undefined, signal: 'SIGTERM', timedOut: true, stdout: '' };
const SETUP = { architectures: ['arm64', 's390x'], image: 'acme/binfmt', id: 'id', local: false };
const INSTALLER =
  'run --rm --privileged --network none --name multiarch-build-binfmt-id acme/binfmt --install arm64,s390x';

/** What docker is told to do, where the installer ends so. */
async function register(...endings: readonly Finished[]) {
  return registerBy(async () => {}, ...endings);
}

async function registerBy(askHowLong: AskHowLong, ...endings: readonly Finished[]) {
  const told: string[] = [];
  const error = await registerEmulators(SETUP, {
    run: async ({ args, onStdout }) => {
      told.push(args.join(' '));
      const ending = endings[told.filter((each) => each === INSTALLER).length - 1] ?? FINE;
      if (args[0] !== 'run') return FINE;
      onStdout?.(Buffer.from(ending.stdout));
      return ending;
    },
    env: {},
    ledger: () => () => {},
    askHowLong,
    retry: { retries: 3, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
  }).then(() => undefined, messageOf);
  return { told, error };
}

test('the installer needs no network, which an engine may not have', async () => {
  expect(await register()).toEqual({ told: [INSTALLER], error: undefined });
});

test('what it did not register is missed, whatever its status', async () => {
  const { error } = await register({ ...FINE, stdout: '{"supported": ["linux/arm64"]}' });
  expect(error).toContain('did not register an emulator for s390x');
});

test('an installer that hangs is tried again, once its container is out of the way', async () => {
  const removal = 'rm --force multiarch-build-binfmt-id';
  expect(await register(HUNG)).toEqual({ told: [INSTALLER, removal, INSTALLER], error: undefined });
});

test('one that fails for good is not', async () => {
  expect(await register({ ...FINE, code: 1, stderr: 'privileged mode is not allowed' })).toEqual({
    told: [INSTALLER],
    error: 'the emulators for arm64, s390x could not be registered: acme/binfmt ended with exit status 1',
  });
});

test.each([
  ['for long: it is told at once', 'final', 1],
  ['for a moment: it is tried again', 'transient', 2],
] as const)('an image that is refused for so many requests, %s', async (_, verdict, runs) => {
  const refused = { ...FINE, code: 125, stderr: 'toomanyrequests: you have reached your limit' };
  const asked: string[] = [];
  const { told, error } = await registerBy(async (image) => {
    asked.push(image);
    throw new RegistryError('leave me alone', { verdict, status: 429 });
  }, refused);
  expect(told).toHaveLength(runs);
  expect(error).toBe(verdict === 'final' ? 'leave me alone' : undefined);
  expect(asked).toEqual(['acme/binfmt']);
});
