import type { Environment } from '../model/job.ts';
import type { BuildRequest, NamedValue } from '../model/request.ts';
import { childEnvironment } from '../runtime/environment.ts';

/**
 * The build arguments with a value, as buildx resolves them: one without `=` has the value of its environment variable,
 * and is left out if there is none. Of doubles the last one counts.
 */
export function givenArguments(buildArgs: BuildRequest['buildArgs'], env: Environment): readonly NamedValue[] {
  // that of buildx
  const variables = childEnvironment(env);
  return buildArgs.flatMap(({ name, value = variables[name] }) => (value === undefined ? [] : [{ name, value }]));
}
