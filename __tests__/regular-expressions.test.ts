import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const SOURCE = join(import.meta.dirname, '..', 'src');
const LENGTH = 16_000;
/** Time limit in milliseconds. A regular expression that reads the text once takes less than a tenth of it. */
const LIMIT = 60;
/** A busy machine lengthens single measurements. The shortest of this number counts. */
const MEASUREMENTS = 5;

/** Regular expressions with superlinear time, and the reason why their text is short. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/:[^@]*@/': 'reads a constant',
  '/multiarch-build.*?([0-9a-f]{14}-[0-9a-z]+-[0-9a-z]+-[0-9a-f]{6})/': 'reads names that Docker Engine limits',
  '/no builder .* found/': 'reads the message of buildx about a builder of this run',
  '/@.*$/': 'runs under the time limit of parsing a Dockerfile',
  '/:[^/]*$/': 'runs under the time limit of parsing a Dockerfile',
  '/^\\/(.+)\\/(.*)$/': 'runs under the time limit of rules',
  '/("(?:[^"\\\\]|\\\\.)*")(\\s*:)?|[{}]/g': 'reads JSON that was parsed, so each quote is closed',
  '/"(?:[^"\\\\]|\\\\.)*"/g': 'reads a header of at most 4,096 characters',
  '/\\{\\{.*?\\}\\}/g': 'reads an item of tags, whose length is limited',
  '/unexpected status[^\\n]*: (\\d{3})\\b/': 'reads at most 10,000 characters',
  '/^([^:]+):(.*?)\\0*$/s': 'reads the configuration of Docker that the user wrote',
  '/(https?:\\/\\/[^\\s?]+)\\?\\S*/g': 'reads at most 2,000 characters',
};

/** Files with patterns that read at most 10,000 characters. */
const BOUNDED_FILES = ['buildkit/known-failures.ts'];

test('every regular expression takes linear time or reads a short text', () => {
  const slow = literals().flatMap((text) => {
    if (BOUNDED[text] !== undefined) return [];
    const [worst, by] = worstOf(text);
    return worst > LIMIT ? `${text} takes ${Math.round(worst)} ms on ${by}` : [];
  });
  expect(slow).toEqual([]);
}, 300_000);

function literals(): readonly string[] {
  const found = new Set<string>();
  for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || BOUNDED_FILES.includes(path)) continue;
    const file = ts.createSourceFile(path, readFileSync(join(SOURCE, path), 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return [...found];
}

/** The longest CPU time of a pattern on repetitions of its own pieces, in milliseconds. */
function worstOf(text: string): readonly [milliseconds: number, by: string] {
  const [, body = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(text) ?? [];
  const expression = new RegExp(body, flags.replace('y', ''));
  let worst: readonly [number, string] = [0, ''];
  for (const [a, b] of pairsOf(piecesOf(body))) {
    for (const subject of [fill(a + b), `${fill(a)}\u0001${b}\u0001`, `${b}${fill(a)}\u0001`]) {
      const time = timeOf(expression, subject);
      if (time > worst[0]) worst = [time, JSON.stringify([a, b])];
      if (worst[0] > LIMIT) return worst;
    }
  }
  return worst;
}

/** The shortest CPU time in milliseconds. Measures again only while each measurement is above the limit. */
function timeOf(expression: RegExp, subject: string): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MEASUREMENTS && shortest > LIMIT; i += 1) {
    const started = process.cpuUsage();
    subject.replace(expression, '');
    shortest = Math.min(shortest, process.cpuUsage(started).user / 1000);
  }
  return shortest;
}

function piecesOf(body: string): readonly string[] {
  const plain = body
    .replace(/\(\?<?[:=!]|\(\?<\w+>/g, '(')
    .replace(/\\[bBp]/g, '')
    .replace(/\\s/g, ' ')
    .replace(/\\d/g, '0')
    .replace(/\\[wS]/g, 'a')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\0/g, '\0')
    .replace(/\\(.)/g, '$1');
  const words = plain.split(/[()|[\]{}*+?^$]+/).filter((word) => word !== '' && word.length < 40);
  return [...new Set([...words.flatMap((word) => [word, word.charAt(0)]), ' ', 'a', '\n', '"'])].slice(0, 16);
}

function pairsOf(pieces: readonly string[]): readonly (readonly [string, string])[] {
  return pieces.flatMap((a) => ['', ...pieces].map((b) => [a, b] as const));
}

function fill(piece: string): string {
  return piece.repeat(Math.ceil(LENGTH / piece.length));
}
