import { expect, test } from '@jest/globals';
import { registerEmulators } from '../../src/setup/emulators.ts';
import type { AskHowLong } from '../../src/setup/helper-image.ts';
import { EngineRefusal } from '../../src/system/docker/answers.ts';
import type { Engine } from '../../src/system/docker/engine.ts';
import { TransferError } from '../../src/system/docker/transfer.ts';
import { ActionError, HungError, messageOf } from '../../src/system/errors.ts';
import { HttpError } from '../../src/system/http.ts';
import { RegistryError } from '../../src/system/registry/error.ts';

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

/** What an installer does in one attempt: what it prints on its standard output and on the other, and how it ends. */
interface Attempt {
  readonly says?: string;
  readonly complains?: string;
  readonly code?: number;
  readonly isThere?: boolean;
  readonly throws?: Partial<Readonly<Record<'start' | 'pull' | 'hear', Error>>>;
}

/** What an engine is asked for, where installers do so one after another. */
async function register(
  attempts: readonly Attempt[] = [],
  askHowLong: AskHowLong = async () => {},
  setup: Partial<typeof SETUP> = {},
) {
  const asked: string[] = [];
  let pulled = false;
  const current = (): Attempt => attempts[asked.filter((each) => each === REMOVE).length] ?? {};
  const enter = (step: 'start' | 'pull' | 'hear', told: string) => {
    asked.push(told);
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
      ledger: () => () => {},
      askHowLong,
      retry: { retries: 3, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
    },
  ).catch((thrown: unknown) => thrown);
  return { asked, error: error === undefined ? undefined : messageOf(error), thrown: error };
}

test('an image that is there is not pulled', async () => {
  expect(await register()).toMatchObject({ asked: [START, HEAR, REMOVE], error: undefined });
});

test('handlers that are to be replaced are removed first', async () => {
  const { asked, error } = await register([], undefined, { replaced: ['qemu-aarch64', 'rosetta'] });
  expect(asked[0]).toBe('start ghcr.io/acme/binfmt --uninstall qemu-aarch64,rosetta --install arm64,s390x');
  expect(error).toBeUndefined();
});

test('one that is not is pulled first, with the login of its registry', async () => {
  const { asked, error } = await register([{ isThere: false }]);
  expect({ asked, error }).toEqual({ asked: [START, PULL, START, HEAR, REMOVE], error: undefined });
});

test('what was not registered is missed, whatever the status', async () => {
  const { error } = await register([{ says: '{"supported": ["linux/arm64"]}' }]);
  expect(error).toContain('did not register an emulator for s390x');
});

test.each<[string, Attempt]>([
  ['that says nothing for too long', { throws: { hear: new HungError('said nothing') } }],
  ['whose engine is lost', { throws: { start: lost('ECONNRESET') } }],
  ['whose image is lost on its way', { isThere: false, throws: { pull: new TransferError('unexpected EOF') } }],
])('an installer %s is tried again, once its container is out of the way', async (_, attempt) => {
  const { asked, error } = await register([attempt]);
  expect(error).toBeUndefined();
  expect(asked.slice(asked.indexOf(REMOVE))).toEqual([REMOVE, START, HEAR, REMOVE]);
});

test('before the next pull the engine forgets what had not its digest', async () => {
  const spoilt = new TransferError('failed commit on ref "index-sha256:1": unexpected commit digest sha256:2');
  const { asked, error } = await register([{ isThere: false, throws: { pull: spoilt } }, { isThere: false }]);
  expect(error).toBeUndefined();
  expect(asked).toEqual([START, PULL, 'collect garbage', REMOVE, START, PULL, START, HEAR, REMOVE]);
});

function lost(code: string): ActionError {
  return new ActionError('the Docker engine does not answer', { cause: new HttpError('lost', { code }) });
}

test.each<[string, Attempt, string]>([
  ['with a status', { code: 1 }, 'ghcr.io/acme/binfmt ended with exit status 1'],
  ['without an answer', { says: '' }, 'ghcr.io/acme/binfmt ended with exit status 0'],
  [
    'at its start',
    { throws: { start: new EngineRefusal('the Docker engine refused the container: no') } },
    'the Docker engine refused the container: no',
  ],
  ['at its pull', { isThere: false, throws: { pull: new TransferError('pull access denied') } }, 'pull access denied'],
])('one that fails for good, %s, is not', async (_, attempt, why) => {
  const { asked, error, thrown } = await register([{ complains: 'it is read-only', ...attempt }]);
  expect(error).toBe(`the emulators for arm64, s390x could not be registered: ${why}`);
  expect(asked.filter((each) => each === REMOVE)).toHaveLength(1);
  if (attempt.throws === undefined) expect(thrown).toMatchObject({ output: 'it is read-only' });
});

test('a job that is stopped fails by what stopped it', async () => {
  const reason = new Error('cancelled');
  const { thrown } = await register([{ throws: { start: reason } }]);
  expect(thrown).toBe(reason);
});

test.each([
  ['for long: it is told at once', 'final', 1],
  ['for a moment: it is tried again', 'transient', 2],
] as const)('an image that is refused for so many requests, %s', async (_, verdict, attempts) => {
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
