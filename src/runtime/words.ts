import type { Diagnosis } from '../model/diagnosis.ts';
import { ActionError, HungError, messageOf } from '../model/errors.ts';
import { MAX_CLASSIFIED_OUTPUT_CHARS } from './limits.ts';
import { classify, type Judgement, type Verdict } from './retry.ts';

// docker and buildx report only text, no status: their own, the registry's, and that of Go's network library
/** A status that docker and buildx quote if the registry's answer has no text: `unexpected status from PUT request to …: 413 Too Large` */
const STATUS = /unexpected status[^\n]*: (\d{3})\b/;
// The registry does not know yet the content that it has just received. buildx writes a part's image twice in parallel, with
// and without its attestation, and a registry that keeps files then reads a half-written one. Transient in spite of status 400.
const BEHIND = /blob unknown to registry|did not match uploaded content/i;
const KILLED = /killed by SIGKILL|exit status 137\b/;
/** TLS was used with a server without it, or plain HTTP with a server that requires TLS. Go reports the latter as a broken connection, and the answer to a HEAD has no text. */
const NO_TLS = /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/;
const NO_HTTP =
  /malformed HTTP (?:response|version|status code) "\\+x15\\+x03|Client sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|unexpected status from HEAD request to http:\S+: 400 Bad Request/;
const PROXY_LOGIN = /Proxy Authentication Required/;
const DENIED = /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i;
const FULL = /no space left on device|disk quota exceeded/i;
const UNTRUSTED = /certificate (?:signed by|has expired|is not trusted|is valid for)|failed to verify certificate/i;
const FINAL = [
  DENIED,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  FULL,
  /immutable/i,
  UNTRUSTED,
];
/** A number is a status only after the word for one, or before the text of one. `0.503` and `429.5MB` are not. */
const PASSING = String.raw`(?:408|429|5(?!01|05|07)\d\d)\b(?![.\d])`;
const TRANSIENT = new RegExp(
  [
    String.raw`(?<=\b(?:status|HTTP|returned error)(?: code)?(?: from \w+ request to)?(?: https?://\S+)?[ :=]+)${PASSING}(?: [a-z][\w -]*)?`,
    String.raw`\b${PASSING} (?:Request Time|Too Many|Internal|Bad|Service|Gateway)[\w -]*`,
    'toomanyrequests|too many requests',
    'i/o timeout|timed out|Timeout exceeded|handshake timeout|timeout awaiting|deadline exceeded|Gateway Time-?out',
    'connection (?:reset|refused|closed)|server closed idle connection|broken pipe|transport connection broken',
    String.raw`(?:^|unexpected |: )EOF\b`,
    'no such host|could not resolve host|server misbehaving|temporary failure|network is unreachable|no route to host',
    'http2: |GOAWAY|stream error: |INTERNAL_ERROR; received from peer',
    'failed size validation|unexpected commit digest',
    BEHIND.source,
  ].join('|'),
  'im',
);

/** Messages of a transient error of a registry or of the network. */
export const PASSING_WORDS: RegExp = TRANSIENT;

/**
 * Distinguishes transient from permanent failures by the output of docker, buildx or BuildKit. Undefined if no pattern matches.
 * A transient pattern wins: `denied` can be a token that a broken server could not check, and retrying a permanent failure
 * costs only a few attempts.
 */
export function verdictOf(said: string): Verdict | undefined {
  // the server decides how long its answer is
  const words = said.slice(-MAX_CLASSIFIED_OUTPUT_CHARS);
  if (BEHIND.test(words)) return 'transient';
  if (ADVICE.some(({ pattern }) => pattern.test(words))) return 'final';
  const [, status] = STATUS.exec(words) ?? [];
  if (status !== undefined) return classify({ status: Number(status), headers: {} });
  if (TRANSIENT.test(words)) return 'transient';
  return FINAL.some((pattern) => pattern.test(words)) ? 'final' : undefined;
}

/** A fault in the machine's settings, which neither a retry nor other permissions can fix. */
export interface Advice {
  readonly kind: 'plain-http' | 'tls-only' | 'proxy';
  readonly pattern: RegExp;
  readonly hint: string;
}

/** Patterns for faults in the settings, in the output of docker, buildx or BuildKit. */
export const ADVICE: readonly Advice[] = [
  {
    kind: 'plain-http',
    pattern: NO_TLS,
    hint: "The registry serves plain HTTP: add it to `insecure-registries` in the engine's daemon.json, or set `http = true` for it in `buildkitd-config`.",
  },
  {
    kind: 'tls-only',
    pattern: NO_HTTP,
    hint: "The registry speaks TLS: remove it from `insecure-registries` in the engine's daemon.json, or `http = true` from `buildkitd-config`.",
  },
  {
    kind: 'proxy',
    pattern: PROXY_LOGIN,
    hint: 'Add user name and password to the proxy of the engine or the builder (`driver-opts: env.HTTPS_PROXY=…`), or list the host in its NO_PROXY.',
  },
];

/** What a job does at a registry. */
export type Access = 'pull' | 'push';

/** Fixes for a registry that denies access. */
export const DENIED_HINTS: Readonly<Record<Access, string>> = {
  pull: 'Check the name, and log in to that registry with an account or a token that may pull the image (`packages: read` on GHCR).',
  push: 'Log in to that registry with an account or a token that may push to the repository (`packages: write` on GHCR).',
};

/** Fixes for a registry that limits the rate of requests. */
export const RATE_LIMIT_HINTS: Readonly<Record<Access, string>> = {
  pull: 'Log in to that registry (`username`, `password`, or `registry-auth`), use a mirror, or try again later.',
  push: 'Run the job again later, with fewer jobs that push at once.',
};

/** The fix for a failure, and the section about it. */
interface Explanation {
  readonly hint: string;
  readonly diagnosis: Diagnosis;
}

/** Explains the output of docker, buildx or Docker Engine. Undefined if no pattern matches. */
export function adviceFor(said: string, access: Access): Explanation | undefined {
  const words = said.slice(-MAX_CLASSIFIED_OUTPUT_CHARS);
  const known = ADVICE.find(({ pattern }) => pattern.test(words));
  if (known !== undefined) return { hint: known.hint, diagnosis: known.kind };
  if (/toomanyrequests|too many requests|: 429\b/i.test(words)) {
    return { hint: RATE_LIMIT_HINTS[access], diagnosis: 'rate-limit' };
  }
  // a token server that fails causes "denied" too
  if (TRANSIENT.test(words)) return undefined;
  if (FULL.test(words)) return { hint: 'Free space on the machine of Docker Engine.', diagnosis: 'disk-full' };
  if (UNTRUSTED.test(words)) {
    return { hint: 'Check the certificates and the clock of this machine.', diagnosis: 'certificate' };
  }
  return DENIED.test(words) ? { hint: DENIED_HINTS[access], diagnosis: `${access}-denied` } : undefined;
}

/**
 * Judges a subprocess by its last output. A hang is transient.
 * @param otherwise verdict for unknown output. An error without output of a subprocess is permanent, and so is a subprocess
 *   that was killed.
 */
export function judgeWords(otherwise: Verdict): (error: unknown) => Judgement {
  return (error) => {
    if (error instanceof HungError) return error;
    // our own message contains names, and a name may look like a status: `app:503`
    const words = error instanceof ActionError ? error.output : undefined;
    if (words === undefined || KILLED.test(messageOf(error))) return { verdict: 'final' };
    return { verdict: verdictOf(words) ?? otherwise };
  };
}
