import type { RecordedBuilder } from '../clients/docker/builders.ts';
import type { EngineNeed } from '../clients/docker/need.ts';
import type { Request } from '../model/request.ts';
import { isOnEngine, type Selection } from './selection.ts';

const ELSEWHERE = 'Without an engine, build with `driver: remote` and `endpoint`, or with `driver: kubernetes`.';

/**
 * Decides whether the job needs a Docker Engine. Undefined if it does not: BuildKit runs elsewhere, and the result goes to a
 * registry or into files.
 * @param builder the existing builder that is used.
 * @param elsewhere endpoints that lead to other machines than the engine's.
 */
export function engineNeed(
  { setup, result, verification }: Pick<Request, 'setup' | 'result' | 'verification'>,
  builder: (Selection & { readonly recorded: RecordedBuilder | undefined }) | undefined,
  elsewhere: readonly string[],
): EngineNeed | undefined {
  if (result.load) return { by: 'load', instead: 'Without an engine, leave out `load`, or push the image.' };
  if (verification.smokeTest !== undefined) {
    return { by: 'smoke-test', instead: 'Without an engine, leave out `smoke-test`.' };
  }
  if (setup.qemu === 'always') {
    return { by: 'qemu: always', instead: 'Without an engine, leave `qemu` at `auto` or set it to `never`.' };
  }
  // the plan reports a missing builder
  if (builder !== undefined && builder.recorded === undefined) return undefined;
  const { driver, nodes } = builder?.recorded ?? { driver: setup.driver, nodes: [setup, ...setup.nodes] };
  if (!nodes.some(({ endpoint }) => isOnEngine(driver, endpoint, elsewhere)) && nodes.length > 0) return undefined;
  const by = builder === undefined ? `driver: ${setup.driver}` : `the builder ${builder.name} (driver ${driver})`;
  return { by, instead: ELSEWHERE };
}
