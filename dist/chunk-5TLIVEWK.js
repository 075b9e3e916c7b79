import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  isPushStep,
  wasStopped
} from "./chunk-EAHIQFPC.js";
import {
  ADVICE,
  DENIED_HINTS,
  PASSING_WORDS,
  RATE_LIMIT_HINTS
} from "./chunk-TUSLQINK.js";
import {
  MAX_CLASSIFIED_ERROR_CHARS,
  MAX_CLASSIFIED_LINE_CHARS
} from "./chunk-E3EKNW6Z.js";
import {
  RENEW,
  UNKNOWN_OPTION,
  describeTooOld
} from "./chunk-XXQO62Y5.js";
import {
  describeEnd,
  describeMemory,
  wasKilled
} from "./chunk-25QNN4TD.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";

// src/buildkit/dockerfile-location.ts
var SEPARATOR = /^-{8,}$/;
function findLocation(lines) {
  const start = lines.findIndex((line2, at) => /^\S.*:\d+$/.test(line2) && SEPARATOR.test(lines[at + 1] ?? ""));
  if (start < 0) return void 0;
  const end = lines.findIndex((line2, at) => at > start + 1 && SEPARATOR.test(line2));
  const excerpt = lines.slice(start + 2, end < 0 ? void 0 : end);
  const marked = excerpt.flatMap((line2) => /^ *(\d+) \| >>>/.exec(line2)?.[1] ?? []).map(Number);
  const [, file = "", line = ""] = /^(.*):(\d+)$/.exec(lines[start] ?? "") ?? [];
  return {
    file,
    line: marked.at(0) ?? Number(line),
    endLine: marked.at(-1) ?? Number(line),
    excerpt: [lines[start], ...excerpt].join("\n").trimEnd()
  };
}

// src/buildkit/failure-diagnosis.ts
function diagnosisOf(kind, access) {
  return kind === "denied" ? `${access}-denied` : DIAGNOSES[kind];
}
var DIAGNOSES = {
  "exec-format": "exec-format",
  "emulator-crash": "emulator-crash",
  "emulator-version": "emulator-version",
  "platform-missing": "platform-missing",
  "rate-limit": "rate-limit",
  "not-found": "name-unknown",
  "no-space": "disk-full",
  killed: "out-of-memory",
  certificate: "certificate",
  "plain-http": "plain-http",
  "tls-only": "tls-only",
  proxy: "proxy",
  "cache-import": "cache-import",
  "cache-export": "cache-export",
  "builder-lost": "builder-lost"
};

// src/buildkit/exit-codes.ts
var EXIT_CODES = {
  126: "a program that cannot be executed",
  127: "a command that was not found",
  132: "illegal instruction",
  134: "aborted",
  137: "killed",
  139: "segmentation fault"
};
function describeExit(end) {
  const [, code = ""] = /^exit code: (\d+)/.exec(end) ?? [];
  if (code === "") return end.split(": context")[0] ?? end;
  const name = EXIT_CODES[code];
  return name === void 0 ? `Exit code ${code}` : `Exit code ${code} (${name})`;
}

// src/buildkit/known-failures.ts
var KNOWN_FAILURES = [
  {
    kind: "buildx-too-old",
    source: "buildkit",
    pattern: UNKNOWN_OPTION,
    message: (_, [, option = ""]) => describeTooOld(option),
    hint: RENEW
  },
  {
    kind: "buildkit-too-old",
    source: "buildkit",
    pattern: /^Attestations are not supported by the current BuildKit daemon/,
    message: () => "the BuildKit of the builder is too old: it makes no attestations",
    hint: "Update it to BuildKit 0.11 or later, or set `provenance: false` and leave out `sbom` and `attests`."
  },
  {
    kind: "platform-missing",
    source: "buildkit",
    pattern: /no match for platform in manifest|no matching manifest for/,
    message: ({ image, platform }) => `${image} does not exist for ${platform}`,
    hint: "Choose a base image (or another tag of it) that has this platform, or remove the platform from `platforms`."
  },
  {
    kind: "exec-format",
    source: "both",
    pattern: /exec format error/i,
    message: ({ step, platform }) => `${step} tried to run a program that this machine cannot run for ${platform}`,
    hint: ({ isNative }) => isNative ? "The program is built for another platform: check the files that the Dockerfile copies or downloads." : "Set `qemu` to `auto` or `always` to register an emulator. If an emulator is registered, the program is built for another platform: check the files that the Dockerfile copies or downloads."
  },
  {
    kind: "emulator-version",
    source: "command",
    pattern: /CPU does not support (x86-64-v\d)|CPU ISA level is lower than required|FATAL: kernel too old/,
    message: ({ step, failed }, [end]) => `${step} needs another processor or kernel than ${failed} has: ${end}`,
    hint: ({ isNative }) => isNative ? "Use a machine with a newer processor, or a base image for older ones." : "Register a newer emulator: set `qemu: reset`, and `qemu-image` to a newer release of tonistiigi/binfmt. Or use a native runner, or a base image for older processors."
  },
  {
    kind: "emulator-crash",
    source: "command",
    pattern: /qemu: uncaught target signal (\d+)|exit code: (139|132|134)\b/,
    message: ({ step, failed }, [, signal = "", code = ""]) => `${step} crashed on ${failed}: ${signal === "" ? describeExit(`exit code: ${code}`) : `QEMU reports signal ${signal}`}`,
    hint: ({ isNative }) => isNative ? "The program itself crashed: run it on a machine of this platform to see why." : "If this platform is emulated, try another `qemu-image` with `qemu: reset`, or avoid emulation with a native runner or cross-compilation."
  },
  {
    kind: "killed",
    source: "both",
    pattern: /exit code: 137\b|signal: killed|cannot allocate memory|out of memory/i,
    message: ({ step, memory }) => `${step} was killed or ran out of memory (now ${memory})`,
    hint: "Use a machine with more memory, or build less in parallel: fewer parallel jobs, fewer platforms in one job."
  },
  {
    kind: "no-space",
    source: "both",
    pattern: /no space left on device|disk quota exceeded/i,
    message: ({ step }) => `no space was left on the disk at ${step}`,
    hint: "Free space before this step (`docker system df` shows the usage), or build the platforms in several jobs."
  },
  {
    kind: "rate-limit",
    source: "buildkit",
    pattern: /toomanyrequests|\b429 Too Many Requests|unexpected status[^\n]*: 429\b|pull rate limit/i,
    message: ({ error }) => `a registry rejected the request because of its rate limit: ${error}`,
    hint: ({ access }) => RATE_LIMIT_HINTS[access]
  },
  {
    kind: "cache-import",
    source: "buildkit",
    pattern: /cache importer|failed to load cache(?! key)/,
    message: ({ error }) => `the build cache could not be read: ${error}`,
    hint: "Build once with `cache: false`, or delete the broken cache from its registry."
  },
  {
    kind: "cache-export",
    source: "buildkit",
    step: "cache-export",
    pattern: /cache exporter|cache export is not supported|error writing (?:layer|manifest|config) blob/i,
    message: ({ error }) => `the build cache could not be written: ${error}`,
    hint: "Allow the token to write there (`packages: write` on GHCR), or set `cache-write: false`."
  },
  {
    kind: "file-missing",
    source: "buildkit",
    pattern: /failed to (?:compute cache key|calculate checksum of ref).*?"([^"]+)": not found/,
    message: ({ step }, match) => `${step} did not find ${match[1]}`,
    hint: "Check that the file is in the `context` and not excluded by .dockerignore, or that the stage it is copied from creates it."
  },
  {
    kind: "dockerfile-missing",
    source: "buildkit",
    pattern: /failed to read dockerfile: open ([^:]+): no such file/,
    message: (_, match) => `the Dockerfile ${match[1]} does not exist`,
    hint: "Set `file` to its path, relative to the workspace and not to `context`."
  },
  {
    // BuildKit fetches a Git context or the source of an ADD to compute the cache key of the step
    kind: "source",
    source: "buildkit",
    pattern: /repository does not contain ref [^,]+|fatal: (?:could not read (?:Username|Password)|Authentication failed) for '[^']*'|fatal: repository '[^']*' not found|Permission denied \(publickey\)|(?:requested URL returned error:|invalid response status) 4(?!29)\d\d|invalid subdir [^:]+/,
    message: ({ step }, match) => `${step} could not fetch its source: ${match[0]}`,
    hint: "Check the URL, and the ref and the folder in it. For a private repository set `github-token` or a secret GIT_AUTH_TOKEN."
  },
  {
    kind: "secret-missing",
    source: "buildkit",
    pattern: /secret "?([^\s":]+)"?: not found/,
    message: ({ step }, match) => `${step} requires the secret ${match[1]}, which is not set`,
    hint: "Set it in `secrets`, `secret-envs` or `secret-files` with the id that the Dockerfile mounts."
  },
  {
    kind: "target-unknown",
    source: "buildkit",
    pattern: /target stage "?([^" ]+)"? could not be found(.*)/,
    message: (_, match) => `the Dockerfile has no stage ${match[1]}${match[2]}`,
    hint: "Set `target` to the name after `AS` of one of its stages."
  },
  {
    kind: "parse",
    source: "buildkit",
    pattern: /dockerfile parse error|unknown instruction|failed to parse|no build stage in current context|invalid reference format/,
    message: ({ error }) => `the Dockerfile is invalid: ${error}`,
    hint: "Correct the marked line."
  },
  {
    kind: "entitlement",
    source: "buildkit",
    pattern: /(?:granting entitlement )?(network\.host|security\.insecure|device\S*) is not allowed/,
    message: (_, match) => `the build requires the entitlement ${match[1]}, which is not allowed`,
    hint: "Add it to `allow`. The builder must permit it too (`buildkitd-flags: --allow-insecure-entitlement …`)."
  },
  {
    kind: "builder-lost",
    source: "buildkit",
    pattern: /closing transport|transport is closing|error reading from server|no active session|code = Unavailable(?! desc = failed to)|connection error: desc|graceful_stop/i,
    message: ({ error }) => `the connection to the builder was lost during the build: ${error}`,
    hint: "Check if the builder ran out of memory or if another job on this machine stopped it."
  },
  ...ADVICE.map(
    ({ kind, pattern, hint }) => ({
      kind,
      source: "buildkit",
      pattern,
      message: ({ error }) => error,
      hint
    })
  ),
  {
    kind: "certificate",
    source: "buildkit",
    pattern: /certificate (?:signed by|has expired|is not trusted|is valid for)[\w ]*|failed to verify certificate/i,
    message: ({ error }, match) => `a server could not be trusted (${match[0]}): ${error}`,
    hint: "Check the certificates and the clocks of the machine and of the builder, and the proxy between them."
  },
  {
    kind: "network",
    source: "buildkit",
    // before `denied`: a token server that fails causes "failed to authorize"
    pattern: PASSING_WORDS,
    message: ({ error }, match) => `the network or a server failed (${match[0]}): ${error}`,
    hint: "Run the job again. If it fails again, check the proxy and the mirrors of the machine and of the builder."
  },
  {
    kind: "denied",
    source: "buildkit",
    pattern: /unauthorized|\b403 Forbidden|insufficient_scope|access denied|(?:^|: )denied|authorization failed|failed to authorize|no basic auth credentials/i,
    message: ({ access, error }) => `a registry denied the ${access}: ${error}`,
    hint: ({ access }) => DENIED_HINTS[access]
  },
  {
    kind: "not-found",
    source: "buildkit",
    pattern: /: not found|manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN/,
    message: ({ image, error }) => image === "" ? `not found: ${error}` : `${image} does not exist`,
    hint: "Check the name and the tag. For a private image, log in to its registry."
  },
  {
    kind: "network",
    source: "command",
    pattern: /could not resolve host|temporary failure (?:in name resolution|resolving)|no such host|bad address|network is unreachable|TLS handshake timeout|connection timed out/i,
    message: ({ step, platform }, match) => `${step} had no network for ${platform}: ${match[0]}`,
    hint: "Run the job again. If it fails again, check `network`, the proxy, and the DNS of the builder."
  },
  {
    kind: "command",
    source: "command",
    pattern: /did not complete successfully: (exit code: \d+|.+)/,
    message: ({ step, failed, passed, lastLine }, [, end = ""]) => {
      const others = passed === "" ? "" : `; ${passed} passed`;
      return `${step} failed on ${failed}${others}. ${describeExit(end)}${lastLine === "" ? "" : `: ${lastLine}`}`;
    },
    hint: "The last lines of its output are above this message."
  },
  {
    kind: "unknown",
    source: "both",
    pattern: /^/,
    message: ({ error }) => error,
    hint: "See the output of the build in the log above."
  }
];

// src/buildkit/failure.ts
var BuildFailure = class _BuildFailure extends ActionError {
  name = "BuildFailure";
  kind;
  /** The step that failed. Undefined if the failure has no step. */
  step;
  location;
  /** True if this machine could not execute a program. A build with more emulators may succeed. */
  missingEmulator;
  /** The image that was being looked up: `docker.io/library/busybox:1`. */
  image;
  /** The error message of buildx without prefixes. */
  buildxError;
  constructor(kind, message, details) {
    super(message, { ...details, diagnosis: diagnosisOf(kind, accessOf(details.step, details.buildxError ?? "")) });
    this.kind = kind;
    this.step = details.step;
    this.location = details.location;
    this.missingEmulator = kind === "exec-format";
    this.image = details.image || void 0;
    this.buildxError = details.buildxError ?? "";
  }
  /** The same failure with a detail in its message, and with further lines of output. */
  withDetail(detail, lines = [], hint = this.hint) {
    const { kind, message, step, location, image, buildxError } = this;
    const output = [this.output, lines.join("\n")].filter(Boolean).join("\n\n");
    return new _BuildFailure(kind, `${message}: ${detail}`, { hint, output, step, location, image, buildxError });
  }
};
var OUTPUT_LINES = 10;
var MAX_LAST_LINE_CHARS = 200;
function explainFailure(log, finished, machine) {
  const { isEmulated, memory = describeMemory() } = machine;
  const error = findError(log.text);
  const step = finished.timedOut ? log.steps.findLast(({ running }) => running) : failedStep(log.steps, error ?? "");
  const location = findLocation(log.text);
  const output = [location?.excerpt, step?.output.slice(-OUTPUT_LINES).join("\n")].filter(Boolean).join("\n\n");
  if (finished.timedOut) {
    const at = step === void 0 ? "" : ` Running step: "${step.name}".`;
    const last = log.lastLine === void 0 ? "" : ` Last line: ${log.lastLine}`;
    const message = `the build timed out.${at}${last}`;
    return new BuildFailure("timeout", message, {
      hint: "Increase `timeout`, or check why this step takes so long.",
      output,
      step,
      location
    });
  }
  const buildxError = error ?? step?.error;
  if (buildxError === void 0) return withoutErrorMessage(log, finished, memory);
  const context = { ...failureContext(log, step, buildxError, isEmulated), error: buildxError, memory };
  const isCommand = isCommandFailure(step);
  const errors = [buildxError, step?.error ?? ""].map(
    (text) => withoutCommand(text).slice(0, MAX_CLASSIFIED_ERROR_CHARS)
  );
  const lines = isCommand ? (step?.output ?? []).map((line) => withoutCommand(line.slice(0, MAX_CLASSIFIED_LINE_CHARS))) : [];
  const subject = [...errors, ...lines].join("\n");
  for (const known of KNOWN_FAILURES) {
    if (known.source !== "both" && known.source === "command" !== isCommand) continue;
    const match = known.step !== void 0 && known.step === step?.kind ? /^/.exec(buildxError) : known.pattern.exec(subject);
    if (match === null) continue;
    const { kind } = known;
    const hint = typeof known.hint === "string" ? known.hint : known.hint(context);
    const { image } = context;
    return new BuildFailure(kind, `${known.message(context, match)}${whereOf({ location })}`, {
      hint,
      output,
      step,
      location,
      image,
      buildxError
    });
  }
  throw new Error("unreachable: the last known failure matches every error");
}
function describeFailedBuild({ text }, finished) {
  return text.findLast((line) => line.startsWith("ERROR:")) ?? describeEnd(finished);
}
function isCommandFailure(step) {
  return step?.kind === "run" && /did not complete successfully/.test(step.error ?? "");
}
function withoutErrorMessage(log, finished, memory) {
  const killed = wasKilled(finished);
  const [found = ""] = finished.stdout.trim().split("\n", 1);
  if (!killed && found !== "") {
    const hint = "The log lists all findings.";
    return new BuildFailure("call", found, { hint, output: "", step: void 0, location: void 0 });
  }
  const at = log.steps.findLast(({ running }) => running);
  const during = at === void 0 ? "" : ` during "${at.name}"`;
  return new BuildFailure(
    killed ? "killed" : "unknown",
    `buildx ended without an error message${during}: ${describeEnd(finished, memory)}`,
    {
      hint: killed ? "Use a machine with more memory, or build less in parallel. Check if something on this machine kills processes." : "Enable debug logging and run the job again.",
      output: log.text.slice(-OUTPUT_LINES).join("\n"),
      step: at,
      location: void 0
    }
  );
}
function findError(lines) {
  const start = lines.findLastIndex((line) => line.startsWith("ERROR: "));
  if (start < 0) return void 0;
  const whole = lines.slice(start).join("\n").trim();
  return whole.replace(/^ERROR: (?:failed to build: |failed to solve: |rpc error: code = \w+ desc = )*/, "");
}
function accessOf(step, error) {
  return isPushStep(step) || error.startsWith("failed to push") ? "push" : "pull";
}
function failedStep(steps, error) {
  const failed = steps.filter((step) => step.error !== void 0 && !wasStopped(step));
  const named = failed.filter((step) => error.includes(step.error ?? ""));
  return named.at(0) ?? failed.find(({ kind }) => kind !== "cache-import");
}
function failureContext({ steps }, step, error, isEmulated) {
  const resolved = step?.kind === "resolve" ? step.command : error;
  const [, image = ""] = /(?:metadata for |image config for )(?:docker-image:\/\/)?([^\s]+?)(?:: |$)/m.exec(resolved) ?? [];
  const describe = ({ platform, target }) => {
    const isForeign = platform !== void 0 && isEmulated(platform);
    return `${target ?? "this platform"}${isForeign ? " (emulated)" : ""}`;
  };
  const same = steps.filter(({ stage, index }) => index !== void 0 && index === step?.index && stage === step.stage);
  const failed = same.filter((each) => each.error !== void 0 && !wasStopped(each));
  const passed = same.filter((each) => each.error === void 0 && !each.running);
  const lastLine = lastLineOf(step);
  return {
    platform: step?.target ?? "this platform",
    isNative: step?.platform !== void 0 && isEmulated(step.platform) === false,
    failed: listOf(failed.map(describe)) || "this platform",
    passed: listOf(passed.map(describe)),
    lastLine: lastLine.length > MAX_LAST_LINE_CHARS ? "" : lastLine,
    access: accessOf(step, error),
    step: step === void 0 ? "the build" : shortCommand(step),
    image
  };
}
function shortCommand({ command }) {
  return command.length > 100 ? `${command.slice(0, 99)}…` : command;
}
function lastLineOf(step) {
  return step?.output.findLast((line) => line.trim() !== "")?.trim() ?? "";
}
function whereOf({ location }) {
  return location === void 0 ? "" : ` (${location.file}:${location.line})`;
}
function listOf(names) {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}
function withoutCommand(text) {
  return text.replace(/process "(?:[^"\\]|\\.)*"/gs, "process");
}

export {
  BuildFailure,
  explainFailure,
  describeFailedBuild,
  isCommandFailure,
  shortCommand,
  lastLineOf,
  whereOf
};
