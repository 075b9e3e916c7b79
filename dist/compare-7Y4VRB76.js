import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  hashFor,
  idOf,
  openObjects,
  readHead,
  treeOf
} from "./chunk-4QDN5QIE.js";
import {
  repositoryAt
} from "./chunk-JEHR6NQ4.js";
import {
  MAX_FILES_AT_ONCE,
  MAX_GIT_SYMLINKS,
  MAX_READ_BYTES
} from "./chunk-BB63CQQL.js";
import {
  __callDispose,
  __using
} from "./chunk-DZIJRXJ5.js";

// src/clients/git/compare.ts
import { createReadStream, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";

// src/clients/git/tree.ts
var KINDS = {
  "40000": "folder",
  "100644": "file",
  // in old commits
  "100664": "file",
  "100755": "executable",
  "120000": "link",
  "160000": "submodule"
};
function parseTree(content, idLength) {
  const entries = /* @__PURE__ */ new Map();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    const next = end + 1 + idLength / 2;
    if (space < 0 || end < 0 || next > content.length) return void 0;
    const kind = KINDS[content.toString("latin1", at, space)];
    if (kind === void 0) return void 0;
    entries.set(content.toString("latin1", space + 1, end), { kind, id: content.toString("hex", end + 1, next) });
    at = next;
  }
  return entries;
}

// src/clients/git/compare.ts
async function compareWithCommit(commit, { top, path }) {
  var _stack = [];
  try {
    const repository = repositoryAt(top);
    if (repository === void 0) return "unknown";
    const objects = __using(_stack, openObjects(repository));
    const root = objects.read(commit, "commit");
    const tree = root && treeOf(root);
    if (tree === void 0) return "unknown";
    const files = [];
    const walk = { ...rootAt(bytes(top), tree), objects, files, sparse: isSparse(repository, commit) };
    try {
      const names = namesBetween(top, path);
      return await descend(walk.top, walk.root, names, walk, MAX_GIT_SYMLINKS) ?? await compareFiles(files);
    } catch {
      return { path, how: "unreadable" };
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function rootAt(top, tree) {
  return { top, root: { kind: "folder", id: tree } };
}
function isSparse(repository, commit) {
  const patterns = lstatSync(join(repository.gitDir, "info", "sparse-checkout"), { throwIfNoEntry: false });
  return patterns !== void 0 && readHead(repository) === commit;
}
function namesBetween(top, path) {
  const way = relative(top, path);
  return way === "" ? [] : bytes(way).split(sep);
}
async function descend(folder, entry, names, walk, links) {
  const [name, ...further] = names;
  if (name === void 0) return compare(folder, entry, walk);
  if (entry?.kind === "submodule") {
    return inSubmodule(folder, entry, walk, (inner) => descend(folder, inner.root, names, inner, links));
  }
  const tree = treeAt(entry, walk);
  if (tree === void 0) return differs(folder, "unreadable");
  const path = `${folder}/${name}`;
  const next = tree.get(name);
  if (!statsOf(path)?.isSymbolicLink()) return descend(path, next, further, walk, links);
  const way = linkedPath(folder, path, walk);
  const difference = compareLink(path, next);
  if (difference !== void 0 || links === 0 || way === void 0) return difference ?? differs(path, "changed");
  return descend(walk.top, walk.root, [...way, ...further], walk, links - 1);
}
function linkedPath(folder, path, { top }) {
  const target = unbytes(readlinkSync(buffer(path), "latin1"));
  const way = namesBetween(unbytes(top), resolve(unbytes(folder), target));
  const names = target.split("/");
  const first = names.findIndex((name) => !["", ".", ".."].includes(name));
  return way[0] === ".." || first >= 0 && names.includes("..", first) ? void 0 : way;
}
async function compare(path, entry, walk) {
  const stats = statsOf(path);
  if (stats === void 0) return entry === void 0 || walk.sparse ? void 0 : differs(path, "missing");
  if (stats.isDirectory()) return compareFolder(path, entry, walk);
  if (entry === void 0) return differs(path, "added");
  if (stats.isSymbolicLink()) return compareLink(path, entry);
  if (!stats.isFile() || entry.kind !== kindOf(stats)) return differs(path, "changed");
  walk.files.push({ path, id: entry.id });
  return void 0;
}
function kindOf({ mode }) {
  if (mode & 3584) return void 0;
  return mode & 64 ? "executable" : "file";
}
function compareLink(path, entry) {
  if (entry === void 0) return differs(path, "added");
  const target = Buffer.from(readlinkSync(buffer(path), "latin1"), "latin1");
  const same = entry.kind === "link" && idOf("blob", target, entry.id.length) === entry.id;
  return same ? void 0 : differs(path, "changed");
}
async function compareFolder(folder, entry, walk) {
  if (entry?.kind === "submodule") {
    return inSubmodule(folder, entry, walk, (inner) => compareFolder(folder, inner.root, inner));
  }
  if (entry !== void 0 && entry.kind !== "folder") return differs(folder, "changed");
  const tree = treeAt(entry, walk);
  if (tree === void 0) return differs(folder, "unreadable");
  const names = await readdir(buffer(folder), { encoding: "latin1" });
  for (const name of names.sort()) {
    if (name === ".git" && folder === walk.top) continue;
    const difference = await compare(`${folder}/${name}`, tree.get(name), walk);
    if (difference !== void 0) return difference;
  }
  const present = new Set(names);
  const missing = walk.sparse ? void 0 : [...tree.keys()].find((name) => !present.has(name));
  return missing === void 0 ? void 0 : differs(`${folder}/${missing}`, "missing");
}
async function inSubmodule(folder, { id }, walk, work) {
  var _stack = [];
  try {
    if ((await readdir(buffer(folder))).length === 0) return void 0;
    const repository = repositoryAt(unbytes(folder));
    if (repository === void 0) return differs(folder, "unreadable");
    const objects = __using(_stack, openObjects(repository));
    const commit = objects.read(id, "commit");
    const tree = commit && treeOf(commit);
    if (tree === void 0) return differs(folder, "changed");
    const sparse = walk.sparse || isSparse(repository, id);
    return await work({ ...walk, ...rootAt(folder, tree), objects, sparse });
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function treeAt(entry, { objects }) {
  if (entry?.kind !== "folder") return /* @__PURE__ */ new Map();
  const content = objects.read(entry.id, "tree");
  return content && parseTree(content, entry.id.length);
}
async function compareFiles(files) {
  for (const [nth, file] of files.entries()) {
    if (nth % MAX_FILES_AT_ONCE === 0) await breathe();
    if (!await isSame(file)) return differs(file.path, "changed");
  }
  return void 0;
}
async function isSame({ path, id }) {
  const { size } = lstatSync(buffer(path));
  const blob = hashFor(id.length).update(`blob ${size}\0`);
  if (await hashFile(path, size, blob) === id) return true;
  const pointer = lfsPointer(await hashFile(path, size, hashFor(64)), size);
  return idOf("blob", Buffer.from(pointer), id.length) === id;
}
async function hashFile(path, size, hash) {
  if (size <= MAX_READ_BYTES) hash.update(readFileSync(buffer(path)));
  else for await (const chunk of createReadStream(buffer(path), { highWaterMark: MAX_READ_BYTES })) hash.update(chunk);
  return hash.digest("hex");
}
function lfsPointer(sha256, size) {
  return `version https://git-lfs.github.com/spec/v1
oid sha256:${sha256}
size ${size}
`;
}
function differs(path, how) {
  return { path: unbytes(path), how };
}
function statsOf(path) {
  return lstatSync(buffer(path), { throwIfNoEntry: false });
}
function bytes(path) {
  return Buffer.from(path).toString("latin1");
}
function buffer(path) {
  return Buffer.from(path, "latin1");
}
function unbytes(path) {
  return buffer(path).toString("utf8");
}
export {
  compareWithCommit
};
