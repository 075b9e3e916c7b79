import type { SetupRequest } from '../model/request.ts';

/** The source of a builder's selection outside of the inputs. */
export interface Selected {
  /** BUILDX_BUILDER. */
  readonly variable: string | undefined;
  /** The builder that `docker buildx use` selected. */
  readonly current: string | undefined;
}

/** An existing builder. */
export interface Selection {
  readonly name: string;
  /** The input or variable that selects it: `builder`. */
  readonly by: string;
  /** Half a sentence for the plan. */
  readonly reason: string;
}

/**
 * Selects an existing builder, in this order: `builder`, a builder to create if `driver` or one of its settings is given
 * (undefined here), BUILDX_BUILDER, the current builder.
 */
export function selectBuilder(setup: SetupRequest, { variable, current }: Selected): Selection | undefined {
  if (setup.builder !== undefined) return { name: setup.builder, by: 'builder', reason: '`builder` names it' };
  if (setup.driver !== 'auto' || builderSetting(setup) !== undefined) return undefined;
  if (variable) return { name: variable, by: 'BUILDX_BUILDER', reason: '`BUILDX_BUILDER` names it' };
  if (current === undefined) return undefined;
  return { name: current, by: 'docker buildx use', reason: '`docker buildx use` selected it' };
}

/** The first input that asks for a builder of its own. Undefined if no input does. */
export function builderSetting(setup: SetupRequest): string | undefined {
  if (setup.endpoint !== undefined) return 'endpoint';
  if (setup.nodes.length > 0) return 'nodes';
  if (setup.driverOpts.length > 0) return 'driver-opts';
  if (setup.buildkitdFlags !== undefined) return 'buildkitd-flags';
  if (setup.buildkitdConfig !== undefined) return 'buildkitd-config';
  if (setup.buildkitImage !== undefined) return 'buildkit-image';
  if (setup.keepBuilder) return 'keep-builder';
  return undefined;
}

/**
 * True if a node builds on Docker Engine's machine. Of all drivers, only a container may be there. The nodes of an
 * unknown driver may be anywhere.
 * @param elsewhere endpoints on machines other than Docker Engine's.
 */
export function isOnEngine(driver: string, endpoint: string | undefined, elsewhere: readonly string[]): boolean {
  if (!['auto', 'docker', 'docker-container'].includes(driver)) return false;
  return endpoint === undefined || !elsewhere.includes(endpoint);
}
