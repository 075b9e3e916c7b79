import { join } from 'node:path';
import { ActionError } from '../errors.ts';
import { describeEnd, type Run, succeeded } from '../process.ts';

/** What a registry is convinced with. An identity token stands for an account at the registry's token server. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity'; readonly token: string };

/** Whom to be at a registry (`ghcr.io`, `docker.io`, `localhost:5000`); `undefined`: nobody. */
export type Credentials = (registry: string) => Promise<Credential | undefined>;

type Json = Readonly<Record<string, unknown>>;

/** Docker Hub's name wherever credentials are kept: https://docs.docker.com/reference/cli/docker/login/ */
const HUB = 'https://index.docker.io/v1/';
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

const HELPER_TIMEOUT = 30_000;

/**
 * The logins of the docker config, found as the docker CLI finds them: DOCKER_AUTH_CONFIG, then the helper named for
 * the registry, then the store named for all, and `auths` only where there is neither. Nothing is read before the
 * first question, and nothing twice.
 * @param readText the text of a file, `undefined` where there is none.
 */
export function dockerCredentials({
  configDir,
  env,
  readText,
  run,
}: {
  readonly configDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readText: (path: string) => string | undefined;
  readonly run: Run;
}): Credentials {
  const path = join(configDir, 'config.json');
  const known = new Map<string, Promise<Credential | undefined>>();
  let config: Json | undefined;

  async function find(registry: string): Promise<Credential | undefined> {
    const fromEnvironment = findAuth(
      parse(env.DOCKER_AUTH_CONFIG, 'DOCKER_AUTH_CONFIG'),
      registry,
      'DOCKER_AUTH_CONFIG',
    );
    if (fromEnvironment !== undefined) return fromEnvironment;
    config ??= parse(readText(path), path);
    const helper = helperFor(config, registry);
    return helper === undefined
      ? findAuth(config, registry, path)
      : await askHelper(helper, serverOf(registry), { env, run });
  }

  return (registry) => {
    const found = known.get(registry) ?? find(registry);
    known.set(registry, found);
    found.catch(() => known.delete(registry));
    return found;
  };
}

/** How docker calls a registry wherever it names a login for it. */
export function serverOf(registry: string): string {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}

function parse(text: string | undefined, where: string): Json {
  if (text === undefined || text.trim() === '') return {};
  try {
    return object(JSON.parse(text));
  } catch {
    // the parser's own message quotes the text, and that holds secrets
    throw new ActionError(`${where} is not JSON, so no login can be read from it`, {
      hint: 'Correct it, or log in again.',
    });
  }
}

function helperFor(config: Json, registry: string): string | undefined {
  const name = object(config.credHelpers)[serverOf(registry)] ?? config.credsStore;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function findAuth(config: Json, registry: string, where: string): Credential | undefined {
  const entries = Object.entries(object(config.auths));
  const [key, entry] =
    entries.find(([name]) => name === serverOf(registry)) ?? entries.find(([name]) => names(name, registry)) ?? [];
  return key === undefined ? undefined : readAuth(object(entry), key, where);
}

/** Whether a key of `auths` means this registry, in one of the ways such keys have been written over the years. */
function names(key: string, registry: string): boolean {
  const bare = key.replace(/^https?:\/\//, '');
  // below Hub's key there are others that hold something else: `https://index.docker.io/v1/access-token`
  if (HUB_HOSTS.has(registry)) return HUB_HOSTS.has(bare.replace(/\/(v[12]\/?)?$/, ''));
  return bare.split('/', 1)[0] === registry;
}

function readAuth(entry: Json, key: string, where: string): Credential | undefined {
  if (isText(entry.identitytoken)) return { kind: 'identity', token: entry.identitytoken };
  if (isText(entry.auth)) {
    const [, username, password] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(entry.auth, 'base64').toString()) ?? [];
    if (username !== undefined && password !== undefined) return { kind: 'password', username, password };
    throw new ActionError(`the login for ${key} in ${where} cannot be read`, {
      hint: 'Its `auth` has to be `user:password` in base64: log in again.',
    });
  }
  const { username, password } = entry;
  return isText(username) && isText(password) ? { kind: 'password', username, password } : undefined;
}

/** https://github.com/docker/docker-credential-helpers#development */
async function askHelper(
  name: string,
  server: string,
  { env, run }: { readonly env: Readonly<Record<string, string | undefined>>; readonly run: Run },
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  const failure = (why: string, cause?: unknown) =>
    new ActionError(`the credential helper ${program} did not give a login for ${server}: ${why}`, {
      hint: `Try it by hand: \`echo ${server} | ${program} get\`; or take it out of \`credHelpers\` and \`credsStore\`.`,
      cause,
    });
  const ended = await run({ program, args: ['get'], input: server, env, timeout: HELPER_TIMEOUT }).catch((cause) => {
    throw failure('it could not be started', cause);
  });
  const { Username: username, Secret: secret } = answerOf(ended.stdout);
  if (succeeded(ended) && isText(secret)) {
    return username === '<token>'
      ? { kind: 'identity', token: secret }
      : { kind: 'password', username: isText(username) ? username : '', password: secret };
  }
  if (ended.code !== 0 && /credentials not found/i.test(`${ended.stdout}\n${ended.stderr}`)) return undefined;
  // what it said is left out: it might be the secret
  throw failure(succeeded(ended) ? 'its answer holds no credentials' : describeEnd(ended));
}

function answerOf(stdout: string): Json {
  try {
    return object(JSON.parse(stdout));
  } catch {
    return {};
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
