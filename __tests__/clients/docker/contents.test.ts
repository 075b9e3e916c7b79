import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Contents, openContents } from '../../../src/clients/docker/contents.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;
let server: Http2Server | undefined;
let socket: Socket | undefined;
afterEach(() => {
  socket?.destroy();
  server?.close();
});

/** A gRPC message with these bytes. */
function message(...bytes: readonly number[]): Buffer {
  return Buffer.from([0, 0, 0, bytes.length >> 8, bytes.length & 255, ...bytes]);
}

type Respond = (stream: ServerHttp2Stream, request: Buffer) => void;

/** Reads content from a BuildKit with this response. */
async function read(answer: Respond, timeout?: number): Promise<string> {
  using contents = await contentsOf('Read', answer, timeout);
  return (await contents.read(DIGEST)).toString();
}

async function size(answer: Respond): Promise<number | undefined> {
  using contents = await contentsOf('Info', answer);
  return await contents.size(DIGEST);
}

/** Client of a BuildKit with this response. */
async function contentsOf(call: string, answer: Respond, timeout?: number): Promise<Contents> {
  server = createServer();
  server.on('sessionError', () => {}).on('session', (session) => session.on('error', () => {}));
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {});
    expect(headers).toMatchObject({ ':path': `/containerd.services.content.v1.Content/${call}`, te: 'trailers' });
    answer(stream, Buffer.concat(await stream.toArray()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  return openContents(socket, timeout);
}

/** Ends a response with a gRPC status. */
function end(stream: ServerHttp2Stream, messages: readonly Buffer[], trailers: Readonly<Record<string, string>>): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  for (const each of messages) stream.write(each);
  stream.end();
}

test('reads content from several messages, each with its offset', async () => {
  const data = await read((stream, request) => {
    expect(request).toEqual(Buffer.concat([message(0x0a, 71, ...Buffer.from(DIGEST))]));
    const first = message(0x12, 2, ...Buffer.from('he'));
    const second = message(0x08, 0x82, 0x01, 0x12, 3, ...Buffer.from('llo'));
    // the chunks do not match the messages
    end(stream, [first.subarray(0, 3), Buffer.concat([first.subarray(3), second])], { 'grpc-status': '0' });
  });
  expect(data).toBe('hello');
});

describe('the size of content', () => {
  const digest = [0x0a, 71, ...Buffer.from(DIGEST)];
  const created = [0x1a, 2, 0x08, 0x01];

  test.each<[string, readonly number[], number]>([
    ['in several bytes', [...digest, 0x10, 0xac, 0x82, 0x01, ...created], 16_684],
    ['beyond 32 bits', [...digest, 0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, ...created], 2 ** 35],
    ['of empty content', [...digest, ...created], 0],
  ])('is read: %s', async (_, info, expected) => {
    const answered = size((stream, request) => {
      expect(request).toEqual(message(...digest));
      end(stream, [message(0x0a, info.length, ...info)], { 'grpc-status': '0' });
    });
    expect(await answered).toBe(expected);
  });

  test('is undefined for missing content', async () => {
    expect(await size((stream) => end(stream, [], { 'grpc-status': '5', 'grpc-message': 'not found' }))).toBe(
      undefined,
    );
  });

  test('is an error if the call fails', async () => {
    const refused = size((stream) => end(stream, [], { 'grpc-status': '12', 'grpc-message': 'unknown method Info' }));
    await expect(refused).rejects.toThrow(`BuildKit in the engine did not give ${DIGEST}: unknown method Info`);
  });
});

test.each<[string, (stream: ServerHttp2Stream) => void, RegExp]>([
  [
    'for missing content',
    (stream) =>
      stream.respond(
        { ':status': 200, 'grpc-status': '5', 'grpc-message': 'content%3A not found' },
        { endStream: true },
      ),
    /: content: not found$/,
  ],
  [
    'for content without an end',
    (stream) => end(stream, [message(0x12, 1, 0x61)], { 'grpc-status': '14', 'grpc-message': 'unavailable' }),
    /: unavailable$/,
  ],
  ['after a closed connection', (stream) => stream.session?.destroy(), /: the connection was closed$/],
  [
    'for content over the size limit',
    (stream) => {
      stream.respond({ ':status': 200 });
      for (let i = 0; i < 9; i += 1) stream.write(Buffer.alloc(2 ** 20));
    },
    /: it has more than 8388608 bytes$/,
  ],
])('throws an error %s', async (_, answer, message) => {
  await expect(read(answer)).rejects.toThrow(message);
});

test('throws an error for content that arrives too slowly', async () => {
  const trickle = (stream: ServerHttp2Stream) => {
    stream.respond({ ':status': 200 });
    const timer = setInterval(() => stream.write('a'), 10);
    stream.on('close', () => clearInterval(timer));
  };
  await expect(read(trickle, 200)).rejects.toThrow(/: no whole answer within 0\.2 s$/);
});

describe('a layer in pieces', () => {
  async function streamed(answer: Respond, timeout?: number): Promise<string> {
    using contents = await contentsOf('Read', answer, timeout);
    const pieces: Buffer[] = [];
    for await (const piece of contents.stream(DIGEST)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  test('is read from messages that arrive in other chunks', async () => {
    const first = message(0x12, 2, ...Buffer.from('he'));
    const second = message(0x08, 2, 0x12, 3, ...Buffer.from('llo'));
    const chunks = [
      first.subarray(0, 3),
      Buffer.concat([first.subarray(3), second.subarray(0, 7)]),
      second.subarray(7),
    ];
    expect(await streamed((stream) => end(stream, chunks, { 'grpc-status': '0' }))).toBe('hello');
  });

  test('may have more bytes than a manifest', async () => {
    const piece = Buffer.alloc(2 ** 20, 'a');
    const head = Buffer.from([0, 0, 0x10, 0, 4, 0x12, 0x80, 0x80, 0x40]);
    const large = Buffer.concat([head, piece]);
    const text = await streamed((stream) => end(stream, Array(10).fill(large), { 'grpc-status': '0' }));
    expect(text).toHaveLength(10 * 2 ** 20);
  });

  test.each<[string, Respond, RegExp]>([
    ['is missing', (stream) => end(stream, [], { 'grpc-status': '5', 'grpc-message': 'not found' }), /: not found$/],
    [
      'ends in the middle',
      (stream) => end(stream, [message(0x12, 1, 0x61)], { 'grpc-status': '14', 'grpc-message': 'gone' }),
      /: gone$/,
    ],
    ['ends with its connection', (stream) => stream.session?.destroy(), /: the connection was closed$/],
    [
      'has a message without limit',
      (stream) => end(stream, [Buffer.from([0, 255, 0, 0, 0, 0])], {}),
      /: a message has more than 8388608 bytes$/,
    ],
  ])('that %s is an error', async (_, answer, error) => {
    await expect(streamed(answer)).rejects.toThrow(error);
  });

  test('that stops is an error after the timeout', async () => {
    const stopped = streamed((stream) => stream.respond({ ':status': 200 }), 200);
    await expect(stopped).rejects.toThrow(/: no byte for 0\.2 s$/);
  });
});
