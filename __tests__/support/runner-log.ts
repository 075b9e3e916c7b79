// GitHub's runner as a parser of a step's output: the lines that it obeys, and the text that it shows. After
// github.com/actions/runner, src/Runner.Common/ActionCommand.cs, src/Runner.Worker/ActionCommandManager.cs and src/Sdk/DTLogging/Logging.

export interface Obeyed {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The registered commands. The runner obeys only these, and ignores case. */
const REGISTERED = [
  ...['stop-commands', 'set-env', 'set-output', 'save-state', 'add-mask', 'add-path', 'add-matcher', 'remove-matcher'],
  ...['debug', 'warning', 'error', 'notice', 'group', 'endgroup', 'echo', 'internal-set-repo-path'],
];

// .NET searches text by culture, which ignores zero-width characters, or by code unit on a machine without cultures. The
// cultures of .NET on Linux are ICU's.
const collator = new Intl.Collator('en-US', { sensitivity: 'variant', ignorePunctuation: false });

const weightless = new Map<string, boolean>();

export function isWeightless(character: string): boolean {
  const known = weightless.get(character);
  if (known !== undefined) return known;
  const result = collator.compare(`#${character}#`, '##') === 0;
  weightless.set(character, result);
  return result;
}

/** Every place where a search may find the prefix. It is not documented which end of ignorable characters counts as the match. */
function places(text: string, prefix: string, from: number): readonly number[] {
  const found = new Set<number>();
  const ordinal = text.indexOf(prefix, from);
  if (ordinal >= 0) found.add(ordinal);
  for (let start = from; start < text.length && found.size < 4; start++) {
    let seen = '';
    for (const character of text.slice(start)) {
      if (isWeightless(character)) continue;
      seen += character;
      if (!prefix.startsWith(seen)) break;
      if (seen === prefix) found.add(start);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The commands that the runner might obey in a line. Normally at most one; several if its search might find several places. */
export function commandsIn(line: string): readonly Obeyed[] {
  const second = parseSecond(line);
  return second.length > 0 ? second : parseFirst(line);
}

/** `::name key=value,…::data`, after white space only. */
function parseSecond(line: string): readonly Obeyed[] {
  // white space by Char.IsWhiteSpace: not U+FEFF, but U+0085
  const text = line.replace(/^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, '');
  const starts = text.startsWith('::') || places(text.slice(0, 8), '::', 0).includes(0);
  if (!starts) return [];
  return places(text, '::', 2).flatMap((end) => {
    return command(text.slice(2, end), ',', { text: text.slice(end + 2), codes: {} }, { '%3A': ':', '%2C': ',' });
  });
}

/** `##[name key=value;…]data`, anywhere. */
function parseFirst(line: string): readonly Obeyed[] {
  return places(line, '##[', 0).flatMap((start) => {
    const end = line.indexOf(']', start);
    if (end < start + 3) return [];
    const codes = { '%3B': ';', '%5D': ']' };
    return command(line.slice(start + 3, end), ';', { text: line.slice(end + 1), codes }, codes);
  });
}

type Codes = Readonly<Record<string, string>>;

function command(
  info: string,
  separator: string,
  data: { readonly text: string; readonly codes: Codes },
  codes: Codes,
): readonly Obeyed[] {
  const space = info.indexOf(' ');
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase();
  if (!REGISTERED.includes(name)) return [];
  const pairs =
    space < 0
      ? []
      : info
          .slice(space + 1)
          .trim()
          .split(separator);
  const properties = pairs.flatMap((pair): [string, string][] => {
    const [key = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    return key === '' || value === '' ? [] : [[key, decode(value, codes)]];
  });
  return [{ command: name, properties: Object.fromEntries(properties), data: decode(data.text, data.codes) }];
}

function decode(text: string, codes: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', ...codes, '%25': '%' };
  return Object.entries(all).reduce((result, [code, character]) => result.replaceAll(code, character), text);
}

/** A step's log as its page shows it, and the commands that the runner obeyed. */
export interface ShownLog {
  readonly shown: string;
  readonly obeyed: readonly Obeyed[];
}

/** Processes a step's output as the runner does: a mask applies to all later lines. */
export function showLog(output: string): ShownLog {
  const masks: string[] = [];
  const obeyed: Obeyed[] = [];
  const shown: string[] = [];
  for (const line of output.split(/\r\n|\r|\n/)) {
    const [first] = commandsIn(line);
    if (first !== undefined) obeyed.push(first);
    if (first?.command !== 'add-mask') {
      shown.push(mask(first === undefined ? line : `##[${first.command}]${first.data}`, masks));
      continue;
    }
    const parts = [first.data, ...first.data.split(/[\r\n]/).map((part) => part.trim())].filter((part) => part !== '');
    masks.push(...parts.flatMap(encodings));
    masks.sort((a, b) => b.length - a.length);
  }
  return { shown: shown.join('\n'), obeyed };
}

function mask(text: string, masks: readonly string[]): string {
  return masks.reduce((result, secret) => result.replaceAll(secret, '***'), text);
}

/** The forms in which the runner searches for a masked value. */
function encodings(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const unquoted = value.length > 8 && /^".*"$/s.test(value) ? [value.slice(1, -1)] : [];
  const xml = value.replace(/[<>"'&]/g, (character) => `&${XML[character]};`);
  return [
    value,
    ...[0, 1, 2].map((shift) => bytes.subarray(Math.min(shift, bytes.length - 1)).toString('base64')),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    xml,
    ...unquoted,
  ].filter((text) => text !== '');
}

const XML: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos', '&': 'amp' };
