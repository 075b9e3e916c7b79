import { lex, WordError } from './expand.ts';
import { trimEnd, trimLeadingTabs } from './words.ts';

interface Heredoc {
  readonly name: string;
  /** `<<-`: tabs before the terminator are allowed. */
  readonly chomps: boolean;
  /** `<< NAME`, which BuildKit supports since version 0.22. */
  readonly isSpaced: boolean;
}

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();
/** The limits of expansion protect the walk, which reads a word many times. A line is split once. */
const NO_LIMIT = { spend: () => undefined };

/**
 * The lines of the here-documents of an instruction, each with its terminator. Undefined if a terminator is missing.
 * @param text the instruction, its lines joined.
 * @param from index of the first line after the instruction.
 */
export function heredocsOf(text: string, lines: readonly string[], from: number): readonly string[] | undefined {
  if (!text.includes('<<')) return [];
  const heredocs = findHeredocs(text);
  // an older version reads `$((1 << 2))` as arithmetic, and a newer one fails
  return (
    contentOf(heredocs, lines, from) ??
    contentOf(
      heredocs.filter(({ isSpaced }) => !isSpaced),
      lines,
      from,
    )
  );
}

function contentOf(
  heredocs: readonly Heredoc[],
  lines: readonly string[],
  from: number,
): readonly string[] | undefined {
  let next = from;
  for (const { name, chomps } of heredocs) {
    const isEnd = (line: string) => {
      const bare = trimEnd(line, '\r');
      return (chomps ? trimLeadingTabs(bare) : bare) === name;
    };
    while (next < lines.length && !isEnd(lines[next] ?? '')) next++;
    if (next++ >= lines.length) return undefined;
  }
  return lines.slice(from, next);
}

/** The here-documents that a line announces. A line that BuildKit's lexer refuses has none. */
function findHeredocs(text: string): readonly Heredoc[] {
  return wordsOf(text, { rawQuotes: true, rawEscapes: true }).flatMap((word) => {
    const [, dash, space = '', rest = ''] = /^\d*<<(-?)([\t\n\f\r ]*)([^<]*)$/.exec(word) ?? [];
    if (dash === undefined || rest === '') return [];
    const [name, ...more] = wordsOf(rest, {});
    return name === undefined || more.length > 0 ? [] : { name, chomps: dash !== '', isSpaced: space !== '' };
  });
}

/** Here-documents have the escape character `\` in every Dockerfile. */
function wordsOf(
  text: string,
  raw: { readonly rawQuotes?: boolean; readonly rawEscapes?: boolean },
): readonly string[] {
  try {
    return lex(text, { ...raw, escapeCharacter: '\\', variables: NO_VARIABLES, work: NO_LIMIT, keepUnset: true }).words;
  } catch (error) {
    if (error instanceof WordError) return [];
    throw error;
  }
}
