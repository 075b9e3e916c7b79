import type { Http, HttpRequest, HttpResponse } from '../http.ts';
import type { Clock } from '../retry.ts';
import { createAuthorization } from './authorization.ts';
import type { Credentials } from './credentials.ts';
import { unanswered } from './error.ts';
import { createOrigins } from './origin.ts';
import type { Repository } from './reference.ts';

/** One request of the distribution API. */
export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly repository: Repository;
  /** `manifests/1.2`, `blobs/sha256:…` */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly limit?: number;
}

/** Resolves with whatever status came after logging in, once afresh if need be, and after redirects. */
export type Transport = (what: string, request: RegistryRequest) => Promise<HttpResponse>;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HOPS = 5;

export function createTransport(world: {
  readonly http: Http;
  readonly credentials: Credentials;
  readonly insecureRegistries: (registry: string) => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}): Transport {
  const { http, insecureRegistries, signal } = world;
  const originOf = createOrigins(http, insecureRegistries, signal);
  const authorization = createAuthorization(world);

  async function exchange({ method, repository, path, headers, body, limit }: RegistryRequest): Promise<HttpResponse> {
    const origin = await originOf(repository.registry);
    const grant = { repository, origin, access: isRead(method) ? 'pull' : 'pull,push' } as const;
    const url = `${origin.url}/v2/${repository.path}/${path}`;
    const send = (header: string | undefined) =>
      follow({
        ...{ method, url, body, limit, signal, insecure: origin.insecure },
        headers: { ...headers, ...(header !== undefined && { authorization: header }) },
      });

    const sent = await authorization.header(grant);
    const response = await send(sent);
    if (response.status !== 401 && response.status !== 403) return response;
    await authorization.learn(grant, response.headers['www-authenticate'], sent);
    const fresh = await authorization.header(grant);
    // the same words again can only help where the registry said that it did not know the speaker
    const worthwhile = fresh !== undefined && (fresh !== sent || response.status === 401);
    return worthwhile ? send(fresh) : response;
  }

  /** Reads are sent on to storage by many registries, and whole registries to others; whoever that is gets no credentials. */
  async function follow(request: HttpRequest): Promise<HttpResponse> {
    let response = await http(request);
    let url = request.url;
    const { authorization: _, ...headers } = request.headers ?? {};
    for (let hop = 0; hop < HOPS && isRead(request.method) && REDIRECTS.has(response.status); hop += 1) {
      const target = URL.parse(response.headers.location ?? '', url);
      if (target === null) break;
      url = target.href;
      response = await http({ ...request, url, headers });
    }
    return response;
  }

  return (what, request) =>
    exchange(request).catch((cause) => {
      throw unanswered(what, cause);
    });
}

function isRead(method: HttpRequest['method']): boolean {
  return method === 'GET' || method === 'HEAD';
}
