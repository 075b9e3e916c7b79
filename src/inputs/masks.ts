import { variable } from '../clients/http/proxy.ts';
import { secretsInAuthVariable } from '../clients/registry/auth-variable.ts';
import type { Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_ITEMS, MAX_SECRET_BYTES, MIN_MASKED_CHARS, MIN_MASKED_LINE_CHARS } from '../runtime/limits.ts';
import { printableLine } from '../runtime/printable.ts';
import { credentialsIn } from './addresses.ts';
import { parseAttributes } from './attributes.ts';
import { isSecretAttribute } from './cache-credentials.ts';
import { parseFields } from './csv.ts';
import type { Inputs } from './inputs.ts';
import type { ListName } from './list.ts';
import { nodeSecrets } from './node-tls.ts';
import { parseFilePath } from './paths.ts';
import { type Input, Texts } from './texts.ts';

/**
 * Returns every secret among the inputs for the runner to mask first: line by line, without surrounding space, and also
 * in its printable form. Never throws: a value that cannot be parsed is masked as a whole.
 * @param names of all inputs that the action has.
 */
export function secretsOf(source: Input | Texts, job: Job, names: readonly string[]): Promise<readonly string[]> {
  const texts = Texts.of(source);
  return texts.once('secrets', () => findSecrets(texts, job, names));
}

async function findSecrets(texts: Texts, job: Job, names: readonly string[]): Promise<readonly string[]> {
  const { env } = job;
  const secrets = [
    ...(await keysOf(texts)),
    texts.text('github-token'),
    ...inSecretEnvs(texts, env),
    ...names.filter((name) => !UNADDRESSED.includes(name)).flatMap((name) => credentialsIn(texts.text(name))),
    ...inCaches(texts),
    ...(await inDriverOpts(texts)),
    ...['HTTP_PROXY', 'HTTPS_PROXY'].flatMap((name) => credentialsIn(variable(env, name))),
    ...inSsh(texts.text('ssh')),
    ...secretsInAuthVariable(env.DOCKER_AUTH_CONFIG),
  ];
  const lines = [
    ...secrets.flatMap(linesOf).filter((line) => line.length >= MIN_MASKED_CHARS),
    ...inSecretFiles(texts, job).filter((line) => line.length >= MIN_MASKED_LINE_CHARS),
    // without the lines that all PEM files share
    ...nodeSecrets(env)
      .flatMap(linesOf)
      .filter((line) => line.length >= MIN_MASKED_LINE_CHARS && !line.startsWith('-----')),
  ];
  const shown = lines.map((line) => printableLine(line).trim()).filter((line) => line.length >= MIN_MASKED_CHARS);
  return [...new Set([...lines, ...shown])];
}

/** The inputs that hold only secrets: a value that equals one of these is a secret even if it is a common word. */
export function keysOf(texts: Texts): Promise<readonly string[]> {
  return texts.once('keys', async () => [
    texts.text('password'),
    ...(await inRegistryAuth(texts)),
    ...inSecrets(texts),
  ]);
}

/**
 * Inputs that are the program's own, and public. An address of its test database in one of them has a password that is
 * a word of everywhere else too, and the runner drops every output with a masked word in it.
 */
const UNADDRESSED = ['build-args', 'labels', 'annotations', 'smoke-test'];

function linesOf(secret: string): readonly string[] {
  return secret.split(/\r\n|\r|\n/).map((line) => line.trim());
}

/** The absolute path of a file in `secret-files`. The problem names no part of it: a secret may stand in its place. */
export function parseSecretPath(name: string, job: Job): string | Wrong {
  return parseFilePath(name, job, MAX_SECRET_BYTES);
}

function inSecretFiles(texts: Texts, job: Job): readonly string[] {
  const items = texts.list('secret-files');
  if (items instanceof Wrong) return [];
  return items.flatMap((item) => {
    const path = parseSecretPath(behindEquals(item), job);
    if (path instanceof Wrong) return [];
    const content = attempt(() => job.files.readText(path)) ?? '';
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

/** As written, since broken YAML cannot be parsed; and as YAML reads it. */
async function inRegistryAuth(texts: Texts): Promise<readonly string[]> {
  const yaml = await texts.yaml('registry-auth');
  const entries = Array.isArray(yaml) ? yaml : [yaml];
  const passwords = entries.map((entry) =>
    typeof entry === 'object' && 'password' in entry ? entry.password : undefined,
  );
  return [
    ...passwordsWritten(texts.text('registry-auth')),
    ...passwords.filter((password) => typeof password === 'string'),
  ];
}

/** The text after each `password:`, on its line and on following lines with more indentation. */
function passwordsWritten(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line, i) => {
    const [, before = '', value] = /^([\s-]*)["']?password["']?\s*:(.*)$/.exec(line) ?? [];
    if (value === undefined) return [...line.matchAll(IN_BRACES)].flatMap(([, inner = '']) => forms(inner));
    let end = i + 1;
    while (end < lines.length && isFurther(lines[end] ?? '', before.length)) end++;
    return [value, ...lines.slice(i + 1, end)].flatMap(forms);
  });
}

const IN_BRACES = /[{,]\s*["']?password["']?\s*:\s*("[^"]*"|'[^']*'|[^,}]+)/g;

function isFurther(line: string, margin: number): boolean {
  return line.trim() === '' || indent(line) > margin;
}

function indent(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

/**
 * A line of a value, with and without marks that may not be part of it: quotes, a comment. A block's first line is left
 * out.
 */
function forms(line: string): readonly string[] {
  const written = line.trim();
  const bare = insideQuotes(written) ?? written.replace(/(?<!\s)\s+#.*$/, '');
  return /^[|>][+-]?\d?[+-]?$/.test(bare) ? [] : [written, bare];
}

/** The text between a quote that opens a line and the last one that can close it. */
function insideQuotes(line: string): string | undefined {
  const quote = line.charAt(0);
  if (quote !== '"' && quote !== "'") return undefined;
  for (let end = line.lastIndexOf(quote); end > 0; end = line.lastIndexOf(quote, end - 1)) {
    if (/^(?:\s+#|$)/.test(line.slice(end + 1))) return line.slice(1, end);
  }
  return undefined;
}

/** An item that is one line of a value of several. */
const TORN = /=\s*-----BEGIN [^\n]*$|^[^=]*=[\s=]*$/;

function inSecrets(texts: Texts): readonly string[] {
  const text = texts.text('secrets');
  const items = texts.list('secrets');
  // a value of several lines without quotes comes apart, and its rest may look like an id
  if (items instanceof Wrong || items.some((item) => !item.includes('=') || TORN.test(item))) {
    return [text, ...text.split('\n').map(behindEquals)];
  }
  return items.map(behindEquals);
}

/** The variables' values; an item that names no variable is likely to be the secret itself. */
function inSecretEnvs(texts: Texts, env: Job['env']): readonly string[] {
  return itemsOf(texts, 'secret-envs')
    .map(behindEquals)
    .map((name) => (Object.hasOwn(env, name) && env[name]) || name);
}

/** The items of a list. The whole text is one item if it is not a list. */
function itemsOf(texts: Texts, name: ListName): readonly string[] {
  const items = texts.list(name);
  return items instanceof Wrong ? [texts.text(name)] : items;
}

function inCaches(texts: Texts): readonly string[] {
  const items = [...itemsOf(texts, 'cache-from'), ...itemsOf(texts, 'cache-to')];
  // so many are refused, and parsing them would take seconds
  const isRefused = items.length > MAX_ITEMS['cache-from'] + MAX_ITEMS['cache-to'];
  return items.flatMap((item) => {
    const attributes = isRefused ? REFUSED : parseAttributes(item);
    if (attributes instanceof Wrong) return [...item.matchAll(LOOSE)].map(([, value = '']) => value);
    return Object.keys(attributes).flatMap((name) => (isSecretAttribute(name) ? (attributes[name] ?? []) : []));
  });
}

const REFUSED = new Wrong('too many entries');

/** A credential in an entry that cannot be read. */
const LOOSE = /(?:access[_-]?key|secret|token|passw)[\w-]{0,100}\s*=\s*([^,"\s]+)/gi;

/** A key in the place of its path. */
function inSsh(text: string): readonly string[] {
  return text.includes('-----BEGIN ') ? [text, ...text.split('\n').map(behindEquals)] : [];
}

/** Values of the builder's variables, `env.NAME=value`, but for those that are surely public. */
async function inDriverOpts(given: Texts): Promise<readonly string[]> {
  const yaml = await given.yaml('nodes');
  const entries = Array.isArray(yaml) ? yaml : [];
  const options = entries.flatMap((entry) =>
    typeof entry === 'object' && 'driver-opts' in entry ? entry['driver-opts'] : [],
  );
  const texts = [given.text('driver-opts'), ...options].filter((text) => typeof text === 'string');
  const broken = yaml instanceof Wrong ? looseVariables(given.text('nodes')) : [];
  return [...texts.flatMap((text) => text.split('\n')).flatMap((line) => inOptions(line, given)), ...broken];
}

function inOptions(line: string, given: Texts): readonly string[] {
  const fields = parseFields(line);
  if (fields instanceof Wrong) return looseVariables(line);
  const variables = fields.filter((field) => field.startsWith('env.'));
  const values = variables.filter((field) => !isPublic(field, given)).map(behindEquals);
  // a comma tears a value apart that has no quotes around it
  return variables.length === 0 ? [] : [...values, ...fields.filter((field) => !field.includes('='))];
}

/**
 * Values of variables in options that cannot be parsed: up to the end of the line, and up to each possible end of the
 * value.
 */
function looseVariables(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w.-])env\.[\w.-]+=(([^\n"'\],}]*).*)/g)].flatMap(([, line = '', value = '']) => [
    line,
    value,
  ]);
}

/**
 * True for a value that is not secret, so that masking it would only do harm: the runner drops an output that holds a
 * masked value. In an address only the credentials are secret.
 */
function isPublic(variable: string, given: Texts): boolean {
  const [name = '', value = ''] = variable.split(/=(.*)/s);
  if (/proxy$/i.test(name) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return true;
  if (isSecretAttribute(name.toLowerCase()) || /auth|credential|key|header/i.test(name)) return false;
  const isWord = /^(true|false|yes|no|on|off|\d+(\.\d+)?[a-z]{0,3})$/i.test(value);
  return isWord || PUBLIC.some((each) => given.text(each).includes(value));
}

/** Inputs that end up in outputs. */
const PUBLIC = ['images', 'tags', 'version', 'platforms', 'cache-ref', 'builder'];

/** Warns of a secret that is not masked: a mask of a few characters would hide every text that contains them. */
export function reportShort(inputs: Pick<Inputs<never>, 'report'>, place: string, secret: string): void {
  const { length } = secret.trim();
  if (length > 0 && length < MIN_MASKED_CHARS) {
    inputs.report('warning', `${place}: too short to be masked, so the log may show it`);
  }
}

function behindEquals(item: string): string {
  return item.slice(item.indexOf('=') + 1);
}
