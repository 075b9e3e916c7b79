import { lookup } from 'node:dns/promises';
import { within } from '../../runtime/within.ts';
import { nameOf } from './insecure.ts';

/** Timeout of a look-up in milliseconds. Only a slow name server takes longer, and no insecure network has one. */
const LIMIT = 1_000;

/** Addresses of registries by their names, looked up as Docker Engine does. Empty for a name that is not found in time. */
export async function lookUpAll(registries: Iterable<string>): Promise<ReadonlyMap<string, readonly string[]>> {
  const entries = [...new Set(registries)].map(async (registry) => {
    const found = await within(lookup(nameOf(registry), { all: true }), LIMIT).catch(() => []);
    return [registry, found.map(({ address }) => address)] as const;
  });
  return new Map(await Promise.all(entries));
}
