import type { Http } from '../http/http.ts';

/** Address of a registry's API. */
export interface Origin {
  /** `https://ghcr.io`, `http://localhost:5000`; no slash at the end. */
  readonly url: string;
  /** True if Docker Engine would use it without TLS, or without verifying its certificate. */
  readonly insecure: boolean;
}

/** True if a registry, with or without a port, is on this machine: Docker Engine trusts those without TLS. */
export function isLoopback(registry: string): boolean {
  const host = registry.replace(/:\d+$/, '').toLowerCase();
  return host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || host === '[::1]' || registry === '::1';
}

/**
 * Finds out once for each registry whether it speaks TLS. Only registries that may be used without TLS are asked. Plain
 * HTTP is tried first on loopback, because it is the usual case there; TLS first elsewhere, as Docker Engine does.
 */
export function createOrigins(
  http: Http,
  insecureRegistries: (registry: string) => boolean,
  signal: AbortSignal | undefined,
): (registry: string) => Promise<Origin> {
  const known = new Map<string, Promise<Origin>>();

  async function probe(registry: string): Promise<Origin> {
    const tls = { url: `https://${registry}`, insecure: true };
    const plain = { url: `http://${registry}`, insecure: true };
    const [first, second] = isLoopback(registry) ? [plain, tls] : [tls, plain];
    try {
      if (await answers(first)) return first;
    } catch (error) {
      signal?.throwIfAborted();
      // if both fail, the error of the first is more useful: the second is only a guess
      if (await answers(second).catch(() => false)) return second;
      throw error;
    }
    return second;
  }

  /** Rejects if the address does not answer with this protocol. */
  async function answers({ url, insecure }: Origin): Promise<boolean> {
    const { status, headers } = await http({ method: 'GET', url: `${url}/v2/`, insecure, signal });
    // a TLS server answers plain HTTP with 400
    return status !== 400 || 'docker-distribution-api-version' in headers;
  }

  return (registry) => {
    if (registry === 'docker.io') return Promise.resolve({ url: 'https://registry-1.docker.io', insecure: false });
    if (!isLoopback(registry) && !insecureRegistries(registry)) {
      return Promise.resolve({ url: `https://${registry}`, insecure: false });
    }
    const found = known.get(registry) ?? probe(registry);
    known.set(registry, found);
    found.catch(() => known.delete(registry));
    return found;
  };
}
