import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ActionError,
  HungError,
  machineHint,
  messageOf
} from "./chunk-H7ZIAHL5.js";
import {
  exec
} from "./chunk-URJK3CXB.js";
import {
  FIRST_RETRY_DELAY_MS,
  HTTP_CONNECT_MS,
  HTTP_IDLE_MS,
  HTTP_TOTAL_MS,
  KILL_AFTER_MS,
  MAX_BODY_BYTES,
  MAX_DISCARDED_BODY_BYTES,
  MAX_RETRY_AFTER_MS,
  MAX_RETRY_DELAY_MS,
  OPEN_OUTPUT_MS,
  REFUSED_ARGUMENT_BYTES,
  RETRY_BUDGET_MS
} from "./chunk-SMAGCOBC.js";

// src/clients/http/http.ts
import { createReadStream } from "node:fs";
import { isIP as isIP3 } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";

// src/runtime/within.ts
async function within(call, limit, signal) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new HungError(`no end after ${limit / 1e3} s`)), limit);
  try {
    return await unlessAborted(call, signal === void 0 ? late.signal : AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}
async function unlessAborted(call, signal) {
  const aborted = Promise.withResolvers();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([call, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

// src/clients/http/certificates.ts
import { readdirSync } from "node:fs";
import { join } from "node:path";
function certificateFiles(folders) {
  const hosts = [...new Set(folders.flatMap(list))];
  return hosts.map((host) => {
    const named = /* @__PURE__ */ new Map();
    for (const folder of folders.toReversed()) {
      for (const file of list(join(folder, host))) named.set(file, join(folder, host, file));
    }
    const files2 = [...named.values()].toSorted();
    return {
      host,
      authorities: files2.filter((file) => file.endsWith(".crt")),
      pairs: files2.filter((file) => file.endsWith(".cert")).map((cert) => ({ cert, key: cert.replace(/\.cert$/, ".key") })).filter(({ key }) => files2.includes(key))
    };
  });
}
function certificateFolders(env, configFolder2) {
  const own = env.XDG_CONFIG_HOME || join(env.HOME ?? "/", ".config");
  return ["/etc/docker", join(own, "docker"), configFolder2].map((folder) => join(folder, "certs.d"));
}
var BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem"
];
var ADDED = [
  "/usr/local/share/ca-certificates",
  "/etc/pki/ca-trust/source/anchors",
  "/etc/pki/trust/anchors",
  "/etc/ca-certificates/trust-source/anchors"
];
function systemBundle({ SSL_CERT_FILE }, isFile2, isEmpty = (folder) => list(folder).length === 0) {
  if (SSL_CERT_FILE) return isFile2(SSL_CERT_FILE) ? SSL_CERT_FILE : void 0;
  return ADDED.every(isEmpty) ? void 0 : BUNDLES.find(isFile2);
}
function secureContext({ ca, cert, key }, { alone, trustSystem }) {
  const { createSecureContext, getCACertificates } = process.getBuiltinModule("node:tls");
  if (ca === void 0 && !trustSystem) return createSecureContext({ cert, key });
  const given = [ca ?? []].flat();
  if (alone && ca !== void 0) return createSecureContext({ ca: given, cert, key });
  const known = [...getCACertificates("default"), ...trustSystem ? getCACertificates("system") : [], ...given];
  return createSecureContext({ ca: [...new Set(known)], cert, key });
}
function list(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
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

// src/clients/http/tunnel.ts
import { isIP } from "node:net";
var ProxyError = class extends Error {
  name = "ProxyError";
  /** Of its answer. Undefined if it did not answer. */
  status;
  /** Node's, if the proxy was not reached. */
  code;
  constructor(message, details = {}) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
  }
};
async function openTunnel(proxy, target, options) {
  const request = await connectRequest(proxy, target, options);
  const { promise, resolve, reject } = Promise.withResolvers();
  const { limit } = options;
  const late = new ProxyError(`the proxy opened no tunnel within ${limit / 1e3} s`, { code: "PROXY_TIMEOUT" });
  const timer = setTimeout(() => request.destroy(late), limit);
  request.once("connect", (response, socket, head) => {
    const { statusCode: status = 0, statusMessage } = response;
    if (status >= 200 && status < 300) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    } else {
      socket.destroy();
      reject(new ProxyError(`the proxy answered ${status}${statusMessage ? ` (${statusMessage})` : ""}`, { status }));
    }
  });
  request.on("error", (cause) => {
    const { code } = cause;
    reject(cause instanceof ProxyError ? cause : new ProxyError("the proxy cannot be reached", { code, cause }));
  });
  request.end();
  return promise.finally(() => clearTimeout(timer));
}
async function connectRequest({ origin, authorization }, target, { secureContext: secureContext2, signal }) {
  const { protocol, hostname, port } = new URL(origin);
  const options = {
    method: "CONNECT",
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port || (protocol === "https:" ? 443 : 80),
    path: target,
    headers: { host: target, ...authorization !== void 0 && { "proxy-authorization": authorization } },
    agent: false,
    signal
  };
  if (protocol !== "http:" && protocol !== "https:") {
    throw new ProxyError(`a ${protocol.slice(0, -1)} proxy is not supported`);
  }
  if (protocol === "http:") return (await import("node:http")).request(options);
  const { request } = await import("node:https");
  return request({ ...options, servername: serverName(origin), ...{ secureContext: secureContext2() } });
}
function serverName(origin) {
  const { hostname } = new URL(origin);
  return isIP(hostname.replace(/^\[|\]$/g, "")) === 0 ? hostname : "";
}

// src/clients/http/http-error.ts
var HttpError = class extends ActionError {
  name = "HttpError";
  code;
  constructor(message, details) {
    super(message, details);
    this.code = details.code;
  }
};
var UNTRUSTED = /* @__PURE__ */ new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
]);
var NOT_TLS = /* @__PURE__ */ new Set(["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG", "ERR_SSL_HTTP_REQUEST"]);
function isUntrusted(error) {
  return UNTRUSTED.has(codeOf(error) ?? "");
}
function tooSlow(asked, limit) {
  return new HttpError(`${serverOf(asked)}: no whole answer within ${limit / 1e3} s (TOO_SLOW)`, { code: "TOO_SLOW" });
}
function failure(asked, cause, idle) {
  if (cause instanceof HttpError) return cause;
  if (cause instanceof ProxyError) return proxyFailure(asked, cause);
  const code = codeOf(cause);
  if (code === void 0 && (cause instanceof TypeError || cause instanceof ReferenceError)) return cause;
  if (NOT_TLS.has(code ?? "")) return withoutTls(asked, cause);
  const { host } = new URL(asked.url);
  const untrusted = isUntrusted(cause);
  const reason = untrusted ? UNTRUSTED_REASON : reasonOf(cause, idle);
  const mayBeTls = code === "HPE_INVALID_CONSTANT" && asked.url.startsWith("http:");
  return new HttpError(`${serverOf(asked)}: ${reason}${mayBeTls ? "; it may speak TLS" : ""}${inBrackets(code)}`, {
    code,
    cause,
    hint: untrusted ? `Add the authority that signed its certificate to the system's, put it into /etc/docker/certs.d/${host}/ca.crt, or name it as \`ca\` of [registry."${host}"] in \`buildkitd-config-inline\`.` : void 0
  });
}
var UNTRUSTED_REASON = "its certificate is not signed by a known authority";
function plainHttpHint(host) {
  return `Add "${host}" to \`insecure-registries\` in the engine's daemon.json, or set \`http = true\` for it in \`buildkitd-config\`.`;
}
function withoutTls(asked, cause) {
  const { host } = new URL(asked.url);
  return new HttpError(
    `${serverOf(asked)}: it does not speak TLS; it may serve plain HTTP${inBrackets(codeOf(cause))}`,
    {
      code: "PLAIN_HTTP",
      cause,
      hint: plainHttpHint(host)
    }
  );
}
function proxyFailure(asked, cause) {
  const { status, code } = cause;
  const untrusted = isUntrusted(cause);
  const reason = cause.cause === void 0 ? "" : `: ${untrusted ? UNTRUSTED_REASON : reasonOf(cause.cause)}`;
  return new HttpError(`${serverOf(asked)}: ${cause.message}${reason}${inBrackets(code)}`, {
    code: status === void 0 ? code : statusCode(status),
    cause,
    hint: untrusted ? "Add the authority that signed the proxy's certificate to the system's." : proxyHint(asked, status)
  });
}
function statusCode(status) {
  return classify({ status, headers: {} }) === "transient" ? "PROXY_UNAVAILABLE" : "PROXY_REFUSED";
}
function proxyHint({ url, proxy }, status) {
  const { protocol, hostname } = new URL(url);
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const bypass = `list ${hostname} in NO_PROXY to reach it without the proxy`;
  if (status === void 0) return `Check the address in ${name}, or ${bypass}.`;
  if (statusCode(status) === "PROXY_UNAVAILABLE") return `See whether the proxy reaches ${hostname}, or ${bypass}.`;
  if (status !== 407) return `Allow connections to ${hostname} at the proxy, or ${bypass}.`;
  return proxy?.authorization === void 0 ? `Add the proxy's user name and password to ${name} (http://user:password@${proxy?.host}), or ${bypass}.` : `Correct the user name and password in ${name}, with special characters percent-encoded, or ${bypass}.`;
}
function serverOf({ url, socketPath, proxy }) {
  const server = socketPath ?? new URL(url).host;
  return proxy === void 0 ? server : `${server} through the proxy ${proxy.host}`;
}
function reasonOf(cause, idle = 0) {
  const known = {
    ECONNREFUSED: "the connection was refused",
    ECONNRESET: "the connection was reset",
    ENOENT: "the socket does not exist",
    ENOTFOUND: "the host name was not found",
    HPE_INVALID_CONSTANT: "the answer is not HTTP",
    UND_ERR_BODY_TIMEOUT: `the answer stopped for ${idle / 1e3} s`,
    UND_ERR_CONNECT_TIMEOUT: "the connection was not accepted in time",
    UND_ERR_HEADERS_TIMEOUT: `no answer for ${idle / 1e3} s`,
    UND_ERR_SOCKET: "the connection was closed before the end of the answer"
  };
  return known[codeOf(cause) ?? ""] ?? messageOf(cause);
}
function inBrackets(code) {
  return code === void 0 ? "" : ` (${code})`;
}
function codeOf(error) {
  const code = error?.code;
  return typeof code === "string" ? code : void 0;
}

// src/clients/http/proxy.ts
import { BlockList, isIP as isIP2 } from "node:net";
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
  const version = isIP2(name);
  if (version !== 0) return covers(`${name}/${version === 4 ? 32 : 128}`, host);
  if (isIP2(host) !== 0) return false;
  const suffix = name.replace(/^\*(?=\.)/, "");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}
function splitPort(entry) {
  if (isIP2(entry) !== 0) return [entry, void 0];
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(.*)$/.exec(entry) ?? [];
  return [bracketed ?? plain ?? entry, port];
}
function covers(network, address) {
  const [, base = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(network) ?? [];
  const [family, asked] = [familyOf(base), familyOf(address)];
  if (family === void 0 || asked === void 0 || Number(length) > (family === "ipv4" ? 32 : 128)) return false;
  const list2 = new BlockList();
  list2.addSubnet(base, Number(length), family);
  return list2.check(address, asked);
}
function familyOf(address) {
  const version = isIP2(address);
  if (version === 0) return void 0;
  return version === 4 ? "ipv4" : "ipv6";
}

// src/clients/http/http.ts
function createHttp({
  idle = HTTP_IDLE_MS,
  timeout = HTTP_TOTAL_MS,
  env = process.env
} = {}) {
  const dispatchers = /* @__PURE__ */ new Map();
  const closed = new AbortController();
  let trustSystem = false;
  function proxyOf({ url, socketPath, addresses }) {
    return socketPath === void 0 && addresses === void 0 ? proxyFor(new URL(url), env) : void 0;
  }
  function dispatcherFor(message, proxy) {
    const { url, socketPath, insecure = false, tls, trust, addresses } = message;
    const target = new URL(url);
    const key = JSON.stringify([socketPath, target.origin, insecure, tls, trust, addresses, proxy, trustSystem]);
    const known = dispatchers.get(key);
    if (known !== void 0) return known;
    const secure = target.protocol === "https:";
    const connect = {
      timeout: Math.min(idle, HTTP_CONNECT_MS),
      socketPath,
      ...addresses !== void 0 && { lookup: lookupOf(addresses) },
      ...secure && secureOptions(insecure, tls, trust)
    };
    const made = import("./undici-D2TSDAMI.js").then(({ default: { Agent, buildConnector } }) => {
      if (proxy === void 0) return new Agent({ connect });
      if (!secure) return new Agent({ connect: toProxy(proxy, buildConnector) });
      return new Agent({ connect: throughTunnel(proxy, buildConnector(connect)) });
    });
    dispatchers.set(key, made);
    return made;
  }
  function toProxy({ origin }, build) {
    const secure = origin.startsWith("https:") && { secureContext: proxyContext() };
    const connect = build({ timeout: Math.min(idle, HTTP_CONNECT_MS), ...secure });
    return (options, callback) => connect({ ...options, servername: serverName(origin) }, callback);
  }
  function throughTunnel(proxy, connect) {
    return ({ hostname, port, ...options }, callback) => {
      const target = `${hostname}:${port || 443}`;
      const tunnel = { limit: idle, secureContext: proxyContext, signal: closed.signal };
      openTunnel(proxy, target, tunnel).then(
        (httpSocket) => connect({ hostname, port, ...options, httpSocket }, callback),
        (error) => callback(error, null)
      );
    };
  }
  function proxyContext() {
    return secureContext({}, { alone: false, trustSystem });
  }
  function secureOptions(insecure, tls, trust = {}) {
    return {
      rejectUnauthorized: !insecure,
      secureContext: secureContext(tls ?? trust, { alone: tls !== void 0, trustSystem })
    };
  }
  async function exchange(message, signal) {
    const { method, url, body: sent, upgrade: protocol } = message;
    const proxy = proxyOf(message);
    const dispatcher = await dispatcherFor(message, proxy);
    const { origin, path, headers: route } = routeOf(new URL(url), proxy);
    const options = {
      origin,
      path,
      method,
      headers: { "user-agent": "multiarch-build", ...lengthOf(sent), ...message.headers, ...route },
      headersTimeout: message.idle ?? idle,
      bodyTimeout: message.idle ?? idle,
      signal
    };
    if (protocol !== void 0) {
      const { socket } = await dispatcher.upgrade({ ...options, protocol });
      return { status: 101, headers: {}, body: Buffer.alloc(0), connection: endedBy(message.signal, socket) };
    }
    const reset = message.headersOnly === true ? false : void 0;
    const { statusCode: statusCode2, headers, body } = await dispatcher.request({ ...options, body: streamed(sent), reset });
    if (message.headersOnly === true) {
      await body.dump({ limit: MAX_DISCARDED_BODY_BYTES });
      await nextTurn();
      return { status: statusCode2, headers: flatten(headers), body: Buffer.alloc(0) };
    }
    const bytes = await whole(body, message.url, statusCode2 < 300 ? message : {});
    await nextTurn();
    if (statusCode2 === 407 && proxy !== void 0) throw new ProxyError("the proxy answered 407", { status: 407 });
    return { status: statusCode2, headers: flatten(headers), body: bytes };
  }
  async function http(message) {
    const widened = trustSystem;
    const asked = { ...message, proxy: proxyOf(message) };
    const late = new AbortController();
    const signal = message.signal === void 0 ? late.signal : AbortSignal.any([message.signal, late.signal]);
    const limit = message.timeout ?? timeout;
    const timer = message.onData === void 0 ? setTimeout(() => late.abort(tooSlow(asked, limit)), limit) : void 0;
    try {
      const answer = exchange(message, signal).catch((error) => {
        if (widened || message.tls?.ca !== void 0 || !isUntrusted(error)) throw error;
        trustSystem = true;
        return exchange(message, signal);
      });
      return await unlessAborted(answer, signal);
    } catch (cause) {
      message.signal?.throwIfAborted();
      throw failure(asked, cause, message.idle ?? idle);
    } finally {
      clearTimeout(timer);
    }
  }
  async function close() {
    const made = [...dispatchers.values()];
    dispatchers.clear();
    closed.abort();
    await Promise.all(made.map(async (dispatcher) => (await dispatcher).destroy()));
  }
  return Object.assign(http, { close });
}
function routeOf({ origin, pathname, search, href, protocol, host, hash }, proxy) {
  if (proxy === void 0 || protocol === "https:") return { origin, path: `${pathname}${search}`, headers: {} };
  const { authorization } = proxy;
  const headers = { host, ...authorization !== void 0 && { "proxy-authorization": authorization } };
  return { origin: proxy.origin, path: href.slice(0, href.length - hash.length), headers };
}
function isFile(body) {
  return typeof body === "object" && "path" in body;
}
function lengthOf(body) {
  return isFile(body) ? { "content-length": String(body.size) } : {};
}
function streamed(body) {
  return isFile(body) ? createReadStream(body.path) : body;
}
function lookupOf(addresses) {
  const known = addresses.map((address) => ({ address, family: isIP3(address) }));
  return (_, { all }, callback) => all ? callback(null, known) : callback(null, known[0]?.address ?? "", known[0]?.family);
}
function endedBy(signal, connection) {
  const end = () => connection.destroy(signal?.reason);
  signal?.addEventListener("abort", end, { once: true });
  return connection.once("close", () => signal?.removeEventListener("abort", end));
}
async function whole(body, url, { limit = MAX_BODY_BYTES, onData }) {
  const chunks = [];
  let size = 0;
  for await (const chunk of body) {
    if (onData !== void 0) {
      onData(chunk);
      continue;
    }
    size += chunk.length;
    if (size > limit) {
      throw new HttpError(`the answer of ${new URL(url).host} is larger than ${limit} bytes`, { code: "TOO_LARGE" });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
function flatten(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}

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

// src/runtime/process.ts
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { existsSync as existsSync2, readdirSync as readdirSync2, readFileSync as readFileSync2 } from "node:fs";

// src/runtime/environment.ts
var OURS = /^(INPUT_|STATE_|ACTIONS_|BUILDER_NODE_\d+_AUTH_|GITHUB_(ENV|PATH|OUTPUT|STATE)$)/;
function childEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}

// src/runtime/room.ts
import { statfsSync } from "node:fs";
import { totalmem } from "node:os";
function describeMemory(free = process.availableMemory(), total = Math.min(process.constrainedMemory() || totalmem(), totalmem())) {
  return `${gigabytes(free)} of ${gigabytes(total)} GB of memory are free`;
}
function describeDisk(path) {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    return `${gigabytes(bavail * bsize)} of ${gigabytes(blocks * bsize)} GB are free at ${path}`;
  } catch {
    return void 0;
  }
}
function gigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}

// src/runtime/process.ts
var calls = new AsyncLocalStorage();
subscribe("child_process", (message) => {
  const call = calls.getStore();
  if (call === void 0) return;
  const { process: child } = message;
  call.child = child;
  child.once("spawn", () => {
    child.stdin?.on("error", () => {
    });
    call.onSpawn();
  });
});
var run = async (command) => {
  const stdout = [];
  const stderr = [];
  let timedOut = false;
  let killTimer;
  const end = () => {
    kill(call.child, "SIGTERM", command.group);
    killTimer ??= setTimeout(() => kill(call.child, "SIGKILL", command.group), KILL_AFTER_MS);
  };
  const call = { child: void 0, onSpawn: () => killTimer !== void 0 && end() };
  const endLate = () => {
    timedOut = true;
    end();
  };
  command.signal?.throwIfAborted();
  refuseTooLong(command);
  command.signal?.addEventListener("abort", end, { once: true });
  const timer = command.timeout === void 0 ? void 0 : setTimeout(endLate, command.timeout);
  const idle = command.idle === void 0 ? void 0 : setTimeout(endLate, command.idle);
  const hear = (listen) => (chunk) => {
    idle?.refresh();
    listen(chunk);
  };
  try {
    const [program, ...args] = [...command.group ? ["setsid"] : [], command.program, ...command.args];
    const code = await calls.run(
      call,
      () => exec(`"${program}"`, args, {
        silent: true,
        ignoreReturnCode: true,
        delay: OPEN_OUTPUT_MS,
        env: definedOnly(command.env ?? childEnvironment(process.env)),
        cwd: command.cwd,
        input: Buffer.from(command.input ?? ""),
        listeners: {
          stdout: hear(command.onStdout ?? ((chunk) => stdout.push(chunk))),
          stderr: hear(command.onStderr ?? ((chunk) => stderr.push(chunk)))
        }
      })
    );
    command.signal?.throwIfAborted();
    return {
      code: code ?? void 0,
      signal: call.child?.signalCode ?? void 0,
      timedOut,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString()
    };
  } catch (cause) {
    command.signal?.throwIfAborted();
    throw notStarted(command, reasonFor(command, cause), machineHint(cause) ?? machineHint(codeIn(cause)), cause);
  } finally {
    for (const each of [timer, idle, killTimer]) clearTimeout(each);
    if (command.group && killTimer !== void 0) kill(call.child, "SIGKILL", true);
    for (const stream of [call.child?.stdout, call.child?.stderr]) stream?.destroy();
    command.signal?.removeEventListener("abort", end);
  }
};
function refuseTooLong(command) {
  const { args, env = childEnvironment(process.env) } = command;
  const variables = Object.entries(definedOnly(env)).map(([name, value]) => `${name}=${value}`);
  if (![...args, ...variables].some((text) => Buffer.byteLength(text) >= REFUSED_ARGUMENT_BYTES)) return;
  const reason = "its arguments and environment are longer than the system accepts (E2BIG)";
  throw notStarted(command, reason, "Put long values into files, or drop some.");
}
function notStarted({ program }, reason, hint, cause) {
  return new ActionError(`${program} could not be started: ${reason}`, { hint, cause });
}
function reasonFor({ program, cwd }, cause) {
  const message = messageOf(cause);
  const { code } = codeIn(cause);
  if (/^The cwd: .* does not exist!$/s.test(message)) return `the folder ${cwd} does not exist (ENOENT)`;
  if (code === "ENOENT" || message.startsWith("Unable to locate executable file")) {
    return existsSync2(program) ? "it is not executable (EACCES)" : "the program was not found (ENOENT)";
  }
  const reasons = {
    EACCES: "it is not executable",
    EMFILE: "this process has too many open files",
    EAGAIN: "this user has too many processes",
    ENOMEM: "no memory is left"
  };
  const known = reasons[code];
  return known === void 0 ? message : `${known} (${code})`;
}
function codeIn(error) {
  return { code: / (E[A-Z0-9]+)$/.exec(messageOf(error))?.[1] ?? "" };
}
function until(signal, runChild) {
  return (command) => runChild({ ...command, signal: command.signal === void 0 ? signal : AbortSignal.any([signal, command.signal]) });
}
function succeeded(finished) {
  return finished.code === 0 && finished.signal === void 0 && !finished.timedOut;
}
function wasKilled({ code, signal, timedOut }) {
  return !timedOut && (signal === "SIGKILL" || code === 137);
}
function describeEnd(finished, memory = describeMemory()) {
  const { code, signal, timedOut } = finished;
  if (timedOut) return "no end within its time limit";
  const end = signal === void 0 ? `exit status ${code}` : `killed by ${signal}`;
  return wasKilled(finished) ? `${end}: another process killed it, or memory ran out (now ${memory})` : end;
}
function kill(child, signal, group = false) {
  if (!group || child?.pid === void 0) {
    child?.kill(signal);
    return;
  }
  for (const pid of sessionOf(child.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
    }
  }
}
function sessionOf(leader) {
  return readdirSync2("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync2(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]) === leader;
    } catch {
      return false;
    }
  });
}
function definedOnly(env) {
  return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0));
}

// src/clients/docker/endpoint.ts
import { createHash } from "node:crypto";
import { join as join2 } from "node:path";

// src/clients/registry/origin.ts
function isLoopback(registry) {
  const host = registry.replace(/:\d+$/, "").toLowerCase();
  return host === "localhost" || /^127(\.\d{1,3}){3}$/.test(host) || host === "[::1]" || registry === "::1";
}
function createOrigins(http, insecureRegistries, signal) {
  const known = /* @__PURE__ */ new Map();
  async function probe(registry) {
    const tls = { url: `https://${registry}`, insecure: true };
    const plain = { url: `http://${registry}`, insecure: true };
    const [first, second] = isLoopback(registry) ? [plain, tls] : [tls, plain];
    try {
      if (await answers(first)) return first;
    } catch (error) {
      signal?.throwIfAborted();
      if (await answers(second).catch(() => false)) return second;
      throw error;
    }
    return second;
  }
  async function answers({ url, insecure }) {
    const { status, headers } = await http({ method: "GET", url: `${url}/v2/`, insecure, signal });
    return status !== 400 || "docker-distribution-api-version" in headers;
  }
  return (registry) => {
    if (registry === "docker.io") return Promise.resolve({ url: "https://registry-1.docker.io", insecure: false });
    if (!isLoopback(registry) && !insecureRegistries(registry)) {
      return Promise.resolve({ url: `https://${registry}`, insecure: false });
    }
    const found = known.get(registry) ?? probe(registry);
    known.set(registry, found);
    found.catch(() => known.delete(registry));
    return found;
  };
}

// src/clients/docker/endpoint.ts
var NO_ENGINE = { host: "unix:///dev/null", certificates: void 0 };
function configFolder(env) {
  return env.DOCKER_CONFIG || join2(env.HOME ?? "/", ".docker");
}
function resolveEndpoint(env, readText) {
  if (env.DOCKER_HOST) {
    const verified = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS;
    return { host: env.DOCKER_HOST, certificates: verified ? env.DOCKER_CERT_PATH || configFolder(env) : void 0 };
  }
  const folder = configFolder(env);
  const context = contextInUse(env, readText);
  if (context !== void 0 && context !== "default") {
    const host = contextHost(context, folder, readText);
    const tls = join2(folder, "contexts", "tls", contextId(context), "docker");
    if (host === void 0) {
      throw new ActionError(`the Docker context "${context}" does not exist`, {
        hint: "Compare DOCKER_CONTEXT with `docker context ls` on the runner."
      });
    }
    return { host, certificates: readText(join2(tls, "cert.pem")) === void 0 ? void 0 : tls };
  }
  return { host: "unix:///var/run/docker.sock", certificates: void 0 };
}
function contextInUse(env, readText) {
  if (env.DOCKER_HOST) return void 0;
  return env.DOCKER_CONTEXT || currentContext(readText(join2(configFolder(env), "config.json")));
}
function leadsElsewhere(endpoint, engine, env, readText) {
  const address = endpoint.includes("://") ? endpoint : contextHost(endpoint, configFolder(env), readText);
  if (address === void 0 || address === engine || address.startsWith("unix://")) return false;
  const [, host = ""] = /:\/\/(?:[^@/]*@)?([^/]*)/.exec(address) ?? [];
  return !isLoopback(host);
}
function currentContext(config) {
  const value = parse(config)?.currentContext;
  return typeof value === "string" && value !== "" ? value : void 0;
}
function contextHost(context, folder, readText) {
  const meta = readText(join2(folder, "contexts", "meta", contextId(context), "meta.json"));
  const endpoints = parse(meta)?.Endpoints;
  const host = endpoints?.docker?.Host;
  return typeof host === "string" && host !== "" ? host : void 0;
}
function contextId(context) {
  return createHash("sha256").update(context).digest("hex");
}
function parse(text) {
  if (text === void 0) return void 0;
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function baseOf({ host, certificates }, readText) {
  if (host.startsWith("unix://")) return { url: "http://docker", socketPath: host.slice("unix://".length) };
  if (host.startsWith("tcp://") || host.startsWith("http://") || host.startsWith("https://")) {
    const authority = host.replace(/^[a-z]+:\/\//, "").replace(/\/$/, "");
    if (certificates === void 0) return { url: `http://${authority}` };
    const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((file) => readText(join2(certificates, file)));
    return { url: `https://${authority}`, tls: { ca, cert, key } };
  }
  throw new ActionError(`the Docker engine at ${host} cannot be used: its API is reached over unix:// or tcp:// only`, {
    hint: "Forward its socket (`ssh -L /tmp/docker.sock:/var/run/docker.sock …`) and set DOCKER_HOST to it, or name the machine in `endpoint`."
  });
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

// src/runtime/printable.ts
var UNSEEN = "\\p{Default_Ignorable_Code_Point}\\p{Cf}";
var ANYWHERE = new RegExp(`#(?=[${UNSEEN}]*#[${UNSEEN}]*\\[)`, "gu");
var AT_START = new RegExp(`^([\\s${UNSEEN}]*:)(?=[${UNSEEN}]*:)`, "u");
var SEQUENCES = new RegExp(
  [
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]",
    "(?:\\u001b[PX^_\\]]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]*(?:\\u0007|\\u001b\\\\|\\u009c)",
    "\\u001b[ -/]*[0-~]"
  ].join("|"),
  "g"
);
var CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
function printableLine(line) {
  const text = lastOverwrite(line).replace(SEQUENCES, "").replace(CONTROLS, "");
  return text.replace(ANYWHERE, "# ").replace(AT_START, "$1 ");
}
function printable(text) {
  return text.split("\n").map(printableLine).join("\n");
}
function lastOverwrite(line) {
  return line.split("\r").findLast((part) => part !== "") ?? "";
}

// src/model/digest.ts
import { createHash as createHash2 } from "node:crypto";
var PATTERN = /^sha256:[0-9a-f]{64}$/;
function isDigest(text) {
  return typeof text === "string" && PATTERN.test(text);
}
function digestOf(bytes) {
  return `sha256:${createHash2("sha256").update(bytes).digest("hex")}`;
}
function shortHash(text, digits) {
  return createHash2("sha256").update(text).digest("hex").slice(0, digits);
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
    const whole2 = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = end + 1 < chunk.length ? [Uint8Array.from(chunk.subarray(end + 1))] : [];
    return whole2.toString().split("\n");
  }
  /** The last line, where the stream ended without a line feed. */
  end() {
    if (this.#rest.length === 0) return [];
    const line = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    return [line];
  }
};

// src/model/media-type.ts
var OCI_INDEX = "application/vnd.oci.image.index.v1+json";
var DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
var OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
var DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
var INDEX_TYPES = [OCI_INDEX, DOCKER_LIST];
var IMAGE_TYPES = [OCI_MANIFEST, DOCKER_MANIFEST];
var MANIFEST_TYPES = [...INDEX_TYPES, ...IMAGE_TYPES];

export {
  within,
  certificateFiles,
  certificateFolders,
  systemBundle,
  systemClock,
  classify,
  retryAfterOf,
  judgeError,
  retry,
  poll,
  HttpError,
  variable,
  parseProxy,
  isLoopbackHost,
  createHttp,
  readAuthVariable,
  secretsInAuthVariable,
  printableLine,
  printable,
  files,
  childEnvironment,
  describeMemory,
  describeDisk,
  run,
  until,
  succeeded,
  wasKilled,
  describeEnd,
  isLoopback,
  createOrigins,
  NO_ENGINE,
  configFolder,
  resolveEndpoint,
  contextInUse,
  leadsElsewhere,
  baseOf,
  LineSplitter,
  isDigest,
  digestOf,
  shortHash,
  OCI_INDEX,
  DOCKER_LIST,
  OCI_MANIFEST,
  DOCKER_MANIFEST,
  INDEX_TYPES,
  IMAGE_TYPES,
  MANIFEST_TYPES
};
