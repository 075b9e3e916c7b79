import { CsvError, parse } from 'csv-parse/sync';
import { Wrong } from '../model/wrong.ts';
import type { InputName } from './defaults.ts';

/** How a list input is written. The formats are those of the docker action that has the input. */
export interface ListFormat {
  /** The separator between two items, in addition to a new line. If it is empty, a comma is part of the item. */
  readonly comma: boolean;
  /**
   * True if double quotes hold an item together, over new lines too. False if they belong to the item. `fields` if an
   * item is a line of comma-separated fields with quotes of their own, and a line that is one quoted field is its content.
   */
  readonly quotes: boolean | 'fields';
  /** Whether a line that starts with `#` is a comment. */
  readonly comments: boolean;
  /** Whether the space around an item goes. */
  readonly trim: boolean;
}

const COMMAS: ListFormat = { comma: true, quotes: true, comments: false, trim: true };
const LINES: ListFormat = { comma: false, quotes: true, comments: false, trim: true };
const FIELDS: ListFormat = { ...LINES, quotes: 'fields' };

/** From build-push-action, setup-buildx-action (`driver-opts`) and, for those with comments, metadata-action. */
export const LISTS = {
  flavor: { ...LINES, comments: true },
  platforms: COMMAS,
  'bake-file': COMMAS,
  'build-args': LINES,
  'build-contexts': LINES,
  labels: { ...LINES, comments: true },
  annotations: { ...LINES, comments: true },
  'annotations-levels': COMMAS,
  secrets: { ...LINES, trim: false },
  'secret-envs': COMMAS,
  'secret-files': LINES,
  ssh: COMMAS,
  'add-hosts': COMMAS,
  ulimit: LINES,
  allow: COMMAS,
  'no-cache-filters': COMMAS,
  attests: FIELDS,
  outputs: { ...LINES, quotes: false },
  'foreign-programs': { ...LINES, comments: true },
  'driver-opts': { ...LINES, quotes: false },
  'cache-from': FIELDS,
  'cache-to': FIELDS,
} as const satisfies Partial<Record<InputName, ListFormat>>;

export type ListName = keyof typeof LISTS;

/** The items of a list, empty ones left out. */
export function parseList(text: string, format: ListFormat): string[] | Wrong {
  const records = parseRecords(text, format);
  if (records instanceof Wrong) return records;
  return records
    .flatMap((fields) => (format.comma ? splitAgain(fields) : [fields.join(',')]))
    .map((item) => (format.trim ? item.trim() : item))
    .map((item) => (format.quotes === 'fields' ? unquoteWhole(item) : item))
    .filter((item) => item.trim() !== '');
}

/** The lines of a list, each as its comma-separated fields. */
export function parseRecords(
  text: string,
  { quotes, comments }: Pick<ListFormat, 'quotes' | 'comments'>,
): string[][] | Wrong {
  try {
    return parse(text, {
      quote: quotes === true ? '"' : null,
      comment: comments ? '#' : null,
      comment_no_infix: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // a parameter, not guessed from the first line: a file may mix both
      record_delimiter: ['\r\n', '\n'],
    });
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') {
      return new Wrong('a double quote opens an item and is not closed', 'write a double quote inside an item twice');
    }
    throw error;
  }
}

/** build-push-action takes `"type=gha,mode=max"` for the entry between the quotes. */
function unquoteWhole(item: string): string {
  const [, content] = /^"((?:[^"]|"")*)"$/.exec(item) ?? [];
  return content === undefined ? item : content.replaceAll('""', '"');
}

/** A quoted field is split at its commas too, as build-push-action does with `"a,b"`. */
export function splitAgain(fields: readonly string[]): readonly string[] {
  return fields.length === 1 ? (fields[0] ?? '').split(',') : fields;
}
