import { containerOf } from '../clients/docker/buildx.ts';
import type { NewBuilder } from '../model/plan.ts';
import { DRIVERS } from './drivers.ts';

/** True if all its nodes are containers of the local Docker Engine. */
export function isHere({ driver, nodes }: NewBuilder): boolean {
  return nodes.every((node) => DRIVERS[driver].isLocal(node));
}

/** The containers of a builder on the local Docker Engine. Empty for another one. */
export function containersOf(plan: NewBuilder): readonly string[] {
  if (!DRIVERS[plan.driver].startsDaemons || !isHere(plan)) return [];
  return plan.nodes.map((node, i) => containerOf(node.name ?? `${plan.name}${i}`));
}
