import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { resetConnection } from './fault-proxy.ts';

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

test.each([
  ['an open connection', () => {}],
  ['a connection that is being shut down', (socket: Socket) => void socket.end()],
])('a reset of %s leaves no handle that keeps the process running', async (_, prepare) => {
  const before = openSockets();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = connect(port, '127.0.0.1').on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  socket.on('error', () => {});
  prepare(socket);
  resetConnection(socket);
  client.destroy();
  server.close();
  for (let i = 0; i < 100 && openSockets() > before; i += 1) await wait(20);
  expect(openSockets()).toBe(before);
});
