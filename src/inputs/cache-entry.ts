import { parseAttributes } from './attributes.ts';
import { Wrong } from './problems.ts';

/** What an entry of `cache-from` or `cache-to` is of, as buildx reads it: keys in any case, space around fields. */
export interface CacheEntry {
  /** `registry` for a lone reference. */
  readonly type: string | undefined;
  /** What it names in registries: a lone entry may be several references. */
  readonly references: readonly string[];
}

/** `acme/app:cache`, `type=registry,ref=acme/app:cache`, `type=gha,scope=main` */
export function readCacheEntry(entry: string): CacheEntry {
  if (!entry.includes('=')) return { type: 'registry', references: entry.split(',').map((name) => name.trim()) };
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong) return { type: undefined, references: [] };
  const { type, ref } = attributes;
  return { type, references: type === 'registry' && ref !== undefined ? [ref] : [] };
}
