import type { Diagnosis } from '../../model/diagnosis.ts';
import { ActionError, messageOf } from '../../model/errors.ts';
import { classify } from '../../runtime/retry.ts';
import type { HttpProxy } from './proxy.ts';
import { ProxyError } from './tunnel.ts';

/**
 * The answer did not arrive completely. `code` is Node's or undici's (`ECONNRESET`, `UND_ERR_HEADERS_TIMEOUT`),
 * `TOO_LARGE`, `TOO_SLOW`, `PLAIN_HTTP` (a server without TLS at an https address), `PROXY_REFUSED`, `PROXY_UNAVAILABLE`
 * or `PROXY_TIMEOUT`.
 */
export class HttpError extends ActionError {
  override readonly name = 'HttpError';
  readonly code: string | undefined;

  constructor(
    message: string,
    details: { code: string | undefined; hint?: string; diagnosis?: Diagnosis; cause?: unknown },
  ) {
    super(message, details);
    this.code = details.code;
  }
}

/** A request that failed. */
export interface Asked {
  readonly url: string;
  readonly socketPath?: string;
  readonly proxy: HttpProxy | undefined;
}

/** The server's certificate is not signed by a known authority. The handshake ends before a byte of the request is sent. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Errors of the TLS library after an HTTP server answered a TLS handshake. */
const NOT_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST']);

export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.has(codeOf(error) ?? '');
}

export function tooSlow(asked: Asked, limit: number): HttpError {
  return new HttpError(`${serverOf(asked)}: no whole answer within ${limit / 1000} s (TOO_SLOW)`, { code: 'TOO_SLOW' });
}

/**
 * The error for a request without a complete answer. Returns errors of the action itself unchanged; network errors have a
 * code.
 */
export function failure(asked: Asked, cause: unknown, idle: number): unknown {
  if (cause instanceof HttpError) return cause;
  if (cause instanceof ProxyError) return proxyFailure(asked, cause);
  const code = codeOf(cause) ?? '';
  if (code === '' && (cause instanceof TypeError || cause instanceof ReferenceError)) return cause;
  if (NOT_TLS.has(code)) return withoutTls(asked, cause);
  const { host } = new URL(asked.url);
  const reason = isUntrusted(cause) ? UNTRUSTED_REASON : reasonOf(cause, idle);
  const mayBeTls = code === 'HPE_INVALID_CONSTANT' && asked.url.startsWith('http:');
  const known = mayBeTls ? tlsOnly(host) : untrustworthy(code, host);
  return new HttpError(`${serverOf(asked)}: ${reason}${mayBeTls ? '; it may speak TLS' : ''}${inBrackets(code)}`, {
    code: code || undefined,
    cause,
    ...known,
  });
}

/** The fix for an error, and the section about it. */
interface Explanation {
  readonly hint: string;
  readonly diagnosis: Diagnosis;
}

function tlsOnly(host: string): Explanation {
  const hint = `Remove "${host}" from \`insecure-registries\` in the engine's daemon.json, or \`http = true\` for it from \`buildkitd-config\`.`;
  return { hint, diagnosis: 'tls-only' };
}

function untrustworthy(code: string, host: string): Explanation | undefined {
  const hint = UNTRUSTED.has(code)
    ? `Add the authority that signed its certificate to the system's, put it into /etc/docker/certs.d/${host}/ca.crt, or name it as \`ca\` of [registry."${host}"] in \`buildkitd-config-inline\`.`
    : CERTIFICATE_HINTS[code];
  return hint === undefined ? undefined : { hint, diagnosis: 'certificate' };
}

/** Fixes for certificates of known authorities, by the error of Node. */
const CERTIFICATE_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'Renew the certificate of the server, or correct the clock of this machine.',
  CERT_NOT_YET_VALID: 'Correct the clock of this machine, or of the machine that made the certificate.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Use a host name of the certificate, or give the server a certificate for this name.',
};

const UNTRUSTED_REASON = 'its certificate is not signed by a known authority';

/** Advice for a registry without TLS. */
function plainHttpHint(host: string): string {
  return `Add "${host}" to \`insecure-registries\` in the engine's daemon.json, or set \`http = true\` for it in \`buildkitd-config\`.`;
}

function withoutTls(asked: Asked, cause: unknown): HttpError {
  const { host } = new URL(asked.url);
  return new HttpError(
    `${serverOf(asked)}: it does not speak TLS; it may serve plain HTTP${inBrackets(codeOf(cause))}`,
    {
      code: 'PLAIN_HTTP',
      cause,
      hint: plainHttpHint(host),
      diagnosis: 'plain-http',
    },
  );
}

function proxyFailure(asked: Asked, cause: ProxyError): HttpError {
  const { status, code } = cause;
  const untrusted = isUntrusted(cause);
  const reason = cause.cause === undefined ? '' : `: ${untrusted ? UNTRUSTED_REASON : reasonOf(cause.cause)}`;
  return new HttpError(`${serverOf(asked)}: ${cause.message}${reason}${inBrackets(code)}`, {
    code: status === undefined ? code : statusCode(status),
    cause,
    diagnosis: untrusted ? 'certificate' : 'proxy',
    hint: untrusted
      ? "Add the authority that signed the proxy's certificate to the system's."
      : proxyHint(asked, status),
  });
}

function statusCode(status: number): string {
  return classify({ status, headers: {} }) === 'transient' ? 'PROXY_UNAVAILABLE' : 'PROXY_REFUSED';
}

function proxyHint({ url, proxy }: Asked, status: number | undefined): string {
  const { protocol, hostname } = new URL(url);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const bypass = `list ${hostname} in NO_PROXY to reach it without the proxy`;
  if (status === undefined) return `Check the address in ${name}, or ${bypass}.`;
  if (statusCode(status) === 'PROXY_UNAVAILABLE') return `See whether the proxy reaches ${hostname}, or ${bypass}.`;
  if (status !== 407) return `Allow connections to ${hostname} at the proxy, or ${bypass}.`;
  return proxy?.authorization === undefined
    ? `Add the proxy's user name and password to ${name} (http://user:password@${proxy?.host}), or ${bypass}.`
    : `Correct the user name and password in ${name}, with special characters percent-encoded, or ${bypass}.`;
}

function serverOf({ url, socketPath, proxy }: Asked): string {
  const server = socketPath ?? new URL(url).host;
  return proxy === undefined ? server : `${server} through the proxy ${proxy.host}`;
}

function reasonOf(cause: unknown, idle = 0): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was reset',
    ENOENT: 'the socket does not exist',
    ENOTFOUND: 'the host name was not found',
    HPE_INVALID_CONSTANT: 'the answer is not HTTP',
    UND_ERR_BODY_TIMEOUT: `the answer stopped for ${idle / 1000} s`,
    UND_ERR_CONNECT_TIMEOUT: 'the connection was not accepted in time',
    UND_ERR_HEADERS_TIMEOUT: `no answer for ${idle / 1000} s`,
    UND_ERR_SOCKET: 'the connection was closed before the end of the answer',
  };
  return known[codeOf(cause) ?? ''] ?? messageOf(cause);
}

function inBrackets(code: string | undefined): string {
  return code === undefined || code === '' ? '' : ` (${code})`;
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
