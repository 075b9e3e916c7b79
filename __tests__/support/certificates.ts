import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Creates a certificate authority (`ca.crt`) in a folder, and a certificate signed by it (`server.crt`, `server.key`) for
 * `localhost`, these names and an address.
 * @returns the authority's certificate in PEM.
 */
export function makeCertificates(folder: string, names: readonly string[] = [], address = '127.0.0.1'): string {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2'];
  const all = ['DNS:localhost', `IP:${address}`, ...names.map((name) => `DNS:${name}`)];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Test authority');
  openssl(
    ...['req', '-x509', ...key, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-keyout', 'server.key', '-out', 'server.crt'],
    ...['-subj', '/CN=localhost', '-addext', `subjectAltName=${all.join(',')}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
  );
  return readFileSync(join(folder, 'ca.crt'), 'utf8');
}
