import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer, json } from 'node:stream/consumers';

/**
 * A stand-in for the cache service of GitHub's runners, because the real one accepts only their tokens. It implements the
 * calls of @actions/cache: three calls of `github.actions.results.api.v1.CacheService` in JSON, and for an entry's bytes
 * the part of Azure's blob protocol that an upload uses. Keys, versions and prefixes have the same meaning. Branches,
 * limits of size and eviction are not implemented.
 */
export interface TestCacheService {
  /** The variables that a runner sets for actions. */
  readonly env: Readonly<Record<string, string>>;
  /** `localhost:40123`: for a proxy in front. */
  readonly host: string;
  /** Keys of finished entries, oldest first. */
  readonly keys: readonly string[];
  /** The bytes of an entry: a tar, compressed with zstd or gzip. */
  entry(key: string): Buffer;
  /** Replaces the bytes of an entry. */
  replace(key: string, bytes: Buffer): void;
  stop(): Promise<void>;
}

interface Entry {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  finished: boolean;
}

interface Call {
  readonly key: string;
  readonly version: string;
  readonly restore_keys?: readonly string[];
}

const EXISTS = { code: 'already_exists', msg: 'cache entry with the same version, key, and scope already exists' };

const TOKEN = 'a-runtime-token';

/** @param others target of requests for another service of the runner. */
export async function startCacheService(others?: string): Promise<TestCacheService> {
  const entries: Entry[] = [];
  const blobs = new Map<string, Buffer>();
  const blocks = new Map<string, Buffer>();

  /** @returns undefined if an entry of that key exists already. */
  function answer(method: string, call: Call, host: string): object | undefined {
    const { key, version, restore_keys: restoreKeys = [] } = call;
    const place = (blob: string) => `http://${host}/blobs/${blob}?sig=secret`;
    switch (method) {
      case 'CreateCacheEntry': {
        if (entries.some((entry) => entry.key === key && entry.version === version)) {
          return undefined;
        }
        const entry = { id: entries.length + 1, key, version, blob: randomUUID(), finished: false };
        entries.push(entry);
        return { ok: true, signed_upload_url: place(entry.blob) };
      }
      case 'FinalizeCacheEntryUpload': {
        const entry = entries.find((each) => each.key === key && each.version === version);
        if (entry === undefined || !blobs.has(entry.blob)) return { ok: false, message: 'no such upload' };
        entry.finished = true;
        return { ok: true, entry_id: String(entry.id) };
      }
      case 'GetCacheEntryDownloadURL': {
        const usable = entries.filter((entry) => entry.finished && entry.version === version).reverse();
        const found = [key, ...restoreKeys]
          .map((prefix) => usable.find((entry) => entry.key.startsWith(prefix)))
          .find((entry) => entry !== undefined);
        if (found === undefined) return { ok: false };
        return { ok: true, signed_download_url: place(found.blob), matched_key: found.key };
      }
      default:
        throw new Error(`no such method: ${method}`);
    }
  }

  async function put(message: IncomingMessage, blob: string, query: URLSearchParams): Promise<void> {
    const body = await buffer(message);
    if (query.get('comp') === 'block') blocks.set(`${blob} ${query.get('blockid')}`, body);
    else if (query.get('comp') === 'blocklist') {
      const ids = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, id]) => id);
      blobs.set(blob, Buffer.concat(ids.map((id) => blocks.get(`${blob} ${id}`) ?? Buffer.alloc(0))));
    } else blobs.set(blob, body);
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(message.url ?? '', 'http://service');
    const [, folder, name = '', method = ''] = pathname.split('/');
    if (folder === 'twirp') {
      if (!message.headers.authorization?.startsWith('Bearer ')) return void response.writeHead(401).end('{}');
      if (others !== undefined && !name.endsWith('.CacheService')) return passOn(others, message, response);
      const call = (await json(message)) as Call;
      const reply = answer(method, call, message.headers.host ?? '') ?? EXISTS;
      response.writeHead(reply === EXISTS ? 409 : 200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(reply));
    }
    if (message.method === 'PUT') {
      await put(message, name, searchParams);
      return void response.writeHead(201, { etag: '"1"', 'last-modified': new Date().toUTCString() }).end();
    }
    const bytes = blobs.get(name);
    if (bytes === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': bytes.length }).end(message.method === 'HEAD' ? undefined : bytes);
  }

  const server = createServer((message, response) => {
    handle(message, response).catch((error) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const host = `localhost:${port}`;
  const blobOf = (key: string) => entries.find((entry) => entry.key === key)?.blob ?? '';
  return {
    host,
    env: serviceEnvironment(host),
    get keys() {
      return entries.filter(({ finished }) => finished).map(({ key }) => key);
    },
    entry: (key) => blobs.get(blobOf(key)) ?? Buffer.alloc(0),
    replace: (key, bytes) => void blobs.set(blobOf(key), bytes),
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function passOn(url: string, message: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = message;
  const onward = request(new URL(message.url ?? '', url), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  message.pipe(onward);
}

/** The runner's variables with the address of the service. */
export function serviceEnvironment(host: string): Readonly<Record<string, string>> {
  return {
    ACTIONS_RESULTS_URL: `http://${host}/`,
    ACTIONS_RUNTIME_TOKEN: TOKEN,
    ACTIONS_CACHE_SERVICE_V2: 'true',
  };
}
