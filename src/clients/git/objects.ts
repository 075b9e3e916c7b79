import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import {
  MAX_GIT_ALTERNATES_BYTES,
  MAX_GIT_OBJECT_BYTES,
  MAX_GIT_OBJECT_FOLDERS,
  MAX_GIT_PACKS,
} from '../../runtime/limits.ts';
import { readBounded } from './files.ts';
import { type GitObject, type ObjectType, openPack, type Pack } from './pack.ts';
import type { Repository } from './repository.ts';

/** The objects of a repository. */
export interface Objects extends Disposable {
  /**
   * The content of an object. Undefined if it is missing, has another type, cannot be read, or does not match the hash that
   * is its id. So an id determines the content in every repository.
   */
  read(id: string, type: ObjectType): Buffer | undefined;
}

export function openObjects({ commonDir }: Pick<Repository, 'commonDir'>): Objects {
  const folders = foldersOf(join(commonDir, 'objects'));
  let packs: readonly Pack[] | undefined;
  const find = (id: string) => {
    for (const folder of folders) {
      const object = readLoose(folder, id);
      if (object !== undefined) return object;
    }
    packs ??= folders.flatMap(packsOf);
    for (const pack of packs) {
      const object = pack.read(id);
      if (object !== undefined) return object;
    }
    return undefined;
  };
  return {
    read(id, type) {
      try {
        const object = find(id);
        return object?.type === type && idOf(type, object.content, id.length) === id ? object.content : undefined;
      } catch {
        return undefined;
      }
    },
    [Symbol.dispose]() {
      for (const pack of packs ?? []) pack.close();
    },
  };
}

/** SHA-1 for ids of 40 digits, SHA-256 for those of 64. */
export function hashFor(idLength: number) {
  return createHash(idLength === 64 ? 'sha256' : 'sha1');
}

export function idOf(type: ObjectType, content: Buffer, idLength: number): string {
  return hashFor(idLength).update(`${type} ${content.length}\0`).update(content).digest('hex');
}

/** https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates */
function foldersOf(first: string): readonly string[] {
  const folders = [first];
  for (let i = 0; i < folders.length && folders.length < MAX_GIT_OBJECT_FOLDERS; i += 1) {
    const folder = folders[i] ?? first;
    const text = readBounded(join(folder, 'info', 'alternates'), MAX_GIT_ALTERNATES_BYTES)?.toString('utf8') ?? '';
    const others = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    folders.push(...others.map((line) => resolve(folder, line)).filter((line) => !folders.includes(line)));
  }
  return folders.slice(0, MAX_GIT_OBJECT_FOLDERS);
}

function packsOf(folder: string): readonly Pack[] {
  const place = join(folder, 'pack');
  let names: readonly string[];
  try {
    names = readdirSync(place).filter((name) => name.endsWith('.idx'));
  } catch {
    return [];
  }
  return names.slice(0, MAX_GIT_PACKS).flatMap((name) => openPack(join(place, name.slice(0, -'.idx'.length))) ?? []);
}

function readLoose(folder: string, id: string): GitObject | undefined {
  const packed = readBounded(join(folder, id.slice(0, 2), id.slice(2)), MAX_GIT_OBJECT_BYTES);
  if (packed === undefined) return undefined;
  const whole = inflateSync(packed, { maxOutputLength: MAX_GIT_OBJECT_BYTES });
  const end = whole.indexOf(0);
  const [, type] = /^(commit|tree|blob|tag) \d+$/.exec(whole.subarray(0, Math.max(end, 0)).toString('latin1')) ?? [];
  return type === undefined ? undefined : { type: type as ObjectType, content: whole.subarray(end + 1) };
}
