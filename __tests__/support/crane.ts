import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** Reads a registry with another client than the action's. */
export interface Crane {
  /** Digest of the bytes that the registry returns. */
  digest(reference: string): string;
  /** A manifest or an index, as JSON. */
  manifest(reference: string): Manifest;
  /** An image's config. For an index, the config of the platform. */
  config(reference: string, platform?: string): Config;
  blob(reference: string): Buffer;
  tags(repository: string): readonly string[];
  repositories(registry: string): readonly string[];
}

export interface Manifest {
  readonly mediaType: string;
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string; readonly mediaType: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly manifests?: readonly {
    readonly digest: string;
    readonly mediaType: string;
    readonly platform: { readonly os: string; readonly architecture: string; readonly variant?: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

interface Config {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly config: { readonly Labels?: Readonly<Record<string, string>>; readonly Env?: readonly string[] };
}

/**
 * @param env environment of its processes: DOCKER_CONFIG names the credentials.
 * @param direct the name by which a registry is reached without a proxy. This process waits for crane, so a proxy in it
 * would not answer.
 */
export function crane(env: NodeJS.ProcessEnv = process.env, direct = (reference: string): string => reference): Crane {
  const ask = (...args: string[]) =>
    execFileSync('crane', args.map(direct), { env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
  const lines = (text: Buffer) => text.toString().split('\n').filter(Boolean);
  return {
    digest: (reference) => `sha256:${createHash('sha256').update(ask('manifest', reference)).digest('hex')}`,
    manifest: (reference) => JSON.parse(ask('manifest', reference).toString()),
    config: (reference, platform) =>
      JSON.parse(ask('config', ...(platform === undefined ? [] : ['--platform', platform]), reference).toString()),
    blob: (reference) => ask('blob', reference),
    tags(repository) {
      try {
        return lines(ask('ls', repository));
      } catch (error) {
        if (/NAME_UNKNOWN/.test(String(error))) return [];
        throw error;
      }
    },
    repositories: (registry) => lines(ask('catalog', registry)),
  };
}
