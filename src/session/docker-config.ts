import { readAuthVariable } from '../clients/registry/auth-variable.ts';
import { serverOf } from '../clients/registry/credentials.ts';
import type { Login } from '../model/request.ts';

/** Content of a Docker config: https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties */
export type DockerConfig = Readonly<Record<string, unknown>>;

/** Login of one registry in a Docker config. */
export interface ConfigEntry {
  /** Its value in `auths`. Undefined if it is missing. */
  readonly auth?: unknown;
  /** Its value in `credHelpers`. Undefined if it is missing. Docker reads `auths` if it is empty. */
  readonly helper?: unknown;
}

/** Parses the text of a Docker config. Undefined if it is not a JSON object. */
export function parseConfig(text: string): DockerConfig | undefined {
  try {
    const config: unknown = JSON.parse(text);
    return isObject(config) ? config : undefined;
  } catch {
    return undefined;
  }
}

/** Formats a Docker config with the indentation of `text`. Without a text, uses docker's own. */
export function formatConfig(config: DockerConfig, text: string | undefined): string {
  const indent = text === undefined ? '\t' : /\n([ \t]+)/.exec(text)?.[1];
  return JSON.stringify(config, null, indent) + (text?.endsWith('\n') ? '\n' : '');
}

/** Adds logins to a Docker config. A credential helper is disabled for their registries, because docker prefers it. */
export function withLogins(config: DockerConfig, logins: readonly Login[]): DockerConfig {
  return logins.reduce((all, login) => withEntry(all, serverOf(login.registry), loginEntry(all, login)), config);
}

/** Adds entries of `auths` for registries without an entry or a helper of their own. */
export function withAuths(config: DockerConfig, auths: Readonly<Record<string, unknown>>): DockerConfig {
  const missing = Object.entries(auths).filter(([server]) => Object.keys(entryOf(config, server)).length === 0);
  const isHelped = config.credsStore !== undefined;
  return missing.reduce(
    (all, [server, auth]) => withEntry(all, server, { auth, ...(isHelped && { helper: '' }) }),
    config,
  );
}

/**
 * Divides DOCKER_AUTH_CONFIG into the variable for subprocesses and the entries that docker does not read. Logins of the
 * inputs take precedence: their registries are in neither.
 */
export function divideAuthVariable(
  text: string | undefined,
  logins: readonly Login[],
): { readonly variable: string | undefined; readonly unread: Readonly<Record<string, unknown>> } {
  const { auths, isReadByDocker } = readAuthVariable(text);
  const given = new Set(logins.map(({ registry }) => serverOf(registry)));
  const others = Object.fromEntries(Object.entries(auths).filter(([server]) => !given.has(server)));
  const count = Object.keys(others).length;
  if (!isReadByDocker) return { variable: undefined, unread: others };
  if (count === Object.keys(auths).length) return { variable: text, unread: {} };
  return { variable: count === 0 ? undefined : JSON.stringify({ auths: others }), unread: {} };
}

/** The entry that makes docker use these credentials. */
export function loginEntry(config: DockerConfig, { registry, username, password }: Login): ConfigEntry {
  const hasHelper = config.credsStore !== undefined || entryOf(config, serverOf(registry)).helper !== undefined;
  return {
    auth: { auth: Buffer.from(`${username}:${password}`).toString('base64') },
    ...(hasHelper && { helper: '' }),
  };
}

export function entryOf(config: DockerConfig, server: string): ConfigEntry {
  const [auth, helper] = [config.auths, config.credHelpers].map((section) =>
    isObject(section) && Object.hasOwn(section, server) ? section[server] : undefined,
  );
  return { ...(auth !== undefined && { auth }), ...(helper !== undefined && { helper }) };
}

export function withEntry(config: DockerConfig, server: string, { auth, helper }: ConfigEntry): DockerConfig {
  return withMember(withMember(config, 'auths', server, auth), 'credHelpers', server, helper);
}

function withMember(config: DockerConfig, section: string, name: string, value: unknown): DockerConfig {
  const before = isObject(config[section]) ? config[section] : {};
  if (value !== undefined) return { ...config, [section]: { ...before, [name]: value } };
  if (!Object.hasOwn(before, name)) return config;
  const { [name]: _, ...others } = before;
  return { ...config, [section]: others };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
