import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  joinPlatforms,
  publish,
  readPublished
} from "./chunk-TYYTHKH5.js";
import {
  makeFolder,
  splitReference
} from "./chunk-E3FTGZOC.js";
import {
  RegistryError,
  UploadRefused,
  headerType,
  isMissing,
  lagging,
  loginHint,
  manifestType,
  mismatched,
  refused,
  unanswered,
  unlessMissing,
  unreadable
} from "./chunk-UWMQUUIR.js";
import {
  contentIn,
  requireInRegistry
} from "./chunk-OQUZCC2W.js";
import {
  adviceFor,
  judgeWords,
  readImage
} from "./chunk-TUSLQINK.js";
import {
  divideAuthVariable,
  dockerEnvironment,
  keepLogins,
  parseConfig,
  withAuths,
  withLogins
} from "./chunk-GP7RNROK.js";
import {
  dockerCredentials,
  isOver,
  parseScopedLogin,
  thisMachine
} from "./chunk-B6PWGEBV.js";
import {
  MANIFEST_TYPES
} from "./chunk-GAY4O6F3.js";
import {
  within
} from "./chunk-KGZ5MXFU.js";
import {
  formatBytes
} from "./chunk-ONJFMPZL.js";
import {
  movesBack
} from "./chunk-EREP3DAQ.js";
import {
  readCacheEntry
} from "./chunk-WOAEOZCA.js";
import {
  classify,
  poll,
  retry,
  systemClock,
  variable
} from "./chunk-5KDB2SZE.js";
import {
  digestOf,
  hashed,
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform,
  samePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  buildxFolder
} from "./chunk-XXQO62Y5.js";
import {
  configFolder,
  createOrigins,
  describeEnd,
  isLoopback,
  succeeded
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  Wrong,
  formatDigested,
  formatTagged,
  parseRepository,
  sameRepository
} from "./chunk-IWCVWDM7.js";
import {
  array,
  fallback,
  finite,
  nullish,
  number,
  object,
  pipe,
  record,
  string,
  transform,
  union
} from "./chunk-LHKR3JLK.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  ENGINE_PULL_IDLE_MS,
  LAST_READ_MS,
  MAX_CHALLENGE_CHARS,
  MAX_REGISTRY_REDIRECTS,
  MAX_SYMLINKS,
  MIN_TOKEN_LIFE_SECONDS,
  NAME_LOOKUP_MS,
  OPTIONAL_ENGINE_MS,
  PUSH_CHECK_MS,
  TOKEN_RENEWAL_SECONDS,
  UPLOAD_IDLE_MS,
  UPLOAD_TOTAL_MS
} from "./chunk-BB63CQQL.js";

// src/session/notes.ts
import { rmSync, writeFileSync } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
var NOTED = ["image", "tag", "containers"];
function recordOnDisk(recordCleanup, folder, id) {
  const path = join(folder, `multiarch-build-${id}.json`);
  const entries = /* @__PURE__ */ new Set();
  const save = () => {
    try {
      if (entries.size === 0) rmSync(path, { force: true });
      else writeFileSync(path, JSON.stringify([...entries]), { mode: 384 });
    } catch {
    }
  };
  return (entry) => {
    const strikeOut = recordCleanup(entry);
    if (!NOTED.includes(entry.kind)) return strikeOut;
    if (entries.size === 0) recordCleanup({ kind: "folder", path });
    entries.add(entry);
    save();
    return () => {
      strikeOut();
      entries.delete(entry);
      save();
    };
  };
}
async function readNotes(folder, isWanted) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json") && isWanted(name));
  const read = names.map(async (name) => {
    const path = join(folder, name);
    try {
      const { uid, mode } = await lstat(path);
      if ((mode & 61503) !== 32768 || uid !== process.getuid?.()) return [];
      return [{ path, entries: JSON.parse(await readFile(path, "utf8")) }];
    } catch {
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}

// src/session/session.ts
import { join as join5 } from "node:path";

// src/clients/registry/challenge.ts
var SCHEME = /(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*,|\s*$)/g;
var PARAMETER = /(?<![A-Za-z0-9_-])([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
function parseChallenge(header) {
  const challenges = split((header ?? "").slice(0, MAX_CHALLENGE_CHARS));
  const bearer = challenges.find(({ scheme, parameters: parameters2 }) => scheme === "bearer" && parameters2.realm !== void 0);
  if (bearer !== void 0) {
    const { realm = "", service, scope } = bearer.parameters;
    return { scheme: "bearer", realm, service, scope };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : void 0;
}
function split(header) {
  const blanked = header.replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${"_".repeat(text.length - 2)}"`);
  const starts = [...blanked.matchAll(SCHEME)];
  return starts.map((start2, at) => ({
    scheme: (start2[1] ?? "").toLowerCase(),
    parameters: parameters(header.slice(start2.index + start2[0].length, starts[at + 1]?.index))
  }));
}
function parameters(text) {
  return Object.fromEntries(
    [...text.matchAll(PARAMETER)].map(([, name = "", quoted, plain2]) => [
      name.toLowerCase(),
      quoted === void 0 ? plain2 : quoted.replace(/\\(.)/g, "$1")
    ])
  );
}

// src/clients/registry/push-refusal.ts
function cannotPush(repository, answer, login) {
  const { name, registry } = repository;
  const words = [answer.status, answer.said].filter(Boolean).join(" ");
  const isLogin = answer.status === 401 || answer.status === 403;
  const reason = !isLogin ? words : {
    missing: `${words}, and the job has no login for ${registry}`,
    rejected: `${registry} rejected the login (${words})`,
    accepted: words
  }[login];
  const hint = isLogin ? loginHint(registry, "push", login) : placeHint(registry, answer.status);
  const diagnosis = isLogin || answer.status === 405 ? "push-denied" : "name-unknown";
  return new UploadRefused(`Cannot push to ${name}: ${reason}`, { ...answer, hint, diagnosis, cause: answer });
}
function isRefusal(error) {
  if (!(error instanceof RegistryError)) return error instanceof ActionError && !("verdict" in error);
  const { status = 0, code, verdict } = error;
  if (status < 300) return verdict === "final";
  return status === 404 ? code !== void 0 : [401, 403, 405].includes(status);
}
function placeHint(registry, status) {
  return status === 405 ? `Push to another registry: ${registry} may be a read-only mirror.` : `Create the repository or the project at ${registry} first, or correct the name.`;
}

// src/clients/registry/upload.ts
async function uploadBlob(send, repository, digest, file) {
  const what = `uploading ${formatDigested(repository, digest)}`;
  const { registry } = repository;
  const opened = await send(what, { method: "POST", repository, path: "blobs/uploads/" });
  const { location } = opened.headers;
  if (opened.status > 299) throw refused(what, registry, opened, { access: "push" });
  if (location === void 0) throw unreadable(what, registry, opened, "an upload");
  const stored = await send(what, {
    method: "PUT",
    repository,
    path: "blobs/uploads/",
    // the parameters that the registry put there stay as they are
    location: `${location}${location.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`,
    headers: { "content-type": "application/octet-stream" },
    body: file,
    idle: UPLOAD_IDLE_MS,
    timeout: UPLOAD_TOTAL_MS
  });
  if (stored.status < 200 || stored.status > 299) throw refused(what, registry, stored, { access: "push" });
}
function refusedUpload(what, repository, answer, known) {
  const error = refused(what, repository.registry, answer, { access: "push" });
  if (!isRefusal(error)) return new UploadRefused(error.message, error);
  const isPassword = parseChallenge(answer.headers["www-authenticate"])?.scheme === "basic" && answer.status === 401;
  return cannotPush(repository, error, !known ? "missing" : isPassword ? "rejected" : "accepted");
}

// src/clients/registry/blobs.ts
function createBlobs(send, policy) {
  const withoutHead = /* @__PURE__ */ new Set();
  async function sizeOf(repository, digest, expected) {
    const { registry } = repository;
    const what = `reading ${formatDigested(repository, digest)}`;
    const path = `blobs/${digest}`;
    const ask = (method, headers = {}) => send(what, { method, repository, path, headers, headersOnly: true });
    const head = withoutHead.has(registry) ? void 0 : await ask("HEAD").catch(unlessUnintelligible);
    if (head?.status === 200 && lengthOf(head) === expected) return expected;
    if (head !== void 0 && classify(head) === "transient") throw refused(what, registry, head, { access: "pull" });
    const got = await ask("GET", { range: "bytes=0-0" });
    if (![200, 206, 416].includes(got.status)) throw refused(what, registry, got, { access: "pull" });
    const size = lengthOf(got) ?? expected;
    if (size === expected) withoutHead.add(registry);
    return size;
  }
  async function* streamBlob(repository, digest) {
    const what = `reading ${formatDigested(repository, digest)}`;
    const response = await send(what, { method: "GET", repository, path: `blobs/${digest}`, streamed: true });
    if (response.status !== 200 || response.stream === void 0)
      throw refused(what, repository.registry, response, { access: "pull" });
    try {
      yield* hashed(response.stream, digest, (found) => mismatched(what, digest, found));
    } catch (cause) {
      throw unanswered(what, cause);
    }
  }
  return {
    sizeOf,
    streamBlob,
    putBlob: (repository, digest, file) => retry(async () => {
      const there = await sizeOf(repository, digest, file.size).catch(unlessMissing);
      if (there !== file.size) await uploadBlob(send, repository, digest, file);
    }, policy),
    getBlob(repository, digest, maxBytes) {
      const what = `reading ${formatDigested(repository, digest)}`;
      return retry(async () => {
        const response = await send(what, { method: "GET", repository, path: `blobs/${digest}`, limit: maxBytes });
        if (response.status !== 200) throw lagging(refused(what, repository.registry, response, { access: "pull" }));
        const found = digestOf(response.body);
        if (found === digest) return response.body;
        if (headerType(response.headers) !== "text/html") throw mismatched(what, digest, found);
        throw unreadable(what, repository.registry, response, "a blob");
      }, policy);
    }
  };
}
function lengthOf({ status, headers }) {
  const text = status === 200 ? headers["content-length"] : headers["content-range"]?.replace(/^.*\//, "");
  return /^\d+$/.test(text ?? "") ? Number(text) : void 0;
}
function unlessUnintelligible(error) {
  if (!(error instanceof RegistryError) || !error.code?.startsWith("HPE_")) throw error;
}

// src/clients/registry/authorization.ts
function createAuthorization({
  http,
  credentials,
  insecureRegistries,
  clock,
  signal
}) {
  const challenges = /* @__PURE__ */ new Map();
  const scopes = /* @__PURE__ */ new Map();
  const tokens = /* @__PURE__ */ new Map();
  async function header(grant) {
    const { registry, path } = grant.repository;
    const challenge = challenges.get(registry);
    if (challenge === void 0) return void 0;
    const credential = await credentials(registry, { path, access: grant.access });
    if (credential?.kind === "bearer") return `Bearer ${credential.token}`;
    if (challenge.scheme === "bearer") return (await token(grant, challenge, credential)).header;
    return credential?.kind === "password" ? basic(credential) : void 0;
  }
  async function learn(grant, refusal, sent) {
    const challenge = parseChallenge(refusal);
    if (challenge !== void 0) challenges.set(grant.repository.registry, challenge);
    const scope = challenge?.scheme === "bearer" ? acceptableScope(grant, challenge.scope) : void 0;
    if (scope !== void 0) scopes.set(keyOf(grant), scope);
    for (const key of usefulKeys(grant)) {
      const known = tokens.get(key);
      if (known !== void 0 && (await known).header === sent) forget(key, known);
    }
  }
  async function token(grant, challenge, credential) {
    for (const key2 of usefulKeys(grant)) {
      const known = tokens.get(key2);
      if (known === void 0) continue;
      const kept = await known;
      if (clock.now() < kept.expires) return kept;
      forget(key2, known);
    }
    const key = keyOf(grant);
    const asked = tokens.get(key) ?? logIn(grant, challenge, credential);
    tokens.set(key, asked);
    asked.catch(() => forget(key, asked));
    return asked;
  }
  function forget(key, known) {
    if (tokens.get(key) === known) tokens.delete(key);
  }
  async function logIn(grant, { realm, service }, credential) {
    const { registry, path } = grant.repository;
    const what = `logging in to ${registry}`;
    const server = tokenServer(what, realm, grant);
    const scope = scopes.get(keyOf(grant)) ?? `repository:${path}:${grant.access}`;
    const asked = { scope, ...service !== void 0 && { service } };
    const insecure = server.host === registry ? grant.origin.insecure : isLoopback(server.host) || insecureRegistries(server.host);
    const started = clock.now();
    const ask = (request) => http({ ...request, insecure, signal }).catch((cause) => {
      throw unanswered(what, cause);
    });
    const [usual, other] = tokenRequests(server, asked, credential);
    const first = await ask(usual);
    const second = other && OTHER_METHOD[usual.method]?.has(first.status) ? await ask(other) : first;
    const response = second.status === 200 ? second : first;
    if (response.status !== 200) {
      const login = response.status !== 401 ? void 0 : credential === void 0 ? "missing" : "rejected";
      throw refused(what, server.host, response, {
        registry,
        access: grant.access === "pull" ? "pull" : "push",
        ...login !== void 0 && { login }
      });
    }
    return readToken(what, server.host, response, started);
  }
  return { header, learn };
}
var keyOf = ({ repository, access }) => `${repository.registry}/${repository.path} ${access}`;
var usefulKeys = (grant) => /* @__PURE__ */ new Set([keyOf({ ...grant, access: "pull,push" }), keyOf(grant)]);
function basic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function acceptableScope({ repository, access }, scope) {
  const [, path, actions = ""] = /^repository:([^\s:]+(?::\d+\/[^\s:]+)?):([a-z]+(?:,[a-z]+)*)$/.exec(scope ?? "") ?? [];
  if (path === void 0 || path === repository.path) return void 0;
  const asked = access.split(",");
  const isSameName = path.split("/").at(-1) === repository.path.split("/").at(-1);
  return isSameName && actions.split(",").every((action) => asked.includes(action)) ? scope : void 0;
}
function tokenServer(what, realm, { repository: { registry }, origin }) {
  const url = URL.parse(realm);
  if (url?.protocol === "https:") return url;
  const isNear = url !== null && (isLoopback(url.host) || url.hostname === new URL(origin.url).hostname);
  if (url?.protocol === "http:" && origin.insecure && isNear) return url;
  throw new RegistryError(
    `${what} failed: the token server it names${url === null ? "" : `, ${url.protocol}//${url.host},`} is not reached over https`,
    {
      verdict: "final",
      hint: `Correct the \`realm\` in the configuration of ${registry}: credentials are sent without TLS only to the registry's own host and to this machine.`
    }
  );
}
var OTHER_METHOD = {
  GET: /* @__PURE__ */ new Set([404, 405]),
  POST: /* @__PURE__ */ new Set([400, 401, 403, 404, 405])
};
function tokenRequests(server, asked, credential) {
  server.searchParams.delete("scope");
  const url = new URL(server);
  for (const [name, value] of Object.entries(asked)) url.searchParams.append(name, value);
  const get = { method: "GET", url: url.href };
  if (credential === void 0) return [get];
  const { username, password } = credential.kind === "password" ? credential : { username: "", password: credential.token };
  const getWith = { ...get, headers: { authorization: basic({ username, password }) } };
  const grant = credential.kind === "password" ? { grant_type: "password", username, password } : { grant_type: "refresh_token", refresh_token: credential.token };
  const post = {
    method: "POST",
    url: server.href,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...asked, client_id: "multiarch-build", ...grant }).toString()
  };
  return credential.kind === "password" ? [getWith, post] : [post, getWith];
}
var TEXT = fallback(string(), "");
var TOKEN_ANSWER = object({
  token: TEXT,
  access_token: TEXT,
  /** Seconds; some servers write it as text. */
  expires_in: fallback(pipe(union([number(), string()]), transform(Number), finite()), 0)
});
function readToken(what, server, response, started) {
  const answer = readJson(TOKEN_ANSWER, response.body.toString());
  const text = answer?.token || answer?.access_token;
  if (!answer || !text) throw unreadable(what, server, response, "a token");
  const life = Math.max(answer.expires_in, MIN_TOKEN_LIFE_SECONDS);
  return { header: `Bearer ${text}`, expires: started + (life - TOKEN_RENEWAL_SECONDS) * 1e3 };
}

// src/clients/registry/transport.ts
var REDIRECTS = /* @__PURE__ */ new Set([301, 302, 303, 307, 308]);
var SAME_METHOD = /* @__PURE__ */ new Set([307, 308]);
var USER_AGENT = "multiarch-build/1 (like docker/28.0 containerd/2.0 buildkit/0.20)";
function createTransport(given) {
  const http = (request) => given.http({ ...request, headers: { "user-agent": USER_AGENT, ...request.headers } });
  const world = { ...given, http };
  const { insecureRegistries, signal } = world;
  const originOf = createOrigins(http, insecureRegistries, signal);
  const authorization = createAuthorization(world);
  const anonymous = createAuthorization({ ...world, credentials: async () => void 0 });
  async function exchange(what, request) {
    const { method, repository, path, headers, body, location, limit, headersOnly, streamed, idle, timeout } = request;
    const origin = await originOf(repository.registry);
    const grant = { repository, origin, access: isRead(method) ? "pull" : "pull,push" };
    const own = `${origin.url}/v2/${repository.path}/${path}`;
    const url = location === void 0 ? own : new URL(location, own).href;
    const send = (header) => follow(what, {
      ...{ method, url, body, limit, headersOnly, streamed, idle, timeout, signal, insecure: origin.insecure },
      headers: { ...headers, ...header !== void 0 && { authorization: header } }
    });
    if (new URL(url).origin !== new URL(own).origin) {
      refuseWeakened(what, { method, url: own, insecure: origin.insecure }, new URL(url));
      return (await send(void 0)).response;
    }
    const sent = await authorization.header(grant);
    const first = await send(sent);
    const { response } = first;
    if (!first.isOwn) {
      return response.status === 401 && isRead(method) ? askAnonymously(what, repository, first) : response;
    }
    if (response.status !== 401 && response.status !== 403 || method === "DELETE") return response;
    await authorization.learn(grant, response.headers["www-authenticate"], sent);
    const fresh = await authorization.header(grant);
    const worthwhile = fresh !== void 0 && (fresh !== sent || response.status === 401);
    return worthwhile ? (await send(fresh)).response : response;
  }
  async function follow(what, request) {
    const { authorization: _, ...bare } = request.headers ?? {};
    const start2 = new URL(request.url);
    let asked = request;
    let response = await http(asked);
    let isOwn = true;
    const followed = isRead(request.method) ? REDIRECTS : SAME_METHOD;
    for (let hop = 0; hop < MAX_REGISTRY_REDIRECTS && followed.has(response.status); hop += 1) {
      const target = URL.parse(response.headers.location ?? "", asked.url);
      if (target === null) break;
      refuseWeakened(what, asked, target);
      isOwn &&= target.origin === start2.origin;
      asked = { ...request, url: target.href, headers: isOwn ? request.headers : bare };
      response = await http(asked);
    }
    return { response, request: asked, isOwn };
  }
  async function askAnonymously(what, { name, path }, { request, response }) {
    const { origin: url, host } = new URL(request.url);
    const origin = { url, insecure: request.insecure ?? false };
    const grant = { repository: { name, registry: host, path }, access: "pull", origin };
    await anonymous.learn(grant, response.headers["www-authenticate"], void 0);
    const header = await anonymous.header(grant);
    if (header === void 0) return response;
    const { response: second } = await follow(what, {
      ...request,
      headers: { ...request.headers, authorization: header }
    });
    return second;
  }
  return (what, request) => exchange(what, request).catch((cause) => {
    throw unanswered(what, cause);
  });
}
function refuseWeakened(what, { method, url, insecure }, target) {
  const isHashed = isRead(method) && /\/sha256:[0-9a-f]{64}$/.test(url);
  if (insecure || target.protocol === "https:" || isHashed) return;
  const { host } = new URL(url);
  throw new RegistryError(`${what} failed: ${host} redirects to ${target.protocol}//${target.host}, without TLS`, {
    verdict: "final",
    hint: `Give the server that ${host} redirects to an https address.`
  });
}
function isRead(method) {
  return method === "GET" || method === "HEAD";
}

// src/clients/registry/client.ts
var ACCEPT = MANIFEST_TYPES.join(", ");
var TAG_LIST = object({ tags: nullish(array(string())) });
var NO_HEAD = /* @__PURE__ */ new Set([400, 404, 405, 501]);
var UPLOAD = /^blobs\/uploads?\/[\w=~-][\w.=~-]*(?:\?[^#]*)?$/;
function createRegistry({
  http,
  credentials,
  insecureRegistries,
  retry: policy
}) {
  const { clock, signal } = policy;
  const send = createTransport({ http, credentials, insecureRegistries, clock, signal });
  const { sizeOf, ...blobs } = createBlobs(send, policy);
  async function read(method, repository, reference) {
    const what = `reading ${nameOf(repository, reference)}`;
    const path = `manifests/${reference}`;
    const response = await send(what, { method, repository, path, headers: { accept: ACCEPT } });
    const mayGet = method === "HEAD" && NO_HEAD.has(response.status);
    if (response.status !== 200 && !mayGet) throw refused(what, repository.registry, response, { access: "pull" });
    return response;
  }
  async function get(repository, reference) {
    const response = await read("GET", repository, reference);
    const { body, headers } = response;
    const what = `reading ${nameOf(repository, reference)}`;
    const mediaType = manifestType(response);
    if (mediaType === void 0) throw unreadable(what, repository.registry, response, "a manifest");
    const digest = digestOf(body);
    const wanted = isDigest(reference) ? reference : headers["docker-content-digest"];
    if (isDigest(wanted) && wanted !== digest) throw mismatched(what, wanted, digest);
    return { digest, mediaType, bytes: body };
  }
  async function head(repository, reference) {
    const { status, headers } = await read("HEAD", repository, reference);
    const digest = headers["docker-content-digest"];
    const size = Number(headers["content-length"] ?? Number.NaN);
    const mediaType = headerType(headers);
    if (status !== 200 || !isDigest(digest) || Number.isNaN(size) || !MANIFEST_TYPES.includes(mediaType)) {
      const { bytes, ...whole } = await get(repository, reference);
      return { ...whole, size: bytes.length };
    }
    if (isDigest(reference) && reference !== digest) {
      throw mismatched(`reading ${nameOf(repository, reference)}`, reference, digest);
    }
    return { digest, mediaType, size };
  }
  async function lookUp(attempt, justWritten) {
    try {
      return await retry(
        () => attempt().catch((error) => Promise.reject(justWritten ? lagging(error) : error)),
        policy
      );
    } catch (error) {
      if (isMissing(error)) return void 0;
      throw error;
    }
  }
  async function settled(name, attempt, { justWritten = false, outdated } = {}) {
    if (outdated === void 0) return lookUp(attempt, justWritten);
    return poll(
      () => lookUp(attempt, false),
      policy,
      (found) => found === void 0 || outdated.includes(found.digest) ? `${name} was just updated, and the registry still answers ${found?.digest ?? "that the tag does not exist"}` : void 0
    );
  }
  async function put(repository, reference, mediaType, bytes) {
    const what = `writing ${nameOf(repository, reference)}`;
    const headers = { "content-type": mediaType };
    const response = await send(what, {
      method: "PUT",
      repository,
      path: `manifests/${reference}`,
      headers,
      body: bytes
    });
    if (response.status < 200 || response.status > 299)
      throw refused(what, repository.registry, response, { access: "push" });
    if (headerType(response.headers) === "text/html") {
      throw unreadable(what, repository.registry, response, "a confirmation");
    }
    const stored = response.headers["docker-content-digest"];
    const digest = digestOf(bytes);
    if (isDigest(stored) && stored !== digest) throw mismatched(what, digest, stored);
  }
  return {
    ...blobs,
    getManifest: (repository, reference, options) => settled(nameOf(repository, reference), () => get(repository, reference), options),
    headManifest: (repository, reference, options) => settled(nameOf(repository, reference), () => head(repository, reference), options),
    readManifest: get,
    async hasTags(repository) {
      const what = `listing the tags of ${repository.name}`;
      const response = await send(what, { method: "GET", repository, path: "tags/list?n=1" });
      if (response.status === 404) return false;
      if (response.status !== 200) throw refused(what, repository.registry, response, { access: "pull" });
      const list = readJson(TAG_LIST, response.body.toString());
      if (list === void 0) throw unreadable(what, repository.registry, response, "a list of tags");
      return (list.tags ?? []).length > 0;
    },
    blobSize: (repository, { digest, size }, options) => lookUp(() => sizeOf(repository, digest, size), options?.justWritten ?? false),
    putManifest(repository, reference, { mediaType, bytes }) {
      const digest = digestOf(bytes);
      return retry(async () => {
        try {
          await put(repository, reference, mediaType, bytes);
        } catch (error) {
          if (!mayHold(error)) throw error;
          const there = await head(repository, reference).catch(() => void 0);
          if (there?.digest !== digest) throw error;
        }
        return digest;
      }, policy);
    },
    async checkPush(repository) {
      const what = `opening an upload to ${repository.name}`;
      const { registry, path: name } = repository;
      const known = await credentials(registry, { path: name, access: "pull,push" }) !== void 0;
      const opened = await send(what, { method: "POST", repository, path: "blobs/uploads/" }).catch((error) => {
        const isLogin = error instanceof RegistryError && (error.status === 401 || error.status === 403);
        throw isLogin ? cannotPush(repository, error, known ? "rejected" : "missing") : error;
      });
      if (headerType(opened.headers) === "text/html" && opened.status < 300) {
        throw unreadable(what, repository.registry, opened, "an upload");
      }
      if (opened.status > 299) throw refusedUpload(what, repository, opened, known);
      const [, path = ""] = opened.headers.location?.split(`/v2/${repository.path}/`) ?? [];
      if (UPLOAD.test(path)) await send(what, { method: "DELETE", repository, path }).catch(() => void 0);
    }
  };
}
function nameOf(repository, reference) {
  return isDigest(reference) ? formatDigested(repository, reference) : formatTagged({ repository, tag: reference });
}
function mayHold(error) {
  if (!(error instanceof RegistryError)) return false;
  const { status, verdict } = error;
  return status === void 0 || status >= 500 || verdict === "final" && status !== 401 && status !== 413;
}

// src/clients/registry/reach.ts
function reach(http, registries, readText) {
  const known = /* @__PURE__ */ new Map();
  const optional = (path) => {
    try {
      return readText(path);
    } catch {
      return void 0;
    }
  };
  function wayTo(host) {
    const name = host === "registry-1.docker.io" ? "docker.io" : host;
    const { addresses, ...settings } = registries.get(name) ?? registries.get(`${name}:443`) ?? {};
    const trust = trustOf(settings, optional);
    return { ...trust !== void 0 && { trust }, ...addresses !== void 0 && { addresses } };
  }
  return (message) => {
    const { host } = new URL(message.url);
    const way = known.get(host) ?? wayTo(host);
    known.set(host, way);
    return http({ ...message, ...way });
  };
}
function trustOf({ ca = [], keypair = [] }, readText) {
  const authorities = ca.flatMap((path) => readText(path) ?? []);
  const pairs = keypair.map((paths) => ({ cert: readText(paths.cert), key: readText(paths.key) }));
  const pair = pairs.find(({ cert, key }) => cert !== void 0 && key !== void 0);
  if (authorities.length === 0 && pair === void 0) return void 0;
  return { ...authorities.length > 0 && { ca: authorities }, ...pair };
}

// src/session/context.ts
import { createHash } from "node:crypto";
import { mkdir, readdir as readdir2, readFile as readFile2, symlink, writeFile } from "node:fs/promises";
import { join as join2 } from "node:path";
var CONTEXT = "multiarch-build-engine";
async function writeContext(folder, userFolder, { host, certificates }) {
  const id = createHash("sha256").update(CONTEXT).digest("hex");
  const [meta, tls] = [join2(folder, "contexts/meta", id), join2(folder, "contexts/tls", id, "docker")];
  await Promise.all([meta, tls].map((path) => mkdir(path, { recursive: true, mode: 448 })));
  await Promise.all(
    ["meta", "tls"].map((kind) => linkAll(join2(userFolder, "contexts", kind), join2(folder, "contexts", kind)))
  );
  const description = {
    Name: CONTEXT,
    Metadata: {},
    Endpoints: { docker: { Host: host, SkipTLSVerify: false } }
  };
  await writeFile(join2(meta, "meta.json"), JSON.stringify(description), { mode: 384 });
  for (const name of ["ca.pem", "cert.pem", "key.pem"]) {
    const pem = await readFile2(join2(certificates, name)).catch((error) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (pem !== void 0) await writeFile(join2(tls, name), pem, { mode: 384 });
  }
}
async function linkAll(from, to) {
  const names = await readdir2(from).catch(() => []);
  await Promise.all(names.map((name) => symlink(join2(from, name), join2(to, name))));
}

// src/session/login.ts
import { symlink as symlink2, writeFile as writeFile2 } from "node:fs/promises";
import { join as join3 } from "node:path";
async function writeLogins(logins, unread, folder, userFolder, own, contexts = true) {
  const config = withLogins(withAuths(parseConfig(own ?? "") ?? {}, unread), logins);
  await writeFile2(join3(folder.docker, "config.json"), JSON.stringify(config), { mode: 384 });
  await Promise.all(
    ["certs.d", "cli-plugins", "ca.pem", "cert.pem", "key.pem", ...contexts ? ["contexts"] : []].map(
      (name) => symlink2(join3(userFolder, name), join3(folder.docker, name))
    )
  );
}

// src/session/scoped-logins.ts
import { mkdir as mkdir2, readdir as readdir3, symlink as symlink3 } from "node:fs/promises";
import { join as join4, relative } from "node:path";
async function findScopedLogins(buildx) {
  const root = join4(buildx, "config");
  const entries = await readdir3(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.name === "config.json" && !entry.isDirectory()).map(({ parentPath }) => parseScopedLogin(relative(root, parentPath), parentPath));
}
async function linkScopedLogins(logins, from, to) {
  for (const { folder } of logins) {
    const copy = join4(to, relative(from, folder));
    await mkdir2(copy, { recursive: true, mode: 448 });
    await symlink3(join4(folder, "config.json"), join4(copy, "config.json"));
  }
}

// src/session/session.ts
async function openSession(runtime, options) {
  const { job, runner, run, recordCleanup, signal, files } = runtime;
  const { id, engine, endpoint, logins, registries, ownBuildx } = options;
  const readText = files.readOptional;
  const user = configFolder(job.env);
  const folder = await makeFolder(job.temp, id, recordCleanup);
  const { variable: variable2, unread } = divideAuthVariable(job.env.DOCKER_AUTH_CONFIG, logins);
  const { certificates } = endpoint;
  const hasOwn = logins.length > 0 || Object.keys(unread).length > 0 || certificates !== void 0;
  const own = readText(join5(user, "config.json"));
  if (hasOwn) await writeLogins(logins, unread, folder, user, own, certificates === void 0);
  if (certificates !== void 0) await writeContext(folder.docker, user, { ...endpoint, certificates });
  await offerLogins(join5(user, "config.json"), options, runtime);
  const configDir = hasOwn ? folder.docker : user;
  const userBuildx = buildxFolder(job.env);
  const scoped = await findScopedLogins(userBuildx);
  if (ownBuildx) await linkScopedLogins(scoped, userBuildx, folder.buildx);
  const env = {
    ...dockerEnvironment(job.env, endpoint, { config: configDir, buildx: ownBuildx ? folder.buildx : userBuildx }),
    DOCKER_AUTH_CONFIG: variable2
  };
  const credentials = dockerCredentials({ configDir, scoped, env, readText, run });
  const http = reach(runtime.http, registries, options.readCertificate);
  const insecureRegistries = (name) => {
    const settings = registries.get(name);
    return settings?.http === true || settings?.insecure === true;
  };
  const retry2 = { retries: options.retries, clock: systemClock, log: runner.info, signal };
  const connect = (policy) => createRegistry({ http, credentials, insecureRegistries, retry: policy });
  return {
    ...runtime,
    ...{ id, engine, retry: retry2, folder, env, registries, credentials },
    context: certificates === void 0 ? void 0 : CONTEXT,
    registry: connect(retry2),
    registryWithoutRetry: connect({ ...retry2, retries: 0 }),
    registryAfterCancel: createRegistry({
      http: (message) => http({ ...message, signal: void 0, timeout: LAST_READ_MS }),
      credentials,
      insecureRegistries,
      retry: { ...retry2, retries: 0, signal: void 0 }
    }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]()
  };
}
async function offerLogins(config, { logins, keepLogins: keep, id }, { recordCleanup, runner }) {
  const machine2 = thisMachine();
  const offered = keep === "never" ? [] : logins;
  if (offered.length > 0 && keep === "until post") recordCleanup({ kind: "logins", config, run: id });
  try {
    await keepLogins(config, offered, keep === "always" ? void 0 : id, (run) => isOver(run, machine2));
  } catch (error) {
    if (offered.length === 0) return;
    const registries = offered.map(({ registry }) => registry).join(", ");
    runner.warning(
      `later steps of this job are not logged in to ${registries}: ${config} was not changed: ${messageOf(error)}`
    );
  }
}

// src/publish/push-check.ts
function pushedTo({ delivery: { kind, targets }, cache }) {
  const isPushed = kind === "publish" || kind === "parts";
  return {
    targets: isPushed ? targets.map(({ repository }) => repository) : [],
    caches: cache.to.flatMap(repositoriesOf)
  };
}
function checkPushes({ targets, caches }, registry, policy, limit = PUSH_CHECK_MS) {
  const checks = distinct(targets).map((repository) => checkTarget(repository, registry, policy));
  const isTarget = (repository) => targets.some((target) => sameRepository(target, repository));
  const refused2 = [];
  const missing = [];
  const cachesAsked = distinct(caches).filter((repository) => !isTarget(repository)).map(async (repository) => {
    const exists = await registry.hasTags(repository).catch(() => true);
    await registry.checkPush(repository).then(
      () => exists || missing.push(repository),
      (error) => {
        if (error instanceof UploadRefused && isRefusal(error)) refused2.push({ repository, error });
      }
    );
  });
  const first = Promise.all([...checks.map(({ asked: asked2 }) => asked2), ...cachesAsked]);
  const asked = within(first, limit, policy.signal).catch((error) => {
    if (!(error instanceof HungError)) throw error;
  }).then(() => [...refused2]);
  const done = Promise.all(checks.map((check) => check.done)).then(() => void 0);
  for (const promise of [first, asked, done]) promise.catch(() => void 0);
  const newCaches = asked.then(
    () => [...missing],
    () => []
  );
  return { asked, newCaches, done };
}
function withoutRefused(cache, refused2) {
  const isRefused = (entry) => repositoriesOf(entry).some((own) => refused2.some(({ repository }) => sameRepository(repository, own)));
  const to = cache.to.filter((entry) => !isRefused(entry));
  if (to.length === cache.to.length) return cache;
  return { ...cache, to, reason: to.length > 0 ? cache.reason : "its registry takes no push" };
}
function describeRefused({ error }) {
  return `No build cache is written: ${messageOf(error)}${error.hint === void 0 ? "" : `
${error.hint}`}`;
}
function describeNewCache({ name }) {
  return `The build cache creates the repository ${name}. Set \`cache-ref\` for another one, or \`cache: false\`.`;
}
function checkTarget(repository, registry, policy) {
  const first = Promise.withResolvers();
  const attempt = () => registry.checkPush(repository).then(first.resolve, (error) => {
    if (isRefusal(error)) first.reject(error);
    else first.resolve();
    throw error;
  });
  const done = retry(attempt, policy).catch((error) => {
    if (isRefusal(error)) throw error;
  });
  return { asked: first.promise, done };
}
function repositoriesOf(entry) {
  const parsed2 = readCacheEntry(entry).references.map((reference) => parseRepository(splitReference(reference).name));
  return parsed2.flatMap((repository) => repository instanceof Wrong ? [] : repository);
}
function distinct(repositories) {
  return repositories.filter((one, i) => repositories.findIndex((other) => sameRepository(one, other)) === i);
}

// src/clients/docker/need.ts
import { machine, release } from "node:os";

// src/clients/docker/api-version.ts
var PLATFORM_API = [1, 49];
var OLDEST_API = [1, 41];
function hasApi({ apiVersion: [major, minor] }, [first, second]) {
  return major > first || major === first && minor >= second;
}

// src/clients/docker/need.ts
async function askEngine(engine, need) {
  if (need === void 0) return within(engine.info(), OPTIONAL_ENGINE_MS).catch(() => void 0);
  const info = await engine.info().catch((cause) => {
    if (!(cause instanceof ActionError)) throw cause;
    throw new ActionError(`${need.by} needs a Docker Engine: ${cause.message}`, {
      hint: [cause.hint, need.instead].filter((text) => text !== void 0).join(" "),
      output: cause.output,
      cause
    });
  });
  if (hasApi(info, OLDEST_API)) return info;
  throw new ActionError(
    `Docker Engine ${info.version} is too old: its API is ${info.apiVersion.join(".")}, and ${OLDEST_API.join(".")} is needed`,
    { hint: "Update it to Docker 20.10 or later: https://docs.docker.com/engine/install/" }
  );
}
function withoutEngine() {
  return {
    version: "",
    apiVersion: [0, 0],
    architecture: machine(),
    kernel: release(),
    root: "",
    containerdStore: false,
    mirrors: [],
    insecureRegistries: [],
    proxies: { http: "", https: "", except: "" }
  };
}

// src/clients/registry/addresses.ts
import { lookup } from "node:dns/promises";

// src/clients/registry/insecure.ts
import { BlockList, isIP } from "node:net";
function insecureBy(entries) {
  const networks = new BlockList();
  for (const [, address = "", prefix] of entries.flatMap((entry) => [/^(.+)\/(\d+)$/.exec(entry) ?? []])) {
    if (isIP(address) !== 0) networks.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return (registry) => {
    const host = nameOf2(registry);
    const family = isIP(host);
    return entries.includes(registry) || family !== 0 && networks.check(host, family === 6 ? "ipv6" : "ipv4");
  };
}
function nameOf2(registry) {
  return isIP(registry) === 6 ? registry : registry.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

// src/clients/registry/addresses.ts
async function lookUpAll(registries) {
  const entries = [...new Set(registries)].map(async (registry) => {
    const found = await within(lookup(nameOf2(registry), { all: true }), NAME_LOOKUP_MS).catch(() => []);
    return [registry, found.map(({ address }) => address)];
  });
  return new Map(await Promise.all(entries));
}

// src/clients/registry/configuration.ts
function machineRegistries({ engine, certificates, used }) {
  const registries = /* @__PURE__ */ new Map();
  const set = (registry, settings) => registries.set(registry, { ...registries.get(registry), ...settings });
  if (engine.mirrors.length > 0) set("docker.io", { mirrors: engine.mirrors.map(withoutScheme) });
  const plain2 = [
    ...engine.mirrors.filter((url) => url.startsWith("http://")).map(hostOf),
    ...engine.insecureRegistries.filter((entry) => !entry.includes("/"))
  ];
  for (const registry of plain2) set(registry, { http: true, insecure: true });
  const isInsecure = insecureBy(engine.insecureRegistries);
  for (const [registry, known] of used) {
    set(registry, {});
    if (isLoopback(registry) || registry === "docker.io" || registries.get(registry)?.insecure) continue;
    const addresses = known.filter((address) => isInsecure(address));
    if (isInsecure(registry)) set(registry, { http: true, insecure: true });
    else if (addresses.length > 0) set(registry, { http: true, insecure: true, addresses });
  }
  for (const { host, authorities, pairs } of certificates) {
    if (authorities.length > 0) set(host, { ca: authorities });
    if (pairs.length > 0) set(host, { keypair: pairs });
  }
  return registries;
}
function hostOf(url) {
  return withoutScheme(url).replace(/\/.*$/s, "");
}
function withoutScheme(url) {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

// src/clients/docker/proxies.ts
function proxiesOfProcess(env) {
  const [http = "", https = "", except = ""] = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].map(
    (name) => variable(env, name)
  );
  return { http, https, except };
}
var TEXT2 = fallback(string(), "");
var PROXIES = object({ httpProxy: TEXT2, httpsProxy: TEXT2, noProxy: TEXT2 });
var NONE = { httpProxy: "", httpsProxy: "", noProxy: "" };
var CONFIG = object({
  proxies: fallback(record(string(), nullish(fallback(PROXIES, NONE))), {})
});
function proxiesOfConfig(config, engine) {
  const { proxies } = readJson(CONFIG, config ?? "{}") ?? { proxies: {} };
  const { httpProxy, httpsProxy, noProxy } = proxies[engine] ?? proxies.default ?? NONE;
  return { http: httpProxy, https: httpsProxy, except: noProxy };
}

// src/publish/skip-downgrades.ts
async function skipDowngrades(targets, release3, origin, registry) {
  if (release3 === void 0) return { targets, notices: [] };
  const newerTags = await Promise.all(
    targets.map(async ({ repository, floating }) => {
      const newer = await Promise.all(
        floating.map(async (tag) => {
          const { version } = await readCurrent(registry, repository, tag, origin) ?? {};
          return version !== void 0 && movesBack(release3, version) ? [{ tag, version }] : [];
        })
      );
      return newer.flat();
    })
  );
  return {
    targets: targets.map((target, i) => {
      const isNewer = (tag) => newerTags[i]?.some((entry) => entry.tag === tag) ?? false;
      const remaining = (tags) => tags.filter((tag) => !isNewer(tag));
      return { ...target, tags: remaining(target.tags), floating: remaining(target.floating) };
    }),
    notices: targets.flatMap(
      ({ repository }, i) => (newerTags[i] ?? []).map(
        ({ tag, version }) => `${formatTagged({ repository, tag })} stays at ${version}: this is ${release3.version}, which is older`
      )
    )
  };
}
function readCurrent(registry, repository, tag, origin) {
  return readPublished(registry, repository, tag, origin).catch((error) => {
    if (error instanceof RegistryError && error.status === 403) return void 0;
    throw error;
  });
}

// src/publish/publish-image.ts
async function publishImage(image, job) {
  const { registry, read } = job;
  const { targets, notices } = await skipDowngrades(job.targets, job.release, job.origin, registry);
  const { digest, tags } = await publish(targets, image.digest, { ...job, built: { image, read } });
  const [first] = targets;
  if (digest === image.digest || first === void 0) return { image, tags, notices };
  const notice = `${formatDigested(first.repository, digest)} of an earlier run stays published: it has the same layers and configuration, and the registry does not update the tag of a version`;
  return { image: await read(first.repository, digest), tags, notices: [...notices, notice] };
}

// src/store/loaded.ts
async function loadTags(name, image, targets, containerdStore, engine) {
  for (const { repository, tags } of targets) {
    for (const tag of tags) await engine.tag(name, repository.name, tag);
  }
  await requireLoaded(image, targets, containerdStore, engine);
}
async function requireLoaded(image, targets, containerdStore, engine) {
  if (!containerdStore) return;
  for (const { repository, tags } of targets) {
    for (const tag of tags) {
      const name = formatTagged({ repository, tag });
      const stored = await engine.image(name);
      const isWhole = stored?.manifests.every(({ kind, available }) => kind !== "image" || available) ?? false;
      if (stored?.id === image.digest && isWhole) continue;
      throw new ActionError(`${name} was loaded into the engine, which does not hold all of ${image.digest}`, {
        hint: "Run the job again; if it stays, look whether something removes images while it runs."
      });
    }
  }
}

// src/store/registry.ts
function registryStore(repositories, containerdStore, session) {
  const [first] = repositories;
  const { registry, engine, recordCleanup } = session;
  return {
    exportTo: () => ({
      type: "image",
      // one export for all repositories, so that each gets the same digest
      attributes: { name: repositories.map(({ name }) => name).join(","), push: "true", "push-by-digest": "true" }
    }),
    async assemble(built) {
      const { manifest } = contentIn(registry, first);
      const index = await joinPlatforms(built, manifest);
      if (index === void 0) return void 0;
      await Promise.all(repositories.map((repository) => registry.putManifest(repository, index.digest, index)));
      return index;
    },
    readEarly: () => void 0,
    async read(digest) {
      if (digest !== void 0) return readImage(digest, contentIn(registry, first));
      throw new ActionError("buildx pushed the image and did not report its digest", {
        hint: "Run the job again; if it stays, update buildx."
      });
    },
    async requireComplete(image) {
      await Promise.all(repositories.map((each) => requireInRegistry(image, registry, each, each === first)));
    },
    readLayer: ({ digest }, read) => retry(() => read(registry.streamBlob(first, digest)), session.retry),
    async runnable(platform) {
      const reference = formatDigested(first, platform.digest);
      if (await engine.image(reference) === void 0) recordCleanup({ kind: "image", name: reference });
      return reference;
    },
    // buildx pushed it
    push: async () => [],
    load: (image, targets) => pullAll(image, targets, containerdStore, session),
    discard: async () => {
    }
  };
}
async function pullAll(image, targets, containerdStore, { run, env, engine, retry: policy }) {
  const target = targets.find(({ tags }) => tags.length > 0) ?? targets[0];
  if (target === void 0) return;
  const name = pullable(target, image);
  for (const { platform } of image.platforms) {
    await retry(() => pullPlatform(formatPlatform(platform)), policy, judgeWords("transient"));
  }
  await loadTags(name, image, targets, containerdStore, engine);
  async function pullPlatform(platform) {
    const args = ["pull", `--platform=${platform}`, name];
    const finished = await run({ program: "docker", args, env, idle: ENGINE_PULL_IDLE_MS });
    if (succeeded(finished)) return;
    const message = `${name} could not be loaded into the engine for ${platform}: ${describeEnd(finished)}`;
    throw new ActionError(message, { ...adviceFor(finished.stderr, "pull"), output: finished.stderr });
  }
}
function pullable({ repository, tags: [tag] }, { digest }) {
  return tag === void 0 ? formatDigested(repository, digest) : formatTagged({ repository, tag });
}

// src/programs/memory.ts
import { mkdir as mkdir3, readFile as readFile3, rm, writeFile as writeFile3 } from "node:fs/promises";
import { join as join6 } from "node:path";

// src/programs/limits.ts
var MEBIBYTE = 2 ** 20;
var GIBIBYTE = 1024 * MEBIBYTE;
var HEAD_BYTES = 4096;
var MAX_WHOLE_PROGRAM_BYTES = 32 * MEBIBYTE;
var MAX_TAR_HEADER_BYTES = MEBIBYTE;
var MAX_PATH_CHARS = 4096;
var MAX_LAYER_BYTES = 64 * GIBIBYTE;
var MAX_LAYER_ENTRIES = 2e6;
var MAX_LISTING_CHARS = 32 * MEBIBYTE;
var MAX_SCRIPTS = 5;
var MAX_WRAPPERS = 5;
var MAX_NAMED_FILES = 5;
var MAX_PARALLEL_LAYERS = 4;
var MIN_REMEMBERED_LAYER_BYTES = 4 * MEBIBYTE;
var MAX_CHECKED_LAYER_BYTES = 512 * MEBIBYTE;

// src/programs/tar.ts
var BLOCK = 512;
var TYPE = 156;
var CHECKSUM = { from: 148, to: 156 };
var TarError = class extends Error {
};
var TYPES = {
  ...{ "\0": "file", "0": "file", "7": "file", "1": "link", "2": "symlink", "5": "directory" },
  ...{ "3": "other", "4": "other", "6": "other" }
};
var EXTENSIONS = ["x", "g", "L", "K"];
var TarReader = class {
  #sink;
  #header = Buffer.alloc(0);
  /** Remaining bytes of the content. */
  #left = 0;
  #padding = 0;
  #isWanted = false;
  #hasEntry = false;
  /** Type and content of an extension that is being read. */
  #reading;
  #extensionBytes = 0;
  #extension = {};
  #ended = false;
  constructor(sink) {
    this.#sink = sink;
  }
  push(chunk) {
    for (let at = 0; at < chunk.length && !this.#ended; ) {
      if (this.#left > 0) at += this.#pushContent(chunk.subarray(at, at + this.#left));
      else if (this.#padding > 0) at += this.#skipPadding(chunk.length - at);
      else at += this.#pushHeader(chunk, at);
    }
  }
  /** @throws TarError if the archive has no end. */
  finish() {
    if (!this.#ended) throw new TarError("the archive is cut off");
  }
  #pushContent(bytes) {
    this.#left -= bytes.length;
    if (this.#reading !== void 0) this.#reading.chunks.push(Buffer.from(bytes));
    else if (this.#isWanted) this.#isWanted = this.#sink.content(bytes);
    if (this.#left === 0) this.#endContent();
    return bytes.length;
  }
  #skipPadding(available) {
    const skipped = Math.min(this.#padding, available);
    this.#padding -= skipped;
    return skipped;
  }
  #pushHeader(chunk, at) {
    const taken = Math.min(BLOCK - this.#header.length, chunk.length - at);
    const part = chunk.subarray(at, at + taken);
    const block = this.#header.length === 0 ? part : Buffer.concat([this.#header, part]);
    if (block.length < BLOCK) {
      this.#header = Buffer.from(block);
      return taken;
    }
    this.#header = Buffer.alloc(0);
    if (isZero(block)) this.#ended = true;
    else this.#startEntry(block);
    return taken;
  }
  #startEntry(block) {
    checkSum(block);
    const type = block.toString("latin1", TYPE, TYPE + 1);
    if (EXTENSIONS.includes(type)) this.#startExtension(type, numberIn(block, 124, 136));
    else this.#startFile(type, block);
    if (this.#left === 0) this.#endContent();
  }
  #startExtension(type, size) {
    this.#extensionBytes += size;
    if (this.#extensionBytes > MAX_TAR_HEADER_BYTES) throw new TarError("the headers of a file are too large");
    this.#reading = { type, chunks: [] };
    this.#expect(size);
  }
  #startFile(flag, block) {
    const extension = this.#extension;
    this.#extension = {};
    this.#extensionBytes = 0;
    const known = TYPES[flag];
    if (known === void 0) throw new TarError(`an entry has the unknown type ${JSON.stringify(flag)}`);
    const name = extension.name ?? nameIn(block);
    const type = flag === "\0" && name.endsWith("/") ? "directory" : known;
    const size = type === "file" ? extension.size ?? numberIn(block, 124, 136) : 0;
    const target = extension.target ?? textIn(block, 157, 257);
    if (name.length > MAX_PATH_CHARS || target.length > MAX_PATH_CHARS) throw new TarError("a path is too long");
    this.#sink.entry({ type, name, target, mode: numberIn(block, 100, 108), size });
    this.#hasEntry = true;
    this.#isWanted = size > 0;
    this.#expect(size);
  }
  #expect(size) {
    this.#left = size;
    this.#padding = (BLOCK - size % BLOCK) % BLOCK;
  }
  #endContent() {
    const reading = this.#reading;
    this.#reading = void 0;
    if (reading !== void 0) this.#extension = { ...this.#extension, ...extensionIn(reading.type, reading.chunks) };
    else if (this.#hasEntry) this.#sink.end();
    this.#hasEntry = false;
  }
};
function isZero(block) {
  return block.every((byte) => byte === 0);
}
function checkSum(block) {
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK; at++) if (at < CHECKSUM.from || at >= CHECKSUM.to) sum += block[at] ?? 0;
  if (sum !== numberIn(block, CHECKSUM.from, CHECKSUM.to)) throw new TarError("the checksum of a header is wrong");
}
function numberIn(block, from, to) {
  const first = block[from] ?? 0;
  if ((first & 128) !== 0) {
    const value = [...block.subarray(from + 1, to)].reduce((sum, byte) => sum * 256 + byte, first & 127);
    if (first === 255 || !Number.isSafeInteger(value)) throw new TarError("a number is too large or negative");
    return value;
  }
  const digits = textIn(block, from, to).trim();
  if (!/^[0-7]*$/.test(digits)) throw new TarError("a number is malformed");
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}
function textIn(block, from, to) {
  const end = block.indexOf(0, from);
  return block.toString("utf8", from, end < 0 || end > to ? to : end);
}
function nameIn(block) {
  const name = textIn(block, 0, 100);
  const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? textIn(block, 345, 500) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}
function extensionIn(type, chunks) {
  const bytes = Buffer.concat(chunks);
  if (type === "L") return { name: textIn(bytes, 0, bytes.length) };
  if (type === "K") return { target: textIn(bytes, 0, bytes.length) };
  return type === "x" ? paxIn(bytes) : {};
}
function paxIn(bytes) {
  const records = /* @__PURE__ */ new Map();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 || space - at > 8 ? Number.NaN : Number(bytes.toString("latin1", at, space));
    const end = at + length;
    if (!Number.isInteger(length) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 10) {
      throw new TarError("a PAX record is malformed");
    }
    const [key = "", ...value] = bytes.toString("utf8", space + 1, end - 1).split("=");
    records.set(key, value.join("="));
    at = end;
  }
  if ([...records.keys()].some((key) => key.startsWith("GNU.sparse."))) throw new TarError("a file is sparse");
  const [name, target, size] = [records.get("path"), records.get("linkpath"), records.get("size")];
  if (name?.includes("\0") || target?.includes("\0")) throw new TarError("a path contains a null character");
  if (size !== void 0 && !(/^\d+$/.test(size) && Number.isSafeInteger(Number(size)))) {
    throw new TarError("a size is malformed");
  }
  return {
    ...name && { name },
    ...target && { target },
    ...size !== void 0 && { size: Number(size) }
  };
}

// src/programs/listing.ts
var LISTING_VERSION = 1;
var HASH_START = 2166136261;
function hashOfPath(path) {
  let hash = HASH_START;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 16777619);
  return hash >>> 0;
}
function hashesIn({ data }) {
  const bytes = Buffer.from(data, "base64");
  const hashes = /* @__PURE__ */ new Set();
  for (let at = 0; at + 4 <= bytes.length; at += 4) hashes.add(bytes.readUInt32LE(at));
  return hashes;
}
function parseListing(value) {
  const { version, formats, entries, removed, opaque, data } = value ?? {};
  const isValid = version === LISTING_VERSION && listOf(formats).every(isFormat) && listOf(entries).every((entry) => isEntry(entry, listOf(formats).length)) && [formats, entries, removed, opaque].every(Array.isArray) && [...listOf(removed), ...listOf(opaque), data].every((text) => typeof text === "string");
  return isValid ? value : void 0;
}
function listOf(value) {
  return Array.isArray(value) ? value : [];
}
function isFormat(value) {
  const { kind, os, architecture, interpreter, argument = "", loader = "" } = value ?? {};
  if (typeof argument !== "string" || typeof loader !== "string") return false;
  if (kind === "script") return typeof interpreter === "string";
  const isProgram = kind === "elf" || kind === "pe" || kind === "mach-o";
  return isProgram && typeof os === "string" && typeof architecture === "string";
}
function isEntry(entry, formats) {
  const [path, kind, detail] = listOf(entry);
  if (typeof path !== "string" || path === "") return false;
  if (kind === "d") return true;
  if (kind === "s" || kind === "h") return typeof detail === "string";
  return (kind === "x" || kind === "f") && Number.isInteger(detail) && Number(detail) >= -1 && Number(detail) < formats;
}
var ListingBuilder = class {
  #formats = [];
  #indexes = /* @__PURE__ */ new Map();
  #entries = /* @__PURE__ */ new Map();
  #removed = /* @__PURE__ */ new Set();
  #opaque = /* @__PURE__ */ new Set();
  #data = /* @__PURE__ */ new Set();
  #chars = 0;
  #count = 0;
  directory(path) {
    this.#set([path, "d"]);
  }
  symlink(path, target) {
    this.#set([path, "s", target]);
  }
  /** @param target path of a file of this layer or of a lower one. */
  link(path, target) {
    const linked = this.#entries.get(target);
    if (linked?.[1] === "x" || linked?.[1] === "f") this.#set([path, linked[1], linked[2]]);
    else if (linked === void 0 && this.#data.has(hashOfPath(target))) this.data(path);
    else this.#set([path, "h", target]);
  }
  file(path, isExecutable, format) {
    if (format === void 0 || format.kind === "script" && !isExecutable) {
      if (isExecutable) this.#set([path, "x", -1]);
      else this.data(path);
    } else {
      this.#set([path, isExecutable ? "x" : "f", this.#indexOf(format)]);
    }
  }
  /** A file that is no program, a device or a pipe. */
  data(path) {
    this.#account(path, 0);
    this.#entries.delete(path);
    this.#data.add(hashOfPath(path));
  }
  remove(path) {
    this.#account(path, path.length);
    this.#removed.add(path);
  }
  removeContent(directory2) {
    this.#account(directory2, directory2.length);
    this.#opaque.add(directory2);
  }
  finish() {
    return {
      version: LISTING_VERSION,
      formats: this.#formats,
      entries: [...this.#entries.values()],
      removed: [...this.#removed],
      opaque: [...this.#opaque],
      data: Buffer.from(Uint32Array.from(this.#data).sort().buffer).toString("base64")
    };
  }
  #set(entry) {
    const [path, , detail] = entry;
    this.#account(path, path.length + (typeof detail === "string" ? detail.length : 0));
    this.#entries.delete(path);
    this.#entries.set(path, entry);
  }
  #indexOf(format) {
    const key = JSON.stringify(format);
    const known = this.#indexes.get(key);
    if (known !== void 0) return known;
    this.#account("", key.length);
    this.#indexes.set(key, this.#formats.length);
    return this.#formats.push(format) - 1;
  }
  #account(path, chars) {
    this.#count += 1;
    this.#chars += 16 + chars;
    if (this.#count > MAX_LAYER_ENTRIES) throw new TarError("the layer has too many files");
    if (chars > 0 && this.#chars > MAX_LISTING_CHARS) throw new TarError(`the listing is too long at ${path}`);
  }
};

// src/programs/memory.ts
var NO_MEMORY = { get: () => void 0, add: () => {
}, save: async () => {
} };
var FILE = "layers.json";
function openMemory(kept, service) {
  const file = join6(kept.folder, FILE);
  const used = /* @__PURE__ */ new Map();
  let restored = /* @__PURE__ */ new Map();
  let isNew = false;
  const restoring = service.restore(kept).then(async (key) => {
    if (key !== void 0) restored = listingsIn(await readFile3(file, "utf8"));
  });
  restoring.catch(() => void 0);
  return {
    get({ digest }) {
      const listing = restored.get(digest);
      if (listing !== void 0) used.set(digest, listing);
      return listing;
    },
    add({ digest, size }, listing) {
      used.set(digest, listing);
      isNew ||= size >= MIN_REMEMBERED_LAYER_BYTES;
    },
    async save() {
      if (!isNew || kept.key === void 0) return;
      try {
        await restoring.catch(() => void 0);
        await rm(kept.folder, { recursive: true, force: true });
        await mkdir3(kept.folder, { recursive: true });
        await writeFile3(file, JSON.stringify(Object.fromEntries(used)));
        await service.save(kept);
      } catch {
      }
    }
  };
}
function listingsIn(json) {
  const entries = Object.entries(JSON.parse(json));
  return new Map(
    entries.flatMap(([digest, value]) => {
      const listing = parseListing(value);
      return isDigest(digest) && listing !== void 0 ? [[digest, listing]] : [];
    })
  );
}

// src/programs/image-config.ts
var DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
var MAX_INSTRUCTION_CHARS = 80;
var BUILDKIT = "# buildkit";
function parseStartConfig(bytes) {
  const image = recordOf(parsed(bytes));
  const config = recordOf(image.config);
  const environment = textsOf(config.Env);
  const path = environment.findLast((variable2) => variable2.startsWith("PATH="))?.slice("PATH=".length);
  return {
    entrypoint: textsOf(config.Entrypoint),
    cmd: textsOf(config.Cmd),
    path: (path ?? DEFAULT_PATH).split(":").filter((folder) => folder !== ""),
    workingDir: typeof config.WorkingDir === "string" && config.WorkingDir !== "" ? config.WorkingDir : "/",
    instructions: instructionsOf(image)
  };
}
function countAdded(bytes, entries) {
  const history = historyOf(recordOf(parsed(bytes)));
  if (history === void 0 || history.length < entries) return void 0;
  return history.slice(history.length - entries).filter(madeLayer).length;
}
function isByBuildKit(bytes) {
  const history = listOf2(recordOf(parsed(bytes)).history).map(recordOf);
  if (history.length === 0) return void 0;
  return history.some(({ comment }) => typeof comment === "string" && comment.startsWith("buildkit."));
}
function instructionsOf(image) {
  const made = historyOf(image)?.filter(madeLayer);
  return made?.map((step) => typeof step.created_by === "string" ? instructionOf(step.created_by) : "");
}
function historyOf({ history, rootfs }) {
  if (!Array.isArray(history)) return void 0;
  const entries = history.map(recordOf);
  return entries.filter(madeLayer).length === listOf2(recordOf(rootfs).diff_ids).length ? entries : void 0;
}
function madeLayer(step) {
  return step.empty_layer !== true;
}
function instructionOf(createdBy) {
  const plain2 = (createdBy.endsWith(BUILDKIT) ? createdBy.slice(0, -BUILDKIT.length) : createdBy).replace(/^\/bin\/sh -c #\(nop\)\s*/, "").replace(/^(?:RUN )?\|\d+ (?:.* )?\/bin\/sh -c /s, "RUN ").replace(/^(?:RUN )?\/bin\/sh -c /, "RUN ").replace(/^RUN \|.*$/s, "RUN").replace(/[\s\p{C}]+/gu, " ").trim();
  return plain2.length > MAX_INSTRUCTION_CHARS ? `${plain2.slice(0, MAX_INSTRUCTION_CHARS)}…` : plain2;
}
function parsed(bytes) {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return void 0;
  }
}
function recordOf(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
function listOf2(value) {
  return Array.isArray(value) ? value : [];
}
function textsOf(value) {
  return listOf2(value).filter((element) => typeof element === "string");
}

// src/programs/layers.ts
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";

// src/programs/arm-attributes.ts
var FILE2 = 1;
var CPU_RAW_NAME = 4;
var CPU_NAME = 5;
var CPU_ARCH = 6;
var ADVANCED_SIMD = 12;
var VFP_ARGUMENTS = 28;
var COMPATIBILITY = 32;
var VERSIONS = {
  ...{ 1: 4, 2: 4, 3: 5, 4: 5, 5: 5, 6: 6, 7: 6, 8: 6, 9: 6, 10: 7, 14: 8, 15: 8, 22: 9 }
};
function readArmAttributes(section, isLittle) {
  const u322 = (at) => isLittle ? section.readUInt32LE(at) : section.readUInt32BE(at);
  if (section[0] !== 65) return {};
  for (let at = 1; at + 4 <= section.length; ) {
    const end = at + u322(at);
    if (end <= at + 4 || end > section.length) return {};
    const name = section.indexOf(0, at + 4);
    if (name < 0 || name >= end) return {};
    if (section.toString("latin1", at + 4, name) === "aeabi") return ofVendor(section, name + 1, end, u322);
    at = end;
  }
  return {};
}
function ofVendor(section, from, end, u322) {
  for (let at = from; at + 5 <= end; ) {
    const next = at + u322(at + 1);
    if (next <= at + 5 || next > end) return {};
    if (section[at] === FILE2) return meaningOf(tagsIn(section.subarray(at + 5, next)));
    at = next;
  }
  return {};
}
function tagsIn(bytes) {
  const tags = /* @__PURE__ */ new Map();
  let at = 0;
  const number2 = () => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    return value;
  };
  const skipText = () => {
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length : end + 1;
  };
  while (at < bytes.length) {
    const tag = number2();
    if (tag === COMPATIBILITY) number2();
    if (tag === CPU_RAW_NAME || tag === CPU_NAME || tag === COMPATIBILITY || tag > 32 && tag % 2 === 1) skipText();
    else tags.set(tag, number2());
  }
  return tags;
}
function meaningOf(tags) {
  const version = VERSIONS[tags.get(CPU_ARCH) ?? 0];
  return {
    ...tags.get(VFP_ARGUMENTS) === 1 && { float: "hard" },
    ...version !== void 0 && { version },
    ...(tags.get(ADVANCED_SIMD) ?? 0) > 0 && { neon: true }
  };
}

// src/programs/elf.ts
var EXECUTABLE = 2;
var DYNAMIC = 3;
var PT_INTERP = 3;
var SHT_ARM_ATTRIBUTES = 1879048195;
var LONGEST_LOADER = 4096;
var SYSTEMS = { 2: "netbsd", 6: "solaris", 9: "freebsd", 12: "openbsd" };
var Incomplete = class extends Error {
};
function readElf(bytes, size, isAll) {
  const headers = readHeaders(bytes, size);
  if (headers === void 0) return void 0;
  const type = u16(headers, 16);
  const processor = PROCESSORS[u16(headers, 18)]?.(headers);
  if (processor === void 0 || type !== EXECUTABLE && type !== DYNAMIC) return void 0;
  try {
    return readProgram(headers, type, processor, isAll);
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
    return "incomplete";
  }
}
function readHeaders(bytes, size) {
  const [is64, isLittle] = [bytes[4] === 2, bytes[5] === 1];
  if (!is64 && bytes[4] !== 1 || !isLittle && bytes[5] !== 2) return void 0;
  if (bytes.length < (is64 ? 64 : 52)) return void 0;
  const headers = { bytes, size, is64, isLittle, flags: 0 };
  return { ...headers, flags: u32(headers, is64 ? 48 : 36) };
}
function readProgram(headers, type, processor, isAll) {
  const os = SYSTEMS[headers.bytes[7] ?? 0] ?? "linux";
  const loader = loaderOf(headers, isAll);
  if (loader === void 0) return void 0;
  const { architecture, abi } = processor;
  return {
    kind: "elf",
    os,
    architecture,
    ...abi !== void 0 && { abi },
    ...type === DYNAMIC && loader === STATIC && { library: true },
    ...typeof loader === "string" && { loader },
    ...architecture === "arm" && { arm: armCodeOf(headers, isAll) }
  };
}
var STATIC = /* @__PURE__ */ Symbol("no loader");
var NOT_READ = /* @__PURE__ */ Symbol("a loader that was not read");
function loaderOf(headers, isAll) {
  const { is64, size } = headers;
  const [table, each, count] = [
    word(headers, is64 ? 32 : 28),
    u16(headers, is64 ? 54 : 42),
    u16(headers, is64 ? 56 : 44)
  ];
  if (count === 0) return STATIC;
  if (each !== (is64 ? 56 : 32) || table + each * count > size) return void 0;
  if (!isThere(headers, table + each * count, isAll)) return NOT_READ;
  for (let i = 0; i < count; i++) {
    const at = table + i * each;
    if (u32(headers, at) !== PT_INTERP) continue;
    const [from, length] = [word(headers, at + (is64 ? 8 : 4)), word(headers, at + (is64 ? 32 : 16))];
    if (length < 2 || length > LONGEST_LOADER || from + length > size) return void 0;
    if (!isThere(headers, from + length, isAll)) return NOT_READ;
    const path = headers.bytes.toString("utf8", from, from + length);
    return path.endsWith("\0") && path[0] !== "\0" ? path.slice(0, path.indexOf("\0")) : void 0;
  }
  return STATIC;
}
function armCodeOf(headers, isAll) {
  const { flags } = headers;
  const eabi = flags >>> 24;
  const marked = eabi < 5 ? void 0 : flags & 1024 ? "hard" : flags & 512 ? "soft" : void 0;
  const { float = marked, ...others } = attributesOf(headers, isAll);
  const thumb = (u32(headers, 24) & 1) === 1;
  return { eabi, ...float !== void 0 && { float }, ...thumb && { thumb }, ...others };
}
function attributesOf(headers, isAll) {
  const { bytes, size } = headers;
  const [table, each, count] = [u32(headers, 32), u16(headers, 46), u16(headers, 48)];
  if (table === 0 || each !== 40 || table + each * count > size) return {};
  if (!isThere(headers, table + each * count, isAll)) return {};
  for (let i = 0; i < count; i++) {
    const at = table + i * each;
    if (u32(headers, at + 4) !== SHT_ARM_ATTRIBUTES) continue;
    const [from, length] = [u32(headers, at + 16), u32(headers, at + 20)];
    if (from + length > size || !isThere(headers, from + length, isAll)) return {};
    return readArmAttributes(bytes.subarray(from, from + length), headers.isLittle);
  }
  return {};
}
function isThere({ bytes }, end, isAll) {
  if (end <= bytes.length) return true;
  if (isAll) return false;
  throw new Incomplete();
}
var plain = (architecture) => () => ({ architecture });
var sized = (of32, of64) => (headers) => ({ architecture: headers.is64 ? of64 : of32 });
var PROCESSORS = {
  2: plain("sparc"),
  3: plain("386"),
  4: plain("m68k"),
  8: mips,
  10: mips,
  15: plain("parisc"),
  18: plain("sparc"),
  20: ({ isLittle }) => ({ architecture: isLittle ? "ppcle" : "ppc" }),
  21: powerPc64,
  22: sized("s390", "s390x"),
  40: ({ isLittle }) => ({ architecture: isLittle ? "arm" : "armbe" }),
  42: plain("sh4"),
  43: plain("sparc64"),
  50: plain("ia64"),
  62: sized("x32", "amd64"),
  93: plain("arc"),
  94: plain("xtensa"),
  183: ({ is64, isLittle }) => ({ architecture: `${isLittle ? "arm64" : "arm64be"}${is64 ? "" : "-ilp32"}` }),
  243: riscV,
  252: plain("csky"),
  258: loongArch,
  36902: plain("alpha")
};
function powerPc64({ isLittle, flags }) {
  const version = flags & 3;
  return { architecture: isLittle ? "ppc64le" : "ppc64", ...version > 0 && { abi: `elfv${version}` } };
}
function mips({ is64, isLittle, flags }) {
  const end = isLittle ? "le" : "";
  if (is64) return { architecture: `mips64${end}`, abi: "n64" };
  return flags & 32 ? { architecture: `mips64${end}`, abi: "n32" } : { architecture: `mips${end}`, abi: "o32" };
}
function riscV({ is64, flags }) {
  const floats = ["soft-float", "single-float", "double-float", "quad-float"];
  return { architecture: is64 ? "riscv64" : "riscv32", abi: floats[flags >>> 1 & 3] };
}
function loongArch({ is64, flags }) {
  const floats = [void 0, "soft-float", "single-float", "double-float"];
  const abi = floats[flags & 7];
  return { architecture: is64 ? "loong64" : "loong32", ...abi !== void 0 && { abi } };
}
function u16({ bytes, isLittle }, at) {
  return isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}
function u32({ bytes, isLittle }, at) {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
function word(headers, at) {
  if (!headers.is64) return u32(headers, at);
  const [low, high] = headers.isLittle ? [at, at + 4] : [at + 4, at];
  return u32(headers, high) * 2 ** 32 + u32(headers, low);
}

// src/programs/other-systems.ts
var PE_MACHINES = {
  ...{ 332: "386", 452: "arm", 34404: "amd64", 43620: "arm64", 42561: "arm64ec", 42574: "arm64x" }
};
var DLL = 8192;
var NET_DIRECTORY = 14;
function readPe(bytes) {
  if (bytes.length < 64) return void 0;
  const at = bytes.readUInt32LE(60);
  if (at + 26 > bytes.length || bytes.readUInt32BE(at) !== 1346699264) return void 0;
  const architecture = PE_MACHINES[bytes.readUInt16LE(at + 4)];
  if (architecture === void 0) return void 0;
  const optional = at + 24;
  const magic = bytes.readUInt16LE(optional);
  if (magic !== 267 && magic !== 523) return void 0;
  const directory2 = optional + (magic === 523 ? 112 : 96) + NET_DIRECTORY * 8;
  if (directory2 + 8 > bytes.length) return void 0;
  const directories = bytes.readUInt32LE(optional + (magic === 523 ? 108 : 92));
  if (directories > NET_DIRECTORY && bytes.readUInt32LE(directory2) !== 0) return void 0;
  const library = (bytes.readUInt16LE(at + 22) & DLL) !== 0;
  return { kind: "pe", os: "windows", architecture, ...library && { library } };
}
var MACH_O_MACHINES = {
  ...{ 7: "386", 12: "arm", 16777223: "amd64", 16777228: "arm64" }
};
var FAT = 3405691582;
var MACH_O_EXECUTABLE = 2;
function readMachO(bytes) {
  if (bytes.length < 16) return void 0;
  if (bytes.readUInt32BE(0) === FAT) {
    const isFat = MACH_O_MACHINES[bytes.readUInt32BE(8)] !== void 0;
    return isFat ? { kind: "mach-o", os: "darwin", architecture: "universal" } : void 0;
  }
  const magic = bytes.readUInt32LE(0);
  if (magic !== 4277009102 && magic !== 4277009103) return void 0;
  const architecture = MACH_O_MACHINES[bytes.readUInt32LE(4)];
  if (architecture === void 0) return void 0;
  const library = bytes.readUInt32LE(12) !== MACH_O_EXECUTABLE;
  return { kind: "mach-o", os: "darwin", architecture, ...library && { library } };
}

// src/programs/executable.ts
var NEEDS_WHOLE_FILE = /* @__PURE__ */ Symbol("needs the whole file");
function readFormat(bytes, size, isAll = bytes.length >= size) {
  if (bytes.length < 4) return void 0;
  const magic = bytes.readUInt32BE(0);
  if (magic === 2135247942) {
    const program = readElf(bytes, size, isAll);
    return program === "incomplete" ? NEEDS_WHOLE_FILE : program;
  }
  const start2 = magic >>> 16;
  if (start2 === 8993) return readScript(bytes);
  if (start2 === 19802) return readPe(bytes);
  return readMachO(bytes);
}
var MAX_SCRIPT_LINE = 256;
function readScript(bytes) {
  const start2 = bytes.subarray(2, MAX_SCRIPT_LINE).toString();
  const end = start2.indexOf("\n");
  if (end < 0 && bytes.length > MAX_SCRIPT_LINE) return void 0;
  const line = withoutBlanks(end < 0 ? start2 : start2.slice(0, end));
  if (line === "" || line.includes("\0")) return void 0;
  const space = line.search(/[ \t]/);
  if (space < 0) return { kind: "script", interpreter: line };
  return { kind: "script", interpreter: line.slice(0, space), argument: line.slice(space).trimStart() };
}
function withoutBlanks(line) {
  let [from, to] = [0, line.length];
  while (from < to && " 	".includes(line[from] ?? "")) from += 1;
  while (from < to && " 	".includes(line[to - 1] ?? "")) to -= 1;
  return line.slice(from, to);
}

// src/programs/layers.ts
var CHUNK_BYTES = 1024 * 1024;
async function readLayer(layer, signal) {
  const scan = new LayerScan();
  const tar = new TarReader(scan);
  let size = 0;
  let isDecoded = false;
  const reader = new Writable({
    highWaterMark: 2 * CHUNK_BYTES,
    write(chunk, _encoding, done) {
      try {
        size += chunk.length;
        if (size > MAX_LAYER_BYTES) throw new TarError("the layer is too large");
        tar.push(chunk);
        if (isDecoded) release2(chunk);
        done();
      } catch (error) {
        done(error);
      }
    }
  });
  try {
    const { source, magic } = await start(layer);
    const decoder = decoderOf(magic);
    isDecoded = decoder !== void 0;
    const streams = decoder === void 0 ? [source, reader] : [source, decoder, reader];
    await pipeline(streams, { signal });
    tar.finish();
    return scan.listing.finish();
  } catch (error) {
    if (isAboutContent(error)) return void 0;
    throw error;
  }
}
function release2({ buffer, byteOffset, byteLength }) {
  if (buffer instanceof ArrayBuffer && byteOffset + byteLength === CHUNK_BYTES) buffer.transfer(0);
}
function isAboutContent(error) {
  return error instanceof TarError || /^(?:Z|ZSTD)_|^ERR_ZLIB_/i.test(String(error?.code));
}
async function start(layer) {
  const chunks = layer[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < 4) {
    const { value, done } = await chunks.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  async function* all() {
    try {
      if (first.length > 0) yield first;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  const source = Readable.from(all(), { objectMode: false, highWaterMark: CHUNK_BYTES });
  return { source, magic: first.length < 4 ? 0 : first.readUInt32BE(0) };
}
function decoderOf(magic) {
  if (magic >>> 16 === 8075) return createGunzip({ chunkSize: CHUNK_BYTES });
  if (magic === 682962941) return createZstdDecompress({ chunkSize: CHUNK_BYTES });
  return void 0;
}
var WHITEOUT = ".wh.";
var OPAQUE = ".wh..wh..opq";
var LayerScan = class {
  listing = new ListingBuilder();
  #path;
  #entry;
  #format;
  #kept = [];
  #keptBytes = 0;
  #isWhole = false;
  entry(entry) {
    const path = cleanPath(entry.name);
    this.#entry = entry;
    this.#path = void 0;
    this.#format = void 0;
    this.#release();
    this.#isWhole = false;
    if (path === "" || this.#isWhiteout(path)) return;
    this.#path = path;
  }
  content(bytes) {
    if (this.#path === void 0 || this.#entry === void 0) return false;
    const { size } = this.#entry;
    const wanted = this.#isWhole ? size : Math.min(size, HEAD_BYTES);
    const missing = wanted - this.#keptBytes;
    if (this.#keptBytes === 0 && bytes.length >= missing && !this.#isWhole) return this.#examine(bytes, missing, size);
    this.#kept.push(Buffer.from(bytes));
    this.#keptBytes += bytes.length;
    return this.#keptBytes < wanted || this.#examine(Buffer.concat(this.#kept), this.#keptBytes, size);
  }
  end() {
    const [entry, path] = [this.#entry, this.#path];
    this.#release();
    if (entry === void 0 || path === void 0) return;
    const { type, mode, target } = entry;
    if (type === "directory") this.listing.directory(path);
    else if (type === "symlink") this.listing.symlink(path, target);
    else if (type === "link") this.listing.link(path, cleanPath(target));
    else if (type === "file") this.listing.file(path, (mode & 73) !== 0, this.#format);
    else this.listing.data(path);
  }
  /** @returns true if more of the file is needed. */
  #examine(bytes, length, size) {
    const isLast = this.#isWhole || size > MAX_WHOLE_PROGRAM_BYTES;
    const format = readFormat(bytes.subarray(0, length), size, isLast || length >= size);
    if (format !== NEEDS_WHOLE_FILE) {
      this.#format = format;
      return false;
    }
    this.#isWhole = true;
    if (this.#keptBytes === 0) this.#kept.push(Buffer.from(bytes));
    this.#keptBytes = bytes.length;
    return this.#keptBytes < size || this.#examine(Buffer.concat(this.#kept), this.#keptBytes, size);
  }
  #release() {
    this.#kept = [];
    this.#keptBytes = 0;
  }
  #isWhiteout(path) {
    const slash = path.lastIndexOf("/");
    const [folder, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
    if (!name.startsWith(WHITEOUT)) return false;
    if (name === OPAQUE) this.listing.removeContent(folder);
    else if (!name.startsWith(`${WHITEOUT}${WHITEOUT}`)) {
      this.listing.remove(folder === "" ? name.slice(WHITEOUT.length) : `${folder}/${name.slice(WHITEOUT.length)}`);
    }
    return true;
  }
};
function cleanPath(path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

// src/programs/command.ts
var SHELLS = ["sh", "bash", "ash", "dash"];
var INITS = ["tini", "tini-static", "docker-init", "dumb-init", "catatonit"];
var USER_SWITCHES = ["gosu", "su-exec"];
var BUILTINS = new Set(
  ". : alias bg bind break builtin case cd command continue declare do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help if in jobs kill let local printf pwd read readonly return select set shift shopt source test then time times trap true type typeset ulimit umask unalias unset until wait while".split(" ")
);
function startedBy(words) {
  const [program = "", ...rest] = words;
  const name = baseName(program);
  if (SHELLS.includes(name)) return rest[0] === "-c" ? inShell(rest[1] ?? "") : void 0;
  if (INITS.includes(name)) return afterOptions(rest);
  if (USER_SWITCHES.includes(name)) return isPlain(rest[0]) && rest.length > 1 ? rest.slice(1) : void 0;
  return name === "env" ? afterVariables(rest) : void 0;
}
function startedByEnv(argument) {
  const split2 = /^(?:-S|--split-string=?)\s*(.*)$/.exec(argument)?.[1];
  if (split2 === void 0) return /\s/.test(argument) ? void 0 : afterVariables([argument]);
  return /["'\\$#]/.test(split2) ? void 0 : afterVariables(split2.split(/\s+/));
}
function baseName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}
function inShell(line) {
  if (/[;&|<>()`{}\n#\\]|\$\(/.test(line.replaceAll(/\$\{\w+\}/g, "$X"))) return void 0;
  const [, word2 = ""] = /^\s*(?:exec\s+)?([\w./+-]+)(?=\s|$)/.exec(line) ?? [];
  return word2 === "" || word2.startsWith("-") || BUILTINS.has(word2) ? void 0 : [word2];
}
function afterOptions(rest) {
  const end = rest.indexOf("--");
  if (end >= 0 && rest.slice(0, end).every((word2, i) => i > 0 || word2.startsWith("-"))) return rest.slice(end + 1);
  return isPlain(rest[0]) ? rest : void 0;
}
function afterVariables(rest) {
  const command = rest.slice(rest.findIndex((word2) => !/^\w+=/.test(word2)));
  return command.length < rest.length && rest.some((word2) => word2.startsWith("PATH=")) ? void 0 : plainOnly(command);
}
function plainOnly(command) {
  return isPlain(command[0]) && !command[0]?.includes("=") ? command : void 0;
}
function isPlain(word2) {
  return word2 !== void 0 && word2 !== "" && !word2.startsWith("-");
}

// src/programs/collections.ts
var NAMES = {
  amd64: ["amd64", "x64", "x86_64", "x86-64"],
  arm64: ["arm64", "aarch64"],
  arm: ["arm", "armv5", "armv6", "armv6l", "armv7", "armv7l", "armhf", "armel"],
  "386": ["386", "i386", "i686", "ia32", "x86"],
  mipsle: ["mipsle", "mipsel"],
  mips64le: ["mips64le", "mips64el"],
  ppc64le: ["ppc64le", "powerpc64le", "ppc64"],
  loong64: ["loong64", "loongarch64"]
};
function isInCollection(path, architecture, fitting) {
  if (!fitting.has(baseName(path))) return false;
  const words = `/${path.toLowerCase().replaceAll(/[/.@+-]/g, "/")}/`;
  const names = NAMES[architecture] ?? [architecture];
  return names.some((name) => words.includes(`/${name.replaceAll("-", "/")}/`) || words.includes(`_${name}/`));
}

// src/programs/exempt.ts
function matcherOf(patterns) {
  const all = patterns.map((pattern) => partsOf(pattern.endsWith("/") ? `${pattern}**` : pattern));
  return (path) => {
    const names = partsOf(path);
    return all.some((parts) => matches(parts, names, samePart));
  };
}
function partsOf(path) {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
function samePart(part, name) {
  return matches(
    [...part].map((character) => character === "*" ? "**" : character),
    [...name],
    sameCharacter
  );
}
function sameCharacter(pattern, character) {
  return pattern === "?" || pattern === character;
}
function matches(pattern, items, same) {
  let [at, from] = [0, 0];
  let star;
  while (from < items.length) {
    if (pattern[at] === "**") {
      star = { at, from };
      at += 1;
    } else if (at < pattern.length && same(pattern[at] ?? "", items[from] ?? "")) {
      at += 1;
      from += 1;
    } else if (star !== void 0) {
      star.from += 1;
      [at, from] = [star.at + 1, star.from];
    } else return false;
  }
  return pattern.slice(at).every((part) => part === "**");
}

// src/programs/fits.ts
function fitOf(program, { os, architecture, variant }) {
  if (os !== "linux" && os !== "windows") return "uncertain";
  if (program.os !== os) return "foreign";
  if (program.architecture === architecture) {
    return program.arm === void 0 ? "fits" : fitOfArm(program.arm, levelOf(variant));
  }
  return OTHERS[`${os}/${architecture}`]?.[program.architecture] ?? "foreign";
}
var OTHERS = {
  "linux/amd64": { "386": "fits", x32: "uncertain" },
  "linux/mips64": { mips: "fits" },
  "linux/mips64le": { mipsle: "fits" },
  "windows/amd64": { "386": "fits", arm64x: "fits" },
  // Windows translates these, except in its smallest images
  "windows/arm64": { arm64ec: "fits", arm64x: "fits", amd64: "uncertain", "386": "uncertain", arm: "uncertain" }
};
function levelOf(variant = "v7") {
  const level = Number(variant.slice(1));
  return Number.isNaN(level) ? 7 : level;
}
function fitOfArm({ version = 0, float, neon = false, thumb = false }, level) {
  if (version > level) {
    const needsV7 = thumb && float === "hard";
    return !neon || level < 7 && needsV7 ? "foreign" : "uncertain";
  }
  return level < 6 && float === "hard" ? "uncertain" : "fits";
}
var ELF_NAMES = {
  ...{ "386": "x86 ELF", amd64: "x86-64 ELF", x32: "x86-64 x32 ELF", arm: "ARM ELF", arm64: "AArch64 ELF" },
  ...{ ppc64le: "PowerPC64 little-endian ELF", ppc64: "PowerPC64 ELF", s390x: "IBM Z ELF", riscv64: "RISC-V ELF" },
  loong64: "LoongArch ELF"
};
function describeProgram(program, noun = "program") {
  return `${program.os}/${program.architecture}${armVariant(program)} ${noun} (${binaryName(program)})`;
}
function armVariant({ arm }) {
  return arm?.version === void 0 || arm.version < 5 ? "" : `/v${arm.version}`;
}
function binaryName({ kind, architecture, abi, arm }) {
  if (kind === "pe") return "Windows PE";
  if (kind === "mach-o") return "macOS Mach-O";
  const name = ELF_NAMES[architecture] ?? `${architecture} ELF`;
  if (abi === "n32" || abi === "o32") return `${name}, ${abi}`;
  return arm?.float === void 0 ? name : `${name}, ${arm.float} float`;
}

// src/programs/rootfs.ts
var MOUNTED = ["dev", "proc", "sys"];
var RootFs = class {
  #root = directory(false);
  #data = [];
  /** @param layers from the lowest to the highest. Undefined for a layer that was not read. */
  constructor(layers) {
    for (const [index, layer] of layers.entries()) {
      if (layer === void 0) this.#root = directory(true);
      else this.#apply(layer, index);
    }
  }
  /** Follows symlinks, also the last one. */
  resolve(path) {
    const { at, missing } = this.#descend(partsOf2(path));
    const real = at.slice(1).map(({ name }) => name);
    if (missing !== void 0) return { is: missing };
    const node = at.at(-1)?.node;
    if (node?.kind === "file") return { is: "program", path: `/${real.join("/")}`, file: node };
    if (node?.kind === "directory" || node?.kind === "data") return { is: node.kind };
    return { is: node?.kind === "hidden" ? "unknown" : "missing" };
  }
  /** All programs and all files with the executable bit. */
  *files() {
    for (const { path, node } of nodesIn(this.#root)) if (node.kind === "file") yield { path: `/${path}`, file: node };
  }
  #apply(layer, index) {
    for (const path of layer.opaque) this.#clear(path);
    for (const path of layer.removed) this.#remove(path);
    const data = hashesIn(layer);
    if (data.size > 0) {
      for (const { path, node, parent, name } of [...nodesIn(this.#root)]) {
        if (node.kind !== "directory" && data.has(hashOfPath(path))) parent.children.set(name, { kind: "data" });
      }
      this.#data.push(data);
    }
    for (const entry of layer.entries) this.#add(entry, layer, index);
  }
  #clear(path) {
    const { at, missing } = this.#descend(partsOf2(path));
    const folder = missing === void 0 ? at.at(-1)?.node : void 0;
    if (folder?.kind === "directory") {
      folder.children.clear();
      folder.open = false;
    } else if (missing === "unknown") this.#place(path, directory(false));
  }
  #remove(path) {
    const { missing } = this.#descend(partsOf2(path));
    if (missing === "missing" || missing === "data") return;
    const place = this.#placeOf(path);
    if (place === void 0) return;
    if (place.parent.open) place.parent.children.set(place.name, { kind: "removed" });
    else place.parent.children.delete(place.name);
  }
  #add([path, kind, detail], { formats }, layer) {
    if (kind === "d") this.#addDirectory(path);
    else if (kind === "s") this.#place(path, { kind: "symlink", target: detail });
    else if (kind === "h") this.#place(path, this.#linked(detail, layer));
    else this.#place(path, { kind: "file", isExecutable: kind === "x", format: formats[detail], layer });
  }
  #addDirectory(path) {
    const place = this.#placeOf(path);
    if (place === void 0) return;
    const existing = place.parent.children.get(place.name);
    if (existing?.kind === "directory") return;
    place.parent.children.set(place.name, directory(existing === void 0 && place.parent.open));
  }
  #linked(target, layer) {
    const place = this.#placeOf(target, false);
    const node = place?.parent.children.get(place.name);
    if (node?.kind === "file") return { ...node, layer };
    return node?.kind === "symlink" || node?.kind === "data" ? node : { kind: "hidden" };
  }
  #place(path, node) {
    const place = this.#placeOf(path);
    place?.parent.children.set(place.name, node);
  }
  /**
   * The directory of a path. Symlinks on the way to it are followed, as containerd does.
   * @param make makes the directory if it is missing.
   */
  #placeOf(path, make = true) {
    const parts = partsOf2(path);
    const name = parts.pop();
    const { at, missing } = this.#descend(parts, make);
    const parent = at.at(-1)?.node;
    return name === void 0 || missing !== void 0 || parent?.kind !== "directory" ? void 0 : { parent, name };
  }
  /**
   * Follows a path from the root.
   * @returns the nodes on the way, without symlinks, and the reason if it ends before the path does.
   */
  #descend(parts, make = false) {
    const root = { name: "", node: this.#root };
    let at = [root];
    const left = parts.toReversed();
    let followed = 0;
    for (let part = left.pop(); part !== void 0; part = left.pop()) {
      if (part === "..") {
        if (at.length > 1) at.pop();
        continue;
      }
      const folder = at.at(-1)?.node;
      if (folder?.kind !== "directory") return { at, missing: folder?.kind === "hidden" ? "unknown" : "missing" };
      if (!make && at.length === 1 && MOUNTED.includes(part)) return { at, missing: "unknown" };
      let next = folder.children.get(part);
      if (next?.kind === "symlink") {
        followed += 1;
        if (followed > MAX_SYMLINKS) return { at, missing: "missing" };
        if (next.target.startsWith("/")) at = [root];
        left.push(...partsOf2(next.target).reverse());
        continue;
      }
      if (make && next?.kind !== "directory") {
        next = directory(next === void 0 && folder.open);
        folder.children.set(part, next);
      }
      if (next === void 0) return { at, missing: folder.open ? "unknown" : this.#absent(at, part) };
      at.push({ name: part, node: next });
    }
    return { at };
  }
  #absent(at, name) {
    const hash = hashOfPath([...at.slice(1).map((step) => step.name), name].join("/"));
    return this.#data.some((hashes) => hashes.has(hash)) ? "data" : "missing";
  }
};
function partsOf2(path) {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
function directory(open) {
  return { kind: "directory", children: /* @__PURE__ */ new Map(), open };
}
function* nodesIn(root) {
  const left = [{ path: "", folder: root }];
  for (let next = left.pop(); next !== void 0; next = left.pop()) {
    const { path: above, folder } = next;
    for (const [name, node] of folder.children) {
      const path = above === "" ? name : `${above}/${name}`;
      yield { path, node, parent: folder, name };
      if (node.kind === "directory") left.push({ path, folder: node });
    }
  }
}

// src/programs/start.ts
function findStart(rootfs, config, os = "linux") {
  const search = new Search(rootfs, config);
  let words = [...config.entrypoint, ...config.cmd];
  if (os === "windows") words = words.slice(0, 1).map(windowsPath);
  for (let count = 0; count < MAX_WRAPPERS && words?.[0] !== void 0; count++) {
    if (!search.start(words[0])) break;
    words = startedBy(words);
  }
  return search;
}
function windowsPath(word2) {
  const path = word2.replaceAll("\\", "/").replace(/^[a-z]:/i, "");
  return path.startsWith("/") ? `/Files${path}` : path;
}
var Search = class {
  files = [];
  missing = [];
  unknown = [];
  needed = [];
  probable = [];
  #rootfs;
  #config;
  constructor(rootfs, config) {
    this.#rootfs = rootfs;
    this.#config = config;
  }
  /** @returns false if there is no such file. */
  start(word2) {
    const found = this.#lookUp(word2);
    if (found.is === "unknown") this.unknown.push(word2);
    if (found.is === "program") this.#follow({ path: found.path, file: found.file }, MAX_SCRIPTS);
    return found.is === "program" || found.is === "unknown";
  }
  #lookUp(word2) {
    if (word2.includes("/")) return this.#rootfs.resolve(this.#absolute(word2));
    let isUnknown = false;
    for (const folder of this.#config.path) {
      const found = this.#rootfs.resolve(`${this.#absolute(folder)}/${word2}`);
      if (found.is === "unknown") isUnknown = true;
      if (found.is !== "program" || !found.file.isExecutable) continue;
      if (isUnknown) this.probable.push(found.file);
      else return found;
    }
    return { is: isUnknown ? "unknown" : "missing" };
  }
  #absolute(path) {
    return path.startsWith("/") ? path : `${this.#config.workingDir}/${path}`;
  }
  #follow(step, scripts) {
    this.files.push(step);
    const { format } = step.file;
    if (format?.kind === "script") {
      if (scripts === 0) return;
      this.#need(format.interpreter, "interpreter", step, scripts - 1);
      if (baseName(format.interpreter) === "env") this.#startByEnv(format.argument ?? "", step, scripts - 1);
    } else if (format?.kind === "elf" && format.loader !== void 0) {
      this.#need(format.loader, "loader", step, 0);
    }
  }
  #need(path, role, neededBy, scripts) {
    const found = this.#rootfs.resolve(this.#absolute(path));
    if (found.is === "unknown") this.unknown.push(path);
    if (found.is === "unknown" && path !== "/bin/sh") this.needed.push(path);
    if (found.is === "missing") this.missing.push({ path, role, neededBy });
    if (found.is !== "program") return;
    const step = { path: found.path, file: found.file, neededBy: neededBy.path };
    if (role === "loader") this.files.push(step);
    else this.#follow(step, scripts);
  }
  #startByEnv(argument, { path: neededBy }, scripts) {
    const [word2] = startedByEnv(argument) ?? [];
    if (word2 === void 0) return;
    const found = this.#lookUp(word2);
    if (found.is === "unknown") this.unknown.push(word2);
    if (found.is === "program") this.#follow({ path: found.path, file: found.file, neededBy }, scripts);
  }
};

// src/programs/verdict.ts
function judgePrograms(image, { strict, exempt }) {
  const { platform } = image;
  if (platform.os !== "linux" && platform.os !== "windows")
    return { refused: [], foreign: [], unknown: [], isOpen: false };
  const rootfs = new RootFs(image.layers);
  const config = parseStartConfig(image.config);
  const isExempt = matcherOf(exempt);
  const start2 = findStart(rootfs, config, platform.os);
  const wrong = start2.files.filter(({ path, file }) => !isExempt(path) && fitOfFile(file, platform) === "foreign");
  const missing = start2.missing.filter(({ neededBy }) => !isExempt(neededBy.path) && !wrong.includes(neededBy));
  const started = new Set(wrong.map(({ path }) => path));
  const others = foreignFiles(rootfs, image).filter(({ path }) => !started.has(path) && !isExempt(path));
  const faults = [
    ...wrong.map((file) => foreignStart(file, platform, config)),
    ...missing.map((file) => missingFault(file, platform))
  ];
  const notices = foreignGroups(others, platform);
  return {
    refused: strict ? [...faults, ...notices, ...unreadableLayers(image, config)] : faults,
    foreign: strict ? [] : notices,
    unknown: [...new Set(start2.unknown)],
    isOpen: start2.needed.length > 0 || start2.probable.some((file) => dependsOnOthers(file, platform))
  };
}
function fitOfFile({ format }, platform) {
  return format === void 0 || format.kind === "script" ? "fits" : fitOf(format, platform);
}
function dependsOnOthers(file, platform) {
  const { format } = file;
  if (format?.kind === "script") return format.interpreter !== "/bin/sh";
  return fitOfFile(file, platform) === "foreign" || format?.kind === "elf" && format.loader !== void 0;
}
function foreignStart({ path, file, neededBy }, platform, config) {
  const subject = neededBy === void 0 ? path : `${neededBy}, which needs ${path}`;
  const what = describeProgram(file.format);
  return {
    message: `the image for ${formatPlatform(platform)} starts ${subject}: a ${what} from ${layerName(file.layer, config)}`,
    hint: `No tag was updated. ${fixOf(config.instructions?.[file.layer])}`
  };
}
function unreadableLayers({ platform, layers, firstAdded }, config) {
  return [...layers.entries()].filter(([index, layer]) => index >= firstAdded && layer === void 0).map(([index]) => ({
    message: `${layerName(index, config)} of the image for ${formatPlatform(platform)} cannot be checked: it is a malformed tar archive, or too large`,
    hint: "No tag was updated. Set `verify: true` if the image has to be published with this layer."
  }));
}
function layerName(index, { instructions }) {
  const instruction = instructions?.[index] ?? "";
  return `layer ${index + 1}${instruction === "" ? "" : ` (${instruction})`}`;
}
function fixOf(instruction = "") {
  const build = "Build it for the target platform: use `TARGETOS` and `TARGETARCH` in the stage that compiles it";
  if (instruction.startsWith("COPY") || instruction.startsWith("ADD")) {
    return `${build}, or copy a file for each platform (\`COPY app-$TARGETARCH /app\`).`;
  }
  return `${build}. Remove \`--platform\` from the \`FROM\` of the last stage.`;
}
var C_LIBRARIES = [
  [/^ld-musl-/, "musl", "an image with musl (Alpine)"],
  [/^(?:ld-linux|ld64\.so|ld\.so)/, "glibc", "an image with glibc (Debian, Ubuntu, Fedora)"],
  [/^linker(?:64)?$/, "Android", "an image with Android’s libraries"]
];
function missingFault({ path, role, neededBy }, platform) {
  const subject = `the image for ${formatPlatform(platform)} starts ${neededBy.path}`;
  if (role === "interpreter" && path.endsWith("\r")) {
    return {
      message: `${subject}: a script whose first line ends in CR LF, so that Linux searches for an interpreter "${path.trimEnd()}\\r"`,
      hint: "No tag was updated. Save the script with LF line ends. In Git, add `*.sh text eol=lf` to .gitattributes."
    };
  }
  if (role === "interpreter") {
    return {
      message: `${subject}: a script for ${path}, which is missing in the image`,
      hint: `No tag was updated. Install ${baseName(path)} in the image, or change the first line of the script.`
    };
  }
  const [, library, base] = C_LIBRARIES.find(([pattern]) => pattern.test(baseName(path))) ?? [];
  return {
    message: `${subject}: a program that is dynamically linked${library === void 0 ? "" : ` for ${library}`}, and its loader ${path} is missing in the image`,
    hint: `No tag was updated. Link the program statically (for Go: \`CGO_ENABLED=0\`), or use ${base ?? "an image with this loader"} for the last stage.`
  };
}
function foreignFiles(rootfs, { platform, firstAdded }) {
  const kind = platform.os === "windows" ? "pe" : "elf";
  const fitting = /* @__PURE__ */ new Set();
  const foreign = [];
  for (const { path, file } of rootfs.files()) {
    if (file.format?.kind !== kind) continue;
    const fit = fitOf(file.format, platform);
    if (fit === "fits") fitting.add(baseName(path));
    else if (file.layer >= firstAdded) foreign.push({ path, noun: nounOf(file), program: file.format, fit });
  }
  return foreign.filter(({ path, program }) => !isInCollection(path, program.architecture, fitting));
}
function nounOf({ format, isExecutable }) {
  const isLibrary = format?.kind !== "script" && format?.library === true && !isExecutable;
  return isLibrary ? ["library", "libraries"] : ["program", "programs"];
}
function foreignGroups(foreign, platform) {
  const groups = Map.groupBy(foreign, ({ program, noun: [noun], fit }) => `${describeProgram(program, noun)} ${fit}`);
  return [...groups].toSorted(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1)).map(([, files]) => groupFault(files, platform));
}
function groupFault(files, platform) {
  const [first] = files;
  const paths = files.map(({ path }) => path).sort();
  const more = paths.length - MAX_NAMED_FILES;
  const names = `${paths.slice(0, MAX_NAMED_FILES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const count = files.length === 1 ? "1 file that is a" : `${files.length} files that are`;
  const what = describeProgram(first.program, first.noun[files.length === 1 ? 0 : 1]);
  const doubt = first.fit === "uncertain" ? ", which some machines of this platform do not run" : "";
  return {
    message: `the build added ${count} ${what} to the image for ${formatPlatform(platform)}${doubt}: ${names}`,
    hint: "Build or install these files for the target platform, or remove them if the image does not need them."
  };
}

// src/programs/check.ts
async function checkPrograms({ platforms }, store, check) {
  const reader = layerReader(store, check);
  const verdicts = await Promise.all(platforms.map((image) => judge(image, reader.listingOf, check)));
  throwRefused(verdicts);
  const foreign = verdicts.flatMap((verdict) => verdict.foreign.map(({ message, hint }) => `${message}. ${hint}`));
  return [.../* @__PURE__ */ new Set([...foreign, ...reader.skipped()])];
}
async function checkStart(platforms, store, signal) {
  const rules = { strict: false, exempt: [] };
  const { listingOf } = layerReader(store, { ...rules, memory: NO_MEMORY, signal });
  throwRefused(await Promise.all(platforms.map((image) => judgeStart(image, listingOf, rules))));
}
async function judgeStart({ platform, config, manifest: { layers } }, listingOf, rules) {
  const listings = layers.map(() => void 0);
  const judged = () => judgePrograms({ platform, config, firstAdded: layers.length, layers: listings }, rules);
  let verdict = judged();
  for (const [index, layer] of [...layers.entries()].reverse()) {
    if (verdict.refused.length > 0 || verdict.unknown.length === 0) break;
    listings[index] = await listingOf(layer);
    if (listings[index] === void 0) break;
    verdict = judged();
  }
  return verdict;
}
function throwRefused(verdicts) {
  const [first, ...others] = verdicts.flatMap(({ refused: refused2 }) => refused2);
  if (first === void 0) return;
  throw new ActionError([first, ...others].map(({ message }) => message).join("; "), { hint: first.hint });
}
async function judge({ platform, config, manifest: { layers } }, listingOf, check) {
  const history = check.history(platform);
  const added = history === void 0 ? void 0 : countAdded(config, history.length);
  const firstAdded = added === void 0 ? 0 : layers.length - added;
  const base = layers.slice(0, firstAdded);
  const listed = await Promise.all(layers.slice(firstAdded).map(listingOf));
  const judged = (below) => judgePrograms({ platform, config, firstAdded, layers: [...below, ...listed] }, check);
  const verdict = judged(base.map(() => void 0));
  if (base.length === 0 || verdict.refused.length > 0 || !verdict.isOpen) return verdict;
  return judged(await Promise.all(base.map(listingOf)));
}
function layerReader(store, { strict, memory, signal }) {
  const known = /* @__PURE__ */ new Map();
  const running = /* @__PURE__ */ new Set();
  const skipped = /* @__PURE__ */ new Set();
  async function read(layer) {
    const remembered = memory.get(layer);
    if (remembered !== void 0) return remembered;
    if (layer.size > MAX_CHECKED_LAYER_BYTES && !strict) {
      skipped.add(`The programs of the layer ${layer.digest} are not checked: it has ${formatBytes(layer.size)}`);
      return void 0;
    }
    while (running.size >= MAX_PARALLEL_LAYERS) await Promise.race(running).catch(() => void 0);
    const listing = store.readLayer(layer, (bytes) => readLayer(bytes, signal));
    running.add(listing);
    try {
      const found = await listing;
      if (found === void 0)
        skipped.add(`The programs of the layer ${layer.digest} are not checked: it is not a tar archive, or too large`);
      else memory.add(layer, found);
      return found;
    } finally {
      running.delete(listing);
    }
  }
  return {
    skipped: () => [...skipped],
    listingOf(layer) {
      const listing = known.get(layer.digest) ?? read(layer);
      known.set(layer.digest, listing);
      return listing;
    }
  };
}

// src/verify/verify.ts
function problemsOf(image, requested) {
  const found = image.platforms.map(({ platform }) => platform);
  const names = (platforms) => platforms.map(formatPlatform).join(", ");
  const missing = requested.filter((platform) => !found.some((other) => samePlatform(platform, other)));
  const extra = found.filter((platform) => !requested.some((other) => samePlatform(platform, other)));
  const doubled = found.filter((platform, i) => found.findIndex((other) => samePlatform(platform, other)) !== i);
  const stray = image.attestations.filter(({ of }) => !image.platforms.some(({ digest }) => digest === of));
  return [
    ...missing.length > 0 ? [`${names(missing)} is missing`] : [],
    ...extra.length > 0 ? [`it has ${names(extra)}, which is not requested`] : [],
    ...doubled.length > 0 ? [`it has ${names(doubled)} more than once`] : [],
    ...image.platforms.filter(({ platform, configured }) => !samePlatform(platform, configured)).map(
      ({ platform, configured }) => `the image listed as ${formatPlatform(platform)} has a config for ${formatPlatform(configured)}`
    ),
    ...stray.map(({ digest }) => `the attestation ${digest} describes an image that is not in the index`)
  ];
}
function verify(image, requested) {
  const problems = problemsOf(image, requested);
  if (problems.length === 0) return;
  throw new ActionError(`the image ${image.digest} differs from the request: ${problems.join("; ")}`, {
    hint: "No tag was updated. Compare `platforms` with the platforms that the Dockerfile builds."
  });
}

export {
  recordOnDisk,
  readNotes,
  openSession,
  pushedTo,
  checkPushes,
  withoutRefused,
  describeRefused,
  describeNewCache,
  PLATFORM_API,
  hasApi,
  askEngine,
  withoutEngine,
  lookUpAll,
  machineRegistries,
  hostOf,
  proxiesOfProcess,
  proxiesOfConfig,
  publishImage,
  loadTags,
  requireLoaded,
  registryStore,
  NO_MEMORY,
  openMemory,
  isByBuildKit,
  checkPrograms,
  checkStart,
  verify
};
