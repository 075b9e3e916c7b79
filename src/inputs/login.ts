import { type Job, withoutSecrets } from '../model/job.ts';
import { isRegistry } from '../model/reference.ts';
import type { Login } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { type Entry, readEntries } from './entries.ts';
import type { Inputs } from './inputs.ts';
import { reportShort } from './masks.ts';
import type { Yaml } from './yaml.ts';

const KEYS = ['registry', 'username', 'password', 'ecr', 'scope'] as const;

type LoginInput = 'registry' | 'username' | 'password' | 'registry-auth';

type Fields = Readonly<Partial<Record<(typeof KEYS)[number], Yaml>>>;

/**
 * The requested logins. One without credentials is left out: an earlier step may have logged in, and a fork has no
 * credentials.
 */
export async function readLogins(inputs: Inputs<LoginInput>, job: Job): Promise<readonly Login[]> {
  const single = {
    registry: inputs.text('registry'),
    username: inputs.text('username'),
    password: inputs.text('password'),
  };
  const entries = await readEntries(inputs, 'registry-auth', KEYS);
  const hasSingle = Object.values(single).some((value) => value !== undefined);
  if (hasSingle && inputs.text('registry-auth') !== undefined) {
    inputs.accept(
      'registry-auth',
      new Wrong('beside registry, username or password', 'put every login into one of the two'),
    );
  }
  return [...(hasSingle ? readSingle(inputs, single, job) : []), ...readEach(inputs, entries, job)];
}

function readSingle(inputs: Inputs<LoginInput>, single: Fields, job: Job): readonly Login[] {
  if (typeof single.password === 'string') reportShort(inputs, 'password', single.password);
  const { login, problems } = parseLogin(single, job);
  inputs.reject('password', problems);
  return login === undefined ? leftOut(inputs, 'password', job) : [login];
}

function readEach(
  inputs: Inputs<LoginInput>,
  entries: readonly Entry<(typeof KEYS)[number]>[],
  job: Job,
): readonly Login[] {
  const seen = new Set<string>();
  return entries.flatMap(({ item, values, hasUnknownKeys }) => {
    const place = `registry-auth[${item}]`;
    if (typeof values.password === 'string') reportShort(inputs, place, values.password);
    const { login, host, problems } = parseLogin(values, job, hasUnknownKeys);
    const isSecond = host !== undefined && seen.has(host);
    if (host !== undefined) seen.add(host);
    const second = isSecond ? [new Wrong('a second login to one registry', 'leave one of them out')] : [];
    inputs.reject('registry-auth', [...problems, ...second], item);
    return login === undefined ? leftOut(inputs, place, job) : [login];
  });
}

function leftOut(inputs: Inputs<LoginInput>, place: string, job: Job): readonly Login[] {
  inputs.report(
    withoutSecrets(job) ? 'info' : 'notice',
    `${place}: no credentials, so no login here; those of earlier steps count`,
  );
  return [];
}

interface ParsedLogin {
  /** Undefined if there are no credentials, or if they are invalid. */
  readonly login?: Login;
  /** Host of the registry. Undefined if there are no credentials for it, or if it is invalid. */
  readonly host?: string;
  readonly problems: readonly Wrong[];
}

/** @param hasUnknownKeys true if a key that seems missing may be misspelt. */
function parseLogin(fields: Fields, job: Job, hasUnknownKeys = false): ParsedLogin {
  const { registry = '', username = '', password = '' } = fields;
  // `docker login --password-stdin` removes one line end, which a YAML block has
  const secret = typeof password === 'string' ? password.replace(/\r?\n?$/, '') : password;
  const unsupported = unsupportedIn(fields);
  // of a secret user name and the job's own token, a fork has only the token
  if (secret === '' || (username === '' && withoutSecrets(job))) return { problems: unsupported };
  const user = hasUnknownKeys && username === '' ? undefined : parseUsername(username);
  const host = hasUnknownKeys && registry === '' ? undefined : hostOf(registry);
  const problems = [...unsupported, ...[user, host].filter((value) => value instanceof Wrong)];
  if (host === undefined || host instanceof Wrong) return { problems };
  if (problems.length > 0 || typeof user !== 'string' || typeof secret !== 'string') return { host, problems };
  return { login: { registry: host, username: user, password: secret }, host, problems };
}

/** The problems of an entry that do not depend on its credentials. */
function unsupportedIn({ registry = '', username = '', password = '', ecr, scope = '' }: Fields): readonly Wrong[] {
  const areTexts = [registry, username, password].every((value) => typeof value === 'string');
  const hint = 'run aws-actions/amazon-ecr-login in an earlier step';
  return [
    ...(areTexts ? [] : [new Wrong('a list or a map where a text belongs', 'write key: value')]),
    ...(ecr === 'true' ? [new Wrong('a login with AWS credentials', hint)] : []),
    ...(scope === '' ? [] : [new Wrong('a scope, which is not supported', 'leave it out')]),
  ];
}

/** Undefined for a list or a map, which `unsupportedIn` reports. */
function parseUsername(username: Yaml): string | undefined | Wrong {
  if (typeof username !== 'string') return undefined;
  if (username === '') return new Wrong('a password without a username', 'check the value of its expression');
  // not shown: the value is the password if the user confused the two inputs
  if (/[\r\n\0]/.test(username))
    return new Wrong('a username of more than one line', 'check the value of its expression');
  return username.includes('${{')
    ? new Wrong('a username with an expression that was not expanded', 'write it where the runner expands it')
    : username;
}

/** The host of a registry as docker login accepts it. Empty means Docker Hub. Undefined for a list or a map. */
function hostOf(registry: Yaml): string | undefined | Wrong {
  if (typeof registry !== 'string') return undefined;
  const host = registry
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '');
  if (host === '' || /^(index|registry-1)\.docker\.io$/.test(host)) return 'docker.io';
  // not shown: a password may stand in its place. Without a dot or a port no reference could name it.
  return isRegistry(host) && (/[.:]/.test(host) || host === 'localhost')
    ? host
    : new Wrong('the registry must be a host', 'write its host, such as ghcr.io');
}
