import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createHttp,
  type HttpClient,
  HttpError,
  type HttpOptions,
  type HttpRequest,
} from '../../../src/clients/http/http.ts';
import type { Environment } from '../../../src/model/job.ts';
import { judgeError, type Verdict } from '../../../src/runtime/retry.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../../support/connect-proxy.ts';
import { startRegistry, type TestRegistry } from '../../support/registry.ts';
import {
  startTrickleServer,
  type Trickle,
  trickledBody,
  trickledHead,
  trickledHints,
} from '../../support/trickle-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'http-'));
const HTTP = join(import.meta.dirname, '../../../src/clients/http/http.ts');
const runNode = promisify(execFile);
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
  test('sends method, headers and body, and returns status, headers and bytes', async () => {
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

  test('may switch to another protocol on a connection that ends with the signal', async () => {
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
    let received = '';
    while (!received.endsWith('hello')) received += (await once(connection, 'data'))[0];
    expect(received).toBe('POST /grpc: hello');
    const reason = new Error('cancelled');
    const ended = once(connection, 'error');
    cancel.abort(reason);
    expect((await ended)[0]).toBe(reason);
  });

  test('is an error if the server refuses the upgrade', async () => {
    const { port } = await serve((_, response) => response.writeHead(404).end());
    const message = { method: 'POST', url: `http://localhost:${port}/grpc`, upgrade: 'h2c' } as const;
    await expect(client()(message)).rejects.toBeInstanceOf(HttpError);
  });

  test('ends with the timeout if the server does not respond to the upgrade', async () => {
    const { server, port } = await serve(() => {});
    server.on('upgrade', () => {});
    const message = { method: 'POST', url: `http://localhost:${port}/grpc`, upgrade: 'h2c' } as const;
    await expect(client({ idle: 100 })(message)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  });

  test('streams a body of any size without a copy in memory', async () => {
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

  test('may have a longer idle timeout', async () => {
    const { port } = await serve((_, response) => void setTimeout(() => response.end('late'), 2_500));
    const ask = (more = {}) => client({ idle: 100 })({ method: 'GET', url: `http://localhost:${port}/`, ...more });
    const [patient, hasty] = await Promise.allSettled([ask({ idle: 10_000 }), ask()]);
    expect(patient).toMatchObject({ value: { body: Buffer.from('late') } });
    expect(hasty).toMatchObject({ reason: { message: expect.stringContaining('no answer for 0.1 s') } });
  });

  test('returns a redirect as it is, and joins repeated headers', async () => {
    const { port } = await serve((_, response) => {
      response.writeHead(307, { location: '/elsewhere', 'www-authenticate': ['Negotiate', 'Basic realm="x"'] }).end();
    });
    const answer = await client()({ method: 'GET', url: `http://localhost:${port}/` });
    expect(answer.status).toBe(307);
    expect(answer.headers).toMatchObject({ location: '/elsewhere', 'www-authenticate': 'Negotiate, Basic realm="x"' });
  });

  test('reuses connections', async () => {
    const { server, port } = await serve((_, response) => response.end());
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const http = client();
    for (let left = 3; left > 0; left -= 1) await http({ method: 'GET', url: `http://localhost:${port}/` });
    expect(connections).toBe(1);
  });

  test('may use a Unix socket', async () => {
    const socketPath = join(folder, 'engine.sock');
    await serve((request, response) => response.end(request.url), socketPath);
    const answer = await client()({ method: 'GET', url: 'http://docker/info', socketPath });
    expect(answer.body.toString()).toBe('/info');
    await expect(
      client()({ method: 'GET', url: 'http://docker/', socketPath: join(folder, 'none') }),
    ).rejects.toMatchObject({
      code: 'ENOENT',
      message: `${join(folder, 'none')}: the socket does not exist (ENOENT)`,
    });
  });
});

describe('an error of a response', () => {
  const idle = 400;
  test.each<[string, RequestListener, string]>([
    ['no byte arrives', () => {}, 'UND_ERR_HEADERS_TIMEOUT'],
    [
      'the response stops half-way',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('half'),
      'UND_ERR_BODY_TIMEOUT',
    ],
    [
      'the connection is closed half-way',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('half', () => response.destroy()),
      'UND_ERR_SOCKET',
    ],
    [
      'the connection is closed half-way without a known length',
      (_, response) => void response.write('half', () => response.destroy()),
      'UND_ERR_SOCKET',
    ],
    ['the connection is reset', (request) => void request.socket.resetAndDestroy(), 'ECONNRESET'],
    ['the connection is closed', (request) => void request.socket.end(), 'UND_ERR_SOCKET'],
  ])('names the host and has a code if %s', async (_, listener, code) => {
    const { port } = await serve(listener);
    const asked = client({ idle })({ method: 'GET', url: `http://localhost:${port}/` });
    await expect(asked).rejects.toMatchObject({
      name: 'HttpError',
      code,
      message: expect.stringContaining(`localhost:${port}: `),
    });
  });

  test('names the host of a refused connection', async () => {
    await expect(client()({ method: 'GET', url: 'http://localhost:1/' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: 'localhost:1: the connection was refused (ECONNREFUSED)',
    });
  });

  test('is thrown for more bytes than the limit', async () => {
    const { port } = await serve((_, response) => response.end('12345'));
    const url = `http://localhost:${port}/`;
    await expect(client()({ method: 'GET', url, limit: 5 })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, limit: 4 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('is thrown for more than eight mebibytes by default', async () => {
    const { port } = await serve((request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)))));
    const get = (size: number) => client()({ method: 'GET', url: `http://localhost:${port}/${size}` });
    expect((await get(8 * 2 ** 20)).body).toHaveLength(8 * 2 ** 20);
    await expect(get(8 * 2 ** 20 + 1)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('is the reason of the signal that cancels the request', async () => {
    const { port } = await serve(() => {});
    const controller = new AbortController();
    const asked = client()({ method: 'GET', url: `http://localhost:${port}/`, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('cancelled')), 20);
    await expect(asked).rejects.toThrow(/^cancelled$/);
  });

  test('is thrown for requests in progress if the client is closed', async () => {
    const { port } = await serve(() => {});
    const http = createHttp();
    const asked = http({ method: 'GET', url: `http://localhost:${port}/` });
    const outcome = expect(asked).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await http.close();
    await outcome;
  });
});

describe('the timeout of the whole exchange', () => {
  const timeout = 300;
  const start = async (answer: Trickle) => {
    const server = await startTrickleServer(() => answer);
    ended.push(server.stop);
    return server.host;
  };

  test.each<[string, Trickle]>([
    ['a body', trickledBody('200 OK')],
    ['a body of an error', trickledBody('500 Internal Server Error')],
    ['headers', trickledHead],
    ['informational responses', trickledHints],
  ])('ends a response that arrives byte by byte: %s', async (_, answer) => {
    const host = await start(answer);
    const started = performance.now();
    await expect(client({ timeout })({ method: 'GET', url: `http://${host}/` })).rejects.toMatchObject({
      name: 'HttpError',
      code: 'TOO_SLOW',
      message: `${host}: no whole answer within 0.3 s (TOO_SLOW)`,
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('may be set for a request', async () => {
    const host = await start(trickledBody('200 OK'));
    await expect(client()({ method: 'GET', url: `http://${host}/`, timeout: 100 })).rejects.toThrow('within 0.1 s');
  });

  test('includes the TLS handshake', async () => {
    const silent = createNetServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    ended.push(async () => silent.close());
    const url = `https://localhost:${(silent.address() as { port: number }).port}/`;
    await expect(client({ timeout })({ method: 'GET', url })).rejects.toMatchObject({ code: 'TOO_SLOW' });
  });

  test('includes a protocol upgrade, but not the upgraded connection', async () => {
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

  test('does not apply to streamed chunks', async () => {
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

test('reports plain HTTP to a server with TLS as a permanent error', async () => {
  const alert = Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]);
  const server = createNetServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(alert)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ended.push(async () => server.close());
  const host = `localhost:${(server.address() as { port: number }).port}`;
  const error = await client()({ method: 'GET', url: `http://${host}/v2/` }).catch((error) => error);
  expect(error.message).toBe(`${host}: the answer is not HTTP; it may speak TLS (HPE_INVALID_CONSTANT)`);
  expect(judgeError(error)).toMatchObject({ verdict: 'final' });
});

describe('proxies', () => {
  const FAR = 'registry.test:443';
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ tls: ['registry.test'] });
  });
  afterAll(() => registry.stop());
  const port = () => Number(registry.host.split(':')[1]);
  const tls = () => ({ ca: registry.ca });
  async function proxy(options?: ConnectProxyOptions): Promise<ConnectProxy> {
    const started = await startConnectProxy(options);
    ended.push(started.stop);
    return started;
  }
  const ask = (env: Environment, message: Partial<HttpRequest> = {}, options: HttpOptions = {}) =>
    client({ idle: 2_000, env, ...options })({ method: 'GET', url: `https://${FAR}/v2/`, tls: tls(), ...message });

  test.each(['HTTPS_PROXY', 'https_proxy'])(
    'from %s open a tunnel for TLS, with the login in the variable',
    async (name) => {
      const { url, asked } = await proxy({ routes: { [FAR]: port() }, login: 'me:p@ss:%' });
      expect(await ask({ [name]: url })).toMatchObject({ status: 200 });
      expect(asked).toEqual([`CONNECT ${FAR}`]);
    },
  );

  test('are used without TLS if their address has no scheme', async () => {
    const { host } = await proxy({ routes: { [FAR]: port() } });
    expect(await ask({ HTTPS_PROXY: host })).toMatchObject({ status: 200 });
  });

  test('keep a tunnel for the next request', async () => {
    const { url, asked } = await proxy({ routes: { [FAR]: port() } });
    const http = client({ env: { HTTPS_PROXY: url } });
    for (let left = 3; left > 0; left -= 1) await http({ method: 'GET', url: `https://${FAR}/v2/`, tls: tls() });
    expect(asked).toEqual([`CONNECT ${FAR}`]);
  });

  test("do not replace the verification of the registry's certificate", async () => {
    const { url } = await proxy({ routes: { 'other.test:443': port(), [FAR]: port() } });
    await expect(ask({ HTTPS_PROXY: url }, { url: 'https://other.test/v2/' })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    const untrusting = ask({ HTTPS_PROXY: url }, { tls: undefined });
    await expect(untrusting).rejects.toMatchObject({
      message: expect.stringContaining('is not signed by a known authority'),
    });
    expect(await ask({ HTTPS_PROXY: url }, { tls: undefined, insecure: true })).toMatchObject({ status: 200 });
  });

  test('may use TLS themselves', async () => {
    const certificates = mkdtempSync(join(folder, 'proxy-'));
    makeCertificates(certificates);
    const [cert = '', key = ''] = ['server.crt', 'server.key'].map((file) =>
      readFileSync(join(certificates, file), 'utf8'),
    );
    const { url, host, asked } = await proxy({ routes: { [FAR]: port() }, tls: { cert, key } });
    await expect(ask({ HTTPS_PROXY: url })).rejects.toMatchObject({
      message: expect.stringMatching(
        `^registry.test through the proxy ${host}: the proxy cannot be reached: its certificate is not signed`,
      ),
      hint: expect.stringContaining("the proxy's certificate"),
    });
    const script = `
      const { createHttp } = await import(${JSON.stringify(HTTP)});
      const http = createHttp();
      for (const url of ['https://${FAR}/v2/', 'http://plain.test/'])
        console.log(await http({ method: 'GET', url }).then(({ status }) => status, ({ message }) => message));`;
    const both = join(certificates, 'both.crt');
    writeFileSync(both, `${registry.ca}${readFileSync(join(certificates, 'ca.crt'), 'utf8')}`);
    const env = { ...process.env, SSL_CERT_FILE: both, HTTPS_PROXY: url, HTTP_PROXY: url };
    const { stdout } = await runNode(process.execPath, ['--input-type=module', '-e', script], { env, timeout: 20_000 });
    expect(stdout.trim().split('\n')).toEqual(['200', '502']);
    expect(asked).toEqual([`CONNECT ${FAR}`, 'GET http://plain.test/']);
  });

  test('get the whole URL for plain HTTP, and are not used for loopback and NO_PROXY', async () => {
    const seen: string[] = [];
    const { port: near } = await serve((request, response) => {
      seen.push(`${request.method} ${request.headers.host} ${request.url}`);
      response.end('direct');
    });
    const { url, asked } = await proxy({
      routes: { 'plain.test:80': near, 'plain.test:5000': near },
      login: 'me:p@ss',
    });
    const http = client({ env: { HTTP_PROXY: url, NO_PROXY: 'other.test' } });
    const get = (address: string) => http({ method: 'GET', url: address });
    expect(await get('http://plain.test/v2/?a=b')).toMatchObject({ status: 200 });
    expect(await get('http://plain.test:5000/v2/')).toMatchObject({ status: 200 });
    expect(await get(`http://localhost:${near}/`)).toMatchObject({ status: 200 });
    await expect(get('http://other.test:1/')).rejects.toThrow(/^other\.test:1: /);
    expect(asked).toEqual(['GET http://plain.test/v2/?a=b', 'GET http://plain.test:5000/v2/']);
    expect(seen).toEqual(['GET plain.test /v2/?a=b', 'GET plain.test:5000 /v2/', `GET localhost:${near} /`]);
  });

  const PLAIN = { url: 'http://plain.test/v2/' };
  interface FailureRow {
    /** The proxy … */
    readonly title: string;
    readonly options: ConnectProxyOptions;
    readonly message?: Partial<HttpRequest>;
    readonly reason: string;
    readonly verdict: Verdict;
    readonly hint: RegExp;
  }

  test.each<FailureRow>([
    {
      title: 'requires a login',
      options: { login: 'me:secret' },
      reason: 'the proxy answered 407 (Proxy Authentication Required)',
      verdict: 'final',
      hint: /^Add the proxy's user name and password to HTTPS_PROXY .* NO_PROXY/,
    },
    {
      title: 'requires a login for plain HTTP',
      options: { login: 'me:secret' },
      message: PLAIN,
      reason: 'the proxy answered 407',
      verdict: 'final',
      hint: /user name and password to HTTP_PROXY .* list plain\.test in NO_PROXY/,
    },
    {
      title: 'refuses the host',
      options: { answer: '403 Forbidden' },
      reason: 'the proxy answered 403 (Forbidden)',
      verdict: 'final',
      hint: /^Allow connections to registry\.test at the proxy, or list registry\.test in NO_PROXY/,
    },
    {
      title: 'does not reach the host',
      options: {},
      reason: 'the proxy answered 502 (Bad Gateway)',
      verdict: 'transient',
      hint: /NO_PROXY/,
    },
    {
      title: 'hangs',
      options: { fault: 'hang' },
      reason: 'the proxy opened no tunnel within 0.5 s (PROXY_TIMEOUT)',
      verdict: 'transient',
      hint: /^Check the address in HTTPS_PROXY/,
    },
    {
      title: 'closes the connection',
      options: { fault: 'close' },
      reason: 'the proxy cannot be reached: ',
      verdict: 'transient',
      hint: /NO_PROXY/,
    },
  ])('are named in the error if the proxy $title', async ({ options, message = {}, reason, verdict, hint }) => {
    const { host } = await proxy(options);
    const env = { HTTPS_PROXY: `http://${host}`, HTTP_PROXY: `http://${host}` };
    const error = await ask(env, message, { idle: 500 }).catch((error) => error);
    const server = new URL(message.url ?? `https://${FAR}`).host;
    expect(error).toBeInstanceOf(HttpError);
    expect(error.message).toMatch(`${server} through the proxy ${host}: ${reason}`);
    expect(error.hint).toMatch(hint);
    expect(judgeError(error)).toMatchObject({ verdict });
  });

  test('do not show rejected credentials in the error', async () => {
    const { host } = await proxy({ login: 'me:secret' });
    const error = await ask({ HTTPS_PROXY: `http://me:hunter2@${host}` }).catch((error) => error);
    expect(error).toMatchObject({ hint: expect.stringMatching(/^Correct the user name and password in HTTPS_PROXY/) });
    expect(inspect(error, { depth: 9 })).not.toMatch(/hunter2|bWU6aHVudGVyMg/);
  });

  test('are named if they refuse connections', async () => {
    await expect(ask({ HTTPS_PROXY: 'http://localhost:1' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message:
        'registry.test through the proxy localhost:1: the proxy cannot be reached: the connection was refused (ECONNREFUSED)',
    });
    await expect(ask({ HTTP_PROXY: 'http://localhost:1' }, PLAIN)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: 'plain.test through the proxy localhost:1: the connection was refused (ECONNREFUSED)',
    });
  });

  test('are rejected with their name if their protocol is SOCKS', async () => {
    await expect(ask({ HTTPS_PROXY: 'socks5://proxy.test:1080' })).rejects.toMatchObject({
      message: expect.stringMatching(/^registry\.test through the proxy proxy\.test:1080: .*socks5/),
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
  });

  test('do not delay the end of a client that waits for a tunnel', async () => {
    const { url } = await proxy({ fault: 'hang' });
    const http = client({ env: { HTTPS_PROXY: url } });
    const outcome = expect(http({ method: 'GET', url: `https://${FAR}/` })).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await http.close();
    await outcome;
  });

  test('are included in the timeout of the whole exchange', async () => {
    const slow = await startTrickleServer(() => trickledHead);
    ended.push(slow.stop);
    await expect(ask({ HTTPS_PROXY: `http://${slow.host}` }, {}, { timeout: 300 })).rejects.toMatchObject({
      code: 'TOO_SLOW',
      message: `registry.test through the proxy ${slow.host}: no whole answer within 0.3 s (TOO_SLOW)`,
    });
    expect(slow.seen).toEqual([`CONNECT ${FAR} HTTP/1.1`]);
  });
});

test('does not treat an error of the action itself as a network error', async () => {
  const { port } = await serve((_, response) => response.end('x'));
  const onData = () => (undefined as unknown as { push(): void }).push();
  const error = await client()({ method: 'GET', url: `http://localhost:${port}/`, onData }).catch((error) => error);
  expect(error).toBeInstanceOf(TypeError);
  expect(judgeError(error)).toEqual({ verdict: 'final' });
});

describe('TLS to a server without it', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['HTTP', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')],
    ['another protocol', (socket) => void socket.write('220 mail.test ESMTP\r\n')],
  ])('is a permanent error with a hint: %s', async (_, answer) => {
    const server = createNetServer((socket) => socket.on('error', () => {}).once('data', () => answer(socket)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ended.push(async () => server.close());
    const host = `localhost:${(server.address() as { port: number }).port}`;
    const error = await client()({ method: 'GET', url: `https://${host}/v2/` }).catch((error) => error);
    expect(error).toMatchObject({
      code: 'PLAIN_HTTP',
      message: expect.stringMatching(`^${host}: it does not speak TLS; it may serve plain HTTP`),
      hint: `Add "${host}" to \`insecure-registries\` in the engine's daemon.json, or set \`http = true\` for it in \`buildkitd-config\`.`,
    });
    expect(judgeError(error)).toMatchObject({ verdict: 'final' });
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

  test('of an unknown authority are rejected, and the hint names the setting for the authority', async () => {
    await expect(client()({ method: 'GET', url })).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
      hint: expect.stringContaining(`/etc/docker/certs.d/${registry.host}/ca.crt`),
    });
  });

  test('are accepted without verification, or with the given authority', async () => {
    await expect(client()({ method: 'GET', url, insecure: true })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, tls: { ca: registry.ca } })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, tls: { ca: undefined } })).rejects.toThrow();
  });

  test('of a given authority are accepted in addition to the known authorities', async () => {
    await expect(client()({ method: 'GET', url, trust: { ca: registry.ca } })).resolves.toMatchObject({ status: 200 });
    await expect(client()({ method: 'GET', url, trust: {} })).rejects.toThrow(
      'its certificate is not signed by a known authority',
    );
  });

  test('do not change the address: a connection uses only the given addresses', async () => {
    const named = url.replace('localhost', 'registry.invalid');
    const http = client();
    const addresses = ['127.0.0.1'];
    await expect(http({ method: 'GET', url: named, insecure: true, addresses })).resolves.toMatchObject({
      status: 200,
    });
    await expect(http({ method: 'GET', url: named, insecure: true })).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(http({ method: 'GET', url, addresses: ['127.0.0.9'] })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  test("of the system's authorities are accepted, and an idle connection lets the process end", async () => {
    const file = join(folder, 'system.crt');
    writeFileSync(file, registry.ca ?? '');
    const script = `
      const { createHttp } = await import(${JSON.stringify(HTTP)});
      const http = createHttp();
      console.log((await Promise.all([1, 2].map(() => http({ method: 'GET', url: ${JSON.stringify(url)} })))).map(({ status }) => status).join());`;
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
    const child = await runNode(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...env, SSL_CERT_FILE: file, SSL_CERT_DIR: folder },
      timeout: 10_000,
    });
    expect(child.stdout.trim()).toBe('200,200');
  });
});
