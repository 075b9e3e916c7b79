import { isDeepStrictEqual } from 'node:util';
import { serverOf } from '../clients/registry/credentials.ts';
import type { Login } from '../model/request.ts';
import type { RunId } from '../runtime/run-id.ts';
import {
  type ConfigEntry,
  type DockerConfig,
  entryOf,
  formatConfig,
  isObject,
  loginEntry,
  parseConfig,
  withEntry,
} from './docker-config.ts';

/** Logins that runs keep in the user's Docker config until their post steps, and the earlier content of that config. */
export interface KeptLogins {
  /** Text of the config before the first of them. Undefined if there was no file. */
  readonly original?: string;
  /** By docker's name of the registry. */
  readonly servers: Readonly<Record<string, KeptLogin>>;
}

interface KeptLogin {
  /** The config's entry before the first login. */
  readonly before: ConfigEntry;
  /** In the order in which they were written: the config holds the last one. */
  readonly logins: readonly { readonly run: RunId; readonly entry: ConfigEntry }[];
}

/** The user's Docker config, and the record of the logins that runs wrote into it. */
export interface LoginState {
  readonly config: DockerConfig;
  readonly kept: KeptLogins;
}

const NONE_KEPT: KeptLogins = { servers: {} };

/**
 * Adds the logins of a run. If the config's entry is not the one of the last run, another program has changed it since.
 * That entry is restored later.
 * @param run Undefined if the logins are never removed.
 */
export function addLogins(
  { config, kept }: LoginState,
  logins: readonly Login[],
  run: RunId | undefined,
  text: string | undefined,
): LoginState {
  const servers = { ...kept.servers };
  let written = config;
  for (const login of logins) {
    const server = serverOf(login.registry);
    const current = entryOf(written, server);
    const known = servers[server];
    const { before, logins: earlier } =
      known !== undefined && isLast(known, current) ? known : { before: current, logins: [] };
    const entry = loginEntry(written, login);
    written = withEntry(written, server, entry);
    if (run === undefined) delete servers[server];
    else servers[server] = { before, logins: [...earlier, { run, entry }] };
  }
  const isFirst = Object.keys(kept.servers).length === 0;
  const original = isFirst ? text : kept.original;
  return { config: written, kept: { ...(original !== undefined && { original }), servers } };
}

/**
 * Removes the logins of runs. The config then holds the last login of the other runs, or the entry before all of them.
 * An entry that another program has changed since is left unchanged.
 */
export function removeLogins({ config, kept }: LoginState, isOver: (run: RunId) => boolean): LoginState {
  const servers: Record<string, KeptLogin> = {};
  let written = config;
  for (const [server, known] of Object.entries(kept.servers)) {
    if (!isLast(known, entryOf(written, server))) continue;
    const logins = known.logins.filter(({ run }) => !isOver(run));
    written = withEntry(written, server, logins.at(-1)?.entry ?? known.before);
    if (logins.length > 0) servers[server] = { ...known, logins };
  }
  return { config: written, kept: { ...kept, servers } };
}

/**
 * The text of the config after logins were removed. Undefined to remove the file. If no other change was made since the
 * first login, it is the original text.
 */
export function textAfter({ config, kept }: LoginState, text: string | undefined): string | undefined {
  const { original } = kept;
  const isRestored = isDeepStrictEqual(withoutEmpty(config), withoutEmpty(parseConfig(original ?? '{}') ?? {}));
  return Object.keys(kept.servers).length === 0 && isRestored ? original : formatConfig(config, text);
}

function isLast({ logins }: KeptLogin, current: ConfigEntry): boolean {
  return isDeepStrictEqual(logins.at(-1)?.entry, current);
}

/** Removes empty sections: docker writes them, and reads them as if they were missing. */
function withoutEmpty(config: DockerConfig): DockerConfig {
  const isEmpty = (value: unknown) => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !(['auths', 'credHelpers'].includes(name) && isEmpty(value))),
  );
}

/** Parses a record that `JSON.stringify` wrote. A damaged record is ignored, and the config stays unchanged. */
export function parseKept(text: string | undefined): KeptLogins {
  const kept = parseConfig(text ?? '');
  return isObject(kept?.servers) ? (kept as unknown as KeptLogins) : NONE_KEPT;
}
