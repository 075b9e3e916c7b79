import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** A secret in a typical shape. Each of its lines contains a unique marker. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

const SHAPES: Readonly<Record<string, (marker: () => string) => string>> = {
  plain: (s) => s(),
  'inner space': (s) => `a ${s()} b`,
  'leading space': (s) => `  ${s()}`,
  'trailing space': (s) => `${s()}  `,
  tab: (s) => `a\t${s()}`,
  'in double quotes': (s) => `"${s()}"`,
  'a double quote': (s) => `a"${s()}"b"`,
  'in single quotes': (s) => `'${s()}'`,
  backticks: (s) => `\`${s()}\``,
  commas: (s) => `a,${s()},b=c`,
  semicolons: (s) => `a;${s()};b`,
  colons: (s) => `user:${s()}:x`,
  'equals signs': (s) => `=${s()}==`,
  'an option': (s) => `--${s()}`,
  'a comment': (s) => `# ${s()}`,
  'command, first syntax': (s) => `##[add-mask]${s()}`,
  'command, second syntax': (s) => `::add-mask::${s()}`,
  'command inside': (s) => `a##[error]${s()}]`,
  'colons around': (s) => `::${s()}::`,
  'percent codes': (s) => `a%0A${s()}%0D%25`,
  percents: (s) => `%${s()}%%`,
  cyrillic: (s) => `пароль-${s()}-ключ`,
  chinese: (s) => `密码${s()}`,
  emoji: (s) => `🔑${s()}🔒`,
  'no width': (s) => `a\u200b${s()}\u00ad\u2060`,
  'combining marks': (s) => `e\u0301${s()}\u0488`,
  'line separator': (s) => `a\u2028${s()}`,
  'escape sequence': (s) => `\u001b[31m${s()}\u001b[0m`,
  'control characters': (s) => `a\u0007${s()}\u0008\u007f`,
  'base64-like': (s) => `${s()}+/AbCd==`,
  'token-like': (s) => `ghp_${s()}`,
  'web token': (s) => `eyJhbGciOi.${s()}.c2lnbmF0dXJl`,
  JSON: (s) => `{"token":"${s()}","n":[1,2]}`,
  'JSON of several lines': (s) => `{\n  "type": "${s()}",\n  "key": "${s()}"\n}`,
  PEM: (s) => `-----BEGIN PRIVATE KEY-----\n${s()}\n${s()}==\n-----END PRIVATE KEY-----\n`,
  'several lines': (s) => `${s()}\n${s()}\n${s()}`,
  'Windows lines': (s) => `${s()}\r\n${s()}\r\n`,
  'old lines': (s) => `${s()}\r${s()}`,
  'blank lines': (s) => `\n\n${s()}\n\n${s()}\n`,
  'a variable': (s) => `$HOME\${${s()}}`,
  'a substitution': (s) => `$(echo ${s()})`,
  'shell operators': (s) => `${s()}; rm -rf / | cat & > x < y`,
  backslashes: (s) => `\\n\\${s()}\\`,
  'a glob': (s) => `*?[${s()}]{a,b}`,
  'an exclamation': (s) => `!${s()}!!`,
  'a regular expression': (s) => `^(${s()}|.*)$`,
  markup: (s) => `<b>${s()}</b>&amp;`,
  ampersands: (s) => `a&${s()}&+b`,
  asterisks: (s) => `***${s()}***`,
  expression: (s) => `$\{{ ${s()} }}`,
  YAML: (s) => `${s()}: - [x`,
  'a URL': (s) => `https://user:${s()}@example.com/?a=b#c`,
  long: (s) => `${'x'.repeat(8_000)}${s()}`,
};

const MARKER = /c4n4ry[0-9a-f]{12}/g;

/** One canary of each shape; all are unique. */
export function canaries(): readonly Canary[] {
  const marker = () => `c4n4ry${randomBytes(6).toString('hex')}`;
  return Object.entries(SHAPES).map(([name, shape]) => ({ name, value: shape(marker) }));
}

/** Names of the canaries with a marker in a text or in bytes, plain, compressed, or in base64 at any offset. */
export function canariesIn(content: string | Buffer, all: readonly Canary[]): readonly string[] {
  const text = typeof content === 'string' ? content : content.toString('latin1');
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const found = new Set(text.match(MARKER) ?? []);
  for (const blob of text.match(/[A-Za-z0-9+/_-]{24,}/g) ?? []) {
    for (const offset of [0, 1, 2, 3]) {
      const decoded = Buffer.from(blob.slice(offset), 'base64').toString('latin1');
      for (const marker of decoded.match(MARKER) ?? []) found.add(marker);
    }
  }
  for (const unpack of [gunzipSync, zstdDecompressSync]) {
    try {
      for (const marker of unpack(bytes).toString('latin1').match(MARKER) ?? []) found.add(marker);
    } catch {
      // the bytes are not compressed in this way
    }
  }
  return [...found].map((marker) => all.find(({ value }) => value.includes(marker))?.name ?? marker);
}

/** Canaries in all files of a folder: `path: name`. */
export function canariesInFolder(folder: string, all: readonly Canary[]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath, name }) =>
      canariesIn(readFileSync(join(parentPath, name)), all).map((marker) => `${join(parentPath, name)}: ${marker}`),
    );
}
