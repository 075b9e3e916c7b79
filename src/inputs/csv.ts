import { CsvError, parse } from 'csv-parse/sync';
import { Wrong } from '../model/wrong.ts';

/** Writes one line of CSV as buildx reads it, `type=image,"name=a,b"`: https://pkg.go.dev/encoding/csv */
export function formatFields(fields: readonly string[]): string {
  // parseFields drops the space around a field without quotes
  return fields.map((field) => (/[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

/** Reads the fields of one line of CSV. */
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
