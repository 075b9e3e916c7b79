import { ActionError, messageOf } from './errors.ts';
import { classify, type Judgement } from './retry.ts';

// docker and buildx tell no status, only words: theirs, the registry's, and those of Go's network library
/** Where docker and buildx quote an answer that has no words of a registry: `unexpected status from PUT request to …: 413 Too Large` */
const STATUS = /unexpected status[^\n]*: (\d{3})\b/;
// A registry that does not know yet what it has just been sent; buildx writes a part's image twice at once, beside its
// attestation and with it, and a registry that keeps files then reads one half written. In spite of their status, 400.
const BEHIND = /blob unknown to registry|did not match uploaded content/i;
const KILLED = /killed by SIGKILL|exit status 137\b/;
const FINAL = [
  /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  /no space left on device|disk quota exceeded/i,
  /immutable/i,
];
const TRANSIENT = [
  /\b(?:408|429|500|502|503|504)\b|toomanyrequests|too many requests/i,
  /i\/o timeout|timed? ?out|deadline exceeded|TLS handshake/i,
  /connection (?:reset|refused|closed)|broken pipe|unexpected EOF|\bEOF\b|server misbehaving|no such host|temporary failure/i,
  /network is unreachable|no route to host|http2: /i,
];

/**
 * Judges a child process by what it said last. Transient words win: a `denied` can be a token that a broken server could
 * not check, and a final fault costs no more than a few attempts.
 * @param otherwise for words that are not known. What comes without a child's words is final, and so is a child that
 *   was killed.
 */
export function judgeWords(otherwise: Judgement['verdict']): (error: unknown) => Judgement {
  return (error) => {
    // our own message bears names, and a name may look like a status: `app:503`
    const words = error instanceof ActionError ? error.output : undefined;
    if (words === undefined || KILLED.test(messageOf(error))) return { verdict: 'final' };
    if (BEHIND.test(words)) return { verdict: 'transient' };
    const [, status] = STATUS.exec(words) ?? [];
    if (status !== undefined) return { verdict: classify({ status: Number(status), headers: {} }) };
    if (TRANSIENT.some((pattern) => pattern.test(words))) return { verdict: 'transient' };
    if (FINAL.some((pattern) => pattern.test(words))) return { verdict: 'final' };
    return { verdict: otherwise };
  };
}
