import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  FIRST_RETRY_DELAY_MS,
  MAX_RETRY_AFTER_MS,
  MAX_RETRY_DELAY_MS,
  RETRY_BUDGET_MS
} from "./chunk-BB63CQQL.js";

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
  decoded,
  isLoopbackHost
};
