import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  configFolder,
  createLedger,
  dockerEnvironment
} from "./chunk-P6CP5HNY.js";
import {
  DEFAULTS,
  Inputs,
  LISTS,
  LineSplitter,
  createOrigins,
  findNone,
  formatPlatform,
  fromFork,
  isLoopback,
  movesBack,
  normalisePlatform,
  parseArgument,
  parseBuildContext,
  parseChoice,
  parseCount,
  parseDuration,
  parseExpanded,
  parseList,
  parseName,
  parsePlatforms,
  parseSize,
  parseYaml,
  passwordIn,
  readContext,
  readEntries,
  readImage,
  readJob,
  samePlatform,
  slugOf,
  tellFailure,
  unknownInputs,
  withoutSecrets
} from "./chunk-KMBS54Z7.js";
import {
  CsvError,
  Wrong,
  hintFor,
  parse,
  quote
} from "./chunk-IJNBINN4.js";
import {
  HttpError,
  TAG,
  createHttp,
  describeEnd,
  digestOf,
  files,
  formatDigested,
  formatTagged,
  isDigest,
  parseRepository,
  printableLine,
  run,
  runner,
  succeeded,
  until,
  wasKilled
} from "./chunk-HSHNXLR3.js";
import {
  ActionError,
  messageOf
} from "./chunk-BZM76NM5.js";

// src/inputs/masks.ts
import { resolve } from "node:path";

// src/inputs/attributes.ts
function parseAttributes(text) {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return fields;
  const entries = [];
  for (const field of fields) {
    const equals = field.indexOf("=");
    if (equals <= 0) return new Wrong("a field without a key", "write each as key=value, with commas between");
    const key = field.slice(0, equals).trim().toLowerCase();
    if (entries.some(([other]) => other === key))
      return new Wrong(`the attribute ${key} twice`, "leave one of them out");
    entries.push([key, field.slice(equals + 1)]);
  }
  return Object.fromEntries(entries);
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

// src/inputs/cache-credentials.ts
var CREDENTIALS = ["access_key_id", "secret_access_key", "session_token", "token", "ghtoken", "password"];
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
  const names2 = VARIABLES[type] ?? {};
  const stuck = found.find(({ key }) => names2[key] === void 0);
  if (stuck !== void 0) {
    return new Wrong(
      `the credential ${stuck.key}, which buildx takes on its command line only`,
      "leave it out, and give the builder access by a login or an identity of its own"
    );
  }
  const session = type === "s3" ? { AWS_SESSION_TOKEN: "" } : {};
  return {
    entry: formatFields(fields.filter((field) => !isCredential(field))),
    variables: { ...session, ...Object.fromEntries(found.map(({ key, value }) => [names2[key], value])) }
  };
}
function isCredential(field) {
  return CREDENTIALS.includes(keyOf(field));
}
function keyOf(field) {
  return field.split("=", 1)[0]?.trim().toLowerCase() ?? "";
}

// src/inputs/masks.ts
var MASKABLE = 4;
var MASKABLE_LINE = 8;
var LARGEST_SECRET = 500 * 1024;
async function secretsOf(input, job) {
  const { env } = job;
  const secrets = [
    input("password"),
    input("github-token"),
    ...await inRegistryAuth(input("registry-auth")),
    ...inSecrets(input("secrets")),
    ...inSecretEnvs(input("secret-envs"), env),
    ...inUrls(`${input("context")}
${input("build-contexts")}
${input("file")}`),
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
function linesOf(secret) {
  return secret.split(/\r\n|\r|\n/).map((line) => line.trim());
}
function inSecretFiles(text, { workspace, files: files2 }) {
  const items = parseList(text, LISTS["secret-files"]);
  if (items instanceof Wrong) return [];
  return items.flatMap((item) => {
    const path = resolve(workspace, behindEquals(item));
    if (!files2.isFile(path) || files2.size(path) > LARGEST_SECRET) return [];
    const content = attempt(() => files2.readText(path)) ?? "";
    return content.includes("\0") ? [] : linesOf(content);
  });
}
function attempt(read2) {
  try {
    return read2();
  } catch {
    return void 0;
  }
}
async function inRegistryAuth(text) {
  const written = [...text.matchAll(/^[\s-]*["']?password["']?\s*:\s*(.+)$/gm)].map(([, value = ""]) => value.trim());
  const unquoted = written.map((value) => value.replace(/^(["'])(.*)\1$/, "$2"));
  const yaml = await parseYaml(text);
  const entries = Array.isArray(yaml) ? yaml : [yaml];
  const passwords = entries.map(
    (entry) => typeof entry === "object" && "password" in entry ? entry.password : void 0
  );
  return [...written, ...unquoted, ...passwords.filter((password) => typeof password === "string")].filter(
    (text2) => !/^[|>][+-]?$/.test(text2)
  );
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
function inUrls(text) {
  const urls = text.match(/[a-z+]+:\/\/[^\s"]+/gi) ?? [];
  return urls.flatMap((url) => passwordIn(url) ?? []);
}
function inCaches(text) {
  const items = parseList(text, LISTS["cache-from"]);
  return (items instanceof Wrong ? [text] : items).flatMap((item) => {
    const attributes = parseAttributes(item);
    if (attributes instanceof Wrong) return [...item.matchAll(LOOSE)].map(([, value = ""]) => value);
    return CREDENTIALS.flatMap((name) => attributes[name] ?? []);
  });
}
var LOOSE = new RegExp(`\\b(?:${CREDENTIALS.join("|")})\\s*=\\s*([^,"\\s]+)`, "gi");
function remarkShort(inputs, place, secret) {
  const { length } = secret.trim();
  if (length > 0 && length < MASKABLE) {
    inputs.remark("warning", `${place}: too short to be masked, so the log may show it`);
  }
}
function behindEquals(item) {
  return item.slice(item.indexOf("=") + 1);
}

// src/system/progress.ts
function watchProgress(runner2) {
  let phase = "planning";
  let last = "";
  return {
    runner: {
      ...runner2,
      info(line) {
        if (line.trim() !== "") last = line.trim();
        runner2.info(line);
      }
    },
    enter(next) {
      phase = next;
    },
    describe: () => last === "" ? phase : `${phase}; the last line was "${last}"`
  };
}

// src/door.ts
var STOPPED = "No tag moves after this; those that moved before are proved. Run the job again to move the rest.";
async function enterBy(read2, work) {
  const cancel = new AbortController();
  const { signal } = cancel;
  const progress = watchProgress(runner);
  const stop = (message) => cancel.abort(new ActionError(`${message}, while ${progress.describe()}`, { hint: STOPPED }));
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stop(`cancelled by ${name}`));
  const http = createHttp();
  try {
    const job = readJob(process.env, files);
    for (const secret of await secretsOf(runner.input, job)) runner.mask(secret);
    const { request, remarks } = await read2(runner.input, job);
    for (const { level, message } of remarks) runner[level](message);
    const { timeout } = request.conduct;
    if (timeout !== void 0) setTimeout(() => stop(`not done within ${timeout / 1e3} s`), timeout).unref();
    await work(request, {
      job,
      runner: progress.runner,
      run: until(signal, run),
      http: (message) => http({ signal, ...message }),
      ledger: createLedger(runner),
      enter: progress.enter,
      files,
      signal
    });
  } catch (error) {
    tellFailure(error, runner);
  } finally {
    await http.close();
  }
}

// src/inputs/build.ts
import { isIP } from "node:net";
import { resolve as resolve3 } from "node:path";

// src/inputs/attestation.ts
var TYPES = ["provenance", "sbom"];
var MODES = ["min", "max"];
var CALLS = ["build", "check", "lint", "outline", "targets"];
function parseAttestationOf(type) {
  return (text) => {
    const boolean = booleanOf(text);
    if (boolean !== void 0) return String(boolean);
    const attestation = parseAttestation(`type=${type},${text}`);
    return attestation instanceof Wrong ? attestation : attestation.slice(`type=${type},`.length);
  };
}
function parseAttestation(text) {
  const parsed = parseFields(text);
  if (parsed instanceof Wrong) return parsed;
  const fields = parsed.map((field) => {
    const boolean = booleanOf(field);
    return boolean === void 0 ? field : `disabled=${!boolean}`;
  });
  const attributes = parseAttributes(formatFields(fields));
  if (attributes instanceof Wrong) return attributes;
  const { type, mode } = attributes;
  if (type === void 0)
    return new Wrong(`a type is missing, found ${quote(text)}`, "begin with type=provenance or type=sbom");
  if (!TYPES.some((known) => known === type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES));
  if (type === "provenance" && mode !== void 0 && !MODES.includes(mode)) {
    return new Wrong(`unknown mode ${quote(mode)}`, hintFor(mode, MODES));
  }
  return formatFields(fields);
}
function parseCall(text) {
  const [name = "", ...attributes] = text.split(",");
  if (!CALLS.includes(name)) return new Wrong(`unknown method ${quote(name)}`, hintFor(name, CALLS));
  const unknown = attributes.find((attribute) => !/^(format=\w+|ignorestatus=\w+)$/.test(attribute));
  if (unknown !== void 0)
    return new Wrong(`unknown attribute ${quote(unknown)}`, "write format=json or ignorestatus=true");
  return name === "build" ? void 0 : text;
}
function booleanOf(text) {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : void 0;
}

// src/inputs/secrets.ts
import { resolve as resolve2 } from "node:path";
function readSecrets(inputs, job) {
  const seen = /* @__PURE__ */ new Set();
  const once2 = (secret) => {
    if (secret instanceof Wrong) return secret;
    if (seen.has(secret.id)) return new Wrong("a second secret of one id", "leave one of them out");
    seen.add(secret.id);
    return secret;
  };
  const values = inputs.each("secrets", (text, index) => {
    const secret = parseValue(text);
    if (secret instanceof Wrong) return secret;
    if (secret.value.trim() === "")
      return withoutSecrets(job) ? leftOut(inputs, index) : new Wrong("its value is empty", EMPTY);
    remarkShort(inputs, `secrets[${index}]`, secret.value);
    return once2(secret);
  });
  return [
    ...values.filter((secret) => secret !== void 0),
    ...inputs.each("secret-envs", (text, index) => {
      const secret = parseEnv(text, job);
      if (!(secret instanceof Wrong)) remarkShort(inputs, `secret-envs[${index}]`, job.env[secret.env] ?? "");
      return once2(secret);
    }),
    ...inputs.each("secret-files", (text) => once2(parseFile(text, job)))
  ];
}
var EMPTY = "see what its expression gives, or leave the line out";
function leftOut(inputs, index) {
  inputs.remark("notice", `secrets[${index}]: empty, as secrets are for this pull request; left out`);
}
function parseValue(text) {
  const pair = parsePair(
    text,
    "write id=value, and put double quotes around the whole item if its value has several lines"
  );
  if (pair instanceof Wrong) return pair;
  const [id, value] = pair;
  if (/^-----BEGIN [^\n]*$/.test(value.trim())) {
    return new Wrong("a key that ends with its first line", "put double quotes around the whole item, id and all");
  }
  if (/^=+$/.test(value.trim())) {
    return new Wrong("the last line of some other value", "put double quotes around the whole item, id and all");
  }
  return { id, from: "value", value };
}
function parseEnv(text, { env }) {
  const pair = parsePair(text, "write id=NAME with the name of a variable");
  if (pair instanceof Wrong) return pair;
  const [id, name] = pair;
  return !Object.hasOwn(env, name) ? new Wrong(
    "its variable is not set in the step's environment",
    "write id=NAME, and the value into env: of the step"
  ) : { id, from: "env", env: name };
}
function parseFile(text, { workspace, files: files2 }) {
  const pair = parsePair(text, "write id=path");
  if (pair instanceof Wrong) return pair;
  const [id, name] = pair;
  const path = resolve2(workspace, name);
  if (!files2.isFile(path)) return new Wrong("no such file", "write id=path with a path from the checkout");
  return files2.size(path) > LARGEST_SECRET ? new Wrong(`a file of ${files2.size(path)} bytes`, `BuildKit takes up to ${LARGEST_SECRET}`) : { id, from: "file", path };
}
function parsePair(text, hint) {
  const equals = text.indexOf("=");
  if (equals < 0) return new Wrong("no = in it", hint);
  const id = text.slice(0, equals).trim();
  if (!/^[A-Za-z0-9_][\w.:/@-]*$/.test(id)) return new Wrong("its id is not one", hint);
  return [id, text.slice(equals + 1)];
}

// src/inputs/build.ts
var NETWORKS = ["default", "host", "none"];
var ENTITLEMENTS = ["network.host", "security.insecure", "device", "buildx.local.delete"];
var LEVELS = ["manifest", "index", "manifest-descriptor", "index-descriptor"];
var ULIMITS = "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
  " "
);
var TOKEN = /^(gh[oprsu]_|github_pat_|glpat-|npm_|dckr_pat_|AKIA|xox[abprs]-|pypi-)\w{8}/;
function readBuild(inputs, job, masks) {
  return {
    ...readContext(inputs, job),
    target: inputs.value("target", parseArgument),
    buildArgs: inputs.each("build-args", (text, index) => {
      const argument = parseBuildArg(text);
      const secret = argument instanceof Wrong ? void 0 : likenessOf(argument.value ?? "", masks);
      if (secret !== void 0) {
        inputs.remark("warning", `build-args[${index}]: ${secret}, and the image keeps build arguments; use secrets`);
      }
      return argument;
    }),
    buildContexts: inputs.each("build-contexts", (text) => parseBuildContext(text, job)),
    labels: inputs.each("labels", parseLabel),
    annotations: inputs.each("annotations", parseAnnotation),
    secrets: readSecrets(inputs, job),
    ssh: inputs.each("ssh", (text) => parseSsh(text, job)),
    network: inputs.value("network", parseChoice(NETWORKS)),
    addHosts: inputs.each("add-hosts", parseHost),
    shmSize: inputs.value("shm-size", parseSize),
    ulimit: inputs.each("ulimit", parseUlimit),
    cgroupParent: inputs.value("cgroup-parent", parseArgument),
    allow: inputs.each("allow", parseEntitlement),
    noCache: inputs.flag("no-cache"),
    noCacheFilters: inputs.each("no-cache-filters", parseArgument),
    pull: inputs.flag("pull"),
    provenance: inputs.value("provenance", parseAttestationOf("provenance")),
    sbom: inputs.value("sbom", parseAttestationOf("sbom")),
    attests: inputs.each("attests", parseAttestation),
    call: inputs.value("call", parseCall),
    sourceDateEpoch: inputs.value("source-date-epoch", parseEpoch)
  };
}
function likenessOf(value, masks) {
  if (TOKEN.test(value)) return "looks like a token";
  const ordinary = /^[0-9a-f]{40}$|^[A-Za-z][A-Za-z_.-]*$/.test(value);
  return !ordinary && masks.includes(value.trim()) ? "holds a secret of another input" : void 0;
}
function parseBuildArg(text) {
  const [name, value] = cut(text);
  if (!/^[^\s#-]\S*$/.test(name)) return new Wrong("its name is not one", "write NAME=value");
  return { name, value };
}
function parseLabel(text) {
  const [name, value = ""] = cut(text);
  return /^[^\s-]\S*$/.test(name) ? { name, value } : new Wrong(`not a label, found ${quote(text)}`, "write key=value");
}
function parseAnnotation(text) {
  const [key, value] = cut(text);
  const [, levels] = /^([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):/.exec(key) ?? [];
  const name = levels === void 0 ? key : key.slice(levels.length + 1);
  if (value === void 0 || !/^[^\s-]\S*$/.test(name))
    return new Wrong(`not an annotation, found ${quote(text)}`, "write key=value");
  const unknown = (levels?.split(",") ?? []).map((level) => level.replace(/\[.*/, "")).find((level) => !LEVELS.includes(level));
  return unknown === void 0 ? text : new Wrong(`unknown level ${quote(unknown)}`, hintFor(unknown, LEVELS));
}
function parseSsh(text, { workspace, env, files: files2 }) {
  const [id, name] = cut(text);
  if (!/^[\w][\w.-]*$/.test(id))
    return new Wrong(`not an SSH agent or key, found ${quote(text)}`, "write default or id=path");
  if (!name) {
    return env.SSH_AUTH_SOCK ? id : new Wrong("no SSH agent: SSH_AUTH_SOCK is not set", `start one in an earlier step, or write ${id}=path`);
  }
  const path = resolve3(workspace, name);
  return files2.exists(path) ? `${id}=${path}` : new Wrong(`no such key or socket, found ${quote(name)}`, "write id=path");
}
function parseHost(text) {
  const [, host = "", address = ""] = /^([^:=]+)[:=](.+)$/.exec(text) ?? [];
  const known = address === "host-gateway" || isIP(address.replace(/^\[(.*)\]$/, "$1")) > 0;
  return known && !/^-|\s/.test(host) ? text : new Wrong(`not a host and an address, found ${quote(text)}`, "write host:address, such as db:10.0.0.2");
}
function parseUlimit(text) {
  const [, name = "", soft, hard] = /^(\w+)=(-1|\d+)(?::(-1|\d+))?$/.exec(text) ?? [];
  if (soft === void 0)
    return new Wrong(`not a limit, found ${quote(text)}`, "write name=soft:hard, such as nofile=1024:2048");
  if (!ULIMITS.includes(name)) return new Wrong(`unknown limit ${quote(name)}`, hintFor(name, ULIMITS));
  const tooHigh = hard !== void 0 && hard !== "-1" && (soft === "-1" || Number(soft) > Number(hard));
  return tooHigh ? new Wrong(`its soft limit is above its hard limit, found ${quote(text)}`) : text;
}
function parseEntitlement(text) {
  const [name] = cut(text);
  return ENTITLEMENTS.includes(name) ? text : new Wrong(`unknown entitlement ${quote(name)}`, hintFor(name, ENTITLEMENTS));
}
function parseEpoch(text) {
  if (text === "commit") return { kind: "commit" };
  const seconds = /^\d{1,11}$/.test(text) ? Number(text) : void 0;
  return seconds === void 0 ? new Wrong(`not a time, found ${quote(text)}`, "write commit, or the seconds since 1970") : { kind: "seconds", seconds };
}
function cut(text) {
  const equals = text.indexOf("=");
  return equals < 0 ? [text, void 0] : [text.slice(0, equals), text.slice(equals + 1)];
}

// src/inputs/cache.ts
var BACKENDS = ["registry", "gha", "local", "inline", "false"];
var WRITES = { auto: "auto", true: "always", false: "never" };
var TYPES2 = ["registry", "gha", "local", "inline", "s3", "azblob"];
function readCache(inputs) {
  const backend = inputs.choice("cache", BACKENDS);
  const variables = {};
  return {
    backend: backend === "false" ? "none" : backend,
    ref: inputs.value("cache-ref", parseName),
    mode: inputs.choice("cache-mode", ["min", "max"]),
    write: WRITES[inputs.choice("cache-write", ["auto", "true", "false"])],
    from: readEntries2(inputs, "cache-from", "src", variables),
    to: readEntries2(inputs, "cache-to", "dest", variables),
    credentials: variables,
    mounts: inputs.flag("cache-mounts")
  };
}
function readEntries2(inputs, name, place, variables) {
  return inputs.each(name, (text, index) => {
    const parted = parseEntry(text, place);
    if (parted instanceof Wrong) return parted;
    const { entry, variables: own } = parted;
    if (Object.keys(own).length === 0) return entry;
    if (Object.entries(own).some(([variable, value]) => (variables[variable] ?? value) !== value)) {
      return new Wrong("other credentials than in an entry before", "give all caches of one service the same");
    }
    Object.assign(variables, own);
    inputs.remark(
      "warning",
      `${name}[${index}]: credentials in a cache entry, handed on by environment; use the variables of its service instead`
    );
    return entry;
  });
}
function parseEntry(text, place) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text.startsWith("-")) return new Wrong(`starts with a dash like an option, found ${quote(text)}`);
  if (!text.includes("=")) {
    const wrong = text.split(",").map(parseReference).find((reference) => reference !== void 0);
    return wrong ?? { entry: text, variables: {} };
  }
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type, mode } = attributes;
  if (type === void 0) return new Wrong("a type is missing", "begin with type=");
  if (!TYPES2.includes(type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES2));
  if (type === "registry") {
    const wrong = attributes.ref ? parseReference(attributes.ref) : new Wrong("a registry cache without ref", "write ref=repository:tag");
    if (wrong !== void 0) return wrong;
  }
  if (type === "local" && !attributes[place]) return new Wrong(`a local cache without ${place}`, `write ${place}=path`);
  if (mode !== void 0 && mode !== "min" && mode !== "max")
    return new Wrong(`unknown mode ${quote(mode)}`, "write min or max");
  return partCredentials(text, type);
}
function parseReference(text) {
  const [, name = "", tag] = /^(.*?)(?::([^:/]*))?(?:@sha256:[0-9a-f]{64})?$/s.exec(text) ?? [];
  const repository = parseRepository(name);
  const wrong = typeof repository === "string" ? repository : tag === void 0 || TAG.test(tag) ? "" : "not a tag";
  return wrong === "" ? void 0 : new Wrong(`${wrong}, found ${quote(text)}`, "write it like ghcr.io/acme/app:cache");
}

// src/inputs/conflicts.ts
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
    when: ({ image, result }) => (result.push || result.pushByDigest) && repositoriesOf(image).some(({ registry, path }) => registry === "docker.io" && path.startsWith("library/")),
    message: "a name without an owner is in Docker Hub's library, where only Docker can push",
    hint: "write the owner or the registry in front"
  },
  {
    of: ["call", "push", "push-by-digest", "load", "outputs"],
    when: ({ build, result }) => build.call !== void 0 && hasResult(result),
    message: "builds nothing, and there is a result asked for",
    hint: "leave out call, or push, push-by-digest, load and outputs"
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
    hint: "add load: true, or an output of type oci"
  },
  {
    of: ["load", "outputs"],
    when: ({ result }) => result.load && result.outputs.some(({ type, attributes }) => type === "docker" && !attributes.dest),
    message: "beside an output of type docker, which loads too",
    hint: "leave one of them out"
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
    when: ({ setup }) => setup.driver === "remote" && setup.endpoint === void 0 && !setup.nodes.some(({ endpoint }) => endpoint),
    message: "empty, and driver is remote",
    hint: "write BuildKit's address, such as tcp://buildkit:1234"
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
function repositoriesOf({ repositories, tags: tags2 }) {
  return [...repositories, ...tags2.flatMap((tag) => tag.kind === "reference" ? [tag.reference.repository] : [])];
}
function hasResult({ push, pushByDigest, load, outputs }) {
  return push || pushByDigest || load || outputs.length > 0;
}
function hasSettings({ nodes, driverOpts, buildkitdFlags, buildkitdConfig, buildkitImage }) {
  return nodes.length > 0 || driverOpts.length > 0 || [buildkitdFlags, buildkitdConfig, buildkitImage].some((setting) => setting !== void 0);
}
function onlyFiles(outputs) {
  return outputs.length > 0 && outputs.every(({ type }) => type === "local" || type === "tar" || type === "cacheonly");
}

// src/inputs/login.ts
var KEYS = ["registry", "username", "password", "ecr", "scope"];
async function readLogins(inputs) {
  const single = {
    registry: inputs.text("registry"),
    username: inputs.text("username"),
    password: inputs.text("password")
  };
  const entries = await readEntries(inputs, "registry-auth", KEYS);
  const hasSingle = Object.values(single).some((value) => value !== void 0);
  if (hasSingle && inputs.text("registry-auth") !== void 0) {
    inputs.accept(
      "registry-auth",
      new Wrong("beside registry, username or password", "put every login into one of the two")
    );
    return [];
  }
  if (hasSingle) {
    remarkShort(inputs, "password", single.password ?? "");
    return present(inputs.accept("password", parseLogin(single)), () => leftOut2(inputs, "password"));
  }
  const seen = /* @__PURE__ */ new Set();
  return entries.flatMap(({ item, values }) => {
    const login = parseLogin(values);
    const twice = login !== void 0 && !(login instanceof Wrong) && seen.has(login.registry);
    if (login !== void 0 && !(login instanceof Wrong)) seen.add(login.registry);
    if (typeof values.password === "string") remarkShort(inputs, `registry-auth[${item}]`, values.password);
    const result = twice ? new Wrong(`a second login to ${login.registry}`, "leave one of them out") : login;
    return present(inputs.accept("registry-auth", result, item), () => {
      if (result === void 0) leftOut2(inputs, `registry-auth[${item}]`);
    });
  });
}
function present(login, otherwise) {
  if (login !== void 0) return [login];
  otherwise();
  return [];
}
function leftOut2(inputs, place) {
  inputs.remark("notice", `${place}: no credentials, so no login here; those of earlier steps count`);
}
function parseLogin({
  registry = "",
  username = "",
  password = "",
  ecr = "",
  scope = ""
}) {
  if (typeof registry !== "string" || typeof username !== "string" || typeof password !== "string") {
    return new Wrong("a list or a map where a text belongs", "write key: value");
  }
  if (ecr === "true")
    return new Wrong("a login with AWS credentials", "run aws-actions/amazon-ecr-login in an earlier step");
  if (scope !== "") return new Wrong("a scope, which is not supported", "leave it out");
  if (password === "") return void 0;
  if (username === "") return new Wrong("a password without a username", "see what its expression gives");
  const host = hostOf(registry);
  return host instanceof Wrong ? host : { registry: host, username, password };
}
function hostOf(registry) {
  const host = registry.toLowerCase().replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  if (host === "" || /^(index|registry-1)\.docker\.io$/.test(host)) return "docker.io";
  return /^(\[[0-9a-f:]+\]|[a-z0-9]+([.-]+[a-z0-9]+)*)(:\d{1,5})?$/.test(host) ? host : new Wrong(`not a registry, found ${quote(registry)}`, "write its host, such as ghcr.io");
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
var TYPES3 = [
  "local",
  "tar",
  "oci",
  "docker",
  "image",
  "registry",
  "cacheonly"
];
var ELSEWHERE = {
  name: "images",
  push: "push",
  "push-by-digest": "push-by-digest",
  "name-canonical": "push-by-digest"
};
function readResult(inputs) {
  return {
    push: inputs.flag("push"),
    pushByDigest: inputs.flag("push-by-digest"),
    part: inputs.value("part", parsePart),
    partTag: inputs.value("part-tag", parsePartTag),
    load: inputs.flag("load"),
    outputs: readOutputs(inputs)
  };
}
function readOutputs(inputs) {
  const seen = /* @__PURE__ */ new Set();
  return inputs.each("outputs", (text) => {
    const output = parseOutput(text);
    if (output instanceof Wrong) return output;
    const place = output.attributes.dest ?? (output.type === "registry" ? "image" : output.type);
    if (seen.has(place)) return new Wrong(`a second output to ${quote(place)}`, "leave one of them out");
    seen.add(place);
    return output;
  });
}
function parseOutput(text) {
  if (text === "-") return new Wrong("an output to the standard output", "write a path");
  if (!text.includes("=") && !text.includes(",")) return withDestination("local", { dest: text });
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type: name, ...others } = attributes;
  if (name === void 0) return new Wrong(`a type is missing, found ${quote(text)}`, "begin with type=");
  const type = TYPES3.find((known) => known === name);
  if (type === void 0) return new Wrong(`unknown type ${quote(name)}`, hintFor(name, TYPES3));
  return type === "image" || type === "registry" ? withoutNames(type, others) : withDestination(type, others);
}
function withDestination(type, attributes) {
  const { dest } = attributes;
  if (dest === "-") return new Wrong("an output to the standard output", "write a path into dest");
  if (!dest && (type === "local" || type === "tar" || type === "oci")) {
    return new Wrong(`an output of type ${type} without dest`, `write type=${type},dest=path`);
  }
  const argument = parseArgument(dest ?? "");
  return argument instanceof Wrong ? argument : { type, attributes };
}
function withoutNames(type, attributes) {
  const key = Object.keys(attributes).find((name) => Object.hasOwn(ELSEWHERE, name));
  return key === void 0 ? { type, attributes } : new Wrong(`the attribute ${key} of an output of type ${type}`, `use the input ${ELSEWHERE[key]} instead`);
}

// src/inputs/rights.ts
var NOTHING_FROM_FORKS = "nothing is published for a pull request from a fork; it is built and proved all the same";
function withinRights(request, job, inputs) {
  if (!fromFork(job)) return request;
  const { push, pushByDigest } = request.result;
  if (push || pushByDigest) {
    inputs.remark("notice", `${push ? "push" : "push-by-digest"}: ${NOTHING_FROM_FORKS}`);
  }
  return {
    ...request,
    result: { ...request.result, push: false, pushByDigest: false },
    cache: { ...request.cache, write: "never", to: request.cache.to.filter(isLocal) }
  };
}
function isLocal(entry) {
  return /(^|,)type=local(,|$)/.test(entry);
}

// src/inputs/setup.ts
import { resolve as resolve4 } from "node:path";
var DRIVERS = ["auto", "docker", "docker-container", "remote", "kubernetes"];
var NODE_KEYS = ["name", "endpoint", "driver-opts", "buildkitd-flags", "platforms"];
async function readSetup(inputs, job) {
  return {
    qemu: inputs.choice("qemu", ["auto", "always", "never"]),
    qemuImage: inputs.value("qemu-image", parseImage) ?? "",
    driver: inputs.choice("driver", DRIVERS),
    builder: inputs.value("builder", parseArgument),
    endpoint: inputs.value("endpoint", parseArgument),
    nodes: await readNodes(inputs),
    driverOpts: inputs.each("driver-opts", parseDriverOpt),
    buildkitdFlags: inputs.text("buildkitd-flags"),
    buildkitdConfig: await readConfig(inputs, job),
    buildkitImage: inputs.value("buildkit-image", parseImage),
    buildxVersion: inputs.value("buildx-version", parseVersion),
    keepBuilder: inputs.flag("keep-builder")
  };
}
async function readNodes(inputs) {
  const entries = await readEntries(inputs, "nodes", NODE_KEYS);
  const seen = /* @__PURE__ */ new Set();
  return entries.flatMap(({ item, values }) => {
    const node = parseNode(values);
    const twice = !(node instanceof Wrong) && node.name !== void 0 && seen.has(node.name);
    if (!(node instanceof Wrong) && node.name !== void 0) seen.add(node.name);
    return inputs.accept("nodes", twice ? new Wrong("a second node of one name", "leave one of them out") : node, item) ?? [];
  });
}
function parseNode(fields) {
  const { name = "", endpoint = "", "buildkitd-flags": flags = "" } = fields;
  if (typeof name !== "string" || typeof endpoint !== "string" || typeof flags !== "string") {
    return new Wrong("a list or a map where a text belongs", "write name, endpoint and buildkitd-flags as key: value");
  }
  const driverOpts = texts(fields["driver-opts"], "\n").map(parseDriverOpt);
  const platforms2 = parsePlatforms(texts(fields.platforms, ","));
  const wrong = [parseArgument(name), parseArgument(endpoint), ...driverOpts, ...platforms2].find(
    (part) => part instanceof Wrong
  );
  if (wrong !== void 0) return wrong;
  return {
    name: name || void 0,
    endpoint: endpoint || void 0,
    driverOpts: driverOpts.filter((option) => typeof option === "string"),
    buildkitdFlags: flags || void 0,
    platforms: platforms2.flatMap((platform) => platform instanceof Wrong ? [] : platform)
  };
}
function texts(yaml, separator) {
  const items = Array.isArray(yaml) ? yaml.filter((item) => typeof item === "string") : typeof yaml === "string" ? yaml.split(separator) : [];
  return items.map((item) => item.trim()).filter((item) => item !== "");
}
function parseDriverOpt(text) {
  return /^"?[A-Za-z][\w.-]*=/.test(text) ? text : new Wrong(`not an option, found ${quote(text)}`, "write key=value, such as network=host");
}
async function readConfig(inputs, { workspace, files: files2 }) {
  const file = inputs.text("buildkitd-config");
  const inline = inputs.text("buildkitd-config-inline");
  if (file === void 0) return inputs.accept("buildkitd-config-inline", await parseToml(inline));
  if (inline !== void 0) {
    inputs.accept("buildkitd-config", new Wrong("beside buildkitd-config-inline", "put it all into one of the two"));
    return void 0;
  }
  const path = resolve4(workspace, file);
  if (!files2.isFile(path)) {
    inputs.accept(
      "buildkitd-config",
      new Wrong(`no such file, found ${quote(file)}`, "write its path from the checkout")
    );
    return void 0;
  }
  return inputs.accept("buildkitd-config", await parseToml(files2.readText(path)));
}
async function parseToml(text) {
  if (text === void 0 || text.trim() === "") return void 0;
  const { parse: parse5, TomlError } = await import("./dist-S2MBXTVO.js");
  try {
    parse5(text);
    return text;
  } catch (error) {
    if (error instanceof TomlError) return new Wrong(`not TOML at line ${error.line}, column ${error.column}`);
    throw error;
  }
}
function parseImage(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[a-z0-9[][\w.:/[\]-]*(@sha256:[0-9a-f]{64})?$/.test(text) ? text : new Wrong(`not an image, found ${quote(text)}`, "write it like moby/buildkit:latest");
}
function parseVersion(text) {
  if (text === "latest") return text;
  return /^v?\d+\.\d+\.\d+(-[\w.]+)?$/.test(text) ? `v${text.replace(/^v/, "")}` : new Wrong(`not a release of buildx, found ${quote(text)}`, "write latest, or one such as v0.29.1");
}

// src/inputs/read.ts
async function readRequest(input, job, find = findNone) {
  const inputs = new Inputs(input, DEFAULTS);
  const githubToken = inputs.text("github-token");
  const request = {
    image: readImage(inputs),
    build: withGitToken(readBuild(inputs, job, await secretsOf(input, job)), githubToken, job),
    result: readResult(inputs),
    setup: await readSetup(inputs, job),
    login: await readLogins(inputs),
    cache: readCache(inputs),
    proof: readProof(inputs),
    conduct: readConduct(inputs)
  };
  findConflicts(inputs, request);
  await inputs.ask(find, request);
  for (const message of unknownInputs(job.env, Object.keys(DEFAULTS))) inputs.remark("warning", message);
  return { request: withinRights(request, job, inputs), remarks: inputs.finish() };
}
function withGitToken(build, token, { serverUrl }) {
  const { context, secrets } = build;
  const ours = context.kind === "git" && context.url.startsWith(`${serverUrl}/`);
  if (!ours || token === void 0 || secrets.some(({ id }) => id.startsWith(GIT_TOKEN))) return build;
  return { ...build, secrets: [...secrets, { id: GIT_TOKEN, from: "value", value: token }] };
}
var GIT_TOKEN = "GIT_AUTH_TOKEN";
function readProof(inputs) {
  return {
    verify: inputs.flag("verify"),
    smokeTest: inputs.text("smoke-test")
  };
}
function readConduct(inputs) {
  return {
    retries: inputs.value("retries", parseCount(100)) ?? 3,
    timeout: inputs.value("timeout", parseDuration),
    summary: inputs.flag("summary")
  };
}

// src/system/retry.ts
import { setTimeout as wait } from "node:timers/promises";
var systemClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, void 0, { signal })
};
var LONGEST_WAIT = 6e4;
var FIRST_DELAY = 1e3;
var LONGEST_DELAY = 2e4;
var BUDGET = 12e4;
var FINAL_SERVER_ERRORS = /* @__PURE__ */ new Set([501, 505, 507]);
var TRANSIENT_CODES = /* @__PURE__ */ new Set([
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "EAI_AGAIN", "EAI_NODATA", "ENOTFOUND", "ERR_TLS_HANDSHAKE_TIMEOUT"],
  ...["UND_ERR_BODY_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_SOCKET"],
  // a proxy that did not open its tunnel; our own cancelling is told apart by the signal
  ...["UND_ERR_ABORTED", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "HPE_INVALID_EOF_STATE"]
]);
function classify(outcome) {
  if (!("status" in outcome)) return TRANSIENT_CODES.has(outcome.code ?? "") ? "transient" : "final";
  const { status, headers } = outcome;
  const passing = status === 408 || status === 429 || status >= 500 && !FINAL_SERVER_ERRORS.has(status);
  return passing && (retryAfterOf(headers) ?? 0) <= LONGEST_WAIT ? "transient" : "final";
}
function retryAfterOf(headers, today = Date.now()) {
  const text = headers["retry-after"]?.trim();
  if (text === void 0 || text === "") return void 0;
  if (/^\d+$/.test(text)) return Number(text) * 1e3;
  const asked = Date.parse(text);
  const answered = Date.parse(headers.date ?? "");
  return Number.isNaN(asked) ? void 0 : Math.max(0, asked - (Number.isNaN(answered) ? today : answered));
}
function delayBefore(retry2, { retryAfter = 0, random }) {
  const backoff = Math.min(FIRST_DELAY * 2 ** (retry2 - 1), LONGEST_DELAY) * (1 - random() / 2);
  return Math.max(backoff, retryAfter);
}
function judgeError(error) {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("verdict" in current) return current;
    if ("code" in current && typeof current.code === "string") return { verdict: classify({ code: current.code }) };
  }
  return { verdict: "final" };
}
async function retry(operation, { retries, budget = BUDGET, clock: clock2, random = Math.random, log, signal }, judge = judgeError) {
  let firstFailure;
  for (let attempt3 = 1; ; attempt3 += 1) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt3);
    } catch (error) {
      signal?.throwIfAborted();
      firstFailure ??= clock2.now();
      const { verdict, retryAfter } = judge(error);
      const delay = delayBefore(attempt3, { retryAfter, random });
      const inTime = (retryAfter ?? 0) <= LONGEST_WAIT && clock2.now() - firstFailure + delay <= budget;
      if (verdict === "final" || attempt3 > retries || !inTime) throw error;
      log(`${messageOf(error).split("\n", 1)[0]}; retry ${attempt3} of ${retries} in ${(delay / 1e3).toFixed(1)} s`);
      await clock2.sleep(delay, signal).catch((interrupted) => {
        signal?.throwIfAborted();
        throw interrupted;
      });
    }
  }
}

// src/image/oci.ts
var INDEXES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json"
];
var MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json"
];
function isIndex(mediaType) {
  return INDEXES.includes(mediaType);
}
function isManifest(mediaType) {
  return MANIFESTS.includes(mediaType);
}
function parseIndex(bytes) {
  const json = parse2(bytes, "image index");
  return {
    manifests: descriptors(json.manifests, "image index"),
    annotations: json.annotations ?? {}
  };
}
function parseManifest(bytes) {
  const json = parse2(bytes, "image manifest");
  const [config] = descriptors([json.config], "image manifest");
  if (config === void 0) throw malformed("image manifest");
  return { config, layers: descriptors(json.layers, "image manifest") };
}
function parseConfigPlatform(bytes) {
  const { os, architecture, variant } = parse2(bytes, "image config");
  if (typeof os !== "string" || typeof architecture !== "string") throw malformed("image config");
  return { os, architecture, ...typeof variant === "string" && variant !== "" ? { variant } : {} };
}
function parseConfigLabels(bytes) {
  const { config } = parse2(bytes, "image config");
  return config?.Labels ?? {};
}
function descriptors(value, what) {
  if (!Array.isArray(value)) throw malformed(what);
  for (const descriptor of value) {
    if (!isDigest(descriptor?.digest) || typeof descriptor.size !== "number") throw malformed(what);
  }
  return value;
}
function parse2(bytes, what) {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString());
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw malformed(what, cause);
  }
  throw malformed(what);
}
function malformed(what, cause) {
  return new ActionError(`the ${what} is malformed`, { cause });
}

// src/image/manifests.ts
async function readImage2(digest, content) {
  const top = await content.manifest(digest);
  if (isManifest(top.mediaType)) {
    const only = await readPlatform(digest, void 0, top.bytes, content);
    return { digest, mediaType: top.mediaType, platforms: [only], attestations: [] };
  }
  if (!isIndex(top.mediaType)) throw new ActionError(`${digest} is no image: its media type is ${top.mediaType}`);
  const { images, attestations } = splitIndex(parseIndex(top.bytes).manifests);
  const platforms2 = await Promise.all(
    images.map(
      async (child) => readPlatform(child.digest, child.platform, (await content.manifest(child.digest)).bytes, content)
    )
  );
  return { digest, mediaType: top.mediaType, platforms: platforms2, attestations };
}
function splitIndex(manifests) {
  return {
    images: manifests.filter((child) => !isAttestation(child)),
    attestations: manifests.filter(isAttestation).map((child) => ({ digest: child.digest, of: child.annotations?.["vnd.docker.reference.digest"] }))
  };
}
function isAttestation({ annotations }) {
  return annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
}
async function readPlatform(digest, listed, bytes, content) {
  const { config, layers } = parseManifest(bytes);
  const configured = platformOf(parseConfigPlatform(await content.config(config.digest)));
  return {
    platform: listed === void 0 ? configured : platformOf(listed),
    digest,
    size: config.size + layers.reduce((sum, layer) => sum + layer.size, 0),
    configured
  };
}
function platformOf({ os, architecture, variant }) {
  return normalisePlatform({ os, architecture, variant: variant || void 0 });
}

// src/image/registry-candidate.ts
var CONFIG_LIMIT = 8 * 1024 * 1024;
function registryCandidate(registry, repository, digest, { engine, onLoad }) {
  return {
    read: () => readImage2(digest, {
      async manifest(wanted) {
        const manifest = await registry.getManifest(repository, wanted, { justWritten: true });
        if (manifest === void 0) throw notThere(repository, wanted);
        return manifest;
      },
      config: (wanted) => registry.getBlob(repository, wanted, CONFIG_LIMIT)
    }),
    async runnable(platform) {
      const reference = formatDigested(repository, platform.digest);
      if (await engine.image(reference) === void 0) onLoad(reference);
      return reference;
    }
  };
}
function notThere(repository, digest) {
  return new ActionError(`${formatDigested(repository, digest)} is not in the registry although it was pushed`, {
    hint: "Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests."
  });
}

// src/image/smoke.ts
async function smokeTest(image, candidate, test) {
  for (const platform of image.platforms) await testPlatform(platform, await candidate.runnable(platform), test);
}
async function testPlatform({ platform, digest }, reference, { script, env, cwd, run: run2, engine, ledger, print }) {
  const name = formatPlatform(platform);
  ledger({ kind: "containers", image: reference, except: await engine.containers({ ancestor: reference }) });
  print(`smoke test of ${name}`);
  const [stdout, stderr] = [new LineSplitter(), new LineSplitter()];
  const show = (lines) => lines.forEach((line) => void print(`  ${printableLine(line)}`));
  const finished = await run2({
    program: "bash",
    group: true,
    args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    env: { ...env, IMAGE: reference, PLATFORM: name, DIGEST: digest, DOCKER_DEFAULT_PLATFORM: name },
    cwd,
    onStdout: (chunk) => show(stdout.push(chunk)),
    onStderr: (chunk) => show(stderr.push(chunk))
  });
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: "No tag was moved. See its output above; `docker run --rm $IMAGE …` there ran exactly these bytes."
  });
}

// src/image/verify.ts
function problemsOf(image, asked) {
  const found = image.platforms.map(({ platform }) => platform);
  const names2 = (platforms2) => platforms2.map(formatPlatform).join(", ");
  const missing = asked.filter((platform) => !found.some((other) => samePlatform(platform, other)));
  const extra = found.filter((platform) => !asked.some((other) => samePlatform(platform, other)));
  const doubled = found.filter((platform, i) => found.findIndex((other) => samePlatform(platform, other)) !== i);
  const stray = image.attestations.filter(({ of }) => !image.platforms.some(({ digest }) => digest === of));
  return [
    ...missing.length > 0 ? [`${names2(missing)} is missing from it`] : [],
    ...extra.length > 0 ? [`it has ${names2(extra)}, which was not asked for`] : [],
    ...doubled.length > 0 ? [`it has ${names2(doubled)} more than once`] : [],
    ...image.platforms.filter(({ platform, configured }) => !samePlatform(platform, configured)).map(
      ({ platform, configured }) => `the image listed as ${formatPlatform(platform)} says it is ${formatPlatform(configured)}`
    ),
    ...stray.map(({ digest }) => `the attestation ${digest} is about an image that is not in it`)
  ];
}
function verify(image, asked) {
  const problems = problemsOf(image, asked);
  if (problems.length === 0) return;
  throw new ActionError(`the image ${image.digest} is not what was asked for: ${problems.join("; ")}`, {
    hint: "No tag was moved. Check `platforms` against what the Dockerfile makes."
  });
}

// src/system/lock.ts
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
var PAUSE = 100;
async function alone(name, { clock: clock2, signal, onWait }, work) {
  const path = `\0multiarch-build-${createHash("sha256").update(name).digest("hex")}`;
  const server = createServer((visitor) => visitor.destroy());
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
    await clock2.sleep(PAUSE, signal).catch(() => signal?.throwIfAborted());
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

// src/system/registry/error.ts
import { STATUS_CODES } from "node:http";
var RegistryError = class extends ActionError {
  name = "RegistryError";
  verdict;
  /** Of its answer; `undefined`: there was none. */
  status;
  /** The registry's (`MANIFEST_UNKNOWN`, `DENIED`), the network's (`ECONNRESET`), or `DIGEST_MISMATCH`. */
  code;
  retryAfter;
  constructor(message, details) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.code = details.code;
    this.retryAfter = details.retryAfter;
  }
};
function refused(what, server, response) {
  const { status, headers } = response;
  const { code: code2, message } = firstError(response.body);
  const said = [code2, message].filter(Boolean).join(": ") || STATUS_CODES[status];
  return new RegistryError(`${what} failed: ${server} answered ${status}${said === void 0 ? "" : ` (${said})`}`, {
    verdict: classify({ status, headers }),
    status,
    code: code2,
    retryAfter: retryAfterOf(headers),
    hint: hintFor2(server, response)
  });
}
function unanswered(what, cause) {
  if (!(cause instanceof HttpError)) return cause;
  const { code: code2, hint } = cause;
  return new RegistryError(`${what} failed: ${messageOf(cause)}`, { verdict: classify({ code: code2 }), code: code2, hint, cause });
}
function mismatched(what, wanted, found) {
  return new RegistryError(`${what} failed: the bytes have the digest ${found} instead of ${wanted}`, {
    verdict: "transient",
    code: "DIGEST_MISMATCH",
    hint: "Something between here and the registry, or the registry itself, alters content: look at its proxies and its storage."
  });
}
function hintFor2(server, { status, headers }) {
  if (status === 401 || status === 403) {
    return `Log in to ${server} with an account that may do this (\`registry\`, \`username\`, \`password\`), or give the token the permission, such as \`packages: write\`.`;
  }
  if (status === 413) return "Raise the size of a request that the registry, or the proxy before it, accepts.";
  if (status === 507) return "Free space in the registry.";
  const retryAfter = retryAfterOf(headers) ?? 0;
  if (retryAfter > LONGEST_WAIT) return `It asks to be left alone for ${duration(retryAfter)}: run again after that.`;
  return void 0;
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

// src/system/words.ts
var STATUS = /unexpected status[^\n]*: (\d{3})\b/;
var KILLED = /killed by SIGKILL|exit status 137\b/;
var FINAL = [
  /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  /no space left on device|disk quota exceeded/i,
  /immutable/i
];
var TRANSIENT = [
  /\b(?:408|429|500|502|503|504)\b|toomanyrequests|too many requests/i,
  /i\/o timeout|timed? ?out|deadline exceeded|TLS handshake/i,
  /connection (?:reset|refused|closed)|broken pipe|unexpected EOF|\bEOF\b|server misbehaving|no such host|temporary failure/i,
  /network is unreachable|no route to host|http2: /i
];
function judgeWords(otherwise) {
  return (error) => {
    const words = error instanceof ActionError ? error.output : void 0;
    if (words === void 0 || KILLED.test(messageOf(error))) return { verdict: "final" };
    const [, status] = STATUS.exec(words) ?? [];
    if (status !== void 0) return { verdict: classify({ status: Number(status), headers: {} }) };
    if (TRANSIENT.some((pattern) => pattern.test(words))) return { verdict: "transient" };
    if (FINAL.some((pattern) => pattern.test(words))) return { verdict: "final" };
    return { verdict: otherwise };
  };
}

// src/publish/carriers.ts
var PATIENCE = 20 * 6e4;
function engineCarrier({ engine, registry, run: run2, env, candidate, ledger, retry: policy }, patience = PATIENCE) {
  async function push({ repository, tag }, digest) {
    const name = formatTagged({ repository, tag });
    const finished = await run2({ program: "docker", args: ["push", name], env, idle: patience });
    if (succeeded(finished)) return;
    const there = await registry.headManifest(repository, tag).catch(() => void 0);
    if (there?.digest === digest) return;
    if (!wasKilled(finished)) await registry.checkPush(repository);
    const said = printableLine(finished.stderr.trimEnd().split("\n").at(-1) ?? "");
    const end = finished.timedOut ? `docker said nothing for ${patience / 6e4} minutes` : describeEnd(finished);
    throw new ActionError(`${name} could not be pushed: ${[end, said].filter(Boolean).join(": ")}`, {
      hint: "See what docker says; a token needs the right to write packages.",
      output: finished.stderr
    });
  }
  async function borrow({ repository, tag }, work) {
    const name = formatTagged({ repository, tag });
    const holder = await engine.image(name);
    const returned = ledger(
      holder === void 0 ? { kind: "image", name } : { kind: "tag", image: holder.id, repository: repository.name, tag }
    );
    await engine.tag(candidate, repository.name, tag);
    try {
      await work();
    } finally {
      if (holder === void 0) await engine.untag(name);
      else await engine.tag(holder.id, repository.name, tag);
      returned();
    }
  }
  async function check({ repository, tag }, digest) {
    const pushed = await registry.getManifest(repository, tag, { justWritten: true });
    if (pushed?.digest === digest) return;
    const name = formatTagged({ repository, tag });
    throw new ActionError(`${name} was pushed as ${digest}, and the registry has ${pushed?.digest ?? "nothing"} there`);
  }
  return {
    async carry({ repository, tags: [tag] }, digest) {
      if (tag === void 0) return [];
      const reference = { repository, tag };
      const name = formatTagged(reference);
      const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
      await alone(name, { ...policy, onWait }, async () => {
        await borrow(reference, () => retry(() => push(reference, digest), policy, judgePush));
        await check(reference, digest);
      });
      return [tag];
    }
  };
}
function judgePush(error) {
  return error instanceof RegistryError ? judgeError(error) : judgeWords("transient")(error);
}
var registryCarrier = { carry: async () => [] };

// src/publish/published.ts
var CONFIG_LIMIT2 = 8 * 2 ** 20;
var PREFIX = "org.opencontainers.image.";
async function readPublished(registry, repository, reference) {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === void 0) return void 0;
  return isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest);
  async function ofIndex({ digest, bytes }) {
    const { manifests, annotations } = parseIndex(bytes);
    const { images } = splitIndex(manifests);
    const platforms2 = images.flatMap(({ platform }) => platform === void 0 ? [] : platformOf(platform));
    const [first] = images;
    if (first === void 0) return void 0;
    const told = tell(annotations);
    if (told.version !== void 0 && told.revision !== void 0) return { digest, platforms: platforms2, told };
    const child = await registry.getManifest(repository, first.digest);
    return child && { digest, platforms: platforms2, told: { ...(await ofManifest(child)).told, ...told } };
  }
  async function ofManifest({ digest, bytes }) {
    const config = await registry.getBlob(repository, parseManifest(bytes).config.digest, CONFIG_LIMIT2);
    return { digest, platforms: [platformOf(parseConfigPlatform(config))], told: tell(parseConfigLabels(config)) };
  }
}
function tell(values) {
  const names2 = ["version", "revision", "created"];
  return Object.fromEntries(
    names2.flatMap((name) => {
      const value = values[PREFIX + name];
      return value ? [[name, value]] : [];
    })
  );
}

// src/publish/hold-back.ts
async function holdBack(targets, release, registry) {
  if (release === void 0) return { targets, notices: [] };
  const held = await Promise.all(
    targets.map(async ({ repository, floating }) => {
      const newer = await Promise.all(
        floating.map(async (tag) => {
          const version = (await readPublished(registry, repository, tag))?.told.version;
          return version !== void 0 && movesBack(release, version) ? [{ tag, version }] : [];
        })
      );
      return newer.flat();
    })
  );
  return {
    targets: targets.map((target, i) => {
      const stays = (tag) => held[i]?.some((entry) => entry.tag === tag) ?? false;
      const left = (tags2) => tags2.filter((tag) => !stays(tag));
      return { ...target, tags: left(target.tags), floating: left(target.floating) };
    }),
    notices: targets.flatMap(
      ({ repository }, i) => (held[i] ?? []).map(
        ({ tag, version }) => `${formatTagged({ repository, tag })} stays at ${version}: this is ${release.version}, which is older`
      )
    )
  };
}

// src/publish/twin.ts
function mayBeImmutable(error) {
  if (!(error instanceof RegistryError)) return error instanceof ActionError;
  const { status = 0, verdict } = error;
  return verdict === "final" && status >= 400 && status < 500 && ![401, 404, 413].includes(status);
}
async function twinAt({ repository, fullVersions }, digest, { revision, platforms: platforms2 }, registry) {
  for (const tag of fullVersions) {
    const held = await readPublished(registry, repository, tag);
    if (held === void 0 || held.digest === digest) continue;
    const name = formatTagged({ repository, tag });
    const { told } = held;
    if (revision === "" || told.revision !== revision) {
      throw new ActionError(
        `${name} holds ${held.digest} of revision ${told.revision ?? "unknown"} and cannot be moved to ${digest} of revision ${revision || "unknown"}`,
        { hint: "Release this under a version of its own." }
      );
    }
    if (!sameSet(held.platforms, platforms2)) {
      throw new ActionError(
        `${name} holds ${held.digest} for ${held.platforms.map(formatPlatform).join(", ")} and cannot be moved to ${digest} for ${platforms2.map(formatPlatform).join(", ")}`,
        { hint: "Release this under a version of its own." }
      );
    }
    return held.digest;
  }
  return void 0;
}
function sameSet(a, b) {
  return a.length === b.length && a.every((platform) => b.some((other) => samePlatform(platform, other)));
}

// src/publish/publish.ts
async function publish(targets, digest, carrier, registry, previous, identity) {
  const outcomes = await Promise.allSettled(
    targets.map((target) => publishTo(target, digest, carrier, registry, identity))
  );
  await refuse(outcomes, digest);
  const held = outcomes.find((outcome) => outcome.status === "fulfilled" && outcome.value !== digest);
  if (held?.status !== "fulfilled") return { digest, tags: references(targets) };
  const behind = targets.filter((_, i) => outcomes[i]?.status === "fulfilled" && outcomes[i].value !== held.value);
  await refuse(
    await Promise.allSettled(behind.map(({ repository, tags: tags2 }) => moveTags(repository, tags2, held.value, registry))),
    held.value
  );
  return { digest: held.value, tags: references(targets) };
  async function refuse(settled, wanted) {
    const failures = settled.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
    if (failures.length > 0) throw await incomplete(targets, wanted, registry, previous, failures);
  }
}
async function publishTo(target, digest, carrier, registry, identity) {
  const { tags: tags2, fullVersions } = target;
  const ordered = { ...target, tags: [...fullVersions, ...tags2.filter((tag) => !fullVersions.includes(tag))] };
  const put = async (wanted, held) => moveTags(target.repository, wanted, held, registry);
  let carried;
  try {
    carried = await carrier.carry(ordered, digest);
    await put(without(fullVersions, carried), digest);
  } catch (error) {
    const twin = mayBeImmutable(error) ? await twinAt(target, digest, identity, registry) : void 0;
    if (twin === void 0) throw error;
    await put(without(tags2, fullVersions), twin);
    return twin;
  }
  await put(without(tags2, [...carried, ...fullVersions]), digest);
  await readBack(target, carried, digest, registry);
  return digest;
}
async function moveTags(repository, tags2, digest, registry) {
  if (tags2.length === 0) return;
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest === void 0)
    throw new ActionError(`${repository.name} does not hold ${digest}, which was pushed to it`);
  await Promise.all(tags2.map((tag) => registry.putManifest(repository, tag, manifest)));
}
function without(tags2, others) {
  return tags2.filter((tag) => !others.includes(tag));
}
async function readBack({ repository, tags: tags2 }, done, digest, registry) {
  const moved = tags2.filter((tag) => !done.includes(tag));
  const found = await Promise.all(
    moved.map(async (tag) => ({ tag, digest: await digestAt(registry, repository, tag) }))
  );
  const other = found.find((entry) => entry.digest !== digest);
  if (other !== void 0) {
    throw new ActionError(
      `${formatTagged({ repository, tag: other.tag })} was moved to ${digest}, and now it is ${other.digest ?? "not there"}`,
      { hint: "Another job publishes the same tag: give the jobs one `concurrency` group." }
    );
  }
}
async function digestAt(registry, repository, tag) {
  return (await registry.headManifest(repository, tag, { justWritten: true }))?.digest;
}
async function incomplete(targets, digest, registry, previous, failures) {
  const states = await Promise.all(
    targets.flatMap(
      ({ repository, tags: tags2 }) => tags2.map(async (tag) => {
        const reference = formatTagged({ repository, tag });
        const state = await registry.headManifest(repository, tag).then(
          (found) => found?.digest === digest ? "moved" : "not moved",
          () => "unknown"
        );
        return { reference, state };
      })
    )
  );
  const from = (reference) => `${reference} (before: ${previous.get(reference) ?? "nothing"})`;
  const told = ["moved", "not moved", "unknown"].flatMap((state) => {
    const list2 = states.filter((entry) => entry.state === state).map(({ reference }) => reference);
    return list2.length === 0 ? [] : `${state}: ${list2.map(state === "moved" ? from : String).join(", ")}`;
  });
  const [first] = failures;
  const own = first instanceof ActionError ? first : void 0;
  return new ActionError(
    `${digest} is not published everywhere (${told.join("; ")}): ${failures.map(messageOf).join("; ")}`,
    {
      hint: own?.hint ?? "Run the job again: it moves every tag to one proved image.",
      output: own?.output,
      cause: first
    }
  );
}
function references(targets) {
  return targets.flatMap(({ repository, tags: tags2 }) => tags2.map((tag) => ({ repository, tag })));
}

// src/publish/hand-over.ts
async function handOver(image, job) {
  const { carrier, registry, previous, revision, read: read2 } = job;
  const { targets, notices } = await holdBack(job.targets, job.release, registry);
  const identity = { revision, platforms: image.platforms.map(({ platform }) => platform) };
  const { digest, tags: tags2 } = await publish(targets, image.digest, carrier, registry, previous, identity);
  const [first] = targets;
  if (digest === image.digest || first === void 0) return { image, tags: tags2, notices };
  const earlier = `${formatDigested(first.repository, digest)} of an earlier run is what stays published: it is of the same commit and platforms, and its registry moves no tag of a version`;
  return { image: await read2(first.repository, digest), tags: tags2, notices: [...notices, earlier] };
}

// src/system/artifacts.ts
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
var NoArtifactService = class extends Error {
};
function createArtifacts(env, folder) {
  async function service() {
    if (!env.ACTIONS_RUNTIME_TOKEN || !env.ACTIONS_RESULTS_URL) throw new NoArtifactService();
    return new (await import("./artifact-I75F4ODU.js")).DefaultArtifactClient();
  }
  return {
    async leave(name, file, text) {
      const client = await service();
      const root = join(await folder(), name);
      await mkdir(root, { recursive: true });
      await writeFile(join(root, file), text);
      await client.uploadArtifact(name, [join(root, file)], root).catch((error) => failed("could not be uploaded", name, error));
    },
    async find(prefix, file) {
      const client = await service();
      const list2 = await client.listArtifacts().catch((error) => failed("could not be listed", "of this run", error));
      const wanted = list2.artifacts.filter(({ name }) => name.startsWith(prefix));
      const root = await folder();
      return Promise.all(
        wanted.map(async ({ name, id }) => {
          const path = join(root, `artifact-${id}`);
          await client.downloadArtifact(id, { path }).catch((error) => failed("could not be downloaded", name, error));
          return { name, text: await readFile(join(path, file), "utf8") };
        })
      );
    }
  };
}
function failed(what, name, cause) {
  if (cause instanceof Error && cause.name === "GHESNotSupportedError") throw new NoArtifactService();
  throw new ActionError(`the artifact ${name} ${what}: ${messageOf(cause)}`, {
    hint: "Run the failed jobs again; if it stays, hand parts over by `part-tag` or `digests`.",
    cause
  });
}

// src/publish/record.ts
var RECORD = { prefix: "multiarch-build-part.", file: "part.json" };
function recordName({ key, digests, attempt: attempt3 }, id) {
  const [first = "", ...others] = Object.keys(digests);
  const slug = `${first.replaceAll("/", "-")}${others.length === 0 ? "" : `+${others.length}`}`;
  return `${RECORD.prefix}${key}.${slug}.${attempt3}.${id}`;
}
function recordOf(image, { key, repositories, commit }, env) {
  return {
    key,
    digest: image.digest,
    digests: Object.fromEntries(image.platforms.map(({ platform, digest }) => [formatPlatform(platform), digest])),
    repositories,
    commit,
    run: env.GITHUB_RUN_ID ?? "",
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1
  };
}
function parseRecord(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return void 0;
  }
  const { key, digest, digests, repositories, commit, run: run2, attempt: attempt3 } = value ?? {};
  const formed = [key, commit, run2].every((field) => typeof field === "string") && Number.isSafeInteger(attempt3) && isDigest(digest) && typeof digests === "object" && Object.keys(digests).length > 0 && Object.values(digests).every(isDigest) && Array.isArray(repositories) && repositories.every((name) => typeof name === "string");
  return formed ? value : void 0;
}

// src/publish/previous.ts
async function previousDigests(targets, registry) {
  const found = await Promise.all(
    targets.flatMap(
      ({ repository, tags: tags2 }) => tags2.map(async (tag) => {
        const head = await registry.headManifest(repository, tag).catch((error) => {
          if (error instanceof RegistryError && error.status === 401) throw error;
          return void 0;
        });
        return head === void 0 ? [] : [[formatTagged({ repository, tag }), head.digest]];
      })
    )
  );
  return new Map(found.flat());
}

// src/report/outputs.ts
var SHA256 = "sha256:[0-9a-f]{64}";
var NAME = "[^\\s@,]+";
var ONE_LINE = /^[^\r\n]*$/;
var DIGEST = new RegExp(`^(${SHA256})?$`);
var LINES = (line) => new RegExp(`^(${line}(\\n${line})*)?$`);
var SHAPES = {
  digest: DIGEST,
  digests: isDigests,
  image: new RegExp(`^(${NAME}@${SHA256})?$`),
  images: LINES(`${NAME}@${SHA256}`),
  tags: LINES(`${NAME}:[A-Za-z0-9_][A-Za-z0-9_.-]*`),
  version: ONE_LINE,
  platforms: /^([a-z0-9]+(\/[a-z0-9._-]+)+(,|$))*$/,
  attestations: isDigests,
  imageid: DIGEST,
  metadata: () => true,
  builder: ONE_LINE,
  driver: /^(docker|docker-container|remote|kubernetes)$/,
  "cache-hit": /^(\d\d?|100)?$/,
  json: () => true
};
var PLATFORM_DIGEST = /^digest-[a-z0-9]+(-[a-z0-9._]+)+$/;
var OUTPUT_NAMES = Object.keys(SHAPES);
function outputsOf(report) {
  const { digest, repositories, platforms: platforms2 } = report;
  const images = digest === void 0 ? [] : repositories.map((repository) => formatDigested(repository, digest));
  const tags2 = report.tags.map(formatTagged);
  const names2 = platforms2.map(({ platform }) => formatPlatform(platform));
  const known = platforms2.filter((row) => row.digest !== void 0);
  const digests = Object.fromEntries(known.map((row) => [formatPlatform(row.platform), row.digest]));
  const attested = platforms2.filter((row) => row.attestation !== void 0);
  const attestations = Object.fromEntries(attested.map((row) => [formatPlatform(row.platform), row.attestation]));
  const { version = "", imageId = "", builder, driver, cacheHit, metadata = {} } = report;
  const json = {
    digest: digest ?? "",
    digests,
    image: images[0] ?? "",
    images,
    tags: tags2,
    version,
    platforms: names2,
    attestations,
    ...builder === void 0 ? {} : { imageid: imageId, metadata, builder, driver, "cache-hit": cacheHit ?? null }
  };
  const built = builder === void 0 ? [] : [
    ["imageid", imageId],
    ["metadata", JSON.stringify(metadata, void 0, 2)],
    ["builder", builder],
    ["driver", driver ?? ""],
    ["cache-hit", cacheHit?.toString() ?? ""]
  ];
  const outputs = [
    ["digest", json.digest],
    ["digests", JSON.stringify(digests)],
    ...known.map(({ platform, digest: child }) => [`digest-${slugOf(platform)}`, child ?? ""]),
    ["image", json.image],
    ["images", images.join("\n")],
    ["tags", tags2.join("\n")],
    ["version", version],
    ["platforms", names2.join(",")],
    ["attestations", JSON.stringify(attestations)],
    ...built,
    ["json", JSON.stringify(json)]
  ];
  const bad = outputs.find(([name, value]) => !hasShape(name, value));
  if (bad !== void 0)
    throw new ActionError(`the output ${bad[0]} has not the form it should have: ${JSON.stringify(bad[1])}`);
  return outputs;
}
function hasShape(name, value) {
  if (PLATFORM_DIGEST.test(name)) return isDigest(value);
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : void 0;
  if (shape === void 0) return false;
  if (shape instanceof RegExp) return shape.test(value);
  try {
    return shape(JSON.parse(value));
  } catch {
    return false;
  }
}
function isDigests(value) {
  return typeof value === "object" && value !== null && Object.values(value).every(isDigest);
}

// src/build/units.ts
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

// src/build/step.ts
var INSTRUCTIONS = {
  FROM: "from",
  RUN: "run",
  COPY: "copy",
  ADD: "copy",
  WORKDIR: "workdir"
};
var OTHERS = [
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
  const known = OTHERS.find(([pattern]) => pattern.test(command));
  return known?.[1] ?? (stage === "internal" || stage === "auth" ? "internal" : "other");
}
function splitPlatforms(text) {
  const [platform = "", target] = text.split("->");
  if (target === void 0) return [platform, platform];
  const whole = /^(?:linux|windows|darwin|freebsd)\b/.test(target);
  return [platform, whole ? target : `${platform.split("/")[0]}/${target}`];
}

// src/build/log.ts
var KEPT_LINES = 200;
var Recorder = class {
  #onlyPlatform;
  #steps = /* @__PURE__ */ new Map();
  #warnings = /* @__PURE__ */ new Map();
  #text = [];
  #lastLine;
  /** @param onlyPlatform the platform of a build for one platform, which its steps do not name */
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
        keep(this.#draft(event.step).output, event.line);
        break;
      case "status":
        this.#lastLine = event.id;
        break;
      case "warning":
        this.#warnings.set(`${event.short} ${event.lines}`, event);
        break;
      case "text":
        if (event.line !== "") this.#lastLine = event.line;
        keep(this.#text, event.line);
    }
  }
  log() {
    const steps = [...this.#steps].filter(([, draft]) => draft.spans.size > 0);
    return {
      steps: steps.map(([id, draft]) => finish(id, draft, this.#onlyPlatform)).sort((a, b) => a.started - b.started),
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
    if (event.started === void 0) return;
    const span = { vertex: event.vertex, from: event.started, to: event.completed, cached: event.cached };
    draft.spans.set(`${event.vertex} ${event.started}`, span);
    if (event.completed === void 0) this.#lastLine = event.name;
  }
  #draft(id) {
    const known = this.#steps.get(id);
    if (known !== void 0) return known;
    const draft = { name: "", inputs: /* @__PURE__ */ new Set(), spans: /* @__PURE__ */ new Map(), error: void 0, output: [] };
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
function cachedShare(log, platform) {
  const steps = log.steps.filter((step) => isInstruction(step) && (platform === void 0 || step.target === platform));
  if (steps.length === 0) return void 0;
  return Math.floor(100 * steps.filter((step) => step.cached).length / steps.length);
}
function finish(id, draft, onlyPlatform) {
  const spans = [...draft.spans.values()];
  return {
    ...parseStepName(draft.name, onlyPlatform),
    id,
    name: draft.name,
    inputs: [...draft.inputs],
    started: Math.min(...spans.map(({ from }) => from)),
    intervals: spans.flatMap(({ from, to }) => to === void 0 ? [] : [{ from, to }]),
    running: spans.some(({ to }) => to === void 0),
    cached: spans.every((span) => span.to !== void 0 && isCached(span, spans)),
    error: draft.error,
    output: [...draft.output]
  };
}
function isCached(span, spans) {
  const { vertex, from, to = Number.POSITIVE_INFINITY } = span;
  return spans.some(
    (other) => other.cached && other.vertex === vertex && other.from <= from && to <= (other.to ?? Number.NEGATIVE_INFINITY)
  );
}
function keep(lines, line) {
  lines.push(line);
  if (lines.length > KEPT_LINES) lines.shift();
}

// src/report/markdown.ts
var STRUCTURE = /[&<>|*_`~[\]\\!@:$#"']/g;
function escapeMarkdown(text, limit = 120) {
  const line = text.replace(/\s+/g, " ").trim();
  const kept = line.length > limit ? `${[...line].slice(0, limit - 1).join("")}…` : line;
  return kept.replace(STRUCTURE, (character) => `&#${character.codePointAt(0)};`);
}
function code(text, limit) {
  return `<code>${escapeMarkdown(text, limit)}</code>`;
}
function codeBlock(text, language = "") {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run2]) => run2.length));
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
var CALL_TEXT = 2e5;
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
      return `${name}: pushed by digest${forPlatforms}, no tag moved`;
    case "loaded":
      return `${name}: loaded into the engine${forPlatforms}`;
    case "built":
      return `${name}: built${forPlatforms}, nothing published`;
    case "written":
      return `${name}: written to files${forPlatforms}`;
    case "called":
      return `${name}: ${escapeMarkdown(result.call)}`;
  }
}
function facts({ result, digest, version, driver, driverReason, cacheHit, cache, seconds }) {
  const files2 = result.kind === "written" ? result.destinations.slice(0, TAGS).map((file) => code(file, 300)) : [];
  const hit = cacheHit === void 0 ? void 0 : `${cacheHit} % of the steps came from it.`;
  const cacheLine = [hit, cache === void 0 ? void 0 : escapeMarkdown(cache, 500)].filter(Boolean).join(" ");
  return list([
    ...digest === void 0 ? [] : [`Digest: \`${digest}\``],
    ...version === void 0 ? [] : [`Version: ${code(version)}`],
    ...files2.length === 0 ? [] : [`Files: ${files2.join(", ")}`],
    ...driver === void 0 ? [] : [`Builder: ${driver} (${escapeMarkdown(driverReason, 300)})`],
    ...cacheLine === "" ? [] : [`Cache: ${cacheLine}`],
    `Time: ${formatSeconds(seconds)}`
  ]);
}
function calledText({ result }) {
  if (result.kind !== "called" || result.text.trim() === "") return "";
  return codeBlock(result.text.length > CALL_TEXT ? `${result.text.slice(0, CALL_TEXT)}
…` : result.text);
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

// src/report/tell.ts
function setOutputs(report, runner2) {
  for (const [name, value] of outputsOf(report)) runner2.output(name, value);
}
async function tell2(report, runner2, withSummary) {
  for (const notice of report.notices) runner2.notice(notice);
  if (!withSummary) return;
  await runner2.summary(summarize(report)).catch((error) => runner2.warning(`the summary could not be written: ${messageOf(error)}`));
}
function annotate(annotations, runner2) {
  for (const { level, message, place } of annotations) runner2[level](message, place);
}

// src/setup/folder.ts
import { mkdir as mkdir2, rm } from "node:fs/promises";
import { join as join2 } from "node:path";
function runFolder(temp, id) {
  return join2(temp, `multiarch-build-${id}`);
}
async function makeFolder(temp, id, ledger) {
  const path = runFolder(temp, id);
  ledger({ kind: "folder", path });
  await mkdir2(path, { recursive: true, mode: 448 });
  const [docker, buildx] = [join2(path, "docker"), join2(path, "buildx")];
  await Promise.all([docker, buildx].map((child) => mkdir2(child, { mode: 448 })));
  const forget = () => rm(docker, { recursive: true, force: true });
  return { path, docker, buildx, [Symbol.asyncDispose]: forget };
}

// src/system/run-id.ts
import { createHash as createHash2, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
var PATTERN = /^([0-9a-f]{6})([0-9a-f]{4})([0-9a-f]{4})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/;
function thisMachine() {
  return {
    // machines can share a name, and machines made from one image an identity
    host: hash(`${hostname()} ${read("/etc/machine-id") ?? ""}`, 6),
    boot: hash(read("/proc/sys/kernel/random/boot_id") ?? "", 4),
    namespace: hash(attempt2(() => readlinkSync("/proc/self/ns/pid")) ?? "", 4),
    startOf(pid) {
      const stat = read(`/proc/${pid}/stat`);
      const start = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
      return Number.isInteger(start) ? start : void 0;
    }
  };
}
function createRunId(processes, owner) {
  const start = processes.startOf(owner) ?? 0;
  const place = `${processes.host}${processes.boot}${processes.namespace}`;
  return `${place}-${owner.toString(36)}-${start.toString(36)}-${randomBytes(3).toString("hex")}`;
}
function isOver(id, processes) {
  const [, host, boot, namespace, pid = "", start = ""] = PATTERN.exec(id) ?? [];
  if (host !== processes.host) return false;
  if (boot !== processes.boot) return true;
  if (start === "0") return false;
  return namespace === processes.namespace && processes.startOf(Number.parseInt(pid, 36)) !== Number.parseInt(start, 36);
}
function hash(text, length) {
  return createHash2("sha256").update(text).digest("hex").slice(0, length);
}
function read(path) {
  return attempt2(() => readFileSync(path, "utf8"));
}
function attempt2(get) {
  try {
    return get();
  } catch {
    return void 0;
  }
}

// src/system/docker/buildx.ts
import { join as join3 } from "node:path";
var OLDEST_MINOR = 12;
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
    ...inPath.map((folder) => join3(folder, "docker-buildx"))
  ].find(isFile);
}
function extraFolders(config) {
  try {
    const extra = JSON.parse(config ?? "{}").cliPluginsExtraDirs;
    return Array.isArray(extra) ? extra.map(String) : [];
  } catch {
    return [];
  }
}
function requireDocker(env, isFile) {
  if ((env.PATH ?? "").split(":").some((folder) => isFile(join3(folder, "docker")))) return;
  throw new ActionError("there is no `docker` in PATH", {
    hint: "Install the Docker CLI on the runner: https://docs.docker.com/engine/install/"
  });
}
async function installedBuildx(env, run2, isFile, readText) {
  requireDocker(env, isFile);
  const path = findBuildx(env, isFile, readText);
  if (path === void 0) {
    throw new ActionError("docker is here without its plugin buildx", {
      hint: "Install docker-buildx-plugin on the runner: https://docs.docker.com/build/install-buildx/"
    });
  }
  const finished = await run2({ program: path, args: ["version"] });
  const version = /\bv?(\d+)\.(\d+)\.\d+\S*/.exec(finished.stdout);
  if (!succeeded(finished) || version === null) {
    throw new ActionError(`${path} does not tell its version: ${describeEnd(finished)}`, {
      hint: "Install buildx again.",
      output: finished.stderr
    });
  }
  const [text, major, minor] = version;
  if (Number(major) === 0 && Number(minor) < OLDEST_MINOR) {
    throw new ActionError(`buildx ${text} is too old`, {
      hint: `Install 0.${OLDEST_MINOR} or later, which tells its progress as events.`
    });
  }
  return { path, version: text.replace(/^v/, "") };
}
function buildxFolder(env) {
  return env.BUILDX_CONFIG || join3(configFolder(env), "buildx");
}
function builderDriver(name, folder, readText) {
  if (name === "default") return "docker";
  const record = readText(join3(folder, "instances", name));
  return record === void 0 ? void 0 : JSON.parse(record).Driver;
}

// src/setup/workplace.ts
import { join as join6 } from "node:path";

// src/system/registry/challenge.ts
var SCHEME = /(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*,|\s*$)/g;
var PARAMETER = /([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
function parseChallenge(header) {
  const challenges = split(header ?? "");
  const bearer = challenges.find(({ scheme, parameters: parameters2 }) => scheme === "bearer" && parameters2.realm !== void 0);
  if (bearer !== void 0) {
    const { realm = "", service, scope } = bearer.parameters;
    return { scheme: "bearer", realm, service, scope };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : void 0;
}
function split(header) {
  const blanked = header.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${"_".repeat(text.length - 2)}"`);
  const starts = [...blanked.matchAll(SCHEME)];
  return starts.map((start, at) => ({
    scheme: (start[1] ?? "").toLowerCase(),
    parameters: parameters(header.slice(start.index + start[0].length, starts[at + 1]?.index))
  }));
}
function parameters(text) {
  return Object.fromEntries(
    [...text.matchAll(PARAMETER)].map(([, name = "", quoted, plain2]) => [
      name.toLowerCase(),
      quoted === void 0 ? plain2 : quoted.replace(/\\(.)/g, "$1")
    ])
  );
}

// src/system/registry/authorization.ts
var SHORTEST_LIFE = 60;
var SAFETY = 10;
function createAuthorization({
  http,
  credentials,
  insecureRegistries,
  clock: clock2,
  signal
}) {
  const challenges = /* @__PURE__ */ new Map();
  const scopes = /* @__PURE__ */ new Map();
  const tokens = /* @__PURE__ */ new Map();
  async function header(grant) {
    const { registry } = grant.repository;
    const challenge = challenges.get(registry);
    if (challenge?.scheme === "bearer") return (await token(grant, challenge)).header;
    const credential = challenge === void 0 ? void 0 : await credentials(registry);
    return credential?.kind === "password" ? basic(credential) : void 0;
  }
  async function learn(grant, refusal, sent) {
    const challenge = parseChallenge(refusal);
    if (challenge !== void 0) challenges.set(grant.repository.registry, challenge);
    if (challenge?.scheme === "bearer" && challenge.scope !== void 0) scopes.set(keyOf2(grant), challenge.scope);
    for (const key of usefulKeys(grant)) {
      const known = tokens.get(key);
      if (known !== void 0 && (await known).header === sent) forget(key, known);
    }
  }
  async function token(grant, challenge) {
    for (const key2 of usefulKeys(grant)) {
      const known = tokens.get(key2);
      if (known === void 0) continue;
      const kept = await known;
      if (clock2.now() < kept.expires) return kept;
      forget(key2, known);
    }
    const key = keyOf2(grant);
    const asked = tokens.get(key) ?? logIn(grant, challenge);
    tokens.set(key, asked);
    asked.catch(() => forget(key, asked));
    return asked;
  }
  function forget(key, known) {
    if (tokens.get(key) === known) tokens.delete(key);
  }
  async function logIn(grant, { realm, service }) {
    const { registry, path } = grant.repository;
    const what = `logging in to ${registry}`;
    const server = tokenServer(what, realm, grant.origin);
    const scope = scopes.get(keyOf2(grant)) ?? `repository:${path}:${grant.access}`;
    const request = tokenRequest(
      server,
      { scope, ...service !== void 0 && { service } },
      await credentials(registry)
    );
    const insecure = server.host === registry ? grant.origin.insecure : isLoopback(server.host) || insecureRegistries(server.host);
    const started = clock2.now();
    const response = await http({ ...request, insecure, signal }).catch((cause) => {
      throw unanswered(what, cause);
    });
    if (response.status !== 200) throw refused(what, server.host, response);
    return readToken(what, response.body, started);
  }
  return { header, learn };
}
var keyOf2 = ({ repository, access }) => `${repository.registry}/${repository.path} ${access}`;
var usefulKeys = (grant) => /* @__PURE__ */ new Set([keyOf2({ ...grant, access: "pull,push" }), keyOf2(grant)]);
function basic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function tokenServer(what, realm, origin) {
  const url = URL.parse(realm);
  if (url?.protocol === "https:" || url?.protocol === "http:" && origin.insecure) return url;
  throw new RegistryError(`${what} failed: the token server it names is not reached over https`, {
    verdict: "final",
    hint: "Correct the `realm` in the registry's configuration."
  });
}
function tokenRequest(server, asked, credential) {
  if (credential?.kind === "identity") {
    const form = {
      ...asked,
      grant_type: "refresh_token",
      client_id: "multiarch-build",
      refresh_token: credential.token
    };
    return {
      method: "POST",
      url: server.href,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString()
    };
  }
  const url = new URL(server);
  for (const [name, value] of Object.entries(asked)) {
    for (const item of name === "scope" ? value.split(" ") : [value]) url.searchParams.append(name, item);
  }
  return {
    method: "GET",
    url: url.href,
    ...credential !== void 0 && { headers: { authorization: basic(credential) } }
  };
}
function readToken(what, body, started) {
  const answer = parseObject(body.toString());
  const text = answer.token ?? answer.access_token;
  if (typeof text !== "string" || text === "") {
    throw new RegistryError(`${what} failed: the token server's answer has no token`, { verdict: "final" });
  }
  const life = Math.max(typeof answer.expires_in === "number" ? answer.expires_in : 0, SHORTEST_LIFE);
  return { header: `Bearer ${text}`, expires: started + (life - SAFETY) * 1e3 };
}
function parseObject(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

// src/system/registry/transport.ts
var REDIRECTS = /* @__PURE__ */ new Set([301, 302, 303, 307, 308]);
var HOPS = 5;
function createTransport(world) {
  const { http, insecureRegistries, signal } = world;
  const originOf = createOrigins(http, insecureRegistries, signal);
  const authorization = createAuthorization(world);
  async function exchange({ method, repository, path, headers, body, limit }) {
    const origin = await originOf(repository.registry);
    const grant = { repository, origin, access: isRead(method) ? "pull" : "pull,push" };
    const url = `${origin.url}/v2/${repository.path}/${path}`;
    const send = (header) => follow({
      ...{ method, url, body, limit, signal, insecure: origin.insecure },
      headers: { ...headers, ...header !== void 0 && { authorization: header } }
    });
    const sent = await authorization.header(grant);
    const response = await send(sent);
    if (response.status !== 401 && response.status !== 403) return response;
    await authorization.learn(grant, response.headers["www-authenticate"], sent);
    const fresh = await authorization.header(grant);
    const worthwhile = fresh !== void 0 && (fresh !== sent || response.status === 401);
    return worthwhile ? send(fresh) : response;
  }
  async function follow(request) {
    let response = await http(request);
    let url = request.url;
    const { authorization: _, ...headers } = request.headers ?? {};
    for (let hop = 0; hop < HOPS && isRead(request.method) && REDIRECTS.has(response.status); hop += 1) {
      const target = URL.parse(response.headers.location ?? "", url);
      if (target === null) break;
      url = target.href;
      response = await http({ ...request, url, headers });
    }
    return response;
  }
  return (what, request) => exchange(request).catch((cause) => {
    throw unanswered(what, cause);
  });
}
function isRead(method) {
  return method === "GET" || method === "HEAD";
}

// src/system/registry/client.ts
var ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
function createRegistry({
  http,
  credentials,
  insecureRegistries,
  retry: policy
}) {
  const { clock: clock2, signal } = policy;
  const send = createTransport({ http, credentials, insecureRegistries, clock: clock2, signal });
  async function read2(method, repository, reference) {
    const what = `reading ${nameOf2(repository, reference)}`;
    const path = `manifests/${reference}`;
    const response = await send(what, { method, repository, path, headers: { accept: ACCEPT } });
    if (response.status !== 200) throw refused(what, repository.registry, response);
    return response;
  }
  async function get(repository, reference) {
    const { body, headers } = await read2("GET", repository, reference);
    const digest = digestOf(body);
    const wanted = isDigest(reference) ? reference : headers["docker-content-digest"];
    if (isDigest(wanted) && wanted !== digest)
      throw mismatched(`reading ${nameOf2(repository, reference)}`, wanted, digest);
    return { digest, mediaType: mediaTypeOf(headers), bytes: body };
  }
  async function head(repository, reference) {
    const { headers } = await read2("HEAD", repository, reference);
    const digest = headers["docker-content-digest"];
    const size = Number(headers["content-length"] ?? Number.NaN);
    if (!isDigest(digest) || Number.isNaN(size)) {
      const { bytes, ...whole } = await get(repository, reference);
      return { ...whole, size: bytes.length };
    }
    if (isDigest(reference) && reference !== digest) {
      throw mismatched(`reading ${nameOf2(repository, reference)}`, reference, digest);
    }
    return { digest, mediaType: mediaTypeOf(headers), size };
  }
  async function lookUp(attempt3, { justWritten = false } = {}) {
    try {
      return await retry(
        () => attempt3().catch((error) => Promise.reject(justWritten ? lagging(error) : error)),
        policy
      );
    } catch (error) {
      if (isMissing(error)) return void 0;
      throw error;
    }
  }
  async function put(repository, reference, mediaType, bytes) {
    const what = `writing ${nameOf2(repository, reference)}`;
    const headers = { "content-type": mediaType };
    const response = await send(what, {
      method: "PUT",
      repository,
      path: `manifests/${reference}`,
      headers,
      body: bytes
    });
    if (response.status < 200 || response.status > 299) throw refused(what, repository.registry, response);
    const stored = response.headers["docker-content-digest"];
    const digest = digestOf(bytes);
    if (isDigest(stored) && stored !== digest) throw mismatched(what, digest, stored);
  }
  return {
    getManifest: (repository, reference, options) => lookUp(() => get(repository, reference), options),
    headManifest: (repository, reference, options) => lookUp(() => head(repository, reference), options),
    putManifest(repository, reference, { mediaType, bytes }) {
      const digest = digestOf(bytes);
      return retry(async () => {
        try {
          await put(repository, reference, mediaType, bytes);
        } catch (error) {
          if (!mayHold(error)) throw error;
          const there = await head(repository, reference).catch(() => void 0);
          if (there?.digest !== digest) throw error;
        }
        return digest;
      }, policy);
    },
    async checkPush(repository) {
      const what = `opening an upload to ${repository.name}`;
      const opened = await send(what, { method: "POST", repository, path: "blobs/uploads/" });
      if (opened.status !== 202) throw refused(what, repository.registry, opened);
      const [, path] = opened.headers.location?.split(`/v2/${repository.path}/`) ?? [];
      if (path !== void 0) await send(what, { method: "DELETE", repository, path }).catch(() => void 0);
    },
    getBlob(repository, digest, maxBytes) {
      const what = `reading ${formatDigested(repository, digest)}`;
      return retry(async () => {
        const response = await send(what, { method: "GET", repository, path: `blobs/${digest}`, limit: maxBytes });
        if (response.status !== 200) throw refused(what, repository.registry, response);
        const found = digestOf(response.body);
        if (found !== digest) throw mismatched(what, digest, found);
        return response.body;
      }, policy);
    }
  };
}
function nameOf2(repository, reference) {
  return isDigest(reference) ? formatDigested(repository, reference) : formatTagged({ repository, tag: reference });
}
function mediaTypeOf(headers) {
  return headers["content-type"]?.split(";", 1)[0]?.trim() ?? "";
}
function mayHold(error) {
  if (!(error instanceof RegistryError)) return false;
  const { status, verdict } = error;
  return status === void 0 || status >= 500 || verdict === "final" && status !== 401 && status !== 413;
}
function isMissing(error) {
  return error instanceof RegistryError && error.status === 404;
}
function lagging(error) {
  if (!isMissing(error)) return error;
  return new RegistryError(error.message, { ...error, verdict: "transient", cause: error });
}

// src/system/registry/credentials.ts
import { join as join4 } from "node:path";
var HUB = "https://index.docker.io/v1/";
var HUB_HOSTS = /* @__PURE__ */ new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);
var HELPER_TIMEOUT = 3e4;
function dockerCredentials({
  configDir,
  env,
  readText,
  run: run2
}) {
  const path = join4(configDir, "config.json");
  const known = /* @__PURE__ */ new Map();
  let config;
  async function find(registry) {
    const fromEnvironment = findAuth(
      parse3(env.DOCKER_AUTH_CONFIG, "DOCKER_AUTH_CONFIG"),
      registry,
      "DOCKER_AUTH_CONFIG"
    );
    if (fromEnvironment !== void 0) return fromEnvironment;
    config ??= parse3(readText(path), path);
    const helper = helperFor(config, registry);
    return helper === void 0 ? findAuth(config, registry, path) : await askHelper(helper, keyOf3(registry), { env, run: run2 });
  }
  return (registry) => {
    const found = known.get(registry) ?? find(registry);
    known.set(registry, found);
    found.catch(() => known.delete(registry));
    return found;
  };
}
function keyOf3(registry) {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}
function parse3(text, where) {
  if (text === void 0 || text.trim() === "") return {};
  try {
    return object(JSON.parse(text));
  } catch {
    throw new ActionError(`${where} is not JSON, so no login can be read from it`, {
      hint: "Correct it, or log in again."
    });
  }
}
function helperFor(config, registry) {
  const name = object(config.credHelpers)[keyOf3(registry)] ?? config.credsStore;
  return typeof name === "string" && name !== "" ? name : void 0;
}
function findAuth(config, registry, where) {
  const entries = Object.entries(object(config.auths));
  const [key, entry] = entries.find(([name]) => name === keyOf3(registry)) ?? entries.find(([name]) => names(name, registry)) ?? [];
  return key === void 0 ? void 0 : readAuth(object(entry), key, where);
}
function names(key, registry) {
  const bare = key.replace(/^https?:\/\//, "");
  if (HUB_HOSTS.has(registry)) return HUB_HOSTS.has(bare.replace(/\/(v[12]\/?)?$/, ""));
  return bare.split("/", 1)[0] === registry;
}
function readAuth(entry, key, where) {
  if (isText(entry.identitytoken)) return { kind: "identity", token: entry.identitytoken };
  if (isText(entry.auth)) {
    const [, username2, password2] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(entry.auth, "base64").toString()) ?? [];
    if (username2 !== void 0 && password2 !== void 0) return { kind: "password", username: username2, password: password2 };
    throw new ActionError(`the login for ${key} in ${where} cannot be read`, {
      hint: "Its `auth` has to be `user:password` in base64: log in again."
    });
  }
  const { username, password } = entry;
  return isText(username) && isText(password) ? { kind: "password", username, password } : void 0;
}
async function askHelper(name, server, { env, run: run2 }) {
  const program = `docker-credential-${name}`;
  const failure = (why, cause) => new ActionError(`the credential helper ${program} did not give a login for ${server}: ${why}`, {
    hint: `Try it by hand: \`echo ${server} | ${program} get\`; or take it out of \`credHelpers\` and \`credsStore\`.`,
    cause
  });
  const ended = await run2({ program, args: ["get"], input: server, env, timeout: HELPER_TIMEOUT }).catch((cause) => {
    throw failure("it could not be started", cause);
  });
  const { Username: username, Secret: secret } = answerOf(ended.stdout);
  if (succeeded(ended) && isText(secret)) {
    return username === "<token>" ? { kind: "identity", token: secret } : { kind: "password", username: isText(username) ? username : "", password: secret };
  }
  if (ended.code !== 0 && /credentials not found/i.test(`${ended.stdout}
${ended.stderr}`)) return void 0;
  throw failure(succeeded(ended) ? "its answer holds no credentials" : describeEnd(ended));
}
function answerOf(stdout) {
  try {
    return object(JSON.parse(stdout));
  } catch {
    return {};
  }
}
function object(value) {
  return typeof value === "object" && value !== null ? value : {};
}
function isText(value) {
  return typeof value === "string" && value !== "";
}

// src/system/registry/insecure.ts
import { BlockList, isIP as isIP2 } from "node:net";
function insecureBy(entries) {
  const networks = new BlockList();
  for (const [, address = "", prefix] of entries.flatMap((entry) => [/^(.+)\/(\d+)$/.exec(entry) ?? []])) {
    if (isIP2(address) !== 0) networks.addSubnet(address, Number(prefix), isIP2(address) === 6 ? "ipv6" : "ipv4");
  }
  return (registry) => {
    const host = registry.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
    const family = isIP2(host);
    return entries.includes(registry) || family !== 0 && networks.check(host, family === 6 ? "ipv6" : "ipv4");
  };
}

// src/setup/login.ts
import { symlink, writeFile as writeFile2 } from "node:fs/promises";
import { join as join5 } from "node:path";
var HUB2 = "https://index.docker.io/v1/";
async function writeLogins(logins, folder, userFolder, own) {
  const config = withLogins(own === void 0 ? {} : parse4(own), logins);
  await writeFile2(join5(folder.docker, "config.json"), JSON.stringify(config), { mode: 384 });
  await Promise.all(
    ["contexts", "certs.d", "cli-plugins", "ca.pem", "cert.pem", "key.pem"].map(
      (name) => symlink(join5(userFolder, name), join5(folder.docker, name))
    )
  );
}
function withLogins(config, logins) {
  const auths = { ...config.auths };
  const credHelpers = { ...config.credHelpers };
  for (const { registry, username, password } of logins) {
    const key = registry === "docker.io" ? HUB2 : registry;
    auths[key] = { auth: Buffer.from(`${username}:${password}`).toString("base64") };
    if (config.credsStore !== void 0 || credHelpers[key] !== void 0) credHelpers[key] = "";
  }
  return { ...config, auths, ...Object.keys(credHelpers).length === 0 ? {} : { credHelpers } };
}
function parse4(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// src/setup/workplace.ts
async function openWorkplace(needs) {
  const { logins, endpoint, retry: retry2, run: run2, http, readText } = needs;
  const user = configFolder(needs.env);
  const folder = await makeFolder(needs.temp, needs.id, needs.ledger);
  if (logins.length > 0) await writeLogins(logins, folder, user, readText(join6(user, "config.json")));
  const configDir = logins.length > 0 ? folder.docker : user;
  const buildx = needs.ownBuildx ? folder.buildx : buildxFolder(needs.env);
  const env = dockerEnvironment(needs.env, endpoint, { config: configDir, buildx });
  const credentials = dockerCredentials({ configDir, env, readText, run: run2 });
  const insecureRegistries = insecureBy(needs.insecureRegistries);
  const connect = (policy) => createRegistry({ http, credentials, insecureRegistries, retry: policy });
  return {
    folder,
    env,
    registry: connect(retry2),
    impatient: connect({ ...retry2, retries: 0 }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]()
  };
}

export {
  systemClock,
  retry,
  RegistryError,
  parseStepName,
  Recorder,
  busySeconds,
  cachedShare,
  formatBytes,
  isIndex,
  isManifest,
  parseIndex,
  parseManifest,
  parseConfigPlatform,
  parseConfigLabels,
  readImage2 as readImage,
  splitIndex,
  isAttestation,
  platformOf,
  registryCandidate,
  smokeTest,
  verify,
  judgeWords,
  engineCarrier,
  registryCarrier,
  tell,
  handOver,
  NoArtifactService,
  createArtifacts,
  RECORD,
  recordName,
  recordOf,
  parseRecord,
  previousDigests,
  timedSteps,
  platformSeconds,
  setOutputs,
  tell2,
  annotate,
  runFolder,
  thisMachine,
  createRunId,
  isOver,
  requireDocker,
  installedBuildx,
  buildxFolder,
  builderDriver,
  openWorkplace,
  enterBy,
  readLogins,
  parsePart,
  parsePartTag,
  NOTHING_FROM_FORKS,
  readRequest,
  readProof,
  readConduct
};
