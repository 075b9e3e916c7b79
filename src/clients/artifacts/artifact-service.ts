import { STATUS_CODES } from 'node:http';
import { ActionError, HungError } from '../../model/errors.ts';
import type { Environment } from '../../model/job.ts';
import { classify, type Judgement, retryAfterOf, type Verdict } from '../../runtime/retry.ts';
import { type Http, HttpError, type HttpRequest, type HttpResponse } from '../http/http.ts';

/** This job has no artifact service: an older GitHub Enterprise Server, or a server without such a service. */
export class NoArtifactService extends Error {}

/** The artifact service, or the storage that it names, failed. */
export class ArtifactError extends ActionError implements Judgement {
  override readonly name = 'ArtifactError';
  readonly verdict: Verdict;
  /** HTTP status. Undefined without an answer. */
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    details: { verdict: Verdict; status?: number; retryAfter?: number; hint?: string; cause?: unknown },
  ) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
}

/** A server other than GitHub's closed the connection instead of answering. act does so to list a run without artifacts. */
export class ClosedError extends ArtifactError {
  constructor({ message, hint, cause }: ArtifactError) {
    super(message, { verdict: 'transient', hint, cause });
  }
}

/** An artifact in the service's list, with the ids of the run and of the job that uploaded it. */
export interface ListedArtifact {
  readonly name: string;
  readonly run: string;
  readonly job: string;
}

/**
 * Version 4 of the protocol: Twirp in JSON for the service (https://twitchtv.github.io/twirp/docs/spec_v7.html), and the
 * blocks of a blob in Azure's storage for the content. GitHub, act, Gitea and Forgejo speak it.
 */
export interface ArtifactService {
  /** Uploads an archive. Other jobs see it only when it is complete. */
  upload(name: string, archive: Uint8Array, hash: string): Promise<void>;
  /** All artifacts of this run, including its earlier attempts. */
  list(): Promise<readonly ListedArtifact[]>;
  download(artifact: ListedArtifact, limit: number): Promise<Buffer>;
}

export interface ServiceTools {
  readonly http: Http;
  /** Masks a secret in the log. */
  readonly mask: (secret: string) => void;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds that one request may take. */
  readonly limit: number;
}

type Fields = Readonly<Record<string, unknown>>;

const ROUTE = '/twirp/github.actions.results.api.v1.ArtifactService/';
/** One block holds the content. The id is in Base64, as https://learn.microsoft.com/en-us/rest/api/storageservices/put-block asks. */
const BLOCK = Buffer.from('part-0').toString('base64');
const BLOCK_LIST = `<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>${BLOCK}</Latest></BlockList>`;
/** Calls that show whether the service exists. */
const FIRST: ReadonlySet<string> = new Set(['CreateArtifact', 'ListArtifacts']);
/** Codes of a connection that was closed before the answer. */
const CLOSED: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const QUOTA = 'Delete artifacts of earlier runs: the storage of the account is used up.';

/** @throws NoArtifactService if the runner names no service, or a token without the ids that the service needs. */
export function createArtifactService(env: Environment, { http, mask, signal, limit }: ServiceTools): ArtifactService {
  const { ACTIONS_RESULTS_URL: address, ACTIONS_RUNTIME_TOKEN: token } = env;
  const scope = token === undefined ? undefined : scopeOf(token);
  if (!address || !URL.canParse(address) || scope === undefined) throw new NoArtifactService();
  const { origin, host } = new URL(address);
  const ids = { workflow_run_backend_id: scope.run, workflow_job_run_backend_id: scope.job };

  /** @throws ArtifactError without an answer, and HungError after the timeout. */
  async function send(what: string, request: HttpRequest): Promise<HttpResponse> {
    const late = AbortSignal.timeout(limit);
    try {
      return await http({ ...request, signal: signal === undefined ? late : AbortSignal.any([signal, late]) });
    } catch (cause) {
      signal?.throwIfAborted();
      if (late.aborted) throw new HungError(`${what} failed: no end after ${limit / 1000} s`);
      if (!(cause instanceof HttpError)) throw cause;
      const { message, code, hint } = cause;
      throw new ArtifactError(`${what} failed: ${message}`, { verdict: classify({ code }), hint, cause });
    }
  }

  async function call(method: string, fields: Fields): Promise<Fields> {
    const response = await send(method, {
      method: 'POST',
      url: `${origin}${ROUTE}${method}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(fields),
    }).catch((error: unknown) => {
      if (isGitHub(host) || !FIRST.has(method)) throw error;
      if (codeOf(error) === 'ECONNREFUSED') throw new NoArtifactService();
      throw error instanceof ArtifactError && CLOSED.has(codeOf(error) ?? '') ? new ClosedError(error) : error;
    });
    const answer = parseObject(response.body);
    if (FIRST.has(method) && isAbsent(host, response, answer)) throw new NoArtifactService();
    if (response.status !== 200 || answer === undefined) throw refused(method, host, response, answer);
    return answer;
  }

  async function store(url: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array) {
    const response = await send('the upload', { method: 'PUT', url, headers, body });
    if (response.status !== 201) throw refused('the upload', new URL(url).host, response);
  }

  /** The address that the service signed for this job. Its signature is a credential. */
  function signed(answer: Fields, name: string): string {
    const url = text(answer, name);
    if (!URL.canParse(url)) throw new ArtifactError(`${host} gave no address for the content`, { verdict: 'final' });
    mask(url);
    for (const [key, value] of new URL(url).searchParams) if (/^(sig|.*signature)$/i.test(key)) mask(value);
    return url;
  }

  return {
    async upload(name, archive, hash) {
      const created = await call('CreateArtifact', { ...ids, name, version: 4 });
      const url = signed(created, 'signed_upload_url');
      const further = url.includes('?') ? '&' : '?';
      await store(`${url}${further}comp=block&blockid=${encodeURIComponent(BLOCK)}`, {}, archive);
      const type = { 'content-type': 'application/xml', 'x-ms-blob-content-type': 'application/zip' };
      await store(`${url}${further}comp=blocklist`, type, BLOCK_LIST);
      const { ok } = await call('FinalizeArtifact', { ...ids, name, size: String(archive.length), hash });
      if (ok !== true) throw new ArtifactError(`${host} did not take the artifact`, { verdict: 'final' });
    },

    async list() {
      const { artifacts = [] } = await call('ListArtifacts', ids);
      return (Array.isArray(artifacts) ? artifacts : []).map((artifact: Fields) => ({
        name: text(artifact, 'name'),
        run: text(artifact, 'workflow_run_backend_id'),
        job: text(artifact, 'workflow_job_run_backend_id'),
      }));
    },

    async download({ name, run, job }, most) {
      const place = { workflow_run_backend_id: run, workflow_job_run_backend_id: job, name };
      const url = signed(await call('GetSignedArtifactURL', place), 'signed_url');
      const response = await send('the download', { method: 'GET', url, limit: most });
      if (response.status !== 200) throw refused('the download', new URL(url).host, response);
      return response.body;
    },
  };
}

/** The ids of the run and of the job, from the token's scope `Actions.Results:<run>:<job>`. */
function scopeOf(token: string): { readonly run: string; readonly job: string } | undefined {
  const claims = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  const scopes = typeof claims?.scp === 'string' ? claims.scp.split(' ') : [];
  const [, run, job] = scopes.map((scope) => /^Actions\.Results:([^:]+):([^:]+)$/.exec(scope)).find(Boolean) ?? [];
  return run === undefined || job === undefined ? undefined : { run, job };
}

/** GitHub's own servers always have the service. */
function isGitHub(host: string): boolean {
  return /(^|\.)(githubusercontent\.com|github\.com|ghe\.com)$/.test(host);
}

/** True if this server does not know the service: it answers like a web server without such a route, or rejects the form of the request. */
function isAbsent(host: string, { status, body }: HttpResponse, answer: Fields | undefined): boolean {
  if (isGitHub(host)) return false;
  // a server of another version of the protocol
  if (status >= 400 && (answer?.code === 'malformed' || /unknown field/i.test(body.toString()))) return true;
  const isUnknownRoute =
    [404, 405, 501].includes(status) && (answer?.code === 'bad_route' || answer?.code === undefined);
  return isUnknownRoute || (status >= 300 && status < 400) || (status === 200 && answer === undefined);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof ArtifactError && error.cause instanceof HttpError ? error.cause.code : undefined;
}

function refused(what: string, host: string, { status, headers }: HttpResponse, answer?: Fields): ArtifactError {
  const said = [answer?.code, answer?.msg].filter((part) => typeof part === 'string' && part !== '');
  const words =
    said
      .join(': ')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .slice(0, 200) || STATUS_CODES[status];
  return new ArtifactError(`${what} failed: ${host} answered ${status} (${words})`, {
    verdict: classify({ status, headers }),
    status,
    retryAfter: retryAfterOf(headers),
    hint: words?.includes('insufficient usage') ? QUOTA : undefined,
  });
}

function parseObject(bytes: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** A field under either of the names that JSON of protocol buffers has for it: `signed_url`, `signedUrl`. Empty if missing. */
function text(fields: Fields, name: string): string {
  const value = fields[name] ?? fields[name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
  return typeof value === 'string' ? value : '';
}
