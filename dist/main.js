import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  RECORD,
  Recorder,
  RegistryError,
  annotate,
  builderDriver,
  buildxFolder,
  busySeconds,
  cachedShare,
  createArtifacts,
  createRunId,
  engineCarrier,
  enterBy,
  formatBytes,
  handOver,
  installedBuildx,
  isIndex,
  isManifest,
  isOver,
  judgeWords,
  openWorkplace,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
  parseStepName,
  platformOf,
  platformSeconds,
  previousDigests,
  readImage,
  readRequest,
  recordName,
  recordOf,
  registryCandidate,
  registryCarrier,
  requireDocker,
  retry,
  runFolder,
  setOutputs,
  smokeTest,
  splitIndex,
  systemClock,
  tell2 as tell,
  thisMachine,
  timedSteps,
  verify
} from "./chunk-QN64PK3A.js";
import {
  resolveEndpoint
} from "./chunk-P6CP5HNY.js";
import {
  BINFMT,
  BUILDKIT,
  LineSplitter,
  PART_TAG,
  createCacheService,
  dockerfileName,
  findProblems,
  formatPlatform,
  hostOf,
  isElsewhere,
  keptRoot,
  locateDockerfile,
  makePlan,
  mountKey,
  nameImage,
  needsCommit,
  nextTo,
  partKey,
  partTag,
  provenanceOf,
  qemuName,
  samePlatform,
  slugOf,
  unregistered
} from "./chunk-KMBS54Z7.js";
import {
  InputError,
  readJobEvent
} from "./chunk-IJNBINN4.js";
import "./chunk-IKYZGDJJ.js";
import {
  certificateFiles,
  createEngine,
  describeDisk,
  describeEnd,
  describeMemory,
  digestOf,
  files,
  formatDigested,
  formatTagged,
  isDigest,
  parseRepository,
  printable,
  printableLine,
  succeeded,
  until,
  wasKilled
} from "./chunk-HSHNXLR3.js";
import {
  ActionError,
  messageOf
} from "./chunk-BZM76NM5.js";
import "./chunk-SKQGCGVU.js";
import "./chunk-LYSANJG5.js";
import "./chunk-2Z2W27GT.js";
import {
  __callDispose,
  __using
} from "./chunk-B7OSUQQ7.js";

// src/main.ts
import { join as join11 } from "node:path";

// src/action.ts
import { join as join10 } from "node:path";

// src/build/exports.ts
function exportsOf(delivery, destination) {
  const files2 = delivery.files.map(({ type, attributes }) => ({ type, attributes }));
  const isImage = ({ type }) => type === "oci" || type === "docker";
  const image = destination === void 0 ? [] : [imageExport(destination, delivery.imageAttributes)];
  const [first, ...further] = [...image, ...files2.filter(isImage)];
  return [
    [...files2.filter((file) => !isImage(file)), ...first === void 0 ? [] : [first]],
    ...further.map((file) => [file])
  ];
}
function imageExport(destination, attributes) {
  const given = { "oci-mediatypes": "true", ...attributes };
  switch (destination.kind) {
    case "engine":
      return { type: "image", attributes: { ...given, name: destination.name } };
    case "registry":
      return {
        type: "image",
        attributes: { ...given, name: destination.repositories.join(","), push: "true", "push-by-digest": "true" }
      };
    case "layout":
      return { type: "oci", attributes: { ...given, dest: destination.folder, tar: "false" } };
  }
}
function formatExport({ type, attributes }) {
  return csv([`type=${type}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]);
}
function csv(fields) {
  return fields.map((field) => /[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(",");
}

// src/build/arguments.ts
function buildArguments(plan, { builder, exports, metadataFile, cacheFrom, again }) {
  const { build: build2 } = plan.request;
  return [
    ...commonArguments(plan, builder),
    ...many("annotation", build2.annotations),
    ...again ? [] : freshness(build2),
    ...one("provenance", build2.provenance),
    ...one("sbom", build2.sbom),
    ...many("attest", build2.attests),
    ...many("cache-from", cacheFrom),
    ...plan.cache.inline ? ["--cache-to=type=inline"] : [],
    ...build2.call === void 0 ? [`--metadata-file=${metadataFile}`, ...many("output", exports.map(formatExport))] : [`--call=${build2.call}`],
    ...contextArguments(build2.context)
  ];
}
function cacheArguments(plan, builder, cacheFrom) {
  return [
    ...commonArguments(plan, builder),
    "--provenance=false",
    "--output=type=cacheonly",
    ...many("cache-from", cacheFrom),
    ...many("cache-to", plan.cache.to),
    ...contextArguments(plan.request.build.context)
  ];
}
function commonArguments({ request: { build: build2 }, platforms }, builder) {
  return [
    "build",
    "--progress=rawjson",
    `--builder=${builder}`,
    ...one("platform", platforms.map(({ platform }) => formatPlatform(platform)).join(",") || void 0),
    ...one("file", build2.file),
    ...one("target", build2.target),
    ...many("build-arg", pairs(build2.buildArgs)),
    ...many("build-context", pairs(build2.buildContexts)),
    ...many("label", pairs(build2.labels)),
    ...many("secret", build2.secrets.map(secretArgument)),
    ...many("ssh", build2.ssh),
    ...one("network", build2.network),
    ...many("add-host", build2.addHosts),
    ...one("shm-size", build2.shmSize),
    ...many("ulimit", build2.ulimit),
    ...one("cgroup-parent", build2.cgroupParent),
    ...many("allow", build2.allow)
  ];
}
function freshness({ noCache, noCacheFilters, pull: pull2 }) {
  return [...noCache ? ["--no-cache"] : [], ...many("no-cache-filter", noCacheFilters), ...pull2 ? ["--pull"] : []];
}
function contextArguments(context) {
  return ["--", context.kind === "git" ? context.url : context.path];
}
function one(flag, value) {
  return value === void 0 ? [] : [`--${flag}=${value}`];
}
function many(flag, values) {
  return values.map((value) => `--${flag}=${value}`);
}
function pairs(values) {
  return values.map(({ name, value }) => value === void 0 ? name : `${name}=${value}`);
}
function buildEnvironment({ request, platforms, cache }, env) {
  const { secrets, sourceDateEpoch } = request.build;
  const values = secrets.flatMap((secret, i) => {
    if (secret.from === "value") return [[variableOf(i), secret.value]];
    return secret.from === "env" ? [[secret.env, env[secret.env]]] : [];
  });
  const gha = [...cache.from, ...cache.to].some((entry) => /(^|,)type=gha(,|$)/.test(entry));
  return {
    ...Object.fromEntries(values),
    // the address of the runner's cache service and the token for it, which other builds have no business with
    ...gha ? Object.fromEntries(Object.entries(env).filter(([name]) => GHA_SERVICE.test(name))) : {},
    ...request.cache.credentials,
    ...sourceDateEpoch?.kind === "seconds" ? { SOURCE_DATE_EPOCH: String(sourceDateEpoch.seconds) } : {},
    // asked for after the build, 150 ms long, and for several platforms buildx gets no answer
    ...platforms.length > 1 ? { BUILDX_METADATA_PROVENANCE: "disabled" } : {}
  };
}
var GHA_SERVICE = /^ACTIONS_(RUNTIME_TOKEN|RESULTS_URL|CACHE_URL|CACHE_SERVICE_V2)$/;
function secretArgument(secret, i) {
  switch (secret.from) {
    case "value":
      return csv([`id=${secret.id}`, `env=${variableOf(i)}`]);
    case "env":
      return csv([`id=${secret.id}`, `env=${secret.env}`]);
    case "file":
      return csv([`id=${secret.id}`, `src=${secret.path}`]);
  }
}
function variableOf(index) {
  return `MULTIARCH_BUILD_SECRET_${index}`;
}

// src/build/faults.ts
var FAULTS = [
  {
    kind: "platform-missing",
    of: "tool",
    pattern: /no match for platform in manifest|no matching manifest for/,
    message: ({ image, platform }) => `${image} does not exist for ${platform}`,
    hint: "Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`."
  },
  {
    kind: "exec-format",
    of: "both",
    pattern: /exec format error/i,
    message: ({ step, platform }) => `"${step}" tried to run a program that this machine cannot run for ${platform}`,
    hint: "Let `qemu` be `auto` or `always` so that an emulator is registered; if one is, the program was made for another platform: look at what the Dockerfile copies or downloads."
  },
  {
    kind: "emulator-crash",
    of: "command",
    pattern: /qemu: uncaught target signal (\d+)|exit code: (?:139|132|134)\b/,
    message: ({ step, platform }) => `"${step}" crashed for ${platform}`,
    hint: "If this platform is emulated, another `qemu-image` may help; a native runner or cross-compilation avoids the emulator altogether."
  },
  {
    kind: "killed",
    of: "both",
    pattern: /exit code: 137\b|signal: killed|cannot allocate memory|out of memory/i,
    message: ({ step, memory }) => `"${step}" was killed, or ran out of memory (now ${memory})`,
    hint: "Give it a machine with more memory, or let it do less at once: fewer parallel jobs, fewer platforms in one job."
  },
  {
    kind: "no-space",
    of: "both",
    pattern: /no space left on device|disk quota exceeded/i,
    message: ({ step }) => `no space was left on the disk at "${step}"`,
    hint: "Free space before this step (`docker system df` shows what takes it), or spread the platforms over several jobs."
  },
  {
    kind: "rate-limit",
    of: "tool",
    pattern: /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    message: ({ error }) => `a registry refused to serve so many requests: ${error}`,
    hint: "Log in to that registry (`username`, `password`, or `registry-auth`), use a mirror, or try again later."
  },
  {
    kind: "cache-import",
    of: "tool",
    pattern: /cache importer|failed to load cache/,
    message: ({ error }) => `the build cache could not be read: ${error}`,
    hint: "Build once with `cache: false`, or delete the broken cache from its registry."
  },
  {
    kind: "cache-export",
    of: "tool",
    step: "cache-export",
    pattern: /cache exporter|error writing (?:layer|manifest|config) blob/,
    message: ({ error }) => `the build cache could not be written: ${error}`,
    hint: "Allow the token to write there (`packages: write` on GHCR), or set `cache-write: false`."
  },
  {
    kind: "file-missing",
    of: "tool",
    pattern: /failed to (?:compute cache key|calculate checksum of ref).*?"([^"]+)": not found/,
    message: ({ step }, match) => `"${step}" found no ${match[1]}`,
    hint: "Look whether it is in the `context` and not excluded by .dockerignore, or whether the stage it is copied from makes it."
  },
  {
    kind: "dockerfile-missing",
    of: "tool",
    pattern: /failed to read dockerfile: open ([^:]+): no such file/,
    message: (_, match) => `there is no Dockerfile ${match[1]}`,
    hint: "Set `file` to its path, which counts from the workspace and not from `context`."
  },
  {
    kind: "secret-missing",
    of: "tool",
    pattern: /secret "?([^\s":]+)"?: not found/,
    message: ({ step }, match) => `"${step}" needs the secret ${match[1]}, which was not given`,
    hint: "Give it in `secrets`, `secret-envs` or `secret-files`, under the id that the Dockerfile mounts."
  },
  {
    kind: "target-unknown",
    of: "tool",
    pattern: /target stage "?([^" ]+)"? could not be found(.*)/,
    message: (_, match) => `the Dockerfile has no stage ${match[1]}${match[2]}`,
    hint: "Set `target` to the name after `AS` of one of its stages."
  },
  {
    kind: "parse",
    of: "tool",
    pattern: /dockerfile parse error|unknown instruction|failed to parse|no build stage in current context|invalid reference format/,
    message: ({ error }) => `the Dockerfile cannot be read: ${error}`,
    hint: "Correct the line that is marked."
  },
  {
    kind: "entitlement",
    of: "tool",
    pattern: /(?:granting entitlement )?(network\.host|security\.insecure|device\S*) is not allowed/,
    message: (_, match) => `the build asks for the entitlement ${match[1]}, which it was not given`,
    hint: "Add it to `allow`; the builder must permit it too (`buildkitd-flags: --allow-insecure-entitlement …`)."
  },
  {
    kind: "denied",
    of: "tool",
    pattern: /unauthorized|\b403 Forbidden|insufficient_scope|access denied|(?:^|: )denied|authorization failed|failed to authorize|no basic auth credentials/i,
    message: ({ error }) => `a registry denied access: ${error}`,
    hint: "Look at the name, log in to that registry, and give the token the right it needs (`packages: read` or `packages: write` on GHCR)."
  },
  {
    kind: "not-found",
    of: "tool",
    pattern: /: not found|manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN/,
    message: ({ image, error }) => image === "" ? `something was not found: ${error}` : `there is no ${image}`,
    hint: "Look at the name and the tag; a private image needs a login to be seen."
  },
  {
    kind: "builder-lost",
    of: "tool",
    pattern: /closing transport|no active session|code = Unavailable|connection error: desc|graceful_stop/i,
    message: ({ error }) => `the builder went away during the build: ${error}`,
    hint: "It may have been killed for want of memory, or stopped by another job on this machine."
  },
  {
    kind: "network",
    of: "tool",
    pattern: /i\/o timeout|TLS handshake timeout|connection (?:refused|reset|timed out)|no such host|network is unreachable|(?:unexpected |: )EOF\b|deadline exceeded|50[0234] (?:Internal|Bad|Service|Gateway)[\w ]*|certificate (?:signed by|has expired|is not trusted)[\w ]*|did not match uploaded content|failed size validation|unexpected commit digest/i,
    message: ({ error }, match) => `the network or a server failed (${match[0]}): ${error}`,
    hint: "Run it again; if it stays, look at the proxy, the certificates and the mirrors of the machine and of the builder."
  },
  {
    kind: "network",
    of: "command",
    pattern: /could not resolve host|temporary failure (?:in name resolution|resolving)|no such host|bad address|network is unreachable|TLS handshake timeout|connection timed out/i,
    message: ({ step, platform }, match) => `"${step}" had no network for ${platform}: ${match[0]}`,
    hint: "Run it again; if it stays, look at `network`, at the proxy, and at the DNS of the builder."
  },
  {
    kind: "command",
    of: "command",
    pattern: /did not complete successfully: (exit code: \d+|.+)/,
    message: ({ step, platform }, match) => `"${step}" failed for ${platform}: ${match[1]?.split(": context")[0]}`,
    hint: "The last lines it printed are below."
  },
  {
    kind: "unknown",
    of: "both",
    pattern: /^/,
    message: ({ error }) => error,
    hint: "The whole output of the build is in the log above."
  }
];

// src/build/place.ts
var RULE = /^-{8,}$/;
function placeIn(lines) {
  const start = lines.findIndex((line2, at) => /^\S.*:\d+$/.test(line2) && RULE.test(lines[at + 1] ?? ""));
  if (start < 0) return void 0;
  const end = lines.findIndex((line2, at) => at > start + 1 && RULE.test(line2));
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

// src/build/failure.ts
var BuildFailure = class _BuildFailure extends ActionError {
  name = "BuildFailure";
  kind;
  /** The step at which it failed, where it was one. */
  step;
  place;
  /** A program could not be run on this machine: registering emulators and building again may help. */
  missingEmulator;
  /** The image that lacks a platform, where that is the fault. */
  image;
  constructor(kind, message, details) {
    super(message, details);
    this.kind = kind;
    this.step = details.step;
    this.place = details.place;
    this.missingEmulator = kind === "exec-format";
    this.image = kind === "platform-missing" ? details.image : void 0;
  }
  /** The same failure, with something that was found out since, and what somebody said about it. */
  with(finding, words = []) {
    const { kind, message, hint, step, place, image } = this;
    const output = [this.output, words.join("\n")].filter(Boolean).join("\n\n");
    return new _BuildFailure(kind, `${message}: ${finding}`, { hint, output, step, place, image });
  }
};
var TAIL = 20;
function explainFailure(log, finished, memory = describeMemory()) {
  const error = errorIn(log.text);
  const step = finished.timedOut ? log.steps.findLast(({ running }) => running) : failedStep(log.steps, error ?? "");
  const place = placeIn(log.text);
  const output = [place?.excerpt, step?.output.slice(-TAIL).join("\n")].filter(Boolean).join("\n\n");
  if (finished.timedOut) {
    const at = step === void 0 ? "" : ` It was at "${step.name}".`;
    const last = log.lastLine === void 0 ? "" : ` Its last line: ${log.lastLine}`;
    const message = `the build had not ended when its time was up.${at}${last}`;
    return new BuildFailure("timeout", message, {
      hint: "Raise `timeout`, or look why it hangs there.",
      output,
      step,
      place
    });
  }
  const said = error ?? step?.error;
  if (said === void 0) return withoutWords(log, finished, memory);
  const about = { ...circumstances(step, said), error: said, memory };
  const command = step?.kind === "run" && /did not complete successfully/.test(step.error ?? "");
  const subject = [said, step?.error ?? "", ...command ? step.output : []].map(withoutCommand).join("\n");
  for (const fault of FAULTS) {
    if (fault.of !== "both" && fault.of === "command" !== command) continue;
    const match = fault.step !== void 0 && fault.step === step?.kind ? /^/.exec(said) : fault.pattern.exec(subject);
    if (match === null) continue;
    const where = place === void 0 ? "" : ` (${place.file}:${place.line})`;
    const { kind, hint } = fault;
    const { image } = about;
    return new BuildFailure(kind, `${fault.message(about, match)}${where}`, { hint, output, step, place, image });
  }
  throw new Error("unreachable: the last fault matches everything");
}
function withoutWords(log, finished, memory) {
  const killed = wasKilled(finished);
  const [found = ""] = finished.stdout.trim().split("\n", 1);
  if (!killed && found !== "") {
    const hint = "What it found is listed in the log.";
    return new BuildFailure("call", found, { hint, output: "", step: void 0, place: void 0 });
  }
  const at = log.steps.findLast(({ running }) => running);
  const during = at === void 0 ? "" : ` during "${at.name}"`;
  return new BuildFailure(
    killed ? "killed" : "unknown",
    `buildx ended without an error message${during}: ${describeEnd(finished, memory)}`,
    {
      hint: killed ? "Give it a machine with more memory, or less to do at once; or look what else on this machine ends processes." : "Run it again with debug logging on.",
      output: log.text.slice(-TAIL).join("\n"),
      step: at,
      place: void 0
    }
  );
}
function errorIn(lines) {
  const start = lines.findLastIndex((line) => line.startsWith("ERROR: "));
  if (start < 0) return void 0;
  const whole = lines.slice(start).join("\n").trim();
  return whole.replace(/^ERROR: (?:failed to build: |failed to solve: |rpc error: code = \w+ desc = )*/, "");
}
function failedStep(steps, error) {
  const failed = steps.filter((step) => step.error !== void 0 && !step.error.endsWith("context canceled"));
  const named = failed.filter((step) => error.includes(step.error ?? ""));
  return named.at(0) ?? failed.find(({ kind }) => kind !== "cache-import");
}
function circumstances(step, error) {
  const resolved = step?.kind === "resolve" ? step.command : error;
  const [, image = ""] = /(?:metadata for |image config for )(?:docker-image:\/\/)?([^\s]+?)(?:: |$)/m.exec(resolved) ?? [];
  const command = step?.command ?? "the build";
  return {
    platform: step?.target ?? "this platform",
    step: command.length > 100 ? `${command.slice(0, 99)}…` : command,
    image
  };
}
function withoutCommand(text2) {
  return text2.replace(/process "(?:[^"\\]|\\.)*"/gs, "process");
}

// src/build/attempts.ts
async function buildWithRemedies(remedies) {
  const { unregistered: unregistered2, emulate: emulate2, notice } = remedies;
  let cached = remedies.readsCache;
  const attempt = () => persist(() => remedies.attempt(cached), remedies);
  const first = await attempt();
  if (first.failure === void 0) return first;
  if (first.failure.missingEmulator && unregistered2.length > 0) {
    notice(
      `A RUN executes on a processor that the Dockerfile did not show: registering emulators for ${unregistered2.join(", ")} and building again.`
    );
    await emulate2(unregistered2);
    return attempt();
  }
  if (cached && isUnreadable(first.failure, first.outcome.log)) {
    notice(`The build cache is damaged, so the build is done again without it: ${first.failure.message}`);
    cached = false;
    return attempt();
  }
  return first;
}
async function persist(attempt, { checkPush, policy }) {
  let last;
  let judgement = { verdict: "final" };
  try {
    const outcome = await retry(
      async () => {
        last = await attempt();
        if (last.ok) return last;
        const failure = explainFailure(last.log, last.finished);
        const refusal = failure.kind === "rate-limit" ? await checkPush().then(() => void 0, asRefusal) : void 0;
        judgement = refusal ?? { verdict: mayPass(failure) ? "transient" : "final" };
        throw refusal === void 0 ? failure : failure.with([refusal.message, refusal.hint].filter(Boolean).join(". "));
      },
      policy,
      () => judgement
    );
    return { outcome, failure: void 0 };
  } catch (error) {
    if (last === void 0 || !(error instanceof BuildFailure)) throw error;
    return { outcome: last, failure: error };
  }
}
function asRefusal(error) {
  if (error instanceof RegistryError) return error;
  throw error;
}
function mayPass({ kind, step, message }) {
  return kind === "rate-limit" || kind === "network" && step?.kind !== "run" && !message.includes("certificate");
}
var UNREADABLE = /httpReadSeeker|could not fetch content descriptor|content sha256:[0-9a-f]{64}: not found/;
function isUnreadable({ kind, message }, { steps }) {
  return kind === "cache-import" || [message, ...steps.map(({ error }) => error ?? "")].some((said) => UNREADABLE.test(said));
}

// src/build/build.ts
import { readFile } from "node:fs/promises";

// src/build/display.ts
var LINES_TO_REMEMBER = 30;
var STATUS_EVERY = 5e3;
var STATUS_MATTERS = 100;
var REPETITIVE = /^(?:exporting|writing|extracting|sha256:)/;
var Display = class {
  #steps = /* @__PURE__ */ new Map();
  #statuses = /* @__PURE__ */ new Map();
  #printed = 0;
  #current;
  /** The lines this event adds to the workflow's log. */
  add(event) {
    switch (event.type) {
      case "step":
        return this.#step(event);
      case "output": {
        const shown = this.#shown(event.step);
        return this.#tell(shown, [`${elapsed(event.at - (shown.started ?? event.at))} ${event.line}`]);
      }
      case "status":
        return this.#status(event);
      case "warning":
        return this.#tell(this.#shown(event.step), [`WARN: ${event.short}`]);
      case "text":
        this.#printed++;
        this.#current = void 0;
        return [event.line];
    }
  }
  #step(event) {
    if (event.started === void 0) return [];
    const isNew = !this.#steps.has(event.step);
    const shown = this.#shown(event.step);
    shown.name = event.name;
    shown.started ??= event.started;
    if (event.cached && event.completed === void 0) shown.cached.add(event.vertex);
    if (event.completed === void 0) return isNew ? this.#tell(shown, []) : [];
    shown.ended.set(`${event.vertex} ${event.started}`, { from: event.started, to: event.completed });
    return this.#tell(shown, this.#ending(shown, event));
  }
  /** A step may end several times: again only what is new is told. */
  #ending(shown, { vertex, cached, error }) {
    const fetched = shown.cached.has(vertex);
    if (cached) shown.cached.delete(vertex);
    if (error?.endsWith("context canceled")) return ["CANCELED"];
    if (error !== void 0 && parseStepName(shown.name).kind === "cache-import") return [cacheMiss(error)];
    if (error !== void 0) return `ERROR: ${error}`.split("\n");
    const seconds = busySeconds([...shown.ended.values()]);
    if (shown.told !== void 0 && seconds - shown.told < 0.1) return [];
    shown.told = seconds;
    return cached || fetched ? ["CACHED"] : [`DONE ${seconds.toFixed(1)}s`];
  }
  #status(event) {
    const key = `${event.step} ${event.id}`;
    const spent = (event.completed ?? event.at) - (event.started ?? event.at);
    const last = this.#statuses.get(key) ?? event.started ?? event.at;
    if (event.completed === void 0 && event.at - last < STATUS_EVERY) return [];
    if (event.completed !== void 0 && spent < STATUS_MATTERS && REPETITIVE.test(event.id)) return [];
    this.#statuses.set(key, event.at);
    const amount = event.total > 0 ? ` ${formatBytes(event.current)} / ${formatBytes(event.total)}` : sizeOf(event);
    const end = event.completed === void 0 ? "" : " done";
    return this.#tell(this.#shown(event.step), [`${event.id}${amount} ${(spent / 1e3).toFixed(1)}s${end}`]);
  }
  #shown(id) {
    const known = this.#steps.get(id);
    if (known !== void 0) return known;
    const number2 = this.#steps.size + 1;
    const shown = {
      number: number2,
      name: "",
      at: -1,
      started: void 0,
      cached: /* @__PURE__ */ new Set(),
      ended: /* @__PURE__ */ new Map(),
      told: void 0
    };
    this.#steps.set(id, shown);
    return shown;
  }
  #tell(shown, lines) {
    const isFirst = shown.at < 0;
    if (lines.length === 0 && !isFirst) return [];
    const isFar = this.#current !== shown && this.#printed - shown.at > LINES_TO_REMEMBER;
    const heading = isFirst || isFar ? [...this.#printed > 0 ? [""] : [], `#${shown.number} ${shown.name}`] : [];
    const all = [...heading, ...lines.map((line) => `#${shown.number} ${line}`.trimEnd())];
    this.#printed += all.length;
    shown.at = this.#printed;
    this.#current = shown;
    return all;
  }
};
function cacheMiss(error) {
  return /: not found$/.test(error) ? "nothing there yet" : `not read: ${error.split("\n")[0]}`;
}
function sizeOf({ current }) {
  return current > 0 ? ` ${formatBytes(current)}` : "";
}
function elapsed(milliseconds2) {
  const seconds = Math.max(0, milliseconds2) / 1e3;
  return seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
}

// src/build/status.ts
var PARTS = ["vertexes", "statuses", "logs", "warnings"];
function parseStatus(line) {
  if (!line.startsWith("{")) return void 0;
  let json;
  try {
    json = JSON.parse(line);
  } catch {
    return void 0;
  }
  if (!PARTS.some((part) => Array.isArray(json[part]))) return void 0;
  return {
    vertexes: objects(json.vertexes),
    statuses: objects(json.statuses),
    logs: objects(json.logs),
    warnings: objects(json.warnings)
  };
}
function list(value) {
  return Array.isArray(value) ? value : [];
}
function text(value) {
  return typeof value === "string" ? value : "";
}
function number(value) {
  return typeof value === "number" ? value : 0;
}
function base64(value) {
  return Buffer.from(text(value), "base64");
}
function milliseconds(value) {
  const [, fraction = ""] = /\.\d{3}(\d+)/.exec(text(value)) ?? [];
  const whole = Date.parse(text(value));
  return Number.isNaN(whole) ? void 0 : whole + Number(`0.${fraction}`);
}
function objects(value) {
  return list(value).filter((item) => typeof item === "object" && item !== null);
}

// src/build/events.ts
var EventReader = class {
  #lines = new LineSplitter();
  #steps = /* @__PURE__ */ new Map();
  #outputs = /* @__PURE__ */ new Map();
  push(chunk) {
    return this.#lines.push(chunk).flatMap((line) => this.#read(line));
  }
  /** What was left unfinished when the stream ended. */
  end() {
    const rest = this.#lines.end().filter((line) => !line.startsWith('{"') || parseStatus(line) !== void 0);
    const events = rest.flatMap((line) => this.#read(line));
    return [...events, ...[...this.#outputs.keys()].flatMap((key) => this.#flush(key))];
  }
  #read(line) {
    const status = parseStatus(line);
    if (status === void 0) return [{ type: "text", line: printableLine(line) }];
    const isEnd = ({ completed, digest }) => completed !== void 0 && this.#steps.has(text(digest));
    const begun = status.vertexes.filter((vertex) => !isEnd(vertex)).map((vertex) => this.#begin(vertex));
    return [
      ...begun,
      ...status.statuses.map((item) => this.#status(item)),
      ...status.warnings.map((warning) => this.#warning(warning)),
      ...status.logs.flatMap((log) => this.#log(log)),
      ...status.vertexes.filter(({ completed }) => completed !== void 0).flatMap((vertex) => this.#end(vertex))
    ];
  }
  #begin(json) {
    return { ...this.#step(json), completed: void 0, error: void 0 };
  }
  #end(json) {
    const unfinished = [1, 2].flatMap((stream) => this.#flush(`${stream} ${text(json.digest)}`));
    return [...unfinished, this.#step(json)];
  }
  #step(json) {
    const vertex = text(json.digest);
    const group = json.progressGroup;
    const step = text(group?.id) || vertex;
    this.#steps.set(vertex, step);
    return {
      type: "step",
      step,
      vertex,
      name: printableLine(text(group?.name ?? json.name).replaceAll("\n", " ")),
      inputs: list(json.inputs).map(text),
      started: milliseconds(json.started),
      completed: milliseconds(json.completed),
      cached: json.cached === true,
      error: printable(text(json.error)) || void 0
    };
  }
  #status(json) {
    return {
      type: "status",
      step: this.#stepOf(json),
      id: printableLine(text(json.id)),
      current: number(json.current),
      total: number(json.total),
      at: milliseconds(json.timestamp) ?? 0,
      started: milliseconds(json.started),
      completed: milliseconds(json.completed)
    };
  }
  #warning(json) {
    const source = json.sourceInfo;
    const ranges = list(json.range);
    const ends = ranges.flatMap(({ start, end }) => [number(start?.line), number(end?.line)]).filter((line) => line > 0);
    return {
      type: "warning",
      step: this.#stepOf(json),
      short: printableLine(base64(json.short).toString()),
      detail: list(json.detail).map((part) => printable(base64(part).toString())),
      url: text(json.url) || void 0,
      file: printableLine(text(source?.filename)) || void 0,
      lines: ends.length === 0 ? void 0 : [Math.min(...ends), Math.max(...ends)]
    };
  }
  #log(json) {
    const key = `${number(json.stream) || 1} ${text(json.vertex)}`;
    const output = this.#outputs.get(key) ?? { lines: new LineSplitter(), at: 0 };
    this.#outputs.set(key, output);
    output.at = milliseconds(json.timestamp) ?? 0;
    const step = this.#stepOf(json);
    const lines = output.lines.push(base64(json.data));
    return lines.map((line) => ({ type: "output", step, line: printableLine(line), at: output.at }));
  }
  #flush(key) {
    const output = this.#outputs.get(key);
    if (output === void 0) return [];
    const vertex = key.slice(2);
    const step = this.#steps.get(vertex) ?? vertex;
    return output.lines.end().map((line) => ({ type: "output", step, line: printableLine(line), at: output.at }));
  }
  #stepOf(json) {
    const vertex = text(json.vertex);
    return this.#steps.get(vertex) ?? vertex;
  }
};

// src/build/idle.ts
var MINUTE = 6e4;
var PATIENCE = {
  resolve: 2 * MINUTE,
  from: 5 * MINUTE,
  "cache-import": 2 * MINUTE,
  export: 20 * MINUTE,
  push: 20 * MINUTE
};
var IdleWatch = class {
  #running = /* @__PURE__ */ new Map();
  #onIdle;
  #patience;
  #timer;
  constructor(onIdle, patience = PATIENCE) {
    this.#onIdle = onIdle;
    this.#patience = patience;
  }
  add(event) {
    if (event.type === "step" && event.started !== void 0) {
      if (event.completed === void 0) this.#running.set(event.vertex, event.name);
      else this.#running.delete(event.vertex);
    }
    this.end();
    const limits = [...this.#running.values()].map((name) => this.#patience[parseStepName(name).kind]);
    if (limits.length === 0 || limits.some((limit) => limit === void 0)) return;
    const longest = Math.max(...limits.map((limit) => limit ?? 0));
    this.#timer = setTimeout(() => this.#onIdle(this.#describe(longest)), longest);
  }
  end() {
    clearTimeout(this.#timer);
  }
  #describe(limit) {
    return `nothing was heard for ${limit / MINUTE} minutes from "${[...this.#running.values()].join('", "')}"`;
  }
};

// src/build/build.ts
async function build(run, { buildx, args, env, cwd, onlyPlatform, print }) {
  const reader = new EventReader();
  const recorder = new Recorder(onlyPlatform);
  const display = new Display();
  const hung = new AbortController();
  const watch = new IdleWatch((message) => hung.abort(new ActionError(message, { hint: HUNG })));
  const take = (events) => {
    for (const event of events) {
      recorder.add(event);
      watch.add(event);
      for (const line of display.add(event)) print(line);
    }
  };
  try {
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: hung.signal,
      onStderr: (chunk) => take(reader.push(chunk))
    });
    take(reader.end());
    return { finished, log: recorder.log(), answer: finished.stdout, ok: succeeded(finished) };
  } finally {
    watch.end();
  }
}
var HUNG = "A registry or the way to it hangs: look at its state and at the proxy, then run the job again.";
async function readMetadata(path) {
  let json;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new ActionError("buildx ended well without telling its result", {
      hint: "Run the job again; if it stays, update buildx.",
      cause
    });
  }
  const digest = json["containerimage.digest"];
  const configDigest = json["containerimage.config.digest"];
  return {
    digest: isDigest(digest) ? digest : void 0,
    configDigest: isDigest(configDigest) ? configDigest : void 0,
    json
  };
}

// src/build/quiet.ts
async function buildQuietly(run, { buildx, args, env, cwd }, patience) {
  const reader = new EventReader();
  const recorder = new Recorder();
  const idle = new AbortController();
  const tooLong = new Error(`nothing moved for ${patience / 1e3} s`);
  const timer = setTimeout(() => idle.abort(tooLong), patience);
  try {
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: idle.signal,
      onStderr(chunk) {
        timer.refresh();
        for (const event of reader.push(chunk)) recorder.add(event);
      }
    });
    for (const event of reader.end()) recorder.add(event);
    const log = recorder.log();
    const failed = log.steps.find(({ error }) => error !== void 0)?.error;
    const said = log.text.findLast((line) => line.startsWith("ERROR:"));
    return { log, problem: failed ?? (succeeded(finished) ? void 0 : said ?? describeEnd(finished)) };
  } catch (error) {
    if (error !== tooLong) throw error;
    return { log: recorder.log(), problem: tooLong.message };
  } finally {
    clearTimeout(timer);
  }
}

// src/build/cache-export.ts
function isCacheCurrent(log, { to }) {
  const references = to.map((entry) => /(?:^|,)(?:ref|scope)=([^,]+)/.exec(entry)?.[1]);
  const read2 = log.steps.filter(({ kind, error }) => kind === "cache-import" && error === void 0);
  return references.every(
    (reference) => cachedShare(log) === 100 && read2.some(({ command }) => command.endsWith(` ${reference}`))
  );
}
var IDLE = 3e5;
async function exportCache(run, build2, patience = IDLE) {
  const { log, problem } = await buildQuietly(run, build2, patience);
  const written = log.steps.some(({ kind }) => kind === "cache-export");
  return problem ?? (written ? void 0 : "buildx ended without a word of it");
}

// src/build/cache-mounts.ts
import { createReadStream } from "node:fs";
import { mkdir, readFile as readFile2, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

// src/build/mount-dockerfile.ts
var MOST_CONTENT = 2 * 2 ** 20;
var TOO_LARGE = /^too large: ([0-9a-f]+) (\d+)$/;
var FOLDER = "/multiarch-build";
function injection({ mounts, image }, run) {
  const script = [
    "set -e",
    `cd ${FOLDER}/content`,
    `for m in *; do to=${FOLDER}/mounts/$m; [ ! -d "$to" ] || [ -n "$(ls -A "$to")" ] || cp -a "$m/." "$to"; done`
  ];
  return [
    "FROM scratch AS content",
    "ADD mounts.tar /",
    `FROM ${image}`,
    "USER 0:0",
    runStep(mounts, [`type=bind,from=content,target=${FOLDER}/content`], script, run)
  ].join("\n");
}
function extraction({ mounts, image }, run, most = MOST_CONTENT) {
  const script = [
    "set -e",
    `left=${most}`,
    `mkdir ${FOLDER}/content`,
    `cd ${FOLDER}/mounts`,
    'for m in *; do set -- $(du -sk "$m")',
    `if [ "$1" -le "$left" ]; then left=$((left - $1)); cp -a "$m" ${FOLDER}/content/`,
    'else echo "too large: $m $1"; fi; done'
  ];
  return [
    `FROM ${image} AS copy`,
    "USER 0:0",
    runStep(mounts, [], script, run),
    "FROM scratch",
    `COPY --from=copy ${FOLDER}/content /`
  ].join("\n");
}
function runStep(mounts, others, script, run) {
  const caches = mounts.map((mount) => {
    const options = Object.entries(mount.options).map(([key, value]) => `,${key}=${value}`);
    return `type=cache,id=${mount.id},target=${FOLDER}/mounts/${mountKey(mount)}${options.join("")}`;
  });
  const flags = [...others, ...caches].map((mount) => `--mount=${mount}`);
  return ["RUN --network=none", ...flags, JSON.stringify(["/bin/sh", "-c", script.join("\n"), run])].join(" ");
}

// src/build/tar-digest.ts
import { createHash } from "node:crypto";
var BLOCK = 512;
var TIME = { from: 136, to: 148 };
var CHECKSUM = { from: 148, to: 156 };
var SIZE = { from: 124, to: 136 };
async function tarDigest(tar) {
  const hash = createHash("sha256");
  let rest = Buffer.alloc(0);
  let left = 0;
  let records;
  for await (const chunk of tar) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length > 0) {
      if (left > 0) {
        const part = bytes.subarray(0, left);
        if (records === void 0) hash.update(part);
        else records.push(part);
        left -= part.length;
        bytes = bytes.subarray(part.length);
        if (left > 0 || records === void 0) continue;
        hash.update(timeless(Buffer.concat(records)));
        records = void 0;
        continue;
      }
      if (bytes.length < BLOCK) break;
      const header = Buffer.from(bytes.subarray(0, BLOCK));
      bytes = bytes.subarray(BLOCK);
      left = Math.ceil(sizeOf2(header) / BLOCK) * BLOCK;
      const extended = header.toString("latin1", 156, 157) === "x";
      if (extended) records = [];
      for (const { from, to } of [TIME, CHECKSUM, ...extended ? [SIZE] : []]) header.fill(0, from, to);
      hash.update(header);
    }
    rest = Buffer.from(bytes);
  }
  return hash.digest("hex");
}
function sizeOf2(header) {
  const field = header.subarray(SIZE.from, SIZE.to);
  if (((field[0] ?? 0) & 128) !== 0) return field.readUIntBE(SIZE.to - SIZE.from - 6, 6);
  return Number.parseInt(field.toString("latin1").replace(/[\0 ].*$/s, "") || "0", 8);
}
function timeless(records) {
  const text2 = records.toString("latin1").replace(/\0+$/, "");
  return Buffer.from(text2.replace(/\d+ (?:mtime|atime|ctime)=[^\n]*\n/g, ""), "latin1");
}

// src/build/cache-mounts.ts
var CONTENT = "mounts.tar";
var DIGEST = "sha256";
var PATIENCE2 = 12e4;
async function injectMounts(plan, tools) {
  const { folder } = plan.kept;
  await writeFile(join(folder, "Dockerfile"), injection(plan, tools.id));
  const { problem } = await buildQuietly(tools.run, quiet(plan, tools, folder, "type=cacheonly"), PATIENCE2);
  return problem;
}
function touchesMounts(log) {
  return log.steps.some(({ kind, cached, command }) => kind === "run" && !cached && /--mount=\S*cache/.test(command));
}
async function keepMounts(plan, tools, service) {
  const context = join(tools.folder, "mounts");
  const tar = join(context, CONTENT);
  await mkdir(context);
  await writeFile(join(context, "Dockerfile"), extraction(plan, tools.id));
  const { problem, log } = await buildQuietly(tools.run, quiet(plan, tools, context, `type=tar,dest=${tar}`), PATIENCE2);
  if (problem !== void 0) return [`The content of cache mounts was not kept: ${problem}`];
  const left = tooLarge(plan, log);
  if (left.length === plan.mounts.length) return left;
  const digest = await tarDigest(createReadStream(tar));
  const { folder } = plan.kept;
  const before = await readFile2(join(folder, DIGEST), "utf8").catch(() => void 0);
  if (digest !== before) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await rename(tar, join(folder, CONTENT));
    await writeFile(join(folder, DIGEST), digest);
    await service.save(plan.kept);
  }
  return left;
}
function tooLarge({ mounts }, log) {
  return log.steps.flatMap(({ output }) => output).flatMap((line) => {
    const [, key, size] = TOO_LARGE.exec(line) ?? [];
    const mount = mounts.find((each) => mountKey(each) === key);
    if (mount === void 0) return [];
    return `The cache mount ${mount.id} is not kept: its ${formatBytes(Number(size) * 1024)} are too much`;
  });
}
function quiet({ namespace }, { buildx, builder, env }, context, output) {
  const args = [
    "build",
    "--progress=rawjson",
    `--builder=${builder}`,
    "--provenance=false",
    `--output=${output}`,
    ...namespace === void 0 ? [] : [`--build-arg=BUILDKIT_CACHE_MOUNT_NS=${namespace}`],
    "--",
    context
  ];
  return { buildx, args, env, cwd: context };
}

// src/build/local-cache.ts
import { readFile as readFile3, rename as rename2, rm as rm2, stat } from "node:fs/promises";
import { join as join2 } from "node:path";
async function restoreCache({ kept }, service) {
  for (const [at, group] of kept.entries()) {
    const keys = await Promise.all(group.map((kept2) => restoreWhole(kept2, service)));
    const found = group.filter((_, i) => keys[i] !== void 0);
    if (found.length === 0) continue;
    return {
      from: found.map(({ folder }) => `type=local,src=${folder}`),
      whole: at === 0 && group.every(({ key, prefixes: [own = ""] }, i) => key?.startsWith(own) && keys[i]?.startsWith(own))
    };
  }
  return { from: [], whole: false };
}
async function restoreWhole(kept, service) {
  const key = await service.restore(kept);
  await rm2(nextTo(kept.folder), { recursive: true, force: true });
  return key !== void 0 && await isComplete(kept.folder) ? key : void 0;
}
async function isComplete(folder) {
  const blob2 = ({ digest }) => join2(folder, "blobs", digest.replace(":", "/"));
  const readJson = async (path) => JSON.parse(await readFile3(path, "utf8"));
  try {
    const { manifests } = await readJson(join2(folder, "index.json"));
    const named = await Promise.all(
      manifests.map(async (manifest) => {
        const { config = [], layers = [], manifests: children = [] } = await readJson(blob2(manifest));
        return [config, layers, children].flat();
      })
    );
    const sizes = await Promise.all(named.flat().map(async (each) => (await stat(blob2(each))).size === each.size));
    return sizes.every(Boolean);
  } catch {
    return false;
  }
}
function isStored(log, { kept: [written = []] }, restored) {
  return written.every(({ key }) => key === void 0) || restored.whole && cachedShare(log) === 100;
}
async function saveCache({ kept: [written = []] }, service) {
  for (const folder of written.filter(({ key }) => key !== void 0)) {
    await rm2(folder.folder, { recursive: true, force: true });
    await rename2(nextTo(folder.folder), folder.folder);
    await service.save(folder);
  }
}

// src/build/caches.ts
async function fetchCaches({ cache, mounts }, service) {
  const [restored, key] = await Promise.all([
    restoreCache(cache, service),
    mounts === void 0 || mounts.mounts.length === 0 ? void 0 : service.restore(mounts.kept)
  ]);
  return { cache: restored, mounts: key !== void 0 };
}
async function openCaches(plan, tools, fetched) {
  const { cache, mounts } = plan;
  const { run, buildx, builder, service } = tools;
  const refused = fetched.mounts && mounts !== void 0 ? await injectMounts(mounts, tools) : void 0;
  const from = [...cache.from, ...fetched.cache.from];
  async function writeCache(log) {
    const current = cache.kept.length > 0 ? isStored(log, cache, fetched.cache) : isCacheCurrent(log, cache);
    if (current || service.problem() !== void 0 && cache.kept.length > 0) return [];
    const args = cacheArguments(plan, builder, fetched.cache.from);
    const problem = await exportCache(run, { buildx, args, env: tools.buildEnv, cwd: tools.cwd });
    if (problem !== void 0) return [`The build cache was not written to ${cache.place}: ${problem}`];
    await saveCache(cache, service);
    return [];
  }
  async function writeMounts(log) {
    if (mounts === void 0) return [];
    const skipped = mounts.skipped.map((reason) => `Not all cache mounts are carried to the next run: ${reason}`);
    if (refused !== void 0) return [...skipped, `The content of cache mounts could not be put back: ${refused}`];
    const wanted = mounts.kept.key !== void 0 && mounts.mounts.length > 0 && service.problem() === void 0;
    return [...skipped, ...wanted && touchesMounts(log) ? await keepMounts(mounts, tools, service) : []];
  }
  return {
    from,
    async write(log) {
      return (await Promise.all([writeCache(log), writeMounts(log)])).flat();
    }
  };
}

// src/build/destination.ts
import { join as join3 } from "node:path";
function destinationOf({ delivery }, engine, folder, id) {
  const { kind, targets } = delivery;
  if (kind === "call" || kind === "files") return void 0;
  if (engine) return { kind: "engine", name: candidateName(targets[0]?.repository.name, id) };
  if (kind === "prove") return { kind: "layout", folder: join3(folder, "image") };
  return { kind: "registry", repositories: targets.map(({ repository }) => repository.name) };
}
function candidateName(repository, id) {
  return repository === void 0 ? `multiarch-build.local/candidate:${id}` : `${repository}:multiarch-build-${id}`;
}

// src/build/findings.ts
async function withFindings(failure, scene) {
  switch (failure?.kind) {
    case "no-space": {
      const disks = scene.folders.flatMap((folder) => describeDisk(folder) ?? []);
      return disks.length === 0 ? failure : failure.with(disks.join(", "));
    }
    case "builder-lost":
      return await withLastWords(failure, scene).catch(() => failure);
    default:
      return failure;
  }
}
var ASKED = 5;
var PAUSE = 300;
async function withLastWords(failure, { engine, builder, clock }) {
  const names = await engine.containers({ name: `buildx_buildkit_${builder}` });
  for (let asked = 1; asked <= ASKED && names.length > 0; asked += 1) {
    const states = await Promise.all(names.map(async (name) => ({ name, state: await engine.container(name) })));
    for (const { name, state } of states) {
      const end = state && endOf(state);
      if (end === void 0) continue;
      const words = state?.log.map((line) => printableLine(line));
      return failure.with(`its container ${name} ${end}`, words);
    }
    await clock.sleep(PAUSE);
  }
  return failure;
}
function endOf({ running, restarted, exitCode, outOfMemory }) {
  const why = outOfMemory ? ", out of memory" : exitCode === 137 ? ", killed" : "";
  if (!running) return `ended with status ${exitCode}${why}`;
  return restarted ? `died and was started again${why}` : void 0;
}

// src/image/engine-candidate.ts
function engineCandidate(engine, name) {
  return {
    read: () => read(engine, name),
    runnable: async () => name
  };
}
async function read(engine, name) {
  const stored = await engine.image(name);
  if (stored === void 0) throw new ActionError(`the build ended well, yet the engine has no image ${name}`);
  const lost = stored.manifests.find(({ available }) => !available);
  if (lost !== void 0) {
    throw new ActionError(`the engine's store lacks content of ${lost.digest}, so a push would be incomplete`, {
      hint: "Something removed it while the build ran (a `docker system prune` beside it?). Run the job again."
    });
  }
  const children = stored.manifests.filter(({ kind }) => kind !== "attestation");
  if (!isIndex(stored.mediaType)) {
    const platform = platformOf(stored.platform);
    const size = children.reduce((sum, child) => sum + child.size, 0);
    return {
      digest: stored.id,
      mediaType: stored.mediaType,
      platforms: [{ platform, digest: stored.id, size, configured: platform }],
      attestations: []
    };
  }
  const platforms = await Promise.all(
    children.map(
      async (child) => ({
        platform: platformOf(child.platform),
        digest: child.digest,
        size: child.size,
        configured: platformOf(await configured(engine, name, child.platform))
      })
    )
  );
  return {
    digest: stored.id,
    mediaType: stored.mediaType,
    platforms,
    attestations: stored.manifests.flatMap(attestation)
  };
}
async function configured(engine, name, platform) {
  const image = await engine.image(name, platform);
  if (image === void 0)
    throw new ActionError(`the engine lists ${platform.os}/${platform.architecture} in ${name} and does not find it`);
  return image.platform;
}
function attestation({
  kind,
  digest,
  attests
}) {
  return kind === "attestation" && isDigest(attests) ? [{ digest, of: attests }] : [];
}

// src/image/layout.ts
import { readFile as readFile4, stat as stat2 } from "node:fs/promises";
import { join as join4 } from "node:path";
async function openLayout(path, run) {
  if ((await stat2(path)).isDirectory()) return (name) => readFile4(join4(path, name));
  return async (name) => {
    const finished = await run({ program: "tar", args: ["--extract", "--to-stdout", "--file", path, name] });
    if (!succeeded(finished)) throw new ActionError(`${path} does not hold ${name}`, { output: finished.stderr });
    return Buffer.from(finished.stdout);
  };
}
async function topOf(layout) {
  const [top] = parseIndex(await layout("index.json")).manifests;
  if (top === void 0) throw new ActionError("the OCI layout that buildx wrote holds no image");
  return top;
}
async function readLayout(layout) {
  const top = await topOf(layout);
  return readImage(top.digest, {
    async manifest(digest) {
      const bytes = await blob(layout, digest);
      return { mediaType: JSON.parse(bytes.toString()).mediaType ?? top.mediaType, bytes };
    },
    config: (digest) => blob(layout, digest)
  });
}
async function blob(layout, digest) {
  const bytes = await layout(blobName(digest));
  if (digestOf(bytes) === digest) return bytes;
  throw new ActionError(`the OCI layout holds other bytes under ${digest} than its digest says`);
}
function blobName(digest) {
  return `blobs/${digest.replace(":", "/")}`;
}

// src/image/load.ts
import { mkdtemp, symlink, writeFile as writeFile2 } from "node:fs/promises";
import { join as join5 } from "node:path";
async function loadLayout(folder, digest, names, tools) {
  const layout = await openLayout(folder, tools.run);
  const top = await topOf(layout);
  const loaded = digest === void 0 || digest === top.digest ? top : await descriptorOf(layout, digest);
  const staging = await mkdtemp(`${folder}-`);
  await symlink(join5(folder, "blobs"), join5(staging, "blobs"));
  const files2 = tools.containerdStore ? { "oci-layout": { imageLayoutVersion: "1.0.0" }, "index.json": indexOf(loaded, names) } : { "manifest.json": dockerManifest(parseManifest(await blob(layout, loaded.digest)), names) };
  for (const [name, value] of Object.entries(files2)) await writeFile2(join5(staging, name), JSON.stringify(value));
  const archive = `${staging}.tar`;
  const pack = ["--create", "--dereference", "--file", archive, "--directory", staging, "blobs", ...Object.keys(files2)];
  await insist(tools.run({ program: "tar", args: pack }), "packed");
  await insist(
    tools.run({ program: "docker", args: ["load", "--quiet", "--input", archive], env: tools.env }),
    "loaded into the engine"
  );
}
async function descriptorOf(layout, digest) {
  const bytes = await blob(layout, digest);
  return { mediaType: JSON.parse(bytes.toString()).mediaType, digest, size: bytes.length };
}
function indexOf(descriptor, names) {
  const manifests = names.map((name) => ({ ...descriptor, annotations: { "io.containerd.image.name": name } }));
  return { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests };
}
function dockerManifest({ config, layers }, names) {
  return [{ Config: blobName(config.digest), RepoTags: names, Layers: layers.map((layer) => blobName(layer.digest)) }];
}
async function insist(pending, done) {
  const finished = await pending;
  if (succeeded(finished)) return;
  throw new ActionError(`the image could not be ${done}: ${describeEnd(finished)}`, { output: finished.stderr });
}

// src/image/layout-candidate.ts
function layoutCandidate(folder, id, tools) {
  return {
    read: async () => readLayout(await openLayout(folder, tools.run)),
    async runnable({ platform, digest }) {
      const name = `multiarch-build.local/candidate-${slugOf(platform)}:${id}`;
      tools.onLoad(name);
      await loadLayout(folder, digest, [name], tools);
      return name;
    }
  };
}

// src/image/candidate.ts
function candidateAt(destination, digest, tools) {
  switch (destination.kind) {
    case "engine":
      return engineCandidate(tools.engine, destination.name);
    case "layout":
      return layoutCandidate(destination.folder, tools.id, tools);
    case "registry":
      if (digest === void 0 || tools.repository === void 0) {
        throw new ActionError("buildx pushed the image and did not tell its digest", {
          hint: "Run the job again; if it stays, update buildx."
        });
      }
      return registryCandidate(tools.registry, tools.repository, digest, tools);
  }
}

// src/image/files.ts
import { resolve } from "node:path";
async function readFiles(files2, workspace, run) {
  const output = files2.find(({ type }) => type === "oci" || type === "docker");
  if (output?.attributes.dest === void 0) return void 0;
  return readLayout(await openLayout(resolve(workspace, output.attributes.dest), run));
}

// src/image/offered.ts
async function withOffer(failure, registry, mirrors) {
  if (failure?.image === void 0) return failure;
  const { name, reference } = splitReference(failure.image);
  for (const repository of repositoriesOf(name, mirrors)) {
    const platforms = await platformsOf(registry, repository, reference).catch(() => []);
    if (platforms.length > 0) return failure.with(`it has ${platforms.join(", ")}`);
  }
  return failure;
}
async function platformsOf(registry, repository, reference) {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === void 0 || !isIndex(manifest.mediaType)) return [];
  const { images } = splitIndex(parseIndex(manifest.bytes).manifests);
  return images.flatMap(({ platform }) => platform === void 0 ? [] : [formatPlatform(platformOf(platform))]);
}
function repositoriesOf(name, mirrors) {
  const own = parseRepository(name);
  if (typeof own === "string") return [];
  const mirrored = own.registry === "docker.io" ? mirrors.map((host) => parseRepository(`${host}/${own.path}`)) : [];
  return [...mirrored, own].filter((repository) => typeof repository !== "string");
}
function splitReference(text2) {
  const [tagged = "", digest] = text2.split("@");
  const [, name = tagged, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(tagged) ?? [];
  return { name, reference: digest ?? tag };
}

// src/image/foreign-base.ts
var LARGEST_CONFIG = 4 * 2 ** 20;
async function findLoneBases(platforms, registry, mirrors) {
  const images = [...new Set(platforms.flatMap(({ base }) => base?.image ?? []))];
  const found = await Promise.all(
    images.map(async (image) => ({ image, platform: await lonePlatform(image, registry, mirrors) }))
  );
  return found.flatMap(({ image, platform }) => platform === void 0 ? [] : { image, platform });
}
function refuseForeignBase(platforms, lone, file) {
  for (const { platform, base } of platforms) {
    const found = lone.find(({ image }) => image === base?.image);
    if (base === void 0 || found === void 0 || isSameProcessor(found.platform, platform)) continue;
    const [foreign, asked] = [formatPlatform(found.platform), formatPlatform(platform)];
    throw new ActionError(
      `${file}:${base.line}: ${base.image} exists for ${foreign} only, so the ${asked} image would hold ${foreign} programs`,
      {
        hint: "No tag was moved. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`."
      }
    );
  }
}
async function lonePlatform(image, registry, mirrors) {
  const { name, reference } = splitReference(image);
  for (const repository of repositoriesOf(name, mirrors)) {
    try {
      const head = await registry.headManifest(repository, reference);
      if (head === void 0) continue;
      if (!isManifest(head.mediaType)) return void 0;
      const manifest = await registry.getManifest(repository, head.digest);
      if (manifest === void 0) continue;
      const { config } = parseManifest(manifest.bytes);
      return platformOf(parseConfigPlatform(await registry.getBlob(repository, config.digest, LARGEST_CONFIG)));
    } catch {
    }
  }
  return void 0;
}
function isSameProcessor(a, b) {
  return a.os === b.os && a.architecture === b.architecture;
}

// src/plan/describe.ts
function describePlan(plan) {
  const rows = [
    ...plan.platforms.map(
      ({ platform, execution, reason }) => [formatPlatform(platform), `${execution} (${reason})`]
    ),
    ["emulators", plan.emulators.length === 0 ? "none to register" : `${plan.emulators.join(", ")} to register`],
    ["builder", describeBuilder(plan.builder)],
    ["cache", describeCache(plan.cache)],
    ["result", describeDelivery(plan.delivery)],
    ...tagsOf(plan.delivery).map((reference, i) => [i === 0 ? "tags" : "", reference])
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
function describeBuilder(builder) {
  switch (builder.kind) {
    case "engine":
      return `the engine's own (${builder.reason})`;
    case "existing":
      return `${builder.name} (${builder.reason})`;
    case "new":
      return `${builder.name}, ${builder.driver} (${builder.reason})`;
  }
}
function describeCache({ from, kept, to, inline, place, reason }) {
  if (place === void 0) return "none";
  const parts = [
    from.length > 0 || kept.length > 0 ? "read" : "",
    to.length > 0 || inline ? `written (${reason})` : `not written (${reason})`
  ];
  return `${place}: ${parts.filter((part) => part !== "").join(", ")}`;
}
function describeDelivery({ kind, load: load2, files: files2 }) {
  const parts = {
    publish: "proved, then published",
    parts: "pushed untagged and proved; `merge` publishes it",
    prove: "proved, published nowhere",
    files: `files: ${files2.map(({ type }) => type).join(", ")}`,
    call: "nothing is built"
  };
  return load2 ? `${parts[kind]}; loaded into the engine` : parts[kind];
}
function tagsOf({ targets }) {
  return targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
}

// src/plan/foreign-code.ts
import { dirname, isAbsolute, resolve as resolve2 } from "node:path";
function foldersOfCode({ build: build2, result }, { eventName, workspace }) {
  if (eventName !== "pull_request_target" || !(result.push || result.pushByDigest)) return [];
  const { context, file, buildContexts } = build2;
  const folders = [
    ...context.kind === "path" ? [context.path] : [],
    ...file === void 0 || context.kind === "git" ? [] : [dirname(resolve2(workspace, file))],
    ...buildContexts.map(({ value }) => value).filter(isAbsolute)
  ];
  return [...new Set(folders)];
}
function refuseForeignCode(request, job, commits) {
  const { build: build2, result } = request;
  if (job.eventName !== "pull_request_target" || !(result.push || result.pushByDigest)) return;
  const head = job.event.pull_request?.head;
  const isHead = ({ revision, parents }) => revision === head?.sha || parents.includes(head?.sha ?? "");
  const urls = [
    build2.context.kind === "git" ? build2.context.url : "",
    ...build2.buildContexts.map(({ value }) => value)
  ];
  const checkedOut = commits.some((commit) => commit !== void 0 && isHead(commit));
  if (!checkedOut && !urls.some((url) => namesHead(url, head, job.repository))) return;
  throw new ActionError(
    "push: the code of a pull request is checked out on pull_request_target, which has this repository's rights, so nothing is built",
    { hint: "Build it on `pull_request`, and publish after the merge; here, check out the base and push that." }
  );
}
function namesHead(url, head, repository) {
  const [address = "", fragment = ""] = url.split("#");
  const [ref = ""] = fragment.split(":");
  const fork = head?.repo?.full_name;
  return head?.sha !== void 0 && url.includes(head.sha) || /^refs\/pull\//.test(ref) || head?.ref !== void 0 && [head.ref, `refs/heads/${head.ref}`].includes(ref) || fork !== void 0 && fork !== repository && address.replace(/\.git$/, "").endsWith(`/${fork}`);
}

// src/publish/leave-part.ts
async function leavePart(part) {
  const { record, pattern, artifacts, id } = part;
  const tagged = pattern === void 0 ? [] : await tagPart(part, pattern);
  try {
    await artifacts.leave(recordName(record, id), RECORD.file, JSON.stringify(record));
    return [];
  } catch (error) {
    if (!(error instanceof NoArtifactService)) throw error;
  }
  const tags = tagged.length > 0 ? tagged : await tagPart(part, PART_TAG);
  const without = "There is no artifact service here";
  return tags.length > 0 ? [`${without}: merge finds this part as ${tags.map(formatTagged).join(", ")}`] : [`${without}, and without \`tags\` no tag for this part: give the digests to merge as \`digests\``];
}
async function tagPart({ record, platforms, repository, naming, registry }, pattern) {
  const tags = platforms.flatMap((platform) => partTag(pattern, naming, platform) ?? []);
  if (tags.length === 0) return [];
  const manifest = await registry.getManifest(repository, record.digest, { justWritten: true });
  if (manifest === void 0)
    throw new ActionError(`${repository.name} does not hold ${record.digest}, which was pushed`);
  await Promise.all(tags.map((tag) => registry.putManifest(repository, tag, manifest)));
  return tags.map((tag) => ({ repository, tag }));
}

// src/publish/load.ts
async function load(engine, image, place, targets, tools) {
  switch (place.kind) {
    case "engine":
      await tagAll(place.name, targets, engine);
      break;
    case "layout": {
      const digest = tools.containerdStore ? void 0 : image.platforms[0]?.digest;
      await loadLayout(place.folder, digest, fullNames(targets), tools);
      break;
    }
    case "registry":
      await pull(engine, image, targets, tools);
  }
  if (tools.containerdStore) await checkLoaded(engine, image, targets);
}
var PATIENCE3 = 20 * 6e4;
async function pull(engine, image, targets, { run, env, retry: policy }) {
  const target = targets.find(({ tags }) => tags.length > 0) ?? targets[0];
  if (target === void 0) return;
  const name = pullable(target, image);
  for (const { platform } of image.platforms) {
    await retry(() => pullPlatform(formatPlatform(platform)), policy, judgeWords("transient"));
  }
  await tagAll(name, targets, engine);
  async function pullPlatform(platform) {
    const args = ["pull", `--platform=${platform}`, name];
    const finished = await run({ program: "docker", args, env, idle: PATIENCE3 });
    if (succeeded(finished)) return;
    const message = `${name} could not be loaded into the engine for ${platform}: ${describeEnd(finished)}`;
    throw new ActionError(message, { output: finished.stderr });
  }
}
function pullable({ repository, tags: [tag] }, { digest }) {
  return tag === void 0 ? formatDigested(repository, digest) : formatTagged({ repository, tag });
}
async function tagAll(name, targets, engine) {
  for (const { repository, tags } of targets) {
    for (const tag of tags) await engine.tag(name, repository.name, tag);
  }
}
async function checkLoaded(engine, image, targets) {
  for (const { repository, tags } of targets) {
    for (const tag of tags) {
      const name = formatTagged({ repository, tag });
      const stored = await engine.image(name);
      const isWhole = stored?.manifests.every(({ kind, available }) => kind !== "image" || available) ?? false;
      if (stored?.id === image.digest && isWhole) continue;
      throw new ActionError(`${name} was loaded into the engine, which does not hold all of ${image.digest}`, {
        hint: "Run the job again; if it stays, look whether something removes images while it runs."
      });
    }
  }
}
function fullNames(targets) {
  return targets.flatMap(({ repository: { registry, path }, tags }) => tags.map((tag) => `${registry}/${path}:${tag}`));
}

// src/report/annotations.ts
import { basename } from "node:path";
function annotationsOf(log, dockerfile, failure) {
  const warnings = log.warnings.toSorted((a, b) => (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0)).map(({ short, url, file, lines }) => {
    const [, rule, message2 = short] = /^(\w+): (.*)$/.exec(short.replace(/ \(line \d+\)$/, "")) ?? [];
    const [line, endLine] = lines ?? [void 0, void 0];
    const place2 = placeOf(dockerfile, file, line, endLine, rule ?? "Dockerfile");
    return { level: "warning", message: url === void 0 ? message2 : `${message2} (${url})`, place: place2 };
  });
  if (failure === void 0) return warnings;
  const { place } = failure;
  const message = failure.hint === void 0 ? failure.message : `${failure.message}. ${failure.hint}`;
  const where = placeOf(dockerfile, place?.file, place?.line, place?.endLine, "Build failed");
  return where === void 0 ? warnings : [...warnings, { level: "error", message, place: where }];
}
function placeOf(dockerfile, file, line, endLine, title) {
  if (dockerfile === void 0 || file === void 0 || line === void 0) return void 0;
  return basename(dockerfile) === basename(file) ? { file: dockerfile, startLine: line, endLine, title } : void 0;
}

// src/report/compose.ts
function composeReport({ plan, builder, log, metadata, image, tags, answer, seconds, notices }) {
  const { delivery } = plan;
  const emulated = (name) => plan.platforms.some(({ foreign }) => foreign.some((platform) => formatPlatform(platform) === name));
  const steps = timedSteps(log, emulated);
  const tagged = delivery.kind === "publish" || delivery.load;
  const pushed = delivery.kind === "publish" || delivery.kind === "parts";
  return {
    result: resultOf(plan, answer),
    title: delivery.targets[0]?.repository.name ?? titleOf(plan),
    digest: image?.digest ?? metadata?.digest,
    repositories: pushed ? delivery.targets.map(({ repository }) => repository) : [],
    tags: tags ?? (tagged ? delivery.targets.flatMap(({ repository, tags: tags2 }) => tags2.map((tag) => ({ repository, tag }))) : []),
    version: plan.naming.version,
    imageId: metadata?.configDigest ?? metadata?.digest,
    platforms: plan.platforms.map((platform) => platformReport(platform, image, log, steps)),
    builder,
    driver: driverOf(plan.builder),
    driverReason: plan.builder.reason,
    cacheHit: cachedShare(log),
    cache: describeCache2(plan.cache),
    seconds,
    notices,
    steps,
    metadata: metadata === void 0 ? {} : withoutEvent(metadata.json)
  };
}
function describeCache2({ from, kept, to, inline, place, reason }) {
  if (place === void 0) return void 0;
  const read2 = from.length > 0 || kept.length > 0 ? `Read from ${place}` : `Not read from ${place}`;
  return `${read2}, ${to.length > 0 || inline ? "and written" : "not written"}: ${reason}.`;
}
function platformReport({ platform, execution }, image, log, steps) {
  const built = image?.platforms.find((other) => samePlatform(platform, other.platform));
  const name = formatPlatform(platform);
  return {
    platform,
    digest: built?.digest,
    size: built?.size,
    execution,
    seconds: platformSeconds(steps, name),
    cached: cachedShare(log, name),
    attestation: image?.attestations.find(({ of }) => of === built?.digest)?.digest
  };
}
function resultOf({ delivery, request }, answer) {
  switch (delivery.kind) {
    case "publish":
      return { kind: "published" };
    case "parts":
      return { kind: "pushed-by-digest" };
    case "prove":
      return { kind: delivery.load ? "loaded" : "built" };
    case "files":
      return { kind: "written", destinations: delivery.files.map(({ type, attributes }) => attributes.dest ?? type) };
    case "call":
      return { kind: "called", call: request.build.call ?? "", text: answer };
  }
}
function titleOf({ request: { build: build2 } }) {
  return build2.context.kind === "git" ? build2.context.url : build2.context.path.split("/").at(-1) ?? "";
}
function driverOf(builder) {
  return builder.kind === "engine" ? "docker" : builder.driver;
}
function withoutEvent(json) {
  if (Array.isArray(json)) return json.map(withoutEvent);
  if (typeof json !== "object" || json === null) return json;
  const kept = Object.entries(json).filter(([name]) => !name.startsWith("github_event"));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutEvent(value)]));
}

// src/setup/buildx-binary.ts
import { createHash as createHash2 } from "node:crypto";
import { createReadStream as createReadStream2 } from "node:fs";
import { chmod, copyFile, mkdir as mkdir2, rm as rm3 } from "node:fs/promises";
import { basename as basename2, join as join6 } from "node:path";
import { pipeline } from "node:stream/promises";

// src/setup/buildx-releases.ts
var BUILDX_RELEASES = {
  "v0.36.1": {
    amd64: "48af8a397ebd60178778bf63611dbcebe5f5e7a9be90eb9147b24b9587455778",
    arm64: "5d0cafd9d16afe1a0f0d9529885344ace2cc99efdd531b6c783c5455a6001569"
  },
  "v0.36.0": {
    amd64: "07823fdfcd82a41be90155a8b16876c1a780a6462de805a9f3f63b3119ccfb99",
    arm64: "70382de03915c07c488ae4ddc4f7e169ee978f953e754ecfce110ba017e0132b"
  },
  "v0.35.0": {
    amd64: "d41ece72044243b4f58b343441ae37446d9c29a7d6b5e11c61847bbcf8f7dfda",
    arm64: "c4248d6cbc4a619a7e0b4609c11e509ad4ac0b475e1c64817c0ac20c5d90c766"
  },
  "v0.34.1": {
    amd64: "f1332ddb9010bd0b72628266c3a906d9a6979848033df4c8d9bd2cd113bae12b",
    arm64: "c34e32dd6ea2653d960d6c099c9f09b9077e4a37504d2d31e5066eccc3904231"
  },
  "v0.34.0": {
    amd64: "0144479d5a1cd710be3464ae898628cfa68033e16b225aef52f81930c45ac9b5",
    arm64: "565605fe0bb393ed5d11771e5b52fc7ef05c701868861fa85609747c9d74a440"
  },
  "v0.33.0": {
    amd64: "9426a15411f35f635afef3f5d3bae53155c3e30d26dee430cc968e13d34be49f",
    arm64: "204dc28447d3bb48f42ed1ce5747e0885cd57e306506a39029311becdb1ef786"
  },
  "v0.32.1": {
    amd64: "2bbc1b8ebc9a05287b01bc2fe6633ec5e2f53d58ee955ae69756d668e7098e5e",
    arm64: "f03767cb0149759d409cd600b915bce764175ffda6eb3e86e14cc84a5637176a"
  },
  "v0.32.0": {
    amd64: "1cdd7b29429bb97796ce9b76330412aa1e6f8627b9b12a4c53d556f6fee59c93",
    arm64: "cd0690b2d1b91ec9b799c34340e4ca8456845f5c053ef38775388290369aace1"
  },
  "v0.31.1": {
    amd64: "dc8eaffbf29138123b4874d852522b12303c61246a5073fa0f025e4220317b1e",
    arm64: "963c674c558dad2eefd42304a09020329a196ed16819b72396e7657eb69f031b"
  },
  "v0.31.0": {
    amd64: "39cc424a730d8b7364c23a137582cb29e7f024b175bb595001ff6f90121b005b",
    arm64: "3192d6deafed620132da1acd7c68499e163c814bc2be988a3eb2c5302764a30a"
  },
  "v0.30.1": {
    amd64: "c37114fcd034025ec68e224657c8a5a850df472ded3ddcbca75ad3a7ebb9710d",
    arm64: "31d012d52d6df68aef4b55db62330967b562811f0de30cdfaa4505f314797c76"
  },
  "v0.30.0": {
    amd64: "460680948a25b80e62ffe085cd2d7ef4088540f3f3f58734b445a31534198240",
    arm64: "f8e060a1a1e659d1c919d440652775320e8c2998b051eb4b5845bfcee9d85696"
  },
  "v0.29.1": {
    amd64: "7d2d7d6d4680aa349614965aaa33ccec43f1a9a21e908a5ce4cb6adfa5ad5141",
    arm64: "50e85c4e290b698908421161c1aee069bcc5d4a65b7b7201bfac3a176b223a7e"
  },
  "v0.29.0": {
    amd64: "d02d47061bede1b90d34bf6562a5f39e686773e97cf9d00e7114b3c1e269e524",
    arm64: "14e50940aef67c4b46f6b03a5ccc3851a30f883e751a61048a4bc80b8832a840"
  },
  "v0.28.0": {
    amd64: "696bc104bac3bb708eff1af3f8bbc09fda0fd88f5757c1f9b404a35117889224",
    arm64: "4e850583cc68ffd8d739ddb8a782b83f2ef9d3bf437ae7c44da4fbfde2613a8e"
  },
  "v0.27.0": {
    amd64: "4f5e5a1b6dd0d6ff8476c8def7602d1eeedcb6f602e8dcd45079d352247eba06",
    arm64: "e3519d085710d2502c673380f763596ae0b378d0ae8976ccbb14adaed82327ef"
  },
  "v0.26.1": {
    amd64: "9451034b6ca5354e8bf88a2002a413aedabf110fd0f12ebb0b2f2cc241be8e41",
    arm64: "b610d3c24836b2e7fecab5ef2c9466239a0f0156993a0406ea58943b87bff918"
  },
  "v0.26.0": {
    amd64: "a918c0b8bef7c710a1c6fd74d2d0fce22880226d7662476bd97a82390ce87368",
    arm64: "1685db43ee1131cba9ffab605b68ff418353181454da75b76a8a335fee8553e1"
  },
  "v0.25.0": {
    amd64: "4104d79a791a8744c0b43fd5bd0a6172dff29040c5229946a1cdb2d27b0b5bfa",
    arm64: "f07063844bb750172c1f25cef61b07a8314d24bedffc015517b3ec4016b16de8"
  },
  "v0.24.0": {
    amd64: "c41ed17ec05b6ebb50eeb02fb26cce90f16cd260b8d26ce73963428c6b2d6508",
    arm64: "ad33819d085a635e3b4400a412bd2b4e943bfbc830366d78f50579bae48f8053"
  },
  "v0.23.0": {
    amd64: "55838fdd095084e158e06a63635a07fe8a8bc6cb4db507f203394dc1ffa7fb8b",
    arm64: "50b0b14770127b292e3e2f756d0137152b08afc1d7daa09f49d2b6e6fa1b1b81"
  },
  "v0.22.0": {
    amd64: "805195386fba0cea5a1487cf0d47da82a145ea0a792bd3fb477583e2dbcdcc2f",
    arm64: "6e9e455b5ec1c7ac708f2640a86c5cecce38c72e48acff6cb219dfdfa2dda781"
  },
  "v0.21.3": {
    amd64: "47f456339ca8926efcb7266f700a3bbb8a472585d977e7e2f6f22242ea6531c6",
    arm64: "90157681a0a033b285e80d3350741452d7647994fb371c9ee3a423f2ca4f22cc"
  },
  "v0.21.2": {
    amd64: "b13bee81c3db12a4be7d0b9d042b64d0dd9ed116f7674dfac0ffdf2a71acfe3d",
    arm64: "7e21e62eae3243e476411c9bbe93b8ee59b5d62ddf075c527d168174c3ab3a04"
  },
  "v0.21.1": {
    amd64: "7f355525bfaf411302570b705118181b720f18071f4be3f0eaac7b2297d826e2",
    arm64: "42d5cee287ec7426de5252276a05f3ea565ac2d65d62d052b885a84dd54152d5"
  },
  "v0.21.0": {
    amd64: "90f154aff1b1b0010ca3e59f473a59a86b5fdf34ca1196829c622c4fbf5e92fe",
    arm64: "5543113b559ca523726c8979defa24466e451dbfa6ffe42c278d22a3f76a327a"
  },
  "v0.20.1": {
    amd64: "8c38f60308a895fa570f1410e453c5de11aafd65a99fa99965d96d24b6225a78",
    arm64: "f7d867e9f1a3c00b32dd580f56594e229df05e3fb1b083b7099c91c2e7d2ce1e"
  },
  "v0.20.0": {
    amd64: "8b21d3ce1011c4c072d64d4a7311c591cf1c2eb6b35bfdfe28f8e0b76e51621b",
    arm64: "838f009f34da70a74cf3c835178b8686bc1e5f47509add274a6ee22f70620521"
  },
  "v0.19.3": {
    amd64: "32ed111e941e385c2fb8261eba06a4056915718fd606f8278834ac1931d261a2",
    arm64: "138b587399b27bb61945a36d67866177b85dea1155101a2be63c7ab715f18a2e"
  },
  "v0.19.2": {
    amd64: "a5ff61c0b6d2c8ee20964a9d6dac7a7a6383c4a4a0ee8d354e983917578306ea",
    arm64: "bd54f0e28c29789da1679bad2dd94c1923786ccd2cd80dd3a0a1d560a6baf10c"
  },
  "v0.19.1": {
    amd64: "153eace3d30c9efe9a7b94ea06c9d15ace59c8e6268d3481b8c175bd3df020f9",
    arm64: "9ecffda0a356957827de6b4ed86b151b420e84f81b2a58e2e2735506336ab891"
  },
  "v0.18.0": {
    amd64: "4fe2eb90ac22b27fa03734899fcf814aa1e214a4952b9b30b20d551baf1d9a5c",
    arm64: "da9742321bb462547ebde69bf8420ac07b2a2c80fb57260f539bfc9f312becd6"
  },
  "v0.17.1": {
    amd64: "aa7a9778349e1a8ace685e4c51a1d33e7a9b0aa6925d1c625b09cb3800eba696",
    arm64: "de05dccd47932eb9fd6e63781ab29d2b0b2c834bbdd19b51d7ea452b1fe378d3"
  },
  "v0.17.0": {
    amd64: "6c65b3a80fd65312ed4949b76d10077c304ea013e78251a91cb0990562ee82a6",
    arm64: "8a971c4c9019f646fe9ac73c7e1cc3593a1246d43ddd9da24c588d1d93ca4c4e"
  },
  "v0.16.2": {
    amd64: "43e4c928a0be38ab34e206c82957edfdd54f3e7124f1dadd7779591c3acf77ea",
    arm64: "775f1ab64aa0e5d901dcc6ecf6843ec3261f27476873760711aa362b403f61f3"
  },
  "v0.16.1": {
    amd64: "62c2cb471c765b48a2b6fd0c09c8149b789695eb631bc1b7b60c047f75907f3f",
    arm64: "024f62e6bcd20d29f9ab45ecb49963f93311991465dddc62b8d8a32443aa36ce"
  },
  "v0.16.0": {
    amd64: "9a9a6ca0b929a57db01020fb226b1a2ea2bc57eba63d4adec46c43d0009506e2",
    arm64: "1aa8f0438866c706654a6dd96e211e509d42b16b1a0e66c1777c95edb2f14f49"
  },
  "v0.15.1": {
    amd64: "8d486f0088b7407a90ad675525ba4a17d0a537741b9b33fe3391a88cafa2dd0b",
    arm64: "13f4ffd2b6922e941d6b6a9faee73ec9b8cab5b309ef90dfadf48142c2a47f34"
  },
  "v0.15.0": {
    amd64: "6569bb8b026b56d49a31aca80b61b4d0da1dbbf23ad6c925752790a9a350c9c5",
    arm64: "ad23578106a3a4f0a7bc9d8bdc9ba9155fa7b19889fba46f8f2c59fb10ab73fb"
  },
  "v0.14.1": {
    amd64: "68e4f8895331ade982de8085a8c137b8af65f3ef95040b6c6113552243638508",
    arm64: "82e776e50a84293c160e8c89c125b7a86295c7aa7f30751d6a7c051c171762c1"
  },
  "v0.14.0": {
    amd64: "32f8f17eca35bf2efe6c0e47f40e4692a876f34531b421efc984799a5b41226e",
    arm64: "38bf0ea9c48743edb8243f14272be65a2bad7092228068337aea584309ea664c"
  },
  "v0.13.1": {
    amd64: "3e2bc8ed25a9125d6aeec07df4e0211edea6288e075b524160ef3fd305d3d74c",
    arm64: "3ba35a5d38361a64b62aeb9d20acc835ff6862a711cb438e610026b29c0ac489"
  },
  "v0.13.0": {
    amd64: "ddd69ee2ca3dd61760e771dcd2f3453dc677dfeb42c9484cc2321b96bc1b7c57",
    arm64: "fa36eb4deab2fac6ddf5fdeddcf16999bc9d5fb1d632e0ba7e572b519df8a656"
  },
  "v0.12.1": {
    amd64: "716321df8ca9c82ffe96f37e9f4aa1199d4969795836dbd57ef72d12e3ac5085",
    arm64: "fb72d627f2ee080bba70375c367f4292867821e29ca9a8cf485622f6ede8f436"
  },
  "v0.12.0": {
    amd64: "7c393b92c148a0ce26c76a2abc99960be1d1097f0471978d41dc51d0c1a4471e",
    arm64: "781caebb36551b035cb9dcfaf91088543d09c73c4a2549341e6417d86b8bbb50"
  }
};

// src/setup/buildx-binary.ts
var ARCHITECTURES = { x64: "amd64", arm64: "arm64" };
function chooseRelease(asked, processor = process.arch, releases = BUILDX_RELEASES) {
  const known = Object.keys(releases);
  const version = asked === "latest" ? known[0] : asked;
  const release3 = version === void 0 ? void 0 : releases[version];
  const wrong = (message, hint) => new InputError([{ input: "buildx-version", message, hint }]);
  if (version === void 0 || release3 === void 0) {
    throw wrong(`${asked} is not known here, so it cannot be verified`, `write latest, or one of ${known.join(", ")}`);
  }
  const architecture = ARCHITECTURES[processor];
  if (architecture === void 0) {
    throw wrong(`none is known for the processor ${processor}`, "install buildx on the runner and leave this empty");
  }
  return { version, architecture, sha256: release3[architecture] };
}
var RELEASES = "https://github.com/docker/buildx/releases/download";
var TOOL = "multiarch-build-buildx";
async function fetchBuildx(release3, source) {
  const { path, temp, service, notice, releases = RELEASES } = source;
  const name = `buildx-${release3.version}.linux-${release3.architecture}`;
  const key = `multiarch-build/${name}`;
  const kept = { folder: join6(keptRoot(temp), name), prefixes: [key], key };
  const tools = await toolCache(release3);
  const take = async (file, from) => {
    await copyFile(file, path);
    if (await sha256Of(path) === release3.sha256) {
      await chmod(path, 493);
      return true;
    }
    await rm3(path);
    notice(`buildx ${release3.version} in ${from} is not what was released, and is not used`);
    return false;
  };
  const taken = async (file, from) => take(file, from).catch(() => false);
  const save = async () => {
    await mkdir2(kept.folder, { recursive: true });
    await copyFile(path, join6(kept.folder, name));
    await service.save(kept);
  };
  if (tools.found !== void 0 && await taken(join6(tools.found, name), "the runner's tool cache")) {
    return async () => {
    };
  }
  if (await service.restore(kept) !== void 0 && await taken(join6(kept.folder, name), "the cache service")) {
    return () => tools.add(path, name);
  }
  const url = `${releases}/${release3.version}/${name}`;
  const downloaded = await download(url, `${path}.download`);
  if (!await take(downloaded, url)) {
    throw new ActionError(`${url} is not the buildx ${release3.version} that was released`, {
      hint: "Look at what stands between the runner and the download: a proxy or a mirror answers with something else."
    });
  }
  await rm3(downloaded);
  return async () => {
    await Promise.all([tools.add(path, name), save()]);
  };
}
async function toolCache({ version, architecture }) {
  const tools = await import("./tool-cache-N2XCQ3PB.js");
  const semver = version.replace(/^v/, "");
  const ignore = () => void 0;
  return {
    found: await Promise.resolve().then(() => tools.find(TOOL, semver, architecture) || void 0).catch(ignore),
    add: async (path, name) => {
      await tools.cacheFile(path, name, TOOL, semver, architecture).catch(ignore);
    }
  };
}
async function download(url, path) {
  const { downloadTool } = await import("./tool-cache-N2XCQ3PB.js");
  try {
    return await downloadTool(url, path);
  } catch (cause) {
    throw new ActionError(`${basename2(url)} could not be downloaded: ${messageOf(cause)}`, {
      hint: `Allow the runner to reach ${new URL(url).host}, or install buildx on it and leave \`buildx-version\` empty.`,
      cause
    });
  }
}
async function sha256Of(path) {
  const hash = createHash2("sha256");
  await pipeline(createReadStream2(path), hash);
  return hash.digest("hex");
}

// src/setup/helper-image.ts
function helperFinder(registry, mirrors, log) {
  return async (reference) => {
    const helper = [BINFMT, BUILDKIT].find(({ pinned }) => pinned === reference);
    if (helper === void 0) return reference;
    const [path = "", digest = ""] = helper.pinned.replace(/^docker\.io\//, "").split(/:[^@]*@/);
    const tag = helper.usual.slice(helper.usual.lastIndexOf(":") + 1);
    for (const mirror of mirrors) {
      const repository = parseRepository(`${mirror}/${path}`);
      if (typeof repository === "string") continue;
      const has = async (name) => await registry.headManifest(repository, name).catch(() => void 0) !== void 0;
      const [hasPinned, hasUsual] = await Promise.all([digest, tag].map(has));
      if (hasPinned) return reference;
      if (!hasUsual) continue;
      log(`${path}: the mirror ${mirror} does not hold the pinned release, so its own "${tag}" is used`);
      return helper.usual;
    }
    return reference;
  };
}

// src/setup/builder.ts
import { existsSync } from "node:fs";
import { copyFile as copyFile2, mkdir as mkdir3, readFile as readFile5, writeFile as writeFile3 } from "node:fs/promises";
import { join as join7 } from "node:path";
async function makeBuilder(plan, platforms, setup) {
  if (plan.kind === "engine") return "default";
  if (plan.kind === "existing") await adopt(plan.name, setup);
  else await create(plan, setup);
  if (isElsewhere(plan)) await checkPlatforms(plan.name, platforms, setup);
  return plan.name;
}
async function checkPlatforms(name, platforms, { run, buildx, env, folder }) {
  const finished = await run({
    program: buildx,
    args: ["inspect", "--bootstrap", name],
    env: { ...env, BUILDX_CONFIG: folder.buildx }
  });
  if (!succeeded(finished)) {
    throw new ActionError(`the builder ${name} does not answer: ${describeEnd(finished)}`, { output: finished.stderr });
  }
  const offered = [...finished.stdout.matchAll(/^Platforms:\s*(.*)$/gm)].flatMap(
    ([, list2 = ""]) => list2.split(",").map((item) => item.replace("*", "").trim())
  );
  const missing = platforms.map(formatPlatform).filter((platform) => !offered.includes(platform));
  if (missing.length > 0) {
    throw new ActionError(
      `platforms: the builder ${name} cannot build ${missing.join(", ")}; its nodes offer ${offered.join(", ")}`,
      {
        hint: "Add a node for it to `nodes`, or register QEMU on a node (`driver-opts: qemu.install=true` on Kubernetes)."
      }
    );
  }
}
async function adopt(name, { folder, userConfig }) {
  const instances = join7(folder.buildx, "instances");
  await mkdir3(instances, { recursive: true });
  await copyFile2(join7(userConfig, "instances", name), join7(instances, name)).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
}
var PATIENCE4 = 5 * 6e4;
async function create(plan, setup) {
  const config = plan.keep ? setup.userConfig : setup.folder.buildx;
  if (plan.keep && existsSync(join7(config, "instances", plan.name))) return adopt(plan.name, setup);
  const configFile = plan.config === void 0 ? void 0 : join7(setup.folder.path, "buildkitd.toml");
  if (configFile !== void 0) await writeFile3(configFile, plan.config ?? "", { mode: 384 });
  if (!plan.keep) setup.ledger({ kind: "builder", name: plan.name, buildx: setup.buildx, config });
  const buildx = (args) => setup.run({
    program: setup.buildx,
    args,
    // without the event's payload, which buildx would otherwise hand to the builder for every image's provenance
    env: { ...setup.env, BUILDX_CONFIG: config, GITHUB_EVENT_PATH: void 0 },
    idle: PATIENCE4
  });
  const attempt = async () => {
    for (const [i, node] of plan.nodes.entries()) {
      await insist2(await buildx(createArguments(plan, node, { configFile, append: i > 0 })));
    }
    if (!existsSync(join7(config, "instances", plan.name))) {
      throw new ActionError("buildx ended well without making the builder", {
        hint: "Run the job again; if it stays, update buildx."
      });
    }
    await withdrawEntitlements(join7(config, "instances", plan.name), plan.nodes);
    await insist2(await buildx(["inspect", "--bootstrap", plan.name]));
  };
  const insist2 = async (finished) => {
    if (succeeded(finished)) return;
    await buildx(["rm", "--force", plan.name]);
    throw new ActionError(`the ${plan.driver} builder could not be made: ${describeEnd(finished)}`, {
      hint: "See what buildx says; where its helper image cannot be pulled, name another in `buildkit-image`.",
      output: finished.stderr
    });
  };
  await retry(attempt, setup.retry, judgeWords("final"));
  if (plan.keep) await adopt(plan.name, setup);
}
var ENTITLEMENT = "--allow-insecure-entitlement";
async function withdrawEntitlements(path, nodes) {
  const record = JSON.parse(await readFile5(path, "utf8"));
  const isUnasked = (flag, { buildkitdFlags, entitlements }) => flag === `${ENTITLEMENT}=network.host` && !entitlements.includes("network.host") && !buildkitdFlags?.includes("network.host");
  const Nodes = record.Nodes.map((node, i) => {
    const plan = nodes[i];
    return plan === void 0 ? node : { ...node, Flags: (node.Flags ?? []).filter((flag) => !isUnasked(flag, plan)) };
  });
  await writeFile3(path, JSON.stringify({ ...record, Nodes }));
}
function createArguments(plan, node, { configFile, append }) {
  const granted = node.entitlements.filter((name) => !node.buildkitdFlags?.includes(name));
  const flags = [...granted.map((name) => `${ENTITLEMENT}=${name}`), node.buildkitdFlags ?? ""].join(" ").trim();
  return [
    "create",
    `--name=${plan.name}`,
    `--driver=${plan.driver}`,
    ...append ? ["--append"] : [],
    ...node.name === void 0 ? [] : [`--node=${node.name}`],
    ...node.platforms.length === 0 ? [] : [`--platform=${node.platforms.map(formatPlatform).join(",")}`],
    ...node.driverOpts.map((opt) => `--driver-opt=${opt}`),
    ...flags === "" ? [] : [`--buildkitd-flags=${flags}`],
    ...configFile === void 0 || plan.driver === "remote" ? [] : [`--buildkitd-config=${configFile}`],
    ...node.endpoint === void 0 ? [] : ["--", node.endpoint]
  ];
}

// src/system/emulators.ts
import { readdir, readFile as readFile6 } from "node:fs/promises";
import { join as join8 } from "node:path";
var BINFMT2 = "/proc/sys/fs/binfmt_misc";
async function registeredEmulators(folder = BINFMT2) {
  const names = await readdir(folder).catch(() => void 0);
  if (names === void 0 || !names.includes("register")) return void 0;
  if (!(await readFile6(join8(folder, "status"), "utf8").catch(() => "")).startsWith("enabled")) return [];
  const emulators = names.filter((name) => name.startsWith("qemu-"));
  const entries = await Promise.all(emulators.map((name) => readFile6(join8(folder, name), "utf8").catch(() => "")));
  return emulators.filter((_, i) => works(entries[i] ?? "")).map((name) => name.slice("qemu-".length));
}
function works(entry) {
  return /^enabled$/m.test(entry) && /^flags:.*F/m.test(entry);
}

// src/setup/emulators.ts
var PATIENCE5 = 5 * 6e4;
async function registerEmulators(setup, { run, env, ledger, retry: policy }) {
  const name = `multiarch-build-binfmt-${setup.id}`;
  ledger({ kind: "container", name });
  const install = ["--rm", "--privileged", "--name", name, setup.image, "--install", setup.architectures.join(",")];
  const { answer, said } = await retry(
    async () => {
      const finished = await run({ program: "docker", args: ["run", ...install], env, idle: PATIENCE5 });
      const answer2 = parseAnswer(finished.stdout);
      if (succeeded(finished) && answer2 !== void 0) return { answer: answer2, said: finished.stderr };
      throw new ActionError(
        `the emulators for ${setup.architectures.join(", ")} could not be registered: ${setup.image} ended with ${describeEnd(finished)}`,
        {
          hint: "See what it says. On a runner that allows no privileged containers, register QEMU on the machine itself and set `qemu: never`.",
          output: finished.stderr
        }
      );
    },
    policy,
    judgeWords("final")
  );
  const table = setup.local ? await registeredEmulators() : void 0;
  const missing = setup.architectures.filter((architecture) => !isRegistered(architecture, answer, table));
  if (missing.length > 0) {
    throw new ActionError(`${setup.image} did not register an emulator for ${missing.join(", ")}`, {
      hint: "Set `qemu-image` to a release of tonistiigi/binfmt that has it, or build this platform on a native runner.",
      output: said
    });
  }
}
function isRegistered(architecture, answer, table) {
  if (table !== void 0) return table.includes(qemuName(architecture));
  return answer.emulators.includes(`qemu-${qemuName(architecture)}`) || answer.supported.some((platform) => platform.split("/")[1] === architecture);
}
function parseAnswer(text2) {
  try {
    const answer = JSON.parse(text2.slice(text2.indexOf("{")));
    return { supported: answer.supported ?? [], emulators: answer.emulators ?? [] };
  } catch {
    return void 0;
  }
}

// src/setup/prepare.ts
async function prepare(plan, preparation) {
  const platforms = plan.platforms.map(({ platform }) => platform);
  const [builder] = await Promise.all([
    Promise.all([withHelper(plan.builder, preparation.findHelper), preparation.buildxReady]).then(
      ([builder2]) => makeBuilder(builder2, platforms, preparation)
    ),
    emulate(plan, plan.emulators, preparation)
  ]);
  return builder;
}
async function withHelper(plan, findHelper) {
  if (plan.kind !== "new") return plan;
  const nodes = plan.nodes.map(async (node) => {
    const driverOpts = node.driverOpts.map(
      async (option) => option.startsWith("image=") ? `image=${await findHelper(option.slice("image=".length))}` : option
    );
    return { ...node, driverOpts: await Promise.all(driverOpts) };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}
async function emulate(plan, architectures, { host, id, findHelper, ...tools }) {
  if (architectures.length === 0) return;
  const local = host.emulators !== void 0;
  const image = await findHelper(plan.request.setup.qemuImage);
  await registerEmulators({ architectures, image, id, local }, tools);
}

// src/setup/sweep.ts
import { readdir as readdir2, rm as rm4 } from "node:fs/promises";
import { join as join9 } from "node:path";
var OURS = /multiarch-build(?:-binfmt)?-([0-9a-f]{14}-[0-9a-z]+-[0-9a-z]+-[0-9a-f]{6})/;
async function sweep(engine, temp, processes) {
  const isLeft = (name) => {
    const id = OURS.exec(name)?.[1];
    return id !== void 0 && isOver(id, processes);
  };
  const [containers, volumes, images, folders] = await Promise.all([
    engine.containers({ name: "multiarch-build-" }),
    engine.volumes("multiarch-build-"),
    engine.images(),
    readdir2(temp)
  ]);
  const removals = (names, remove) => names.filter(isLeft).map(async (name) => {
    await remove(name);
    return name;
  });
  const gone = await Promise.allSettled([
    ...removals(images, engine.untag),
    ...removals(folders, (name) => rm4(join9(temp, name), { recursive: true, force: true })),
    ...removals(containers, engine.removeContainer)
  ]);
  const states = await Promise.allSettled(removals(volumes, engine.removeVolume));
  return [...gone, ...states].flatMap((outcome) => outcome.status === "fulfilled" ? [outcome.value] : []);
}

// src/system/git.ts
async function headCommit(run, folder) {
  const args = ["-c", "safe.directory=*", "-C", folder, "cat-file", "--batch"];
  const finished = await run({ program: "git", args, input: "HEAD\n" }).catch(() => void 0);
  return finished !== void 0 && succeeded(finished) ? parseCommit(finished.stdout) : void 0;
}
function parseCommit(answer) {
  const [, revision] = /^([0-9a-f]{40,64}) commit \d+\n/.exec(answer) ?? [];
  const header = answer.split("\n\n", 1)[0] ?? "";
  const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(header) ?? [];
  const parents = [...header.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, parent = ""]) => parent);
  return revision === void 0 || seconds === void 0 ? void 0 : { revision, parents, date: new Date(Number(seconds) * 1e3) };
}

// src/system/host.ts
import { release } from "node:os";
async function readHost({ engine, endpoint, buildx, runs32BitArm: runs32BitArm2, namedBuilder }) {
  const [info, binary, emulators] = await Promise.all([engine.info(), buildx(), registeredEmulators()]);
  const local = endpoint.startsWith("unix://") && info.kernel === release();
  return {
    engine: info,
    buildx: binary,
    emulators: local ? emulators : void 0,
    runs32BitArm: local && info.architecture === "aarch64" && await runs32BitArm2(),
    certificates: certificateFiles("/etc/docker/certs.d"),
    namedBuilder
  };
}
async function runs32BitArm(run) {
  const finished = await run({ program: "setarch", args: ["linux32", "uname", "-m"] }).catch(() => void 0);
  return finished !== void 0 && succeeded(finished) && finished.stdout.startsWith("armv");
}

// src/action.ts
async function makeImage(request, surroundings) {
  var _stack = [];
  try {
    const { job, runner, run, http, ledger, enter, signal, files: files2 } = surroundings;
    const started = performance.now();
    const machine = thisMachine();
    const id = createRunId(machine, process.ppid);
    const endpoint = resolveEndpoint(job.env, files2.readOptional);
    const engine = createEngine(endpoint, http, files2.readOptional);
    const { host, plan } = await survey(request, surroundings, { engine, endpoint: endpoint.host, id });
    const swept = sweep(engine, job.temp, machine).catch(() => []);
    enter("setting up");
    const retry2 = { retries: request.conduct.retries, clock: systemClock, log: runner.info, signal };
    const workplace = __using(_stack, await openWorkplace({
      env: job.env,
      temp: job.temp,
      id,
      logins: request.login,
      endpoint,
      insecureRegistries: host.engine.insecureRegistries,
      ownBuildx: true,
      retry: retry2,
      run,
      http,
      ledger,
      readText: files2.readOptional
    }), true);
    const { registry, impatient, env } = workplace;
    const refused = new AbortController();
    const previous = previousDigests(plan.delivery.kind === "publish" ? plan.delivery.targets : [], registry);
    previous.catch((error) => refused.abort(error));
    const loneBases = findLoneBases(
      request.proof.verify ? plan.platforms : [],
      impatient,
      host.engine.mirrors.map(hostOf)
    );
    const product = await produce(
      plan,
      { host, id, engine, retry: retry2, workplace },
      { ...surroundings, run: until(refused.signal, run) }
    );
    enter("proving the image");
    const tools = {
      engine,
      registry,
      repository: plan.delivery.targets[0]?.repository,
      id,
      run,
      env,
      containerdStore: host.engine.containerdStore,
      onLoad: (name) => ledger({ kind: "image", name })
    };
    const image = await prove(plan, product, tools, { ...surroundings, loneBases });
    enter("publishing");
    const released = image === void 0 ? NOTHING : await release2(
      plan,
      image,
      product.place,
      { ...tools, retry: retry2, previous: await previous, folder: workplace.folder.path },
      surroundings
    );
    const seconds = () => (performance.now() - started) / 1e3;
    const facts = { plan, ...product, image: released.image ?? image, tags: released.tags };
    const report = composeReport({ ...facts, seconds: seconds(), notices: [] });
    setOutputs(report, runner);
    const notices = [...released.notices, ...await product.written];
    for (const name of await swept) runner.info(`removed ${name}, left behind by a run that died`);
    await tell({ ...report, seconds: seconds(), notices }, runner, request.conduct.summary);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function survey(request, { job, runner, run, files: files2 }, { engine, endpoint, id }) {
  const { isFile, readOptional: readText } = files2;
  const code = foldersOfCode(request, job).map((folder) => headCommit(run, folder));
  refuseForeignCode(request, job, await Promise.all(code));
  const event = readJobEvent(job.env, job.event, /* @__PURE__ */ new Date());
  const naming = await nameImage(request.image, event);
  const { context } = request.build;
  const { builder: named, buildxVersion: version } = request.setup;
  const [host, dockerfile, commit] = await Promise.all([
    readHost({
      engine,
      endpoint,
      buildx: async () => {
        if (version === void 0) return installedBuildx(job.env, run, isFile, readText);
        requireDocker(job.env, isFile);
        const release3 = chooseRelease(version);
        return { path: join10(runFolder(job.temp, id), "docker-buildx"), version: release3.version.replace(/^v/, "") };
      },
      runs32BitArm: () => runs32BitArm(run),
      namedBuilder: named === void 0 ? void 0 : builderDriver(named, buildxFolder(job.env), readText)
    }),
    locateDockerfile(request.build, job.workspace, readText),
    context.kind === "path" && needsCommit(request, naming) ? headCommit(run, context.path) : void 0
  ]);
  const plan = makePlan(request, {
    host,
    dockerfile,
    dockerfileName: dockerfileName(request.build, job.workspace),
    id,
    job,
    naming,
    provenance: provenanceOf(naming, event, commit)
  });
  for (const notice of naming.notices) runner.notice(notice);
  for (const line of describePlan(plan)) runner.info(line);
  return { host, plan };
}
async function produce(plan, { host, id, engine, retry: retry2, workplace: { folder, env, impatient, registry } }, { job, runner, run, ledger, enter, cacheClient: cacheClient2 }) {
  const service = createCacheService({ run, client: cacheClient2, job, folder: folder.path, ledger });
  const { buildxVersion } = plan.request.setup;
  const source = { path: host.buildx.path, temp: job.temp, service, notice: runner.notice };
  const buildxReady = buildxVersion === void 0 ? void 0 : fetchBuildx(chooseRelease(buildxVersion), source);
  const fetched = fetchCaches(plan, service);
  fetched.catch(() => void 0);
  const userConfig = buildxFolder(job.env);
  const findHelper = helperFinder(impatient, host.engine.mirrors.map(hostOf), runner.info);
  const installed = { buildx: host.buildx.path, userConfig };
  const preparation = { host, id, run, env, folder, ledger, retry: retry2, findHelper, buildxReady, ...installed };
  const builder = await prepare(plan, preparation);
  enter("building");
  const place = destinationOf(plan, builder === "default", folder.path, id);
  if (place?.kind === "engine") ledger({ kind: "image", name: place.name });
  const metadataFile = join10(folder.path, "metadata.json");
  const buildx = { buildx: host.buildx.path, env: { ...env, ...buildEnvironment(plan, job.env) }, cwd: job.workspace };
  const names = plan.platforms.map(({ platform }) => formatPlatform(platform));
  const call = (given) => build(run, {
    ...buildx,
    args: buildArguments(plan, { builder, metadataFile, ...given }),
    onlyPlatform: names.length === 1 ? names[0] : void 0,
    print: runner.info
  });
  const [exports = [], ...further] = exportsOf(plan.delivery, place);
  const tools = { ...buildx, buildEnv: buildx.env, env, run, builder, folder: folder.path, id, service };
  const caches = await openCaches(plan, tools, await fetched);
  const built = await buildWithRemedies({
    attempt: (cached) => call({ exports, cacheFrom: cached ? caches.from : [], again: false }),
    readsCache: caches.from.length > 0,
    unregistered: unregistered(plan, host),
    emulate: (architectures) => emulate(plan, architectures, preparation),
    notice: runner.notice,
    checkPush: () => Promise.all(plan.delivery.targets.map(({ repository }) => registry.checkPush(repository))),
    policy: retry2
  });
  const { answer, log } = built.outcome;
  const offered = await withOffer(built.failure, impatient, host.engine.mirrors.map(hostOf));
  const folders = [job.temp, ...host.emulators === void 0 ? [] : [host.engine.root]];
  const failure = await withFindings(offered, { engine, builder, folders, clock: systemClock });
  annotate(annotationsOf(log, dockerfileName(plan.request.build, job.workspace), failure), runner);
  if (answer !== "") runner.info(printable(answer.trimEnd()));
  if (failure !== void 0) throw failure;
  const written = Promise.all([caches.write(log), buildxReady?.then((keep) => keep())]).then(([notices]) => {
    const trouble = service.problem();
    return trouble === void 0 ? notices : [...notices, `Nothing is kept from run to run: ${trouble}`];
  });
  written.catch(() => void 0);
  const metadata = plan.delivery.kind === "call" ? void 0 : await readMetadata(metadataFile);
  for (const more of further) {
    const { ok, ...ended } = await call({ exports: more, cacheFrom: [], again: true });
    if (!ok) throw explainFailure(ended.log, ended.finished);
  }
  return { builder, place, log, answer, metadata, written };
}
async function prove({ request, platforms, delivery }, { place, metadata }, tools, { job, runner, ledger, loneBases }) {
  const { run, env, engine } = tools;
  if (place === void 0) {
    const image2 = await readFiles(delivery.files, job.workspace, run);
    if (image2 !== void 0 && request.proof.verify) await check(image2);
    return image2;
  }
  const candidate = candidateAt(place, metadata?.digest, tools);
  const image = await candidate.read();
  if (request.proof.verify) await check(image);
  const script = request.proof.smokeTest;
  if (script !== void 0) {
    await smokeTest(image, candidate, { script, run, env, cwd: job.workspace, engine, ledger, print: runner.info });
  }
  return image;
  async function check(read2) {
    verify(
      read2,
      platforms.map(({ platform }) => platform)
    );
    refuseForeignBase(platforms, await loneBases, dockerfileName(request.build, job.workspace));
  }
}
var NOTHING = { notices: [] };
async function release2(plan, image, place, tools, { job, ledger }) {
  const { delivery, request, naming } = plan;
  const { engine, registry, run, env, retry: retry2, previous, id } = tools;
  let published = NOTHING;
  if (delivery.kind === "publish") {
    published = await handOver(image, {
      targets: delivery.targets,
      release: naming.release,
      revision: plan.provenance.revision,
      carrier: place?.kind === "engine" ? engineCarrier({ engine, registry, run, env, candidate: place.name, ledger, retry: retry2 }) : registryCarrier,
      registry,
      previous,
      read: (repository, digest) => registryCandidate(registry, repository, digest, tools).read()
    });
  }
  if (place !== void 0 && delivery.load) await load(engine, image, place, delivery.targets, tools);
  const [first] = delivery.targets;
  if (delivery.kind !== "parts" || first === void 0) return published;
  const repositories = delivery.targets.map(({ repository }) => repository.name);
  const notices = await leavePart({
    record: recordOf(image, { key: partKey(request), repositories, commit: plan.provenance.revision }, job.env),
    platforms: plan.platforms.map(({ platform }) => platform),
    repository: first.repository,
    pattern: request.result.partTag,
    naming,
    artifacts: createArtifacts(job.env, async () => tools.folder),
    registry,
    id
  });
  return { notices };
}

// src/main.ts
var cacheClient = join11(import.meta.dirname, "cache-client.js");
await enterBy(
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  (request, surroundings) => makeImage(request, { ...surroundings, cacheClient })
);
