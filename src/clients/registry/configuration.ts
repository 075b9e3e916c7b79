import type { CertificateFiles } from '../http/certificates.ts';
import { insecureBy } from './insecure.ts';
import { isLoopback } from './origin.ts';

/** Settings of one registry, with the names of BuildKit's configuration. */
export interface RegistrySettings {
  /** True if it may be used without TLS. */
  readonly http?: boolean | undefined;
  /** True if its certificate is not verified. */
  readonly insecure?: boolean | undefined;
  /** Paths of the authorities that may sign its certificate, in PEM. */
  readonly ca?: readonly string[];
  /** Paths of client certificates. */
  readonly keypair?: readonly { readonly cert: string; readonly key: string }[];
  /** Registries that mirror its images, with a path if they have one: `mirror.io/hub`. Tried first, in this order. */
  readonly mirrors?: readonly string[];
  /** Addresses of its name in a network of insecure registries. Only these are used. */
  readonly addresses?: readonly string[];
}

/** Settings by registry (`registry.lan:5000`, `docker.io`). */
export type Registries = ReadonlyMap<string, RegistrySettings>;

/** All settings of the machine for registries. */
export interface MachineRegistries {
  /** Docker Engine's lists: mirrors of Docker Hub as URLs, insecure registries as hosts and networks. */
  readonly engine: { readonly mirrors: readonly string[]; readonly insecureRegistries: readonly string[] };
  readonly certificates: readonly CertificateFiles[];
  /** Registries of this job, with the addresses of their names. */
  readonly used: ReadonlyMap<string, readonly string[]>;
}

/**
 * The configuration of the machine, which the builder and the action's own requests share. It contains every registry of
 * the job, and others only if they have settings.
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
    // BuildKit and the action treat loopback as insecure anyway; Docker Hub is never insecure
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
