/** Known keys of an object, each with the shape of its value; a list has the shape of its elements. Other keys are free. */
export interface Shape {
  readonly [key: string]: Shape;
}

const ANY: Shape = {};

export function keys(...names: readonly string[]): Shape {
  return Object.fromEntries(names.map((name) => [name, ANY]));
}

/** One program could read something else in this JSON than another program does. */
export class AmbiguousJson extends Error {}

/** Objects and lists within each other; images need six. */
const DEEPEST = 64;

/**
 * Parses JSON that every program reads alike. Go's decoder, which most tools for images use, takes a key in any case
 * (https://pkg.go.dev/encoding/json#Unmarshal) and of several equal keys the last, and it replaces invalid UTF-8.
 * Numbers that Go does not accept as integers become NaN.
 * @throws SyntaxError if it is not JSON; AmbiguousJson if programs could disagree about it.
 */
export function parseStrictly(bytes: Uint8Array, shape: Shape): unknown {
  const text = decode(bytes);
  const value = JSON.parse(text, integersOnly);
  refuseDuplicates(text);
  refuseOtherCase(value, shape);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AmbiguousJson('it is not valid UTF-8', { cause });
  }
}

// TypeScript does not know the third parameter yet: https://github.com/tc39/proposal-json-parse-with-source
function integersOnly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && !/^-?\d+$/.test(context?.source ?? '') ? Number.NaN : value;
}

/** @param text valid JSON, so that every string in it ends. */
function refuseDuplicates(text: string): void {
  /** Keys of the objects around, innermost last; undefined for a list. */
  const around: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      around.push(character === '{' ? new Set() : undefined);
      if (around.length > DEEPEST) throw new AmbiguousJson(`it is nested deeper than ${DEEPEST} levels`);
    } else if (character === '}' || character === ']') around.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const string = unescaped(text.slice(at + 1, end - 1));
      at = end - 1;
      if (!isKey(text, end)) continue;
      const known = around.at(-1);
      if (known?.has(string)) throw new AmbiguousJson(`the key ${quoted(string)} is there twice`);
      known?.add(string);
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function unescaped(string: string): string {
  if (!string.includes('\\')) return string;
  const value: string = JSON.parse(`"${string}"`);
  if (!value.isWellFormed()) throw new AmbiguousJson('it has half of a surrogate pair');
  return value;
}

/** Whether the string that ends here is followed by a colon. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return text[at] === ':';
}

/** The last of the characters that JSON has for white space, and that alone stand between its tokens. */
const SPACE = 0x20;

function refuseOtherCase(value: unknown, shape: Shape): void {
  if (Array.isArray(value)) for (const element of value) refuseOtherCase(element, shape);
  else if (typeof value === 'object' && value !== null) {
    const known = new Map(Object.keys(shape).map((key) => [folded(key), key]));
    for (const [key, inner] of Object.entries(value)) {
      const other = known.get(folded(key));
      if (other === undefined) continue;
      if (other !== key) throw new AmbiguousJson(`the key ${quoted(key)} is written "${other}"`);
      refuseOtherCase(inner, shape[key] ?? ANY);
    }
  }
}

/** Equal for keys that Go takes for each other: it knows a K and an s beyond ASCII, U+212A and U+017F. */
function folded(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** Keys may be long and hold anything. */
function quoted(key: string): string {
  return JSON.stringify(key.slice(0, 40));
}
