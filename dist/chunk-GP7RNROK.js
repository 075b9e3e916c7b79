import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  serverOf,
  transfer,
  withLockFile
} from "./chunk-B6PWGEBV.js";
import {
  CONTAINER,
  CONTAINER_NAMES,
  IMAGE_NAMES,
  LogFrames,
  VOLUMES,
  answer,
  answerList,
  answerOf,
  filter,
  readImage,
  readInfo,
  readLog
} from "./chunk-U6FXPDFU.js";
import {
  MAX_DOCUMENT_BYTES
} from "./chunk-GAY4O6F3.js";
import {
  HttpError
} from "./chunk-KGZ5MXFU.js";
import {
  readAuthVariable
} from "./chunk-OCILWB7R.js";
import {
  WITHOUT_GIT
} from "./chunk-3FVQARAN.js";
import {
  baseOf,
  childEnvironment
} from "./chunk-25QNN4TD.js";
import {
  Wrong,
  parseRepository
} from "./chunk-IWCVWDM7.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  ENGINE_READ_MS,
  REMOVED_NAME_POLL_MS
} from "./chunk-BB63CQQL.js";

// src/clients/docker/engine.ts
import { setTimeout as wait } from "node:timers/promises";

// src/clients/docker/contents.ts
import { connect } from "node:http2";
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
    stream: (digest) => pieces(session, digest, timeout),
    [Symbol.dispose]() {
      session.destroy();
      connection.destroy();
    }
  };
}
function start(session, name, digest) {
  const stream = session.request({
    ...{ ":method": "POST", ":path": `${SERVICE}${name}`, "content-type": "application/grpc", te: "trailers" }
  });
  stream.end(framed(request(digest)));
  return stream;
}
async function call(session, name, digest, timeout) {
  const stream = start(session, name, digest);
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
  await closed.promise;
  clearTimeout(timer);
  return { ...endOf(told, why), messages: Buffer.concat(chunks) };
}
function endOf(told, broken) {
  const why = broken ?? decodeURIComponent(String(told["grpc-message"] ?? "the connection was closed"));
  return { status: broken === void 0 ? told["grpc-status"]?.toString() : void 0, why };
}
async function* pieces(session, digest, idle) {
  const stream = start(session, "Read", digest);
  const told = {};
  stream.on("response", (headers) => Object.assign(told, headers)).on("trailers", (headers) => Object.assign(told, headers)).setTimeout(idle, () => stream.destroy(new Error(`no byte for ${idle / 1e3} s`)));
  let broken;
  try {
    for await (const message of messagesIn(stream)) yield bytesIn(message, 2);
  } catch (error) {
    broken = messageOf(error);
  } finally {
    stream.destroy();
  }
  requireSuccess(endOf(told, broken), digest);
}
async function* messagesIn(chunks) {
  let waiting = [];
  let size = 0;
  let length;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    while (size >= HEAD + (length ?? 0)) {
      const bytes = Buffer.concat(waiting);
      waiting = [bytes];
      if (length === void 0) {
        length = bytes.readUInt32BE(1);
        if (length > MAX_DOCUMENT_BYTES) throw new Error(`a message has more than ${MAX_DOCUMENT_BYTES} bytes`);
        continue;
      }
      const end = HEAD + length;
      yield bytes.subarray(HEAD, end);
      waiting = [bytes.subarray(end)];
      size -= end;
      length = void 0;
    }
  }
}
function requireSuccess({ status, why }, digest) {
  if (status !== "0") throw new ActionError(`BuildKit in the engine did not give ${digest}: ${why}`);
}
function contentOf(answer2, digest) {
  requireSuccess(answer2, digest);
  const { messages } = answer2;
  const list = [];
  for (let at = 0; at < messages.length; ) {
    const end = at + HEAD + messages.readUInt32BE(at + 1);
    list.push(messages.subarray(at + HEAD, end));
    at = end;
  }
  return list;
}
var HEAD = 5;
function framed(message) {
  const head = Buffer.alloc(HEAD);
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

// src/clients/docker/engine.ts
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
    const tags = answerOf(response, IMAGE_NAMES, `the image ${digested}`).RepoTags;
    return tags.some((tag) => !tag.includes("@") && repositoryIn(tag) === repositoryIn(digested));
  }
  async function removeContainer(name, volumes) {
    const response = await call2("DELETE", `/containers/${name}?force=true&v=${volumes}`);
    if (![404, 409].includes(response.status)) answer(response, `the removal of the container ${name}`);
  }
  return {
    async info() {
      const [info, version] = await Promise.all([call2("GET", "/info"), call2("GET", "/version")]);
      return readInfo(info, version);
    },
    async image(name) {
      const response = await call2("GET", `/images/${name}/json?manifests=true`);
      return response.status === 404 ? void 0 : readImage(response, `the image ${name}`);
    },
    async hasLocal(name) {
      const response = await call2("GET", `/images/${name}/json`);
      if (response.status === 404) return false;
      return answerOf(response, IMAGE_NAMES, `the image ${name}`).RepoDigests.length === 0;
    },
    async save(name, idle, onData) {
      answer(await call2("GET", `/images/${name}/get`, { idle, onData }), `to save ${name}`);
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
    push: async ({ name, registry }, tag, login, idle) => transfer(http, {
      ...base(),
      method: "POST",
      url: `${base().url}/images/${name}/push?${new URLSearchParams({ tag })}`,
      idle,
      ...{ registry, login, done: PUSHED }
    }),
    pull: async ({ name, registry }, reference, login, idle) => transfer(http, {
      ...base(),
      method: "POST",
      url: `${base().url}/images/create?${new URLSearchParams({ fromImage: name, tag: reference })}`,
      idle,
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
          await wait(REMOVED_NAME_POLL_MS, void 0, { signal });
        while ((await call2("GET", `${path}/json`, { signal })).status !== 404);
        return void 0;
      };
      const response = await Promise.race([removal, isGone().catch(() => removal)]);
      enough.abort();
      if (response !== void 0 && response.status !== 404) answer(response, `the removal of ${name}`);
    },
    async container(name, lines = LOG_LINES) {
      const found = await call2("GET", `/containers/${name}/json`);
      if (found.status === 404) return void 0;
      const body = answer(found, `the container ${name}`);
      const state = body.State ?? {};
      const log = await call2("GET", `/containers/${name}/logs?stdout=true&stderr=true&tail=${lines}`);
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
    async hear(name, idle, onOutput) {
      const frames = new LogFrames();
      const response = await call2("GET", `/containers/${name}/logs?follow=true&stdout=true`, {
        idle,
        onData: (chunk) => onOutput(frames.push(chunk))
      }).catch((error) => {
        if (!isSilence(error.cause)) throw error;
        throw new HungError(`the container ${name} had no output for ${idle / 1e3} s`, { cause: error.cause });
      });
      answer(response, `the output of the container ${name}`);
      const end = answer(await call2("POST", `/containers/${name}/wait`), `the end of the container ${name}`);
      return Number(end.StatusCode);
    },
    removeContainer: (name) => removeContainer(name, true),
    async endContainer(name) {
      const found = await call2("GET", `/containers/${name}/json`);
      if (found.status === 404) return;
      const { HostConfig } = answerOf(found, CONTAINER, `the container ${name}`);
      await removeContainer(name, HostConfig?.AutoRemove === true);
    },
    async containers(filters) {
      const wanted = Object.entries(filters).map(([key, value]) => [key, [value]]);
      const list = await call2("GET", `/containers/json?all=true&${filter(Object.fromEntries(wanted))}`);
      const all = answerList(list, CONTAINER_NAMES, "its containers");
      return all.flatMap(({ Names }) => Names.map((name) => name.replace(/^\//, "")));
    },
    async volumes(text) {
      const found = await call2("GET", `/volumes?${filter({ name: [text] })}`);
      return answerOf(found, VOLUMES, "its volumes").Volumes.map(({ Name }) => Name);
    },
    async removeVolume(name) {
      const response = await call2("DELETE", `/volumes/${name}?force=true`);
      if (response.status !== 404) answer(response, `the removal of the volume ${name}`);
    },
    async images(patterns) {
      const response = await call2("GET", `/images/json?${filter({ reference: patterns })}`);
      const list = answerList(response, IMAGE_NAMES, "its images");
      return list.flatMap(({ RepoTags }) => RepoTags);
    }
  };
}
function isSilence(error) {
  return error instanceof HttpError && /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(error.code ?? "");
}
function repositoryIn(name) {
  const repository = parseRepository(name.replace(/@.*$/, "").replace(/:[^:/]*$/, ""));
  return repository instanceof Wrong ? name : `${repository.registry}/${repository.path}`;
}
var NO_RECORD = "multiarch-build-prunes-nothing";
var PUSHED = /: digest: sha256:[0-9a-f]{64} /;
var PULLED = /^Digest: sha256:[0-9a-f]{64}$/;
var LOG_LINES = 20;

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
import { chmod, chown, mkdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

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
function removeLogins({ config, kept }, isOver) {
  const servers = {};
  let written = config;
  for (const [server, known] of Object.entries(kept.servers)) {
    if (!isLast(known, entryOf(written, server))) continue;
    const logins = known.logins.filter(({ run }) => !isOver(run));
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
async function keepLogins(path, logins, run, isOver) {
  const target = await targetOf(path);
  if (logins.length > 0) await mkdir(dirname(target), { recursive: true, mode: 448 });
  else if (!existsSync(recordOf(target))) return;
  await withLockFile(join(dirname(target), LOCK), async () => {
    const { text, ...state } = await read(target);
    const swept = removeLogins(state, isOver);
    const after = addLogins(swept, logins, run, swept.config === state.config ? text : textAfter(swept, text));
    await writeRecord(target, after);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
  });
}
async function forgetLogins(path, isOver) {
  const target = await targetOf(path);
  if (!existsSync(recordOf(target))) return;
  await withLockFile(join(dirname(target), LOCK), async () => {
    const { text, ...state } = await read(target);
    const after = removeLogins(state, isOver);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
    await writeRecord(target, after);
  });
}
function recordOf(target) {
  return join(dirname(target), RECORD);
}
async function targetOf(path) {
  return realpath(path).catch(async () => {
    const link = await readlink(path).catch(() => void 0);
    return link === void 0 ? path : resolve(dirname(path), link);
  });
}
async function read(target) {
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
  if (text === void 0) return rm(path, { force: true });
  const old = await stat(path).catch(() => void 0);
  const temporary = join(dirname(path), `${LOCK}.tmp`);
  await rm(temporary, { force: true });
  try {
    await writeFile(temporary, text, { mode: 384, flag: "wx" });
    if (old !== void 0) {
      await chown(temporary, old.uid, old.gid).catch(() => void 0);
      await chmod(temporary, old.mode & 4095);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export {
  createEngine,
  dockerEnvironment,
  parseConfig,
  withLogins,
  withAuths,
  divideAuthVariable,
  keepLogins,
  forgetLogins
};
