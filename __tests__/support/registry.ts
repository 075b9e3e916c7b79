import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Repository } from '../../src/model/reference.ts';
import { makeCertificates } from './certificates.ts';
import type { TokenServer } from './token-server.ts';

/** A real registry, Debian's docker-registry, on a free port of loopback. */
export interface TestRegistry {
  /** `localhost:40123` */
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** The self-made authority behind its certificate, in PEM. */
  readonly ca: string | undefined;
  /** Path of the same. */
  readonly caFile: string;
  repository(path: string): Repository;
  /** Removes a manifest or blob from its storage, bypassing its API. */
  lose(digest: string): void;
  /** Kills its process; the content stays. */
  crash(): Promise<void>;
  /** Starts it again at the same address. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

export const ALICE = { username: 'alice', password: 'wonderland' };
const HTPASSWD = 'alice:$2y$05$abcdefghijklmnopqrstuuA0vov2GDneHB3.8.cv9UF9g.RdvScIW\n';

export interface RegistryOptions {
  /** Requires ALICE's password for every request. */
  readonly htpasswd?: boolean;
  readonly token?: Pick<TokenServer, 'realm' | 'service' | 'issuer' | 'certificate'>;
  /** With a certificate for loopback and these names. */
  readonly tls?: boolean | readonly string[];
  /** Its IPv4 address, which is also its name; by default 127.0.0.1, named `localhost`. */
  readonly address?: string;
  /** Folder of its content; by default below the temporary folder. */
  readonly data?: string;
}

/** Starts a registry, and waits until it answers. Its content is on disk below a temporary folder until `stop`. */
export async function startRegistry({
  htpasswd,
  token,
  tls,
  address,
  data,
}: RegistryOptions = {}): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const port = await freePort();
  const ca = tls ? makeCertificates(folder, tls === true ? [] : tls, address) : undefined;
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'htpasswd'), HTPASSWD);
  const config = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: data ?? join(folder, 'data') }, delete: { enabled: true } },
    http: {
      addr: `${address ?? '127.0.0.1'}:${port}`,
      ...(tls && { tls: { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') } }),
    },
    auth: {
      ...(htpasswd && { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } }),
      ...(token && {
        token: { realm: token.realm, service: token.service, issuer: token.issuer, rootcertbundle: token.certificate },
      }),
    },
  };
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config)); // YAML takes JSON
  const start = async () => {
    const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await answering(child, `${address ?? '127.0.0.1'}:${port}`);
    return child;
  };
  let child = await start();
  const crash = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const host = `${address ?? 'localhost'}:${port}`;
  return {
    host,
    scheme: tls ? 'https' : 'http',
    ca,
    caFile: join(folder, 'ca.crt'),
    lose(digest) {
      const hash = digest.replace('sha256:', '');
      const blobs = join(data ?? join(folder, 'data'), 'docker/registry/v2/blobs/sha256');
      rmSync(join(blobs, hash.slice(0, 2), hash), { recursive: true });
    },
    repository: (path) => ({ name: `${host}/${path}`, registry: host, path }),
    crash,
    async revive() {
      child = await start();
    },
    async stop() {
      await crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns an address of this machine outside of loopback, where Docker rejects plain HTTP. */
export function outerAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (own === undefined) throw new Error('this machine has only loopback');
  return own.address;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(child: ChildProcess, address: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  child.stdout?.resume();
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new Error('docker-registry could not be started', { cause })));
    child.once('exit', () => reject(new Error(`docker-registry ended: ${said}`)));
  });
  failed.catch(() => {});
  const up = async () => {
    for (let left = 200; left > 0; left -= 1) {
      const open = await fetch(`http://${address}/v2/`).then(
        () => true,
        () => false,
      );
      if (open) return;
      await wait(25);
    }
    throw new Error(`docker-registry does not answer: ${said}`);
  };
  await Promise.race([up(), failed]);
}
