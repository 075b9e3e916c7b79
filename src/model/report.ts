import type { Digest } from './digest.ts';
import type { Execution } from './plan.ts';
import type { Platform } from './platform.ts';
import type { Repository, TaggedReference } from './reference.ts';
import type { NamedValue } from './request.ts';

/**
 * The report of a successful run. A value that is unknown or does not exist for this kind of result is undefined or
 * empty.
 */
export interface Report {
  readonly result: Result;
  /** Its name in the summary: `ghcr.io/acme/app`, or the context if there is no repository. */
  readonly title: string;
  /** Digest of the index, or of the manifest if there is no index. */
  readonly digest: Digest | undefined;
  /** Where the image can be had by its digest. */
  readonly repositories: readonly Repository[];
  /** The references that were published, or given in the engine's store with `load`. */
  readonly tags: readonly TaggedReference[];
  /** What each tag was before: its digest, or `none` if it did not exist. Tags that could not be read are left out. */
  readonly previous: Readonly<Record<string, Digest | 'none'>>;
  readonly version: string | undefined;
  /** Of the build, in any order. */
  readonly labels: readonly NamedValue[];
  /** Of the build: `key=value`, or with a level in front. */
  readonly annotations: readonly string[];
  /** Of the image's config, where one platform was loaded. */
  readonly imageId: Digest | undefined;
  /** In the order asked for. */
  readonly platforms: readonly PlatformReport[];
  /** Undefined if parts were merged without a build. */
  readonly builder: string | undefined;
  readonly driver: string | undefined;
  /** Why this driver: half a sentence. */
  readonly driverReason: string;
  /** Versions of tools, as far as they are known: `Docker Engine 28.5.2, containerd image store`. */
  readonly tools: readonly string[];
  /** The share of steps from the cache, 0 to 100. */
  readonly cacheHit: number | undefined;
  /** Where the cache was read and written: `ghcr.io/acme/app-buildcache: read, written (the default branch)`. */
  readonly cache: string | undefined;
  /** The whole run. */
  readonly seconds: number;
  /** In their order. */
  readonly phases: readonly PhaseTime[];
  /** Every step that took time, in the order they began. */
  readonly steps: readonly TimedStep[];
  /** Address of this action's files at its version. Undefined in a workflow that uses it from a folder. */
  readonly source: string | undefined;
  readonly notices: readonly string[];
  /** Compared with the image that a tag held before. Undefined if it cannot be compared. */
  readonly changes: Changes | undefined;
  /** buildx's metadata file. */
  readonly metadata: unknown;
}

/** The comparison of an image with the one that a tag held before. */
export interface Changes {
  /** `ghcr.io/acme/app:latest` */
  readonly tag: string;
  readonly platforms: readonly PlatformChanges[];
  /** Base images of both, with their digests. */
  readonly bases: readonly { readonly image: string; readonly before: Digest; readonly after: Digest }[];
}

interface PlatformChanges {
  readonly platform: Platform;
  /** Bytes to pull, compressed. */
  readonly sizeBefore: number;
  /** Number of layers that both images have. */
  readonly keptLayers: number;
  readonly layers: number;
}

/** Part of a run. */
export type Phase =
  | 'planning'
  | 'setting up'
  | 'building'
  | 'merging'
  | 'verifying the image'
  | 'running the smoke test'
  | 'publishing'
  /** Waiting for the cache. */
  | 'finishing';

/** Start and end of a phase, in seconds since the start of the run. */
export interface PhaseTime {
  readonly phase: Phase;
  readonly start: number;
  readonly end: number;
}

export type Result =
  | { readonly kind: 'published' }
  /** Pushed and verified without a tag. */
  | { readonly kind: 'pushed-by-digest' }
  /** In the engine's store only. */
  | { readonly kind: 'loaded' }
  /** Built and verified, then discarded. */
  | { readonly kind: 'built' }
  /** Written to files: `dist`, `image.tar`. */
  | { readonly kind: 'written'; readonly destinations: readonly string[] }
  /** No image was built: `check`, `outline`, …, and its output. */
  | { readonly kind: 'called'; readonly call: string; readonly text: string };

export interface PlatformReport {
  readonly platform: Platform;
  /** Of the image manifest. */
  readonly digest: Digest | undefined;
  /** Bytes to pull: the manifest's config and layers as they are stored, compressed. */
  readonly size: number | undefined;
  /** `undefined`: it was built elsewhere. */
  readonly execution: Execution | undefined;
  /** How long its own steps were at work. */
  readonly seconds: number | undefined;
  /** Number of its instructions, and of those from the cache. Undefined if no instruction ran. */
  readonly steps: { readonly cached: number; readonly total: number } | undefined;
  /** Matrix job that built it. Undefined if this run built it. */
  readonly origin: string | undefined;
  /** Of its attestation manifest. */
  readonly attestation: Digest | undefined;
}

/** A step with its times, for the summary. */
export interface TimedStep {
  /** `RUN go build` */
  readonly command: string;
  readonly kind: StepKind;
  /** Undefined in a Dockerfile with one stage. */
  readonly stage: string | undefined;
  /** `3/4`. Undefined for steps that are not instructions. */
  readonly index: string | undefined;
  /** The platform of the image, `linux/arm64`. Undefined if the step serves all platforms. */
  readonly platform: string | undefined;
  readonly emulated: boolean;
  readonly cached: boolean;
  /** Seconds since the first step began. */
  readonly start: number;
  readonly end: number;
  /** How much of that it was at work. */
  readonly seconds: number;
}

export type StepKind =
  | 'from'
  | 'run'
  /** COPY and ADD. */
  | 'copy'
  | 'workdir'
  /** What a registry says of an image: manifests and configs. */
  | 'resolve'
  /** What the client sends: Dockerfile, .dockerignore, context. */
  | 'load'
  /** The result, into the store, a file or a registry: its statuses tell which. */
  | 'export'
  /** A push that buildx does itself. */
  | 'push'
  | 'cache-import'
  | 'cache-export'
  /** The builder starts. */
  | 'boot'
  | 'internal'
  | 'other';
