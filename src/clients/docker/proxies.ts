import type { Environment } from '../../model/job.ts';
import { variable } from '../http/proxy.ts';

/** Proxies from one source of the machine. Empty if the source names no proxies. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  /** Value for NO_PROXY. */
  readonly except: string;
}

/** Proxies from the variables of a process. */
export function proxiesOfProcess(env: Environment): ProxySettings {
  const [http = '', https = '', except = ''] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map((name) =>
    variable(env, name),
  );
  return { http, https, except };
}

/**
 * Proxies that a Docker config names for containers of a Docker Engine.
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
    return {}; // the Docker CLI warns about a broken config and continues without it
  }
}
