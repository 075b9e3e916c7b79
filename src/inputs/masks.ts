import { resolve } from 'node:path';
import { printableLine } from '../system/printable.ts';
import { parseAttributes } from './attributes.ts';
import { CREDENTIALS } from './cache-credentials.ts';
import { passwordIn } from './context.ts';
import type { Input, Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { LISTS, parseList } from './list.ts';
import { Wrong } from './problems.ts';
import { parseYaml } from './yaml.ts';

/** The shortest text that can be masked: shorter ones would blot out digests, and the runner drops outputs that hold a mask. */
const MASKABLE = 4;

/** The shortest line of a file that is masked: a file has structure besides secrets, and words of it are everywhere. */
const MASKABLE_LINE = 8;

/** The largest secret that BuildKit takes, in bytes: https://github.com/moby/buildkit/blob/master/session/secrets/secretsprovider/secretsprovider.go */
export const LARGEST_SECRET = 500 * 1024;

/**
 * Every secret among the inputs, line by line and without the space around it, for the runner to mask before anything
 * else happens; besides, each as it looks once it is made printable. Never throws: what cannot be read as it should be
 * is masked whole.
 */
export async function secretsOf(input: Input, job: Job): Promise<readonly string[]> {
  const { env } = job;
  const secrets = [
    input('password'),
    input('github-token'),
    ...(await inRegistryAuth(input('registry-auth'))),
    ...inSecrets(input('secrets')),
    ...inSecretEnvs(input('secret-envs'), env),
    ...inUrls(`${input('context')}\n${input('build-contexts')}\n${input('file')}`),
    ...inCaches(`${input('cache-from')}\n${input('cache-to')}`),
  ];
  const lines = [
    ...secrets.flatMap(linesOf).filter((line) => line.length >= MASKABLE),
    ...inSecretFiles(input('secret-files'), job).filter((line) => line.length >= MASKABLE_LINE),
  ];
  const shown = lines.map((line) => printableLine(line).trim()).filter((line) => line.length >= MASKABLE);
  return [...new Set([...lines, ...shown])];
}

function linesOf(secret: string): readonly string[] {
  return secret.split(/\r\n|\r|\n/).map((line) => line.trim());
}

function inSecretFiles(text: string, { workspace, files }: Job): readonly string[] {
  const items = parseList(text, LISTS['secret-files']);
  if (items instanceof Wrong) return [];
  return items.flatMap((item) => {
    const path = resolve(workspace, behindEquals(item));
    if (!files.isFile(path) || files.size(path) > LARGEST_SECRET) return [];
    const content = attempt(() => files.readText(path)) ?? '';
    return content.includes('\0') ? [] : linesOf(content);
  });
}

/** A file that may not be read is for the build to complain of. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

async function inRegistryAuth(text: string): Promise<readonly string[]> {
  const written = [...text.matchAll(/^[\s-]*["']?password["']?\s*:\s*(.+)$/gm)].map(([, value = '']) => value.trim());
  const unquoted = written.map((value) => value.replace(/^(["'])(.*)\1$/, '$2'));
  const yaml = await parseYaml(text);
  const entries = Array.isArray(yaml) ? yaml : [yaml];
  const passwords = entries.map((entry) =>
    typeof entry === 'object' && 'password' in entry ? entry.password : undefined,
  );
  return [...written, ...unquoted, ...passwords.filter((password) => typeof password === 'string')].filter(
    (text) => !/^[|>][+-]?$/.test(text),
  );
}

/** An item that is one line of a value of several. */
const TORN = /=\s*-----BEGIN [^\n]*$|^[^=]*=[\s=]*$/;

function inSecrets(text: string): readonly string[] {
  const items = parseList(text, LISTS.secrets);
  // a value of several lines without quotes comes apart, and its rest may look like an id
  if (items instanceof Wrong || items.some((item) => !item.includes('=') || TORN.test(item))) {
    return [text, ...text.split('\n').map(behindEquals)];
  }
  return items.map(behindEquals);
}

/** The variables' values; an item that names no variable is likely to be the secret itself. */
function inSecretEnvs(text: string, env: Job['env']): readonly string[] {
  const items = parseList(text, LISTS['secret-envs']);
  return (items instanceof Wrong ? [text] : items)
    .map(behindEquals)
    .map((name) => (Object.hasOwn(env, name) && env[name]) || name);
}

function inUrls(text: string): readonly string[] {
  const urls = text.match(/[a-z+]+:\/\/[^\s"]+/gi) ?? [];
  return urls.flatMap((url) => passwordIn(url) ?? []);
}

function inCaches(text: string): readonly string[] {
  const items = parseList(text, LISTS['cache-from']);
  return (items instanceof Wrong ? [text] : items).flatMap((item) => {
    const attributes = parseAttributes(item);
    if (attributes instanceof Wrong) return [...item.matchAll(LOOSE)].map(([, value = '']) => value);
    return CREDENTIALS.flatMap((name) => attributes[name] ?? []);
  });
}

/** A credential in an entry that cannot be read. */
const LOOSE = new RegExp(`\\b(?:${CREDENTIALS.join('|')})\\s*=\\s*([^,"\\s]+)`, 'gi');

/** Warns of a secret that is not masked: a mask of a few characters would blot out whatever happens to hold them. */
export function remarkShort(inputs: Pick<Inputs<never>, 'remark'>, place: string, secret: string): void {
  const { length } = secret.trim();
  if (length > 0 && length < MASKABLE) {
    inputs.remark('warning', `${place}: too short to be masked, so the log may show it`);
  }
}

function behindEquals(item: string): string {
  return item.slice(item.indexOf('=') + 1);
}
