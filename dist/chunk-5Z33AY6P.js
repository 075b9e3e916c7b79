import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  HttpError
} from "./chunk-CD5SIYHW.js";
import {
  LineSplitter,
  digestOf,
  isDigest,
  normalisePlatform,
  readAuthVariable
} from "./chunk-2R2E7IIV.js";
import {
  WITHOUT_GIT
} from "./chunk-XPCZNYUO.js";
import {
  array,
  baseOf,
  boolean,
  childEnvironment,
  describeEnd,
  fallback,
  getDotPath,
  nullish,
  object,
  optional,
  readJson,
  record,
  safeParse,
  string,
  succeeded
} from "./chunk-M7JF7C6E.js";
import {
  ActionError,
  HungError,
  Wrong,
  messageOf,
  parseRepository
} from "./chunk-3UVMYFHN.js";
import {
  CREDENTIAL_HELPER_MS,
  ENGINE_READ_MS,
  LOCK_FILE_POLL_MS,
  REMOVED_NAME_POLL_MS,
  STALE_LOCK_FILE_MS
} from "./chunk-ZNZUOKZ2.js";

// src/clients/docker/engine.ts
import { setTimeout as wait } from "node:timers/promises";

// src/model/media-type.ts
var OCI_INDEX = "application/vnd.oci.image.index.v1+json";
var DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
var OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
var DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
var INDEX_TYPES = [OCI_INDEX, DOCKER_LIST];
var IMAGE_TYPES = [OCI_MANIFEST, DOCKER_MANIFEST];
var MANIFEST_TYPES = [...INDEX_TYPES, ...IMAGE_TYPES];

// src/model/json-tokens.ts
function* jsonTokens(json) {
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === "{" || character === "}" || character === "[" || character === "]") yield character;
    else if (character === '"') {
      const end = endOfString(json, at);
      yield { string: json.slice(at + 1, end - 1), isKey: isKey(json, end) };
      at = end - 1;
    }
  }
}
function duplicateKey(json) {
  const objects = [];
  for (const token of jsonTokens(json)) {
    if (token === "{") objects.push(/* @__PURE__ */ new Set());
    else if (token === "}") objects.pop();
    else if (typeof token === "object" && token.isKey) {
      const key = unescaped(token.string);
      const known = objects.at(-1);
      if (known?.has(key)) return key;
      known?.add(key);
    }
  }
  return void 0;
}
function unescaped(string2) {
  return string2.includes("\\") ? JSON.parse(`"${string2}"`) : string2;
}
function endOfString(json, start2) {
  let at = start2 + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}
var SPACE = 32;
function isKey(json, end) {
  let at = end;
  while (json.charCodeAt(at) <= SPACE) at += 1;
  return json[at] === ":";
}

// src/model/strict-json.ts
var ANY = {};
function keys(...names2) {
  return Object.fromEntries(names2.map((name) => [name, ANY]));
}
var AmbiguousJson = class extends Error {
};
var DEEPEST = 64;
function parseStrictly(bytes, shape) {
  const text = decode(bytes);
  const value = JSON.parse(text, integersOnly);
  refuseAmbiguous(text);
  refuseOtherCase(value, shape);
  return value;
}
function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AmbiguousJson("it is not valid UTF-8", { cause });
  }
}
function integersOnly(_, value, context) {
  return typeof value === "number" && !/^-?\d+$/.test(context?.source ?? "") ? Number.NaN : value;
}
function refuseAmbiguous(text) {
  let depth = 0;
  for (const token of jsonTokens(text)) {
    if (token === "}" || token === "]") depth -= 1;
    else if (typeof token === "object") {
      if (!unescaped(token.string).isWellFormed()) throw new AmbiguousJson("it has half of a surrogate pair");
    } else {
      depth += 1;
      if (depth > DEEPEST) throw new AmbiguousJson(`it is nested deeper than ${DEEPEST} levels`);
    }
  }
  const twice = duplicateKey(text);
  if (twice !== void 0) throw new AmbiguousJson(`the key ${quoted(twice)} is there twice`);
}
function refuseOtherCase(value, shape) {
  if (Array.isArray(value)) for (const element of value) refuseOtherCase(element, shape);
  else if (typeof value === "object" && value !== null) {
    const known = new Map(Object.keys(shape).map((key) => [folded(key), key]));
    for (const [key, inner] of Object.entries(value)) {
      const other = known.get(folded(key));
      if (other === void 0) continue;
      if (other !== key) throw new AmbiguousJson(`the key ${quoted(key)} is written "${other}"`);
      refuseOtherCase(inner, shape[key] ?? ANY);
    }
  }
}
function folded(key) {
  return key.toUpperCase().toLowerCase();
}
function quoted(key) {
  return JSON.stringify(key.slice(0, 40));
}

// src/model/oci.ts
var CONFIGS = ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];
var MAX_DOCUMENT_BYTES = 8 * 2 ** 20;
var PLATFORM = keys("architecture", "os", "os.version", "os.features", "variant", "features");
var DESCRIPTOR = {
  ...keys("mediaType", "digest", "size", "urls", "annotations", "data", "artifactType"),
  platform: PLATFORM
};
var DOCUMENT = {
  ...keys("schemaVersion", "mediaType", "artifactType", "annotations", "fsLayers"),
  ...{ manifests: DESCRIPTOR, config: DESCRIPTOR, layers: DESCRIPTOR, subject: DESCRIPTOR }
};
var CONFIG = {
  ...keys("architecture", "os", "os.version", "os.features", "variant"),
  ...{ config: keys("Labels"), rootfs: keys("type", "diff_ids") }
};
function isIndex(mediaType) {
  return INDEX_TYPES.includes(mediaType);
}
function isManifest(mediaType) {
  return IMAGE_TYPES.includes(mediaType);
}
function isConfig(mediaType) {
  return CONFIGS.includes(mediaType);
}
function mediaTypeOf(document) {
  const what = named("image index or manifest", document);
  return typeIn(read(document.bytes, DOCUMENT, what), document, what);
}
function parseIndex(document) {
  const what = named("image index", document);
  const json = readDocument(document, what, isIndex, ["config", "layers", "fsLayers"]);
  return {
    manifests: descriptors(json.manifests, what),
    annotations: texts(json.annotations ?? {}, what)
  };
}
function parseManifest(document) {
  const what = named("image manifest", document);
  const json = readDocument(document, what, isManifest, ["manifests", "fsLayers"]);
  const [config] = descriptors([json.config], what);
  if (config === void 0) throw malformed(what);
  return { config, layers: descriptors(json.layers, what) };
}
function parseConfigPlatform(bytes) {
  const { os, architecture, variant = "" } = read(bytes, CONFIG, "image config");
  if (![os, architecture, variant].every((field) => typeof field === "string")) throw malformed("image config");
  return { os, architecture, ...variant !== "" && { variant } };
}
function parseConfigLabels(bytes) {
  const { config } = read(bytes, CONFIG, "image config");
  return texts(config?.Labels ?? {}, "image config");
}
function parseConfigLayers(bytes) {
  const { rootfs } = read(bytes, CONFIG, "image config");
  const layers = rootfs?.diff_ids ?? [];
  if (!Array.isArray(layers)) throw malformed("image config");
  return layers.length;
}
function named(what, { digest }) {
  return digest === void 0 ? what : `${what} ${digest}`;
}
function readDocument(document, what, isOfKind, others) {
  const json = read(document.bytes, DOCUMENT, what);
  const mediaType = typeIn(json, document, what);
  const other = others.find((key) => key in json);
  if (other !== void 0) throw ambiguous(what, `it has "${other}", which belongs to another kind of document`);
  if (!isOfKind(mediaType)) throw malformed(what, `its media type is ${mediaType || "missing"}`);
  if (json.schemaVersion !== 2) throw malformed(what, "its schemaVersion is not 2");
  return json;
}
function typeIn({ mediaType: own = "" }, document, what) {
  const { mediaType: given = "" } = document;
  if (typeof own !== "string") throw malformed(what, "its mediaType is not text");
  if (own !== "" && given !== "" && own !== given) {
    throw ambiguous(what, `its mediaType is ${own}, and it is served or listed as ${given}`);
  }
  return own || given;
}
function descriptors(value, what) {
  if (!Array.isArray(value)) throw malformed(what);
  for (const descriptor of value) checkDescriptor(descriptor, what);
  return value;
}
function checkDescriptor(descriptor, what) {
  const { mediaType, digest, size, platform, annotations, urls, data } = descriptor ?? {};
  if (!isDigest(digest)) throw malformed(what, "a descriptor has no sha256 digest");
  const wrong = (problem) => malformed(what, `the descriptor of ${digest} has ${problem}`);
  if (typeof mediaType !== "string" || mediaType === "") throw wrong("no media type");
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw wrong("no valid size");
  if (platform !== void 0 && !isPlatform(platform)) throw wrong("no valid platform");
  if (urls !== void 0 && urls !== null && !areTexts(urls)) throw wrong("no valid urls");
  texts(annotations ?? {}, what);
  if (data !== void 0 && !holds(data, digest, size)) throw wrong("other content in `data` than its digest says");
}
function holds(data, digest, size) {
  if (typeof data !== "string") return false;
  const bytes = Buffer.from(data, "base64");
  return bytes.toString("base64") === data && bytes.length === size && digestOf(bytes) === digest;
}
function isPlatform(value) {
  if (typeof value !== "object" || value === null) return false;
  const platform = value;
  const { os, architecture, variant = "", "os.version": version = "", "os.features": features = [] } = platform;
  return areTexts([os, architecture, variant, version]) && areTexts(features);
}
function areTexts(value) {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}
function texts(value, what) {
  if (typeof value === "object" && value !== null && areTexts(Object.values(value))) {
    return value;
  }
  throw malformed(what, "its annotations or labels are not texts");
}
function read(bytes, shape, what) {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw malformed(what, `it has more than ${MAX_DOCUMENT_BYTES} bytes`);
  let value;
  try {
    value = parseStrictly(bytes, shape);
  } catch (cause) {
    throw cause instanceof AmbiguousJson ? ambiguous(what, messageOf(cause)) : malformed(what, void 0, cause);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw malformed(what);
}
var MalformedError = class extends ActionError {
};
var AmbiguousError = class extends MalformedError {
};
function malformed(what, why, cause) {
  return new MalformedError(`the ${what} is malformed${why === void 0 ? "" : `: ${why}`}`, { cause });
}
function ambiguous(what, why) {
  return new AmbiguousError(`the ${what} is ambiguous: ${why}`, {
    hint: "No tag was updated. Tools could read different images in it: build the image again with a tool that you trust."
  });
}

// src/clients/docker/image-platforms.ts
var TEXT = nullish(string(), "");
var PLATFORM2 = object({ os: TEXT, architecture: TEXT, variant: TEXT });
var IMAGE_PLATFORMS = object({
  Os: TEXT,
  Architecture: TEXT,
  Variant: TEXT,
  Descriptor: nullish(object({ mediaType: TEXT })),
  Manifests: nullish(
    array(object({ Kind: TEXT, Descriptor: nullish(object({ platform: nullish(PLATFORM2) })) })),
    []
  )
});
function imagePlatforms({
  Os: os,
  Architecture: architecture,
  Variant: variant,
  Descriptor,
  Manifests
}) {
  const mediaType = Descriptor?.mediaType ?? "";
  if (mediaType === "") return void 0;
  if (!isIndex(mediaType)) return { isIndex: false, platforms: platformIn({ os, architecture, variant }) };
  const listed = Manifests.filter(({ Kind }) => Kind === "image").flatMap(
    (manifest) => manifest.Descriptor?.platform ?? []
  );
  return { isIndex: true, platforms: listed.flatMap(platformIn) };
}
function platformIn({ os, architecture, variant }) {
  if (os === "" || architecture === "") return [];
  return [normalisePlatform({ os, architecture, variant: variant || void 0 })];
}

// src/clients/docker/answers.ts
var LogFrames = class {
  #rest = Buffer.alloc(0);
  /** The content of the frames that this chunk completes. */
  push(chunk) {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const held = [];
    let at = 0;
    while (at + 8 <= bytes.length && at + 8 + bytes.readUInt32BE(at + 4) <= bytes.length) {
      const end = at + 8 + bytes.readUInt32BE(at + 4);
      held.push(bytes.subarray(at + 8, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return Buffer.concat(held);
  }
};
function readLog(body) {
  return new LogFrames().push(body).toString().split("\n").filter(Boolean);
}
var EngineRefusal = class extends ActionError {
  name = "EngineRefusal";
};
function answer(response, what) {
  if (response.status >= 400) throw new EngineRefusal(`the Docker engine refused ${what}: ${errorIn(response)}`);
  const text = response.body.toString();
  return text === "" ? {} : parseObject(text, what);
}
function errorIn({ status, body }) {
  try {
    return String(JSON.parse(body.toString()).message);
  } catch {
    return `status ${status}`;
  }
}
function answerOf(response, schema, what) {
  return validate(answer(response, what), schema, what);
}
function answerList(response, item, what) {
  const list = answer(response, what);
  if (Array.isArray(list)) return validate(list, array(item), what);
  throw new ActionError(`the Docker engine's answer about ${what} is not a list`);
}
function validate(value, schema, what) {
  const result = safeParse(schema, value);
  if (result.success) return result.output;
  const path = getDotPath(result.issues[0]);
  throw new ActionError(`the Docker engine's answer about ${what} cannot be read: ${path} has an unexpected type`);
}
function filter(filters) {
  return `filters=${encodeURIComponent(JSON.stringify(filters))}`;
}
function parseObject(text, what) {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
    throw new SyntaxError("not an object");
  } catch (cause) {
    throw new ActionError(`the Docker engine's answer about ${what} is not JSON`, { cause });
  }
}
var TEXT2 = nullish(string(), "");
var TEXTS = nullish(array(string()), []);
var INFO = object({
  Architecture: TEXT2,
  KernelVersion: TEXT2,
  DockerRootDir: TEXT2,
  DriverStatus: nullish(array(array(string())), []),
  HttpProxy: TEXT2,
  HttpsProxy: TEXT2,
  NoProxy: TEXT2,
  RegistryConfig: nullish(
    object({
      Mirrors: TEXTS,
      InsecureRegistryCIDRs: TEXTS,
      IndexConfigs: nullish(record(string(), object({ Secure: nullish(boolean()) })), {})
    }),
    {}
  )
});
var VERSION = object({ ApiVersion: TEXT2, Version: TEXT2 });
var IMAGE_NAMES = object({ RepoTags: TEXTS, RepoDigests: TEXTS });
var CONTAINER_NAMES = object({ Names: TEXTS });
var CONTAINER = object({ HostConfig: nullish(object({ AutoRemove: nullish(boolean()) })) });
var VOLUMES = object({ Volumes: nullish(array(object({ Name: string() })), []) });
function readInfo(state, versions) {
  const info = answerOf(state, INFO, "its state");
  const version = answerOf(versions, VERSION, "its version");
  const { Mirrors, InsecureRegistryCIDRs, IndexConfigs } = info.RegistryConfig;
  const plainHosts = Object.entries(IndexConfigs).filter(([, config]) => config.Secure === false);
  const [major = 0, minor = 0] = version.ApiVersion.split(".").map(Number);
  return {
    version: version.Version,
    apiVersion: [major, minor],
    architecture: info.Architecture,
    kernel: info.KernelVersion,
    root: info.DockerRootDir,
    containerdStore: info.DriverStatus.some(
      ([key, value]) => key === "driver-type" && value === "io.containerd.snapshotter.v1"
    ),
    proxies: { http: info.HttpProxy, https: info.HttpsProxy, except: info.NoProxy },
    mirrors: Mirrors,
    insecureRegistries: [...InsecureRegistryCIDRs, ...plainHosts.map(([host]) => host)]
  };
}
var DESCRIPTOR2 = nullish(object({ digest: nullish(string()) }));
var IMAGE = object({
  Id: nullish(string()),
  Descriptor: DESCRIPTOR2,
  Manifests: nullish(
    array(object({ Descriptor: DESCRIPTOR2, Kind: nullish(string()), Available: nullish(boolean()) })),
    []
  )
});
function readImage(response, what) {
  const { Id, Descriptor, Manifests } = answerOf(response, IMAGE, what);
  const platforms = imagePlatforms(answerOf(response, IMAGE_PLATFORMS, what));
  return {
    id: digestFrom(Descriptor?.digest ?? Id),
    manifests: Manifests.map((manifest) => ({
      digest: digestFrom(manifest.Descriptor?.digest),
      kind: manifest.Kind === "image" || manifest.Kind === "attestation" ? manifest.Kind : "unknown",
      available: manifest.Available === true
    })),
    ...platforms !== void 0 && { platforms }
  };
}
function digestFrom(value) {
  if (isDigest(value)) return value;
  throw new ActionError(`the Docker engine named an image by something that is not a digest: ${String(value)}`);
}

// src/clients/docker/contents.ts
import { connect } from "node:http2";
var SERVICE = "/containerd.services.content.v1.Content/";
var NOT_FOUND = "5";
function openContents(connection, timeout = ENGINE_READ_MS) {
  const session = connect("http://buildkit", { createConnection: () => connection });
  session.on("error", () => {
  });
  return {
    read: async (digest) => dataIn(contentOf(await call(session, "Read", digest, timeout), digest)),
    async size(digest) {
      const answer2 = await call(session, "Info", digest, timeout);
      return answer2.status === NOT_FOUND ? void 0 : sizeIn(contentOf(answer2, digest));
    },
    stream: (digest) => pieces(session, digest, timeout),
    [Symbol.dispose]() {
      session.destroy();
      connection.destroy();
    }
  };
}
function start(session, name, digest) {
  const stream = session.request({
    ...{ ":method": "POST", ":path": `${SERVICE}${name}`, "content-type": "application/grpc", te: "trailers" }
  });
  stream.end(framed(request(digest)));
  return stream;
}
async function call(session, name, digest, timeout) {
  const stream = start(session, name, digest);
  const closed = Promise.withResolvers();
  const told = {};
  const chunks = [];
  let size = 0;
  let why;
  stream.on("response", (headers) => Object.assign(told, headers)).on("trailers", (headers) => Object.assign(told, headers)).on("data", (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) stream.destroy(new Error(`it has more than ${MAX_DOCUMENT_BYTES} bytes`));
  }).on("error", ({ message }) => {
    why = message;
  }).on("close", closed.resolve);
  const timer = setTimeout(() => stream.destroy(new Error(`no whole answer within ${timeout / 1e3} s`)), timeout);
  await closed.promise;
  clearTimeout(timer);
  return { ...endOf(told, why), messages: Buffer.concat(chunks) };
}
function endOf(told, broken) {
  const why = broken ?? decodeURIComponent(String(told["grpc-message"] ?? "the connection was closed"));
  return { status: broken === void 0 ? told["grpc-status"]?.toString() : void 0, why };
}
async function* pieces(session, digest, idle) {
  const stream = start(session, "Read", digest);
  const told = {};
  stream.on("response", (headers) => Object.assign(told, headers)).on("trailers", (headers) => Object.assign(told, headers)).setTimeout(idle, () => stream.destroy(new Error(`no byte for ${idle / 1e3} s`)));
  let broken;
  try {
    for await (const message of messagesIn(stream)) yield bytesIn(message, 2);
  } catch (error) {
    broken = messageOf(error);
  } finally {
    stream.destroy();
  }
  requireSuccess(endOf(told, broken), digest);
}
async function* messagesIn(chunks) {
  let waiting = [];
  let size = 0;
  let length;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    while (size >= HEAD + (length ?? 0)) {
      const bytes = Buffer.concat(waiting);
      waiting = [bytes];
      if (length === void 0) {
        length = bytes.readUInt32BE(1);
        if (length > MAX_DOCUMENT_BYTES) throw new Error(`a message has more than ${MAX_DOCUMENT_BYTES} bytes`);
        continue;
      }
      const end = HEAD + length;
      yield bytes.subarray(HEAD, end);
      waiting = [bytes.subarray(end)];
      size -= end;
      length = void 0;
    }
  }
}
function requireSuccess({ status, why }, digest) {
  if (status !== "0") throw new ActionError(`BuildKit in the engine did not give ${digest}: ${why}`);
}
function contentOf(answer2, digest) {
  requireSuccess(answer2, digest);
  const { messages } = answer2;
  const list = [];
  for (let at = 0; at < messages.length; ) {
    const end = at + HEAD + messages.readUInt32BE(at + 1);
    list.push(messages.subarray(at + HEAD, end));
    at = end;
  }
  return list;
}
var HEAD = 5;
function framed(message) {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
function request(digest) {
  const text = Buffer.from(digest);
  return Buffer.concat([Buffer.from([10, text.length]), text]);
}
function dataIn(messages) {
  return Buffer.concat(messages.map((message) => bytesIn(message, 2)));
}
function sizeIn([message = Buffer.alloc(0)]) {
  const size = fieldsIn(bytesIn(message, 1)).get(2) ?? 0;
  return typeof size === "number" ? size : Number.NaN;
}
function bytesIn(message, field) {
  const value = fieldsIn(message).get(field);
  return typeof value === "object" ? value : Buffer.alloc(0);
}
function fieldsIn(message) {
  const fields = /* @__PURE__ */ new Map();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const isNumber = (key & 7) === 0;
    const value = varint();
    fields.set(key >> 3, isNumber ? value : message.subarray(at, at + value));
    if (!isNumber) at += value;
  }
  return fields;
}

// src/clients/registry/credentials.ts
import { join } from "node:path";

// src/clients/registry/scoped-logins.ts
function parseScopedLogin(place, folder) {
  const [name = "", actions = ""] = place.split(/@(.*)/s);
  const [host = "", repository = ""] = name.split(/\/(.*)/s);
  const listed = actions.split(",").map((action) => action.trim());
  return { folder, host, repository, actions: listed.filter((action) => action !== "") };
}
function chooseScopedLogin(logins, registry, { path, access }) {
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const asked = access.split(",");
  const [first] = logins.filter((login) => login.host === host && (login.repository === "" || login.repository === path)).filter(({ actions }) => actions.every((action) => asked.includes(action))).sort((a, b) => Number(a.repository === "") - Number(b.repository === "") || b.actions.length - a.actions.length);
  return first;
}

// src/clients/registry/credentials.ts
var HUB = "https://index.docker.io/v1/";
var HUB_HOSTS = /* @__PURE__ */ new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);
function dockerCredentials({
  configDir,
  scoped,
  env,
  readText,
  run
}) {
  const known = /* @__PURE__ */ new Map();
  const configs = /* @__PURE__ */ new Map();
  function configAt(path) {
    const config = configs.get(path) ?? parse(readText(path), path);
    configs.set(path, config);
    return config;
  }
  async function find(registry, path) {
    const { auths, isReadByDocker } = readAuthVariable(env.DOCKER_AUTH_CONFIG);
    const fromEnvironment = isReadByDocker ? findAuth({ auths }, registry, "DOCKER_AUTH_CONFIG") : void 0;
    if (fromEnvironment !== void 0) return fromEnvironment;
    const config = configAt(path);
    const helper = helperFor(config, registry);
    if (helper === void 0) return findAuth(config, registry, path);
    const helped = await askHelper(helper, serverOf(registry), { env, run });
    const { registrytoken } = object2(entryFor(config, registry)?.[1]);
    return isText(registrytoken) ? { kind: "bearer", token: registrytoken } : helped;
  }
  return (registry, scope) => {
    const path = join(chooseScopedLogin(scoped, registry, scope)?.folder ?? configDir, "config.json");
    const key = `${registry} ${path}`;
    const found = known.get(key) ?? find(registry, path);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}
function serverOf(registry) {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}
function parse(text, where) {
  if (text === void 0 || text.trim() === "") return {};
  try {
    return object2(JSON.parse(text));
  } catch {
    throw new ActionError(`${where} is not JSON, so no login can be read from it`, {
      hint: "Correct it, or log in again."
    });
  }
}
function helperFor(config, registry) {
  const name = object2(config.credHelpers)[serverOf(registry)] ?? config.credsStore;
  return typeof name === "string" && name !== "" ? name : void 0;
}
function findAuth(config, registry, where) {
  const [key, entry] = entryFor(config, registry) ?? [];
  return key === void 0 ? void 0 : readAuth(object2(entry), key, where);
}
function entryFor(config, registry) {
  const entries = Object.entries(object2(config.auths));
  return entries.find(([name]) => name === serverOf(registry)) ?? entries.find(([name]) => names(name, registry));
}
function names(key, registry) {
  const bare = key.replace(/^https?:\/\//, "");
  if (HUB_HOSTS.has(registry)) return HUB_HOSTS.has(bare.replace(/\/(v[12]\/?)?$/, ""));
  return bare.split("/", 1)[0] === registry;
}
function readAuth(entry, key, where) {
  if (isText(entry.registrytoken)) return { kind: "bearer", token: entry.registrytoken };
  if (isText(entry.identitytoken)) return { kind: "identity", token: entry.identitytoken };
  if (isText(entry.auth)) {
    const [, username2, password2] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(entry.auth, "base64").toString()) ?? [];
    if (username2 !== void 0 && password2 !== void 0) return { kind: "password", username: username2, password: password2 };
    throw new ActionError(`the login for ${key} in ${where} cannot be read`, {
      hint: "Log in again: `auth` must be `user:password` in base64."
    });
  }
  const { username, password } = entry;
  return isText(username) && isText(password) ? { kind: "password", username, password } : void 0;
}
var HELPER_ANSWER = nullish(
  object({ Username: fallback(string(), ""), Secret: optional(string(), "") }),
  { Username: "" }
);
async function askHelper(name, server, { env, run }) {
  const program = `docker-credential-${name}`;
  const failure = (why, cause) => new ActionError(`the credential helper ${program} did not give a login for ${server}: ${why}`, {
    hint: `Test it: \`echo ${server} | ${program} get\`, or remove it from \`credHelpers\` and \`credsStore\`.`,
    cause
  });
  const ended = await run({ program, args: ["get"], input: server, env, timeout: CREDENTIAL_HELPER_MS }).catch(
    (cause) => {
      throw failure("it could not be started", cause);
    }
  );
  const answer2 = readJson(HELPER_ANSWER, ended.stdout);
  const { Username: username = "", Secret: secret = "" } = answer2 ?? {};
  if (succeeded(ended) && answer2 !== void 0 && secret === "") return void 0;
  if (succeeded(ended) && isText(secret)) {
    return username === "<token>" ? { kind: "identity", token: secret } : { kind: "password", username, password: secret };
  }
  if (ended.code !== 0 && /credentials not found/i.test(`${ended.stdout}
${ended.stderr}`)) return void 0;
  throw failure(succeeded(ended) ? "its answer holds no credentials" : describeEnd({ ...ended, stderr: "" }));
}
function object2(value) {
  return typeof value === "object" && value !== null ? value : {};
}
function isText(value) {
  return typeof value === "string" && value !== "";
}

// src/clients/docker/transfer.ts
var TransferError = class extends ActionError {
  name = "TransferError";
  constructor(message, cause) {
    super(message, { output: message, cause });
  }
};
async function transfer(http, { registry, login, done, ...request2 }) {
  const told = new TransferAnswer(done);
  const response = await http({
    ...request2,
    headers: { "x-registry-auth": authorize(registry, login) },
    onData: (chunk) => told.push(chunk)
  }).catch((cause) => {
    if (!(cause instanceof HttpError)) throw cause;
    throw new TransferError(cause.message, cause);
  });
  const error = response.status < 400 ? told.end() : errorIn(response);
  if (error !== void 0) throw new TransferError(error);
}
var TransferAnswer = class {
  #done;
  #lines = new LineSplitter();
  #error;
  #isDone = false;
  constructor(done) {
    this.#done = done;
  }
  push(chunk) {
    for (const line of this.#lines.push(chunk)) this.#read(line);
  }
  /** The reason of the failure. Undefined if Docker Engine reported the digest. */
  end() {
    for (const line of this.#lines.end()) this.#read(line);
    return this.#error ?? (this.#isDone ? void 0 : "the Docker engine's answer ended without a digest");
  }
  #read(line) {
    if (line.trim() === "") return;
    const { error, status } = parseObject(line, "the transfer");
    if (typeof error === "string") this.#error = error;
    if (typeof status === "string" && this.#done.test(status)) this.#isDone = true;
  }
};
function authorize(registry, login) {
  const serveraddress = serverOf(registry);
  const json = JSON.stringify(login === void 0 ? {} : { ...fieldsOf(login), serveraddress });
  return Buffer.from(json).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
function fieldsOf(login) {
  switch (login.kind) {
    case "password":
      return { username: login.username, password: login.password };
    case "identity":
      return { identitytoken: login.token };
    case "bearer":
      return { registrytoken: login.token };
  }
}

// src/clients/docker/engine.ts
function createEngine(endpoint, http, readText) {
  let known;
  const base = () => {
    known ??= baseOf(endpoint, readText);
    return known;
  };
  async function call2(method, path, more = {}) {
    const { url, ...via } = base();
    try {
      return await http({ ...via, method, url: `${url}${path}`, ...more });
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause;
      throw new ActionError(`the Docker engine does not answer at ${endpoint.host}: ${messageOf(cause)}`, {
        hint: "Start it (`systemctl start docker`), or set DOCKER_HOST to the address of another engine; in a container job, mount its socket.",
        cause
      });
    }
  }
  async function isTagged(digested) {
    const response = await call2("GET", `/images/${digested}/json`);
    if (response.status === 404) return false;
    const tags = answerOf(response, IMAGE_NAMES, `the image ${digested}`).RepoTags;
    return tags.some((tag) => !tag.includes("@") && repositoryIn(tag) === repositoryIn(digested));
  }
  async function removeContainer(name, volumes) {
    const response = await call2("DELETE", `/containers/${name}?force=true&v=${volumes}`);
    if (![404, 409].includes(response.status)) answer(response, `the removal of the container ${name}`);
  }
  return {
    async info() {
      const [info, version] = await Promise.all([call2("GET", "/info"), call2("GET", "/version")]);
      return readInfo(info, version);
    },
    async image(name) {
      const response = await call2("GET", `/images/${name}/json?manifests=true`);
      return response.status === 404 ? void 0 : readImage(response, `the image ${name}`);
    },
    async hasLocal(name) {
      const response = await call2("GET", `/images/${name}/json`);
      if (response.status === 404) return false;
      return answerOf(response, IMAGE_NAMES, `the image ${name}`).RepoDigests.length === 0;
    },
    async save(name, idle, onData) {
      answer(await call2("GET", `/images/${name}/get`, { idle, onData }), `to save ${name}`);
    },
    async contents() {
      const { connection } = await call2("POST", "/grpc", { upgrade: "h2c" });
      if (connection === void 0) throw new Error("an upgrade without a connection was not refused");
      return openContents(connection);
    },
    async tag(name, repository, tag) {
      const query = new URLSearchParams({ repo: repository, tag });
      answer(await call2("POST", `/images/${name}/tag?${query}`), `a new name for ${name}`);
    },
    push: async ({ name, registry }, tag, login, idle) => transfer(http, {
      ...base(),
      method: "POST",
      url: `${base().url}/images/${name}/push?${new URLSearchParams({ tag })}`,
      idle,
      ...{ registry, login, done: PUSHED }
    }),
    pull: async ({ name, registry }, reference, login, idle) => transfer(http, {
      ...base(),
      method: "POST",
      url: `${base().url}/images/create?${new URLSearchParams({ fromImage: name, tag: reference })}`,
      idle,
      ...{ registry, login, done: PULLED }
    }),
    async collectGarbage() {
      answer(await call2("POST", `/build/prune?${filter({ id: [NO_RECORD] })}`), "to collect its garbage");
    },
    async untag(name) {
      if (name.includes("@") && await isTagged(name)) return;
      const path = `/images/${name}`;
      const enough = new AbortController();
      const removal = call2("DELETE", path, { signal: enough.signal });
      removal.catch(() => void 0);
      const isGone = async () => {
        const { signal } = enough;
        do
          await wait(REMOVED_NAME_POLL_MS, void 0, { signal });
        while ((await call2("GET", `${path}/json`, { signal })).status !== 404);
        return void 0;
      };
      const response = await Promise.race([removal, isGone().catch(() => removal)]);
      enough.abort();
      if (response !== void 0 && response.status !== 404) answer(response, `the removal of ${name}`);
    },
    async container(name) {
      const found = await call2("GET", `/containers/${name}/json`);
      if (found.status === 404) return void 0;
      const body = answer(found, `the container ${name}`);
      const state = body.State ?? {};
      const log = await call2("GET", `/containers/${name}/logs?stdout=true&stderr=true&tail=${LOG_LINES}`);
      return {
        running: state.Running === true,
        restarted: Number(body.RestartCount ?? 0) > 0,
        exitCode: Number(state.ExitCode ?? 0),
        outOfMemory: state.OOMKilled === true,
        log: readLog(log.body)
      };
    },
    async startPrivileged({ name, image }, command) {
      const limits = { Privileged: true, NetworkMode: "none", LogConfig: { Type: "json-file" } };
      const made = await call2("POST", `/containers/create?${new URLSearchParams({ name })}`, {
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ Image: image, Cmd: command, HostConfig: limits })
      });
      if (made.status === 404) return false;
      answer(made, `the container ${name}`);
      answer(await call2("POST", `/containers/${name}/start`), `to start the container ${name}`);
      return true;
    },
    async hear(name, idle, onOutput) {
      const frames = new LogFrames();
      const response = await call2("GET", `/containers/${name}/logs?follow=true&stdout=true`, {
        idle,
        onData: (chunk) => onOutput(frames.push(chunk))
      }).catch((error) => {
        if (!isSilence(error.cause)) throw error;
        throw new HungError(`the container ${name} had no output for ${idle / 1e3} s`, { cause: error.cause });
      });
      answer(response, `the output of the container ${name}`);
      const end = answer(await call2("POST", `/containers/${name}/wait`), `the end of the container ${name}`);
      return Number(end.StatusCode);
    },
    removeContainer: (name) => removeContainer(name, true),
    async endContainer(name) {
      const found = await call2("GET", `/containers/${name}/json`);
      if (found.status === 404) return;
      const { HostConfig } = answerOf(found, CONTAINER, `the container ${name}`);
      await removeContainer(name, HostConfig?.AutoRemove === true);
    },
    async containers(filters) {
      const wanted = Object.entries(filters).map(([key, value]) => [key, [value]]);
      const list = await call2("GET", `/containers/json?all=true&${filter(Object.fromEntries(wanted))}`);
      const all = answerList(list, CONTAINER_NAMES, "its containers");
      return all.flatMap(({ Names }) => Names.map((name) => name.replace(/^\//, "")));
    },
    async volumes(text) {
      const found = await call2("GET", `/volumes?${filter({ name: [text] })}`);
      return answerOf(found, VOLUMES, "its volumes").Volumes.map(({ Name }) => Name);
    },
    async removeVolume(name) {
      const response = await call2("DELETE", `/volumes/${name}?force=true`);
      if (response.status !== 404) answer(response, `the removal of the volume ${name}`);
    },
    async images(patterns) {
      const response = await call2("GET", `/images/json?${filter({ reference: patterns })}`);
      const list = answerList(response, IMAGE_NAMES, "its images");
      return list.flatMap(({ RepoTags }) => RepoTags);
    }
  };
}
function isSilence(error) {
  return error instanceof HttpError && /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(error.code ?? "");
}
function repositoryIn(name) {
  const repository = parseRepository(name.replace(/@.*$/, "").replace(/:[^:/]*$/, ""));
  return repository instanceof Wrong ? name : `${repository.registry}/${repository.path}`;
}
var NO_RECORD = "multiarch-build-prunes-nothing";
var PUSHED = /: digest: sha256:[0-9a-f]{64} /;
var PULLED = /^Digest: sha256:[0-9a-f]{64}$/;
var LOG_LINES = 20;

// src/runtime/run-id.ts
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
var PATTERN = /^([0-9a-f]{6})([0-9a-f]{4})([0-9a-f]{4})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/;
function thisMachine() {
  return {
    // machines can share a name, and machines made from one image share a machine id
    host: hash(`${hostname()} ${read2("/etc/machine-id") ?? ""}`, 6),
    boot: hash(read2("/proc/sys/kernel/random/boot_id") ?? "", 4),
    namespace: hash(attempt(() => readlinkSync("/proc/self/ns/pid")) ?? "", 4),
    startOf(pid) {
      const stat3 = read2(`/proc/${pid}/stat`);
      const start2 = Number(stat3?.slice(stat3.lastIndexOf(")") + 2).split(" ")[19]);
      return Number.isInteger(start2) ? start2 : void 0;
    }
  };
}
function createRunId(processes, owner) {
  const start2 = processes.startOf(owner) ?? 0;
  const place = `${processes.host}${processes.boot}${processes.namespace}`;
  return `${place}-${owner.toString(36)}-${start2.toString(36)}-${randomBytes(3).toString("hex")}`;
}
function isOver(id, processes) {
  const [, host, boot, namespace, pid = "", start2 = ""] = PATTERN.exec(id) ?? [];
  if (host !== processes.host) return false;
  if (boot !== processes.boot) return true;
  if (start2 === "0") return false;
  return namespace === processes.namespace && processes.startOf(Number.parseInt(pid, 36)) !== Number.parseInt(start2, 36);
}
function hash(text, length) {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
function read2(path) {
  return attempt(() => readFileSync(path, "utf8"));
}
function attempt(get) {
  try {
    return get();
  } catch {
    return void 0;
  }
}

// src/clients/docker/environment.ts
function dockerEnvironment(env, endpoint, folders) {
  const { DOCKER_CONTEXT, ...kept } = childEnvironment(env);
  return {
    ...kept,
    ...WITHOUT_GIT,
    DOCKER_HOST: endpoint.host,
    ...endpoint.certificates === void 0 ? {} : { DOCKER_CERT_PATH: endpoint.certificates, DOCKER_TLS_VERIFY: "1" },
    ...folders.config === void 0 ? {} : { DOCKER_CONFIG: folders.config },
    ...folders.buildx === void 0 ? {} : { BUILDX_CONFIG: folders.buildx }
  };
}

// src/session/docker-config.ts
function parseConfig(text) {
  try {
    const config = JSON.parse(text);
    return isObject(config) ? config : void 0;
  } catch {
    return void 0;
  }
}
function formatConfig(config, text) {
  const indent = text === void 0 ? "	" : /\n([ \t]+)/.exec(text)?.[1];
  return JSON.stringify(config, null, indent) + (text?.endsWith("\n") ? "\n" : "");
}
function withLogins(config, logins) {
  return logins.reduce((all, login) => withEntry(all, serverOf(login.registry), loginEntry(all, login)), config);
}
function withAuths(config, auths) {
  const missing = Object.entries(auths).filter(([server]) => Object.keys(entryOf(config, server)).length === 0);
  const isHelped = config.credsStore !== void 0;
  return missing.reduce(
    (all, [server, auth]) => withEntry(all, server, { auth, ...isHelped && { helper: "" } }),
    config
  );
}
function divideAuthVariable(text, logins) {
  const { auths, isReadByDocker } = readAuthVariable(text);
  const given = new Set(logins.map(({ registry }) => serverOf(registry)));
  const others = Object.fromEntries(Object.entries(auths).filter(([server]) => !given.has(server)));
  const count = Object.keys(others).length;
  if (!isReadByDocker) return { variable: void 0, unread: others };
  if (count === Object.keys(auths).length) return { variable: text, unread: {} };
  return { variable: count === 0 ? void 0 : JSON.stringify({ auths: others }), unread: {} };
}
function loginEntry(config, { registry, username, password }) {
  const hasHelper = config.credsStore !== void 0 || entryOf(config, serverOf(registry)).helper !== void 0;
  return {
    auth: { auth: Buffer.from(`${username}:${password}`).toString("base64") },
    ...hasHelper && { helper: "" }
  };
}
function entryOf(config, server) {
  const [auth, helper] = [config.auths, config.credHelpers].map(
    (section) => isObject(section) && Object.hasOwn(section, server) ? section[server] : void 0
  );
  return { ...auth !== void 0 && { auth }, ...helper !== void 0 && { helper } };
}
function withEntry(config, server, { auth, helper }) {
  return withMember(withMember(config, "auths", server, auth), "credHelpers", server, helper);
}
function withMember(config, section, name, value) {
  const before = isObject(config[section]) ? config[section] : {};
  if (value !== void 0) return { ...config, [section]: { ...before, [name]: value } };
  if (!Object.hasOwn(before, name)) return config;
  const { [name]: _, ...others } = before;
  return { ...config, [section]: others };
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/session/keep-logins.ts
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, readlink, realpath, rename, rm as rm2, stat as stat2, writeFile as writeFile2 } from "node:fs/promises";
import { dirname, join as join2, resolve } from "node:path";

// src/runtime/lock-file.ts
import { rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
async function withLockFile(path, work) {
  while (!await take(path)) {
    if (await isStale(path)) await rm(path, { force: true });
    else await sleep(LOCK_FILE_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
async function take(path) {
  try {
    await writeFile(path, "", { mode: 384, flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}
async function isStale(path) {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > STALE_LOCK_FILE_MS;
}

// src/session/kept-logins.ts
import { isDeepStrictEqual } from "node:util";
var NONE_KEPT = { servers: {} };
function addLogins({ config, kept }, logins, run, text) {
  const servers = { ...kept.servers };
  let written = config;
  for (const login of logins) {
    const server = serverOf(login.registry);
    const current = entryOf(written, server);
    const known = servers[server];
    const { before, logins: earlier } = known !== void 0 && isLast(known, current) ? known : { before: current, logins: [] };
    const entry = loginEntry(written, login);
    written = withEntry(written, server, entry);
    if (run === void 0) delete servers[server];
    else servers[server] = { before, logins: [...earlier, { run, entry }] };
  }
  const isFirst = Object.keys(kept.servers).length === 0;
  const original = isFirst ? text : kept.original;
  return { config: written, kept: { ...original !== void 0 && { original }, servers } };
}
function removeLogins({ config, kept }, isOver2) {
  const servers = {};
  let written = config;
  for (const [server, known] of Object.entries(kept.servers)) {
    if (!isLast(known, entryOf(written, server))) continue;
    const logins = known.logins.filter(({ run }) => !isOver2(run));
    written = withEntry(written, server, logins.at(-1)?.entry ?? known.before);
    if (logins.length > 0) servers[server] = { ...known, logins };
  }
  return { config: written, kept: { ...kept, servers } };
}
function textAfter({ config, kept }, text) {
  const { original } = kept;
  const isRestored = isDeepStrictEqual(withoutEmpty(config), withoutEmpty(parseConfig(original ?? "{}") ?? {}));
  return Object.keys(kept.servers).length === 0 && isRestored ? original : formatConfig(config, text);
}
function isLast({ logins }, current) {
  return isDeepStrictEqual(logins.at(-1)?.entry, current);
}
function withoutEmpty(config) {
  const isEmpty = (value) => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !(["auths", "credHelpers"].includes(name) && isEmpty(value)))
  );
}
function parseKept(text) {
  const kept = parseConfig(text ?? "");
  return isObject(kept?.servers) ? kept : NONE_KEPT;
}

// src/session/keep-logins.ts
var RECORD = "multiarch-build-logins.json";
var LOCK = "multiarch-build-logins.lock";
async function keepLogins(path, logins, run, isOver2) {
  const target = await targetOf(path);
  if (logins.length > 0) await mkdir(dirname(target), { recursive: true, mode: 448 });
  else if (!existsSync(recordOf(target))) return;
  await withLockFile(join2(dirname(target), LOCK), async () => {
    const { text, ...state } = await read3(target);
    const swept = removeLogins(state, isOver2);
    const after = addLogins(swept, logins, run, swept.config === state.config ? text : textAfter(swept, text));
    await writeRecord(target, after);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
  });
}
async function forgetLogins(path, isOver2) {
  const target = await targetOf(path);
  if (!existsSync(recordOf(target))) return;
  await withLockFile(join2(dirname(target), LOCK), async () => {
    const { text, ...state } = await read3(target);
    const after = removeLogins(state, isOver2);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
    await writeRecord(target, after);
  });
}
function recordOf(target) {
  return join2(dirname(target), RECORD);
}
async function targetOf(path) {
  return realpath(path).catch(async () => {
    const link = await readlink(path).catch(() => void 0);
    return link === void 0 ? path : resolve(dirname(path), link);
  });
}
async function read3(target) {
  const [text, record2] = await Promise.all([target, recordOf(target)].map(readOptional));
  const config = parseConfig(text?.trim() ? text : "{}");
  if (config === void 0)
    throw new ActionError(`${target} is not a JSON object`, { hint: "Correct it or delete it." });
  return { text, config, kept: parseKept(record2) };
}
async function readOptional(path) {
  return readFile(path, "utf8").catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}
async function writeRecord(target, { kept }) {
  const isEmpty = Object.keys(kept.servers).length === 0;
  await writeText(recordOf(target), isEmpty ? void 0 : JSON.stringify(kept));
}
async function writeText(path, text) {
  if (text === void 0) return rm2(path, { force: true });
  const old = await stat2(path).catch(() => void 0);
  const temporary = join2(dirname(path), `${LOCK}.tmp`);
  await rm2(temporary, { force: true });
  try {
    await writeFile2(temporary, text, { mode: 384, flag: "wx" });
    if (old !== void 0) {
      await chown(temporary, old.uid, old.gid).catch(() => void 0);
      await chmod(temporary, old.mode & 4095);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm2(temporary, { force: true });
    throw error;
  }
}

// src/clients/docker/labelled.ts
async function removeLabelled(engine, label) {
  const names2 = await engine.containers({ label });
  await Promise.all(names2.map((name) => engine.endContainer(name)));
  return names2;
}

export {
  OCI_INDEX,
  DOCKER_LIST,
  OCI_MANIFEST,
  DOCKER_MANIFEST,
  INDEX_TYPES,
  IMAGE_TYPES,
  MANIFEST_TYPES,
  duplicateKey,
  MAX_DOCUMENT_BYTES,
  isIndex,
  isManifest,
  isConfig,
  mediaTypeOf,
  parseIndex,
  parseManifest,
  parseConfigPlatform,
  parseConfigLabels,
  parseConfigLayers,
  MalformedError,
  AmbiguousError,
  EngineRefusal,
  parseScopedLogin,
  dockerCredentials,
  TransferError,
  createEngine,
  thisMachine,
  createRunId,
  isOver,
  dockerEnvironment,
  parseConfig,
  withLogins,
  withAuths,
  divideAuthVariable,
  keepLogins,
  forgetLogins,
  removeLabelled
};
