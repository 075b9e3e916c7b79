import { expect, test } from '@jest/globals';
import { registerEmulators } from '../../src/setup/emulators.ts';
import type { Run } from '../../src/system/process.ts';
import { systemClock } from '../../src/system/retry.ts';

/** What the installer is run with, and how it answers. */
async function install(answer: object): Promise<string> {
  const calls: string[] = [];
  const run: Run = async ({ args }) => {
    calls.push(args.join(' '));
    return { code: 0, signal: undefined, timedOut: false, stdout: JSON.stringify(answer), stderr: '' };
  };
  await registerEmulators(
    { architectures: ['arm64', 's390x'], image: 'acme/binfmt', id: 'id', local: false },
    { run, env: {}, ledger: () => () => {}, retry: { retries: 0, clock: systemClock, log: () => {} } },
  );
  return calls.join('\n');
}

test('the installer needs no network, which an engine may not have', async () => {
  expect(await install({ supported: ['linux/arm64', 'linux/s390x'] })).toBe(
    'run --rm --privileged --network none --name multiarch-build-binfmt-id acme/binfmt --install arm64,s390x',
  );
});

test('what it did not register is missed, whatever its status', async () => {
  await expect(install({ supported: ['linux/arm64'] })).rejects.toThrow('did not register an emulator for s390x');
});
