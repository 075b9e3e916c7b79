import { Wrong } from '../model/wrong.ts';
import { parseAttributes } from './attributes.ts';
import { parseFields } from './csv.ts';

/** An entry of `cache-from` or `cache-to`, read as buildx does: keys in any case, space around fields. */
export interface CacheEntry {
  /** `registry` for a lone reference. */
  readonly type: string | undefined;
  /** The references in registries: an entry without attributes may hold several. */
  readonly references: readonly string[];
  /** Empty for a plain reference. */
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
