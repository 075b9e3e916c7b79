import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  createLedger,
  dockerEnvironment
} from "./chunk-HVJDOOQZ.js";
import {
  COMPRESSIONS,
  DEFAULTS,
  Inputs,
  LARGEST_SECRET,
  LineSplitter,
  RELEASE_ANNOTATION,
  WITHHELD,
  buildxFolder,
  createOrigins,
  findNone,
  formatFields,
  formatPlatform,
  isLoaded,
  isLoopback,
  isWithheld,
  keysOf,
  movesBack,
  normalisePlatform,
  outputsOf,
  parseArgument,
  parseAttributes,
  parseBuildContext,
  parseChoice,
  parseCount,
  parseDuration,
  parseExpanded,
  parseFields,
  parseName,
  parsePlatforms,
  parseSize,
  partCredentials,
  readContext,
  readEntries,
  readImage,
  readJob,
  readResult,
  remarkShort,
  samePlatform,
  secretsOf,
  tellFailure,
  unknownInputs,
  withinRights,
  withoutSecrets,
  wrongWith
} from "./chunk-B3JDJTFH.js";
import {
  Wrong,
  credentialIn,
  hintFor,
  nearest,
  quote
} from "./chunk-5VNY2DV2.js";
import {
  HttpError,
  configFolder,
  createHttp,
  describeEnd,
  digestOf,
  files,
  formatDigested,
  formatTagged,
  isDigest,
  printableLine,
  run,
  runner,
  succeeded,
  until,
  wasKilled
} from "./chunk-PRFGK3NB.js";
import {
  ActionError,
  HungError,
  failed,
  messageOf
} from "./chunk-GX76QUNS.js";

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
var GRACE = 6e3;
var STOPPED = "No tag moves after this; those that moved before are proved. Run the job again to move the rest.";
async function enterBy(inputs, read2, work) {
  const cancel = new AbortController();
  const { signal } = cancel;
  const progress = watchProgress(runner);
  let over = false;
  let lastResort;
  const end = (reason) => {
    cancel.abort(reason);
    lastResort ??= setTimeout(() => {
      if (!over) tellFailure(signal.reason, runner);
      process.exit();
    }, GRACE);
    if (over) lastResort.unref();
  };
  const stop = (message) => end(new ActionError(`${message}, while ${progress.describe()}`, { hint: STOPPED }));
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stop(`cancelled by ${name}`));
  const http = createHttp();
  try {
    const job = readJob(process.env, files);
    for (const secret of await secretsOf(runner.input, job, inputs)) runner.mask(secret);
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
    if (error instanceof HungError) end(error);
  } finally {
    over = true;
    lastResort?.unref();
    await http.close();
  }
}

// src/inputs/build.ts
import { isIP } from "node:net";
import { resolve as resolve2 } from "node:path";

// src/inputs/annotation.ts
var LEVELS = ["manifest", "index", "manifest-descriptor", "index-descriptor"];
function parseAnnotation(text) {
  const [key = "", value] = text.split(/=(.*)/s);
  const [, written] = /^([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):/.exec(key) ?? [];
  const name = written === void 0 ? key : key.slice(written.length + 1);
  if (value === void 0 || !/^[^\s-]\S*$/.test(name))
    return new Wrong(`not an annotation, found ${quote(text)}`, "write key=value");
  const levels = written?.match(/[^,[]+(\[[^\]]*\])?/g) ?? [];
  const unknown = levels.map((level) => level.replace(/\[.*/, "")).find((level) => !LEVELS.includes(level));
  return unknown === void 0 ? { levels, name, value } : new Wrong(`unknown level ${quote(unknown)}`, hintFor(unknown, LEVELS));
}

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
import { resolve } from "node:path";
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
  const path = resolve(workspace, name);
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
function readBuild(inputs, job, secrets) {
  return {
    ...readContext(inputs, job),
    target: inputs.value("target", parseArgument),
    buildArgs: readBuildArgs(inputs, secrets),
    buildContexts: inputs.each("build-contexts", (text) => parseBuildContext(text, job)),
    labels: inputs.each("labels", parseLabel),
    annotations: inputs.each("annotations", (text) => {
      const annotation = parseAnnotation(text);
      return annotation instanceof Wrong ? annotation : text;
    }),
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
function readBuildArgs(inputs, secrets) {
  const all = inputs.each("build-args", (text, index) => {
    if (text.startsWith("#")) {
      inputs.remark("notice", `build-args[${index}]: begins with #, so it is taken for a comment and left out`);
      return void 0;
    }
    const argument = parseBuildArg(text);
    const secret = argument instanceof Wrong ? void 0 : likenessOf(argument.value ?? "", secrets);
    if (secret !== void 0) {
      inputs.remark("warning", `build-args[${index}]: ${secret}, and the image keeps build arguments; use secrets`);
    }
    return argument;
  });
  return all.filter((argument) => argument !== void 0);
}
function likenessOf(value, { masks, keys }) {
  if (TOKEN.test(value)) return "looks like a token";
  const isCommit = /^[0-9a-f]{40}$/.test(value);
  const isWord = /^[A-Za-z][A-Za-z_.-]*$/.test(value) && !keys.includes(value.trim());
  return !isCommit && !isWord && masks.includes(value.trim()) ? "holds a secret of another input" : void 0;
}
function parseBuildArg(text) {
  const [name, value] = cut(text);
  if (!/^[^\s#-]\S*$/.test(name)) return new Wrong("its name is not one", "write NAME=value");
  return { name, value };
}
function parseLabel(text) {
  const [name, value = ""] = cut(text);
  return /^[^\s-][^\r\n]*$/.test(name) ? { name, value } : new Wrong(`not a label, found ${quote(text)}`, "write key=value");
}
function parseSsh(text, { workspace, env, files: files2 }) {
  const [id, name] = cut(text);
  if (!/^[\w][\w.-]*$/.test(id))
    return new Wrong(`not an SSH agent or key, found ${quote(text)}`, "write default or id=path");
  if (!name) {
    return env.SSH_AUTH_SOCK ? id : new Wrong("no SSH agent: SSH_AUTH_SOCK is not set", `start one in an earlier step, or write ${id}=path`);
  }
  const path = resolve2(workspace, name);
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
var EXPORTED = "type mode ignore-error compression compression-level force-compression image-manifest oci-mediatypes";
var WRITES = { auto: "auto", true: "always", false: "never" };
var ATTRIBUTES = new Map(
  Object.entries({
    registry: "ref registry.insecure",
    gha: "scope timeout token url url_v2 repository ghtoken version",
    local: "src dest digest tag reset",
    inline: "",
    s3: `bucket region prefix manifests_prefix blobs_prefix name touch_refresh endpoint_url access_key_id
      secret_access_key session_token use_path_style upload_parallelism disable_accept_encoding retry_mode
      retry_max_attempts`,
    azblob: "account_name account_url secret_access_key container prefix manifests_prefix blobs_prefix name"
  }).map(([type, own]) => [type, `${own} ${EXPORTED}`.trim().split(/\s+/)])
);
var TYPES2 = [...ATTRIBUTES.keys()];
function readCache(inputs, job) {
  const backend = inputs.choice("cache", BACKENDS);
  const variables = {};
  return {
    backend: backend === "false" ? "none" : backend,
    ref: inputs.value(
      "cache-ref",
      (text) => isWithheld(text, job) ? inputs.leaveOut("cache-ref", void 0, WITHHELD) : parseName(text)
    ),
    mode: inputs.choice("cache-mode", ["min", "max"]),
    write: WRITES[inputs.choice("cache-write", ["auto", "true", "false"])],
    from: readEntries2(inputs, job, "cache-from", "src", variables),
    to: readEntries2(inputs, job, "cache-to", "dest", variables),
    credentials: variables,
    mounts: inputs.flag("cache-mounts")
  };
}
function readEntries2(inputs, job, name, place, variables) {
  const entries = inputs.each(name, (text, index) => {
    if (namesOf(text).some((reference) => isWithheld(reference, job))) return inputs.leaveOut(name, index, WITHHELD);
    const parted = parseEntry(text, place);
    if (parted instanceof Wrong) return parted;
    const { entry, variables: own } = parted;
    for (const attribute of unknownAttributes(text)) {
      inputs.remark("warning", `${name}[${index}]: unknown attribute ${attribute}, handed to BuildKit as it is`);
    }
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
  return entries.filter((entry) => entry !== void 0);
}
function namesOf(entry) {
  if (!entry.includes("=")) return entry.split(",");
  const attributes = parseAttributes(entry);
  return attributes instanceof Wrong || attributes.type !== "registry" ? [] : [attributes.ref ?? ""];
}
function parseEntry(text, place) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text.startsWith("-")) return new Wrong(`starts with a dash like an option, found ${quote(text)}`);
  if (!text.includes("=")) {
    const wrong = namesOf(text).map(refuseReference).find((reference) => reference !== void 0);
    return wrong ?? { entry: text, variables: {} };
  }
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type, mode, compression } = attributes;
  if (type === void 0) return new Wrong("a type is missing", "begin with type=");
  if (!TYPES2.includes(type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES2));
  const known = ATTRIBUTES.get(type) ?? [];
  const mistyped = Object.keys(attributes).find((key) => !known.includes(key) && nearest(key, known) !== void 0);
  if (mistyped !== void 0) return new Wrong(`unknown attribute ${quote(mistyped)}`, hintFor(mistyped, known));
  if (Object.values(attributes).some((value) => credentialIn(value) !== void 0)) {
    return new Wrong("credentials in a URL, which buildx takes on its command line only", "take them out");
  }
  if (type === "registry") {
    const wrong = attributes.ref ? refuseReference(attributes.ref) : new Wrong("a registry cache without ref", "write ref=repository:tag");
    if (wrong !== void 0) return wrong;
  }
  if (type === "local" && !attributes[place]) return new Wrong(`a local cache without ${place}`, `write ${place}=path`);
  if (mode !== void 0 && mode !== "min" && mode !== "max")
    return new Wrong(`unknown mode ${quote(mode)}`, "write min or max");
  if (compression !== void 0 && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  return partCredentials(text, type);
}
function unknownAttributes(entry) {
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong || attributes.type === void 0) return [];
  const known = ATTRIBUTES.get(attributes.type) ?? [];
  return Object.keys(attributes).filter((key) => !known.includes(key));
}
function refuseReference(text) {
  const wrong = wrongWith(text);
  return wrong === void 0 ? void 0 : new Wrong(`${wrong}, found ${quote(text)}`, "write it like ghcr.io/acme/app:cache");
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
    when: ({ setup }) => setup.driver === "remote" && setup.endpoint === void 0 && !setup.nodes.some(({ endpoint }) => endpoint),
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
  return outputs.length > 0 && outputs.every(({ type }) => type === "local" || type === "tar");
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
  if (/[\r\n\0]/.test(username)) return new Wrong("a username of more than one line", "see what its expression gives");
  if (username.includes("${{")) {
    return new Wrong("a username with an expression that was not expanded", "write it where the runner expands it");
  }
  const host = hostOf(registry);
  return host instanceof Wrong ? host : { registry: host, username, password };
}
function hostOf(registry) {
  const host = registry.toLowerCase().replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  if (host === "" || /^(index|registry-1)\.docker\.io$/.test(host)) return "docker.io";
  return /^(\[[0-9a-f:]+\]|[a-z0-9]+([.-]+[a-z0-9]+)*)(:\d{1,5})?$/.test(host) ? host : new Wrong(`not a registry, found ${quote(registry)}`, "write its host, such as ghcr.io");
}

// src/inputs/setup.ts
import { resolve as resolve3 } from "node:path";

// src/system/docker/buildx-releases.ts
var BUILDX_RELEASES = {
  "v0.36.1": {
    amd64: "48af8a397ebd60178778bf63611dbcebe5f5e7a9be90eb9147b24b9587455778",
    arm64: "5d0cafd9d16afe1a0f0d9529885344ace2cc99efdd531b6c783c5455a6001569"
  },
  "v0.36.0": {
    amd64: "07823fdfcd82a41be90155a8b16876c1a780a6462de805a9f3f63b3119ccfb99",
    arm64: "70382de03915c07c488ae4ddc4f7e169ee978f953e754ecfce110ba017e0132b"
  },
  "v0.35.0": {
    amd64: "d41ece72044243b4f58b343441ae37446d9c29a7d6b5e11c61847bbcf8f7dfda",
    arm64: "c4248d6cbc4a619a7e0b4609c11e509ad4ac0b475e1c64817c0ac20c5d90c766"
  },
  "v0.34.1": {
    amd64: "f1332ddb9010bd0b72628266c3a906d9a6979848033df4c8d9bd2cd113bae12b",
    arm64: "c34e32dd6ea2653d960d6c099c9f09b9077e4a37504d2d31e5066eccc3904231"
  },
  "v0.34.0": {
    amd64: "0144479d5a1cd710be3464ae898628cfa68033e16b225aef52f81930c45ac9b5",
    arm64: "565605fe0bb393ed5d11771e5b52fc7ef05c701868861fa85609747c9d74a440"
  },
  "v0.33.0": {
    amd64: "9426a15411f35f635afef3f5d3bae53155c3e30d26dee430cc968e13d34be49f",
    arm64: "204dc28447d3bb48f42ed1ce5747e0885cd57e306506a39029311becdb1ef786"
  },
  "v0.32.1": {
    amd64: "2bbc1b8ebc9a05287b01bc2fe6633ec5e2f53d58ee955ae69756d668e7098e5e",
    arm64: "f03767cb0149759d409cd600b915bce764175ffda6eb3e86e14cc84a5637176a"
  },
  "v0.32.0": {
    amd64: "1cdd7b29429bb97796ce9b76330412aa1e6f8627b9b12a4c53d556f6fee59c93",
    arm64: "cd0690b2d1b91ec9b799c34340e4ca8456845f5c053ef38775388290369aace1"
  },
  "v0.31.1": {
    amd64: "dc8eaffbf29138123b4874d852522b12303c61246a5073fa0f025e4220317b1e",
    arm64: "963c674c558dad2eefd42304a09020329a196ed16819b72396e7657eb69f031b"
  },
  "v0.31.0": {
    amd64: "39cc424a730d8b7364c23a137582cb29e7f024b175bb595001ff6f90121b005b",
    arm64: "3192d6deafed620132da1acd7c68499e163c814bc2be988a3eb2c5302764a30a"
  },
  "v0.30.1": {
    amd64: "c37114fcd034025ec68e224657c8a5a850df472ded3ddcbca75ad3a7ebb9710d",
    arm64: "31d012d52d6df68aef4b55db62330967b562811f0de30cdfaa4505f314797c76"
  },
  "v0.30.0": {
    amd64: "460680948a25b80e62ffe085cd2d7ef4088540f3f3f58734b445a31534198240",
    arm64: "f8e060a1a1e659d1c919d440652775320e8c2998b051eb4b5845bfcee9d85696"
  },
  "v0.29.1": {
    amd64: "7d2d7d6d4680aa349614965aaa33ccec43f1a9a21e908a5ce4cb6adfa5ad5141",
    arm64: "50e85c4e290b698908421161c1aee069bcc5d4a65b7b7201bfac3a176b223a7e"
  },
  "v0.29.0": {
    amd64: "d02d47061bede1b90d34bf6562a5f39e686773e97cf9d00e7114b3c1e269e524",
    arm64: "14e50940aef67c4b46f6b03a5ccc3851a30f883e751a61048a4bc80b8832a840"
  },
  "v0.28.0": {
    amd64: "696bc104bac3bb708eff1af3f8bbc09fda0fd88f5757c1f9b404a35117889224",
    arm64: "4e850583cc68ffd8d739ddb8a782b83f2ef9d3bf437ae7c44da4fbfde2613a8e"
  },
  "v0.27.0": {
    amd64: "4f5e5a1b6dd0d6ff8476c8def7602d1eeedcb6f602e8dcd45079d352247eba06",
    arm64: "e3519d085710d2502c673380f763596ae0b378d0ae8976ccbb14adaed82327ef"
  },
  "v0.26.1": {
    amd64: "9451034b6ca5354e8bf88a2002a413aedabf110fd0f12ebb0b2f2cc241be8e41",
    arm64: "b610d3c24836b2e7fecab5ef2c9466239a0f0156993a0406ea58943b87bff918"
  },
  "v0.26.0": {
    amd64: "a918c0b8bef7c710a1c6fd74d2d0fce22880226d7662476bd97a82390ce87368",
    arm64: "1685db43ee1131cba9ffab605b68ff418353181454da75b76a8a335fee8553e1"
  },
  "v0.25.0": {
    amd64: "4104d79a791a8744c0b43fd5bd0a6172dff29040c5229946a1cdb2d27b0b5bfa",
    arm64: "f07063844bb750172c1f25cef61b07a8314d24bedffc015517b3ec4016b16de8"
  },
  "v0.24.0": {
    amd64: "c41ed17ec05b6ebb50eeb02fb26cce90f16cd260b8d26ce73963428c6b2d6508",
    arm64: "ad33819d085a635e3b4400a412bd2b4e943bfbc830366d78f50579bae48f8053"
  },
  "v0.23.0": {
    amd64: "55838fdd095084e158e06a63635a07fe8a8bc6cb4db507f203394dc1ffa7fb8b",
    arm64: "50b0b14770127b292e3e2f756d0137152b08afc1d7daa09f49d2b6e6fa1b1b81"
  },
  "v0.22.0": {
    amd64: "805195386fba0cea5a1487cf0d47da82a145ea0a792bd3fb477583e2dbcdcc2f",
    arm64: "6e9e455b5ec1c7ac708f2640a86c5cecce38c72e48acff6cb219dfdfa2dda781"
  },
  "v0.21.3": {
    amd64: "47f456339ca8926efcb7266f700a3bbb8a472585d977e7e2f6f22242ea6531c6",
    arm64: "90157681a0a033b285e80d3350741452d7647994fb371c9ee3a423f2ca4f22cc"
  },
  "v0.21.2": {
    amd64: "b13bee81c3db12a4be7d0b9d042b64d0dd9ed116f7674dfac0ffdf2a71acfe3d",
    arm64: "7e21e62eae3243e476411c9bbe93b8ee59b5d62ddf075c527d168174c3ab3a04"
  },
  "v0.21.1": {
    amd64: "7f355525bfaf411302570b705118181b720f18071f4be3f0eaac7b2297d826e2",
    arm64: "42d5cee287ec7426de5252276a05f3ea565ac2d65d62d052b885a84dd54152d5"
  },
  "v0.21.0": {
    amd64: "90f154aff1b1b0010ca3e59f473a59a86b5fdf34ca1196829c622c4fbf5e92fe",
    arm64: "5543113b559ca523726c8979defa24466e451dbfa6ffe42c278d22a3f76a327a"
  },
  "v0.20.1": {
    amd64: "8c38f60308a895fa570f1410e453c5de11aafd65a99fa99965d96d24b6225a78",
    arm64: "f7d867e9f1a3c00b32dd580f56594e229df05e3fb1b083b7099c91c2e7d2ce1e"
  },
  "v0.20.0": {
    amd64: "8b21d3ce1011c4c072d64d4a7311c591cf1c2eb6b35bfdfe28f8e0b76e51621b",
    arm64: "838f009f34da70a74cf3c835178b8686bc1e5f47509add274a6ee22f70620521"
  },
  "v0.19.3": {
    amd64: "32ed111e941e385c2fb8261eba06a4056915718fd606f8278834ac1931d261a2",
    arm64: "138b587399b27bb61945a36d67866177b85dea1155101a2be63c7ab715f18a2e"
  },
  "v0.19.2": {
    amd64: "a5ff61c0b6d2c8ee20964a9d6dac7a7a6383c4a4a0ee8d354e983917578306ea",
    arm64: "bd54f0e28c29789da1679bad2dd94c1923786ccd2cd80dd3a0a1d560a6baf10c"
  },
  "v0.19.1": {
    amd64: "153eace3d30c9efe9a7b94ea06c9d15ace59c8e6268d3481b8c175bd3df020f9",
    arm64: "9ecffda0a356957827de6b4ed86b151b420e84f81b2a58e2e2735506336ab891"
  },
  "v0.18.0": {
    amd64: "4fe2eb90ac22b27fa03734899fcf814aa1e214a4952b9b30b20d551baf1d9a5c",
    arm64: "da9742321bb462547ebde69bf8420ac07b2a2c80fb57260f539bfc9f312becd6"
  },
  "v0.17.1": {
    amd64: "aa7a9778349e1a8ace685e4c51a1d33e7a9b0aa6925d1c625b09cb3800eba696",
    arm64: "de05dccd47932eb9fd6e63781ab29d2b0b2c834bbdd19b51d7ea452b1fe378d3"
  },
  "v0.17.0": {
    amd64: "6c65b3a80fd65312ed4949b76d10077c304ea013e78251a91cb0990562ee82a6",
    arm64: "8a971c4c9019f646fe9ac73c7e1cc3593a1246d43ddd9da24c588d1d93ca4c4e"
  },
  "v0.16.2": {
    amd64: "43e4c928a0be38ab34e206c82957edfdd54f3e7124f1dadd7779591c3acf77ea",
    arm64: "775f1ab64aa0e5d901dcc6ecf6843ec3261f27476873760711aa362b403f61f3"
  },
  "v0.16.1": {
    amd64: "62c2cb471c765b48a2b6fd0c09c8149b789695eb631bc1b7b60c047f75907f3f",
    arm64: "024f62e6bcd20d29f9ab45ecb49963f93311991465dddc62b8d8a32443aa36ce"
  },
  "v0.16.0": {
    amd64: "9a9a6ca0b929a57db01020fb226b1a2ea2bc57eba63d4adec46c43d0009506e2",
    arm64: "1aa8f0438866c706654a6dd96e211e509d42b16b1a0e66c1777c95edb2f14f49"
  },
  "v0.15.1": {
    amd64: "8d486f0088b7407a90ad675525ba4a17d0a537741b9b33fe3391a88cafa2dd0b",
    arm64: "13f4ffd2b6922e941d6b6a9faee73ec9b8cab5b309ef90dfadf48142c2a47f34"
  },
  "v0.15.0": {
    amd64: "6569bb8b026b56d49a31aca80b61b4d0da1dbbf23ad6c925752790a9a350c9c5",
    arm64: "ad23578106a3a4f0a7bc9d8bdc9ba9155fa7b19889fba46f8f2c59fb10ab73fb"
  },
  "v0.14.1": {
    amd64: "68e4f8895331ade982de8085a8c137b8af65f3ef95040b6c6113552243638508",
    arm64: "82e776e50a84293c160e8c89c125b7a86295c7aa7f30751d6a7c051c171762c1"
  },
  "v0.14.0": {
    amd64: "32f8f17eca35bf2efe6c0e47f40e4692a876f34531b421efc984799a5b41226e",
    arm64: "38bf0ea9c48743edb8243f14272be65a2bad7092228068337aea584309ea664c"
  },
  "v0.13.1": {
    amd64: "3e2bc8ed25a9125d6aeec07df4e0211edea6288e075b524160ef3fd305d3d74c",
    arm64: "3ba35a5d38361a64b62aeb9d20acc835ff6862a711cb438e610026b29c0ac489"
  },
  "v0.13.0": {
    amd64: "ddd69ee2ca3dd61760e771dcd2f3453dc677dfeb42c9484cc2321b96bc1b7c57",
    arm64: "fa36eb4deab2fac6ddf5fdeddcf16999bc9d5fb1d632e0ba7e572b519df8a656"
  },
  "v0.12.1": {
    amd64: "716321df8ca9c82ffe96f37e9f4aa1199d4969795836dbd57ef72d12e3ac5085",
    arm64: "fb72d627f2ee080bba70375c367f4292867821e29ca9a8cf485622f6ede8f436"
  },
  "v0.12.0": {
    amd64: "7c393b92c148a0ce26c76a2abc99960be1d1097f0471978d41dc51d0c1a4471e",
    arm64: "781caebb36551b035cb9dcfaf91088543d09c73c4a2549341e6417d86b8bbb50"
  }
};

// src/inputs/setup.ts
var DRIVERS = ["auto", "docker", "docker-container", "remote", "kubernetes"];
var NODE_KEYS = ["name", "endpoint", "driver-opts", "buildkitd-flags", "platforms"];
async function readSetup(inputs, job) {
  return {
    qemu: inputs.choice("qemu", ["auto", "always", "never"]),
    qemuImage: inputs.value("qemu-image", parseImage) ?? "",
    driver: inputs.choice("driver", DRIVERS),
    builder: inputs.value("builder", parseBuilder),
    endpoint: inputs.value("endpoint", parseEndpoint),
    nodes: await readNodes(inputs),
    driverOpts: inputs.each("driver-opts", parseDriverOpt),
    buildkitdFlags: inputs.value("buildkitd-flags", parseFlags),
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
  const driverOpts = texts(fields["driver-opts"], "\n");
  const platforms2 = texts(fields.platforms, ",");
  if (driverOpts instanceof Wrong) return driverOpts;
  if (platforms2 instanceof Wrong) return platforms2;
  const parsed = parsePlatforms(platforms2);
  const wrong = [
    name === "" ? name : parseNodeName(name),
    parseEndpoint(endpoint),
    parseFlags(flags),
    ...driverOpts.map(parseDriverOpt),
    ...parsed
  ].find((part) => part instanceof Wrong);
  if (wrong !== void 0) return wrong;
  return {
    name: name || void 0,
    endpoint: endpoint || void 0,
    driverOpts,
    buildkitdFlags: flags || void 0,
    platforms: parsed.flatMap((platform) => platform instanceof Wrong ? [] : platform)
  };
}
function texts(yaml, separator) {
  const items = Array.isArray(yaml) ? yaml : typeof yaml === "string" ? yaml.split(separator) : [];
  if (yaml !== void 0 && typeof yaml === "object" && !Array.isArray(yaml) || !items.every(isText)) {
    return new Wrong("a map, or a list in a list, where texts belong", "write driver-opts and platforms as a list");
  }
  return items.map((item) => item.trim()).filter((item) => item !== "");
}
function isText(yaml) {
  return typeof yaml === "string";
}
function parseBuilder(text) {
  return /^[A-Za-z0-9][\w.+-]*$/.test(text) ? text : new Wrong(`not a builder's name, found ${quote(text)}`, "see `docker buildx ls`, or leave it empty");
}
function parseNodeName(text) {
  return /^[A-Za-z][\w.-]*$/.test(text) ? text : new Wrong(`not a node's name, found ${quote(text)}`, "start with a letter and use letters, digits, _ . and -");
}
function parseEndpoint(text) {
  if (credentialIn(text) !== void 0) {
    return new Wrong(`credentials in a URL, ${ON_COMMAND_LINE}`, "take them out; certificates let a client in");
  }
  const expanded = parseExpanded(text);
  return expanded instanceof Wrong ? expanded : parseArgument(text);
}
var ON_COMMAND_LINE = "which buildx takes on its command line only";
function parseDriverOpt(text) {
  if (!/^"?[A-Za-z][\w.-]*=/.test(text))
    return new Wrong(`not an option, found ${quote(text)}`, "write key=value, such as network=host");
  const fields = parseFields(text);
  if (fields instanceof Wrong) return text;
  const wrong = fields.map((field) => {
    const [name = "", value = ""] = field.split(/=(.*)/s);
    if (/^(qemu\.)?image$/.test(name)) return parseImage(value);
    return credentialIn(value) === void 0 ? value : new Wrong(
      `credentials in a URL in ${name}, ${ON_COMMAND_LINE}`,
      "take them out, or let builder name one that has them"
    );
  });
  return wrong.find((part) => part instanceof Wrong) ?? text;
}
function parseFlags(text) {
  return text.includes("#") || /^(?:[^'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")*$/.test(text) ? text : new Wrong(`a quote that is not closed, found ${quote(text)}`, "close it, or write \\ in front");
}
async function readConfig(inputs, { workspace, files: files2 }) {
  const file = inputs.text("buildkitd-config");
  const inline = inputs.text("buildkitd-config-inline");
  if (file === void 0) return inputs.accept("buildkitd-config-inline", await parseToml(inline));
  if (inline !== void 0) {
    inputs.accept("buildkitd-config", new Wrong("beside buildkitd-config-inline", "put it all into one of the two"));
    return void 0;
  }
  const path = resolve3(workspace, file);
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
  const { parse: parse4, TomlError } = await import("./dist-S2MBXTVO.js");
  try {
    parse4(text);
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
  const version = `v${text.replace(/^v/, "")}`;
  const known = Object.keys(BUILDX_RELEASES);
  if (known.includes(version)) return version;
  const near = nearest(version, known);
  return new Wrong(
    `not a release of buildx that is known here, found ${quote(text)}`,
    near === void 0 ? "write latest, or one such as v0.29.1" : `did you mean ${near}?`
  );
}

// src/inputs/read.ts
async function readRequest(input, job, find = findNone) {
  const inputs = new Inputs(input, DEFAULTS);
  const githubToken = inputs.text("github-token");
  const asked = {
    image: readImage(inputs, job),
    build: withGitToken(
      readBuild(inputs, job, { masks: await secretsOf(input, job, Object.keys(DEFAULTS)), keys: await keysOf(input) }),
      githubToken,
      job
    ),
    result: readResult(inputs),
    setup: await readSetup(inputs, job),
    login: await readLogins(inputs),
    cache: readCache(inputs, job),
    proof: readProof(inputs),
    conduct: readConduct(inputs)
  };
  const request = withinRights(asked, job, inputs);
  findConflicts(inputs, request);
  await inputs.ask(find, request);
  for (const message of unknownInputs(job.env, Object.keys(DEFAULTS))) inputs.remark("warning", message);
  return { request, remarks: inputs.finish() };
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
  for (let attempt2 = 1; ; attempt2 += 1) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt2);
    } catch (error) {
      signal?.throwIfAborted();
      firstFailure ??= clock2.now();
      const { verdict, retryAfter } = judge(error);
      const delay = delayBefore(attempt2, { retryAfter, random });
      const inTime = (retryAfter ?? 0) <= LONGEST_WAIT && clock2.now() - firstFailure + delay <= budget;
      if (verdict === "final" || attempt2 > retries || !inTime) throw error;
      log(`${messageOf(error).split("\n", 1)[0]}; retry ${attempt2} of ${retries} in ${(delay / 1e3).toFixed(1)} s`);
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
  const json = parse(bytes, "image index");
  return {
    manifests: descriptors(json.manifests, "image index"),
    annotations: json.annotations ?? {}
  };
}
function parseManifest(bytes) {
  const json = parse(bytes, "image manifest");
  const [config] = descriptors([json.config], "image manifest");
  if (config === void 0) throw malformed("image manifest");
  return { config, layers: descriptors(json.layers, "image manifest") };
}
function parseConfigPlatform(bytes) {
  const { os, architecture, variant } = parse(bytes, "image config");
  if (typeof os !== "string" || typeof architecture !== "string") throw malformed("image config");
  return { os, architecture, ...typeof variant === "string" && variant !== "" ? { variant } : {} };
}
function parseConfigLabels(bytes) {
  const { config } = parse(bytes, "image config");
  return config?.Labels ?? {};
}
function descriptors(value, what) {
  if (!Array.isArray(value)) throw malformed(what);
  for (const descriptor of value) {
    if (!isDigest(descriptor?.digest) || typeof descriptor.size !== "number") throw malformed(what);
  }
  return value;
}
function parse(bytes, what) {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString());
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw malformed(what, cause);
  }
  throw malformed(what);
}
var MalformedError = class extends ActionError {
};
function malformed(what, cause) {
  return new MalformedError(`the ${what} is malformed`, { cause });
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
async function smokeTest(image, candidate, { script, ...tools }) {
  if (script === void 0) return;
  for (const platform of image.platforms) {
    await testPlatform(platform, await candidate.runnable(platform), { script, ...tools });
  }
}
async function testPlatform({ platform, digest }, reference, { script, env, cwd, run: run2, engine, ledger, print }) {
  const name = formatPlatform(platform);
  const except = (await engine.containers({ ancestor: reference })).map(({ name: name2 }) => name2);
  const removed = ledger({ kind: "containers", image: reference, except });
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
  }).finally(() => removeContainers(engine, reference, except).then(removed, () => void 0));
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: "No tag was moved. See its output above; `docker run --rm $IMAGE …` there ran exactly these bytes."
  });
}
async function removeContainers(engine, image, except) {
  const containers = await engine.containers({ ancestor: image });
  const made = containers.filter(({ name }) => !except.includes(name));
  await Promise.all(made.map(({ name }) => engine.removeContainer(name)));
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
import { connect, createServer } from "node:net";
var PAUSE = 100;
var LONGEST = 60 * 6e4;
var ASKED = 1e3;
async function alone(name, { clock: clock2, signal, onWait }, work) {
  const path = `\0multiarch-build-${createHash("sha256").update(name).digest("hex")}`;
  const server = createServer((visitor) => visitor.on("error", () => {
  }).end(describeSelf(process.env)));
  const began = clock2.now();
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
    if (clock2.now() - began > LONGEST) {
      throw new ActionError(`${name} was held for ${LONGEST / 6e4} minutes by ${await holderOf(path)}`, {
        hint: "Look what that one is at, and end it if it hangs; then run the job again."
      });
    }
    await clock2.sleep(PAUSE, signal).catch(() => signal?.throwIfAborted());
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
  const socket = connect(path).setTimeout(ASKED, () => socket.destroy());
  const said = await socket.toArray().catch(() => []);
  return printableLine(Buffer.concat(said).toString().slice(0, 200)) || "somebody who does not say who";
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
var UploadRefused = class extends RegistryError {
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
var BEHIND = /blob unknown to registry|did not match uploaded content/i;
var KILLED = /killed by SIGKILL|exit status 137\b/;
var FINAL = [
  /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  /no space left on device|disk quota exceeded/i,
  /immutable/i,
  /certificate (?:signed by|has expired|is not trusted|is valid for)|failed to verify certificate/i
];
var PASSING = String.raw`(?:408|429|5(?!01|05|07)\d\d)\b(?![.\d])`;
var TRANSIENT = new RegExp(
  [
    String.raw`(?<=\b(?:status|HTTP|returned error)(?: code)?(?: from \w+ request to)?(?: https?://\S+)?[ :=]+)${PASSING}(?: [a-z][\w -]*)?`,
    String.raw`\b${PASSING} (?:Request Time|Too Many|Internal|Bad|Service|Gateway)[\w -]*`,
    "toomanyrequests|too many requests",
    "i/o timeout|timed out|Timeout exceeded|handshake timeout|timeout awaiting|deadline exceeded|Gateway Time-?out",
    "connection (?:reset|refused|closed)|server closed idle connection|broken pipe|transport connection broken",
    String.raw`(?:^|unexpected |: )EOF\b`,
    "no such host|could not resolve host|server misbehaving|temporary failure|network is unreachable|no route to host",
    "http2: |GOAWAY|stream error: |INTERNAL_ERROR; received from peer",
    "failed size validation|unexpected commit digest",
    BEHIND.source
  ].join("|"),
  "im"
);
var PASSING_WORDS = TRANSIENT;
function verdictOf(words) {
  if (BEHIND.test(words)) return "transient";
  const [, status] = STATUS.exec(words) ?? [];
  if (status !== void 0) return classify({ status: Number(status), headers: {} });
  if (TRANSIENT.test(words)) return "transient";
  return FINAL.some((pattern) => pattern.test(words)) ? "final" : void 0;
}
function judgeWords(otherwise) {
  return (error) => {
    if (error instanceof HungError) return error;
    const words = error instanceof ActionError ? error.output : void 0;
    if (words === void 0 || KILLED.test(messageOf(error))) return { verdict: "final" };
    return { verdict: verdictOf(words) ?? otherwise };
  };
}

// src/publish/carriers.ts
var PATIENCE = 20 * 6e4;
function engineCarrier({ engine, registry, impatient, run: run2, env, candidate, ledger, retry: policy }, patience = PATIENCE) {
  async function push({ repository, tag }, digest) {
    const name = formatTagged({ repository, tag });
    const finished = await run2({ program: "docker", args: ["push", name], env, idle: patience });
    if (succeeded(finished)) return;
    const there = await impatient.headManifest(repository, tag).catch(() => void 0);
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
  try {
    return await (isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest));
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RegistryError && error.status === 404) return void 0;
    throw error;
  }
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
  const told = {
    version: values[RELEASE_ANNOTATION] || values[`${PREFIX}version`],
    revision: values[`${PREFIX}revision`],
    created: values[`${PREFIX}created`]
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value));
}

// src/publish/hold-back.ts
async function holdBack(targets, release, registry) {
  if (release === void 0) return { targets, notices: [] };
  const held = await Promise.all(
    targets.map(async ({ repository, floating }) => {
      const newer = await Promise.all(
        floating.map(async (tag) => {
          const { version } = (await readPublished(registry, repository, tag))?.told ?? {};
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
var IMMUTABLE = /immutab|already exists|overwrit|locked|disallowed|read-only/i;
function mayBeImmutable(error) {
  if (error instanceof UploadRefused) return false;
  if (error instanceof RegistryError) {
    const { status = 0, verdict } = error;
    return verdict === "final" && status >= 400 && status < 500 && ![401, 404, 413].includes(status);
  }
  return error instanceof ActionError && IMMUTABLE.test(error.output ?? "");
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
async function publish(targets, digest, publishing) {
  const { registry } = publishing;
  const outcomes = await Promise.allSettled(targets.map((target) => publishTo(target, digest, publishing)));
  await refuse(outcomes, digest);
  const held = outcomes.find((outcome) => outcome.status === "fulfilled" && outcome.value !== digest);
  if (held?.status !== "fulfilled") return { digest, tags: references(targets) };
  const behind = targets.filter((_, i) => outcomes[i]?.status === "fulfilled" && outcomes[i].value !== held.value);
  await refuse(await Promise.allSettled(behind.map((target) => follow(target, held.value, registry))), held.value);
  return { digest: held.value, tags: references(targets) };
  async function refuse(settled, wanted) {
    const failures = settled.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
    if (failures.length > 0) throw await incomplete(targets, wanted, publishing, failures);
  }
}
async function publishTo(target, digest, { carrier, registry, identity }) {
  const { tags: tags2, fullVersions } = target;
  const ordered = { ...target, tags: [...fullVersions, ...tags2.filter((tag) => !fullVersions.includes(tag))] };
  let carried;
  try {
    carried = await carrier.carry(ordered, digest);
    await moveTags(target.repository, without(fullVersions, carried), digest, registry);
  } catch (error) {
    const twin = mayBeImmutable(error) ? await twinAt(target, digest, identity, registry) : void 0;
    if (twin === void 0) throw error;
    await follow(target, twin, registry);
    return twin;
  }
  await moveTags(target.repository, without(tags2, [...carried, ...fullVersions]), digest, registry);
  await readBack(target, carried, digest, registry);
  return digest;
}
async function follow(target, digest, registry) {
  await moveTags(target.repository, target.tags, digest, registry);
  await readBack(target, [], digest, registry);
}
async function moveTags(repository, tags2, digest, registry) {
  if (tags2.length === 0) return;
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest === void 0)
    throw new ActionError(`${repository.name} does not hold ${digest}, which was pushed to it`);
  const ends = await Promise.allSettled(tags2.map((tag) => registry.putManifest(repository, tag, manifest)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
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
async function incomplete(targets, digest, { witness, previous }, failures) {
  const states = await Promise.all(
    targets.flatMap(
      ({ repository, tags: tags2 }) => tags2.map(async (tag) => {
        const reference = formatTagged({ repository, tag });
        const state = await witness.headManifest(repository, tag).then(
          (found) => found?.digest === digest ? "moved" : "not moved",
          () => "unknown"
        );
        return { reference, state };
      })
    )
  );
  const before = (reference) => previous.has(reference) ? previous.get(reference) ?? "nothing" : "unknown";
  const from = (reference) => `${reference} (before: ${before(reference)})`;
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
  const { revision, registry, read: read2 } = job;
  const { targets, notices } = await holdBack(job.targets, job.release, registry);
  const identity = { revision, platforms: image.platforms.map(({ platform }) => platform) };
  const { digest, tags: tags2 } = await publish(targets, image.digest, { ...job, identity });
  const [first] = targets;
  if (digest === image.digest || first === void 0) return { image, tags: tags2, notices };
  const earlier = `${formatDigested(first.repository, digest)} of an earlier run is what stays published: it is of the same commit and platforms, and its registry moves no tag of a version`;
  return { image: await read2(first.repository, digest), tags: tags2, notices: [...notices, earlier] };
}

// src/system/artifacts.ts
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// src/system/within.ts
async function within(call, limit, signal) {
  const given = Promise.withResolvers();
  const late = () => given.reject(new HungError(`no end after ${limit / 1e3} s`));
  const stop = () => given.reject(signal?.reason);
  const timer = setTimeout(late, limit);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([call, given.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

// src/system/artifacts.ts
var NoArtifactService = class extends Error {
};
var LIMIT = 6e4;
function createArtifacts(env, folder, policy, limit = LIMIT) {
  async function service() {
    if (!env.ACTIONS_RUNTIME_TOKEN || !env.ACTIONS_RESULTS_URL) throw new NoArtifactService();
    return new (await import("./artifact-7LXEXWO7.js")).DefaultArtifactClient();
  }
  function ask(what, call) {
    return retry(
      (attempt2) => within(call(attempt2), limit, policy.signal).catch((error) => {
        policy.signal?.throwIfAborted();
        if (error instanceof Error && error.name === "GHESNotSupportedError") throw new NoArtifactService();
        throw failed(what, error, HINT);
      }),
      policy
    );
  }
  return {
    async leave(name, file, text) {
      const client = await service();
      const root = join(await folder(), name);
      await mkdir(root, { recursive: true });
      await writeFile(join(root, file), text);
      const isThere = async () => (await client.listArtifacts()).artifacts.some((artifact) => artifact.name === name);
      await ask(`the artifact ${name} could not be uploaded`, async (attempt2) => {
        if (attempt2 === 1 || !await isThere()) await client.uploadArtifact(name, [join(root, file)], root);
      });
    },
    async find(prefix, file) {
      const client = await service();
      const list2 = await ask("the artifacts of this run could not be listed", () => client.listArtifacts());
      const wanted = list2.artifacts.filter(({ name }) => name.startsWith(prefix));
      const root = await folder();
      return Promise.all(
        wanted.map(async ({ name, id }) => {
          const text = await ask(`the artifact ${name} could not be downloaded`, async (attempt2) => {
            const path = join(root, `artifact-${id}-${attempt2}`);
            await client.downloadArtifact(id, { path });
            return readFile(join(path, file), "utf8");
          });
          return { name, text };
        })
      );
    }
  };
}
var HINT = "Run the failed jobs again; if it stays, hand parts over by `part-tag` or `digests`.";

// src/publish/record.ts
var RECORD = { prefix: "multiarch-build-part.", file: "part.json" };
function recordName({ key, digests, attempt: attempt2 }, id) {
  const [first = "", ...others] = Object.keys(digests);
  const slug = `${first.replaceAll("/", "-")}${others.length === 0 ? "" : `+${others.length}`}`;
  return `${RECORD.prefix}${key}.${slug}.${attempt2}.${id}`;
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
  const { key, digest, digests, repositories, commit, run: run2, attempt: attempt2 } = value ?? {};
  const formed = [key, commit, run2].every((field) => typeof field === "string") && Number.isSafeInteger(attempt2) && isDigest(digest) && typeof digests === "object" && Object.keys(digests).length > 0 && Object.values(digests).every(isDigest) && Array.isArray(repositories) && repositories.every((name) => typeof name === "string");
  return formed ? value : void 0;
}

// src/publish/previous.ts
async function previousDigests(targets, registry) {
  const found = await Promise.all(
    targets.flatMap(
      ({ repository, tags: tags2 }) => tags2.map(async (tag) => {
        try {
          const head = await registry.headManifest(repository, tag);
          return [[formatTagged({ repository, tag }), head?.digest]];
        } catch (error) {
          if (error instanceof RegistryError && error.status === 401) throw error;
          return [];
        }
      })
    )
  );
  return new Map(found.flat());
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
  await runner2.summary(summarize(hidden({ ...report, metadata: void 0 }, runner2.hide))).catch((error) => runner2.warning(`the summary could not be written: ${messageOf(error)}`));
}
function hidden(value, hide) {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)]));
}
function annotate(annotations, runner2) {
  for (const { level, message, place } of annotations) runner2[level](message, place);
}

// src/setup/folder.ts
import { rmSync } from "node:fs";
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
  const forgetNow = () => rmSync(docker, { recursive: true, force: true });
  process.once("exit", forgetNow);
  async function forget() {
    await rm(docker, { recursive: true, force: true });
    process.off("exit", forgetNow);
  }
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
    namespace: hash(attempt(() => readlinkSync("/proc/self/ns/pid")) ?? "", 4),
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
  return attempt(() => readFileSync(path, "utf8"));
}
function attempt(get) {
  try {
    return get();
  } catch {
    return void 0;
  }
}

// src/setup/workplace.ts
import { join as join5 } from "node:path";

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
    if (challenge?.scheme === "bearer" && challenge.scope !== void 0) scopes.set(keyOf(grant), challenge.scope);
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
    const key = keyOf(grant);
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
    const scope = scopes.get(keyOf(grant)) ?? `repository:${path}:${grant.access}`;
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
var keyOf = ({ repository, access }) => `${repository.registry}/${repository.path} ${access}`;
var usefulKeys = (grant) => /* @__PURE__ */ new Set([keyOf({ ...grant, access: "pull,push" }), keyOf(grant)]);
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
    const send = (header) => follow2({
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
  async function follow2(request) {
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
  async function lookUp(attempt2, { justWritten = false } = {}) {
    try {
      return await retry(
        () => attempt2().catch((error) => Promise.reject(justWritten ? lagging(error) : error)),
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
      if (opened.status !== 202) {
        const error = refused(what, repository.registry, opened);
        throw new UploadRefused(error.message, error);
      }
      const [, path] = opened.headers.location?.split(`/v2/${repository.path}/`) ?? [];
      if (path !== void 0) await send(what, { method: "DELETE", repository, path }).catch(() => void 0);
    },
    getBlob(repository, digest, maxBytes) {
      const what = `reading ${formatDigested(repository, digest)}`;
      return retry(async () => {
        const response = await send(what, { method: "GET", repository, path: `blobs/${digest}`, limit: maxBytes });
        if (response.status !== 200) throw lagging(refused(what, repository.registry, response));
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
import { join as join3 } from "node:path";
var HUB = "https://index.docker.io/v1/";
var HUB_HOSTS = /* @__PURE__ */ new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);
var HELPER_TIMEOUT = 3e4;
function dockerCredentials({
  configDir,
  env,
  readText,
  run: run2
}) {
  const path = join3(configDir, "config.json");
  const known = /* @__PURE__ */ new Map();
  let config;
  async function find(registry) {
    const fromEnvironment = findAuth(
      parse2(env.DOCKER_AUTH_CONFIG, "DOCKER_AUTH_CONFIG"),
      registry,
      "DOCKER_AUTH_CONFIG"
    );
    if (fromEnvironment !== void 0) return fromEnvironment;
    config ??= parse2(readText(path), path);
    const helper = helperFor(config, registry);
    return helper === void 0 ? findAuth(config, registry, path) : await askHelper(helper, keyOf2(registry), { env, run: run2 });
  }
  return (registry) => {
    const found = known.get(registry) ?? find(registry);
    known.set(registry, found);
    found.catch(() => known.delete(registry));
    return found;
  };
}
function keyOf2(registry) {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}
function parse2(text, where) {
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
  const name = object(config.credHelpers)[keyOf2(registry)] ?? config.credsStore;
  return typeof name === "string" && name !== "" ? name : void 0;
}
function findAuth(config, registry, where) {
  const entries = Object.entries(object(config.auths));
  const [key, entry] = entries.find(([name]) => name === keyOf2(registry)) ?? entries.find(([name]) => names(name, registry)) ?? [];
  return key === void 0 ? void 0 : readAuth(object(entry), key, where);
}
function names(key, registry) {
  const bare = key.replace(/^https?:\/\//, "");
  if (HUB_HOSTS.has(registry)) return HUB_HOSTS.has(bare.replace(/\/(v[12]\/?)?$/, ""));
  return bare.split("/", 1)[0] === registry;
}
function readAuth(entry, key, where) {
  if (isText2(entry.identitytoken)) return { kind: "identity", token: entry.identitytoken };
  if (isText2(entry.auth)) {
    const [, username2, password2] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(entry.auth, "base64").toString()) ?? [];
    if (username2 !== void 0 && password2 !== void 0) return { kind: "password", username: username2, password: password2 };
    throw new ActionError(`the login for ${key} in ${where} cannot be read`, {
      hint: "Its `auth` has to be `user:password` in base64: log in again."
    });
  }
  const { username, password } = entry;
  return isText2(username) && isText2(password) ? { kind: "password", username, password } : void 0;
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
  if (succeeded(ended) && isText2(secret)) {
    return username === "<token>" ? { kind: "identity", token: secret } : { kind: "password", username: isText2(username) ? username : "", password: secret };
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
function isText2(value) {
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
import { join as join4 } from "node:path";
var HUB2 = "https://index.docker.io/v1/";
async function writeLogins(logins, folder, userFolder, own) {
  const config = withLogins(own === void 0 ? {} : parse3(own), logins);
  await writeFile2(join4(folder.docker, "config.json"), JSON.stringify(config), { mode: 384 });
  await Promise.all(
    ["contexts", "certs.d", "cli-plugins", "ca.pem", "cert.pem", "key.pem"].map(
      (name) => symlink(join4(userFolder, name), join4(folder.docker, name))
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
function parse3(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// src/setup/workplace.ts
var WITNESS = 1e3;
async function openWorkplace(needs) {
  const { logins, endpoint, retry: retry2, run: run2, http, readText } = needs;
  const user = configFolder(needs.env);
  const folder = await makeFolder(needs.temp, needs.id, needs.ledger);
  if (logins.length > 0) await writeLogins(logins, folder, user, readText(join5(user, "config.json")));
  const configDir = logins.length > 0 ? folder.docker : user;
  const buildx = needs.ownBuildx ? folder.buildx : buildxFolder(needs.env);
  const env = dockerEnvironment(needs.env, endpoint, { config: configDir, buildx });
  const credentials = dockerCredentials({ configDir, env, readText, run: run2 });
  const insecureRegistries = insecureBy(needs.insecureRegistries);
  const connect2 = (policy) => createRegistry({ http, credentials, insecureRegistries, retry: policy });
  return {
    folder,
    env,
    registry: connect2(retry2),
    impatient: connect2({ ...retry2, retries: 0 }),
    witness: createRegistry({
      http: (message) => http({ ...message, signal: AbortSignal.timeout(WITNESS) }),
      credentials,
      insecureRegistries,
      retry: { ...retry2, retries: 0, signal: void 0 }
    }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]()
  };
}

export {
  systemClock,
  judgeError,
  retry,
  RegistryError,
  PASSING_WORDS,
  verdictOf,
  judgeWords,
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
  engineCarrier,
  registryCarrier,
  tell,
  handOver,
  within,
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
  BUILDX_RELEASES,
  runFolder,
  thisMachine,
  createRunId,
  isOver,
  openWorkplace,
  enterBy,
  parseAnnotation,
  LIBRARY,
  inLibrary,
  repositoriesOf,
  readLogins,
  readRequest,
  readProof,
  readConduct
};
