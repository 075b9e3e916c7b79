import { UnreadableError } from './unreadable.ts';

/** `?`, which matches one character. */
const ONE = Symbol('?');

/** The parts of a pattern between its stars, each a list of characters. */
type Pattern = readonly (readonly (string | typeof ONE)[])[];

/**
 * Removes a pattern from the start (`${X#pattern}`) or the end (`${X%pattern}`) of a value. Takes time in proportion to
 * the lengths of both, multiplied, as `replacePattern` does. Both work as BuildKit does:
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go
 * @param longest removes the longest match instead of the shortest.
 * @throws UnreadableError if BuildKit refuses the pattern.
 */
export function trimPattern(value: string, pattern: string, side: 'start' | 'end', longest: boolean): string {
  const parsed = parsePattern(pattern);
  const text = [...value];
  if (side === 'start') return text.slice(endOf(parsed, text, 0, longest) ?? 0).join('');
  const reversed = parsed.toReversed().map((part) => part.toReversed());
  const end = endOf(reversed, text.toReversed(), 0, longest) ?? 0;
  return text.slice(0, text.length - end).join('');
}

/**
 * Replaces the first match of a pattern (`${X/pattern/replacement}`) or all matches (`${X//pattern/replacement}`), each
 * the leftmost and longest.
 * @throws UnreadableError if BuildKit refuses the pattern.
 */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string {
  const parsed = parsePattern(pattern);
  const text = [...value];
  let result = '';
  let copied = 0;
  for (let from = 0; from <= text.length; ) {
    const match = findMatch(parsed, text, from);
    if (match === undefined) break;
    result += text.slice(copied, match.start).join('');
    // an empty match that follows another match directly is not replaced
    if (match.end > copied || match.start === 0) {
      result += all ? withMatch(replacement, text.slice(match.start, match.end).join('')) : replacement;
    }
    copied = match.end;
    if (!all) break;
    from = Math.max(from + 1, match.end);
  }
  return result + text.slice(copied).join('');
}

/**
 * BuildKit reads a replacement for all matches as a template with groups, of which a pattern has none but `$0`, the match:
 * https://pkg.go.dev/regexp#Regexp.Expand
 */
function withMatch(replacement: string, match: string): string {
  return replacement.replace(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (found, plain, braced) =>
    found === '$$' ? '$' : (plain ?? braced) === '0' ? match : '',
  );
}

/** `*` and `?` as in a shell, without brackets. */
function parsePattern(pattern: string): Pattern {
  const parts: (string | typeof ONE)[][] = [[]];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') parts.push([]);
    else if (character === '?') parts.at(-1)?.push(ONE);
    else parts.at(-1)?.push(character === '\\' ? escaped(characters[++at]) : character);
  }
  return parts;
}

function escaped(character: string | undefined): string {
  if (character !== undefined && '*?\\/}'.includes(character)) return character;
  throw new UnreadableError('a pattern with an escape that BuildKit refuses');
}

function findMatch(
  [head = [], ...rest]: Pattern,
  text: readonly string[],
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  // the text after the head was not found from here on in its line, so a later place in that line cannot find it either
  let without = -1;
  for (let start = from; start + head.length <= text.length; start++) {
    const after = start + head.length;
    if (after <= without || !matchesAt(head, text, start)) continue;
    const end = endOfRest(rest, text, after, true);
    if (end !== undefined) return { start, end };
    without = endOfLine(text, after);
  }
  return undefined;
}

/** Returns the end of the shortest or longest match that starts at `start`. Undefined if there is no match. */
function endOf(
  [head = [], ...rest]: Pattern,
  text: readonly string[],
  start: number,
  longest: boolean,
): number | undefined {
  return matchesAt(head, text, start) ? endOfRest(rest, text, start + head.length, longest) : undefined;
}

/**
 * The same for the parts that follow the first star. Each part is matched as early as possible, which leaves the most
 * choice to those after it; only the last one decides where the match ends.
 */
function endOfRest(rest: Pattern, text: readonly string[], from: number, longest: boolean): number | undefined {
  let at = from;
  for (const [index, part] of rest.entries()) {
    // a star matches no line break
    const last = Math.min(endOfLine(text, at), text.length - part.length);
    const step = longest && index === rest.length - 1 ? -1 : 1;
    let start = step === 1 ? at : last;
    while (at <= start && start <= last && !matchesAt(part, text, start)) start += step;
    if (start < at || start > last) return undefined;
    at = start + part.length;
  }
  return at;
}

function matchesAt(part: Pattern[number], text: readonly string[], start: number): boolean {
  if (start + part.length > text.length) return false;
  return part.every((token, offset) => {
    const character = text[start + offset];
    return token === ONE ? character !== '\n' : token === character;
  });
}

function endOfLine(text: readonly string[], from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}
