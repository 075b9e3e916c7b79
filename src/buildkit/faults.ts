import { describeTooOld, RENEW, UNKNOWN_OPTION } from '../clients/docker/buildx.ts';
import type { StepKind } from '../model/report.ts';
import { ADVICE, type Advice, PASSING_WORDS } from '../runtime/words.ts';

export type FaultKind =
  | 'platform-missing'
  | 'exec-format'
  | 'emulator-crash'
  | 'killed'
  | 'no-space'
  | 'rate-limit'
  | 'cache-import'
  | 'cache-export'
  | 'file-missing'
  | 'dockerfile-missing'
  | 'source'
  | 'secret-missing'
  | 'target-unknown'
  | 'parse'
  | 'entitlement'
  | 'denied'
  | 'not-found'
  | 'builder-lost'
  | 'certificate'
  | Advice['kind']
  | 'network'
  | 'command'
  | 'timeout'
  | 'buildx-too-old'
  /** What `call` looked for was found. */
  | 'call'
  | 'unknown';

/** What is known of the failure when its row is chosen. */
export interface Circumstances {
  /** `linux/arm64`, or `this platform` where BuildKit does not say. */
  readonly platform: string;
  /** `RUN go build` */
  readonly step: string;
  /** buildx's own words, without its prefixes. */
  readonly error: string;
  /** The image that was being resolved, `docker.io/library/busybox:1`. */
  readonly image: string;
  /** `1.2 of 8.0 GB of memory are free` */
  readonly memory: string;
}

/** One known way to fail. */
export interface Fault {
  readonly kind: FaultKind;
  /**
   * `tool`: what BuildKit itself met; `command`: a RUN ended with an error, in whose status or output it is found.
   * Kept apart, since a command's output may say `not found` or `denied` of anything.
   */
  readonly of: 'tool' | 'command' | 'both';
  /** At this kind of step it is this fault, whatever was said. */
  readonly step?: StepKind;
  readonly pattern: RegExp;
  readonly message: (about: Circumstances, match: RegExpExecArray) => string;
  readonly hint: string;
}

/** In the order of trial: the special before the general. */
export const FAULTS: readonly Fault[] = [
  {
    kind: 'buildx-too-old',
    of: 'tool',
    pattern: UNKNOWN_OPTION,
    message: (_, [, option = '']) => describeTooOld(option),
    hint: RENEW,
  },
  {
    kind: 'platform-missing',
    of: 'tool',
    pattern: /no match for platform in manifest|no matching manifest for/,
    message: ({ image, platform }) => `${image} does not exist for ${platform}`,
    hint: 'Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
  },
  {
    kind: 'exec-format',
    of: 'both',
    pattern: /exec format error/i,
    message: ({ step, platform }) => `"${step}" tried to run a program that this machine cannot run for ${platform}`,
    hint: 'Let `qemu` be `auto` or `always` so that an emulator is registered; if one is, the program was made for another platform: look at what the Dockerfile copies or downloads.',
  },
  {
    kind: 'emulator-crash',
    of: 'command',
    pattern: /qemu: uncaught target signal (\d+)|exit code: (?:139|132|134)\b/,
    message: ({ step, platform }) => `"${step}" crashed for ${platform}`,
    hint: 'If this platform is emulated, another `qemu-image` with `qemu: reset` may help; a native runner or cross-compilation avoids the emulator altogether.',
  },
  {
    kind: 'killed',
    of: 'both',
    pattern: /exit code: 137\b|signal: killed|cannot allocate memory|out of memory/i,
    message: ({ step, memory }) => `"${step}" was killed, or ran out of memory (now ${memory})`,
    hint: 'Give it a machine with more memory, or let it do less at once: fewer parallel jobs, fewer platforms in one job.',
  },
  {
    kind: 'no-space',
    of: 'both',
    pattern: /no space left on device|disk quota exceeded/i,
    message: ({ step }) => `no space was left on the disk at "${step}"`,
    hint: 'Free space before this step (`docker system df` shows what takes it), or spread the platforms over several jobs.',
  },
  {
    kind: 'rate-limit',
    of: 'tool',
    pattern: /toomanyrequests|\b429 Too Many Requests|unexpected status[^\n]*: 429\b|pull rate limit/i,
    message: ({ error }) => `a registry refused to serve so many requests: ${error}`,
    hint: 'Log in to that registry (`username`, `password`, or `registry-auth`), use a mirror, or try again later.',
  },
  {
    kind: 'cache-import',
    of: 'tool',
    pattern: /cache importer|failed to load cache(?! key)/,
    message: ({ error }) => `the build cache could not be read: ${error}`,
    hint: 'Build once with `cache: false`, or delete the broken cache from its registry.',
  },
  {
    kind: 'cache-export',
    of: 'tool',
    step: 'cache-export',
    pattern: /cache exporter|cache export is not supported|error writing (?:layer|manifest|config) blob/i,
    message: ({ error }) => `the build cache could not be written: ${error}`,
    hint: 'Allow the token to write there (`packages: write` on GHCR), or set `cache-write: false`.',
  },
  {
    kind: 'file-missing',
    of: 'tool',
    pattern: /failed to (?:compute cache key|calculate checksum of ref).*?"([^"]+)": not found/,
    message: ({ step }, match) => `"${step}" found no ${match[1]}`,
    hint: 'Look whether it is in the `context` and not excluded by .dockerignore, or whether the stage it is copied from makes it.',
  },
  {
    kind: 'dockerfile-missing',
    of: 'tool',
    pattern: /failed to read dockerfile: open ([^:]+): no such file/,
    message: (_, match) => `there is no Dockerfile ${match[1]}`,
    hint: 'Set `file` to its path, which counts from the workspace and not from `context`.',
  },
  {
    // BuildKit fetches a Git context, or what ADD names, for the key that its cache knows the step by
    kind: 'source',
    of: 'tool',
    pattern:
      /repository does not contain ref [^,]+|fatal: (?:could not read (?:Username|Password)|Authentication failed) for '[^']*'|fatal: repository '[^']*' not found|Permission denied \(publickey\)|(?:requested URL returned error:|invalid response status) 4(?!29)\d\d|invalid subdir [^:]+/,
    message: ({ step }, match) => `"${step}" could not fetch its source: ${match[0]}`,
    hint: 'Look at the URL, and at the ref and the folder in it; to be let into a private repository, BuildKit needs `github-token` or a secret GIT_AUTH_TOKEN.',
  },
  {
    kind: 'secret-missing',
    of: 'tool',
    pattern: /secret "?([^\s":]+)"?: not found/,
    message: ({ step }, match) => `"${step}" needs the secret ${match[1]}, which was not given`,
    hint: 'Give it in `secrets`, `secret-envs` or `secret-files`, under the id that the Dockerfile mounts.',
  },
  {
    kind: 'target-unknown',
    of: 'tool',
    pattern: /target stage "?([^" ]+)"? could not be found(.*)/,
    message: (_, match) => `the Dockerfile has no stage ${match[1]}${match[2]}`,
    hint: 'Set `target` to the name after `AS` of one of its stages.',
  },
  {
    kind: 'parse',
    of: 'tool',
    pattern:
      /dockerfile parse error|unknown instruction|failed to parse|no build stage in current context|invalid reference format/,
    message: ({ error }) => `the Dockerfile cannot be read: ${error}`,
    hint: 'Correct the line that is marked.',
  },
  {
    kind: 'entitlement',
    of: 'tool',
    pattern: /(?:granting entitlement )?(network\.host|security\.insecure|device\S*) is not allowed/,
    message: (_, match) => `the build asks for the entitlement ${match[1]}, which it was not given`,
    hint: 'Add it to `allow`; the builder must permit it too (`buildkitd-flags: --allow-insecure-entitlement …`).',
  },
  {
    kind: 'builder-lost',
    of: 'tool',
    pattern:
      /closing transport|transport is closing|error reading from server|no active session|code = Unavailable(?! desc = failed to)|connection error: desc|graceful_stop/i,
    message: ({ error }) => `the builder went away during the build: ${error}`,
    hint: 'It may have been killed for want of memory, or stopped by another job on this machine.',
  },
  ...ADVICE.map(
    ({ kind, pattern, hint }): Fault => ({ kind, of: 'tool', pattern, message: ({ error }) => error, hint }),
  ),
  {
    kind: 'certificate',
    of: 'tool',
    pattern: /certificate (?:signed by|has expired|is not trusted|is valid for)[\w ]*|failed to verify certificate/i,
    message: ({ error }, match) => `a server could not be trusted (${match[0]}): ${error}`,
    hint: 'Look at the certificates of the machine and of the builder, and at the clock of both; or at the proxy between.',
  },
  {
    kind: 'network',
    of: 'tool',
    // before a refusal: a token server in trouble makes one of "failed to authorize"
    pattern: PASSING_WORDS,
    message: ({ error }, match) => `the network or a server failed (${match[0]}): ${error}`,
    hint: 'Run it again; if it stays, look at the proxy and the mirrors of the machine and of the builder.',
  },
  {
    kind: 'denied',
    of: 'tool',
    pattern:
      /unauthorized|\b403 Forbidden|insufficient_scope|access denied|(?:^|: )denied|authorization failed|failed to authorize|no basic auth credentials/i,
    message: ({ error }) => `a registry denied access: ${error}`,
    hint: 'Look at the name, log in to that registry, and give the token the right it needs (`packages: read` or `packages: write` on GHCR).',
  },
  {
    kind: 'not-found',
    of: 'tool',
    pattern: /: not found|manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN/,
    message: ({ image, error }) => (image === '' ? `something was not found: ${error}` : `there is no ${image}`),
    hint: 'Look at the name and the tag; a private image needs a login to be seen.',
  },
  {
    kind: 'network',
    of: 'command',
    pattern:
      /could not resolve host|temporary failure (?:in name resolution|resolving)|no such host|bad address|network is unreachable|TLS handshake timeout|connection timed out/i,
    message: ({ step, platform }, match) => `"${step}" had no network for ${platform}: ${match[0]}`,
    hint: 'Run it again; if it stays, look at `network`, at the proxy, and at the DNS of the builder.',
  },
  {
    kind: 'command',
    of: 'command',
    pattern: /did not complete successfully: (exit code: \d+|.+)/,
    message: ({ step, platform }, match) => `"${step}" failed for ${platform}: ${match[1]?.split(': context')[0]}`,
    hint: 'The last lines it printed are below.',
  },
  {
    kind: 'unknown',
    of: 'both',
    pattern: /^/,
    message: ({ error }) => error,
    hint: 'The whole output of the build is in the log above.',
  },
];
