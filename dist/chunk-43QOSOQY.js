import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  dockerEnvironment
} from "./chunk-P37KGZCA.js";
import {
  outputsOf
} from "./chunk-BZKGRKAI.js";
import {
  PART_ANNOTATIONS,
  RELEASE_ANNOTATION,
  buildxFolder,
  formatPlatform,
  movesBack,
  normalisePlatform,
  samePlatform
} from "./chunk-MC2IVQRD.js";
import {
  HttpError,
  LineSplitter,
  TransferError,
  configFolder,
  createOrigins,
  describeEnd,
  digestOf,
  dockerCredentials,
  formatDigested,
  formatTagged,
  isDigest,
  isLoopback,
  printableLine,
  succeeded
} from "./chunk-6C2LH5AW.js";
import {
  ActionError,
  HungError,
  failed,
  messageOf
} from "./chunk-OHB356VT.js";

// src/system/retry.ts
import { setTimeout as wait } from "node:timers/promises";
var systemClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, void 0, { signal })
};
var LONGEST_WAIT = 6e4;
var FIRST_DELAY = 1e3;
var LONGEST_DELAY = 2e4;
var BUDGET = 12e4;
var FINAL_SERVER_ERRORS = /* @__PURE__ */ new Set([501, 505, 507]);
var TRANSIENT_CODES = /* @__PURE__ */ new Set([
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "EAI_AGAIN", "EAI_NODATA", "ENOTFOUND", "ERR_TLS_HANDSHAKE_TIMEOUT"],
  ...["UND_ERR_BODY_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_SOCKET"],
  // a proxy that did not open its tunnel; our own cancelling is told apart by the signal
  ...["UND_ERR_ABORTED", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "HPE_INVALID_EOF_STATE"]
]);
function classify(outcome) {
  if (!("status" in outcome)) return TRANSIENT_CODES.has(outcome.code ?? "") ? "transient" : "final";
  const { status, headers } = outcome;
  const passing = status === 408 || status === 429 || status >= 500 && !FINAL_SERVER_ERRORS.has(status);
  return passing && (retryAfterOf(headers) ?? 0) <= LONGEST_WAIT ? "transient" : "final";
}
function retryAfterOf(headers, today = Date.now()) {
  const text = headers["retry-after"]?.trim();
  if (text === void 0 || text === "") return void 0;
  if (/^\d+$/.test(text)) return Number(text) * 1e3;
  const asked = Date.parse(text);
  const answered = Date.parse(headers.date ?? "");
  return Number.isNaN(asked) ? void 0 : Math.max(0, asked - (Number.isNaN(answered) ? today : answered));
}
function delayBefore(retry2, { retryAfter = 0, random }) {
  const backoff = Math.min(FIRST_DELAY * 2 ** (retry2 - 1), LONGEST_DELAY) * (1 - random() / 2);
  return Math.max(backoff, retryAfter);
}
function judgeError(error) {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("verdict" in current) return current;
    if ("code" in current && typeof current.code === "string") return { verdict: classify({ code: current.code }) };
  }
  return { verdict: "final" };
}
async function retry(operation, { retries, budget = BUDGET, clock: clock2, random = Math.random, log, signal }, judge = judgeError) {
  let firstFailure;
  const failed2 = /* @__PURE__ */ new Map();
  for (let attempt2 = 1; ; attempt2 += 1) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt2);
    } catch (error) {
      signal?.throwIfAborted();
      firstFailure ??= clock2.now();
      const { verdict, retryAfter, part = "" } = judge(error);
      const failures = (failed2.get(part) ?? 0) + 1;
      failed2.set(part, failures);
      const delay = delayBefore(attempt2, { retryAfter, random });
      const inTime = (retryAfter ?? 0) <= LONGEST_WAIT && clock2.now() - firstFailure + delay <= budget;
      if (verdict === "final" || failures > retries || !inTime) throw error;
      log(`${messageOf(error).split("\n", 1)[0]}; retry ${failures} of ${retries} in ${(delay / 1e3).toFixed(1)} s`);
      await clock2.sleep(delay, signal).catch((interrupted) => {
        signal?.throwIfAborted();
        throw interrupted;
      });
    }
  }
}

// src/system/registry/error.ts
import { STATUS_CODES } from "node:http";
var RegistryError = class extends ActionError {
  name = "RegistryError";
  verdict;
  /** Of its answer; `undefined`: there was none. */
  status;
  /** The registry's (`MANIFEST_UNKNOWN`, `DENIED`), the network's (`ECONNRESET`), or `DIGEST_MISMATCH`. */
  code;
  retryAfter;
  constructor(message, details) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.code = details.code;
    this.retryAfter = details.retryAfter;
  }
};
var UploadRefused = class extends RegistryError {
};
function refused(what, server, response) {
  const { status, headers } = response;
  const { code: code2, message } = firstError(response.body);
  const said = [code2, message].filter(Boolean).join(": ") || STATUS_CODES[status];
  return new RegistryError(`${what} failed: ${server} answered ${status}${said === void 0 ? "" : ` (${said})`}`, {
    verdict: classify({ status, headers }),
    status,
    code: code2,
    retryAfter: retryAfterOf(headers),
    hint: hintFor(server, response)
  });
}
function unanswered(what, cause) {
  if (!(cause instanceof HttpError)) return cause;
  const { code: code2, hint } = cause;
  return new RegistryError(`${what} failed: ${messageOf(cause)}`, { verdict: classify({ code: code2 }), code: code2, hint, cause });
}
function mismatched(what, wanted, found) {
  return new RegistryError(`${what} failed: the bytes have the digest ${found} instead of ${wanted}`, {
    verdict: "transient",
    code: "DIGEST_MISMATCH",
    hint: "Something between here and the registry, or the registry itself, alters content: look at its proxies and its storage."
  });
}
function hintFor(server, { status, headers }) {
  if (status === 401 || status === 403) {
    return `Log in to ${server} with an account that may do this (\`registry\`, \`username\`, \`password\`), or give the token the permission, such as \`packages: write\`.`;
  }
  if (status === 413) return "Raise the size of a request that the registry, or the proxy before it, accepts.";
  if (status === 507) return "Free space in the registry.";
  const retryAfter = retryAfterOf(headers) ?? 0;
  if (retryAfter > LONGEST_WAIT) return `It asks to be left alone for ${duration(retryAfter)}: run again after that.`;
  return void 0;
}
function duration(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1e3);
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
function firstError(body) {
  try {
    const answer = JSON.parse(body.toString());
    const first = answer?.errors?.[0] ?? answer;
    return {
      code: oneLine(first?.code ?? first?.error),
      message: oneLine(first?.message ?? first?.error_description ?? first?.details)
    };
  } catch {
    return {};
  }
}
function oneLine(value) {
  return typeof value === "string" && value !== "" ? value.replace(/[\s\p{Cc}]+/gu, " ").slice(0, 200) : void 0;
}

// src/publish/previous.ts
async function previousDigests(targets, registry) {
  const found = await Promise.all(
    targets.flatMap(
      ({ repository, tags: tags2 }) => tags2.map(async (tag) => {
        try {
          const head = await registry.headManifest(repository, tag);
          return [[formatTagged({ repository, tag }), head?.digest]];
        } catch (error) {
          if (error instanceof RegistryError && error.status === 401) throw error;
          return [];
        }
      })
    )
  );
  return new Map(found.flat());
}

// src/build/units.ts
var STEPS = ["B", "kB", "MB", "GB", "TB"];
function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < STEPS.length - 1) {
    value /= 1e3;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${STEPS[unit]}`;
}
function formatSeconds(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// src/build/step.ts
var INSTRUCTIONS = {
  FROM: "from",
  RUN: "run",
  COPY: "copy",
  ADD: "copy",
  WORKDIR: "workdir"
};
var OTHERS = [
  [/^load metadata for |^resolve image config for |^docker-image:\/\//, "resolve"],
  [/^load |^preparing inline document/, "load"],
  [/^importing cache manifest from /, "cache-import"],
  [/^exporting (?:cache|content cache|inline cache|to GitHub Actions Cache)/, "cache-export"],
  [/^exporting |^importing to docker/, "export"],
  [/^pushing |^merging manifest list/, "push"],
  [/^booting buildkit|^waiting for connection/, "boot"]
];
var INDEX = /^\d+\/\d+$/;
function parseStepName(name, onlyPlatform) {
  const [, head, rest] = /^\[([^\]]*)\] (.*)$/.exec(name) ?? [void 0, "", name];
  const words = (head ?? "").split(" ").filter((word) => word !== "");
  const index = INDEX.test(words.at(-1) ?? "") ? words.pop() : void 0;
  const [platform, target] = words[0]?.includes("/") ? splitPlatforms(words.shift() ?? "") : [void 0, void 0];
  const stage = words.join(" ") || void 0;
  const command = (rest ?? "").trim();
  const here = platform ?? (index === void 0 ? void 0 : onlyPlatform);
  return { kind: kindOf(command, stage, index), platform: here, target: target ?? here, stage, index, command };
}
function isInstruction(step) {
  return step.index !== void 0 && step.kind !== "from";
}
function kindOf(command, stage, index) {
  if (index !== void 0) {
    const [word = ""] = command.replace(/^(?:ONBUILD |LINK )+/, "").split(" ");
    return INSTRUCTIONS[word] ?? "other";
  }
  const known = OTHERS.find(([pattern]) => pattern.test(command));
  return known?.[1] ?? (stage === "internal" || stage === "auth" ? "internal" : "other");
}
function splitPlatforms(text) {
  const [platform = "", target] = text.split("->");
  if (target === void 0) return [platform, platform];
  const whole = /^(?:linux|windows|darwin|freebsd)\b/.test(target);
  return [platform, whole ? target : `${platform.split("/")[0]}/${target}`];
}

// src/build/log.ts
var KEPT_LINES = 200;
var LAYER = /^sha256:/;
var Recorder = class {
  #onlyPlatform;
  #steps = /* @__PURE__ */ new Map();
  #warnings = /* @__PURE__ */ new Map();
  #text = [];
  #lastLine;
  /** @param onlyPlatform the platform of a build for one platform, which its steps do not name */
  constructor(onlyPlatform) {
    this.#onlyPlatform = onlyPlatform;
  }
  add(event) {
    switch (event.type) {
      case "step":
        this.#addStep(event);
        break;
      case "output":
        this.#lastLine = event.line;
        keep(this.#draft(event.step).output, event.line);
        break;
      case "status":
        this.#lastLine = event.id;
        if (LAYER.test(event.id) && event.started !== void 0) this.#draft(event.step).fetched.add(event.started);
        break;
      case "warning":
        this.#warnings.set(`${event.short} ${event.lines}`, event);
        break;
      case "text":
        if (event.line !== "") this.#lastLine = event.line;
        keep(this.#text, event.line);
    }
  }
  log() {
    const steps = [...this.#steps].filter(([, draft]) => draft.spans.size > 0);
    return {
      steps: steps.map(([id, draft]) => finish(id, draft, this.#onlyPlatform)).sort((a, b) => a.started - b.started),
      warnings: [...this.#warnings.values()],
      text: [...this.#text],
      lastLine: this.#lastLine
    };
  }
  #addStep(event) {
    const draft = this.#draft(event.step);
    draft.name = event.name;
    for (const input of event.inputs) draft.inputs.add(input);
    draft.error ??= event.error;
    if (event.started === void 0) return;
    const span = { vertex: event.vertex, from: event.started, to: event.completed, cached: event.cached };
    draft.spans.set(`${event.vertex} ${event.started}`, span);
    if (event.completed === void 0) this.#lastLine = event.name;
  }
  #draft(id) {
    const known = this.#steps.get(id);
    if (known !== void 0) return known;
    const draft = {
      name: "",
      inputs: /* @__PURE__ */ new Set(),
      spans: /* @__PURE__ */ new Map(),
      error: void 0,
      output: [],
      fetched: /* @__PURE__ */ new Set()
    };
    this.#steps.set(id, draft);
    return draft;
  }
};
function busySeconds(intervals) {
  let end = Number.NEGATIVE_INFINITY;
  let busy = 0;
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    busy += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return busy / 1e3;
}
function cachedShare(log, platform) {
  const steps = log.steps.filter((step) => isInstruction(step) && (platform === void 0 || step.target === platform));
  if (steps.length === 0) return void 0;
  return Math.floor(100 * steps.filter((step) => step.cached).length / steps.length);
}
function finish(id, draft, onlyPlatform) {
  const spans = [...draft.spans.values()];
  return {
    ...parseStepName(draft.name, onlyPlatform),
    id,
    name: draft.name,
    inputs: [...draft.inputs],
    started: Math.min(...spans.map(({ from }) => from)),
    intervals: spans.flatMap(({ from, to }) => to === void 0 ? [] : [{ from, to }]),
    running: spans.some(({ to }) => to === void 0),
    cached: spans.every((span) => span.to !== void 0 && isCached(span, spans, draft.fetched)),
    error: draft.error,
    output: [...draft.output]
  };
}
function isCached({ vertex, from, to = Number.POSITIVE_INFINITY }, spans, fetched) {
  const before = spans.filter((other) => other.cached && other.vertex === vertex && other.from <= from);
  const within2 = before.some((other) => to <= (other.to ?? Number.NEGATIVE_INFINITY));
  return within2 || before.length > 0 && [...fetched].some((at) => from <= at && at <= to);
}
function keep(lines, line) {
  lines.push(line);
  if (lines.length > KEPT_LINES) lines.shift();
}

// src/report/markdown.ts
var STRUCTURE = /[&<>|*_`~[\]\\!@:$#"']/g;
function escapeMarkdown(text, limit = 120) {
  const line = text.replace(/\s+/g, " ").trim();
  const kept = line.length > limit ? `${[...line].slice(0, limit - 1).join("")}…` : line;
  return kept.replace(STRUCTURE, (character) => `&#${character.codePointAt(0)};`);
}
function code(text, limit) {
  return `<code>${escapeMarkdown(text, limit)}</code>`;
}
function codeBlock(text, language = "") {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}
${text.trimEnd()}
${fence}`;
}
function table(columns, rows) {
  const rule = columns.map((name) => name.startsWith(">") ? "---:" : "---");
  const lines = [columns.map((name) => name.replace(/^>/, "")), rule, ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

// src/report/timeline.ts
function timedSteps(log, isEmulated) {
  const begin = Math.min(...log.steps.map(({ started }) => started));
  return log.steps.filter(({ intervals }) => intervals.length > 0).map((step) => ({
    name: nameOf(step),
    kind: step.kind,
    platform: step.target,
    emulated: step.kind === "run" && step.platform !== void 0 && isEmulated(step.platform),
    cached: step.cached,
    start: (step.started - begin) / 1e3,
    end: (Math.max(...step.intervals.map(({ to }) => to)) - begin) / 1e3,
    seconds: busySeconds(step.intervals)
  }));
}
function platformSeconds(steps, platform) {
  return busySeconds(
    steps.filter((step) => step.platform === platform).map(({ start, end }) => ({ from: start * 1e3, to: end * 1e3 }))
  );
}
var BARS = 40;
var DAY = 24 * 60 * 60;
function drawTimeline(steps) {
  const end = Math.max(0, ...steps.map((step) => step.end));
  const shown = steps.filter(({ seconds }) => seconds >= end / 200).toSorted((a, b) => b.seconds - a.seconds).slice(0, BARS);
  if (shown.length < 2 || end < 1 || end >= DAY) return "";
  const sections = new Set(steps.filter((step) => shown.includes(step)).map(({ platform }) => platform));
  const lines = [...sections].flatMap((platform) => [
    `  section ${plain(platform ?? "all")}`,
    ...steps.filter((step) => shown.includes(step) && step.platform === platform).map(bar)
  ]);
  const head = ["gantt", "  dateFormat HH:mm:ss.SSS", "  axisFormat %H:%M:%S", "  todayMarker off"];
  return codeBlock([...head, ...lines].join("\n"), "mermaid");
}
function bar(step) {
  const tag = step.emulated ? "crit, " : step.cached ? "done, " : "";
  const end = Math.max(step.end, step.start + 1e-3);
  const name = step.kind === "other" || step.kind === "internal" ? `step ${step.name}` : step.name;
  return `  ${plain(name)} :${tag}${clock(step.start)}, ${clock(end)}`;
}
function plain(text) {
  const harmless = text.replaceAll(":", "∶").replace(/[^\p{L}\p{N} ._/@=+,()∶-]+/gu, " ");
  const line = harmless.replace(/ +/g, " ").trim() || "step";
  return line.length > 60 ? `${[...line].slice(0, 59).join("")}…` : line;
}
function clock(seconds) {
  return new Date(Math.round(seconds * 1e3)).toISOString().slice(11, 23);
}
function nameOf(step) {
  const { command, stage, index } = step;
  return isInstruction(step) || step.kind === "from" ? `${command} (${stage === void 0 ? "" : `${stage} `}${index})` : command;
}

// src/report/advice.ts
var WORTH_IT = 20;
var MOST = 0.5;
function adviceOn({ platforms: platforms2, steps }) {
  const costs = platforms2.map(({ platform }) => formatPlatform(platform)).map((platform) => ({
    platform,
    all: platformSeconds(steps, platform),
    emulated: platformSeconds(
      steps.filter((step) => step.emulated && !step.cached),
      platform
    )
  })).filter(({ all, emulated }) => emulated >= WORTH_IT && emulated >= MOST * all).toSorted((a, b) => b.emulated - a.emulated);
  const [worst, ...others] = costs;
  if (worst === void 0) return [];
  const share = Math.round(100 * worst.emulated / worst.all);
  const also = others.length === 0 ? "" : ` (and much the same for ${others.map(({ platform }) => platform).join(", ")})`;
  return [
    `${worst.platform} spent ${share} % of its ${formatSeconds(worst.all)} in emulated RUN steps${also}: a native runner (\`plan\` and \`merge\`), or cross-compilation from \`FROM --platform=$BUILDPLATFORM\`, would save most of that.`
  ];
}

// src/report/summary.ts
var SLOWEST = 8;
var TAGS = 100;
var NOTICES = 20;
var CALL_TEXT = 2e5;
function summarize(report) {
  const parts = [
    `### ${headline(report)}`,
    facts(report),
    calledText(report),
    tags(report),
    platforms(report.platforms),
    ...adviceOn(report).map((advice) => `> [!TIP]
> ${advice}`),
    slowest(report),
    timeline(report),
    list(report.notices.slice(0, NOTICES).map((notice) => escapeMarkdown(notice, 1e3)))
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
function headline({ result, title, platforms: { length } }) {
  const name = escapeMarkdown(title, 200);
  const forPlatforms = length === 0 ? "" : ` for ${length} platform${length === 1 ? "" : "s"}`;
  switch (result.kind) {
    case "published":
      return `${name}: published${forPlatforms}`;
    case "pushed-by-digest":
      return `${name}: pushed by digest${forPlatforms}, no tag moved`;
    case "loaded":
      return `${name}: loaded into the engine${forPlatforms}`;
    case "built":
      return `${name}: built${forPlatforms}, nothing published`;
    case "written":
      return `${name}: written to files${forPlatforms}`;
    case "called":
      return `${name}: ${escapeMarkdown(result.call)}`;
  }
}
function facts({ result, digest, version, driver, driverReason, cacheHit, cache, seconds }) {
  const files = result.kind === "written" ? result.destinations.slice(0, TAGS).map((file) => code(file, 300)) : [];
  const hit = cacheHit === void 0 ? void 0 : `${cacheHit} % of the steps came from it.`;
  const cacheLine = [hit, cache === void 0 ? void 0 : escapeMarkdown(cache, 500)].filter(Boolean).join(" ");
  return list([
    ...digest === void 0 ? [] : [`Digest: \`${digest}\``],
    ...version === void 0 ? [] : [`Version: ${code(version)}`],
    ...files.length === 0 ? [] : [`Files: ${files.join(", ")}`],
    ...driver === void 0 ? [] : [`Builder: ${driver} (${escapeMarkdown(driverReason, 300)})`],
    ...cacheLine === "" ? [] : [`Cache: ${cacheLine}`],
    `Time: ${formatSeconds(seconds)}`
  ]);
}
function calledText({ result }) {
  if (result.kind !== "called" || result.text.trim() === "") return "";
  return codeBlock(result.text.length > CALL_TEXT ? `${result.text.slice(0, CALL_TEXT)}
…` : result.text);
}
function tags({ tags: published, result }) {
  if (published.length === 0) return "";
  const shown = published.slice(0, TAGS).map((tag) => `\`${formatTagged(tag)}\``);
  const more = published.length > TAGS ? [`and ${published.length - TAGS} more`] : [];
  return `${result.kind === "published" ? "Published as" : "Tagged as"}:
${list([...shown, ...more])}`;
}
function platforms(rows) {
  if (rows.length === 0) return "";
  return table(
    ["Platform", "Digest", ">Size", "Built", ">Time", ">From cache"],
    rows.map(({ platform, digest, size, execution, seconds, cached }) => [
      escapeMarkdown(formatPlatform(platform)),
      digest === void 0 ? "–" : `\`${digest}\``,
      size === void 0 ? "–" : formatBytes(size),
      execution ?? "–",
      seconds === void 0 ? "–" : formatSeconds(seconds),
      cached === void 0 ? "–" : `${cached} %`
    ])
  );
}
function slowest({ steps }) {
  const rows = steps.filter((step) => step.seconds >= 0.5).toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST).map(({ name, platform, emulated, seconds }) => [
    code(name),
    platform === void 0 ? "–" : `${escapeMarkdown(platform)}${emulated ? ", emulated" : ""}`,
    formatSeconds(seconds)
  ]);
  return rows.length === 0 ? "" : table(["Slowest steps", "Platform", ">Time"], rows);
}
function timeline({ steps }) {
  const picture = drawTimeline(steps);
  if (picture === "") return "";
  return `<details><summary>Timeline (red: emulated, grey: from cache)</summary>

${picture}

</details>`;
}
function list(items) {
  return items.map((item) => `- ${item}`).join("\n");
}

// src/report/tell.ts
function setOutputs(report, runner) {
  for (const [name, value] of outputsOf(report)) runner.output(name, value);
}
async function tell(report, runner, withSummary) {
  for (const notice of report.notices) runner.notice(notice);
  if (!withSummary) return;
  await runner.summary(summarize(hidden({ ...report, metadata: void 0 }, runner.hide))).catch((error) => runner.warning(`the summary could not be written: ${messageOf(error)}`));
}
function hidden(value, hide) {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)]));
}
function annotate(annotations, runner) {
  for (const { level, message, place } of annotations) runner[level](message, place);
}

// src/system/run-id.ts
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
var PATTERN = /^([0-9a-f]{6})([0-9a-f]{4})([0-9a-f]{4})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/;
function thisMachine() {
  return {
    // machines can share a name, and machines made from one image an identity
    host: hash(`${hostname()} ${read("/etc/machine-id") ?? ""}`, 6),
    boot: hash(read("/proc/sys/kernel/random/boot_id") ?? "", 4),
    namespace: hash(attempt(() => readlinkSync("/proc/self/ns/pid")) ?? "", 4),
    startOf(pid) {
      const stat = read(`/proc/${pid}/stat`);
      const start = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
      return Number.isInteger(start) ? start : void 0;
    }
  };
}
function createRunId(processes, owner) {
  const start = processes.startOf(owner) ?? 0;
  const place = `${processes.host}${processes.boot}${processes.namespace}`;
  return `${place}-${owner.toString(36)}-${start.toString(36)}-${randomBytes(3).toString("hex")}`;
}
function isOver(id, processes) {
  const [, host, boot, namespace, pid = "", start = ""] = PATTERN.exec(id) ?? [];
  if (host !== processes.host) return false;
  if (boot !== processes.boot) return true;
  if (start === "0") return false;
  return namespace === processes.namespace && processes.startOf(Number.parseInt(pid, 36)) !== Number.parseInt(start, 36);
}
function hash(text, length) {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
function read(path) {
  return attempt(() => readFileSync(path, "utf8"));
}
function attempt(get) {
  try {
    return get();
  } catch {
    return void 0;
  }
}

// src/setup/workplace.ts
import { join as join3 } from "node:path";

// src/system/registry/challenge.ts
var SCHEME = /(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*,|\s*$)/g;
var PARAMETER = /([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
function parseChallenge(header) {
  const challenges = split(header ?? "");
  const bearer = challenges.find(({ scheme, parameters: parameters2 }) => scheme === "bearer" && parameters2.realm !== void 0);
  if (bearer !== void 0) {
    const { realm = "", service, scope } = bearer.parameters;
    return { scheme: "bearer", realm, service, scope };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : void 0;
}
function split(header) {
  const blanked = header.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${"_".repeat(text.length - 2)}"`);
  const starts = [...blanked.matchAll(SCHEME)];
  return starts.map((start, at) => ({
    scheme: (start[1] ?? "").toLowerCase(),
    parameters: parameters(header.slice(start.index + start[0].length, starts[at + 1]?.index))
  }));
}
function parameters(text) {
  return Object.fromEntries(
    [...text.matchAll(PARAMETER)].map(([, name = "", quoted, plain2]) => [
      name.toLowerCase(),
      quoted === void 0 ? plain2 : quoted.replace(/\\(.)/g, "$1")
    ])
  );
}

// src/system/registry/authorization.ts
var SHORTEST_LIFE = 60;
var SAFETY = 10;
function createAuthorization({
  http,
  credentials,
  insecureRegistries,
  clock: clock2,
  signal
}) {
  const challenges = /* @__PURE__ */ new Map();
  const scopes = /* @__PURE__ */ new Map();
  const tokens = /* @__PURE__ */ new Map();
  async function header(grant) {
    const { registry } = grant.repository;
    const challenge = challenges.get(registry);
    if (challenge?.scheme === "bearer") return (await token(grant, challenge)).header;
    const credential = challenge === void 0 ? void 0 : await credentials(registry);
    return credential?.kind === "password" ? basic(credential) : void 0;
  }
  async function learn(grant, refusal, sent) {
    const challenge = parseChallenge(refusal);
    if (challenge !== void 0) challenges.set(grant.repository.registry, challenge);
    if (challenge?.scheme === "bearer" && challenge.scope !== void 0) scopes.set(keyOf(grant), challenge.scope);
    for (const key of usefulKeys(grant)) {
      const known = tokens.get(key);
      if (known !== void 0 && (await known).header === sent) forget(key, known);
    }
  }
  async function token(grant, challenge) {
    for (const key2 of usefulKeys(grant)) {
      const known = tokens.get(key2);
      if (known === void 0) continue;
      const kept = await known;
      if (clock2.now() < kept.expires) return kept;
      forget(key2, known);
    }
    const key = keyOf(grant);
    const asked = tokens.get(key) ?? logIn(grant, challenge);
    tokens.set(key, asked);
    asked.catch(() => forget(key, asked));
    return asked;
  }
  function forget(key, known) {
    if (tokens.get(key) === known) tokens.delete(key);
  }
  async function logIn(grant, { realm, service }) {
    const { registry, path } = grant.repository;
    const what = `logging in to ${registry}`;
    const server = tokenServer(what, realm, grant.origin);
    const scope = scopes.get(keyOf(grant)) ?? `repository:${path}:${grant.access}`;
    const request = tokenRequest(
      server,
      { scope, ...service !== void 0 && { service } },
      await credentials(registry)
    );
    const insecure = server.host === registry ? grant.origin.insecure : isLoopback(server.host) || insecureRegistries(server.host);
    const started = clock2.now();
    const response = await http({ ...request, insecure, signal }).catch((cause) => {
      throw unanswered(what, cause);
    });
    if (response.status !== 200) throw refused(what, server.host, response);
    return readToken(what, response.body, started);
  }
  return { header, learn };
}
var keyOf = ({ repository, access }) => `${repository.registry}/${repository.path} ${access}`;
var usefulKeys = (grant) => /* @__PURE__ */ new Set([keyOf({ ...grant, access: "pull,push" }), keyOf(grant)]);
function basic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function tokenServer(what, realm, origin) {
  const url = URL.parse(realm);
  if (url?.protocol === "https:" || url?.protocol === "http:" && origin.insecure) return url;
  throw new RegistryError(`${what} failed: the token server it names is not reached over https`, {
    verdict: "final",
    hint: "Correct the `realm` in the registry's configuration."
  });
}
function tokenRequest(server, asked, credential) {
  if (credential?.kind === "identity") {
    const form = {
      ...asked,
      grant_type: "refresh_token",
      client_id: "multiarch-build",
      refresh_token: credential.token
    };
    return {
      method: "POST",
      url: server.href,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString()
    };
  }
  const url = new URL(server);
  for (const [name, value] of Object.entries(asked)) {
    for (const item of name === "scope" ? value.split(" ") : [value]) url.searchParams.append(name, item);
  }
  return {
    method: "GET",
    url: url.href,
    ...credential !== void 0 && { headers: { authorization: basic(credential) } }
  };
}
function readToken(what, body, started) {
  const answer = parseObject(body.toString());
  const text = answer.token ?? answer.access_token;
  if (typeof text !== "string" || text === "") {
    throw new RegistryError(`${what} failed: the token server's answer has no token`, { verdict: "final" });
  }
  const life = Math.max(typeof answer.expires_in === "number" ? answer.expires_in : 0, SHORTEST_LIFE);
  return { header: `Bearer ${text}`, expires: started + (life - SAFETY) * 1e3 };
}
function parseObject(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

// src/system/registry/transport.ts
var REDIRECTS = /* @__PURE__ */ new Set([301, 302, 303, 307, 308]);
var HOPS = 5;
function createTransport(world) {
  const { http, insecureRegistries, signal } = world;
  const originOf = createOrigins(http, insecureRegistries, signal);
  const authorization = createAuthorization(world);
  async function exchange({ method, repository, path, headers, body, limit }) {
    const origin = await originOf(repository.registry);
    const grant = { repository, origin, access: isRead(method) ? "pull" : "pull,push" };
    const url = `${origin.url}/v2/${repository.path}/${path}`;
    const send = (header) => follow2({
      ...{ method, url, body, limit, signal, insecure: origin.insecure },
      headers: { ...headers, ...header !== void 0 && { authorization: header } }
    });
    const sent = await authorization.header(grant);
    const response = await send(sent);
    if (response.status !== 401 && response.status !== 403) return response;
    await authorization.learn(grant, response.headers["www-authenticate"], sent);
    const fresh = await authorization.header(grant);
    const worthwhile = fresh !== void 0 && (fresh !== sent || response.status === 401);
    return worthwhile ? send(fresh) : response;
  }
  async function follow2(request) {
    let response = await http(request);
    let url = request.url;
    const { authorization: _, ...headers } = request.headers ?? {};
    for (let hop = 0; hop < HOPS && isRead(request.method) && REDIRECTS.has(response.status); hop += 1) {
      const target = URL.parse(response.headers.location ?? "", url);
      if (target === null) break;
      url = target.href;
      response = await http({ ...request, url, headers });
    }
    return response;
  }
  return (what, request) => exchange(request).catch((cause) => {
    throw unanswered(what, cause);
  });
}
function isRead(method) {
  return method === "GET" || method === "HEAD";
}

// src/system/registry/client.ts
var ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
function createRegistry({
  http,
  credentials,
  insecureRegistries,
  retry: policy
}) {
  const { clock: clock2, signal } = policy;
  const send = createTransport({ http, credentials, insecureRegistries, clock: clock2, signal });
  async function read2(method, repository, reference) {
    const what = `reading ${nameOf2(repository, reference)}`;
    const path = `manifests/${reference}`;
    const response = await send(what, { method, repository, path, headers: { accept: ACCEPT } });
    if (response.status !== 200) throw refused(what, repository.registry, response);
    return response;
  }
  async function get(repository, reference) {
    const { body, headers } = await read2("GET", repository, reference);
    const digest = digestOf(body);
    const wanted = isDigest(reference) ? reference : headers["docker-content-digest"];
    if (isDigest(wanted) && wanted !== digest)
      throw mismatched(`reading ${nameOf2(repository, reference)}`, wanted, digest);
    return { digest, mediaType: mediaTypeOf(headers), bytes: body };
  }
  async function head(repository, reference) {
    const { headers } = await read2("HEAD", repository, reference);
    const digest = headers["docker-content-digest"];
    const size = Number(headers["content-length"] ?? Number.NaN);
    if (!isDigest(digest) || Number.isNaN(size)) {
      const { bytes, ...whole } = await get(repository, reference);
      return { ...whole, size: bytes.length };
    }
    if (isDigest(reference) && reference !== digest) {
      throw mismatched(`reading ${nameOf2(repository, reference)}`, reference, digest);
    }
    return { digest, mediaType: mediaTypeOf(headers), size };
  }
  async function lookUp(attempt2, { justWritten = false } = {}) {
    try {
      return await retry(
        () => attempt2().catch((error) => Promise.reject(justWritten ? lagging(error) : error)),
        policy
      );
    } catch (error) {
      if (isMissing(error)) return void 0;
      throw error;
    }
  }
  async function put(repository, reference, mediaType, bytes) {
    const what = `writing ${nameOf2(repository, reference)}`;
    const headers = { "content-type": mediaType };
    const response = await send(what, {
      method: "PUT",
      repository,
      path: `manifests/${reference}`,
      headers,
      body: bytes
    });
    if (response.status < 200 || response.status > 299) throw refused(what, repository.registry, response);
    const stored = response.headers["docker-content-digest"];
    const digest = digestOf(bytes);
    if (isDigest(stored) && stored !== digest) throw mismatched(what, digest, stored);
  }
  return {
    getManifest: (repository, reference, options) => lookUp(() => get(repository, reference), options),
    headManifest: (repository, reference, options) => lookUp(() => head(repository, reference), options),
    putManifest(repository, reference, { mediaType, bytes }) {
      const digest = digestOf(bytes);
      return retry(async () => {
        try {
          await put(repository, reference, mediaType, bytes);
        } catch (error) {
          if (!mayHold(error)) throw error;
          const there = await head(repository, reference).catch(() => void 0);
          if (there?.digest !== digest) throw error;
        }
        return digest;
      }, policy);
    },
    async checkPush(repository) {
      const what = `opening an upload to ${repository.name}`;
      const opened = await send(what, { method: "POST", repository, path: "blobs/uploads/" });
      if (opened.status !== 202) {
        const error = refused(what, repository.registry, opened);
        throw new UploadRefused(error.message, error);
      }
      const [, path] = opened.headers.location?.split(`/v2/${repository.path}/`) ?? [];
      if (path !== void 0) await send(what, { method: "DELETE", repository, path }).catch(() => void 0);
    },
    getBlob(repository, digest, maxBytes) {
      const what = `reading ${formatDigested(repository, digest)}`;
      return retry(async () => {
        const response = await send(what, { method: "GET", repository, path: `blobs/${digest}`, limit: maxBytes });
        if (response.status !== 200) throw lagging(refused(what, repository.registry, response));
        const found = digestOf(response.body);
        if (found !== digest) throw mismatched(what, digest, found);
        return response.body;
      }, policy);
    }
  };
}
function nameOf2(repository, reference) {
  return isDigest(reference) ? formatDigested(repository, reference) : formatTagged({ repository, tag: reference });
}
function mediaTypeOf(headers) {
  return headers["content-type"]?.split(";", 1)[0]?.trim() ?? "";
}
function mayHold(error) {
  if (!(error instanceof RegistryError)) return false;
  const { status, verdict } = error;
  return status === void 0 || status >= 500 || verdict === "final" && status !== 401 && status !== 413;
}
function isMissing(error) {
  return error instanceof RegistryError && error.status === 404;
}
function lagging(error) {
  if (!isMissing(error)) return error;
  return new RegistryError(error.message, { ...error, verdict: "transient", cause: error });
}

// src/system/registry/insecure.ts
import { BlockList, isIP } from "node:net";
function insecureBy(entries) {
  const networks = new BlockList();
  for (const [, address = "", prefix] of entries.flatMap((entry) => [/^(.+)\/(\d+)$/.exec(entry) ?? []])) {
    if (isIP(address) !== 0) networks.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return (registry) => {
    const host = registry.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
    const family = isIP(host);
    return entries.includes(registry) || family !== 0 && networks.check(host, family === 6 ? "ipv6" : "ipv4");
  };
}

// src/setup/folder.ts
import { rmSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
function runFolder(temp, id) {
  return join(temp, `multiarch-build-${id}`);
}
async function makeFolder(temp, id, ledger) {
  const path = runFolder(temp, id);
  ledger({ kind: "folder", path });
  await mkdir(path, { recursive: true, mode: 448 });
  const [docker, buildx] = [join(path, "docker"), join(path, "buildx")];
  await Promise.all([docker, buildx].map((child) => mkdir(child, { mode: 448 })));
  const forgetNow = () => rmSync(docker, { recursive: true, force: true });
  process.once("exit", forgetNow);
  async function forget() {
    await rm(docker, { recursive: true, force: true });
    process.off("exit", forgetNow);
  }
  return { path, docker, buildx, [Symbol.asyncDispose]: forget };
}

// src/setup/login.ts
import { symlink, writeFile } from "node:fs/promises";
import { join as join2 } from "node:path";
var HUB = "https://index.docker.io/v1/";
async function writeLogins(logins, folder, userFolder, own) {
  const config = withLogins(own === void 0 ? {} : parse(own), logins);
  await writeFile(join2(folder.docker, "config.json"), JSON.stringify(config), { mode: 384 });
  await Promise.all(
    ["contexts", "certs.d", "cli-plugins", "ca.pem", "cert.pem", "key.pem"].map(
      (name) => symlink(join2(userFolder, name), join2(folder.docker, name))
    )
  );
}
function withLogins(config, logins) {
  const auths = { ...config.auths };
  const credHelpers = { ...config.credHelpers };
  for (const { registry, username, password } of logins) {
    const key = registry === "docker.io" ? HUB : registry;
    auths[key] = { auth: Buffer.from(`${username}:${password}`).toString("base64") };
    if (config.credsStore !== void 0 || credHelpers[key] !== void 0) credHelpers[key] = "";
  }
  return { ...config, auths, ...Object.keys(credHelpers).length === 0 ? {} : { credHelpers } };
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// src/setup/workplace.ts
var WITNESS = 1e3;
async function openWorkplace(needs) {
  const { logins, endpoint, retry: retry2, run, http, readText } = needs;
  const user = configFolder(needs.env);
  const folder = await makeFolder(needs.temp, needs.id, needs.ledger);
  if (logins.length > 0) await writeLogins(logins, folder, user, readText(join3(user, "config.json")));
  const configDir = logins.length > 0 ? folder.docker : user;
  const buildx = needs.ownBuildx ? folder.buildx : buildxFolder(needs.env);
  const env = dockerEnvironment(needs.env, endpoint, { config: configDir, buildx });
  const credentials = dockerCredentials({ configDir, env, readText, run });
  const insecureRegistries = insecureBy(needs.insecureRegistries);
  const connect2 = (policy) => createRegistry({ http, credentials, insecureRegistries, retry: policy });
  return {
    folder,
    env,
    credentials,
    registry: connect2(retry2),
    impatient: connect2({ ...retry2, retries: 0 }),
    witness: createRegistry({
      http: (message) => http({ ...message, signal: AbortSignal.timeout(WITNESS) }),
      credentials,
      insecureRegistries,
      retry: { ...retry2, retries: 0, signal: void 0 }
    }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]()
  };
}

// src/image/oci.ts
var INDEXES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json"
];
var MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json"
];
function isIndex(mediaType) {
  return INDEXES.includes(mediaType);
}
function isManifest(mediaType) {
  return MANIFESTS.includes(mediaType);
}
function parseIndex(bytes) {
  const json = parse2(bytes, "image index");
  return {
    manifests: descriptors(json.manifests, "image index"),
    annotations: json.annotations ?? {}
  };
}
function parseManifest(bytes) {
  const json = parse2(bytes, "image manifest");
  const [config] = descriptors([json.config], "image manifest");
  if (config === void 0) throw malformed("image manifest");
  return { config, layers: descriptors(json.layers, "image manifest") };
}
function parseConfigPlatform(bytes) {
  const { os, architecture, variant } = parse2(bytes, "image config");
  if (typeof os !== "string" || typeof architecture !== "string") throw malformed("image config");
  return { os, architecture, ...typeof variant === "string" && variant !== "" ? { variant } : {} };
}
function parseConfigLabels(bytes) {
  const { config } = parse2(bytes, "image config");
  return config?.Labels ?? {};
}
function descriptors(value, what) {
  if (!Array.isArray(value)) throw malformed(what);
  for (const descriptor of value) {
    if (!isDigest(descriptor?.digest) || typeof descriptor.size !== "number") throw malformed(what);
  }
  return value;
}
function parse2(bytes, what) {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString());
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw malformed(what, cause);
  }
  throw malformed(what);
}
var MalformedError = class extends ActionError {
};
function malformed(what, cause) {
  return new MalformedError(`the ${what} is malformed`, { cause });
}

// src/image/manifests.ts
function hashedContent(place, read2, otherwise = "") {
  const hashed = async (digest) => proved(await read2(digest), digest, place);
  return {
    async manifest(digest) {
      const bytes = await hashed(digest);
      return { mediaType: JSON.parse(bytes.toString()).mediaType ?? otherwise, bytes };
    },
    config: hashed
  };
}
function proved(bytes, digest, place) {
  if (digestOf(bytes) === digest) return bytes;
  throw new ActionError(`${place} holds other bytes under ${digest} than its digest says`);
}
async function readImage(digest, content) {
  const top = await content.manifest(digest);
  if (isManifest(top.mediaType)) {
    const only = await readPlatform(digest, void 0, top.bytes, content);
    return { digest, mediaType: top.mediaType, platforms: [only], attestations: [] };
  }
  if (!isIndex(top.mediaType)) throw new ActionError(`${digest} is no image: its media type is ${top.mediaType}`);
  const { images, attestations } = splitIndex(parseIndex(top.bytes).manifests);
  const platforms2 = await Promise.all(
    images.map(
      async (child) => readPlatform(child.digest, child.platform, (await content.manifest(child.digest)).bytes, content)
    )
  );
  return { digest, mediaType: top.mediaType, platforms: platforms2, attestations };
}
function splitIndex(manifests) {
  return {
    images: manifests.filter((child) => !isAttestation(child)),
    attestations: manifests.filter(isAttestation).map((child) => ({ digest: child.digest, of: child.annotations?.["vnd.docker.reference.digest"] }))
  };
}
function isAttestation({ annotations }) {
  return annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
}
async function readPlatform(digest, listed, bytes, content) {
  const { config, layers } = parseManifest(bytes);
  const configured = platformOf(parseConfigPlatform(await content.config(config.digest)));
  return {
    platform: listed === void 0 ? configured : platformOf(listed),
    digest,
    size: config.size + layers.reduce((sum, layer) => sum + layer.size, 0),
    configured
  };
}
function platformOf({ os, architecture, variant }) {
  return normalisePlatform({ os, architecture, variant: variant || void 0 });
}

// src/image/assemble.ts
var OCI_INDEX = "application/vnd.oci.image.index.v1+json";
var DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
var DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
function indexPart(top, lone) {
  if (isManifest(top.mediaType)) {
    const { mediaType, digest, bytes } = top;
    const images2 = [childOf({ mediaType, digest, size: bytes.length }, lone)];
    return { top, images: images2, attestations: [], annotations: {} };
  }
  const { manifests, annotations } = parseIndex(top.bytes);
  const images = manifests.filter((child) => !isAttestation(child)).map((child) => childOf(child, child.platform));
  return { top, images, attestations: manifests.filter(isAttestation), annotations };
}
function childOf({ mediaType, digest, size, annotations }, listed) {
  if (listed === void 0) throw new ActionError(`an index lists ${digest} without a platform`);
  const platform = platformOf(listed);
  const { os, architecture, variant } = platform;
  const version = listed["os.version"];
  const features = listed["os.features"];
  const written = {
    architecture,
    os,
    ...version === void 0 ? {} : { "os.version": version },
    ...features === void 0 ? {} : { "os.features": features },
    ...variant === void 0 ? {} : { variant }
  };
  return { platform, descriptor: { mediaType, digest, size, platform: written, ...annotations && { annotations } } };
}
function assembleIndex(parts, platforms2, { own, named, derived }) {
  const [only] = parts;
  if (only !== void 0 && parts.length === 1 && Object.keys(own).length === 0) return only.top;
  const images = platforms2.map((platform) => childFor(platform, parts));
  const attestations = images.flatMap(
    ({ digest }) => parts.flatMap((part) => part.attestations).filter(({ annotations: annotations2 }) => annotations2?.["vnd.docker.reference.digest"] === digest).toSorted((a, b) => a.digest.localeCompare(b.digest))
  );
  const manifests = [...images, ...attestations.filter(isFirst)];
  const mediaType = images.every((child) => child.mediaType === DOCKER_MANIFEST) ? DOCKER_LIST : OCI_INDEX;
  const annotations = sorted({ ...derived, ...alike(parts), ...named, ...own });
  const hasAnnotations = mediaType === OCI_INDEX && Object.keys(annotations).length > 0;
  const index = { schemaVersion: 2, mediaType, manifests, ...hasAnnotations ? { annotations } : {} };
  const bytes = Buffer.from(JSON.stringify(index, void 0, 2));
  return { digest: digestOf(bytes), mediaType, bytes };
}
function childFor(platform, parts) {
  const child = parts.flatMap(({ images }) => images).find((image) => samePlatform(image.platform, platform));
  if (child === void 0) throw new ActionError("a platform without a part was not refused");
  return child.descriptor;
}
function isFirst({ digest }, i, all) {
  return all.findIndex((other) => other.digest === digest) === i;
}
function alike(parts) {
  const [first, ...others] = parts.map(({ annotations }) => annotations);
  const ofParts = Object.values(PART_ANNOTATIONS);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([name, value]) => !ofParts.includes(name) && others.every((annotations) => annotations[name] === value)
    )
  );
}
function sorted(values) {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}

// src/image/registry-candidate.ts
var CONFIG_LIMIT = 8 * 1024 * 1024;
function registryCandidate(registry, repository, digest, { engine, onLoad }) {
  return {
    read: () => readImage(digest, {
      async manifest(wanted) {
        const manifest = await registry.getManifest(repository, wanted, { justWritten: true });
        if (manifest === void 0) throw notThere(repository, wanted);
        return manifest;
      },
      config: (wanted) => registry.getBlob(repository, wanted, CONFIG_LIMIT)
    }),
    async runnable(platform) {
      const reference = formatDigested(repository, platform.digest);
      if (await engine.image(reference) === void 0) onLoad(reference);
      return reference;
    }
  };
}
function notThere(repository, digest) {
  return new ActionError(`${formatDigested(repository, digest)} is not in the registry although it was pushed`, {
    hint: "Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests."
  });
}

// src/image/smoke.ts
async function smokeTest(image, candidate, { script, ...tools }) {
  if (script === void 0) return;
  for (const platform of image.platforms) {
    await testPlatform(platform, await candidate.runnable(platform), { script, ...tools });
  }
}
async function testPlatform({ platform, digest }, reference, { script, env, cwd, run, engine, ledger, print }) {
  const name = formatPlatform(platform);
  const except = (await engine.containers({ ancestor: reference })).map(({ name: name2 }) => name2);
  const removed = ledger({ kind: "containers", image: reference, except });
  print(`smoke test of ${name}`);
  const [stdout, stderr] = [new LineSplitter(), new LineSplitter()];
  const show = (lines) => lines.forEach((line) => void print(`  ${printableLine(line)}`));
  const finished = await run({
    program: "bash",
    group: true,
    args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    env: { ...env, IMAGE: reference, PLATFORM: name, DIGEST: digest, DOCKER_DEFAULT_PLATFORM: name },
    cwd,
    onStdout: (chunk) => show(stdout.push(chunk)),
    onStderr: (chunk) => show(stderr.push(chunk))
  }).finally(() => removeContainers(engine, reference, except).then(removed, () => void 0));
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: "No tag was moved. See its output above; `docker run --rm $IMAGE …` there ran exactly these bytes."
  });
}
async function removeContainers(engine, image, except) {
  const containers = await engine.containers({ ancestor: image });
  const made = containers.filter(({ name }) => !except.includes(name));
  await Promise.all(made.map(({ name }) => engine.removeContainer(name)));
}

// src/image/verify.ts
function problemsOf(image, asked) {
  const found = image.platforms.map(({ platform }) => platform);
  const names = (platforms2) => platforms2.map(formatPlatform).join(", ");
  const missing = asked.filter((platform) => !found.some((other) => samePlatform(platform, other)));
  const extra = found.filter((platform) => !asked.some((other) => samePlatform(platform, other)));
  const doubled = found.filter((platform, i) => found.findIndex((other) => samePlatform(platform, other)) !== i);
  const stray = image.attestations.filter(({ of }) => !image.platforms.some(({ digest }) => digest === of));
  return [
    ...missing.length > 0 ? [`${names(missing)} is missing from it`] : [],
    ...extra.length > 0 ? [`it has ${names(extra)}, which was not asked for`] : [],
    ...doubled.length > 0 ? [`it has ${names(doubled)} more than once`] : [],
    ...image.platforms.filter(({ platform, configured }) => !samePlatform(platform, configured)).map(
      ({ platform, configured }) => `the image listed as ${formatPlatform(platform)} says it is ${formatPlatform(configured)}`
    ),
    ...stray.map(({ digest }) => `the attestation ${digest} is about an image that is not in it`)
  ];
}
function verify(image, asked) {
  const problems = problemsOf(image, asked);
  if (problems.length === 0) return;
  throw new ActionError(`the image ${image.digest} is not what was asked for: ${problems.join("; ")}`, {
    hint: "No tag was moved. Check `platforms` against what the Dockerfile makes."
  });
}

// src/system/lock.ts
import { createHash as createHash2 } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
var PAUSE = 100;
var LONGEST = 60 * 6e4;
var ASKED = 1e3;
async function alone(name, { clock: clock2, signal, onWait }, work) {
  const path = `\0multiarch-build-${createHash2("sha256").update(name).digest("hex")}`;
  const server = createServer((visitor) => visitor.on("error", () => {
  }).end(describeSelf(process.env)));
  const began = clock2.now();
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    server.listen(path);
    const taken = await once(server, "listening").then(
      () => void 0,
      (error) => error
    );
    if (taken === void 0) break;
    if (taken.code !== "EADDRINUSE") throw taken;
    if (!waited) onWait();
    if (clock2.now() - began > LONGEST) {
      throw new ActionError(`${name} was held for ${LONGEST / 6e4} minutes by ${await holderOf(path)}`, {
        hint: "Look what that one is at, and end it if it hangs; then run the job again."
      });
    }
    await clock2.sleep(PAUSE, signal).catch(() => signal?.throwIfAborted());
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}
function describeSelf({ GITHUB_JOB, GITHUB_REPOSITORY }) {
  const job = GITHUB_JOB && GITHUB_REPOSITORY ? `, the job ${GITHUB_JOB} of ${GITHUB_REPOSITORY}` : "";
  return `process ${process.pid}${job}`;
}
async function holderOf(path) {
  const socket = connect(path).setTimeout(ASKED, () => socket.destroy());
  const said = await socket.toArray().catch(() => []);
  return printableLine(Buffer.concat(said).toString().slice(0, 200)) || "somebody who does not say who";
}

// src/system/words.ts
var STATUS = /unexpected status[^\n]*: (\d{3})\b/;
var BEHIND = /blob unknown to registry|did not match uploaded content/i;
var KILLED = /killed by SIGKILL|exit status 137\b/;
var FINAL = [
  /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  /no space left on device|disk quota exceeded/i,
  /immutable/i,
  /certificate (?:signed by|has expired|is not trusted|is valid for)|failed to verify certificate/i
];
var PASSING = String.raw`(?:408|429|5(?!01|05|07)\d\d)\b(?![.\d])`;
var TRANSIENT = new RegExp(
  [
    String.raw`(?<=\b(?:status|HTTP|returned error)(?: code)?(?: from \w+ request to)?(?: https?://\S+)?[ :=]+)${PASSING}(?: [a-z][\w -]*)?`,
    String.raw`\b${PASSING} (?:Request Time|Too Many|Internal|Bad|Service|Gateway)[\w -]*`,
    "toomanyrequests|too many requests",
    "i/o timeout|timed out|Timeout exceeded|handshake timeout|timeout awaiting|deadline exceeded|Gateway Time-?out",
    "connection (?:reset|refused|closed)|server closed idle connection|broken pipe|transport connection broken",
    String.raw`(?:^|unexpected |: )EOF\b`,
    "no such host|could not resolve host|server misbehaving|temporary failure|network is unreachable|no route to host",
    "http2: |GOAWAY|stream error: |INTERNAL_ERROR; received from peer",
    "failed size validation|unexpected commit digest",
    BEHIND.source
  ].join("|"),
  "im"
);
var PASSING_WORDS = TRANSIENT;
function verdictOf(words) {
  if (BEHIND.test(words)) return "transient";
  const [, status] = STATUS.exec(words) ?? [];
  if (status !== void 0) return classify({ status: Number(status), headers: {} });
  if (TRANSIENT.test(words)) return "transient";
  return FINAL.some((pattern) => pattern.test(words)) ? "final" : void 0;
}
function judgeWords(otherwise) {
  return (error) => {
    if (error instanceof HungError) return error;
    const words = error instanceof ActionError ? error.output : void 0;
    if (words === void 0 || KILLED.test(messageOf(error))) return { verdict: "final" };
    return { verdict: verdictOf(words) ?? otherwise };
  };
}

// src/publish/carriers.ts
var PATIENCE = 20 * 6e4;
function engineCarrier({
  engine,
  registry,
  impatient,
  credentials,
  candidate,
  ledger,
  retry: policy
}) {
  async function push({ repository, tag }, digest) {
    try {
      await engine.push(repository, tag, await credentials(repository.registry), PATIENCE);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      const there = await impatient.headManifest(repository, tag).catch(() => void 0);
      if (there?.digest === digest) return;
      await registry.checkPush(repository);
      const name = formatTagged({ repository, tag });
      throw new ActionError(`${name} could not be pushed: ${printableLine(error.message)}`, {
        hint: "See what the engine says; a token needs the right to write packages.",
        output: error.output,
        cause: error
      });
    }
  }
  async function borrow({ repository, tag }, work) {
    const name = formatTagged({ repository, tag });
    const holder = await engine.image(name);
    const returned = ledger(
      holder === void 0 ? { kind: "image", name } : { kind: "tag", image: holder.id, repository: repository.name, tag }
    );
    await engine.tag(candidate, repository.name, tag);
    try {
      await work();
    } finally {
      if (holder === void 0) await engine.untag(name);
      else await engine.tag(holder.id, repository.name, tag);
      returned();
    }
  }
  async function check({ repository, tag }, digest) {
    const pushed = await registry.getManifest(repository, tag, { justWritten: true });
    if (pushed?.digest === digest) return;
    const name = formatTagged({ repository, tag });
    throw new ActionError(`${name} was pushed as ${digest}, and the registry has ${pushed?.digest ?? "nothing"} there`);
  }
  return {
    async carry({ repository, tags: [tag] }, digest) {
      if (tag === void 0) return [];
      const reference = { repository, tag };
      const name = formatTagged(reference);
      const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
      await alone(name, { ...policy, onWait }, async () => {
        await borrow(reference, () => retry(() => push(reference, digest), policy, judgePush));
        await check(reference, digest);
      });
      return [tag];
    }
  };
}
function judgePush(error) {
  const { verdict, retryAfter } = error instanceof RegistryError ? judgeError(error) : judgeWords("transient")(error);
  return { verdict, retryAfter, part: /sha256:[0-9a-f]{64}/.exec(messageOf(error))?.[0] };
}
var registryCarrier = { carry: async () => [] };

// src/publish/published.ts
var CONFIG_LIMIT2 = 8 * 2 ** 20;
var PREFIX = "org.opencontainers.image.";
async function readPublished(registry, repository, reference) {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === void 0) return void 0;
  try {
    return await (isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest));
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RegistryError && error.status === 404) return void 0;
    throw error;
  }
  async function ofIndex({ digest, bytes }) {
    const { manifests, annotations } = parseIndex(bytes);
    const { images } = splitIndex(manifests);
    const platforms2 = images.flatMap(({ platform }) => platform === void 0 ? [] : platformOf(platform));
    const [first] = images;
    if (first === void 0) return void 0;
    const told = tell2(annotations);
    if (told.version !== void 0 && told.revision !== void 0) return { digest, platforms: platforms2, told };
    const child = await registry.getManifest(repository, first.digest);
    return child && { digest, platforms: platforms2, told: { ...(await ofManifest(child)).told, ...told } };
  }
  async function ofManifest({ digest, bytes }) {
    const config = await registry.getBlob(repository, parseManifest(bytes).config.digest, CONFIG_LIMIT2);
    return { digest, platforms: [platformOf(parseConfigPlatform(config))], told: tell2(parseConfigLabels(config)) };
  }
}
function tell2(values) {
  const told = {
    version: values[RELEASE_ANNOTATION] || values[`${PREFIX}version`],
    revision: values[`${PREFIX}revision`],
    created: values[`${PREFIX}created`]
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value));
}

// src/publish/hold-back.ts
async function holdBack(targets, release, registry) {
  if (release === void 0) return { targets, notices: [] };
  const held = await Promise.all(
    targets.map(async ({ repository, floating }) => {
      const newer = await Promise.all(
        floating.map(async (tag) => {
          const { version } = (await readPublished(registry, repository, tag))?.told ?? {};
          return version !== void 0 && movesBack(release, version) ? [{ tag, version }] : [];
        })
      );
      return newer.flat();
    })
  );
  return {
    targets: targets.map((target, i) => {
      const stays = (tag) => held[i]?.some((entry) => entry.tag === tag) ?? false;
      const left = (tags2) => tags2.filter((tag) => !stays(tag));
      return { ...target, tags: left(target.tags), floating: left(target.floating) };
    }),
    notices: targets.flatMap(
      ({ repository }, i) => (held[i] ?? []).map(
        ({ tag, version }) => `${formatTagged({ repository, tag })} stays at ${version}: this is ${release.version}, which is older`
      )
    )
  };
}

// src/publish/twin.ts
var IMMUTABLE = /immutab|already exists|overwrit|locked|disallowed|read-only/i;
function mayBeImmutable(error) {
  if (error instanceof UploadRefused) return false;
  if (error instanceof RegistryError) {
    const { status = 0, verdict } = error;
    return verdict === "final" && status >= 400 && status < 500 && ![401, 404, 413].includes(status);
  }
  return error instanceof ActionError && IMMUTABLE.test(error.output ?? "");
}
async function twinAt({ repository, fullVersions }, digest, { revision, platforms: platforms2 }, registry) {
  for (const tag of fullVersions) {
    const held = await readPublished(registry, repository, tag);
    if (held === void 0 || held.digest === digest) continue;
    const name = formatTagged({ repository, tag });
    const { told } = held;
    if (revision === "" || told.revision !== revision) {
      throw new ActionError(
        `${name} holds ${held.digest} of revision ${told.revision ?? "unknown"} and cannot be moved to ${digest} of revision ${revision || "unknown"}`,
        { hint: "Release this under a version of its own." }
      );
    }
    if (!sameSet(held.platforms, platforms2)) {
      throw new ActionError(
        `${name} holds ${held.digest} for ${held.platforms.map(formatPlatform).join(", ")} and cannot be moved to ${digest} for ${platforms2.map(formatPlatform).join(", ")}`,
        { hint: "Release this under a version of its own." }
      );
    }
    return held.digest;
  }
  return void 0;
}
function sameSet(a, b) {
  return a.length === b.length && a.every((platform) => b.some((other) => samePlatform(platform, other)));
}

// src/publish/publish.ts
async function publish(targets, digest, publishing) {
  const { registry } = publishing;
  const outcomes = await Promise.allSettled(targets.map((target) => publishTo(target, digest, publishing)));
  await refuse(outcomes, digest);
  const held = outcomes.find((outcome) => outcome.status === "fulfilled" && outcome.value !== digest);
  if (held?.status !== "fulfilled") return { digest, tags: references(targets) };
  const behind = targets.filter((_, i) => outcomes[i]?.status === "fulfilled" && outcomes[i].value !== held.value);
  await refuse(await Promise.allSettled(behind.map((target) => follow(target, held.value, registry))), held.value);
  return { digest: held.value, tags: references(targets) };
  async function refuse(settled, wanted) {
    const failures = settled.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
    if (failures.length > 0) throw await incomplete(targets, wanted, publishing, failures);
  }
}
async function publishTo(target, digest, { carrier, registry, identity }) {
  const { tags: tags2, fullVersions } = target;
  const ordered = { ...target, tags: [...fullVersions, ...tags2.filter((tag) => !fullVersions.includes(tag))] };
  let carried;
  try {
    carried = await carrier.carry(ordered, digest);
    await moveTags(target.repository, without(fullVersions, carried), digest, registry);
  } catch (error) {
    const twin = mayBeImmutable(error) ? await twinAt(target, digest, identity, registry) : void 0;
    if (twin === void 0) throw error;
    await follow(target, twin, registry);
    return twin;
  }
  await moveTags(target.repository, without(tags2, [...carried, ...fullVersions]), digest, registry);
  await readBack(target, carried, digest, registry);
  return digest;
}
async function follow(target, digest, registry) {
  const { repository, tags: tags2 } = target;
  const held = await Promise.all(tags2.map((tag) => digestAt(registry, repository, tag)));
  const behind = tags2.filter((_, i) => held[i] !== digest);
  await moveTags(repository, behind, digest, registry);
  await readBack(target, without(tags2, behind), digest, registry);
}
async function moveTags(repository, tags2, digest, registry) {
  if (tags2.length === 0) return;
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest === void 0)
    throw new ActionError(`${repository.name} does not hold ${digest}, which was pushed to it`);
  const ends = await Promise.allSettled(tags2.map((tag) => registry.putManifest(repository, tag, manifest)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
function without(tags2, others) {
  return tags2.filter((tag) => !others.includes(tag));
}
async function readBack({ repository, tags: tags2 }, done, digest, registry) {
  const moved = tags2.filter((tag) => !done.includes(tag));
  const found = await Promise.all(
    moved.map(async (tag) => ({ tag, digest: await digestAt(registry, repository, tag, { justWritten: true }) }))
  );
  const other = found.find((entry) => entry.digest !== digest);
  if (other !== void 0) {
    throw new ActionError(
      `${formatTagged({ repository, tag: other.tag })} was moved to ${digest}, and now it is ${other.digest ?? "not there"}`,
      { hint: "Another job publishes the same tag: give the jobs one `concurrency` group." }
    );
  }
}
async function digestAt(registry, repository, tag, options) {
  return (await registry.headManifest(repository, tag, options))?.digest;
}
async function incomplete(targets, digest, { witness, previous }, failures) {
  const states = await Promise.all(
    targets.flatMap(
      ({ repository, tags: tags2 }) => tags2.map(async (tag) => {
        const reference = formatTagged({ repository, tag });
        const state = await witness.headManifest(repository, tag).then(
          (found) => found?.digest === digest ? "moved" : "not moved",
          () => "unknown"
        );
        return { reference, state };
      })
    )
  );
  const before = (reference) => previous.has(reference) ? previous.get(reference) ?? "nothing" : "unknown";
  const from = (reference) => `${reference} (before: ${before(reference)})`;
  const told = ["moved", "not moved", "unknown"].flatMap((state) => {
    const list2 = states.filter((entry) => entry.state === state).map(({ reference }) => reference);
    return list2.length === 0 ? [] : `${state}: ${list2.map(state === "moved" ? from : String).join(", ")}`;
  });
  const [first] = failures;
  const own = first instanceof ActionError ? first : void 0;
  return new ActionError(
    `${digest} is not published everywhere (${told.join("; ")}): ${failures.map(messageOf).join("; ")}`,
    {
      hint: own?.hint ?? "Run the job again: it moves every tag to one proved image.",
      output: own?.output,
      cause: first
    }
  );
}
function references(targets) {
  return targets.flatMap(({ repository, tags: tags2 }) => tags2.map((tag) => ({ repository, tag })));
}

// src/publish/hand-over.ts
async function handOver(image, job) {
  const { revision, registry, read: read2 } = job;
  const { targets, notices } = await holdBack(job.targets, job.release, registry);
  const identity = { revision, platforms: image.platforms.map(({ platform }) => platform) };
  const { digest, tags: tags2 } = await publish(targets, image.digest, { ...job, identity });
  const [first] = targets;
  if (digest === image.digest || first === void 0) return { image, tags: tags2, notices };
  const earlier = `${formatDigested(first.repository, digest)} of an earlier run is what stays published: it is of the same commit and platforms, and its registry moves no tag of a version`;
  return { image: await read2(first.repository, digest), tags: tags2, notices: [...notices, earlier] };
}

// src/system/artifacts.ts
import { mkdir as mkdir2, readFile, writeFile as writeFile2 } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/system/within.ts
async function within(call, limit, signal) {
  const given = Promise.withResolvers();
  const late = () => given.reject(new HungError(`no end after ${limit / 1e3} s`));
  const stop = () => given.reject(signal?.reason);
  const timer = setTimeout(late, limit);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([call, given.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

// src/system/artifacts.ts
var NoArtifactService = class extends Error {
};
var LIMIT = 6e4;
function createArtifacts(env, folder, policy, limit = LIMIT) {
  async function service() {
    if (!env.ACTIONS_RUNTIME_TOKEN || !env.ACTIONS_RESULTS_URL) throw new NoArtifactService();
    return new (await import("./artifact-5RGJJHLL.js")).DefaultArtifactClient();
  }
  function ask(what, call) {
    return retry(
      (attempt2) => within(call(attempt2), limit, policy.signal).catch((error) => {
        policy.signal?.throwIfAborted();
        if (error instanceof Error && error.name === "GHESNotSupportedError") throw new NoArtifactService();
        throw failed(what, error, HINT);
      }),
      policy
    );
  }
  return {
    async leave(name, file, text) {
      const client = await service();
      const root = join4(await folder(), name);
      await mkdir2(root, { recursive: true });
      await writeFile2(join4(root, file), text);
      const isThere = async () => (await client.listArtifacts()).artifacts.some((artifact) => artifact.name === name);
      await ask(`the artifact ${name} could not be uploaded`, async (attempt2) => {
        if (attempt2 === 1 || !await isThere()) await client.uploadArtifact(name, [join4(root, file)], root);
      });
    },
    async find(prefix, file) {
      const client = await service();
      const list2 = await ask("the artifacts of this run could not be listed", () => client.listArtifacts());
      const wanted = list2.artifacts.filter(({ name }) => name.startsWith(prefix));
      const root = await folder();
      return Promise.all(
        wanted.map(async ({ name, id }) => {
          const text = await ask(`the artifact ${name} could not be downloaded`, async (attempt2) => {
            const path = join4(root, `artifact-${id}-${attempt2}`);
            await client.downloadArtifact(id, { path });
            return readFile(join4(path, file), "utf8");
          });
          return { name, text };
        })
      );
    }
  };
}
var HINT = "Run the failed jobs again; if it stays, hand parts over by `part-tag` or `digests`.";

// src/publish/record.ts
var RECORD = { prefix: "multiarch-build-part.", file: "part.json" };
function recordName({ key, digests, attempt: attempt2 }, id) {
  const [first = "", ...others] = Object.keys(digests);
  const slug = `${first.replaceAll("/", "-")}${others.length === 0 ? "" : `+${others.length}`}`;
  return `${RECORD.prefix}${key}.${slug}.${attempt2}.${id}`;
}
function recordOf(image, { key, repositories, commit }, env) {
  return {
    key,
    digest: image.digest,
    digests: Object.fromEntries(image.platforms.map(({ platform, digest }) => [formatPlatform(platform), digest])),
    repositories,
    commit,
    run: env.GITHUB_RUN_ID ?? "",
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1
  };
}
function parseRecord(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return void 0;
  }
  const { key, digest, digests, repositories, commit, run, attempt: attempt2 } = value ?? {};
  const formed = [key, commit, run].every((field) => typeof field === "string") && Number.isSafeInteger(attempt2) && isDigest(digest) && typeof digests === "object" && Object.keys(digests).length > 0 && Object.values(digests).every(isDigest) && Array.isArray(repositories) && repositories.every((name) => typeof name === "string");
  return formed ? value : void 0;
}

export {
  systemClock,
  judgeError,
  retry,
  RegistryError,
  isIndex,
  isManifest,
  parseIndex,
  parseManifest,
  parseConfigPlatform,
  parseConfigLabels,
  hashedContent,
  proved,
  readImage,
  splitIndex,
  platformOf,
  previousDigests,
  parseStepName,
  isInstruction,
  LAYER,
  Recorder,
  busySeconds,
  cachedShare,
  timedSteps,
  platformSeconds,
  formatBytes,
  setOutputs,
  tell,
  annotate,
  thisMachine,
  createRunId,
  isOver,
  runFolder,
  openWorkplace,
  PASSING_WORDS,
  verdictOf,
  judgeWords,
  indexPart,
  assembleIndex,
  within,
  registryCandidate,
  smokeTest,
  verify,
  engineCarrier,
  registryCarrier,
  tell2,
  moveTags,
  handOver,
  NoArtifactService,
  createArtifacts,
  RECORD,
  recordName,
  recordOf,
  parseRecord
};
