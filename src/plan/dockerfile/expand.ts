import { excerpt, UnreadableError } from './unreadable.ts';

const NAME = /\d+|[@*#?\-$!]|[\p{L}_][\p{L}\p{N}_]*/uy;

/**
 * Expands a word as BuildKit does those of FROM and of a global ARG's default: quotes, escapes, `$NAME`, `${NAME}` and
 * the modifiers `-`, `+`, `?` (each also after a colon), `#`, `##`, `%`, `%%`, `/` and `//`. What is unset is empty.
 * Grammar: https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @param escapeCharacter the Dockerfile's own.
 * @throws UnreadableError on a word that BuildKit refuses.
 */
export function expand(word: string, variables: ReadonlyMap<string, string>, escapeCharacter: string): string {
  let at = 0;

  function until(stop: string | undefined, keepEscapes = false): string {
    let text = '';
    while (at < word.length) {
      const char = word.charAt(at++);
      if (char === stop) return text;
      if (char === "'") text += singleQuoted();
      else if (char === '"') text += doubleQuoted();
      else if (char === '$') text += variable();
      else if (char === escapeCharacter) text += (keepEscapes ? escapeCharacter : '') + word.charAt(at++);
      else text += char;
    }
    if (stop !== undefined) throw new UnreadableError(`"${excerpt(word)}" lacks a closing ${stop}`);
    return text;
  }

  function singleQuoted(): string {
    const end = word.indexOf("'", at);
    if (end < 0) throw new UnreadableError(`"${excerpt(word)}" lacks a closing quote`);
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
      else if (char === escapeCharacter && ['"', '$', escapeCharacter].includes(word.charAt(at)))
        text += word.charAt(at++);
      else text += char;
    }
    throw new UnreadableError(`"${excerpt(word)}" lacks a closing quote`);
  }

  function name(): string {
    NAME.lastIndex = at;
    const found = NAME.exec(word)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function variable(): string {
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
      if (!colon && (modifier === '#' || modifier === '%')) return trim(value, modifier, until('}', true));
      if (!colon && modifier === '/') return replace(value);
    }
    throw new UnreadableError(`"${excerpt(word)}" has a substitution that is not understood`);
  }

  function replace(value: string): string {
    const all = word.charAt(at) === '/';
    if (all) at++;
    const pattern = new RegExp(toRegExp(until('/', true)), all ? 'gs' : 's');
    const replacement = until('}', true);
    return value.replace(pattern, () => replacement);
  }

  return until(undefined);
}

/** Takes a pattern off the front (`#`) or the back (`%`): the shortest match, or the longest if the sign is doubled. */
function trim(value: string, sign: '#' | '%', word: string): string {
  const longest = word.startsWith(sign);
  const pattern = new RegExp(`^(?:${toRegExp(longest ? word.slice(1) : word)})$`, 's');
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => (longest ? value.length - length : length));
  const front = sign === '#';
  const found = lengths.find((length) =>
    pattern.test(front ? value.slice(0, length) : value.slice(value.length - length)),
  );
  if (found === undefined) return value;
  return front ? value.slice(found) : value.slice(0, value.length - found);
}

/** `*` and `?` as in a shell, but without brackets. */
function toRegExp(pattern: string): string {
  return pattern.replace(/\\?(.)/gs, (found, char: string) => {
    if (found === '*') return '.*';
    return found === '?' ? '.' : char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  });
}
