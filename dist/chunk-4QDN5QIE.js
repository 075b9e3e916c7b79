import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enclosingRepository,
  openFile,
  readBounded,
  readText
} from "./chunk-JEHR6NQ4.js";
import {
  MAX_GIT_ALTERNATES_BYTES,
  MAX_GIT_DELTAS,
  MAX_GIT_OBJECT_BYTES,
  MAX_GIT_OBJECT_FOLDERS,
  MAX_GIT_PACKS,
  MAX_GIT_UNPACKED_BYTES,
  MAX_LOOSE_REFS,
  MAX_LOOSE_REF_BYTES,
  MAX_PACKED_REFS_BYTES,
  MAX_SYMBOLIC_REFS
} from "./chunk-BB63CQQL.js";
import {
  __callDispose,
  __using
} from "./chunk-DZIJRXJ5.js";

// src/clients/git/objects.ts
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { inflateSync as inflateSync2 } from "node:zlib";

// src/clients/git/pack.ts
import { inflateSync } from "node:zlib";
var TYPES = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };
var OFFSET_DELTA = 6;
var REF_DELTA = 7;
function openPack(path) {
  const index = openFile(`${path}.idx`);
  const pack = openFile(`${path}.pack`);
  if (index === void 0 || pack === void 0) {
    index?.close();
    pack?.close();
    return void 0;
  }
  return {
    read(id) {
      const at = findOffset(index, id);
      return at === void 0 ? void 0 : readEntry(index, pack, at, id.length / 2);
    },
    close() {
      index.close();
      pack.close();
    }
  };
}
var MAGIC = Buffer.from([255, 116, 79, 99, 0, 0, 0, 2]);
var FANOUT = MAGIC.length;
var NAMES = FANOUT + 256 * 4;
function findOffset(index, id) {
  const wanted = Buffer.from(id, "hex");
  const length = wanted.length;
  const header = index.read(0, NAMES);
  if (header.length < NAMES || !header.subarray(0, FANOUT).equals(MAGIC)) return void 0;
  const upTo = (byte) => byte < 0 ? 0 : header.readUInt32BE(FANOUT + byte * 4);
  const count = upTo(255);
  if (index.size < NAMES + count * (length + 8) + 2 * length) return void 0;
  let low = upTo((wanted[0] ?? 0) - 1);
  let high = Math.min(upTo(wanted[0] ?? 0), count);
  while (low < high) {
    const middle = low + high >>> 1;
    const order = wanted.compare(index.read(NAMES + middle * length, length));
    if (order === 0) return offsetAt(index, NAMES + count * (length + 4), count, middle);
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return void 0;
}
function offsetAt(index, offsets, count, nth) {
  const offset = index.read(offsets + nth * 4, 4).readUInt32BE();
  if (offset < 2147483648) return offset;
  return Number(index.read(offsets + count * 4 + (offset - 2147483648) * 8, 8).readBigUInt64BE());
}
function readEntry(index, pack, start, idLength) {
  const deltas = [];
  let work = 0;
  for (let at = start; ; ) {
    const entry = readHeader(pack, at, idLength);
    work += entry.size;
    if (work > MAX_GIT_UNPACKED_BYTES || entry.size > MAX_GIT_OBJECT_BYTES)
      throw new Error("a Git object is too large");
    const content = inflate(pack, entry.content, entry.size);
    if (entry.base === void 0) return { type: entry.type, content: applyAll(deltas, content, work) };
    const base = typeof entry.base === "number" ? at - entry.base : findOffset(index, entry.base);
    if (base === void 0 || base < 0 || base === at || deltas.length > MAX_GIT_DELTAS) throw damaged();
    deltas.push(content);
    at = base;
  }
}
function applyAll(deltas, base, read) {
  let work = read;
  return deltas.reduceRight((content, delta) => {
    const made = applyDelta(content, delta);
    work += made.length;
    if (work > MAX_GIT_UNPACKED_BYTES) throw new Error("a Git object is too large");
    return made;
  }, base);
}
function readHeader(pack, at, idLength) {
  const bytes = pack.read(at, 64);
  let next = 0;
  const byte = () => {
    const value = bytes[next];
    next += 1;
    if (value === void 0) throw damaged();
    return value;
  };
  let last = byte();
  const kind = last >> 4 & 7;
  let size = last & 15;
  for (let scale = 16; last & 128; scale *= 128) {
    last = byte();
    size += (last & 127) * scale;
  }
  if (kind === OFFSET_DELTA) {
    last = byte();
    let base = last & 127;
    while (last & 128) {
      last = byte();
      base = (base + 1) * 128 + (last & 127);
    }
    return { size, base, content: at + next };
  }
  if (kind === REF_DELTA) {
    const base = bytes.subarray(next, next + idLength).toString("hex");
    return { size, base, content: at + next + idLength };
  }
  const type = TYPES[kind];
  if (type === void 0) throw damaged();
  return { size, type, content: at + next };
}
function inflate(pack, at, size) {
  const packed = pack.read(at, size + (size >> 3) + 1024);
  const content = inflateSync(packed, { maxOutputLength: Math.max(size, 1) });
  if (content.length !== size) throw damaged();
  return content;
}
function applyDelta(base, delta) {
  let next = 0;
  const byte = () => {
    const value = delta[next];
    next += 1;
    if (value === void 0) throw damaged();
    return value;
  };
  const size = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const last = byte();
      value += (last & 127) * scale;
      if ((last & 128) === 0) return value;
    }
  };
  const number = (bits, count) => {
    let value = 0;
    for (let i = 0; i < count; i += 1) if (bits & 1 << i) value += byte() * 256 ** i;
    return value;
  };
  if (size() !== base.length) throw damaged();
  const length = size();
  if (length > MAX_GIT_OBJECT_BYTES) throw new Error("a Git object is too large");
  const result = Buffer.alloc(length);
  let written = 0;
  while (next < delta.length) {
    const instruction = byte();
    const isCopy = (instruction & 128) !== 0;
    const from = isCopy ? number(instruction, 4) : next;
    const count = isCopy ? number(instruction >> 4, 3) || 65536 : instruction;
    const source = isCopy ? base : delta;
    if (count === 0 || from + count > source.length || written + count > length) throw damaged();
    source.copy(result, written, from, from + count);
    written += count;
    if (!isCopy) next += count;
  }
  if (written !== length) throw damaged();
  return result;
}
function damaged() {
  return new Error("a Git pack is damaged");
}

// src/clients/git/objects.ts
function openObjects({ commonDir }) {
  const folders = foldersOf(join(commonDir, "objects"));
  let packs;
  const find = (id) => {
    for (const folder of folders) {
      const object = readLoose(folder, id);
      if (object !== void 0) return object;
    }
    packs ??= folders.flatMap(packsOf);
    for (const pack of packs) {
      const object = pack.read(id);
      if (object !== void 0) return object;
    }
    return void 0;
  };
  return {
    read(id, type) {
      try {
        const object = find(id);
        return object?.type === type && idOf(type, object.content, id.length) === id ? object.content : void 0;
      } catch {
        return void 0;
      }
    },
    [Symbol.dispose]() {
      for (const pack of packs ?? []) pack.close();
    }
  };
}
function hashFor(idLength) {
  return createHash(idLength === 64 ? "sha256" : "sha1");
}
function idOf(type, content, idLength) {
  return hashFor(idLength).update(`${type} ${content.length}\0`).update(content).digest("hex");
}
function foldersOf(first) {
  const folders = [first];
  for (let i = 0; i < folders.length && folders.length < MAX_GIT_OBJECT_FOLDERS; i += 1) {
    const folder = folders[i] ?? first;
    const text = readBounded(join(folder, "info", "alternates"), MAX_GIT_ALTERNATES_BYTES)?.toString("utf8") ?? "";
    const others = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    folders.push(...others.map((line) => resolve(folder, line)).filter((line) => !folders.includes(line)));
  }
  return folders.slice(0, MAX_GIT_OBJECT_FOLDERS);
}
function packsOf(folder) {
  const place = join(folder, "pack");
  let names;
  try {
    names = readdirSync(place).filter((name) => name.endsWith(".idx"));
  } catch {
    return [];
  }
  return names.slice(0, MAX_GIT_PACKS).flatMap((name) => openPack(join(place, name.slice(0, -".idx".length))) ?? []);
}
function readLoose(folder, id) {
  const packed = readBounded(join(folder, id.slice(0, 2), id.slice(2)), MAX_GIT_OBJECT_BYTES);
  if (packed === void 0) return void 0;
  const whole = inflateSync2(packed, { maxOutputLength: MAX_GIT_OBJECT_BYTES });
  const end = whole.indexOf(0);
  const [, type] = /^(commit|tree|blob|tag) \d+$/.exec(whole.subarray(0, Math.max(end, 0)).toString("latin1")) ?? [];
  return type === void 0 ? void 0 : { type, content: whole.subarray(end + 1) };
}

// src/clients/git/refs.ts
import { readdirSync as readdirSync2 } from "node:fs";
import { join as join2 } from "node:path";
var ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
var PULL = /(?:^|\/)pull\/\d+\/(?:head|merge)$/;
function readHead(repository) {
  return resolveRef(repository, "HEAD", MAX_SYMBOLIC_REFS);
}
function symbolicHead({ gitDir }) {
  return /^ref: (refs\/\S+)$/.exec(readText(join2(gitDir, "HEAD"), MAX_LOOSE_REF_BYTES) ?? "")?.[1];
}
function allRefs({ commonDir }) {
  const refs = new Map(packedRefs(commonDir));
  for (const name of looseNames(commonDir)) {
    const id = readText(join2(commonDir, name), MAX_LOOSE_REF_BYTES) ?? "";
    if (ID.test(id)) refs.set(name, id);
  }
  return [...refs].map(([name, id]) => ({ name, id }));
}
function resolveRef({ gitDir, commonDir, top }, name, depth) {
  const text = readText(join2(gitDir, name), MAX_LOOSE_REF_BYTES) ?? readText(join2(commonDir, name), MAX_LOOSE_REF_BYTES) ?? packedRefs(commonDir).get(name);
  if (text === void 0 || ID.test(text)) return text;
  const [, target = ""] = /^ref: (refs\/\S+)$/.exec(text) ?? [];
  if (target === "" || depth === 0 || target.split("/").includes("..")) return void 0;
  return resolveRef({ gitDir, commonDir, top }, target, depth - 1);
}
function packedRefs(commonDir) {
  const lines = readBounded(join2(commonDir, "packed-refs"), MAX_PACKED_REFS_BYTES)?.toString("utf8").split("\n") ?? [];
  return new Map(
    lines.flatMap((line) => {
      const [id = "", name] = line.split(" ");
      return name !== void 0 && ID.test(id) ? [[name, id]] : [];
    })
  );
}
function pullRefOf(commit, repository) {
  return fetchedPull(commit, repository) ?? loosePull(commit, repository) ?? packedPull(commit, repository);
}
function fetchedPull(commit, { gitDir }) {
  const fetched = readBounded(join2(gitDir, "FETCH_HEAD"), MAX_PACKED_REFS_BYTES)?.toString("utf8") ?? "";
  return fetched.split("\n").filter((line) => line.startsWith(`${commit}	`)).map((line) => /\t'([^']+)' of /.exec(line)?.[1] ?? "").find((name) => PULL.test(name));
}
function packedPull(commit, { commonDir }) {
  return [...packedRefs(commonDir)].find(([name, id]) => id === commit && PULL.test(name))?.[0];
}
function loosePull(commit, { commonDir }) {
  for (const name of looseNames(commonDir)) {
    if (PULL.test(name) && readText(join2(commonDir, name), MAX_LOOSE_REF_BYTES) === commit) return name;
  }
  return void 0;
}
function* looseNames(commonDir) {
  const waiting = ["refs"];
  let left = MAX_LOOSE_REFS;
  for (let folder = waiting.pop(); folder !== void 0 && left > 0; folder = waiting.pop()) {
    for (const entry of entriesOf(join2(commonDir, folder))) {
      left -= 1;
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else yield name;
    }
  }
}
function entriesOf(folder) {
  try {
    return readdirSync2(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

// src/clients/git/commit.ts
function headCommit(folder) {
  var _stack = [];
  try {
    const repository = enclosingRepository(folder);
    const revision = repository && readHead(repository);
    if (repository === void 0 || revision === void 0) return void 0;
    const objects = __using(_stack, openObjects(repository));
    const content = objects.read(revision, "commit");
    return content && parseCommit(revision, content);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function parseCommit(revision, content) {
  const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(headerOf(content)) ?? [];
  return seconds === void 0 ? void 0 : { revision, date: new Date(Number(seconds) * 1e3) };
}
function treeOf(content) {
  return /^tree ([0-9a-f]{40}|[0-9a-f]{64})$/m.exec(headerOf(content))?.[1];
}
function headerOf(content) {
  return content.toString("utf8").split("\n\n", 1)[0] ?? "";
}

export {
  openObjects,
  hashFor,
  idOf,
  readHead,
  symbolicHead,
  allRefs,
  pullRefOf,
  headCommit,
  treeOf
};
