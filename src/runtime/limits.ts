// All timeouts, intervals, retry counts and size limits. A docstring says what is limited, and after a colon why with this
// value; script/limits.mjs copies both into the tables in docs. A name ends in its unit, or starts with MAX_ if it is a
// count. Not here: lengths that belong to a grammar, such as the 128 characters of a tag; how much of a text one message,
// the log or the summary shows; and MAX_DOCUMENT_BYTES in model/oci.ts and the depth of JSON in model/strict-json.ts,
// because model imports nothing from other folders. The limits of the check of programs are in programs/limits.ts.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

// ---- Retries
/** Retries of an operation without `retries`: enough for a registry that restarts. */
export const DEFAULT_RETRIES = 3;
/** Largest value of `retries`: more never fit into the time for retries. */
export const MAX_RETRIES = 100;
/** Time for all retries of an operation, from its first failure: a registry that restarts is back within it. */
export const RETRY_BUDGET_MS = 2 * MINUTE;
/** Delay before the first retry, doubled for each further one: a connection that was reset needs no longer. */
export const FIRST_RETRY_DELAY_MS = SECOND;
/** Longest delay between two retries: several still fit into the time for retries. */
export const MAX_RETRY_DELAY_MS = 20 * SECOND;
/** Longest `Retry-After` that is awaited: a registry that asks for more has a quota, which no retry waits out. */
export const MAX_RETRY_AFTER_MS = MINUTE;

// ---- Subprocesses, and the end of a step
/** Time from SIGTERM to SIGKILL for a subprocess: it leaves time to clean up before the runner kills the step. */
export const KILL_AFTER_MS = 5 * SECOND;
/** Time that a grandchild may keep the output open after its subprocess has ended: the last lines arrive within it. */
export const OPEN_OUTPUT_MS = SECOND;
/** Time until a cancelled step ends: longer than subprocesses get, and shorter than the 10 s of a runner. */
export const STEP_END_MS = 6 * SECOND;
/** Time for a buildx that still writes the cache of a failed step: the job has failed already. */
export const LAST_CACHE_WRITE_MS = MINUTE;
/** Time for the reader of stdout and stderr to take the last lines: a runner that reads is done in an instant. */
export const OUTPUT_FLUSH_MS = 5 * SECOND;
/** Time to write the summary of a failed step: the runner kills a cancelled one soon. */
export const SUMMARY_WRITE_MS = SECOND;
/** Provenance of the previous image, for the summary: one with `mode=max` may have some 100 KB. */
export const MAX_PROVENANCE_BYTES = MEBIBYTE;
/** Text of a `call` in the summary: the runner refuses a summary over 1 MiB, and all other parts of it are short. */
export const MAX_SUMMARY_CALL_CHARS = 200_000;
/** Interval of checks whether all subprocesses have ended: too short to be noticed. */
export const SUBPROCESS_POLL_MS = 25;
/** Time to remove a builder: the next run removes a builder that is left. */
export const REMOVE_BUILDER_MS = MINUTE;
/** Size from which Linux refuses an argument, or a variable with its name: MAX_ARG_STRLEN, 32 pages. */
export const REFUSED_ARGUMENT_BYTES = 32 * 4096;
/** Output of a process that is classified: the cause is at its end. */
export const MAX_CLASSIFIED_OUTPUT_CHARS = 10_000;
/** Longest `timeout`: the longest delay of a timer in Node. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

// ---- Locks between runs on one machine
/** Time for another job to push the same name from the same Docker Engine: longer than a large push. */
export const PUSH_LOCK_MS = 60 * MINUTE;
/** Interval of attempts to take the lock of a push: short beside a push. */
export const PUSH_LOCK_POLL_MS = 100;
/** Time for the holder of a lock to name itself: only a process that hangs takes longer. */
export const LOCK_HOLDER_ANSWER_MS = SECOND;
/** Interval of attempts to take a lock file: it is held for milliseconds. */
export const LOCK_FILE_POLL_MS = 20;
/** Age of a lock file that a killed process has left: no work under it takes seconds. */
export const STALE_LOCK_FILE_MS = 10 * SECOND;

// ---- HTTP and registries
/** Silence in a request of the action to a server: three attempts fit into the time for retries. */
export const HTTP_IDLE_MS = 30 * SECOND;
/** Request of the action to a server, in all: a server may send a byte now and then without end. */
export const HTTP_TOTAL_MS = MINUTE;
/** Opening a connection to a server: a reachable one accepts within a second. */
export const HTTP_CONNECT_MS = 10 * SECOND;
/** Answer of a server: no manifest is larger, and the memory is limited. */
export const MAX_BODY_BYTES = 8 * MEBIBYTE;
/** Unwanted body that is read to keep its connection: a longer one costs more than a new connection. */
export const MAX_DISCARDED_BODY_BYTES = 16;
/** Redirects of a request to a registry: as in Go's client. */
export const MAX_REGISTRY_REDIRECTS = 10;
/** Header with a login challenge: the time to parse it grows with its length. */
export const MAX_CHALLENGE_CHARS = 4_096;
/** Shortest life of a token: the minimum of https://distribution.github.io/distribution/spec/auth/token/ */
export const MIN_TOKEN_LIFE_SECONDS = 60;
/** Time before its end when a token is renewed: a request that is sent with it arrives before. */
export const TOKEN_RENEWAL_SECONDS = 10;
/** Credential helper, until it answers: helpers of clouds send requests themselves. */
export const CREDENTIAL_HELPER_MS = 30 * SECOND;
/** Look-up of a registry's name in insecure networks: only a slow name server takes longer. */
export const NAME_LOOKUP_MS = SECOND;
/** Silence of a registry while it stores an uploaded layer of an image from the classic store: large layers take minutes. */
export const UPLOAD_IDLE_MS = 5 * MINUTE;
/** Upload of one layer of an image from the classic store, in all: enough for 10 GB at 3 MB/s. */
export const UPLOAD_TOTAL_MS = 60 * MINUTE;
/** Wait of a build for the first answers of the push check: a slower registry is checked during the build. */
export const PUSH_CHECK_MS = 5 * SECOND;
/** Look-up of one base image before the build: the build itself reports what a slower registry does not. */
export const BASE_CHECK_MS = 5 * SECOND;
/** Request that reads a tag after a failure or cancellation: the step is about to end. */
export const LAST_READ_MS = SECOND;
/** Look-ups in a registry at one time for one image: more are no faster on loopback, and each costs a connection. */
export const MAX_PARALLEL_LOOKUPS = 8;

// ---- Docker Engine
/** Reading a manifest or config from BuildKit in Docker Engine, in all: it may send a byte now and then without end. */
export const ENGINE_READ_MS = 30 * SECOND;
/** Docker Engine, until it answers a job that does not need it: an engine that runs answers at once. */
export const OPTIONAL_ENGINE_MS = 2 * SECOND;
/** Silence of Docker Engine while it pushes: it reports only the start and the end of each layer. */
export const ENGINE_PUSH_IDLE_MS = 20 * MINUTE;
/** Silence of Docker Engine while it loads a published image: it reports only the start and the end of each layer. */
export const ENGINE_PULL_IDLE_MS = 20 * MINUTE;
/** Silence of Docker Engine while it saves an image from the classic store: it packs layers before it sends them. */
export const ENGINE_SAVE_IDLE_MS = 20 * MINUTE;
/** Interval of checks whether a removed name is gone: the engine answers 130 ms later, after its garbage is collected. */
export const REMOVED_NAME_POLL_MS = 8;

// ---- Set-up of builders and emulators
/** Silence of Docker Engine while it pulls a helper image: the image is small. */
export const HELPER_PULL_IDLE_MS = 5 * MINUTE;
/** Docker Hub, until it answers whether it has a helper image: a mirror answers instead after that. */
export const HUB_ANSWER_MS = SECOND;
/** Silence of the installer of emulators: it registers all platforms within seconds. */
export const EMULATORS_IDLE_MS = 5 * MINUTE;
/** Silence of buildx while it fetches and boots a builder: clusters may have to start a machine first. */
export const BUILDER_BOOT_IDLE_MS = 5 * MINUTE;
/** Reading of a bake file by buildx, which computes its values without a build: a second on a slow machine. */
export const BAKE_READ_MS = MINUTE;
/** Download of buildx, in all: 80 MB at 0.5 MB/s. */
export const BUILDX_DOWNLOAD_MS = 3 * MINUTE;
/** Download of buildx: a release has 60 to 80 MB. */
export const MAX_BUILDX_BYTES = 300 * MEBIBYTE;
/** Redirects of the download of buildx: GitHub redirects once, a proxy may add some. */
export const MAX_DOWNLOAD_REDIRECTS = 5;

// ---- Silent work
/** First line about a silent step: before a reader asks whether the build goes on. */
export const FIRST_HEARTBEAT_MS = 15 * SECOND;
/** Interval of further lines about it. */
export const HEARTBEAT_INTERVAL_MS = MINUTE;

// ---- Cache
/** Silence of buildx while it reads a cache: it reads manifests, which are small. */
export const CACHE_IMPORT_IDLE_MS = 2 * MINUTE;
/** Silence of all cached layers that are fetched; then the build runs without the cache: building is faster than waiting. */
export const CACHE_LAYER_IDLE_MS = 2 * MINUTE;
/** Silence of buildx while it writes the cache: it reports the progress of each layer. */
export const CACHE_EXPORT_IDLE_MS = 5 * MINUTE;
/** Writing the cache after the image is exported, in all: a slow cache must not hold the job. */
export const CACHE_EXPORT_TOTAL_MS = 20 * MINUTE;
/** Silence of buildx while it restores or saves cache mounts: they are written on the machine of the builder. */
export const CACHE_MOUNT_IDLE_MS = 2 * MINUTE;
/** Content of all cache mounts that is kept, before compression: a fifth of what GitHub keeps for a repository. */
export const MAX_CACHE_MOUNTS_KIB = 2 * 2 ** 20;
/** Runner's cache service, until it finds an entry: a service that runs answers at once. */
export const CACHE_SERVICE_ANSWER_MS = 10 * SECOND;
/** Silence of the client of the runner's cache service while it packs, sends and unpacks: it reports its progress. */
export const CACHE_SERVICE_IDLE_MS = 2 * MINUTE;
/** Error of the cache service that is read: its first line is enough. */
export const MAX_CACHE_SERVICE_ERROR_CHARS = 2_000;

// ---- Parts of a matrix
/** Request to the artifact service, in all: the records are small. */
export const ARTIFACT_REQUEST_MS = MINUTE;
/** Archive of a record, and the record in it: a record of 100 platforms has 10 KB. */
export const MAX_RECORD_BYTES = 256 * KIBIBYTE;
/** Records that one merge reads: GitHub accepts 500 artifacts from each job. */
export const MAX_RECORDS = 1_000;
/** Records that are downloaded at one time: enough for a matrix of usual size. */
export const MAX_PARALLEL_DOWNLOADS = 16;
/** Platforms, and repositories, in one record: as many as `platforms` and `images` may have. */
export const MAX_RECORD_ENTRIES = 100;

// ---- Inputs
/** Items of an input: far above the needs of a workflow, so that no check takes long. */
export const MAX_ITEMS = {
  images: 100,
  tags: 1_000,
  flavor: 100,
  platforms: 100,
  'bake-file': 100,
  'build-args': 1_000,
  'build-contexts': 100,
  labels: 1_000,
  annotations: 1_000,
  secrets: 1_000,
  'secret-envs': 1_000,
  'secret-files': 1_000,
  ssh: 100,
  'add-hosts': 1_000,
  ulimit: 100,
  allow: 100,
  'no-cache-filters': 1_000,
  attests: 100,
  'annotations-levels': 100,
  outputs: 100,
  'driver-opts': 100,
  'cache-from': 100,
  'cache-to': 100,
  nodes: 100,
  'registry-auth': 100,
  runners: 100,
  variants: 100,
  'foreign-programs': 100,
  digests: 1_000,
} as const;
/** Tags of a step, in all repositories of `images` together: each is a write to a registry. */
export const MAX_REFERENCES = 1_000;
/** Rule in `tags` or `flavor`, or a `version`: far more than one needs. */
export const MAX_RULE_CHARS = 4_096;
/** YAML in an input: far more than one needs, and read within milliseconds. */
export const MAX_YAML_CHARS = 65_536;
/** Uses of YAML aliases: nested ones can make gigabytes of a few lines. */
export const MAX_YAML_ALIASES = 100;
/** JSON in `digests`: GitHub accepts no more outputs of one job. */
export const MAX_DIGESTS_CHARS = 2 ** 20;
/** JSON in `plan`: GitHub accepts no more outputs of one job. */
export const MAX_PLAN_CHARS = 2 ** 20;
/** Rows of a matrix: GitHub starts no more jobs of one matrix. */
export const MAX_ROWS = 256;
/** `buildkitd-config`: far more than one needs. */
export const MAX_BUILDKIT_CONFIG_BYTES = MEBIBYTE;
/** Each file of certificates in `buildkitd-config`: all authorities of a system are a quarter of it. */
export const MAX_CERTIFICATES_BYTES = MEBIBYTE;
/** Bake file: far more than one needs. */
export const MAX_BAKE_BYTES = MEBIBYTE;
/** Source policy beside the Dockerfile: far more than one needs. */
export const MAX_POLICY_BYTES = MEBIBYTE;
/** Secret: BuildKit accepts no larger one (session/secrets/secretsprovider). */
export const MAX_SECRET_BYTES = 500 * KIBIBYTE;
/** Shortest text that is masked: shorter ones would mask digests, and the runner drops outputs that hold a mask. */
export const MIN_MASKED_CHARS = 4;
/** Shortest masked line of a file: a file has structure as well as secrets, and its short words are common. */
export const MIN_MASKED_LINE_CHARS = 8;
/** Symlinks on the way to a file: as many as Linux follows, https://man7.org/linux/man-pages/man7/path_resolution.7.html */
export const MAX_SYMLINKS = 40;
/** Word that is compared with the known ones for a hint: the time grows with both lengths. */
export const MAX_COMPARED_CHARS = 100;
/** Problems or notices that are reported one by one: the annotations of a step stay readable. */
export const MAX_LISTED_PROBLEMS = 20;

// ---- Tags
/** Rules in `tags` and `flavor`, all together: a regular expression or a template may never end. */
export const TAG_RULES_MS = 2 * SECOND;
/** Additional time for each rule: a thousand rules take longer than one. */
export const TAG_RULE_EACH_MS = 10;

// ---- Dockerfile. One over a limit counts as unreadable.
/** Dockerfile: far more than a real one has. */
export const MAX_DOCKERFILE_BYTES = MEBIBYTE;
/** Dockerfile that is read to see whether it has only white space: a larger one has content. */
export const MAX_BLANK_DOCKERFILE_BYTES = 65_536;
/** Stages of a Dockerfile: far more than a real one has, and also the limit of how deep they build on each other. */
export const MAX_STAGES = 1_000;
/** Cache mounts in the stages that are built: far more than a real Dockerfile has. */
export const MAX_CACHE_MOUNTS = 1_000;
/** Depth of nested substitutions: far more than a real Dockerfile has; `${A:-${B:-c}}` has two. */
export const MAX_SUBSTITUTION_DEPTH = 50;
/** Characters that are read, written or compared while stages and variables are followed: signals are handled in time. */
export const MAX_DOCKERFILE_WORK_CHARS = 1_000_000;
/** Parsing a Dockerfile: the parser takes milliseconds for a real one. */
export const DOCKERFILE_PARSE_MS = 2 * SECOND;

// ---- Git repositories, which untrusted code may have made
/** Git object: trees and commits are far smaller. */
export const MAX_GIT_OBJECT_BYTES = 32 * MEBIBYTE;
/** Bytes that are unpacked for one Git object and its deltas: deltas may unpack to far more than they hold. */
export const MAX_GIT_UNPACKED_BYTES = 1024 * MEBIBYTE;
/** Deltas between an object and its base: the most that Git makes. */
export const MAX_GIT_DELTAS = 4_095;
/** Folders of objects that one repository takes from others: far more than a real one has. */
export const MAX_GIT_OBJECT_FOLDERS = 20;
/** Packs in one folder: Git joins them at 50. */
export const MAX_GIT_PACKS = 1_000;
/** List of other folders of objects: far more than a real one has. */
export const MAX_GIT_ALTERNATES_BYTES = 64 * KIBIBYTE;
/** File of one ref: it has one line. */
export const MAX_LOOSE_REF_BYTES = 4_096;
/** File of all packed refs: a million refs. */
export const MAX_PACKED_REFS_BYTES = 64 * MEBIBYTE;
/** Folders and files of loose refs: Git packs them long before. */
export const MAX_LOOSE_REFS = 20_000;
/** Refs that point to one another: as many as Git follows. */
export const MAX_SYMBOLIC_REFS = 5;
/** Pointer file of a worktree or submodule: a path is shorter. */
export const MAX_GIT_POINTER_BYTES = 8_192;
/** File that is read at once: a stream takes ten times as long for a small one. */
export const MAX_READ_BYTES = MEBIBYTE;
/** Small files that are read before timers and signals are handled: it takes milliseconds. */
export const MAX_FILES_AT_ONCE = 64;
/** Symlinks on the way to a path in a commit: far more than a real one has. */
export const MAX_GIT_SYMLINKS = 20;
