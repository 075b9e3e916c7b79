import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  MAX_KEPT_OUTPUT_LINES
} from "./chunk-E3EKNW6Z.js";

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
function isPushStep(step) {
  return step?.kind === "export" || step?.kind === "push";
}
function isResultStep(step) {
  return isPushStep(step) || step.kind === "cache-export";
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
function wasStopped({ error }) {
  return error?.endsWith("context canceled") ?? false;
}
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
  const { cached, total } = countCached(log, platform);
  return total === 0 ? void 0 : Math.floor(100 * cached / total);
}
function countCached(log, platform) {
  const steps = log.steps.filter((step) => isInstruction(step) && (platform === void 0 || step.target === platform));
  return { cached: steps.filter(({ cached }) => cached).length, total: steps.length };
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

export {
  parseStepName,
  isInstruction,
  isPushStep,
  isResultStep,
  LAYER_STATUS,
  BuildLogRecorder,
  wasStopped,
  busySeconds,
  cachedPercent,
  countCached
};
