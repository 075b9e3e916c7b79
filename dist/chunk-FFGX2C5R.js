import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  CsvError,
  credentialIn,
  hasWrongPort,
  hintFor,
  parse,
  quote
} from "./chunk-VC6AJXCW.js";
import {
  array,
  configFolder,
  object,
  readJson,
  string
} from "./chunk-M7JF7C6E.js";
import {
  ActionError,
  TAG,
  Wrong,
  parseRepository
} from "./chunk-3UVMYFHN.js";
import {
  MAX_BAKE_BYTES,
  MAX_BLANK_DOCKERFILE_BYTES,
  MAX_POLICY_BYTES,
  MAX_SYMLINKS,
  MAX_TIMEOUT_MS
} from "./chunk-ZNZUOKZ2.js";

// src/inputs/bake.ts
import { join as join2 } from "node:path";

// src/inputs/context.ts
import { dirname as dirname2, isAbsolute as isAbsolute2, relative as relative2, resolve as resolve2 } from "node:path";

// src/inputs/paths.ts
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
function resolveLinks(path, { readLink }) {
  const links = [];
  const left = path.split("/").reverse();
  let at = "/";
  while (left.length > 0) {
    const name = left.pop() ?? "";
    const next = name === ".." ? dirname(at) : join(at, name);
    const target = name === "" || name === "." || name === ".." ? void 0 : readLink(next);
    if (target === void 0) {
      at = next;
      continue;
    }
    if (links.push(next) > MAX_SYMLINKS) return void 0;
    left.push(...target.split("/").reverse());
    if (isAbsolute(target)) at = "/";
  }
  return { path: at, links };
}
function parsePath(text, { workspace, files }, folders = []) {
  const path = resolve(workspace, text);
  const found = resolveLinks(isAbsolute(text) ? text : `${workspace}/${text}`, files);
  if (found === void 0) return new Wrong("must not be symlinks that lead to each other", LINK_HINT);
  const roots = [workspace, ...folders].map((folder) => ({
    folder,
    real: resolveLinks(folder, files)?.path ?? folder
  }));
  const rootOf = (place) => roots.find(({ real }) => isInside(place, real));
  if (!found.links.some((link) => rootOf(link) !== void 0)) return path;
  const root = rootOf(found.path);
  if (root === void 0) return new Wrong("must not be a symlink that leads out of the checkout", LINK_HINT);
  return join(root.folder, relative(root.real, found.path));
}
var LINK_HINT = "put the file or folder itself there, or write an absolute path to it";
function parseFilePath(text, job, most, folders) {
  const path = parsePath(text, job, folders);
  if (path instanceof Wrong) return path;
  const { exists, isFile, size } = job.files;
  if (!exists(path)) return new Wrong("must be an existing file", "write its path from the checkout");
  const real = resolveLinks(path, job.files)?.path ?? path;
  if (!isFile(path) || /^\/(proc|sys)\//.test(real))
    return new Wrong("must be a regular file", "name a file that holds the text");
  const bytes = size(path);
  return bytes <= most ? path : new Wrong(`a file of ${bytes} bytes, more than ${most}`, "shorten it");
}
function withValue({ message, hint }, value) {
  return new Wrong(`${message}, got ${quote(value)}`, hint);
}
function isInside(path, folder) {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

// src/inputs/reference.ts
function wrongWith(reference) {
  const [, name = "", tag] = /^(.*?)(?::([^:/]*))?(?:@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128}))?$/s.exec(reference) ?? [];
  const repository = parseRepository(name);
  if (repository instanceof Wrong) return repository;
  return tag === void 0 || TAG.test(tag) ? void 0 : new Wrong("must have a valid tag");
}

// src/inputs/scalars.ts
function parseBoolean(text) {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return new Wrong(`must be true or false, got ${quote(text)}`);
}
function parseChoice(choices) {
  return (text) => choices.find((choice) => choice === text) ?? new Wrong(`unknown value ${quote(text)}`, hintFor(text, choices));
}
function parseCount(most) {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return count <= most ? count : new Wrong(`must be a number from 0 to ${most}, got ${quote(text)}`);
  };
}
var UNITS = { h: 36e5, m: 6e4, s: 1e3 };
function parseDuration(text) {
  const [, h, m, s] = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  if (h === void 0 && m === void 0 && s === void 0) {
    return new Wrong(`must be a duration, got ${quote(text)}`, "write it with units, such as 30m, 90s or 1h30m");
  }
  const duration = Number(h ?? 0) * UNITS.h + Number(m ?? 0) * UNITS.m + Number(s ?? 0) * UNITS.s;
  if (duration === 0) return new Wrong("a duration of zero", "leave it empty for no limit");
  return duration <= MAX_TIMEOUT_MS ? duration : new Wrong(`must be at most 24 days, got ${quote(text)}`);
}
function parseSize(text) {
  return /^\d+(\.\d+)? ?([kmgtp]i?)?b?$/i.test(text) ? text : new Wrong(`must be a size, got ${quote(text)}`, "write a number and a unit, such as 64m or 2g");
}
function parseArgument(text) {
  if (text.startsWith("-")) return new Wrong(`must not start with a dash like an option, got ${quote(text)}`);
  return /[\r\n\0]/.test(text) ? new Wrong(`must be one line, got ${quote(text)}`) : text;
}
function wrongPort(url) {
  return hasWrongPort(url) ? new Wrong(`must have a port from 1 to 65535, got ${quote(url)}`) : void 0;
}
function parseExpanded(text) {
  if (text.includes("${{")) {
    return new Wrong(
      `must not hold an unexpanded expression, got ${quote(text)}`,
      "write it where the runner expands it"
    );
  }
  if (text.includes("***")) {
    return new Wrong(
      `must not hold a masked secret, got ${quote(text)}`,
      "keep secrets out of names: the runner masks them"
    );
  }
  return text;
}

// src/inputs/context.ts
function readContext(inputs, job) {
  const context = inputs.value("context", (text) => parseContext(text, job));
  const file = inputs.value("file", parseFile);
  if (context === void 0) {
    if (file !== void 0 && isAbsolute2(file)) checkDockerfile(inputs, file, job, ANY_FOLDER);
    return { context: { kind: "path", path: job.workspace }, file, dockerfile: void 0 };
  }
  const found = inputs.fine("file") && !isUrl(file) ? findDockerfile(inputs, context, file, job) : {};
  return { context, file, dockerfile: void 0, ...found };
}
var ANY_FOLDER = ["/"];
function parseContext(text, job) {
  if (text === "-")
    return new Wrong("must not be the standard input, which a step does not have", "write a folder or a Git URL");
  const expanded = expandDefault(text, job);
  if (expanded instanceof Wrong) return expanded;
  const argument = parseArgument(expanded);
  if (argument instanceof Wrong) return argument;
  const path = resolve2(job.workspace, expanded);
  const { exists, isFile } = job.files;
  if (exists(path) && !isFile(path)) {
    if (!isInside(path, job.workspace) && !isAbsolute2(expanded)) {
      return new Wrong(`must be inside the checkout, got ${quote(text)}`, "write an absolute path if that is meant");
    }
    const folder = parsePath(expanded, job);
    return folder instanceof Wrong ? withValue(folder, text) : { kind: "path", path: folder };
  }
  if (isRemote(expanded) || credentialIn(expanded) !== void 0) return parseRemote(expanded, job.serverUrl);
  return exists(path) ? new Wrong(`must be a folder, got the file ${quote(text)}`, "write its folder, and the Dockerfile into file") : new Wrong(
    `must be an existing folder, got ${quote(text)}`,
    "name one of the checkout; is actions/checkout missing before this step?"
  );
}
function expandDefault(text, { repository, serverUrl, sha, ref }) {
  const placeholder = /\{\{\s*defaultContext\s*\}\}/;
  if (!placeholder.test(text)) return text;
  if (repository === "" || sha === "" && ref === "") {
    return new Wrong("{{defaultContext}} outside a workflow", "set GITHUB_REPOSITORY and GITHUB_SHA, or write a path");
  }
  return text.replace(placeholder, () => `${serverUrl}/${repository}.git#${sha || ref}`);
}
function isRemote(text) {
  return /^[a-z+]+:\/\/|^github\.com\/|^[\w.-]+@[\w.-]+:/i.test(text);
}
function isWebPage(path, serverUrl) {
  const [, host = "", owner, name, more] = /^([^/]+)\/([^/]+)\/([^/]+?)\/?(\/.*)?$/.exec(path) ?? [];
  const isServer = ["github.com", "gitlab.com", new URL(serverUrl).host].includes(host.toLowerCase());
  return isServer && owner !== void 0 && name !== void 0 && more === void 0 && !/\.\w+$/.test(name);
}
function parseRemote(text, serverUrl) {
  if (credentialIn(text) !== void 0) {
    return new Wrong("credentials in a URL", "take them out; github-token or a secret GIT_AUTH_TOKEN lets BuildKit in");
  }
  if (/\s/.test(text)) return new Wrong(`must be a URL without spaces, got ${quote(text)}`);
  const [, scheme, path = ""] = /^(?:([a-z+]+):\/\/)?([^#?]*)/i.exec(text) ?? [];
  if (scheme !== void 0 && !/^(https?|git|ssh)$/i.test(scheme)) {
    return new Wrong(`unknown scheme ${quote(scheme)}`, "write a path or an https, ssh or git URL");
  }
  if (/^https?$/i.test(scheme ?? "") && isWebPage(path, serverUrl)) {
    return new Wrong(
      `must not be the web page of a repository, got ${quote(text)}`,
      "end the repository's path in .git, or write the URL of an archive or of a Dockerfile"
    );
  }
  return wrongPort(text) ?? { kind: "git", url: text };
}
function parseFile(text) {
  if (text === "-") return new Wrong("must not be the standard input, which a step does not have", "write a path");
  if (credentialIn(text) !== void 0) return new Wrong("credentials in a URL", "take them out");
  return wrongPort(text) ?? parseArgument(text);
}
function findDockerfile(inputs, context, file, job) {
  if (context.kind === "git") {
    if (file !== void 0 && isAbsolute2(file)) inputs.accept("file", parseDockerfile(file, job, []));
    return {};
  }
  const { workspace, files } = job;
  const candidates = file === void 0 ? ["Dockerfile", "dockerfile"].map((name2) => resolve2(context.path, name2)) : [file];
  const name = candidates.find((candidate) => files.exists(resolve2(workspace, candidate)));
  if (name === void 0) {
    reportMissing(inputs, context.path, file, job);
    return {};
  }
  const dockerfile = checkDockerfile(inputs, name, job, [context.path]);
  if (dockerfile === void 0) return {};
  const folder = parsePath(dirname2(resolve2(workspace, name)), job);
  const isSeen = !(folder instanceof Wrong) && isInside(dockerfile, folder);
  if (isSeen) return { dockerfile };
  return { dockerfile, file: isInside(dockerfile, workspace) ? relative2(workspace, dockerfile) : dockerfile };
}
function checkDockerfile(inputs, name, job, folders) {
  const path = inputs.accept("file", parseDockerfile(name, job, folders));
  if (path === void 0) return void 0;
  const { size, readText } = job.files;
  if (size(path) <= MAX_BLANK_DOCKERFILE_BYTES && readText(path).trim() === "")
    inputs.accept("file", new Wrong(`an empty Dockerfile, ${show(path, job.workspace)}`));
  return path;
}
function parseDockerfile(name, job, folders) {
  const path = parseFilePath(name, job, Number.POSITIVE_INFINITY, folders);
  if (path instanceof Wrong) return withValue(path, show(resolve2(job.workspace, name), job.workspace));
  for (const policy of [`${resolve2(job.workspace, name)}.rego`, `${path}.rego`]) {
    const wrong = job.files.exists(policy) ? parseFilePath(policy, job, MAX_POLICY_BYTES, folders) : void 0;
    if (wrong instanceof Wrong) return withValue(wrong, show(policy, job.workspace));
  }
  return path;
}
function reportMissing(inputs, context, file, { workspace, files }) {
  if (file === void 0) {
    const hint2 = "name it in file, or its folder in context; is actions/checkout missing before this step?";
    inputs.accept("context", new Wrong(`no Dockerfile in ${show(context, workspace)}`, hint2));
    return;
  }
  const inContext = resolve2(context, file);
  const hint = files.isFile(inContext) ? `write ${show(inContext, workspace)}: a path from the checkout, not from the context` : "write its path from the checkout";
  inputs.accept("file", new Wrong(`must be an existing file, got ${quote(file)}`, hint));
}
function isUrl(file) {
  return file !== void 0 && /^https?:\/\//.test(file);
}
function parseBuildContext(text, job) {
  const [, name = "", source = ""] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (name === "" || source === "") return new Wrong("must be a name and a context", "write name=path");
  if (wrongWith(name) !== void 0) return new Wrong(`must be a name, got ${quote(name)}`, "write name=path");
  if (credentialIn(source) !== void 0) return new Wrong("credentials in a URL", "take them out");
  const value = expandDefault(source, job);
  if (value instanceof Wrong) return value;
  const expanded = parseExpanded(value);
  if (expanded instanceof Wrong) return expanded;
  const [, scheme, built] = /^(docker-image|oci-layout|target):(.*)$/.exec(value) ?? [];
  if (built !== void 0) {
    const place = built.replace(/^\/\//, "");
    if (scheme === "oci-layout" && place !== "") return parseLayout(name, place, value, job);
    const wrong = scheme === "docker-image" ? wrongWith(place) : wrongWithTarget(place);
    return wrong === void 0 ? { name, value } : new Wrong(`${wrong.message}, got ${quote(value)}`, "write it like docker-image://alpine:3, or target:name");
  }
  const argument = parseArgument(value);
  if (argument instanceof Wrong) return argument;
  if (isRemote(value)) return wrongPort(value) ?? { name, value };
  const path = parsePath(value, job);
  if (path instanceof Wrong) return withValue(path, value);
  return job.files.exists(path) && !job.files.isFile(path) ? { name, value: path } : new Wrong(`must be an existing folder, got ${quote(value)}`, "write a folder, a Git URL or docker-image://…");
}
function wrongWithTarget(place) {
  return place === "" ? new Wrong("no value after its scheme") : void 0;
}
function parseLayout(name, place, value, job) {
  const [, folder = ""] = /^(.*?)(?::[\w.-]+)?(?:@[a-z0-9]+:[0-9a-f]+)?$/.exec(place) ?? [];
  const path = parsePath(folder, job);
  if (path instanceof Wrong) return withValue(path, value);
  const isPlain = path === resolve2(job.workspace, folder);
  return { name, value: isPlain ? value : `oci-layout://${path}${place.slice(folder.length)}` };
}
function show(path, workspace) {
  return isInside(path, workspace) ? relative2(workspace, path) || "the checkout" : path;
}

// src/inputs/bake.ts
var INLINE_FOLDER = "multiarch-build-bake-";
var DEFAULT_FILES = [
  "compose.yaml",
  "compose.yml",
  "docker-compose.yml",
  "docker-compose.yaml",
  "docker-bake.json",
  "docker-bake.hcl",
  "docker-bake.override.json",
  "docker-bake.override.hcl"
];
function readBakeInputs(inputs, job) {
  const files = inputs.each("bake-file", (text) => parseBakeFile(text, job));
  const named2 = inputs.value("bake-target", parseTarget);
  const target = named2 ?? "default";
  if (files.length > 0 || inputs.text("bake-file") !== void 0) return { files, target };
  if (named2 === void 0) return void 0;
  const found = DEFAULT_FILES.map((name) => join2(job.workspace, name)).filter(job.files.isFile);
  if (found.length === 0) {
    const hint = "name the file in bake-file; is actions/checkout missing before this step?";
    inputs.accept("bake-target", new Wrong("no bake or compose file in the checkout", hint));
  }
  return { files: found, target };
}
function parseBakeFile(text, job) {
  const name = text.replace(/^cwd:\/\//, "");
  if (name === "-") return new Wrong("must not be the standard input, which a step does not have", "write a path");
  if (isRemote(name)) {
    return new Wrong(
      `must be a file on the runner, got ${quote(name)}`,
      "check it out with actions/checkout, and write a path"
    );
  }
  const path = parseFilePath(name, job, MAX_BAKE_BYTES);
  return path instanceof Wrong ? withValue(path, name) : path;
}
function parseTarget(text) {
  return /^\w[\w.-]*$/.test(text) ? text : new Wrong(`must be a target, got ${quote(text)}`, "use letters, digits, _ and -, and name one target");
}

// src/inputs/csv.ts
function formatFields(fields) {
  return fields.map((field) => /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(",");
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
  return name === void 0 ? void 0 : new Wrong(`${name} must be true or false, got ${quote(value)}`);
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

// src/clients/docker/buildx.ts
import { join as join3 } from "node:path";
var SYSTEM_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins"
];
function findBuildx(env, isFile, readText) {
  const config = configFolder(env);
  const folders = [
    join3(config, "cli-plugins"),
    ...extraFolders(readText(join3(config, "config.json"))),
    ...SYSTEM_FOLDERS
  ];
  const inPath = (env.PATH ?? "").split(":").filter((folder) => folder !== "");
  return [
    ...folders.map((folder) => join3(folder, "docker-buildx")),
    ...inPath.map((folder) => join3(folder, "docker-buildx")),
    // the standalone binary, which images of runners without Docker have
    ...inPath.map((folder) => join3(folder, "buildx"))
  ].find(isFile);
}
var CONFIG = object({ cliPluginsExtraDirs: array(string()) });
function extraFolders(config) {
  return readJson(CONFIG, config ?? "{}")?.cliPluginsExtraDirs ?? [];
}
function findDocker(env, isFile) {
  return (env.PATH ?? "").split(":").map((folder) => join3(folder, "docker")).find(isFile);
}
function requireDocker(need, env, isFile) {
  if (findDocker(env, isFile) !== void 0) return;
  throw new ActionError(`${need} needs the Docker CLI: \`docker\` is not in PATH`, {
    hint: "Install the Docker CLI on the runner: https://docs.docker.com/engine/install/"
  });
}
function installedBuildx(env, isFile, readText) {
  const path = findBuildx(env, isFile, readText);
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
  return env.BUILDX_CONFIG || join3(configFolder(env), "buildx");
}

export {
  formatFields,
  parseFields,
  COMPRESSIONS,
  parseAttributes,
  parseGoBoolean,
  wrongBoolean,
  parsePath,
  parseFilePath,
  withValue,
  isInside,
  parseBoolean,
  parseChoice,
  parseCount,
  parseDuration,
  parseSize,
  parseArgument,
  wrongPort,
  parseExpanded,
  wrongWith,
  readContext,
  isRemote,
  parseBuildContext,
  INLINE_FOLDER,
  readBakeInputs,
  BINFMT,
  BUILDKIT,
  findDocker,
  requireDocker,
  installedBuildx,
  UNKNOWN_OPTION,
  RENEW,
  tooOld,
  describeTooOld,
  containerOf,
  buildxFolder
};
