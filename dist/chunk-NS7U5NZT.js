import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  BINFMT,
  describeEvent,
  dockerfileName,
  dockerfileProblems,
  formatFields,
  fromFork,
  hasImage,
  hasIndex,
  isLoaded,
  locateDockerfile,
  nameImage,
  parseArgument,
  parseAttributes,
  parseBoolean,
  parseChoice,
  parseExpanded,
  parseFields,
  parsePlatforms,
  planCache,
  planDelivery,
  readCacheEntry,
  recordedBuilder,
  refuseIndexAnnotations,
  refuseUntagged,
  targetsOf,
  withoutSecrets
} from "./chunk-MC2IVQRD.js";
import {
  CsvError,
  InputError,
  Wrong,
  credentialIn,
  credentialsIn,
  hintFor,
  nearest,
  parse,
  placeOf,
  quote,
  readJobEvent
} from "./chunk-RRQHLM27.js";
import {
  TAG,
  describeDisk,
  parseRepository,
  printableLine,
  sameRepository
} from "./chunk-6C2LH5AW.js";
import {
  ActionError,
  messageOf
} from "./chunk-OHB356VT.js";

// src/inputs/masks.ts
import { resolve } from "node:path";

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
  attests: LINES,
  outputs: { ...LINES, quotes: false },
  "driver-opts": { ...LINES, quotes: false },
  "cache-from": LINES,
  "cache-to": LINES
};
function parseList(text, format) {
  const records = parseRecords(text, format);
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => format.comma ? splitAgain(fields) : [fields.join(",")]).map((item) => format.trim ? item.trim() : item).filter((item) => item.trim() !== "");
}
function parseRecords(text, { quotes, comments }) {
  try {
    return parse(text, {
      quote: quotes ? '"' : null,
      comment: comments ? "#" : null,
      comment_no_infix: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // told, not guessed from the first line: a file may mix both
      record_delimiter: ["\r\n", "\n"]
    });
  } catch (error) {
    if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
      return new Wrong("a double quote opens an item and none closes it", "write a double quote inside an item twice");
    }
    throw error;
  }
}
function splitAgain(fields) {
  return fields.length === 1 ? (fields[0] ?? "").split(",") : fields;
}

// src/inputs/yaml.ts
var LARGEST = 65536;
async function parseYaml(text) {
  if (text.trim() === "") return "";
  if (text.length > LARGEST) return new Wrong(`YAML of ${text.length} characters`, `shorten it to ${LARGEST}`);
  const { LineCounter, parseDocument } = (await import("./dist-22GAVQHB.js")).default;
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", prettyErrors: false, logLevel: "error", lineCounter });
  const [error] = document.errors;
  if (error !== void 0) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return new Wrong(`not YAML at line ${line}, column ${col} (${error.code.toLowerCase().replaceAll("_", " ")})`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? "";
  } catch {
    return new Wrong("aliases that multiply or refer to nothing", "write the values out");
  }
}
async function readEntries(inputs, name, keys) {
  const yaml = inputs.accept(name, await parseYaml(inputs.raw(name)));
  if (yaml === void 0 || yaml === "") return [];
  if (!Array.isArray(yaml)) {
    inputs.accept(name, new Wrong("not a list", "begin each entry with a dash: - key: value"));
    return [];
  }
  return yaml.flatMap((entry, item) => {
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
  return unknown.includes(":") ? new Wrong("a key with a colon in it", "put a space behind the colon") : new Wrong(`unknown key ${quote(unknown)}`, hintFor(unknown, keys));
}

// src/inputs/masks.ts
var MASKABLE = 4;
var MASKABLE_LINE = 8;
var LARGEST_SECRET = 500 * 1024;
async function secretsOf(input, job, names) {
  const { env } = job;
  const secrets = [
    ...await keysOf(input),
    input("github-token"),
    ...inSecretEnvs(input("secret-envs"), env),
    ...names.filter((name) => !UNADDRESSED.includes(name)).flatMap((name) => credentialsIn(input(name))),
    ...inCaches(`${input("cache-from")}
${input("cache-to")}`)
  ];
  const lines = [
    ...secrets.flatMap(linesOf).filter((line) => line.length >= MASKABLE),
    ...inSecretFiles(input("secret-files"), job).filter((line) => line.length >= MASKABLE_LINE)
  ];
  const shown = lines.map((line) => printableLine(line).trim()).filter((line) => line.length >= MASKABLE);
  return [.../* @__PURE__ */ new Set([...lines, ...shown])];
}
async function keysOf(input) {
  return [input("password"), ...await inRegistryAuth(input("registry-auth")), ...inSecrets(input("secrets"))];
}
var UNADDRESSED = ["build-args", "labels", "annotations", "smoke-test"];
function linesOf(secret) {
  return secret.split(/\r\n|\r|\n/).map((line) => line.trim());
}
function inSecretFiles(text, { workspace, files }) {
  const items = parseList(text, LISTS["secret-files"]);
  if (items instanceof Wrong) return [];
  return items.flatMap((item) => {
    const path = resolve(workspace, behindEquals(item));
    if (!files.isFile(path) || files.size(path) > LARGEST_SECRET) return [];
    const content = attempt(() => files.readText(path)) ?? "";
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
    const end = lines.findIndex((other, j) => j > i && other.trim() !== "" && indent(other) <= before.length);
    return [value, ...lines.slice(i + 1, end < 0 ? void 0 : end)].flatMap(forms);
  });
}
var IN_BRACES = /[{,]\s*["']?password["']?\s*:\s*("[^"]*"|'[^']*'|[^,}]+)/g;
function indent(line) {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}
function forms(line) {
  const written = line.trim();
  const [, , quoted] = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(written) ?? [];
  const bare = quoted ?? written.replace(/\s+#.*$/, "");
  return /^[|>][+-]?\d?[+-]?$/.test(bare) ? [] : [written, bare];
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
  const items = parseList(text, LISTS["cache-from"]);
  return (items instanceof Wrong ? [text] : items).flatMap((item) => {
    const attributes = parseAttributes(item);
    if (attributes instanceof Wrong) return [...item.matchAll(LOOSE)].map(([, value = ""]) => value);
    return Object.keys(attributes).flatMap((name) => isSecretAttribute(name) ? attributes[name] ?? [] : []);
  });
}
var LOOSE = /[\w-]*(?:access[_-]?key|secret|token|passw)[\w-]*\s*=\s*([^,"\s]+)/gi;
function remarkShort(inputs, place, secret) {
  const { length } = secret.trim();
  if (length > 0 && length < MASKABLE) {
    inputs.remark("warning", `${place}: too short to be masked, so the log may show it`);
  }
}
function behindEquals(item) {
  return item.slice(item.indexOf("=") + 1);
}

// src/report/failure.ts
import { tmpdir } from "node:os";
function tellFailure(thrown, runner, temp = process.env.RUNNER_TEMP ?? tmpdir()) {
  const error = diskFull(thrown, temp) ?? thrown;
  if (!(error instanceof ActionError)) {
    runner.info(error instanceof Error ? error.stack ?? error.message : String(error));
    runner.fail(`an error of the action itself: ${messageOf(error)}`);
    return;
  }
  if (error.output) for (const line of error.output.trimEnd().split("\n")) runner.info(`  ${line}`);
  runner.fail(error.hint === void 0 ? error.message : `${error.message}
${error.hint}`);
}
function diskFull(error, temp) {
  const code = error?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return void 0;
  return new ActionError(`the disk is full: ${messageOf(error)} (${describeDisk(temp) ?? temp})`, {
    hint: "Free space on the runner before this step, or let it do less at once.",
    cause: error
  });
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
  cache: "registry",
  "cache-ref": "",
  "cache-mode": "max",
  "cache-write": "auto",
  "cache-from": "",
  "cache-to": "",
  "cache-mounts": "false",
  verify: "true",
  "smoke-test": "",
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
  verify: "true",
  "smoke-test": "",
  retries: "3",
  timeout: "",
  summary: "true"
};

// src/plan/problems.ts
var NAMES = ["images", "tags", "flavor", "version"];
async function findProblems(request, fine, job, readText) {
  const { build, image } = request;
  const named = fine(...NAMES, "push", "push-by-digest", "cache-ref", "cache-to") ? await problemsOf(async () => {
    const naming = await nameImage(image, readJobEvent(job.env, job.event, /* @__PURE__ */ new Date()));
    const delivery = planDelivery(request, naming, describeEvent(job));
    planCache(request, delivery, image.platforms ?? [], false, job);
    if (!fine("annotations", "outputs", "platforms", "provenance", "sbom", "attests")) return;
    const count = image.platforms?.length ?? 2;
    if (hasImage(delivery) && !hasIndex(build, count, job.env)) refuseIndexAnnotations(build);
  }) : [];
  const found = [...named, ...fine("builder") ? builderProblems(request, job, readText) : []];
  if (!fine("context", "file", "build-args")) return found;
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
    if (publishes) refuseUntagged(targetsOf(image, naming), describeEvent(job));
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
import { isAbsolute, relative, resolve as resolve2 } from "node:path";

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
  const dockerfile = context?.kind === "path" && inputs.fine("file") ? findDockerfile(inputs, context.path, file, job) : void 0;
  return { context: context ?? { kind: "path", path: job.workspace }, file, dockerfile };
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
    return isInside(path, job.workspace) || isAbsolute(expanded) ? { kind: "path", path } : new Wrong(`outside the checkout, found ${quote(text)}`, "write an absolute path if that is meant");
  }
  if (isRemote(expanded) || credentialIn(expanded) !== void 0) return parseRemote(expanded);
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
function parseRemote(text) {
  if (credentialIn(text) !== void 0) {
    return new Wrong("credentials in a URL", "take them out; github-token or a secret GIT_AUTH_TOKEN lets BuildKit in");
  }
  if (/\s/.test(text)) return new Wrong(`a space in a URL, found ${quote(text)}`);
  const [, scheme, path = ""] = /^(?:([a-z+]+):\/\/)?([^#?]*)/i.exec(text) ?? [];
  if (scheme !== void 0 && !/^(https?|git|ssh)$/i.test(scheme)) {
    return new Wrong(`unknown scheme ${quote(scheme)}`, "write a path or an https, ssh or git URL");
  }
  if (/^https?$/i.test(scheme ?? "") && !/\.git$|\.(tar|tar\.\w+|tgz|tbz2?|txz)$/i.test(path)) {
    return new Wrong(
      `neither a repository nor an archive, found ${quote(text)}`,
      "end the repository's path in .git, or name a .tar.gz"
    );
  }
  return { kind: "git", url: text };
}
function parseFile(text) {
  if (text === "-") return new Wrong("a Dockerfile on the standard input", "a step has none: write a path");
  if (credentialIn(text) !== void 0) return new Wrong("credentials in a URL", "take them out");
  return parseArgument(text);
}
function findDockerfile(inputs, context, file, { workspace, files }) {
  if (file !== void 0 && /^https?:\/\//.test(file)) return void 0;
  const candidates = file === void 0 ? ["Dockerfile", "dockerfile"].map((name) => resolve2(context, name)) : [resolve2(workspace, file)];
  const found = candidates.find((path) => files.isFile(path));
  if (found !== void 0) {
    if (files.readText(found).trim() === "")
      inputs.accept("file", new Wrong(`an empty Dockerfile, ${show(found, workspace)}`));
    return found;
  }
  if (file === void 0) {
    const hint2 = "name it in file, or its folder in context; is actions/checkout missing before this step?";
    inputs.accept("context", new Wrong(`no Dockerfile in ${show(context, workspace)}`, hint2));
    return void 0;
  }
  const inContext = resolve2(context, file);
  const hint = files.isFile(inContext) ? `write ${show(inContext, workspace)}: a path from the checkout, not from the context` : "write its path from the checkout";
  inputs.accept("file", new Wrong(`no such file, found ${quote(file)}`, hint));
  return void 0;
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
    const wrong = scheme === "docker-image" ? wrongWith(place) : place === "" ? "nothing behind its scheme" : void 0;
    return wrong === void 0 ? { name, value } : new Wrong(`${wrong}, found ${quote(value)}`, "write it like docker-image://alpine:3, or target:name");
  }
  const argument = parseArgument(value);
  if (argument instanceof Wrong) return argument;
  if (isRemote(value)) return { name, value };
  const path = resolve2(job.workspace, value);
  return job.files.exists(path) && !job.files.isFile(path) ? { name, value: path } : new Wrong(`no such folder, found ${quote(value)}`, "write a folder, a Git URL or docker-image://…");
}
function isInside(path, folder) {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}
function show(path, workspace) {
  return isInside(path, workspace) ? relative(workspace, path) || "the checkout" : path;
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
    message: "empty, so there is nothing to push to",
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
    message: "builds nothing, and there is a result asked for",
    hint: "leave out call, or push, push-by-digest, load and outputs"
  },
  {
    of: ["tags", "load", "outputs", "push-by-digest", "call"],
    // what is pushed by digest has that for a name
    when: ({ image, result }) => result.load && !result.pushByDigest && image.tags.length === 0,
    message: "empty, so what is loaded would have no name",
    hint: "write a name, such as app:test"
  },
  {
    of: ["cache", "push-by-digest"],
    when: ({ cache, result }) => cache.backend === "inline" && cache.from.length + cache.to.length === 0 && result.pushByDigest,
    message: "inline is read from an image's tags, and push-by-digest moves none",
    hint: "write registry, gha or local"
  },
  {
    of: ["smoke-test", "call"],
    when: ({ build, proof }) => build.call !== void 0 && proof.smokeTest !== void 0,
    message: "has no image to run: call builds none",
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
    // what is loaded may be of the machine's platform alone
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
    message: "docker is the engine's own builder, which takes no settings",
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
    of: ["cache-to", "cache-from", "builder", "driver", "endpoint", "nodes", "driver-opts"],
    when: ({ cache, setup }) => [...cache.to, ...cache.from].some((entry) => /(^|,)"?type=s3\b/.test(entry) && !/(^|,)"?bucket=/i.test(entry)) && setup.builder === void 0 && setup.driver !== "remote" && setup.endpoint === void 0 && setup.nodes.length === 0 && !setup.driverOpts.some((option) => option.includes("AWS_BUCKET=")),
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
var NOTHING_FROM_FORKS = "nothing is published for a pull request from a fork; it is built and proved all the same";
function withinRights(request, job, inputs) {
  if (!fromFork(job)) return request;
  const { push, pushByDigest, load } = request.result;
  const isNamed = repositoriesOf(request.image).length > 0 || inputs.fine("images", "tags");
  if (push || pushByDigest) {
    inputs.remark("notice", `${push ? "push" : "push-by-digest"}: ${NOTHING_FROM_FORKS}`);
  }
  return {
    ...request,
    // what would have been pushed by digest was to be loaded by that digest
    result: { ...request.result, push: false, pushByDigest: false, load: load && isNamed && !pushByDigest },
    cache: {
      ...request.cache,
      write: "never",
      to: request.cache.to.filter((entry) => readCacheEntry(entry).type === "local")
    }
  };
}
var WITHHELD = "a part of the name is empty, as secrets are for this pull request";
function isWithheld(reference, job) {
  return withoutSecrets(job) && !reference.includes("://") && /(^|\/)([/:@]|$)/.test(reference);
}

// src/inputs/tags.ts
function tagLines(text) {
  const records = parseRecords(text, { quotes: true, comments: true });
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => fields.some(isType) ? [fields.join(",")] : splitAgain(fields)).map((line) => line.trim()).filter((line) => line !== "");
}
function parseTag(text) {
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
    return new Wrong(`the tag is empty, found ${quote(text)}`, "see what the expression behind the colon gives");
  return TAG.test(tag) ? { repository, tag } : wrongTag(tag);
}
function wrongTag(tag) {
  if (tag.length > 128) return new Wrong(`a tag of ${tag.length} characters`, "shorten it to 128");
  return new Wrong(
    `not a tag, found ${quote(tag)}`,
    "use letters, digits, _ . and -, and start with none of the last two"
  );
}

// src/inputs/image.ts
function readImage(inputs, job) {
  return {
    repositories: readRepositories(inputs, job),
    tags: readTags(inputs, job),
    flavor: inputs.each("flavor", parseExpanded),
    version: inputs.value("version", parseExpanded),
    platforms: readPlatforms(inputs)
  };
}
function readTags(inputs, job) {
  const lines = inputs.accept("tags", tagLines(inputs.raw("tags"))) ?? [];
  return lines.flatMap((line, index) => {
    if (isReference(line) && isWithheld(line, job)) return inputs.leaveOut("tags", index, WITHHELD) ?? [];
    return inputs.accept("tags", parseTag(line), index) ?? [];
  });
}
function readRepositories(inputs, job) {
  const names = inputs.accept("images", imageNames(inputs.raw("images"))) ?? [];
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
  const items = inputs.accept("platforms", parseList(inputs.raw("platforms"), LISTS.platforms)) ?? [];
  if (items.length === 0 && inputs.fine("platforms") && inputs.text("platforms") !== void 0)
    inputs.accept("platforms", new Wrong("no platform in it", "see what its expressions give"));
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
  /** @param defaults the table of the action whose inputs these are. */
  constructor(input, defaults) {
    this.#input = input;
    this.#defaults = defaults;
  }
  /** With the space around it; the default where there is nothing else. */
  raw(name) {
    const text = this.#input(name);
    return text.trim() === "" ? this.#defaults[name] : text;
  }
  text(name) {
    const text = this.raw(name).trim();
    return text === "" ? void 0 : text;
  }
  /** What `parse` makes of an input; `undefined` where it is empty or wrong. */
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
  /** What `parse` makes of each item of a list; wrong items are left out. */
  each(name, parse2) {
    const items = this.accept(name, parseList(this.raw(name), LISTS[name])) ?? [];
    return items.flatMap((item, index) => {
      const value = this.accept(name, parse2(item, index), index);
      return value === void 0 ? [] : [value];
    });
  }
  /** A parsed value, or `undefined` and one more problem. */
  accept(name, value, item) {
    if (!(value instanceof Wrong)) return value;
    this.#problems.push({ input: name, item, message: value.message, hint: value.hint });
    return void 0;
  }
  /** Whether nothing is wrong so far with these, and all of them is there. */
  fine(...names) {
    const wrong = this.#problems.some(({ input }) => names.some((name) => name === input));
    return !wrong && !names.some((name) => this.#leftOut.has(name));
  }
  /** Goes on without a part of an input: what follows from that is nobody's mistake. */
  leaveOut(name, item, why) {
    this.#leftOut.add(name);
    this.remark("notice", `${placeOf(name, item)}: ${why}; left out`);
  }
  /** Lets later rooms have their say, so that it is told with the rest. */
  async ask(find, request) {
    this.#problems.push(...await find(request, (...names) => this.fine(...names)));
  }
  remark(level, message) {
    this.#remarks.push({ level, message });
  }
  /** @throws InputError with everything that is wrong */
  finish() {
    if (this.#problems.length > 0) throw new InputError(this.#problems);
    return this.#remarks;
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
  partCredentials,
  parseYaml,
  readEntries,
  LARGEST_SECRET,
  secretsOf,
  keysOf,
  remarkShort,
  tellFailure,
  DEFAULTS,
  PLAN_DEFAULTS,
  MERGE_DEFAULTS,
  wrongWith,
  readContext,
  parseBuildContext,
  LIBRARY,
  findConflicts,
  inLibrary,
  repositoriesOf,
  NOTHING_FROM_FORKS,
  withinRights,
  WITHHELD,
  isWithheld,
  readImage,
  parseName,
  findNone,
  Inputs,
  unknownInputs,
  findProblems,
  findNameProblems
};
