import { describeTooOld, RENEW, UNKNOWN_OPTION } from '../clients/docker/buildx.ts';
import type { StepKind } from '../model/report.ts';
import { type Access, ADVICE, type Advice, DENIED_HINTS, PASSING_WORDS, RATE_LIMIT_HINTS } from '../runtime/words.ts';
import { describeExit } from './exit-codes.ts';

export type FailureKind =
  | 'platform-missing'
  | 'exec-format'
  | 'emulator-crash'
  | 'emulator-version'
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
  | 'buildkit-too-old'
  /** `call` reported problems. */
  | 'call'
  | 'unknown';

/** Values for the message of a known failure. */
export interface FailureContext {
  /** `linux/arm64`, or `this platform` if BuildKit does not name it. */
  readonly platform: string;
  /** True if the platform of the step is known to run without an emulator. */
  readonly isNative: boolean;
  /** Platforms on which the same instruction failed: `linux/arm64 and linux/arm/v7 (emulated)`. */
  readonly failed: string;
  /** Platforms on which it succeeded. Empty without such platforms. */
  readonly passed: string;
  /** The last line that the command printed. Empty without output, or if the line is long. */
  readonly lastLine: string;
  /** `RUN go build` */
  readonly step: string;
  /** `push` if the step that failed pushes. */
  readonly access: Access;
  /** The error message of buildx without prefixes. */
  readonly error: string;
  /** The image that was being resolved, `docker.io/library/busybox:1`. */
  readonly image: string;
  /** `1.2 of 8.0 GB of memory are free` */
  readonly memory: string;
}

/** One kind of failure and its message. */
export interface KnownFailure {
  readonly kind: FailureKind;
  /**
   * `buildkit`: an error of BuildKit. `command`: a RUN failed, and the pattern matches its exit status or its output. The
   * output of a command can contain `not found` or `denied` for any reason, so the patterns of BuildKit ignore it.
   */
  readonly source: 'buildkit' | 'command' | 'both';
  /** A failed step of this kind always is this failure, for any error message. */
  readonly step?: StepKind;
  readonly pattern: RegExp;
  readonly message: (about: FailureContext, match: RegExpExecArray) => string;
  readonly hint: string | ((about: FailureContext) => string);
}

/** The first match wins: specific patterns come before general ones. */
export const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    kind: 'buildx-too-old',
    source: 'buildkit',
    pattern: UNKNOWN_OPTION,
    message: (_, [, option = '']) => describeTooOld(option),
    hint: RENEW,
  },
  {
    kind: 'buildkit-too-old',
    source: 'buildkit',
    pattern: /^Attestations are not supported by the current BuildKit daemon/,
    message: () => 'the BuildKit of the builder is too old: it makes no attestations',
    hint: 'Update it to BuildKit 0.11 or later, or set `provenance: false` and leave out `sbom` and `attests`.',
  },
  {
    kind: 'platform-missing',
    source: 'buildkit',
    pattern: /no match for platform in manifest|no matching manifest for/,
    message: ({ image, platform }) => `${image} does not exist for ${platform}`,
    hint: 'Choose a base image (or another tag of it) that has this platform, or remove the platform from `platforms`.',
  },
  {
    kind: 'exec-format',
    source: 'both',
    pattern: /exec format error/i,
    message: ({ step, platform }) => `${step} tried to run a program that this machine cannot run for ${platform}`,
    hint: ({ isNative }) =>
      isNative
        ? 'The program is built for another platform: check the files that the Dockerfile copies or downloads.'
        : 'Set `qemu` to `auto` or `always` to register an emulator. If an emulator is registered, the program is built for another platform: check the files that the Dockerfile copies or downloads.',
  },
  {
    kind: 'emulator-version',
    source: 'command',
    pattern: /CPU does not support (x86-64-v\d)|CPU ISA level is lower than required|FATAL: kernel too old/,
    message: ({ step, failed }, [end]) => `${step} needs another processor or kernel than ${failed} has: ${end}`,
    hint: ({ isNative }) =>
      isNative
        ? 'Use a machine with a newer processor, or a base image for older ones.'
        : 'Register a newer emulator: set `qemu: reset`, and `qemu-image` to a newer release of tonistiigi/binfmt. Or use a native runner, or a base image for older processors.',
  },
  {
    kind: 'emulator-crash',
    source: 'command',
    pattern: /qemu: uncaught target signal (\d+)|exit code: (139|132|134)\b/,
    message: ({ step, failed }, [, signal = '', code = '']) =>
      `${step} crashed on ${failed}: ${signal === '' ? describeExit(`exit code: ${code}`) : `QEMU reports signal ${signal}`}`,
    hint: ({ isNative }) =>
      isNative
        ? 'The program itself crashed: run it on a machine of this platform to see why.'
        : 'If this platform is emulated, try another `qemu-image` with `qemu: reset`, or avoid emulation with a native runner or cross-compilation.',
  },
  {
    kind: 'killed',
    source: 'both',
    pattern: /exit code: 137\b|signal: killed|cannot allocate memory|out of memory/i,
    message: ({ step, memory }) => `${step} was killed or ran out of memory (now ${memory})`,
    hint: 'Use a machine with more memory, or build less in parallel: fewer parallel jobs, fewer platforms in one job.',
  },
  {
    kind: 'no-space',
    source: 'both',
    pattern: /no space left on device|disk quota exceeded/i,
    message: ({ step }) => `no space was left on the disk at ${step}`,
    hint: 'Free space before this step (`docker system df` shows the usage), or build the platforms in several jobs.',
  },
  {
    kind: 'rate-limit',
    source: 'buildkit',
    pattern: /toomanyrequests|\b429 Too Many Requests|unexpected status[^\n]*: 429\b|pull rate limit/i,
    message: ({ error }) => `a registry rejected the request because of its rate limit: ${error}`,
    hint: ({ access }) => RATE_LIMIT_HINTS[access],
  },
  {
    kind: 'cache-import',
    source: 'buildkit',
    pattern: /cache importer|failed to load cache(?! key)/,
    message: ({ error }) => `the build cache could not be read: ${error}`,
    hint: 'Build once with `cache: false`, or delete the broken cache from its registry.',
  },
  {
    kind: 'cache-export',
    source: 'buildkit',
    step: 'cache-export',
    pattern: /cache exporter|cache export is not supported|error writing (?:layer|manifest|config) blob/i,
    message: ({ error }) => `the build cache could not be written: ${error}`,
    hint: 'Allow the token to write there (`packages: write` on GHCR), or set `cache-write: false`.',
  },
  {
    kind: 'file-missing',
    source: 'buildkit',
    pattern: /failed to (?:compute cache key|calculate checksum of ref).*?"([^"]+)": not found/,
    message: ({ step }, match) => `${step} did not find ${match[1]}`,
    hint: 'Check that the file is in the `context` and not excluded by .dockerignore, or that the stage it is copied from creates it.',
  },
  {
    kind: 'dockerfile-missing',
    source: 'buildkit',
    pattern: /failed to read dockerfile: open ([^:]+): no such file/,
    message: (_, match) => `the Dockerfile ${match[1]} does not exist`,
    hint: 'Set `file` to its path, relative to the workspace and not to `context`.',
  },
  {
    // BuildKit fetches a Git context or the source of an ADD to compute the cache key of the step
    kind: 'source',
    source: 'buildkit',
    pattern:
      /repository does not contain ref [^,]+|fatal: (?:could not read (?:Username|Password)|Authentication failed) for '[^']*'|fatal: repository '[^']*' not found|Permission denied \(publickey\)|(?:requested URL returned error:|invalid response status) 4(?!29)\d\d|invalid subdir [^:]+/,
    message: ({ step }, match) => `${step} could not fetch its source: ${match[0]}`,
    hint: 'Check the URL, and the ref and the folder in it. For a private repository set `github-token` or a secret GIT_AUTH_TOKEN.',
  },
  {
    kind: 'secret-missing',
    source: 'buildkit',
    pattern: /secret "?([^\s":]+)"?: not found/,
    message: ({ step }, match) => `${step} requires the secret ${match[1]}, which is not set`,
    hint: 'Set it in `secrets`, `secret-envs` or `secret-files` with the id that the Dockerfile mounts.',
  },
  {
    kind: 'target-unknown',
    source: 'buildkit',
    pattern: /target stage "?([^" ]+)"? could not be found(.*)/,
    message: (_, match) => `the Dockerfile has no stage ${match[1]}${match[2]}`,
    hint: 'Set `target` to the name after `AS` of one of its stages.',
  },
  {
    kind: 'parse',
    source: 'buildkit',
    pattern:
      /dockerfile parse error|unknown instruction|failed to parse|no build stage in current context|invalid reference format/,
    message: ({ error }) => `the Dockerfile is invalid: ${error}`,
    hint: 'Correct the marked line.',
  },
  {
    kind: 'entitlement',
    source: 'buildkit',
    pattern: /(?:granting entitlement )?(network\.host|security\.insecure|device\S*) is not allowed/,
    message: (_, match) => `the build requires the entitlement ${match[1]}, which is not allowed`,
    hint: 'Add it to `allow`. The builder must permit it too (`buildkitd-flags: --allow-insecure-entitlement …`).',
  },
  {
    kind: 'builder-lost',
    source: 'buildkit',
    pattern:
      /closing transport|transport is closing|error reading from server|no active session|code = Unavailable(?! desc = failed to)|connection error: desc|graceful_stop/i,
    message: ({ error }) => `the connection to the builder was lost during the build: ${error}`,
    hint: 'Check if the builder ran out of memory or if another job on this machine stopped it.',
  },
  ...ADVICE.map(
    ({ kind, pattern, hint }): KnownFailure => ({
      kind,
      source: 'buildkit',
      pattern,
      message: ({ error }) => error,
      hint,
    }),
  ),
  {
    kind: 'certificate',
    source: 'buildkit',
    pattern: /certificate (?:signed by|has expired|is not trusted|is valid for)[\w ]*|failed to verify certificate/i,
    message: ({ error }, match) => `a server could not be trusted (${match[0]}): ${error}`,
    hint: 'Check the certificates and the clocks of the machine and of the builder, and the proxy between them.',
  },
  {
    kind: 'network',
    source: 'buildkit',
    // before `denied`: a token server that fails causes "failed to authorize"
    pattern: PASSING_WORDS,
    message: ({ error }, match) => `the network or a server failed (${match[0]}): ${error}`,
    hint: 'Run the job again. If it fails again, check the proxy and the mirrors of the machine and of the builder.',
  },
  {
    kind: 'denied',
    source: 'buildkit',
    pattern:
      /unauthorized|\b403 Forbidden|insufficient_scope|access denied|(?:^|: )denied|authorization failed|failed to authorize|no basic auth credentials/i,
    message: ({ access, error }) => `a registry denied the ${access}: ${error}`,
    hint: ({ access }) => DENIED_HINTS[access],
  },
  {
    kind: 'not-found',
    source: 'buildkit',
    pattern: /: not found|manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN/,
    message: ({ image, error }) => (image === '' ? `not found: ${error}` : `${image} does not exist`),
    hint: 'Check the name and the tag. For a private image, log in to its registry.',
  },
  {
    kind: 'network',
    source: 'command',
    pattern:
      /could not resolve host|temporary failure (?:in name resolution|resolving)|no such host|bad address|network is unreachable|TLS handshake timeout|connection timed out/i,
    message: ({ step, platform }, match) => `${step} had no network for ${platform}: ${match[0]}`,
    hint: 'Run the job again. If it fails again, check `network`, the proxy, and the DNS of the builder.',
  },
  {
    kind: 'command',
    source: 'command',
    pattern: /did not complete successfully: (exit code: \d+|.+)/,
    message: ({ step, failed, passed, lastLine }, [, end = '']) => {
      const others = passed === '' ? '' : `; ${passed} passed`;
      return `${step} failed on ${failed}${others}. ${describeExit(end)}${lastLine === '' ? '' : `: ${lastLine}`}`;
    },
    hint: 'The last lines of its output are above this message.',
  },
  {
    kind: 'unknown',
    source: 'both',
    pattern: /^/,
    message: ({ error }) => error,
    hint: 'See the output of the build in the log above.',
  },
];
