import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  MAX_GIT_POINTER_BYTES
} from "./chunk-BB63CQQL.js";

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

export {
  openFile,
  readBounded,
  readText,
  enclosingRepository,
  repositoryAt,
  realPath,
  ancestorsOf,
  hasGit,
  leadsToCheckout
};
