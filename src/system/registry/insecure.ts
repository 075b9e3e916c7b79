import { BlockList, isIP } from 'node:net';

/**
 * Whether the engine calls a registry insecure, by its list of hosts (`registry.lan:5000`) and networks
 * (`10.0.0.0/8`): https://docs.docker.com/reference/cli/dockerd/#insecure-registries
 * A network counts for registries that are named by their address.
 */
export function insecureBy(entries: readonly string[]): (registry: string) => boolean {
  const networks = new BlockList();
  for (const [, address = '', prefix] of entries.flatMap((entry) => [/^(.+)\/(\d+)$/.exec(entry) ?? []])) {
    if (isIP(address) !== 0) networks.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return (registry) => {
    const host = registry.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    const family = isIP(host);
    return entries.includes(registry) || (family !== 0 && networks.check(host, family === 6 ? 'ipv6' : 'ipv4'));
  };
}
