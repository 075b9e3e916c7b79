import * as v from 'valibot';
import { type Digest, isDigest } from '../../model/digest.ts';
import { ActionError } from '../../model/errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { IMAGE_PLATFORMS, type ImagePlatforms, imagePlatforms } from './image-platforms.ts';
import type { ProxySettings } from './proxies.ts';

export type Json = Record<string, unknown>;

/** The parts of `GET /info` and `GET /version` that this project uses: https://docs.docker.com/reference/api/engine/ */
export interface EngineInfo {
  /** `28.5.2` */
  readonly version: string;
  /** `[1, 51]` */
  readonly apiVersion: readonly [number, number];
  /** The kernel's name of the architecture: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly kernel: string;
  /** Docker Engine's root folder on its machine. */
  readonly root: string;
  /** True for the containerd image store, in which one name can hold several platforms. */
  readonly containerdStore: boolean;
  /** The proxies that it pulls and pushes through, without credentials. */
  readonly proxies: ProxySettings;
  /** Mirrors of Docker Hub, as URLs. */
  readonly mirrors: readonly string[];
  /** Registries used without TLS or without verifying it: hosts and networks in CIDR notation. */
  readonly insecureRegistries: readonly string[];
}

/** `Docker Engine 28.5.2, containerd image store` */
export function describeEngine({ version, containerdStore }: Pick<EngineInfo, 'version' | 'containerdStore'>): string {
  return `Docker Engine ${version}, ${storeName(containerdStore)}`;
}

/** `containerd image store` */
export function storeName(containerdStore: boolean): string {
  return `${containerdStore ? 'containerd' : 'classic'} image store`;
}

/** A manifest in Docker Engine's image store, below one name. */
export interface StoredManifest {
  readonly digest: Digest;
  readonly kind: 'image' | 'attestation' | 'unknown';
  /** True if all its content is in the store. */
  readonly available: boolean;
}

export interface StoredImage {
  readonly id: Digest;
  /** Empty if Docker Engine answers without `manifests`, or if the name holds one plain manifest. */
  readonly manifests: readonly StoredManifest[];
  /** Undefined if Docker Engine does not say what the name refers to. */
  readonly platforms?: ImagePlatforms | undefined;
}

export interface ContainerState {
  readonly running: boolean;
  /** True if Docker Engine restarted it after it had ended by itself. */
  readonly restarted: boolean;
  /** Its exit status; 0 while it runs. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Its last lines. */
  readonly log: readonly string[];
}

/**
 * Parses the output of a container, which comes in frames with eight bytes before each:
 * https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerAttach
 */
export class LogFrames {
  #rest: Buffer = Buffer.alloc(0);

  /** The content of the frames that this chunk completes. */
  push(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const held: Buffer[] = [];
    let at = 0;
    while (at + 8 <= bytes.length && at + 8 + bytes.readUInt32BE(at + 4) <= bytes.length) {
      const end = at + 8 + bytes.readUInt32BE(at + 4);
      held.push(bytes.subarray(at + 8, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return Buffer.concat(held);
  }
}

/** The lines of a container's output. */
export function readLog(body: Buffer): readonly string[] {
  return new LogFrames().push(body).toString().split('\n').filter(Boolean);
}

/** Docker Engine answered a request with an error. */
export class EngineRefusal extends ActionError {
  override readonly name = 'EngineRefusal';
}

export function answer(response: HttpResponse, what: string): Json {
  if (response.status >= 400) throw new EngineRefusal(`the Docker engine refused ${what}: ${errorIn(response)}`);
  const text = response.body.toString();
  return text === '' ? {} : parseObject(text, what);
}

/** Reason of an error answer: Docker Engine's message, or else the status. */
export function errorIn({ status, body }: HttpResponse): string {
  try {
    return String(JSON.parse(body.toString()).message);
  } catch {
    return `status ${status}`;
  }
}

/** @throws ActionError with the path of the first field that does not match the schema. */
export function answerOf<S extends v.GenericSchema>(response: HttpResponse, schema: S, what: string): v.InferOutput<S> {
  return validate(answer(response, what), schema, what);
}

export function answerList<S extends v.GenericSchema>(
  response: HttpResponse,
  item: S,
  what: string,
): readonly v.InferOutput<S>[] {
  const list: unknown = answer(response, what);
  if (Array.isArray(list)) return validate(list, v.array(item), what);
  throw new ActionError(`the Docker engine's answer about ${what} is not a list`);
}

function validate<S extends v.GenericSchema>(value: unknown, schema: S, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]);
  throw new ActionError(`the Docker engine's answer about ${what} cannot be read: ${path} has an unexpected type`);
}

export function filter(filters: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(filters))}`;
}

export function parseObject(text: string, what: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Json;
    throw new SyntaxError('not an object');
  } catch (cause) {
    throw new ActionError(`the Docker engine's answer about ${what} is not JSON`, { cause });
  }
}

const TEXT = v.nullish(v.string(), '');
const TEXTS = v.nullish(v.array(v.string()), []);

const INFO = v.object({
  Architecture: TEXT,
  KernelVersion: TEXT,
  DockerRootDir: TEXT,
  DriverStatus: v.nullish(v.array(v.array(v.string())), []),
  HttpProxy: TEXT,
  HttpsProxy: TEXT,
  NoProxy: TEXT,
  RegistryConfig: v.nullish(
    v.object({
      Mirrors: TEXTS,
      InsecureRegistryCIDRs: TEXTS,
      IndexConfigs: v.nullish(v.record(v.string(), v.object({ Secure: v.nullish(v.boolean()) })), {}),
    }),
    {},
  ),
});

const VERSION = v.object({ ApiVersion: TEXT, Version: TEXT });

export const IMAGE_NAMES = v.object({ RepoTags: TEXTS, RepoDigests: TEXTS });
export const CONTAINER_NAMES = v.object({ Names: TEXTS });
export const CONTAINER = v.object({ HostConfig: v.nullish(v.object({ AutoRemove: v.nullish(v.boolean()) })) });
export const VOLUMES = v.object({ Volumes: v.nullish(v.array(v.object({ Name: v.string() })), []) });

export function readInfo(state: HttpResponse, versions: HttpResponse): EngineInfo {
  const info = answerOf(state, INFO, 'its state');
  const version = answerOf(versions, VERSION, 'its version');
  const { Mirrors, InsecureRegistryCIDRs, IndexConfigs } = info.RegistryConfig;
  const plainHosts = Object.entries(IndexConfigs).filter(([, config]) => config.Secure === false);
  const [major = 0, minor = 0] = version.ApiVersion.split('.').map(Number);
  return {
    version: version.Version,
    apiVersion: [major, minor],
    architecture: info.Architecture,
    kernel: info.KernelVersion,
    root: info.DockerRootDir,
    containerdStore: info.DriverStatus.some(
      ([key, value]) => key === 'driver-type' && value === 'io.containerd.snapshotter.v1',
    ),
    proxies: { http: info.HttpProxy, https: info.HttpsProxy, except: info.NoProxy },
    mirrors: Mirrors,
    insecureRegistries: [...InsecureRegistryCIDRs, ...plainHosts.map(([host]) => host)],
  };
}

const DESCRIPTOR = v.nullish(v.object({ digest: v.nullish(v.string()) }));

const IMAGE = v.object({
  Id: v.nullish(v.string()),
  Descriptor: DESCRIPTOR,
  Manifests: v.nullish(
    v.array(v.object({ Descriptor: DESCRIPTOR, Kind: v.nullish(v.string()), Available: v.nullish(v.boolean()) })),
    [],
  ),
});

export function readImage(response: HttpResponse, what: string): StoredImage {
  const { Id, Descriptor, Manifests } = answerOf(response, IMAGE, what);
  const platforms = imagePlatforms(answerOf(response, IMAGE_PLATFORMS, what));
  return {
    id: digestFrom(Descriptor?.digest ?? Id),
    manifests: Manifests.map((manifest) => ({
      digest: digestFrom(manifest.Descriptor?.digest),
      kind: manifest.Kind === 'image' || manifest.Kind === 'attestation' ? manifest.Kind : 'unknown',
      available: manifest.Available === true,
    })),
    ...(platforms !== undefined && { platforms }),
  };
}

function digestFrom(value: unknown): Digest {
  if (isDigest(value)) return value;
  throw new ActionError(`the Docker engine named an image by something that is not a digest: ${String(value)}`);
}
