import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

/** State of a machine before a run, which a run must restore: sorted lines, compared literally. */
export interface Snapshot {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  readonly images: readonly string[];
  readonly folders: Readonly<Record<string, readonly string[]>>;
}

/** @param host DOCKER_HOST, a Unix socket. */
export async function takeSnapshot(host: string, folders: Readonly<Record<string, string>>): Promise<Snapshot> {
  const [containers, { Volumes: volumes }, networks, images] = await Promise.all([
    ask<{ Id: string; Names: string[]; State: string }[]>(host, '/containers/json?all=true'),
    ask<{ Volumes: { Name: string }[] | null }>(host, '/volumes'),
    ask<{ Id: string; Name: string }[]>(host, '/networks'),
    ask<{ Id: string; RepoTags: string[] | null; RepoDigests: string[] | null }[]>(host, '/images/json?all=true'),
  ]);
  return {
    containers: containers.map(({ Id, Names, State }) => `${Names.join()} ${State} ${Id}`).sort(),
    volumes: (volumes ?? []).map(({ Name }) => Name).sort(),
    networks: networks.map(({ Id, Name }) => `${Name} ${Id}`).sort(),
    images: images
      .flatMap(({ Id, RepoTags, RepoDigests }) =>
        [...(RepoTags ?? []), ...(RepoDigests ?? []), '(image)'].map((name) => `${name} ${Id}`),
      )
      .sort(),
    folders: Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, tree(folder)])),
  };
}

/** Every entry below a folder, with its mode and content. */
export function tree(folder: string, below = ''): readonly string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const name = join(below, entry.name);
      const path = join(folder, name);
      const mode = (lstatSync(path).mode & 0o7777).toString(8);
      if (entry.isDirectory()) return [`${name}/ ${mode}`, ...tree(folder, name)];
      if (entry.isSymbolicLink()) return [`${name} -> ${readlinkSync(path)}`];
      return [`${name} ${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`];
    })
    .sort();
}

/** An event of Docker Engine: `container start`, `image pull`. */
export interface EngineEvent {
  readonly what: string;
  /** The image of a container, the name of an image. */
  readonly subject: string;
}

/** Events of Docker Engine between two moments, in seconds since 1970. */
export async function eventsBetween(host: string, since: number, until: number): Promise<readonly EngineEvent[]> {
  const query = new URLSearchParams({ since: since.toFixed(3), until: until.toFixed(3) });
  const text = await fetchText(host, `/events?${query}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map(({ Type, Action, Actor }) => ({
      what: `${Type} ${Action}`,
      subject: Actor.Attributes?.image ?? Actor.Attributes?.name ?? Actor.ID,
    }));
}

async function ask<T>(host: string, path: string): Promise<T> {
  return JSON.parse(await fetchText(host, path)) as T;
}

function fetchText(host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socketPath = host.replace('unix://', '');
    request({ socketPath, path, headers: { host: 'docker' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${path}: ${response.statusCode} ${text}`)),
      );
    })
      .on('error', reject)
      .end();
  });
}
