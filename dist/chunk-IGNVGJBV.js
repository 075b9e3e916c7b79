import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  require_compare,
  require_parse
} from "./chunk-6M3AT35K.js";
import {
  LineSplitter,
  SYSTEMS,
  VARIANTS,
  formatPlatform,
  normalisePlatform,
  shortHash,
  slugOf,
  systemClock
} from "./chunk-2R2E7IIV.js";
import {
  ANSWER
} from "./chunk-4GDYJIQG.js";
import {
  COMPRESSIONS,
  buildxFolder,
  parseArgument,
  parseAttributes,
  parseExpanded,
  parseFields,
  parsePath,
  withValue,
  wrongBoolean
} from "./chunk-FFGX2C5R.js";
import {
  InputError,
  hintFor,
  nearest,
  quote
} from "./chunk-VC6AJXCW.js";
import {
  array,
  boolean,
  childEnvironment,
  contextInUse,
  describeEnd,
  exactOptional,
  fallback,
  nullish,
  object,
  optional,
  printableLine,
  readJson,
  record,
  string,
  succeeded
} from "./chunk-M7JF7C6E.js";
import {
  ActionError,
  TAG,
  Wrong,
  formatTagged,
  messageOf,
  parseRepository,
  sameRepository
} from "./chunk-3UVMYFHN.js";
import {
  CACHE_SERVICE_ANSWER_MS,
  CACHE_SERVICE_IDLE_MS,
  DOCKERFILE_PARSE_MS,
  MAX_CACHE_SERVICE_ERROR_CHARS,
  MAX_DOCKERFILE_BYTES,
  MAX_STAGES,
  MAX_SUBSTITUTION_DEPTH
} from "./chunk-ZNZUOKZ2.js";
import {
  __toESM
} from "./chunk-DZIJRXJ5.js";

// src/model/job.ts
function withoutSecrets(job) {
  return fromFork(job) || job.eventName === "pull_request" && job.env.GITHUB_ACTOR === "dependabot[bot]";
}
function fromFork({ event, eventName, repository }) {
  if (!/^pull_request(_review|_review_comment)?$/.test(eventName)) return false;
  const head = event.pull_request?.head;
  return head !== void 0 && head.repo?.full_name !== repository;
}

// src/inputs/part.ts
function parsePart(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[A-Za-z0-9_][\w.-]{0,63}$/.test(text) ? text : new Wrong(`must be a name, got ${quote(text)}`, "use up to 64 letters, digits, _ . and -");
}
function parsePartTag(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (!text.includes("{arch}")) return new Wrong(`must contain {arch}, got ${quote(text)}`, "write {tag}-{arch}");
  return TAG.test(text.replace(/\{(tag|arch)\}/g, "x")) ? text : new Wrong(`must be a tag, got ${quote(text)}`, "write it like {tag}-{arch}");
}

// src/inputs/outputs.ts
import { resolve } from "node:path";
var TYPES = ["local", "tar", "oci", "docker", "image", "registry"];
var ELSEWHERE = {
  name: "images",
  push: "push",
  "push-by-digest": "push-by-digest",
  "name-canonical": "push-by-digest"
};
var PUSHING = ["push", "push-by-digest"];
function readResult(inputs, job) {
  const outputs = readOutputs(inputs, job);
  return {
    push: inputs.flag("push"),
    pushByDigest: inputs.flag("push-by-digest"),
    part: inputs.value("part", parsePart),
    partTag: inputs.value("part-tag", parsePartTag),
    load: inputs.flag("load") || outputs.some(isLoaded),
    outputs
  };
}
function readOutputs(inputs, job) {
  const seen = /* @__PURE__ */ new Set();
  return inputs.each("outputs", (text) => {
    const output = parseOutput(text, fromFork(job));
    if (output instanceof Wrong) return output;
    const { type, attributes } = output;
    const { dest } = attributes;
    const path = dest === void 0 ? void 0 : parsePath(dest, job);
    if (path instanceof Wrong) return withValue(path, dest ?? "");
    const place = path ?? (type === "registry" ? "image" : type);
    if (seen.has(place)) return new Wrong(`a second output to ${quote(dest ?? place)}`, "leave one of them out");
    seen.add(place);
    const isPlain = path === void 0 || path === resolve(job.workspace, dest ?? "");
    return isPlain ? output : { type, attributes: { ...attributes, dest: path } };
  });
}
function parseOutput(text, isFork) {
  if (text === "-") return new Wrong("an output to the standard output", "write a path");
  if (!text.includes("=") && !text.includes(",")) return withDestination("local", { dest: text });
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type: name, ...others } = attributes;
  if (name === void 0) return new Wrong(`must have a type, got ${quote(text)}`, "begin with type=");
  if (name === "cacheonly") return NO_RESULT;
  const type = TYPES.find((known) => known === name);
  if (type === void 0) return new Wrong(`unknown type ${quote(name)}`, hintFor(name, TYPES));
  const { compression } = others;
  if (compression !== void 0 && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  const wrong = wrongBoolean(others, true);
  if (wrong !== void 0) return wrong;
  if (type !== "image" && type !== "registry") return withDestination(type, others);
  const pushes = type === "registry" || PUSHING.some((name2) => others[name2] !== void 0);
  return isFork && pushes ? { type: "registry", attributes: withoutDestination(others) } : withoutNames(type, others);
}
var NO_RESULT = new Wrong(
  "an output of type cacheonly, which writes no result",
  "leave it out: without push the image is built and verified, and cache-to writes caches"
);
function isLoaded({ type, attributes }) {
  return type === "docker" && attributes.dest === void 0;
}
function withDestination(type, attributes) {
  const { dest } = attributes;
  if (dest === "-") return new Wrong("an output to the standard output", "write a path into dest");
  if (dest === "" || dest === void 0 && type !== "docker") {
    return new Wrong(`an output of type ${type} without dest`, `write type=${type},dest=path`);
  }
  if (type === "docker" && attributes.context !== void 0) {
    return new Wrong("the attribute context of an output of type docker", "write DOCKER_CONTEXT into the step's env");
  }
  if (dest === void 0) return withoutNames(type, attributes);
  const wrong = [parseArgument(dest), parseExpanded(dest)].find((part) => part instanceof Wrong);
  return wrong !== void 0 ? wrong : { type, attributes };
}
function withoutDestination(attributes) {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !Object.hasOwn(ELSEWHERE, name)));
}
function withoutNames(type, attributes) {
  const key = Object.keys(attributes).find((name) => Object.hasOwn(ELSEWHERE, name));
  return key === void 0 ? { type, attributes } : new Wrong(`the attribute ${key} of an output of type ${type}`, `use the input ${ELSEWHERE[key]} instead`);
}

// src/clients/docker/builders.ts
import { createHash } from "node:crypto";
import { join } from "node:path";
var RECORDED_CONFIG = "/etc/buildkit/buildkitd.toml";
function isBuilderName(name) {
  return /^[A-Za-z0-9][\w.+-]*$/.test(name);
}
function recordedBuilder(name, env, readText) {
  if (name === "default" || name === contextInUse(env, readText)) return { driver: "docker", nodes: [] };
  const path = join(buildxFolder(env), "instances", name.toLowerCase());
  try {
    const text = readText(path);
    return text === void 0 ? void 0 : parseRecord(text);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? "it is not a record of buildx" : cause.message;
    throw new ActionError(`the record of the builder ${name} cannot be read: ${path}: ${why}`, {
      hint: `Remove it (\`docker buildx rm ${name}\`, or delete the file) and create the builder again.`,
      cause
    });
  }
}
var RECORD = object({
  Driver: string(),
  Nodes: nullish(
    array(
      object({
        Endpoint: string(),
        Platforms: nullish(
          array(object({ os: string(), architecture: string(), variant: exactOptional(string()) })),
          []
        ),
        Files: nullish(record(string(), nullish(string(), "")), {})
      })
    ),
    []
  )
});
function parseRecord(text) {
  const record2 = readJson(RECORD, text);
  if (record2 === void 0) throw new SyntaxError("no record");
  const driver = record2.Driver === "" ? "docker-container" : record2.Driver;
  if (!/^[\w.-]+$/.test(driver)) throw new SyntaxError("no driver");
  const nodes = record2.Nodes.map(({ Endpoint, Platforms }) => ({ endpoint: Endpoint, platforms: Platforms }));
  const files = record2.Nodes.flatMap(({ Files }) => Object.entries(Files).map(readFile));
  return { driver, nodes, ...files.length > 0 && { files: new Map(files) } };
}
function readFile([name, base64]) {
  return [join("/etc/buildkit", name), Buffer.from(base64, "base64").toString()];
}
var SELECTION = object({
  Key: fallback(string(), ""),
  Name: fallback(string(), ""),
  Global: fallback(boolean(), false)
});
function currentBuilder(engine, env, readText) {
  const context = contextInUse(env, readText);
  const key = context === void 0 || context === "default" ? engine : context;
  const read = (...path) => orUndefined(() => readText(join(buildxFolder(env), ...path)));
  const usable = (name) => typeof name === "string" && isBuilderName(name) && orUndefined(() => recordedBuilder(name, env, readText)) !== void 0 ? name : void 0;
  const { Key, Name, Global } = readJson(SELECTION, read("current") ?? "{}") ?? {};
  const selected = Global || Key === key ? usable(Name) : void 0;
  if (selected !== void 0 || Name && Key === key) return selected;
  return usable(read("defaults", createHash("sha256").update(key).digest("hex").slice(0, 20)));
}
function orUndefined(read) {
  try {
    return read();
  } catch {
    return void 0;
  }
}

// src/clients/cache-service/cache-service.ts
import { mkdir, rm } from "node:fs/promises";
import { join as join2 } from "node:path";
var CLIENT_ANSWER = object({ key: optional(string()) });
var LIMITS = { contact: CACHE_SERVICE_ANSWER_MS, idle: CACHE_SERVICE_IDLE_MS };
function cachedFoldersRoot(temp) {
  return join2(temp, "multiarch-build-cached");
}
function offersCacheService(env) {
  return Boolean(env.ACTIONS_RUNTIME_TOKEN && (env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL));
}
function createCacheService(options) {
  const { job, recordCleanup } = options;
  let problem;
  let noted = false;
  let trust = {};
  async function order(message) {
    if (!offersCacheService(job.env)) problem = "the runner offers this job no cache service";
    if (problem !== void 0) return void 0;
    let talk = await converse(message, options, trust);
    if (UNTRUSTED.test(talk.failure ?? "") && trust !== SYSTEM) {
      trust = SYSTEM;
      talk = await converse(message, options, trust);
    }
    problem ??= talk.failure;
    return talk.failure === void 0 ? talk.key : void 0;
  }
  return {
    async restore({ folder, prefixes, key }) {
      if (!noted) recordCleanup({ kind: "folder", path: cachedFoldersRoot(job.temp) });
      noted = true;
      try {
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder, { recursive: true });
      } catch (error) {
        problem ??= messageOf(error);
        return void 0;
      }
      const found = await order({ action: "restore", folder, keys: key === void 0 ? prefixes : [key, ...prefixes] });
      if (found !== void 0) return found;
      await rm(folder, { recursive: true, force: true });
      return void 0;
    },
    async save({ folder, key }) {
      if (key !== void 0) await order({ action: "save", folder, key });
    },
    problem: () => problem
  };
}
var UNTRUSTED = /self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/;
var SYSTEM = { NODE_USE_SYSTEM_CA: "1" };
async function converse(message, { run, client, job, folder, limits = LIMITS, clock = systemClock }, trust) {
  const talk = { key: void 0, failure: void 0 };
  const stop = new AbortController();
  const late = new Error("it did not answer in time");
  const end = () => stop.abort(late);
  let waiting = new AbortController();
  const endAfter = (limit) => {
    waiting.abort();
    waiting = new AbortController();
    clock.sleep(limit, waiting.signal).then(end, () => void 0);
  };
  endAfter(message.action === "restore" ? limits.contact : limits.idle);
  const lines = new LineSplitter();
  let attempt;
  const hear = (line) => {
    const [, failed] = /^Attempt \d+ of \d+ failed with error: (.*?)\.? Retrying/.exec(line) ?? [];
    const [, said] = /^::(?:warning|error)::(.*)$/.exec(line) ?? [];
    if (line.startsWith(ANSWER)) talk.key = readJson(CLIENT_ANSWER, line.slice(ANSWER.length))?.key;
    else if (said !== void 0) talk.failure ??= inWords(said);
    else if (failed !== void 0) {
      attempt = inWords(failed);
      if (UNTRUSTED.test(attempt)) end();
    } else if (!line.startsWith("::")) endAfter(limits.idle);
  };
  try {
    const finished = await run({
      program: process.execPath,
      args: [client],
      env: { ...withoutInputs(job.env), ...trust, RUNNER_TEMP: folder },
      input: JSON.stringify(message),
      signal: stop.signal,
      onStdout: (chunk) => lines.push(chunk).forEach(hear)
    });
    if (!succeeded(finished)) talk.failure ??= `its client ended with ${describeEnd(finished)}`;
  } catch (error) {
    if (error !== late) throw error;
    talk.failure ??= attempt ?? late.message;
  } finally {
    waiting.abort();
  }
  return talk;
}
function withoutInputs(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(INPUT|STATE)_/.test(name)));
}
function inWords(text) {
  const [line = ""] = text.slice(0, MAX_CACHE_SERVICE_ERROR_CHARS).split(/%0[AD]/);
  return printableLine(line.replaceAll("%25", "%").replaceAll(/(https?:\/\/[^\s?]+)\?\S*/g, "$1")).trim();
}

// src/cache/cached-folder.ts
import { join as join3 } from "node:path";
function cachedFolder(job, kind, name, { read, write }) {
  const prefix = (scope) => `multiarch-build/${kind}/${name}/${scope}/`;
  const run = `${job.env.GITHUB_RUN_ID || "0"}-${job.env.GITHUB_RUN_ATTEMPT || "1"}`;
  return {
    folder: join3(cachedFoldersRoot(job.temp), kind, name),
    prefixes: read.map(prefix),
    key: write === void 0 ? void 0 : `${prefix(write)}${run}`
  };
}

// src/cache/scope.ts
var MAX_TAG_LENGTH = 128;
var PLATFORM_SEPARATOR = "__";
var HASH_SUFFIX = /-[0-9a-f]{8}$/;
var RESERVED_PREFIX = /^(?:pr|tag)-/;
function cacheScopes(job, write) {
  const own = ownScope(job);
  const usual = writesByDefault(job);
  const writes = write === "auto" ? usual : write === "always" && !withoutSecrets(job);
  const bases = [job.env.GITHUB_BASE_REF, defaultBranch(job)].filter((branch) => branch !== void 0 && branch !== "");
  const read = [...writes || usual ? [own] : [], ...bases.map((branch) => scopeOf(branch ?? ""))];
  return {
    read: [...new Set(read)],
    write: writes ? own : void 0,
    reason: reasonOf(job, write, writes)
  };
}
function ownScope({ refName, refType, eventName }) {
  if (eventName.startsWith("pull_request")) return `pr-${scopeOf(refName.split("/")[0] ?? "")}`;
  return refType === "tag" ? `tag-${scopeOf(refName)}` : scopeOf(refName || "default");
}
function writesByDefault(job) {
  const isBranch = job.refType === "branch" && !/^(pull_request|merge_group)/.test(job.eventName);
  return isDefaultBranch(job) || isBranch && job.env.GITHUB_REF_PROTECTED === "true";
}
function isDefaultBranch(job) {
  if (job.refType !== "branch" || job.eventName.startsWith("pull_request")) return false;
  return job.defaultBranch === void 0 ? ["main", "master"].includes(job.refName) : job.refName === job.defaultBranch;
}
function defaultBranch(job) {
  return job.defaultBranch ?? (isDefaultBranch(job) ? job.refName : "main");
}
function reasonOf(job, write, writes) {
  if (write === "never" || write === "always" && writes) return `\`cache-write: ${writes}\``;
  if (writes) return isDefaultBranch(job) ? "the default branch" : "a protected branch";
  if (withoutSecrets(job)) return "a pull request without secrets";
  if (job.eventName.startsWith("pull_request")) return "a pull request";
  if (job.eventName === "merge_group") return "a merge group";
  return job.refType === "tag" ? "a Git tag" : "neither the default nor a protected branch";
}
function scopeOf(branch) {
  const slug = branch.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+/, "");
  const maxLength = MAX_TAG_LENGTH - 48;
  const isReserved = slug.includes(PLATFORM_SEPARATOR) || RESERVED_PREFIX.test(slug) || HASH_SUFFIX.test(slug);
  if (slug === branch && slug.length <= maxLength && !isReserved) return slug;
  return `${slug.replaceAll(PLATFORM_SEPARATOR, "_").slice(0, maxLength) || "branch"}-${shortHash(branch, 8)}`;
}
function platformScope(scope, platform) {
  return `${scope}${PLATFORM_SEPARATOR}${slugOf(platform)}`;
}

// src/cache/plan.ts
import { relative } from "node:path";

// src/inputs/cache-entry.ts
function readCacheEntry(entry) {
  if (!entry.includes("=")) {
    const references = parseFields(entry);
    return { type: "registry", references: references instanceof Wrong ? [] : references, attributes: {} };
  }
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong) return { type: void 0, references: [], attributes: {} };
  const { type, ref } = attributes;
  return { type, references: type === "registry" && ref !== void 0 ? [ref] : [], attributes };
}

// src/cache/plan.ts
function planCache(request, delivery, platforms, separateCalls, job) {
  const { cache } = request;
  if (delivery.kind === "call") return NO_CACHE;
  if (cache.from.length > 0 || cache.to.length > 0) return givenCaches(cache, delivery, job);
  if (cache.backend === "none") return NO_CACHE;
  if (cache.backend === "inline") return inlineCache(delivery);
  const scopes = cacheScopes(job, cache.write);
  const byPlatform = separateCalls || delivery.kind === "parts";
  if (cache.backend === "local") return localCache(request, delivery, platforms, byPlatform, job, scopes);
  const names = (scope) => [scope, ...platforms.map((platform) => platformScope(scope, platform))];
  const read = scopes.read.flatMap(names);
  const written = scopes.write === void 0 ? [] : names(scopes.write);
  const write = byPlatform ? written.slice(1) : written.slice(0, 1);
  const named = { read, write, byPlatform, reason: scopes.reason };
  return cache.backend === "registry" ? registryCache(cache, delivery, named) : ghaCache(request, delivery, job, named);
}
var IGNORE_ERROR = "ignore-error=true";
function ignoringErrors(entry) {
  if (entry.includes("=")) return [`${entry},${IGNORE_ERROR}`];
  return readCacheEntry(entry).references.map((reference) => `type=registry,ref=${reference},${IGNORE_ERROR}`);
}
var NO_CACHE = {
  from: [],
  to: [],
  byPlatform: false,
  inline: false,
  folders: [],
  place: void 0,
  reason: ""
};
function givenCaches({ from, to }, delivery, job) {
  const isInline = (entry) => readCacheEntry(entry).type === "inline";
  const isUnavailable = (entry) => {
    const { type, attributes } = readCacheEntry(entry);
    return type === "gha" && !offersCacheService(job.env) && !attributes.url && !attributes.url_v2;
  };
  const references = to.flatMap((entry) => readCacheEntry(entry).references);
  rejectImageTags(references, delivery, "cache-to");
  return {
    from,
    to: to.filter((entry) => !isInline(entry) && !isUnavailable(entry)).flatMap(ignoringErrors),
    byPlatform: false,
    inline: to.some(isInline),
    folders: [],
    place: "the entries of `cache-to`",
    reason: to.some(isUnavailable) ? "the runner has no cache service for type=gha in this job" : "`cache-from` or `cache-to` is set"
  };
}
function registryCache(cache, delivery, { read, write, byPlatform, reason }) {
  const first = delivery.targets[0]?.repository;
  const repository = cache.ref?.name ?? (first === void 0 ? void 0 : `${first.name}-buildcache`);
  if (repository === void 0) return NO_CACHE;
  const pushes = delivery.kind === "publish" || delivery.kind === "parts" || cache.write === "always";
  const references = pushes ? write.map((scope) => `${repository}:${scope}`) : [];
  rejectImageTags(references, delivery, "cache-ref");
  return {
    from: read.map((scope) => `type=registry,ref=${repository}:${scope}`),
    // an image manifest, because some registries (ECR) reject an index without images
    to: references.map(
      (reference) => `type=registry,ref=${reference},mode=${cache.mode},oci-mediatypes=true,image-manifest=true,${IGNORE_ERROR}`
    ),
    byPlatform,
    inline: false,
    folders: [],
    place: repository,
    reason: pushes ? reason : "the image is not pushed"
  };
}
function rejectImageTags(references, delivery, input) {
  const problems = [...new Set(references)].flatMap((reference) => imageTagProblem(reference, delivery, input) ?? []);
  if (problems.length > 0) throw new InputError(problems);
}
function imageTagProblem(reference, { targets }, input) {
  const [, name = "", tag = "latest"] = /^(.+?)(?::([^:/]+))?$/.exec(reference) ?? [];
  const place = parseRepository(name);
  if (place instanceof Wrong) return void 0;
  const clash = targets.find(({ repository, tags }) => sameRepository(repository, place) && tags.includes(tag));
  if (clash === void 0) return void 0;
  const message = `the cache would overwrite the image ${formatTagged({ repository: clash.repository, tag })}`;
  const hint = `use another repository, such as ${clash.repository.name}-buildcache`;
  return { input, message, hint };
}
function ghaCache(request, delivery, job, { read, write, byPlatform, reason }) {
  const place = "GitHub Actions cache";
  if (!offersCacheService(job.env))
    return { ...NO_CACHE, place, reason: "the runner has no cache service for this job" };
  const name = cacheName(request, delivery, job);
  const entry = (scope) => `type=gha,scope=${name}/${scope}`;
  return {
    from: read.map(entry),
    to: write.map((scope) => `${entry(scope)},mode=${request.cache.mode},${IGNORE_ERROR}`),
    byPlatform,
    inline: false,
    folders: [],
    place,
    reason
  };
}
function localCache(request, delivery, platforms, byPlatform, job, scopes) {
  const name = cacheName(request, delivery, job);
  const whole = cachedFolder(job, "local", name, { ...scopes, write: byPlatform ? void 0 : scopes.write });
  const parts = platforms.map((platform) => {
    const scope = (branch) => platformScope(branch, platform);
    const write = byPlatform && scopes.write !== void 0 ? scope(scopes.write) : void 0;
    return cachedFolder(job, "local", `${name}@${slugOf(platform)}`, { read: scopes.read.map(scope), write });
  });
  const folders = byPlatform ? [parts, [whole]] : [[whole], parts];
  const written = (folders[0] ?? []).filter(({ key }) => key !== void 0);
  return {
    from: [],
    to: written.map(
      ({ folder }) => `type=local,dest=${exportFolder(folder)},mode=${request.cache.mode},${IGNORE_ERROR}`
    ),
    byPlatform,
    inline: false,
    folders,
    place: "the runner's cache service",
    reason: scopes.reason
  };
}
function exportFolder(folder) {
  return `${folder}.next`;
}
function cacheName({ cache, build }, { targets }, { workspace }) {
  const path = (cache.ref ?? targets[0]?.repository)?.path;
  const { context, file, target } = build;
  const place = context.kind === "git" ? context.url : relative(workspace, context.path);
  return path?.replaceAll("/", "~") ?? `image~${shortHash(JSON.stringify([place, file, target]), 12)}`;
}
function inlineCache({ kind, targets }) {
  const references = targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
  return {
    from: references.map((reference) => `type=registry,ref=${reference}`),
    to: [],
    byPlatform: false,
    inline: kind === "publish",
    folders: [],
    place: "the image itself",
    reason: "`cache: inline`"
  };
}

// src/dockerfile/locate.ts
import { relative as relative2 } from "node:path";

// src/dockerfile/build-arguments.ts
function givenArguments(buildArgs, env) {
  const variables = childEnvironment(env);
  return buildArgs.flatMap(({ name, value = variables[name] }) => value === void 0 ? [] : [{ name, value }]);
}

// src/runtime/time-limit.ts
import { closeSync, openSync } from "node:fs";
import { createContext, Script } from "node:vm";
var TimeLimitError = class extends Error {
  name = "TimeLimitError";
};
var CALL = new Script("work()");
var DESCRIPTORS = 4;
function withTimeLimit(milliseconds, work) {
  requireDescriptors();
  try {
    return CALL.runInContext(createContext({ work }), { timeout: milliseconds });
  } catch (error) {
    if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TimeLimitError(`not done within ${milliseconds / 1e3} s`);
  }
}
function requireDescriptors() {
  const opened = [];
  try {
    while (opened.length < DESCRIPTORS) opened.push(openSync("/dev/null", "r"));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

// src/dockerfile/unreadable.ts
var LONGEST = 200;
var UnreadableError = class extends Error {
  name = "UnreadableError";
  mistake;
  /** @param hint set where it is surely a mistake. */
  constructor(reason, line, hint) {
    const short = reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason;
    super(line === void 0 ? short : `line ${line}: ${short}`);
    this.mistake = hint === void 0 ? void 0 : { message: short, hint, line };
  }
};
function excerpt(word) {
  return word.length > 20 ? `${word.slice(0, 20)}…` : word;
}
function isUnreadable(value) {
  return "unreadable" in value;
}
function at(line, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadableError ? new UnreadableError(error.message, line) : error;
  }
}

// src/dockerfile/shell-pattern.ts
var ONE = /* @__PURE__ */ Symbol("?");
function trimPattern(value, pattern, side, longest) {
  const parsed = parsePattern(pattern);
  const text = [...value];
  if (side === "start") return text.slice(endOf(parsed, text, 0, longest) ?? 0).join("");
  const reversed = parsed.toReversed().map((part) => part.toReversed());
  const end = endOf(reversed, text.toReversed(), 0, longest) ?? 0;
  return text.slice(0, text.length - end).join("");
}
function replacePattern(value, pattern, replacement, all) {
  const parsed = parsePattern(pattern);
  const text = [...value];
  let result = "";
  let copied = 0;
  for (let from = 0; from <= text.length; ) {
    const match = findMatch(parsed, text, from);
    if (match === void 0) break;
    result += text.slice(copied, match.start).join("");
    if (match.end > copied || match.start === 0) {
      result += all ? withMatch(replacement, text.slice(match.start, match.end).join("")) : replacement;
    }
    copied = match.end;
    if (!all) break;
    from = Math.max(from + 1, match.end);
  }
  return result + text.slice(copied).join("");
}
function withMatch(replacement, match) {
  return replacement.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (found, plain, braced) => found === "$$" ? "$" : (plain ?? braced) === "0" ? match : ""
  );
}
function parsePattern(pattern) {
  const parts = [[]];
  const characters = [...pattern];
  for (let at2 = 0; at2 < characters.length; at2++) {
    const character = characters[at2] ?? "";
    if (character === "*") parts.push([]);
    else if (character === "?") parts.at(-1)?.push(ONE);
    else parts.at(-1)?.push(character === "\\" ? escaped(characters[++at2]) : character);
  }
  return parts;
}
function escaped(character) {
  if (character !== void 0 && "*?\\/}".includes(character)) return character;
  throw new UnreadableError("a pattern with an escape that BuildKit refuses");
}
function findMatch([head = [], ...rest], text, from) {
  let without = -1;
  for (let start = from; start + head.length <= text.length; start++) {
    const after = start + head.length;
    if (after <= without || !matchesAt(head, text, start)) continue;
    const end = endOfRest(rest, text, after, true);
    if (end !== void 0) return { start, end };
    without = endOfLine(text, after);
  }
  return void 0;
}
function endOf([head = [], ...rest], text, start, longest) {
  return matchesAt(head, text, start) ? endOfRest(rest, text, start + head.length, longest) : void 0;
}
function endOfRest(rest, text, from, longest) {
  let at2 = from;
  for (const [index, part] of rest.entries()) {
    const last = Math.min(endOfLine(text, at2), text.length - part.length);
    const step = longest && index === rest.length - 1 ? -1 : 1;
    let start = step === 1 ? at2 : last;
    while (at2 <= start && start <= last && !matchesAt(part, text, start)) start += step;
    if (start < at2 || start > last) return void 0;
    at2 = start + part.length;
  }
  return at2;
}
function matchesAt(part, text, start) {
  if (start + part.length > text.length) return false;
  return part.every((token, offset) => {
    const character = text[start + offset];
    return token === ONE ? character !== "\n" : token === character;
  });
}
function endOfLine(text, from) {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}

// src/dockerfile/expand.ts
var WordError = class extends UnreadableError {
};
var SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
var NAME = new RegExp("\\p{Nd}+|[@*#?\\-$!]|[\\p{L}_][\\p{L}\\p{Nd}_]*", "uy");
var IS_SPACE = new RegExp(SPACE);
function expand(word, variables, escapeCharacter, work) {
  return lex(word, { escapeCharacter, variables, work }).text;
}
function lex(line, { escapeCharacter, variables, work, rawQuotes = false, rawEscapes = false, keepUnset = false }) {
  let at2 = 0;
  let nesting = 0;
  let raw = rawEscapes;
  let pending = "";
  work.spend(line.length);
  function until(stop, keepEscapes) {
    if (nesting++ > MAX_SUBSTITUTION_DEPTH) throw new UnreadableError(`${quote(line)} nests too many substitutions`);
    const outer = raw;
    raw = keepEscapes;
    const found = wordsUntil(stop);
    raw = outer;
    nesting--;
    return found;
  }
  function wordsUntil(stop) {
    const words = [];
    let text = "";
    const end = () => {
      if (pending !== "") words.push(pending);
      pending = "";
    };
    const add = (part) => {
      text += part;
      pending += part;
    };
    const split2 = (part) => {
      text += part;
      for (const char of part) {
        if (IS_SPACE.test(char)) end();
        else pending += char;
      }
    };
    pending = "";
    while (at2 < line.length) {
      const char = line.charAt(at2++);
      if (char === stop) {
        end();
        return { text, words };
      }
      if (char === "'") add(singleQuoted());
      else if (char === '"') add(doubleQuoted());
      else if (char === "$") split2(variable());
      else if (char === "<") add(redirection());
      else if (char === escapeCharacter) add((raw ? escapeCharacter : "") + line.charAt(at2++));
      else split2(char);
    }
    if (stop !== void 0) throw new WordError(`${quote(excerpt(line))} lacks a closing ${stop}`);
    end();
    return { text, words };
  }
  function singleQuoted() {
    const end = line.indexOf("'", at2);
    if (end < 0) throw new WordError(`${quote(excerpt(line))} lacks a closing quote`);
    const text = line.slice(at2, end);
    at2 = end + 1;
    return rawQuotes ? `'${text}'` : text;
  }
  function doubleQuoted() {
    let text = "";
    while (at2 < line.length) {
      const char = line.charAt(at2++);
      if (char === '"') return rawQuotes ? `"${text}"` : text;
      if (char === "$") text += variable();
      else if (char === escapeCharacter) {
        const escapes = ['"', "$", escapeCharacter].includes(line.charAt(at2));
        text += (raw ? escapeCharacter : "") + (escapes ? line.charAt(at2++) : char);
      } else text += char;
    }
    throw new WordError(`${quote(excerpt(line))} lacks a closing quote`);
  }
  function redirection() {
    if (line.charAt(at2) !== "<") return "<";
    const start = at2++;
    while (at2 < line.length && "	\r ".includes(line.charAt(at2))) at2++;
    return `<${line.slice(start, at2)}`;
  }
  function name() {
    NAME.lastIndex = at2;
    const found = NAME.exec(line)?.[0] ?? "";
    at2 += found.length;
    return found;
  }
  function variable() {
    const text = substitution();
    work.spend(text.length);
    return text;
  }
  function substitution() {
    if (line.charAt(at2) !== "{") {
      const key2 = name();
      if (key2 === "") return "$";
      return variables.get(key2) ?? (keepUnset ? `$${key2}` : "");
    }
    at2++;
    if (at2 < line.length && "{}:".includes(line.charAt(at2))) throw notUnderstood();
    const key = name();
    const value = variables.get(key) ?? "";
    const isKept = keepUnset && !variables.has(key);
    const colon = line.charAt(at2) === ":";
    if (colon) at2++;
    const modifier = line.charAt(at2++);
    const missing = colon ? value === "" : !variables.has(key);
    if (modifier === "}" && !colon) return isKept ? `\${${key}}` : value;
    if (modifier === "-" || modifier === "+" || modifier === "?") {
      const alternative = until("}", false).text;
      if (isKept) return `\${${key}${colon ? ":" : ""}${modifier}${alternative}}`;
      if (modifier === "+") return missing ? "" : alternative;
      if (modifier === "?" && missing) throw new WordError(`${excerpt(key)}: ${excerpt(alternative || "is not set")}`);
      return missing ? alternative : value;
    }
    if (!colon && (modifier === "#" || modifier === "%")) {
      const pattern = until("}", true).text;
      return isKept ? `\${${key}${modifier}${pattern}}` : trim(value, modifier, pattern);
    }
    if (!colon && modifier === "/") {
      const all = line.charAt(at2) === "/";
      if (all) at2++;
      const pattern = until("/", true).text;
      const replacement = until("}", true).text;
      return isKept ? `\${${key}/${pattern}/${replacement}}` : replace(value, pattern, replacement, all);
    }
    throw notUnderstood();
  }
  function notUnderstood() {
    return new WordError(`${quote(excerpt(line))} has a substitution that is not understood`);
  }
  function trim(value, sign, pattern) {
    const longest = pattern.startsWith(sign);
    work.spend(value.length * pattern.length);
    return trimPattern(value, longest ? pattern.slice(1) : pattern, sign === "#" ? "start" : "end", longest);
  }
  function replace(value, pattern, replacement, all) {
    work.spend(value.length * (pattern.length + replacement.length));
    return replacePattern(value, pattern, replacement, all);
  }
  return until(void 0, rawEscapes);
}

// src/dockerfile/words.ts
var BETWEEN = /[\t\v\f\r ]+/g;
var LEADING = new RegExp(`^${SPACE}+`);
var IS_SPACE2 = new RegExp(SPACE);
function trimSpaceLeft(text) {
  return text.replace(LEADING, "");
}
function trimSpace(text) {
  let end = text.length;
  while (end > 0 && IS_SPACE2.test(text.charAt(end - 1))) end--;
  return trimSpaceLeft(text.slice(0, end));
}
function trimEnd(text, characters) {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
function trimLeadingTabs(text) {
  return text.replace(/^\t+/, "");
}
function splitAtSpace(text, most = Number.POSITIVE_INFINITY) {
  const words = [];
  let from = 0;
  for (const { index, 0: space } of text.matchAll(BETWEEN)) {
    if (words.length + 1 >= most) break;
    words.push(text.slice(from, index));
    from = index + space.length;
  }
  return text === "" ? words : [...words, text.slice(from)];
}
function splitQuoted(text, escapeCharacter) {
  const words = [];
  let word = "";
  let quote2 = "";
  for (let at2 = 0; at2 < text.length; at2++) {
    const char = text.charAt(at2);
    if (quote2 === "" && IS_SPACE2.test(char)) {
      if (word !== "") words.push(word);
      word = "";
    } else if (char === escapeCharacter && quote2 !== "'") {
      if (at2 + 1 < text.length) word += char + text.charAt(++at2);
      else quote2 = "";
    } else {
      word += char;
      if (quote2 === "" && (char === '"' || char === "'")) quote2 = char;
      else if (char === quote2) quote2 = "";
    }
  }
  return word === "" ? words : [...words, word];
}
function splitFlags(text, escapeCharacter) {
  const flags = [];
  let at2 = 0;
  for (; ; ) {
    while (at2 < text.length && IS_SPACE2.test(text.charAt(at2))) at2++;
    if (!text.startsWith("--", at2)) return { flags, rest: text.slice(at2) };
    const { word, isQuoted, end } = readFlag(text, at2, escapeCharacter);
    at2 = end;
    if (word === "--") return { flags, rest: text.slice(at2) };
    if (word !== "" || isQuoted) flags.push(word);
  }
}
function readFlag(text, from, escapeCharacter) {
  let word = "";
  let quote2 = "";
  let isQuoted = false;
  let at2 = from;
  for (; at2 < text.length; at2++) {
    const char = text.charAt(at2);
    if (quote2 === "" && IS_SPACE2.test(char)) break;
    if (char === quote2) quote2 = "";
    else if (quote2 === "" && (char === '"' || char === "'")) {
      quote2 = char;
      isQuoted = true;
    } else word += char === escapeCharacter ? text.charAt(++at2) : char;
  }
  return { word, isQuoted, end: at2 };
}
function splitFields(line) {
  const fields = [];
  for (let at2 = 0; at2 <= line.length; ) {
    const isQuoted = line.charAt(at2) === '"';
    const [found = "", quoted, plain = ""] = (isQuoted ? QUOTED_FIELD : FIELD).exec(line.slice(at2)) ?? [];
    fields.push(isQuoted ? (quoted ?? "").replaceAll('""', '"') : plain);
    at2 += found.length + 1;
  }
  return fields;
}
var QUOTED_FIELD = /^"((?:[^"]|"")*)"?/;
var FIELD = /^()([^,]*)/;

// src/dockerfile/heredoc.ts
var NO_VARIABLES = /* @__PURE__ */ new Map();
var NO_LIMIT = { spend: () => void 0 };
function heredocsOf(text, lines, from) {
  if (!text.includes("<<")) return [];
  const heredocs = findHeredocs(text);
  return contentOf(heredocs, lines, from) ?? contentOf(
    heredocs.filter(({ isSpaced }) => !isSpaced),
    lines,
    from
  );
}
function contentOf(heredocs, lines, from) {
  let next = from;
  for (const { name, chomps } of heredocs) {
    const isEnd = (line) => {
      const bare = trimEnd(line, "\r");
      return (chomps ? trimLeadingTabs(bare) : bare) === name;
    };
    while (next < lines.length && !isEnd(lines[next] ?? "")) next++;
    if (next++ >= lines.length) return void 0;
  }
  return lines.slice(from, next);
}
function findHeredocs(text) {
  return wordsOf(text, { rawQuotes: true, rawEscapes: true }).flatMap((word) => {
    const [, dash, space = "", rest = ""] = /^\d*<<(-?)([\t\n\f\r ]*)([^<]*)$/.exec(word) ?? [];
    if (dash === void 0 || rest === "") return [];
    const [name, ...more] = wordsOf(rest, {});
    return name === void 0 || more.length > 0 ? [] : { name, chomps: dash !== "", isSpaced: space !== "" };
  });
}
function wordsOf(text, raw) {
  try {
    return lex(text, { ...raw, escapeCharacter: "\\", variables: NO_VARIABLES, work: NO_LIMIT, keepUnset: true }).words;
  } catch (error) {
    if (error instanceof WordError) return [];
    throw error;
  }
}

// src/dockerfile/parse.ts
var MAX_LINE_BYTES = 65536;
function parse(text) {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  checkLengths(lines);
  const directives = readDirectives(lines, trimSpaceLeft);
  const escapeCharacter = directives.get("escape") ?? "\\";
  if (escapeCharacter !== "\\" && escapeCharacter !== "`") {
    throw new UnreadableError("the escape character is not \\ or `");
  }
  const instructions = [];
  for (let at2 = 0; at2 < lines.length; ) {
    const joined = joinLines(lines, at2, escapeCharacter);
    const instruction = joined.text === void 0 ? void 0 : split(joined.text, at2 + 1, escapeCharacter);
    at2 = joined.next;
    if (instruction === void 0) continue;
    const heredocs = mayHaveHeredoc(instruction, escapeCharacter) ? heredocsOf(joined.text ?? "", lines, at2) : [];
    if (heredocs === void 0) throw new UnreadableError("a here-document whose end is not found", instruction.line);
    at2 += heredocs.length;
    instructions.push({ ...instruction, heredocs });
  }
  return { escapeCharacter, instructions };
}
function readDirectives(lines, clean2 = (line) => line) {
  const found = /* @__PURE__ */ new Map();
  for (const [index, line] of lines.entries()) {
    const cleaned = clean2(line);
    if (!cleaned.startsWith("#")) break;
    const [, name = "", value = ""] = /^([a-z]+)\s*=(.+)/is.exec(trimSpaceLeft(cleaned.slice(1))) ?? [];
    const key = name.toLowerCase();
    if (!["syntax", "escape", "check"].includes(key)) break;
    if (found.has(key)) throw new UnreadableError(`only one ${key} directive is allowed`, index + 1);
    found.set(key, value.trim());
  }
  return found;
}
function checkLengths(lines) {
  const at2 = lines.findIndex((line) => line.length >= MAX_LINE_BYTES / 3 && Buffer.byteLength(line) >= MAX_LINE_BYTES);
  if (at2 >= 0) throw new UnreadableError(`a line of more than ${MAX_LINE_BYTES} bytes`, at2 + 1);
}
function joinLines(lines, from, escapeCharacter) {
  const first = trimSpaceLeft(trimLineEnd(lines[from] ?? ""));
  let { text, continues } = continuation(isComment(first) ? "" : first, escapeCharacter);
  let next = from + 1;
  if (text === "" && !continues) return { text: void 0, next };
  for (; continues && next < lines.length; next++) {
    const line = trimLineEnd(lines[next] ?? "");
    if (isComment(line) || trimSpaceLeft(line) === "") continue;
    const more = continuation(line, escapeCharacter);
    text += more.text;
    continues = more.continues;
  }
  return { text, next };
}
function continuation(line, escapeCharacter) {
  const end = trimEnd(line, " 	");
  const continues = end.endsWith(escapeCharacter) && !end.endsWith(escapeCharacter + escapeCharacter);
  return { text: continues ? end.slice(0, -1) : line, continues };
}
function split(text, line, escapeCharacter) {
  const [keyword = "", after = ""] = splitAtSpace(trimSpace(text), 2);
  const { flags, rest } = splitFlags(after, escapeCharacter);
  return { line, keyword: keyword.toUpperCase(), flags, rest: trimSpace(rest) };
}
function mayHaveHeredoc(instruction, escapeCharacter) {
  const { keyword, rest } = instruction.keyword === "ONBUILD" ? split(instruction.rest, instruction.line, escapeCharacter) : instruction;
  return ["ADD", "COPY", "RUN"].includes(keyword) && !isJson(rest);
}
function isJson(rest) {
  if (!rest.startsWith("[")) return false;
  try {
    return Array.isArray(JSON.parse(rest));
  } catch {
    return false;
  }
}
function isComment(line) {
  return trimSpaceLeft(line).startsWith("#");
}
function trimLineEnd(line) {
  return trimEnd(line, "\r");
}

// src/dockerfile/read.ts
function readDockerfile(text, frontend) {
  if (Buffer.byteLength(text) > MAX_DOCKERFILE_BYTES)
    return { unreadable: `it is larger than ${MAX_DOCKERFILE_BYTES} bytes` };
  try {
    return withTimeLimit(DOCKERFILE_PARSE_MS, () => {
      checkFrontend(frontend?.trim().split(" ")[0] || syntaxLine(text));
      return assemble(parse(text));
    });
  } catch (error) {
    if (error instanceof TimeLimitError)
      return { unreadable: `parsing it takes longer than ${DOCKERFILE_PARSE_MS / 1e3} s` };
    const mistake = error instanceof UnreadableError ? error.mistake : void 0;
    return { unreadable: messageOf(error), ...mistake !== void 0 && !text.includes("<<") && { mistake } };
  }
}
var KEYWORDS = "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
  " "
);
function assemble({ escapeCharacter, instructions }) {
  const args = [];
  const stages = [];
  for (const instruction of instructions) {
    const { keyword, line } = instruction;
    const stage = stages.at(-1);
    if (!KEYWORDS.includes(keyword)) throw unknownInstruction(keyword, line);
    if (keyword === "FROM") stages.push(stageOf(instruction));
    else if (stage !== void 0) {
      const isTrigger = keyword === "ONBUILD";
      const step = isTrigger ? triggerOf(instruction) : stepOf(instruction, escapeCharacter);
      if (step !== void 0) (isTrigger ? stage.triggers : stage.steps).push(step);
      (isTrigger ? stage.triggerHistory : stage.history).push(line);
    } else if (keyword === "ARG")
      args.push(...argsOf(instruction, escapeCharacter).map((argument) => ({ ...argument, line })));
    else throw new UnreadableError(`${keyword} before the first FROM`, line, "begin with FROM, or ARG");
  }
  if (stages.length > MAX_STAGES) {
    throw new UnreadableError(`it has ${stages.length} stages, more than ${MAX_STAGES}`);
  }
  if (stages.length === 0) throw new UnreadableError("it has no FROM", void 0, "begin with FROM image");
  return { escapeCharacter, args, stages };
}
function unknownInstruction(keyword, line) {
  const meant = nearest(keyword, KEYWORDS);
  const hint = meant === void 0 ? void 0 : `did you mean ${meant}?`;
  return new UnreadableError(`unknown instruction ${excerpt(keyword)}`, line, hint);
}
function syntaxLine(text) {
  const lines = text.replace(/^\uFEFF/, "").replace(/^#!.*\n/, "").split("\n");
  return readDirectives(lines).get("syntax")?.split(" ")[0];
}
function checkFrontend(frontend) {
  const repository = frontend?.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  if (repository === void 0 || /(?:^|\/)docker\/dockerfile(?:-upstream)?$/.test(repository)) return;
  throw new UnreadableError(`it is written for another frontend, ${excerpt(frontend ?? "")}`);
}
function stageOf({ line, flags, rest }) {
  const [base, as, name, ...more] = splitAtSpace(rest);
  const named = as?.toUpperCase() === "AS" && name !== void 0 && /^[a-z][a-z0-9_.-]*$/i.test(name);
  if (base === void 0 || more.length > 0 || as !== void 0 && !named) {
    throw new UnreadableError("FROM wants an image, or an image AS name", line, "write FROM image AS name");
  }
  const platform = valuesOf(flags, "platform")[0] || void 0;
  return { line, name: name?.toLowerCase(), base, platform, steps: [], triggers: [], history: [], triggerHistory: [] };
}
function triggerOf({ line, rest, heredocs }) {
  const { instructions } = at(line, () => parse([rest, ...heredocs].join("\n")));
  const [trigger, ...more] = instructions;
  if (trigger === void 0 || more.length > 0) throw new UnreadableError("ONBUILD wants one instruction", line);
  return stepOf({ ...trigger, line }, "\\");
}
function stepOf(instruction, escapeCharacter) {
  const { line, keyword, flags } = instruction;
  const step = { line, from: [], mounts: [], variables: [] };
  switch (keyword) {
    case "ARG":
      return { ...step, kind: keyword, variables: argsOf(instruction, escapeCharacter) };
    case "ENV":
      return { ...step, kind: keyword, variables: environmentOf(instruction, escapeCharacter) };
    case "COPY":
      return { ...step, kind: keyword, from: valuesOf(flags, "from").filter((from) => from !== "") };
    case "RUN": {
      const mounts = valuesOf(flags, "mount");
      return { ...step, kind: keyword, from: mounts.flatMap(sourceOf), mounts };
    }
    default:
      return void 0;
  }
}
function sourceOf(mount) {
  const found = splitFields(mount).findLast((field) => /^from=/i.test(field));
  const from = found?.slice("from=".length);
  return from ? [from] : [];
}
function argsOf({ rest }, escapeCharacter) {
  return splitQuoted(rest, escapeCharacter).map(assignment);
}
function environmentOf({ rest }, escapeCharacter) {
  const words = splitQuoted(rest, escapeCharacter);
  if (words[0]?.includes("=")) return words.map(assignment);
  const [name = "", value] = splitAtSpace(rest, 2);
  return value === void 0 ? [] : [{ name, value }];
}
function assignment(word) {
  const sign = word.indexOf("=");
  return sign < 0 ? { name: word, value: void 0 } : { name: word.slice(0, sign), value: word.slice(sign + 1) };
}
function valuesOf(flags, name) {
  const start = `--${name}=`;
  return flags.flatMap((flag) => flag.startsWith(start) ? flag.slice(start.length) : []);
}

// src/dockerfile/locate.ts
function dockerfileName({ dockerfile, file }, workspace) {
  if (dockerfile === void 0) return file ?? "Dockerfile";
  const inside = relative2(workspace, dockerfile);
  return inside.startsWith("..") ? dockerfile : inside;
}
function locateDockerfile({ context, dockerfile, buildArgs }, env, readText) {
  if (context.kind === "git") {
    const isGit = !/^https?:/i.test(context.url) || /\.git([#?]|$)/.test(context.url);
    return { unreadable: isGit ? "it comes with a Git context" : "it is at the URL that is the context" };
  }
  const text = dockerfile === void 0 ? void 0 : readText(dockerfile, MAX_DOCKERFILE_BYTES + 1);
  if (text === void 0) return { unreadable: "it is not on this machine" };
  return readDockerfile(text, givenArguments(buildArgs, env).findLast(({ name }) => name === "BUILDKIT_SYNTAX")?.value);
}

// src/dockerfile/problems.ts
function pinError(file, stage, target, pin) {
  const subject = stage === void 0 ? "the last stage" : `stage ${quote(stage)}`;
  const pinned = formatPlatform(pin.platform);
  const programs = pin.platform.os === target.os ? pinned.slice(pinned.indexOf("/") + 1) : pinned;
  return new ActionError(
    `${file}:${pin.line}: ${subject} is pinned to ${pinned}, so the ${formatPlatform(target)} image would hold ${programs} programs`,
    {
      hint: "Leave --platform out there: it is for stages that the last one only copies files from. If such an image is meant, set `verify: false`."
    }
  ).at({ file, startLine: pin.line });
}
function dockerfileProblems(file, dockerfile, target) {
  if (!isUnreadable(dockerfile)) {
    const problem = target === void 0 ? void 0 : targetProblem(file, dockerfile, target);
    return problem === void 0 ? [] : [problem];
  }
  if (dockerfile.mistake === void 0) return [];
  const { message, hint, line } = dockerfile.mistake;
  if (line === void 0) return [{ input: "file", message: `${file}: ${message}`, hint }];
  return [{ input: "file", message: `${file}:${line}: ${message}`, hint, place: { file, startLine: line } }];
}
function targetProblem(file, { stages }, target) {
  const names = [...new Set(stages.flatMap(({ name }) => name ?? []))];
  if (names.includes(target.toLowerCase())) return void 0;
  return {
    input: "target",
    message: `${file} has no stage ${quote(target)}`,
    hint: names.length === 0 ? "name one of its stages: FROM image AS name" : hintFor(target, names)
  };
}

// src/model/naming.ts
function countNames({ tags, references }) {
  return tags.length + references.length;
}
var PART_ANNOTATIONS = {
  run: "io.github.multiarch-build.run",
  part: "io.github.multiarch-build.part"
};

// src/tags/targets.ts
function targetsOf({ repositories }, naming) {
  const all = [...repositories, ...naming.references.map(({ repository }) => repository)].filter(isFirst);
  return all.map((repository) => {
    const bare = repositories.some((other) => sameRepository(other, repository)) ? naming.tags : [];
    const written = naming.references.filter((reference) => sameRepository(reference.repository, repository)).map(({ tag, ...about }) => ({ name: tag, ...about }));
    const tags = [...bare, ...written];
    const names = [...new Set(tags.map(({ name }) => name))];
    return {
      repository,
      tags: names,
      floating: names.filter((name) => tags.every((tag) => tag.name !== name || tag.derived && !tag.fullVersion)),
      fullVersions: names.filter((name) => tags.some((tag) => tag.name === name && tag.fullVersion))
    };
  });
}
function refuseUntagged(targets, event, purpose = "publish") {
  if (targets.every(({ tags }) => tags.length === 0)) {
    const message = `no rule gives a tag for ${event}, so the image has no tag to ${purpose}`;
    throw new InputError([{ input: "tags", message, hint: `add a rule for it, or do not ${purpose} for this event` }]);
  }
  const problems = targets.filter(({ tags }) => tags.length === 0).map(({ repository: { name } }) => ({
    input: "images",
    message: `${name} gets no tag, as tags names other repositories only`,
    hint: `write bare tags, a tag of its own (${name}:tag), or leave it out`
  }));
  if (problems.length > 0) throw new InputError(problems);
}
function isFirst(repository, index, all) {
  return all.findIndex((other) => sameRepository(other, repository)) === index;
}

// src/plan/delivery.ts
function planDelivery(request, naming) {
  const { push, pushByDigest, load, outputs } = request.result;
  const targets = targetsOf(request.image, naming);
  const files = outputs.filter(isFile).map((output) => described(output, targets, request));
  const kind = request.build.call !== void 0 ? "call" : push ? "publish" : pushByDigest ? "parts" : files.length > 0 && !load && !outputs.some(isImage) ? "files" : "verify";
  return {
    kind,
    targets: kind === "parts" ? targets.map(({ repository }) => untagged(repository)) : targets,
    load,
    files,
    imageAttributes: Object.assign(timesOf(request), ...outputs.filter(isImage).map(({ attributes }) => attributes))
  };
}
function refuseNameless({ kind, targets, load }, event) {
  if (kind === "publish") refuseUntagged(targets, event);
  else if (kind === "verify" && load) refuseUntagged(targets, event, "load");
}
function hasImage({ kind, files }) {
  return kind === "files" ? files.some(({ type }) => type === "oci" || type === "docker") : kind !== "call";
}
function untagged(repository) {
  return { repository, tags: [], floating: [], fullVersions: [] };
}
function timesOf({ build }) {
  return build.sourceDateEpoch === void 0 ? {} : { "rewrite-timestamp": "true" };
}
function described({ type, attributes }, targets, request) {
  if (type !== "oci" && type !== "docker") return { type, attributes };
  const names = targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
  const named = names.length === 0 ? {} : { name: names.join(",") };
  return { type, attributes: { ...timesOf(request), ...named, ...attributes } };
}
function isFile(output) {
  return !isImage(output);
}
function isImage(output) {
  return output.type === "image" || output.type === "registry" || isLoaded(output);
}

// src/tags/describe.ts
function describeImage({
  version,
  revision,
  created,
  repository
}) {
  return {
    "org.opencontainers.image.created": created?.toISOString() ?? "",
    "org.opencontainers.image.description": repository.description,
    "org.opencontainers.image.licenses": repository.license,
    "org.opencontainers.image.revision": revision,
    "org.opencontainers.image.source": repository.url,
    "org.opencontainers.image.title": repository.name,
    "org.opencontainers.image.url": repository.url,
    "org.opencontainers.image.version": version
  };
}
function originOf({ repository, revision }, labels) {
  const own = labels.flatMap(({ name, value }) => name === "org.opencontainers.image.source" ? [value] : []);
  return { sources: [repository.url, ...own].filter(Boolean), commit: revision };
}
var RELEASE_ANNOTATION = "io.github.multiarch-build.release";
function describeIndex(provenance, release) {
  const full = release === void 0 || release.version === provenance.version ? "" : release.version;
  const all = { ...describeImage(provenance), [RELEASE_ANNOTATION]: full };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}
function withOwn(described2, own) {
  const all = { ...described2, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b)));
}
function expandPlaceholders(text, { version, revision, created }) {
  const values = { version, revision, created: created?.toISOString() ?? "" };
  return text.replace(/\{\{\s*(version|revision|created)\s*\}\}/g, (_, name) => values[name]);
}

// src/plan/description.ts
function provenanceOf({ version }, event, commit) {
  const { repository, sha } = event;
  if (commit !== void 0) return { version, revision: commit.revision, created: commit.date, repository };
  const told = event.commitDate.getTime() !== event.now.getTime();
  return { version, revision: sha, created: told ? event.commitDate : void 0, repository };
}
var PLACEHOLDER = /\{\{\s*(version|revision|created)\s*\}\}/;
function needsCommit({ build, result }, { isNamed: told }) {
  const texts = [...build.buildArgs, ...build.labels].map(({ value }) => value ?? "");
  return told || result.pushByDigest || build.sourceDateEpoch?.kind === "commit" || [...texts, ...build.annotations].some((text) => PLACEHOLDER.test(text));
}
function describeRequest(request, description) {
  const { naming, provenance, kind, indexed } = description;
  const { build, result } = request;
  const fill = (text) => expandPlaceholders(text, provenance);
  const filled = ({ name, value }) => ({ name, value: fill(value) });
  const own = build.labels.map(filled);
  const annotations = build.annotations.map(fill);
  const told = naming.isNamed || result.pushByDigest;
  const goesOut = kind === "publish" || kind === "parts";
  return {
    ...request,
    build: {
      ...build,
      buildArgs: build.buildArgs.map(({ name, value }) => ({ name, value: value && fill(value) })),
      labels: told ? pairs(withOwn(describeImage(provenance), own)) : own,
      annotations: [...told && goesOut && indexed ? indexAnnotations(request, description) : [], ...annotations],
      sourceDateEpoch: epochOf(build, provenance)
    }
  };
}
function indexAnnotations(request, { naming, provenance, kind, run, part }) {
  const ofPart = { ...run === "" ? {} : { [PART_ANNOTATIONS.run]: run }, [PART_ANNOTATIONS.part]: part };
  const all = { ...describeIndex(provenance, naming.release), ...kind === "parts" ? ofPart : {} };
  return pairs(all).filter(({ name }) => !request.build.annotations.some((text) => annotatesIndex(text, name))).map(({ name, value }) => `index:${name}=${value}`);
}
function annotatesIndex(text, name) {
  const [key = ""] = text.split("=", 1);
  return key.endsWith(`:${name}`) && key.slice(0, -name.length - 1).split(",").some((level) => /^index(\[|$)/.test(level));
}
function epochOf({ sourceDateEpoch }, { created }) {
  if (sourceDateEpoch?.kind !== "commit") return sourceDateEpoch;
  if (created !== void 0) return { kind: "seconds", seconds: Math.floor(created.getTime() / 1e3) };
  const message = "commit, and the commit's time is not known";
  const hint = "check the commit out in an earlier step (actions/checkout), or write the seconds since 1970";
  throw new InputError([{ input: "source-date-epoch", message, hint }]);
}
function refuseIndexAnnotations({ annotations }) {
  const message = "needs an index, but an image of one platform without attestations has no index";
  const hint = "leave out the level index, or let provenance be attested";
  const problems = annotations.flatMap(
    (text, item) => isForIndex(text) ? [{ input: "annotations", item, message, hint }] : []
  );
  if (problems.length > 0) throw new InputError(problems);
}
function isForIndex(text) {
  const [, levels = ""] = /^([^=:]+):/.exec(text) ?? [];
  return levels.split(",").some((level) => /^index(-descriptor)?(\[|$)/.test(level));
}
function hasIndex({ provenance, sbom, attests }, platforms, env) {
  if (platforms > 1) return true;
  const given = (type, value) => [
    ...value === void 0 ? [] : [value !== "false" && !/(^|,)disabled=true(,|$)/.test(value)],
    ...attests.filter((text) => text.includes(`type=${type}`)).map((text) => !text.includes("disabled=true"))
  ];
  const byDefault = !/^(1|true)$/i.test(env.BUILDX_NO_DEFAULT_ATTESTATIONS ?? "");
  return (given("provenance", provenance).at(-1) ?? byDefault) || (given("sbom", sbom).at(-1) ?? false);
}
function pairs(values) {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

// src/inputs/platform.ts
function parsePlatform(text) {
  const got = `got ${quote(text)}`;
  if (/\s/.test(text)) return new Wrong(`must be a platform without spaces, ${got}`, "separate platforms by commas");
  if (text.includes("(")) return new Wrong(`must not have a version of the operating system, ${got}`, "leave it out");
  if (text === "local") return new Wrong("local names no platform", "write the one meant, such as linux/amd64");
  const parts = text.toLowerCase().split("/");
  if (parts.length > 3 || parts.includes("")) {
    return new Wrong(`must be a platform, ${got}`, "write os/architecture or os/architecture/variant");
  }
  if (parts.includes("unknown")) {
    return new Wrong(
      `must not be unknown, the platform of an attestation in an index, ${got}`,
      "write a platform such as linux/amd64"
    );
  }
  const [first = "", second, third] = parts;
  if (second === void 0 && SYSTEMS.includes(first)) {
    return new Wrong(`must have an architecture, ${got}`, `write it behind, such as ${first}/amd64`);
  }
  return knownPlatform(second === void 0 ? "linux" : first, second ?? first, third);
}
function knownPlatform(os, architecture, variant) {
  const platform = normalisePlatform({ os, architecture, variant });
  if (!SYSTEMS.includes(platform.os)) return new Wrong(`unknown operating system ${quote(os)}`, hintFor(os, SYSTEMS));
  const variants = VARIANTS.get(platform.architecture);
  if (variants === void 0) {
    return new Wrong(`unknown architecture ${quote(architecture)}`, hintFor(architecture, [...VARIANTS.keys()]));
  }
  if (variants.includes(platform.variant ?? "")) return platform;
  const named = variants.filter((name) => name !== "");
  return new Wrong(
    `unknown variant ${quote(variant ?? "")} of ${platform.architecture}`,
    named.length === 0 ? `write ${platform.os}/${platform.architecture}` : hintFor(variant ?? "", named)
  );
}
function parsePlatforms(texts) {
  const seen = /* @__PURE__ */ new Map();
  return texts.map((text, index) => {
    const platform = parsePlatform(text);
    if (platform instanceof Wrong) return platform;
    const name = formatPlatform(platform);
    const before = seen.get(name);
    if (before === void 0) {
      seen.set(name, index);
      return platform;
    }
    return new Wrong(`${quote(text)} is ${name} again, which item ${before} is`, "leave one of them out");
  });
}

// node_modules/@renovatebot/pep440/lib/version.js
var VERSION_PATTERN = [
  "v?",
  "(?:",
  /* */
  "(?:(?<epoch>[0-9]+)!)?",
  // epoch
  /* */
  "(?<release>[0-9]+(?:\\.[0-9]+)*)",
  // release segment
  /* */
  "(?<pre>",
  // pre-release
  /*    */
  "[-_\\.]?",
  /*    */
  "(?<pre_l>(a|b|c|rc|alpha|beta|pre|preview))",
  /*    */
  "[-_\\.]?",
  /*    */
  "(?<pre_n>[0-9]+)?",
  /* */
  ")?",
  /* */
  "(?<post>",
  // post release
  /*    */
  "(?:-(?<post_n1>[0-9]+))",
  /*    */
  "|",
  /*    */
  "(?:",
  /*        */
  "[-_\\.]?",
  /*        */
  "(?<post_l>post|rev|r)",
  /*        */
  "[-_\\.]?",
  /*        */
  "(?<post_n2>[0-9]+)?",
  /*    */
  ")",
  /* */
  ")?",
  /* */
  "(?<dev>",
  // dev release
  /*    */
  "[-_\\.]?",
  /*    */
  "(?<dev_l>dev)",
  /*    */
  "[-_\\.]?",
  /*    */
  "(?<dev_n>[0-9]+)?",
  /* */
  ")?",
  ")",
  "(?:\\+(?<local>[a-z0-9]+(?:[-_\\.][a-z0-9]+)*))?"
  // local version
].join("");
var validRegex = new RegExp("^" + VERSION_PATTERN + "$", "i");
function valid(version) {
  return validRegex.test(version) ? version : null;
}
var cleanRegex = new RegExp("^\\s*" + VERSION_PATTERN + "\\s*$", "i");
function clean(version) {
  return stringify(parse2(version, cleanRegex));
}
function parse2(version, regex) {
  const { groups } = (regex || validRegex).exec(version) || {};
  if (!groups) {
    return null;
  }
  const parsed = {
    epoch: Number(groups.epoch ? groups.epoch : 0),
    release: groups.release.split(".").map(Number),
    pre: normalize_letter_version(groups.pre_l, groups.pre_n),
    post: normalize_letter_version(
      groups.post_l,
      groups.post_n1 || groups.post_n2
    ),
    dev: normalize_letter_version(groups.dev_l, groups.dev_n),
    local: parse_local_version(groups.local)
  };
  return parsed;
}
function stringify(parsed) {
  if (!parsed) {
    return null;
  }
  const { epoch, release, pre, post, dev, local } = parsed;
  const parts = [];
  if (epoch !== 0) {
    parts.push(`${epoch}!`);
  }
  parts.push(release.join("."));
  if (pre) {
    parts.push(pre.join(""));
  }
  if (post) {
    parts.push("." + post.join(""));
  }
  if (dev) {
    parts.push("." + dev.join(""));
  }
  if (local) {
    parts.push(`+${local}`);
  }
  return parts.join("");
}
function normalize_letter_version(letterIn, numberIn) {
  let letter = letterIn;
  let number = numberIn;
  if (letter) {
    if (!number) {
      number = 0;
    }
    letter = letter.toLowerCase();
    if (letter === "alpha") {
      letter = "a";
    } else if (letter === "beta") {
      letter = "b";
    } else if (["c", "pre", "preview"].includes(letter)) {
      letter = "rc";
    } else if (["rev", "r"].includes(letter)) {
      letter = "post";
    }
    return [letter, Number(number)];
  }
  if (!letter && number) {
    letter = "post";
    return [letter, Number(number)];
  }
  return null;
}
function parse_local_version(local) {
  if (local) {
    return local.split(/[._-]/).map(
      (part) => Number.isNaN(Number(part)) ? part.toLowerCase() : Number(part)
    );
  }
  return null;
}
function explain(version) {
  const parsed = parse2(version);
  if (!parsed) {
    return parsed;
  }
  const { epoch, release, pre, post, dev, local } = parsed;
  let base_version = "";
  if (epoch !== 0) {
    base_version += epoch + "!";
  }
  base_version += release.join(".");
  const is_prerelease = Boolean(dev || pre);
  const is_devrelease = Boolean(dev);
  const is_postrelease = Boolean(post);
  return {
    epoch,
    release,
    pre,
    post: post ? post[1] : post,
    dev: dev ? dev[1] : dev,
    local: local ? local.join(".") : local,
    public: stringify(parsed).split("+", 1)[0],
    base_version,
    is_prerelease,
    is_devrelease,
    is_postrelease
  };
}

// node_modules/@renovatebot/pep440/lib/operator.js
function compare(version, other) {
  const parsedVersion = parse2(version);
  const parsedOther = parse2(other);
  const keyVersion = calculateKey(parsedVersion);
  const keyOther = calculateKey(parsedOther);
  return pyCompare(keyVersion, keyOther);
}
function pyCompare(elemIn, otherIn) {
  let elem = elemIn;
  let other = otherIn;
  if (elem === other) {
    return 0;
  }
  if (Array.isArray(elem) !== Array.isArray(other)) {
    elem = Array.isArray(elem) ? elem : [elem];
    other = Array.isArray(other) ? other : [other];
  }
  if (Array.isArray(elem)) {
    const len = Math.min(elem.length, other.length);
    for (let i = 0; i < len; i += 1) {
      const res = pyCompare(elem[i], other[i]);
      if (res !== 0) {
        return res;
      }
    }
    return elem.length - other.length;
  }
  if (elem === -Infinity || other === Infinity) {
    return -1;
  }
  if (elem === Infinity || other === -Infinity) {
    return 1;
  }
  return elem < other ? -1 : 1;
}
function calculateKey(input) {
  const { epoch } = input;
  let { release, pre, post, local, dev } = input;
  release = release.concat();
  release.reverse();
  while (release.length && release[0] === 0) {
    release.shift();
  }
  release.reverse();
  if (!pre && !post && dev) pre = -Infinity;
  else if (!pre) pre = Infinity;
  if (!post) post = -Infinity;
  if (!dev) dev = Infinity;
  if (!local) {
    local = -Infinity;
  } else {
    local = local.map(
      (i) => Number.isNaN(Number(i)) ? [-Infinity, i] : [Number(i), ""]
    );
  }
  return [epoch, release, pre, post, dev, local];
}

// node_modules/@renovatebot/pep440/lib/specifier.js
var RANGE_PATTERN = [
  "(?<operator>(===|~=|==|!=|<=|>=|<|>))",
  "\\s*",
  "(",
  /*  */
  "(?<version>(?:" + VERSION_PATTERN.replace(/\?<\w+>/g, "?:") + "))",
  /*  */
  "(?<prefix>\\.\\*)?",
  /*  */
  "|",
  /*  */
  "(?<legacy>[^,;\\s)]+)",
  ")"
].join("");
var rangeRegex = new RegExp("^" + RANGE_PATTERN + "$", "i");

// node_modules/@renovatebot/pep440/lib/semantic.js
function major(input) {
  const version = explain(input);
  if (!version) {
    throw new TypeError("Invalid Version: " + input);
  }
  return version.release[0];
}
function minor(input) {
  const version = explain(input);
  if (!version) {
    throw new TypeError("Invalid Version: " + input);
  }
  if (version.release.length < 2) {
    return 0;
  }
  return version.release[1];
}
function patch(input) {
  const version = explain(input);
  if (!version) {
    throw new TypeError("Invalid Version: " + input);
  }
  if (version.release.length < 3) {
    return 0;
  }
  return version.release[2];
}

// src/model/version.ts
var import_compare = __toESM(require_compare(), 1);
var import_parse2 = __toESM(require_parse(), 1);
function normalize(text, scheme) {
  if (scheme === "semver") return (0, import_parse2.default)(text)?.version;
  return valid(text) ? clean(text) ?? void 0 : void 0;
}
function compareVersions(a, b, scheme) {
  if (normalize(a, scheme) === void 0 || normalize(b, scheme) === void 0) return void 0;
  return scheme === "semver" ? (0, import_compare.default)(a, b) : compare(a, b);
}
function movesBack({ scheme, version, prefix, suffix }, published) {
  const start = published.startsWith(prefix) ? prefix.length : 0;
  const end = published.endsWith(suffix) ? published.length - suffix.length : published.length;
  const text = published.slice(start, end);
  const whole = scheme === "semver" && /^v?\d+(\.\d+)?$/.test(text) ? `${text}.0.0`.split(".", 3).join(".") : text;
  const order = compareVersions(version, whole, scheme);
  return order !== void 0 && order < 0;
}
function isFinal(version, scheme) {
  if (scheme === "semver") return (0, import_parse2.default)(version)?.prerelease.length === 0;
  const pep440 = explain(version);
  return pep440 !== null && !pep440.is_prerelease && !pep440.is_postrelease && !pep440.is_devrelease;
}

export {
  withoutSecrets,
  fromFork,
  readCacheEntry,
  parsePlatform,
  parsePlatforms,
  parsePart,
  parsePartTag,
  readResult,
  isLoaded,
  RECORDED_CONFIG,
  isBuilderName,
  recordedBuilder,
  currentBuilder,
  cachedFoldersRoot,
  offersCacheService,
  createCacheService,
  cachedFolder,
  cacheScopes,
  planCache,
  exportFolder,
  cacheName,
  givenArguments,
  TimeLimitError,
  withTimeLimit,
  UnreadableError,
  excerpt,
  isUnreadable,
  at,
  expand,
  splitFields,
  dockerfileName,
  locateDockerfile,
  pinError,
  dockerfileProblems,
  countNames,
  PART_ANNOTATIONS,
  major,
  minor,
  patch,
  normalize,
  movesBack,
  isFinal,
  targetsOf,
  refuseUntagged,
  planDelivery,
  refuseNameless,
  hasImage,
  originOf,
  RELEASE_ANNOTATION,
  describeIndex,
  expandPlaceholders,
  provenanceOf,
  needsCommit,
  describeRequest,
  refuseIndexAnnotations,
  isForIndex,
  hasIndex
};
