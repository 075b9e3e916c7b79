import { heredocsOf } from './heredoc.ts';
import { UnreadableError } from './unreadable.ts';
import { splitAtSpace, splitFlags, trimEnd, trimSpace, trimSpaceLeft } from './words.ts';

/** One instruction of a Dockerfile, without any expansion. */
export interface Instruction {
  /** Its first line, counted from 1. */
  readonly line: number;
  /** In upper case. */
  readonly keyword: string;
  /** `--platform=linux/arm64`, without quotes and escapes. */
  readonly flags: readonly string[];
  /** The text after the flags, its lines joined. */
  readonly rest: string;
  /** Lines of its here-documents, each with its terminator. */
  readonly heredocs: readonly string[];
}

export interface Parsed {
  readonly escapeCharacter: string;
  readonly instructions: readonly Instruction[];
}

/** A line has to be shorter than this, in bytes: https://pkg.go.dev/bufio#pkg-constants */
const MAX_LINE_BYTES = 65_536;

/**
 * Parses a Dockerfile as BuildKit does: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go
 * @throws UnreadableError
 */
export function parse(text: string): Parsed {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  checkLengths(lines);
  const directives = readDirectives(lines, trimSpaceLeft);
  const escapeCharacter = directives.get('escape') ?? '\\';
  if (escapeCharacter !== '\\' && escapeCharacter !== '`') {
    throw new UnreadableError('the escape character is not \\ or `');
  }
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; ) {
    const joined = joinLines(lines, at, escapeCharacter);
    const instruction = joined.text === undefined ? undefined : split(joined.text, at + 1, escapeCharacter);
    at = joined.next;
    if (instruction === undefined) continue;
    const heredocs = mayHaveHeredoc(instruction, escapeCharacter) ? heredocsOf(joined.text ?? '', lines, at) : [];
    if (heredocs === undefined) throw new UnreadableError('a here-document whose end is not found', instruction.line);
    at += heredocs.length;
    instructions.push({ ...instruction, heredocs });
  }
  return { escapeCharacter, instructions };
}

/**
 * Reads `# name=value` lines at the start of a Dockerfile.
 * @param clean removes characters before the `#`.
 * @throws UnreadableError on a name that is there twice.
 */
export function readDirectives(
  lines: readonly string[],
  clean: (line: string) => string = (line) => line,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const cleaned = clean(line);
    if (!cleaned.startsWith('#')) break;
    const [, name = '', value = ''] = /^([a-z]+)\s*=(.+)/is.exec(trimSpaceLeft(cleaned.slice(1))) ?? [];
    const key = name.toLowerCase();
    if (!['syntax', 'escape', 'check'].includes(key)) break;
    if (found.has(key)) throw new UnreadableError(`only one ${key} directive is allowed`, index + 1);
    found.set(key, value.trim());
  }
  return found;
}

function checkLengths(lines: readonly string[]): void {
  // a character has at most three bytes for each unit of its length
  const at = lines.findIndex((line) => line.length >= MAX_LINE_BYTES / 3 && Buffer.byteLength(line) >= MAX_LINE_BYTES);
  if (at >= 0) throw new UnreadableError(`a line of more than ${MAX_LINE_BYTES} bytes`, at + 1);
}

/** Joins a line with those that continue it. The text is undefined for a comment and an empty line. */
function joinLines(
  lines: readonly string[],
  from: number,
  escapeCharacter: string,
): { readonly text: string | undefined; readonly next: number } {
  const first = trimSpaceLeft(trimLineEnd(lines[from] ?? ''));
  let { text, continues } = continuation(isComment(first) ? '' : first, escapeCharacter);
  let next = from + 1;
  if (text === '' && !continues) return { text: undefined, next };
  for (; continues && next < lines.length; next++) {
    const line = trimLineEnd(lines[next] ?? '');
    if (isComment(line) || trimSpaceLeft(line) === '') continue;
    const more = continuation(line, escapeCharacter);
    text += more.text;
    continues = more.continues;
  }
  return { text, next };
}

/** A line without its escape character at the end. Two escape characters continue no line. */
function continuation(line: string, escapeCharacter: string): { text: string; continues: boolean } {
  const end = trimEnd(line, ' \t');
  const continues = end.endsWith(escapeCharacter) && !end.endsWith(escapeCharacter + escapeCharacter);
  return { text: continues ? end.slice(0, -1) : line, continues };
}

function split(text: string, line: number, escapeCharacter: string): Omit<Instruction, 'heredocs'> {
  const [keyword = '', after = ''] = splitAtSpace(trimSpace(text), 2);
  const { flags, rest } = splitFlags(after, escapeCharacter);
  return { line, keyword: keyword.toUpperCase(), flags, rest: trimSpace(rest) };
}

function mayHaveHeredoc(instruction: Omit<Instruction, 'heredocs'>, escapeCharacter: string): boolean {
  const { keyword, rest } =
    instruction.keyword === 'ONBUILD' ? split(instruction.rest, instruction.line, escapeCharacter) : instruction;
  return ['ADD', 'COPY', 'RUN'].includes(keyword) && !isJson(rest);
}

/** True for `["program", "argument"]`. */
function isJson(rest: string): boolean {
  if (!rest.startsWith('[')) return false;
  try {
    return Array.isArray(JSON.parse(rest));
  } catch {
    return false;
  }
}

function isComment(line: string): boolean {
  return trimSpaceLeft(line).startsWith('#');
}

function trimLineEnd(line: string): string {
  return trimEnd(line, '\r');
}
