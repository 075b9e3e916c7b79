import type { Digest } from './digest.ts';
import { Wrong } from './wrong.ts';

/** A repository. `name` is the user's spelling; the distribution API uses `registry` and `path`. */
export interface Repository {
  /** `ghcr.io/acme/app`, `acme/app` (Docker Hub), `localhost:5000/app`; no tag, lower-cased. */
  readonly name: string;
  /** `ghcr.io`, `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** `acme/app`, `library/busybox`. */
  readonly path: string;
}

/** A repository with a tag. */
export interface TaggedReference {
  readonly repository: Repository;
  readonly tag: string;
}

/** A tag's grammar: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const HOST = /^(?:\[[0-9a-f:]+\]|[a-z0-9]+(?:[.-]+[a-z0-9]+)*)(?::([0-9]{1,5}))?$/;

/** True for a host in lower case, with or without a port. */
export function isRegistry(text: string): boolean {
  const [host, port] = HOST.exec(text) ?? [];
  return host !== undefined && (port === undefined || isPort(port));
}

/** True for a decimal number that is a TCP port. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
}

/**
 * Parses a repository without tag or digest, after lower-casing it. The first component is a registry if it contains a dot
 * or a colon or is `localhost`, as in https://github.com/distribution/reference; otherwise the repository is on Docker Hub.
 */
export function parseRepository(text: string): Repository | Wrong {
  const name = text.toLowerCase();
  if (name.includes('://')) return new Wrong('must have no scheme');
  if (name.includes('@')) return new Wrong('must have no digest');
  const slash = name.indexOf('/');
  const head = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry = /[.:[]/.test(head) || head === 'localhost';
  const registry = hasRegistry ? (head === 'index.docker.io' ? 'docker.io' : head) : 'docker.io';
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  if (rest.includes(':')) return new Wrong('must have no tag');
  if (!isRegistry(registry)) return new Wrong(`"${registry}" is not a registry`);
  const components = rest.split('/');
  const bad = components.find((component) => !COMPONENT.test(component));
  if (bad !== undefined)
    return new Wrong(bad === '' ? 'a part of the name is empty' : `"${bad}" is not a valid part of a name`);
  if (rest.length > 255) return new Wrong('the name is longer than 255 characters');
  const path = registry === 'docker.io' && components.length === 1 ? `library/${rest}` : rest;
  return { name, registry, path };
}

/** `ghcr.io/acme/app:1.2` */
export function formatTagged({ repository, tag }: TaggedReference): string {
  return `${repository.name}:${tag}`;
}

/** Every tag of some repositories. */
export function taggedReferences(
  targets: readonly { readonly repository: Repository; readonly tags: readonly string[] }[],
): readonly TaggedReference[] {
  return targets.flatMap(({ repository, tags }) => tags.map((tag) => ({ repository, tag })));
}

/** `ghcr.io/acme/app@sha256:…` */
export function formatDigested(repository: Repository, digest: Digest): string {
  return `${repository.name}@${digest}`;
}

/** True if two names mean the same repository, such as `busybox` and `docker.io/library/busybox`. */
export function sameRepository(a: Repository, b: Repository): boolean {
  return a.registry === b.registry && a.path === b.path;
}
