import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';

/** What a TLS connection is to be checked and opened with, in PEM. */
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
    // of one name only the first: buildx copies all files of a registry into one folder
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
 * Folders of registries' certificates: the Docker Engine's, that of an engine without root rights, and the one beside
 * the Docker config.
 */
export function certificateFolders(env: NodeJS.ProcessEnv, configFolder: string): readonly string[] {
  const own = env.XDG_CONFIG_HOME || join(env.HOME ?? '/', '.config');
  return ['/etc/docker', join(own, 'docker'), configFolder].map((folder) => join(folder, 'certs.d'));
}

/** Where systems keep their authorities in one file, as Go looks for it: https://go.dev/src/crypto/x509/root_linux.go */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Where the authorities are that somebody added to a system's: Debian and Alpine, Red Hat, SUSE, Arch. */
const ADDED = [
  '/usr/local/share/ca-certificates',
  '/etc/pki/ca-trust/source/anchors',
  '/etc/pki/trust/anchors',
  '/etc/ca-certificates/trust-source/anchors',
];

/** Path of the system's authorities, if there are more than the public ones. */
export function systemBundle(
  { SSL_CERT_FILE }: NodeJS.ProcessEnv,
  isFile: (path: string) => boolean,
  isEmpty = (folder: string) => list(folder).length === 0,
): string | undefined {
  if (SSL_CERT_FILE) return isFile(SSL_CERT_FILE) ? SSL_CERT_FILE : undefined;
  return ADDED.every(isEmpty) ? undefined : BUNDLES.find(isFile);
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
