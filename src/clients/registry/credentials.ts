import { join } from 'node:path';
import * as v from 'valibot';
import { ActionError } from '../../model/errors.ts';
import { readJson } from '../../model/json.ts';
import { CREDENTIAL_HELPER_MS } from '../../runtime/limits.ts';
import { describeEnd, type Run, succeeded } from '../../runtime/process.ts';
import { readAuthVariable } from './auth-variable.ts';
import { chooseScopedLogin, type Scope, type ScopedLogin } from './scoped-logins.ts';

/**
 * A credential for a registry. An identity token stands for an account at the registry's token server. A bearer token is
 * sent to the registry unchanged.
 */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity'; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Returns the credential for a registry (`ghcr.io`, `docker.io`, `localhost:5000`). Undefined without a login. */
export type Credentials = (registry: string, scope: Scope) => Promise<Credential | undefined>;

type Json = Readonly<Record<string, unknown>>;

/** Docker Hub's name in all stores of credentials: https://docs.docker.com/reference/cli/docker/login/ */
const HUB = 'https://index.docker.io/v1/';
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * The logins of the Docker config, in buildx's order: DOCKER_AUTH_CONFIG, then the config for the scope or the general
 * one. In a config, the helper of the registry comes first, then the store for all registries; `auths` is used only without
 * either. Files are read once, at the first query.
 * @param readText returns the text of a file, or undefined if the file is missing.
 */
export function dockerCredentials({
  configDir,
  scoped,
  env,
  readText,
  run,
}: {
  readonly configDir: string;
  readonly scoped: readonly ScopedLogin[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readText: (path: string) => string | undefined;
  readonly run: Run;
}): Credentials {
  const known = new Map<string, Promise<Credential | undefined>>();
  const configs = new Map<string, Json>();

  function configAt(path: string): Json {
    const config = configs.get(path) ?? parse(readText(path), path);
    configs.set(path, config);
    return config;
  }

  async function find(registry: string, path: string): Promise<Credential | undefined> {
    const { auths, isReadByDocker } = readAuthVariable(env.DOCKER_AUTH_CONFIG);
    const fromEnvironment = isReadByDocker ? findAuth({ auths }, registry, 'DOCKER_AUTH_CONFIG') : undefined;
    if (fromEnvironment !== undefined) return fromEnvironment;
    const config = configAt(path);
    const helper = helperFor(config, registry);
    if (helper === undefined) return findAuth(config, registry, path);
    const helped = await askHelper(helper, serverOf(registry), { env, run });
    // docker adds it from `auths` to the helper's answer
    const { registrytoken } = object(entryFor(config, registry)?.[1]);
    return isText(registrytoken) ? { kind: 'bearer', token: registrytoken } : helped;
  }

  return (registry, scope) => {
    const path = join(chooseScopedLogin(scoped, registry, scope)?.folder ?? configDir, 'config.json');
    const key = `${registry} ${path}`;
    const found = known.get(key) ?? find(registry, path);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}

/** Docker's name of a registry in all stores of logins. */
export function serverOf(registry: string): string {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}

function parse(text: string | undefined, where: string): Json {
  if (text === undefined || text.trim() === '') return {};
  try {
    return object(JSON.parse(text));
  } catch {
    // the parser's own message quotes the text, which contains secrets
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
  const [key, entry] = entryFor(config, registry) ?? [];
  return key === undefined ? undefined : readAuth(object(entry), key, where);
}

function entryFor(config: Json, registry: string): readonly [string, unknown] | undefined {
  const entries = Object.entries(object(config.auths));
  return entries.find(([name]) => name === serverOf(registry)) ?? entries.find(([name]) => names(name, registry));
}

/** True if a key of `auths` means this registry. Docker has written such keys in several forms. */
function names(key: string, registry: string): boolean {
  const bare = key.replace(/^https?:\/\//, '');
  // below Hub's key there are others with a different meaning: `https://index.docker.io/v1/access-token`
  if (HUB_HOSTS.has(registry)) return HUB_HOSTS.has(bare.replace(/\/(v[12]\/?)?$/, ''));
  return bare.split('/', 1)[0] === registry;
}

function readAuth(entry: Json, key: string, where: string): Credential | undefined {
  if (isText(entry.registrytoken)) return { kind: 'bearer', token: entry.registrytoken };
  if (isText(entry.identitytoken)) return { kind: 'identity', token: entry.identitytoken };
  if (isText(entry.auth)) {
    const [, username, password] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(entry.auth, 'base64').toString()) ?? [];
    if (username !== undefined && password !== undefined) return { kind: 'password', username, password };
    throw new ActionError(`the login for ${key} in ${where} cannot be read`, {
      hint: 'Log in again: `auth` must be `user:password` in base64.',
    });
  }
  const { username, password } = entry;
  return isText(username) && isText(password) ? { kind: 'password', username, password } : undefined;
}

const HELPER_ANSWER = v.nullish(
  v.object({ Username: v.fallback(v.string(), ''), Secret: v.optional(v.string(), '') }),
  { Username: '' },
);

/** https://github.com/docker/docker-credential-helpers#development */
async function askHelper(
  name: string,
  server: string,
  { env, run }: { readonly env: Readonly<Record<string, string | undefined>>; readonly run: Run },
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  const failure = (why: string, cause?: unknown) =>
    new ActionError(`the credential helper ${program} did not give a login for ${server}: ${why}`, {
      hint: `Test it: \`echo ${server} | ${program} get\`, or remove it from \`credHelpers\` and \`credsStore\`.`,
      cause,
    });
  const ended = await run({ program, args: ['get'], input: server, env, timeout: CREDENTIAL_HELPER_MS }).catch(
    (cause) => {
      throw failure('it could not be started', cause);
    },
  );
  const answer = readJson(HELPER_ANSWER, ended.stdout);
  const { Username: username = '', Secret: secret = '' } = answer ?? {};
  // docker treats an empty answer as no login
  if (succeeded(ended) && answer !== undefined && secret === '') return undefined;
  if (succeeded(ended) && isText(secret)) {
    return username === '<token>'
      ? { kind: 'identity', token: secret }
      : { kind: 'password', username, password: secret };
  }
  if (ended.code !== 0 && /credentials not found/i.test(`${ended.stdout}\n${ended.stderr}`)) return undefined;
  // its output is left out, because it might be the secret
  throw failure(succeeded(ended) ? 'its answer holds no credentials' : describeEnd({ ...ended, stderr: '' }));
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
