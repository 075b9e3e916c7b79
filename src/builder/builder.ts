import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, HungError } from '../model/errors.ts';
import { type BuilderPlan, type ExistingBuilder, isElsewhere, type NewBuilder } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { BUILDER_BOOT_IDLE_MS } from '../runtime/limits.ts';
import { alone } from '../runtime/lock.ts';
import { withLockFile } from '../runtime/lock-file.ts';
import { describeEnd, succeeded } from '../runtime/process.ts';
import { retry } from '../runtime/retry.ts';
import { judgeWords } from '../runtime/words.ts';
import { type BuilderSession, create } from './create.ts';

/**
 * Creates and boots the planned builder, or finds the existing one.
 * @returns the name of the builder.
 */
export async function makeBuilder(
  plan: BuilderPlan,
  platforms: readonly Platform[],
  setup: BuilderSession,
): Promise<string> {
  if (plan.kind === 'engine') return 'default';
  if (plan.kind === 'existing') await find(plan, setup);
  else await make(plan, setup);
  const remote = platforms.filter((platform) => isElsewhere(plan, platform));
  if (remote.length > 0) await checkPlatforms(plan.name, remote, setup);
  return plan.name;
}

async function make(plan: NewBuilder, setup: BuilderSession): Promise<void> {
  if (plan.madeIn !== undefined) await adopt(plan.name, plan.madeIn, setup);
  else if (plan.keep) await makeKept(plan, setup);
  else await create(plan, setup);
}

async function find({ name, ifGone }: ExistingBuilder, setup: BuilderSession): Promise<void> {
  const isFound = await adopt(name, setup.userConfig, setup);
  if (!isFound && ifGone !== undefined) await makeKept(ifGone, setup);
}

/**
 * Creates a builder that later jobs use too, unless another job has created it meanwhile. Jobs of this machine create it one
 * after another; the lock file is for jobs in containers that share the user's folder. The record appears in the user's
 * folder when the builder has booted, so another job never finds half a builder.
 */
async function makeKept(plan: NewBuilder, setup: BuilderSession): Promise<void> {
  const { userConfig, folder, retry: policy } = setup;
  const instances = join(userConfig, 'instances');
  await mkdir(instances, { recursive: true, mode: 0o700 });
  const onWait = () => policy.log(`another job creates the builder ${plan.name}; waiting for it`);
  const makeOnce = async () => {
    if (await adopt(plan.name, userConfig, setup)) return;
    const strikeOut = await create(plan, setup);
    const [copy, record] = [join(userConfig, `${plan.name}.new`), join(instances, plan.name)];
    await copyFile(join(folder.buildx, 'instances', plan.name), copy);
    await rename(copy, record);
    strikeOut();
  };
  await alone(`the creation of the builder ${plan.name}`, { ...policy, onWait }, () =>
    withLockFile(join(userConfig, `${plan.name}.lock`), makeOnce, policy.signal),
  );
}

/** Verifies the platforms of nodes on other machines before work is sent to them. */
async function checkPlatforms(
  name: string,
  platforms: readonly Platform[],
  { run, buildx, env, folder, retry: policy }: BuilderSession,
): Promise<void> {
  const inspect = async () => {
    const finished = await run({
      program: buildx,
      args: ['inspect', '--bootstrap', name],
      env: { ...env, BUILDX_CONFIG: folder.buildx },
      idle: BUILDER_BOOT_IDLE_MS,
    });
    if (succeeded(finished)) return finished;
    throw new (finished.timedOut ? HungError : ActionError)(
      `the builder ${name} does not answer: ${describeEnd(finished)}`,
      {
        hint: 'Check that its nodes run and that this machine can reach them.',
        diagnosis: 'builder-lost',
        output: finished.stderr,
      },
    );
  };
  const finished = await retry(inspect, policy, judgeWords('final'));
  const offered = [...finished.stdout.matchAll(/^Platforms:\s*(.*)$/gm)].flatMap(([, list = '']) =>
    list.split(',').map((item) => item.replace('*', '').trim()),
  );
  const missing = platforms.map(formatPlatform).filter((platform) => !offered.includes(platform));
  if (missing.length > 0) {
    throw new ActionError(
      `platforms: the builder ${name} cannot build ${missing.join(', ')}; its nodes offer ${offered.join(', ')}`,
      {
        hint: 'Add a node for it to `nodes`, or register QEMU on a node (`driver-opts: qemu.install=true` on Kubernetes).',
      },
    );
  }
}

/**
 * Copies the record of a builder into the folder of this run, so that a build leaves no trace in the other folder.
 * @returns false if there is no record: the builder is Docker Engine's or a Docker context's, or it was removed.
 */
async function adopt(name: string, config: string, { folder }: BuilderSession): Promise<boolean> {
  const instances = join(folder.buildx, 'instances');
  await mkdir(instances, { recursive: true });
  const record = name.toLowerCase();
  return copyFile(join(config, 'instances', record), join(instances, record)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return false;
    },
  );
}
