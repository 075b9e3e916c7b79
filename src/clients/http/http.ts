import { isIP, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Agent, buildConnector } from 'undici';
import type { Environment } from '../../model/job.ts';
import { traced } from '../../runtime/debug.ts';
import { HTTP_CONNECT_MS, HTTP_IDLE_MS, HTTP_TOTAL_MS, MAX_DISCARDED_BODY_BYTES } from '../../runtime/limits.ts';
import { unlessAborted } from '../../runtime/within.ts';
import { type FileBody, lengthOf, reporting, sentBody, whole } from './body.ts';
import { type Certificates, secureContext } from './certificates.ts';
import { failure, isUntrusted, tooSlow } from './http-error.ts';
import { type HttpProxy, proxyFor } from './proxy.ts';
import { openTunnel, ProxyError, serverName } from './tunnel.ts';

export type { FileBody } from './body.ts';
export { HttpError } from './http-error.ts';

/** One HTTP exchange. Bodies are kept in memory: manifests, tokens and JSON answers. Only layers are sent from a file and read as a stream. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FileBody;
  /** A Unix socket to connect to, instead of the URL's host. */
  readonly socketPath?: string;
  /** Accepts a certificate of an unknown authority: only for registries that Docker Engine treats as insecure. */
  readonly insecure?: boolean;
  /** Certificates in PEM for this server, in place of the machine's. */
  readonly tls?: Certificates;
  /** Certificates in PEM for this server, in addition to the machine's. */
  readonly trust?: Certificates;
  /** Addresses to connect to, in place of those of the URL's host. No proxy is used then. */
  readonly addresses?: readonly string[];
  /** Maximum body of a successful answer, in bytes. The default, and the limit for other answers, is 8 MiB. */
  readonly limit?: number;
  /** Called with each chunk of a successful answer. The body of the response is then empty. */
  readonly onData?: (chunk: Buffer) => void;
  /** Returns the body of a successful answer as a stream, which has no limit of size or time, only the idle timeout. */
  readonly streamed?: boolean;
  /** Returns only status and headers. Does not wait for a body, and keeps the connection open after a HEAD. */
  readonly headersOnly?: boolean;
  /** Idle timeout in milliseconds, in place of the client's. */
  readonly idle?: number;
  /**
   * Milliseconds for the whole exchange, from connecting to the last byte of the answer, in place of the client's. Not
   * used with `onData`; with `upgrade` it ends when the protocol changes.
   */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** A protocol to switch the connection to. The response then has the `connection`. */
  readonly upgrade?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body of a successful answer to a `streamed` request. It has to be iterated: that ends the exchange. */
  readonly stream?: AsyncIterable<Buffer>;
  /** Set after an upgrade. Ended by the signal of its request, or by the caller. */
  readonly connection?: Duplex;
}

/** Resolves for every HTTP status; rejects if no complete answer arrives. Redirects are not followed. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/** Connections are reused. They do not keep the process alive; `close` ends them and the requests in progress. */
export interface HttpClient {
  (request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Timeout in milliseconds without a byte, before or within the answer. */
  readonly idle?: number;
  /** Timeout in milliseconds for a whole exchange, because a server may send one byte per second without end. */
  readonly timeout?: number;
  /** Contains the variables that name proxies. Defaults to the process's environment. */
  readonly env?: Environment;
}

/** Uses the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */
export function createHttp({
  idle = HTTP_IDLE_MS,
  timeout = HTTP_TOTAL_MS,
  env = process.env,
}: HttpOptions = {}): HttpClient {
  const dispatchers = new Map<string, Promise<Agent>>();
  const closed = new AbortController();
  // Reading the system's authorities takes 50 to 130 ms, so they are read only if Node's own do not suffice.
  let trustSystem = false;

  function proxyOf({ url, socketPath, addresses }: HttpRequest): HttpProxy | undefined {
    return socketPath === undefined && addresses === undefined ? proxyFor(new URL(url), env) : undefined;
  }

  function dispatcherFor(message: HttpRequest, proxy: HttpProxy | undefined) {
    const { url, socketPath, insecure = false, tls, trust, addresses } = message;
    const target = new URL(url);
    const key = JSON.stringify([socketPath, target.origin, insecure, tls, trust, addresses, proxy, trustSystem]);
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const secure = target.protocol === 'https:';
    const connect = {
      timeout: Math.min(idle, HTTP_CONNECT_MS),
      socketPath,
      ...(addresses !== undefined && { lookup: lookupOf(addresses) }),
      ...(secure && secureOptions(insecure, tls, trust)),
    };
    // through its default export: a bundle has only that of a CommonJS module
    const made = import('undici').then(({ default: { Agent, buildConnector } }) => {
      if (proxy === undefined) return new Agent({ connect });
      // plain HTTP uses no tunnel: most proxies allow CONNECT to TLS ports only
      if (!secure) return new Agent({ connect: toProxy(proxy, buildConnector) });
      return new Agent({ connect: throughTunnel(proxy, buildConnector(connect)) });
    });
    dispatchers.set(key, made);
    return made;
  }

  function toProxy({ origin }: HttpProxy, build: typeof buildConnector): buildConnector.connector {
    const secure = origin.startsWith('https:') && { secureContext: proxyContext() };
    const connect = build({ timeout: Math.min(idle, HTTP_CONNECT_MS), ...secure });
    return (options, callback) => connect({ ...options, servername: serverName(origin) }, callback);
  }

  function throughTunnel(proxy: HttpProxy, connect: buildConnector.connector): buildConnector.connector {
    return ({ hostname, port, ...options }, callback) => {
      const target = `${hostname}:${port || 443}`;
      const tunnel = { limit: idle, secureContext: proxyContext, signal: closed.signal };
      openTunnel(proxy, target, tunnel).then(
        (httpSocket) => connect({ hostname, port, ...options, httpSocket }, callback),
        (error) => callback(error, null),
      );
    };
  }

  function proxyContext() {
    return secureContext({}, { alone: false, trustSystem });
  }

  function secureOptions(insecure: boolean, tls: Certificates | undefined, trust: Certificates = {}) {
    // created once for all connections: with a system's authorities it takes 10 ms
    return {
      rejectUnauthorized: !insecure,
      secureContext: secureContext(tls ?? trust, { alone: tls !== undefined, trustSystem }),
    };
  }

  /** @param signal ends the exchange; the message's own signal ends an upgraded connection. */
  async function exchange(message: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { method, url, body: sent, upgrade: protocol } = message;
    const proxy = proxyOf(message);
    const dispatcher = await dispatcherFor(message, proxy);
    const { origin, path, headers: route } = routeOf(new URL(url), proxy);
    const options = {
      origin,
      path,
      method,
      headers: { 'user-agent': 'multiarch-build', ...lengthOf(sent), ...message.headers, ...route },
      headersTimeout: message.idle ?? idle,
      bodyTimeout: message.idle ?? idle,
      signal,
    };
    if (protocol !== undefined) {
      const { socket } = await dispatcher.upgrade({ ...options, protocol });
      return { status: 101, headers: {}, body: Buffer.alloc(0), connection: endedBy(message.signal, socket) };
    }
    // undici closes a connection after a HEAD by default, because some servers answer one with a body
    const reset = message.headersOnly === true ? false : undefined;
    const { statusCode, headers, body } = await dispatcher.request({ ...options, body: sentBody(sent), reset });
    if (message.headersOnly === true) {
      await body.dump({ limit: MAX_DISCARDED_BODY_BYTES });
      await nextTurn();
      return { status: statusCode, headers: flatten(headers), body: Buffer.alloc(0) };
    }
    if (message.streamed === true && statusCode < 300) {
      return { status: statusCode, headers: flatten(headers), body: Buffer.alloc(0), stream: body };
    }
    const bytes = await whole(body, message.url, statusCode < 300 ? message : {});
    // undici frees a connection on the next turn; an earlier request would open another one
    await nextTurn();
    if (statusCode === 407 && proxy !== undefined) throw new ProxyError('the proxy answered 407', { status: 407 });
    return { status: statusCode, headers: flatten(headers), body: bytes };
  }

  async function http(message: HttpRequest): Promise<HttpResponse> {
    const widened = trustSystem;
    const asked = { ...message, proxy: proxyOf(message) };
    const late = new AbortController();
    const signal = message.signal === undefined ? late.signal : AbortSignal.any([message.signal, late.signal]);
    const limit = message.timeout ?? timeout;
    const failed = (cause: unknown) => {
      message.signal?.throwIfAborted();
      return failure(asked, cause, message.idle ?? idle);
    };
    const timer = message.onData === undefined ? setTimeout(() => late.abort(tooSlow(asked, limit)), limit) : undefined;
    try {
      const answer = exchange(message, signal).catch((error) => {
        if (widened || message.tls?.ca !== undefined || !isUntrusted(error)) throw error;
        trustSystem = true;
        return exchange(message, signal);
      });
      // undici checks a signal only once it is connected, and a proxy can take any time to open its tunnel
      const response = await unlessAborted(answer, signal);
      const { stream } = response;
      return stream === undefined ? response : { ...response, stream: reporting(stream, failed) };
    } catch (cause) {
      throw failed(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async function close(): Promise<void> {
    const made = [...dispatchers.values()];
    dispatchers.clear();
    closed.abort();
    await Promise.all(made.map(async (dispatcher) => (await dispatcher).destroy()));
  }

  const tracedHttp = (message: HttpRequest) =>
    traced(
      () => describe(message),
      () => http(message),
      ({ status }) => `status ${status}`,
    );
  return Object.assign(tracedHttp, { close });
}

/** A request without its query and its headers, which may hold secrets. */
function describe({ method, url, socketPath }: HttpRequest): string {
  const { host, pathname } = new URL(url);
  return `${method} ${socketPath ?? host} ${pathname}`;
}

/** A proxy gets the whole URL for plain HTTP. Through a tunnel the server gets the same request as without a proxy. */
function routeOf({ origin, pathname, search, href, protocol, host, hash }: URL, proxy: HttpProxy | undefined) {
  if (proxy === undefined || protocol === 'https:') return { origin, path: `${pathname}${search}`, headers: {} };
  const { authorization } = proxy;
  const headers = { host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
  return { origin: proxy.origin, path: href.slice(0, href.length - hash.length), headers };
}

/** Answers with these addresses instead of a DNS lookup. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, { all }, callback) =>
    all ? callback(null, known) : callback(null, known[0]?.address ?? '', known[0]?.family);
}

function endedBy(signal: AbortSignal | undefined, connection: Duplex): Duplex {
  const end = () => connection.destroy(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  return connection.once('close', () => signal?.removeEventListener('abort', end));
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}
