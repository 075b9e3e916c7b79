import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  BINFMT,
  WITHHELD,
  countNames,
  describeEvent,
  dockerfileName,
  dockerfileProblems,
  formatFields,
  hasImage,
  hasIndex,
  isInside,
  isLeftToEvent,
  isWithheld,
  locateDockerfile,
  nameImage,
  parseArgument,
  parseAttributes,
  parseBoolean,
  parseChoice,
  parseExpanded,
  parseFields,
  parseFilePath,
  parsePath,
  parsePlatforms,
  planCache,
  planDelivery,
  recordedBuilder,
  refuseIndexAnnotations,
  refuseUntagged,
  targetsOf,
  withValue,
  withinMergeGroup,
  wrongPort
} from "./chunk-PZVKTTND.js";
import {
  CsvError,
  InputError,
  Wrong,
  credentialIn,
  credentialsIn,
  firstOf,
  hintFor,
  nearest,
  parse,
  placeOf,
  quote,
  readJobEvent
} from "./chunk-TFC3UAKP.js";
import {
  printableLine,
  secretsInAuthVariable,
  variable
} from "./chunk-WAHZCBLI.js";
import {
  ActionError,
  TAG,
  messageOf,
  parseRepository,
  sameRepository
} from "./chunk-H7ZIAHL5.js";
import {
  MAX_BLANK_DOCKERFILE_BYTES,
  MAX_ITEMS,
  MAX_POLICY_BYTES,
  MAX_REFERENCES,
  MAX_RULE_CHARS,
  MAX_SECRET_BYTES,
  MAX_YAML_ALIASES,
  MAX_YAML_CHARS,
  MIN_MASKED_CHARS,
  MIN_MASKED_LINE_CHARS
} from "./chunk-SMAGCOBC.js";

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

// src/inputs/cache-credentials.ts
var CREDENTIALS = ["access_key_id", "secret_access_key", "session_token", "token", "ghtoken", "password"];
function isSecretAttribute(name) {
  return /access_?key|secret|token|passw/.test(name.replaceAll("-", "_"));
}
var VARIABLES = {
  s3: {
    access_key_id: "AWS_ACCESS_KEY_ID",
    secret_access_key: "AWS_SECRET_ACCESS_KEY",
    session_token: "AWS_SESSION_TOKEN"
  },
  gha: { token: "ACTIONS_RUNTIME_TOKEN" }
};
function partCredentials(entry, type) {
  const fields = parseFields(entry);
  if (fields instanceof Wrong) return fields;
  const found = fields.filter(isCredential).map((field) => ({ key: keyOf(field), value: field.replace(/^.*?=/s, "") }));
  if (found.length === 0) return { entry, variables: {} };
  const names = VARIABLES[type] ?? {};
  const stuck = found.find(({ key }) => names[key] === void 0);
  if (stuck !== void 0) {
    return new Wrong(
      `the credential ${stuck.key}, which buildx takes on its command line only`,
      "leave it out, and give the builder access by a login or an identity of its own"
    );
  }
  const session = type === "s3" ? { AWS_SESSION_TOKEN: "" } : {};
  return {
    entry: formatFields(fields.filter((field) => !isCredential(field))),
    variables: { ...session, ...Object.fromEntries(found.map(({ key, value }) => [names[key], value])) }
  };
}
function isCredential(field) {
  return CREDENTIALS.includes(keyOf(field));
}
function keyOf(field) {
  return field.split("=", 1)[0]?.trim().toLowerCase() ?? "";
}

// src/inputs/list.ts
var COMMAS = { comma: true, quotes: true, comments: false, trim: true };
var LINES = { comma: false, quotes: true, comments: false, trim: true };
var FIELDS = { ...LINES, quotes: "fields" };
var LISTS = {
  flavor: { ...LINES, comments: true },
  platforms: COMMAS,
  "build-args": LINES,
  "build-contexts": LINES,
  labels: { ...LINES, comments: true },
  annotations: { ...LINES, comments: true },
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

// src/inputs/node-tls.ts
var VARIABLE = /^BUILDER_NODE_\d+_AUTH_TLS_(CACERT|CERT|KEY)$/;
function nodeTls(env, index, endpoint) {
  const [cacert, cert, key] = ["CACERT", "CERT", "KEY"].map(
    (name) => env[`BUILDER_NODE_${index}_AUTH_TLS_${name}`] || void 0
  );
  if (endpoint?.startsWith("tcp://") !== true || (cacert ?? cert ?? key) === void 0) return void 0;
  return { cacert, cert, key };
}
function nodeSecrets(env) {
  return Object.entries(env).flatMap(([name, value = ""]) => VARIABLE.test(name) ? [value] : []);
}

// src/inputs/yaml.ts
async function parseYaml(text) {
  if (text.trim() === "") return "";
  if (text.length > MAX_YAML_CHARS)
    return new Wrong(`YAML of ${text.length} characters`, `shorten it to ${MAX_YAML_CHARS}`);
  const { LineCounter, parseDocument } = (await import("./dist-22GAVQHB.js")).default;
  const lineCounter = new LineCounter();
  const options = { schema: "failsafe", resolveKnownTags: false, prettyErrors: false, logLevel: "error" };
  const document = parseDocument(text, { ...options, lineCounter });
  const place = ([offset]) => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  const [error] = document.errors;
  if (error !== void 0) {
    return new Wrong(`not YAML ${place(error.pos)} (${error.code.toLowerCase().replaceAll("_", " ")})`);
  }
  const [warning] = document.warnings;
  if (warning !== void 0) return new Wrong(`a YAML tag or directive ${place(warning.pos)}`, "write the plain value");
  try {
    return document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) ?? "";
  } catch {
    return new Wrong("aliases that multiply or have no anchor", "write the values out");
  }
}
async function readEntries(inputs, name, keys) {
  const yaml = inputs.accept(name, await parseYaml(inputs.raw(name)));
  if (yaml === void 0 || yaml === "") return [];
  if (!Array.isArray(yaml)) {
    inputs.accept(name, new Wrong("not a list", "begin each entry with a dash: - key: value"));
    return [];
  }
  return inputs.items(name, yaml).flatMap((entry, item) => {
    const values = inputs.accept(name, parseEntry(entry, keys), item);
    return values === void 0 ? [] : [{ item, values }];
  });
}
function parseEntry(entry, keys) {
  if (typeof entry === "string" || Array.isArray(entry)) {
    return new Wrong("not a map", `write it with the keys ${keys.join(", ")}`);
  }
  const unknown = Object.keys(entry).find((key) => !keys.some((known) => known === key));
  if (unknown === void 0) return entry;
  if (unknown.includes(":")) return new Wrong("a key with a colon in it", "put a space behind the colon");
  const shown = nearest(unknown, keys) === void 0 ? "" : ` ${quote(unknown)}`;
  return new Wrong(`unknown key${shown}`, hintFor(unknown, keys));
}

// src/inputs/masks.ts
async function secretsOf(input, job, names) {
  const { env } = job;
  const secrets = [
    ...await keysOf(input),
    input("github-token"),
    ...inSecretEnvs(input("secret-envs"), env),
    ...names.filter((name) => !UNADDRESSED.includes(name)).flatMap((name) => credentialsIn(input(name))),
    ...inCaches(`${input("cache-from")}
${input("cache-to")}`),
    ...await inDriverOpts(input),
    ...["HTTP_PROXY", "HTTPS_PROXY"].flatMap((name) => credentialsIn(variable(env, name))),
    ...inSsh(input("ssh")),
    ...secretsInAuthVariable(env.DOCKER_AUTH_CONFIG)
  ];
  const lines = [
    ...secrets.flatMap(linesOf).filter((line) => line.length >= MIN_MASKED_CHARS),
    ...inSecretFiles(input("secret-files"), job).filter((line) => line.length >= MIN_MASKED_LINE_CHARS),
    // without the lines that all PEM files share
    ...nodeSecrets(env).flatMap(linesOf).filter((line) => line.length >= MIN_MASKED_LINE_CHARS && !line.startsWith("-----"))
  ];
  const shown = lines.map((line) => printableLine(line).trim()).filter((line) => line.length >= MIN_MASKED_CHARS);
  return [.../* @__PURE__ */ new Set([...lines, ...shown])];
}
async function keysOf(input) {
  return [input("password"), ...await inRegistryAuth(input("registry-auth")), ...inSecrets(input("secrets"))];
}
var UNADDRESSED = ["build-args", "labels", "annotations", "smoke-test"];
function linesOf(secret) {
  return secret.split(/\r\n|\r|\n/).map((line) => line.trim());
}
function parseSecretPath(name, job) {
  return parseFilePath(name, job, MAX_SECRET_BYTES);
}
function inSecretFiles(text, job) {
  const items = parseList(text, LISTS["secret-files"]);
  if (items instanceof Wrong) return [];
  return items.flatMap((item) => {
    const path = parseSecretPath(behindEquals(item), job);
    if (path instanceof Wrong) return [];
    const content = attempt(() => job.files.readText(path)) ?? "";
    return content.includes("\0") ? [] : linesOf(content);
  });
}
function attempt(read) {
  try {
    return read();
  } catch {
    return void 0;
  }
}
async function inRegistryAuth(text) {
  const yaml = await parseYaml(text);
  const entries = Array.isArray(yaml) ? yaml : [yaml];
  const passwords = entries.map(
    (entry) => typeof entry === "object" && "password" in entry ? entry.password : void 0
  );
  return [...passwordsWritten(text), ...passwords.filter((password) => typeof password === "string")];
}
function passwordsWritten(text) {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line, i) => {
    const [, before = "", value] = /^([\s-]*)["']?password["']?\s*:(.*)$/.exec(line) ?? [];
    if (value === void 0) return [...line.matchAll(IN_BRACES)].flatMap(([, inner = ""]) => forms(inner));
    let end = i + 1;
    while (end < lines.length && isFurther(lines[end] ?? "", before.length)) end++;
    return [value, ...lines.slice(i + 1, end)].flatMap(forms);
  });
}
var IN_BRACES = /[{,]\s*["']?password["']?\s*:\s*("[^"]*"|'[^']*'|[^,}]+)/g;
function isFurther(line, margin) {
  return line.trim() === "" || indent(line) > margin;
}
function indent(line) {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}
function forms(line) {
  const written = line.trim();
  const bare = insideQuotes(written) ?? written.replace(/(?<!\s)\s+#.*$/, "");
  return /^[|>][+-]?\d?[+-]?$/.test(bare) ? [] : [written, bare];
}
function insideQuotes(line) {
  const quote2 = line.charAt(0);
  if (quote2 !== '"' && quote2 !== "'") return void 0;
  for (let end = line.lastIndexOf(quote2); end > 0; end = line.lastIndexOf(quote2, end - 1)) {
    if (/^(?:\s+#|$)/.test(line.slice(end + 1))) return line.slice(1, end);
  }
  return void 0;
}
var TORN = /=\s*-----BEGIN [^\n]*$|^[^=]*=[\s=]*$/;
function inSecrets(text) {
  const items = parseList(text, LISTS.secrets);
  if (items instanceof Wrong || items.some((item) => !item.includes("=") || TORN.test(item))) {
    return [text, ...text.split("\n").map(behindEquals)];
  }
  return items.map(behindEquals);
}
function inSecretEnvs(text, env) {
  const items = parseList(text, LISTS["secret-envs"]);
  return (items instanceof Wrong ? [text] : items).map(behindEquals).map((name) => Object.hasOwn(env, name) && env[name] || name);
}
function inCaches(text) {
  const list = parseList(text, LISTS["cache-from"]);
  const items = list instanceof Wrong ? [text] : list;
  const isRefused = items.length > MAX_ITEMS["cache-from"] + MAX_ITEMS["cache-to"];
  return items.flatMap((item) => {
    const attributes = isRefused ? REFUSED : parseAttributes(item);
    if (attributes instanceof Wrong) return [...item.matchAll(LOOSE)].map(([, value = ""]) => value);
    return Object.keys(attributes).flatMap((name) => isSecretAttribute(name) ? attributes[name] ?? [] : []);
  });
}
var REFUSED = new Wrong("too many entries");
var LOOSE = /(?:access[_-]?key|secret|token|passw)[\w-]{0,100}\s*=\s*([^,"\s]+)/gi;
function inSsh(text) {
  return text.includes("-----BEGIN ") ? [text, ...text.split("\n").map(behindEquals)] : [];
}
async function inDriverOpts(input) {
  const nodes = input("nodes");
  const yaml = await parseYaml(nodes);
  const entries = Array.isArray(yaml) ? yaml : [];
  const options = entries.flatMap(
    (entry) => typeof entry === "object" && "driver-opts" in entry ? entry["driver-opts"] : []
  );
  const texts = [input("driver-opts"), ...options].filter((text) => typeof text === "string");
  const broken = yaml instanceof Wrong ? looseVariables(nodes) : [];
  return [...texts.flatMap((text) => text.split("\n")).flatMap((line) => inOptions(line, input)), ...broken];
}
function inOptions(line, input) {
  const fields = parseFields(line);
  if (fields instanceof Wrong) return looseVariables(line);
  const variables = fields.filter((field) => field.startsWith("env."));
  const values = variables.filter((field) => !isPublic(field, input)).map(behindEquals);
  return variables.length === 0 ? [] : [...values, ...fields.filter((field) => !field.includes("="))];
}
function looseVariables(text) {
  return [...text.matchAll(/(?<![\w.-])env\.[\w.-]+=(([^\n"'\],}]*).*)/g)].flatMap(([, line = "", value = ""]) => [
    line,
    value
  ]);
}
function isPublic(variable2, input) {
  const [name = "", value = ""] = variable2.split(/=(.*)/s);
  if (/proxy$/i.test(name) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return true;
  if (isSecretAttribute(name.toLowerCase()) || /auth|credential|key|header/i.test(name)) return false;
  const isWord = /^(true|false|yes|no|on|off|\d+(\.\d+)?[a-z]{0,3})$/i.test(value);
  return isWord || PUBLIC.some((each) => input(each).includes(value));
}
var PUBLIC = ["images", "tags", "version", "platforms", "cache-ref", "builder"];
function remarkShort(inputs, place, secret) {
  const { length } = secret.trim();
  if (length > 0 && length < MIN_MASKED_CHARS) {
    inputs.remark("warning", `${place}: too short to be masked, so the log may show it`);
  }
}
function behindEquals(item) {
  return item.slice(item.indexOf("=") + 1);
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

// src/inputs/defaults.ts
var DEFAULTS = {
  images: "",
  tags: "",
  flavor: "",
  version: "",
  platforms: "",
  context: ".",
  file: "",
  target: "",
  "build-args": "",
  "build-contexts": "",
  labels: "",
  annotations: "",
  secrets: "",
  "secret-envs": "",
  "secret-files": "",
  ssh: "",
  network: "",
  "add-hosts": "",
  "shm-size": "",
  ulimit: "",
  "cgroup-parent": "",
  allow: "",
  "no-cache": "false",
  "no-cache-filters": "",
  pull: "false",
  provenance: "",
  sbom: "",
  attests: "",
  call: "",
  "source-date-epoch": "",
  push: "false",
  "push-by-digest": "false",
  part: "",
  "part-tag": "",
  load: "false",
  outputs: "",
  qemu: "auto",
  "qemu-image": BINFMT.pinned,
  driver: "auto",
  builder: "",
  endpoint: "",
  nodes: "",
  "driver-opts": "",
  "buildkitd-flags": "",
  "buildkitd-config": "",
  "buildkitd-config-inline": "",
  "buildkit-image": "",
  "buildx-version": "",
  "keep-builder": "false",
  registry: "",
  username: "",
  password: "",
  "registry-auth": "",
  logout: "true",
  cache: "registry",
  "cache-ref": "",
  "cache-mode": "max",
  "cache-write": "auto",
  "cache-from": "",
  "cache-to": "",
  "cache-mounts": "false",
  verify: "true",
  "smoke-test": "",
  "allow-untrusted": "false",
  retries: "3",
  timeout: "",
  summary: "true",
  "github-token": ""
};
var PLAN_DEFAULTS = {
  platforms: "linux/amd64,linux/arm64",
  runners: "",
  "per-runner": "false",
  context: ".",
  file: "",
  images: "",
  tags: "",
  flavor: "",
  version: ""
};
var MERGE_DEFAULTS = {
  images: "",
  tags: "",
  flavor: "",
  version: "",
  release: "",
  platforms: "",
  part: "",
  "part-tag": "",
  digests: "",
  annotations: "",
  registry: "",
  username: "",
  password: "",
  "registry-auth": "",
  logout: "true",
  verify: "true",
  "smoke-test": "",
  retries: "3",
  timeout: "",
  summary: "true"
};

// src/plan/problems.ts
var NAMES = ["images", "tags", "flavor", "version"];
async function findProblems(request, fine, job, readText) {
  const { image } = request;
  const named = fine(...NAMES, "push", "push-by-digest", "cache-ref", "cache-to") ? await problemsOf(async () => {
    const naming = await nameImage(image, readJobEvent(job.env, job.event, /* @__PURE__ */ new Date()));
    const { request: published } = withinMergeGroup(request, countNames(naming), job);
    const { build: build2 } = published;
    const delivery = planDelivery(published, naming, describeEvent(job));
    planCache(published, delivery, image.platforms ?? [], false, job);
    if (!fine("annotations", "outputs", "platforms", "provenance", "sbom", "attests")) return;
    const count = image.platforms?.length ?? 2;
    if (hasImage(delivery) && !hasIndex(build2, count, job.env)) refuseIndexAnnotations(build2);
  }) : [];
  const found = [...named, ...fine("builder") ? builderProblems(request, job, readText) : []];
  if (!fine("context", "file", "build-args")) return found;
  const { build } = request;
  const dockerfile = await locateDockerfile(build, readText);
  return [...found, ...dockerfileProblems(dockerfileName(build, job.workspace), dockerfile, build.target)];
}
function builderProblems({ setup: { builder } }, { env }, readText) {
  if (builder === void 0 || recordedBuilder(builder, env, readText) !== void 0) return [];
  const message = `there is no builder ${quote(builder)}`;
  return [
    { input: "builder", message, hint: "see `docker buildx ls` on the runner, or leave it empty to have one made" }
  ];
}
async function findNameProblems(image, fine, job, publishes) {
  if (!fine(...NAMES)) return [];
  return problemsOf(async () => {
    const naming = await nameImage(image, readJobEvent(job.env, job.event, /* @__PURE__ */ new Date()));
    if (publishes && !(countNames(naming) === 0 && isLeftToEvent(image, job)))
      refuseUntagged(targetsOf(image, naming), describeEvent(job));
  });
}
async function problemsOf(attempt2) {
  try {
    await attempt2();
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

// src/inputs/context.ts
import { dirname, isAbsolute, relative, resolve as resolve2 } from "node:path";

// src/inputs/reference.ts
function wrongWith(reference) {
  const [, name = "", tag] = /^(.*?)(?::([^:/]*))?(?:@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128}))?$/s.exec(reference) ?? [];
  const repository = parseRepository(name);
  if (typeof repository === "string") return repository;
  return tag === void 0 || TAG.test(tag) ? void 0 : "not a tag";
}

// src/inputs/context.ts
function readContext(inputs, job) {
  const context = inputs.value("context", (text) => parseContext(text, job));
  const file = inputs.value("file", parseFile);
  const found = context !== void 0 && inputs.fine("file") && !isUrl(file) ? findDockerfile(inputs, context, file, job) : {};
  return { context: context ?? { kind: "path", path: job.workspace }, file, dockerfile: void 0, ...found };
}
function parseContext(text, job) {
  if (text === "-") return new Wrong("a context on the standard input", "a step has none: write a folder or a Git URL");
  const expanded = expandDefault(text, job);
  if (expanded instanceof Wrong) return expanded;
  const argument = parseArgument(expanded);
  if (argument instanceof Wrong) return argument;
  const path = resolve2(job.workspace, expanded);
  const { exists, isFile } = job.files;
  if (exists(path) && !isFile(path)) {
    if (!isInside(path, job.workspace) && !isAbsolute(expanded)) {
      return new Wrong(`outside the checkout, found ${quote(text)}`, "write an absolute path if that is meant");
    }
    const folder = parsePath(expanded, job);
    return folder instanceof Wrong ? withValue(folder, text) : { kind: "path", path: folder };
  }
  if (isRemote(expanded) || credentialIn(expanded) !== void 0) return parseRemote(expanded, job.serverUrl);
  return exists(path) ? new Wrong(`a file, found ${quote(text)}`, "write its folder, and the Dockerfile into file") : new Wrong(
    `no such folder, found ${quote(text)}`,
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
  if (/\s/.test(text)) return new Wrong(`a space in a URL, found ${quote(text)}`);
  const [, scheme, path = ""] = /^(?:([a-z+]+):\/\/)?([^#?]*)/i.exec(text) ?? [];
  if (scheme !== void 0 && !/^(https?|git|ssh)$/i.test(scheme)) {
    return new Wrong(`unknown scheme ${quote(scheme)}`, "write a path or an https, ssh or git URL");
  }
  if (/^https?$/i.test(scheme ?? "") && isWebPage(path, serverUrl)) {
    return new Wrong(
      `the web page of a repository, found ${quote(text)}`,
      "end the repository's path in .git, or write the URL of an archive or of a Dockerfile"
    );
  }
  return wrongPort(text) ?? { kind: "git", url: text };
}
function parseFile(text) {
  if (text === "-") return new Wrong("a Dockerfile on the standard input", "a step has none: write a path");
  if (credentialIn(text) !== void 0) return new Wrong("credentials in a URL", "take them out");
  return wrongPort(text) ?? parseArgument(text);
}
function findDockerfile(inputs, context, file, job) {
  if (context.kind === "git") {
    if (file !== void 0 && isAbsolute(file)) inputs.accept("file", parseDockerfile(file, job, []));
    return {};
  }
  const { workspace, files } = job;
  const candidates = file === void 0 ? ["Dockerfile", "dockerfile"].map((name2) => resolve2(context.path, name2)) : [file];
  const name = candidates.find((candidate) => files.exists(resolve2(workspace, candidate)));
  if (name === void 0) {
    reportMissing(inputs, context.path, file, job);
    return {};
  }
  const dockerfile = inputs.accept("file", parseDockerfile(name, job, [context.path]));
  if (dockerfile === void 0) return {};
  if (files.size(dockerfile) <= MAX_BLANK_DOCKERFILE_BYTES && files.readText(dockerfile).trim() === "")
    inputs.accept("file", new Wrong(`an empty Dockerfile, ${show(dockerfile, workspace)}`));
  const folder = parsePath(dirname(resolve2(workspace, name)), job);
  const isSeen = !(folder instanceof Wrong) && isInside(dockerfile, folder);
  if (isSeen) return { dockerfile };
  return { dockerfile, file: isInside(dockerfile, workspace) ? relative(workspace, dockerfile) : dockerfile };
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
  inputs.accept("file", new Wrong(`no such file, found ${quote(file)}`, hint));
}
function isUrl(file) {
  return file !== void 0 && /^https?:\/\//.test(file);
}
function parseBuildContext(text, job) {
  const [, name = "", source = ""] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (name === "" || source === "") return new Wrong("not a name and a context", "write name=path");
  if (wrongWith(name) !== void 0) return new Wrong(`not a name, found ${quote(name)}`, "write name=path");
  if (credentialIn(source) !== void 0) return new Wrong("credentials in a URL", "take them out");
  const value = expandDefault(source, job);
  if (value instanceof Wrong) return value;
  const expanded = parseExpanded(value);
  if (expanded instanceof Wrong) return expanded;
  const [, scheme, built] = /^(docker-image|oci-layout|target):(.*)$/.exec(value) ?? [];
  if (built !== void 0) {
    const place = built.replace(/^\/\//, "");
    if (scheme === "oci-layout" && place !== "") return parseLayout(name, place, value, job);
    const wrong = scheme === "docker-image" ? wrongWith(place) : place === "" ? "no value after its scheme" : void 0;
    return wrong === void 0 ? { name, value } : new Wrong(`${wrong}, found ${quote(value)}`, "write it like docker-image://alpine:3, or target:name");
  }
  const argument = parseArgument(value);
  if (argument instanceof Wrong) return argument;
  if (isRemote(value)) return wrongPort(value) ?? { name, value };
  const path = parsePath(value, job);
  if (path instanceof Wrong) return withValue(path, value);
  return job.files.exists(path) && !job.files.isFile(path) ? { name, value: path } : new Wrong(`no such folder, found ${quote(value)}`, "write a folder, a Git URL or docker-image://…");
}
function parseLayout(name, place, value, job) {
  const [, folder = ""] = /^(.*?)(?::[\w.-]+)?(?:@[a-z0-9]+:[0-9a-f]+)?$/.exec(place) ?? [];
  const path = parsePath(folder, job);
  if (path instanceof Wrong) return withValue(path, value);
  const isPlain = path === resolve2(job.workspace, folder);
  return { name, value: isPlain ? value : `oci-layout://${path}${place.slice(folder.length)}` };
}
function show(path, workspace) {
  return isInside(path, workspace) ? relative(workspace, path) || "the checkout" : path;
}

// src/inputs/limits.ts
function limitItems(name, items) {
  const most = MAX_ITEMS[name];
  return items.length > most ? new Wrong(`${items.length} items`, `write at most ${most}`) : items;
}
function limitRule(text) {
  return text.length > MAX_RULE_CHARS ? new Wrong(`${text.length} characters`, `shorten it to at most ${MAX_RULE_CHARS}`) : text;
}

// src/inputs/tags.ts
function tagLines(text) {
  const records = parseRecords(text, { quotes: true, comments: true });
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => fields.some(isType) ? [fields.join(",")] : splitAgain(fields)).map((line) => line.trim()).filter((line) => line !== "");
}
function parseTag(text) {
  const limited = limitRule(text);
  if (limited instanceof Wrong) return limited;
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text === "auto") return { kind: "auto" };
  if (text.split(",").some(isType)) return { kind: "rule", rule: text };
  if (text.includes("{{")) return parseTemplate(text);
  if (isReference(text)) {
    const reference = parseReference(text);
    return reference instanceof Wrong ? reference : { kind: "reference", reference };
  }
  return TAG.test(text) ? { kind: "tag", tag: text } : wrongTag(text);
}
function isReference(text) {
  return /[/:@]/.test(text) && !text.split(",").some(isType);
}
function isType(field) {
  return /^["\s]*type=/.test(field);
}
function parseTemplate(text) {
  return TAG.test(text.replaceAll(/\{\{.*?\}\}/g, "x")) ? { kind: "rule", rule: `type=raw,value=${text}` } : new Wrong(
    `a placeholder in a full reference, found ${quote(text)}`,
    "put the repository into images and the tag here alone"
  );
}
function parseReference(text) {
  if (text.includes("://"))
    return new Wrong(`a reference has no scheme, found ${quote(text)}`, "start it with the registry");
  if (text.includes("@"))
    return new Wrong(`a digest where a tag belongs, found ${quote(text)}`, "write repository:tag");
  const colon = text.lastIndexOf(":");
  if (colon < text.lastIndexOf("/"))
    return new Wrong(`a tag is missing, found ${quote(text)}`, `write ${text}:latest if that is meant`);
  const repository = parseRepository(text.slice(0, colon));
  if (typeof repository === "string") return new Wrong(`${repository}, found ${quote(text)}`, "write repository:tag");
  const tag = text.slice(colon + 1);
  if (tag === "")
    return new Wrong(`the tag is empty, found ${quote(text)}`, "check the value of the expression after the colon");
  return TAG.test(tag) ? { repository, tag } : wrongTag(tag);
}
function wrongTag(tag) {
  if (tag.length > 128) return new Wrong(`a tag of ${tag.length} characters`, "shorten it to 128");
  return new Wrong(
    `not a tag, found ${quote(tag)}`,
    "use letters, digits, _ . and -, and do not start with one of the last two"
  );
}

// src/inputs/image.ts
function readImage(inputs, job) {
  const repositories = readRepositories(inputs, job);
  const tags = readTags(inputs, job);
  const bare = tags.filter(({ kind }) => kind !== "reference").length;
  const references = tags.length - bare + bare * repositories.length;
  if (references > MAX_REFERENCES) {
    const message = `${references} tags in all repositories together`;
    inputs.accept("tags", new Wrong(message, `write at most ${MAX_REFERENCES}`));
  }
  return {
    repositories,
    tags,
    flavor: inputs.each("flavor", parseRule),
    version: inputs.value("version", parseRule),
    platforms: readPlatforms(inputs)
  };
}
function parseRule(text) {
  const limited = limitRule(text);
  return limited instanceof Wrong ? limited : parseExpanded(limited);
}
function readTags(inputs, job) {
  const lines = inputs.items("tags", tagLines(inputs.raw("tags")));
  return lines.flatMap((line, index) => {
    if (isReference(line) && isWithheld(line, job)) return inputs.leaveOut("tags", index, WITHHELD) ?? [];
    return inputs.accept("tags", parseTag(line), index) ?? [];
  });
}
function readRepositories(inputs, job) {
  const names = inputs.items("images", imageNames(inputs.raw("images")));
  return names.flatMap((name, index) => {
    if (typeof name === "string" && isWithheld(name, job)) return inputs.leaveOut("images", index, WITHHELD) ?? [];
    return inputs.accept("images", name instanceof Wrong ? name : parseName(name), index) ?? [];
  }).filter((repository, index, all) => all.findIndex((other) => sameRepository(other, repository)) === index);
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
function parseName(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  const repository = parseRepository(expanded);
  return typeof repository === "string" ? new Wrong(`${repository}, found ${quote(text)}`, "write it like ghcr.io/acme/app") : repository;
}
function readPlatforms(inputs) {
  const items = inputs.items("platforms", parseList(inputs.raw("platforms"), LISTS.platforms));
  if (items.length === 0 && inputs.fine("platforms") && inputs.text("platforms") !== void 0)
    inputs.accept("platforms", new Wrong("no platform in it", "check the values of its expressions"));
  if (items.length === 0) return void 0;
  return parsePlatforms(items).flatMap((platform, index) => inputs.accept("platforms", platform, index) ?? []);
}

// src/inputs/inputs.ts
var findNone = async () => [];
var Inputs = class {
  #input;
  #defaults;
  #problems = [];
  #remarks = [];
  #leftOut = /* @__PURE__ */ new Set();
  /** @param defaults the table of the action that has these inputs. */
  constructor(input, defaults) {
    this.#input = input;
    this.#defaults = defaults;
  }
  /** The value with its surrounding space, or the default if the input is blank. */
  raw(name) {
    const text = this.#input(name);
    return text.trim() === "" ? this.#defaults[name] : text;
  }
  text(name) {
    const text = this.raw(name).trim();
    return text === "" ? void 0 : text;
  }
  /** An input as parsed by `parse`. Undefined if it is empty or invalid. */
  value(name, parse2) {
    const text = this.text(name);
    return text === void 0 ? void 0 : this.accept(name, parse2(text));
  }
  flag(name) {
    return this.value(name, parseBoolean) ?? this.#defaults[name] === "true";
  }
  choice(name, choices) {
    return this.value(name, parseChoice(choices)) ?? this.#defaults[name];
  }
  /** The items of a list as parsed by `parse`, without the invalid ones. */
  each(name, parse2) {
    return this.items(name, parseList(this.raw(name), LISTS[name])).flatMap((item, index) => {
      const value = this.accept(name, parse2(item, index), index);
      return value === void 0 ? [] : [value];
    });
  }
  /** The items of an input. If there are too many, returns an empty list and adds a problem. */
  items(name, read) {
    return this.accept(name, read instanceof Wrong ? read : limitItems(name, read)) ?? [];
  }
  /** A parsed value, or `undefined` and one more problem. */
  accept(name, value, item) {
    if (!(value instanceof Wrong)) return value;
    this.#problems.push({ input: name, item, message: value.message, hint: value.hint });
    return void 0;
  }
  /** True if these inputs have no problem so far and no item was dropped. */
  fine(...names) {
    const wrong = this.#problems.some(({ input }) => names.some((name) => name === input));
    return !wrong && !names.some((name) => this.#leftOut.has(name));
  }
  /** Marks a part of an input as dropped, so that its consequences are not reported as problems. */
  leaveOut(name, item, why) {
    this.#leftOut.add(name);
    this.remark("notice", `${placeOf(name, item)}: ${why}; left out`);
  }
  /** Adds problems from later checks, so that they are reported with the others. */
  async ask(find, request) {
    this.#problems.push(...await find(request, (...names) => this.fine(...names)));
  }
  remark(level, message) {
    this.#remarks.push({ level, message });
  }
  /** @throws InputError with every problem */
  finish() {
    if (this.#problems.length > 0) throw new InputError(this.#problems);
    return firstOf(this.#remarks, (more) => ({ level: "warning", message: `${more} more notices and warnings` }));
  }
};

// src/inputs/unknown.ts
var RENAMED = {
  append: "nodes",
  name: "builder",
  "keep-state": "keep-builder",
  config: "buildkitd-config",
  "config-inline": "buildkitd-config-inline"
};
function unknownInputs(env, names) {
  const given = Object.keys(env).filter((key) => key.startsWith("INPUT_") && env[key] !== "").map((key) => key.slice("INPUT_".length).toLowerCase());
  return given.flatMap((name) => {
    if (names.includes(name)) return [];
    const meant = Object.hasOwn(RENAMED, name) && names.includes(RENAMED[name] ?? "") ? RENAMED[name] : nearest(name, names);
    return meant === void 0 ? [] : [`unknown input ${name}; did you mean ${meant}?`];
  });
}

export {
  readJob,
  partCredentials,
  nodeTls,
  parseYaml,
  readEntries,
  secretsOf,
  keysOf,
  parseSecretPath,
  remarkShort,
  refuseUnwritable,
  DEFAULTS,
  PLAN_DEFAULTS,
  MERGE_DEFAULTS,
  wrongWith,
  readContext,
  parseBuildContext,
  limitItems,
  readImage,
  parseName,
  findNone,
  Inputs,
  unknownInputs,
  findProblems,
  findNameProblems
};
