import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** Answers requests with given bytes. Trickled bytes are sent one by one, without end. */
export interface TrickleServer {
  /** `localhost:40123` */
  readonly host: string;
  /** The request lines so far, such as `PUT /v2/app/manifests/1 HTTP/1.1`. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

/** Bytes that are sent at once, and bytes that are sent one by one after them, repeatedly. */
export interface Trickle {
  readonly first: string;
  readonly trickled?: string;
}

/** Milliseconds between two bytes. */
const PAUSE = 10;

/** @param answer returns the answer to a request with this line. */
export async function startTrickleServer(answer: (line: string) => Trickle): Promise<TrickleServer> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();

  function respond(socket: Socket, line: string): void {
    seen.push(line);
    const { first, trickled } = answer(line);
    socket.write(first);
    if (trickled === undefined) return;
    let at = 0;
    const timer = setInterval(() => {
      socket.write(trickled.charAt(at % trickled.length));
      at += 1;
    }, PAUSE);
    socket.once('close', () => clearInterval(timer));
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    let head = '';
    socket
      .on('error', () => {})
      .on('close', () => sockets.delete(socket))
      .on('data', (chunk) => {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        // the rest is a body, in the same or in later chunks
        if (end < 0) return;
        const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
        if (head.length < end + 4 + length) return;
        const [line = ''] = head.split('\r\n', 1);
        head = head.slice(end + 4 + length);
        respond(socket, line);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    host: `localhost:${port}`,
    seen,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A complete answer without a body. */
export function whole(status: string, headers: Readonly<Record<string, string>> = {}): Trickle {
  return { first: head(status, { ...headers, 'content-length': '0' }) };
}

/** An answer with a trickling body. */
export function trickledBody(status: string, headers: Readonly<Record<string, string>> = {}): Trickle {
  return { first: head(status, { ...headers, 'content-length': '1000000' }), trickled: ' ' };
}

/** An answer with trickling headers. */
export const trickledHead: Trickle = { first: 'HTTP/1.1 200 OK\r\n', trickled: 'x-a: b\r\n' };

/** Informational responses without a final response. */
export const trickledHints: Trickle = { first: '', trickled: 'HTTP/1.1 103 Early Hints\r\n\r\n' };

function head(status: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`;
}
