import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  fromFork,
  hasImage,
  hasIndex,
  isFinal,
  isLoaded,
  isReference,
  isUntagged,
  major,
  minor,
  normalize,
  parseTag,
  patch,
  planCache,
  planDelivery,
  recordedBuilder,
  refuseIndexAnnotations,
  refuseNameless,
  refuseUntagged,
  tagLines,
  targetsOf,
  withoutSecrets
} from "./chunk-EREP3DAQ.js";
import {
  countNames
} from "./chunk-PQDY42JW.js";
import {
  TimeLimitError,
  dockerfileName,
  dockerfileProblems,
  locateDockerfile,
  readCacheEntry,
  withTimeLimit
} from "./chunk-WOAEOZCA.js";
import {
  parsePlatforms
} from "./chunk-S3FJIZEN.js";
import {
  RuleError,
  branchOf,
  checkAffix,
  expressionOf,
  gitTagOf,
  parseRule,
  pullRequestOf,
  readFields,
  readJobEvent,
  regularExpression,
  templatesOf
} from "./chunk-3HDIQV75.js";
import {
  require_parse
} from "./chunk-6M3AT35K.js";
import {
  allRefs,
  headCommit,
  openObjects,
  pullRefOf,
  symbolicHead
} from "./chunk-4QDN5QIE.js";
import {
  Inputs
} from "./chunk-PO6KYNY6.js";
import {
  LISTS,
  Texts,
  limitRule,
  parseList,
  parseName,
  parseRecords
} from "./chunk-DRQUZ2CI.js";
import {
  parseBoolean,
  parseExpanded
} from "./chunk-KF45ZQFP.js";
import {
  InputError,
  firstOf,
  formatProblem,
  hintFor,
  nearest,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  TAG,
  Wrong,
  sameRepository
} from "./chunk-IWCVWDM7.js";
import {
  array,
  exactOptional,
  object,
  record,
  safeParse,
  string,
  union,
  unknown
} from "./chunk-LHKR3JLK.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  enclosingRepository
} from "./chunk-JEHR6NQ4.js";
import {
  MAX_PLAN_CHARS,
  MAX_REFERENCES,
  MAX_SYMBOLIC_REFS,
  TAG_RULES_MS,
  TAG_RULE_EACH_MS
} from "./chunk-BB63CQQL.js";
import {
  __callDispose,
  __toESM,
  __using
} from "./chunk-DZIJRXJ5.js";

// src/inputs/job.ts
import { resolve } from "node:path";
function readJob(env, files) {
  const event = readEvent(env.GITHUB_EVENT_PATH, files);
  const refType = env.GITHUB_REF_TYPE;
  return {
    workspace: resolve(env.GITHUB_WORKSPACE || "."),
    temp: resolve(env.RUNNER_TEMP || "/tmp"),
    repository: env.GITHUB_REPOSITORY ?? "",
    serverUrl: (env.GITHUB_SERVER_URL || "https://github.com").replace(/(?<!\/)\/+$/, ""),
    eventName: env.GITHUB_EVENT_NAME ?? "",
    ref: env.GITHUB_REF ?? "",
    refName: env.GITHUB_REF_NAME ?? "",
    refType: refType === "branch" || refType === "tag" ? refType : void 0,
    sha: env.GITHUB_SHA ?? "",
    defaultBranch: event.repository?.default_branch,
    event,
    env,
    files
  };
}
function readEvent(path, files) {
  if (!path || !files.isFile(path)) return {};
  try {
    const event = JSON.parse(files.readText(path));
    return typeof event === "object" && event !== null ? event : {};
  } catch {
    throw new ActionError("The file of the event, GITHUB_EVENT_PATH, holds no JSON");
  }
}

// src/runtime/writable.ts
import { accessSync, constants, statSync } from "node:fs";
var FILES = ["GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"];
function refuseUnwritable(env) {
  const problems = [
    ...FILES.flatMap((name) => problemOf(name, env[name], false)),
    ...problemOf("RUNNER_TEMP", env.RUNNER_TEMP, true)
  ];
  if (problems.length === 0) return;
  throw new ActionError(`the step cannot write to paths set by the runner: ${problems.join(", ")}`, {
    hint: "Let the user of the runner write these. Look for an earlier step that removed them or changed their owner, and for a read-only mount."
  });
}
function problemOf(name, path, isFolder) {
  if (!path) return [];
  try {
    if (statSync(path).isDirectory() !== isFolder) return [`${name} (${path} is ${isFolder ? "no" : "a"} folder)`];
    accessSync(path, isFolder ? constants.W_OK | constants.X_OK : constants.W_OK);
    return [];
  } catch (error) {
    return [`${name} (${messageOf(error)})`];
  }
}

// src/clients/git/head-ref.ts
function headOf(folder) {
  const repository = enclosingRepository(folder);
  const commit = repository && headCommit(folder);
  if (repository === void 0 || commit === void 0) return void 0;
  return { ...commit, ref: symbolicHead(repository) ?? detachedRef(commit.revision, repository) };
}
function detachedRef(commit, repository) {
  var _stack = [];
  try {
    const objects = __using(_stack, openObjects(repository));
    const names = allRefs(repository).filter(({ id }) => peel(id, objects) === commit).map(({ name }) => name).sort();
    const tag = names.findLast((name) => name.startsWith("refs/tags/"));
    if (tag !== void 0) return tag;
    const [, pull] = /(?:^|\/)(pull\/\d+\/\w+)$/.exec(pullRefOf(commit, repository) ?? "") ?? [];
    if (pull !== void 0) return `refs/${pull}`;
    const branches = names.flatMap((name) => /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(name)?.[1] ?? []);
    return branches[0] === void 0 ? void 0 : `refs/heads/${branches[0]}`;
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function peel(id, objects, depth = MAX_SYMBOLIC_REFS) {
  const content = depth === 0 ? void 0 : objects.read(id, "tag");
  const [, target] = /^object ([0-9a-f]+)$/m.exec(content?.toString("utf8") ?? "") ?? [];
  return target === void 0 ? id : peel(target, objects, depth - 1);
}

// src/inputs/conflicts.ts
var LIBRARY = {
  message: "a name without an owner is in Docker Hub's library, where only Docker can push",
  hint: "write the owner or the registry in front"
};
var ONE_PLATFORM = {
  message: "Docker's archive holds one platform",
  hint: "name one in platforms, or write type=oci"
};
var CONFLICTS = [
  {
    input: "tags",
    absent: ["tags"],
    when: ({ image, result }) => result.push && image.tags.length === 0,
    message: "empty, so the push has no destination",
    hint: "name them, or write auto to have them derived from the Git ref"
  },
  {
    input: "images",
    absent: ["images"],
    when: ({ image }) => image.repositories.length === 0 && image.tags.some(({ kind }) => kind !== "reference"),
    message: "empty, and tags has tags without a repository",
    hint: "name the repositories here, or write whole references into tags"
  },
  {
    input: "push-by-digest",
    when: ({ result }) => result.push && result.pushByDigest,
    message: "beside push, which updates tags",
    hint: "keep push-by-digest where merge publishes, push where this step does"
  },
  {
    input: "images",
    absent: ["images", "tags"],
    when: ({ image, result }) => result.pushByDigest && repositoriesOf(image).length === 0,
    message: "empty, so push-by-digest has no repository to push to",
    hint: "name the repositories"
  },
  {
    input: "platforms",
    absent: ["platforms"],
    when: ({ image, result }) => result.pushByDigest && image.platforms === void 0,
    message: "empty, and push-by-digest has no default for them",
    hint: "name the platforms of this job"
  },
  {
    input: "images",
    when: ({ image, result }) => (result.push || result.pushByDigest) && repositoriesOf(image).some(inLibrary),
    ...LIBRARY
  },
  {
    input: "call",
    when: ({ build, result }) => build.call !== void 0 && hasResult(result),
    message: "builds no image, but a result was requested",
    hint: "leave out call, or push, push-by-digest, load and outputs"
  },
  {
    input: "tags",
    absent: ["tags", "push-by-digest", "call"],
    // an image that is pushed by digest has the digest as its name
    when: ({ image, result }) => result.load && !result.pushByDigest && image.tags.length === 0,
    message: "empty, so the loaded image would have no name",
    hint: "write a name, such as app:test"
  },
  {
    input: "cache",
    absent: ["cache-from", "cache-to"],
    when: ({ cache, result }) => cache.backend === "inline" && cache.from.length + cache.to.length === 0 && result.pushByDigest,
    message: "inline is read from an image's tags, and push-by-digest updates no tag",
    hint: "write registry, gha or local"
  },
  {
    input: "smoke-test",
    when: ({ build, verification }) => build.call !== void 0 && verification.smokeTest !== void 0,
    message: "has no image to run: call builds no image",
    hint: "leave one of them out"
  },
  {
    input: "smoke-test",
    absent: ["outputs", "push", "push-by-digest", "load"],
    when: ({ result, verification }) => verification.smokeTest !== void 0 && !result.push && !result.pushByDigest && !result.load && onlyFiles(result.outputs),
    message: "has no image to run: outputs are files only",
    hint: "add type=image to have one built for it, or an output of type oci"
  },
  {
    input: "smoke-test",
    when: ({ image, verification }) => verification.smokeTest !== void 0 && (image.platforms ?? []).some(({ os }) => os !== "linux"),
    message: "beside platforms that are not of Linux, whose programs no engine on it runs",
    hint: "leave it out, and test them where they run"
  },
  {
    input: "outputs",
    when: ({ image, result }) => (image.platforms ?? []).length > 1 && result.outputs.some(isDockerArchive),
    ...ONE_PLATFORM
  },
  {
    input: "outputs",
    absent: ["platforms", "load", "outputs"],
    // only an image for the machine's platform can be loaded
    when: ({ image, result }) => image.platforms === void 0 && !result.load && result.outputs.some(isDockerArchive),
    ...ONE_PLATFORM
  },
  {
    input: "outputs",
    absent: ["push"],
    when: ({ result }) => !result.push && result.outputs.some(({ type }) => type === "registry"),
    message: "of type registry, and push is not true",
    hint: "write push: true to push, or type=image for its attributes alone"
  },
  {
    input: "builder",
    when: ({ setup }) => setup.builder !== void 0 && (setup.driver !== "auto" || setup.endpoint !== void 0 || hasSettings(setup)),
    message: "names a builder that exists, and there are settings for a new one",
    hint: "leave out builder, or driver, endpoint, nodes, driver-opts, buildkitd-* and buildkit-image"
  },
  {
    input: "driver",
    when: ({ setup }) => setup.driver === "docker" && (setup.endpoint !== void 0 || hasSettings(setup)),
    message: "docker is the builder of Docker Engine, which takes no settings",
    hint: "write docker-container, or leave the settings out"
  },
  {
    input: "driver",
    when: ({ setup, result }) => setup.driver === "docker" && result.pushByDigest,
    message: "docker cannot push by digest",
    hint: "write docker-container or auto"
  },
  {
    input: "endpoint",
    absent: ["endpoint", "nodes"],
    when: ({ setup }) => setup.driver === "remote" && setup.endpoint === void 0 && setup.nodes.length === 0,
    message: "empty, and driver is remote",
    hint: "write BuildKit's address, such as tcp://buildkit:1234"
  },
  {
    input: "keep-builder",
    // they number the variables
    absent: ["endpoint", "nodes"],
    when: ({ setup }) => setup.keepBuilder && [setup, ...setup.nodes].some(({ tls }) => tls !== void 0),
    message: "set beside BUILDER_NODE_*_AUTH_TLS_*, whose files are removed at the end of the job",
    hint: "leave it out, or name files of the machine in driver-opts: cacert=, cert= and key="
  },
  {
    input: "cache-to",
    absent: ["builder", "driver", "endpoint", "nodes", "driver-opts"],
    when: ({ cache, setup }) => [...cache.to, ...cache.from].map(readCacheEntry).some(({ type, attributes }) => type === "s3" && !attributes.bucket) && setup.builder === void 0 && setup.driver !== "remote" && setup.endpoint === void 0 && setup.nodes.length === 0 && !setup.driverOpts.some((option) => /^"?env\.AWS_BUCKET=/.test(option)),
    message: "an s3 cache without bucket",
    hint: "write bucket=name"
  },
  {
    input: "nodes",
    when: ({ setup }) => setup.driver === "remote" && setup.nodes.some(({ endpoint }) => endpoint === void 0),
    message: "one without an endpoint, and driver is remote",
    hint: "write BuildKit's address into each, such as endpoint: tcp://buildkit:1234"
  },
  {
    input: "driver-opts",
    absent: ["endpoint"],
    when: ({ setup }) => setup.driver === "remote" && setup.endpoint === void 0 && setup.nodes.length > 0 && setup.driverOpts.length > 0,
    message: "options of endpoint, which is empty",
    hint: "write them into the entries of nodes"
  },
  {
    input: "driver-opts",
    when: ({ setup }) => setup.driver === "remote" && [setup, ...setup.nodes].some(({ driverOpts }) => driverOpts.some((option) => /^"?env\./.test(option))),
    message: "variables of a daemon that is made, and driver is remote",
    hint: "set them where the daemon is started"
  },
  {
    input: "buildkit-image",
    when: ({ setup }) => setup.buildkitImage !== void 0 && setup.driverOpts.some((option) => /^"?image=/.test(option)),
    message: "beside image= in driver-opts",
    hint: "leave one of them out"
  }
];
function findConflicts(inputs, request) {
  for (const { input, absent = [], when, message, hint } of CONFLICTS) {
    if (inputs.fine(...absent) && when(request)) inputs.accept(input, new Wrong(message, hint));
  }
}
function inLibrary({ registry, path }) {
  return registry === "docker.io" && path.startsWith("library/");
}
function repositoriesOf({ repositories, tags }) {
  return [...repositories, ...tags.flatMap((tag) => tag.kind === "reference" ? [tag.reference.repository] : [])];
}
function hasResult({ push, pushByDigest, load, outputs }) {
  return push || pushByDigest || load || outputs.length > 0;
}
function hasSettings({ nodes, driverOpts, buildkitdFlags, buildkitdConfig, buildkitImage }) {
  return nodes.length > 0 || driverOpts.length > 0 || [buildkitdFlags, buildkitdConfig, buildkitImage].some((setting) => setting !== void 0);
}
function isDockerArchive(output) {
  return output.type === "docker" && !isLoaded(output);
}
function onlyFiles(outputs) {
  return outputs.length > 0 && outputs.every(({ type }) => ["local", "tar", "cacheonly"].includes(type));
}

// src/inputs/rights.ts
var NOTHING_FROM_FORKS = "the image of a pull request from a fork is not published; it is still built and verified";
function withinRights(request, job, inputs) {
  if (!fromFork(job)) return request;
  const { load, pushByDigest } = request.result;
  if (isNameless(request.image) && inputs.fine("images")) {
    inputs.leaveOut("images", void 0, "empty, as secrets are for this pull request");
  }
  const isNamed = repositoriesOf(request.image).length > 0 || inputs.fine("images", "tags");
  const pushing = pushingInput(request.result);
  if (pushing !== void 0) inputs.report("info", `${pushing}: ${NOTHING_FROM_FORKS}`);
  return {
    ...request,
    // an image that would have been pushed by digest was to be loaded by that digest
    result: { ...unpublished(request.result), load: load && isNamed && !pushByDigest },
    cache: {
      ...request.cache,
      write: "never",
      to: request.cache.to.filter((entry) => readCacheEntry(entry).type === "local")
    }
  };
}
function pushingInput({ push, pushByDigest, outputs }) {
  if (push) return "push";
  return pushByDigest ? "push-by-digest" : outputs.some(isPushed) ? "outputs" : void 0;
}
function unpublished(result) {
  const outputs = withoutPush(result.outputs, pushingInput(result) !== void 0);
  return { ...result, push: false, pushByDigest: false, outputs };
}
function isNameless({ repositories, tags }) {
  return repositories.length === 0 && tags.length > 0 && tags.every(({ kind }) => kind !== "reference");
}
function isPushed({ type }) {
  return type === "registry";
}
function withoutPush(outputs, pushes) {
  const kept = outputs.map((output) => isPushed(output) ? { ...output, type: "image" } : output);
  const isMissing = pushes && kept.length > 0 && kept.every(({ type }) => type !== "image");
  return isMissing ? [...kept, { type: "image", attributes: {} }] : kept;
}
var WITHHELD = "a part of the name is empty, as secrets are for this pull request";
function isWithheld(reference, job) {
  return withoutSecrets(job) && !reference.includes("://") && /(^|\/)([/:@]|$)/.test(reference);
}

// src/inputs/merge-group.ts
var NOTHING_FROM_MERGE_GROUPS = "the image of a merge group is not published, since `tags` gives it no tag; the image is built and verified";
function isLeftToEvent({ tags }, { eventName }) {
  return eventName === "merge_group" && (tags.length === 0 || tags.some(({ kind }) => kind === "auto"));
}
function withinMergeGroup(request, names, job) {
  const { image, result } = request;
  const input = pushingInput(result);
  if (input === void 0 || names > 0 || !isLeftToEvent(image, job)) return { request };
  if (result.pushByDigest && image.tags.length === 0) return { request };
  return {
    request: { ...request, result: { ...unpublished(result), load: false } },
    line: `${input}: ${NOTHING_FROM_MERGE_GROUPS}`
  };
}

// src/tags/fill.ts
var EXPRESSION = /\{\{\s*(?:branch|tag|sha|base_ref|is_default_branch|is_not_default_branch|(?:commit_)?date(?:\s[^{}]*)?)\s*\}\}/g;
async function fillExpressions(input, texts, event) {
  if (texts.every((text) => text.search(EXPRESSION) < 0)) return { values: texts, problems: [] };
  const fill = (await import("./expression-YILVAPYK.js")).globalsOf(event);
  const problems = [];
  const values = texts.map((text, item) => {
    try {
      return text.replace(EXPRESSION, fill);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const { message, hint } = error;
      problems.push({ input, item, message, hint });
      return text;
    }
  });
  return { values, problems };
}
async function fillNamed(input, all, event) {
  const texts = all.map(({ name, value }) => `${name}=${value}`);
  const { values, problems } = await fillExpressions(input, texts, event);
  const named = values.map((text) => {
    const equals = text.indexOf("=");
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  return { values: named, problems };
}

// src/tags/name.ts
function nameOf(draft2, flavor, fill) {
  const prefix = draft2.prefix === void 0 ? flavor.prefix : fill(draft2.prefix);
  const suffix = draft2.suffix === void 0 ? flavor.suffix : fill(draft2.suffix);
  const text = `${prefix}${draft2.value}${suffix}`;
  return text === "" ? void 0 : { ...draft2, name: tagOf(text), around: { prefix, suffix } };
}
function latestOf(named, flavor) {
  const [first] = named;
  if (first === void 0 || flavor.latest === "false") return void 0;
  const asked2 = first.latest || named.some(({ derived, latest }) => derived && latest);
  if (flavor.latest === "auto" && !asked2) return void 0;
  return tagOf(`${flavor.prefixLatest ? flavor.prefix : ""}latest${flavor.suffixLatest ? flavor.suffix : ""}`);
}
function sanitize(text) {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-");
}
function tagOf(text) {
  const tag = sanitize(text);
  if (TAG.test(tag)) return tag;
  throw new RuleError(
    `must be a tag, got ${quote(tag)}`,
    "let it start with a letter, a digit or an underscore and have at most 128 characters"
  );
}

// src/tags/auto.ts
var import_parse = __toESM(require_parse(), 1);
function autoDrafts(event, version, room) {
  if (event.eventName === "merge_group") return [];
  const pullRequest = pullRequestOf(event);
  if (pullRequest !== void 0) return [draft(`pr-${pullRequest}`, 600)];
  if (event.eventName.includes("schedule")) return [draft("nightly", 1e3)];
  const name = version ?? gitTagOf(event);
  if (name !== void 0) return versionDrafts(name) ?? [draft(slug(name, room), 600)];
  const branch = branchOf(event);
  return branch === void 0 ? [] : [draft(slug(branch, room), 600)];
}
function versionDrafts(name) {
  const parsed = (0, import_parse.default)(name);
  if (parsed === null) return void 0;
  const { version, major: major2, minor: minor2, prerelease } = parsed;
  const floating = prerelease.length > 0 ? [] : [`${major2}.${minor2}`, ...major2 > 0 ? [`${major2}`] : []];
  const release = { scheme: "semver", version };
  return [version, ...floating].map((value) => ({ ...draft(value, 900), latest: floating.length > 0, release }));
}
function draft(value, priority) {
  return { value, priority, prefix: void 0, suffix: void 0, latest: false, derived: true, release: void 0 };
}
function slug(name, room) {
  return sanitize(name).replace(/^[.-]+/, "").slice(0, room);
}

// src/tags/evaluate.ts
var import_parse2 = __toESM(require_parse(), 1);
function evaluateRule(rule, facts, tell) {
  const isOn = isEnabled(rule, facts.expressions);
  if (!isOn) tell("enable is false", EXPECTED);
  const found = isOn ? find(rule, facts, tell) : void 0;
  const { prefix, suffix, priority } = rule;
  return found && { prefix, suffix, priority, derived: false, release: void 0, ...found };
}
function isEnabled({ enable }, { fill }) {
  const enabled = fill(enable);
  if (enabled !== "true" && enabled !== "false")
    throw new RuleError(`enable must be true or false, got ${quote(enabled)}`);
  return enabled === "true";
}
var EXPECTED = { isExpected: true };
var REFS = {
  branch: { read: branchOf, meant: "branches" },
  tag: { read: gitTagOf, meant: "Git tags" },
  pr: { read: pullRequestOf, meant: "pull requests" }
};
function find(rule, facts, tell) {
  const { event, expressions } = facts;
  const none = (reason) => {
    tell(reason, EXPECTED);
    return void 0;
  };
  switch (rule.type) {
    case "schedule":
      if (!event.eventName.includes("schedule")) return none("type=schedule is for the event schedule");
      return { value: expressions.fillDates(rule.pattern), latest: false };
    case "semver":
    case "pep440":
      return findVersion(rule, facts, tell);
    case "match":
      return findMatch(rule, facts, tell);
    case "edge": {
      const branch = branchOf(event);
      const edge = rule.branch || event.defaultBranch;
      if (branch !== void 0 && branch === edge) return { value: "edge", latest: false };
      return none(`type=edge is for the branch ${edge ?? "by default, which the event does not name"}`);
    }
    case "ref": {
      const { read, meant } = REFS[rule.event];
      const value = read(event);
      if (value === void 0) return none(`type=ref,event=${rule.event} is for ${meant}`);
      return { value, latest: rule.event === "tag" };
    }
    case "raw":
      return { value: expressions.fill(rule.value), latest: false };
    case "sha":
      if (event.sha === "") return none("type=sha needs a commit, and the event names none");
      return { value: rule.format === "long" ? event.sha : event.shortSha, latest: false };
  }
}
function findVersion(rule, facts, tell) {
  const source = sourceOf(rule, facts, tell);
  if (source === void 0) return void 0;
  const text = partOf(source, rule.match, tell).replaceAll("/", "-");
  const parts = rule.type === "semver" ? semverParts(text) : pep440Parts(text);
  if (parts === void 0) {
    const standard = rule.type === "semver" ? "a semantic version (https://semver.org)" : "a version by PEP 440";
    const cause = rule.type === "semver" ? deviationFromSemver(text) : void 0;
    const because = cause === void 0 ? "" : `: ${cause}`;
    const about = cause === void 0 ? {} : { hint: OTHER_VERSIONS };
    tell(`"${text}" is not ${standard}${because}, so type=${rule.type} gives no tag`, about);
    return void 0;
  }
  const { fillWith, isRaw } = facts.expressions;
  const final = isFinal(text, rule.type);
  const pattern = final || isRaw(rule.pattern) ? rule.pattern : "{{version}}";
  const value = pattern === "{{version}}" ? parts.version : fillWith(pattern, parts);
  return { value, latest: final, release: { scheme: rule.type, version: parts.version } };
}
var OTHER_VERSIONS = "write type=match,pattern=v?(.+),group=1 for versions of this form";
function deviationFromSemver(text) {
  const [, numbers] = /^v?(\d+(?:\.\d+)*)(?:[-+].*)?$/.exec(text) ?? [];
  const all = numbers?.split(".") ?? [];
  if (all.length === 0) return void 0;
  if (all.length !== 3) return `its numbers are not three`;
  const padded = all.find((number) => /^0\d/.test(number));
  return padded === void 0 ? void 0 : `${padded} has a leading zero`;
}
function findMatch(rule, facts, tell) {
  const source = sourceOf(rule, facts, tell);
  if (source === void 0) return void 0;
  const match = source.match(expressionOf(rule.pattern));
  const value = match?.[rule.group];
  if (match === null) tell(`${rule.pattern} does not match "${source}", so type=match gives no tag`);
  else if (value === void 0) tell(`${rule.pattern} has no group ${rule.group} in "${source}", so it gives no tag`);
  return value === void 0 ? void 0 : { value, latest: true };
}
function sourceOf({ type, value }, { event, version, expressions }, tell) {
  if (value !== "") return expressions.fill(value);
  const source = version ?? gitTagOf(event);
  if (source === void 0) tell(`type=${type} is for Git tags`, EXPECTED);
  return source;
}
function partOf(source, pattern, tell) {
  if (pattern === "") return source;
  const match = source.match(regularExpression(pattern));
  if (match === null) {
    tell(`match ${pattern} does not match "${source}"`);
    return source;
  }
  if (match[1] === void 0)
    throw new RuleError(`match must have a group, got ${quote(pattern)}`, "put the version in parentheses");
  return match[1];
}
function semverParts(text) {
  const parsed = (0, import_parse2.default)(text);
  if (parsed === null) return void 0;
  const { raw, version, prerelease, build } = parsed;
  return { raw, version, major: parsed.major, minor: parsed.minor, patch: parsed.patch, prerelease, build };
}
function pep440Parts(text) {
  const version = normalize(text, "pep440");
  return version === void 0 ? void 0 : { raw: text, version, major: major(text), minor: minor(text), patch: patch(text) };
}

// src/tags/flavor.ts
var PLAIN_FLAVOR = {
  latest: "auto",
  prefix: "",
  suffix: "",
  prefixLatest: false,
  suffixLatest: false
};
var KEYS = ["latest", "prefix", "suffix", "onlatest"];
function applyFlavor(flavor, line) {
  let result = flavor;
  let last;
  for (const { key, value } of readFields(line)) {
    switch (key) {
      case "latest":
        if (value !== "auto" && value !== "true" && value !== "false") {
          throw new RuleError(`latest must be auto, true or false, got ${quote(value)}`);
        }
        result = { ...result, latest: value };
        break;
      case "prefix":
      case "suffix":
        checkAffix(key, value);
        last = key;
        result = { ...result, [key]: value };
        break;
      case "onlatest":
        if (value !== "true" && value !== "false")
          throw new RuleError(`onlatest must be true or false, got ${quote(value)}`);
        if (last === void 0)
          throw new RuleError(
            "onlatest without a prefix or suffix",
            "write them in one line, as in suffix=-alpine,onlatest=true"
          );
        result = { ...result, [`${last}Latest`]: value === "true" };
        break;
      default:
        throw new RuleError(`unknown entry ${quote(key ?? value)}`, hintFor(key ?? value, KEYS));
    }
  }
  return result;
}

// src/tags/resolve.ts
async function resolveTags(request) {
  const { value, problems } = await collect(request, (expressions, at) => tagsBy(request, expressions, at));
  return value === void 0 || problems.length > 0 ? { kind: "problems", problems } : value;
}
async function checkRules(request) {
  const { problems } = await collect(request, (expressions, at) => {
    readFlavor(request.flavor, expressions, at);
    request.rules.forEach((line, item) => {
      at({ input: "tags", item }, () => isAuto(line) || isEnabled(ruleOf(line, expressions), expressions));
    });
  });
  return problems;
}
async function collect(request, work) {
  const expressions = await expressionsFor([...request.rules, ...request.flavor], request.event);
  const problems = [];
  let place = { input: "tags" };
  const at = (where, part) => {
    place = where;
    try {
      return part();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push({ ...where, message: error.message, hint: error.hint });
      return void 0;
    }
  };
  try {
    return { value: withTimeLimit(timeLimit(request), () => work(expressions, at)), problems };
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    return { value: void 0, problems: [...problems, tooSlow(place, request)] };
  }
}
function timeLimit({ rules }) {
  return TAG_RULES_MS + TAG_RULE_EACH_MS * rules.length;
}
function tooSlow(place, request) {
  const { rules, flavor } = request;
  const line = (place.input === "tags" ? rules : flavor)[place.item ?? -1];
  const found = line === void 0 ? "" : `, got ${quote(line)}`;
  return {
    ...place,
    message: `must take at most ${timeLimit(request) / 1e3} s${found}`,
    hint: "simplify its regular expression or template: a repetition in a repetition, such as (a+)+, may take for ever"
  };
}
function tagsBy({ rules, flavor: entries, version, event }, expressions, at) {
  const facts = { event, version: version || void 0, expressions };
  const notices = [];
  const reasons = [];
  const flavor = readFlavor(entries, expressions, at);
  const named = rules.flatMap((line, item) => {
    const place = { input: "tags", item };
    const told = [];
    const tell = (message, { hint, isExpected = false } = {}) => {
      const reason = { ...place, message, ...hint === void 0 ? {} : { hint } };
      told.push(reason);
      if (!isExpected) notices.push(reason);
    };
    const drafts = at(place, () => draftsOf(line, flavor, facts, tell)) ?? [];
    const given = drafts.flatMap((draft2) => at(place, () => nameOf(draft2, flavor, expressions.fill)) ?? []);
    if (given.length === 0) reasons.push(...told.length > 0 ? told : [{ ...place, message: "its tag is empty" }]);
    return given;
  }).toSorted((a, b) => b.priority - a.priority);
  const latest = at({ input: "flavor" }, () => latestOf(named, flavor));
  if (named.length === 0) {
    const message = `no rule gives a tag for ${event.eventName || "this event"} on ${event.ref || "no ref"}`;
    notices.push({ input: "tags", message });
  }
  const release = releaseOf(named, facts.version);
  const tags = tagsOf(latest === void 0 ? named : [...named, { name: latest, derived: true }], release);
  return { kind: "tags", tags, version: facts.version ?? named[0]?.name ?? "", release, notices, reasons };
}
async function expressionsFor(lines, event) {
  if (lines.some((line) => line.includes("{{"))) return (await import("./expression-YILVAPYK.js")).expressionsOf(event);
  const same = (template) => template;
  return { fill: same, fillWith: same, fillDates: same, isRaw: () => false, check: () => {
  } };
}
function readFlavor(entries, expressions, at) {
  const asked2 = entries.reduce(
    (before, line, item) => at({ input: "flavor", item }, () => applyFlavor(before, line)) ?? before,
    PLAIN_FLAVOR
  );
  return at({ input: "flavor" }, () => filled(asked2, expressions)) ?? PLAIN_FLAVOR;
}
function filled(flavor, { fill, check }) {
  check(flavor.prefix);
  check(flavor.suffix);
  return { ...flavor, prefix: fill(flavor.prefix), suffix: fill(flavor.suffix) };
}
function draftsOf(line, flavor, facts, tell) {
  const room = 128 - flavor.prefix.length - flavor.suffix.length;
  if (isAuto(line)) {
    const drafts = autoDrafts(facts.event, facts.version, room);
    if (drafts.length === 0) tell("auto has no tag for this event", { isExpected: true });
    return drafts;
  }
  const draft2 = evaluateRule(ruleOf(line, facts.expressions), facts, tell);
  return draft2 === void 0 ? [] : [draft2];
}
function isAuto(line) {
  return line.trim() === "auto";
}
function ruleOf(line, { check }) {
  const rule = parseRule(line);
  for (const template of templatesOf(rule)) check(template);
  return rule;
}
function releaseOf(named, given) {
  const found = named.find(({ release: release2 }) => release2 !== void 0);
  if (given !== void 0) {
    const release2 = readRelease(given, [found?.release?.scheme ?? "semver", "pep440"]);
    return release2 && { ...release2, prefix: "", suffix: "" };
  }
  if (found?.release !== void 0) return { ...found.release, ...found.around };
  const [main] = named;
  const release = main && readRelease(main.value, ["semver"]);
  return release && { ...release, ...main.around };
}
function readRelease(text, schemes) {
  for (const scheme of schemes) {
    const version = normalize(text, scheme);
    if (version !== void 0) return { scheme, version };
  }
  return void 0;
}
function tagsOf(all, release) {
  return [...new Set(all.map(({ name }) => name))].map((name) => ({
    name,
    // a tag that the user also wrote out counts as the user's
    derived: all.every((tag) => tag.name !== name || tag.derived),
    fullVersion: release !== void 0 && name.includes(sanitize(release.version))
  }));
}

// src/tags/naming.ts
async function nameImage({ tags: specs, flavor, version }, event, handed) {
  const { rules, at } = rulesOf(specs);
  const asked2 = specs.some(({ kind }) => kind === "rule" || kind === "auto");
  const tagging = await resolveTags({ rules, flavor, version, event });
  if (tagging.kind === "problems") throw new InputError(tagging.problems.map(at));
  const byRef = asked2 || version !== void 0 ? tagging : await fromRef(event);
  const release = handed ?? tagging.release ?? byRef.release;
  const floats = (tag) => handed?.floating.includes(tag) ?? false;
  return {
    tags: tagging.tags.map((tag) => ({
      name: tag.name,
      derived: tag.derived || floats(tag.name),
      fullVersion: isFull(tag.name, release)
    })),
    references: specs.flatMap(
      (spec) => spec.kind === "reference" ? [{ ...spec.reference, derived: floats(spec.reference.tag), fullVersion: isFull(spec.reference.tag, release) }] : []
    ),
    version: byRef.version,
    release,
    isNamed: asked2 || version !== void 0,
    reasons: firstOf(
      tagging.reasons.map((reason) => formatProblem(at(reason))),
      (more) => `and ${more} more`
    ),
    notices: rules.length === 0 ? [] : firstOf(
      tagging.notices.map((notice) => formatProblem(at(notice))),
      andMore
    )
  };
}
async function checkNames({ tags, flavor }, event) {
  const { rules, at } = rulesOf(tags);
  return (await checkRules({ rules, flavor, event })).map(at);
}
function rulesOf(specs) {
  const places = specs.flatMap(({ kind }, item) => kind === "reference" ? [] : [item]);
  return {
    rules: specs.flatMap((spec) => spec.kind === "reference" ? [] : [lineOf(spec)]),
    at: (problem) => problem.item === void 0 || problem.input !== "tags" ? problem : { ...problem, item: places[problem.item] }
  };
}
function andMore(more) {
  return `tags: ${more} more notices`;
}
function lineOf(spec) {
  switch (spec.kind) {
    case "tag":
      return spec.tag;
    case "rule":
      return spec.rule;
    case "auto":
      return "auto";
  }
}
function isFull(tag, release) {
  return release !== void 0 && tag.includes(sanitize(release.version));
}
async function fromRef(event) {
  const tagging = await resolveTags({ rules: ["auto"], flavor: [], version: void 0, event });
  return tagging.kind === "tags" ? tagging : { version: "", release: void 0 };
}

// src/plan/resolve.ts
async function resolveRequest(asked2, inputs, job, readText) {
  const { context } = asked2.build;
  const event = eventOf(asked2.image, inputs, job, context.kind === "path" ? context.path : job.workspace);
  const { naming, problems } = await nameFor(asked2.image, inputs, event);
  const isNamed = problems.length === 0;
  const { request, line } = isNamed ? withinMergeGroup(asked2, countNames(naming), job) : { request: asked2 };
  const labels = await fillNamed("labels", request.build.labels, event);
  const annotations = await fillExpressions("annotations", request.build.annotations, event);
  const filled2 = {
    ...request,
    build: { ...request.build, labels: labels.values, annotations: annotations.values }
  };
  const { image, build } = filled2;
  const delivery = planDelivery(request, naming);
  const nameless = problemsIn(() => refuseNameless(delivery, describeEvent(event), naming.reasons));
  const dockerfile = locateDockerfile(build, job.env, readText);
  const file = dockerfileName(build, job.workspace);
  inputs.add(
    [
      ...problems,
      ...labels.problems,
      ...annotations.problems,
      ...isNamed && knowsUntagged(inputs, naming, delivery.targets) && knowsKind(inputs, delivery) ? nameless : [],
      // makePlan plans it again: its tags depend on the default platforms and the builder's nodes, which the machine decides
      ...knowsCache(inputs, request) ? problemsIn(() => planCache(request, delivery, image.platforms ?? [], false, job)) : [],
      ...knowsIndex(inputs) ? indexProblems(request, delivery, job) : [],
      ...inputs.fine("builder") ? builderProblems(request, job, readText) : [],
      ...knowsDockerfile(inputs) ? dockerfileProblems(file, dockerfile, build.target) : []
    ],
    nameless
  );
  return { request: filled2, line, event, naming, delivery, dockerfile, dockerfileName: file };
}
async function resolveNames({ image, push }, inputs, job) {
  const event = eventOf(image, inputs, job, job.workspace);
  const { naming, problems } = await nameFor(image, inputs, event);
  const targets = targetsOf(image, naming);
  const isBare = targets.length === 0 && countNames(naming) > 0;
  const mayBeUntagged = !push || fromFork(job) || isBare || countNames(naming) === 0 && isLeftToEvent(image, job);
  const untagged = mayBeUntagged ? [] : problemsIn(() => refuseUntagged(targets, describeEvent(event), "publish", naming.reasons));
  const isKnown = problems.length === 0 && knowsUntagged(inputs, naming, targets);
  inputs.add([...problems, ...isKnown ? untagged : []], untagged);
  return { event, naming };
}
async function resolveMerge(request, inputs, job) {
  if (fromFork(job)) return void 0;
  const { image, release } = request;
  const event = eventOf(image, inputs, job, job.workspace);
  const { naming, problems } = await nameFor(image, inputs, event, release);
  const targets = targetsOf(image, naming);
  const mayBeUntagged = countNames(naming) === 0 && isLeftToEvent(image, job);
  const untagged = mayBeUntagged ? [] : problemsIn(() => refuseUntagged(targets, describeEvent(event), "publish", naming.reasons));
  const isKnown = problems.length === 0 && knowsUntagged(inputs, naming, targets);
  const annotations = await fillNamed("annotations", request.annotations, event);
  inputs.add([...problems, ...annotations.problems, ...isKnown ? untagged : []], untagged);
  return { request: { ...request, annotations: annotations.values }, event, naming, targets };
}
function eventOf({ metadataContext }, inputs, job, folder) {
  const read = (checkout) => readJobEvent(job.env, job.event, /* @__PURE__ */ new Date(), checkout);
  if (metadataContext === "workflow") return read();
  const head = headOf(folder);
  if (head?.ref !== void 0) return read({ ...head, ref: head.ref });
  const message = head === void 0 ? "git, and there is no checkout to read" : "git, and HEAD is no branch, Git tag or pull request";
  const hint = "check one out in an earlier step, with ref of actions/checkout";
  inputs.add([{ input: "metadata-context", message, hint }]);
  return read();
}
async function nameFor(image, inputs, event, handed) {
  const written = {
    ...image,
    tags: image.tags.filter(({ kind }) => kind === "reference"),
    flavor: [],
    version: void 0
  };
  if (!inputs.fine("flavor", "version")) {
    return { naming: await nameImage(written, event), problems: await checkNames(image, event) };
  }
  try {
    return { naming: await nameImage(image, event, handed), problems: [] };
  } catch (error) {
    return { naming: await nameImage(written, event), problems: problemsOf(error) };
  }
}
function describeEvent({ eventName, ref }) {
  return `${eventName || "this event"} on ${ref || "no ref"}`;
}
function knowsUntagged(inputs, naming, targets) {
  if (!inputs.fine("tags", "flavor", "version", "metadata-context")) return false;
  return inputs.fine("images") || targets.length > 0 || countNames(naming) === 0;
}
function knowsKind(inputs, { kind }) {
  return kind === "publish" || inputs.fine("push", "push-by-digest");
}
function knowsCache(inputs, { cache, result }) {
  if (!inputs.fine("call") || !(result.push || inputs.fine("push-by-digest"))) return false;
  if (cache.to.length > 0) return true;
  return inputs.fine(
    "cache",
    "cache-ref",
    "cache-scope",
    "cache-write",
    "cache-from",
    "cache-to",
    ...cache.ref ? [] : REPOSITORIES
  );
}
var REPOSITORIES = ["images", "tags"];
function knowsIndex(inputs) {
  return inputs.fine("call", "outputs", "platforms", "provenance", "sbom", "attests");
}
function knowsDockerfile(inputs) {
  return inputs.fine("context", "file") && (inputs.fine("build-args") || !inputs.raw("build-args").includes("BUILDKIT_SYNTAX"));
}
function indexProblems({ image, build }, delivery, { env }) {
  const count = image.platforms?.length ?? 2;
  return hasImage(delivery) && !hasIndex(build, count, env) ? problemsIn(() => refuseIndexAnnotations(build)) : [];
}
function builderProblems({ setup: { builder } }, { env }, readText) {
  if (builder === void 0 || recordedBuilder(builder, env, readText) !== void 0) return [];
  const message = `the builder ${quote(builder)} does not exist`;
  return [
    { input: "builder", message, hint: "see `docker buildx ls` on the runner, or leave it empty to have one made" }
  ];
}
function problemsIn(work) {
  try {
    work();
    return [];
  } catch (error) {
    return problemsOf(error);
  }
}
function problemsOf(error) {
  if (error instanceof InputError) return error.problems;
  throw error;
}

// src/inputs/handed-plan.ts
var IMAGE = object({
  images: array(string()),
  tags: array(string()),
  version: string(),
  // its text is parsed as the input is
  release: exactOptional(record(string(), unknown())),
  platforms: array(string()),
  part: exactOptional(string()),
  context: exactOptional(string()),
  file: exactOptional(string())
});
var PLAN = union([object({ variants: record(string(), IMAGE) }), IMAGE]);
var PLANNED = ["images", "tags", "version", "release", "platforms", "part", "context", "file"];
function openInputs(texts, defaults) {
  const inputs = new Inputs(withPlan(texts, defaults), defaults);
  const image = plannedBy(texts);
  if (image instanceof Wrong) {
    inputs.accept("plan", image);
    for (const name of PLANNED) inputs.doubt(name);
  }
  return inputs;
}
function withPlan(texts, defaults) {
  const image = plannedBy(texts);
  if (image === void 0 || image instanceof Wrong) return texts;
  const isPart = "push-by-digest" in defaults && /^true$/i.test(texts.text("push-by-digest").trim());
  const planned = { ...textsOf(image), ...isPart && { platforms: void 0 } };
  return new Texts((name) => {
    const text = texts.text(name);
    const isGiven = text.trim() !== "" && text.trim() !== defaults[name];
    return isGiven ? text : planned[name] ?? text;
  }, texts.origin);
}
function plannedBy(texts) {
  return texts.once("planned image", () => {
    const given = texts.text("plan").trim();
    return given === "" ? void 0 : imageOf(parsePlan(given), texts.text("part").trim());
  });
}
function parsePlan(text) {
  const hint = "pass the output plan of plan on as it is";
  if (text.length > MAX_PLAN_CHARS) return new Wrong(`JSON of ${text.length} characters`, hint);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return new Wrong("must be JSON", hint);
  }
  const result = safeParse(PLAN, value);
  return result.success ? result.output : new Wrong("must be an object with images, tags and platforms", hint);
}
function imageOf(plan, part) {
  if (plan instanceof Wrong || !("variants" in plan)) return plan;
  const { variants } = plan;
  const names = Object.keys(variants);
  if (part === "") {
    return new Wrong(`has the variants ${names.join(", ")}, and part is empty`, "write part: ${{ matrix.name }}");
  }
  const image = Object.hasOwn(variants, part) ? variants[part] : void 0;
  if (image !== void 0) return { ...image, part };
  return new Wrong(`has no variant ${quote(part)}, which part names`, hintFor(part, names));
}
function textsOf({ images, tags, version, release, platforms, part, context, file }) {
  return {
    images: images.join("\n"),
    tags: tags.join("\n"),
    version,
    release: release === void 0 ? "" : JSON.stringify(release),
    platforms: platforms.join(","),
    part,
    context,
    file
  };
}

// src/inputs/image.ts
function readImage(inputs, job, untagged = false) {
  const named = readRepositories(inputs, job);
  const { tags, untagged: further } = readTags(inputs, job, untagged);
  const repositories = [...named, ...further].filter(isFirst);
  const bare = tags.filter(({ kind }) => kind !== "reference").length;
  const references = tags.length - bare + bare * repositories.length;
  const isTooMany = references > MAX_REFERENCES;
  if (isTooMany) {
    const message = `${references} tags in all repositories together`;
    inputs.accept("tags", new Wrong(message, `write at most ${MAX_REFERENCES}`));
  }
  return {
    // later checks of a request that is refused anyway must not take seconds
    repositories: isTooMany ? repositories.slice(0, 1) : repositories,
    tags,
    flavor: inputs.each("flavor", parseRule2),
    version: inputs.value("version", parseRule2),
    metadataContext: inputs.choice("metadata-context", ["workflow", "git"]),
    platforms: readPlatforms(inputs)
  };
}
function parseRule2(text) {
  const limited = limitRule(text);
  return limited instanceof Wrong ? limited : parseExpanded(limited);
}
function readTags(inputs, job, acceptsUntagged) {
  const lines = inputs.items("tags", tagLines(inputs.raw("tags")));
  const untagged = [];
  const tags = inputs.parseItems("tags", lines, (line, index) => {
    if (isReference(line) && isWithheld(line, job)) return inputs.leaveOut("tags", index, WITHHELD);
    if (!acceptsUntagged || !isUntagged(line)) return parseTag(line);
    const repository = parseName(line);
    if (repository instanceof Wrong) return repository;
    untagged.push(repository);
    return void 0;
  });
  return { tags, untagged };
}
function readRepositories(inputs, job) {
  const names = inputs.items("images", imageNames(inputs.raw("images")));
  return names.flatMap((name, index) => {
    if (typeof name === "string" && isWithheld(name, job)) return inputs.leaveOut("images", index, WITHHELD) ?? [];
    return inputs.accept("images", name instanceof Wrong ? name : parseName(name), index) ?? [];
  });
}
function isFirst(repository, index, all) {
  return all.findIndex((other) => sameRepository(other, repository)) === index;
}
function imageNames(text) {
  const records = parseRecords(text, { quotes: true, comments: true });
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => {
    const line = fields.join(",");
    if (!line.includes("="))
      return line.split(",").map((name) => name.trim()).filter((name) => name !== "");
    return parseLine(line) ?? [];
  });
}
function parseLine(line) {
  let name = "";
  let enabled = "true";
  for (const field of line.split(",").map((part) => part.trim())) {
    const [key = "", value] = field.split(/=(.*)/s);
    if (value === void 0 || key === "name") name = value ?? key;
    else if (key === "enable") enabled = value;
    else return new Wrong(`unknown attribute ${quote(key)}`, "write name and enable only");
  }
  if (enabled !== "true" && enabled !== "false") return new Wrong(`enable is ${quote(enabled)}`, "write true or false");
  if (name === "") return new Wrong("a name is missing");
  return enabled === "true" ? name : void 0;
}
function readPlatforms(inputs) {
  const items = inputs.items("platforms", parseList(inputs.raw("platforms"), LISTS.platforms));
  if (items.length === 0 && inputs.fine("platforms") && inputs.text("platforms") !== void 0)
    inputs.accept("platforms", new Wrong("no platform in it", "check the values of its expressions"));
  if (items.length === 0) return void 0;
  return parsePlatforms(items).flatMap((platform, index) => inputs.accept("platforms", platform, index) ?? []);
}

// src/inputs/docker-inputs.ts
var LABELS = "labels and annotations follow from tags and version";
var LINES = "the outputs are newline lists";
var IDENTITIES = "log in with the login action of the cloud in an earlier step";
var ARTIFACTS = "write files with outputs, and upload them with actions/upload-artifact";
var BAKE = {
  instead: ["bake-file", "bake-target"],
  refused: "an input for bake files, without which another image is built"
};
var DOCKER_INPUTS = {
  // docker/setup-qemu-action
  image: { instead: ["images", "qemu-image"] },
  reset: { instead: ["qemu"] },
  "cache-image": { why: "emulators are installed only if the build needs one" },
  // docker/setup-buildx-action
  use: { why: "the step uses its own builder" },
  name: { instead: ["builder"] },
  append: { instead: ["nodes"] },
  "keep-state": { instead: ["keep-builder"] },
  "cache-binary": { why: "the installed buildx is used" },
  cleanup: { instead: ["keep-builder"] },
  install: { why: "docker build uses buildx by itself" },
  config: { instead: ["buildkitd-config"] },
  "config-inline": { instead: ["buildkitd-config-inline"] },
  // docker/login-action
  ecr: { why: "log in to Amazon ECR with aws-actions/amazon-ecr-login in an earlier step" },
  scope: { why: "an earlier docker/login-action with a scope is used" },
  // docker/metadata-action
  "sep-tags": { why: LINES },
  "sep-labels": { why: LINES },
  "sep-annotations": { why: LINES },
  // docker/bake-action
  files: BAKE,
  targets: BAKE,
  set: BAKE,
  vars: BAKE,
  source: { why: "the bake file and its paths are those of the checkout" },
  workdir: { why: "paths start at the checkout" },
  fields: { why: "the rows of plan have platform, runner, native and slug" },
  // the workflows of docker/github-builder
  runner: { instead: ["runners"], why: "runners of plan, or runs-on of the job" },
  distribute: { instead: ["per-runner"], why: "a matrix of plan distributes the platforms" },
  "fail-fast": { why: "strategy.fail-fast of the workflow" },
  "job-name-prefix": { why: "name of the job" },
  "setup-qemu": { instead: ["qemu"] },
  "artifact-name": { why: ARTIFACTS },
  "artifact-upload": { why: ARTIFACTS },
  "artifact-retention-days": { why: ARTIFACTS },
  output: { instead: ["push", "outputs"] },
  sign: { why: "sign the output images with cosign or actions/attest in a later step" },
  "registry-identities": { why: IDENTITIES },
  "registry-auths": { instead: ["registry-auth"] },
  "set-meta-annotations": { why: LABELS },
  "set-meta-labels": { why: LABELS },
  "meta-images": { instead: ["images"] },
  "meta-tags": { instead: ["tags"] },
  "meta-labels": { instead: ["labels"] },
  "meta-annotations": { instead: ["annotations"] },
  "meta-flavor": { instead: ["flavor"] },
  "meta-bake-target": { why: "the build gets its tags and labels without a bake file of them" },
  "builder-outputs": { why: "verify a signature with cosign or gh attestation verify" }
};

// src/inputs/unknown.ts
function unknownInputs(env, names) {
  return find2(env, names).filter(({ name, meant }) => inputOf(name).refused === void 0 || meant.some((other) => names.includes(other))).map(describe);
}
function unknownOfBuild(env, names, { image, result }) {
  const isSilent = image.tags.length > 0 && !result.push && !result.pushByDigest;
  const warnings = [];
  const problems = [];
  for (const unknown2 of find2(env, names)) {
    const { name, value, meant } = unknown2;
    const { refused } = inputOf(name);
    if (refused !== void 0) problems.push({ input: name, message: refused, hint: `write ${meant.join(" and ")}` });
    else if (isSilent && meant.some(isPush) && parseBoolean(value) === true)
      problems.push({ input: name, message: "an unknown input, so nothing is published", hint: asked(meant) });
    else warnings.push(describe(unknown2));
  }
  return { warnings, problems };
}
function find2(env, names) {
  return Object.entries(env).flatMap(([key, value = ""]) => {
    const name = key.slice("INPUT_".length).toLowerCase();
    if (!key.startsWith("INPUT_") || value === "" || names.includes(name)) return [];
    const { instead, why, refused } = inputOf(name);
    if (refused !== void 0) return [{ name, value, meant: instead ?? [], why }];
    const meant = instead?.filter((other) => names.includes(other)) ?? [];
    if (meant.length > 0 || why !== void 0) return [{ name, value, meant, why }];
    const near = instead === void 0 ? nearest(name, names) : void 0;
    return near === void 0 ? [] : [{ name, value, meant: [near], why }];
  });
}
function inputOf(name) {
  return (Object.hasOwn(DOCKER_INPUTS, name) ? DOCKER_INPUTS[name] : void 0) ?? {};
}
function isPush(name) {
  return name === "push" || name === "push-by-digest";
}
function describe({ name, meant, why }) {
  return `unknown input ${name}; ${meant.length > 0 ? asked(meant) : `leave it out: ${why}`}`;
}
function asked(meant) {
  return `did you mean ${meant.join(" or ")}?`;
}

export {
  readJob,
  refuseUnwritable,
  openInputs,
  withPlan,
  LIBRARY,
  findConflicts,
  inLibrary,
  repositoriesOf,
  NOTHING_FROM_FORKS,
  withinRights,
  WITHHELD,
  isWithheld,
  readImage,
  readPlatforms,
  NOTHING_FROM_MERGE_GROUPS,
  isLeftToEvent,
  withinMergeGroup,
  unknownInputs,
  unknownOfBuild,
  resolveRequest,
  resolveNames,
  resolveMerge
};
