import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ActionError,
  HungError,
  machineHint,
  messageOf,
  parseRepository
} from "./chunk-H7ZIAHL5.js";
import {
  exec
} from "./chunk-URJK3CXB.js";
import {
  CREDENTIAL_HELPER_MS,
  ENGINE_READ_MS,
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
  REMOVED_NAME_POLL_MS,
  RETRY_BUDGET_MS
} from "./chunk-SMAGCOBC.js";

// src/clients/http/http.ts
import { createReadStream } from "node:fs";
import { isIP as isIP3 } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";

// src/runtime/within.ts
async function within(call2, limit, signal) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new HungError(`no end after ${limit / 1e3} s`)), limit);
  try {
    return await unlessAborted(call2, signal === void 0 ? late.signal : AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}
async function unlessAborted(call2, signal) {
  const aborted = Promise.withResolvers();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([call2, aborted.promise]);
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
    const named2 = /* @__PURE__ */ new Map();
    for (const folder of folders.toReversed()) {
      for (const file of list(join(folder, host))) named2.set(file, join(folder, host, file));
    }
    const files2 = [...named2.values()].toSorted();
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
    const answer2 = await ask();
    const reason = unsettled(answer2);
    first ??= clock.now();
    const delay = delayBefore(attempt, { random });
    if (reason === void 0 || retries === 0 || clock.now() - first + delay > budget) return answer2;
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
  const request2 = await connectRequest(proxy, target, options);
  const { promise, resolve, reject } = Promise.withResolvers();
  const { limit } = options;
  const late = new ProxyError(`the proxy opened no tunnel within ${limit / 1e3} s`, { code: "PROXY_TIMEOUT" });
  const timer = setTimeout(() => request2.destroy(late), limit);
  request2.once("connect", (response, socket, head) => {
    const { statusCode: status = 0, statusMessage } = response;
    if (status >= 200 && status < 300) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    } else {
      socket.destroy();
      reject(new ProxyError(`the proxy answered ${status}${statusMessage ? ` (${statusMessage})` : ""}`, { status }));
    }
  });
  request2.on("error", (cause) => {
    const { code } = cause;
    reject(cause instanceof ProxyError ? cause : new ProxyError("the proxy cannot be reached", { code, cause }));
  });
  request2.end();
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
  const { request: request2 } = await import("node:https");
  return request2({ ...options, servername: serverName(origin), ...{ secureContext: secureContext2() } });
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
    const connect2 = {
      timeout: Math.min(idle, HTTP_CONNECT_MS),
      socketPath,
      ...addresses !== void 0 && { lookup: lookupOf(addresses) },
      ...secure && secureOptions(insecure, tls, trust)
    };
    const made = import("./undici-D2TSDAMI.js").then(({ default: { Agent, buildConnector } }) => {
      if (proxy === void 0) return new Agent({ connect: connect2 });
      if (!secure) return new Agent({ connect: toProxy(proxy, buildConnector) });
      return new Agent({ connect: throughTunnel(proxy, buildConnector(connect2)) });
    });
    dispatchers.set(key, made);
    return made;
  }
  function toProxy({ origin }, build) {
    const secure = origin.startsWith("https:") && { secureContext: proxyContext() };
    const connect2 = build({ timeout: Math.min(idle, HTTP_CONNECT_MS), ...secure });
    return (options, callback) => connect2({ ...options, servername: serverName(origin) }, callback);
  }
  function throughTunnel(proxy, connect2) {
    return ({ hostname, port, ...options }, callback) => {
      const target = `${hostname}:${port || 443}`;
      const tunnel = { limit: idle, secureContext: proxyContext, signal: closed.signal };
      openTunnel(proxy, target, tunnel).then(
        (httpSocket) => connect2({ hostname, port, ...options, httpSocket }, callback),
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
      const answer2 = exchange(message, signal).catch((error) => {
        if (widened || message.tls?.ca !== void 0 || !isUntrusted(error)) throw error;
        trustSystem = true;
        return exchange(message, signal);
      });
      return await unlessAborted(answer2, signal);
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
    for (let read2 = -1; read2 !== 0 && length < bytes; length += read2)
      read2 = readSync(file, buffer, length, bytes - length, null);
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
  const call2 = calls.getStore();
  if (call2 === void 0) return;
  const { process: child } = message;
  call2.child = child;
  child.once("spawn", () => {
    child.stdin?.on("error", () => {
    });
    call2.onSpawn();
  });
});
var run = async (command) => {
  const stdout = [];
  const stderr = [];
  let timedOut = false;
  let killTimer;
  const end = () => {
    kill(call2.child, "SIGTERM", command.group);
    killTimer ??= setTimeout(() => kill(call2.child, "SIGKILL", command.group), KILL_AFTER_MS);
  };
  const call2 = { child: void 0, onSpawn: () => killTimer !== void 0 && end() };
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
      call2,
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
      signal: call2.child?.signalCode ?? void 0,
      timedOut,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString()
    };
  } catch (cause) {
    command.signal?.throwIfAborted();
    throw notStarted(command, reasonFor(command, cause), machineHint(cause) ?? machineHint(codeIn(cause)), cause);
  } finally {
    for (const each of [timer, idle, killTimer]) clearTimeout(each);
    if (command.group && killTimer !== void 0) kill(call2.child, "SIGKILL", true);
    for (const stream of [call2.child?.stdout, call2.child?.stderr]) stream?.destroy();
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

// src/clients/docker/engine.ts
import { join as join4 } from "node:path";
import { setTimeout as wait2 } from "node:timers/promises";

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
function answerList(response, what) {
  const list2 = answer(response, what);
  if (Array.isArray(list2)) return list2;
  throw new ActionError(`the Docker engine's answer about ${what} is not a list`);
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
function readInfo(info, version) {
  const registry = info.RegistryConfig ?? {};
  const plainHosts = Object.entries(registry.IndexConfigs ?? {}).filter(([, config]) => config.Secure === false);
  const [major = 0, minor = 0] = String(version.ApiVersion ?? "").split(".").map(Number);
  return {
    version: String(version.Version ?? ""),
    apiVersion: [major, minor],
    architecture: String(info.Architecture ?? ""),
    kernel: String(info.KernelVersion ?? ""),
    root: String(info.DockerRootDir ?? ""),
    containerdStore: (info.DriverStatus ?? []).some(
      ([key, value]) => key === "driver-type" && value === "io.containerd.snapshotter.v1"
    ),
    proxies: {
      http: String(info.HttpProxy ?? ""),
      https: String(info.HttpsProxy ?? ""),
      except: String(info.NoProxy ?? "")
    },
    mirrors: registry.Mirrors ?? [],
    insecureRegistries: [...registry.InsecureRegistryCIDRs ?? [], ...plainHosts.map(([host]) => host)]
  };
}
function readImage(body) {
  const descriptor = body.Descriptor ?? {};
  return {
    id: digestFrom(descriptor.digest ?? body.Id),
    manifests: (body.Manifests ?? []).map((manifest) => ({
      digest: digestFrom(manifest.Descriptor?.digest),
      kind: manifest.Kind === "image" || manifest.Kind === "attestation" ? manifest.Kind : "unknown",
      available: manifest.Available === true
    }))
  };
}
function digestFrom(value) {
  if (isDigest(value)) return value;
  throw new ActionError(`the Docker engine named an image by something that is not a digest: ${String(value)}`);
}

// src/clients/docker/contents.ts
import { connect } from "node:http2";

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

// src/clients/docker/contents.ts
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
    [Symbol.dispose]() {
      session.destroy();
      connection.destroy();
    }
  };
}
async function call(session, name, digest, timeout) {
  const stream = session.request({
    ...{ ":method": "POST", ":path": `${SERVICE}${name}`, "content-type": "application/grpc", te: "trailers" }
  });
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
  stream.end(framed(request(digest)));
  await closed.promise;
  clearTimeout(timer);
  const status = why === void 0 ? told["grpc-status"] : void 0;
  why ??= decodeURIComponent(String(told["grpc-message"] ?? "the connection was closed"));
  return { status: status?.toString(), why, messages: Buffer.concat(chunks) };
}
function contentOf({ status, why, messages }, digest) {
  if (status !== "0") throw new ActionError(`BuildKit in the engine did not give ${digest}: ${why}`);
  const list2 = [];
  for (let at = 0; at < messages.length; ) {
    const end = at + 5 + messages.readUInt32BE(at + 1);
    list2.push(messages.subarray(at + 5, end));
    at = end;
  }
  return list2;
}
function framed(message) {
  const head = Buffer.alloc(5);
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

// src/clients/registry/credentials.ts
import { join as join3 } from "node:path";

// src/clients/registry/auth-variable.ts
function readAuthVariable(text) {
  const config = parseObject2(text ?? "");
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
function parseObject2(text) {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}
function object(value) {
  return typeof value === "object" && value !== null ? value : {};
}

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
  run: run2
}) {
  const known = /* @__PURE__ */ new Map();
  const configs = /* @__PURE__ */ new Map();
  function configAt(path) {
    const config = configs.get(path) ?? parse2(readText(path), path);
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
    const helped = await askHelper(helper, serverOf2(registry), { env, run: run2 });
    const { registrytoken } = object2(entryFor(config, registry)?.[1]);
    return isText(registrytoken) ? { kind: "bearer", token: registrytoken } : helped;
  }
  return (registry, scope) => {
    const path = join3(chooseScopedLogin(scoped, registry, scope)?.folder ?? configDir, "config.json");
    const key = `${registry} ${path}`;
    const found = known.get(key) ?? find(registry, path);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}
function serverOf2(registry) {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}
function parse2(text, where) {
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
  const name = object2(config.credHelpers)[serverOf2(registry)] ?? config.credsStore;
  return typeof name === "string" && name !== "" ? name : void 0;
}
function findAuth(config, registry, where) {
  const [key, entry] = entryFor(config, registry) ?? [];
  return key === void 0 ? void 0 : readAuth(object2(entry), key, where);
}
function entryFor(config, registry) {
  const entries = Object.entries(object2(config.auths));
  return entries.find(([name]) => name === serverOf2(registry)) ?? entries.find(([name]) => names(name, registry));
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
async function askHelper(name, server, { env, run: run2 }) {
  const program = `docker-credential-${name}`;
  const failure2 = (why, cause) => new ActionError(`the credential helper ${program} did not give a login for ${server}: ${why}`, {
    hint: `Test it: \`echo ${server} | ${program} get\`, or remove it from \`credHelpers\` and \`credsStore\`.`,
    cause
  });
  const ended = await run2({ program, args: ["get"], input: server, env, timeout: CREDENTIAL_HELPER_MS }).catch(
    (cause) => {
      throw failure2("it could not be started", cause);
    }
  );
  const answer2 = answerOf(ended.stdout);
  const { Username: username, Secret: secret = "" } = answer2 ?? {};
  if (succeeded(ended) && answer2 !== void 0 && secret === "") return void 0;
  if (succeeded(ended) && isText(secret)) {
    return username === "<token>" ? { kind: "identity", token: secret } : { kind: "password", username: isText(username) ? username : "", password: secret };
  }
  if (ended.code !== 0 && /credentials not found/i.test(`${ended.stdout}
${ended.stderr}`)) return void 0;
  throw failure2(succeeded(ended) ? "its answer holds no credentials" : describeEnd(ended));
}
function answerOf(stdout) {
  try {
    return object2(JSON.parse(stdout));
  } catch {
    return void 0;
  }
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
  const serveraddress = serverOf2(registry);
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
var PLATFORM_API = [1, 49];
var OLDEST_API = [1, 41];
function hasApi({ apiVersion: [major, minor] }, [first, second]) {
  return major > first || major === first && minor >= second;
}
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
    const tags = answer(response, `the image ${digested}`).RepoTags ?? [];
    return tags.some((tag) => !tag.includes("@") && repositoryIn(tag) === repositoryIn(digested));
  }
  async function removeContainer(name, volumes) {
    const response = await call2("DELETE", `/containers/${name}?force=true&v=${volumes}`);
    if (![404, 409].includes(response.status)) answer(response, `the removal of the container ${name}`);
  }
  return {
    async info() {
      const [info, version] = await Promise.all([call2("GET", "/info"), call2("GET", "/version")]);
      return readInfo(answer(info, "its state"), answer(version, "its version"));
    },
    async image(name) {
      const response = await call2("GET", `/images/${name}/json?manifests=true`);
      return response.status === 404 ? void 0 : readImage(answer(response, `the image ${name}`));
    },
    async hasLocal(name) {
      const response = await call2("GET", `/images/${name}/json`);
      if (response.status === 404) return false;
      return (answer(response, `the image ${name}`).RepoDigests ?? []).length === 0;
    },
    async save(name, patience, onData) {
      answer(await call2("GET", `/images/${name}/get`, { idle: patience, onData }), `to save ${name}`);
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
    push: async ({ name, registry }, tag, login, patience) => transfer(http, {
      ...base(),
      method: "POST",
      url: `${base().url}/images/${name}/push?${new URLSearchParams({ tag })}`,
      idle: patience,
      ...{ registry, login, done: PUSHED }
    }),
    pull: async ({ name, registry }, reference, login, patience) => transfer(http, {
      ...base(),
      method: "POST",
      url: `${base().url}/images/create?${new URLSearchParams({ fromImage: name, tag: reference })}`,
      idle: patience,
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
          await wait2(REMOVED_NAME_POLL_MS, void 0, { signal });
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
    async hear(name, patience, onOutput) {
      const frames = new LogFrames();
      const response = await call2("GET", `/containers/${name}/logs?follow=true&stdout=true`, {
        idle: patience,
        onData: (chunk) => onOutput(frames.push(chunk))
      }).catch((error) => {
        if (!isSilence(error.cause)) throw error;
        throw new HungError(`the container ${name} printed nothing for ${patience / 1e3} s`, { cause: error.cause });
      });
      answer(response, `the output of the container ${name}`);
      const end = answer(await call2("POST", `/containers/${name}/wait`), `the end of the container ${name}`);
      return Number(end.StatusCode);
    },
    removeContainer: (name) => removeContainer(name, true),
    async endContainer(name) {
      const found = await call2("GET", `/containers/${name}/json`);
      if (found.status === 404) return;
      const { HostConfig } = answer(found, `the container ${name}`);
      await removeContainer(name, HostConfig?.AutoRemove === true);
    },
    async containers(filters) {
      const wanted = Object.entries(filters).map(([key, value]) => [key, [value]]);
      const list2 = await call2("GET", `/containers/json?all=true&${filter(Object.fromEntries(wanted))}`);
      const all = answerList(list2, "its containers");
      return all.flatMap(({ Names }) => (Names ?? []).map((name) => name.replace(/^\//, "")));
    },
    async volumes(text) {
      const list2 = answer(await call2("GET", `/volumes?${filter({ name: [text] })}`), "its volumes");
      return (list2.Volumes ?? []).map(({ Name }) => Name);
    },
    async removeVolume(name) {
      const response = await call2("DELETE", `/volumes/${name}?force=true`);
      if (response.status !== 404) answer(response, `the removal of the volume ${name}`);
    },
    async images(patterns) {
      const response = await call2("GET", `/images/json?${filter({ reference: patterns })}`);
      const list2 = answerList(response, "its images");
      return list2.flatMap(({ RepoTags }) => RepoTags ?? []);
    }
  };
}
function isSilence(error) {
  return error instanceof HttpError && /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(error.code ?? "");
}
function repositoryIn(name) {
  const repository = parseRepository(name.replace(/@.*$/, "").replace(/:[^:/]*$/, ""));
  return typeof repository === "string" ? name : `${repository.registry}/${repository.path}`;
}
function baseOf({ host, certificates }, readText) {
  if (host.startsWith("unix://")) return { url: "http://docker", socketPath: host.slice("unix://".length) };
  if (host.startsWith("tcp://") || host.startsWith("http://") || host.startsWith("https://")) {
    const authority = host.replace(/^[a-z]+:\/\//, "").replace(/\/$/, "");
    if (certificates === void 0) return { url: `http://${authority}` };
    const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((file) => readText(join4(certificates, file)));
    return { url: `https://${authority}`, tls: { ca, cert, key } };
  }
  throw new ActionError(`the Docker engine at ${host} cannot be used: its API is reached over unix:// or tcp:// only`, {
    hint: "Forward its socket (`ssh -L /tmp/docker.sock:/var/run/docker.sock …`) and set DOCKER_HOST to it, or name the machine in `endpoint`."
  });
}
var NO_RECORD = "multiarch-build-prunes-nothing";
var PUSHED = /: digest: sha256:[0-9a-f]{64} /;
var PULLED = /^Digest: sha256:[0-9a-f]{64}$/;
var LOG_LINES = 20;

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
  MANIFEST_TYPES,
  EngineRefusal,
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
  parseScopedLogin,
  dockerCredentials,
  serverOf2 as serverOf,
  TransferError,
  PLATFORM_API,
  OLDEST_API,
  hasApi,
  createEngine
};
