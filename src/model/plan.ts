import type { Naming, Origin } from './naming.ts';
import { formatPlatform, type Platform, samePlatform } from './platform.ts';
import type { Repository } from './reference.ts';
import type { DriverName, NodeTls, Output, Request } from './request.ts';

/** The plan of a run: immutable data that all later steps read. */
export interface Plan {
  /** As it was asked, its placeholders filled in, its labels and annotations complete, its provenance with a builder. */
  readonly request: Request;
  readonly platforms: readonly PlatformPlan[];
  /** Processors to register emulators for, as the OCI names them: `arm64`, `s390x`. */
  readonly emulators: readonly string[];
  /** Processors that are needed and already have an emulator, with the names of its handlers: `qemu-aarch64`, `rosetta`. */
  readonly installed: readonly { readonly architecture: string; readonly handlers: readonly string[] }[];
  /** Handlers to remove before emulators are registered. */
  readonly replaced: readonly string[];
  readonly builder: BuilderPlan;
  /**
   * True if each platform is built by a buildx call of its own. If a build's platforms are on several nodes, buildx
   * creates the index itself and pushes it under a tag, even by digest, before it can be verified:
   * https://github.com/docker/buildx/blob/master/build/build.go
   */
  readonly separateCalls: boolean;
  readonly delivery: Delivery;
  /** Images that the build reads, where it is certain that the builder asks a registry for them as this step does. */
  readonly bases: readonly PlannedBase[];
  /** Attributes of the provenance of an image. Undefined if the request has some, or if buildx's default applies. */
  readonly provenance: string | undefined;
  readonly cache: CachePlan;
  /** Undefined if cache mounts are not saved. */
  readonly mounts: MountsPlan | undefined;
  readonly naming: Naming;
  readonly origin: Origin;
  /** Data for merging the image as a part: its key, and the commit that it was built from. */
  readonly part: { readonly key: string; readonly commit: string };
}

/** The caches to read and to write. Entries are in buildx's format: https://docs.docker.com/build/cache/backends/ */
export interface CachePlan {
  readonly from: readonly string[];
  /** Written after the build, by a call of its own. */
  readonly to: readonly string[];
  /** True if `to` has an entry for each platform, in their order, or no entry. */
  readonly byPlatform: boolean;
  /** Whether the image itself carries the cache, which only the build itself can write. */
  readonly inline: boolean;
  /**
   * Folders that are caches and kept from run to run by the runner's cache service. All are read; those of the first
   * group are written, by the entries of `to`.
   */
  readonly folders: readonly (readonly CachedFolder[])[];
  /** Location for messages. Undefined without a location. */
  readonly place: string | undefined;
  /** Why it is written or not, in a few words. */
  readonly reason: string;
}

/** How the content of `RUN --mount=type=cache` comes into the builder and out of it. */
export interface MountsPlan {
  readonly mounts: readonly CacheMount[];
  /**
   * The image whose shell copies the content: one that the build pulls too, if possible. Empty if there are no mounts.
   */
  readonly image: string;
  /** The build argument BUILDKIT_CACHE_MOUNT_NS, which BuildKit puts in front of every id. */
  readonly namespace: string | undefined;
  readonly savedIn: CachedFolder;
  /** Mounts that are left alone, and why. */
  readonly skipped: readonly string[];
}

/** How the programs of one platform's build run. */
export interface PlatformPlan {
  readonly platform: Platform;
  readonly execution: Execution;
  /** Why, in a few words: `RUN on linux/arm64 at Dockerfile:7`. */
  readonly reason: string;
  /** The platforms, other than the host's, on which a RUN of its build executes. */
  readonly foreign: readonly Platform[];
  /** Why the Dockerfile could not be followed, in a few words; missing: it was. */
  readonly unread?: string;
  /** The image that its own is built on. Missing: `scratch`, files, or the Dockerfile could not be followed. */
  readonly base?: BaseImage | undefined;
  /** Images named by a digest that its own has files from. Missing: none, or the Dockerfile could not be followed. */
  readonly copied?: readonly BaseImage[];
  /**
   * Lines of the instructions that add the last entries to the image's history. Missing: the Dockerfile could not be
   * followed.
   */
  readonly history?: readonly number[];
  /** Names of the labels that the Dockerfile sets. Missing: the Dockerfile could not be followed. */
  readonly labels?: readonly string[];
  /** Missing: none, or the Dockerfile could not be followed. */
  readonly findings?: readonly Finding[];
}

/** A doubtful instruction of the Dockerfile, which does not stop the build. */
export interface Finding {
  readonly level: 'notice' | 'warning';
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** An image that stages are built on or take files from. */
export interface PlannedBase {
  readonly image: string;
  /** The first line of the Dockerfile that names it. */
  readonly line: number;
  /** Those that it is resolved for. */
  readonly platforms: readonly Platform[];
}

export type Execution =
  /** The host's processor runs them. */
  | 'native'
  /** QEMU does, for at least one RUN. */
  | 'emulated'
  /** The host's processor runs a compiler that makes foreign programs. */
  | 'cross-compiled'
  /** True if no program runs: files are only copied. */
  | 'copied'
  /** The builder's nodes do, by their own means. */
  | 'remote';

export type BuilderPlan = (EngineBuilder | ExistingBuilder | NewBuilder) & {
  /** About a builder of an earlier step of this job that is not used here. Missing: no step used another. */
  readonly note?: string;
};

interface EngineBuilder {
  readonly kind: 'engine';
  readonly reason: string;
}

export interface ExistingBuilder {
  readonly kind: 'existing';
  readonly name: string;
  /** As buildx recorded it: an unknown one is possible (`cloud`). */
  readonly driver: string;
  readonly reason: string;
  readonly nodes: readonly Site[];
  /** Created if another job has removed the builder that `keep-builder` kept. Missing: the builder is required. */
  readonly ifGone?: NewBuilder;
}

export interface NewBuilder {
  readonly kind: 'new';
  readonly driver: Exclude<DriverName, 'docker'>;
  readonly name: string;
  readonly reason: string;
  /** At least one. */
  readonly nodes: readonly NodePlan[];
  /** The BuildKit daemon's TOML; `undefined`: its own defaults. */
  readonly config: string | undefined;
  /** Whether it outlives the job. */
  readonly keep: boolean;
  /** Hashes of the settings that shape it, by the name of the setting. */
  readonly settings: BuilderSettings;
  /** BUILDX_CONFIG of the earlier step of this job that made it. Missing: this step makes it. */
  readonly madeIn?: string;
}

/** Hashes by the name of a setting: `driver-opts`. */
export type BuilderSettings = Readonly<Record<string, string>>;

/** Where a node of a builder stands. */
export interface Site {
  /** Those it is given by name; it may build others too. */
  readonly platforms: readonly Platform[];
  /** True if it is another machine, with emulators and platforms that differ from this host's. */
  readonly elsewhere: boolean;
}

/** The arguments of `buildx create` for one node. */
export interface NodePlan extends Site {
  readonly name: string | undefined;
  readonly endpoint: string | undefined;
  readonly driverOpts: readonly string[];
  readonly buildkitdFlags: string | undefined;
  /** Of a remote builder's node. */
  readonly tls?: NodeTls | undefined;
  /**
   * Entitlements that its daemon permits a build to request: `network.host`. No others, unless `buildkitdFlags` has
   * them.
   */
  readonly entitlements: readonly string[];
}

/** Where the result goes. */
export interface Delivery {
  /**
   * `publish`: every tag of every repository. `parts`: the same repositories, untagged. `verify`: the image is verified
   * and discarded. `files`: only the files in `outputs`. `call`: no image is built.
   */
  readonly kind: 'publish' | 'parts' | 'verify' | 'files' | 'call';
  /** In the given order. The first is the one that is verified. Their tags are empty unless `publish` or `load`. */
  readonly targets: readonly Target[];
  /** Whether the image also stays in the engine's store under its tags. */
  readonly load: boolean;
  /** Exports to files, beside or instead of the image. */
  readonly files: readonly Output[];
  /** Attributes of the user's own `type=image` output, such as compression. */
  readonly imageAttributes: Readonly<Record<string, string>>;
}

/** A repository and the tags it gets. */
export interface Target {
  readonly repository: Repository;
  readonly tags: readonly string[];
  /** Those of `tags` that were derived and fit many versions. They are never updated to an older version. */
  readonly floating: readonly string[];
  /** Those of `tags` that name the whole version, so that a registry may refuse to update them. */
  readonly fullVersions: readonly string[];
}

/** Whether a platform is built on another machine: by the node that names it, or else, for all that is known here, the first. */
export function isElsewhere(builder: BuilderPlan, platform: Platform): boolean {
  const nodes = sitesOf(builder);
  const named = nodes.find(({ platforms }) => platforms.some((own) => samePlatform(own, platform)));
  return (named ?? nodes[0])?.elsewhere ?? false;
}

/**
 * Whether the programs of a RUN on a platform, `linux/arm64`, run in an emulator. Undefined if a node of the builder runs
 * them, which may have any processor.
 */
export function isEmulated({ platforms }: Pick<Plan, 'platforms'>, name: string): boolean | undefined {
  if (platforms.some(({ execution }) => execution === 'remote')) return undefined;
  return platforms.some(({ foreign }) => foreign.some((platform) => formatPlatform(platform) === name));
}

/** The nodes of a builder. Empty for Docker Engine's builder. */
export function sitesOf(builder: BuilderPlan): readonly Site[] {
  return builder.kind === 'engine' ? [] : builder.nodes;
}

/** A folder that the runner's cache service keeps from run to run. */
export interface CachedFolder {
  /** Absolute path. It must be the same in every run, because it is part of an entry's version. */
  readonly folder: string;
  /** Prefixes of the keys of usable entries, best first. If several entries match a prefix, the newest is used. */
  readonly prefixes: readonly string[];
  /** Key to save the folder under. Undefined if the entry is only read. */
  readonly key: string | undefined;
}

/**
 * A `RUN --mount=type=cache`, as far as it says which of the builder's caches it is: BuildKit keeps them by id, and by
 * owner and mode where they are given, but not by platform unless the id has it in it.
 * https://github.com/moby/buildkit/blob/master/solver/llbsolver/mounts/mount.go
 */
export interface CacheMount {
  readonly id: string;
  /** As they stand behind `--mount=type=cache,`: `sharing`, `uid`, `gid`, `mode`. */
  readonly options: Readonly<Record<string, string>>;
}

export interface BaseImage {
  /** As FROM has it, expanded: `golang:1.26-alpine`. */
  readonly image: string;
  readonly line: number;
}

/** True if this step makes the builder, so that it has no content yet. */
export function isFresh(builder: BuilderPlan): builder is NewBuilder {
  return builder.kind === 'new' && !builder.keep && builder.madeIn === undefined;
}
