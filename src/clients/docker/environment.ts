import { childEnvironment } from '../../runtime/environment.ts';
import { WITHOUT_GIT } from '../git/environment.ts';
import type { Endpoint } from './endpoint.ts';

/** Folders of this action that replace the user's. */
export interface DockerFolders {
  /** DOCKER_CONFIG. Undefined for the user's. */
  readonly config: string | undefined;
  /** BUILDX_CONFIG. Undefined for the user's. buildx writes a record of every build there. */
  readonly buildx: string | undefined;
}

/**
 * The environment of docker's and buildx's processes: the step's own, without the variables between the runner and this
 * action, and with Docker Engine's address, so that no context has to be resolved again.
 */
export function dockerEnvironment(
  env: NodeJS.ProcessEnv,
  endpoint: Endpoint,
  folders: DockerFolders,
): Readonly<Record<string, string | undefined>> {
  const { DOCKER_CONTEXT, ...kept } = childEnvironment(env);
  return {
    ...kept,
    ...WITHOUT_GIT,
    DOCKER_HOST: endpoint.host,
    ...(endpoint.certificates === undefined ? {} : { DOCKER_CERT_PATH: endpoint.certificates, DOCKER_TLS_VERIFY: '1' }),
    ...(folders.config === undefined ? {} : { DOCKER_CONFIG: folders.config }),
    ...(folders.buildx === undefined ? {} : { BUILDX_CONFIG: folders.buildx }),
  };
}
