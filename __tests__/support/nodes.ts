import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './registry.ts';

/** BuildKit daemons that somebody else has started, as nodes of a remote builder. */
export interface TestNodes {
  /** `tcp://127.0.0.1:40123` */
  readonly addresses: readonly string[];
  stop(): void;
}

/** Starts that many, each in a container on the host's network, with the engine's mirrors of Docker Hub. */
export async function startNodes(count: number): Promise<TestNodes> {
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
    const name = `test-node-${process.pid}-${i}`;
    const address = `tcp://127.0.0.1:${await freePort()}`;
    const start = `mkdir -p /etc/buildkit && echo '${config}' >/etc/buildkit/buildkitd.toml && exec buildkitd --addr ${address}`;
    const image = 'moby/buildkit:buildx-stable-1';
    docker(
      'run',
      '--detach',
      '--privileged',
      '--network=host',
      `--name=${name}`,
      '--entrypoint=sh',
      image,
      '-c',
      start,
    );
    names.push(name);
    addresses.push(address);
  }
  for (const [i, address] of addresses.entries()) await answering(names[i] ?? '', address);
  return { addresses, stop: () => void docker('rm', '--force', '--volumes', ...names) };
}

async function answering(name: string, address: string): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    try {
      execFileSync('docker', ['exec', name, 'buildctl', '--addr', address, 'debug', 'workers'], { stdio: 'ignore' });
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error(`the BuildKit daemon at ${address} does not answer`);
}
