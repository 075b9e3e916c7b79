import type { BuilderPlan, Plan } from '../model/plan.ts';
import { startStopwatch, withHeartbeat } from '../runtime/heartbeat.ts';
import type { Host } from '../session/host.ts';
import type { Session } from '../session/session.ts';
import { makeBuilder } from './builder.ts';
import { registerEmulators } from './emulators.ts';
import type { AskHowLong, FindHelper } from './helper-image.ts';

/** The session, and the tools that set up a builder and its emulators. */
export type SetupSession = Session & {
  readonly host: Host;
  /** Path of the buildx binary. */
  readonly buildx: string;
  /** The user's BUILDX_CONFIG, which records existing builders. */
  readonly userConfig: string;
  readonly findHelper: FindHelper;
  readonly askHowLong: AskHowLong;
  /** Resolves when buildx is installed. Undefined if it is already. */
  readonly buildxReady: Promise<unknown> | undefined;
};

/**
 * Sets up the planned emulators and builder in parallel. A builder that boots before its emulators are registered can use
 * them too.
 * @returns the name of the builder.
 */
export async function prepare(plan: Plan, setup: SetupSession): Promise<string> {
  const { info } = setup.runner;
  const stopwatch = startStopwatch();
  const platforms = plan.platforms.map(({ platform }) => platform);
  const [builder] = await Promise.all([
    Promise.all([withHelper(plan.builder, setup.findHelper), setup.buildxReady]).then(([builder]) =>
      withHeartbeat('starting the builder', info, () => makeBuilder(builder, platforms, setup)),
    ),
    emulate(plan, plan.emulators, setup, plan.replaced),
  ]);
  if (plan.builder.kind === 'new') info(`builder ready (${stopwatch()})`);
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
  setup: SetupSession,
  replaced: readonly string[] = [],
): Promise<void> {
  if (architectures.length === 0) return;
  const { host, id, findHelper } = setup;
  const local = host.emulators !== undefined;
  const image = await findHelper(plan.request.setup.qemuImage);
  const stopwatch = startStopwatch();
  const { info } = setup.runner;
  await withHeartbeat('registering emulators', info, () =>
    registerEmulators({ architectures, replaced, image, id, local }, setup),
  );
  info(`emulators installed: ${architectures.join(', ')} (${stopwatch()})`);
}
