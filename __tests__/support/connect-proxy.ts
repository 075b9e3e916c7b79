import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';

/** An HTTP proxy on loopback. Only this proxy can reach certain hosts. */
export interface ConnectProxy {
  /** `localhost:40123` */
  readonly host: string;
  /** `http://localhost:40123`, with the required login, percent-encoded. */
  readonly url: string;
  /** Requests so far, in order: `CONNECT registry.test:443`, `GET http://registry.test/v2/`. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** Port on loopback by the requested host and port: `{ 'registry.test:443': 40124 }`. */
  readonly routes?: Readonly<Record<string, number>>;
  /** The required login `user:password`. */
  readonly login?: string;
  /** Status of its answer to every CONNECT (`403 Forbidden`), instead of opening a tunnel. */
  readonly answer?: string;
  /** It does not answer CONNECT, or closes the connection. */
  readonly fault?: 'hang' | 'close';
  /** In PEM: clients use TLS with the proxy. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { routes = {}, login, answer, fault, tls } = options;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const mayPass = ({ headers }: IncomingMessage) =>
    expected === undefined || headers['proxy-authorization'] === expected;
  const note = ({ method, url }: IncomingMessage) => asked.push(`${method} ${url}`);
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };

  const onRequest: RequestListener = (request, response) => {
    note(request);
    const { host, pathname, search } = new URL(request.url ?? '', 'http://none.test');
    const port = routes[host.includes(':') ? host : `${host}:80`];
    if (!mayPass(request) || port === undefined) {
      const status = mayPass(request) ? 502 : 407;
      response.writeHead(status, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    const { method, headers } = request;
    const onward = forward({ port, method, path: `${pathname}${search}`, headers }, (back) => {
      back.pipe(response.writeHead(back.statusCode ?? 502, back.headers));
    });
    request.pipe(onward.on('error', () => response.destroy()));
  };
  const server = tls === undefined ? createServer(onRequest) : createSecureServer(tls, onRequest);
  server.on('connection', track).on('secureConnection', track);
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    note(request);
    track(socket);
    const port = routes[request.url ?? ''];
    if (fault === 'hang') return;
    if (fault === 'close') return void socket.destroy();
    if (answer !== undefined) return void socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
    if (!mayPass(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="proxy"\r\n\r\n');
      return;
    }
    if (port === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const onward = track(
      connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      }),
    );
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `localhost:${(server.address() as { port: number }).port}`;
  const user = login === undefined ? '' : `${login.split(':').map(encodeURIComponent).join(':')}@`;
  return {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${user}${host}`,
    asked,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
