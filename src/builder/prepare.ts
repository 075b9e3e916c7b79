import type { BuilderPlan, Plan } from '../model/plan.ts';
import { startStopwatch, withHeartbeat } from '../runtime/heartbeat.ts';
import { BUILDER_BOOT_IDLE_MS } from '../runtime/limits.ts';
import type { Host } from '../session/host.ts';
import { type JobBuilder, recordJobBuilder } from '../session/job-builders.ts';
import type { Session } from '../session/session.ts';
import { makeBuilder } from './builder.ts';
import { containersOf } from './containers.ts';
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
 * them too. Records the builder for later steps of the job.
 * @returns the name of the builder.
 */
export async function prepare(plan: Plan, setup: SetupSession): Promise<string> {
  const { info } = setup.runner;
  const stopwatch = startStopwatch();
  const platforms = plan.platforms.map(({ platform }) => platform);
  const [name] = await Promise.all([
    Promise.resolve(setup.buildxReady).then(() =>
      withHeartbeat('starting the builder', info, () => makeBuilder(plan.builder, platforms, setup)),
    ),
    emulate(plan, plan.emulators, setup, plan.replaced),
  ]);
  if (plan.builder.kind === 'new') info(`builder ready (${stopwatch()})`);
  if (plan.emulators.length > 0 && ranBefore(plan.builder)) await refreshPlatforms(name, setup);
  // a `call` writes no cache of Docker Engine's builder
  if (plan.delivery.kind !== 'call' || plan.builder.kind === 'new') {
    await recordJobBuilder(setup.folder.path, describeForLater(plan.builder));
  }
  return name;
}

function describeForLater(builder: BuilderPlan): JobBuilder {
  switch (builder.kind) {
    case 'engine':
      return { name: 'default', driver: 'docker', kept: true, containers: [] };
    case 'existing':
      return { name: builder.name, driver: builder.driver, kept: true, containers: [] };
    case 'new': {
      const { name, driver, settings, keep } = builder;
      return { name, driver, settings, kept: keep, containers: containersOf(builder) };
    }
  }
}

/** True for a builder in containers that booted before this step. */
function ranBefore(builder: BuilderPlan): boolean {
  if (builder.kind === 'existing') return builder.driver === 'docker-container';
  return builder.kind === 'new' && builder.madeIn !== undefined;
}

/**
 * Makes a running builder look for emulators again. BuildKit looks when it boots, and then when it is asked for its workers, at
 * most every 20 s. Until then it runs the programs of a new platform by its own copy of QEMU, or leaves them to the kernel:
 * https://github.com/moby/buildkit/blob/master/solver/llbsolver/ops/exec_binfmt.go
 */
async function refreshPlatforms(name: string, { run, buildx, env, folder }: SetupSession): Promise<void> {
  await run({
    program: buildx,
    args: ['inspect', name],
    env: { ...env, BUILDX_CONFIG: folder.buildx },
    idle: BUILDER_BOOT_IDLE_MS,
  });
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
