import { type Job, withoutSecrets } from '../model/job.ts';
import type { Secret } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import type { Inputs } from './inputs.ts';
import { parseSecretPath, reportShort } from './masks.ts';

/**
 * The build's secrets from `secrets`, `secret-envs` and `secret-files`. No message shows any part of an item: a user
 * who confuses the inputs puts a secret in the place of a name.
 */
export function readSecrets(inputs: Inputs, job: Job): readonly Secret[] {
  const seen = new Set<string>();
  const once = (secret: Secret | Wrong): Secret | Wrong => {
    if (secret instanceof Wrong) return secret;
    if (seen.has(secret.id)) return new Wrong('a second secret of one id', 'leave one of them out');
    seen.add(secret.id);
    return secret;
  };
  const values = inputs.each('secrets', (text, index) => {
    const secret = parseValue(text);
    if (secret instanceof Wrong) return secret;
    if (secret.value.trim() === '')
      return withoutSecrets(job) ? leftOut(inputs, index) : new Wrong('its value is empty', EMPTY);
    reportShort(inputs, `secrets[${index}]`, secret.value);
    return once(secret);
  });
  return [
    ...values.filter((secret) => secret !== undefined),
    ...inputs.each('secret-envs', (text, index) => {
      const secret = parseEnv(text, job);
      if (!(secret instanceof Wrong)) reportShort(inputs, `secret-envs[${index}]`, job.env[secret.env] ?? '');
      return once(secret);
    }),
    ...inputs.each('secret-files', (text) => once(parseFile(text, job))),
  ];
}

const EMPTY = 'check the value of its expression, or leave the line out';

function leftOut(inputs: Inputs, index: number): undefined {
  inputs.report('info', `secrets[${index}]: empty, as secrets are for this pull request; left out`);
}

function parseValue(text: string): (Secret & { readonly from: 'value' }) | Wrong {
  const pair = parsePair(
    text,
    'write id=value, and put double quotes around the whole item if its value has several lines',
  );
  if (pair instanceof Wrong) return pair;
  const [id, value] = pair;
  if (/^-----BEGIN [^\n]*$/.test(value.trim())) {
    return new Wrong('a key that ends with its first line', 'put double quotes around the whole item, id and all');
  }
  if (/^=+$/.test(value.trim())) {
    return new Wrong('the last line of some other value', 'put double quotes around the whole item, id and all');
  }
  return { id, from: 'value', value };
}

function parseEnv(text: string, { env }: Job): (Secret & { readonly from: 'env' }) | Wrong {
  const pair = parsePair(text, 'write id=NAME with the name of a variable');
  if (pair instanceof Wrong) return pair;
  const [id, name] = pair;
  return !Object.hasOwn(env, name)
    ? new Wrong(
        "its variable is not set in the step's environment",
        'write id=NAME, and the value into env: of the step',
      )
    : { id, from: 'env', env: name };
}

function parseFile(text: string, job: Job): Secret | Wrong {
  const pair = parsePair(text, 'write id=path');
  if (pair instanceof Wrong) return pair;
  const [id, name] = pair;
  const path = parseSecretPath(name, job);
  return path instanceof Wrong ? path : { id, from: 'file', path };
}

function parsePair(text: string, hint: string): readonly [id: string, value: string] | Wrong {
  const equals = text.indexOf('=');
  if (equals < 0) return new Wrong('no = in it', hint);
  const id = text.slice(0, equals).trim();
  // one field of a comma-separated argument; its last part is a file name: BuildKit mounts /root/.npmrc at
  // /run/secrets/.npmrc,
  // https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_secrets.go
  if (!/^[\w./][\w.:/@-]*$/.test(id) || /(^|\/)\.{0,2}$/.test(id)) return new Wrong('its id is not one', hint);
  return [id, text.slice(equals + 1)];
}
