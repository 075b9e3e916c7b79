import * as v from 'valibot';
import type { Environment } from '../../model/job.ts';
import { readJson } from '../../model/json.ts';
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

const TEXT = v.fallback(v.string(), '');
const PROXIES = v.object({ httpProxy: TEXT, httpsProxy: TEXT, noProxy: TEXT });
const NONE = { httpProxy: '', httpsProxy: '', noProxy: '' };
const CONFIG = v.object({
  proxies: v.fallback(v.record(v.string(), v.nullish(v.fallback(PROXIES, NONE))), {}),
});

/**
 * Proxies that a Docker config names for containers of a Docker Engine.
 * https://docs.docker.com/engine/cli/proxy/
 * @param config the text of config.json.
 * @param engine `unix:///var/run/docker.sock`
 */
export function proxiesOfConfig(config: string | undefined, engine: string): ProxySettings {
  // the Docker CLI warns about a broken config and continues without it
  const { proxies } = readJson(CONFIG, config ?? '{}') ?? { proxies: {} };
  const { httpProxy, httpsProxy, noProxy } = proxies[engine] ?? proxies.default ?? NONE;
  return { http: httpProxy, https: httpsProxy, except: noProxy };
}
