import { join } from 'node:path';
import { buildxFolder } from '../clients/docker/buildx.ts';
import { configFolder, type Endpoint } from '../clients/docker/endpoint.ts';
import { dockerEnvironment } from '../clients/docker/environment.ts';
import type { Http } from '../clients/http/http.ts';
import { createRegistry, type Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { type Credentials, dockerCredentials } from '../clients/registry/credentials.ts';
import { reach } from '../clients/registry/reach.ts';
import { messageOf } from '../model/errors.ts';
import type { Login } from '../model/request.ts';
import type { Ledger } from '../runtime/ledger.ts';
import type { Run } from '../runtime/process.ts';
import type { RetryPolicy } from '../runtime/retry.ts';
import { isOver, thisMachine } from '../runtime/run-id.ts';
import { CONTEXT, writeContext } from './context.ts';
import { divideAuthVariable } from './docker-config.ts';
import { makeFolder, type RunFolder } from './folder.ts';
import { keepLogins } from './keep-logins.ts';
import { writeLogins } from './login.ts';
import { findScopedLogins, linkScopedLogins } from './scoped-logins.ts';

/** The environment of a job. Disposing of it removes its credentials. */
export interface Workplace extends AsyncDisposable {
  readonly folder: RunFolder;
  /** For docker's and buildx's processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settings of registries. */
  readonly registries: Registries;
  /** Name of a Docker context for Docker Engine. Undefined if it is reached without TLS. */
  readonly context: string | undefined;
  /** Finds the credential for a registry. */
  readonly credentials: Credentials;
  /** Client for registries, with the job's logins and retries. */
  readonly registry: Registry;
  /** The same client without retries, for optional questions. */
  readonly impatient: Registry;
  /** The same client without retries, usable after the job was cancelled: a runner leaves seven seconds to report the updated tags. */
  readonly witness: Registry;
}

/** Timeout of a request of `witness`, in milliseconds. */
const WITNESS = 1_000;

export interface WorkplaceNeeds {
  /** The step's own environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly temp: string;
  readonly id: string;
  readonly logins: readonly Login[];
  /** How long the logins stay in the user's Docker config, for other steps. */
  readonly keepLogins: 'never' | 'until post' | 'always';
  readonly warn: (message: string) => void;
  readonly endpoint: Endpoint;
  /** Settings of registries. */
  readonly registries: Registries;
  /** Reads a certificate file that the settings name. */
  readonly readCertificate: (path: string) => string | undefined;
  /** True if buildx works in this run's folder instead of the user's. */
  readonly ownBuildx: boolean;
  readonly retry: RetryPolicy;
  readonly run: Run;
  readonly http: Http;
  readonly ledger: Ledger;
  readonly readText: (path: string) => string | undefined;
}

export async function openWorkplace(needs: WorkplaceNeeds): Promise<Workplace> {
  const { logins, endpoint, registries, retry, run, readText } = needs;
  const user = configFolder(needs.env);
  const folder = await makeFolder(needs.temp, needs.id, needs.ledger);
  const { variable, unread } = divideAuthVariable(needs.env.DOCKER_AUTH_CONFIG, logins);
  const { certificates } = endpoint;
  const hasOwn = logins.length > 0 || Object.keys(unread).length > 0 || certificates !== undefined;
  const own = readText(join(user, 'config.json'));
  if (hasOwn) await writeLogins(logins, unread, folder, user, own, certificates === undefined);
  if (certificates !== undefined) await writeContext(folder.docker, user, { ...endpoint, certificates });
  await offerLogins(join(user, 'config.json'), needs);
  const configDir = hasOwn ? folder.docker : user;
  const userBuildx = buildxFolder(needs.env);
  const scoped = await findScopedLogins(userBuildx);
  if (needs.ownBuildx) await linkScopedLogins(scoped, userBuildx, folder.buildx);
  const env = {
    ...dockerEnvironment(needs.env, endpoint, {
      config: configDir,
      buildx: needs.ownBuildx ? folder.buildx : userBuildx,
    }),
    DOCKER_AUTH_CONFIG: variable,
  };
  const credentials = dockerCredentials({ configDir, scoped, env, readText, run });
  const http = reach(needs.http, registries, needs.readCertificate);
  const insecureRegistries = (name: string) => {
    const settings = registries.get(name);
    return settings?.http === true || settings?.insecure === true;
  };
  const connect = (policy: RetryPolicy) => createRegistry({ http, credentials, insecureRegistries, retry: policy });
  return {
    folder,
    env,
    registries,
    context: certificates === undefined ? undefined : CONTEXT,
    credentials,
    registry: connect(retry),
    impatient: connect({ ...retry, retries: 0 }),
    witness: createRegistry({
      http: (message) => http({ ...message, signal: undefined, timeout: WITNESS }),
      credentials,
      insecureRegistries,
      retry: { ...retry, retries: 0, signal: undefined },
    }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Adds the logins to the user's Docker config for later steps. If that fails, the step continues: this run has its own config. */
async function offerLogins(config: string, { logins, keepLogins: keep, id, ledger, warn }: WorkplaceNeeds) {
  const machine = thisMachine();
  const offered = keep === 'never' ? [] : logins;
  if (offered.length > 0 && keep === 'until post') ledger({ kind: 'logins', config, run: id });
  try {
    await keepLogins(config, offered, keep === 'always' ? undefined : id, (run) => isOver(run, machine));
  } catch (error) {
    if (offered.length === 0) return;
    const registries = offered.map(({ registry }) => registry).join(', ');
    warn(`later steps of this job are not logged in to ${registries}: ${config} was not changed: ${messageOf(error)}`);
  }
}
