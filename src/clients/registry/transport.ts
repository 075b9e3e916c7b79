import type { Repository } from '../../model/reference.ts';
import { MAX_REGISTRY_REDIRECTS } from '../../runtime/limits.ts';
import type { Clock } from '../../runtime/retry.ts';
import type { FileBody, Http, HttpRequest, HttpResponse } from '../http/http.ts';
import { createAuthorization } from './authorization.ts';
import type { Credentials } from './credentials.ts';
import { RegistryError, unanswered } from './error.ts';
import { createOrigins } from './origin.ts';

/** One request of the distribution API. */
interface RegistryRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly repository: Repository;
  /** `manifests/1.2`, `blobs/sha256:…` */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | FileBody;
  /** Address that the registry answered with, in place of `path`. It may be another server's, which gets no credentials. */
  readonly location?: string;
  /** Milliseconds without a byte, and for the whole exchange. */
  readonly idle?: number;
  readonly timeout?: number;
  readonly limit?: number;
  /** Returns only status and headers. */
  readonly headersOnly?: boolean;
  /** Returns the body of a successful answer as a stream. */
  readonly streamed?: boolean;
}

/** Resolves for every HTTP status, after a login (renewed once if necessary) and after redirects. */
export type Transport = (what: string, request: RegistryRequest) => Promise<HttpResponse>;

interface Answer {
  readonly response: HttpResponse;
  /** The last request, after redirects. */
  readonly request: HttpRequest;
  /** True if the registry itself answered, and no redirect led to another server. */
  readonly isOwn: boolean;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Statuses that keep the method and the body. */
const SAME_METHOD = new Set([307, 308]);

/** Proxies distinguish Docker's clients from browsers by these names, and redirect all others to a web page. */
const USER_AGENT = 'multiarch-build/1 (like docker/28.0 containerd/2.0 buildkit/0.20)';

export function createTransport(given: {
  readonly http: Http;
  readonly credentials: Credentials;
  readonly insecureRegistries: (registry: string) => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}): Transport {
  const http: Http = (request) => given.http({ ...request, headers: { 'user-agent': USER_AGENT, ...request.headers } });
  const world = { ...given, http };
  const { insecureRegistries, signal } = world;
  const originOf = createOrigins(http, insecureRegistries, signal);
  const authorization = createAuthorization(world);
  const anonymous = createAuthorization({ ...world, credentials: async () => undefined });

  async function exchange(what: string, request: RegistryRequest): Promise<HttpResponse> {
    const { method, repository, path, headers, body, location, limit, headersOnly, streamed, idle, timeout } = request;
    const origin = await originOf(repository.registry);
    const grant = { repository, origin, access: isRead(method) ? 'pull' : 'pull,push' } as const;
    const own = `${origin.url}/v2/${repository.path}/${path}`;
    const url = location === undefined ? own : new URL(location, own).href;
    const send = (header: string | undefined) =>
      follow(what, {
        ...{ method, url, body, limit, headersOnly, streamed, idle, timeout, signal, insecure: origin.insecure },
        headers: { ...headers, ...(header !== undefined && { authorization: header }) },
      });

    if (new URL(url).origin !== new URL(own).origin) {
      refuseWeakened(what, { method, url: own, insecure: origin.insecure }, new URL(url));
      return (await send(undefined)).response;
    }
    const sent = await authorization.header(grant);
    const first = await send(sent);
    const { response } = first;
    if (!first.isOwn) {
      return response.status === 401 && isRead(method) ? askAnonymously(what, repository, first) : response;
    }
    // a refused DELETE shows nothing about the token: registries ask for the action `delete`, which no token here has
    if ((response.status !== 401 && response.status !== 403) || method === 'DELETE') return response;
    await authorization.learn(grant, response.headers['www-authenticate'], sent);
    const fresh = await authorization.header(grant);
    // the same header can only help if the registry answered that it did not know the client
    const worthwhile = fresh !== undefined && (fresh !== sent || response.status === 401);
    return worthwhile ? (await send(fresh)).response : response;
  }

  /**
   * Follows redirects. Many registries redirect reads to storage, and some redirect all requests to another registry. A write
   * is redirected, with its body, only by a status that keeps the method. Credentials are sent only while scheme, host and
   * port stay the same. After a request to another server they are not sent again, as in Go's client.
   */
  async function follow(what: string, request: HttpRequest): Promise<Answer> {
    const { authorization: _, ...bare } = request.headers ?? {};
    const start = new URL(request.url);
    let asked = request;
    let response = await http(asked);
    let isOwn = true;
    const followed = isRead(request.method) ? REDIRECTS : SAME_METHOD;
    for (let hop = 0; hop < MAX_REGISTRY_REDIRECTS && followed.has(response.status); hop += 1) {
      const target = URL.parse(response.headers.location ?? '', asked.url);
      if (target === null) break;
      refuseWeakened(what, asked, target);
      isOwn &&= target.origin === start.origin;
      asked = { ...request, url: target.href, headers: isOwn ? request.headers : bare };
      response = await http(asked);
    }
    return { response, request: asked, isOwn };
  }

  /**
   * A registry that is the target of a redirect may ask for a token. It gets one without credentials: those of the first
   * registry must not go to a token server that another registry names.
   */
  async function askAnonymously(what: string, { name, path }: Repository, { request, response }: Answer) {
    const { origin: url, host } = new URL(request.url);
    const origin = { url, insecure: request.insecure ?? false };
    const grant = { repository: { name, registry: host, path }, access: 'pull', origin } as const;
    await anonymous.learn(grant, response.headers['www-authenticate'], undefined);
    const header = await anonymous.header(grant);
    if (header === undefined) return response;
    const { response: second } = await follow(what, {
      ...request,
      headers: { ...request.headers, authorization: header },
    });
    return second;
  }

  return (what, request) =>
    exchange(what, request).catch((cause) => {
      throw unanswered(what, cause);
    });
}

/** Rejects a redirect to plain HTTP. Content requested by digest is exempt because it is hashed; the content of a tag is trusted only because of TLS. */
function refuseWeakened(what: string, { method, url, insecure }: HttpRequest, target: URL): void {
  const isHashed = isRead(method) && /\/sha256:[0-9a-f]{64}$/.test(url);
  if (insecure || target.protocol === 'https:' || isHashed) return;
  const { host } = new URL(url);
  throw new RegistryError(`${what} failed: ${host} redirects to ${target.protocol}//${target.host}, without TLS`, {
    verdict: 'final',
    hint: `Give the server that ${host} redirects to an https address.`,
  });
}

function isRead(method: HttpRequest['method']): boolean {
  return method === 'GET' || method === 'HEAD';
}
