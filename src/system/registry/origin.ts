import type { Http } from '../http.ts';

/** Where a registry's API answers. */
export interface Origin {
  /** `https://ghcr.io`, `http://localhost:5000`; no slash at the end. */
  readonly url: string;
  /** The engine would speak to it without TLS, or without checking its certificate. */
  readonly insecure: boolean;
}

/** Whether a registry, with or without a port, is on this machine: the engine trusts those without TLS. */
export function isLoopback(registry: string): boolean {
  const host = registry.replace(/:\d+$/, '').toLowerCase();
  return host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || host === '[::1]' || registry === '::1';
}

/**
 * Finds out once for each registry whether it speaks TLS. Only those that may do without are asked: on loopback plain
 * HTTP first, for that is what is mostly there; elsewhere TLS first, as the engine does.
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
      // with neither, the first one's error says more of the two: the second is only a guess
      if (await answers(second).catch(() => false)) return second;
      throw error;
    }
    return second;
  }

  /** Rejects when nothing that speaks this protocol is there. */
  async function answers({ url, insecure }: Origin): Promise<boolean> {
    const { status, headers } = await http({ method: 'GET', url: `${url}/v2/`, insecure, signal });
    // a TLS server that is spoken to in plain HTTP answers 400
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
