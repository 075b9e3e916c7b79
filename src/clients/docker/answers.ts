import { type Digest, isDigest } from '../../model/digest.ts';
import { ActionError } from '../../model/errors.ts';
import type { HttpResponse } from '../http/http.ts';
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

export function answerList<T>(response: HttpResponse, what: string): readonly T[] {
  const list: unknown = answer(response, what);
  if (Array.isArray(list)) return list;
  throw new ActionError(`the Docker engine's answer about ${what} is not a list`);
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

export function readInfo(info: Json, version: Json): EngineInfo {
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
    proxies: {
      http: String(info.HttpProxy ?? ''),
      https: String(info.HttpsProxy ?? ''),
      except: String(info.NoProxy ?? ''),
    },
    mirrors: registry.Mirrors ?? [],
    insecureRegistries: [...(registry.InsecureRegistryCIDRs ?? []), ...plainHosts.map(([host]) => host)],
  };
}

interface RawManifest {
  readonly Descriptor?: { readonly digest?: string };
  readonly Kind?: string;
  readonly Available?: boolean;
}

export function readImage(body: Json): StoredImage {
  const descriptor = (body.Descriptor ?? {}) as { digest?: string };
  return {
    id: digestFrom(descriptor.digest ?? body.Id),
    manifests: ((body.Manifests ?? []) as RawManifest[]).map((manifest) => ({
      digest: digestFrom(manifest.Descriptor?.digest),
      kind: manifest.Kind === 'image' || manifest.Kind === 'attestation' ? manifest.Kind : 'unknown',
      available: manifest.Available === true,
    })),
  };
}

function digestFrom(value: unknown): Digest {
  if (isDigest(value)) return value;
  throw new ActionError(`the Docker engine named an image by something that is not a digest: ${String(value)}`);
}
