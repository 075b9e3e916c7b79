import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A stand-in for the artifact service, at the network: it speaks the wire protocol of version 4 (Twirp in JSON for the
 * records, Azure's blocks for the content), as read from https://github.com/actions/toolkit/tree/main/packages/artifact and
 * https://github.com/nektos/act/tree/master/pkg/artifacts, and keeps everything in memory. Like a parser of protocol
 * buffers it rejects unknown fields. It has no quotas, no retention and no expiry of signatures, and does not verify
 * tokens.
 */
export interface ArtifactService {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** The environment of a job of one run, as the runner sets it for actions. */
  env(run: string, job: string): Readonly<Record<string, string>>;
  /** The artifacts of a run, as they were finalized. */
  names(run: string): readonly string[];
  /** Each request, `CreateArtifact`, `PUT blob`, … */
  readonly requests: string[];
  /** The requests with a body, as they came. */
  readonly bodies: { readonly kind: string; readonly body: string; readonly authorization: string | undefined }[];
  /** Adds an artifact with any content, as another job of the run can. */
  plant(run: string, name: string, content: Buffer): void;
  /** Answers the next requests of this kind with a status, by default 403, and with plain text in place of JSON. */
  refuse(kind: string, times: number, status?: number, words?: string): void;
  /** Executes the next requests of this kind, and closes their connections instead of answering. */
  loseAnswer(kind: string, times: number): void;
  /** Does not answer the next requests of this kind until the service is stopped. */
  hang(kind: string, times: number): void;
  stop(): Promise<void>;
}

interface Artifact {
  readonly id: number;
  readonly run: string;
  readonly job: string;
  readonly name: string;
  readonly createdAt: string;
  readonly blocks: Map<string, Buffer>;
  content: Buffer;
  finalized: boolean;
}

/**
 * `github` answers errors in JSON, and a created name cannot be reused. `act` stands for the servers of act, Gitea and
 * Forgejo: fields in camel case, errors as text or empty, a name that can be created again, and content in blocks only.
 */
export type Dialect = 'github' | 'act';

/** The fields that each call knows: https://github.com/actions/toolkit/blob/main/packages/artifact/src/generated/results/api/v1/artifact.ts */
const IDS = ['workflow_run_backend_id', 'workflow_job_run_backend_id'];
const FIELDS: Readonly<Record<Dialect, Readonly<Record<string, readonly string[]>>>> = {
  github: {
    CreateArtifact: [...IDS, 'name', 'expires_at', 'version', 'mime_type'],
    FinalizeArtifact: [...IDS, 'name', 'size', 'hash'],
    ListArtifacts: [...IDS, 'name_filter', 'id_filter'],
    GetSignedArtifactURL: [...IDS, 'name'],
  },
  act: {
    CreateArtifact: [...IDS, 'name', 'expires_at', 'version'],
    FinalizeArtifact: [...IDS, 'name', 'size', 'hash'],
    ListArtifacts: [...IDS, 'name_filter', 'id_filter'],
    GetSignedArtifactURL: [...IDS, 'name'],
  },
};

export async function startArtifactService(dialect: Dialect = 'github'): Promise<ArtifactService> {
  const artifacts: Artifact[] = [];
  const requests: string[] = [];
  const bodies: ArtifactService['bodies'] = [];
  const refusals = new Map<string, Refusal[]>();
  const losses = new Map<string, number>();
  const hangs = new Map<string, number>();
  const stopping = Promise.withResolvers<void>();
  let base = '';

  const methods: Readonly<Record<string, (body: Record<string, string>, scope: Scope) => object>> = {
    CreateArtifact({ name = '' }, { run, job }) {
      if (/["':<>|*?\r\n\\/]/.test(name)) throw new Refusal(400, `the artifact name ${name} is invalid`);
      const before = artifacts.find((other) => other.run === run && other.job === job && other.name === name);
      if (before !== undefined && dialect === 'github') {
        throw new Refusal(409, 'an artifact with this name already exists on the workflow run');
      }
      if (before !== undefined) {
        before.blocks.clear();
        return { ok: true, signed_upload_url: `${base}/blob/${before.id}?sig=secret` };
      }
      const id = artifacts.length + 1;
      const createdAt = new Date().toISOString();
      artifacts.push({ id, run, job, name, createdAt, blocks: new Map(), content: Buffer.alloc(0), finalized: false });
      return { ok: true, signed_upload_url: `${base}/blob/${id}?sig=secret` };
    },
    FinalizeArtifact({ name = '', size = '', hash }, { run, job }) {
      const artifact = artifacts.find((other) => other.run === run && other.job === job && other.name === name);
      if (artifact === undefined) throw new Refusal(404, 'artifact not found');
      const found = `sha256:${createHash('sha256').update(artifact.content).digest('hex')}`;
      if (hash !== undefined && hash !== found) throw new Refusal(400, `the content has the hash ${found}`);
      if (Number(size) !== artifact.content.length) throw new Refusal(400, `the size is ${artifact.content.length}`);
      artifact.finalized = true;
      return { ok: true, artifact_id: String(artifact.id) };
    },
    ListArtifacts({ id_filter, name_filter }, { run }) {
      const wanted = artifacts.filter(
        (artifact) =>
          artifact.run === run &&
          artifact.finalized &&
          (id_filter === undefined || artifact.id === Number(id_filter)) &&
          (name_filter === undefined || artifact.name === name_filter),
      );
      return {
        ...((wanted.length > 0 || dialect === 'github') && {
          artifacts: wanted.map(({ id, run: runId, job, name, content, createdAt }) => ({
            workflow_run_backend_id: runId,
            workflow_job_run_backend_id: job,
            database_id: String(id),
            name,
            size: String(content.length),
            created_at: createdAt,
          })),
        }),
      };
    },
    GetSignedArtifactURL({ name = '', workflow_job_run_backend_id: of }, { run }) {
      const artifact = artifacts.find((other) => other.run === run && other.name === name && other.job === of);
      if (artifact === undefined) throw new Refusal(404, 'artifact not found');
      return { signed_url: `${base}/blob/${artifact.id}?sig=secret` };
    },
  };

  async function answer(request: IncomingMessage): Promise<Reply> {
    const url = new URL(request.url ?? '/', base);
    const body = await whole(request);
    const [, service, , method = ''] =
      /^\/(twirp)\/(github\.actions\.results\.api\.v1\.ArtifactService)\/(\w+)$/.exec(url.pathname) ?? [];
    const kind = service === undefined ? `${request.method} blob` : method;
    requests.push(kind);
    if (body.length > 0) bodies.push({ kind, body: body.toString(), authorization: request.headers.authorization });
    const hung = hangs.get(kind) ?? 0;
    if (hung > 0) {
      hangs.set(kind, hung - 1);
      await stopping.promise;
      throw new Refusal(403, 'it hung');
    }
    const refusal = refusals.get(kind)?.pop();
    if (refusal !== undefined) throw refusal;
    if (service !== undefined) {
      const call = methods[method];
      if (call === undefined) throw new Refusal(404, `no method ${method}`);
      const fields = parseFields(body, FIELDS[dialect][method] ?? []);
      const answered = call(fields, scopeOf(request));
      const answer = dialect === 'act' ? inCamelCase(answered) : answered;
      return { status: 200, type: 'application/json', body: JSON.stringify(answer) };
    }
    if (request.headers.authorization !== undefined) throw new Refusal(400, 'two ways of authorization');
    const artifact = artifacts.find(({ id }) => url.pathname === `/blob/${id}`);
    if (artifact === undefined || url.searchParams.get('sig') !== 'secret') throw new Refusal(403, 'no such blob');
    if (request.method === 'GET') return { status: 200, type: 'application/zip', body: artifact.content };
    return put(artifact, url.searchParams, body, dialect);
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error): Reply => {
        if (!(error instanceof Refusal)) throw error;
        const { status, message, words } = error;
        if (words !== undefined) return { status, type: 'text/html', body: words };
        if (dialect === 'act') return { status, type: 'text/plain', body: '' };
        return { status, type: 'application/json', body: JSON.stringify({ code: 'refused', msg: message }) };
      })
      .then(({ status, type, body }) => {
        const kind = requests.at(-1) ?? '';
        const lost = losses.get(kind) ?? 0;
        if (lost > 0) {
          losses.set(kind, lost - 1);
          response.destroy();
          return;
        }
        response.writeHead(status, {
          'content-type': type,
          'x-ms-request-id': '1',
          'x-ms-version': '2025-11-05',
          etag: '"1"',
          'last-modified': new Date().toUTCString(),
        });
        response.end(body);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  return {
    env: (run, job) => ({ ACTIONS_RESULTS_URL: `${base}/`, ACTIONS_RUNTIME_TOKEN: tokenFor(run, job) }),
    names: (run) => artifacts.filter((artifact) => artifact.run === run && artifact.finalized).map(({ name }) => name),
    url: base,
    requests,
    bodies,
    plant(run, name, content) {
      const id = artifacts.length + 1;
      const createdAt = new Date().toISOString();
      artifacts.push({ id, run, job: 'another', name, createdAt, blocks: new Map(), content, finalized: true });
    },
    refuse(kind, times, status = 403, words) {
      refusals.set(
        kind,
        Array.from({ length: times }, () => new Refusal(status, 'refused by the test', words)),
      );
    },
    loseAnswer: (kind, times) => void losses.set(kind, times),
    hang: (kind, times) => void hangs.set(kind, times),
    async stop() {
      stopping.resolve();
      await wait(100); // a client that gets no answer would try again for long
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

class Refusal extends Error {
  readonly status: number;
  /** Answers as a server without this protocol. */
  readonly words: string | undefined;

  constructor(status: number, message: string, words?: string) {
    super(message);
    this.status = status;
    this.words = words;
  }
}

/** Parses JSON as a parser of protocol buffers does: rejects unknown fields, and expects 64-bit integers as text. */
function parseFields(body: Buffer, known: readonly string[]): Record<string, string> {
  const fields = JSON.parse(body.toString()) as Record<string, unknown>;
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal(500, `unknown field "${unknown}"`);
  if (fields.size !== undefined && !/^\d+$/.test(String(fields.size))) throw new Refusal(400, 'the size is no number');
  return fields as Record<string, string>;
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  const renamed = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [renamed(name), inCamelCase(inner)]));
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/put-block-list */
function put(artifact: Artifact, query: URLSearchParams, body: Buffer, dialect: Dialect): Reply {
  switch (query.get('comp')) {
    case 'block':
      artifact.blocks.set(query.get('blockid') ?? '', body);
      break;
    case 'blocklist': {
      const ids = [...body.toString().matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(([, id = '']) => id);
      artifact.content = Buffer.concat(ids.map((id) => artifact.blocks.get(id) ?? Buffer.alloc(0)));
      break;
    }
    default:
      // act and Gitea respond with 200 and drop the content
      if (dialect === 'act') return { status: 200, type: 'text/plain', body: '' };
      artifact.content = body;
  }
  return { status: 201, type: 'application/xml', body: '' };
}

interface Scope {
  readonly run: string;
  readonly job: string;
}

/** The token is a JWT with the run and the job in its scopes. */
function tokenFor(run: string, job: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ scp: `Actions.GenericRead:0 Actions.Results:${run}:${job}` })}.none`;
}

function scopeOf({ headers }: IncomingMessage): Scope {
  const [, payload = ''] = (headers.authorization ?? '').replace(/^Bearer /, '').split('.');
  const { scp = '' } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as { scp?: string };
  const [, run, job] = /Actions\.Results:([^: ]+):([^: ]+)/.exec(scp) ?? [];
  if (run === undefined || job === undefined) throw new Refusal(401, 'no scope for results');
  return { run, job };
}

async function whole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
