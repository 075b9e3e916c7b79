/** A bracket, or a string as it is written, without its quotes. */
export type JsonToken = '{' | '}' | '[' | ']' | { readonly string: string; readonly isKey: boolean };

/**
 * The brackets and strings of a JSON text, in order. Character by character: a regular expression could run out of stack on
 * a long string.
 * @param json valid JSON, so that every string in it ends.
 */
export function* jsonTokens(json: string): Generator<JsonToken> {
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '{' || character === '}' || character === '[' || character === ']') yield character;
    else if (character === '"') {
      const end = endOfString(json, at);
      yield { string: json.slice(at + 1, end - 1), isKey: isKey(json, end) };
      at = end - 1;
    }
  }
}

/**
 * The first duplicate key of an object: `JSON.parse` silently takes the last of them. Undefined if it is missing.
 * @param json valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  /** Keys of the objects around, innermost last. */
  const objects: Set<string>[] = [];
  for (const token of jsonTokens(json)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (typeof token === 'object' && token.isKey) {
      const key = unescaped(token.string);
      const known = objects.at(-1);
      if (known?.has(key)) return key;
      known?.add(key);
    }
  }
  return undefined;
}

/** The value of a string as it is written in JSON. */
export function unescaped(string: string): string {
  return string.includes('\\') ? JSON.parse(`"${string}"`) : string;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The last of the characters that JSON has for white space, and that alone stand between its tokens. */
const SPACE = 0x20;

/** True if the string that ends here is followed by a colon. */
function isKey(json: string, end: number): boolean {
  let at = end;
  while (json.charCodeAt(at) <= SPACE) at += 1;
  return json[at] === ':';
}
