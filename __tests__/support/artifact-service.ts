import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A stand-in for GitHub's artifact service, at the edge of the network: it speaks the wire protocol that the released
 * @actions/artifact speaks (Twirp in JSON for the records, Azure's block blobs for the content), as read from
 * https://github.com/actions/toolkit/tree/main/packages/artifact, and keeps everything in memory. It is not GitHub's:
 * quotas, retention, expiry of signatures and permissions are not there, and tokens are not verified but read.
 */
export interface ArtifactService {
  /** The environment of a job of one run, as the runner sets it for actions. */
  env(run: string, job: string): Readonly<Record<string, string>>;
  /** The artifacts of a run, as they were finalized. */
  names(run: string): readonly string[];
  /** Each request, `CreateArtifact`, `PUT blob`, … */
  readonly requests: string[];
  /** Answers the next requests of this kind with a status of 4xx. */
  refuse(kind: string, times: number): void;
  /** Does not answer the next requests of this kind until it is stopped. */
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

export async function startArtifactService(): Promise<ArtifactService> {
  const artifacts: Artifact[] = [];
  const requests: string[] = [];
  const refusals = new Map<string, number>();
  const hangs = new Map<string, number>();
  const stopping = Promise.withResolvers<void>();
  let base = '';

  const methods: Readonly<Record<string, (body: Record<string, string>, scope: Scope) => object>> = {
    CreateArtifact({ name = '' }, { run, job }) {
      if (/["':<>|*?\r\n\\/]/.test(name)) throw new Refusal(400, `the artifact name ${name} is invalid`);
      if (artifacts.some((other) => other.run === run && other.job === job && other.name === name)) {
        throw new Refusal(409, 'an artifact with this name already exists on the workflow run');
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
        artifacts: wanted.map(({ id, run: runId, job, name, content, createdAt }) => ({
          workflow_run_backend_id: runId,
          workflow_job_run_backend_id: job,
          database_id: String(id),
          name,
          size: String(content.length),
          created_at: createdAt,
        })),
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
    const hung = hangs.get(kind) ?? 0;
    if (hung > 0) {
      hangs.set(kind, hung - 1);
      await stopping.promise;
      throw new Refusal(403, 'it hung');
    }
    const refused = refusals.get(kind) ?? 0;
    if (refused > 0) {
      refusals.set(kind, refused - 1);
      throw new Refusal(403, 'refused by the test');
    }
    if (service !== undefined) {
      const call = methods[method];
      if (call === undefined) throw new Refusal(404, `no method ${method}`);
      return {
        status: 200,
        type: 'application/json',
        body: JSON.stringify(call(JSON.parse(body.toString()), scopeOf(request))),
      };
    }
    const artifact = artifacts.find(({ id }) => url.pathname === `/blob/${id}`);
    if (artifact === undefined || url.searchParams.get('sig') !== 'secret') throw new Refusal(403, 'no such blob');
    if (request.method === 'GET') return { status: 200, type: 'application/zip', body: artifact.content };
    return put(artifact, url.searchParams, body);
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error): Reply => {
        if (!(error instanceof Refusal)) throw error;
        return {
          status: error.status,
          type: 'application/json',
          body: JSON.stringify({ code: 'refused', msg: error.message }),
        };
      })
      .then(({ status, type, body }) => {
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
    env: (run, job) => ({
      ACTIONS_RESULTS_URL: `${base}/`,
      ACTIONS_RUNTIME_TOKEN: tokenFor(run, job),
      ACTIONS_ARTIFACT_UPLOAD_CONCURRENCY: '1',
    }),
    names: (run) => artifacts.filter((artifact) => artifact.run === run && artifact.finalized).map(({ name }) => name),
    requests,
    refuse: (kind, times) => void refusals.set(kind, times),
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

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/put-block-list */
function put(artifact: Artifact, query: URLSearchParams, body: Buffer): Reply {
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
      artifact.content = body;
  }
  return { status: 201, type: 'application/xml', body: '' };
}

interface Scope {
  readonly run: string;
  readonly job: string;
}

/** The token is a JWT whose scopes name the run and the job. */
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
