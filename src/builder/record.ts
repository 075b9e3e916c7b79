import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseFields } from '../inputs/csv.ts';
import { ActionError } from '../model/errors.ts';
import { readJson } from '../model/json.ts';
import type { NewBuilder, NodePlan } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { Wrong } from '../model/wrong.ts';
import { DRIVERS } from './drivers.ts';

const ENTITLEMENT = '--allow-insecure-entitlement';

/** buildx's record of a builder: https://github.com/docker/buildx/blob/master/store/nodegroup.go */
const RECORD = v.looseObject({
  Nodes: v.array(
    v.looseObject({
      Flags: v.nullish(v.array(v.string())),
      DriverOpts: v.nullish(v.record(v.string(), v.string())),
    }),
  ),
});

/**
 * Completes the record before the builder boots. Variables of the daemon are added here, because every process of the
 * machine can read a command line. Removes the entitlement `network.host` that buildx grants by default, to every daemon in
 * a container and to every daemon on the host's network.
 * https://github.com/docker/buildx/blob/master/builder/builder.go
 */
export async function completeRecord(path: string, nodes: readonly NodePlan[]): Promise<void> {
  const record = readJson(RECORD, await readFile(path, 'utf8'));
  if (record === undefined) {
    throw new ActionError(`cannot read the record that buildx wrote about its new builder: ${path}`, {
      hint: 'Set `buildx-version: latest`.',
    });
  }
  const isUnasked = (flag: string, { buildkitdFlags, entitlements }: NodePlan) =>
    flag === `${ENTITLEMENT}=network.host` &&
    !entitlements.includes('network.host') &&
    !buildkitdFlags?.includes('network.host');
  const Nodes = record.Nodes.map((node, i) => {
    const plan = nodes[i];
    if (plan === undefined) return node;
    const Flags = (node.Flags ?? []).filter((flag) => !isUnasked(flag, plan));
    return { ...node, Flags, DriverOpts: { ...node.DriverOpts, ...variablesOf(plan) } };
  });
  await writeFile(path, JSON.stringify({ ...record, Nodes }));
}

function isVariable(option: string): boolean {
  return /^"?env\./.test(option);
}

/** `env.NAME` of the options, with its value. */
function variablesOf({ driverOpts }: NodePlan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    driverOpts.filter(isVariable).map((option) => {
      const fields = parseFields(option);
      const [name = '', value = ''] = ((fields instanceof Wrong ? undefined : fields[0]) ?? option).split(/=(.*)/s);
      return [name, value];
    }),
  );
}

/** The arguments of `buildx create` for one node. Every value follows a `=`, so that no value can act as an option. */
export function createArguments(
  plan: NewBuilder,
  node: NodePlan,
  { configFile, append, context }: { configFile: string | undefined; append: boolean; context?: string | undefined },
): readonly string[] {
  const granted = node.entitlements.filter((name) => !node.buildkitdFlags?.includes(name));
  // first, because buildx stops parsing at a flag that it does not know, and then grants an entitlement itself
  const flags = [...granted.map((name) => `${ENTITLEMENT}=${name}`), node.buildkitdFlags ?? ''].join(' ').trim();
  const driver = DRIVERS[plan.driver];
  const endpoint = driver.endpoint(node, context);
  return [
    'create',
    `--name=${plan.name}`,
    `--driver=${plan.driver}`,
    ...(append ? ['--append'] : []),
    ...(node.name === undefined ? [] : [`--node=${node.name}`]),
    ...(node.platforms.length === 0 ? [] : [`--platform=${node.platforms.map(formatPlatform).join(',')}`]),
    ...node.driverOpts.filter((opt) => !isVariable(opt)).map((opt) => `--driver-opt=${opt}`),
    ...(flags === '' ? [] : [`--buildkitd-flags=${flags}`]),
    ...(configFile === undefined || !driver.startsDaemons ? [] : [`--buildkitd-config=${configFile}`]),
    ...(endpoint === undefined ? [] : ['--', endpoint]),
  ];
}
