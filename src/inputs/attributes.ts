import { CsvError, parse } from 'csv-parse/sync';
import { Wrong } from './problems.ts';

/** Values of the attribute `compression`: https://docs.docker.com/build/exporters/#compression, and one of a build with nydus. */
export const COMPRESSIONS: readonly string[] = ['uncompressed', 'gzip', 'estargz', 'zstd', 'nydus'];

/**
 * Reads `type=local,"dest=a,b"` as buildx does: one line of comma-separated fields, each `key=value`, keys in lower
 * case. https://docs.docker.com/reference/cli/docker/buildx/build/#output
 */
export function parseAttributes(text: string): Readonly<Record<string, string>> | Wrong {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return fields;
  const entries: [string, string][] = [];
  for (const field of fields) {
    const equals = field.indexOf('=');
    // a value may be a secret, so a field is never shown
    if (equals <= 0) return new Wrong('a field without a key', 'write each as key=value, with commas between');
    const key = field.slice(0, equals).trim().toLowerCase();
    if (entries.some(([other]) => other === key))
      return new Wrong(`the attribute ${key} twice`, 'leave one of them out');
    entries.push([key, field.slice(equals + 1)]);
  }
  return Object.fromEntries(entries);
}

/** Fields as one line of CSV again. */
export function formatFields(fields: readonly string[]): string {
  return fields.map((field) => (/[",\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

/** The fields of one line of CSV. */
export function parseFields(text: string): string[] | Wrong {
  try {
    const records: string[][] = parse(text, { relax_column_count: true, trim: true });
    const [fields, ...more] = records;
    if (fields === undefined) return new Wrong('nothing in it');
    return more.length === 0
      ? fields
      : new Wrong('more than one line', 'put each on a line of its own, without quotes around');
  } catch (error) {
    if (error instanceof CsvError)
      return new Wrong('a double quote out of place', 'quote whole fields, such as "dest=a,b"');
    throw error;
  }
}
