import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createHttp } from '../../src/clients/http/http.ts';
import { debug } from '../../src/runtime/debug.ts';
import { run } from '../../src/runtime/process.ts';
import { runner } from '../../src/runtime/runner.ts';

const before = process.env.RUNNER_DEBUG;
let printed: string[];
beforeEach(() => {
  process.env.RUNNER_DEBUG = '1';
  printed = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  if (before === undefined) delete process.env.RUNNER_DEBUG;
  else process.env.RUNNER_DEBUG = before;
});

/** Lines for debug logging, without times. */
const lines = () =>
  printed
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('::debug::'))
    .map((line) => line.replace(/\d+ ms$/, 'N ms'));

async function requests() {
  const server = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createHttp({ env: {} });
  const headers = { authorization: 'Bearer topsecret' };
  const url = `http://me:hidden@${host}/v2/a/manifests/1?token=topsecret`;
  await http({ method: 'GET', url, headers }).catch(() => undefined);
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await http({ method: 'HEAD', url: `http://${host}/v2/`, idle: 1000 }).catch(() => undefined);
  await http.close();
  return host;
}

test('prints every process with its arguments, its end and its time, without masked values', async () => {
  runner.mask('hunter2');
  await run({ program: 'sh', args: ['-c', 'exit 3', 'hunter2', '::error::no\n##[error]no'] });
  await run({ program: 'no-such-program', args: ['a'] }).catch(() => undefined);
  expect(lines()).toEqual([
    '::debug::sh -c exit 3 *** ::error::no%0A# #[error]no: exit status 3, N ms',
    '::debug::no-such-program a: no-such-program could not be started: the program was not found (ENOENT), N ms',
  ]);
});

test('prints every request with its answer, without query, headers and credentials', async () => {
  const host = await requests();
  expect(lines()).toEqual([
    `::debug::GET ${host} /v2/a/manifests/1: status 404, N ms`,
    `::debug::HEAD ${host} /v2/: ${host}: the connection was refused (ECONNREFUSED), N ms`,
  ]);
  expect(printed.join('')).not.toMatch(/topsecret|hidden/);
});

test('is silent and idle without debug logging', async () => {
  delete process.env.RUNNER_DEBUG;
  const compute = jest.fn(() => ['a line']);
  debug(compute);
  await run({ program: 'true', args: [] });
  await requests();
  expect([compute.mock.calls, printed]).toEqual([[], []]);
});
