import leven from 'leven';
import { MAX_COMPARED_CHARS } from '../runtime/limits.ts';

/** Length of a list in a hint, in characters. */
const LONGEST_LIST = 1_000;

/** The known name that was most likely meant, if one is near enough to be named. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  if (wanted.length > MAX_COMPARED_CHARS) return undefined;
  const ranked = known
    .filter(({ length }) => length <= MAX_COMPARED_CHARS)
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => isNear(distance, Math.max(name.length, wanted.length)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

/** Where half of a name would have to change, all names are as near. */
function isNear(distance: number, length: number): boolean {
  return distance <= Math.max(1, Math.floor((length + 1) / 3)) && 2 * distance < length;
}

/** A hint for an unknown name: the one nearest to it, or else all there are. */
export function hintFor(text: string, known: readonly string[]): string {
  const near = nearest(text, known);
  if (near !== undefined) return `did you mean ${near}?`;
  const list = known.join(', ');
  return `write one of ${list.length > LONGEST_LIST ? `${list.slice(0, LONGEST_LIST)}…` : list}`;
}

/** Number of edits between two words. Letters that were swapped count as one. */
function distance(a: string, b: string): number {
  return lettersOf(a) === lettersOf(b) ? Number(a !== b) : leven(a, b);
}

function lettersOf(word: string): string {
  return [...word].sort().join('');
}
