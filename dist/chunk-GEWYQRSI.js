import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  BUILDX_RELEASES
} from "./chunk-OS4WFHUI.js";
import {
  createCleanupRecorder
} from "./chunk-ZTVR6A2K.js";
import {
  createHttp
} from "./chunk-KGZ5MXFU.js";
import {
  WITHHELD,
  findConflicts,
  isWithheld,
  openInputs,
  readImage,
  readJob,
  readPlatforms,
  refuseUnwritable,
  unknownOfBuild,
  withinMergeGroup,
  withinRights
} from "./chunk-O3KUTANO.js";
import {
  fromFork,
  isBuilderName,
  keysOf,
  nodeTls,
  partCredentials,
  readBuild,
  readResult,
  reportShort,
  secretsOf,
  withoutSecrets
} from "./chunk-EREP3DAQ.js";
import {
  readCacheEntry
} from "./chunk-WOAEOZCA.js";
import {
  parsePlatforms
} from "./chunk-S3FJIZEN.js";
import {
  reportFailure,
  runStep
} from "./chunk-7MZOPX7C.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  endProcess
} from "./chunk-HYDKXRKV.js";
import {
  DEFAULTS,
  Inputs
} from "./chunk-PO6KYNY6.js";
import {
  Texts,
  parseFilePath,
  parseName,
  parsePath,
  readBakeInputs,
  withValue,
  wrongWith
} from "./chunk-DRQUZ2CI.js";
import {
  parseArgument,
  parseBoolean,
  parseCount,
  parseDuration,
  parseExpanded,
  wrongPort
} from "./chunk-KF45ZQFP.js";
import {
  COMPRESSIONS,
  formatFields,
  parseAttributes,
  parseFields,
  wrongBoolean
} from "./chunk-UZVA5NJG.js";
import {
  credentialIn,
  hintFor,
  nearest,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  run,
  until
} from "./chunk-25QNN4TD.js";
import {
  runner
} from "./chunk-BNWZ2G3D.js";
import {
  Wrong,
  isRegistry
} from "./chunk-IWCVWDM7.js";
import {
  Cancelled,
  TimeUp
} from "./chunk-QLWMCSIL.js";
import {
  DEFAULT_RETRIES,
  MAX_BUILDKIT_CONFIG_BYTES,
  MAX_CERTIFICATES_BYTES,
  MAX_RETRIES,
  STEP_END_MS
} from "./chunk-BB63CQQL.js";

// src/inputs/describe.ts
function describeImage({ repositories, tags, platforms }) {
  const references = tags.flatMap((tag) => tag.kind === "reference" ? [tag.reference.repository] : []);
  const names = [...new Set([...repositories, ...references].map(({ name }) => name))];
  const wanted = platforms?.map(formatPlatform) ?? ["the default platforms"];
  return `${names.join(", ") || "an image"} for ${wanted.join(", ")}`;
}

// src/runtime/progress.ts
var GROUPS = {
  "setting up": "Set-up",
  building: "Build",
  merging: "Merge",
  "verifying the image": "Verification",
  "running the smoke test": "Smoke test",
  publishing: "Publication"
};
function watchProgress(runner2) {
  let phase = "planning";
  let last = "";
  const began = performance.now();
  const now = () => (performance.now() - began) / 1e3;
  const starts = [{ phase, start: 0 }];
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
      starts.push({ phase, start: now() });
      const title = GROUPS[next];
      if (title !== void 0) runner2.group(title);
    },
    phases: () => starts.map((each, i) => ({ ...each, end: starts[i + 1]?.start ?? now() })),
    isPublishing: () => phase === "publishing" || phase === "finishing",
    describe: () => last === "" ? phase : `${phase}; the last line was "${last}"`
  };
}

// src/actions/entry.ts
var STOPPED = {
  before: "No tag was updated. Run the job again to publish the image.",
  publishing: "No tag is updated after this; the tags updated before are verified. Run the job again to update the rest."
};
function runEntryPoint(work) {
  const cancel = new AbortController();
  const { signal } = cancel;
  const progress = watchProgress(runner);
  let summarizeFailure = () => "";
  let over = false;
  let lastResort;
  const end = (reason) => {
    cancel.abort(reason);
    if (over) return;
    lastResort ??= setTimeout(() => {
      reportFailure(signal.reason, summarizeFailure).then(endProcess);
    }, STEP_END_MS);
  };
  const stop = (message, Reason) => end(
    new Reason(`${message}, while ${progress.describe()}`, {
      hint: STOPPED[progress.isPublishing() ? "publishing" : "before"]
    })
  );
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stop(`cancelled by ${name}`, Cancelled));
  const http = createHttp();
  const recordCleanup = createCleanupRecorder(runner);
  const entry = {
    run: until(signal, run),
    recordCleanup,
    async open(inputs) {
      refuseUnwritable(process.env);
      const job = readJob(process.env, files);
      const texts = new Texts(runner.input);
      for (const secret of await secretsOf(texts, job, inputs)) runner.mask(secret);
      return { texts, job };
    },
    begin(job, request, messages) {
      runner.info(describeImage(request.image));
      for (const { level, message } of messages) runner[level](message);
      const { timeout } = request.options;
      if (timeout !== void 0) setTimeout(() => stop(`not done within ${timeout / 1e3} s`, TimeUp), timeout).unref();
      return {
        job,
        runner: progress.runner,
        run: entry.run,
        http: (message) => http({ signal, ...message }),
        recordCleanup,
        enter: progress.enter,
        phases: progress.phases,
        onFailure: (summarize) => {
          if (request.options.summary) summarizeFailure = summarize;
        },
        files,
        signal
      };
    }
  };
  return runStep(
    async () => {
      try {
        await work(entry);
      } finally {
        over = true;
        clearTimeout(lastResort);
        await http.close();
      }
    },
    end,
    (error) => summarizeFailure(error)
  );
}

// src/inputs/cache.ts
import { resolve } from "node:path";
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
var TYPES = [...ATTRIBUTES.keys()];
function readCache(inputs, job) {
  const backend = inputs.choice("cache", BACKENDS);
  const variables = {};
  return {
    backend: backend === "false" ? "none" : backend,
    ref: inputs.value(
      "cache-ref",
      (text) => isWithheld(text, job) ? inputs.leaveOut("cache-ref", void 0, WITHHELD) : parseName(text)
    ),
    scope: inputs.value("cache-scope", parseScope),
    mode: inputs.choice("cache-mode", ["min", "max"]),
    write: WRITES[inputs.choice("cache-write", ["auto", "true", "false"])],
    from: readEntries(inputs, job, "cache-from", "src", variables),
    to: readEntries(inputs, job, "cache-to", "dest", variables),
    credentials: variables,
    mounts: inputs.flag("cache-mounts")
  };
}
function parseScope(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[A-Za-z0-9_.-]{1,64}$/.test(text) && !text.includes("__") ? text : new Wrong(
    `must be a name, got ${quote(text)}`,
    "use up to 64 letters, digits, _ . and -, without two _ in a row"
  );
}
function readEntries(inputs, job, name, place, variables) {
  const entries = inputs.each(name, (text, index) => {
    if (readCacheEntry(text).references.some((reference) => isWithheld(reference, job)))
      return inputs.leaveOut(name, index, WITHHELD);
    const parted = parseEntry(text, place, job);
    if (parted instanceof Wrong) return parted;
    const { entry, variables: own } = parted;
    for (const attribute of unknownAttributes(text)) {
      inputs.report("warning", `${name}[${index}]: unknown attribute ${attribute}, handed to BuildKit as it is`);
    }
    if (Object.keys(own).length === 0) return entry;
    if (Object.entries(own).some(([variable, value]) => (variables[variable] ?? value) !== value)) {
      return new Wrong("other credentials than in an entry before", "give all caches of one service the same");
    }
    Object.assign(variables, own);
    inputs.report(
      "warning",
      `${name}[${index}]: credentials in a cache entry, handed on by environment; use the variables of its service instead`
    );
    return entry;
  });
  return entries.filter((entry) => entry !== void 0);
}
function parseEntry(text, place, job) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text.startsWith("-")) return new Wrong(`must not start with a dash like an option, got ${quote(text)}`);
  if (!text.includes("=")) {
    const wrong2 = readCacheEntry(text).references.map(refuseReference).find((reference) => reference !== void 0);
    return wrong2 ?? { entry: text, variables: {} };
  }
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type, mode, compression } = attributes;
  if (type === void 0) return new Wrong("must have a type", "begin with type=");
  if (!TYPES.includes(type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES));
  const known = ATTRIBUTES.get(type) ?? [];
  const mistyped = Object.keys(attributes).find((key) => !known.includes(key) && nearest(key, known) !== void 0);
  if (mistyped !== void 0) return new Wrong(`unknown attribute ${quote(mistyped)}`, hintFor(mistyped, known));
  if (Object.values(attributes).some((value) => credentialIn(value) !== void 0)) {
    return new Wrong("credentials in a URL, which buildx takes on its command line only", "take them out");
  }
  const port = Object.values(attributes).map(wrongPort).find((wrong2) => wrong2 !== void 0);
  if (port !== void 0) return port;
  if (type === "registry") {
    const wrong2 = attributes.ref ? refuseReference(attributes.ref) : new Wrong("a registry cache without ref", "write ref=repository:tag");
    if (wrong2 !== void 0) return wrong2;
  }
  if (type === "local" && !attributes[place]) return new Wrong(`a local cache without ${place}`, `write ${place}=path`);
  if (mode !== void 0 && mode !== "min" && mode !== "max")
    return new Wrong(`unknown mode ${quote(mode)}`, "write min or max");
  if (compression !== void 0 && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  const wrong = wrongBoolean(attributes, false);
  if (wrong !== void 0) return wrong;
  const followed = type === "local" ? followPath(text, place, attributes[place] ?? "", job) : text;
  return followed instanceof Wrong ? followed : partCredentials(followed, type);
}
function followPath(entry, key, folder, job) {
  const path = parsePath(folder, job);
  if (path instanceof Wrong) return withValue(path, folder);
  const fields = parseFields(entry);
  if (fields instanceof Wrong || path === resolve(job.workspace, folder)) return entry;
  const isPlace = (field) => field.split("=", 1)[0]?.trim().toLowerCase() === key;
  return formatFields(fields.map((field) => isPlace(field) ? `${key}=${path}` : field));
}
function unknownAttributes(entry) {
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong || attributes.type === void 0) return [];
  const known = ATTRIBUTES.get(attributes.type) ?? [];
  return Object.keys(attributes).filter((key) => !known.includes(key));
}
function refuseReference(text) {
  const wrong = wrongWith(text);
  return wrong === void 0 ? void 0 : new Wrong(`${wrong.message}, got ${quote(text)}`, "write it like ghcr.io/acme/app:cache");
}

// src/inputs/linked.ts
function readLinked({ name, texts }, step, job, secrets) {
  const inputs = new Inputs(texts, DEFAULTS);
  const linked = {
    name,
    build: readBuild(inputs, job, secrets),
    platforms: readPlatforms(inputs),
    cacheFrom: readCache(inputs, job).from
  };
  step.take(inputs, `target ${name}`);
  return linked;
}
function withBake(build, baked, linked) {
  if (baked === void 0) return build;
  const needed = /* @__PURE__ */ new Set();
  const visit = ({ buildContexts }) => {
    for (const { value } of buildContexts) {
      const target = linked.find(({ name }) => value === `target:${name}`);
      if (target === void 0 || needed.has(target.name)) continue;
      needed.add(target.name);
      visit(target.build);
    }
  };
  visit(build);
  const { files: files2, inlineDockerfile } = baked;
  return { ...build, bake: { files: files2, inlineDockerfile, linked: linked.filter(({ name }) => needed.has(name)) } };
}

// src/inputs/entries.ts
async function readEntries2(inputs, name, keys) {
  const yaml = inputs.accept(name, await inputs.yaml(name));
  if (yaml === void 0 || yaml === "") return [];
  if (!Array.isArray(yaml)) {
    inputs.accept(name, new Wrong("must be a list", "begin each entry with a dash: - key: value"));
    return [];
  }
  return inputs.items(name, yaml).flatMap((entry, item) => {
    if (typeof entry === "string" || Array.isArray(entry)) {
      inputs.reject(name, [new Wrong("must be a map", `write it with the keys ${keys.join(", ")}`)], item);
      return [];
    }
    const unknown = Object.keys(entry).filter((key) => !keys.some((known) => known === key));
    const problems = unknown.map((key) => unknownKey(key, keys));
    inputs.reject(name, problems, item);
    return [{ item, values: entry, hasUnknownKeys: unknown.length > 0 }];
  });
}
function unknownKey(key, keys) {
  if (key.includes(":")) return new Wrong("a key with a colon in it", "put a space behind the colon");
  const shown = nearest(key, keys) === void 0 ? "" : ` ${quote(key)}`;
  return new Wrong(`unknown key${shown}`, hintFor(key, keys));
}

// src/inputs/login.ts
var KEYS = ["registry", "username", "password", "ecr", "scope"];
async function readLogins(inputs, job) {
  const single = {
    registry: inputs.text("registry"),
    username: inputs.text("username"),
    password: inputs.text("password")
  };
  const entries = await readEntries2(inputs, "registry-auth", KEYS);
  const hasSingle = Object.values(single).some((value) => value !== void 0);
  if (hasSingle && inputs.text("registry-auth") !== void 0) {
    inputs.accept(
      "registry-auth",
      new Wrong("beside registry, username or password", "put every login into one of the two")
    );
  }
  return [...hasSingle ? readSingle(inputs, single, job) : [], ...readEach(inputs, entries, job)];
}
function readSingle(inputs, single, job) {
  if (typeof single.password === "string") reportShort(inputs, "password", single.password);
  const { login, problems } = parseLogin(single, job);
  inputs.reject("password", problems);
  return login === void 0 ? leftOut(inputs, "password", job) : [login];
}
function readEach(inputs, entries, job) {
  const seen = /* @__PURE__ */ new Set();
  return entries.flatMap(({ item, values, hasUnknownKeys }) => {
    const place = `registry-auth[${item}]`;
    if (typeof values.password === "string") reportShort(inputs, place, values.password);
    const { login, host, problems } = parseLogin(values, job, hasUnknownKeys);
    const isSecond = host !== void 0 && seen.has(host);
    if (host !== void 0) seen.add(host);
    const second = isSecond ? [new Wrong("a second login to one registry", "leave one of them out")] : [];
    inputs.reject("registry-auth", [...problems, ...second], item);
    return login === void 0 ? leftOut(inputs, place, job) : [login];
  });
}
function leftOut(inputs, place, job) {
  inputs.report(
    withoutSecrets(job) ? "info" : "notice",
    `${place}: no credentials, so no login here; those of earlier steps count`
  );
  return [];
}
function parseLogin(fields, job, hasUnknownKeys = false) {
  const { registry = "", username = "", password = "" } = fields;
  const secret = typeof password === "string" ? password.replace(/\r?\n?$/, "") : password;
  const unsupported = unsupportedIn(fields);
  if (secret === "" || username === "" && withoutSecrets(job)) return { problems: unsupported };
  const user = hasUnknownKeys && username === "" ? void 0 : parseUsername(username);
  const host = hasUnknownKeys && registry === "" ? void 0 : hostOf(registry);
  const problems = [...unsupported, ...[user, host].filter((value) => value instanceof Wrong)];
  if (host === void 0 || host instanceof Wrong) return { problems };
  if (problems.length > 0 || typeof user !== "string" || typeof secret !== "string") return { host, problems };
  return { login: { registry: host, username: user, password: secret }, host, problems };
}
function unsupportedIn({ registry = "", username = "", password = "", ecr, scope = "" }) {
  const areTexts = [registry, username, password].every((value) => typeof value === "string");
  const hint = "run aws-actions/amazon-ecr-login in an earlier step";
  return [
    ...areTexts ? [] : [new Wrong("a list or a map where a text belongs", "write key: value")],
    ...ecr === "true" ? [new Wrong("a login with AWS credentials", hint)] : [],
    ...scope === "" ? [] : [new Wrong("a scope, which is not supported", "leave it out")]
  ];
}
function parseUsername(username) {
  if (typeof username !== "string") return void 0;
  if (username === "") return new Wrong("a password without a username", "check the value of its expression");
  if (/[\r\n\0]/.test(username))
    return new Wrong("a username of more than one line", "check the value of its expression");
  return username.includes("${{") ? new Wrong("a username with an expression that was not expanded", "write it where the runner expands it") : username;
}
function hostOf(registry) {
  if (typeof registry !== "string") return void 0;
  const host = registry.toLowerCase().replace(/^https?:\/\//, "").replace(/\/.*$/s, "");
  if (host === "" || /^(index|registry-1)\.docker\.io$/.test(host)) return "docker.io";
  return isRegistry(host) && (/[.:]/.test(host) || host === "localhost") ? host : new Wrong("the registry must be a host", "write its host, such as ghcr.io");
}

// src/inputs/setup.ts
import { resolve as resolve2 } from "node:path";

// src/inputs/certificate-paths.ts
async function withCertificatePaths(text, job) {
  const { parse, stringify } = await import("./dist-534WMKDO.js");
  const config = parse(text);
  const { registry: registries } = config;
  if (!isTable(registries)) return text;
  const problems = [];
  const absolute = (value, key) => {
    if (typeof value !== "string") return value;
    const path = parseFilePath(value, job, MAX_CERTIFICATES_BYTES);
    if (!(path instanceof Wrong)) return path;
    problems.push(new Wrong(`${key}: ${path.message}, got ${quote(value)}`, path.hint));
    return value;
  };
  let found = false;
  const registry = Object.fromEntries(
    Object.entries(registries).map(([name, table]) => {
      if (!isTable(table)) return [name, table];
      const { ca, keypair } = table;
      const key = `registry."${name}"`;
      found ||= ca !== void 0 || keypair !== void 0;
      const paths = {
        ...Array.isArray(ca) && { ca: ca.map((path) => absolute(path, `${key}.ca`)) },
        ...Array.isArray(keypair) && {
          keypair: keypair.map(
            (pair) => isTable(pair) ? Object.fromEntries(
              Object.entries(pair).map(([kind, path]) => [kind, absolute(path, `${key}.keypair.${kind}`)])
            ) : pair
          )
        }
      };
      return [name, { ...table, ...paths }];
    })
  );
  return problems[0] ?? (found ? stringify({ ...config, registry }) : text);
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/inputs/setup.ts
var DRIVERS = ["auto", "docker", "docker-container", "remote", "kubernetes"];
var NODE_KEYS = ["name", "endpoint", "driver-opts", "buildkitd-flags", "platforms"];
async function readSetup(inputs, job) {
  const driver = inputs.choice("driver", DRIVERS);
  const endpoint = inputs.value("endpoint", parseEndpoint);
  const nodes = await readNodes(inputs);
  const tlsOf = (index, address) => driver === "remote" ? nodeTls(job.env, index, address) : void 0;
  const first = endpoint === void 0 ? 0 : 1;
  return {
    qemu: inputs.choice("qemu", ["auto", "always", "never", "reset"]),
    qemuImage: inputs.value("qemu-image", parseImage) ?? "",
    driver,
    builder: inputs.value("builder", parseBuilder),
    endpoint,
    tls: tlsOf(0, endpoint),
    nodes: nodes.map((node, i) => ({ ...node, tls: tlsOf(first + i, node.endpoint) })),
    driverOpts: inputs.each("driver-opts", parseDriverOpts).flat(),
    buildkitdFlags: inputs.value("buildkitd-flags", parseFlags),
    buildkitdConfig: await readConfig(inputs, job),
    buildkitdConfigFile: inputs.value("buildkitd-config", (text) => resolve2(job.workspace, text)),
    buildkitImage: inputs.value("buildkit-image", parseImage),
    buildxVersion: inputs.value("buildx-version", parseVersion),
    keepBuilder: inputs.flag("keep-builder")
  };
}
async function readNodes(inputs) {
  const entries = await readEntries2(inputs, "nodes", NODE_KEYS);
  const first = inputs.text("endpoint");
  const seen = new Set(first === void 0 ? [] : [endpointTrait(first)]);
  return entries.flatMap(({ item, values, hasUnknownKeys }) => {
    const { node, problems } = parseNode(values);
    const traits = traitsOf(node);
    const repeated = traits.filter((trait) => seen.has(trait));
    for (const trait of traits) seen.add(trait);
    const second = repeated.map((trait) => new Wrong(`a second node of ${trait}`, "leave one of them out"));
    inputs.reject("nodes", [...problems, ...second], item);
    return hasUnknownKeys || values.endpoint && node.endpoint === void 0 ? [] : [node];
  });
}
function traitsOf({ name, endpoint, platforms }) {
  return [
    ...name === void 0 ? [] : [`the name ${name}`],
    ...endpoint === void 0 ? [] : [endpointTrait(endpoint)],
    ...platforms.map((platform) => `the platform ${formatPlatform(platform)}`)
  ];
}
function endpointTrait(endpoint) {
  return `the endpoint ${quote(endpoint)}`;
}
function parseNode(fields) {
  const name = parseText(fields.name, parseNodeName);
  const endpoint = parseText(fields.endpoint, parseEndpoint);
  const flags = parseText(fields["buildkitd-flags"], parseFlags);
  const options = parseTexts(fields["driver-opts"], "\n", (lines) => lines.flatMap(parseOptions));
  const platforms = parseTexts(fields.platforms, ",", parsePlatforms);
  return {
    node: {
      name: validIn([name])[0],
      endpoint: validIn([endpoint])[0],
      driverOpts: validIn(options),
      buildkitdFlags: validIn([flags])[0],
      platforms: validIn(platforms)
    },
    problems: [name, endpoint, flags, ...options, ...platforms].filter((value) => value instanceof Wrong)
  };
}
function parseText(yaml, parse) {
  if (yaml === void 0 || yaml === "") return void 0;
  if (typeof yaml === "string") return parse(yaml);
  return new Wrong("a list or a map where a text belongs", "write name, endpoint and buildkitd-flags as key: value");
}
function parseTexts(yaml, separator, parse) {
  const items = Array.isArray(yaml) ? yaml : typeof yaml === "string" ? yaml.split(separator) : [];
  if (yaml !== void 0 && typeof yaml === "object" && !Array.isArray(yaml) || !items.every(isText)) {
    return [new Wrong("a map, or a list in a list, where texts belong", "write driver-opts and platforms as a list")];
  }
  return parse(items.map((item) => item.trim()).filter((item) => item !== ""));
}
function isText(yaml) {
  return typeof yaml === "string";
}
function validIn(values) {
  return values.flatMap((value) => value instanceof Wrong ? [] : [value]);
}
function parseBuilder(text) {
  return isBuilderName(text) ? text : new Wrong(`must be a builder's name, got ${quote(text)}`, "see `docker buildx ls`, or leave it empty");
}
function parseNodeName(text) {
  return /^[A-Za-z][\w.-]*$/.test(text) ? text : new Wrong(`must be a node's name, got ${quote(text)}`, "start with a letter and use letters, digits, _ . and -");
}
function parseEndpoint(text) {
  if (credentialIn(text) !== void 0) {
    return new Wrong(`credentials in a URL, ${ON_COMMAND_LINE}`, "take them out; certificates let a client in");
  }
  const expanded = parseExpanded(text);
  return expanded instanceof Wrong ? expanded : wrongPort(text) ?? parseArgument(text);
}
var ON_COMMAND_LINE = "which buildx takes on its command line only";
function parseDriverOpts(text) {
  const options = parseOptions(text);
  return options.find((option) => option instanceof Wrong) ?? validIn(options);
}
function parseOptions(text) {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return [fields];
  return fields.map((field) => {
    const [name = "", value] = field.split(/=(.*)/s);
    if (value === void 0 || !/^[A-Za-z][\w.-]*$/.test(name) || name === "env.")
      return new Wrong("must be an option", 'write key=value, and "key=a,b" if the value has a comma');
    const image = /^(qemu\.)?image$/.test(name) ? parseImage(value) : void 0;
    if (image instanceof Wrong) return image;
    return image !== void 0 || credentialIn(value) === void 0 || name.startsWith("env.") ? formatFields([field]) : new Wrong(`credentials in a URL, ${ON_COMMAND_LINE}`, "take them out, or let builder name one that has them");
  });
}
function parseFlags(text) {
  return text.includes("#") || /^(?:[^'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")*$/.test(text) ? text : new Wrong(`must not have an open quote, got ${quote(text)}`, "close it, or write \\ in front");
}
async function readConfig(inputs, job) {
  const file = inputs.text("buildkitd-config");
  const inline = inputs.text("buildkitd-config-inline");
  if (file !== void 0 && inline !== void 0) {
    inputs.accept("buildkitd-config", new Wrong("beside buildkitd-config-inline", "put it all into one of the two"));
  }
  const fromFile = file === void 0 ? void 0 : inputs.accept("buildkitd-config", await parseConfigFile(file, job));
  return inputs.accept("buildkitd-config-inline", await parseToml(inline, job)) ?? fromFile;
}
async function parseConfigFile(file, job) {
  const path = parseFilePath(file, job, MAX_BUILDKIT_CONFIG_BYTES);
  return path instanceof Wrong ? withValue(path, file) : parseToml(job.files.readText(path), job);
}
async function parseToml(text, job) {
  if (text === void 0 || text.trim() === "") return void 0;
  const { parse, TomlError } = await import("./dist-534WMKDO.js");
  try {
    parse(text);
  } catch (error) {
    if (error instanceof TomlError) return new Wrong(`invalid TOML at line ${error.line}, column ${error.column}`);
    throw error;
  }
  return withCertificatePaths(text, job);
}
function parseImage(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[a-z0-9[][\w.:/[\]-]*(@sha256:[0-9a-f]{64})?$/.test(text) && wrongWith(text) === void 0 ? text : new Wrong(`must be an image, got ${quote(text)}`, "write it like moby/buildkit:latest");
}
function parseVersion(text) {
  if (text === "latest") return text;
  const version = `v${text.replace(/^v/, "")}`;
  const known = Object.keys(BUILDX_RELEASES);
  if (known.includes(version)) return version;
  const near = nearest(version, known);
  return new Wrong(
    `must be a release of buildx that the action knows, got ${quote(text)}`,
    near === void 0 ? "write latest, or one such as v0.29.1" : `did you mean ${near}?`
  );
}

// src/inputs/read.ts
async function readRequest(input, job, baked) {
  const texts = baked?.texts ?? Texts.of(input);
  const inputs = openInputs(texts, DEFAULTS);
  const token = inputs.text("github-token");
  const githubToken = baked !== void 0 && fromFork(job) ? void 0 : token;
  const secrets = { masks: new Set(await secretsOf(texts, job, Object.keys(DEFAULTS))), keys: await keysOf(texts) };
  readBakeInputs(inputs, job);
  inputs.add(baked?.problems ?? []);
  for (const { level, message } of baked?.messages ?? []) inputs.report(level, message);
  const linked = (baked?.linked ?? []).map((each) => {
    const target = readLinked(each, inputs, job, secrets);
    return { ...target, build: withGitToken(target.build, githubToken, job) };
  });
  const asked = {
    image: readImage(inputs, job, pushesByDigest(inputs)),
    build: withBake(withGitToken(readBuild(inputs, job, secrets), githubToken, job), baked, linked),
    result: readResult(inputs, job),
    setup: await readSetup(inputs, job),
    login: await readLogins(inputs, job),
    logout: inputs.flag("logout"),
    cache: readCache(inputs, job),
    verification: readVerification(inputs),
    options: readOptions(inputs),
    allowUntrusted: inputs.flag("allow-untrusted")
  };
  const allowed = withinRights(asked, job, inputs);
  const { request, line } = withinMergeGroup(allowed, allowed.image.tags.length, job);
  if (line !== void 0) inputs.report("info", line);
  findConflicts(inputs, request);
  const unknown = unknownOfBuild(job.env, Object.keys(DEFAULTS), asked);
  for (const message of unknown.warnings) inputs.report("warning", message);
  inputs.add(unknown.problems);
  return { request, inputs };
}
function pushesByDigest(inputs) {
  return /^true$/i.test(inputs.raw("push-by-digest").trim()) || /\bpush-by-digest=/.test(inputs.raw("outputs"));
}
function withGitToken(build, token, { serverUrl }) {
  const { context, secrets } = build;
  const ours = context.kind === "git" && context.url.startsWith(`${serverUrl}/`);
  if (!ours || token === void 0 || secrets.some(({ id }) => id.startsWith(GIT_TOKEN))) return build;
  return { ...build, secrets: [...secrets, { id: GIT_TOKEN, from: "value", value: token }] };
}
var GIT_TOKEN = "GIT_AUTH_TOKEN";
function readVerification(inputs) {
  const verify = inputs.value("verify", parseVerify);
  return {
    verify: verify !== false,
    strict: verify === "strict",
    foreignPrograms: inputs.each("foreign-programs", parsePathPattern),
    smokeTest: inputs.text("smoke-test")
  };
}
function parseVerify(text) {
  if (text === "strict") return text;
  const flag = parseBoolean(text);
  return flag instanceof Wrong ? new Wrong(`must be true, strict or false, got ${quote(text)}`) : flag;
}
function parsePathPattern(text) {
  if (text.startsWith("/")) return text;
  return new Wrong(
    `must be an absolute path in the image, got ${quote(text)}`,
    "begin it with / (e.g., /opt/sysroots/)"
  );
}
function readOptions(inputs) {
  return {
    retries: inputs.value("retries", parseCount(MAX_RETRIES)) ?? DEFAULT_RETRIES,
    timeout: inputs.value("timeout", parseDuration),
    summary: inputs.flag("summary")
  };
}

export {
  runEntryPoint,
  readLogins,
  readRequest,
  readOptions
};
