import type { Certificates } from '../http/certificates.ts';
import type { Http } from '../http/http.ts';
import type { Registries, RegistrySettings } from './configuration.ts';

/**
 * Sends each request with the certificates and addresses that are configured for its host. A file that cannot be read
 * is left out: the registry's answer shows whether it was needed.
 */
export function reach(http: Http, registries: Registries, readText: (path: string) => string | undefined): Http {
  const known = new Map<string, { readonly trust?: Certificates; readonly addresses?: readonly string[] }>();
  const optional = (path: string) => {
    try {
      return readText(path);
    } catch {
      return undefined; // for example the key of a client certificate that only root may read
    }
  };

  function wayTo(host: string) {
    const name = host === 'registry-1.docker.io' ? 'docker.io' : host;
    const { addresses, ...settings } = registries.get(name) ?? registries.get(`${name}:443`) ?? {};
    const trust = trustOf(settings, optional);
    return { ...(trust !== undefined && { trust }), ...(addresses !== undefined && { addresses }) };
  }

  return (message) => {
    const { host } = new URL(message.url);
    const way = known.get(host) ?? wayTo(host);
    known.set(host, way);
    return http({ ...message, ...way });
  };
}

function trustOf(
  { ca = [], keypair = [] }: RegistrySettings,
  readText: (path: string) => string | undefined,
): Certificates | undefined {
  const authorities = ca.flatMap((path) => readText(path) ?? []);
  const pairs = keypair.map((paths) => ({ cert: readText(paths.cert), key: readText(paths.key) }));
  const pair = pairs.find(({ cert, key }) => cert !== undefined && key !== undefined);
  if (authorities.length === 0 && pair === undefined) return undefined;
  return { ...(authorities.length > 0 && { ca: authorities }), ...pair };
}
