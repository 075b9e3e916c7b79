import type { CertificateFiles } from '../certificates.ts';
import { insecureBy } from './insecure.ts';
import { isLoopback } from './origin.ts';

/** How one registry is reached, in the words of BuildKit's configuration. */
export interface RegistrySettings {
  /** It may be asked without TLS. */
  readonly http?: boolean | undefined;
  /** Its certificate is not verified. */
  readonly insecure?: boolean | undefined;
  /** Paths of authorities that its certificate may be signed by, in PEM. */
  readonly ca?: readonly string[];
  /** Paths of client certificates. */
  readonly keypair?: readonly { readonly cert: string; readonly key: string }[];
  /** Registries that hold its images, with a path if they have one: `mirror.io/hub`. Asked first, in this order. */
  readonly mirrors?: readonly string[];
  /** Addresses of its name in a network of insecure registries: the only ones to connect to. */
  readonly addresses?: readonly string[];
}

/** Settings by registry (`registry.lan:5000`, `docker.io`). */
export type Registries = ReadonlyMap<string, RegistrySettings>;

/** All that the machine has to say of registries. */
export interface MachineRegistries {
  /** As the Docker Engine lists them: mirrors of Docker Hub as URLs, insecure registries as hosts and networks. */
  readonly engine: { readonly mirrors: readonly string[]; readonly insecureRegistries: readonly string[] };
  readonly certificates: readonly CertificateFiles[];
  /** Registries of this job, with the addresses of their names. */
  readonly used: ReadonlyMap<string, readonly string[]>;
}

/**
 * The configuration of the machine, which the builder and the action's own requests share. Every registry of the job is
 * in it, the others are if there is something to say of them.
 */
export function machineRegistries({ engine, certificates, used }: MachineRegistries): Registries {
  const registries = new Map<string, RegistrySettings>();
  const set = (registry: string, settings: RegistrySettings) =>
    registries.set(registry, { ...registries.get(registry), ...settings });
  if (engine.mirrors.length > 0) set('docker.io', { mirrors: engine.mirrors.map(withoutScheme) });
  const plain = [
    ...engine.mirrors.filter((url) => url.startsWith('http://')).map(hostOf),
    ...engine.insecureRegistries.filter((entry) => !entry.includes('/')),
  ];
  for (const registry of plain) set(registry, { http: true, insecure: true });
  const isInsecure = insecureBy(engine.insecureRegistries);
  for (const [registry, known] of used) {
    set(registry, {});
    // BuildKit and the action know of loopback; Docker Hub is never insecure
    if (isLoopback(registry) || registry === 'docker.io' || registries.get(registry)?.insecure) continue;
    const addresses = known.filter((address) => isInsecure(address));
    if (isInsecure(registry)) set(registry, { http: true, insecure: true });
    else if (addresses.length > 0) set(registry, { http: true, insecure: true, addresses });
  }
  for (const { host, authorities, pairs } of certificates) {
    if (authorities.length > 0) set(host, { ca: authorities });
    if (pairs.length > 0) set(host, { keypair: pairs });
  }
  return registries;
}

/** `http://127.0.0.1:5000/` → `127.0.0.1:5000` */
export function hostOf(url: string): string {
  return withoutScheme(url).replace(/\/.*$/s, '');
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
