import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A fault of a request, instead of forwarding it or in addition to that. */
export type Fault =
  /** The proxy answers; the server does not see the request. A 401 has the given challenge in `headers`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The connection is reset before an answer; the server does not see the request. */
  | { readonly kind: 'reset' }
  /** The connection is closed normally before an answer. */
  | { readonly kind: 'eof' }
  /** The request is never answered. */
  | { readonly kind: 'hang' }
  /** The server executes the request, and its answer is lost. */
  | { readonly kind: 'lost-answer' }
  /** One bit of the answer's body is flipped; headers stay. */
  | { readonly kind: 'altered' }
  /** One bit of the request's body is flipped on its way to the server. */
  | { readonly kind: 'altered-request' }
  /** The connection is closed in the middle of the answer's body. */
  | { readonly kind: 'truncated' }
  /** Only the first half of the answer arrives. */
  | { readonly kind: 'stalled' }
  /** Runs code after the server has answered, and before its answer is forwarded. */
  | { readonly kind: 'between'; readonly work: (path: string) => void | Promise<void> }
  /** Headers of the answer are replaced, or removed if the value is `undefined`. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string | undefined>> };

/** The requests that a fault hits, and how often: the first `times` of those that match, by default one. */
export interface FaultRule {
  readonly fault: Fault;
  readonly times?: number;
  /** Share of the matching requests that is hit, from 0 to 1; by default all. */
  readonly share?: number;
  readonly method?: string | RegExp;
  /** Pattern for the path with its query. */
  readonly path?: RegExp;
  /** Pattern for User-Agent. */
  readonly agent?: RegExp;
  /** True for requests without credentials only. */
  readonly anonymous?: boolean;
}

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** The fault that hit it. */
  readonly fault: Fault['kind'] | undefined;
  /** Time of the request, by performance.now(). */
  readonly at: number;
  /** Port of the client's end of its connection. */
  readonly port: number | undefined;
}

/** A proxy on loopback for a plain HTTP server, such as a registry, that injects the faults of its rules. */
export interface FaultProxy {
  /** `localhost:40123` */
  readonly host: string;
  /** Every request so far, in order. */
  readonly seen: readonly Seen[];
  /** Adds a rule; earlier rules go first. */
  fail(rule: FaultRule): void;
  /** Forgets rules and requests. */
  reset(): void;
  stop(): Promise<void>;
}

/**
 * @param target `localhost:5000`
 * @param random for rules that hit a share.
 */
export async function startFaultProxy(target: string, random = Math.random): Promise<FaultProxy> {
  const rules: (FaultRule & { left: number })[] = [];
  const seen: Seen[] = [];

  function faultFor(request: IncomingMessage): Fault | undefined {
    const { method: asked = '', url = '', headers } = request;
    const rule = rules.find(
      ({ left, method = asked, path, agent, anonymous = false, share = 1 }) =>
        left > 0 &&
        (agent ?? /^/).test(headers['user-agent'] ?? '') &&
        !(anonymous && headers.authorization !== undefined) &&
        (typeof method === 'string' ? method === asked : method.test(asked)) &&
        (path ?? /^/).test(url) &&
        (share === 1 || random() < share),
    );
    if (rule !== undefined) rule.left -= 1;
    return rule?.fault;
  }

  const server = createServer((request, response) => {
    const fault = faultFor(request);
    const { method = '', url = '', headers } = request;
    const { authorization } = headers;
    const port = request.socket.remotePort;
    seen.push({ method, path: url, authorization, fault: fault?.kind, at: performance.now(), port });
    switch (fault?.kind) {
      case 'status':
        request.resume();
        response.writeHead(fault.status, fault.headers).end(fault.body);
        return;
      case 'reset':
        resetConnection(request.socket);
        return;
      case 'eof':
        request.socket.end();
        return;
      case 'hang':
        request.resume();
        return;
      default:
        passOn(target, request, response, fault);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    host: `localhost:${port}`,
    seen,
    fail: (rule) => void rules.push({ ...rule, left: rule.times ?? 1 }),
    reset() {
      rules.length = 0;
      seen.length = 0;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Keeps the proxy's Host header, so that the addresses in a registry's answers lead through the proxy again. */
function passOn(target: string, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
  const { method, headers, url } = request;
  const [, hostname, port] = /^(.*):(\d+)$/.exec(target) ?? [];
  const whole = fault === undefined || fault.kind === 'altered-request' ? undefined : fault;
  const onward = forward({ hostname, port, method, path: url, headers }, async (answer) => {
    if (whole === undefined) {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      // the server may end in the middle of it
      answer.on('error', () => request.socket.destroy()).pipe(response);
      return;
    }
    const body = Buffer.concat(await answer.toArray().catch(() => []));
    if (whole.kind === 'lost-answer') {
      resetConnection(request.socket);
      return;
    }
    if (whole.kind === 'between') await whole.work(url ?? '');
    const changes = whole.kind === 'headers' ? whole.headers : {};
    const kept = Object.entries({ ...answer.headers, ...changes }).filter(([, value]) => value !== undefined);
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
    if (whole.kind === 'truncated' || whole.kind === 'stalled') {
      response.write(body.subarray(0, body.length / 2), () => {
        if (whole.kind === 'truncated') request.socket.destroy();
      });
      return;
    }
    response.end(whole.kind === 'altered' ? alter(body) : body);
  });
  onward.on('error', () => request.socket.destroy());
  response.on('close', () => onward.destroy());
  if (fault?.kind === 'altered-request') {
    const pass = (chunks: Buffer[]) => onward.end(alter(Buffer.concat(chunks)));
    void request.toArray().then(pass, () => onward.destroy());
  } else request.pipe(onward);
}

function alter(body: Buffer): Buffer {
  const middle = Math.floor(body.length / 2);
  if (body.length > 0) body[middle] = (body[middle] ?? 0) ^ 1;
  return body;
}

/**
 * Ends a connection by a TCP reset, or by closing it if it is being shut down. Node 24 cannot reset such a socket and never
 * closes its handle; a process that then ends by itself waits for the handle forever, with a busy processor:
 * https://github.com/libuv/libuv/pull/2425
 */
export function resetConnection(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
