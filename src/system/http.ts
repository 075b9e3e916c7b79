import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Dispatcher } from 'undici';
import { type Certificates, hostCertificates, secureContext } from './certificates.ts';
import { ActionError, messageOf } from './errors.ts';

/** One HTTP exchange, whole: bodies here are manifests, tokens and JSON answers, never layers. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** A Unix socket to speak through, instead of the URL's host. */
  readonly socketPath?: string;
  /** Accept a certificate nobody vouches for: only for registries the engine itself calls insecure. */
  readonly insecure?: boolean;
  /** Certificates in PEM for this server, in place of the machine's. */
  readonly tls?: Certificates;
  /** Bytes of body after which a successful answer is given up; by default, and for others, 8 MiB. */
  readonly limit?: number;
  /** Called with each piece of a successful answer as it comes, which is not kept besides. */
  readonly onData?: (chunk: Buffer) => void;
  /** Only status and headers are asked for. A body is not waited for, and a HEAD leaves its connection open as well. */
  readonly headersOnly?: boolean;
  /** Milliseconds without a byte after which it is given up, in place of the client's. */
  readonly idle?: number;
  /**
   * Milliseconds for the whole exchange, from connecting to the last byte of the answer, in place of the client's. With
   * `onData` there is no such limit; with `upgrade` it ends when the protocol changes.
   */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** A protocol for the server to go on with on the same connection, which is the answer then. */
  readonly upgrade?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** After an upgrade: ended by the signal of its request, and else by whoever has it. */
  readonly connection?: Duplex;
}

/** Resolves with whatever status came; rejects when no whole answer came. Redirects are not followed. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/** Connections are kept for the next request. They do not keep the process alive; `close` ends them, and requests under way. */
export interface HttpClient {
  (request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Only status and headers are asked for. A body is not waited for, and a HEAD leaves its connection open as well. */
  readonly headersOnly?: boolean;
  /** Milliseconds without a byte, before the answer or within it, after which it is given up. */
  readonly idle?: number;
  /** Milliseconds for a whole exchange, however steadily its bytes come: a server may send one byte per second without end. */
  readonly timeout?: number;
  /** Where Docker looks for certificates: https://docs.docker.com/engine/security/certificates/ */
  readonly certificates?: string;
}

/** No whole answer came. `code` is Node's or undici's (`ECONNRESET`, `UND_ERR_HEADERS_TIMEOUT`), `TOO_LARGE` or `TOO_SLOW`. */
export class HttpError extends ActionError {
  override readonly name = 'HttpError';
  readonly code: string | undefined;

  constructor(message: string, details: { code: string | undefined; hint?: string; cause?: unknown }) {
    super(message, details);
    this.code = details.code;
  }
}

const MEBIBYTE = 2 ** 20;

/** Bytes of a body nobody asked for that are read to keep its connection. */
const FEW = 16;

/** Nobody among the known authorities vouches for the server: the handshake ended before a byte of the request was sent. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Goes through the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, as the runner's own actions do. */
export function createHttp({
  idle = 30_000,
  timeout = 60_000,
  certificates = '/etc/docker/certs.d',
}: HttpOptions = {}): HttpClient {
  const dispatchers = new Map<string, Promise<Dispatcher>>();
  // Reading the system's authorities takes 50 to 130 ms, so it waits until Node's own do not suffice.
  let trustSystem = false;

  function dispatcherFor({ url, socketPath, insecure = false, tls }: HttpRequest): Promise<Dispatcher> {
    const target = new URL(url);
    const proxy = socketPath === undefined ? getProxyUrl(target)?.href : undefined;
    const key = JSON.stringify([socketPath, target.origin, insecure, tls, proxy, trustSystem]);
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const secure = target.protocol === 'https:';
    const connect = {
      timeout: Math.min(idle, 10_000),
      socketPath,
      ...(secure && secureOptions(target.host, insecure, tls)),
    };
    const made = import('undici').then(({ Agent, ProxyAgent }) =>
      // without a tunnel for plain HTTP: most proxies allow CONNECT to TLS ports only
      proxy === undefined
        ? new Agent({ connect })
        : new ProxyAgent({ uri: proxy, proxyTunnel: false, requestTls: connect }),
    );
    dispatchers.set(key, made);
    return made;
  }

  function secureOptions(host: string, insecure: boolean, tls: Certificates | undefined) {
    const shown = tls ?? hostCertificates(certificates, host);
    // made once for all connections: with a system's authorities it takes 10 ms
    return {
      rejectUnauthorized: !insecure,
      secureContext: secureContext(shown, { alone: tls !== undefined, trustSystem }),
    };
  }

  /** @param signal ends it; that of the message ends an upgraded connection. */
  async function exchange(message: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { request, upgrade } = await import('undici');
    const { method, url, body: sent, upgrade: protocol } = message;
    const options = {
      dispatcher: await dispatcherFor(message),
      method,
      headers: { 'user-agent': 'multiarch-build', ...message.headers },
      headersTimeout: message.idle ?? idle,
      bodyTimeout: message.idle ?? idle,
      signal,
    };
    if (protocol !== undefined) {
      const { socket } = await upgrade(url, { ...options, protocol });
      return { status: 101, headers: {}, body: Buffer.alloc(0), connection: endedBy(message.signal, socket) };
    }
    // undici closes a connection after a HEAD by default, because some servers answer one with a body
    const reset = message.headersOnly === true ? false : undefined;
    const { statusCode, headers, body } = await request(url, { ...options, body: sent, reset });
    if (message.headersOnly === true) {
      await body.dump({ limit: FEW });
      await nextTurn();
      return { status: statusCode, headers: flatten(headers), body: Buffer.alloc(0) };
    }
    const bytes = await whole(body, message.url, statusCode < 300 ? message : {});
    // undici frees a connection on the turn after: asked sooner, it would open another
    await nextTurn();
    return { status: statusCode, headers: flatten(headers), body: bytes };
  }

  async function http(message: HttpRequest): Promise<HttpResponse> {
    const widened = trustSystem;
    const late = new AbortController();
    const signal = message.signal === undefined ? late.signal : AbortSignal.any([message.signal, late.signal]);
    const limit = message.timeout ?? timeout;
    const timer =
      message.onData === undefined ? setTimeout(() => late.abort(tooSlow(message, limit)), limit) : undefined;
    try {
      const answer = exchange(message, signal).catch((error) => {
        if (widened || message.tls?.ca !== undefined || !UNTRUSTED.has(codeOf(error) ?? '')) throw error;
        trustSystem = true;
        return exchange(message, signal);
      });
      return await unlessAborted(answer, signal);
    } catch (cause) {
      message.signal?.throwIfAborted();
      throw cause instanceof HttpError ? cause : failure(message, cause, message.idle ?? idle);
    } finally {
      clearTimeout(timer);
    }
  }

  async function close(): Promise<void> {
    const made = [...dispatchers.values()];
    dispatchers.clear();
    await Promise.all(made.map(async (dispatcher) => (await dispatcher).destroy()));
  }

  return Object.assign(http, { close });
}

/** undici heeds a signal only once it is connected, and a proxy can take any time to open its tunnel. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function endedBy(signal: AbortSignal | undefined, connection: Duplex): Duplex {
  const end = () => connection.destroy(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  return connection.once('close', () => signal?.removeEventListener('abort', end));
}

async function whole(
  body: AsyncIterable<Buffer>,
  url: string,
  { limit = 8 * MEBIBYTE, onData }: Pick<HttpRequest, 'limit' | 'onData'>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (onData !== undefined) {
      onData(chunk);
      continue;
    }
    size += chunk.length;
    if (size > limit) {
      throw new HttpError(`the answer of ${new URL(url).host} is larger than ${limit} bytes`, { code: 'TOO_LARGE' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}

function tooSlow({ url, socketPath }: HttpRequest, limit: number): HttpError {
  const server = socketPath ?? new URL(url).host;
  return new HttpError(`${server}: no whole answer within ${limit / 1000} s (TOO_SLOW)`, { code: 'TOO_SLOW' });
}

function failure({ url, socketPath }: HttpRequest, cause: unknown, idle: number): HttpError {
  const code = codeOf(cause);
  const { host } = new URL(url);
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was reset',
    ENOENT: 'there is no such socket',
    ENOTFOUND: 'there is no such host',
    UND_ERR_BODY_TIMEOUT: `the answer stopped for ${idle / 1000} s`,
    UND_ERR_CONNECT_TIMEOUT: 'the connection was not accepted in time',
    UND_ERR_HEADERS_TIMEOUT: `no answer for ${idle / 1000} s`,
    UND_ERR_SOCKET: 'the connection was closed before the end of the answer',
  };
  const untrusted = UNTRUSTED.has(code ?? '');
  const reason = untrusted ? 'nobody known here vouches for its certificate' : (known[code ?? ''] ?? messageOf(cause));
  return new HttpError(`${socketPath ?? host}: ${reason}${code === undefined ? '' : ` (${code})`}`, {
    code,
    cause,
    hint: untrusted
      ? `Add the authority that signed its certificate to the system's, or put it into /etc/docker/certs.d/${host}/ca.crt.`
      : undefined,
  });
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
