import { BlockList, isIP } from 'node:net';

/**
 * True for registries and addresses in a list of hosts (`registry.lan:5000`) and networks (`10.0.0.0/8`):
 * https://docs.docker.com/reference/cli/dockerd/#insecure-registries
 * Names are compared literally: look up their addresses first.
 */
export function insecureBy(entries: readonly string[]): (registry: string) => boolean {
  const networks = new BlockList();
  for (const [, address = '', prefix] of entries.flatMap((entry) => [/^(.+)\/(\d+)$/.exec(entry) ?? []])) {
    if (isIP(address) !== 0) networks.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return (registry) => {
    const host = nameOf(registry);
    const family = isIP(host);
    return entries.includes(registry) || (family !== 0 && networks.check(host, family === 6 ? 'ipv6' : 'ipv4'));
  };
}

/** The name or address of a registry: `registry.lan:5000` → `registry.lan`, `[::1]:5000` → `::1`. */
export function nameOf(registry: string): string {
  return isIP(registry) === 6 ? registry : registry.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
