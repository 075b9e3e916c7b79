import { parse, stringify } from 'smol-toml';
import type { Registries, RegistrySettings } from '../clients/registry/configuration.ts';
import { isLoopback } from '../clients/registry/origin.ts';

type Table = Record<string, unknown>;

/**
 * The TOML of a BuildKit daemon that reaches registries as the machine does: a docker-container builder does not
 * inherit mirrors, insecure registries or certificates. The user's settings take precedence, key by key.
 * https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md
 * @param bundle path of the machine's authorities: an image of BuildKit has only public ones.
 * @returns Undefined if there is no setting to write.
 */
export function buildkitConfig(
  own: string | undefined,
  { registries, bundle }: { readonly registries: Registries; readonly bundle: string | undefined },
): string | undefined {
  const tables: Table = {};
  for (const [registry, { addresses: _, ...settings }] of registries) {
    const isVerified = settings.insecure !== true && !isLoopback(registry);
    const ca = [...(bundle !== undefined && isVerified ? [bundle] : []), ...(settings.ca ?? [])];
    const table = { ...settings, ...(ca.length > 0 && { ca }) };
    if (Object.keys(table).length > 0) tables[registry] = table;
  }
  if (Object.keys(tables).length === 0) return own;
  return stringify(merge({ registry: tables }, own === undefined ? {} : parse(own)));
}

/**
 * The machine's registries with the settings of a BuildKit configuration, which take precedence key by key.
 * @param toml of the builder. Undefined if it has no configuration.
 */
export function withBuildkitConfig(registries: Registries, toml: string | undefined): Registries {
  const tables = toml === undefined ? {} : parse(toml).registry;
  if (!isTable(tables)) return registries;
  const merged = new Map(registries);
  for (const [registry, table] of Object.entries(tables)) {
    if (isTable(table)) merged.set(registry, { ...merged.get(registry), ...settingsOf(table) });
  }
  return merged;
}

/** BuildKit itself reports a value of another type. */
function settingsOf({ http, insecure, ca, keypair, mirrors }: Table): RegistrySettings {
  return {
    ...(typeof http === 'boolean' && { http }),
    ...(typeof insecure === 'boolean' && { insecure }),
    ...(isList(ca, isText) && { ca }),
    ...(isList(keypair, isPair) && { keypair }),
    ...(isList(mirrors, isText) && { mirrors }),
  };
}

function merge(under: Table, over: Table): Table {
  const merged: Table = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? merge(below, value) : value;
  }
  return merged;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPair(value: unknown): value is { readonly cert: string; readonly key: string } {
  return isTable(value) && isText(value.cert) && isText(value.key);
}
