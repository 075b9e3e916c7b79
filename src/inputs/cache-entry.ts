import { parseAttributes, parseFields } from './attributes.ts';
import { Wrong } from './problems.ts';

/** What an entry of `cache-from` or `cache-to` is of, as buildx reads it: keys in any case, space around fields. */
export interface CacheEntry {
  /** `registry` for a lone reference. */
  readonly type: string | undefined;
  /** What it names in registries: a lone entry may be several references. */
  readonly references: readonly string[];
  /** None of a lone reference. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** `acme/app:cache`, `type=registry,ref=acme/app:cache`, `type=gha,scope=main` */
export function readCacheEntry(entry: string): CacheEntry {
  if (!entry.includes('=')) {
    const references = parseFields(entry);
    return { type: 'registry', references: references instanceof Wrong ? [] : references, attributes: {} };
  }
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong) return { type: undefined, references: [], attributes: {} };
  const { type, ref } = attributes;
  return { type, references: type === 'registry' && ref !== undefined ? [ref] : [], attributes };
}
