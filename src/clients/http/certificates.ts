import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';

/** Certificates for a TLS connection, in PEM: authorities to verify the server with, and a client certificate. */
export interface Certificates {
  readonly ca?: string | readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/** Paths of the certificates kept for one registry. */
export interface CertificateFiles {
  readonly host: string;
  readonly authorities: readonly string[];
  readonly pairs: readonly { readonly cert: string; readonly key: string }[];
}

/**
 * The certificates that Docker keeps for registries, one folder for each: authorities in `*.crt`, and client certificates
 * in `*.cert` with the `*.key` of the same name: https://docs.docker.com/engine/security/certificates/
 * @param folders `/etc/docker/certs.d` and its like.
 */
export function certificateFiles(folders: readonly string[]): readonly CertificateFiles[] {
  const hosts = [...new Set(folders.flatMap(list))];
  return hosts.map((host) => {
    const named = new Map<string, string>();
    // of files with the same name only the first counts, because buildx copies all files of a registry into one folder
    for (const folder of folders.toReversed()) {
      for (const file of list(join(folder, host))) named.set(file, join(folder, host, file));
    }
    const files = [...named.values()].toSorted();
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
 * Folders of registries' certificates: the Docker Engine's, that of a rootless Docker Engine, and the one beside the
 * Docker config.
 */
export function certificateFolders(env: NodeJS.ProcessEnv, configFolder: string): readonly string[] {
  const own = env.XDG_CONFIG_HOME || join(env.HOME ?? '/', '.config');
  return ['/etc/docker', join(own, 'docker'), configFolder].map((folder) => join(folder, 'certs.d'));
}

/** Files in which systems keep all their certificate authorities, as Go looks for them: https://go.dev/src/crypto/x509/root_linux.go */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Folders for authorities added to the system's: Debian and Alpine, Red Hat, SUSE, Arch. */
const ADDED = [
  '/usr/local/share/ca-certificates',
  '/etc/pki/ca-trust/source/anchors',
  '/etc/pki/trust/anchors',
  '/etc/ca-certificates/trust-source/anchors',
];

/** Path of the file with the system's authorities. Undefined if no authority was added to the public ones. */
export function systemBundle(
  { SSL_CERT_FILE }: NodeJS.ProcessEnv,
  isFile: (path: string) => boolean,
  isEmpty = (folder: string) => list(folder).length === 0,
): string | undefined {
  if (SSL_CERT_FILE) return isFile(SSL_CERT_FILE) ? SSL_CERT_FILE : undefined;
  return ADDED.every(isEmpty) ? undefined : BUNDLES.find(isFile);
}

/**
 * The authorities to verify a server with: Node's own, those of NODE_EXTRA_CA_CERTS, on request the system's, and the
 * given ones; or the given ones alone.
 */
export function secureContext(
  { ca, cert, key }: Certificates,
  { alone, trustSystem }: { readonly alone: boolean; readonly trustSystem: boolean },
): SecureContext {
  // loaded on first use: Docker Engine's socket and a registry on loopback do not need it
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
    return []; // most machines have no such folder, or this user may not read it
  }
}
