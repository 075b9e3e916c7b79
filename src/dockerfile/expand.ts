import { quote } from '../inputs/problems.ts';
import { MAX_SUBSTITUTION_DEPTH } from '../runtime/limits.ts';
import type { Work } from './limits.ts';
import { replacePattern, trimPattern } from './shell-pattern.ts';
import { excerpt, UnreadableError } from './unreadable.ts';

/** The values of variables by name. */
export type Variables = Pick<ReadonlyMap<string, string>, 'get' | 'has'>;

/** A word that BuildKit refuses too. */
export class WordError extends UnreadableError {}

interface Options {
  readonly escapeCharacter: string;
  readonly variables: Variables;
  readonly work: Pick<Work, 'spend'>;
  /** Keeps quotes. */
  readonly rawQuotes?: boolean;
  /** Keeps escape characters outside of patterns too. */
  readonly rawEscapes?: boolean;
  /** Keeps substitutions of unset variables. */
  readonly keepUnset?: boolean;
}

/** White space as Go has it. */
export const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const NAME = /\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy;
const IS_SPACE = new RegExp(SPACE);

/**
 * Expands a word as BuildKit does in FROM and in a global ARG's default: quotes, escapes, `$NAME`, `${NAME}` and the
 * modifiers `-`, `+`, `?` (each also after a colon), `#`, `##`, `%`, `%%`, `/` and `//`. An unset variable is empty.
 * Grammar: https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @param escapeCharacter the Dockerfile's own.
 * @throws WordError on a word that BuildKit refuses, UnreadableError on one that takes too much work.
 */
export function expand(word: string, variables: Variables, escapeCharacter: string, work: Work): string {
  return lex(word, { escapeCharacter, variables, work }).text;
}

/**
 * Splits a line into words as BuildKit's shell lexer does: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go
 * `<<` and the white space after it belong to one word.
 * @throws WordError, UnreadableError
 */
export function lex(
  line: string,
  { escapeCharacter, variables, work, rawQuotes = false, rawEscapes = false, keepUnset = false }: Options,
): { readonly text: string; readonly words: readonly string[] } {
  let at = 0;
  let nesting = 0;
  // in a pattern, escape characters are kept: they are the pattern's own
  let raw = rawEscapes;
  // of the current word; BuildKit has one for all nested substitutions
  let pending = '';
  work.spend(line.length);

  function until(stop: string | undefined, keepEscapes: boolean): ReturnType<typeof lex> {
    if (nesting++ > MAX_SUBSTITUTION_DEPTH) throw new UnreadableError(`${quote(line)} nests too many substitutions`);
    const outer = raw;
    raw = keepEscapes;
    const found = wordsUntil(stop);
    raw = outer;
    nesting--;
    return found;
  }

  function wordsUntil(stop: string | undefined): ReturnType<typeof lex> {
    const words: string[] = [];
    let text = '';
    const end = () => {
      if (pending !== '') words.push(pending);
      pending = '';
    };
    const add = (part: string) => {
      text += part;
      pending += part;
    };
    const split = (part: string) => {
      text += part;
      for (const char of part) {
        if (IS_SPACE.test(char)) end();
        else pending += char;
      }
    };
    pending = '';
    while (at < line.length) {
      const char = line.charAt(at++);
      if (char === stop) {
        end();
        return { text, words };
      }
      if (char === "'") add(singleQuoted());
      else if (char === '"') add(doubleQuoted());
      else if (char === '$') split(variable());
      else if (char === '<') add(redirection());
      else if (char === escapeCharacter) add((raw ? escapeCharacter : '') + line.charAt(at++));
      else split(char);
    }
    if (stop !== undefined) throw new WordError(`${quote(excerpt(line))} lacks a closing ${stop}`);
    end();
    return { text, words };
  }

  function singleQuoted(): string {
    const end = line.indexOf("'", at);
    if (end < 0) throw new WordError(`${quote(excerpt(line))} lacks a closing quote`);
    const text = line.slice(at, end);
    at = end + 1;
    return rawQuotes ? `'${text}'` : text;
  }

  function doubleQuoted(): string {
    let text = '';
    while (at < line.length) {
      const char = line.charAt(at++);
      if (char === '"') return rawQuotes ? `"${text}"` : text;
      if (char === '$') text += variable();
      else if (char === escapeCharacter) {
        const escapes = ['"', '$', escapeCharacter].includes(line.charAt(at));
        text += (raw ? escapeCharacter : '') + (escapes ? line.charAt(at++) : char);
      } else text += char;
    }
    throw new WordError(`${quote(excerpt(line))} lacks a closing quote`);
  }

  /** The white space between `<<` and the name of a here-document. */
  function redirection(): string {
    if (line.charAt(at) !== '<') return '<';
    const start = at++;
    while (at < line.length && '\t\r '.includes(line.charAt(at))) at++;
    return `<${line.slice(start, at)}`;
  }

  function name(): string {
    NAME.lastIndex = at;
    const found = NAME.exec(line)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function variable(): string {
    const text = substitution();
    work.spend(text.length);
    return text;
  }

  function substitution(): string {
    if (line.charAt(at) !== '{') {
      const key = name();
      if (key === '') return '$';
      return variables.get(key) ?? (keepUnset ? `$${key}` : '');
    }
    at++;
    if (at < line.length && '{}:'.includes(line.charAt(at))) throw notUnderstood();
    const key = name();
    const value = variables.get(key) ?? '';
    const isKept = keepUnset && !variables.has(key);
    const colon = line.charAt(at) === ':';
    if (colon) at++;
    const modifier = line.charAt(at++);
    const missing = colon ? value === '' : !variables.has(key);
    if (modifier === '}' && !colon) return isKept ? `\${${key}}` : value;
    if (modifier === '-' || modifier === '+' || modifier === '?') {
      const alternative = until('}', false).text;
      if (isKept) return `\${${key}${colon ? ':' : ''}${modifier}${alternative}}`;
      if (modifier === '+') return missing ? '' : alternative;
      if (modifier === '?' && missing) throw new WordError(`${excerpt(key)}: ${excerpt(alternative || 'is not set')}`);
      return missing ? alternative : value;
    }
    if (!colon && (modifier === '#' || modifier === '%')) {
      const pattern = until('}', true).text;
      return isKept ? `\${${key}${modifier}${pattern}}` : trim(value, modifier, pattern);
    }
    if (!colon && modifier === '/') {
      const all = line.charAt(at) === '/';
      if (all) at++;
      const pattern = until('/', true).text;
      const replacement = until('}', true).text;
      return isKept ? `\${${key}/${pattern}/${replacement}}` : replace(value, pattern, replacement, all);
    }
    throw notUnderstood();
  }

  function notUnderstood(): WordError {
    return new WordError(`${quote(excerpt(line))} has a substitution that is not understood`);
  }

  function trim(value: string, sign: '#' | '%', pattern: string): string {
    const longest = pattern.startsWith(sign);
    work.spend(value.length * pattern.length);
    return trimPattern(value, longest ? pattern.slice(1) : pattern, sign === '#' ? 'start' : 'end', longest);
  }

  function replace(value: string, pattern: string, replacement: string, all: boolean): string {
    work.spend(value.length * (pattern.length + replacement.length));
    return replacePattern(value, pattern, replacement, all);
  }

  return until(undefined, rawEscapes);
}
