import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  IMAGE_TYPES,
  INDEX_TYPES,
  MANIFEST_TYPES,
  MalformedError,
  isConfig,
  isIndex,
  isManifest,
  mediaTypeOf,
  parseConfigLayers,
  parseConfigPlatform,
  parseIndex,
  parseManifest
} from "./chunk-FTKVKFZ7.js";
import {
  HttpError
} from "./chunk-M3T7UFXJ.js";
import {
  digestOf,
  hashed,
  normalisePlatform
} from "./chunk-4YQ5GKNH.js";
import {
  classify,
  retryAfterOf
} from "./chunk-ZP4MZS32.js";
import {
  ActionError,
  messageOf
} from "./chunk-V6IS5RCX.js";
import {
  MAX_RETRY_AFTER_MS
} from "./chunk-54M6UIB7.js";

// src/clients/registry/error.ts
import { STATUS_CODES } from "node:http";

// src/clients/registry/media-type.ts
function headerType(headers) {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
function manifestType({ headers, body }) {
  const named = headerType(headers);
  if (MANIFEST_TYPES.includes(named)) return named;
  const document = parseObject(body);
  return document && (documentType(document) ?? named);
}
function documentType({ mediaType, manifests, config, layers }) {
  const isIndex2 = Array.isArray(manifests) && config === void 0 && layers === void 0;
  const isImage = Array.isArray(layers) && config !== void 0 && manifests === void 0;
  const types = isIndex2 ? INDEX_TYPES : isImage ? IMAGE_TYPES : [];
  return mediaType === void 0 ? types[0] : types.find((type) => type === mediaType);
}
function parseObject(bytes) {
  try {
    const value = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : void 0;
  } catch {
    return void 0;
  }
}

// src/clients/registry/error.ts
var RegistryError = class extends ActionError {
  name = "RegistryError";
  verdict;
  /** HTTP status. Undefined without an answer. */
  status;
  /** The registry's code (`MANIFEST_UNKNOWN`, `DENIED`), the network's (`ECONNRESET`), `DIGEST_MISMATCH` or `UNREADABLE`. */
  code;
  /** The server's message, in one line. */
  said;
  retryAfter;
  constructor(message, details) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.code = details.code;
    this.said = details.said;
    this.retryAfter = details.retryAfter;
  }
};
var UploadRefused = class extends RegistryError {
};
var REFUSED_READS = {
  403: ["DENIED", "UNAUTHORIZED", "FORBIDDEN"],
  404: ["MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND"]
};
function isRefusedRead({ status = 0, code = "" }) {
  return status === 401 || (REFUSED_READS[status]?.includes(code) ?? false);
}
function refused(what, server, response) {
  const { status, headers } = response;
  const { code, message } = firstError(response.body);
  const said = [code, message].filter(Boolean).join(": ") || STATUS_CODES[status];
  return new RegistryError(`${what} failed: ${server} answered ${status}${said === void 0 ? "" : ` (${said})`}`, {
    verdict: classify({ status, headers }),
    status,
    code,
    said: message ?? said,
    retryAfter: retryAfterOf(headers),
    hint: hintFor(server, response)
  });
}
function unreadable(what, server, response, wanted) {
  const { status, headers } = response;
  const type = headerType(headers) || "no content type";
  return new RegistryError(`${what} failed: ${server} answered ${status} with ${type} instead of ${wanted}`, {
    verdict: "final",
    status,
    code: "UNREADABLE",
    hint: `Let the proxy in front of ${server} pass every request below /v2/ to the registry, for every User-Agent.`
  });
}
function unanswered(what, cause) {
  if (!(cause instanceof HttpError)) return cause;
  const { code, hint } = cause;
  return new RegistryError(`${what} failed: ${messageOf(cause)}`, { verdict: classify({ code }), code, hint, cause });
}
function mismatched(what, wanted, found) {
  return new RegistryError(`${what} failed: the bytes have the digest ${found} instead of ${wanted}`, {
    verdict: "transient",
    code: "DIGEST_MISMATCH",
    hint: "Check the registry's storage and its proxies: one of them alters content."
  });
}
function isMissing(error) {
  return error instanceof RegistryError && error.status === 404;
}
function unlessMissing(error) {
  if (!isMissing(error)) throw error;
}
function lagging(error) {
  if (!isMissing(error)) return error;
  return new RegistryError(error.message, { ...error, verdict: "transient", cause: error });
}
function hintFor(server, { status, headers }) {
  if (status === 401 && isEcr(server)) {
    return `Log in to ${server} with aws-actions/amazon-ecr-login in an earlier step; its logins last 12 hours.`;
  }
  if (status === 401 || status === 403) {
    return `Log in to ${server} with an account that may do this (\`registry\`, \`username\`, \`password\`), or give the token the permission, such as \`packages: write\`.`;
  }
  if (status === 413) return "Raise the size of a request that the registry, or the proxy before it, accepts.";
  if (status === 507) return "Free space in the registry.";
  const retryAfter = retryAfterOf(headers) ?? 0;
  if (retryAfter > MAX_RETRY_AFTER_MS)
    return `Run the job again in ${duration(retryAfter)}: the registry asks to wait that long.`;
  return void 0;
}
function isEcr(host) {
  return host === "public.ecr.aws" || /\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/.test(host);
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

// src/store/read-image.ts
function hashedContent(place, read) {
  const hashed2 = async (digest) => verified(await read(digest), digest, place);
  return { manifest: async (digest) => ({ bytes: await hashed2(digest) }), config: hashed2 };
}
function verified(bytes, digest, place) {
  if (digestOf(bytes) === digest) return bytes;
  throw otherBytes(digest, place);
}
function otherBytes(digest, place) {
  return new ActionError(`${place} holds other bytes under ${digest} than its digest says`);
}
function verifiedStream(bytes, digest, place) {
  return hashed(bytes, digest, () => otherBytes(digest, place));
}
async function readImage(digest, content, listed) {
  const found = await content.manifest(digest);
  const mediaType = found.mediaType || listed?.mediaType;
  if (mediaType !== void 0 && !isManifest(mediaType) && !isIndex(mediaType)) throw noImage(digest, mediaType);
  const top = { digest, bytes: found.bytes, mediaType: mediaTypeOf({ digest, bytes: found.bytes, mediaType }) };
  if (listed !== void 0) agree(listed, top);
  if (isManifest(top.mediaType)) {
    const only = await readPlatform(digest, void 0, parseManifest(top), content);
    return { digest, mediaType: top.mediaType, platforms: [only], attestations: [] };
  }
  if (!isIndex(top.mediaType)) throw noImage(digest, top.mediaType);
  const { images, attestations } = splitIndex(parseIndex(top).manifests);
  const platforms = await Promise.all(
    images.map(async (child) => {
      if (child.platform === void 0) throw new MalformedError(`an index lists ${child.digest} without a platform`);
      return readPlatform(child.digest, child.platform, await readManifest(child, content), content);
    })
  );
  return { digest, mediaType: top.mediaType, platforms, attestations };
}
function noImage(digest, mediaType) {
  return new ActionError(`${digest} is not an image: its media type is ${mediaType || "missing"}`);
}
async function readManifest(listed, content) {
  const found = await content.manifest(listed.digest);
  agree(listed, found);
  const { digest, mediaType } = listed;
  return parseManifest({ digest, mediaType, bytes: found.bytes });
}
function agree({ digest, mediaType, size }, found) {
  const differing = (what, has, says) => new MalformedError(`${digest} has ${what} ${has}, and its descriptor says ${says}`, {
    hint: "No tag was updated. Build the image again."
  });
  if (found.bytes.length !== size) throw differing("the size", found.bytes.length, size);
  if (found.mediaType && found.mediaType !== mediaType) throw differing("the media type", found.mediaType, mediaType);
}
function splitIndex(manifests) {
  for (const { digest, mediaType, urls } of manifests) {
    const problem = !isManifest(mediaType) ? `as ${mediaType}` : urls?.length ? "with addresses outside the registry" : "";
    if (problem === "") continue;
    throw new MalformedError(`an index lists ${digest} ${problem}`, {
      hint: "No tag was updated. List the image manifests of all platforms in one index, by their digests alone."
    });
  }
  return {
    images: manifests.filter((child) => !isAttestation(child)),
    attestations: manifests.filter(isAttestation).map((descriptor) => ({
      digest: descriptor.digest,
      of: descriptor.annotations?.["vnd.docker.reference.digest"],
      descriptor
    }))
  };
}
function isAttestation({ annotations, platform }) {
  return platform?.architecture === "unknown" && annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
}
async function readPlatform(digest, listed, manifest, content) {
  const { config: descriptor, layers } = manifest;
  if (!isConfig(descriptor.mediaType)) {
    throw new MalformedError(`${digest} is not an image: its config is of the media type ${descriptor.mediaType}`);
  }
  const config = await content.config(descriptor.digest);
  agree(descriptor, { bytes: config });
  const configured = platformOf(parseConfigPlatform(config));
  const counted = parseConfigLayers(config);
  if (counted !== layers.length) {
    throw new MalformedError(`${digest} has ${layers.length} layers, and its config says ${counted}`);
  }
  return {
    platform: listed === void 0 ? configured : platformOf(listed),
    digest,
    size: descriptor.size + layers.reduce((sum, layer) => sum + layer.size, 0),
    configured,
    manifest,
    config
  };
}
function platformOf({ os, architecture, variant }) {
  return normalisePlatform({ os, architecture, variant: variant || void 0 });
}

export {
  headerType,
  manifestType,
  RegistryError,
  UploadRefused,
  isRefusedRead,
  refused,
  unreadable,
  unanswered,
  mismatched,
  isMissing,
  unlessMissing,
  lagging,
  hashedContent,
  verified,
  verifiedStream,
  readImage,
  readManifest,
  splitIndex,
  platformOf
};
