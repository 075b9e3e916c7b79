import { join } from 'node:path';
import { buildxFolder } from '../clients/docker/buildx.ts';
import { configFolder, type Endpoint } from '../clients/docker/endpoint.ts';
import type { Engine } from '../clients/docker/engine.ts';
import { dockerEnvironment } from '../clients/docker/environment.ts';
import { createRegistry, type Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { type Credentials, dockerCredentials } from '../clients/registry/credentials.ts';
import { reach } from '../clients/registry/reach.ts';
import { messageOf } from '../model/errors.ts';
import type { Environment } from '../model/job.ts';
import type { Login } from '../model/request.ts';
import { LAST_READ_MS } from '../runtime/limits.ts';
import { type RetryPolicy, systemClock } from '../runtime/retry.ts';
import { isOver, thisMachine } from '../runtime/run-id.ts';
import { CONTEXT, writeContext } from './context.ts';
import { divideAuthVariable } from './docker-config.ts';
import { makeFolder, type RunFolder } from './folder.ts';
import { keepLogins } from './keep-logins.ts';
import { writeLogins } from './login.ts';
import type { Runtime } from './runtime.ts';
import { findScopedLogins, linkScopedLogins } from './scoped-logins.ts';

/** One run of an action: its folder, environment, registries and Docker Engine. Disposing of it removes its credentials. */
export interface Session extends Runtime, AsyncDisposable {
  /** Unique to this run. */
  readonly id: string;
  readonly engine: Engine;
  readonly retry: RetryPolicy;
  readonly folder: RunFolder;
  /** Environment of the subprocesses of docker and buildx. */
  readonly env: Environment;
  /** Settings of registries. */
  readonly registries: Registries;
  /** Name of a Docker context for Docker Engine. Undefined if it is reached without TLS. */
  readonly context: string | undefined;
  /** Finds the credential for a registry. */
  readonly credentials: Credentials;
  /** Client for registries, with the job's logins and retries. */
  readonly registry: Registry;
  /** The same client without retries, for optional questions. */
  readonly registryWithoutRetry: Registry;
  /** The same client, usable after the job was cancelled: a runner leaves seven seconds to report the updated tags. */
  readonly registryAfterCancel: Registry;
}

export interface SessionOptions {
  readonly id: string;
  readonly engine: Engine;
  readonly endpoint: Endpoint;
  readonly logins: readonly Login[];
  /** How long the logins stay in the user's Docker config, for other steps. */
  readonly keepLogins: 'never' | 'until post' | 'always';
  /** Number of retries after a transient error. */
  readonly retries: number;
  /** Settings of registries. */
  readonly registries: Registries;
  /** Reads a certificate file that the settings name. */
  readonly readCertificate: (path: string) => string | undefined;
  /** True if buildx works in this run's folder instead of the user's. */
  readonly ownBuildx: boolean;
}

export async function openSession(runtime: Runtime, options: SessionOptions): Promise<Session> {
  const { job, runner, run, recordCleanup, signal, files } = runtime;
  const { id, engine, endpoint, logins, registries, ownBuildx } = options;
  const readText = files.readOptional;
  const user = configFolder(job.env);
  const folder = await makeFolder(job.temp, id, recordCleanup);
  const { variable, unread } = divideAuthVariable(job.env.DOCKER_AUTH_CONFIG, logins);
  const { certificates } = endpoint;
  const hasOwn = logins.length > 0 || Object.keys(unread).length > 0 || certificates !== undefined;
  const own = readText(join(user, 'config.json'));
  if (hasOwn) await writeLogins(logins, unread, folder, user, own, certificates === undefined);
  if (certificates !== undefined) await writeContext(folder.docker, user, { ...endpoint, certificates });
  await offerLogins(join(user, 'config.json'), options, runtime);
  const configDir = hasOwn ? folder.docker : user;
  const userBuildx = buildxFolder(job.env);
  const scoped = await findScopedLogins(userBuildx);
  if (ownBuildx) await linkScopedLogins(scoped, userBuildx, folder.buildx);
  const env = {
    ...dockerEnvironment(job.env, endpoint, { config: configDir, buildx: ownBuildx ? folder.buildx : userBuildx }),
    DOCKER_AUTH_CONFIG: variable,
  };
  const credentials = dockerCredentials({ configDir, scoped, env, readText, run });
  const http = reach(runtime.http, registries, options.readCertificate);
  const insecureRegistries = (name: string) => {
    const settings = registries.get(name);
    return settings?.http === true || settings?.insecure === true;
  };
  const retry: RetryPolicy = { retries: options.retries, clock: systemClock, log: runner.info, signal };
  const connect = (policy: RetryPolicy) => createRegistry({ http, credentials, insecureRegistries, retry: policy });
  return {
    ...runtime,
    ...{ id, engine, retry, folder, env, registries, credentials },
    context: certificates === undefined ? undefined : CONTEXT,
    registry: connect(retry),
    registryWithoutRetry: connect({ ...retry, retries: 0 }),
    registryAfterCancel: createRegistry({
      http: (message) => http({ ...message, signal: undefined, timeout: LAST_READ_MS }),
      credentials,
      insecureRegistries,
      retry: { ...retry, retries: 0, signal: undefined },
    }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Adds the logins to the user's Docker config for later steps. If that fails, the step continues: this run has its own config. */
async function offerLogins(
  config: string,
  { logins, keepLogins: keep, id }: SessionOptions,
  { recordCleanup, runner }: Runtime,
): Promise<void> {
  const machine = thisMachine();
  const offered = keep === 'never' ? [] : logins;
  if (offered.length > 0 && keep === 'until post') recordCleanup({ kind: 'logins', config, run: id });
  try {
    await keepLogins(config, offered, keep === 'always' ? undefined : id, (run) => isOver(run, machine));
  } catch (error) {
    if (offered.length === 0) return;
    const registries = offered.map(({ registry }) => registry).join(', ');
    runner.warning(
      `later steps of this job are not logged in to ${registries}: ${config} was not changed: ${messageOf(error)}`,
    );
  }
}
