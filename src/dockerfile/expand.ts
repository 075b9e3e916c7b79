import { quote } from '../inputs/problems.ts';
import { MAX_SUBSTITUTION_DEPTH } from '../runtime/limits.ts';
import type { Work } from './limits.ts';
import { replacePattern, trimPattern } from './shell-pattern.ts';
import { excerpt, UnreadableError } from './unreadable.ts';

/** The values of variables by name. */
export type Variables = Pick<ReadonlyMap<string, string>, 'get' | 'has'>;

const NAME = /\d+|[@*#?\-$!]|[\p{L}_][\p{L}\p{N}_]*/uy;

/**
 * Expands a word as BuildKit does in FROM and in a global ARG's default: quotes, escapes, `$NAME`, `${NAME}` and the
 * modifiers `-`, `+`, `?` (each also after a colon), `#`, `##`, `%`, `%%`, `/` and `//`. An unset variable is empty.
 * Grammar: https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @param escapeCharacter the Dockerfile's own.
 * @throws UnreadableError on a word that BuildKit refuses, or that takes too much work.
 */
export function expand(word: string, variables: Variables, escapeCharacter: string, work: Work): string {
  let at = 0;
  let nesting = 0;
  // in a pattern, escape characters are kept: they are the pattern's own
  let raw = false;
  work.spend(word.length);

  function until(stop: string | undefined, keepEscapes = false): string {
    if (nesting++ > MAX_SUBSTITUTION_DEPTH) throw new UnreadableError(`${quote(word)} nests too many substitutions`);
    const outer = raw;
    raw = keepEscapes;
    const text = textUntil(stop);
    raw = outer;
    nesting--;
    return text;
  }

  function textUntil(stop: string | undefined): string {
    let text = '';
    while (at < word.length) {
      const char = word.charAt(at++);
      if (char === stop) return text;
      if (char === "'") text += singleQuoted();
      else if (char === '"') text += doubleQuoted();
      else if (char === '$') text += variable();
      else if (char === escapeCharacter) text += (raw ? escapeCharacter : '') + word.charAt(at++);
      else text += char;
    }
    if (stop !== undefined) throw new UnreadableError(`${quote(excerpt(word))} lacks a closing ${stop}`);
    return text;
  }

  function singleQuoted(): string {
    const end = word.indexOf("'", at);
    if (end < 0) throw new UnreadableError(`${quote(excerpt(word))} lacks a closing quote`);
    const text = word.slice(at, end);
    at = end + 1;
    return text;
  }

  function doubleQuoted(): string {
    let text = '';
    while (at < word.length) {
      const char = word.charAt(at++);
      if (char === '"') return text;
      if (char === '$') text += variable();
      else if (char === escapeCharacter) {
        const escapes = ['"', '$', escapeCharacter].includes(word.charAt(at));
        text += (raw ? escapeCharacter : '') + (escapes ? word.charAt(at++) : char);
      } else text += char;
    }
    throw new UnreadableError(`${quote(excerpt(word))} lacks a closing quote`);
  }

  function name(): string {
    NAME.lastIndex = at;
    const found = NAME.exec(word)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function variable(): string {
    const text = substitution();
    work.spend(text.length);
    return text;
  }

  function substitution(): string {
    if (word.charAt(at) !== '{') {
      const key = name();
      return key === '' ? '$' : (variables.get(key) ?? '');
    }
    at++;
    const key = name();
    const value = variables.get(key) ?? '';
    const colon = word.charAt(at) === ':';
    if (colon) at++;
    const modifier = word.charAt(at++);
    const missing = colon ? value === '' : !variables.has(key);
    if (key !== '') {
      if (modifier === '}' && !colon) return value;
      if (modifier === '-' || modifier === '+' || modifier === '?') {
        const alternative = until('}');
        if (modifier === '+') return missing ? '' : alternative;
        if (modifier === '?' && missing)
          throw new UnreadableError(`${excerpt(key)}: ${excerpt(alternative || 'is not set')}`);
        return missing ? alternative : value;
      }
      if (!colon && (modifier === '#' || modifier === '%')) return trim(value, modifier);
      if (!colon && modifier === '/') return replace(value);
    }
    throw new UnreadableError(`${quote(excerpt(word))} has a substitution that is not understood`);
  }

  function trim(value: string, sign: '#' | '%'): string {
    const pattern = until('}', true);
    const longest = pattern.startsWith(sign);
    work.spend(value.length * pattern.length);
    return trimPattern(value, longest ? pattern.slice(1) : pattern, sign === '#' ? 'start' : 'end', longest);
  }

  function replace(value: string): string {
    const all = word.charAt(at) === '/';
    if (all) at++;
    const pattern = until('/', true);
    const replacement = until('}', true);
    // BuildKit would take it for a group of a regular expression
    if (all && replacement.includes('$')) throw new UnreadableError(`${quote(word)} has a $ in a replacement`);
    work.spend(value.length * (pattern.length + replacement.length));
    return replacePattern(value, pattern, replacement, all);
  }

  return until(undefined);
}
