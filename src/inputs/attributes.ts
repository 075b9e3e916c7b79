import { Wrong } from '../model/wrong.ts';
import { parseFields } from './csv.ts';
import { quote } from './problems.ts';

/** Values of the attribute `compression`: https://docs.docker.com/build/exporters/#compression, and one of a build with nydus. */
export const COMPRESSIONS: readonly string[] = ['uncompressed', 'gzip', 'estargz', 'zstd', 'nydus'];

/**
 * Reads `type=local,"dest=a,b"` as buildx does: one line of comma-separated fields, each `key=value`, keys in lower
 * case. https://docs.docker.com/reference/cli/docker/buildx/build/#output
 */
export function parseAttributes(text: string): Readonly<Record<string, string>> | Wrong {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return fields;
  const attributes = new Map<string, string>();
  for (const field of fields) {
    const equals = field.indexOf('=');
    // a value may be a secret, so a field is never shown
    if (equals <= 0) return new Wrong('a field without a key', 'write each as key=value, with commas between');
    const key = field.slice(0, equals).trim().toLowerCase();
    if (attributes.has(key)) return new Wrong(`the attribute ${key} twice`, 'leave one of them out');
    attributes.set(key, field.slice(equals + 1));
  }
  return Object.fromEntries(attributes);
}

/** Go's booleans, which BuildKit reads attributes with: https://pkg.go.dev/strconv#ParseBool */
export function parseGoBoolean(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : undefined;
}

/** Of exporters and caches: https://docs.docker.com/build/exporters/, https://docs.docker.com/build/cache/backends/ */
const BOOLEANS = [
  'ignore-error',
  'force-compression',
  'image-manifest',
  'oci-mediatypes',
  'oci-artifact',
  'registry.insecure',
  'use_path_style',
  'disable_accept_encoding',
  'reset',
  'tar',
  'unpack',
  'store',
  'rewrite-timestamp',
  'prefer-nondist-layers',
];

/**
 * The first boolean attribute with another value. BuildKit ignores the value of some and fails late because of others.
 * @param empty true if an empty value means true, as in exporters.
 */
export function wrongBoolean(attributes: Readonly<Record<string, string>>, empty: boolean): Wrong | undefined {
  const isWrong = ([key, text]: readonly [string, string]) =>
    BOOLEANS.includes(key) && !(empty && text === '') && parseGoBoolean(text) === undefined;
  const [name, value = ''] = Object.entries(attributes).find(isWrong) ?? [];
  return name === undefined ? undefined : new Wrong(`${name} must be true or false, got ${quote(value)}`);
}
