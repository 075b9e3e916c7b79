import type { Platform } from './platform.ts';
import type { Repository, TaggedReference } from './reference.ts';

/** The whole request, typed and checked: later code reads no raw input. */
export interface Request {
  readonly image: ImageRequest;
  readonly build: BuildRequest;
  readonly result: ResultRequest;
  readonly setup: SetupRequest;
  readonly login: readonly Login[];
  /** True if the logins are removed in the post step. */
  readonly logout: boolean;
  readonly cache: CacheRequest;
  readonly verification: VerificationRequest;
  readonly options: OptionsRequest;
  /** Whether untrusted code may be pushed and cached with the rights of the repository. */
  readonly allowUntrusted: boolean;
}

export interface ImageRequest {
  /** Repositories named by `images`, in order, without doubles. */
  readonly repositories: readonly Repository[];
  readonly tags: readonly TagSpec[];
  readonly flavor: readonly string[];
  readonly version: string | undefined;
  /** Where the Git ref and the commit for tag rules come from: the event of the workflow, or the checkout. */
  readonly metadataContext: 'workflow' | 'git';
  /** `undefined`: not given, so the plan decides. */
  readonly platforms: readonly Platform[] | undefined;
}

/** One line of `tags`. */
export type TagSpec =
  | { readonly kind: 'reference'; readonly reference: TaggedReference }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A rule of metadata-action, still as text: `type=semver,pattern={{version}}`. */
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'auto' };

export type Context =
  /** A folder of the checkout, absolute. */
  | { readonly kind: 'path'; readonly path: string }
  /** A Git URL, as buildx takes it: `https://github.com/acme/app.git#refs/heads/main:dir`. */
  | { readonly kind: 'git'; readonly url: string };

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** https://docs.docker.com/build/metadata/annotations/#specify-annotation-level */
export type AnnotationLevel = 'manifest' | 'index' | 'manifest-descriptor' | 'index-descriptor';

export interface BuildRequest {
  readonly context: Context;
  /** `file` as given, for the argument list; `undefined`: the context's `Dockerfile`. */
  readonly file: string | undefined;
  /** The Dockerfile's absolute path; `undefined`: it is not on this machine, as with a Git context. */
  readonly dockerfile: string | undefined;
  readonly target: string | undefined;
  /** A build argument without `=` takes its value from the environment: then `value` is undefined. */
  readonly buildArgs: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly buildContexts: readonly NamedValue[];
  readonly labels: readonly NamedValue[];
  /** As given: `key=value`, or with a level in front, `index,manifest:key=value`. */
  readonly annotations: readonly string[];
  /** Levels of the derived annotations. Undefined for the default. */
  readonly annotationLevels: readonly AnnotationLevel[] | undefined;
  readonly secrets: readonly Secret[];
  /** As buildx's `--ssh` takes it: `default` or `id=path`. */
  readonly ssh: readonly string[];
  readonly network: string | undefined;
  readonly addHosts: readonly string[];
  readonly shmSize: string | undefined;
  readonly ulimit: readonly string[];
  readonly cgroupParent: string | undefined;
  readonly allow: readonly string[];
  readonly noCache: boolean;
  readonly noCacheFilters: readonly string[];
  readonly pull: boolean;
  /** As buildx's `--provenance` takes it (`true`, `false`, `mode=max,…`); `undefined`: not given. */
  readonly provenance: string | undefined;
  readonly sbom: string | undefined;
  readonly attests: readonly string[];
  /** `undefined`: build. Otherwise `check`, `outline`, `targets`, … with buildx's attributes. */
  readonly call: string | undefined;
  readonly sourceDateEpoch:
    | { readonly kind: 'commit' }
    | { readonly kind: 'seconds'; readonly seconds: number }
    | undefined;
  /** Undefined without a bake file. */
  readonly bake?: BakeRequest | undefined;
}

/** The part of a bake file that is not in inputs. */
interface BakeRequest {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Hash of the Dockerfile that the target holds itself. */
  readonly inlineDockerfile: string | undefined;
  /** Targets that a build context refers to, `target:name`. Each stands before those that need it. */
  readonly linked: readonly LinkedTarget[];
}

/** A target of a bake file that is built first, as a context of another. */
export interface LinkedTarget {
  readonly name: string;
  readonly build: BuildRequest;
  /** Undefined for those of the image. */
  readonly platforms: readonly Platform[] | undefined;
  /** Caches to read. */
  readonly cacheFrom: readonly string[];
}

/** The content for `--mount=type=secret,id=…` of a Dockerfile. */
export type Secret =
  | { readonly id: string; readonly from: 'value'; readonly value: string }
  /** The name of a variable of the step's environment. */
  | { readonly id: string; readonly from: 'env'; readonly env: string }
  /** An absolute path. */
  | { readonly id: string; readonly from: 'file'; readonly path: string };

export interface ResultRequest {
  readonly push: boolean;
  readonly pushByDigest: boolean;
  /** The name that ties the parts of one image together. Undefined if it is derived. */
  readonly part: string | undefined;
  /** How parts are tagged, `{tag}-{arch}`. Undefined if parts are tagged only when needed to pass them to the merge. */
  readonly partTag: string | undefined;
  readonly load: boolean;
  readonly outputs: readonly Output[];
}

/** One line of `outputs`: `type=oci,dest=image.tar`. A lone path is `type=local`, `-` is refused. */
export interface Output {
  readonly type: 'local' | 'tar' | 'oci' | 'docker' | 'image' | 'registry' | 'cacheonly';
  /** In the order given, without `type`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export type DriverName = 'docker' | 'docker-container' | 'remote' | 'kubernetes';

export interface SetupRequest {
  readonly qemu: 'auto' | 'always' | 'never' | 'reset';
  readonly qemuImage: string;
  readonly driver: 'auto' | DriverName;
  /** The name of a builder that exists. */
  readonly builder: string | undefined;
  readonly endpoint: string | undefined;
  /** For `endpoint`, of a remote builder. */
  readonly tls?: NodeTls | undefined;
  readonly nodes: readonly BuilderNode[];
  readonly driverOpts: readonly string[];
  readonly buildkitdFlags: string | undefined;
  /** The text of the BuildKit daemon's TOML, from the file or inline. */
  readonly buildkitdConfig: string | undefined;
  /** Absolute path of the file. */
  readonly buildkitdConfigFile: string | undefined;
  readonly buildkitImage: string | undefined;
  /** A release of buildx, `v0.29.1` or `latest`. Undefined for the installed one. */
  readonly buildxVersion: string | undefined;
  readonly keepBuilder: boolean;
}

/** One entry of `nodes`: the keys of setup-buildx's `append`. */
export interface BuilderNode {
  readonly name: string | undefined;
  readonly endpoint: string | undefined;
  readonly driverOpts: readonly string[];
  readonly buildkitdFlags: string | undefined;
  readonly platforms: readonly Platform[];
  /** Of a remote builder. */
  readonly tls?: NodeTls | undefined;
}

export interface Login {
  /** The registry's host, `docker.io` for Docker Hub. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

export interface CacheRequest {
  readonly backend: 'registry' | 'gha' | 'local' | 'inline' | 'none';
  /** A repository, `ghcr.io/acme/app-buildcache`; `undefined`: derived from the first repository. */
  readonly ref: Repository | undefined;
  /** Name that distinguishes the caches of variants. Undefined if it is derived from the inputs of the build. */
  readonly scope: string | undefined;
  readonly mode: 'min' | 'max';
  readonly write: 'auto' | 'always' | 'never';
  /** Raw entries in buildx's format, without credentials. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Variables of buildx's environment that hold the credentials taken out of the entries. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly mounts: boolean;
}

export interface VerificationRequest {
  readonly verify: boolean;
  /** Whether every program that the build added must be for the platform, also one that the image does not start. */
  readonly strict: boolean;
  /** Patterns of paths in the image whose programs may be for any platform. */
  readonly foreignPrograms: readonly string[];
  readonly smokeTest: string | undefined;
}

export interface OptionsRequest {
  readonly retries: number;
  /** Milliseconds; `undefined`: no limit. */
  readonly timeout: number | undefined;
  readonly summary: boolean;
}

/** TLS key and certificates for a node of a remote builder, in PEM. */
export interface NodeTls {
  readonly cacert: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}
