import { Wrong } from '../model/wrong.ts';
import { formatFields, parseFields } from './csv.ts';

/** The attributes of a cache entry that hold credentials: https://docs.docker.com/build/cache/backends/ */
const CREDENTIALS = ['access_key_id', 'secret_access_key', 'session_token', 'token', 'ghtoken', 'password'];

/** Whether an attribute is one of them, or was meant to be: a mistyped one is refused, and masked before that. */
export function isSecretAttribute(name: string): boolean {
  return /access_?key|secret|token|passw/.test(name.replaceAll('-', '_'));
}

/** Where buildx looks for those that an entry does not have: https://github.com/docker/buildx/blob/master/build/opt.go */
const VARIABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    access_key_id: 'AWS_ACCESS_KEY_ID',
    secret_access_key: 'AWS_SECRET_ACCESS_KEY',
    session_token: 'AWS_SESSION_TOKEN',
  },
  gha: { token: 'ACTIONS_RUNTIME_TOKEN' },
};

/** An entry without its credentials, and the variables that hold them instead. */
export interface Parted {
  readonly entry: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Takes the credentials out of an entry: buildx's command line can be read by every process of the machine. */
export function partCredentials(entry: string, type: string): Parted | Wrong {
  const fields = parseFields(entry);
  if (fields instanceof Wrong) return fields;
  const found = fields.filter(isCredential).map((field) => ({ key: keyOf(field), value: field.replace(/^.*?=/s, '') }));
  if (found.length === 0) return { entry, variables: {} };
  const names = VARIABLES[type] ?? {};
  const stuck = found.find(({ key }) => names[key] === undefined);
  if (stuck !== undefined) {
    return new Wrong(
      `the credential ${stuck.key}, which buildx takes on its command line only`,
      'leave it out, and give the builder access by a login or an identity of its own',
    );
  }
  // a session of the step's own environment does not go with other keys
  const session = type === 's3' ? { AWS_SESSION_TOKEN: '' } : {};
  return {
    entry: formatFields(fields.filter((field) => !isCredential(field))),
    variables: { ...session, ...Object.fromEntries(found.map(({ key, value }) => [names[key], value])) },
  };
}

function isCredential(field: string): boolean {
  return CREDENTIALS.includes(keyOf(field));
}

function keyOf(field: string): string {
  return field.split('=', 1)[0]?.trim().toLowerCase() ?? '';
}
