import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  isIndex
} from "./chunk-GAY4O6F3.js";
import {
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  normalisePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  array,
  boolean,
  getDotPath,
  nullish,
  object,
  record,
  safeParse,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";

// src/clients/docker/image-platforms.ts
var TEXT = nullish(string(), "");
var PLATFORM = object({ os: TEXT, architecture: TEXT, variant: TEXT });
var IMAGE_PLATFORMS = object({
  Os: TEXT,
  Architecture: TEXT,
  Variant: TEXT,
  Descriptor: nullish(object({ mediaType: TEXT })),
  Manifests: nullish(
    array(object({ Kind: TEXT, Descriptor: nullish(object({ platform: nullish(PLATFORM) })) })),
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
function describeEngine({ version, containerdStore }) {
  return `Docker Engine ${version}, ${storeName(containerdStore)}`;
}
function storeName(containerdStore) {
  return `${containerdStore ? "containerd" : "classic"} image store`;
}
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
var DESCRIPTOR = nullish(object({ digest: nullish(string()) }));
var IMAGE = object({
  Id: nullish(string()),
  Descriptor: DESCRIPTOR,
  Manifests: nullish(
    array(object({ Descriptor: DESCRIPTOR, Kind: nullish(string()), Available: nullish(boolean()) })),
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

export {
  describeEngine,
  storeName,
  LogFrames,
  readLog,
  EngineRefusal,
  answer,
  errorIn,
  answerOf,
  answerList,
  filter,
  parseObject,
  IMAGE_NAMES,
  CONTAINER_NAMES,
  CONTAINER,
  VOLUMES,
  readInfo,
  readImage
};
