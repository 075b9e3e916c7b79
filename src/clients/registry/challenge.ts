import { MAX_CHALLENGE_CHARS } from '../../runtime/limits.ts';

/** The authentication that a registry asks for: https://distribution.github.io/distribution/spec/auth/token/ */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'bearer';
      /** The URL of the token server. */
      readonly realm: string;
      readonly service: string | undefined;
      /** The scope of the token, such as `repository:acme/app:pull`. */
      readonly scope: string | undefined;
    };

const SCHEME = /(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*,|\s*$)/g;
// only from the start of a word: otherwise a long word without `=` would take seconds
const PARAMETER = /(?<![A-Za-z0-9_-])([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** Parses WWW-Authenticate, which may hold several challenges. Takes the first that this client can answer; Bearer before Basic. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = split((header ?? '').slice(0, MAX_CHALLENGE_CHARS));
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm !== undefined);
  if (bearer !== undefined) {
    const { realm = '', service, scope } = bearer.parameters;
    return { scheme: 'bearer', realm, service, scope };
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined;
}

function split(header: string) {
  // quoted text may contain commas and words that look like schemes, so schemes are searched after the quotes are blanked
  const blanked = header.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${'_'.repeat(text.length - 2)}"`);
  const starts = [...blanked.matchAll(SCHEME)];
  return starts.map((start, at) => ({
    scheme: (start[1] ?? '').toLowerCase(),
    parameters: parameters(header.slice(start.index + start[0].length, starts[at + 1]?.index)),
  }));
}

function parameters(text: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    [...text.matchAll(PARAMETER)].map(([, name = '', quoted, plain]) => [
      name.toLowerCase(),
      quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'),
    ]),
  );
}
