import { join } from 'node:path';
import { ActionError, messageOf } from '../errors.ts';
import { type Http, HttpError, type HttpRequest, type HttpResponse } from '../http.ts';
import { type Digest, isDigest } from '../registry/digest.ts';
import { parseRepository } from '../registry/reference.ts';
import type { Endpoint } from './endpoint.ts';

/** What `GET /info` and `GET /version` say, as far as it matters here: https://docs.docker.com/reference/api/engine/ */
export interface EngineInfo {
  /** `28.5.2` */
  readonly version: string;
  /** `[1, 51]` */
  readonly apiVersion: readonly [number, number];
  /** As the kernel names it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly kernel: string;
  /** The folder, on its machine, that everything of it is in. */
  readonly root: string;
  /** The image store is containerd's, so one name can hold several platforms. */
  readonly containerdStore: boolean;
  /** Mirrors of Docker Hub, as URLs. */
  readonly mirrors: readonly string[];
  /** Registries that are spoken to without TLS or without checking it: hosts and networks in CIDR notation. */
  readonly insecureRegistries: readonly string[];
}

/** A platform as the engine's API writes it. */
export interface EnginePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** A manifest in the engine's store, below one name. */
export interface StoredManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly kind: 'image' | 'attestation' | 'unknown';
  readonly platform: EnginePlatform;
  /** Whether all its content is in the store. */
  readonly available: boolean;
  /** Bytes of its content: manifest, config and compressed layers. */
  readonly size: number;
  /** For an attestation: the image it speaks of. */
  readonly attests: string | undefined;
}

export interface StoredImage {
  readonly id: Digest;
  readonly mediaType: string;
  /** Empty where the engine answers without `manifests`, and where the name holds one plain manifest. */
  readonly manifests: readonly StoredManifest[];
  readonly platform: EnginePlatform;
}

export interface Container {
  readonly name: string;
  /** The name it was made by from its image. */
  readonly image: string;
}

export interface ContainerState {
  readonly running: boolean;
  /** The engine started it again after it had ended by itself. */
  readonly restarted: boolean;
  /** With which it ended; 0 while it runs. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Its last lines. */
  readonly log: readonly string[];
}

/** The engine's API, spoken directly: 15 ms a call where the docker CLI takes 95. */
export interface Engine {
  info(): Promise<EngineInfo>;
  /** The image of this name; `undefined`: there is none. With a platform: that one of it. */
  image(name: string, platform?: EnginePlatform): Promise<StoredImage | undefined>;
  /** Gives the image another name: `tag('a:1', 'b', '2')`. */
  tag(name: string, repository: string, tag: string): Promise<void>;
  /**
   * Takes a name away, and with its last name the image. No name: nothing happens. A name by digest stays while a tag of
   * the same repository stands for the same image.
   */
  untag(name: string): Promise<void>;
  /** How a container fares, and the last it said; `undefined`: there is none. */
  container(name: string): Promise<ContainerState | undefined>;
  /** Ends a container and removes it with its volumes. No such container: nothing happens. */
  removeContainer(name: string): Promise<void>;
  /** Containers, running or not: those with a text in their name, or made from an image; without a filter all. */
  containers(filters: { readonly name?: string; readonly ancestor?: string }): Promise<readonly Container[]>;
  /** Names of volumes that have this text in them. */
  volumes(text: string): Promise<readonly string[]>;
  removeVolume(name: string): Promise<void>;
  /** All names that images have. */
  images(): Promise<readonly string[]>;
}

/** The first API that answers for several manifests and for one platform; below it both are silently ignored. */
export const PLATFORM_API: readonly [number, number] = [1, 49];

/**
 * The first API, that of Docker 20.10, that makes a container of the platform asked for: docker refuses `run --platform`
 * before it. https://docs.docker.com/reference/api/engine/version-history/#v141-api-changes
 */
export const OLDEST_API: readonly [number, number] = [1, 41];

/** Whether an engine's API is this one or a later one. */
export function hasApi(
  { apiVersion: [major, minor] }: EngineInfo,
  [first, second]: readonly [number, number],
): boolean {
  return major > first || (major === first && minor >= second);
}

export function createEngine(endpoint: Endpoint, http: Http, readText: (path: string) => string | undefined): Engine {
  const base = baseOf(endpoint, readText);

  async function call(method: HttpRequest['method'], path: string): Promise<HttpResponse> {
    try {
      return await http({ ...base, method, url: `${base.url}${path}` });
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause; // cancelled
      throw new ActionError(`the Docker engine does not answer at ${endpoint.host}: ${messageOf(cause)}`, {
        hint: 'Start it (`systemctl start docker`), or point DOCKER_HOST at the one to use; in a container job, mount its socket.',
        cause,
      });
    }
  }

  async function isTagged(digested: string): Promise<boolean> {
    const response = await call('GET', `/images/${digested}/json`);
    if (response.status === 404) return false;
    const tags = (answer(response, `the image ${digested}`).RepoTags ?? []) as readonly string[];
    // containerd's store lists names by digest among them
    return tags.some((tag) => !tag.includes('@') && repositoryIn(tag) === repositoryIn(digested));
  }

  return {
    async info() {
      const [info, version] = await Promise.all([call('GET', '/info'), call('GET', '/version')]);
      return readInfo(answer(info, 'its state'), answer(version, 'its version'));
    },

    async image(name, platform) {
      const query =
        platform === undefined ? 'manifests=true' : `platform=${encodeURIComponent(JSON.stringify(platform))}`;
      const response = await call('GET', `/images/${name}/json?${query}`);
      return response.status === 404 ? undefined : readImage(answer(response, `the image ${name}`));
    },

    async tag(name, repository, tag) {
      const query = new URLSearchParams({ repo: repository, tag });
      answer(await call('POST', `/images/${name}/tag?${query}`), `a new name for ${name}`);
    },

    async untag(name) {
      // containerd's store would take along the repository's tags for the same image
      if (name.includes('@') && (await isTagged(name))) return;
      const response = await call('DELETE', `/images/${name}`);
      if (response.status !== 404) answer(response, `the removal of ${name}`);
    },

    async container(name) {
      const found = await call('GET', `/containers/${name}/json`);
      if (found.status === 404) return undefined;
      const body = answer(found, `the container ${name}`);
      const state = (body.State ?? {}) as Json;
      const log = await call('GET', `/containers/${name}/logs?stdout=true&stderr=true&tail=${LOG_LINES}`);
      return {
        running: state.Running === true,
        restarted: Number(body.RestartCount ?? 0) > 0,
        exitCode: Number(state.ExitCode ?? 0),
        outOfMemory: state.OOMKilled === true,
        log: readLog(log.body),
      };
    },

    async removeContainer(name) {
      const response = await call('DELETE', `/containers/${name}?force=true&v=true`);
      if (response.status !== 404) answer(response, `the removal of the container ${name}`);
    },

    async containers(filters) {
      const wanted = Object.entries(filters).map(([key, value]): [string, string[]] => [key, [value]]);
      const list = await call('GET', `/containers/json?all=true&${filter(Object.fromEntries(wanted))}`);
      return answerList<{ Names?: string[]; Image?: string }>(list, 'its containers').flatMap(({ Names, Image }) =>
        (Names ?? []).map((name) => ({ name: name.replace(/^\//, ''), image: Image ?? '' })),
      );
    },

    async volumes(text) {
      const list = answer(await call('GET', `/volumes?${filter({ name: [text] })}`), 'its volumes');
      return ((list.Volumes ?? []) as { Name: string }[]).map(({ Name }) => Name);
    },

    async removeVolume(name) {
      const response = await call('DELETE', `/volumes/${name}?force=true`);
      if (response.status !== 404) answer(response, `the removal of the volume ${name}`);
    },

    async images() {
      const list = answerList<{ RepoTags?: string[] | null }>(await call('GET', '/images/json'), 'its images');
      return list.flatMap(({ RepoTags }) => RepoTags ?? []);
    },
  };
}

/** `app:1`, `docker.io/library/app@sha256:…` → `docker.io/library/app` */
function repositoryIn(name: string): string {
  const repository = parseRepository(name.replace(/@.*$/, '').replace(/:[^:/]*$/, ''));
  return typeof repository === 'string' ? name : `${repository.registry}/${repository.path}`;
}

function baseOf({ host, certificates }: Endpoint, readText: (path: string) => string | undefined) {
  if (host.startsWith('unix://')) return { url: 'http://docker', socketPath: host.slice('unix://'.length) };
  if (host.startsWith('tcp://') || host.startsWith('http://') || host.startsWith('https://')) {
    const authority = host.replace(/^[a-z]+:\/\//, '').replace(/\/$/, '');
    if (certificates === undefined) return { url: `http://${authority}` };
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readText(join(certificates, file)));
    return { url: `https://${authority}`, tls: { ca, cert, key } };
  }
  throw new ActionError(`the Docker engine at ${host} cannot be used: its API is reached over unix:// or tcp:// only`, {
    hint: 'Forward its socket (`ssh -L /tmp/docker.sock:/var/run/docker.sock …`) and set DOCKER_HOST to it, or name the machine in `endpoint`.',
  });
}

type Json = Record<string, unknown>;

const LOG_LINES = 20;

/** Frames with eight bytes before each: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerAttach */
function readLog(body: Buffer): readonly string[] {
  let text = '';
  for (let at = 0; at + 8 <= body.length; at += 8 + body.readUInt32BE(at + 4)) {
    text += body.toString('utf8', at + 8, at + 8 + body.readUInt32BE(at + 4));
  }
  return text.split('\n').filter(Boolean);
}

function answer(response: HttpResponse, what: string): Json {
  const text = response.body.toString();
  const body = text === '' ? {} : parseObject(text, what);
  if (response.status >= 400) {
    throw new ActionError(`the Docker engine refused ${what}: ${String(body.message ?? `status ${response.status}`)}`);
  }
  return body;
}

function answerList<T>(response: HttpResponse, what: string): readonly T[] {
  const list: unknown = answer(response, what);
  if (Array.isArray(list)) return list;
  throw new ActionError(`the Docker engine's answer about ${what} is not a list`);
}

function filter(filters: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(filters))}`;
}

function parseObject(text: string, what: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Json;
    throw new SyntaxError('not an object');
  } catch (cause) {
    throw new ActionError(`the Docker engine's answer about ${what} is not JSON`, { cause });
  }
}

function readInfo(info: Json, version: Json): EngineInfo {
  const registry = (info.RegistryConfig ?? {}) as {
    Mirrors?: string[] | null;
    InsecureRegistryCIDRs?: string[] | null;
    IndexConfigs?: Record<string, { Secure?: boolean }> | null;
  };
  const plainHosts = Object.entries(registry.IndexConfigs ?? {}).filter(([, config]) => config.Secure === false);
  const [major = 0, minor = 0] = String(version.ApiVersion ?? '')
    .split('.')
    .map(Number);
  return {
    version: String(version.Version ?? ''),
    apiVersion: [major, minor],
    architecture: String(info.Architecture ?? ''),
    kernel: String(info.KernelVersion ?? ''),
    root: String(info.DockerRootDir ?? ''),
    containerdStore: ((info.DriverStatus ?? []) as string[][]).some(
      ([key, value]) => key === 'driver-type' && value === 'io.containerd.snapshotter.v1',
    ),
    mirrors: registry.Mirrors ?? [],
    insecureRegistries: [...(registry.InsecureRegistryCIDRs ?? []), ...plainHosts.map(([host]) => host)],
  };
}

interface RawManifest {
  readonly Descriptor?: { readonly digest?: string; readonly mediaType?: string };
  readonly Kind?: string;
  readonly Available?: boolean;
  readonly Size?: { readonly Content?: number };
  readonly ImageData?: { readonly Platform?: EnginePlatform };
  readonly AttestationData?: { readonly For?: string };
}

function readImage(body: Json): StoredImage {
  const descriptor = (body.Descriptor ?? {}) as { mediaType?: string; digest?: string };
  return {
    id: digestFrom(descriptor.digest ?? body.Id),
    mediaType: descriptor.mediaType ?? '',
    platform: {
      os: String(body.Os ?? ''),
      architecture: String(body.Architecture ?? ''),
      ...(body.Variant ? { variant: String(body.Variant) } : {}),
    },
    manifests: ((body.Manifests ?? []) as RawManifest[]).map((manifest) => ({
      digest: digestFrom(manifest.Descriptor?.digest),
      mediaType: manifest.Descriptor?.mediaType ?? '',
      kind: manifest.Kind === 'image' || manifest.Kind === 'attestation' ? manifest.Kind : 'unknown',
      platform: manifest.ImageData?.Platform ?? { os: 'unknown', architecture: 'unknown' },
      available: manifest.Available === true,
      size: manifest.Size?.Content ?? 0,
      attests: manifest.AttestationData?.For,
    })),
  };
}

function digestFrom(value: unknown): Digest {
  if (isDigest(value)) return value;
  throw new ActionError(`the Docker engine named an image by something that is not a digest: ${String(value)}`);
}
