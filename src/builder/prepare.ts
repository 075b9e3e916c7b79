import type { BuilderPlan, Plan } from '../model/plan.ts';
import type { Host } from '../session/host.ts';
import { type BuilderSetup, makeBuilder } from './builder.ts';
import { type EmulatorTools, registerEmulators } from './emulators.ts';
import type { FindHelper } from './helper-image.ts';

export interface Preparation extends BuilderSetup, EmulatorTools {
  readonly host: Host;
  /** Unique to this run. */
  readonly id: string;
  readonly findHelper: FindHelper;
  /** Resolves when buildx is installed. Undefined if it is already. */
  readonly buildxReady: Promise<unknown> | undefined;
}

/**
 * Sets up the planned emulators and builder in parallel. A builder that boots before its emulators are registered can use
 * them too.
 * @returns the name of the builder.
 */
export async function prepare(plan: Plan, preparation: Preparation): Promise<string> {
  const platforms = plan.platforms.map(({ platform }) => platform);
  const [builder] = await Promise.all([
    Promise.all([withHelper(plan.builder, preparation.findHelper), preparation.buildxReady]).then(([builder]) =>
      makeBuilder(builder, platforms, preparation),
    ),
    emulate(plan, plan.emulators, preparation, plan.replaced),
  ]);
  return builder;
}

/** Replaces the image in the plan of a builder with a name that can be pulled here. */
async function withHelper(plan: BuilderPlan, findHelper: FindHelper): Promise<BuilderPlan> {
  if (plan.kind !== 'new') return plan;
  const nodes = plan.nodes.map(async (node) => {
    const driverOpts = node.driverOpts.map(async (option) =>
      option.startsWith('image=') ? `image=${await findHelper(option.slice('image='.length))}` : option,
    );
    return { ...node, driverOpts: await Promise.all(driverOpts) };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}

/** Registers emulators for these processors, if any. */
export async function emulate(
  plan: Plan,
  architectures: readonly string[],
  { host, id, findHelper, ...tools }: Preparation,
  replaced: readonly string[] = [],
): Promise<void> {
  if (architectures.length === 0) return;
  const local = host.emulators !== undefined;
  const image = await findHelper(plan.request.setup.qemuImage);
  await registerEmulators({ architectures, replaced, image, id, local }, tools);
}
