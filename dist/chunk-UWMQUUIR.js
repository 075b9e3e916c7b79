import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  RATE_LIMIT_HINTS
} from "./chunk-TUSLQINK.js";
import {
  IMAGE_TYPES,
  INDEX_TYPES,
  MANIFEST_TYPES
} from "./chunk-GAY4O6F3.js";
import {
  HttpError
} from "./chunk-KGZ5MXFU.js";
import {
  classify,
  retryAfterOf
} from "./chunk-5KDB2SZE.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  MAX_RETRY_AFTER_MS
} from "./chunk-BB63CQQL.js";

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
  const isIndex = Array.isArray(manifests) && config === void 0 && layers === void 0;
  const isImage = Array.isArray(layers) && config !== void 0 && manifests === void 0;
  const types = isIndex ? INDEX_TYPES : isImage ? IMAGE_TYPES : [];
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
