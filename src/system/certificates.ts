import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';

/** What a TLS connection is to be checked and opened with, in PEM. */
export interface Certificates {
  readonly ca?: string | readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The certificates that Docker keeps for one registry: authorities in `*.crt`, and to show to the registry a
 * `*.cert` with the `*.key` of the same name: https://docs.docker.com/engine/security/certificates/
 * @param folder `/etc/docker/certs.d`
 * @param host with its port, if it has one.
 */
export function hostCertificates(folder: string, host: string): Certificates & { readonly ca?: readonly string[] } {
  const own = join(folder, host === 'registry-1.docker.io' ? 'docker.io' : host);
  const files = list(own);
  const read = (file: string) => readFileSync(join(own, file), 'utf8');
  const authorities = files.filter((file) => file.endsWith('.crt'));
  const cert = files.find((file) => file.endsWith('.cert') && files.includes(file.replace(/\.cert$/, '.key')));
  return {
    ...(authorities.length > 0 && { ca: authorities.map(read) }),
    ...(cert !== undefined && { cert: read(cert), key: read(cert.replace(/\.cert$/, '.key')) }),
  };
}

/** Paths of the certificates kept for one registry. */
export interface CertificateFiles {
  readonly host: string;
  readonly authorities: readonly string[];
  readonly pairs: readonly { readonly cert: string; readonly key: string }[];
}

/** The same folder as paths, for every registry in it: what a builder in a container has to be given. */
export function certificateFiles(folder: string): readonly CertificateFiles[] {
  return list(folder).map((host) => {
    const files = list(join(folder, host)).map((file) => join(folder, host, file));
    return {
      host,
      authorities: files.filter((file) => file.endsWith('.crt')),
      pairs: files
        .filter((file) => file.endsWith('.cert'))
        .map((cert) => ({ cert, key: cert.replace(/\.cert$/, '.key') }))
        .filter(({ key }) => files.includes(key)),
    };
  });
}

/**
 * The authorities to check a server with: Node's own and those of NODE_EXTRA_CA_CERTS, the machine's if asked, and the
 * given ones; or the given ones alone.
 */
export function secureContext(
  { ca, cert, key }: Certificates,
  { alone, trustSystem }: { readonly alone: boolean; readonly trustSystem: boolean },
): SecureContext {
  // not loaded before it is needed: the engine's socket and a registry on loopback do without
  const { createSecureContext, getCACertificates } = process.getBuiltinModule('node:tls');
  if (ca === undefined && !trustSystem) return createSecureContext({ cert, key });
  const given = [ca ?? []].flat();
  if (alone && ca !== undefined) return createSecureContext({ ca: given, cert, key });
  const known = [...getCACertificates('default'), ...(trustSystem ? getCACertificates('system') : []), ...given];
  return createSecureContext({ ca: [...new Set(known)], cert, key });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // most machines have none, or none that this user may read
  }
}
