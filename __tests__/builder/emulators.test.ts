import { expect, test } from '@jest/globals';
import { registerEmulators } from '../../src/builder/emulators.ts';
import type { AskHowLong } from '../../src/builder/helper-image.ts';
import { EngineRefusal } from '../../src/clients/docker/answers.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import { TransferError } from '../../src/clients/docker/transfer.ts';
import { HttpError } from '../../src/clients/http/http.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import { ActionError, HungError, messageOf } from '../../src/model/errors.ts';

const SETUP = {
  architectures: ['arm64', 's390x'],
  replaced: [] as readonly string[],
  image: 'ghcr.io/acme/binfmt',
  id: 'id',
  local: false,
};
const ANSWER = '{"supported": ["linux/arm64", "linux/s390x"], "emulators": ["qemu-aarch64", "qemu-s390x"]}';
const [START, HEAR, REMOVE] = ['start ghcr.io/acme/binfmt --install arm64,s390x', 'hear', 'remove'];
const PULL = 'pull ghcr.io/acme/binfmt latest as me';

/** One attempt of the installer: its standard output, error output, exit status and errors. */
interface Attempt {
  readonly says?: string;
  readonly complains?: string;
  readonly code?: number;
  readonly isThere?: boolean;
  readonly throws?: Partial<Readonly<Record<'start' | 'pull' | 'hear', Error>>>;
}

/** The requests to Docker Engine for these attempts, in order. */
async function register(
  attempts: readonly Attempt[] = [],
  askHowLong: AskHowLong = async () => {},
  setup: Partial<typeof SETUP> = {},
) {
  const asked: string[] = [];
  let pulled = false;
  const current = (): Attempt => attempts[asked.filter((each) => each === REMOVE).length] ?? {};
  const enter = (step: 'start' | 'pull' | 'hear', request: string) => {
    asked.push(request);
    const error = current().throws?.[step];
    if (error !== undefined) throw error;
  };
  const engine: Partial<Engine> = {
    async startPrivileged({ name, image }, command) {
      expect(name).toBe('multiarch-build-binfmt-id');
      enter('start', `start ${image} ${command.join(' ')}`);
      return pulled || current().isThere !== false;
    },
    async pull({ name }, reference, login) {
      enter('pull', `pull ${name} ${reference} as ${login?.kind === 'password' ? login.username : 'nobody'}`);
      pulled = true;
    },
    async collectGarbage() {
      asked.push('collect garbage');
    },
    async hear(_, __, onOutput) {
      enter('hear', HEAR);
      const { says = ANSWER, code = 0 } = current();
      for (const half of [says.slice(0, 20), says.slice(20)]) onOutput(Buffer.from(half));
      return code;
    },
    container: async () => ({
      ...{ running: false, restarted: false, exitCode: 0, outOfMemory: false },
      log: [current().complains ?? ''],
    }),
    async removeContainer() {
      asked.push(REMOVE);
    },
  };
  const error: unknown = await registerEmulators(
    { ...SETUP, ...setup },
    {
      engine: engine as Engine,
      credentials: async (registry) => ({
        kind: 'password',
        username: registry === 'ghcr.io' ? 'me' : '?',
        password: '',
      }),
      recordCleanup: () => () => {},
      askHowLong,
      retry: { retries: 3, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
    },
  ).catch((thrown: unknown) => thrown);
  return { asked, error: error === undefined ? undefined : messageOf(error), thrown: error };
}

test('does not pull an existing image', async () => {
  expect(await register()).toMatchObject({ asked: [START, HEAR, REMOVE], error: undefined });
});

test('removes handlers before it replaces them', async () => {
  const { asked, error } = await register([], undefined, { replaced: ['qemu-aarch64', 'rosetta'] });
  expect(asked[0]).toBe('start ghcr.io/acme/binfmt --uninstall qemu-aarch64,rosetta --install arm64,s390x');
  expect(error).toBeUndefined();
});

test('pulls a missing image with the login of its registry', async () => {
  const { asked, error } = await register([{ isThere: false }]);
  expect({ asked, error }).toEqual({ asked: [START, PULL, START, HEAR, REMOVE], error: undefined });
});

test('reports missing emulators although the installer exits with 0', async () => {
  const { error } = await register([{ says: '{"supported": ["linux/arm64"]}' }]);
  expect(error).toContain('did not register an emulator for s390x');
});

test.each<[string, Attempt]>([
  ['if it prints no output within its time limit', { throws: { hear: new HungError('said nothing') } }],
  ['after a lost connection to Docker Engine', { throws: { start: lost('ECONNRESET') } }],
  ['after an interrupted pull', { isThere: false, throws: { pull: new TransferError('unexpected EOF') } }],
])('removes the container and retries the installer %s', async (_, attempt) => {
  const { asked, error } = await register([attempt]);
  expect(error).toBeUndefined();
  expect(asked.slice(asked.indexOf(REMOVE))).toEqual([REMOVE, START, HEAR, REMOVE]);
});

test('asks Docker Engine to collect garbage before the next pull if content did not match its digest', async () => {
  const spoilt = new TransferError('failed commit on ref "index-sha256:1": unexpected commit digest sha256:2');
  const { asked, error } = await register([{ isThere: false, throws: { pull: spoilt } }, { isThere: false }]);
  expect(error).toBeUndefined();
  expect(asked).toEqual([START, PULL, 'collect garbage', REMOVE, START, PULL, START, HEAR, REMOVE]);
});

function lost(code: string): ActionError {
  return new ActionError('the Docker engine does not answer', { cause: new HttpError('lost', { code }) });
}

test.each<[string, Attempt, string]>([
  ['an exit status other than 0', { code: 1 }, 'ghcr.io/acme/binfmt ended with exit status 1'],
  ['no output', { says: '' }, 'ghcr.io/acme/binfmt ended with exit status 0'],
  [
    'a failed start',
    { throws: { start: new EngineRefusal('the Docker engine refused the container: no') } },
    'the Docker engine refused the container: no',
  ],
  [
    'a failed pull',
    { isThere: false, throws: { pull: new TransferError('pull access denied') } },
    'pull access denied',
  ],
])('does not retry the installer after a permanent error: %s', async (_, attempt, why) => {
  const { asked, error, thrown } = await register([{ complains: 'it is read-only', ...attempt }]);
  expect(error).toBe(`the emulators for arm64, s390x could not be registered: ${why}`);
  expect(asked.filter((each) => each === REMOVE)).toHaveLength(1);
  if (attempt.throws === undefined) expect(thrown).toMatchObject({ output: 'it is read-only' });
});

test('fails with the reason of a cancellation', async () => {
  const reason = new Error('cancelled');
  const { thrown } = await register([{ throws: { start: reason } }]);
  expect(thrown).toBe(reason);
});

test.each([
  ['is reported at once if the limit lasts long', 'final', 1],
  ['is pulled again if the limit lasts short', 'transient', 2],
] as const)('an image over the rate limit of its registry %s', async (_, verdict, attempts) => {
  const refused = new TransferError('toomanyrequests: you have reached your limit');
  const images: string[] = [];
  const { asked, error } = await register([{ isThere: false, throws: { pull: refused } }], async (image) => {
    images.push(image);
    throw new RegistryError('leave me alone', { verdict, status: 429 });
  });
  expect(asked.filter((each) => each === REMOVE)).toHaveLength(attempts);
  expect(error).toBe(verdict === 'final' ? 'leave me alone' : undefined);
  expect(images).toEqual(['ghcr.io/acme/binfmt']);
});
