import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp, type HttpClient, HttpError, type HttpOptions } from '../../src/system/http.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import {
  startTrickleServer,
  type Trickle,
  trickledBody,
  trickledHead,
  trickledHints,
} from '../support/trickle-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'http-'));
const ended: (() => Promise<unknown>)[] = [];

function client(options?: HttpOptions): HttpClient {
  const http = createHttp(options);
  ended.push(http.close);
  return http;
}

/** @returns its port, or the path it was given. */
async function serve(listener: RequestListener, path?: string): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  ended.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return { server, port: path === undefined ? (server.address() as { port: number }).port : 0 };
}

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('one exchange', () => {
  test('carries method, headers and body there, and status, headers and bytes back', async () => {
    const { port } = await serve(async (request, response) => {
      const body = (await request.toArray()).join('');
      response.writeHead(418, { 'X-Seen': `${request.method} ${request.url} ${request.headers['x-a']} ${body}` });
      response.end(Buffer.from([0, 255, 10]));
    });
    const answer = await client()({
      method: 'PUT',
      url: `http://localhost:${port}/a?b=c`,
      headers: { 'x-a': 'A' },
      body: 'text',
    });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-seen': 'PUT /a?b=c A text' } });
    expect([...answer.body]).toEqual([0, 255, 10]);
  });

  test('may be the last before another protocol, whose connection ends with the signal', async () => {
    const { server, port } = await serve(() => {});
    server.on('upgrade', ({ method, url, headers }, socket, head) => {
      expect(head).toHaveLength(0);
      const { upgrade } = headers;
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\n\r\n${method} ${url}: `,
      );
      socket.on('error', () => {}).pipe(socket);
    });
    const cancel = new AbortController();
    const { signal } = cancel;
    const message = { method: 'POST', url: `http://localhost:${port}/grpc`, upgrade: 'h2c', signal } as const;
    const { status, connection } = await client()(message);
    if (connection === undefined) throw new Error('no connection');
    expect(status).toBe(101);
    connection.write('hello');
    let heard = '';
    while (!heard.endsWith('hello')) heard += (await once(connection, 'data'))[0];
    expect(heard).toBe('POST /grpc: hello');
    const reason = new Error('cancelled');
    const ended = once(connection, 'error');
    cancel.abort(reason);
    expect((await ended)[0]).toBe(reason);
  });

  test('in which another protocol is refused, is an error', async () => {
    const { port } = await serve((_, response) => response.writeHead(404).end());
    const message = { method: 'POST', url: `http://localhost:${port}/grpc`, upgrade: 'h2c' } as const;
    await expect(client()(message)).rejects.toBeInstanceOf(HttpError);
  });

  test('in which nothing is said of another protocol, is given up', async () => {
    const { server, port } = await serve(() => {});
    server.on('upgrade', () => {});
    const message = { method: 'POST', url: `http://localhost:${port}/grpc`, upgrade: 'h2c' } as const;
    await expect(client({ idle: 100 })(message)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  });

  test('a body that is taken as it comes is not kept, and may be of any size', async () => {
    const { port } = await serve((_, response) => {
      for (let i = 0; i < 10; i += 1) response.write(Buffer.alloc(2 ** 20));
      response.end();
    });
    let size = 0;
    const url = `http://localhost:${port}/`;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
    };
    const { body } = await client()({ method: 'GET', url, onData });
    expect([body.length, size]).toEqual([0, 10 * 2 ** 20]);
    await expect(client()({ method: 'GET', url })).rejects.toThrow('is larger than');
  });

  test('what is known to be slow is given more time', async () => {
    const { port } = await serve((_, response) => void setTimeout(() => response.end('late'), 2_500));
    const ask = (more = {}) => client({ idle: 100 })({ method: 'GET', url: `http://localhost:${port}/`, ...more });
    const [patient, hasty] = await Promise.allSettled([ask({ idle: 10_000 }), ask()]);
    expect(patient).toMatchObject({ value: { body: Buffer.from('late') } });
    expect(hasty).toMatchObject({ reason: { message: expect.stringContaining('no answer for 0.1 s') } });
  });

  test('a redirect is an answer like any other, and repeated headers are joined', async () => {
    const { port } = await serve((_, response) => {
      response.writeHead(307, { location: '/elsewhere', 'www-authenticate': ['Negotiate', 'Basic realm="x"'] }).end();
    });
    const answer = await client()({ method: 'GET', url: `http://localhost:${port}/` });
    expect(answer.status).toBe(307);
    expect(answer.headers).toMatchObject({ location: '/elsewhere', 'www-authenticate': 'Negotiate, Basic realm="x"' });
  });

  test('connections are kept', async () => {
    const { server, port } = await serve((_, response) => response.end());
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const http = client();
    for (let left = 3; left > 0; left -= 1) await http({ method: 'GET', url: `http://localhost:${port}/` });
    expect(connections).toBe(1);
  });

  test('through a Unix socket', async () => {
    const socketPath = join(folder, 'engine.sock');
    await serve((request, response) => response.end(request.url), socketPath);
    const answer = await client()({ method: 'GET', url: 'http://docker/info', socketPath });
    expect(answer.body.toString()).toBe('/info');
    await expect(
      client()({ method: 'GET', url: 'http://docker/', socketPath: join(folder, 'none') }),
    ).rejects.toMatchObject({
      code: 'ENOENT',
      message: `${join(folder, 'none')}: there is no such socket (ENOENT)`,
    });
  });
});

describe('no whole answer', () => {
  const idle = 400;
  test.each<[string, RequestListener, string]>([
    ['nothing comes', () => {}, 'UND_ERR_HEADERS_TIMEOUT'],
    [
      'it stops half-way',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('half'),
      'UND_ERR_BODY_TIMEOUT',
    ],
    [
      'closed half-way',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('half', () => response.destroy()),
      'UND_ERR_SOCKET',
    ],
    [
      'closed half-way, length unknown',
      (_, response) => void response.write('half', () => response.destroy()),
      'UND_ERR_SOCKET',
    ],
    ['reset', (request) => void request.socket.resetAndDestroy(), 'ECONNRESET'],
    ['closed', (request) => void request.socket.end(), 'UND_ERR_SOCKET'],
  ])('%s', async (_, listener, code) => {
    const { port } = await serve(listener);
    const asked = client({ idle })({ method: 'GET', url: `http://localhost:${port}/` });
    await expect(asked).rejects.toMatchObject({
      name: 'HttpError',
      code,
      message: expect.stringContaining(`localhost:${port}: `),
    });
  });

  test('refused', async () => {
    await expect(client()({ method: 'GET', url: 'http://localhost:1/' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: 'localhost:1: the connection was refused (ECONNREFUSED)',
    });
  });

  test('more than the limit', async () => {
    const { port } = await serve((_, response) => response.end('12345'));
    const url = `http://localhost:${port}/`;
    await expect(client()({ method: 'GET', url, limit: 5 })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, limit: 4 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('eight mebibytes are the limit where none is given', async () => {
    const { port } = await serve((request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)))));
    const get = (size: number) => client()({ method: 'GET', url: `http://localhost:${port}/${size}` });
    expect((await get(8 * 2 ** 20)).body).toHaveLength(8 * 2 ** 20);
    await expect(get(8 * 2 ** 20 + 1)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('the signal ends it with its own reason', async () => {
    const { port } = await serve(() => {});
    const controller = new AbortController();
    const asked = client()({ method: 'GET', url: `http://localhost:${port}/`, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('cancelled')), 20);
    await expect(asked).rejects.toThrow(/^cancelled$/);
  });

  test('close ends what is under way', async () => {
    const { port } = await serve(() => {});
    const http = createHttp();
    const asked = http({ method: 'GET', url: `http://localhost:${port}/` });
    const outcome = expect(asked).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await http.close();
    await outcome;
  });
});

describe('an answer that trickles', () => {
  const timeout = 300;
  const start = async (answer: Trickle) => {
    const server = await startTrickleServer(() => answer);
    ended.push(server.stop);
    return server.host;
  };

  test.each<[string, Trickle]>([
    ['body', trickledBody('200 OK')],
    ['body of an error', trickledBody('500 Internal Server Error')],
    ['head', trickledHead],
    ['informational answer', trickledHints],
  ])('byte by byte, its %s, ends with the time for the whole exchange', async (_, answer) => {
    const host = await start(answer);
    const started = performance.now();
    await expect(client({ timeout })({ method: 'GET', url: `http://${host}/` })).rejects.toMatchObject({
      name: 'HttpError',
      code: 'TOO_SLOW',
      message: `${host}: no whole answer within 0.3 s (TOO_SLOW)`,
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('a request may have a limit of its own', async () => {
    const host = await start(trickledBody('200 OK'));
    await expect(client()({ method: 'GET', url: `http://${host}/`, timeout: 100 })).rejects.toThrow('within 0.1 s');
  });

  test('a TLS handshake that is not answered is part of the exchange', async () => {
    const silent = createNetServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    ended.push(async () => silent.close());
    const url = `https://localhost:${(silent.address() as { port: number }).port}/`;
    await expect(client({ timeout })({ method: 'GET', url })).rejects.toMatchObject({ code: 'TOO_SLOW' });
  });

  test('an upgrade that is not answered in time ends; a connection that was upgraded does not', async () => {
    const message = { method: 'POST', upgrade: 'h2c' } as const;
    const slow = await start(trickledHead);
    await expect(client({ timeout })({ ...message, url: `http://${slow}/` })).rejects.toMatchObject({
      code: 'TOO_SLOW',
    });
    const first = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n';
    const host = await start({ first, trickled: 'x' });
    const { connection } = await client({ timeout })({ ...message, url: `http://${host}/` });
    await new Promise((resolve) => setTimeout(resolve, 2 * timeout));
    expect(connection?.destroyed).toBe(false);
    connection?.on('error', () => {}).destroy();
  });

  test('pieces that are taken as they come have no such limit', async () => {
    const { port } = await serve((_, response) => {
      const timer = setInterval(() => response.write('.'), 50);
      setTimeout(() => {
        clearInterval(timer);
        response.end('done');
      }, 3 * timeout);
    });
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk;
    };
    await client({ timeout })({ method: 'GET', url: `http://localhost:${port}/`, onData });
    expect(text).toMatch(/^\.{5,}done$/);
  });
});

describe('proxies', () => {
  const names = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const before = names.map((name) => process.env[name]);
  afterEach(() => {
    for (const [at, name] of names.entries()) {
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
    }
  });

  test('plain requests are handed to it whole, and what NO_PROXY or loopback says is not', async () => {
    const seen: string[] = [];
    const { port } = await serve((request, response) => {
      seen.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      response.end('proxy');
    });
    const { port: direct } = await serve((_, response) => response.end('direct'));
    for (const name of names) delete process.env[name];
    process.env.HTTP_PROXY = `http://me:p%40ss@localhost:${port}`;
    process.env.NO_PROXY = 'other.example';
    const http = client({ idle: 2_000 });
    const viaProxy = await http({ method: 'GET', url: 'http://registry.example/v2/' });
    const onLoopback = await http({ method: 'GET', url: `http://localhost:${direct}/` });
    expect([viaProxy.body.toString(), onLoopback.body.toString()]).toEqual(['proxy', 'direct']);
    expect(seen).toEqual([`http://registry.example/v2/ Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
    await expect(http({ method: 'GET', url: 'http://other.example:1/' })).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  test('a tunnel that opens byte by byte ends with the time for the whole exchange', async () => {
    const proxy = await startTrickleServer(() => trickledHead);
    ended.push(proxy.stop);
    for (const name of names) delete process.env[name];
    process.env.HTTPS_PROXY = `http://${proxy.host}`;
    const message = { method: 'GET', url: 'https://registry.example/v2/' } as const;
    await expect(client({ timeout: 300 })(message)).rejects.toMatchObject({ code: 'TOO_SLOW' });
    expect(proxy.seen).toEqual(['CONNECT registry.example:443 HTTP/1.1']);
  });

  test('TLS goes through a tunnel, checked against the registry and not the proxy', async () => {
    const registry = await startRegistry({ tls: true });
    ended.push(registry.stop);
    const { server, port } = await serve(() => {});
    const tunnels: string[] = [];
    server.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const onward = connect(Number(registry.host.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    for (const name of names) delete process.env[name];
    process.env.HTTPS_PROXY = `http://localhost:${port}`;
    // a name that is in the certificate and yet not taken for loopback
    const url = `https://registry.localhost.example:443/v2/`;
    const http = client({ idle: 2_000 });
    await expect(http({ method: 'GET', url, tls: { ca: registry.ca } })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await expect(http({ method: 'GET', url, insecure: true })).resolves.toMatchObject({ status: 200 });
    expect(tunnels[0]).toBe('registry.localhost.example:443');
  });
});

describe('certificates', () => {
  let registry: TestRegistry;
  let url: string;
  beforeAll(async () => {
    registry = await startRegistry({ tls: true });
    url = `https://${registry.host}/v2/`;
  });
  afterAll(() => registry.stop());

  test('an unknown authority is refused, and the hint says where to put it', async () => {
    await expect(client()({ method: 'GET', url })).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
      hint: expect.stringContaining(`/etc/docker/certs.d/${registry.host}/ca.crt`),
    });
  });

  test('accepted where it need not be checked, or is given', async () => {
    await expect(client()({ method: 'GET', url, insecure: true })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, tls: { ca: registry.ca } })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, tls: { ca: undefined } })).rejects.toThrow();
  });

  test("accepted where it is among Docker's for this registry, and for no other", async () => {
    const certificates = join(folder, 'certs.d');
    const own = join(certificates, registry.host);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'ca.crt'), registry.ca ?? '');
    const http = client({ certificates });
    await expect(http({ method: 'GET', url })).resolves.toMatchObject({ status: 200 });
    await expect(http({ method: 'GET', url: url.replace('localhost', '127.0.0.1') })).rejects.toThrow(
      'nobody known here vouches for its certificate',
    );
  });

  test("accepted where it is among the system's; and an idle connection lets the process end", async () => {
    const file = join(folder, 'system.crt');
    writeFileSync(file, registry.ca ?? '');
    const script = `
      const { createHttp } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/system/http.ts'))});
      const http = createHttp();
      console.log((await Promise.all([1, 2].map(() => http({ method: 'GET', url: ${JSON.stringify(url)} })))).map(({ status }) => status).join());`;
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
    const child = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...env, SSL_CERT_FILE: file, SSL_CERT_DIR: folder },
      timeout: 10_000,
    });
    expect(child.stdout.trim()).toBe('200,200');
  });
});
