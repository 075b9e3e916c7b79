import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  parse,
  stringify
} from "./chunk-2Z2W27GT.js";
import {
  BuildFailure,
  describeFailedBuild,
  explainFailure,
  isCommandFailure
} from "./chunk-5TLIVEWK.js";
import {
  isElsewhere,
  isEmulated
} from "./chunk-IGA2S3RF.js";
import {
  BuildLogRecorder,
  LAYER_STATUS,
  busySeconds,
  isInstruction,
  isPushStep,
  isResultStep,
  parseStepName,
  wasStopped
} from "./chunk-EAHIQFPC.js";
import {
  annotate,
  askSources,
  repositoriesOf,
  runFolder,
  splitReference,
  startStopwatch,
  withHeartbeat
} from "./chunk-E3FTGZOC.js";
import {
  RegistryError
} from "./chunk-UWMQUUIR.js";
import {
  adviceFor,
  hashedContent,
  judgeWords,
  platformOf,
  readImage,
  splitIndex,
  verdictOf,
  verified,
  verifiedStream
} from "./chunk-TUSLQINK.js";
import {
  TransferError,
  haveSameOwner,
  withLockFile
} from "./chunk-B6PWGEBV.js";
import {
  EngineRefusal
} from "./chunk-U6FXPDFU.js";
import {
  OCI_INDEX,
  isIndex,
  parseIndex
} from "./chunk-GAY4O6F3.js";
import {
  formatBytes,
  formatSeconds
} from "./chunk-ONJFMPZL.js";
import {
  BASE_IMAGE_IDLE_MS,
  CONTAINER_CHECK_INTERVAL_MS,
  EXPORT_IDLE_MS,
  MAX_CONTAINER_CHECKS,
  PUSH_IDLE_MS,
  RESOLVE_IDLE_MS,
  STEP_END_WAIT_MS
} from "./chunk-E3EKNW6Z.js";
import {
  UnreadableError,
  at,
  dockerfileName,
  excerpt,
  expand,
  givenArguments,
  isUnreadable,
  pinError,
  readCacheEntry
} from "./chunk-WOAEOZCA.js";
import {
  parsePlatform
} from "./chunk-S3FJIZEN.js";
import {
  LineSplitter
} from "./chunk-7GDUNNN3.js";
import {
  withPage
} from "./chunk-BKL3PCXY.js";
import {
  isLoopbackHost,
  judgeError,
  parseProxy,
  retry,
  systemClock
} from "./chunk-5KDB2SZE.js";
import {
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  SYSTEMS,
  formatPlatform,
  runsOn,
  samePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  gitEnvironment
} from "./chunk-3FVQARAN.js";
import {
  BINFMT,
  BUILDKIT,
  formatFields,
  parseFields
} from "./chunk-UZVA5NJG.js";
import {
  quote
} from "./chunk-7NESLQ2E.js";
import {
  RENEW,
  containerOf,
  tooOld
} from "./chunk-XXQO62Y5.js";
import {
  describeDisk,
  describeEnd,
  isLoopback,
  succeeded
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  printable,
  printableLine
} from "./chunk-BNWZ2G3D.js";
import {
  Wrong,
  parseRepository
} from "./chunk-IWCVWDM7.js";
import {
  array,
  boolean,
  looseObject,
  nullish,
  object,
  optional,
  record,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError,
  HungError
} from "./chunk-QLWMCSIL.js";
import {
  BUILDER_BOOT_IDLE_MS,
  CACHE_EXPORT_IDLE_MS,
  CACHE_EXPORT_TOTAL_MS,
  CACHE_IMPORT_IDLE_MS,
  CACHE_LAYER_IDLE_MS,
  EMULATORS_IDLE_MS,
  FIRST_HEARTBEAT_MS,
  HEARTBEAT_INTERVAL_MS,
  HELPER_PULL_IDLE_MS,
  HUB_ANSWER_MS,
  LOCK_HOLDER_ANSWER_MS,
  MAX_DOCKERFILE_WORK_CHARS,
  PUSH_LOCK_MS,
  PUSH_LOCK_POLL_MS
} from "./chunk-BB63CQQL.js";

// src/dockerfile/graph.ts
var LAYOUT_PREFIX = "oci-layout://";
function resolveStages(dockerfile, options2, platforms, work) {
  const variables = globalVariables(dockerfile, options2, platforms, work);
  const unknown = /* @__PURE__ */ new Map();
  const contexts = new Map(options2.buildContexts.map(({ name, value }) => [familiar(name), value]));
  const nodes = [];
  const byName = /* @__PURE__ */ new Map();
  for (const [index, stage] of dockerfile.stages.entries()) {
    const evaluate = (word) => at(stage.line, () => expand(word, variables, dockerfile.escapeCharacter, work));
    const flag = stage.platform === void 0 ? void 0 : flagOf(evaluate(stage.platform), platforms.build);
    const pinned = flag instanceof Wrong ? platforms.target : flag;
    const node = resolveStage(stage, index, evaluate, contexts, byName, { target: platforms.target, flag: pinned });
    if (flag instanceof Wrong && node.pinned !== void 0) unknown.set(node, flag);
    nodes.push(node);
    work.spend(node.steps.length);
    if (stage.name !== void 0) byName.set(stage.name, node);
  }
  const target = options2.target === void 0 ? nodes.at(-1) : byName.get(options2.target.toLowerCase());
  if (target === void 0) throw new UnreadableError(`there is no stage "${options2.target}"`);
  const isPlain = (source, { kind, line }) => kind === "COPY" ? at(line, () => expand(source, /* @__PURE__ */ new Map(), dockerfile.escapeCharacter, work)) === source : !/\$./s.test(source);
  const found = /* @__PURE__ */ new Set();
  const visit = (node) => {
    if (node === void 0 || found.has(node)) return;
    found.add(node);
    const wrong = unknown.get(node);
    if (wrong !== void 0) throw new UnreadableError(wrong.message, node.stage.line);
    visit(node.parent);
    for (const step of node.steps) {
      for (const source of step.from) {
        if (!isPlain(source, step)) {
          throw new UnreadableError(`from=${excerpt(source)} is not expanded by BuildKit`, step.line);
        }
        visit(stageNamed(source, step, nodes, byName));
      }
      if (step.mounts.length > step.from.length) visit(byName.get("scratch"));
    }
  };
  visit(target);
  return { contributing: nodes.filter((node) => found.has(node)), target, variables };
}
function resolveStage(stage, index, evaluate, contexts, byName, { target, flag }) {
  const base = evaluate(stage.base);
  if (base === "") throw new UnreadableError(`the image name ${quote(excerpt(stage.base))} is empty`, stage.line);
  const name = stage.name ?? `stage-${index}`;
  const common = { stage, name, parent: void 0, image: void 0, layout: void 0, pinned: void 0 };
  const replacement = stage.name === void 0 ? void 0 : contexts.get(stage.name);
  if (replacement !== void 0) {
    const [image2, layout2] = [imageOf(replacement), layoutOf(replacement)];
    const pinned2 = (image2 ?? layout2) === void 0 ? void 0 : flag;
    return { ...common, platform: pinned2 ?? target, image: image2, layout: layout2, pinned: pinned2, steps: [], history: [], labels: [] };
  }
  const parent = byName.get(base);
  if (parent !== void 0) {
    const steps2 = [...parent.stage.triggers, ...stage.steps];
    const history2 = [...parent.stage.triggerHistory, ...stage.history];
    return { ...common, platform: parent.platform, parent, steps: steps2, history: history2, labels: stage.labels };
  }
  const { steps, history, labels } = stage;
  if (base === "scratch") return { ...common, platform: target, steps, history, labels };
  const context = contexts.get(familiar(base));
  const image = context === void 0 ? base : imageOf(context);
  const layout = context === void 0 ? void 0 : layoutOf(context);
  const pinned = (image ?? layout) === void 0 ? void 0 : flag;
  return { ...common, platform: flag ?? target, image, layout, pinned, steps, history, labels };
}
function flagOf(text2, build2) {
  const os = text2.toLowerCase();
  return parsePlatform(SYSTEMS.includes(os) ? formatPlatform({ ...build2, os }) : text2);
}
function stageNamed(source, { kind, line }, nodes, byName) {
  if (kind !== "COPY" || !/^[+-]?\d+$/.test(source)) return byName.get(source.toLowerCase());
  const node = nodes[Number(source)];
  if (node === void 0) throw new UnreadableError(`there is no stage ${excerpt(source)}`, line);
  return node;
}
function globalVariables({ args, stages, escapeCharacter }, options2, platforms, work) {
  const given = new Map(options2.buildArgs.map(({ name, value }) => [name, value]));
  const variables = new Map([
    ...platformVariables(platforms),
    ["TARGETSTAGE", options2.target ?? stages.at(-1)?.name ?? "default"]
  ]);
  for (const name of variables.keys()) variables.set(name, given.get(name) ?? variables.get(name) ?? "");
  for (const { line, name, value } of args) {
    const argument = given.get(name) ?? (value === void 0 ? void 0 : at(line, () => expand(value, variables, escapeCharacter, work)));
    if (argument !== void 0) variables.set(name, argument);
  }
  return variables;
}
function platformVariables(platforms) {
  return new Map([...variablesOf("BUILD", platforms.build), ...variablesOf("TARGET", platforms.target)]);
}
function variablesOf(prefix, platform) {
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}OSVERSION`, ""],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ""]
  ];
}
function familiar(name) {
  return name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\/(?=[^/]+$)/, "").replace(/:latest$/, "");
}
function imageOf(context) {
  const image = /^docker-image:\/\/(.+)$/.exec(context)?.[1];
  return image === "scratch" ? void 0 : image;
}
function layoutOf(context) {
  return context.startsWith(LAYOUT_PREFIX) ? context : void 0;
}

// src/store/oci-layout.ts
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
var PLACE = "the OCI layout";
async function openLayout(path, run) {
  if ((await stat(path)).isDirectory()) {
    return {
      read: (name) => readFile(join(path, name)),
      size: (name) => stat(join(path, name)).then(({ size }) => size, absent)
    };
  }
  const tar = async (action, missing2) => {
    const finished = await run({ program: "tar", args: [...action, "--file", path] });
    if (!succeeded(finished)) throw new ActionError(`${path} ${missing2}`, { output: finished.stderr });
    return finished.stdout;
  };
  let sizes;
  return {
    read: async (name) => Buffer.from(await tar(["--extract", "--to-stdout", name], `does not hold ${name}`)),
    async size(name) {
      sizes ??= tar(["--list", "--verbose"], "could not be listed").then(sizesIn);
      return (await sizes).get(name);
    }
  };
}
function absent(error) {
  if (error.code !== "ENOENT") throw error;
}
function sizesIn(listing) {
  const files = listing.matchAll(/^-\S+ +\S+ +(\d+) +\S+ +\S+ +(.+)$/gm);
  return new Map([...files].map(([, size, name = ""]) => [name, Number(size)]));
}
async function topOf(layout) {
  const [top] = parseIndex({ bytes: await layout.read("index.json"), mediaType: OCI_INDEX }).manifests;
  if (top === void 0) throw new ActionError("the OCI layout that buildx wrote holds no image");
  return top;
}
async function readLayout(layout) {
  const top = await topOf(layout);
  return readImage(top.digest, contentOf(layout), top);
}
function layoutPlace(layout) {
  const size = ({ digest }) => layout.size(blobName(digest));
  return { name: PLACE, content: contentOf(layout), wasRead: true, size };
}
function contentOf(layout) {
  return hashedContent(PLACE, (digest) => layout.read(blobName(digest)));
}
async function platformDigests(layout) {
  const { digest, mediaType } = await topOf(layout);
  if (!isIndex(mediaType)) return [digest];
  const index = parseIndex({ bytes: await blob(layout, digest), mediaType });
  return splitIndex(index.manifests).images.map((image) => image.digest);
}
async function blob(layout, digest) {
  return verified(await layout.read(blobName(digest)), digest, PLACE);
}
function layerFile(folder, { digest }) {
  return verifiedStream(createReadStream(join(folder, blobName(digest))), digest, PLACE);
}
function blobName(digest) {
  return `blobs/${digest.replace(":", "/")}`;
}

// src/plan/linked.ts
function linkedPlatforms({ platforms: own }, image) {
  return own?.length === 1 ? own : image;
}

// src/buildkit/solve-status.ts
var FIELDS = ["vertexes", "statuses", "logs", "warnings"];
function parseStatus(line) {
  if (!line.startsWith("{")) return void 0;
  let json;
  try {
    json = JSON.parse(line);
  } catch {
    return void 0;
  }
  if (!FIELDS.some((part) => Array.isArray(json[part]))) return void 0;
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

// src/buildkit/events.ts
var LAYER_LOCKED = /^ERROR: \(\*service\)\.Write failed: .* locked for .*: unavailable$/;
var EventReader = class {
  #lines = new LineSplitter();
  #steps = /* @__PURE__ */ new Map();
  #outputs = /* @__PURE__ */ new Map();
  #redact;
  /** @param redact removes secrets from text that is shortened or escaped later. The runner itself masks the output of steps. */
  constructor(redact = (text2) => text2) {
    this.#redact = redact;
  }
  push(chunk) {
    return this.#lines.push(chunk).flatMap((line) => this.#read(line));
  }
  /** Returns the events of incomplete lines at the end of the stream. */
  end() {
    const rest = this.#lines.end().filter((line) => !line.startsWith('{"') || parseStatus(line) !== void 0);
    const events = rest.flatMap((line) => this.#read(line));
    return [...events, ...[...this.#outputs.keys()].flatMap((key) => this.#flush(key))];
  }
  #read(line) {
    const status = parseStatus(line);
    if (LAYER_LOCKED.test(line)) return [];
    if (status === void 0) return [{ type: "text", line: this.#redact(printableLine(line)) }];
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
      name: this.#redact(printableLine(text(group?.name ?? json.name).replaceAll("\n", " "))),
      inputs: list(json.inputs).map(text),
      started: milliseconds(json.started),
      completed: milliseconds(json.completed),
      cached: json.cached === true,
      error: this.#redact(printable(text(json.error))) || void 0
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
    const ends = ranges.flatMap(({ start: start2, end }) => [number(start2?.line), number(end?.line)]).filter((line) => line > 0);
    return {
      type: "warning",
      step: this.#stepOf(json),
      short: this.#redact(printableLine(base64(json.short).toString())),
      detail: list(json.detail).map((part) => this.#redact(printable(base64(part).toString()))),
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

// src/buildkit/export-progress.ts
var ExportProgress = class {
  /** Number of names under which the image is pushed. BuildKit reports each push. */
  #pushCount;
  /** Number of names that the image gets in the builder's image store. BuildKit reports each name. */
  #nameCount;
  #steps = /* @__PURE__ */ new Map();
  /** Running vertices that export or push. */
  #running = /* @__PURE__ */ new Set();
  #pushed = /* @__PURE__ */ new Set();
  #named = /* @__PURE__ */ new Set();
  #digests = /* @__PURE__ */ new Map();
  #writesCache = false;
  constructor(exports) {
    const namesOf = (some) => some.flatMap(({ attributes }) => (attributes.name ?? "").split(","));
    const isPush = ({ attributes }) => attributes.push === "true";
    this.#pushCount = namesOf(exports.filter(isPush)).length;
    this.#nameCount = namesOf(exports.filter((one) => one.type === "image" && !isPush(one))).length;
  }
  add(event) {
    if (event.type === "step") {
      const { kind, command } = parseStepName(event.name);
      this.#steps.set(event.step, { kind, isImage: IMAGE_EXPORT.test(command) });
      if (event.started === void 0) return;
      if (kind === "cache-export") this.#writesCache = true;
      if (kind !== "export" && kind !== "push") return;
      if (event.completed === void 0) this.#running.add(event.vertex);
      else if (event.error === void 0) this.#running.delete(event.vertex);
    } else if (event.type === "status" && event.completed !== void 0) {
      if (event.id.startsWith(PUSH_STATUS)) this.#pushed.add(event.id);
      if (event.id.startsWith(NAME_STATUS)) this.#named.add(event.id);
      const [, list2, digest] = EXPORTED_MANIFEST.exec(event.id) ?? [];
      if (this.#steps.get(event.step)?.isImage && isDigest(digest)) this.#digests.set(list2 ? "index" : "image", digest);
    }
  }
  /** True if only the cache remains to be written. */
  get isExported() {
    return this.#writesCache && this.#running.size === 0 && this.#pushed.size >= this.#pushCount;
  }
  /** True if the image has its name in the builder's image store. It can be read there, but may be incomplete. */
  get isNamed() {
    return this.#nameCount > 0 && this.#named.size >= this.#nameCount;
  }
  /** Digest of the index, or of the image without an index, as BuildKit reports it. */
  get digest() {
    return this.#digests.get("index") ?? this.#digests.get("image");
  }
};
var IMAGE_EXPORT = /^exporting to (?:image|oci image format|docker image format)$/;
var EXPORTED_MANIFEST = /^exporting manifest( list)? (sha256:[0-9a-f]{64})$/;
var PUSH_STATUS = "pushing manifest for ";
var NAME_STATUS = "naming to ";

// src/buildkit/idle-watch.ts
var MINUTE = 6e4;
var IDLE_TIMEOUTS = {
  resolve: RESOLVE_IDLE_MS,
  from: BASE_IMAGE_IDLE_MS,
  "cache-import": CACHE_IMPORT_IDLE_MS,
  "cache-export": CACHE_EXPORT_IDLE_MS,
  export: EXPORT_IDLE_MS,
  push: PUSH_IDLE_MS
};
var IdleWatch = class {
  #running = /* @__PURE__ */ new Map();
  /** Progress of each status of a step. */
  #progress = /* @__PURE__ */ new Map();
  /** Layers that are downloading, by step. */
  #layers = /* @__PURE__ */ new Map();
  #onHung;
  #timeouts;
  #fetchTimeout;
  #timer;
  #fetchTimer;
  constructor(onHung, timeouts = IDLE_TIMEOUTS, fetchTimeout = CACHE_LAYER_IDLE_MS) {
    this.#onHung = onHung;
    this.#timeouts = timeouts;
    this.#fetchTimeout = fetchTimeout;
  }
  add(event) {
    if (event.type === "status" && !this.#hasProgress(event)) return;
    if (event.type === "step" && event.started !== void 0) {
      const { step, name, vertex, completed } = event;
      if (completed === void 0) this.#running.set(vertex, { step, name });
      else {
        this.#running.delete(vertex);
        if (this.#layers.delete(step)) this.#startFetchTimer();
      }
    }
    if (event.type === "status" && LAYER_STATUS.test(event.id)) this.#addFetch(event);
    this.#startTimer();
  }
  end() {
    clearTimeout(this.#timer);
    clearTimeout(this.#fetchTimer);
  }
  #hasProgress({ step, id, current, completed }) {
    const key = `${step} ${id}`;
    const progress = completed === void 0 ? current : Number.POSITIVE_INFINITY;
    const before = this.#progress.get(key);
    this.#progress.set(key, progress);
    return progress !== before;
  }
  #addFetch({ step, id, completed }) {
    const running = [...this.#running.values()].find((each) => each.step === step);
    if (running === void 0 || !isInstruction(parseStepName(running.name))) return;
    const layers = this.#layers.get(step) ?? /* @__PURE__ */ new Set();
    this.#layers.set(step, layers);
    if (completed === void 0) layers.add(id);
    else layers.delete(id);
    this.#startFetchTimer();
  }
  #startFetchTimer() {
    clearTimeout(this.#fetchTimer);
    const steps = [...this.#layers].filter(([, layers]) => layers.size > 0).map(([step]) => step);
    if (steps.length === 0) return;
    const names = [...this.#running.values()].filter(({ step }) => steps.includes(step)).map(({ name }) => name);
    this.#fetchTimer = setTimeout(() => this.#reportHung(this.#fetchTimeout, names, true), this.#fetchTimeout);
  }
  #startTimer() {
    clearTimeout(this.#timer);
    const names = [...this.#running.values()].map(({ name }) => name);
    const kinds = names.map((name) => parseStepName(name).kind);
    const limits = kinds.map((kind) => this.#timeouts[kind]);
    if (limits.length === 0 || limits.some((limit) => limit === void 0)) return;
    const longest = Math.max(...limits.map((limit) => limit ?? 0));
    this.#timer = setTimeout(() => this.#reportHung(longest, names, kinds.includes("cache-import")), longest);
  }
  #reportHung(timeout, names, isCache) {
    this.#onHung({ message: `no progress for ${timeout / MINUTE} minutes in "${names.join('", "')}"`, isCache });
  }
};

// src/buildkit/cache-reads.ts
var PREFIX = "importing cache manifest from ";
function describeCacheReads(reads) {
  const byResult = Map.groupBy(reads, ({ error }) => error === void 0 ? "read" : resultOf(error));
  const parts = [...byResult].map(
    ([result, some]) => `${result}: ${some.map(({ command }) => command.replace(PREFIX, "")).join(", ")}`
  );
  return parts.length === 0 ? [] : [`cache ${parts.join("; ")}`];
}
function resultOf(error) {
  if (/: not found$/.test(error)) return "does not exist yet";
  if (/denied|unauthorized|insufficient_scope|403 Forbidden/i.test(error))
    return "does not exist yet, or may not be read";
  return `was not read (${error.split("\n", 1)[0]})`;
}

// src/buildkit/progress-lines.ts
var MAX_TITLE_CHARS = 160;
var MIN_INTERNAL_SECONDS = 1;
var MIN_LONGER_SECONDS = 1;
var ProgressLines = class {
  #onlyPlatform;
  #steps = /* @__PURE__ */ new Map();
  /** By the title of the instruction. */
  #ends = /* @__PURE__ */ new Map();
  #fromCache = /* @__PURE__ */ new Map();
  /** Lines of buildx that are its error message if no event follows them. */
  #text = [];
  #hasReadCaches = false;
  /** @param onlyPlatform platform of a single-platform build. Its steps do not name the platform. */
  constructor(onlyPlatform) {
    this.#onlyPlatform = onlyPlatform;
  }
  /** Returns the lines to print for an event. */
  add(event, now) {
    if (event.type === "text") {
      this.#text.push(event.line);
      return [];
    }
    const text2 = this.#text;
    this.#text = [];
    return [...text2, ...this.#add(event, now)];
  }
  /** Returns the lines to print if no event arrives: ends that waited, and steps that are silent for long. */
  tick(now) {
    const ends = [...this.#ends].filter(([, { since }]) => now - since >= STEP_END_WAIT_MS);
    return [...ends.flatMap(([title]) => this.#printEnds(title)), ...this.#heartbeats(now)];
  }
  /** @param ok false if buildx failed: its error message is then left to the error of the step. */
  end(ok) {
    const text2 = ok ? this.#text : [];
    this.#text = [];
    return [...this.#printAllEnds(), ...this.#printCached(), ...text2];
  }
  #add(event, now) {
    switch (event.type) {
      case "step":
        return this.#step(event, now);
      case "output": {
        const progress = this.#progress(event.step);
        progress.lastPrinted = now;
        return [`${prefixOf(progress.name)} ${event.line}`.trimEnd()];
      }
      case "status":
        this.#progress(event.step).bytes.set(event.id, event);
        return [];
      case "warning":
        return [];
    }
  }
  #step(event, now) {
    const progress = this.#progress(event.step);
    progress.name = parseStepName(event.name, this.#onlyPlatform);
    if (event.started === void 0) return [];
    if (event.completed === void 0) {
      progress.running.add(event.vertex);
      if (event.cached) progress.cached.add(event.vertex);
      progress.started ??= now;
      progress.lastPrinted = now;
      return isResultStep(progress.name) ? [...this.#printAllEnds(), ...this.#printCached()] : [];
    }
    progress.running.delete(event.vertex);
    progress.error ??= event.error;
    progress.intervals.set(`${event.vertex} ${event.started}`, { from: event.started, to: event.completed });
    const isCached = event.cached || progress.cached.has(event.vertex);
    return progress.running.size > 0 ? [] : this.#ended(event.step, progress, isCached, now);
  }
  #ended(step, progress, isCached, now) {
    const { name, error, intervals, reportedSeconds } = progress;
    if (name.kind === "cache-import") return this.#cacheReads();
    const seconds = busySeconds([...intervals.values()]);
    const isFirst = reportedSeconds === void 0;
    if (!isFirst && error === void 0 && seconds - reportedSeconds < MIN_LONGER_SECONDS) return [];
    progress.reportedSeconds = seconds;
    if (isCached && error === void 0) {
      const platform = name.target ?? "";
      if (isFirst && isInstruction(name)) this.#fromCache.set(platform, (this.#fromCache.get(platform) ?? 0) + 1);
      return [];
    }
    if (!isInstruction(name) && error === void 0 && seconds < MIN_INTERNAL_SECONDS && !isResultStep(name)) return [];
    return this.#collect(step, name, describeEnd2(progress, seconds), now);
  }
  /** Keeps the end until all platforms that run the instruction have ended, or for a while. */
  #collect(step, name, end, now) {
    const title = titleOf(name);
    const ends = this.#ends.get(title) ?? { since: now, byPlatform: /* @__PURE__ */ new Map() };
    this.#ends.set(title, ends);
    ends.byPlatform.set(platformOf2(name) ?? "", end);
    const others = [...this.#steps].some(
      ([id, other]) => id !== step && other.running.size > 0 && titleOf(other.name) === title
    );
    return others ? [] : this.#printEnds(title);
  }
  #printAllEnds() {
    return [...this.#ends.keys()].flatMap((title) => this.#printEnds(title));
  }
  #printEnds(title) {
    const ends = this.#ends.get(title);
    this.#ends.delete(title);
    if (ends === void 0) return [];
    const all = [...ends.byPlatform].map(([platform, end]) => `${platform} ${end}`.trim());
    return [`${shorten(title)}: ${all.join(", ")}`];
  }
  #printCached() {
    const counts = [...this.#fromCache];
    this.#fromCache.clear();
    return counts.map(
      ([platform, count]) => `${platform === "" ? "" : `${platform}: `}${count} ${count === 1 ? "step" : "steps"} from cache`
    );
  }
  /** One line for all caches, once each was read. */
  #cacheReads() {
    const reads = [...this.#steps.values()].filter(({ name }) => name.kind === "cache-import");
    if (this.#hasReadCaches || reads.some(({ intervals }) => intervals.size === 0)) return [];
    this.#hasReadCaches = true;
    return describeCacheReads(reads.map(({ name: { command }, error }) => ({ command, error })));
  }
  #heartbeats(now) {
    const silent = [...this.#steps.values()].filter(({ running, started, lastPrinted }) => {
      if (running.size === 0 || started === void 0) return false;
      return now - lastPrinted >= (lastPrinted === started ? FIRST_HEARTBEAT_MS : HEARTBEAT_INTERVAL_MS);
    });
    return silent.map((progress) => {
      const { name, started = now } = progress;
      progress.lastPrinted = now;
      const on = platformOf2(name);
      const parts = [on, `running for ${formatSeconds((now - started) / 1e3)}${bytesOf(progress)}`];
      return `${shorten(titleOf(name))}: ${parts.filter(Boolean).join(" ")}`;
    });
  }
  #progress(id) {
    const known = this.#steps.get(id);
    if (known !== void 0) return known;
    const progress = {
      name: parseStepName(""),
      running: /* @__PURE__ */ new Set(),
      cached: /* @__PURE__ */ new Set(),
      intervals: /* @__PURE__ */ new Map(),
      bytes: /* @__PURE__ */ new Map(),
      reportedSeconds: void 0,
      error: void 0,
      started: void 0,
      lastPrinted: 0
    };
    this.#steps.set(id, progress);
    return progress;
  }
};
function prefixOf(name) {
  const { stage, index, command } = name;
  const where = [platformOf2(name), stage, index].filter(Boolean).join(" ");
  return `[${where || command}]`;
}
function platformOf2({ platform, target }) {
  return platform === target ? target : `${platform}->${target}`;
}
function titleOf({ stage, index, command }) {
  const where = [stage, index].filter(Boolean).join(" ");
  const line = command.replace(/@sha256:[0-9a-f]{64}/g, "");
  return where === "" || stage === "internal" ? line : `[${where}] ${line}`;
}
function shorten(title) {
  return title.length > MAX_TITLE_CHARS ? `${title.slice(0, MAX_TITLE_CHARS - 1)}…` : title;
}
function describeEnd2(progress, seconds) {
  const { error, name } = progress;
  const time = formatSeconds(seconds);
  if (wasStopped(progress)) return "stopped";
  if (error !== void 0)
    return name.kind === "cache-export" ? `not written (${firstLine(error)})` : `failed after ${time}`;
  return `${time}${bytesOf(progress)}`;
}
function bytesOf({ bytes }) {
  const all = [...bytes.values()];
  const [current, total] = [sum(all.map((each) => each.current)), sum(all.map((each) => each.total))];
  if (current === 0) return "";
  return current < total ? ` (${formatBytes(current)} of ${formatBytes(total)})` : ` (${formatBytes(current)})`;
}
function sum(numbers) {
  return numbers.reduce((total, number2) => total + number2, 0);
}
function firstLine(text2) {
  return text2.split("\n", 1)[0] ?? "";
}

// src/buildkit/build.ts
var TICK_MS = 1e3;
var TIMEOUTS = { cache: CACHE_EXPORT_TOTAL_MS, idle: IDLE_TIMEOUTS };
async function build(run, { buildx, commands, env, cwd, onlyPlatform, print, redact, onStart, onImageNamed }, timeouts = TIMEOUTS) {
  const recorder = new BuildLogRecorder(onlyPlatform);
  onStart?.(() => recorder.log());
  const lines = new ProgressLines(onlyPlatform);
  const printAll = (some) => {
    for (const line of some) print(line);
  };
  const ticker = setInterval(() => printAll(lines.tick(performance.now())), TICK_MS).unref();
  const exportProgress = commands.map(({ exports }) => new ExportProgress(exports));
  const isExported = () => exportProgress.every((each) => each.isExported);
  const exportsOnlyImages = commands.every(({ exports }) => exports.every(({ type }) => type === "image"));
  const exported = Promise.withResolvers();
  const abortion = new AbortController();
  const watch = new IdleWatch(({ message, isCache }) => {
    const Kind = isCache ? CacheHung : HungError;
    abortion.abort(isExported() ? new CacheTimeout(message) : new Kind(message, { hint: HUNG_HINT }));
  }, timeouts.idle);
  let cacheTimer;
  let isNamed = false;
  let hasEvents = false;
  const checkProgress = () => {
    if (!isNamed && exportProgress.every((each) => each.isNamed)) {
      isNamed = true;
      onImageNamed?.();
    }
    if (cacheTimer !== void 0 || !isExported()) return;
    const message = `not done within ${timeouts.cache / 1e3} s`;
    cacheTimer = setTimeout(() => abortion.abort(new CacheTimeout(message)), timeouts.cache);
    if (exportsOnlyImages && exportProgress.every(({ digest }) => digest !== void 0)) exported.resolve();
  };
  const addEvents = (events, progress) => {
    for (const event of abortion.signal.aborted ? [] : events) {
      hasEvents ||= event.type === "step";
      if (!hasEvents && event.type === "text" && TEXT_PROGRESS.test(event.line)) abortion.abort(textProgressError());
      recorder.add(event);
      progress.add(event);
      watch.add(event);
      printAll(lines.add(event, performance.now()));
    }
    checkProgress();
  };
  const runBuildx = async ({ args }, progress) => {
    const reader = new EventReader(redact);
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: abortion.signal,
      onStderr: (chunk) => addEvents(reader.push(chunk), progress)
    });
    addEvents(reader.end(), progress);
    if (!succeeded(finished)) abortion.abort(finished);
    return finished;
  };
  const runAll = async () => {
    try {
      const ends = await Promise.all(
        commands.map(
          (command, i) => runBuildx(command, exportProgress[i]).catch((error) => abortion.abort(error))
        )
      );
      const finished = abortion.signal.reason ?? ends[0];
      const isBuilt = isExported() || !(finished instanceof Error) && succeeded(finished);
      printAll(lines.end(isBuilt));
      const log = recorder.log();
      if (finished instanceof CacheTimeout) return { log, answer: "", problem: finished.message };
      if (finished instanceof Error) throw finished;
      if (succeeded(finished)) return { log, answer: finished.stdout, problem: void 0 };
      if (!isExported()) return { ok: false, log, finished };
      return { log, answer: "", problem: describeFailedBuild(log, finished) };
    } finally {
      watch.end();
      clearTimeout(cacheTimer);
      clearInterval(ticker);
    }
  };
  const all = runAll();
  const first = await Promise.race([exported.promise, all]);
  if (first !== void 0 && "ok" in first) return first;
  const end = all;
  end.catch(() => void 0);
  const digests = exportProgress.map(({ digest }) => digest);
  return { ok: true, log: recorder.log(), hasEnded: first !== void 0, digests, end };
}
var HUNG_HINT = "The registry or the connection to it does not respond: check the status of the registry and the proxy, then run the job again.";
var TEXT_PROGRESS = /^#\d+ /;
function textProgressError() {
  const message = "the installed buildx is too old: it reports progress as text, not as JSON events";
  return new ActionError(message, { hint: RENEW });
}
var CacheHung = class extends HungError {
};
var CacheTimeout = class extends Error {
};

// src/buildkit/retry-build.ts
async function buildWithRetries(options2) {
  const { registerEmulators: registerEmulators2, notice, policy } = options2;
  let { cache, missingArchitectures } = options2;
  let cacheWriteError;
  for (; ; ) {
    const attempt = await retryTransient(() => options2.attempt(cache), cache.reads, options2).catch(asCacheHung);
    const failed = attempt instanceof CacheHung ? attempt : attempt.failure;
    if (cache.reads && failed !== void 0 && (attempt instanceof CacheHung || mayBeCacheError(attempt))) {
      const message = "The build cache, or a part of it, could not be read. The build runs without it";
      notice(`${message}: ${failed.message}`, "cache-import");
      cache = { ...cache, reads: false };
      continue;
    }
    if (attempt instanceof CacheHung) throw attempt;
    const { outcome, failure: failure3 } = attempt;
    if (failure3 === void 0) return { outcome, failure: failure3, cache, cacheWriteError };
    if (cache.writes && failure3.kind === "cache-export") {
      cacheWriteError = failure3.message;
      policy.log(`${cacheWriteError}. The build runs without writing the cache.`);
      cache = { ...cache, writes: false };
      continue;
    }
    if (!failure3.missingEmulator || missingArchitectures.length === 0) return { outcome, failure: failure3 };
    policy.log(
      `A RUN needs an emulator, which the Dockerfile did not show. Registering emulators for ${missingArchitectures.join(", ")} and building again.`
    );
    await registerEmulators2(missingArchitectures);
    missingArchitectures = [];
  }
}
function asCacheHung(error) {
  if (error instanceof CacheHung) return error;
  throw error;
}
async function retryTransient(attempt, readsCache, { checkRateLimit, machine, policy }) {
  let last;
  let judgement = { verdict: "final" };
  try {
    const outcome = await retry(
      async () => {
        const outcome2 = await attempt();
        if (outcome2.ok) return outcome2;
        last = outcome2;
        const failure3 = explainFailure(last.log, last.finished, machine);
        const mayBeCache = readsCache && mayBeCacheError({ failure: failure3, outcome: last });
        const rateLimit = failure3.kind === "rate-limit" && !mayBeCache ? await checkRateLimit(failure3).then(() => void 0, asRegistryError) : void 0;
        judgement = rateLimit ?? { verdict: isTransient(failure3) && !mayBeCache ? "transient" : "final" };
        throw rateLimit === void 0 ? failure3 : failure3.withDetail([rateLimit.message, rateLimit.hint].filter(Boolean).join(". "));
      },
      policy,
      (error) => {
        if (error instanceof BuildFailure) return judgement;
        return readsCache && error instanceof CacheHung ? { verdict: "final" } : judgeError(error);
      }
    );
    return { outcome, failure: void 0 };
  } catch (error) {
    if (last === void 0 || !(error instanceof BuildFailure)) throw error;
    return { outcome: last, failure: error };
  }
}
function asRegistryError(error) {
  if (error instanceof RegistryError) return error;
  throw error;
}
function isTransient({ kind, step, buildxError }) {
  if (kind === "rate-limit") return true;
  if (kind !== "network" && kind !== "unknown" || step?.kind === "run") return false;
  const verdict = verdictOf(buildxError);
  return verdict === "transient" || verdict === void 0 && (kind === "network" || isPushStep(step));
}
var CONTENT_READ_ERROR = /httpReadSeeker|could not fetch content descriptor|content sha256:[0-9a-f]{64}: not found|unexpected commit digest|short read: /;
var NOT_CACHE_ERRORS = [
  ...["parse", "dockerfile-missing", "target-unknown", "file-missing", "source", "secret-missing"],
  ...["entitlement", "platform-missing", "exec-format", "killed", "no-space", "builder-lost"],
  ...["timeout", "call"]
];
function mayBeCacheError({
  failure: failure3,
  outcome: { log }
}) {
  if (failure3 === void 0 || NOT_CACHE_ERRORS.includes(failure3.kind) || isCommandFailure(failure3.step)) return false;
  if (failure3.kind === "cache-import") return true;
  const cacheWasRead = log.steps.some(({ kind, error }) => kind === "cache-import" && error === void 0);
  if (!cacheWasRead) return false;
  const { step } = failure3;
  const messages = [failure3.message, ...log.steps.map(({ error }) => error ?? "")];
  return step !== void 0 && isInstruction(step) || messages.some((words) => CONTENT_READ_ERROR.test(words));
}

// src/session/job-builders.ts
import { existsSync } from "node:fs";
import { lstat, readdir, readFile as readFile2, rename, writeFile } from "node:fs/promises";
import { join as join2 } from "node:path";
var RECORD = "builder.json";
var FOLDER = /^multiarch-build-(.+)$/;
var JOB_BUILDER = object({
  name: string(),
  driver: string(),
  settings: optional(record(string(), string())),
  kept: boolean(),
  containers: array(string())
});
async function recordJobBuilder(folder, builder) {
  const path = join2(folder, RECORD);
  await writeFile(`${path}.new`, JSON.stringify(builder), { mode: 384 });
  await rename(`${path}.new`, path);
}
async function readJobBuilders(temp, id, isRunning) {
  const names = await readdir(temp).catch(() => []);
  const ids = names.flatMap((name) => FOLDER.exec(name)?.[1] ?? []).filter((other) => haveSameOwner(id, other));
  const read = await Promise.all(ids.map((other) => readOne(runFolder(temp, other))));
  const found = read.filter((each) => each !== void 0).sort((a, b) => b.written - a.written);
  return Promise.all(
    found.map(async ({ builder, config }) => {
      const running = await Promise.all(builder.containers.map((name) => isRunning(name).catch(() => false)));
      return { ...builder, config, isAlive: running.every(Boolean) };
    })
  );
}
async function readOne(folder) {
  try {
    const { uid, mode } = await lstat(folder);
    if ((mode & 61503) !== 16384 || uid !== process.getuid?.()) return void 0;
    const path = join2(folder, RECORD);
    const builder = readJson(JOB_BUILDER, await readFile2(path, "utf8"));
    const config = join2(folder, "buildx");
    if (builder === void 0 || isMade(builder) && !existsSync(join2(config, "instances", builder.name))) {
      return void 0;
    }
    return { builder, config, written: (await lstat(path)).mtimeMs };
  } catch {
    return void 0;
  }
}
function isMade({ settings }) {
  return settings !== void 0;
}

// src/builder/builder.ts
import { copyFile, mkdir, rename as rename2 } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/runtime/lock.ts
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
async function alone(name, { clock, signal, onWait }, work) {
  const path = `\0multiarch-build-${createHash("sha256").update(name).digest("hex")}`;
  const server = createServer((visitor) => visitor.on("error", () => {
  }).end(describeSelf(process.env)));
  const began = clock.now();
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
    if (clock.now() - began > PUSH_LOCK_MS) {
      throw new ActionError(`${name} was held for ${PUSH_LOCK_MS / 6e4} minutes by ${await holderOf(path)}`, {
        hint: "Check that process, and end it if it hangs. Then run the job again."
      });
    }
    await clock.sleep(PUSH_LOCK_POLL_MS, signal).catch(() => signal?.throwIfAborted());
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
  const socket = connect(path).setTimeout(LOCK_HOLDER_ANSWER_MS, () => socket.destroy());
  const said = await socket.toArray().catch(() => []);
  return printableLine(Buffer.concat(said).toString().slice(0, 200)) || "an unknown process";
}

// src/builder/create.ts
import { existsSync as existsSync2 } from "node:fs";
import { writeFile as writeFile3 } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/builder/buildkit-config.ts
function buildkitConfig(own, { registries, bundle }) {
  const tables = {};
  for (const [registry, { addresses: _, ...settings }] of registries) {
    const isVerified = settings.insecure !== true && !isLoopback(registry);
    const ca = [...bundle !== void 0 && isVerified ? [bundle] : [], ...settings.ca ?? []];
    const table = { ...settings, ...ca.length > 0 && { ca } };
    if (Object.keys(table).length > 0) tables[registry] = table;
  }
  if (Object.keys(tables).length === 0) return own;
  return stringify(merge({ registry: tables }, own === void 0 ? {} : parse(own)));
}
function withBuildkitConfig(registries, toml) {
  const tables = toml === void 0 ? {} : parse(toml).registry;
  if (!isTable(tables)) return registries;
  const merged = new Map(registries);
  for (const [registry, table] of Object.entries(tables)) {
    if (isTable(table)) merged.set(registry, { ...merged.get(registry), ...settingsOf(table) });
  }
  return merged;
}
function settingsOf({ http, insecure, ca, keypair, mirrors }) {
  return {
    ...typeof http === "boolean" && { http },
    ...typeof insecure === "boolean" && { insecure },
    ...isList(ca, isText) && { ca },
    ...isList(keypair, isPair) && { keypair },
    ...isList(mirrors, isText) && { mirrors }
  };
}
function merge(under, over) {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? merge(below, value) : value;
  }
  return merged;
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isList(value, isItem) {
  return Array.isArray(value) && value.every(isItem);
}
function isText(value) {
  return typeof value === "string";
}
function isPair(value) {
  return isTable(value) && isText(value.cert) && isText(value.key);
}

// src/builder/proxies.ts
function proxyOptions(sources, driverOpts) {
  if (driverOpts.some((option2) => /^"?env\.(?:https?|all|no)_proxy=/i.test(option2))) return [];
  const onHostNetwork = driverOpts.includes("network=host");
  const source = sources.find((settings) => isUsable(settings, onHostNetwork));
  if (source === void 0) return [];
  const { http, https, except } = source;
  const variables = Object.entries({ HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: except });
  return variables.filter(([, value]) => value !== "").flatMap(
    ([name, value]) => [name, name.toLowerCase()].map((each) => `"env.${each}=${value.replaceAll('"', '""')}"`)
  );
}
function isUsable({ http, https }, onHostNetwork) {
  const proxies = [http, https].filter((value) => value !== "");
  return proxies.length > 0 && proxies.every((value) => !isMasked(value) && (onHostNetwork || !isOnLoopback(value)));
}
function isOnLoopback(value) {
  const { origin } = parseProxy(value) ?? {};
  return origin !== void 0 && isLoopbackHost(new URL(origin).hostname.replace(/^\[|\]$/g, ""));
}
function isMasked(value) {
  return /\/\/xxxxx(?::xxxxx)?@/.test(value);
}

// src/builder/drivers.ts
var HELPER_HINT = "See buildx's output. If its helper image cannot be pulled, set another in `buildkit-image`.";
var dockerContainer = {
  startsDaemons: true,
  isLocal: ({ endpoint }) => endpoint === void 0,
  networkOptions(node, needsLoopback, own, { proxies }) {
    const network = needsLoopback ? missing("network=host", own) : [];
    return [...network, ...this.isLocal(node) ? proxyOptions(proxies, [...network, ...own]) : []];
  },
  config: buildkitConfig,
  endpoint: ({ endpoint }, context) => endpoint ?? context,
  hint(nodes) {
    const addresses = addressesOf(nodes);
    return addresses === "" ? HELPER_HINT : `See buildx's output about ${addresses}: with this driver they must be Docker engines. For BuildKit daemons, set \`driver: remote\`.`;
  }
};
var kubernetes = {
  startsDaemons: true,
  isLocal: () => false,
  networkOptions: () => [],
  config: (own) => own,
  endpoint: ({ endpoint }) => endpoint,
  hint: () => HELPER_HINT
};
var remote = {
  startsDaemons: false,
  isLocal: () => false,
  networkOptions: () => [],
  config: (own) => own,
  endpoint: ({ endpoint }) => endpoint,
  hint: (nodes) => `Check that BuildKit runs at ${addressesOf(nodes)}. If it requires TLS, set BUILDER_NODE_0_AUTH_TLS_CACERT, _CERT and _KEY, and 1, 2, … for further nodes.`
};
var DRIVERS = {
  "docker-container": dockerContainer,
  kubernetes,
  remote
};
function addressesOf(nodes) {
  return nodes.flatMap(({ endpoint }) => endpoint?.includes("://") ? endpoint : []).join(", ");
}
function missing(option2, own) {
  const [name = ""] = option2.split("=", 1);
  const names = [name, ...name === "image" ? ["rootless"] : []];
  return own.some((other) => names.includes(other.replace(/^"/, "").split("=", 1)[0] ?? "")) ? [] : [option2];
}

// src/builder/containers.ts
function isHere({ driver, nodes }) {
  return nodes.every((node) => DRIVERS[driver].isLocal(node));
}
function containersOf(plan) {
  if (!DRIVERS[plan.driver].startsDaemons || !isHere(plan)) return [];
  return plan.nodes.map((node, i) => containerOf(node.name ?? `${plan.name}${i}`));
}

// src/builder/helper-image.ts
import { setTimeout as wait } from "node:timers/promises";
function helperFinder(registry, mirrors, log, idle = HUB_ANSWER_MS) {
  const holds = async (mirror, path, name) => {
    const repository = parseRepository(`${mirror}/${path}`);
    if (repository instanceof Wrong) return void 0;
    const asked = registry.headManifest(repository, name).then((head) => head !== void 0);
    return asked.catch(() => void 0);
  };
  const hubAnswers = (path, name) => {
    const hub = { name: path, registry: "docker.io", path };
    const answer = registry.headManifest(hub, name).then(
      () => true,
      ({ status }) => status === 401 || status === 403
    );
    return Promise.race([answer, wait(idle, false, { ref: false })]);
  };
  return async (reference) => {
    const helper = [BINFMT, BUILDKIT].find(({ pinned }) => pinned === reference);
    if (helper === void 0) return reference;
    const [path = "", digest = ""] = helper.pinned.replace(/^docker\.io\//, "").split(/:[^@]*@/);
    const tag = helper.usual.slice(helper.usual.lastIndexOf(":") + 1);
    for (const mirror of mirrors) {
      const [hasPinned, hasUsual] = await Promise.all([digest, tag].map((name) => holds(mirror, path, name)));
      if (hasPinned) return reference;
      if (hasPinned === void 0 || !hasUsual) continue;
      if (await hubAnswers(path, digest)) return reference;
      log(`${path}: the mirror ${mirror} does not hold the pinned release, so its own "${tag}" is used`);
      return helper.usual;
    }
    return reference;
  };
}
async function pullHelper(image, tools) {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (repository instanceof Wrong) throw new EngineRefusal(repository.message);
  try {
    await tools.engine.pull(
      repository,
      reference,
      await tools.credentials(repository.registry, { path: repository.path, access: "pull" }),
      HELPER_PULL_IDLE_MS
    );
  } catch (error) {
    if (error instanceof TransferError) await afterPull(error.message, image, tools);
    throw error;
  }
}
function judgeHelper(error) {
  const judgement = judgeError(error);
  return judgement.verdict === "transient" ? judgement : judgeWords("final")(error);
}
async function afterPull(said, image, { engine, askHowLong }) {
  if (/unexpected commit digest/.test(said)) await engine.collectGarbage().catch(() => void 0);
  if (!/toomanyrequests|too many requests|\b429\b/i.test(said)) return;
  const refusal = await askHowLong(image).then(
    () => void 0,
    (error) => error
  );
  if (refusal instanceof RegistryError && refusal.verdict === "final") throw refusal;
}

// src/builder/record.ts
import { readFile as readFile3, writeFile as writeFile2 } from "node:fs/promises";
var ENTITLEMENT = "--allow-insecure-entitlement";
var RECORD2 = looseObject({
  Nodes: array(
    looseObject({
      Flags: nullish(array(string())),
      DriverOpts: nullish(record(string(), string()))
    })
  )
});
async function completeRecord(path, nodes) {
  const record2 = readJson(RECORD2, await readFile3(path, "utf8"));
  if (record2 === void 0) {
    throw new ActionError(`cannot read the record that buildx wrote about its new builder: ${path}`, {
      hint: "Set `buildx-version: latest`."
    });
  }
  const isUnasked = (flag, { buildkitdFlags, entitlements }) => flag === `${ENTITLEMENT}=network.host` && !entitlements.includes("network.host") && !buildkitdFlags?.includes("network.host");
  const Nodes = record2.Nodes.map((node, i) => {
    const plan = nodes[i];
    if (plan === void 0) return node;
    const Flags = (node.Flags ?? []).filter((flag) => !isUnasked(flag, plan));
    return { ...node, Flags, DriverOpts: { ...node.DriverOpts, ...variablesOf2(plan) } };
  });
  await writeFile2(path, JSON.stringify({ ...record2, Nodes }));
}
function isVariable(option2) {
  return /^"?env\./.test(option2);
}
function variablesOf2({ driverOpts }) {
  return Object.fromEntries(
    driverOpts.filter(isVariable).map((option2) => {
      const fields = parseFields(option2);
      const [name = "", value = ""] = ((fields instanceof Wrong ? void 0 : fields[0]) ?? option2).split(/=(.*)/s);
      return [name, value];
    })
  );
}
function createArguments(plan, node, { configFile, append, context }) {
  const granted = node.entitlements.filter((name) => !node.buildkitdFlags?.includes(name));
  const flags = [...granted.map((name) => `${ENTITLEMENT}=${name}`), node.buildkitdFlags ?? ""].join(" ").trim();
  const driver = DRIVERS[plan.driver];
  const endpoint = driver.endpoint(node, context);
  return [
    "create",
    `--name=${plan.name}`,
    `--driver=${plan.driver}`,
    ...append ? ["--append"] : [],
    ...node.name === void 0 ? [] : [`--node=${node.name}`],
    ...node.platforms.length === 0 ? [] : [`--platform=${node.platforms.map(formatPlatform).join(",")}`],
    ...node.driverOpts.filter((opt) => !isVariable(opt)).map((opt) => `--driver-opt=${opt}`),
    ...flags === "" ? [] : [`--buildkitd-flags=${flags}`],
    ...configFile === void 0 || !driver.startsDaemons ? [] : [`--buildkitd-config=${configFile}`],
    ...endpoint === void 0 ? [] : ["--", endpoint]
  ];
}

// src/builder/create.ts
async function create(planned, setup) {
  const plan = await withCertificates(await withPullable(planned, setup.findHelper), setup.folder.tls);
  const config = setup.folder.buildx;
  const configFile = plan.config === void 0 ? void 0 : join3(setup.folder.path, "buildkitd.toml");
  if (configFile !== void 0) await writeFile3(configFile, plan.config ?? "", { mode: 384 });
  const foreign = plan.keep && isHere(plan) ? await setup.engine.containers({ name: plan.name }) : [];
  const removals = cleanupsOf(plan, setup.buildx, config, foreign).map((entry) => setup.recordCleanup(entry));
  const buildx = (args) => setup.run({
    program: setup.buildx,
    args,
    // without the event's payload: buildx would send it to the builder for the provenance of every image
    env: { ...setup.env, BUILDX_CONFIG: config, GITHUB_EVENT_PATH: void 0 },
    idle: BUILDER_BOOT_IDLE_MS
  });
  const record2 = async () => {
    for (const [i, node] of plan.nodes.entries()) {
      await insist(await buildx(createArguments(plan, node, { configFile, append: i > 0, context: setup.context })));
    }
    if (!existsSync2(join3(config, "instances", plan.name))) {
      throw new ActionError("buildx exited with status 0 but did not create the builder", {
        hint: "Run the job again; if the error persists, update buildx."
      });
    }
    await completeRecord(join3(config, "instances", plan.name), plan.nodes);
  };
  const images = [...new Set(plan.nodes.flatMap(imagesOf))];
  const insist = async (finished) => {
    if (succeeded(finished)) return;
    for (const image of images) await afterPull(finished.stderr, image, setup);
    const Kind = finished.timedOut ? HungError : ActionError;
    throw tooOld(finished.stderr) ?? new Kind(...failure(plan, describeEnd(finished), finished.stderr));
  };
  const attempt = async () => {
    const fetched = Promise.all(isHere(plan) ? images.map((image) => fetch(image, plan, setup)) : []);
    fetched.catch(() => void 0);
    try {
      await record2();
      await fetched;
      await insist(await buildx(["inspect", "--bootstrap", plan.name]));
    } catch (error) {
      await buildx(["rm", "--force", plan.name]);
      throw error;
    }
  };
  await retry(attempt, setup.retry, judgeHelper);
  return () => {
    for (const strikeOut of removals) strikeOut();
  };
}
async function withPullable(plan, findHelper) {
  const nodes = plan.nodes.map(async (node) => {
    const driverOpts = node.driverOpts.map(
      async (option2) => option2.startsWith("image=") ? `image=${await findHelper(option2.slice("image=".length))}` : option2
    );
    return { ...node, driverOpts: await Promise.all(driverOpts) };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}
async function withCertificates(plan, folder) {
  const nodes = plan.nodes.map(async (node, i) => {
    const files = Object.entries(node.tls ?? {}).map(async ([name, pem]) => {
      if (pem === void 0) return [];
      const path = join3(folder, `node-${i}-${name}.pem`);
      await writeFile3(path, pem, { mode: 384 });
      return [formatFields([`${name}=${path}`])];
    });
    return { ...node, driverOpts: [...node.driverOpts, ...(await Promise.all(files)).flat()] };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}
async function fetch(image, plan, setup) {
  if (parseRepository(splitReference(image).name) instanceof Wrong) return;
  if (await setup.engine.image(image) !== void 0) return;
  await pullHelper(image, setup).catch((cause) => {
    if (!(cause instanceof TransferError)) throw cause;
    throw new ActionError(...failure(plan, cause.message, cause.message, cause));
  });
}
function imagesOf({ driverOpts }) {
  return driverOpts.flatMap((option2) => option2.startsWith("image=") ? [option2.slice("image=".length)] : []);
}
function cleanupsOf(plan, buildx, config, foreign) {
  if (!DRIVERS[plan.driver].startsDaemons) return [];
  if (!isHere(plan)) return [{ kind: "builder", name: plan.name, buildx, config }];
  const own = containersOf(plan).filter((container) => !foreign.includes(container));
  return own.flatMap((container) => [
    { kind: "volume", name: `${container}_state` },
    { kind: "container", name: container }
  ]);
}
function failure(plan, why, output, cause) {
  return [
    `the ${plan.driver} builder could not be created: ${why}`,
    { hint: DRIVERS[plan.driver].hint(plan.nodes), ...adviceFor(output, "pull"), output, cause }
  ];
}

// src/builder/builder.ts
async function makeBuilder(plan, platforms, setup) {
  if (plan.kind === "engine") return "default";
  if (plan.kind === "existing") await find(plan, setup);
  else await make(plan, setup);
  const remote2 = platforms.filter((platform) => isElsewhere(plan, platform));
  if (remote2.length > 0) await checkPlatforms(plan.name, remote2, setup);
  return plan.name;
}
async function make(plan, setup) {
  if (plan.madeIn !== void 0) await adopt(plan.name, plan.madeIn, setup);
  else if (plan.keep) await makeKept(plan, setup);
  else await create(plan, setup);
}
async function find({ name, ifGone }, setup) {
  const isFound = await adopt(name, setup.userConfig, setup);
  if (!isFound && ifGone !== void 0) await makeKept(ifGone, setup);
}
async function makeKept(plan, setup) {
  const { userConfig, folder, retry: policy } = setup;
  const instances = join4(userConfig, "instances");
  await mkdir(instances, { recursive: true, mode: 448 });
  const onWait = () => policy.log(`another job creates the builder ${plan.name}; waiting for it`);
  const makeOnce = async () => {
    if (await adopt(plan.name, userConfig, setup)) return;
    const strikeOut = await create(plan, setup);
    const [copy, record2] = [join4(userConfig, `${plan.name}.new`), join4(instances, plan.name)];
    await copyFile(join4(folder.buildx, "instances", plan.name), copy);
    await rename2(copy, record2);
    strikeOut();
  };
  await alone(
    `the creation of the builder ${plan.name}`,
    { ...policy, onWait },
    () => withLockFile(join4(userConfig, `${plan.name}.lock`), makeOnce, policy.signal)
  );
}
async function checkPlatforms(name, platforms, { run, buildx, env, folder, retry: policy }) {
  const inspect = async () => {
    const finished2 = await run({
      program: buildx,
      args: ["inspect", "--bootstrap", name],
      env: { ...env, BUILDX_CONFIG: folder.buildx },
      idle: BUILDER_BOOT_IDLE_MS
    });
    if (succeeded(finished2)) return finished2;
    throw new (finished2.timedOut ? HungError : ActionError)(
      `the builder ${name} does not answer: ${describeEnd(finished2)}`,
      {
        hint: "Check that its nodes run and that this machine can reach them.",
        diagnosis: "builder-lost",
        output: finished2.stderr
      }
    );
  };
  const finished = await retry(inspect, policy, judgeWords("final"));
  const offered = [...finished.stdout.matchAll(/^Platforms:\s*(.*)$/gm)].flatMap(
    ([, list2 = ""]) => list2.split(",").map((item) => item.replace("*", "").trim())
  );
  const missing2 = platforms.map(formatPlatform).filter((platform) => !offered.includes(platform));
  if (missing2.length > 0) {
    throw new ActionError(
      `platforms: the builder ${name} cannot build ${missing2.join(", ")}; its nodes offer ${offered.join(", ")}`,
      {
        hint: "Add a node for it to `nodes`, or register QEMU on a node (`driver-opts: qemu.install=true` on Kubernetes)."
      }
    );
  }
}
async function adopt(name, config, { folder }) {
  const instances = join4(folder.buildx, "instances");
  await mkdir(instances, { recursive: true });
  const record2 = name.toLowerCase();
  return copyFile(join4(config, "instances", record2), join4(instances, record2)).then(
    () => true,
    (error) => {
      if (error.code !== "ENOENT") throw error;
      return false;
    }
  );
}

// src/clients/binfmt.ts
import { readdir as readdir2, readFile as readFile4 } from "node:fs/promises";
import { join as join5 } from "node:path";
var BINFMT2 = "/proc/sys/fs/binfmt_misc";
async function registeredEmulators(folder = BINFMT2) {
  const names = await readdir2(folder).catch(() => void 0);
  if (names === void 0 || !names.includes("register")) return void 0;
  if (!(await readFile4(join5(folder, "status"), "utf8").catch(() => "")).startsWith("enabled")) return [];
  const handlers = names.filter((name) => name !== "register" && name !== "status").toSorted();
  const entries = await Promise.all(handlers.map((name) => readFile4(join5(folder, name), "utf8").catch(() => "")));
  return handlers.flatMap((name, i) => {
    const entry = entries[i] ?? "";
    const processor = works(entry) ? processorOf(entry) : void 0;
    return processor === void 0 ? [] : [{ processor, name }];
  });
}
function works(entry) {
  return /^enabled$/m.test(entry) && /^flags:.*F/m.test(entry);
}
var BY_ELF = {
  "1,1,3": "i386",
  "1,1,40": "arm",
  "2,1,62": "x86_64",
  "2,1,183": "aarch64",
  "2,1,243": "riscv64",
  "2,1,258": "loongarch64",
  "2,1,21": "ppc64le",
  "2,2,21": "ppc64",
  "2,2,22": "s390x",
  "1,1,8": "mipsel",
  "1,2,8": "mips",
  "2,1,8": "mips64el",
  "2,2,8": "mips64"
};
var N32 = 32;
function processorOf(entry) {
  const field = (name) => new RegExp(`^${name} ([0-9a-f]+)$`, "m").exec(entry)?.[1];
  const magic = Buffer.from(field("magic") ?? "", "hex");
  if (!/^offset 0$/m.test(entry) || magic.length < 20) return void 0;
  if (magic.subarray(0, 4).toString("latin1") !== "ELF") return void 0;
  const [format, order] = [magic[4], magic[5]];
  const little = order === 1;
  const mask = field("mask");
  const counts = mask === void 0 ? void 0 : Buffer.from(mask, "hex");
  if (counts !== void 0 && [4, little ? 18 : 19].some((place) => counts[place] !== 255)) return void 0;
  const machine = little ? magic.readUInt16LE(18) : magic.readUInt16BE(18);
  const flags = magic[little ? 36 : 39] ?? 0;
  if (machine === 8 && format === 1 && (flags & N32) !== 0) return void 0;
  return BY_ELF[`${format},${order},${machine}`];
}

// src/session/processor.ts
var BY_KERNEL = {
  x86_64: "amd64",
  aarch64: "arm64",
  armv8l: "arm",
  armv7l: "arm",
  armv6l: "arm",
  i686: "386",
  i586: "386",
  i486: "386",
  i386: "386",
  loongarch64: "loong64"
};
var BY_QEMU = {
  amd64: "x86_64",
  arm64: "aarch64",
  "386": "i386",
  mips64le: "mips64el",
  mipsle: "mipsel",
  loong64: "loongarch64"
};
function hostPlatform(host) {
  const architecture = BY_KERNEL[host.engine.architecture] ?? host.engine.architecture;
  return { os: "linux", architecture, variant: architecture === "arm" ? "v7" : void 0 };
}
function runsNatively({ os, architecture }, host) {
  if (os !== "linux") return false;
  const own = hostPlatform(host).architecture;
  if (architecture === own) return true;
  if (own === "amd64") return architecture === "386";
  return own === "arm64" && architecture === "arm" && host.runs32BitArm;
}
function handlersOf(architecture, { emulators }) {
  return (emulators ?? []).flatMap(({ processor, name }) => processor === qemuName(architecture) ? [name] : []);
}
function qemuName(architecture) {
  return BY_QEMU[architecture] ?? architecture;
}

// src/builder/emulators.ts
var NAMES = nullish(array(string()), []);
var ANSWER = object({
  /** Platforms the kernel now runs: `linux/arm64`. */
  supported: NAMES,
  /** Registered interpreters: `qemu-aarch64`. */
  emulators: NAMES
});
async function registerEmulators(setup, tools) {
  const { engine, recordCleanup } = tools;
  const name = `multiarch-build-binfmt-${setup.id}`;
  const gone = recordCleanup({ kind: "container", name });
  const remove = () => engine.removeContainer(name).then(gone, () => void 0);
  const late = await retry(
    async () => {
      try {
        await start({ name, image: setup.image }, setup, tools);
        const { answer, exit } = await hear(name, engine);
        if (answer !== void 0 && setup.local && (await missingOf(setup, answer)).length === 0) {
          exit.then(remove, () => void 0);
          return void 0;
        }
        const code = await exit;
        const said = (await engine.container(name))?.log.join("\n") ?? "";
        if (answer === void 0 || code !== 0)
          throw failure2(setup, `${setup.image} ended with ${describe(code)}`, said);
        remove();
        return { answer, said };
      } catch (error) {
        await remove();
        throw error;
      }
    },
    tools.retry,
    judgeHelper
  );
  const missing2 = late === void 0 ? [] : await missingOf(setup, late.answer);
  if (missing2.length > 0) {
    throw new ActionError(`${setup.image} did not register an emulator for ${missing2.join(", ")}`, {
      hint: "Set `qemu-image` to a release of tonistiigi/binfmt that has it, or build this platform on a native runner.",
      diagnosis: "emulator-version",
      output: late?.said
    });
  }
}
async function start(container, setup, tools) {
  const { engine } = tools;
  const { architectures, replaced } = setup;
  const uninstall = replaced.length === 0 ? [] : ["--uninstall", replaced.join(",")];
  const command = [...uninstall, "--install", architectures.join(",")];
  try {
    if (await engine.startPrivileged(container, command)) return;
    await pullHelper(setup.image, tools);
    if (await engine.startPrivileged(container, command)) return;
    throw new EngineRefusal("the Docker engine does not find the image that it pulled");
  } catch (cause) {
    if (!(cause instanceof TransferError || cause instanceof EngineRefusal)) throw cause;
    throw failure2(setup, cause.message, cause.output, cause);
  }
}
async function hear(name, engine) {
  let text2 = "";
  const answered = Promise.withResolvers();
  const exit = engine.hear(name, EMULATORS_IDLE_MS, (chunk) => {
    text2 += chunk.toString();
    const answer2 = parseAnswer(text2);
    if (answer2 !== void 0) answered.resolve(answer2);
  });
  const answer = await Promise.race([answered.promise, exit.then(() => parseAnswer(text2))]);
  return { answer, exit };
}
function failure2({ architectures }, why, output, cause) {
  return new ActionError(`the emulators for ${architectures.join(", ")} could not be registered: ${why}`, {
    hint: "See its output. On a runner that does not allow privileged containers, register QEMU on the machine itself and set `qemu: never`.",
    diagnosis: adviceFor(why, "pull")?.diagnosis,
    output,
    cause
  });
}
function describe(code) {
  return describeEnd({ code, signal: void 0, timedOut: false });
}
async function missingOf({ architectures, local }, answer) {
  const table = local ? await registeredEmulators() : void 0;
  return architectures.filter((architecture) => !isRegistered(architecture, answer, table));
}
function isRegistered(architecture, answer, table) {
  if (table !== void 0) return table.some(({ processor }) => processor === qemuName(architecture));
  return answer.emulators.includes(`qemu-${qemuName(architecture)}`) || answer.supported.some((platform) => platform.split("/")[1] === architecture);
}
function parseAnswer(text2) {
  const begin = text2.indexOf("{");
  return begin < 0 ? void 0 : readJson(ANSWER, text2.slice(begin));
}

// src/builder/prepare.ts
async function prepare(plan, setup) {
  const { info } = setup.runner;
  const stopwatch = startStopwatch();
  const platforms = plan.platforms.map(({ platform }) => platform);
  const [name] = await Promise.all([
    Promise.resolve(setup.buildxReady).then(
      () => withHeartbeat("starting the builder", info, () => makeBuilder(plan.builder, platforms, setup))
    ),
    emulate(plan, plan.emulators, setup, plan.replaced)
  ]);
  if (plan.builder.kind === "new") info(`builder ready (${stopwatch()})`);
  if (plan.emulators.length > 0 && ranBefore(plan.builder)) await refreshPlatforms(name, setup);
  if (plan.delivery.kind !== "call" || plan.builder.kind === "new") {
    await recordJobBuilder(setup.folder.path, describeForLater(plan.builder));
  }
  return name;
}
function describeForLater(builder) {
  switch (builder.kind) {
    case "engine":
      return { name: "default", driver: "docker", kept: true, containers: [] };
    case "existing":
      return { name: builder.name, driver: builder.driver, kept: true, containers: [] };
    case "new": {
      const { name, driver, settings, keep } = builder;
      return { name, driver, settings, kept: keep, containers: containersOf(builder) };
    }
  }
}
function ranBefore(builder) {
  if (builder.kind === "existing") return builder.driver === "docker-container";
  return builder.kind === "new" && builder.madeIn !== void 0;
}
async function refreshPlatforms(name, { run, buildx, env, folder }) {
  await run({
    program: buildx,
    args: ["inspect", name],
    env: { ...env, BUILDX_CONFIG: folder.buildx },
    idle: BUILDER_BOOT_IDLE_MS
  });
}
async function emulate(plan, architectures, setup, replaced = []) {
  if (architectures.length === 0) return;
  const { host, id, findHelper } = setup;
  const local = host.emulators !== void 0;
  const image = await findHelper(plan.request.setup.qemuImage);
  const stopwatch = startStopwatch();
  const { info } = setup.runner;
  await withHeartbeat(
    "registering emulators",
    info,
    () => registerEmulators({ architectures, replaced, image, id, local }, setup)
  );
  info(`emulators installed: ${architectures.join(", ")} (${stopwatch()})`);
}

// src/buildkit/exports.ts
function exportsOf(delivery, store) {
  const files = delivery.files.map(({ type, attributes }) => ({ type, attributes }));
  const isImage = ({ type }) => type === "oci" || type === "docker";
  const given = { "oci-mediatypes": "true", ...delivery.imageAttributes };
  const image = store === void 0 ? [] : [{ type: store.type, attributes: { ...given, ...store.attributes } }];
  const [first, ...further] = [...image, ...files.filter(isImage)];
  return [
    [...files.filter((file) => !isImage(file)), ...first === void 0 ? [] : [first]],
    ...further.map((file) => [file])
  ];
}
function formatExport({ type, attributes }) {
  return formatFields([`type=${type}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]);
}

// src/buildkit/arguments.ts
function buildArguments({ request: { build: build2 }, platforms, cache, provenance }, { builder, exports, metadataFile, cacheFrom, cacheTo, exportOnly }) {
  return [
    "build",
    "--progress=rawjson",
    `--builder=${builder}`,
    ...option("platform", platforms.map(({ platform }) => formatPlatform(platform)).join(",") || void 0),
    ...option("file", build2.file),
    ...option("target", build2.target),
    ...options("build-arg", pairs(build2.buildArgs)),
    ...options("build-context", pairs(build2.buildContexts)),
    ...options("label", pairs(build2.labels)),
    ...options("secret", build2.secrets.map(secretArgument)),
    ...options("ssh", build2.ssh),
    ...option("network", build2.network),
    ...options("add-host", build2.addHosts),
    ...option("shm-size", build2.shmSize),
    ...options("ulimit", build2.ulimit),
    ...option("cgroup-parent", build2.cgroupParent),
    ...options("allow", build2.allow),
    // a later build needs it too: otherwise it would use an older local base image instead of the pulled one
    ...build2.pull ? ["--pull"] : [],
    ...options("annotation", build2.annotations),
    ...exportOnly ? [] : cacheDisabling(build2),
    ...option("provenance", build2.provenance ?? (takesProvenance(exports) ? provenance : void 0)),
    ...option("sbom", build2.sbom),
    ...options("attest", build2.attests),
    ...options("cache-from", cacheFrom),
    ...options("cache-to", [...cacheTo, ...cache.inline ? ["type=inline"] : []]),
    ...build2.call === void 0 ? [...option("metadata-file", metadataFile), ...options("output", exports.map(formatExport))] : [`--call=${build2.call}`],
    ...contextArguments(build2.context)
  ];
}
function cacheDisabling({ noCache, noCacheFilters }) {
  return [...noCache ? ["--no-cache"] : [], ...options("no-cache-filter", noCacheFilters)];
}
function takesProvenance(exports) {
  return exports.some(({ type }) => type === "image" || type === "oci") && exports.every(({ type }) => type !== "docker");
}
function contextArguments(context) {
  return ["--", context.kind === "git" ? context.url : context.path];
}
function option(name, value) {
  return value === void 0 ? [] : [`--${name}=${value}`];
}
function options(name, values) {
  return values.map((value) => `--${name}=${value}`);
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
  const gha = [...cache.from, ...cache.to].some((entry) => readCacheEntry(entry).type === "gha");
  return {
    ...Object.fromEntries(values),
    // the URL and the token of the runner's cache service, only for builds that use it
    ...gha ? Object.fromEntries(Object.entries(env).filter(([name]) => GHA_SERVICE.test(name))) : {},
    ...request.cache.credentials,
    ...sourceDateEpoch?.kind === "seconds" ? { SOURCE_DATE_EPOCH: String(sourceDateEpoch.seconds) } : {},
    // takes 150 ms after the build, and buildx gets no result for several platforms
    ...platforms.length > 1 ? { BUILDX_METADATA_PROVENANCE: "disabled" } : {}
  };
}
var GHA_SERVICE = /^ACTIONS_(RUNTIME_TOKEN|RESULTS_URL|CACHE_URL|CACHE_SERVICE_V2)$/;
function secretArgument(secret, i) {
  switch (secret.from) {
    case "value":
      return formatFields([`id=${secret.id}`, `env=${variableOf(i)}`]);
    case "env":
      return formatFields([`id=${secret.id}`, `env=${secret.env}`]);
    case "file":
      return formatFields([`id=${secret.id}`, `src=${secret.path}`]);
  }
}
function variableOf(index) {
  return `MULTIARCH_BUILD_SECRET_${index}`;
}

// src/buildkit/diagnose.ts
async function diagnose(failure3, sources) {
  switch (failure3?.kind) {
    case "no-space": {
      const disks = sources.folders.flatMap((folder) => describeDisk(folder) ?? []);
      return disks.length === 0 ? failure3 : failure3.withDetail(disks.join(", "));
    }
    case "builder-lost":
      return await withContainerState(failure3, sources).catch(() => failure3);
    case "denied":
    case "not-found":
      return await withLocalImage(failure3, sources).catch(() => failure3);
    default:
      return failure3;
  }
}
async function withLocalImage(failure3, { engine, builder }) {
  const { image } = failure3;
  if (image === void 0 || await engine?.image(image) === void 0) return failure3;
  const detail = `Docker Engine has an image with this name in its image store, but the builder ${builder} cannot read it`;
  return failure3.withDetail(detail, [], LOCAL_IMAGE_HINT);
}
var LOCAL_IMAGE_HINT = "Push it to a registry before this step, or pass it as a folder with `build-contexts` (`name=oci-layout://folder`). For one platform, `driver: docker` can read the images of Docker Engine. For several platforms, enable the containerd image store too: https://docs.docker.com/engine/storage/containerd/";
async function withContainerState(failure3, { engine, builder, clock }) {
  if (engine === void 0) return failure3;
  const containers = await engine.containers({ name: containerOf(builder) });
  for (let check = 1; check <= MAX_CONTAINER_CHECKS && containers.length > 0; check += 1) {
    const states = await Promise.all(containers.map(async (name) => ({ name, state: await engine.container(name) })));
    for (const { name, state } of states) {
      const end = state && describeExit(state);
      if (end === void 0) continue;
      const output = state?.log.map((line) => printableLine(line));
      return failure3.withDetail(`its container ${name} ${end}`, output);
    }
    await clock.sleep(CONTAINER_CHECK_INTERVAL_MS);
  }
  return failure3;
}
function describeExit({ running, restarted, exitCode, outOfMemory }) {
  const why = outOfMemory ? ", out of memory" : exitCode === 137 ? ", killed" : "";
  if (!running) return `exited with status ${exitCode}${why}`;
  return restarted ? `exited and was restarted${why}` : void 0;
}

// src/plan/emulation.ts
import { isDeepStrictEqual } from "node:util";

// src/dockerfile/limits.ts
var Work = class {
  #left = MAX_DOCKERFILE_WORK_CHARS;
  /** @throws UnreadableError if the walk takes more work than the limit allows. */
  spend(amount) {
    this.#left -= amount;
    if (this.#left < 0) throw new UnreadableError("its variables and stages take too much work to follow");
  }
};

// src/dockerfile/stage-variables.ts
var StageVariables = class {
  #values;
  #given;
  #globals;
  #escapeCharacter;
  #work;
  /** @param inherited those of the stage that this one is built on. */
  constructor(options2, globals, escapeCharacter, work, inherited) {
    this.#values = new Map(inherited === void 0 ? [] : inherited.#values);
    work.spend(this.#values.size);
    this.#given = new Map(options2.buildArgs.map(({ name, value }) => [name, value]));
    this.#globals = globals;
    this.#escapeCharacter = escapeCharacter;
    this.#work = work;
  }
  add({ kind, variables }) {
    this.#work.spend(1);
    if (kind === "ENV") {
      const set = variables.map(({ name, value = "" }) => [this.expand(name), this.expand(value)]);
      for (const [name, value] of set) if (name !== void 0) this.#set(name, value);
      return;
    }
    for (const { name, value } of variables) {
      const given = this.#given.get(name);
      if (given !== void 0) this.#set(name, given);
      else if (value !== void 0) this.#set(name, this.expand(value));
      else if (this.#globals.has(name)) this.#set(name, this.#globals.get(name));
    }
  }
  #set(name, value) {
    if (value === void 0) this.#values.delete(name);
    else this.#values.set(name, value);
  }
  /** The same for a word whose unknown variables are taken to be unset. */
  expandUnset(word) {
    return expand(word, this.#values, this.#escapeCharacter, this.#work);
  }
  /** @returns `undefined` where a variable is not known. */
  expand(word) {
    const known = new KnownVariables(this.#values);
    const text2 = expand(word, known, this.#escapeCharacter, this.#work);
    return known.missed ? void 0 : text2;
  }
};
var KnownVariables = class {
  missed = false;
  #values;
  constructor(values) {
    this.#values = values;
  }
  get(name) {
    this.missed ||= !this.#values.has(name);
    return this.#values.get(name);
  }
  has(name) {
    this.missed ||= !this.#values.has(name);
    return this.#values.has(name);
  }
};

// src/dockerfile/findings.ts
function overriddenArguments({ args, escapeCharacter }, contributing, globals, options2, platforms) {
  const own = platformVariables(platforms);
  const given = new Set(options2.buildArgs.map(({ name }) => name));
  const isReplaced = (name, value) => !given.has(name) && own.has(name) && own.get(name) !== value;
  const before = args.filter(({ name, value }) => value !== void 0 && isReplaced(name, globals.get(name) ?? "")).map(({ line, name }) => overridden(line, name, globals.get(name) ?? ""));
  const sets = ({ kind, variables }) => kind === "ARG" && variables.some(({ name, value }) => value !== void 0 && own.has(name));
  if (!contributing.some(({ steps }) => steps.some(sets))) return before;
  const work = new Work();
  const after = /* @__PURE__ */ new Map();
  const within = contributing.flatMap((node) => {
    const inherited = node.parent && after.get(node.parent);
    const variables = new StageVariables(options2, globals, escapeCharacter, work, inherited);
    after.set(node, variables);
    return node.steps.flatMap((step) => {
      const values = sets(step) ? step.variables : [];
      const found = values.flatMap(({ name, value }) => {
        const text2 = value === void 0 ? void 0 : variables.expandUnset(value);
        return text2 !== void 0 && isReplaced(name, text2) ? [overridden(step.line, name, text2)] : [];
      });
      variables.add(step);
      return found;
    });
  });
  return [...before, ...within];
}
function overridden(line, name, value) {
  return {
    level: "warning",
    line,
    message: `the default ${quote(excerpt(value))} of ARG ${name} replaces the value of BuildKit, so the image may hold files of another platform. Write ARG ${name} without a default.`
  };
}
function compatiblePin({ line, platform }, target) {
  const [pinned, wanted] = [formatPlatform(platform), formatPlatform(target)];
  return {
    level: "notice",
    line,
    message: `the last stage is pinned to ${pinned}. Every ${wanted} machine runs its programs, so the ${wanted} image may hold them.`
  };
}

// src/dockerfile/images.ts
function readImages(dockerfile, options2, platforms) {
  try {
    const { contributing } = resolveStages(dockerfile, options2, platforms, new Work());
    const isImage = isImageIn(dockerfile, options2);
    return contributing.flatMap((node) => [
      ...baseOf(node),
      ...node.steps.flatMap(
        (step) => step.from.filter((source) => isImage(source, step)).map((image) => ({ image, line: step.line, platform: platforms.target }))
      )
    ]);
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function isImageIn(dockerfile, { buildContexts }) {
  const stages = new Set(dockerfile.stages.flatMap(({ name }) => name ?? []));
  const contexts = new Set(buildContexts.map(({ name }) => familiar(name)));
  return (source, { kind }) => {
    const isNumber = kind === "COPY" && /^[+-]?\d+$/.test(source);
    return source !== "scratch" && !isNumber && !stages.has(source.toLowerCase()) && !contexts.has(familiar(source));
  };
}
function baseOf({ image, stage, platform }) {
  return image === void 0 ? [] : [{ image, line: stage.line, platform }];
}

// src/dockerfile/walk.ts
function walkStages(dockerfile, options2, platforms) {
  try {
    const { contributing, target, variables } = resolveStages(dockerfile, options2, platforms, new Work());
    const pin = pinOf(target);
    const isCompatible = pin === void 0 || runsOn(pin.platform, platforms.target);
    const isOther = pin !== void 0 && pin.platform.architecture !== platforms.target.architecture;
    return {
      runs: runsOf(contributing),
      pinned: isCompatible ? void 0 : pin,
      base: baseOf2(target),
      history: historyOf(target),
      labels: labelsOf(target),
      copied: copiedOf(target, isImageIn(dockerfile, options2)),
      findings: [
        ...isCompatible && isOther ? [compatiblePin(pin, platforms.target)] : [],
        ...readOr([], () => overriddenArguments(dockerfile, contributing, variables, options2, platforms))
      ]
    };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function readOr(fallback, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableError) return fallback;
    throw error;
  }
}
function runsOf(stages) {
  const first = /* @__PURE__ */ new Map();
  for (const { name, platform, steps } of stages) {
    const run = steps.find(({ kind }) => kind === "RUN");
    const key = formatPlatform(platform);
    if (run !== void 0 && !first.has(key)) first.set(key, { platform, line: run.line, stage: name });
  }
  return [...first.values()];
}
function pinOf({ parent, pinned, stage }) {
  if (parent !== void 0) return pinOf(parent);
  return pinned === void 0 ? void 0 : { line: stage.line, platform: pinned };
}
function copiedOf({ parent, steps }, isImage) {
  const own = steps.filter(({ kind }) => kind === "COPY").flatMap(
    (step) => step.from.filter((source) => source.includes("@") && isImage(source, step)).map((image) => ({ image, line: step.line }))
  );
  return [...parent === void 0 ? [] : copiedOf(parent, isImage), ...own];
}
function historyOf({ parent, history }) {
  return parent === void 0 ? history : [...historyOf(parent), ...history];
}
function labelsOf({ parent, labels }) {
  return parent === void 0 ? labels : [...labelsOf(parent), ...labels];
}
function baseOf2({ parent, layout, image = layout, stage }) {
  if (parent !== void 0) return baseOf2(parent);
  return image === void 0 ? void 0 : { image, line: stage.line };
}

// src/plan/emulation.ts
function planPlatforms(request, platforms, builder, { dockerfile, dockerfileName: dockerfileName2, host, job }, pinMatters) {
  const { target } = request.build;
  const walkFor = walkerOf(request, dockerfile, job.env);
  return platforms.map((platform) => {
    if (isElsewhere(builder, platform)) {
      const { pinned, ...known } = endsElsewhere(platform, walkFor);
      if (pinMatters && pinned !== void 0) throw pinError(dockerfileName2, target, platform, pinned);
      return { platform, execution: "remote", reason: "left to the builder's nodes", foreign: [], ...known };
    }
    const walk = walkFor({ target: platform, build: hostPlatform(host) });
    if (isUnreadable(walk)) {
      const unread = walk.unreadable;
      return runsNatively(platform, host) ? { platform, execution: "native", reason: "this processor", foreign: [], unread } : {
        platform,
        execution: "emulated",
        reason: `the Dockerfile could not be followed: ${unread}`,
        foreign: [platform],
        unread
      };
    }
    if (pinMatters && walk.pinned !== void 0) throw pinError(dockerfileName2, target, platform, walk.pinned);
    return {
      platform,
      ...executionOf(walk, platform, host, dockerfileName2),
      foreign: walk.runs.map((run) => run.platform).filter((each) => !runsNatively(each, host)),
      base: walk.base,
      history: walk.history,
      labels: walk.labels,
      copied: walk.copied,
      findings: pinMatters ? walk.findings : walk.findings.filter(({ level }) => level !== "notice")
    };
  });
}
function executionOf(walk, platform, host, dockerfileName2) {
  const foreign = walk.runs.find((run2) => !runsNatively(run2.platform, host));
  if (foreign !== void 0) {
    const on = samePlatform(foreign.platform, platform) ? "" : ` on ${formatPlatform(foreign.platform)}`;
    return { execution: "emulated", reason: `RUN${on} at ${dockerfileName2}:${foreign.line}` };
  }
  if (runsNatively(platform, host)) return { execution: "native", reason: "this processor" };
  const [run] = walk.runs;
  if (run === void 0) return { execution: "copied", reason: "no RUN" };
  return { execution: "cross-compiled", reason: `every RUN is on ${formatPlatform(run.platform)}` };
}
function plannedEmulators(request, platforms, host) {
  const { qemu } = request.setup;
  if (qemu === "never") return { emulators: [], installed: [], replaced: [] };
  const linked = request.build.bake?.linked ?? [];
  const needed = platforms.flatMap(({ platform, foreign, execution }) => [
    ...foreign,
    ...qemu === "always" || request.verification.smokeTest !== void 0 ? [platform] : [],
    // their Dockerfiles are not followed
    ...execution === "remote" ? [] : linked.flatMap((target) => linkedPlatforms(target, [platform]))
  ]);
  const architectures = emulatedProcessors(needed, host);
  const found = architectures.map((architecture) => ({ architecture, handlers: handlersOf(architecture, host) }));
  const installed = found.filter(({ handlers }) => handlers.length > 0);
  if (qemu === "reset") {
    const byDefault = (architecture) => host.emulators === void 0 ? [`qemu-${qemuName(architecture)}`] : [];
    const replaced = found.flatMap(({ architecture, handlers }) => [...handlers, ...byDefault(architecture)]);
    return { emulators: architectures, installed: [], replaced };
  }
  const emulators = qemu === "always" ? architectures : architectures.filter((architecture) => installed.every((each) => each.architecture !== architecture));
  return { emulators, installed, replaced: [] };
}
function unregistered({ request, platforms, emulators }, host) {
  if (request.setup.qemu === "never") return [];
  const here = platforms.filter(({ execution }) => execution !== "remote");
  const architectures = emulatedProcessors(
    here.map(({ platform }) => platform),
    host
  );
  return architectures.filter(
    (architecture) => !emulators.includes(architecture) && handlersOf(architecture, host).length === 0
  );
}
function emulatedProcessors(platforms, host) {
  const foreign = platforms.filter((platform) => platform.os === "linux" && !runsNatively(platform, host));
  return [...new Set(foreign.map(({ architecture }) => architecture))];
}
var SOME = { os: "linux", architecture: "amd64", variant: void 0 };
function endsElsewhere(target, walkFor) {
  const one = walkFor({ target, build: SOME });
  const other = walkFor({ target, build: { ...SOME, architecture: "arm64" } });
  if (isUnreadable(one)) return { unread: one.unreadable };
  if (isUnreadable(other)) return { unread: other.unreadable };
  return {
    pinned: isDeepStrictEqual(one.pinned, other.pinned) ? one.pinned : void 0,
    base: isDeepStrictEqual(one.base, other.base) ? one.base : void 0,
    copied: isDeepStrictEqual(one.copied, other.copied) ? one.copied : [],
    labels: isDeepStrictEqual(one.labels, other.labels) ? one.labels : [],
    findings: one.findings.filter((finding) => other.findings.some((each) => isDeepStrictEqual(each, finding)))
  };
}
function walkerOf({ build: build2 }, dockerfile, env) {
  if (isUnreadable(dockerfile)) return () => dockerfile;
  const { buildContexts, target } = build2;
  const options2 = { buildArgs: givenArguments(build2.buildArgs, env), buildContexts, target };
  return (platforms) => walkStages(dockerfile, options2, platforms);
}

// src/report/annotations.ts
import { basename } from "node:path";
function annotationsOf(log, dockerfile) {
  return log.warnings.toSorted((a, b) => (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0)).map(({ short, url, file, lines }) => {
    const [, rule, message = short] = /^(\w+): (.*)$/.exec(short.replace(/ \(line \d+\)$/, "")) ?? [];
    const [line, endLine] = lines ?? [void 0, void 0];
    const place = placeOf(dockerfile, file, line, endLine, rule ?? "Dockerfile");
    return { level: "warning", message: url === void 0 ? message : `${message} (${url})`, place };
  });
}
var FINDING = /^(?:WARNING|ERROR): (\S+)(?: - (\S+))?\n(.+)\n([^\n]+):(\d+)$/gm;
function checkAnnotations(printed, dockerfile) {
  return [...printed.matchAll(FINDING)].map(([, rule = "", url, message = "", file, line]) => ({
    level: "warning",
    message: url === void 0 ? message : `${message} (${url})`,
    place: placeOf(dockerfile, file, Number(line), Number(line), rule)
  }));
}
function failurePlace({ location }, dockerfile) {
  return placeOf(dockerfile, location?.file, location?.line, location?.endLine, "Build failed");
}
function placeOf(dockerfile, file, line, endLine, title) {
  if (dockerfile === void 0 || file === void 0 || line === void 0) return void 0;
  return basename(dockerfile) === basename(file) ? { file: dockerfile, startLine: line, endLine, title } : void 0;
}

// src/verify/available-platforms.ts
async function withAvailablePlatforms(failure3, registry, registries) {
  if (failure3?.kind !== "platform-missing" || failure3.image === void 0) return failure3;
  const { name, reference } = splitReference(failure3.image);
  for (const repository of repositoriesOf(name, registries)) {
    const platforms = await platformsOf(registry, repository, reference).catch(() => []);
    if (platforms.length > 0) return failure3.withDetail(`it has ${platforms.join(", ")}`);
  }
  return failure3;
}
async function platformsOf(registry, repository, reference) {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === void 0 || !isIndex(manifest.mediaType)) return [];
  const { images } = splitIndex(parseIndex(manifest).manifests);
  return images.flatMap(({ platform }) => platform === void 0 ? [] : [formatPlatform(platformOf(platform))]);
}

// src/verify/rate-limit.ts
async function askRateLimit(failure3, { kind, targets }, registry, registries) {
  if (isPushStep(failure3.step)) {
    if (kind !== "publish" && kind !== "parts") return;
    await Promise.all(targets.map(({ repository }) => registry.checkPush(repository)));
    return;
  }
  if (failure3.image !== void 0) await askSources(failure3.image, registry, registries);
}

// src/actions/build-calls.ts
function caller(plan, calls, builder, { buildx, env, job, runner, run }) {
  const { context } = plan.request.build;
  const folder = context.kind === "path" ? context.path : void 0;
  const [first, ...others] = plan.platforms.map(({ platform }) => formatPlatform(platform));
  const given = { builder, exportOnly: false, cacheFrom: [], cacheTo: [], metadataFile: void 0 };
  return (ask, watch = {}) => build(run, {
    buildx,
    env: { ...env, ...gitEnvironment(folder, job.env), ...buildEnvironment(plan, job.env) },
    cwd: job.workspace,
    commands: calls.map((one) => {
      const asked = { ...given, ...ask(one) };
      return { args: buildArguments(one.plan, asked), exports: asked.exports };
    }),
    onlyPlatform: others.length === 0 ? first : void 0,
    print: runner.info,
    redact: runner.hide,
    ...watch
  });
}
function remediesFor(plan, session) {
  const { host, job, runner, retry: retry2, registryWithoutRetry, registries } = session;
  return {
    missingArchitectures: unregistered(plan, host),
    registerEmulators: (architectures) => emulate(plan, architectures, session),
    machine: { isEmulated: (platform) => isEmulated(plan, platform) },
    notice: (message, diagnosis) => runner.notice(withPage(message, diagnosis, job.env)),
    checkRateLimit: (refused) => askRateLimit(refused, plan.delivery, registryWithoutRetry, registries),
    policy: retry2
  };
}
async function reportBuilt({ outcome, failure: own }, plan, builder, { host, engine, registryWithoutRetry, registries, job, runner }) {
  const offered = await withAvailablePlatforms(own, registryWithoutRetry, registries);
  const folders = [job.temp, ...host.emulators === void 0 ? [] : [host.engine.root]];
  const failure3 = await diagnose(offered, {
    engine: host.hasEngine ? engine : void 0,
    builder,
    folders,
    clock: systemClock
  });
  const dockerfile = dockerfileName(plan.request.build, job.workspace);
  annotate(annotationsOf(outcome.log, dockerfile), runner);
  const answer = await answerOf(outcome, plan);
  if (answer !== "") runner.info(printable(answer.trimEnd()));
  if (plan.request.build.call === "check") annotate(checkAnnotations(answer, dockerfile), runner);
  if (failure3 !== void 0) throw failure3.at(failurePlace(failure3, dockerfile));
  return answer;
}
async function answerOf(outcome, { delivery }) {
  if (!outcome.ok) return outcome.finished.stdout;
  return delivery.kind === "call" ? (await outcome.end).answer : "";
}

export {
  LAYOUT_PREFIX,
  resolveStages,
  familiar,
  openLayout,
  topOf,
  readLayout,
  layoutPlace,
  platformDigests,
  blob,
  layerFile,
  blobName,
  withBuildkitConfig,
  DRIVERS,
  missing,
  Work,
  StageVariables,
  hostPlatform,
  readImages,
  linkedPlatforms,
  planPlatforms,
  plannedEmulators,
  registeredEmulators,
  readJobBuilders,
  exportsOf,
  EventReader,
  buildWithRetries,
  alone,
  helperFinder,
  prepare,
  caller,
  remediesFor,
  reportBuilt
};
