import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  messageOf
} from "./chunk-3UVMYFHN.js";
import {
  FIRST_RETRY_DELAY_MS,
  MAX_RETRY_AFTER_MS,
  MAX_RETRY_DELAY_MS,
  RETRY_BUDGET_MS
} from "./chunk-ZNZUOKZ2.js";

// src/runtime/files.ts
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, readSync, statSync } from "node:fs";
var files = {
  exists: existsSync,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  size: (path) => statSync(path).size,
  readText: (path) => readFileSync(path, "utf8"),
  readLink: (path) => {
    try {
      return readlinkSync(path);
    } catch {
      return void 0;
    }
  },
  /**
   * Returns the text of a file, or undefined if the file is missing.
   * @param bytes maximum number of bytes to read from its start.
   */
  readOptional: (path, bytes) => {
    if (!files.isFile(path)) return void 0;
    return bytes === void 0 ? files.readText(path) : readStart(path, bytes);
  }
};
function readStart(path, bytes) {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(bytes);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes; length += read)
      read = readSync(file, buffer, length, bytes - length, null);
    return buffer.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

// src/runtime/retry.ts
import { setTimeout as wait } from "node:timers/promises";
var systemClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, void 0, { signal })
};
var FINAL_SERVER_ERRORS = /* @__PURE__ */ new Set([501, 505, 507]);
var TRANSIENT_CODES = /* @__PURE__ */ new Set([
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "EAI_AGAIN", "EAI_NODATA", "ENOTFOUND", "ERR_TLS_HANDSHAKE_TIMEOUT"],
  ...["UND_ERR_BODY_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_SOCKET"],
  ...["TOO_SLOW", "PROXY_TIMEOUT", "PROXY_UNAVAILABLE"],
  // the signal distinguishes these from a cancellation by this process
  ...["UND_ERR_ABORTED", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "HPE_INVALID_EOF_STATE"]
]);
function classify(outcome) {
  if (!("status" in outcome)) return TRANSIENT_CODES.has(outcome.code ?? "") ? "transient" : "final";
  const { status, headers } = outcome;
  const passing = status === 408 || status === 429 || status >= 500 && !FINAL_SERVER_ERRORS.has(status);
  return passing && (retryAfterOf(headers) ?? 0) <= MAX_RETRY_AFTER_MS ? "transient" : "final";
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
  const backoff = Math.min(FIRST_RETRY_DELAY_MS * 2 ** (retry2 - 1), MAX_RETRY_DELAY_MS) * (1 - random() / 2);
  return Math.max(backoff, retryAfter);
}
function judgeError(error) {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("verdict" in current) return current;
    if ("code" in current && typeof current.code === "string") return { verdict: classify({ code: current.code }) };
  }
  return { verdict: "final" };
}
async function retry(operation, { retries, budget = RETRY_BUDGET_MS, clock, random = Math.random, log, signal }, judge = judgeError) {
  let firstFailure;
  const failed = /* @__PURE__ */ new Map();
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      firstFailure ??= clock.now();
      const { verdict, retryAfter, part = "" } = judge(error);
      const failures = (failed.get(part) ?? 0) + 1;
      failed.set(part, failures);
      const delay = delayBefore(attempt, { retryAfter, random });
      const inTime = (retryAfter ?? 0) <= MAX_RETRY_AFTER_MS && clock.now() - firstFailure + delay <= budget;
      if (verdict === "final" || failures > retries || !inTime) throw error;
      log(`${messageOf(error).split("\n", 1)[0]}; retry ${failures} of ${retries} in ${(delay / 1e3).toFixed(1)} s`);
      await pause(delay, clock, signal);
    }
  }
}
async function poll(ask, { retries, budget = RETRY_BUDGET_MS, clock, random = Math.random, log, signal }, unsettled) {
  let first;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    const reason = unsettled(answer);
    first ??= clock.now();
    const delay = delayBefore(attempt, { random });
    if (reason === void 0 || retries === 0 || clock.now() - first + delay > budget) return answer;
    log(`${reason}; asking again in ${(delay / 1e3).toFixed(1)} s`);
    await pause(delay, clock, signal);
  }
}
async function pause(delay, clock, signal) {
  await clock.sleep(delay, signal).catch((interrupted) => {
    signal?.throwIfAborted();
    throw interrupted;
  });
}

// src/clients/http/proxy.ts
import { BlockList, isIP } from "node:net";
function proxyFor(url, env) {
  const proxy = parseProxy(variable(env, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY"));
  return proxy === void 0 || isDirect(url, variable(env, "NO_PROXY")) ? void 0 : proxy;
}
function variable(env, name) {
  return env[name] || env[name.toLowerCase()] || "";
}
function parseProxy(value) {
  if (value === "") return void 0;
  const url = URL.parse(value.includes("://") ? value : `http://${value}`);
  if (url === null || url.host === "") return void 0;
  const { protocol, host, username, password } = url;
  const login = `${decoded(username)}:${decoded(password)}`;
  return {
    origin: `${protocol}//${host}`,
    host,
    authorization: login === ":" ? void 0 : `Basic ${Buffer.from(login).toString("base64")}`
  };
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function isDirect(url, noProxy) {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (isLoopbackHost(host)) return true;
  const entries = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry === "*" || matches(entry, host, port));
}
function isLoopbackHost(host) {
  return host === "localhost" || covers("127.0.0.0/8", host) || covers("::1/128", host);
}
function matches(entry, host, port) {
  if (entry.includes("/")) return covers(entry, host);
  const [name, only] = splitPort(entry);
  if (name === "" || only !== void 0 && only !== port) return false;
  const version = isIP(name);
  if (version !== 0) return covers(`${name}/${version === 4 ? 32 : 128}`, host);
  if (isIP(host) !== 0) return false;
  const suffix = name.replace(/^\*(?=\.)/, "");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}
function splitPort(entry) {
  if (isIP(entry) !== 0) return [entry, void 0];
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(.*)$/.exec(entry) ?? [];
  return [bracketed ?? plain ?? entry, port];
}
function covers(network, address) {
  const [, base = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(network) ?? [];
  const [family, asked] = [familyOf(base), familyOf(address)];
  if (family === void 0 || asked === void 0 || Number(length) > (family === "ipv4" ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(length), family);
  return list.check(address, asked);
}
function familyOf(address) {
  const version = isIP(address);
  if (version === 0) return void 0;
  return version === 4 ? "ipv4" : "ipv6";
}

// src/model/platform.ts
function formatPlatform({ os, architecture, variant }) {
  return variant === void 0 ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
function slugOf(platform) {
  return formatPlatform(platform).replaceAll("/", "-");
}
function archOf({ os, architecture, variant = "" }) {
  const joint = variant === "" || /^v\d/.test(variant) ? "" : "-";
  return `${os === "linux" ? "" : `${os}-`}${architecture}${joint}${variant}`;
}
function samePlatform(a, b) {
  return formatPlatform(a) === formatPlatform(b);
}
function runsOn(platform, target) {
  if (platform.os !== target.os) return false;
  if (platform.architecture === "386" && target.architecture === "amd64") return true;
  if (platform.architecture !== target.architecture) return false;
  const [level, limit] = [levelOf(platform), levelOf(target)];
  return Number.isNaN(level) || Number.isNaN(limit) || level <= limit;
}
function levelOf({ architecture, variant }) {
  const lowest = { amd64: "v1", arm: "v7", arm64: "v8" };
  return Number((variant ?? lowest[architecture])?.slice(1));
}
var SYSTEMS = "linux windows darwin freebsd netbsd openbsd dragonfly solaris illumos aix android plan9 wasip1 wasi".split(" ");
var ARM64 = [
  "",
  "v8.1",
  "v8.2",
  "v8.3",
  "v8.4",
  "v8.5",
  "v8.6",
  "v8.7",
  "v8.8",
  "v8.9",
  "v9",
  "v9.1",
  "v9.2",
  "v9.3"
];
var VARIANTS = /* @__PURE__ */ new Map([
  ["386", [""]],
  ["amd64", ["", "v2", "v3", "v4"]],
  ["arm", ["v5", "v6", "v7", "v8"]],
  ["arm64", ARM64],
  ["loong64", [""]],
  ["mips", ["", "hardfloat", "softfloat"]],
  ["mipsle", ["", "hardfloat", "softfloat"]],
  ["mips64", ["", "hardfloat", "softfloat"]],
  ["mips64le", ["", "hardfloat", "softfloat"]],
  ["ppc64", ["", "power8", "power9", "power10"]],
  ["ppc64le", ["", "power8", "power9", "power10"]],
  ["riscv64", ["", "rva20u64", "rva22u64", "rva23u64"]],
  ["s390x", [""]],
  ["wasm", [""]]
]);
function normalisePlatform({ os, architecture, variant }) {
  const given = variant?.toLowerCase() ?? "";
  const [name, normal] = normaliseProcessor(architecture.toLowerCase(), /^\d/.test(given) ? `v${given}` : given);
  const system = os.toLowerCase();
  return {
    os: system === "macos" ? "darwin" : system,
    architecture: name,
    variant: normal === "" ? void 0 : normal
  };
}
function normaliseProcessor(name, variant) {
  switch (name) {
    case "i386":
      return ["386", ""];
    case "x86_64":
    case "x86-64":
    case "amd64":
      return ["amd64", variant === "v1" ? "" : variant];
    case "aarch64":
    case "arm64":
      return ["arm64", variant === "v8" ? "" : variant];
    case "armhf":
      return ["arm", "v7"];
    case "armel":
      return ["arm", "v6"];
    case "arm":
      return ["arm", variant === "" ? "v7" : variant];
    default:
      return [name, variant];
  }
}

// src/clients/registry/auth-variable.ts
function readAuthVariable(text) {
  const config = parseObject(text ?? "");
  const auths = Object.fromEntries(
    Object.entries(object(config.auths)).map(([server, entry]) => [server, object(entry)])
  );
  const isReadByDocker = Object.keys(config).every((name) => name === "auths") && Object.values(auths).every(hasOnlyPassword);
  return { auths, isReadByDocker };
}
function secretsInAuthVariable(text) {
  const entries = Object.values(readAuthVariable(text).auths);
  if (entries.length === 0) return text === void 0 ? [] : [text];
  return entries.flatMap(
    ({ auth, password, identitytoken, registrytoken }) => [auth, typeof auth === "string" ? passwordIn(auth) : void 0, password, identitytoken, registrytoken].filter(
      (secret) => typeof secret === "string"
    )
  );
}
function hasOnlyPassword(entry) {
  const { auth, ...others } = entry;
  return Object.keys(others).length === 0 && typeof auth === "string" && passwordIn(auth) !== void 0;
}
function passwordIn(auth) {
  return /^[^:]+:(.*?)\0*$/s.exec(Buffer.from(auth, "base64").toString())?.[1];
}
function parseObject(text) {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}
function object(value) {
  return typeof value === "object" && value !== null ? value : {};
}

// src/model/digest.ts
import { createHash } from "node:crypto";
var PATTERN = /^sha256:[0-9a-f]{64}$/;
function isDigest(text) {
  return typeof text === "string" && PATTERN.test(text);
}
function digestOf(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function shortHash(text, digits) {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
async function* hashed(bytes, wanted, mismatch) {
  const hash = createHash("sha256");
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== wanted) throw mismatch(found);
}

// src/runtime/lines.ts
var LINE_FEED = 10;
var LineSplitter = class {
  #rest = [];
  /** The lines that this piece of the stream completes, without their line feeds. */
  push(chunk) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0) {
      if (chunk.length > 0) this.#rest.push(Uint8Array.from(chunk));
      return [];
    }
    const whole = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = end + 1 < chunk.length ? [Uint8Array.from(chunk.subarray(end + 1))] : [];
    return whole.toString().split("\n");
  }
  /** The last line, where the stream ended without a line feed. */
  end() {
    if (this.#rest.length === 0) return [];
    const line = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    return [line];
  }
};

export {
  systemClock,
  classify,
  retryAfterOf,
  judgeError,
  retry,
  poll,
  proxyFor,
  variable,
  parseProxy,
  isLoopbackHost,
  formatPlatform,
  slugOf,
  archOf,
  samePlatform,
  runsOn,
  SYSTEMS,
  VARIANTS,
  normalisePlatform,
  readAuthVariable,
  secretsInAuthVariable,
  files,
  LineSplitter,
  isDigest,
  digestOf,
  shortHash,
  hashed
};
