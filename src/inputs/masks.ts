import { resolve } from 'node:path';
import { printableLine } from '../system/printable.ts';
import { credentialsIn } from './addresses.ts';
import { parseAttributes } from './attributes.ts';
import { isSecretAttribute } from './cache-credentials.ts';
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
 * @param names of all inputs that the action has.
 */
export async function secretsOf(input: Input, job: Job, names: readonly string[]): Promise<readonly string[]> {
  const { env } = job;
  const secrets = [
    ...(await keysOf(input)),
    input('github-token'),
    ...inSecretEnvs(input('secret-envs'), env),
    ...names.filter((name) => !UNADDRESSED.includes(name)).flatMap((name) => credentialsIn(input(name))),
    ...inCaches(`${input('cache-from')}\n${input('cache-to')}`),
  ];
  const lines = [
    ...secrets.flatMap(linesOf).filter((line) => line.length >= MASKABLE),
    ...inSecretFiles(input('secret-files'), job).filter((line) => line.length >= MASKABLE_LINE),
  ];
  const shown = lines.map((line) => printableLine(line).trim()).filter((line) => line.length >= MASKABLE);
  return [...new Set([...lines, ...shown])];
}

/** The inputs that are nothing but secret: what equals one of these is no word that happens to be a secret too. */
export async function keysOf(input: Input): Promise<readonly string[]> {
  return [input('password'), ...(await inRegistryAuth(input('registry-auth'))), ...inSecrets(input('secrets'))];
}

/**
 * Inputs that are the program's own, and public. An address of its test database in one of them has a password that is
 * a word of everywhere else too, and the runner drops every output with a masked word in it.
 */
const UNADDRESSED = ['build-args', 'labels', 'annotations', 'smoke-test'];

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

/** As written, since YAML that is broken tells nothing; and as YAML has it. */
async function inRegistryAuth(text: string): Promise<readonly string[]> {
  const yaml = await parseYaml(text);
  const entries = Array.isArray(yaml) ? yaml : [yaml];
  const passwords = entries.map((entry) =>
    typeof entry === 'object' && 'password' in entry ? entry.password : undefined,
  );
  return [...passwordsWritten(text), ...passwords.filter((password) => typeof password === 'string')];
}

/** What stands behind each `password:`, on its line and on further ones which are indented more. */
function passwordsWritten(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line, i) => {
    const [, before = '', value] = /^([\s-]*)["']?password["']?\s*:(.*)$/.exec(line) ?? [];
    if (value === undefined) return [...line.matchAll(IN_BRACES)].flatMap(([, inner = '']) => forms(inner));
    const end = lines.findIndex((other, j) => j > i && other.trim() !== '' && indent(other) <= before.length);
    return [value, ...lines.slice(i + 1, end < 0 ? undefined : end)].flatMap(forms);
  });
}

const IN_BRACES = /[{,]\s*["']?password["']?\s*:\s*("[^"]*"|'[^']*'|[^,}]+)/g;

function indent(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

/** A line of a value with what may not belong to it, and without: quotes, a comment. What begins a block is none. */
function forms(line: string): readonly string[] {
  const written = line.trim();
  const [, , quoted] = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(written) ?? [];
  const bare = quoted ?? written.replace(/\s+#.*$/, '');
  return /^[|>][+-]?\d?[+-]?$/.test(bare) ? [] : [written, bare];
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

function inCaches(text: string): readonly string[] {
  const items = parseList(text, LISTS['cache-from']);
  return (items instanceof Wrong ? [text] : items).flatMap((item) => {
    const attributes = parseAttributes(item);
    if (attributes instanceof Wrong) return [...item.matchAll(LOOSE)].map(([, value = '']) => value);
    return Object.keys(attributes).flatMap((name) => (isSecretAttribute(name) ? (attributes[name] ?? []) : []));
  });
}

/** A credential in an entry that cannot be read. */
const LOOSE = /[\w-]*(?:access[_-]?key|secret|token|passw)[\w-]*\s*=\s*([^,"\s]+)/gi;

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
