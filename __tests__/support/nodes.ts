import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './registry.ts';

/** BuildKit daemons that were started outside of the action, as nodes of a remote builder. */
export interface TestNodes {
  /** `tcp://127.0.0.1:40123` */
  readonly addresses: readonly string[];
  /** The client's certificates, in PEM. Undefined without TLS. */
  readonly client: { readonly cacert: string; readonly cert: string; readonly key: string } | undefined;
  stop(): void;
}

/**
 * Starts this number of daemons, each in a container on the host's network, with Docker Engine's mirrors of Docker Hub.
 * @param tls true if client and daemon verify each other's certificates.
 */
export async function startNodes(count: number, tls = false): Promise<TestNodes> {
  const folder = mkdtempSync(join(tmpdir(), 'nodes-'));
  const client = tls ? makeCertificates(folder) : undefined;
  const pem = (option: string, file: string) => `--tls${option} /certificates/${file}.pem`;
  const shown = (who: string) => (tls ? ` ${pem('cacert', 'ca')} ${pem('cert', who)} ${pem('key', `${who}-key`)}` : '');
  const docker = (...args: string[]) => execFileSync('docker', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const urls: readonly string[] = JSON.parse(docker('info', '--format', '{{json .RegistryConfig.Mirrors}}')) ?? [];
  const mirrors = urls.map((url) => new URL(url).host);
  const config = [
    '[registry."docker.io"]',
    `mirrors = ${JSON.stringify(mirrors)}`,
    ...mirrors.flatMap((mirror) => [`[registry."${mirror}"]`, 'http = true']),
  ].join('\n');
  const names: string[] = [];
  const addresses: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const port = await freePort();
    const name = `test-node-${process.pid}-${port}`;
    const address = `tcp://127.0.0.1:${port}`;
    const start = `mkdir -p /etc/buildkit && echo '${config}' >/etc/buildkit/buildkitd.toml && exec buildkitd --addr ${address}${shown('server')}`;
    const image = 'moby/buildkit:buildx-stable-1';
    docker(
      'run',
      '--detach',
      '--privileged',
      '--network=host',
      `--volume=${folder}:/certificates:ro`,
      `--name=${name}`,
      '--entrypoint=sh',
      image,
      '-c',
      start,
    );
    names.push(name);
    addresses.push(address);
  }
  for (const [i, address] of addresses.entries()) await answering(names[i] ?? '', address, shown('client'));
  const stop = () => {
    docker('rm', '--force', '--volumes', ...names);
    rmSync(folder, { recursive: true });
  };
  return { addresses, client, stop };
}

/** An authority, and the certificates that it signed for the daemon on loopback and for its client. */
function makeCertificates(folder: string) {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-subj', '/CN=test authority');
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  for (const who of ['server', 'client']) {
    openssl('req', ...key, '-keyout', `${who}-key.pem`, '-out', `${who}.csr`, '-subj', `/CN=${who}`);
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', 'names'];
    openssl('x509', '-req', '-in', `${who}.csr`, ...by, '-out', `${who}.pem`);
  }
  const read = (name: string) => readFileSync(join(folder, `${name}.pem`), 'utf8');
  return { cacert: read('ca'), cert: read('client'), key: read('client-key') };
}

async function answering(name: string, address: string, tls: string): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    try {
      execFileSync(
        'docker',
        ['exec', name, 'buildctl', '--addr', address, ...tls.split(' ').filter(Boolean), 'debug', 'workers'],
        { stdio: 'ignore' },
      );
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error(`the BuildKit daemon at ${address} does not answer`);
}
