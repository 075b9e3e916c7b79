import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  classify,
  proxyFor
} from "./chunk-5KDB2SZE.js";
import {
  traced
} from "./chunk-BNWZ2G3D.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  HTTP_CONNECT_MS,
  HTTP_IDLE_MS,
  HTTP_TOTAL_MS,
  MAX_BODY_BYTES,
  MAX_DISCARDED_BODY_BYTES
} from "./chunk-BB63CQQL.js";

// src/clients/http/http.ts
import { isIP as isIP2 } from "node:net";
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

// src/clients/http/body.ts
import { createReadStream } from "node:fs";

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
  const code = codeOf(cause) ?? "";
  if (code === "" && (cause instanceof TypeError || cause instanceof ReferenceError)) return cause;
  if (NOT_TLS.has(code)) return withoutTls(asked, cause);
  const { host } = new URL(asked.url);
  const reason = isUntrusted(cause) ? UNTRUSTED_REASON : reasonOf(cause, idle);
  const mayBeTls = code === "HPE_INVALID_CONSTANT" && asked.url.startsWith("http:");
  const known = mayBeTls ? tlsOnly(host) : untrustworthy(code, host);
  return new HttpError(`${serverOf(asked)}: ${reason}${mayBeTls ? "; it may speak TLS" : ""}${inBrackets(code)}`, {
    code: code || void 0,
    cause,
    ...known
  });
}
function tlsOnly(host) {
  const hint = `Remove "${host}" from \`insecure-registries\` in the engine's daemon.json, or \`http = true\` for it from \`buildkitd-config\`.`;
  return { hint, diagnosis: "tls-only" };
}
function untrustworthy(code, host) {
  const hint = UNTRUSTED.has(code) ? `Add the authority that signed its certificate to the system's, put it into /etc/docker/certs.d/${host}/ca.crt, or name it as \`ca\` of [registry."${host}"] in \`buildkitd-config-inline\`.` : CERTIFICATE_HINTS[code];
  return hint === void 0 ? void 0 : { hint, diagnosis: "certificate" };
}
var CERTIFICATE_HINTS = {
  CERT_HAS_EXPIRED: "Renew the certificate of the server, or correct the clock of this machine.",
  CERT_NOT_YET_VALID: "Correct the clock of this machine, or of the machine that made the certificate.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Use a host name of the certificate, or give the server a certificate for this name."
};
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
      hint: plainHttpHint(host),
      diagnosis: "plain-http"
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
    diagnosis: untrusted ? "certificate" : "proxy",
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
  return code === void 0 || code === "" ? "" : ` (${code})`;
}
function codeOf(error) {
  const code = error?.code;
  return typeof code === "string" ? code : void 0;
}

// src/clients/http/body.ts
function isFile(body) {
  return typeof body === "object" && "path" in body;
}
function lengthOf(body) {
  return isFile(body) ? { "content-length": String(body.size) } : {};
}
function sentBody(body) {
  return isFile(body) ? createReadStream(body.path) : body;
}
async function* reporting(stream, failed) {
  try {
    yield* stream;
  } catch (cause) {
    throw failed(cause);
  }
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
    const files = [...named.values()].toSorted();
    return {
      host,
      authorities: files.filter((file) => file.endsWith(".crt")),
      pairs: files.filter((file) => file.endsWith(".cert")).map((cert) => ({ cert, key: cert.replace(/\.cert$/, ".key") })).filter(({ key }) => files.includes(key))
    };
  });
}
function certificateFolders(env, configFolder) {
  const own = env.XDG_CONFIG_HOME || join(env.HOME ?? "/", ".config");
  return ["/etc/docker", join(own, "docker"), configFolder].map((folder) => join(folder, "certs.d"));
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
    const made = import("./undici-NWZ34J6E.js").then(({ default: { Agent, buildConnector } }) => {
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
    const { statusCode: statusCode2, headers, body } = await dispatcher.request({ ...options, body: sentBody(sent), reset });
    if (message.headersOnly === true) {
      await body.dump({ limit: MAX_DISCARDED_BODY_BYTES });
      await nextTurn();
      return { status: statusCode2, headers: flatten(headers), body: Buffer.alloc(0) };
    }
    if (message.streamed === true && statusCode2 < 300) {
      return { status: statusCode2, headers: flatten(headers), body: Buffer.alloc(0), stream: body };
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
    const failed = (cause) => {
      message.signal?.throwIfAborted();
      return failure(asked, cause, message.idle ?? idle);
    };
    const timer = message.onData === void 0 ? setTimeout(() => late.abort(tooSlow(asked, limit)), limit) : void 0;
    try {
      const answer = exchange(message, signal).catch((error) => {
        if (widened || message.tls?.ca !== void 0 || !isUntrusted(error)) throw error;
        trustSystem = true;
        return exchange(message, signal);
      });
      const response = await unlessAborted(answer, signal);
      const { stream } = response;
      return stream === void 0 ? response : { ...response, stream: reporting(stream, failed) };
    } catch (cause) {
      throw failed(cause);
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
  const tracedHttp = (message) => traced(
    () => describe(message),
    () => http(message),
    ({ status }) => `status ${status}`
  );
  return Object.assign(tracedHttp, { close });
}
function describe({ method, url, socketPath }) {
  const { host, pathname } = new URL(url);
  return `${method} ${socketPath ?? host} ${pathname}`;
}
function routeOf({ origin, pathname, search, href, protocol, host, hash }, proxy) {
  if (proxy === void 0 || protocol === "https:") return { origin, path: `${pathname}${search}`, headers: {} };
  const { authorization } = proxy;
  const headers = { host, ...authorization !== void 0 && { "proxy-authorization": authorization } };
  return { origin: proxy.origin, path: href.slice(0, href.length - hash.length), headers };
}
function lookupOf(addresses) {
  const known = addresses.map((address) => ({ address, family: isIP2(address) }));
  return (_, { all }, callback) => all ? callback(null, known) : callback(null, known[0]?.address ?? "", known[0]?.family);
}
function endedBy(signal, connection) {
  const end = () => connection.destroy(signal?.reason);
  signal?.addEventListener("abort", end, { once: true });
  return connection.once("close", () => signal?.removeEventListener("abort", end));
}
function flatten(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}

export {
  within,
  HttpError,
  certificateFiles,
  certificateFolders,
  systemBundle,
  createHttp
};
