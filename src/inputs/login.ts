import { type Job, withoutSecrets } from '../model/job.ts';
import { isRegistry } from '../model/reference.ts';
import type { Login } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { type Entry, readEntries } from './entries.ts';
import type { Inputs } from './inputs.ts';
import { remarkShort } from './masks.ts';
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
  if (typeof single.password === 'string') remarkShort(inputs, 'password', single.password);
  return present(inputs.accept('password', parseLogin(single, job)), () => leftOut(inputs, 'password'));
}

function readEach(
  inputs: Inputs<LoginInput>,
  entries: readonly Entry<(typeof KEYS)[number]>[],
  job: Job,
): readonly Login[] {
  const seen = new Set<string>();
  return entries.flatMap(({ item, values }) => {
    const login = parseLogin(values, job);
    const twice = login !== undefined && !(login instanceof Wrong) && seen.has(login.registry);
    if (login !== undefined && !(login instanceof Wrong)) seen.add(login.registry);
    if (typeof values.password === 'string') remarkShort(inputs, `registry-auth[${item}]`, values.password);
    const result = twice ? new Wrong('a second login to one registry', 'leave one of them out') : login;
    return present(inputs.accept('registry-auth', result, item), () => {
      if (result === undefined) leftOut(inputs, `registry-auth[${item}]`);
    });
  });
}

function present(login: Login | undefined, otherwise: () => void): readonly Login[] {
  if (login !== undefined) return [login];
  otherwise();
  return [];
}

function leftOut(inputs: Inputs<LoginInput>, place: string): void {
  inputs.remark('notice', `${place}: no credentials, so no login here; those of earlier steps count`);
}

function parseLogin(
  { registry = '', username = '', password = '', ecr = '', scope = '' }: Fields,
  job: Job,
): Login | undefined | Wrong {
  if (typeof registry !== 'string' || typeof username !== 'string' || typeof password !== 'string') {
    return new Wrong('a list or a map where a text belongs', 'write key: value');
  }
  if (ecr === 'true')
    return new Wrong('a login with AWS credentials', 'run aws-actions/amazon-ecr-login in an earlier step');
  if (scope !== '') return new Wrong('a scope, which is not supported', 'leave it out');
  // `docker login --password-stdin` removes one line end, which a YAML block has
  const secret = password.replace(/\r?\n?$/, '');
  if (secret === '') return undefined;
  // of a secret user name and the job's own token, a fork has only the token
  if (username === '' && withoutSecrets(job)) return undefined;
  if (username === '') return new Wrong('a password without a username', 'check the value of its expression');
  // not shown: the value is the password if the user confused the two inputs
  if (/[\r\n\0]/.test(username))
    return new Wrong('a username of more than one line', 'check the value of its expression');
  if (username.includes('${{')) {
    return new Wrong('a username with an expression that was not expanded', 'write it where the runner expands it');
  }
  const host = hostOf(registry);
  return host instanceof Wrong ? host : { registry: host, username, password: secret };
}

/** The host of a registry as docker login accepts it. Empty means Docker Hub. */
function hostOf(registry: string): string | Wrong {
  const host = registry
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '');
  if (host === '' || /^(index|registry-1)\.docker\.io$/.test(host)) return 'docker.io';
  // not shown: a password may stand in its place. Without a dot or a port no reference could name it.
  return isRegistry(host) && (/[.:]/.test(host) || host === 'localhost')
    ? host
    : new Wrong('the registry is not a host', 'write its host, such as ghcr.io');
}
