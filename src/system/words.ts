import { ActionError, HungError, messageOf } from './errors.ts';
import { classify, type Judgement, type Verdict } from './retry.ts';

// docker and buildx tell no status, only words: theirs, the registry's, and those of Go's network library
/** Where docker and buildx quote an answer that has no words of a registry: `unexpected status from PUT request to …: 413 Too Large` */
const STATUS = /unexpected status[^\n]*: (\d{3})\b/;
// A registry that does not know yet what it has just been sent; buildx writes a part's image twice at once, beside its
// attestation and with it, and a registry that keeps files then reads one half written. In spite of their status, 400.
const BEHIND = /blob unknown to registry|did not match uploaded content/i;
const KILLED = /killed by SIGKILL|exit status 137\b/;
/** TLS was spoken to a server without it, or plain HTTP to one with it. Go calls the reverse a broken connection. */
const NO_TLS = /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/;
const NO_HTTP =
  /malformed HTTP (?:response|version|status code) "\\+x15\\+x03|Client sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port/;
const PROXY_LOGIN = /Proxy Authentication Required/;
const FINAL = [
  /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  /no space left on device|disk quota exceeded/i,
  /immutable/i,
  /certificate (?:signed by|has expired|is not trusted|is valid for)|failed to verify certificate/i,
];
/** A number is a status only where it is called one, or has a status's words behind it: `0.503`, `429.5MB` are none. */
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

/** Length that is read of what a process said, in characters. */
const LONGEST = 10_000;

/** The words that tell of a moment's weakness, of a registry or of the way to it. */
export const PASSING_WORDS: RegExp = TRANSIENT;

/**
 * Tells what may pass from what will not by the words of docker, buildx or BuildKit; `undefined`: they are not known.
 * Transient words win: a `denied` can be a token that a broken server could not check, and a final fault costs no more
 * than a few attempts.
 */
export function verdictOf(said: string): Verdict | undefined {
  // a server decides how long its answer is
  const words = said.slice(-LONGEST);
  if (BEHIND.test(words)) return 'transient';
  if (ADVICE.some(({ pattern }) => pattern.test(words))) return 'final';
  const [, status] = STATUS.exec(words) ?? [];
  if (status !== undefined) return classify({ status: Number(status), headers: {} });
  if (TRANSIENT.test(words)) return 'transient';
  return FINAL.some((pattern) => pattern.test(words)) ? 'final' : undefined;
}

/** A fault of the machine's settings that another attempt or other rights do not mend. */
export interface Advice {
  readonly kind: 'plain-http' | 'tls-only' | 'proxy';
  readonly pattern: RegExp;
  readonly hint: string;
}

/** Faults of settings, by the words of docker, buildx or BuildKit. */
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

/** Advice for what docker, buildx or BuildKit printed. Undefined for other words. */
export function adviceFor(said: string): string | undefined {
  const words = said.slice(-LONGEST);
  return ADVICE.find(({ pattern }) => pattern.test(words))?.hint;
}

/**
 * Judges a child process by what it said last; one that hung may do better next time.
 * @param otherwise for words that are not known. What comes without a child's words is final, and so is a child that
 *   was killed.
 */
export function judgeWords(otherwise: Verdict): (error: unknown) => Judgement {
  return (error) => {
    if (error instanceof HungError) return error;
    // our own message bears names, and a name may look like a status: `app:503`
    const words = error instanceof ActionError ? error.output : undefined;
    if (words === undefined || KILLED.test(messageOf(error))) return { verdict: 'final' };
    return { verdict: verdictOf(words) ?? otherwise };
  };
}
