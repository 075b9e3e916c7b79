import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { ActionError } from '../../model/errors.ts';
import { readJson } from '../../model/json.ts';
import { isLoopback } from '../registry/origin.ts';

/** Address of Docker Engine. */
export interface Endpoint {
  /** `unix:///var/run/docker.sock`, `tcp://10.0.0.2:2376`, `ssh://me@host`. */
  readonly host: string;
  /** A folder with ca.pem, cert.pem and key.pem. Undefined without TLS. */
  readonly certificates: string | undefined;
}

/**
 * An endpoint that refuses connections at once. For subprocesses of a job without Docker Engine: buildx would wait in each
 * call for an address that does not answer.
 */
export const NO_ENGINE: Endpoint = { host: 'unix:///dev/null', certificates: undefined };

/** The folder of the user's docker config: https://docs.docker.com/reference/cli/docker/#configuration-files */
export function configFolder(env: NodeJS.ProcessEnv): string {
  return env.DOCKER_CONFIG || join(env.HOME ?? '/', '.docker');
}

/**
 * The endpoint that the Docker CLI would use, in its order: DOCKER_HOST, then the context named by DOCKER_CONTEXT or by the
 * config, then the default socket. Read from files, because asking the CLI costs a process.
 * @param readText returns the text of a file, or undefined if the file is missing.
 * @throws ActionError if the context does not exist, rather than using another Docker Engine than the user selected.
 */
export function resolveEndpoint(env: NodeJS.ProcessEnv, readText: (path: string) => string | undefined): Endpoint {
  if (env.DOCKER_HOST) {
    const verified = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS;
    return { host: env.DOCKER_HOST, certificates: verified ? env.DOCKER_CERT_PATH || configFolder(env) : undefined };
  }
  const folder = configFolder(env);
  const context = contextInUse(env, readText);
  if (context !== undefined && context !== 'default') {
    const host = contextHost(context, folder, readText);
    const tls = join(folder, 'contexts', 'tls', contextId(context), 'docker');
    if (host === undefined) {
      throw new ActionError(`the Docker context "${context}" does not exist`, {
        hint: 'Compare DOCKER_CONTEXT with `docker context ls` on the runner.',
      });
    }
    return { host, certificates: readText(join(tls, 'cert.pem')) === undefined ? undefined : tls };
  }
  return { host: 'unix:///var/run/docker.sock', certificates: undefined };
}

/** The context's name. Undefined without a context, when the default socket or DOCKER_HOST is used. */
export function contextInUse(
  env: NodeJS.ProcessEnv,
  readText: (path: string) => string | undefined,
): string | undefined {
  if (env.DOCKER_HOST) return undefined;
  return env.DOCKER_CONTEXT || currentContext(readText(join(configFolder(env), 'config.json')));
}

/**
 * True if a node's endpoint, an address or a Docker context, is on another machine than Docker Engine.
 * @param engine address of Docker Engine. The same address is the same machine.
 */
export function leadsElsewhere(
  endpoint: string,
  engine: string,
  env: NodeJS.ProcessEnv,
  readText: (path: string) => string | undefined,
): boolean {
  const address = endpoint.includes('://') ? endpoint : contextHost(endpoint, configFolder(env), readText);
  if (address === undefined || address === engine || address.startsWith('unix://')) return false;
  const [, host = ''] = /:\/\/(?:[^@/]*@)?([^/]*)/.exec(address) ?? [];
  return !isLoopback(host);
}

// the Docker CLI warns about a broken file and continues with defaults; this action does so without a warning
const CONFIG = v.object({ currentContext: v.string() });
const CONTEXT = v.object({ Endpoints: v.object({ docker: v.object({ Host: v.string() }) }) });

function currentContext(config: string | undefined): string | undefined {
  return readJson(CONFIG, config ?? '{}')?.currentContext || undefined;
}

function contextHost(
  context: string,
  folder: string,
  readText: (path: string) => string | undefined,
): string | undefined {
  const meta = readText(join(folder, 'contexts', 'meta', contextId(context), 'meta.json'));
  return readJson(CONTEXT, meta ?? '{}')?.Endpoints.docker.Host || undefined;
}

function contextId(context: string): string {
  return createHash('sha256').update(context).digest('hex');
}

/** How its API is reached: base of its URLs, and socket or certificates. */
export function baseOf({ host, certificates }: Endpoint, readText: (path: string) => string | undefined) {
  if (host.startsWith('unix://')) return { url: 'http://docker', socketPath: host.slice('unix://'.length) };
  if (host.startsWith('tcp://') || host.startsWith('http://') || host.startsWith('https://')) {
    const authority = host.replace(/^[a-z]+:\/\//, '').replace(/\/$/, '');
    if (certificates === undefined) return { url: `http://${authority}` };
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readText(join(certificates, file)));
    return { url: `https://${authority}`, tls: { ca, cert, key } };
  }
  throw new ActionError(`the Docker engine at ${host} cannot be used: its API is reached over unix:// or tcp:// only`, {
    hint: 'Forward its socket (`ssh -L /tmp/docker.sock:/var/run/docker.sock …`) and set DOCKER_HOST to it, or name the machine in `endpoint`.',
  });
}
