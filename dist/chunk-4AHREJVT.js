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
} from "./chunk-WFZJWN3Q.js";
import {
  HttpError
} from "./chunk-IE72TGGG.js";
import {
  digestOf,
  hashed
} from "./chunk-6EDLY2WM.js";
import {
  normalisePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  classify,
  retryAfterOf
} from "./chunk-EULWAJQN.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-S3IJUGYC.js";
import {
  MAX_CLASSIFIED_OUTPUT_CHARS,
  MAX_RETRY_AFTER_MS
} from "./chunk-EGFNVJ3A.js";

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

// src/clients/registry/error.ts
import { STATUS_CODES } from "node:http";

// src/clients/registry/login-hints.ts
function loginHint(registry, access, login) {
  if (login === "rejected") {
    return `Correct \`username\` and \`password\` for ${registry}. A token may have expired, or may not be allowed to ${access}.`;
  }
  return access === "push" ? pushHint(registry, login) : pullHint(registry, login);
}
var GHCR_RIGHT = 'Give the job "permissions: packages: write"';
function pushHint(registry, login) {
  if (registry === "ghcr.io") {
    return login === "missing" ? `${GHCR_RIGHT}, and log in with \`registry: ghcr.io\`, \`username: \${{ github.actor }}\` and \`password: \${{ github.token }}\`.` : `${GHCR_RIGHT}, or log in with a token that may push.`;
  }
  if (login === "missing")
    return `Log in to ${registry} in an earlier step, or set \`registry\`, \`username\` and \`password\`.`;
  if (registry === "docker.io") {
    return 'Log in with an access token that has the scope "Read & Write", of an account that may push to this repository.';
  }
  return `Log in to ${registry} with an account or a token that may push to this repository.`;
}
function pullHint(registry, login) {
  if (registry === "ghcr.io") {
    return 'Log in to ghcr.io, and give the job "permissions: packages: read". For a package of another repository, add this repository under "Manage Actions access" in the settings of the package.';
  }
  const account = registry === "docker.io" ? "an access token of an account" : "an account or a token";
  return login === "missing" ? `Log in to ${registry} with ${account} that may pull this image (\`registry\`, \`username\`, \`password\`), or correct its name.` : `Log in to ${registry} with ${account} that may pull this image, or correct its name.`;
}

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
function refused(what, server, response, asked) {
  const { status, headers } = response;
  const { code, message } = firstError(response.body);
  const said = [code, message].filter(Boolean).join(": ") || STATUS_CODES[status];
  return new RegistryError(`${what} failed: ${server} answered ${status}${said === void 0 ? "" : ` (${said})`}`, {
    verdict: classify({ status, headers }),
    status,
    code,
    said: message ?? said,
    retryAfter: retryAfterOf(headers),
    ...explain(response, code, { registry: server, ...asked })
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
var NAME_HINTS = {
  pull: (registry) => `Correct the name or the tag. If the image is private, log in to ${registry}.`,
  push: (registry) => `Create the repository or the project at ${registry} first, or correct the name.`
};
function explain({ status, headers }, code, { registry, access, login = status === 401 ? "missing" : "accepted" }) {
  const wait = retryAfterOf(headers) ?? 0;
  const later = wait > MAX_RETRY_AFTER_MS ? `Run the job again in ${duration(wait)}: the registry asks to wait that long.` : void 0;
  switch (status) {
    case 401:
    case 403: {
      const isAws = status === 401 && isEcr(registry);
      const aws = `Log in to ${registry} with aws-actions/amazon-ecr-login in an earlier step; its logins last 12 hours.`;
      return { hint: isAws ? aws : loginHint(registry, access, login), diagnosis: `${access}-denied` };
    }
    case 404:
      return code === "NAME_UNKNOWN" || code === "MANIFEST_UNKNOWN" ? { hint: NAME_HINTS[access](registry), diagnosis: "name-unknown" } : {};
    case 413:
      return { hint: "Raise the size of a request that the registry, or the proxy before it, accepts." };
    case 429:
      return { hint: later ?? RATE_LIMIT_HINTS[access], diagnosis: "rate-limit" };
    case 507:
      return { hint: "Free space in the registry.", diagnosis: "disk-full" };
    default:
      return later === void 0 ? {} : { hint: later };
  }
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
  judgeWords,
  loginHint,
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
  lagging
};
