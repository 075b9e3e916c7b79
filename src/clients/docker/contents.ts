import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Digest } from '../../model/digest.ts';
import { ActionError, messageOf } from '../../model/errors.ts';
import { MAX_DOCUMENT_BYTES } from '../../model/oci.ts';
import { ENGINE_READ_MS } from '../../runtime/limits.ts';

/** Content of Docker Engine's BuildKit: manifests, configs and layers, by their digests. */
export interface Contents extends Disposable {
  /** @throws ActionError if the content is missing, is larger than any manifest or config, or the connection breaks. */
  read(digest: Digest): Promise<Buffer>;
  /** Size of content in bytes, which may be a layer. Undefined if it is missing. @throws ActionError if the connection breaks. */
  size(digest: Digest): Promise<number | undefined>;
  /**
   * Content of any size, in pieces. Its bytes are not hashed.
   * @throws ActionError if the content is missing, or the connection breaks.
   */
  stream(digest: Digest): AsyncIterable<Buffer>;
}

/** Calls of containerd's content service, which BuildKit offers: https://github.com/containerd/containerd/blob/main/api/services/content/v1/content.proto */
type Call = 'Read' | 'Info';
const SERVICE = '/containerd.services.content.v1.Content/';

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const NOT_FOUND = '5';

/**
 * Speaks gRPC to BuildKit over an existing connection. Implements only the two calls that are needed, because a library
 * would be many times the size of this file.
 */
export function openContents(connection: Duplex, timeout = ENGINE_READ_MS): Contents {
  const session = connect('http://buildkit', { createConnection: () => connection });
  session.on('error', () => {}); // each call reports it
  return {
    read: async (digest) => dataIn(contentOf(await call(session, 'Read', digest, timeout), digest)),
    async size(digest) {
      const answer = await call(session, 'Info', digest, timeout);
      return answer.status === NOT_FOUND ? undefined : sizeIn(contentOf(answer, digest));
    },
    stream: (digest) => pieces(session, digest, timeout),
    [Symbol.dispose]() {
      session.destroy();
      connection.destroy();
    },
  };
}

interface Answer {
  /** gRPC status; `0` is success. */
  readonly status: string | undefined;
  /** The reason why the answer is incomplete. */
  readonly why: string;
  readonly messages: Buffer;
}

/** Makes a call with the digest as the only field of the request. */
function start(session: ClientHttp2Session, name: Call, digest: Digest): ClientHttp2Stream {
  const stream = session.request({
    ...{ ':method': 'POST', ':path': `${SERVICE}${name}`, 'content-type': 'application/grpc', te: 'trailers' },
  });
  stream.end(framed(request(digest)));
  return stream;
}

/** Makes a call and waits for its whole answer. */
async function call(session: ClientHttp2Session, name: Call, digest: Digest, timeout: number): Promise<Answer> {
  const stream = start(session, name, digest);
  const closed = Promise.withResolvers<void>();
  const told: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  let size = 0;
  let why: string | undefined;
  stream
    .on('response', (headers) => Object.assign(told, headers))
    .on('trailers', (headers) => Object.assign(told, headers))
    .on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_DOCUMENT_BYTES) stream.destroy(new Error(`it has more than ${MAX_DOCUMENT_BYTES} bytes`));
    })
    .on('error', ({ message }) => {
      why = message;
    })
    .on('close', closed.resolve);
  const timer = setTimeout(() => stream.destroy(new Error(`no whole answer within ${timeout / 1000} s`)), timeout);
  await closed.promise;
  clearTimeout(timer);
  return { ...endOf(told, why), messages: Buffer.concat(chunks) };
}

/** @param broken the reason why the stream broke. */
function endOf(told: IncomingHttpHeaders, broken: string | undefined): Pick<Answer, 'status' | 'why'> {
  const why = broken ?? decodeURIComponent(String(told['grpc-message'] ?? 'the connection was closed'));
  return { status: broken === undefined ? told['grpc-status']?.toString() : undefined, why };
}

/** The data of an answer of any size, message by message. */
async function* pieces(session: ClientHttp2Session, digest: Digest, idle: number): AsyncGenerator<Buffer> {
  const stream = start(session, 'Read', digest);
  const told: IncomingHttpHeaders = {};
  stream
    .on('response', (headers) => Object.assign(told, headers))
    .on('trailers', (headers) => Object.assign(told, headers))
    .setTimeout(idle, () => stream.destroy(new Error(`no byte for ${idle / 1000} s`)));
  let broken: string | undefined;
  try {
    for await (const message of messagesIn(stream)) yield bytesIn(message, 2);
  } catch (error) {
    broken = messageOf(error);
  } finally {
    stream.destroy();
  }
  requireSuccess(endOf(told, broken), digest);
}

/** Takes gRPC's framing off. */
async function* messagesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  let length: number | undefined;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    while (size >= HEAD + (length ?? 0)) {
      const bytes = Buffer.concat(waiting);
      waiting = [bytes];
      if (length === undefined) {
        length = bytes.readUInt32BE(1);
        if (length > MAX_DOCUMENT_BYTES) throw new Error(`a message has more than ${MAX_DOCUMENT_BYTES} bytes`);
        continue;
      }
      const end = HEAD + length;
      yield bytes.subarray(HEAD, end);
      waiting = [bytes.subarray(end)];
      size -= end;
      length = undefined;
    }
  }
}

function requireSuccess({ status, why }: Pick<Answer, 'status' | 'why'>, digest: Digest): void {
  if (status !== '0') throw new ActionError(`BuildKit in the engine did not give ${digest}: ${why}`);
}

/** The messages of a complete answer. */
function contentOf(answer: Answer, digest: Digest): readonly Buffer[] {
  requireSuccess(answer, digest);
  const { messages } = answer;
  const list: Buffer[] = [];
  for (let at = 0; at < messages.length; ) {
    const end = at + HEAD + messages.readUInt32BE(at + 1);
    list.push(messages.subarray(at + HEAD, end));
    at = end;
  }
  return list;
}

/** Bytes before each message: a flag for compression, and the length. */
const HEAD = 5;

/** A message in gRPC's framing: uncompressed, with its length before it. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** ReadContentRequest and InfoRequest: field 1 is the digest, a text of less than 128 bytes. */
function request(digest: Digest): Buffer {
  const text = Buffer.from(digest);
  return Buffer.concat([Buffer.from([0x0a, text.length]), text]);
}

/** The data of all ReadContentResponses: field 2 of each. */
function dataIn(messages: readonly Buffer[]): Buffer {
  return Buffer.concat(messages.map((message) => bytesIn(message, 2)));
}

/** The size in an InfoResponse: field 2 of the Info that is its field 1. A zero is left out. */
function sizeIn([message = Buffer.alloc(0)]: readonly Buffer[]): number {
  const size = fieldsIn(bytesIn(message, 1)).get(2) ?? 0;
  return typeof size === 'number' ? size : Number.NaN;
}

function bytesIn(message: Buffer, field: number): Buffer {
  const value = fieldsIn(message).get(field);
  return typeof value === 'object' ? value : Buffer.alloc(0);
}

/** Fields of a message by their numbers, in the encoding of protocol buffers: https://protobuf.dev/programming-guides/encoding/ */
function fieldsIn(message: Buffer): ReadonlyMap<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const isNumber = (key & 7) === 0;
    const value = varint();
    fields.set(key >> 3, isNumber ? value : message.subarray(at, at + value));
    if (!isNumber) at += value;
  }
  return fields;
}
