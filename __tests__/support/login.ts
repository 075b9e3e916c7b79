import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ALICE, type TestRegistry } from './registry.ts';

const BASIC = Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64');

/** Header of a request to a registry with `htpasswd`. A registry without a password ignores it. */
export const AUTHORIZATION = { authorization: `Basic ${BASIC}` };

/** Content of config.json after `docker login`: https://docs.docker.com/reference/cli/docker/login/#credential-stores */
export function loginConfig(...hosts: readonly string[]): string {
  return JSON.stringify({ auths: Object.fromEntries(hosts.map((host) => [host, { auth: BASIC }])) });
}

/**
 * Logs ALICE in to registries, as an earlier step of a job does, for crane and for every process that inherits this one's
 * environment.
 * @param folder Docker's configuration, in which buildx is found as in the user's own.
 */
export function logIn(folder: string, ...registries: readonly Pick<TestRegistry, 'host'>[]): void {
  const plugins = join(homedir(), '.docker', 'cli-plugins');
  mkdirSync(folder, { recursive: true });
  if (existsSync(plugins) && !existsSync(join(folder, 'cli-plugins')))
    symlinkSync(plugins, join(folder, 'cli-plugins'));
  writeFileSync(join(folder, 'config.json'), loginConfig(...registries.map(({ host }) => host)));
  process.env.DOCKER_CONFIG = folder;
}
