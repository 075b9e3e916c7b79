import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A running builder in a container, which saves each step the start of a builder. */
export interface TestBuilder {
  readonly inputs: { readonly builder: string };
  readonly env: { readonly BUILDX_CONFIG: string };
  stop(): void;
}

export function startBuilder(): TestBuilder {
  const folder = mkdtempSync(join(tmpdir(), 'builder-'));
  const env = { BUILDX_CONFIG: folder };
  const builder = `test-${process.pid}`;
  const buildx = (...args: string[]) =>
    execFileSync('docker', ['buildx', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  buildx('create', `--name=${builder}`, '--driver=docker-container', '--driver-opt=network=host', '--bootstrap');
  return {
    inputs: { builder },
    env,
    stop() {
      buildx('rm', '--force', builder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
