import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  RegistryError
} from "./chunk-5SSJJ253.js";
import {
  hasShape,
  outputsOf
} from "./chunk-7XVQDRVH.js";
import {
  formatPlatform
} from "./chunk-4YQ5GKNH.js";
import {
  classify
} from "./chunk-ZP4MZS32.js";
import {
  Wrong,
  formatDigested,
  formatTagged,
  parseRepository
} from "./chunk-PK4Y6EYA.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-V6IS5RCX.js";
import {
  MAX_CLASSIFIED_OUTPUT_CHARS,
  MAX_SUMMARY_CALL_CHARS
} from "./chunk-54M6UIB7.js";

// src/model/units.ts
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

// src/report/result-lines.ts
function resultLines(report) {
  const { result, digest, repositories, tags: tags2, platforms: platforms2, previous } = report;
  if (digest === void 0 || result.kind === "called") return [];
  const names = repositories.length === 0 ? [digest] : repositories.map((one) => formatDigested(one, digest));
  return [
    ...names.map((name) => `${VERBS[result.kind]} ${name}`),
    ...aligned(
      tags2.map((tag) => {
        const name = formatTagged(tag);
        return [name, result.kind === "published" ? describeUpdate(digest, name, previous) : ""];
      })
    ),
    ...aligned(
      platforms2.map(({ platform, digest: own, size }) => [
        formatPlatform(platform),
        own ?? "",
        size === void 0 ? "" : formatBytes(size)
      ])
    )
  ];
}
var VERBS = {
  published: "Published",
  "pushed-by-digest": "Pushed without a tag:",
  loaded: "Loaded",
  built: "Built, not published:",
  written: "Wrote"
};
function describeUpdate(digest, name, previous) {
  const before = previous[name];
  if (before === void 0) return "";
  if (before === "none") return "new";
  return before === digest ? "had this digest already" : `updated from ${before}`;
}
function aligned(rows) {
  const width = (column) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(width(i))).join("  ")}`.trimEnd());
}

// src/buildkit/limits.ts
var SECOND = 1e3;
var MINUTE = 60 * SECOND;
var RESOLVE_IDLE_MS = 2 * MINUTE;
var BASE_IMAGE_IDLE_MS = 5 * MINUTE;
var EXPORT_IDLE_MS = 20 * MINUTE;
var PUSH_IDLE_MS = 20 * MINUTE;
var COPY_IDLE_MS = 20 * MINUTE;
var STEP_END_WAIT_MS = 10 * SECOND;
var MAX_KEPT_OUTPUT_LINES = 200;
var MAX_CLASSIFIED_ERROR_CHARS = 1e4;
var MAX_CLASSIFIED_LINE_CHARS = 1e3;
var MAX_CONTAINER_CHECKS = 5;
var CONTAINER_CHECK_INTERVAL_MS = 300;

// src/buildkit/step-name.ts
var INSTRUCTIONS = {
  FROM: "from",
  RUN: "run",
  COPY: "copy",
  ADD: "copy",
  WORKDIR: "workdir"
};
var INTERNAL_STEPS = [
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
  const known = INTERNAL_STEPS.find(([pattern]) => pattern.test(command));
  return known?.[1] ?? (stage === "internal" || stage === "auth" ? "internal" : "other");
}
function splitPlatforms(text) {
  const [platform = "", target] = text.split("->");
  if (target === void 0) return [platform, platform];
  const whole = /^(?:linux|windows|darwin|freebsd)\b/.test(target);
  return [platform, whole ? target : `${platform.split("/")[0]}/${target}`];
}

// src/buildkit/build-log.ts
var LAYER_STATUS = /^sha256:/;
var BuildLogRecorder = class {
  #onlyPlatform;
  #steps = /* @__PURE__ */ new Map();
  #vertices = /* @__PURE__ */ new Map();
  #warnings = /* @__PURE__ */ new Map();
  #text = [];
  #lastLine;
  /** @param onlyPlatform platform of a single-platform build. Its steps do not name the platform. */
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
        addLine(this.#draft(event.step).output, event.line);
        break;
      case "status":
        this.#lastLine = event.id;
        if (LAYER_STATUS.test(event.id) && event.started !== void 0)
          this.#draft(event.step).fetchTimes.add(event.started);
        break;
      case "warning":
        this.#warnings.set(`${event.short} ${event.lines}`, event);
        break;
      case "text":
        if (event.line !== "") this.#lastLine = event.line;
        addLine(this.#text, event.line);
    }
  }
  log() {
    const steps = [...this.#steps].filter(([, draft]) => draft.spans.size > 0);
    return {
      steps: steps.map(([id, draft]) => stepOf(id, draft, this.#onlyPlatform)).sort((a, b) => a.started - b.started),
      vertices: [...this.#vertices.values()].map((vertex) => ({
        ...parseStepName(vertex.name, this.#onlyPlatform),
        ...vertex
      })),
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
    const known = this.#vertices.get(event.vertex);
    const inputs = event.inputs.length > 0 ? event.inputs : known?.inputs ?? [];
    this.#vertices.set(event.vertex, { id: event.vertex, name: event.name, inputs });
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
      fetchTimes: /* @__PURE__ */ new Set()
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
function cachedPercent(log, platform) {
  const steps = log.steps.filter((step) => isInstruction(step) && (platform === void 0 || step.target === platform));
  if (steps.length === 0) return void 0;
  return Math.floor(100 * steps.filter((step) => step.cached).length / steps.length);
}
function stepOf(id, draft, onlyPlatform) {
  const spans = [...draft.spans.values()];
  return {
    ...parseStepName(draft.name, onlyPlatform),
    id,
    name: draft.name,
    inputs: [...draft.inputs],
    started: Math.min(...spans.map(({ from }) => from)),
    intervals: spans.flatMap(({ from, to }) => to === void 0 ? [] : [{ from, to }]),
    running: spans.some(({ to }) => to === void 0),
    cached: spans.every((span) => span.to !== void 0 && isCached(span, spans, draft.fetchTimes)),
    error: draft.error,
    output: [...draft.output]
  };
}
function isCached({ vertex, from, to = Number.POSITIVE_INFINITY }, spans, fetched) {
  const before = spans.filter((other) => other.cached && other.vertex === vertex && other.from <= from);
  const within = before.some((other) => to <= (other.to ?? Number.NEGATIVE_INFINITY));
  return within || before.length > 0 && [...fetched].some((at) => from <= at && at <= to);
}
function addLine(lines, line) {
  lines.push(line);
  if (lines.length > MAX_KEPT_OUTPUT_LINES) lines.shift();
}

// src/report/markdown.ts
var MARKUP = /[&<>|*_`~[\]\\!@:$#"']/;
var LINKED = /[@:#]|www(?=\.)|\b(?:GH|GHSA|CVE)(?=-)|[0-9a-f]{6}(?=[0-9a-f])/;
var LIST = /^(?:[-+](?= )|\d+(?=[.)] ))/;
var BREAK = "<!-- -->";
var SPECIAL = new RegExp(`(${LIST.source}|${LINKED.source})|${MARKUP.source}`, "gi");
function escapeMarkdown(text, limit = 120) {
  const line = text.replace(/\s+/g, " ").trim();
  const kept = line.length > limit ? `${[...line].slice(0, limit - 1).join("")}…` : line;
  return kept.replace(SPECIAL, (found, broken) => {
    const text2 = MARKUP.test(found) ? `&#${found.codePointAt(0)};` : found;
    return broken === void 0 ? text2 : `${text2}${BREAK}`;
  });
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
      return `${name}: pushed by digest${forPlatforms}, no tag updated`;
    case "loaded":
      return `${name}: loaded into Docker Engine${forPlatforms}`;
    case "built":
      return `${name}: built${forPlatforms}, not published`;
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
  return codeBlock(
    result.text.length > MAX_SUMMARY_CALL_CHARS ? `${result.text.slice(0, MAX_SUMMARY_CALL_CHARS)}
…` : result.text
  );
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

// src/report/print.ts
function setOutputs(report, runner) {
  const outputs = outputsOf(report);
  for (const [name, value] of outputs) if (hasShape(name, value)) runner.output(name, value);
  for (const [name, value] of outputs) {
    if (!hasShape(name, value))
      runner.warning(`the output ${name} is not set: its value is invalid: ${JSON.stringify(value)}`);
  }
}
async function printReport(report, runner, withSummary) {
  runner.endGroup();
  for (const notice of report.notices) runner.notice(notice);
  for (const line of resultLines(report)) runner.info(line);
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

// src/session/folder.ts
import { rmSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
function runFolder(temp, id) {
  return join(temp, `multiarch-build-${id}`);
}
async function makeFolder(temp, id, recordCleanup) {
  const path = runFolder(temp, id);
  recordCleanup({ kind: "folder", path });
  await mkdir(path, { recursive: true, mode: 448 });
  const [docker, buildx, tls] = [join(path, "docker"), join(path, "buildx"), join(path, "tls")];
  const secret = [docker, tls];
  await Promise.all([...secret, buildx].map((child) => mkdir(child, { mode: 448 })));
  const forgetNow = () => secret.forEach((child) => void rmSync(child, { recursive: true, force: true }));
  process.once("exit", forgetNow);
  async function forget() {
    await Promise.all(secret.map((child) => rm(child, { recursive: true, force: true })));
    process.off("exit", forgetNow);
  }
  return { path, docker, buildx, tls, [Symbol.asyncDispose]: forget };
}

// src/clients/registry/sources.ts
function repositoriesOf(name, registries) {
  const own = parseRepository(name);
  if (own instanceof Wrong) return [];
  const { mirrors = [] } = registries.get(own.registry) ?? {};
  const mirrored = mirrors.map((mirror) => parseRepository(`${mirror}/${own.path}`));
  return [...mirrored, own].flatMap((repository) => repository instanceof Wrong ? [] : repository);
}
function splitReference(text) {
  const [tagged = "", digest] = text.split("@");
  const [, name = tagged, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(tagged) ?? [];
  return { name, reference: digest ?? tag };
}
async function askSources(image, registry, registries) {
  const { name, reference } = splitReference(image);
  for (const repository of repositoriesOf(name, registries)) {
    await registry.headManifest(repository, reference).catch((error) => {
      if (error instanceof RegistryError && error.status === 429) throw error;
    });
  }
}

// src/runtime/words.ts
var STATUS = /unexpected status[^\n]*: (\d{3})\b/;
var BEHIND = /blob unknown to registry|did not match uploaded content/i;
var KILLED = /killed by SIGKILL|exit status 137\b/;
var NO_TLS = /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/;
var NO_HTTP = /malformed HTTP (?:response|version|status code) "\\+x15\\+x03|Client sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port/;
var PROXY_LOGIN = /Proxy Authentication Required/;
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
function verdictOf(said) {
  const words = said.slice(-MAX_CLASSIFIED_OUTPUT_CHARS);
  if (BEHIND.test(words)) return "transient";
  if (ADVICE.some(({ pattern }) => pattern.test(words))) return "final";
  const [, status] = STATUS.exec(words) ?? [];
  if (status !== void 0) return classify({ status: Number(status), headers: {} });
  if (TRANSIENT.test(words)) return "transient";
  return FINAL.some((pattern) => pattern.test(words)) ? "final" : void 0;
}
var ADVICE = [
  {
    kind: "plain-http",
    pattern: NO_TLS,
    hint: "The registry serves plain HTTP: add it to `insecure-registries` in the engine's daemon.json, or set `http = true` for it in `buildkitd-config`."
  },
  {
    kind: "tls-only",
    pattern: NO_HTTP,
    hint: "The registry speaks TLS: remove it from `insecure-registries` in the engine's daemon.json, or `http = true` from `buildkitd-config`."
  },
  {
    kind: "proxy",
    pattern: PROXY_LOGIN,
    hint: "Add user name and password to the proxy of the engine or the builder (`driver-opts: env.HTTPS_PROXY=…`), or list the host in its NO_PROXY."
  }
];
function adviceFor(said) {
  const words = said.slice(-MAX_CLASSIFIED_OUTPUT_CHARS);
  return ADVICE.find(({ pattern }) => pattern.test(words))?.hint;
}
function judgeWords(otherwise) {
  return (error) => {
    if (error instanceof HungError) return error;
    const words = error instanceof ActionError ? error.output : void 0;
    if (words === void 0 || KILLED.test(messageOf(error))) return { verdict: "final" };
    return { verdict: verdictOf(words) ?? otherwise };
  };
}

export {
  RESOLVE_IDLE_MS,
  BASE_IMAGE_IDLE_MS,
  EXPORT_IDLE_MS,
  PUSH_IDLE_MS,
  COPY_IDLE_MS,
  STEP_END_WAIT_MS,
  MAX_CLASSIFIED_ERROR_CHARS,
  MAX_CLASSIFIED_LINE_CHARS,
  MAX_CONTAINER_CHECKS,
  CONTAINER_CHECK_INTERVAL_MS,
  parseStepName,
  isInstruction,
  LAYER_STATUS,
  BuildLogRecorder,
  busySeconds,
  cachedPercent,
  timedSteps,
  platformSeconds,
  formatBytes,
  formatSeconds,
  setOutputs,
  printReport,
  annotate,
  runFolder,
  makeFolder,
  repositoriesOf,
  splitReference,
  askSources,
  PASSING_WORDS,
  verdictOf,
  ADVICE,
  adviceFor,
  judgeWords
};
