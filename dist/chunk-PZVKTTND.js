import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  CsvError,
  InputError,
  RuleError,
  Wrong,
  branchOf,
  expressionOf,
  firstOf,
  formatProblem,
  gitTagOf,
  hasWrongPort,
  hintFor,
  nearest,
  parse,
  parseRule,
  pullRequestOf,
  quote,
  readFields,
  regularExpression,
  templatesOf
} from "./chunk-TFC3UAKP.js";
import {
  require_compare,
  require_parse
} from "./chunk-QIJTGUYI.js";
import {
  HttpError,
  IMAGE_TYPES,
  INDEX_TYPES,
  LineSplitter,
  MANIFEST_TYPES,
  classify,
  configFolder,
  contextInUse,
  describeEnd,
  isDigest,
  isLoopback,
  isLoopbackHost,
  parseProxy,
  printableLine,
  retryAfterOf,
  shortHash,
  succeeded,
  systemClock
} from "./chunk-WAHZCBLI.js";
import {
  ActionError,
  TAG,
  formatTagged,
  messageOf,
  parseRepository,
  sameRepository
} from "./chunk-H7ZIAHL5.js";
import {
  ANSWER
} from "./chunk-4GDYJIQG.js";
import {
  CACHE_SERVICE_ANSWER_MS,
  CACHE_SERVICE_IDLE_MS,
  DOCKERFILE_PARSE_MS,
  MAX_CACHE_MOUNTS,
  MAX_CACHE_SERVICE_ERROR_CHARS,
  MAX_DOCKERFILE_BYTES,
  MAX_DOCKERFILE_WORK_CHARS,
  MAX_RETRY_AFTER_MS,
  MAX_STAGES,
  MAX_SUBSTITUTION_DEPTH,
  MAX_SYMLINKS,
  MAX_TIMEOUT_MS,
  TAG_RULES_MS,
  TAG_RULE_EACH_MS
} from "./chunk-SMAGCOBC.js";
import {
  parse as parse2,
  stringify
} from "./chunk-2Z2W27GT.js";
import {
  __toESM
} from "./chunk-B7OSUQQ7.js";

// src/model/job.ts
function withoutSecrets(job) {
  return fromFork(job) || job.eventName === "pull_request" && job.env.GITHUB_ACTOR === "dependabot[bot]";
}
function fromFork({ event, eventName, repository }) {
  if (!/^pull_request(_review|_review_comment)?$/.test(eventName)) return false;
  const head = event.pull_request?.head;
  return head !== void 0 && head.repo?.full_name !== repository;
}

// src/model/platform.ts
function formatPlatform({ os, architecture, variant }) {
  return variant === void 0 ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
function slugOf(platform) {
  return formatPlatform(platform).replaceAll("/", "-");
}
function samePlatform(a, b) {
  return formatPlatform(a) === formatPlatform(b);
}
function runsOn(platform, target) {
  if (platform.os !== target.os || platform.architecture !== target.architecture) return false;
  const [level, limit] = [levelOf(platform), levelOf(target)];
  return Number.isNaN(level) || Number.isNaN(limit) || level <= limit;
}
function levelOf({ architecture, variant }) {
  const lowest = { amd64: "v1", arm: "v7", arm64: "v8" };
  return Number((variant ?? lowest[architecture])?.slice(1));
}
var SYSTEMS = "linux windows darwin freebsd netbsd openbsd dragonfly solaris illumos aix android plan9 wasip1 wasi".split(" ");
var ARM64 = [
  "",
  "v8.1",
  "v8.2",
  "v8.3",
  "v8.4",
  "v8.5",
  "v8.6",
  "v8.7",
  "v8.8",
  "v8.9",
  "v9",
  "v9.1",
  "v9.2",
  "v9.3"
];
var VARIANTS = /* @__PURE__ */ new Map([
  ["386", [""]],
  ["amd64", ["", "v2", "v3", "v4"]],
  ["arm", ["v5", "v6", "v7", "v8"]],
  ["arm64", ARM64],
  ["loong64", [""]],
  ["mips", ["", "hardfloat", "softfloat"]],
  ["mipsle", ["", "hardfloat", "softfloat"]],
  ["mips64", ["", "hardfloat", "softfloat"]],
  ["mips64le", ["", "hardfloat", "softfloat"]],
  ["ppc64", ["", "power8", "power9", "power10"]],
  ["ppc64le", ["", "power8", "power9", "power10"]],
  ["riscv64", ["", "rva20u64", "rva22u64", "rva23u64"]],
  ["s390x", [""]],
  ["wasm", [""]]
]);
function normalisePlatform({ os, architecture, variant }) {
  const given = variant?.toLowerCase() ?? "";
  const [name, normal] = normaliseProcessor(architecture.toLowerCase(), /^\d/.test(given) ? `v${given}` : given);
  const system = os.toLowerCase();
  return {
    os: system === "macos" ? "darwin" : system,
    architecture: name,
    variant: normal === "" ? void 0 : normal
  };
}
function normaliseProcessor(name, variant) {
  switch (name) {
    case "i386":
      return ["386", ""];
    case "x86_64":
    case "x86-64":
    case "amd64":
      return ["amd64", variant === "v1" ? "" : variant];
    case "aarch64":
    case "arm64":
      return ["arm64", variant === "v8" ? "" : variant];
    case "armhf":
      return ["arm", "v7"];
    case "armel":
      return ["arm", "v6"];
    case "arm":
      return ["arm", variant === "" ? "v7" : variant];
    default:
      return [name, variant];
  }
}

// src/inputs/attributes.ts
var COMPRESSIONS = ["uncompressed", "gzip", "estargz", "zstd", "nydus"];
function parseAttributes(text) {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return fields;
  const attributes = /* @__PURE__ */ new Map();
  for (const field of fields) {
    const equals = field.indexOf("=");
    if (equals <= 0) return new Wrong("a field without a key", "write each as key=value, with commas between");
    const key = field.slice(0, equals).trim().toLowerCase();
    if (attributes.has(key)) return new Wrong(`the attribute ${key} twice`, "leave one of them out");
    attributes.set(key, field.slice(equals + 1));
  }
  return Object.fromEntries(attributes);
}
function parseGoBoolean(text) {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : void 0;
}
var BOOLEANS = [
  "ignore-error",
  "force-compression",
  "image-manifest",
  "oci-mediatypes",
  "oci-artifact",
  "registry.insecure",
  "use_path_style",
  "disable_accept_encoding",
  "reset",
  "tar",
  "unpack",
  "store",
  "rewrite-timestamp",
  "prefer-nondist-layers"
];
function wrongBoolean(attributes, empty) {
  const isWrong = ([key, text]) => BOOLEANS.includes(key) && !(empty && text === "") && parseGoBoolean(text) === void 0;
  const [name, value = ""] = Object.entries(attributes).find(isWrong) ?? [];
  return name === void 0 ? void 0 : new Wrong(`${name} is not a boolean, found ${quote(value)}`, "write true or false");
}
function formatFields(fields) {
  return fields.map((field) => /[",\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(",");
}
function parseFields(text) {
  try {
    const records = parse(text, { relax_column_count: true, trim: true });
    const [fields, ...more] = records;
    if (fields === void 0) return new Wrong("nothing in it");
    return more.length === 0 ? fields : new Wrong("more than one line", "put each on a line of its own, without quotes around");
  } catch (error) {
    if (error instanceof CsvError)
      return new Wrong("a double quote out of place", 'quote whole fields, such as "dest=a,b"');
    throw error;
  }
}

// src/inputs/paths.ts
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
function resolveLinks(path, { readLink }) {
  const links = [];
  const left = path.split("/").reverse();
  let at2 = "/";
  while (left.length > 0) {
    const name = left.pop() ?? "";
    const next = name === ".." ? dirname(at2) : join(at2, name);
    const target = name === "" || name === "." || name === ".." ? void 0 : readLink(next);
    if (target === void 0) {
      at2 = next;
      continue;
    }
    if (links.push(next) > MAX_SYMLINKS) return void 0;
    left.push(...target.split("/").reverse());
    if (isAbsolute(target)) at2 = "/";
  }
  return { path: at2, links };
}
function parsePath(text, { workspace, files }, folders = []) {
  const path = resolve(workspace, text);
  const found = resolveLinks(isAbsolute(text) ? text : `${workspace}/${text}`, files);
  if (found === void 0) return new Wrong("symlinks that lead to each other", LINK_HINT);
  const roots = [workspace, ...folders].map((folder) => ({
    folder,
    real: resolveLinks(folder, files)?.path ?? folder
  }));
  const rootOf = (place) => roots.find(({ real }) => isInside(place, real));
  if (!found.links.some((link) => rootOf(link) !== void 0)) return path;
  const root = rootOf(found.path);
  if (root === void 0) return new Wrong("a symlink that leads out of the checkout", LINK_HINT);
  return join(root.folder, relative(root.real, found.path));
}
var LINK_HINT = "put the file or folder itself there, or write an absolute path to it";
function parseFilePath(text, job, most, folders) {
  const path = parsePath(text, job, folders);
  if (path instanceof Wrong) return path;
  const { exists, isFile: isFile2, size } = job.files;
  if (!exists(path)) return new Wrong("no such file", "write its path from the checkout");
  const real = resolveLinks(path, job.files)?.path ?? path;
  if (!isFile2(path) || /^\/(proc|sys)\//.test(real))
    return new Wrong("not a regular file", "name a file that holds the text");
  const bytes = size(path);
  return bytes <= most ? path : new Wrong(`a file of ${bytes} bytes, more than ${most}`, "shorten it");
}
function withValue({ message, hint }, value) {
  return new Wrong(`${message}, found ${quote(value)}`, hint);
}
function isInside(path, folder) {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

// src/clients/docker/helper-images.json
var helper_images_default = {
  binfmt: {
    repository: "docker.io/tonistiigi/binfmt",
    tag: "qemu-v10.2.3-68",
    digest: "sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0",
    usual: "latest"
  },
  buildkit: {
    repository: "docker.io/moby/buildkit",
    tag: "v0.33.1",
    digest: "sha256:cec9f139f45e93c5c69c60f8b07cfad9f43f4ef6b6a6cd917527fea5ff2e3dea",
    usual: "buildx-stable-1"
  }
};

// src/clients/docker/helper-images.ts
var BINFMT = named(helper_images_default.binfmt);
var BUILDKIT = named(helper_images_default.buildkit);
function named({ repository, tag, digest, usual }) {
  return { pinned: `${repository}:${tag}@${digest}`, usual: `${repository}:${usual}` };
}

// src/inputs/scalars.ts
function parseBoolean(text) {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return new Wrong(`not a boolean, found ${quote(text)}`, "write true or false");
}
function parseChoice(choices) {
  return (text) => choices.find((choice) => choice === text) ?? new Wrong(`unknown value ${quote(text)}`, hintFor(text, choices));
}
function parseCount(most) {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return count <= most ? count : new Wrong(`not a number from 0 to ${most}, found ${quote(text)}`);
  };
}
var UNITS = { h: 36e5, m: 6e4, s: 1e3 };
function parseDuration(text) {
  const [, h, m, s] = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  if (h === void 0 && m === void 0 && s === void 0) {
    return new Wrong(`not a duration, found ${quote(text)}`, "write it with units, such as 30m, 90s or 1h30m");
  }
  const duration2 = Number(h ?? 0) * UNITS.h + Number(m ?? 0) * UNITS.m + Number(s ?? 0) * UNITS.s;
  if (duration2 === 0) return new Wrong("a duration of zero", "leave it empty for no limit");
  return duration2 <= MAX_TIMEOUT_MS ? duration2 : new Wrong(`longer than 24 days, found ${quote(text)}`);
}
function parseSize(text) {
  return /^\d+(\.\d+)? ?([kmgtp]i?)?b?$/i.test(text) ? text : new Wrong(`not a size, found ${quote(text)}`, "write a number and a unit, such as 64m or 2g");
}
function parseArgument(text) {
  if (text.startsWith("-")) return new Wrong(`starts with a dash like an option, found ${quote(text)}`);
  return /[\r\n\0]/.test(text) ? new Wrong(`holds more than one line, found ${quote(text)}`) : text;
}
function wrongPort(url) {
  return hasWrongPort(url) ? new Wrong(`not a port from 1 to 65535, found ${quote(url)}`) : void 0;
}
function parseExpanded(text) {
  if (text.includes("${{")) {
    return new Wrong(
      `holds an expression that was not expanded, found ${quote(text)}`,
      "write it where the runner expands it"
    );
  }
  if (text.includes("***")) {
    return new Wrong(`holds a masked secret, found ${quote(text)}`, "keep secrets out of names: the runner masks them");
  }
  return text;
}

// src/inputs/platform.ts
function parsePlatform(text) {
  const found = `found ${quote(text)}`;
  if (/\s/.test(text)) return new Wrong(`a space inside a platform, ${found}`, "separate platforms by commas");
  if (text.includes("(")) return new Wrong(`a version of the operating system, ${found}`, "leave it out");
  if (text === "local") return new Wrong("local names no platform", "write the one meant, such as linux/amd64");
  const parts = text.toLowerCase().split("/");
  if (parts.length > 3 || parts.includes("")) {
    return new Wrong(`not a platform, ${found}`, "write os/architecture or os/architecture/variant");
  }
  if (parts.includes("unknown")) {
    return new Wrong(
      `unknown is the platform of an attestation in an index, ${found}`,
      "write a platform such as linux/amd64"
    );
  }
  const [first = "", second, third] = parts;
  if (second === void 0 && SYSTEMS.includes(first)) {
    return new Wrong(`an architecture is missing, ${found}`, `write it behind, such as ${first}/amd64`);
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
  const named2 = variants.filter((name) => name !== "");
  return new Wrong(
    `unknown variant ${quote(variant ?? "")} of ${platform.architecture}`,
    named2.length === 0 ? `write ${platform.os}/${platform.architecture}` : hintFor(variant ?? "", named2)
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

// src/inputs/part.ts
function parsePart(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[A-Za-z0-9_][\w.-]{0,63}$/.test(text) ? text : new Wrong(`not a name, found ${quote(text)}`, "use up to 64 letters, digits, _ . and -");
}
function parsePartTag(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (!text.includes("{arch}")) return new Wrong(`no {arch} in it, found ${quote(text)}`, "write {tag}-{arch}");
  return TAG.test(text.replace(/\{(tag|arch)\}/g, "x")) ? text : new Wrong(`not a tag, found ${quote(text)}`, "write it like {tag}-{arch}");
}

// src/inputs/outputs.ts
import { resolve as resolve2 } from "node:path";
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
    const isPlain = path === void 0 || path === resolve2(job.workspace, dest ?? "");
    return isPlain ? output : { type, attributes: { ...attributes, dest: path } };
  });
}
function parseOutput(text, isFork) {
  if (text === "-") return new Wrong("an output to the standard output", "write a path");
  if (!text.includes("=") && !text.includes(",")) return withDestination("local", { dest: text });
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type: name, ...others } = attributes;
  if (name === void 0) return new Wrong(`a type is missing, found ${quote(text)}`, "begin with type=");
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

// src/inputs/conflicts.ts
var LIBRARY = {
  message: "a name without an owner is in Docker Hub's library, where only Docker can push",
  hint: "write the owner or the registry in front"
};
var CONFLICTS = [
  {
    of: ["tags", "push"],
    when: ({ image, result }) => result.push && image.tags.length === 0,
    message: "empty, so the push has no destination",
    hint: "name them, or write auto to have them derived from the Git ref"
  },
  {
    of: ["images", "tags"],
    when: ({ image }) => image.repositories.length === 0 && image.tags.some(({ kind }) => kind !== "reference"),
    message: "empty, and tags has tags without a repository",
    hint: "name the repositories here, or write whole references into tags"
  },
  {
    of: ["push-by-digest", "push"],
    when: ({ result }) => result.push && result.pushByDigest,
    message: "beside push, which moves tags",
    hint: "keep push-by-digest where merge publishes, push where this step does"
  },
  {
    of: ["images", "push-by-digest", "tags"],
    when: ({ image, result }) => result.pushByDigest && repositoriesOf(image).length === 0,
    message: "empty, so push-by-digest has no repository to push to",
    hint: "name the repositories"
  },
  {
    of: ["platforms", "push-by-digest"],
    when: ({ image, result }) => result.pushByDigest && image.platforms === void 0,
    message: "empty, and push-by-digest has no default for them",
    hint: "name the platforms of this job"
  },
  {
    of: ["images", "push", "push-by-digest", "tags"],
    when: ({ image, result }) => (result.push || result.pushByDigest) && repositoriesOf(image).some(inLibrary),
    ...LIBRARY
  },
  {
    of: ["call", "push", "push-by-digest", "load", "outputs"],
    when: ({ build, result }) => build.call !== void 0 && hasResult(result),
    message: "builds no image, but a result was requested",
    hint: "leave out call, or push, push-by-digest, load and outputs"
  },
  {
    of: ["tags", "load", "outputs", "push-by-digest", "call"],
    // an image that is pushed by digest has the digest as its name
    when: ({ image, result }) => result.load && !result.pushByDigest && image.tags.length === 0,
    message: "empty, so the loaded image would have no name",
    hint: "write a name, such as app:test"
  },
  {
    of: ["cache", "push-by-digest"],
    when: ({ cache, result }) => cache.backend === "inline" && cache.from.length + cache.to.length === 0 && result.pushByDigest,
    message: "inline is read from an image's tags, and push-by-digest updates no tag",
    hint: "write registry, gha or local"
  },
  {
    of: ["smoke-test", "call"],
    when: ({ build, proof }) => build.call !== void 0 && proof.smokeTest !== void 0,
    message: "has no image to run: call builds no image",
    hint: "leave one of them out"
  },
  {
    of: ["smoke-test", "outputs", "push", "push-by-digest", "load"],
    when: ({ result, proof }) => proof.smokeTest !== void 0 && !result.push && !result.pushByDigest && !result.load && onlyFiles(result.outputs),
    message: "has no image to run: outputs are files only",
    hint: "add type=image to have one built for it, or an output of type oci"
  },
  {
    of: ["smoke-test", "platforms"],
    when: ({ image, proof }) => proof.smokeTest !== void 0 && (image.platforms ?? []).some(({ os }) => os !== "linux"),
    message: "beside platforms that are not of Linux, whose programs no engine on it runs",
    hint: "leave it out, and test them where they run"
  },
  {
    of: ["outputs", "platforms", "load"],
    // only an image for the machine's platform can be loaded
    when: ({ image, result }) => (image.platforms?.length ?? (result.load ? 1 : 2)) > 1 && result.outputs.some((output) => output.type === "docker" && !isLoaded(output)),
    message: "Docker's archive holds one platform",
    hint: "name one in platforms, or write type=oci"
  },
  {
    of: ["outputs", "push"],
    when: ({ result }) => !result.push && result.outputs.some(({ type }) => type === "registry"),
    message: "of type registry, and push is not true",
    hint: "write push: true to push, or type=image for its attributes alone"
  },
  {
    of: [
      "builder",
      "driver",
      "endpoint",
      "nodes",
      "driver-opts",
      "buildkitd-flags",
      "buildkitd-config",
      "buildkitd-config-inline",
      "buildkit-image"
    ],
    when: ({ setup }) => setup.builder !== void 0 && (setup.driver !== "auto" || setup.endpoint !== void 0 || hasSettings(setup)),
    message: "names a builder that exists, and there are settings for a new one",
    hint: "leave out builder, or driver, endpoint, nodes, driver-opts, buildkitd-* and buildkit-image"
  },
  {
    of: [
      "driver",
      "endpoint",
      "nodes",
      "driver-opts",
      "buildkitd-flags",
      "buildkitd-config",
      "buildkitd-config-inline",
      "buildkit-image"
    ],
    when: ({ setup }) => setup.driver === "docker" && (setup.endpoint !== void 0 || hasSettings(setup)),
    message: "docker is the builder of Docker Engine, which takes no settings",
    hint: "write docker-container, or leave the settings out"
  },
  {
    of: ["driver", "push-by-digest"],
    when: ({ setup, result }) => setup.driver === "docker" && result.pushByDigest,
    message: "docker cannot push by digest",
    hint: "write docker-container or auto"
  },
  {
    of: ["endpoint", "driver", "nodes"],
    when: ({ setup }) => setup.driver === "remote" && setup.endpoint === void 0 && setup.nodes.length === 0,
    message: "empty, and driver is remote",
    hint: "write BuildKit's address, such as tcp://buildkit:1234"
  },
  {
    of: ["keep-builder", "driver", "endpoint", "nodes"],
    when: ({ setup }) => setup.keepBuilder && [setup, ...setup.nodes].some(({ tls }) => tls !== void 0),
    message: "set beside BUILDER_NODE_*_AUTH_TLS_*, whose files are removed at the end of the job",
    hint: "leave it out, or name files of the machine in driver-opts: cacert=, cert= and key="
  },
  {
    of: ["cache-to", "cache-from", "builder", "driver", "endpoint", "nodes", "driver-opts"],
    when: ({ cache, setup }) => [...cache.to, ...cache.from].map(readCacheEntry).some(({ type, attributes }) => type === "s3" && !attributes.bucket) && setup.builder === void 0 && setup.driver !== "remote" && setup.endpoint === void 0 && setup.nodes.length === 0 && !setup.driverOpts.some((option) => /^"?env\.AWS_BUCKET=/.test(option)),
    message: "an s3 cache without bucket",
    hint: "write bucket=name"
  },
  {
    of: ["nodes", "driver"],
    when: ({ setup }) => setup.driver === "remote" && setup.nodes.some(({ endpoint }) => endpoint === void 0),
    message: "one without an endpoint, and driver is remote",
    hint: "write BuildKit's address into each, such as endpoint: tcp://buildkit:1234"
  },
  {
    of: ["driver-opts", "driver", "endpoint", "nodes"],
    when: ({ setup }) => setup.driver === "remote" && setup.endpoint === void 0 && setup.nodes.length > 0 && setup.driverOpts.length > 0,
    message: "options of endpoint, which is empty",
    hint: "write them into the entries of nodes"
  },
  {
    of: ["driver-opts", "driver", "nodes"],
    when: ({ setup }) => setup.driver === "remote" && [setup, ...setup.nodes].some(({ driverOpts }) => driverOpts.some((option) => /^"?env\./.test(option))),
    message: "variables of a daemon that is made, and driver is remote",
    hint: "set them where the daemon is started"
  },
  {
    of: ["buildkit-image", "driver-opts"],
    when: ({ setup }) => setup.buildkitImage !== void 0 && setup.driverOpts.some((option) => /^"?image=/.test(option)),
    message: "beside image= in driver-opts",
    hint: "leave one of them out"
  }
];
function findConflicts(inputs, request) {
  for (const { of, when, message, hint } of CONFLICTS) {
    if (inputs.fine(...of) && when(request)) inputs.accept(of[0], new Wrong(message, hint));
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
function onlyFiles(outputs) {
  return outputs.length > 0 && outputs.every(({ type }) => type === "local" || type === "tar");
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
  if (pushing !== void 0) inputs.remark("notice", `${pushing}: ${NOTHING_FROM_FORKS}`);
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
  const isMissing2 = pushes && kept.length > 0 && kept.every(({ type }) => type !== "image");
  return isMissing2 ? [...kept, { type: "image", attributes: {} }] : kept;
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
    notice: `${input}: ${NOTHING_FROM_MERGE_GROUPS}`
  };
}

// src/clients/docker/buildx.ts
import { join as join2 } from "node:path";
var SYSTEM_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins"
];
function findBuildx(env, isFile2, readText) {
  const config = configFolder(env);
  const folders = [
    join2(config, "cli-plugins"),
    ...extraFolders(readText(join2(config, "config.json"))),
    ...SYSTEM_FOLDERS
  ];
  const inPath = (env.PATH ?? "").split(":").filter((folder) => folder !== "");
  return [
    ...folders.map((folder) => join2(folder, "docker-buildx")),
    ...inPath.map((folder) => join2(folder, "docker-buildx")),
    // the standalone binary, which images of runners without Docker have
    ...inPath.map((folder) => join2(folder, "buildx"))
  ].find(isFile2);
}
function extraFolders(config) {
  try {
    const extra = JSON.parse(config ?? "{}").cliPluginsExtraDirs;
    return Array.isArray(extra) ? extra.map(String) : [];
  } catch {
    return [];
  }
}
function findDocker(env, isFile2) {
  return (env.PATH ?? "").split(":").map((folder) => join2(folder, "docker")).find(isFile2);
}
function requireDocker(need, env, isFile2) {
  if (findDocker(env, isFile2) !== void 0) return;
  throw new ActionError(`${need} needs the Docker CLI: \`docker\` is not in PATH`, {
    hint: "Install the Docker CLI on the runner: https://docs.docker.com/engine/install/"
  });
}
function installedBuildx(env, isFile2, readText) {
  const path = findBuildx(env, isFile2, readText);
  if (path !== void 0) return path;
  throw new ActionError(
    "buildx is not installed: neither `docker-buildx` in a folder of Docker's plugins, nor `docker-buildx` or `buildx` in PATH",
    {
      hint: "Set `buildx-version: latest` to fetch it, or install docker-buildx-plugin on the runner: https://docs.docker.com/build/install-buildx/"
    }
  );
}
var UNKNOWN_OPTION = /\bunknown flag: (--[\w-]+)/;
var RENEW = "Install buildx 0.15 or later on the runner, or name a release in `buildx-version`.";
function tooOld(said) {
  const [, option] = UNKNOWN_OPTION.exec(said) ?? [];
  return option === void 0 ? void 0 : new ActionError(describeTooOld(option), { hint: RENEW });
}
function describeTooOld(option) {
  return `the installed buildx does not know ${option}: it is too old`;
}
function containerOf(node) {
  return `buildx_buildkit_${node}`;
}
function buildxFolder(env) {
  return env.BUILDX_CONFIG || join2(configFolder(env), "buildx");
}

// src/clients/docker/builders.ts
import { createHash } from "node:crypto";
import { join as join3 } from "node:path";
var RECORDED_CONFIG = "/etc/buildkit/buildkitd.toml";
function isBuilderName(name) {
  return /^[A-Za-z0-9][\w.+-]*$/.test(name);
}
function recordedBuilder(name, env, readText) {
  if (name === "default" || name === contextInUse(env, readText)) return { driver: "docker", nodes: [] };
  const path = join3(buildxFolder(env), "instances", name.toLowerCase());
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
function parseRecord(text) {
  const { Driver, Nodes } = JSON.parse(text) ?? {};
  const driver = Driver === "" ? "docker-container" : Driver;
  if (typeof driver !== "string" || !/^[\w.-]+$/.test(driver)) throw new SyntaxError("no driver");
  if (!Array.isArray(Nodes ?? [])) throw new SyntaxError("no nodes");
  const nodes = Nodes ?? [];
  const files = nodes.flatMap(filesOf);
  return { driver, nodes: nodes.map(parseNode), ...files.length > 0 && { files: new Map(files) } };
}
function parseNode(node) {
  const { Endpoint, Platforms } = node ?? {};
  const platforms = Platforms ?? [];
  if (typeof Endpoint !== "string" || !Array.isArray(platforms)) throw new SyntaxError("no node");
  return { endpoint: Endpoint, platforms };
}
function filesOf(node) {
  const { Files } = node ?? {};
  return Object.entries(Files ?? {}).map(([name, base64]) => [
    join3("/etc/buildkit", name),
    Buffer.from(String(base64), "base64").toString()
  ]);
}
function currentBuilder(engine, env, readText) {
  const context = contextInUse(env, readText);
  const key = context === void 0 || context === "default" ? engine : context;
  const read = (...path) => orUndefined(() => readText(join3(buildxFolder(env), ...path)));
  const usable = (name) => typeof name === "string" && isBuilderName(name) && orUndefined(() => recordedBuilder(name, env, readText)) !== void 0 ? name : void 0;
  const { Key, Name, Global } = orUndefined(() => JSON.parse(read("current") ?? "{}")) ?? {};
  const selected = Global === true || Key === key ? usable(Name) : void 0;
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
import { join as join4 } from "node:path";
var LIMITS = { contact: CACHE_SERVICE_ANSWER_MS, idle: CACHE_SERVICE_IDLE_MS };
function keptRoot(temp) {
  return join4(temp, "multiarch-build-kept");
}
function offersCacheService(env) {
  return Boolean(env.ACTIONS_RUNTIME_TOKEN && (env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL));
}
function createCacheService(options) {
  const { job, ledger } = options;
  let problem;
  let noted = false;
  let trust = {};
  async function order(message) {
    if (!offersCacheService(job.env)) problem = "the runner offers this job no cache service";
    if (problem !== void 0) return void 0;
    let talk = await converse(message, options, trust);
    if (UNTRUSTED.test(talk.trouble ?? "") && trust !== SYSTEM) {
      trust = SYSTEM;
      talk = await converse(message, options, trust);
    }
    problem ??= talk.trouble;
    return talk.trouble === void 0 ? talk.key : void 0;
  }
  return {
    async restore({ folder, prefixes, key }) {
      if (!noted) ledger({ kind: "folder", path: keptRoot(job.temp) });
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
  const talk = { key: void 0, trouble: void 0 };
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
    if (line.startsWith(ANSWER)) talk.key = JSON.parse(line.slice(ANSWER.length)).key;
    else if (said !== void 0) talk.trouble ??= inWords(said);
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
    if (!succeeded(finished)) talk.trouble ??= `its client ended with ${describeEnd(finished)}`;
  } catch (error) {
    if (error !== late) throw error;
    talk.trouble ??= attempt ?? late.message;
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

// src/cache/plan.ts
import { relative as relative2 } from "node:path";

// src/cache/cached-folder.ts
import { join as join5 } from "node:path";
function cachedFolder(job, kind, name, { read, write }) {
  const prefix = (scope) => `multiarch-build/${kind}/${name}/${scope}/`;
  const run = `${job.env.GITHUB_RUN_ID || "0"}-${job.env.GITHUB_RUN_ATTEMPT || "1"}`;
  return {
    folder: join5(keptRoot(job.temp), kind, name),
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
  const slug2 = branch.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+/, "");
  const maxLength = MAX_TAG_LENGTH - 48;
  const isReserved = slug2.includes(PLATFORM_SEPARATOR) || RESERVED_PREFIX.test(slug2) || HASH_SUFFIX.test(slug2);
  if (slug2 === branch && slug2.length <= maxLength && !isReserved) return slug2;
  return `${slug2.replaceAll(PLATFORM_SEPARATOR, "_").slice(0, maxLength) || "branch"}-${shortHash(branch, 8)}`;
}
function platformScope(scope, platform) {
  return `${scope}${PLATFORM_SEPARATOR}${slugOf(platform)}`;
}

// src/cache/plan.ts
function planCache(request, delivery, platforms, apart, job) {
  const { cache } = request;
  if (delivery.kind === "call") return NO_CACHE;
  if (cache.from.length > 0 || cache.to.length > 0) return givenCaches(cache, delivery, job);
  if (cache.backend === "none") return NO_CACHE;
  if (cache.backend === "inline") return inlineCache(delivery);
  const scopes = cacheScopes(job, cache.write);
  const byPlatform = apart || delivery.kind === "parts";
  if (cache.backend === "local") return localCache(request, delivery, platforms, byPlatform, job, scopes);
  const names = (scope) => [scope, ...platforms.map((platform) => platformScope(scope, platform))];
  const read = scopes.read.flatMap(names);
  const written = scopes.write === void 0 ? [] : names(scopes.write);
  const write = byPlatform ? written.slice(1) : written.slice(0, 1);
  const named2 = { read, write, byPlatform, reason: scopes.reason };
  return cache.backend === "registry" ? registryCache(cache, delivery, named2) : ghaCache(request, delivery, job, named2);
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
  for (const reference of references) rejectImageTag(reference, delivery, "cache-to");
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
  for (const reference of references) rejectImageTag(reference, delivery, "cache-ref");
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
function rejectImageTag(reference, { targets }, input) {
  const [, name = "", tag = "latest"] = /^(.+?)(?::([^:/]+))?$/.exec(reference) ?? [];
  const place = parseRepository(name);
  if (typeof place === "string") return;
  const clash = targets.find(({ repository, tags }) => sameRepository(repository, place) && tags.includes(tag));
  if (clash === void 0) return;
  const message = `the cache would overwrite the image ${formatTagged({ repository: clash.repository, tag })}`;
  const hint = `use another repository, such as ${clash.repository.name}-buildcache`;
  throw new InputError([{ input, message, hint }]);
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
  const place = context.kind === "git" ? context.url : relative2(workspace, context.path);
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
import { relative as relative3 } from "node:path";

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

// src/dockerfile/read.ts
async function readDockerfile(text, frontend) {
  if (Buffer.byteLength(text) > MAX_DOCKERFILE_BYTES)
    return { unreadable: `it is larger than ${MAX_DOCKERFILE_BYTES} bytes` };
  const { DockerfileParser, Keyword } = (await import("./main-NECZ6NTU.js")).default;
  try {
    return withTimeLimit(DOCKERFILE_PARSE_MS, () => {
      checkFrontend(frontend?.trim().split(" ")[0] || syntaxLine(text));
      return assemble(DockerfileParser.parse(text), new Set(Object.values(Keyword)));
    });
  } catch (error) {
    if (error instanceof TimeLimitError)
      return { unreadable: `parsing it takes longer than ${DOCKERFILE_PARSE_MS / 1e3} s` };
    const mistake = error instanceof UnreadableError ? error.mistake : void 0;
    return { unreadable: messageOf(error), ...mistake !== void 0 && !text.includes("<<") && { mistake } };
  }
}
function assemble(parsed, keywords) {
  const escapeCharacter = parsed.getEscapeCharacter();
  const args = [];
  const stages = [];
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword();
    const stage = stages.at(-1);
    checkContinuations(instruction, escapeCharacter);
    if (!keywords.has(keyword)) throw unknownInstruction(keyword, lineOf(instruction), keywords);
    if (keyword === "FROM") stages.push(stageOf(instruction));
    else if (stage !== void 0) {
      const trigger = keyword === "ONBUILD" ? instruction.getTriggerInstruction() : void 0;
      const step = stepOf(trigger ?? instruction);
      if (step !== void 0) (trigger ? stage.triggers : stage.steps).push(step);
    } else if (keyword === "ARG") args.push(...argsOf(instruction, escapeCharacter));
    else throw new UnreadableError(`${keyword} before the first FROM`, lineOf(instruction), "begin with FROM, or ARG");
  }
  if (stages.length > MAX_STAGES) {
    throw new UnreadableError(`it has ${stages.length} stages, more than ${MAX_STAGES}`);
  }
  if (stages.length === 0) throw new UnreadableError("it has no FROM", void 0, "begin with FROM image");
  return { escapeCharacter, args, stages };
}
function unknownInstruction(keyword, line, known) {
  const meant = nearest(keyword, [...known]);
  const hint = meant === void 0 ? void 0 : `did you mean ${meant}?`;
  return new UnreadableError(`unknown instruction ${excerpt(keyword)}`, line, hint);
}
function syntaxLine(text) {
  const lines = text.replace(/^\uFEFF/, "").replace(/^#!.*\n/, "").split("\n");
  for (const line of lines) {
    const [, key, value] = /^#\s*(syntax|escape|check)\s*=\s*(\S+)/i.exec(line) ?? [];
    if (key === void 0) return void 0;
    if (key.toLowerCase() === "syntax") return value;
  }
  return void 0;
}
function checkFrontend(frontend) {
  const repository = frontend?.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  if (repository === void 0 || /(?:^|\/)docker\/dockerfile(?:-upstream)?$/.test(repository)) return;
  throw new UnreadableError(`it is written for another frontend, ${excerpt(frontend ?? "")}`);
}
function checkContinuations(instruction, escapeCharacter) {
  const lines = instruction.getTextContent().split("\n");
  const continued = lines[0]?.includes("<<") ? lines.slice(0, 1) : lines.slice(0, -1);
  if (continued.some((line) => !/^\s*#/.test(line) && line.trimEnd().endsWith(escapeCharacter + escapeCharacter))) {
    throw new UnreadableError("a line that ends with two escape characters", lineOf(instruction));
  }
}
function stageOf(from) {
  const [base, as, name, ...rest] = from.getArguments().map((argument) => argument.getValue());
  const line = lineOf(from);
  const named2 = as?.toUpperCase() === "AS" && name !== void 0 && /^[a-z][a-z0-9_.-]*$/i.test(name);
  if (base === void 0 || rest.length > 0 || as !== void 0 && !named2) {
    throw new UnreadableError("FROM wants an image, or an image AS name", line, "write FROM image AS name");
  }
  const platform = flagsOf(from, "platform")[0] || void 0;
  return { line, name: name?.toLowerCase(), base, platform, steps: [], triggers: [] };
}
function stepOf(instruction) {
  const keyword = instruction.getKeyword();
  const step = { line: lineOf(instruction), from: [], mounts: [], variables: [] };
  if (keyword === "ARG" || keyword === "ENV") {
    return { ...step, kind: keyword, variables: variablesOf(instruction) };
  }
  if (keyword !== "RUN" && keyword !== "COPY" && keyword !== "ADD") return void 0;
  checkHeredocs(instruction);
  if (keyword === "ADD") return void 0;
  if (keyword === "COPY") return { ...step, kind: "COPY", from: flagsOf(instruction, "from").map(unquote) };
  const mounts = flagsOf(instruction, "mount");
  const fields = mounts.flatMap((mount) => mount.split(","));
  const from = fields.flatMap((field) => /^from=(.+)$/i.exec(unquote(field))?.[1] ?? []);
  return { ...step, kind: "RUN", from, mounts };
}
function variablesOf(instruction) {
  return instruction.getProperties().map((property) => ({
    name: property.getName(),
    value: property.getUnescapedValue() ?? void 0
  }));
}
function checkHeredocs(instruction) {
  if (!instruction.getTextContent().includes("<<")) return;
  if (instruction.getHeredocs().some((heredoc) => heredoc.getDelimiterRange() === null)) {
    throw new UnreadableError("a here-document whose end is not found", lineOf(instruction));
  }
}
function argsOf(arg, escapeCharacter) {
  return arg.getPropertyArguments().map((argument) => {
    const word = argument.getValue().replaceAll(new RegExp(`\\${escapeCharacter}[ \\t]*\\r?\\n`, "g"), "");
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    return { line: lineOf(arg), name, value };
  });
}
function flagsOf(instruction, name) {
  return instruction.getFlags().flatMap((flag) => flag.getName() === name ? flag.getValue() ?? [] : []);
}
function unquote(text) {
  return text.replace(/["']/g, "");
}
function lineOf(instruction) {
  return instruction.getRange().start.line + 1;
}

// src/dockerfile/locate.ts
function dockerfileName({ dockerfile, file }, workspace) {
  if (dockerfile === void 0) return file ?? "Dockerfile";
  const inside = relative3(workspace, dockerfile);
  return inside.startsWith("..") ? dockerfile : inside;
}
async function locateDockerfile({ context, dockerfile, buildArgs }, readText) {
  if (context.kind === "git") {
    const isGit = !/^https?:/i.test(context.url) || /\.git([#?]|$)/.test(context.url);
    return { unreadable: isGit ? "it comes with a Git context" : "it is at the URL that is the context" };
  }
  const text = dockerfile === void 0 ? void 0 : readText(dockerfile, MAX_DOCKERFILE_BYTES + 1);
  if (text === void 0) return { unreadable: "it is not on this machine" };
  return readDockerfile(text, buildArgs.find(({ name }) => name === "BUILDKIT_SYNTAX")?.value);
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
  );
}
function dockerfileProblems(file, dockerfile, target) {
  if (!isUnreadable(dockerfile)) {
    const problem = target === void 0 ? void 0 : targetProblem(file, dockerfile, target);
    return problem === void 0 ? [] : [problem];
  }
  if (dockerfile.mistake === void 0) return [];
  const { message, hint, line } = dockerfile.mistake;
  return [{ input: "file", message: `${line === void 0 ? file : `${file}:${line}`}: ${message}`, hint }];
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

// src/tags/name.ts
function nameOf(draft2, flavor, fill) {
  const prefix = draft2.prefix === void 0 ? flavor.prefix : fill(draft2.prefix);
  const suffix = draft2.suffix === void 0 ? flavor.suffix : fill(draft2.suffix);
  const text = `${prefix}${draft2.value}${suffix}`;
  return text === "" ? void 0 : { ...draft2, name: tagOf(text), around: { prefix, suffix } };
}
function latestOf(named2, flavor) {
  const [first] = named2;
  if (first === void 0 || flavor.latest === "false") return void 0;
  const asked = first.latest || named2.some(({ derived, latest }) => derived && latest);
  if (flavor.latest === "auto" && !asked) return void 0;
  return tagOf(`${flavor.prefixLatest ? flavor.prefix : ""}latest${flavor.suffixLatest ? flavor.suffix : ""}`);
}
function sanitize(text) {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-");
}
function tagOf(text) {
  const tag = sanitize(text);
  if (TAG.test(tag)) return tag;
  throw new RuleError(
    `not a tag, found ${quote(tag)}`,
    "let it start with a letter, a digit or an underscore and have at most 128 characters"
  );
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
  return stringify2(parse3(version, cleanRegex));
}
function parse3(version, regex) {
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
function stringify2(parsed) {
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
  const parsed = parse3(version);
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
    public: stringify2(parsed).split("+", 1)[0],
    base_version,
    is_prerelease,
    is_devrelease,
    is_postrelease
  };
}

// node_modules/@renovatebot/pep440/lib/operator.js
function compare(version, other) {
  const parsedVersion = parse3(version);
  const parsedOther = parse3(other);
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
var import_parse = __toESM(require_parse(), 1);
function normalize(text, scheme) {
  if (scheme === "semver") return (0, import_parse.default)(text)?.version;
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
  if (scheme === "semver") return (0, import_parse.default)(version)?.prerelease.length === 0;
  const pep440 = explain(version);
  return pep440 !== null && !pep440.is_prerelease && !pep440.is_postrelease && !pep440.is_devrelease;
}

// src/tags/auto.ts
var import_parse2 = __toESM(require_parse(), 1);
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
  const parsed = (0, import_parse2.default)(name);
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
var import_parse3 = __toESM(require_parse(), 1);
function evaluateRule(rule, facts, tell) {
  const enabled = facts.expressions.fill(rule.enable);
  if (enabled !== "true" && enabled !== "false")
    throw new RuleError(`enable is true or false, found ${quote(enabled)}`);
  const found = enabled === "true" ? find(rule, facts, tell) : void 0;
  const { prefix, suffix, priority } = rule;
  return found && { prefix, suffix, priority, derived: false, release: void 0, ...found };
}
function find(rule, facts, tell) {
  const { event, expressions } = facts;
  switch (rule.type) {
    case "schedule":
      if (!event.eventName.includes("schedule")) return void 0;
      return { value: expressions.fillDates(rule.pattern), latest: false };
    case "semver":
    case "pep440":
      return findVersion(rule, facts, tell);
    case "match":
      return findMatch(rule, facts, tell);
    case "edge": {
      const branch = branchOf(event);
      const isEdge = branch !== void 0 && branch === (rule.branch || event.defaultBranch);
      return isEdge ? { value: "edge", latest: false } : void 0;
    }
    case "ref": {
      const value = { branch: branchOf, tag: gitTagOf, pr: pullRequestOf }[rule.event](event);
      return value === void 0 ? void 0 : { value, latest: rule.event === "tag" };
    }
    case "raw":
      return { value: expressions.fill(rule.value), latest: false };
    case "sha":
      if (event.sha === "") return void 0;
      return { value: rule.format === "long" ? event.sha : event.shortSha, latest: false };
  }
}
function findVersion(rule, facts, tell) {
  const source = sourceOf(rule.value, facts);
  if (source === void 0) return void 0;
  const text = partOf(source, rule.match, tell).replaceAll("/", "-");
  const parts = rule.type === "semver" ? semverParts(text) : pep440Parts(text);
  if (parts === void 0) {
    const standard = rule.type === "semver" ? "a semantic version (https://semver.org)" : "a version by PEP 440";
    tell(`"${text}" is not ${standard}, so type=${rule.type} gives no tag`);
    return void 0;
  }
  const { fillWith, isRaw } = facts.expressions;
  const final = isFinal(text, rule.type);
  const pattern = final || isRaw(rule.pattern) ? rule.pattern : "{{version}}";
  const value = pattern === "{{version}}" ? parts.version : fillWith(pattern, parts);
  return { value, latest: final, release: { scheme: rule.type, version: parts.version } };
}
function findMatch(rule, facts, tell) {
  const source = sourceOf(rule.value, facts);
  if (source === void 0) return void 0;
  const match = source.match(expressionOf(rule.pattern));
  const value = match?.[rule.group];
  if (match === null) tell(`${rule.pattern} does not match "${source}", so type=match gives no tag`);
  else if (value === void 0) tell(`${rule.pattern} has no group ${rule.group} in "${source}", so it gives no tag`);
  return value === void 0 ? void 0 : { value, latest: true };
}
function sourceOf(value, { event, version, expressions }) {
  return value === "" ? version ?? gitTagOf(event) : expressions.fill(value);
}
function partOf(source, pattern, tell) {
  if (pattern === "") return source;
  const match = source.match(regularExpression(pattern));
  if (match === null) {
    tell(`match ${pattern} does not match "${source}"`);
    return source;
  }
  if (match[1] === void 0)
    throw new RuleError(`match has no group, found ${quote(pattern)}`, "put the version in parentheses");
  return match[1];
}
function semverParts(text) {
  const parsed = (0, import_parse3.default)(text);
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
          throw new RuleError(`latest is auto, true or false, found ${quote(value)}`);
        }
        result = { ...result, latest: value };
        break;
      case "prefix":
      case "suffix":
        last = key;
        result = { ...result, [key]: value };
        break;
      case "onlatest":
        if (value !== "true" && value !== "false")
          throw new RuleError(`onlatest is true or false, found ${quote(value)}`);
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
  const expressions = await expressionsFor([...request.rules, ...request.flavor], request.event);
  const problems = [];
  let place = { input: "tags" };
  const at2 = (where, work) => {
    place = where;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push({ ...where, message: error.message, hint: error.hint });
      return void 0;
    }
  };
  try {
    const tags = withTimeLimit(timeLimit(request), () => tagsBy(request, expressions, at2));
    if (problems.length === 0) return tags;
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    problems.push(tooSlow(place, request));
  }
  return { kind: "problems", problems };
}
function timeLimit({ rules }) {
  return TAG_RULES_MS + TAG_RULE_EACH_MS * rules.length;
}
function tooSlow(place, request) {
  const { rules, flavor } = request;
  const line = (place.input === "tags" ? rules : flavor)[place.item ?? -1];
  const found = line === void 0 ? "" : `, found ${quote(line)}`;
  return {
    ...place,
    message: `takes longer than ${timeLimit(request) / 1e3} s to work out${found}`,
    hint: "simplify its regular expression or template: a repetition in a repetition, such as (a+)+, may take for ever"
  };
}
function tagsBy({ rules, flavor: flavors, version, event }, expressions, at2) {
  const facts = { event, version: version || void 0, expressions };
  const notices = [];
  const asked = flavors.reduce(
    (before, line, item) => at2({ input: "flavor", item }, () => applyFlavor(before, line)) ?? before,
    PLAIN_FLAVOR
  );
  const flavor = at2({ input: "flavor" }, () => filled(asked, expressions)) ?? PLAIN_FLAVOR;
  const named2 = rules.flatMap((line, item) => {
    const place = { input: "tags", item };
    const tell = (notice) => notices.push({ ...place, message: notice });
    const drafts = at2(place, () => draftsOf(line, flavor, facts, tell)) ?? [];
    return drafts.flatMap((draft2) => at2(place, () => nameOf(draft2, flavor, expressions.fill)) ?? []);
  }).toSorted((a, b) => b.priority - a.priority);
  const latest = at2({ input: "flavor" }, () => latestOf(named2, flavor));
  if (named2.length === 0) {
    const message = `no rule gives a tag for ${event.eventName || "this event"} on ${event.ref || "no ref"}`;
    notices.push({ input: "tags", message });
  }
  const release = releaseOf(named2, facts.version);
  const tags = tagsOf(latest === void 0 ? named2 : [...named2, { name: latest, derived: true }], release);
  return { kind: "tags", tags, version: facts.version ?? named2[0]?.name ?? "", release, notices };
}
async function expressionsFor(lines, event) {
  if (lines.some((line) => line.includes("{{"))) return (await import("./expression-WTBQ6PXP.js")).expressionsOf(event);
  const same = (template) => template;
  return { fill: same, fillWith: same, fillDates: same, isRaw: () => false, check: () => {
  } };
}
function filled(flavor, { fill, check }) {
  check(flavor.prefix);
  check(flavor.suffix);
  return { ...flavor, prefix: fill(flavor.prefix), suffix: fill(flavor.suffix) };
}
function draftsOf(line, flavor, facts, tell) {
  const room = 128 - flavor.prefix.length - flavor.suffix.length;
  if (line.trim() === "auto") return autoDrafts(facts.event, facts.version, room);
  const rule = parseRule(line);
  for (const template of templatesOf(rule)) facts.expressions.check(template);
  const draft2 = evaluateRule(rule, facts, tell);
  return draft2 === void 0 ? [] : [draft2];
}
function releaseOf(named2, given) {
  const found = named2.find(({ release: release2 }) => release2 !== void 0);
  if (given !== void 0) {
    const release2 = readRelease(given, [found?.release?.scheme ?? "semver", "pep440"]);
    return release2 && { ...release2, prefix: "", suffix: "" };
  }
  if (found?.release !== void 0) return { ...found.release, ...found.around };
  const [main] = named2;
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
  const rules = specs.flatMap((spec, item) => spec.kind === "reference" ? [] : [{ spec, item }]);
  const asked = rules.some(({ spec }) => spec.kind !== "tag");
  const at2 = (problem) => problem.item === void 0 || problem.input !== "tags" ? problem : { ...problem, item: rules[problem.item]?.item };
  const tagging = await resolveTags({ rules: rules.map(({ spec }) => lineOf2(spec)), flavor, version, event });
  if (tagging.kind === "problems") throw new InputError(tagging.problems.map(at2));
  const byRef = asked || version !== void 0 ? tagging : await fromRef(event);
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
    isNamed: asked || version !== void 0,
    notices: rules.length === 0 ? [] : firstOf(
      tagging.notices.map((notice) => formatProblem(at2(notice))),
      andMore
    )
  };
}
function andMore(more) {
  return `tags: ${more} more notices`;
}
function lineOf2(spec) {
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
    const message = `no rule gives a tag for ${event}, so there is no tag to ${purpose}`;
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
function planDelivery(request, naming, event) {
  const { push, pushByDigest, load, outputs } = request.result;
  const targets = targetsOf(request.image, naming);
  const files = outputs.filter(isFile).map((output) => described(output, targets, request));
  const kind = request.build.call !== void 0 ? "call" : push ? "publish" : pushByDigest ? "parts" : files.length > 0 && !load && !outputs.some(isImage) ? "files" : "prove";
  if (kind === "publish") refuseUntagged(targets, event);
  else if (kind === "prove" && load) refuseUntagged(targets, event, "load");
  return {
    kind,
    targets: kind === "parts" ? targets.map(({ repository }) => untagged(repository)) : targets,
    load,
    files,
    imageAttributes: Object.assign(timesOf(request), ...outputs.filter(isImage).map(({ attributes }) => attributes))
  };
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
  const named2 = names.length === 0 ? {} : { name: names.join(",") };
  return { type, attributes: { ...timesOf(request), ...named2, ...attributes } };
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
  const filled2 = ({ name, value }) => ({ name, value: fill(value) });
  const own = build.labels.map(filled2);
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
  const message = "is for an index, and one platform without attestations gets none";
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

// src/clients/registry/error.ts
import { STATUS_CODES } from "node:http";

// src/clients/registry/media-type.ts
function headerType(headers) {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
function manifestType({ headers, body }) {
  const named2 = headerType(headers);
  if (MANIFEST_TYPES.includes(named2)) return named2;
  const document = parseObject(body);
  return document && (documentType(document) ?? named2);
}
function documentType({ mediaType, manifests, config, layers }) {
  const isIndex = Array.isArray(manifests) && config === void 0 && layers === void 0;
  const isImage2 = Array.isArray(layers) && config !== void 0 && manifests === void 0;
  const types = isIndex ? INDEX_TYPES : isImage2 ? IMAGE_TYPES : [];
  return mediaType === void 0 ? types[0] : types.find((type) => type === mediaType);
}
function parseObject(bytes) {
  try {
    const value = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : void 0;
  } catch {
    return void 0;
  }
}

// src/clients/registry/error.ts
var RegistryError = class extends ActionError {
  name = "RegistryError";
  verdict;
  /** HTTP status. Undefined without an answer. */
  status;
  /** The registry's code (`MANIFEST_UNKNOWN`, `DENIED`), the network's (`ECONNRESET`), `DIGEST_MISMATCH` or `UNREADABLE`. */
  code;
  /** The server's message, in one line. */
  said;
  retryAfter;
  constructor(message, details) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.code = details.code;
    this.said = details.said;
    this.retryAfter = details.retryAfter;
  }
};
var UploadRefused = class extends RegistryError {
};
var REFUSED_READS = {
  403: ["DENIED", "UNAUTHORIZED", "FORBIDDEN"],
  404: ["MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND"]
};
function isRefusedRead({ status = 0, code = "" }) {
  return status === 401 || (REFUSED_READS[status]?.includes(code) ?? false);
}
function refused(what, server, response) {
  const { status, headers } = response;
  const { code, message } = firstError(response.body);
  const said = [code, message].filter(Boolean).join(": ") || STATUS_CODES[status];
  return new RegistryError(`${what} failed: ${server} answered ${status}${said === void 0 ? "" : ` (${said})`}`, {
    verdict: classify({ status, headers }),
    status,
    code,
    said: message ?? said,
    retryAfter: retryAfterOf(headers),
    hint: hintFor2(server, response)
  });
}
function unreadable(what, server, response, wanted) {
  const { status, headers } = response;
  const type = headerType(headers) || "no content type";
  return new RegistryError(`${what} failed: ${server} answered ${status} with ${type} instead of ${wanted}`, {
    verdict: "final",
    status,
    code: "UNREADABLE",
    hint: `Let the proxy in front of ${server} pass every request below /v2/ to the registry, for every User-Agent.`
  });
}
function unanswered(what, cause) {
  if (!(cause instanceof HttpError)) return cause;
  const { code, hint } = cause;
  return new RegistryError(`${what} failed: ${messageOf(cause)}`, { verdict: classify({ code }), code, hint, cause });
}
function mismatched(what, wanted, found) {
  return new RegistryError(`${what} failed: the bytes have the digest ${found} instead of ${wanted}`, {
    verdict: "transient",
    code: "DIGEST_MISMATCH",
    hint: "Check the registry's storage and the proxies in front of it: one of them alters content."
  });
}
function isMissing(error) {
  return error instanceof RegistryError && error.status === 404;
}
function unlessMissing(error) {
  if (!isMissing(error)) throw error;
}
function lagging(error) {
  if (!isMissing(error)) return error;
  return new RegistryError(error.message, { ...error, verdict: "transient", cause: error });
}
function hintFor2(server, { status, headers }) {
  if (status === 401 && isEcr(server)) {
    return `Log in to ${server} with aws-actions/amazon-ecr-login in an earlier step; its logins last 12 hours.`;
  }
  if (status === 401 || status === 403) {
    return `Log in to ${server} with an account that may do this (\`registry\`, \`username\`, \`password\`), or give the token the permission, such as \`packages: write\`.`;
  }
  if (status === 413) return "Raise the size of a request that the registry, or the proxy before it, accepts.";
  if (status === 507) return "Free space in the registry.";
  const retryAfter = retryAfterOf(headers) ?? 0;
  if (retryAfter > MAX_RETRY_AFTER_MS)
    return `Run the job again in ${duration(retryAfter)}: the registry asks to wait that long.`;
  return void 0;
}
function isEcr(host) {
  return host === "public.ecr.aws" || /\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/.test(host);
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

// src/clients/registry/sources.ts
function repositoriesOf2(name, registries) {
  const own = parseRepository(name);
  if (typeof own === "string") return [];
  const { mirrors = [] } = registries.get(own.registry) ?? {};
  const mirrored = mirrors.map((mirror) => parseRepository(`${mirror}/${own.path}`));
  return [...mirrored, own].filter((repository) => typeof repository !== "string");
}
function splitReference(text) {
  const [tagged = "", digest] = text.split("@");
  const [, name = tagged, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(tagged) ?? [];
  return { name, reference: digest ?? tag };
}
async function askSources(image, registry, registries) {
  const { name, reference } = splitReference(image);
  for (const repository of repositoriesOf2(name, registries)) {
    await registry.headManifest(repository, reference).catch((error) => {
      if (error instanceof RegistryError && error.status === 429) throw error;
    });
  }
}

// src/clients/registry/insecure.ts
import { BlockList, isIP } from "node:net";
function insecureBy(entries) {
  const networks = new BlockList();
  for (const [, address = "", prefix] of entries.flatMap((entry) => [/^(.+)\/(\d+)$/.exec(entry) ?? []])) {
    if (isIP(address) !== 0) networks.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return (registry) => {
    const host = nameOf2(registry);
    const family = isIP(host);
    return entries.includes(registry) || family !== 0 && networks.check(host, family === 6 ? "ipv6" : "ipv4");
  };
}
function nameOf2(registry) {
  return isIP(registry) === 6 ? registry : registry.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

// src/clients/registry/configuration.ts
function machineRegistries({ engine, certificates, used }) {
  const registries = /* @__PURE__ */ new Map();
  const set = (registry, settings) => registries.set(registry, { ...registries.get(registry), ...settings });
  if (engine.mirrors.length > 0) set("docker.io", { mirrors: engine.mirrors.map(withoutScheme) });
  const plain = [
    ...engine.mirrors.filter((url) => url.startsWith("http://")).map(hostOf),
    ...engine.insecureRegistries.filter((entry) => !entry.includes("/"))
  ];
  for (const registry of plain) set(registry, { http: true, insecure: true });
  const isInsecure = insecureBy(engine.insecureRegistries);
  for (const [registry, known] of used) {
    set(registry, {});
    if (isLoopback(registry) || registry === "docker.io" || registries.get(registry)?.insecure) continue;
    const addresses = known.filter((address) => isInsecure(address));
    if (isInsecure(registry)) set(registry, { http: true, insecure: true });
    else if (addresses.length > 0) set(registry, { http: true, insecure: true, addresses });
  }
  for (const { host, authorities, pairs: pairs2 } of certificates) {
    if (authorities.length > 0) set(host, { ca: authorities });
    if (pairs2.length > 0) set(host, { keypair: pairs2 });
  }
  return registries;
}
function hostOf(url) {
  return withoutScheme(url).replace(/\/.*$/s, "");
}
function withoutScheme(url) {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

// src/plan/buildkit-config.ts
function buildkitConfig(own, { registries, bundle }) {
  const tables = {};
  for (const [registry, { addresses: _, ...settings }] of registries) {
    const isVerified = settings.insecure !== true && !isLoopback(registry);
    const ca = [...bundle !== void 0 && isVerified ? [bundle] : [], ...settings.ca ?? []];
    const table = { ...settings, ...ca.length > 0 && { ca } };
    if (Object.keys(table).length > 0) tables[registry] = table;
  }
  if (Object.keys(tables).length === 0) return own;
  return stringify(merge({ registry: tables }, own === void 0 ? {} : parse2(own)));
}
function withBuildkitConfig(registries, toml) {
  const tables = toml === void 0 ? {} : parse2(toml).registry;
  if (!isTable(tables)) return registries;
  const merged2 = new Map(registries);
  for (const [registry, table] of Object.entries(tables)) {
    if (isTable(table)) merged2.set(registry, { ...merged2.get(registry), ...settingsOf(table) });
  }
  return merged2;
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
  const merged2 = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged2[key];
    merged2[key] = isTable(below) && isTable(value) ? merge(below, value) : value;
  }
  return merged2;
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

// src/plan/selection.ts
function selectBuilder(setup, { variable, current }) {
  if (setup.builder !== void 0) return { name: setup.builder, by: "builder", reason: "`builder` names it" };
  if (setup.driver !== "auto" || builderSetting(setup) !== void 0) return void 0;
  if (variable) return { name: variable, by: "BUILDX_BUILDER", reason: "`BUILDX_BUILDER` names it" };
  if (current === void 0) return void 0;
  return { name: current, by: "docker buildx use", reason: "`docker buildx use` selected it" };
}
function builderSetting(setup) {
  if (setup.endpoint !== void 0) return "endpoint";
  if (setup.nodes.length > 0) return "nodes";
  if (setup.driverOpts.length > 0) return "driver-opts";
  if (setup.buildkitdFlags !== void 0) return "buildkitd-flags";
  if (setup.buildkitdConfig !== void 0) return "buildkitd-config";
  if (setup.buildkitImage !== void 0) return "buildkit-image";
  if (setup.keepBuilder) return "keep-builder";
  return void 0;
}
function isOnEngine(driver, endpoint, elsewhere) {
  if (!["auto", "docker", "docker-container"].includes(driver)) return false;
  return endpoint === void 0 || !elsewhere.includes(endpoint);
}

// src/clients/docker/api-version.ts
var PLATFORM_API = [1, 49];
var OLDEST_API = [1, 41];
function hasApi({ apiVersion: [major2, minor2] }, [first, second]) {
  return major2 > first || major2 === first && minor2 >= second;
}

// src/plan/builder-proxies.ts
function proxyOptions(sources, driverOpts) {
  if (driverOpts.some((option) => /^"?env\.(?:https?|all|no)_proxy=/i.test(option))) return [];
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

// src/plan/classic-store.ts
function classicObstacles({ build, cache }, platforms, delivery) {
  const attested = hasIndex(build, 1, { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
  const archives = [...new Set(delivery.files.map(({ type }) => type).filter((type) => ARCHIVES.includes(type)))];
  const caches = [...new Set(cache.to.flatMap((entry) => readCacheEntry(entry).type ?? []))].filter(
    (type) => type !== "inline"
  );
  const attributes = Object.entries(delivery.imageAttributes).filter(
    ([name, value]) => !(name === "oci-mediatypes" && value === "true") && name !== "rewrite-timestamp"
  );
  return [
    ...platforms.length > 1 ? [`\`platforms\` asks for ${platforms.map(formatPlatform).join(", ")}, and it builds one platform: name one`] : [],
    ...attested ? ["it makes no attestations: leave out `provenance`, `sbom` and `attests`"] : [],
    ...build.annotations.some(isForIndex) ? ["it makes no index: leave out `annotations` of an index"] : [],
    ...caches.map((type) => `it writes no cache of type=${type}: leave it out of \`cache-to\`, or write type=inline`),
    ...archives.map((type) => `it writes no type=${type} archive: leave it out of \`outputs\``),
    ...attributes.length > 0 ? [
      `its image takes no ${attributes.map(([name, value]) => `${name}=${value}`).join(", ")}: leave it out of \`outputs\``
    ] : [],
    ...build.sourceDateEpoch !== void 0 ? ["it cannot rewrite timestamps: leave out `source-date-epoch`"] : []
  ];
}
var ARCHIVES = ["oci", "docker"];
function readOnly(cache) {
  if (cache.to.length === 0) return cache;
  return {
    ...cache,
    to: [],
    folders: cache.folders.map((group) => group.map((kept) => ({ ...kept, key: void 0 }))),
    reason: "the engine's classic image store writes none"
  };
}

// src/plan/builder.ts
var KEPT_BUILDER = "multiarch-build";
function planBuilder(request, host, { registries, id, platforms, delivery }) {
  const { builder, driver } = request.setup;
  const selection = selectBuilder(request.setup, host.selected);
  const named2 = selection === void 0 ? void 0 : existing(selection, host);
  if (named2 !== void 0 && named2.driver !== "docker") return named2;
  const obstacles = engineObstacles(request, host, platforms, delivery);
  const wanted = builder !== void 0 ? "`builder` names it" : driver === "docker" ? "`driver` asks for it" : void 0;
  if (wanted !== void 0 && obstacles.length > 0) {
    throw new ActionError(`the builder of Docker Engine cannot do this job: ${obstacles.join("; ")}`, {
      hint: "Leave `driver` at `auto` and `builder` empty, or set `driver` to `docker-container`."
    });
  }
  if (wanted !== void 0) return { kind: "engine", reason: wanted };
  const [local] = host.localImages;
  const isClassic = !host.engine.containerdStore && request.build.call === void 0;
  const obstacle = isClassic && local === void 0 ? CLASSIC : obstacles[0];
  if (driver === "auto" && obstacle === void 0) {
    return { kind: "engine", reason: isClassic ? `no registry has ${local}` : "it can do the whole job" };
  }
  const { keepBuilder } = request.setup;
  if (keepBuilder && host.namedBuilder !== void 0) {
    const reason = "`keep-builder` kept it from an earlier job";
    return existing({ name: KEPT_BUILDER, by: "keep-builder", reason }, host);
  }
  return {
    kind: "new",
    driver: driver === "remote" || driver === "kubernetes" ? driver : "docker-container",
    name: keepBuilder ? KEPT_BUILDER : `multiarch-build-${id}`,
    reason: driver === "auto" ? obstacle ?? "" : "`driver` asks for it",
    nodes: nodesOf(request, host, registries),
    config: driver === "auto" || driver === "docker-container" ? buildkitConfig(request.setup.buildkitdConfig, host) : request.setup.buildkitdConfig,
    keep: keepBuilder
  };
}
function existing({ name, by, reason }, host) {
  const recorded = host.namedBuilder;
  if (recorded === void 0) {
    throw new ActionError(`${by}: there is no builder "${name}"`, {
      hint: `See \`docker buildx ls\` on the runner, or leave \`${by}\` empty to have one made.`
    });
  }
  const { driver } = recorded;
  const nodes = recorded.nodes.map(({ endpoint, platforms }) => ({
    platforms: platforms.map(({ os, architecture, variant }) => normalisePlatform({ os, architecture, variant })),
    elsewhere: !isOnEngine(driver, endpoint, host.elsewhere)
  }));
  return { kind: "existing", name, driver, reason, nodes };
}
var CLASSIC = "the engine's image store is the classic one, which holds one platform";
function engineObstacles(request, { engine }, platforms, delivery) {
  const { setup, cache, result, build, image } = request;
  const setting = builderSetting(setup);
  const own = setting === void 0 ? [] : [`\`${setting}\` sets up a builder of its own`];
  if (build.call !== void 0 && (image.platforms ?? []).length < 2) return own;
  if (build.call !== void 0 && !engine.containerdStore) return [CLASSIC];
  const stamped = build.sourceDateEpoch !== void 0;
  return [
    ...engine.containerdStore && !hasApi(engine, PLATFORM_API) ? [`the engine's API ${engine.apiVersion.join(".")} cannot distinguish platforms`] : [],
    ...own,
    ...[...cache.from, ...cache.to].some((entry) => /^(s3|azblob)$/.test(readCacheEntry(entry).type ?? "")) ? ["it has no s3 or azblob cache"] : [],
    ...result.pushByDigest ? ["it cannot push by digest"] : [],
    ...build.allow.includes("security.insecure") ? ["it grants no `security.insecure`"] : [],
    // https://github.com/moby/moby/pull/51192: until then the engine's unpacking conflicts with rewritten timestamps
    ...engine.containerdStore && stamped && !atLeast(engine.version, 29, 1) ? [`Engine ${engine.version} cannot rewrite timestamps`] : [],
    ...engine.containerdStore ? [] : classicObstacles(request, platforms, delivery)
  ];
}
function nodesOf({ setup, build }, host, registries) {
  const first = {
    name: void 0,
    endpoint: setup.endpoint,
    tls: setup.tls,
    driverOpts: setup.driverOpts,
    buildkitdFlags: setup.buildkitdFlags,
    platforms: []
  };
  const hasFirst = setup.driver !== "remote" || setup.endpoint !== void 0;
  const nodes = [...hasFirst ? [first] : [], ...setup.nodes].map((node) => ({
    ...node,
    elsewhere: !isOnEngine(setup.driver, node.endpoint, host.elsewhere)
  }));
  if (setup.driver === "remote") return nodes.map((node) => ({ ...node, entitlements: [] }));
  const onLoopback = [
    ...registries,
    ...host.engine.mirrors.map(hostOf),
    ...[...host.registries.values()].flatMap(({ addresses = [] }) => addresses)
  ].some(isLoopback);
  return nodes.map((node) => {
    const driverOpts = [
      ...missing(`image=${setup.buildkitImage ?? BUILDKIT.pinned}`, node.driverOpts),
      // from a network of its own, a builder's loopback is not the host's
      ...setup.driver !== "kubernetes" && onLoopback ? missing("network=host", node.driverOpts) : [],
      ...node.driverOpts
    ];
    const isHere = setup.driver !== "kubernetes" && node.endpoint === void 0;
    const proxies = isHere ? proxyOptions(host.proxies, driverOpts) : [];
    return { ...node, driverOpts: [...driverOpts, ...proxies], entitlements: entitlementsOf(build) };
  });
}
function missing(option, own) {
  const [name = ""] = option.split("=", 1);
  const names = [name, ...name === "image" ? ["rootless"] : []];
  return own.some((other) => names.includes(other.replace(/^"/, "").split("=", 1)[0] ?? "")) ? [] : [option];
}
function entitlementsOf({ allow, network }) {
  const asked = allow.map((entitlement) => entitlement.split("=", 1)[0] ?? "").filter((name) => DAEMON.includes(name));
  return [.../* @__PURE__ */ new Set([...asked, ...network === "host" ? ["network.host"] : []])];
}
var DAEMON = ["network.host", "security.insecure", "device"];
function atLeast(version, major2, minor2) {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return actualMajor > major2 || actualMajor === major2 && actualMinor >= minor2;
}

// src/plan/emulation.ts
import { isDeepStrictEqual } from "node:util";

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
    const match = findMatch2(parsed, text, from);
    if (match === void 0) break;
    result += text.slice(copied, match.start).join("");
    if (match.end > copied || match.start === 0) result += replacement;
    copied = match.end;
    if (!all) break;
    from = Math.max(from + 1, match.end);
  }
  return result + text.slice(copied).join("");
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
function findMatch2([head = [], ...rest], text, from) {
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
var NAME = /\d+|[@*#?\-$!]|[\p{L}_][\p{L}\p{N}_]*/uy;
function expand(word, variables, escapeCharacter, work) {
  let at2 = 0;
  let nesting = 0;
  let raw = false;
  work.spend(word.length);
  function until(stop, keepEscapes = false) {
    if (nesting++ > MAX_SUBSTITUTION_DEPTH) throw new UnreadableError(`${quote(word)} nests too many substitutions`);
    const outer = raw;
    raw = keepEscapes;
    const text = textUntil(stop);
    raw = outer;
    nesting--;
    return text;
  }
  function textUntil(stop) {
    let text = "";
    while (at2 < word.length) {
      const char = word.charAt(at2++);
      if (char === stop) return text;
      if (char === "'") text += singleQuoted();
      else if (char === '"') text += doubleQuoted();
      else if (char === "$") text += variable();
      else if (char === escapeCharacter) text += (raw ? escapeCharacter : "") + word.charAt(at2++);
      else text += char;
    }
    if (stop !== void 0) throw new UnreadableError(`${quote(excerpt(word))} lacks a closing ${stop}`);
    return text;
  }
  function singleQuoted() {
    const end = word.indexOf("'", at2);
    if (end < 0) throw new UnreadableError(`${quote(excerpt(word))} lacks a closing quote`);
    const text = word.slice(at2, end);
    at2 = end + 1;
    return text;
  }
  function doubleQuoted() {
    let text = "";
    while (at2 < word.length) {
      const char = word.charAt(at2++);
      if (char === '"') return text;
      if (char === "$") text += variable();
      else if (char === escapeCharacter) {
        const escapes = ['"', "$", escapeCharacter].includes(word.charAt(at2));
        text += (raw ? escapeCharacter : "") + (escapes ? word.charAt(at2++) : char);
      } else text += char;
    }
    throw new UnreadableError(`${quote(excerpt(word))} lacks a closing quote`);
  }
  function name() {
    NAME.lastIndex = at2;
    const found = NAME.exec(word)?.[0] ?? "";
    at2 += found.length;
    return found;
  }
  function variable() {
    const text = substitution();
    work.spend(text.length);
    return text;
  }
  function substitution() {
    if (word.charAt(at2) !== "{") {
      const key2 = name();
      return key2 === "" ? "$" : variables.get(key2) ?? "";
    }
    at2++;
    const key = name();
    const value = variables.get(key) ?? "";
    const colon = word.charAt(at2) === ":";
    if (colon) at2++;
    const modifier = word.charAt(at2++);
    const missing2 = colon ? value === "" : !variables.has(key);
    if (key !== "") {
      if (modifier === "}" && !colon) return value;
      if (modifier === "-" || modifier === "+" || modifier === "?") {
        const alternative = until("}");
        if (modifier === "+") return missing2 ? "" : alternative;
        if (modifier === "?" && missing2)
          throw new UnreadableError(`${excerpt(key)}: ${excerpt(alternative || "is not set")}`);
        return missing2 ? alternative : value;
      }
      if (!colon && (modifier === "#" || modifier === "%")) return trim(value, modifier);
      if (!colon && modifier === "/") return replace(value);
    }
    throw new UnreadableError(`${quote(excerpt(word))} has a substitution that is not understood`);
  }
  function trim(value, sign) {
    const pattern = until("}", true);
    const longest = pattern.startsWith(sign);
    work.spend(value.length * pattern.length);
    return trimPattern(value, longest ? pattern.slice(1) : pattern, sign === "#" ? "start" : "end", longest);
  }
  function replace(value) {
    const all = word.charAt(at2) === "/";
    if (all) at2++;
    const pattern = until("/", true);
    const replacement = until("}", true);
    if (all && replacement.includes("$")) throw new UnreadableError(`${quote(word)} has a $ in a replacement`);
    work.spend(value.length * (pattern.length + replacement.length));
    return replacePattern(value, pattern, replacement, all);
  }
  return until(void 0);
}

// src/dockerfile/graph.ts
function resolveStages(dockerfile, options, platforms, work) {
  const variables = globalVariables(dockerfile, options, platforms, work);
  const contexts = new Map(options.buildContexts.map(({ name, value }) => [familiar(name), value]));
  const nodes = [];
  const byName = /* @__PURE__ */ new Map();
  for (const [index, stage] of dockerfile.stages.entries()) {
    const evaluate = (word) => at(stage.line, () => expand(word, variables, dockerfile.escapeCharacter, work));
    const node = resolveStage(stage, index, evaluate, contexts, byName, platforms.target);
    nodes.push(node);
    work.spend(node.steps.length);
    if (stage.name !== void 0) byName.set(stage.name, node);
  }
  const target = options.target === void 0 ? nodes.at(-1) : byName.get(options.target.toLowerCase());
  if (target === void 0) throw new UnreadableError(`there is no stage "${options.target}"`);
  const found = /* @__PURE__ */ new Set();
  const visit = (node) => {
    if (node === void 0 || found.has(node)) return;
    found.add(node);
    visit(node.parent);
    for (const step of node.steps) for (const source of step.from) visit(stageNamed(source, step, nodes, byName));
  };
  visit(target);
  return { contributing: nodes.filter((node) => found.has(node)), target, variables };
}
function resolveStage(stage, index, evaluate, contexts, byName, target) {
  const base = evaluate(stage.base);
  if (base === "") throw new UnreadableError(`the image name ${quote(excerpt(stage.base))} is empty`, stage.line);
  const flag = stage.platform === void 0 ? void 0 : platformOf(evaluate(stage.platform), stage.line);
  const name = stage.name ?? `stage-${index}`;
  const common = { stage, name, parent: void 0, image: void 0, pinned: void 0 };
  const replacement = stage.name === void 0 ? void 0 : contexts.get(stage.name);
  if (replacement !== void 0) {
    const image2 = imageOf(replacement);
    const pinned2 = image2 === void 0 ? void 0 : flag;
    return { ...common, platform: pinned2 ?? target, image: image2, pinned: pinned2, steps: [] };
  }
  const parent = byName.get(base.toLowerCase());
  if (parent !== void 0) {
    return { ...common, platform: parent.platform, parent, steps: [...parent.stage.triggers, ...stage.steps] };
  }
  if (base === "scratch") return { ...common, platform: target, steps: stage.steps };
  const context = contexts.get(familiar(base));
  const image = context === void 0 ? base : imageOf(context);
  const pinned = image === void 0 ? void 0 : flag;
  return { ...common, platform: flag ?? target, image, pinned, steps: stage.steps };
}
function platformOf(text, line) {
  const platform = parsePlatform(text);
  if (platform instanceof Wrong) throw new UnreadableError(platform.message, line);
  return platform;
}
function stageNamed(source, { kind, line }, nodes, byName) {
  if (source.includes("$")) throw new UnreadableError(`from=${excerpt(source)} is not expanded by BuildKit`, line);
  if (kind !== "COPY" || !/^[+-]?\d+$/.test(source)) return byName.get(source.toLowerCase());
  const node = nodes[Number(source)];
  if (node === void 0) throw new UnreadableError(`there is no stage ${excerpt(source)}`, line);
  return node;
}
function globalVariables({ args, stages, escapeCharacter }, options, platforms, work) {
  const given = new Map(options.buildArgs.map(({ name, value }) => [name, value]));
  const variables = new Map([
    ...variablesOf2("BUILD", platforms.build),
    ...variablesOf2("TARGET", platforms.target),
    ["TARGETSTAGE", options.target ?? stages.at(-1)?.name ?? "default"]
  ]);
  for (const name of variables.keys()) variables.set(name, given.get(name) ?? variables.get(name) ?? "");
  for (const { line, name, value } of args) {
    const argument = given.get(name) ?? (value === void 0 ? void 0 : at(line, () => expand(value, variables, escapeCharacter, work)));
    if (argument !== void 0) variables.set(name, argument);
  }
  return variables;
}
function variablesOf2(prefix, platform) {
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
function at(line, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadableError ? new UnreadableError(error.message, line) : error;
  }
}

// src/dockerfile/limits.ts
var Work = class {
  #left = MAX_DOCKERFILE_WORK_CHARS;
  /** @throws UnreadableError if the walk takes more work than the limit allows. */
  spend(amount) {
    this.#left -= amount;
    if (this.#left < 0) throw new UnreadableError("its variables and stages take too much work to follow");
  }
};

// src/dockerfile/walk.ts
function walkStages(dockerfile, options, platforms) {
  try {
    const { contributing, target } = resolveStages(dockerfile, options, platforms, new Work());
    return { runs: runsOf(contributing), pinned: pinOf(target, platforms.target), base: baseOf(target) };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
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
function pinOf(node, target) {
  if (node.parent !== void 0) return pinOf(node.parent, target);
  if (node.pinned === void 0 || runsOn(node.pinned, target)) return void 0;
  return { line: node.stage.line, platform: node.pinned };
}
function baseOf({ parent, image, stage }) {
  if (parent !== void 0) return baseOf(parent);
  return image === void 0 ? void 0 : { image, line: stage.line };
}

// src/model/plan.ts
function isElsewhere(builder, platform) {
  const nodes = sitesOf(builder);
  const named2 = nodes.find(({ platforms }) => platforms.some((own) => samePlatform(own, platform)));
  return (named2 ?? nodes[0])?.elsewhere ?? false;
}
function sitesOf(builder) {
  return builder.kind === "engine" ? [] : builder.nodes;
}

// src/plan/emulation.ts
function planPlatforms(request, platforms, builder, { dockerfile, dockerfileName: dockerfileName2, host }, pinMatters) {
  const { target } = request.build;
  return platforms.map((platform) => {
    if (isElsewhere(builder, platform)) {
      const { pinned, ...known } = endsElsewhere(request, platform, dockerfile);
      if (pinMatters && pinned !== void 0) throw pinError(dockerfileName2, target, platform, pinned);
      return { platform, execution: "remote", reason: "left to the builder's nodes", foreign: [], ...known };
    }
    const walk = walkFor(request, dockerfile, { target: platform, build: hostPlatform(host) });
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
      base: walk.base
    };
  });
}
function executionOf(walk, platform, host, dockerfileName2) {
  const foreign = walk.runs.find((run2) => !runsNatively(run2.platform, host));
  if (foreign !== void 0) {
    return {
      execution: "emulated",
      reason: `RUN on ${formatPlatform(foreign.platform)} at ${dockerfileName2}:${foreign.line}`
    };
  }
  if (runsNatively(platform, host)) return { execution: "native", reason: "this processor" };
  const [run] = walk.runs;
  if (run === void 0) return { execution: "copied", reason: "no RUN" };
  return { execution: "cross-compiled", reason: `every RUN is on ${formatPlatform(run.platform)}` };
}
function plannedEmulators(request, platforms, host) {
  const { qemu } = request.setup;
  if (qemu === "never") return { emulators: [], installed: [], replaced: [] };
  const needed = platforms.flatMap(({ platform, foreign }) => [
    ...foreign,
    ...qemu === "always" || request.proof.smokeTest !== void 0 ? [platform] : []
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
function endsElsewhere(request, target, dockerfile) {
  const one = walkFor(request, dockerfile, { target, build: SOME });
  const other = walkFor(request, dockerfile, { target, build: { ...SOME, architecture: "arm64" } });
  if (isUnreadable(one)) return { unread: one.unreadable };
  if (isUnreadable(other)) return { unread: other.unreadable };
  return {
    pinned: isDeepStrictEqual(one.pinned, other.pinned) ? one.pinned : void 0,
    base: isDeepStrictEqual(one.base, other.base) ? one.base : void 0
  };
}
function walkFor(request, dockerfile, platforms) {
  if (isUnreadable(dockerfile)) return dockerfile;
  const { buildArgs, buildContexts } = request.build;
  const given = buildArgs.flatMap(({ name, value }) => value === void 0 ? [] : [{ name, value }]);
  return walkStages(dockerfile, { buildArgs: given, buildContexts, target: request.build.target }, platforms);
}

// src/dockerfile/cache-mounts.ts
import { posix } from "node:path";
function cacheMounts(dockerfile, options, platforms) {
  try {
    const work = new Work();
    const { contributing, variables: globals } = resolveStages(dockerfile, options, platforms, work);
    const after = /* @__PURE__ */ new Map();
    const found = contributing.flatMap((node) => {
      const inherited = node.parent && after.get(node.parent);
      const variables = new StageVariables(options, globals, dockerfile.escapeCharacter, work, inherited);
      after.set(node, variables);
      const image = imageOf2(node);
      return node.steps.flatMap((step) => {
        variables.add(step);
        return step.mounts.flatMap((text) => {
          const mount = mountOf(text, variables);
          if (mount === void 0) return [];
          return typeof mount === "string" ? { skipped: `line ${step.line}: ${mount}` } : { mount, image };
        });
      });
    });
    if (found.length > MAX_CACHE_MOUNTS) throw new UnreadableError(`it has more than ${MAX_CACHE_MOUNTS} cache mounts`);
    return {
      mounts: found.flatMap(({ mount }) => mount ?? []),
      image: found.find(({ image }) => image !== void 0)?.image,
      skipped: found.flatMap(({ skipped }) => skipped ?? [])
    };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function imageOf2({ image, parent }) {
  return parent === void 0 ? image : imageOf2(parent);
}
var StageVariables = class {
  #values;
  #given;
  #globals;
  #escapeCharacter;
  #work;
  /** @param inherited those of the stage that this one is built on. */
  constructor(options, globals, escapeCharacter, work, inherited) {
    this.#values = new Map(inherited === void 0 ? [] : inherited.#values);
    work.spend(this.#values.size);
    this.#given = new Map(options.buildArgs.map(({ name, value }) => [name, value]));
    this.#globals = globals;
    this.#escapeCharacter = escapeCharacter;
    this.#work = work;
  }
  add({ kind, variables }) {
    this.#work.spend(1);
    for (const { name, value } of variables) {
      const given = kind === "ARG" ? this.#given.get(name) : void 0;
      const own = value === void 0 ? void 0 : this.expand(value);
      const set = given ?? own ?? (value === void 0 ? this.#globals.get(name) : void 0);
      if (set !== void 0) this.#values.set(name, set);
      else if (value !== void 0) this.#values.delete(name);
    }
  }
  /** @returns `undefined` where a variable is not known. */
  expand(word) {
    const known = new KnownVariables(this.#values);
    const text = expand(word, known, this.#escapeCharacter, this.#work);
    return known.missed ? void 0 : text;
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
var OPTIONS = {
  sharing: /^(shared|private|locked)$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
  mode: /^[0-7]+$/
};
function mountOf(text, variables) {
  const shown = `--mount=${text.length > 100 ? `${text.slice(0, 100)}…` : text}`;
  const fields = text.split(",").map((field) => {
    const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(field.replace(/["']/g, "")) ?? [];
    return [key.toLowerCase(), variables.expand(value)];
  });
  const values = new Map(fields);
  const { type, id, target = values.get("dst") ?? values.get("destination") } = Object.fromEntries(fields);
  if (type?.toLowerCase() !== "cache") return void 0;
  if (fields.some(([, value]) => value === void 0)) return `${shown} has a variable from its base image`;
  if (["from", "source", "src"].some((key) => values.has(key))) return `${shown} begins with files of its own`;
  const name = id || posix.normalize(target ?? "").replace(/(?<=.)\/$/, "");
  const options = Object.keys(OPTIONS).flatMap((key) => {
    const value = values.get(key);
    return value === void 0 ? [] : [[key, value.toLowerCase()]];
  });
  const odd = options.some(([key, value]) => !OPTIONS[key]?.test(value)) || !/^[\w./@:+=~-]+$/.test(name);
  return odd ? `${shown} is not understood` : { id: name, options: Object.fromEntries(options) };
}

// src/cache/plan-mounts.ts
function planMounts(request, delivery, platforms, builder, { dockerfile, host, job }) {
  const { build, cache } = request;
  if (!cache.mounts || delivery.kind === "call") return void 0;
  const scopes = cacheScopes(job, cache.write);
  const slugs = platforms.map(slugOf).sort().join("_");
  const savedIn = cachedFolder(job, "mounts", `${cacheName(request, delivery, job)}@${shortHash(slugs, 16)}`, scopes);
  const none = (reason) => ({
    mounts: [],
    image: "",
    namespace: void 0,
    savedIn,
    skipped: [reason]
  });
  const sites = sitesOf(builder);
  if (sites.some(({ elsewhere }) => elsewhere)) {
    return none("the nodes of the builder are other machines with their own cache mounts");
  }
  if (sites.length > 1) return none("the builder has several nodes, each with its own cache mounts");
  if (isUnreadable(dockerfile)) return none(`the Dockerfile could not be followed: ${dockerfile.unreadable}`);
  const buildArgs = build.buildArgs.flatMap(
    ({ name, value = job.env[name] }) => value === void 0 ? [] : [{ name, value }]
  );
  const { buildContexts, target } = build;
  const walks = platforms.map((platform) => {
    const ends = { target: platform, build: hostPlatform(host) };
    return cacheMounts(dockerfile, { buildArgs, buildContexts, target }, ends);
  });
  const unread = walks.find(isUnreadable);
  if (unread !== void 0) return none(`the Dockerfile could not be followed: ${unread.unreadable}`);
  const read = walks.flatMap((walk) => isUnreadable(walk) ? [] : walk);
  const mounts = read.flatMap((walk) => walk.mounts);
  const image = read.find((walk) => walk.image !== void 0)?.image;
  if (image === void 0 && mounts.length > 0) return none("no stage with a cache mount has a base image");
  return {
    mounts: distinct(mounts),
    image: image ?? "",
    namespace: buildArgs.findLast(({ name }) => name === "BUILDKIT_CACHE_MOUNT_NS")?.value,
    savedIn,
    skipped: firstOf([...new Set(read.flatMap(({ skipped }) => skipped))], (more) => `and ${more} more`)
  };
}
function distinct(mounts) {
  const byKey = /* @__PURE__ */ new Map();
  for (const mount of mounts) {
    const key = mountKey(mount);
    if (!byKey.has(key)) byKey.set(key, mount);
  }
  return [...byKey.values()];
}
function mountKey({ id, options: { uid, gid, mode } }) {
  return shortHash([id, uid, gid, mode].join(" "), 16);
}

// src/parts/key.ts
var LONGEST_TAG = 128;
function partKey({ image, build, result }) {
  if (result.part !== void 0) return result.part;
  const references = image.tags.flatMap((tag) => tag.kind === "reference" ? [tag.reference.repository] : []);
  const names = [...image.repositories, ...references].map(({ name }) => name);
  const args = build.buildArgs.map(({ name, value }) => value === void 0 ? name : `${name}=${value}`);
  const variant = [[...new Set(names)].sort(), build.file ?? "", build.target ?? "", args.sort()];
  return shortHash(JSON.stringify(variant), 12);
}
function partTag({ pattern, naming, run, part }, platform) {
  const arch = slugOf(platform).replace(/^linux-/, "");
  if (pattern === void 0) {
    return `part-${run.replace(/[^\w.-]/g, "-")}-${arch}${part === void 0 ? "" : `_${part}`}`;
  }
  const tag = naming.tags[0]?.name ?? naming.references[0]?.tag;
  if (tag === void 0 && pattern.includes("{tag}")) return void 0;
  const around = pattern.replaceAll("{tag}", "").replaceAll("{arch}", arch);
  const short = (tag ?? "").slice(0, LONGEST_TAG - around.length);
  return pattern.replaceAll("{tag}", () => short).replaceAll("{arch}", arch);
}

// src/dockerfile/images.ts
function readImages(dockerfile, options, platforms) {
  try {
    const { contributing } = resolveStages(dockerfile, options, platforms, new Work());
    const stages = new Set(dockerfile.stages.flatMap(({ name }) => name ?? []));
    const contexts = new Set(options.buildContexts.map(({ name }) => familiar(name)));
    const isImage2 = (source, { kind }) => {
      const isNumber = kind === "COPY" && /^[+-]?\d+$/.test(source);
      return source !== "scratch" && !isNumber && !stages.has(source.toLowerCase()) && !contexts.has(familiar(source));
    };
    return contributing.flatMap((node) => [
      ...baseOf2(node),
      ...node.steps.flatMap(
        (step) => step.from.filter((source) => isImage2(source, step)).map((image) => ({ image, line: step.line, platform: platforms.target }))
      )
    ]);
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function baseOf2({ image, stage, platform }) {
  return image === void 0 ? [] : [{ image, line: stage.line, platform }];
}

// src/plan/bases.ts
function planBases({ build }, platforms, builder, { dockerfile, host, job }) {
  if (isUnreadable(dockerfile) || job.env[SOURCE_POLICY] || !isKnown(builder)) return [];
  const buildArgs = build.buildArgs.flatMap(
    ({ name, value = job.env[name] }) => value === void 0 ? [] : [{ name, value }]
  );
  const options = { buildArgs, buildContexts: build.buildContexts, target: build.target };
  const found = platforms.filter((platform) => !isElsewhere(builder, platform)).flatMap((target) => {
    const images = readImages(dockerfile, options, { target, build: hostPlatform(host) });
    return isUnreadable(images) ? [] : images;
  });
  return merged(found.filter(({ image }) => isAsked(image, builder, host)));
}
var SOURCE_POLICY = "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY";
function isKnown(builder) {
  if (builder.kind === "engine") return true;
  if (builder.kind !== "new" || builder.driver !== "docker-container") return false;
  return builder.nodes.every(({ driverOpts, buildkitdFlags = "" }) => {
    const image = driverOpts.findLast((option) => option.startsWith("image=")) ?? "";
    return /^image=(?:docker\.io\/)?moby\/buildkit[:@]/.test(image) && !/--(?:config|containerd)/.test(buildkitdFlags);
  });
}
function isAsked(image, builder, host) {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (typeof repository === "string" || !(TAG.test(reference) || isDigest(reference))) return false;
  if (isDigest(reference) && (builder.kind !== "new" || builder.keep)) return false;
  if (!isLoopback(repository.registry)) return true;
  const isOnHost = builder.kind !== "new" || builder.nodes.every(({ driverOpts }) => driverOpts.includes("network=host"));
  return isOnHost && host.emulators !== void 0;
}
function merged(images) {
  const bases = /* @__PURE__ */ new Map();
  for (const { image, line, platform } of images) {
    const known = bases.get(image) ?? { image, line, platforms: [] };
    const isNew = !known.platforms.some((own) => samePlatform(own, platform));
    bases.set(image, {
      image,
      line: Math.min(line, known.line),
      platforms: isNew ? [...known.platforms, platform] : known.platforms
    });
  }
  return [...bases.values()];
}

// src/plan/make-plan.ts
function makePlan(request, circumstances) {
  const { host, id, job, naming, provenance } = circumstances;
  const delivery = planDelivery(request, naming, describeEvent(job));
  const registries = [...delivery.targets.map(({ repository }) => repository), request.cache.ref].flatMap(
    (repository) => repository?.registry ?? []
  );
  const asked = request.image.platforms ?? defaultPlatforms(delivery, host);
  const builder = planBuilder(request, host, { registries, id, platforms: asked, delivery });
  const isClassic = builder.kind === "engine" && !host.engine.containerdStore;
  if (delivery.load) refuseLoad(asked, host.engine);
  const apart = delivery.kind !== "call" && asked.length > 1 && sitesOf(builder).length > 1;
  if (apart) refuseArchives(delivery, asked);
  const pinMatters = hasImage(delivery) && request.proof.verify;
  const platforms = planPlatforms(request, asked, builder, circumstances, pinMatters);
  const { kind } = delivery;
  const indexed = !isClassic && hasIndex(request.build, asked.length, job.env);
  if (hasImage(delivery) && !indexed) refuseIndexAnnotations(request.build);
  const part = partKey(request);
  const run = job.env.GITHUB_RUN_ID ?? "";
  const cache = planCache(request, delivery, asked, apart, job);
  const described2 = describeRequest(request, { naming, provenance, kind, indexed, run, part });
  return {
    request: described2,
    platforms: delivery.kind === "call" ? platforms.slice(0, request.image.platforms?.length ?? 0) : platforms,
    ...plannedEmulators(request, delivery.kind === "call" ? [] : platforms, host),
    builder,
    apart,
    delivery,
    bases: kind === "call" ? [] : planBases(request, asked, builder, circumstances),
    cache: isClassic ? readOnly(cache) : cache,
    mounts: planMounts(request, delivery, asked, builder, circumstances),
    naming,
    origin: originOf(provenance, described2.build.labels),
    part: { key: part, commit: provenance.revision }
  };
}
function describeEvent({ eventName, ref }) {
  return `${eventName || "this event"} on ${ref || "no ref"}`;
}
function defaultPlatforms(delivery, host) {
  if (delivery.load && delivery.kind !== "publish" && !host.engine.containerdStore) return [hostPlatform(host)];
  return ["amd64", "arm64"].map((architecture) => ({ os: "linux", architecture, variant: void 0 }));
}
function refuseLoad(platforms, { containerdStore }) {
  if (containerdStore || platforms.length === 1) return;
  throw new ActionError(
    `load: the engine's classic image store holds one platform under a name, and \`platforms\` asks for ${platforms.map(formatPlatform).join(", ")}`,
    {
      hint: "Ask for one platform, or turn the containerd image store on: https://docs.docker.com/engine/storage/containerd/"
    }
  );
}
function refuseArchives({ files }, platforms) {
  const archive = files.find(({ type }) => type !== "local");
  if (archive === void 0) return;
  throw new ActionError(
    `outputs: a builder of several nodes writes no \`type=${archive.type}\` of ${platforms.map(formatPlatform).join(", ")} together`,
    {
      hint: "Write `type=local`, ask for one platform, or use a builder of one node. For an image in an archive, push it and save it from there."
    }
  );
}

export {
  formatPlatform,
  slugOf,
  samePlatform,
  runsOn,
  normalisePlatform,
  COMPRESSIONS,
  parseAttributes,
  parseGoBoolean,
  wrongBoolean,
  formatFields,
  parseFields,
  parsePath,
  parseFilePath,
  withValue,
  isInside,
  BINFMT,
  BUILDKIT,
  parseBoolean,
  parseChoice,
  parseCount,
  parseDuration,
  parseSize,
  parseArgument,
  wrongPort,
  parseExpanded,
  withoutSecrets,
  fromFork,
  readCacheEntry,
  parsePlatform,
  parsePlatforms,
  parsePart,
  parsePartTag,
  readResult,
  LIBRARY,
  findConflicts,
  inLibrary,
  repositoriesOf,
  NOTHING_FROM_FORKS,
  withinRights,
  WITHHELD,
  isWithheld,
  NOTHING_FROM_MERGE_GROUPS,
  isLeftToEvent,
  withinMergeGroup,
  findDocker,
  requireDocker,
  installedBuildx,
  UNKNOWN_OPTION,
  RENEW,
  tooOld,
  describeTooOld,
  containerOf,
  buildxFolder,
  RECORDED_CONFIG,
  isBuilderName,
  recordedBuilder,
  currentBuilder,
  keptRoot,
  createCacheService,
  cacheScopes,
  planCache,
  exportFolder,
  UnreadableError,
  isUnreadable,
  dockerfileName,
  locateDockerfile,
  dockerfileProblems,
  countNames,
  PART_ANNOTATIONS,
  movesBack,
  nameImage,
  targetsOf,
  refuseUntagged,
  planDelivery,
  hasImage,
  originOf,
  RELEASE_ANNOTATION,
  describeIndex,
  expandPlaceholders,
  provenanceOf,
  needsCommit,
  refuseIndexAnnotations,
  hasIndex,
  expand,
  resolveStages,
  Work,
  isElsewhere,
  sitesOf,
  hostPlatform,
  qemuName,
  mountKey,
  partTag,
  headerType,
  manifestType,
  RegistryError,
  UploadRefused,
  isRefusedRead,
  refused,
  unreadable,
  unanswered,
  mismatched,
  isMissing,
  unlessMissing,
  lagging,
  repositoriesOf2,
  splitReference,
  askSources,
  OLDEST_API,
  hasApi,
  nameOf2 as nameOf,
  machineRegistries,
  hostOf,
  withBuildkitConfig,
  selectBuilder,
  isOnEngine,
  KEPT_BUILDER,
  unregistered,
  makePlan,
  describeEvent,
  refuseLoad
};
