import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONTAINER, describeForms } from '../support/forms.ts';
import { onlyFile } from '../support/trial.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-tls-'));
const sockets = new Set<TLSSocket>();
let server: Server;
let address: string;

/** Creates a certificate authority, a certificate for a server on loopback and one for its clients, for `dockerd --tlsverify`. */
function makeCertificates(): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-subj', '/CN=Test authority');
  const sign = (name: string, ...more: string[]) =>
    openssl(
      ...['req', '-x509', ...key, '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-subj', `/CN=${name}`, ...more],
      ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=IP:127.0.0.1'],
    );
  sign('server', '-keyout', 'server-key.pem', '-out', 'server.pem');
  sign('client', '-keyout', 'key.pem', '-out', 'cert.pem');
}

beforeAll(async () => {
  makeCertificates();
  const read = (name: string) => readFileSync(join(folder, name));
  const options = { ca: read('ca.pem'), cert: read('server.pem'), key: read('server-key.pem') };
  server = createServer({ ...options, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true }, (client) => {
    sockets.add(client);
    const engine = connect({ path: (CONTAINER.host ?? '').replace('unix://', ''), allowHalfOpen: true });
    client.on('error', () => engine.destroy()).pipe(engine);
    engine.on('error', () => client.destroy()).pipe(client);
    client.on('close', () => engine.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`;
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

describeForms(
  'Docker Engine behind TLS that requires a client certificate',
  (bench) => {
    const inputs = () => ({ push: 'true', tags: `${bench.repository()}:1`, platforms: 'linux/amd64,linux/arm64' });

    test('builds with DOCKER_TLS_VERIFY and a new builder, which is removed at the end', async () => {
      const env = { DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
      const { outputs } = await bench.pass({ files: onlyFile(), inputs: inputs(), env });
      expect([outputs.driver, outputs.platforms]).toEqual(['docker-container', 'linux/amd64,linux/arm64']);
    });

    test('builds with a Docker context that has the certificates', async () => {
      const home = bench.ownHome({});
      const docker = { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
      const endpoint = `host=${address},ca=${docker.ca},cert=${docker.cert},key=${docker.key}`;
      const DOCKER_CONFIG = join(home, '.docker');
      execFileSync('docker', ['context', 'create', 'far', `--docker=${endpoint}`], {
        env: { ...process.env, HOME: home, DOCKER_CONFIG },
        stdio: 'pipe',
      });
      const env = { HOME: home, DOCKER_HOST: undefined, DOCKER_CONTEXT: 'far' };
      const { outputs } = await bench.pass({ files: onlyFile(), inputs: inputs(), env });
      expect([outputs.driver, outputs.platforms]).toEqual(['docker-container', 'linux/amd64,linux/arm64']);
    });
  },
  [CONTAINER],
);
