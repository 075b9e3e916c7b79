import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  errorIn,
  parseObject
} from "./chunk-U6FXPDFU.js";
import {
  HttpError
} from "./chunk-KGZ5MXFU.js";
import {
  readAuthVariable
} from "./chunk-OCILWB7R.js";
import {
  LineSplitter
} from "./chunk-7GDUNNN3.js";
import {
  describeEnd,
  succeeded
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  fallback,
  nullish,
  object,
  optional,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";
import {
  CREDENTIAL_HELPER_MS,
  LOCK_FILE_POLL_MS,
  STALE_LOCK_FILE_MS
} from "./chunk-BB63CQQL.js";

// src/runtime/run-id.ts
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
var PATTERN = /^([0-9a-f]{6})([0-9a-f]{4})([0-9a-f]{4})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/;
function thisMachine() {
  return {
    // machines can share a name, and machines made from one image share a machine id
    host: hash(`${hostname()} ${read("/etc/machine-id") ?? ""}`, 6),
    boot: hash(read("/proc/sys/kernel/random/boot_id") ?? "", 4),
    namespace: hash(attempt(() => readlinkSync("/proc/self/ns/pid")) ?? "", 4),
    startOf(pid) {
      const stat2 = read(`/proc/${pid}/stat`);
      const start = Number(stat2?.slice(stat2.lastIndexOf(")") + 2).split(" ")[19]);
      return Number.isInteger(start) ? start : void 0;
    }
  };
}
function createRunId(processes, owner) {
  const start = processes.startOf(owner) ?? 0;
  const place = `${processes.host}${processes.boot}${processes.namespace}`;
  return `${place}-${owner.toString(36)}-${start.toString(36)}-${randomBytes(3).toString("hex")}`;
}
function isOver(id, processes) {
  const [, host, boot, namespace, pid = "", start = ""] = PATTERN.exec(id) ?? [];
  if (host !== processes.host) return false;
  if (boot !== processes.boot) return true;
  if (start === "0") return false;
  return namespace === processes.namespace && processes.startOf(Number.parseInt(pid, 36)) !== Number.parseInt(start, 36);
}
function haveSameOwner(one, other) {
  const owner = (id) => id.slice(0, id.lastIndexOf("-"));
  return PATTERN.test(other) && owner(one) === owner(other);
}
function hash(text, length) {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
function read(path) {
  return attempt(() => readFileSync(path, "utf8"));
}
function attempt(get) {
  try {
    return get();
  } catch {
    return void 0;
  }
}

// src/clients/registry/credentials.ts
import { join } from "node:path";

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
  run
}) {
  const known = /* @__PURE__ */ new Map();
  const configs = /* @__PURE__ */ new Map();
  function configAt(path) {
    const config = configs.get(path) ?? parse(readText(path), path);
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
    const helped = await askHelper(helper, serverOf(registry), { env, run });
    const { registrytoken } = object2(entryFor(config, registry)?.[1]);
    return isText(registrytoken) ? { kind: "bearer", token: registrytoken } : helped;
  }
  return (registry, scope) => {
    const path = join(chooseScopedLogin(scoped, registry, scope)?.folder ?? configDir, "config.json");
    const key = `${registry} ${path}`;
    const found = known.get(key) ?? find(registry, path);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}
function serverOf(registry) {
  return HUB_HOSTS.has(registry) ? HUB : registry;
}
function parse(text, where) {
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
  const name = object2(config.credHelpers)[serverOf(registry)] ?? config.credsStore;
  return typeof name === "string" && name !== "" ? name : void 0;
}
function findAuth(config, registry, where) {
  const [key, entry] = entryFor(config, registry) ?? [];
  return key === void 0 ? void 0 : readAuth(object2(entry), key, where);
}
function entryFor(config, registry) {
  const entries = Object.entries(object2(config.auths));
  return entries.find(([name]) => name === serverOf(registry)) ?? entries.find(([name]) => names(name, registry));
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
var HELPER_ANSWER = nullish(
  object({ Username: fallback(string(), ""), Secret: optional(string(), "") }),
  { Username: "" }
);
async function askHelper(name, server, { env, run }) {
  const program = `docker-credential-${name}`;
  const failure = (why, cause) => new ActionError(`the credential helper ${program} did not give a login for ${server}: ${why}`, {
    hint: `Test it: \`echo ${server} | ${program} get\`, or remove it from \`credHelpers\` and \`credsStore\`.`,
    cause
  });
  const ended = await run({ program, args: ["get"], input: server, env, timeout: CREDENTIAL_HELPER_MS }).catch(
    (cause) => {
      throw failure("it could not be started", cause);
    }
  );
  const answer = readJson(HELPER_ANSWER, ended.stdout);
  const { Username: username = "", Secret: secret = "" } = answer ?? {};
  if (succeeded(ended) && answer !== void 0 && secret === "") return void 0;
  if (succeeded(ended) && isText(secret)) {
    return username === "<token>" ? { kind: "identity", token: secret } : { kind: "password", username, password: secret };
  }
  if (ended.code !== 0 && /credentials not found/i.test(`${ended.stdout}
${ended.stderr}`)) return void 0;
  throw failure(succeeded(ended) ? "its answer holds no credentials" : describeEnd({ ...ended, stderr: "" }));
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
async function transfer(http, { registry, login, done, ...request }) {
  const told = new TransferAnswer(done);
  const response = await http({
    ...request,
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
  const serveraddress = serverOf(registry);
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

// src/runtime/lock-file.ts
import { rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
async function withLockFile(path, work, signal) {
  while (!await take(path)) {
    signal?.throwIfAborted();
    if (await isStale(path)) await rm(path, { force: true });
    else await sleep(LOCK_FILE_POLL_MS);
  }
  const renewal = setInterval(() => {
    const now = /* @__PURE__ */ new Date();
    utimes(path, now, now).catch(() => void 0);
  }, STALE_LOCK_FILE_MS / 4);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(path, { force: true });
  }
}
async function take(path) {
  try {
    await writeFile(path, "", { mode: 384, flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}
async function isStale(path) {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > STALE_LOCK_FILE_MS;
}

export {
  parseScopedLogin,
  dockerCredentials,
  serverOf,
  TransferError,
  transfer,
  thisMachine,
  createRunId,
  isOver,
  haveSameOwner,
  withLockFile
};
