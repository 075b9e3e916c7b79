import { parse, stringify } from 'smol-toml';
import type { Host } from '../system/host.ts';

type Table = Record<string, unknown>;

/**
 * The TOML of a BuildKit daemon that reaches registries as the engine does: a docker-container builder inherits neither
 * its mirrors nor its insecure registries nor their certificates. What the user wrote wins, key by key.
 * https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md
 * @returns `undefined` where there is nothing to say.
 */
export function buildkitConfig(
  own: string | undefined,
  { engine, certificates }: Pick<Host, 'engine' | 'certificates'>,
): string | undefined {
  const registries: Table = {};
  const set = (host: string, table: Table) => {
    registries[host] = { ...(registries[host] as Table | undefined), ...table };
  };
  if (engine.mirrors.length > 0) {
    set('docker.io', { mirrors: engine.mirrors.map((url) => url.replace(/^https?:\/\//, '').replace(/\/$/, '')) });
  }
  const plain = [
    ...engine.mirrors.filter((url) => url.startsWith('http://')).map(hostOf),
    ...engine.insecureRegistries.filter(isHost),
  ];
  for (const host of plain) set(host, { http: true, insecure: true });
  for (const { host, authorities, pairs } of certificates) {
    if (authorities.length > 0) set(host, { ca: authorities });
    if (pairs.length > 0) set(host, { keypair: pairs });
  }

  if (Object.keys(registries).length === 0) return own;
  const written = own === undefined ? {} : (parse(own) as Table);
  return stringify(merge({ registry: registries }, written));
}

/** `http://127.0.0.1:5000/` → `127.0.0.1:5000` */
export function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
}

/** The engine also lists networks (`127.0.0.0/8`), which BuildKit has no word for; it treats loopback as they say. */
function isHost(entry: string): boolean {
  return !entry.includes('/');
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
