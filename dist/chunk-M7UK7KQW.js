import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/clients/http/proxy.ts
import { BlockList, isIP } from "node:net";
function proxyFor(url, env) {
  const proxy = parseProxy(variable(env, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY"));
  return proxy === void 0 || isDirect(url, variable(env, "NO_PROXY")) ? void 0 : proxy;
}
function variable(env, name) {
  return env[name] || env[name.toLowerCase()] || "";
}
function parseProxy(value) {
  if (value === "") return void 0;
  const url = URL.parse(value.includes("://") ? value : `http://${value}`);
  if (url === null || url.host === "") return void 0;
  const { protocol, host, username, password } = url;
  const login = `${decoded(username)}:${decoded(password)}`;
  return {
    origin: `${protocol}//${host}`,
    host,
    authorization: login === ":" ? void 0 : `Basic ${Buffer.from(login).toString("base64")}`
  };
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function isDirect(url, noProxy) {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (isLoopbackHost(host)) return true;
  const entries = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry === "*" || matches(entry, host, port));
}
function isLoopbackHost(host) {
  return host === "localhost" || covers("127.0.0.0/8", host) || covers("::1/128", host);
}
function matches(entry, host, port) {
  if (entry.includes("/")) return covers(entry, host);
  const [name, only] = splitPort(entry);
  if (name === "" || only !== void 0 && only !== port) return false;
  const version = isIP(name);
  if (version !== 0) return covers(`${name}/${version === 4 ? 32 : 128}`, host);
  if (isIP(host) !== 0) return false;
  const suffix = name.replace(/^\*(?=\.)/, "");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}
function splitPort(entry) {
  if (isIP(entry) !== 0) return [entry, void 0];
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(.*)$/.exec(entry) ?? [];
  return [bracketed ?? plain ?? entry, port];
}
function covers(network, address) {
  const [, base = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(network) ?? [];
  const [family, asked] = [familyOf(base), familyOf(address)];
  if (family === void 0 || asked === void 0 || Number(length) > (family === "ipv4" ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(length), family);
  return list.check(address, asked);
}
function familyOf(address) {
  const version = isIP(address);
  if (version === 0) return void 0;
  return version === 4 ? "ipv4" : "ipv6";
}

export {
  proxyFor,
  variable,
  parseProxy,
  isLoopbackHost
};
