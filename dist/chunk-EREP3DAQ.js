import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  PART_ANNOTATIONS,
  annotationsOf,
  describeImage,
  expandPlaceholders,
  parsePart,
  parsePartTag,
  releaseAnnotation,
  runOf,
  withOwn
} from "./chunk-PQDY42JW.js";
import {
  givenArguments,
  parseAnnotation,
  parseLevel,
  readCacheEntry
} from "./chunk-WOAEOZCA.js";
import {
  require_compare,
  require_parse
} from "./chunk-6M3AT35K.js";
import {
  secretsInAuthVariable
} from "./chunk-OCILWB7R.js";
import {
  LineSplitter
} from "./chunk-7GDUNNN3.js";
import {
  systemClock,
  variable
} from "./chunk-5KDB2SZE.js";
import {
  shortHash
} from "./chunk-6EDLY2WM.js";
import {
  slugOf
} from "./chunk-XYI3VIGJ.js";
import {
  ANSWER
} from "./chunk-4GDYJIQG.js";
import {
  Texts,
  limitRule,
  parseBuildContext,
  parseFilePath,
  parseName,
  parsePath,
  parseRecords,
  readContext,
  splitAgain,
  withValue
} from "./chunk-DRQUZ2CI.js";
import {
  parseArgument,
  parseChoice,
  parseExpanded,
  parseSize
} from "./chunk-KF45ZQFP.js";
import {
  COMPRESSIONS,
  formatFields,
  parseAttributes,
  parseFields,
  parseGoBoolean,
  wrongBoolean
} from "./chunk-UZVA5NJG.js";
import {
  InputError,
  credentialsIn,
  hintFor,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  buildxFolder
} from "./chunk-XXQO62Y5.js";
import {
  contextInUse,
  describeEnd,
  succeeded
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  printableLine
} from "./chunk-BNWZ2G3D.js";
import {
  TAG,
  Wrong,
  formatTagged,
  parseRepository,
  sameRepository,
  taggedReferences
} from "./chunk-IWCVWDM7.js";
import {
  array,
  boolean,
  exactOptional,
  fallback,
  nullish,
  object,
  optional,
  record,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  CACHE_SERVICE_ANSWER_MS,
  CACHE_SERVICE_IDLE_MS,
  MAX_CACHE_SERVICE_ERROR_CHARS,
  MAX_ITEMS,
  MAX_SECRET_BYTES,
  MIN_MASKED_CHARS,
  MIN_MASKED_LINE_CHARS
} from "./chunk-BB63CQQL.js";
import {
  __toESM
} from "./chunk-DZIJRXJ5.js";

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

// src/inputs/masks.ts
function secretsOf(source, job, names) {
  const texts = Texts.of(source);
  return texts.once("secrets", () => findSecrets(texts, job, names));
}
async function findSecrets(texts, job, names) {
  const { env } = job;
  const secrets = [
    ...await keysOf(texts),
    texts.text("github-token"),
    ...inSecretEnvs(texts, env),
    ...names.filter((name) => !UNADDRESSED.includes(name)).flatMap((name) => credentialsIn(texts.text(name))),
    ...inCaches(texts),
    ...await inDriverOpts(texts),
    ...["HTTP_PROXY", "HTTPS_PROXY"].flatMap((name) => credentialsIn(variable(env, name))),
    ...inSsh(texts.text("ssh")),
    ...secretsInAuthVariable(env.DOCKER_AUTH_CONFIG)
  ];
  const lines = [
    ...secrets.flatMap(linesOf).filter((line) => line.length >= MIN_MASKED_CHARS),
    ...inSecretFiles(texts, job).filter((line) => line.length >= MIN_MASKED_LINE_CHARS),
    // without the lines that all PEM files share
    ...nodeSecrets(env).flatMap(linesOf).filter((line) => line.length >= MIN_MASKED_LINE_CHARS && !line.startsWith("-----"))
  ];
  const shown = lines.map((line) => printableLine(line).trim()).filter((line) => line.length >= MIN_MASKED_CHARS);
  return [.../* @__PURE__ */ new Set([...lines, ...shown])];
}
function keysOf(texts) {
  return texts.once("keys", async () => [
    texts.text("password"),
    ...await inRegistryAuth(texts),
    ...inSecrets(texts)
  ]);
}
var UNADDRESSED = ["build-args", "labels", "annotations", "smoke-test"];
function linesOf(secret) {
  return secret.split(/\r\n|\r|\n/).map((line) => line.trim());
}
function parseSecretPath(name, job) {
  return parseFilePath(name, job, MAX_SECRET_BYTES);
}
function inSecretFiles(texts, job) {
  const items = texts.list("secret-files");
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
async function inRegistryAuth(texts) {
  const yaml = await texts.yaml("registry-auth");
  const entries = Array.isArray(yaml) ? yaml : [yaml];
  const passwords = entries.map(
    (entry) => typeof entry === "object" && "password" in entry ? entry.password : void 0
  );
  return [
    ...passwordsWritten(texts.text("registry-auth")),
    ...passwords.filter((password) => typeof password === "string")
  ];
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
function inSecrets(texts) {
  const text = texts.text("secrets");
  const items = texts.list("secrets");
  if (items instanceof Wrong || items.some((item) => !item.includes("=") || TORN.test(item))) {
    return [text, ...text.split("\n").map(behindEquals)];
  }
  return items.map(behindEquals);
}
function inSecretEnvs(texts, env) {
  return itemsOf(texts, "secret-envs").map(behindEquals).map((name) => Object.hasOwn(env, name) && env[name] || name);
}
function itemsOf(texts, name) {
  const items = texts.list(name);
  return items instanceof Wrong ? [texts.text(name)] : items;
}
function inCaches(texts) {
  const items = [...itemsOf(texts, "cache-from"), ...itemsOf(texts, "cache-to")];
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
async function inDriverOpts(given) {
  const yaml = await given.yaml("nodes");
  const entries = Array.isArray(yaml) ? yaml : [];
  const options = entries.flatMap(
    (entry) => typeof entry === "object" && "driver-opts" in entry ? entry["driver-opts"] : []
  );
  const texts = [given.text("driver-opts"), ...options].filter((text) => typeof text === "string");
  const broken = yaml instanceof Wrong ? looseVariables(given.text("nodes")) : [];
  return [...texts.flatMap((text) => text.split("\n")).flatMap((line) => inOptions(line, given)), ...broken];
}
function inOptions(line, given) {
  const fields = parseFields(line);
  if (fields instanceof Wrong) return looseVariables(line);
  const variables = fields.filter((field) => field.startsWith("env."));
  const values = variables.filter((field) => !isPublic(field, given)).map(behindEquals);
  return variables.length === 0 ? [] : [...values, ...fields.filter((field) => !field.includes("="))];
}
function looseVariables(text) {
  return [...text.matchAll(/(?<![\w.-])env\.[\w.-]+=(([^\n"'\],}]*).*)/g)].flatMap(([, line = "", value = ""]) => [
    line,
    value
  ]);
}
function isPublic(variable2, given) {
  const [name = "", value = ""] = variable2.split(/=(.*)/s);
  if (/proxy$/i.test(name) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return true;
  if (isSecretAttribute(name.toLowerCase()) || /auth|credential|key|header/i.test(name)) return false;
  const isWord = /^(true|false|yes|no|on|off|\d+(\.\d+)?[a-z]{0,3})$/i.test(value);
  return isWord || PUBLIC.some((each) => given.text(each).includes(value));
}
var PUBLIC = ["images", "tags", "version", "platforms", "cache-ref", "builder"];
function reportShort(inputs, place, secret) {
  const { length } = secret.trim();
  if (length > 0 && length < MIN_MASKED_CHARS) {
    inputs.report("warning", `${place}: too short to be masked, so the log may show it`);
  }
}
function behindEquals(item) {
  return item.slice(item.indexOf("=") + 1);
}

// src/model/job.ts
function withoutSecrets(job) {
  return fromFork(job) || job.eventName === "pull_request" && job.env.GITHUB_ACTOR === "dependabot[bot]";
}
function fromFork({ event, eventName, repository }) {
  if (!/^pull_request(_review|_review_comment)?$/.test(eventName)) return false;
  const head = event.pull_request?.head;
  return head !== void 0 && head.repo?.full_name !== repository;
}

// src/inputs/build.ts
import { isIP } from "node:net";

// src/inputs/attestation.ts
var TYPES = ["provenance", "sbom"];
var MODES = ["min", "max"];
var CALLS = ["build", "check", "lint", "outline", "targets"];
function parseAttestationOf(type) {
  return (text) => {
    const boolean2 = parseGoBoolean(text);
    if (boolean2 !== void 0) return String(boolean2);
    const attestation = parseAttestation(`type=${type},${text}`);
    return attestation instanceof Wrong ? attestation : attestation.slice(`type=${type},`.length);
  };
}
function parseAttestation(text) {
  const parsed = parseFields(text);
  if (parsed instanceof Wrong) return parsed;
  const fields = parsed.map((field) => {
    const boolean2 = parseGoBoolean(field);
    return boolean2 === void 0 ? field : `disabled=${!boolean2}`;
  });
  const attributes = parseAttributes(formatFields(fields));
  if (attributes instanceof Wrong) return attributes;
  const { type, mode } = attributes;
  if (type === void 0)
    return new Wrong(`must have a type, got ${quote(text)}`, "begin with type=provenance or type=sbom");
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

// src/inputs/secrets.ts
function readSecrets(inputs, job) {
  const seen = /* @__PURE__ */ new Set();
  const once = (secret) => {
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
    reportShort(inputs, `secrets[${index}]`, secret.value);
    return once(secret);
  });
  return [
    ...values.filter((secret) => secret !== void 0),
    ...inputs.each("secret-envs", (text, index) => {
      const secret = parseEnv(text, job);
      if (!(secret instanceof Wrong)) reportShort(inputs, `secret-envs[${index}]`, job.env[secret.env] ?? "");
      return once(secret);
    }),
    ...inputs.each("secret-files", (text) => once(parseFile(text, job)))
  ];
}
var EMPTY = "check the value of its expression, or leave the line out";
function leftOut(inputs, index) {
  inputs.report("info", `secrets[${index}]: empty, as secrets are for this pull request; left out`);
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
function parseFile(text, job) {
  const pair = parsePair(text, "write id=path");
  if (pair instanceof Wrong) return pair;
  const [id, name] = pair;
  const path = parseSecretPath(name, job);
  return path instanceof Wrong ? path : { id, from: "file", path };
}
function parsePair(text, hint) {
  const equals = text.indexOf("=");
  if (equals < 0) return new Wrong("no = in it", hint);
  const id = text.slice(0, equals).trim();
  if (!/^[\w./][\w.:/@-]*$/.test(id) || /(^|\/)\.{0,2}$/.test(id)) return new Wrong("its id is not one", hint);
  return [id, text.slice(equals + 1)];
}

// src/inputs/build.ts
var NETWORKS = ["default", "host", "none"];
var ENTITLEMENTS = ["network.host", "security.insecure", "device", "buildx.local.delete"];
var BAKE_ENTITLEMENTS = ["ssh", "fs", "fs.read", "fs.write"];
var ULIMITS = "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
  " "
);
var TOKEN = new RegExp(
  [
    "gh[oprsu]_[\\w.-]{36,}",
    "github_pat_\\w{22,}",
    "npm_[A-Za-z0-9]{36}",
    "AKIA[A-Z0-9]{16}",
    "glpat-[\\w.-]{20,}",
    "dckr_pat_[\\w-]{27,}",
    "xox[abprs]-[\\w-]{24,}",
    "pypi-[\\w-]{85,}"
  ].map((token) => `^${token}$`).join("|")
);
function isToken(value) {
  return TOKEN.test(value);
}
function readBuild(inputs, job, secrets) {
  return {
    ...readContext(inputs, job),
    target: inputs.value("target", parseArgument),
    buildArgs: readBuildArgs(inputs, secrets),
    buildContexts: inputs.each(
      "build-contexts",
      (text, item) => parseBuildContext(text, job, !inputs.isOwn("build-contexts", item))
    ),
    labels: inputs.each("labels", parseLabel),
    annotations: inputs.each("annotations", (text) => {
      const annotation = parseAnnotation(text);
      return annotation instanceof Wrong ? annotation : text;
    }),
    annotationLevels: readLevels(inputs, job),
    secrets: readSecrets(inputs, job),
    ssh: inputs.each("ssh", (text) => parseSsh(text, job)),
    network: inputs.value("network", parseChoice(NETWORKS)),
    addHosts: inputs.each("add-hosts", parseHost),
    shmSize: inputs.value("shm-size", parseSize),
    ulimit: inputs.each("ulimit", parseUlimit),
    cgroupParent: inputs.value("cgroup-parent", parseArgument),
    allow: readAllow(inputs),
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
function readLevels(inputs, { env }) {
  const name = "annotations-levels";
  const variable2 = env.DOCKER_METADATA_ANNOTATIONS_LEVELS?.trim();
  if (!variable2 || inputs.text(name) !== void 0) {
    const given = inputs.each(name, parseLevel);
    return given.length === 0 ? void 0 : [...new Set(given)];
  }
  const levels = variable2.split(",").map((level) => parseLevel(level.trim()));
  const found = levels.flatMap((level) => {
    if (!(level instanceof Wrong)) return [level];
    inputs.accept(name, new Wrong(`${level.message} in DOCKER_METADATA_ANNOTATIONS_LEVELS`, level.hint));
    return [];
  });
  return [...new Set(found)];
}
function readBuildArgs(inputs, secrets) {
  const all = inputs.each("build-args", (text, index) => {
    if (text.startsWith("#")) {
      inputs.report("notice", `build-args[${index}]: begins with #, so it is taken for a comment and left out`);
      return void 0;
    }
    const argument = parseBuildArg(text);
    const secret = argument instanceof Wrong ? void 0 : likenessOf(argument.value ?? "", secrets);
    if (secret !== void 0) {
      inputs.report("warning", `build-args[${index}]: ${secret}, and the image keeps build arguments; use secrets`);
    }
    return argument;
  });
  return all.filter((argument) => argument !== void 0);
}
function likenessOf(value, { masks, keys }) {
  if (isToken(value)) return "looks like a token";
  const isCommit = /^[0-9a-f]{40}$/.test(value);
  const isWord = /^[A-Za-z][A-Za-z_.-]*$/.test(value) && !keys.includes(value.trim());
  return !isCommit && !isWord && masks.has(value.trim()) ? "holds a secret of another input" : void 0;
}
function parseBuildArg(text) {
  const [name, value] = cut(text);
  if (!/^[^\s#-]\S*$/.test(name)) return new Wrong("its name is invalid", "write NAME=value");
  return { name, value };
}
function parseLabel(text) {
  const [name, value = ""] = cut(text);
  return /^[^\s-][^\r\n]*$/.test(name) ? { name, value } : new Wrong(`must be a label, got ${quote(text)}`, "write key=value");
}
function parseSsh(text, job) {
  const [id, name] = cut(text);
  if (!/^[\w][\w.-]*$/.test(id)) return new Wrong("must be an SSH agent or a key", SSH_HINT);
  if (!name) {
    return job.env.SSH_AUTH_SOCK ? id : new Wrong("no SSH agent: SSH_AUTH_SOCK is not set", "start one in an earlier step, or write id=path");
  }
  const path = parsePath(name, job);
  if (path instanceof Wrong) return path;
  return job.files.exists(path) ? `${id}=${path}` : new Wrong("no such key or socket", SSH_HINT);
}
var SSH_HINT = "write default, or id=path with the path of a key file";
function parseHost(text) {
  const [, host = "", address = ""] = /^([^:=]+)[:=](.+)$/.exec(text) ?? [];
  const known = address === "host-gateway" || isIP(address.replace(/^\[(.*)\]$/, "$1")) > 0;
  return known && !/^-|\s/.test(host) ? text : new Wrong(`must be a host and an address, got ${quote(text)}`, "write host:address, such as db:10.0.0.2");
}
function parseUlimit(text) {
  const [, name = "", soft, hard] = /^(\w+)=(-1|\d+)(?::(-1|\d+))?$/.exec(text) ?? [];
  if (soft === void 0)
    return new Wrong(`must be a limit, got ${quote(text)}`, "write name=soft:hard, such as nofile=1024:2048");
  if (!ULIMITS.includes(name)) return new Wrong(`unknown limit ${quote(name)}`, hintFor(name, ULIMITS));
  const tooHigh = hard !== void 0 && hard !== "-1" && (soft === "-1" || Number(soft) > Number(hard));
  return tooHigh ? new Wrong(`its soft limit is above its hard limit, got ${quote(text)}`) : text;
}
function readAllow(inputs) {
  const isBaked = inputs.text("bake-file") !== void 0 || inputs.text("bake-target") !== void 0;
  const all = inputs.each("allow", (text) => parseEntitlement(text, isBaked));
  return all.filter((text) => !BAKE_ENTITLEMENTS.includes(nameOf(text)));
}
function parseEntitlement(text, isBaked) {
  const name = nameOf(text);
  const ofBake = BAKE_ENTITLEMENTS.includes(name);
  if (ofBake && !isBaked) {
    return new Wrong(
      `${name} is a privilege of a bake file, and there is none`,
      "leave it out: inputs need no privilege"
    );
  }
  if (name.startsWith("fs") && ofBake && !text.includes("=")) {
    return new Wrong(`${name} without a path`, `write ${name}=path, or ${name}=* for every path`);
  }
  const known = isBaked ? [...ENTITLEMENTS, ...BAKE_ENTITLEMENTS] : ENTITLEMENTS;
  return known.includes(name) ? text : new Wrong(`unknown entitlement ${quote(name)}`, hintFor(name, known));
}
function nameOf(entitlement) {
  return entitlement.split("=", 1)[0] ?? "";
}
function parseEpoch(text) {
  if (text === "commit") return { kind: "commit" };
  const seconds = /^\d{1,11}$/.test(text) ? Number(text) : void 0;
  return seconds === void 0 ? new Wrong(`must be a time, got ${quote(text)}`, "write commit, or the seconds since 1970") : { kind: "seconds", seconds };
}
function cut(text) {
  const equals = text.indexOf("=");
  return equals < 0 ? [text, void 0] : [text.slice(0, equals), text.slice(equals + 1)];
}

// src/inputs/outputs.ts
import { resolve } from "node:path";

// src/inputs/tags.ts
function tagLines(text) {
  const records = parseRecords(text, { quotes: true, comments: true });
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => fields.some(isType) ? [ruleOf(fields)] : splitAgain(fields)).map((line) => line.trim()).filter((line) => line !== "");
}
function ruleOf(fields) {
  const [whole = ""] = fields;
  return fields.length === 1 ? whole : fields.map((field) => field.includes(",") ? formatFields([field]) : field).join(",");
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
function isUntagged(text) {
  return isReference(text) && !/:\/\/|@/.test(text) && text.lastIndexOf(":") < text.lastIndexOf("/");
}
function isType(field) {
  return /^["\s]*type=/.test(field);
}
function parseTemplate(text) {
  return TAG.test(text.replaceAll(/\{\{.*?\}\}/g, "x")) ? { kind: "rule", rule: `type=raw,value=${text}` } : new Wrong(
    `must not have a placeholder in a full reference, got ${quote(text)}`,
    "put the repository into images and the tag here alone"
  );
}
function parseReference(text) {
  if (text.includes("://")) return new Wrong(`must have no scheme, got ${quote(text)}`, "start it with the registry");
  if (text.includes("@"))
    return new Wrong(`must have a tag instead of a digest, got ${quote(text)}`, "write repository:tag");
  const colon = text.lastIndexOf(":");
  if (colon < text.lastIndexOf("/"))
    return new Wrong(`must have a tag, got ${quote(text)}`, `write ${text}:latest if that is meant`);
  const repository = parseRepository(text.slice(0, colon));
  if (repository instanceof Wrong)
    return new Wrong(`${repository.message}, got ${quote(text)}`, "write repository:tag");
  const tag = text.slice(colon + 1);
  if (tag === "")
    return new Wrong(`the tag is empty, got ${quote(text)}`, "check the value of the expression after the colon");
  return TAG.test(tag) ? { repository, tag } : wrongTag(tag);
}
function wrongTag(tag) {
  if (tag.length > 128) return new Wrong(`a tag of ${tag.length} characters`, "shorten it to 128");
  return new Wrong(
    `must be a tag, got ${quote(tag)}`,
    "use letters, digits, _ . and -, and do not start with one of the last two"
  );
}

// src/inputs/outputs.ts
var TYPES2 = [
  "local",
  "tar",
  "oci",
  "docker",
  "image",
  "registry",
  "cacheonly"
];
var ELSEWHERE = ["name", "push", "push-by-digest", "name-canonical"];
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
  const type = TYPES2.find((known) => known === name);
  if (type === void 0) return new Wrong(`unknown type ${quote(name)}`, hintFor(name, TYPES2));
  const { compression } = others;
  if (compression !== void 0 && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  const wrong = wrongBoolean(others, true);
  if (wrong !== void 0) return wrong;
  if (type === "cacheonly") return { type, attributes: {} };
  if (type !== "image" && type !== "registry") return withDestination(type, others);
  const pushes = type === "registry" || PUSHING.some((name2) => others[name2] !== void 0);
  return isFork && pushes ? { type: "registry", attributes: withoutDestination(others) } : withoutNames(type, others);
}
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
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !ELSEWHERE.includes(name)));
}
function withoutNames(type, attributes) {
  const given = Object.keys(attributes).filter((name) => ELSEWHERE.includes(name));
  if (given.length === 0) return { type, attributes };
  const instead = insteadOf(attributes);
  return new Wrong(
    `the attribute${given.length > 1 ? "s" : ""} ${listed(given)} of an output of type ${type}`,
    instead.length === 0 ? "leave it out" : `write ${listed(instead)} instead`
  );
}
function insteadOf(attributes) {
  const isOn = (name2) => attributes[name2] !== void 0 && parseGoBoolean(attributes[name2]) !== false;
  const byDigest = isOn("push-by-digest");
  const { name } = attributes;
  return [
    ...byDigest ? ["push-by-digest: true"] : isOn("push") ? ["push: true"] : [],
    ...name === void 0 ? [] : [namesOf(name)]
  ];
}
function namesOf(name) {
  if (!(parseName(name) instanceof Wrong)) return `images: ${name}`;
  return parseTag(name) instanceof Wrong || name.includes("{") ? "images" : `tags: ${name}`;
}
function listed(words) {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
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
  let attempt2;
  const hear = (line) => {
    const [, failed] = /^Attempt \d+ of \d+ failed with error: (.*?)\.? Retrying/.exec(line) ?? [];
    const [, said] = /^::(?:warning|error)::(.*)$/.exec(line) ?? [];
    if (line.startsWith(ANSWER)) talk.key = readJson(CLIENT_ANSWER, line.slice(ANSWER.length))?.key;
    else if (said !== void 0) talk.failure ??= inWords(said);
    else if (failed !== void 0) {
      attempt2 = inWords(failed);
      if (UNTRUSTED.test(attempt2)) end();
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
    talk.failure ??= attempt2 ?? late.message;
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
var VARIANT_PREFIX = "variant-";
var MAX_SCOPE_LENGTH = 86;
function variantScopes({ read, write, reason }, { name, similar }) {
  const last = read.slice(-1);
  return {
    read: [
      ...read.map((scope) => variantScope(scope, name)),
      ...similar.flatMap((other) => last.map((scope) => variantScope(scope, other)))
    ],
    write: write && variantScope(write, name),
    reason
  };
}
function variantScope(scope, variant) {
  if (variant === void 0) return scope;
  const full = `${scope}${PLATFORM_SEPARATOR}${VARIANT_PREFIX}${variant}`;
  return full.length <= MAX_SCOPE_LENGTH ? full : `${scope.slice(0, 20)}${PLATFORM_SEPARATOR}${VARIANT_PREFIX}${variant.slice(0, 20)}-${shortHash(full, 12)}`;
}
function platformScope(scope, platform) {
  return `${scope}${PLATFORM_SEPARATOR}${slugOf(platform)}`;
}

// src/cache/plan.ts
import { relative as relative2 } from "node:path";

// src/cache/variant.ts
import { basename, join as join4, relative } from "node:path";

// src/cache/changing-value.ts
var CHANGING = [
  // a placeholder of this action for version, commit or time
  /\{\{/,
  // a commit, in full or short: hexadecimal digits with both letters and digits
  /(?<![0-9a-z])(?=[0-9]{0,40}[a-f])(?=[a-f]{0,40}[0-9])[0-9a-f]{7,40}(?![0-9a-z])/i,
  // `git describe` puts a g in front of a commit
  /-g[0-9a-f]{7,40}(?![0-9a-z])/i,
  // 2026-11-27, 20261127, 2026.11.27
  /(?<!\d)20\d\d([-./]?)[01]\d\1[0-3]\d(?!\d\d\d)/,
  // seconds or milliseconds since 1970
  /^[12]\d{9}(?:\d{3})?$/
];
var OWN_VERSION = /^(?:(?:APP|BUILD|GIT|IMAGE|PACKAGE|PROJECT|RELEASE|SERVICE)_?)?(?:VERSION|TAG|RELEASE)$/i;
function changesWithRun({ name, value }, job, version) {
  const { sha, ref, refName, refType, env } = job;
  if (CHANGING.some((pattern) => pattern.test(value))) return true;
  if ([ref, refName, refName.replaceAll("/", "-"), env.GITHUB_HEAD_REF].includes(value)) return value !== "";
  if (value === `pr-${refName.replace(/\/merge$/, "")}`) return true;
  if (refType === "tag" && containsWord(value, versionIn(refName))) return true;
  if (version !== void 0 && OWN_VERSION.test(name) && containsWord(value, version)) return true;
  if (value.length >= 7 && sha.startsWith(value)) return true;
  const { GITHUB_RUN_ID: run = "", GITHUB_RUN_NUMBER: number = "" } = env;
  return run.length > 5 && containsWord(value, run) || isNumbered(name, value, number);
}
function versionIn(tag) {
  const start = tag.search(/(?<!\d)\d+\.\d/);
  return start < 0 ? tag : tag.slice(start);
}
function isNumbered(name, value, number) {
  if (number === "") return false;
  if (/build|run/i.test(name) && containsWord(value, number)) return true;
  return value.endsWith(number) && /\d\.\d+[-.+]$/.test(value.slice(0, -number.length));
}
function containsWord(text, word) {
  for (let at = text.indexOf(word); at >= 0 && word !== ""; at = text.indexOf(word, at + 1)) {
    const before = text.slice(0, at).replace(/v$/i, "");
    const after = text.slice(at + word.length);
    if (!/(?:[A-Za-z0-9]|\d\.)$/.test(before) && !/^(?:[A-Za-z0-9]|\.\d)/.test(after)) return true;
  }
  return false;
}

// src/cache/variant.ts
var MAX_READABLE = 24;
var PREDEFINED = /^(?:(?:HTTPS?|FTP|NO|ALL)_PROXY|SOURCE_DATE_EPOCH|BUILDKIT_.*)$/i;
var SECRET_NAME = /token|secret|passw|credential|(?:^|_)key$/i;
function variantOf(request, job) {
  const { build, cache, image } = request;
  if (cache.scope !== void 0) return { name: cache.scope, similar: [] };
  const file = dockerfileOf(build, job);
  const stage = [...file === "Dockerfile" ? [] : [file], ...build.target === void 0 ? [] : [build.target]];
  const args = lastOfEach(givenArguments(build.buildArgs, job.env)).filter(({ name: name2, value }) => !PREDEFINED.test(name2) && !SECRET_NAME.test(name2) && !isToken(value)).filter((argument) => !changesWithRun(argument, job, image.version)).sort((a, b) => a.name < b.name ? -1 : 1);
  const named = (all) => stage.length + all.length === 0 ? void 0 : nameOf2([...stage, ...all.map(({ name: name2 }) => name2)], [file, build.target, all]);
  const [name, withoutArguments] = [named(args), named([])];
  return { name, similar: [.../* @__PURE__ */ new Set([withoutArguments, void 0])].filter((other) => other !== name) };
}
function dockerfileOf({ context, dockerfile, file = "Dockerfile" }, { workspace }) {
  if (context.kind === "git") {
    const [, fragment = ""] = context.url.split("#", 2);
    const [, folder = ""] = fragment.split(":", 2);
    return join4(folder, file);
  }
  const path = relative(workspace, dockerfile ?? join4(context.path, file));
  return path.startsWith("..") ? basename(path) : path;
}
function lastOfEach(args) {
  return [...new Map(args.map((argument) => [argument.name, argument])).values()];
}
function nameOf2(words, all) {
  const readable = words.join(".").replace(/[^A-Za-z0-9_.-]+|__+/g, "-").replace(/^[.-]+/, "");
  return `${readable.slice(0, MAX_READABLE)}-${shortHash(JSON.stringify(all), 8)}`;
}

// src/cache/plan.ts
function planCache(request, delivery, platforms, separateCalls, job) {
  const { cache } = request;
  if (delivery.kind === "call") return NO_CACHE;
  if (cache.from.length > 0 || cache.to.length > 0) return givenCaches(cache, delivery, job);
  if (cache.backend === "none") return NO_CACHE;
  if (cache.backend === "inline") return inlineCache(delivery);
  const variant = variantOf(request, job);
  const scopes = variantScopes(cacheScopes(job, cache.write), variant);
  const byPlatform = separateCalls || delivery.kind === "parts";
  const plan = scopedCache(request, delivery, platforms, byPlatform, job, scopes);
  if (variant.name === void 0 || plan.place === void 0) return plan;
  return { ...plan, place: `${plan.place}, scope ${variant.name}` };
}
function scopedCache(request, delivery, platforms, byPlatform, job, scopes) {
  const { cache } = request;
  if (cache.backend === "local") return localCache(request, delivery, platforms, byPlatform, job, scopes);
  const names = (scope) => [scope, ...platforms.map((platform) => platformScope(scope, platform))];
  const read = scopes.read.flatMap(names);
  const written = scopes.write === void 0 ? [] : names(scopes.write);
  const write = byPlatform ? written.slice(1) : written.slice(0, 1);
  const named = { read, write, byPlatform, reason: scopes.reason };
  return cache.backend === "registry" ? registryCache(cache, delivery, named) : ghaCache(request, delivery, job, named);
}
var IMAGE_TAG_PREFIX = "buildcache-";
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
  const isImage2 = delivery.targets.some(({ repository: own }) => cache.ref && sameRepository(own, cache.ref));
  const referenceOf = (scope) => `${repository}:${isImage2 ? IMAGE_TAG_PREFIX : ""}${scope}`;
  const pushes = delivery.kind === "publish" || delivery.kind === "parts" || cache.write === "always";
  const references = pushes ? write.map(referenceOf) : [];
  rejectImageTags(references, delivery, "cache-ref");
  return {
    from: read.map((scope) => `type=registry,ref=${referenceOf(scope)}`),
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
  const place = context.kind === "git" ? context.url : relative2(workspace, context.path);
  return path?.replaceAll("/", "~") ?? `image~${shortHash(JSON.stringify([place, file, target]), 12)}`;
}
function inlineCache({ kind, targets }) {
  const references = taggedReferences(targets).map(formatTagged);
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
function refuseUntagged(targets, event, purpose = "publish", reasons = []) {
  if (targets.every(({ tags }) => tags.length === 0)) {
    const message = `no rule gives a tag for ${event}, so the image has no tag to ${purpose}`;
    const hint = `add a rule for it, or do not ${purpose} for this event`;
    throw new InputError([{ input: "tags", message, hint, details: reasons }]);
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
function refuseNameless({ kind, targets, load }, event, reasons = []) {
  if (kind === "publish") refuseUntagged(targets, event, "publish", reasons);
  else if (kind === "verify" && load) refuseUntagged(targets, event, "load", reasons);
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
  const names = taggedReferences(targets).map(formatTagged);
  const named = names.length === 0 ? {} : { name: names.join(",") };
  return { type, attributes: { ...timesOf(request), ...named, ...attributes } };
}
function isFile(output) {
  return !isImage(output);
}
function isImage(output) {
  return output.type === "image" || output.type === "registry" || isLoaded(output);
}

// src/plan/annotations.ts
function deriveAnnotations({ labels, annotations, levels }, { naming, delivery, indexed, count, run, part }) {
  const { kind, files, imageAttributes } = delivery;
  const isPublished = kind === "publish" || kind === "parts";
  const archives = files.filter(({ type }) => type === "oci" || type === "docker");
  const isOci = [imageAttributes, ...archives.map(({ attributes }) => attributes)].every(
    (attributes) => parseGoBoolean(attributes["oci-mediatypes"] ?? "") !== false
  );
  const hasIndex2 = isOci && indexed && (count > 1 || isPublished && archives.length === 0);
  const wanted = levels ?? (isPublished ? ["index"] : []);
  const texts = annotationsOf(labels);
  const ofIndex = isPublished && hasIndex2 ? {
    ...releaseAnnotation(texts, naming.release),
    ...kind === "parts" && run !== "" ? { [PART_ANNOTATIONS.run]: run } : {},
    ...kind === "parts" ? { [PART_ANNOTATIONS.part]: part } : {}
  } : {};
  const all = [
    ...wanted.filter((level) => level === "manifest" || (isIndexLevel(level) ? hasIndex2 : isOci)).flatMap((level) => Object.entries(texts).map(([name, value]) => ({ level, name, value }))),
    ...Object.entries(ofIndex).map(([name, value]) => ({ level: "index", name, value }))
  ];
  const own = annotations.flatMap(placesOf);
  return all.filter(({ level, name }) => !own.some((given) => given.level === level && given.name === name)).map(({ level, name, value }) => `${level}:${name}=${value}`);
}
function placesOf(text) {
  const annotation = parseAnnotation(text);
  if (annotation instanceof Wrong) return [];
  const { levels, name } = annotation;
  return (levels.length === 0 ? ["manifest"] : levels).map((level) => ({ level, name }));
}
function isForIndex(text) {
  const [, levels = ""] = /^([^=:]+):/.exec(text) ?? [];
  return levels.split(",").some(isIndexLevel);
}
function isIndexLevel(level) {
  return /^index(-descriptor)?(\[|$)/.test(level);
}

// src/plan/provenance.ts
function withBuilderId(build, job) {
  const url = runUrlOf(job);
  if (url === void 0) return build;
  const { provenance, attests } = build;
  return {
    ...build,
    provenance: provenance === void 0 ? void 0 : identified(provenance, url),
    attests: attests.map((text) => isProvenance(text) ? identified(text, url) : text)
  };
}
function defaultProvenance({ provenance, attests }, job) {
  if (provenance !== void 0 || attests.some(isProvenance) || !attestsByDefault(job.env)) return void 0;
  const url = runUrlOf(job);
  const isPublic2 = job.event.repository?.private === false;
  if (url === void 0 && !isPublic2) return void 0;
  return formatFields([
    `mode=${isPublic2 ? "max" : "min"}`,
    "inline-only=true",
    ...url === void 0 ? [] : [`builder-id=${url}`]
  ]);
}
function attestsByDefault(env) {
  return parseGoBoolean(env.BUILDX_NO_DEFAULT_ATTESTATIONS ?? "") !== true;
}
function runUrlOf({ serverUrl, repository, env }) {
  const { run, attempt: attempt2 } = runOf(env);
  return run === "" || repository === "" ? void 0 : `${serverUrl}/${repository}/actions/runs/${run}/attempts/${attempt2}`;
}
function isProvenance(text) {
  const attributes = parseAttributes(text);
  return !(attributes instanceof Wrong) && attributes.type === "provenance";
}
function identified(text, url) {
  const id = `builder-id=${url}`;
  const boolean2 = parseGoBoolean(text);
  if (boolean2 !== void 0) return boolean2 ? formatFields([id]) : text;
  const [fields, attributes] = [parseFields(text), parseAttributes(text)];
  if (fields instanceof Wrong || attributes instanceof Wrong) return text;
  const isDisabled = parseGoBoolean(attributes.disabled ?? "") === true;
  return isDisabled || attributes["builder-id"] !== void 0 ? text : formatFields([...fields, id]);
}

// src/plan/description.ts
function provenanceOf({ version }, event, commit) {
  const { repository, sha, pullRequestHead, now: created } = event;
  const isKnown = event.commitDate.getTime() !== created.getTime();
  const committed = commit?.date ?? (isKnown ? event.commitDate : void 0);
  return { version, revision: pullRequestHead ?? commit?.revision ?? sha, committed, created, repository };
}
var PLACEHOLDER = /\{\{\s*(version|revision|created)\s*\}\}/;
function needsCommit({ build }) {
  const texts = [...build.buildArgs, ...build.labels].map(({ value }) => value ?? "");
  return build.call === void 0 || build.sourceDateEpoch?.kind === "commit" || [...texts, ...build.annotations].some((text) => PLACEHOLDER.test(text));
}
function describeRequest(request, description) {
  const { naming, delivery, indexed, count, env, labelled, part } = description;
  const { build } = request;
  const sourceDateEpoch = epochOf(build, description.provenance);
  const provenance = { ...description.provenance, created: createdOf({ ...build, sourceDateEpoch }, description) };
  const fill = (text) => expandPlaceholders(text, provenance);
  const filled = ({ name, value }) => ({ name, value: fill(value) });
  const own = build.labels.map(filled);
  const annotations = build.annotations.map(fill);
  const isImage2 = hasImage(delivery);
  const described2 = Object.entries(describeImage(provenance)).filter(([name]) => !keepsText(name, labelled));
  const labels = isImage2 ? pairs(withOwn(Object.fromEntries(described2), own)) : own;
  const { run } = runOf(env);
  const derived = isImage2 ? deriveAnnotations(
    { labels, annotations, levels: build.annotationLevels },
    { naming, delivery, indexed, count, run, part }
  ) : [];
  return {
    ...request,
    build: {
      ...build,
      buildArgs: build.buildArgs.map(({ name, value }) => ({ name, value: value && fill(value) })),
      labels,
      annotations: [...derived, ...annotations],
      sourceDateEpoch
    }
  };
}
function keepsText(name, labelled) {
  return /\.(description|licenses|title|url)$/.test(name) && labelled.includes(name);
}
function epochOf({ sourceDateEpoch }, { committed }) {
  if (sourceDateEpoch?.kind !== "commit") return sourceDateEpoch;
  if (committed !== void 0) return { kind: "seconds", seconds: Math.floor(committed.getTime() / 1e3) };
  const message = "commit, and the commit's time is not known";
  const hint = "check the commit out in an earlier step (actions/checkout), or write the seconds since 1970";
  throw new InputError([{ input: "source-date-epoch", message, hint }]);
}
function createdOf({ sourceDateEpoch, buildArgs }, { provenance, env }) {
  if (sourceDateEpoch?.kind === "seconds") return new Date(sourceDateEpoch.seconds * 1e3);
  const argument = buildArgs.findLast(({ name }) => name === EPOCH)?.value;
  const text = argument ?? env[EPOCH] ?? "";
  return /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1e3) : provenance.created;
}
var EPOCH = "SOURCE_DATE_EPOCH";
function refuseIndexAnnotations({ annotations }) {
  const message = "needs an index, but an image of one platform without attestations has no index";
  const hint = "leave out the level index, or let provenance be attested";
  const problems = annotations.flatMap(
    (text, item) => isForIndex(text) ? [{ input: "annotations", item, message, hint }] : []
  );
  if (problems.length > 0) throw new InputError(problems);
}
function hasIndex({ provenance, sbom, attests }, platforms, env) {
  if (platforms > 1) return true;
  const given = (type, value) => [
    ...value === void 0 ? [] : [value !== "false" && !/(^|,)disabled=true(,|$)/.test(value)],
    ...attests.filter((text) => text.includes(`type=${type}`)).map((text) => !text.includes("disabled=true"))
  ];
  return (given("provenance", provenance).at(-1) ?? attestsByDefault(env)) || (given("sbom", sbom).at(-1) ?? false);
}
function pairs(values) {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
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
  return stringify(parse(version, cleanRegex));
}
function parse(version, regex) {
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
  const parsed = parse(version);
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
  const parsedVersion = parse(version);
  const parsedOther = parse(other);
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

export {
  partCredentials,
  nodeTls,
  secretsOf,
  keysOf,
  reportShort,
  withoutSecrets,
  fromFork,
  readBuild,
  tagLines,
  parseTag,
  isReference,
  isUntagged,
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
  variantScopes,
  variantOf,
  planCache,
  exportFolder,
  cacheName,
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
  isForIndex,
  withBuilderId,
  defaultProvenance,
  provenanceOf,
  needsCommit,
  describeRequest,
  refuseIndexAnnotations,
  hasIndex
};
