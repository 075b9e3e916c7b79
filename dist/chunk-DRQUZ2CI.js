import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  parseArgument,
  parseExpanded,
  wrongPort
} from "./chunk-KF45ZQFP.js";
import {
  CsvError,
  parse
} from "./chunk-G6TENKBZ.js";
import {
  credentialIn,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  TAG,
  Wrong,
  parseRepository
} from "./chunk-IWCVWDM7.js";
import {
  MAX_BAKE_BYTES,
  MAX_BLANK_DOCKERFILE_BYTES,
  MAX_ITEMS,
  MAX_POLICY_BYTES,
  MAX_RULE_CHARS,
  MAX_SYMLINKS,
  MAX_YAML_ALIASES,
  MAX_YAML_CHARS
} from "./chunk-BB63CQQL.js";

// src/inputs/list.ts
var COMMAS = { comma: true, quotes: true, comments: false, trim: true };
var LINES = { comma: false, quotes: true, comments: false, trim: true };
var FIELDS = { ...LINES, quotes: "fields" };
var LISTS = {
  flavor: { ...LINES, comments: true },
  platforms: COMMAS,
  "bake-file": COMMAS,
  "build-args": LINES,
  "build-contexts": LINES,
  labels: { ...LINES, comments: true },
  annotations: { ...LINES, comments: true },
  "annotations-levels": COMMAS,
  secrets: { ...LINES, trim: false },
  "secret-envs": COMMAS,
  "secret-files": LINES,
  ssh: COMMAS,
  "add-hosts": COMMAS,
  ulimit: LINES,
  allow: COMMAS,
  "no-cache-filters": COMMAS,
  attests: FIELDS,
  outputs: { ...LINES, quotes: false },
  "foreign-programs": { ...LINES, comments: true },
  "driver-opts": { ...LINES, quotes: false },
  "cache-from": FIELDS,
  "cache-to": FIELDS
};
function parseList(text, format) {
  const records = parseRecords(text, format);
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => format.comma ? splitAgain(fields) : [fields.join(",")]).map((item) => format.trim ? item.trim() : item).map((item) => format.quotes === "fields" ? unquoteWhole(item) : item).filter((item) => item.trim() !== "");
}
function parseRecords(text, { quotes, comments }) {
  try {
    return parse(text, {
      quote: quotes === true ? '"' : null,
      comment: comments ? "#" : null,
      comment_no_infix: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // a parameter, not guessed from the first line: a file may mix both
      record_delimiter: ["\r\n", "\n"]
    });
  } catch (error) {
    if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
      return new Wrong("a double quote opens an item and is not closed", "write a double quote inside an item twice");
    }
    throw error;
  }
}
function unquoteWhole(item) {
  const [, content] = /^"((?:[^"]|"")*)"$/.exec(item) ?? [];
  return content === void 0 ? item : content.replaceAll('""', '"');
}
function splitAgain(fields) {
  return fields.length === 1 ? (fields[0] ?? "").split(",") : fields;
}

// src/inputs/yaml.ts
async function parseYaml(text) {
  if (text.trim() === "") return "";
  if (text.length > MAX_YAML_CHARS)
    return new Wrong(`YAML of ${text.length} characters`, `shorten it to ${MAX_YAML_CHARS}`);
  const { LineCounter, parseDocument } = (await import("./dist-SA3MOQLP.js")).default;
  const lineCounter = new LineCounter();
  const options = { schema: "failsafe", resolveKnownTags: false, prettyErrors: false, logLevel: "error" };
  const document = parseDocument(text, { ...options, lineCounter });
  const place = ([offset]) => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  const [error] = document.errors;
  if (error !== void 0) {
    return new Wrong(`invalid YAML ${place(error.pos)} (${error.code.toLowerCase().replaceAll("_", " ")})`);
  }
  const [warning] = document.warnings;
  if (warning !== void 0) return new Wrong(`a YAML tag or directive ${place(warning.pos)}`, "write the plain value");
  try {
    return document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) ?? "";
  } catch {
    return new Wrong("aliases that multiply or have no anchor", "write the values out");
  }
}

// src/inputs/texts.ts
var STEP = { of: () => void 0, isKnown: () => true };
var Texts = class _Texts {
  #input;
  #made = /* @__PURE__ */ new Map();
  origin;
  constructor(input, origin = STEP) {
    this.#input = input;
    this.origin = origin;
  }
  static of(source) {
    return source instanceof _Texts ? source : new _Texts(source);
  }
  text(name) {
    return this.once(`text of ${name}`, () => this.#input(name));
  }
  list(name) {
    return this.once(`list of ${name}`, () => parseList(this.text(name), LISTS[name]));
  }
  yaml(name) {
    return this.once(`YAML of ${name}`, () => parseYaml(this.text(name)));
  }
  /** A value that is made from these inputs when it is first needed. */
  once(what, make) {
    if (!this.#made.has(what)) this.#made.set(what, make());
    return this.#made.get(what);
  }
};

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
function parseName(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  const repository = parseRepository(expanded);
  return repository instanceof Wrong ? new Wrong(`${repository.message}, got ${quote(text)}`, "write it like ghcr.io/acme/app") : repository;
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
  if (text === "git" || text === "workflow") {
    return new Wrong(
      `must be an existing folder, got ${quote(text)}`,
      `write metadata-context: ${text} for the context of docker/metadata-action`
    );
  }
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
function parseBuildContext(text, job, inBakeFile = false) {
  const [, name = "", source = ""] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (name === "" || source === "") return new Wrong("must be a name and a context", "write name=path");
  if (wrongWith(name) !== void 0) return new Wrong(`must be a name, got ${quote(name)}`, "write name=path");
  if (credentialIn(source) !== void 0) return new Wrong("credentials in a URL", "take them out");
  const value = expandDefault(source, job);
  if (value instanceof Wrong) return value;
  const expanded = parseExpanded(value);
  if (expanded instanceof Wrong) return expanded;
  if (value.startsWith("target:")) {
    if (inBakeFile) return { name, value };
    return new Wrong(
      `names a target of a bake file, which a build of a Dockerfile does not have, got ${quote(value)}`,
      "a stage needs no context: write COPY --from=stage; write docker-image://… for an image of an earlier step"
    );
  }
  const [, scheme, built] = /^(docker-image|oci-layout):(.*)$/.exec(value) ?? [];
  if (built !== void 0) {
    const place = built.replace(/^\/\//, "");
    if (scheme === "oci-layout" && place !== "") return parseLayout(name, place, value, job);
    const wrong = scheme === "oci-layout" ? new Wrong("no value after its scheme") : wrongWith(place);
    return wrong === void 0 ? { name, value } : new Wrong(
      `${wrong.message}, got ${quote(value)}`,
      `write it like ${scheme === "docker-image" ? "docker-image://alpine:3" : "oci-layout://folder:1"}`
    );
  }
  const argument = parseArgument(value);
  if (argument instanceof Wrong) return argument;
  if (isRemote(value)) return wrongPort(value) ?? { name, value };
  const path = parsePath(value, job);
  if (path instanceof Wrong) return withValue(path, value);
  return job.files.exists(path) && !job.files.isFile(path) ? { name, value: path } : new Wrong(`must be an existing folder, got ${quote(value)}`, "write a folder, a Git URL or docker-image://…");
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
  const named = inputs.value("bake-target", parseTarget);
  const target = named ?? "default";
  if (files.length > 0 || inputs.text("bake-file") !== void 0) return { files, target };
  if (named === void 0) return void 0;
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

// src/inputs/limits.ts
function limitItems(name, items) {
  const most = MAX_ITEMS[name];
  return items.length > most ? new Wrong(`${items.length} items`, `write at most ${most}`) : items;
}
function limitRule(text) {
  return text.length > MAX_RULE_CHARS ? new Wrong(`${text.length} characters`, `shorten it to at most ${MAX_RULE_CHARS}`) : text;
}

export {
  parsePath,
  parseFilePath,
  withValue,
  isInside,
  LISTS,
  parseList,
  parseRecords,
  splitAgain,
  parseYaml,
  Texts,
  limitItems,
  limitRule,
  wrongWith,
  parseName,
  readContext,
  isRemote,
  parseBuildContext,
  INLINE_FOLDER,
  readBakeInputs
};
