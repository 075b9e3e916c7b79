import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  digestOf,
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";

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
function unescaped(string) {
  return string.includes("\\") ? JSON.parse(`"${string}"`) : string;
}
function endOfString(json, start) {
  let at = start + 1;
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
function keys(...names) {
  return Object.fromEntries(names.map((name) => [name, ANY]));
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
function sizeOf({ config, layers }) {
  return layers.reduce((sum, layer) => sum + layer.size, config.size);
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
  sizeOf,
  parseConfigPlatform,
  parseConfigLabels,
  parseConfigLayers,
  MalformedError,
  AmbiguousError
};
