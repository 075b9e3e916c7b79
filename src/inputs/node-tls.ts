import type { Environment } from '../model/job.ts';
import type { NodeTls } from '../model/request.ts';

/** As in setup-buildx-action: https://github.com/docker/setup-buildx-action#environment-variables */
const VARIABLE = /^BUILDER_NODE_\d+_AUTH_TLS_(CACERT|CERT|KEY)$/;

/**
 * The certificates of a node that is reached over TCP. Undefined if they are not in the environment.
 * @param index of the node in its builder, from 0.
 */
export function nodeTls(env: Environment, index: number, endpoint: string | undefined): NodeTls | undefined {
  const [cacert, cert, key] = ['CACERT', 'CERT', 'KEY'].map(
    (name) => env[`BUILDER_NODE_${index}_AUTH_TLS_${name}`] || undefined,
  );
  if (endpoint?.startsWith('tcp://') !== true || (cacert ?? cert ?? key) === undefined) return undefined;
  return { cacert, cert, key };
}

/** The content of these variables, whichever node it is for. */
export function nodeSecrets(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => (VARIABLE.test(name) ? [value] : []));
}
