import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  MalformedError,
  isConfig,
  isIndex,
  isManifest,
  mediaTypeOf,
  parseConfigLayers,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
  sizeOf
} from "./chunk-GAY4O6F3.js";
import {
  classify
} from "./chunk-5KDB2SZE.js";
import {
  digestOf,
  hashed
} from "./chunk-6EDLY2WM.js";
import {
  normalisePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  MAX_CLASSIFIED_OUTPUT_CHARS
} from "./chunk-BB63CQQL.js";

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
    size: sizeOf(manifest),
    configured,
    manifest,
    config
  };
}
function platformOf({ os, architecture, variant }) {
  return normalisePlatform({ os, architecture, variant: variant || void 0 });
}

// src/runtime/words.ts
var STATUS = /unexpected status[^\n]*: (\d{3})\b/;
var BEHIND = /blob unknown to registry|did not match uploaded content/i;
var KILLED = /killed by SIGKILL|exit status 137\b/;
var NO_TLS = /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/;
var NO_HTTP = /malformed HTTP (?:response|version|status code) "\\+x15\\+x03|Client sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|unexpected status from HEAD request to http:\S+: 400 Bad Request/;
var PROXY_LOGIN = /Proxy Authentication Required/;
var DENIED = /unauthorized|authentication required|incorrect username or password|\bdenied\b|forbidden/i;
var FULL = /no space left on device|disk quota exceeded/i;
var UNTRUSTED = /certificate (?:signed by|has expired|is not trusted|is valid for)|failed to verify certificate/i;
var FINAL = [
  DENIED,
  /not found|manifest unknown|name unknown|no such image|invalid reference/i,
  FULL,
  /immutable/i,
  UNTRUSTED
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
function verdictOf(said) {
  const words = said.slice(-MAX_CLASSIFIED_OUTPUT_CHARS);
  if (BEHIND.test(words)) return "transient";
  if (ADVICE.some(({ pattern }) => pattern.test(words))) return "final";
  const [, status] = STATUS.exec(words) ?? [];
  if (status !== void 0) return classify({ status: Number(status), headers: {} });
  if (TRANSIENT.test(words)) return "transient";
  return FINAL.some((pattern) => pattern.test(words)) ? "final" : void 0;
}
var ADVICE = [
  {
    kind: "plain-http",
    pattern: NO_TLS,
    hint: "The registry serves plain HTTP: add it to `insecure-registries` in the engine's daemon.json, or set `http = true` for it in `buildkitd-config`."
  },
  {
    kind: "tls-only",
    pattern: NO_HTTP,
    hint: "The registry speaks TLS: remove it from `insecure-registries` in the engine's daemon.json, or `http = true` from `buildkitd-config`."
  },
  {
    kind: "proxy",
    pattern: PROXY_LOGIN,
    hint: "Add user name and password to the proxy of the engine or the builder (`driver-opts: env.HTTPS_PROXY=…`), or list the host in its NO_PROXY."
  }
];
var DENIED_HINTS = {
  pull: "Check the name, and log in to that registry with an account or a token that may pull the image (`packages: read` on GHCR).",
  push: "Log in to that registry with an account or a token that may push to the repository (`packages: write` on GHCR)."
};
var RATE_LIMIT_HINTS = {
  pull: "Log in to that registry (`username`, `password`, or `registry-auth`), use a mirror, or try again later.",
  push: "Run the job again later, with fewer jobs that push at once."
};
function adviceFor(said, access) {
  const words = said.slice(-MAX_CLASSIFIED_OUTPUT_CHARS);
  const known = ADVICE.find(({ pattern }) => pattern.test(words));
  if (known !== void 0) return { hint: known.hint, diagnosis: known.kind };
  if (/toomanyrequests|too many requests|: 429\b/i.test(words)) {
    return { hint: RATE_LIMIT_HINTS[access], diagnosis: "rate-limit" };
  }
  if (TRANSIENT.test(words)) return void 0;
  if (FULL.test(words)) return { hint: "Free space on the machine of Docker Engine.", diagnosis: "disk-full" };
  if (UNTRUSTED.test(words)) {
    return { hint: "Check the certificates and the clock of this machine.", diagnosis: "certificate" };
  }
  return DENIED.test(words) ? { hint: DENIED_HINTS[access], diagnosis: `${access}-denied` } : void 0;
}
function judgeWords(otherwise) {
  return (error) => {
    if (error instanceof HungError) return error;
    const words = error instanceof ActionError ? error.output : void 0;
    if (words === void 0 || KILLED.test(messageOf(error))) return { verdict: "final" };
    return { verdict: verdictOf(words) ?? otherwise };
  };
}

export {
  hashedContent,
  verified,
  verifiedStream,
  readImage,
  readManifest,
  splitIndex,
  platformOf,
  PASSING_WORDS,
  verdictOf,
  ADVICE,
  DENIED_HINTS,
  RATE_LIMIT_HINTS,
  adviceFor,
  judgeWords
};
