import { Wrong } from '../model/wrong.ts';
import { MAX_YAML_ALIASES, MAX_YAML_CHARS } from '../runtime/limits.ts';

/** YAML in which every scalar is the text as written, so that `0123` and `no` are not converted. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

/** Reads YAML 1.2 with the failsafe schema. A problem is reported by its position only: the text may hold passwords. */
export async function parseYaml(text: string): Promise<Yaml | Wrong> {
  if (text.trim() === '') return '';
  if (text.length > MAX_YAML_CHARS)
    return new Wrong(`YAML of ${text.length} characters`, `shorten it to ${MAX_YAML_CHARS}`);
  // loaded only if an input has YAML: it is the largest library of this folder
  const { LineCounter, parseDocument } = (await import('yaml')).default;
  const lineCounter = new LineCounter();
  const options = { schema: 'failsafe', resolveKnownTags: false, prettyErrors: false, logLevel: 'error' } as const;
  const document = parseDocument(text, { ...options, lineCounter });
  const place = ([offset]: readonly [number, number]) => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    return new Wrong(`invalid YAML ${place(error.pos)} (${error.code.toLowerCase().replaceAll('_', ' ')})`);
  }
  // a tag such as !!js/function or !!binary asks for another value than the text that is written
  const [warning] = document.warnings;
  if (warning !== undefined) return new Wrong(`a YAML tag or directive ${place(warning.pos)}`, 'write the plain value');
  try {
    return document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) ?? '';
  } catch {
    return new Wrong('aliases that multiply or have no anchor', 'write the values out');
  }
}
