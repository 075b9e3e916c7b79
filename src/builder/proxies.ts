import type { ProxySettings } from '../clients/docker/proxies.ts';
import { isLoopbackHost, parseProxy } from '../clients/http/proxy.ts';

/**
 * Driver options that give a builder in a container a proxy: it does not inherit the proxies of other processes.
 * Options set by the user are not changed.
 * @param sources the first one counts that names a proxy which the builder can reach.
 * @param driverOpts of the builder.
 */
export function proxyOptions(sources: readonly ProxySettings[], driverOpts: readonly string[]): readonly string[] {
  if (driverOpts.some((option) => /^"?env\.(?:https?|all|no)_proxy=/i.test(option))) return [];
  const onHostNetwork = driverOpts.includes('network=host');
  const source = sources.find((settings) => isUsable(settings, onHostNetwork));
  if (source === undefined) return [];
  const { http, https, except } = source;
  const variables = Object.entries({ HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: except });
  return variables
    .filter(([, value]) => value !== '')
    .flatMap(([name, value]) =>
      [name, name.toLowerCase()].map((each) => `"env.${each}=${value.replaceAll('"', '""')}"`),
    );
}

/** False without a proxy, and for one on loopback, which is another loopback in a container. */
function isUsable({ http, https }: ProxySettings, onHostNetwork: boolean): boolean {
  const proxies = [http, https].filter((value) => value !== '');
  return proxies.length > 0 && proxies.every((value) => !isMasked(value) && (onHostNetwork || !isOnLoopback(value)));
}

function isOnLoopback(value: string): boolean {
  const { origin } = parseProxy(value) ?? {};
  return origin !== undefined && isLoopbackHost(new URL(origin).hostname.replace(/^\[|\]$/g, ''));
}

/** The engine shows no credentials: https://github.com/moby/moby/blob/master/daemon/info.go */
function isMasked(value: string): boolean {
  return /\/\/xxxxx(?::xxxxx)?@/.test(value);
}
