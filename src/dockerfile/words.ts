import { SPACE } from './expand.ts';

/** White space between the words of an instruction. */
const BETWEEN = /[\t\v\f\r ]+/g;

const LEADING = new RegExp(`^${SPACE}+`);
const IS_SPACE = new RegExp(SPACE);

export function trimSpaceLeft(text: string): string {
  return text.replace(LEADING, '');
}

export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && IS_SPACE.test(text.charAt(end - 1))) end--;
  return trimSpaceLeft(text.slice(0, end));
}

/** Removes these characters from the end. A regular expression would take quadratic time. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

export function trimLeadingTabs(text: string): string {
  return text.replace(/^\t+/, '');
}

/**
 * Splits at white space, without regard to quotes.
 * @param most number of words; the last one is the rest of the text.
 */
export function splitAtSpace(text: string, most = Number.POSITIVE_INFINITY): readonly string[] {
  const words: string[] = [];
  let from = 0;
  for (const { index, 0: space } of text.matchAll(BETWEEN)) {
    if (words.length + 1 >= most) break;
    words.push(text.slice(from, index));
    from = index + space.length;
  }
  return text === '' ? words : [...words, text.slice(from)];
}

/**
 * Splits a text into words that may contain quoted white space, as ENV and ARG have them. Quotes and escapes are kept:
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/line_parsers.go
 */
export function splitQuoted(text: string, escapeCharacter: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === '' && IS_SPACE.test(char)) {
      if (word !== '') words.push(word);
      word = '';
    } else if (char === escapeCharacter && quote !== "'") {
      // an escape character at the end is left out
      if (at + 1 < text.length) word += char + text.charAt(++at);
      else quote = '';
    } else {
      word += char;
      if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
    }
  }
  return word === '' ? words : [...words, word];
}

/**
 * Splits an instruction's flags from its other text. Quotes and escapes of flags are removed:
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/split_command.go
 */
export function splitFlags(
  text: string,
  escapeCharacter: string,
): { readonly flags: readonly string[]; readonly rest: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && IS_SPACE.test(text.charAt(at))) at++;
    if (!text.startsWith('--', at)) return { flags, rest: text.slice(at) };
    const { word, isQuoted, end } = readFlag(text, at, escapeCharacter);
    at = end;
    if (word === '--') return { flags, rest: text.slice(at) };
    if (word !== '' || isQuoted) flags.push(word);
  }
}

function readFlag(
  text: string,
  from: number,
  escapeCharacter: string,
): { readonly word: string; readonly isQuoted: boolean; readonly end: number } {
  let word = '';
  let quote = '';
  let isQuoted = false;
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === '' && IS_SPACE.test(char)) break;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      isQuoted = true;
    } else word += char === escapeCharacter ? text.charAt(++at) : char;
  }
  return { word, isQuoted, end: at };
}

/**
 * Splits a line of comma-separated values. A field in double quotes may contain commas.
 * https://github.com/tonistiigi/go-csvvalue
 */
export function splitFields(line: string): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const isQuoted = line.charAt(at) === '"';
    const [found = '', quoted, plain = ''] = (isQuoted ? QUOTED_FIELD : FIELD).exec(line.slice(at)) ?? [];
    fields.push(isQuoted ? (quoted ?? '').replaceAll('""', '"') : plain);
    at += found.length + 1;
  }
  return fields;
}

const QUOTED_FIELD = /^"((?:[^"]|"")*)"?/;
const FIELD = /^()([^,]*)/;
