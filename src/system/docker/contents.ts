import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { ActionError } from '../errors.ts';
import type { Digest } from '../registry/digest.ts';

/** What BuildKit in the engine has: manifests and configs, by their digests. */
export interface Contents extends Disposable {
  /** @throws ActionError where it is not there, is larger than any manifest or config, or the way to it breaks. */
  read(digest: Digest): Promise<Buffer>;
}

/** A call of containerd's content service, which BuildKit offers: https://github.com/containerd/containerd/blob/main/api/services/content/v1/content.proto */
const READ = '/containerd.services.content.v1.Content/Read';

/** Bytes of a manifest or config: containerd reads no larger manifests. */
const LIMIT = 8 * 2 ** 20;

/** Milliseconds for a whole read, however steadily its bytes come. */
const TIMEOUT = 30_000;

/**
 * Speaks to BuildKit over a connection to it. The one call of its gRPC interface that is needed, with messages of three
 * fields, is written out here: a library would be many times this file.
 */
export function openContents(connection: Duplex, timeout = TIMEOUT): Contents {
  const session = connect('http://buildkit', { createConnection: () => connection });
  session.on('error', () => {}); // each call tells it
  return {
    read: (digest) => read(session, digest, timeout),
    [Symbol.dispose]() {
      session.destroy();
      connection.destroy();
    },
  };
}

async function read(session: ClientHttp2Session, digest: Digest, timeout: number): Promise<Buffer> {
  const stream = session.request({
    ...{ ':method': 'POST', ':path': READ, 'content-type': 'application/grpc', te: 'trailers' },
  });
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
      if (size > LIMIT) stream.destroy(new Error(`it has more than ${LIMIT} bytes`));
    })
    .on('error', ({ message }) => {
      why = message;
    })
    .on('close', closed.resolve);
  const timer = setTimeout(() => stream.destroy(new Error(`no whole answer within ${timeout / 1000} s`)), timeout);
  stream.end(framed(request(digest)));
  await closed.promise;
  clearTimeout(timer);
  // https://grpc.github.io/grpc/core/md_doc_statuscodes.html
  if (why === undefined && told['grpc-status'] === '0') return dataIn(Buffer.concat(chunks));
  why ??= decodeURIComponent(String(told['grpc-message'] ?? 'the connection was closed'));
  throw new ActionError(`BuildKit in the engine did not give ${digest}: ${why}`);
}

/** A message as gRPC sends it: not compressed, with its length before it. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** ReadContentRequest: field 1 is the digest, a text of less than 128 bytes. */
function request(digest: Digest): Buffer {
  const text = Buffer.from(digest);
  return Buffer.concat([Buffer.from([0x0a, text.length]), text]);
}

/** The data of all ReadContentResponses: field 2 of each. */
function dataIn(messages: Buffer): Buffer {
  const data: Buffer[] = [];
  for (let at = 0; at < messages.length; ) {
    const end = at + 5 + messages.readUInt32BE(at + 1);
    data.push(...fieldsIn(messages.subarray(at + 5, end)));
    at = end;
  }
  return Buffer.concat(data);
}

/** Fields of a message that have a length, as protocol buffers write them: https://protobuf.dev/programming-guides/encoding/ */
function fieldsIn(message: Buffer): readonly Buffer[] {
  const fields: Buffer[] = [];
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
    const isNumber = (varint() & 7) === 0;
    const value = varint();
    if (isNumber) continue;
    fields.push(message.subarray(at, at + value));
    at += value;
  }
  return fields;
}
