import { duplicateKey, jsonTokens, unescaped } from './json-tokens.ts';

/** Known keys of an object with the shapes of their values. A list has the shape of its elements. Other keys are allowed. */
export interface Shape {
  readonly [key: string]: Shape;
}

const ANY: Shape = {};

export function keys(...names: readonly string[]): Shape {
  return Object.fromEntries(names.map((name) => [name, ANY]));
}

/** Programs could read different values in this JSON. */
export class AmbiguousJson extends Error {}

/** Maximum nesting of objects and lists. Images need six levels. */
const DEEPEST = 64;

/**
 * Parses JSON and rejects documents that programs read differently. Go's decoder, used by most image tools, accepts keys in
 * any case (https://pkg.go.dev/encoding/json#Unmarshal), uses the last of several equal keys, and replaces invalid UTF-8.
 * Numbers that Go does not accept as integers become NaN.
 * @throws SyntaxError if it is not JSON; AmbiguousJson if programs could read different values.
 */
export function parseStrictly(bytes: Uint8Array, shape: Shape): unknown {
  const text = decode(bytes);
  const value = JSON.parse(text, integersOnly);
  refuseAmbiguous(text);
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

/** @param text valid JSON. */
function refuseAmbiguous(text: string): void {
  let depth = 0;
  for (const token of jsonTokens(text)) {
    if (token === '}' || token === ']') depth -= 1;
    else if (typeof token === 'object') {
      if (!unescaped(token.string).isWellFormed()) throw new AmbiguousJson('it has half of a surrogate pair');
    } else {
      depth += 1;
      if (depth > DEEPEST) throw new AmbiguousJson(`it is nested deeper than ${DEEPEST} levels`);
    }
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new AmbiguousJson(`the key ${quoted(twice)} is there twice`);
}

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

/** Equal for keys that Go treats as equal, including U+212A for `k` and U+017F for `s`. */
function folded(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** Shortens and escapes a key, which may contain any text. */
function quoted(key: string): string {
  return JSON.stringify(key.slice(0, 40));
}
