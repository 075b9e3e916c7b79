import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_LOOSE_REF_BYTES, MAX_LOOSE_REFS, MAX_PACKED_REFS_BYTES, MAX_SYMBOLIC_REFS } from '../../runtime/limits.ts';
import { readBounded, readText } from './files.ts';
import type { Repository } from './repository.ts';

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** The names of pull requests on GitHub and Gitea, and after a fetch by actions/checkout. */
const PULL = /(?:^|\/)pull\/\d+\/(?:head|merge)$/;

/** The commit that is checked out. Undefined for a branch without commits, for reftables, and if it cannot be read. */
export function readHead(repository: Repository): string | undefined {
  return resolveRef(repository, 'HEAD', MAX_SYMBOLIC_REFS);
}

/** The branch that is checked out. Undefined if HEAD is detached or cannot be read. */
export function symbolicHead({ gitDir }: Repository): string | undefined {
  return /^ref: (refs\/\S+)$/.exec(readText(join(gitDir, 'HEAD'), MAX_LOOSE_REF_BYTES) ?? '')?.[1];
}

/** All refs with the objects that they name, without symbolic ones. A loose ref takes precedence over a packed one. */
export function allRefs({ commonDir }: Repository): readonly { readonly name: string; readonly id: string }[] {
  const refs = new Map(packedRefs(commonDir));
  for (const name of looseNames(commonDir)) {
    const id = readText(join(commonDir, name), MAX_LOOSE_REF_BYTES) ?? '';
    if (ID.test(id)) refs.set(name, id);
  }
  return [...refs].map(([name, id]) => ({ name, id }));
}

function resolveRef({ gitDir, commonDir, top }: Repository, name: string, depth: number): string | undefined {
  const text =
    readText(join(gitDir, name), MAX_LOOSE_REF_BYTES) ??
    readText(join(commonDir, name), MAX_LOOSE_REF_BYTES) ??
    packedRefs(commonDir).get(name);
  if (text === undefined || ID.test(text)) return text;
  const [, target = ''] = /^ref: (refs\/\S+)$/.exec(text) ?? [];
  if (target === '' || depth === 0 || target.split('/').includes('..')) return undefined;
  return resolveRef({ gitDir, commonDir, top }, target, depth - 1);
}

/** https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-packed-refs */
function packedRefs(commonDir: string): ReadonlyMap<string, string> {
  const lines = readBounded(join(commonDir, 'packed-refs'), MAX_PACKED_REFS_BYTES)?.toString('utf8').split('\n') ?? [];
  return new Map(
    lines.flatMap((line) => {
      const [id = '', name] = line.split(' ');
      return name !== undefined && ID.test(id) ? [[name, id] as const] : [];
    }),
  );
}

/** The ref of a pull request that names a commit, such as `refs/remotes/pull/7/merge`. Undefined if it is missing. */
export function pullRefOf(commit: string, repository: Repository): string | undefined {
  return fetchedPull(commit, repository) ?? loosePull(commit, repository) ?? packedPull(commit, repository);
}

/** `<commit>\t\t'refs/pull/7/head' of https://github.com/acme/app` */
function fetchedPull(commit: string, { gitDir }: Repository): string | undefined {
  const fetched = readBounded(join(gitDir, 'FETCH_HEAD'), MAX_PACKED_REFS_BYTES)?.toString('utf8') ?? '';
  return fetched
    .split('\n')
    .filter((line) => line.startsWith(`${commit}\t`))
    .map((line) => /\t'([^']+)' of /.exec(line)?.[1] ?? '')
    .find((name) => PULL.test(name));
}

function packedPull(commit: string, { commonDir }: Repository): string | undefined {
  return [...packedRefs(commonDir)].find(([name, id]) => id === commit && PULL.test(name))?.[0];
}

function loosePull(commit: string, { commonDir }: Repository): string | undefined {
  for (const name of looseNames(commonDir)) {
    if (PULL.test(name) && readText(join(commonDir, name), MAX_LOOSE_REF_BYTES) === commit) return name;
  }
  return undefined;
}

function* looseNames(commonDir: string): Generator<string> {
  const waiting = ['refs'];
  let left = MAX_LOOSE_REFS;
  for (let folder = waiting.pop(); folder !== undefined && left > 0; folder = waiting.pop()) {
    for (const entry of entriesOf(join(commonDir, folder))) {
      left -= 1;
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else yield name;
    }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
