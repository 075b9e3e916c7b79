import { type Environment, variable } from '../proxy.ts';

/** Proxies as one place of the machine names them. Empty where it names none. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  /** As in NO_PROXY. */
  readonly except: string;
}

/** Proxies in the variables of a process. */
export function proxiesOfProcess(env: Environment): ProxySettings {
  const [http = '', https = '', except = ''] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map((name) =>
    variable(env, name),
  );
  return { http, https, except };
}

/**
 * Proxies that a Docker config names for containers of an engine.
 * https://docs.docker.com/engine/cli/proxy/
 * @param config the text of config.json.
 * @param engine `unix:///var/run/docker.sock`
 */
export function proxiesOfConfig(config: string | undefined, engine: string): ProxySettings {
  const { proxies = {} } = parse(config);
  const found = proxies[engine] ?? proxies.default;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { http: text(found?.httpProxy), https: text(found?.httpsProxy), except: text(found?.noProxy) };
}

type Config = { readonly proxies?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> };

function parse(config: string | undefined): Config {
  try {
    return (JSON.parse(config ?? '{}') as Config | null) ?? {};
  } catch {
    return {}; // the docker CLI warns of a broken config and goes on without it
  }
}
