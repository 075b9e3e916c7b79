import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  childEnvironment,
  readAuthVariable,
  serverOf
} from "./chunk-6OULFCYE.js";
import {
  ActionError
} from "./chunk-H7ZIAHL5.js";
import {
  LOCK_FILE_POLL_MS,
  MAX_GIT_POINTER_BYTES,
  STALE_LOCK_FILE_MS
} from "./chunk-SMAGCOBC.js";

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
      const stat3 = read(`/proc/${pid}/stat`);
      const start = Number(stat3?.slice(stat3.lastIndexOf(")") + 2).split(" ")[19]);
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

// src/clients/git/repository.ts
import { lstatSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

// src/clients/git/files.ts
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
function openFile(path) {
  let fd;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (stats.isFile()) return fileOf(fd, stats.size);
  } catch {
  }
  if (fd !== void 0) closeSync(fd);
  return void 0;
}
function fileOf(fd, size) {
  return {
    size,
    read(at, length) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      return buffer.subarray(0, buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, at));
    },
    close: () => closeSync(fd)
  };
}
function readBounded(path, limit) {
  const file = openFile(path);
  if (file === void 0) return void 0;
  try {
    return file.size > limit ? void 0 : file.read(0, file.size);
  } catch {
    return void 0;
  } finally {
    file.close();
  }
}
function readText(path, limit) {
  return readBounded(path, limit)?.toString("utf8").trimEnd();
}

// src/clients/git/repository.ts
function enclosingRepository(folder) {
  const top = ancestorsOf(realPath(folder)).find(hasGit);
  return top === void 0 ? void 0 : repositoryAt(top);
}
function repositoryAt(top) {
  const place = join(top, ".git");
  const gitDir = isFolder(place) ? place : pointedAt(top, place);
  if (gitDir === void 0) return void 0;
  const common = readText(join(gitDir, "commondir"), MAX_GIT_POINTER_BYTES);
  return { top, gitDir, commonDir: common === void 0 ? gitDir : resolve(gitDir, common) };
}
function pointedAt(top, place) {
  const [, target] = /^gitdir: (.+)$/.exec(readText(place, MAX_GIT_POINTER_BYTES) ?? "") ?? [];
  return target === void 0 ? void 0 : resolve(top, target);
}
function realPath(path) {
  return orUndefined(() => realpathSync(path)) ?? path;
}
function ancestorsOf(folder) {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}
function hasGit(folder) {
  return exists(join(folder, ".git"));
}
function leadsToCheckout(folder) {
  for (const path of ancestorsOf(realPath(folder))) {
    if (hasGit(path)) return isGitFolder(join(path, ".git"));
    if (exists(join(path, "HEAD"))) return false;
  }
  return false;
}
function isGitFolder(path) {
  return statsOf(path)?.isDirectory() === true && statsOf(join(path, "HEAD"))?.isFile() === true && ["objects", "refs"].every((name) => isFolder(join(path, name)));
}
function exists(path) {
  return statsOf(path) !== void 0;
}
function statsOf(path) {
  return orUndefined(() => lstatSync(path));
}
function isFolder(path) {
  return orUndefined(() => statSync(path).isDirectory()) ?? false;
}
function orUndefined(look) {
  try {
    return look();
  } catch {
    return void 0;
  }
}

// src/clients/git/environment.ts
var WITHOUT_GIT = { BUILDX_GIT_INFO: "false", BUILDX_GIT_LABELS: "false" };
function gitEnvironment(context, env) {
  if (context === void 0 || !leadsToCheckout(context)) return WITHOUT_GIT;
  const { BUILDX_GIT_INFO, BUILDX_GIT_LABELS } = env;
  return { BUILDX_GIT_INFO, BUILDX_GIT_LABELS, BUILDX_GIT_CHECK_DIRTY: "false", GIT_ALLOW_PROTOCOL: "none" };
}

// src/clients/docker/environment.ts
function dockerEnvironment(env, endpoint, folders) {
  const { DOCKER_CONTEXT, ...kept } = childEnvironment(env);
  return {
    ...kept,
    ...WITHOUT_GIT,
    DOCKER_HOST: endpoint.host,
    ...endpoint.certificates === void 0 ? {} : { DOCKER_CERT_PATH: endpoint.certificates, DOCKER_TLS_VERIFY: "1" },
    ...folders.config === void 0 ? {} : { DOCKER_CONFIG: folders.config },
    ...folders.buildx === void 0 ? {} : { BUILDX_CONFIG: folders.buildx }
  };
}

// src/session/docker-config.ts
function parseConfig(text) {
  try {
    const config = JSON.parse(text);
    return isObject(config) ? config : void 0;
  } catch {
    return void 0;
  }
}
function formatConfig(config, text) {
  const indent = text === void 0 ? "	" : /\n([ \t]+)/.exec(text)?.[1];
  return JSON.stringify(config, null, indent) + (text?.endsWith("\n") ? "\n" : "");
}
function withLogins(config, logins) {
  return logins.reduce((all, login) => withEntry(all, serverOf(login.registry), loginEntry(all, login)), config);
}
function withAuths(config, auths) {
  const missing = Object.entries(auths).filter(([server]) => Object.keys(entryOf(config, server)).length === 0);
  const isHelped = config.credsStore !== void 0;
  return missing.reduce(
    (all, [server, auth]) => withEntry(all, server, { auth, ...isHelped && { helper: "" } }),
    config
  );
}
function divideAuthVariable(text, logins) {
  const { auths, isReadByDocker } = readAuthVariable(text);
  const given = new Set(logins.map(({ registry }) => serverOf(registry)));
  const others = Object.fromEntries(Object.entries(auths).filter(([server]) => !given.has(server)));
  const count = Object.keys(others).length;
  if (!isReadByDocker) return { variable: void 0, unread: others };
  if (count === Object.keys(auths).length) return { variable: text, unread: {} };
  return { variable: count === 0 ? void 0 : JSON.stringify({ auths: others }), unread: {} };
}
function loginEntry(config, { registry, username, password }) {
  const hasHelper = config.credsStore !== void 0 || entryOf(config, serverOf(registry)).helper !== void 0;
  return {
    auth: { auth: Buffer.from(`${username}:${password}`).toString("base64") },
    ...hasHelper && { helper: "" }
  };
}
function entryOf(config, server) {
  const [auth, helper] = [config.auths, config.credHelpers].map(
    (section) => isObject(section) && Object.hasOwn(section, server) ? section[server] : void 0
  );
  return { ...auth !== void 0 && { auth }, ...helper !== void 0 && { helper } };
}
function withEntry(config, server, { auth, helper }) {
  return withMember(withMember(config, "auths", server, auth), "credHelpers", server, helper);
}
function withMember(config, section, name, value) {
  const before = isObject(config[section]) ? config[section] : {};
  if (value !== void 0) return { ...config, [section]: { ...before, [name]: value } };
  if (!Object.hasOwn(before, name)) return config;
  const { [name]: _, ...others } = before;
  return { ...config, [section]: others };
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/session/keep-logins.ts
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, readlink, realpath, rename, rm as rm2, stat as stat2, writeFile as writeFile2 } from "node:fs/promises";
import { dirname as dirname2, join as join2, resolve as resolve2 } from "node:path";

// src/runtime/lock-file.ts
import { rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
async function withLockFile(path, work) {
  while (!await take(path)) {
    if (await isStale(path)) await rm(path, { force: true });
    else await sleep(LOCK_FILE_POLL_MS);
  }
  try {
    return await work();
  } finally {
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

// src/session/kept-logins.ts
import { isDeepStrictEqual } from "node:util";
var NONE_KEPT = { servers: {} };
function addLogins({ config, kept }, logins, run, text) {
  const servers = { ...kept.servers };
  let written = config;
  for (const login of logins) {
    const server = serverOf(login.registry);
    const current = entryOf(written, server);
    const known = servers[server];
    const { before, logins: earlier } = known !== void 0 && isLast(known, current) ? known : { before: current, logins: [] };
    const entry = loginEntry(written, login);
    written = withEntry(written, server, entry);
    if (run === void 0) delete servers[server];
    else servers[server] = { before, logins: [...earlier, { run, entry }] };
  }
  const isFirst = Object.keys(kept.servers).length === 0;
  const original = isFirst ? text : kept.original;
  return { config: written, kept: { ...original !== void 0 && { original }, servers } };
}
function removeLogins({ config, kept }, isOver2) {
  const servers = {};
  let written = config;
  for (const [server, known] of Object.entries(kept.servers)) {
    if (!isLast(known, entryOf(written, server))) continue;
    const logins = known.logins.filter(({ run }) => !isOver2(run));
    written = withEntry(written, server, logins.at(-1)?.entry ?? known.before);
    if (logins.length > 0) servers[server] = { ...known, logins };
  }
  return { config: written, kept: { ...kept, servers } };
}
function textAfter({ config, kept }, text) {
  const { original } = kept;
  const isRestored = isDeepStrictEqual(withoutEmpty(config), withoutEmpty(parseConfig(original ?? "{}") ?? {}));
  return Object.keys(kept.servers).length === 0 && isRestored ? original : formatConfig(config, text);
}
function isLast({ logins }, current) {
  return isDeepStrictEqual(logins.at(-1)?.entry, current);
}
function withoutEmpty(config) {
  const isEmpty = (value) => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !(["auths", "credHelpers"].includes(name) && isEmpty(value)))
  );
}
function parseKept(text) {
  const kept = parseConfig(text ?? "");
  return isObject(kept?.servers) ? kept : NONE_KEPT;
}

// src/session/keep-logins.ts
var RECORD = "multiarch-build-logins.json";
var LOCK = "multiarch-build-logins.lock";
async function keepLogins(path, logins, run, isOver2) {
  const target = await targetOf(path);
  if (logins.length > 0) await mkdir(dirname2(target), { recursive: true, mode: 448 });
  else if (!existsSync(recordOf(target))) return;
  await withLockFile(join2(dirname2(target), LOCK), async () => {
    const { text, ...state } = await read2(target);
    const swept = removeLogins(state, isOver2);
    const after = addLogins(swept, logins, run, swept.config === state.config ? text : textAfter(swept, text));
    await writeRecord(target, after);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
  });
}
async function forgetLogins(path, isOver2) {
  const target = await targetOf(path);
  if (!existsSync(recordOf(target))) return;
  await withLockFile(join2(dirname2(target), LOCK), async () => {
    const { text, ...state } = await read2(target);
    const after = removeLogins(state, isOver2);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
    await writeRecord(target, after);
  });
}
function recordOf(target) {
  return join2(dirname2(target), RECORD);
}
async function targetOf(path) {
  return realpath(path).catch(async () => {
    const link = await readlink(path).catch(() => void 0);
    return link === void 0 ? path : resolve2(dirname2(path), link);
  });
}
async function read2(target) {
  const [text, record] = await Promise.all([target, recordOf(target)].map(readOptional));
  const config = parseConfig(text?.trim() ? text : "{}");
  if (config === void 0)
    throw new ActionError(`${target} is not a JSON object`, { hint: "Correct it or delete it." });
  return { text, config, kept: parseKept(record) };
}
async function readOptional(path) {
  return readFile(path, "utf8").catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw error;
  });
}
async function writeRecord(target, { kept }) {
  const isEmpty = Object.keys(kept.servers).length === 0;
  await writeText(recordOf(target), isEmpty ? void 0 : JSON.stringify(kept));
}
async function writeText(path, text) {
  if (text === void 0) return rm2(path, { force: true });
  const old = await stat2(path).catch(() => void 0);
  const temporary = join2(dirname2(path), `${LOCK}.tmp`);
  await rm2(temporary, { force: true });
  try {
    await writeFile2(temporary, text, { mode: 384, flag: "wx" });
    if (old !== void 0) {
      await chown(temporary, old.uid, old.gid).catch(() => void 0);
      await chmod(temporary, old.mode & 4095);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm2(temporary, { force: true });
    throw error;
  }
}

// src/clients/docker/labelled.ts
async function removeLabelled(engine, label) {
  const names = await engine.containers({ label });
  await Promise.all(names.map((name) => engine.endContainer(name)));
  return names;
}

export {
  thisMachine,
  createRunId,
  isOver,
  openFile,
  readBounded,
  readText,
  enclosingRepository,
  repositoryAt,
  realPath,
  ancestorsOf,
  hasGit,
  gitEnvironment,
  dockerEnvironment,
  parseConfig,
  withLogins,
  withAuths,
  divideAuthVariable,
  keepLogins,
  forgetLogins,
  removeLabelled
};
