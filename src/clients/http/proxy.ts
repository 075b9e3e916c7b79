import { BlockList, isIP } from 'node:net';
import type { Environment } from '../../model/job.ts';

/** An HTTP proxy. */
export interface HttpProxy {
  /** `http://proxy.corp:3128`, without credentials. */
  readonly origin: string;
  /** `proxy.corp:3128` */
  readonly host: string;
  /** Value of Proxy-Authorization. Undefined without credentials. */
  readonly authorization: string | undefined;
}

/**
 * The proxy for a URL, read from HTTP_PROXY, HTTPS_PROXY and NO_PROXY as Go reads them, and so docker, buildx and BuildKit:
 * upper case wins, loopback needs no proxy, and a value that cannot be read is ignored.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function proxyFor(url: URL, env: Environment): HttpProxy | undefined {
  const proxy = parseProxy(variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'));
  return proxy === undefined || isDirect(url, variable(env, 'NO_PROXY')) ? undefined : proxy;
}

/** Value of a variable in upper case, or else in lower case. An empty value counts as unset. */
export function variable(env: Environment, name: string): string {
  return env[name] || env[name.toLowerCase()] || '';
}

/** @param value `http://user:password@proxy:3128`, `proxy:3128` */
export function parseProxy(value: string): HttpProxy | undefined {
  if (value === '') return undefined;
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url === null || url.host === '') return undefined;
  const { protocol, host, username, password } = url;
  const login = `${decoded(username)}:${decoded(password)}`;
  return {
    origin: `${protocol}//${host}`,
    host,
    authorization: login === ':' ? undefined : `Basic ${Buffer.from(login).toString('base64')}`,
  };
}

/** Text of a URL without percent encoding. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare percent sign
  }
}

/** True if the host is on loopback or an entry of NO_PROXY covers it. */
function isDirect(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (isLoopbackHost(host)) return true;
  const entries = noProxy.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry === '*' || matches(entry, host, port));
}

/** True for `localhost` and addresses of loopback. IPv6 without brackets. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || covers('127.0.0.0/8', host) || covers('::1/128', host);
}

/** `10.0.0.0/8`, `10.1.2.3`, `10.1.2.3:5000`, `[fd00::1]:5000`, `acme.com` with its subdomains, `.acme.com`, `*.acme.com:5000` */
function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return covers(entry, host);
  const [name, only] = splitPort(entry);
  if (name === '' || (only !== undefined && only !== port)) return false;
  const version = isIP(name);
  if (version !== 0) return covers(`${name}/${version === 4 ? 32 : 128}`, host);
  if (isIP(host) !== 0) return false;
  const suffix = name.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  if (isIP(entry) !== 0) return [entry, undefined];
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(.*)$/.exec(entry) ?? [];
  return [bracketed ?? plain ?? entry, port];
}

/** @param network in CIDR notation. One that cannot be read covers nothing. */
function covers(network: string, address: string): boolean {
  const [, base = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(network) ?? [];
  const [family, asked] = [familyOf(base), familyOf(address)];
  if (family === undefined || asked === undefined || Number(length) > (family === 'ipv4' ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(length), family);
  return list.check(address, asked);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
