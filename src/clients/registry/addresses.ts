import { lookup } from 'node:dns/promises';
import { NAME_LOOKUP_MS } from '../../runtime/limits.ts';
import { within } from '../../runtime/within.ts';
import { nameOf } from './insecure.ts';

/** Addresses of registries by their names, looked up as Docker Engine does. Empty for a name that is not found in time. */
export async function lookUpAll(registries: Iterable<string>): Promise<ReadonlyMap<string, readonly string[]>> {
  const entries = [...new Set(registries)].map(async (registry) => {
    const found = await within(lookup(nameOf(registry), { all: true }), NAME_LOOKUP_MS).catch(() => []);
    return [registry, found.map(({ address }) => address)] as const;
  });
  return new Map(await Promise.all(entries));
}
