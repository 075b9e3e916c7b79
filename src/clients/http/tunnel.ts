import type { ClientRequest, IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { HttpProxy } from './proxy.ts';

/** A proxy did not open a tunnel, or asks for credentials. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** Of its answer. Undefined if it did not answer. */
  readonly status: number | undefined;
  /** Node's, if the proxy was not reached. */
  readonly code: string | undefined;

  constructor(message: string, details: { status?: number; code?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
  }
}

export interface TunnelOptions {
  /** Milliseconds until the proxy answers. */
  readonly limit: number;
  /** Authorities to check a proxy with TLS against. */
  readonly secureContext: () => SecureContext;
  readonly signal: AbortSignal;
}

/**
 * Asks a proxy for a connection to a server.
 * @param target `ghcr.io:443`
 * @throws ProxyError if the proxy opens no tunnel.
 */
export async function openTunnel(proxy: HttpProxy, target: string, options: TunnelOptions): Promise<Socket> {
  const request = await connectRequest(proxy, target, options);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const { limit } = options;
  const late = new ProxyError(`the proxy opened no tunnel within ${limit / 1000} s`, { code: 'PROXY_TIMEOUT' });
  const timer = setTimeout(() => request.destroy(late), limit);
  request.once('connect', (response: IncomingMessage, socket: Socket, head: Buffer) => {
    const { statusCode: status = 0, statusMessage } = response;
    if (status >= 200 && status < 300) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    } else {
      socket.destroy();
      reject(new ProxyError(`the proxy answered ${status}${statusMessage ? ` (${statusMessage})` : ''}`, { status }));
    }
  });
  // after the tunnel was opened, its errors are those of the connection in it
  request.on('error', (cause: NodeJS.ErrnoException) => {
    const { code } = cause;
    reject(cause instanceof ProxyError ? cause : new ProxyError('the proxy cannot be reached', { code, cause }));
  });
  request.end();
  return promise.finally(() => clearTimeout(timer));
}

async function connectRequest(
  { origin, authorization }: HttpProxy,
  target: string,
  { secureContext, signal }: TunnelOptions,
): Promise<ClientRequest> {
  const { protocol, hostname, port } = new URL(origin);
  const options = {
    method: 'CONNECT',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
    path: target,
    headers: { host: target, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
    agent: false,
    signal,
  } as const;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new ProxyError(`a ${protocol.slice(0, -1)} proxy is not supported`);
  }
  if (protocol === 'http:') return (await import('node:http')).request(options);
  const { request } = await import('node:https');
  return request({ ...options, servername: serverName(origin), ...{ secureContext: secureContext() } });
}

/** Name in a proxy's certificate: not that of the server, which the Host header has. Empty for an IP address. */
export function serverName(origin: string): string {
  const { hostname } = new URL(origin);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : '';
}
