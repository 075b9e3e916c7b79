import { posix } from 'node:path';
import type { CacheMount } from '../model/plan.ts';
import type { Platform } from '../model/platform.ts';
import { MAX_CACHE_MOUNTS } from '../runtime/limits.ts';
import { type BuildOptions, resolveStages, type StageNode } from './graph.ts';
import { Work } from './limits.ts';
import type { Dockerfile } from './read.ts';
import { StageVariables } from './stage-variables.ts';
import { type Unreadable, UnreadableError } from './unreadable.ts';
import { splitFields } from './words.ts';

/** The cache mounts of a build for one platform. */
export interface CacheMounts {
  /** In the order of the file; doubles are there twice. */
  readonly mounts: readonly CacheMount[];
  /** The image that the first stage with such a mount is built on in the end. */
  readonly image: string | undefined;
  /** Those that cannot be followed, and why: `line 7: …`. */
  readonly skipped: readonly string[];
}

/** Finds the cache mounts of the stages that contribute to an image. */
export function cacheMounts(
  dockerfile: Dockerfile,
  options: BuildOptions,
  platforms: { readonly target: Platform; readonly build: Platform },
): CacheMounts | Unreadable {
  try {
    const work = new Work();
    const { contributing, variables: globals } = resolveStages(dockerfile, options, platforms, work);
    // a stage starts in the final state of its parent, and parents come first
    const after = new Map<StageNode, StageVariables>();
    const found = contributing.flatMap((node) => {
      const inherited = node.parent && after.get(node.parent);
      const variables = new StageVariables(options, globals, dockerfile.escapeCharacter, work, inherited);
      after.set(node, variables);
      const image = imageOf(node);
      return node.steps.flatMap((step) => {
        variables.add(step);
        return step.mounts.flatMap((text) => {
          const mount = mountOf(text, variables);
          if (mount === undefined) return [];
          return typeof mount === 'string' ? { skipped: `line ${step.line}: ${mount}` } : { mount, image };
        });
      });
    });
    if (found.length > MAX_CACHE_MOUNTS) throw new UnreadableError(`it has more than ${MAX_CACHE_MOUNTS} cache mounts`);
    return {
      mounts: found.flatMap(({ mount }) => mount ?? []),
      image: found.find(({ image }) => image !== undefined)?.image,
      skipped: found.flatMap(({ skipped }) => skipped ?? []),
    };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}

/** The image at the bottom of a stage. */
function imageOf({ image, parent }: StageNode): string | undefined {
  return parent === undefined ? image : imageOf(parent);
}

const OPTIONS: Readonly<Record<string, RegExp>> = {
  sharing: /^(shared|private|locked)$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
  mode: /^[0-7]+$/,
};

/** A mount of the type cache, or why it cannot be followed; `undefined`: it is of another type. */
function mountOf(text: string, variables: StageVariables): CacheMount | string | undefined {
  const shown = `--mount=${text.length > 100 ? `${text.slice(0, 100)}…` : text}`;
  const fields = splitFields(text).map((field) => {
    const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(field) ?? [];
    return [key.toLowerCase(), variables.expand(value)] as const;
  });
  const values = new Map(fields);
  const { type, id, target = values.get('dst') ?? values.get('destination') } = Object.fromEntries(fields);
  if (type?.toLowerCase() !== 'cache') return undefined;
  if (fields.some(([, value]) => value === undefined)) return `${shown} has a variable from its base image`;
  if (['from', 'source', 'src'].some((key) => values.has(key))) return `${shown} begins with files of its own`;
  const name = id || posix.normalize(target ?? '').replace(/(?<=.)\/$/, '');
  const options = Object.keys(OPTIONS).flatMap((key) => {
    const value = values.get(key);
    return value === undefined ? [] : [[key, value.toLowerCase()] as const];
  });
  const odd = options.some(([key, value]) => !OPTIONS[key]?.test(value)) || !/^[\w./@:+=~-]+$/.test(name);
  return odd ? `${shown} is not understood` : { id: name, options: Object.fromEntries(options) };
}
