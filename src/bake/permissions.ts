import { resolve } from 'node:path';
import { isInside } from '../inputs/paths.ts';
import { Wrong } from '../model/wrong.ts';

/** A privilege that a value of a bake file takes: bake asks for the same with `--allow`. */
export type Need =
  | { readonly kind: 'ssh' }
  /** An absolute path outside of the checkout. */
  | { readonly kind: 'fs.read' | 'fs.write'; readonly path: string }
  /** `security.insecure` */
  | { readonly kind: 'entitlement'; readonly name: string };

/**
 * The privileges that `allow` does not grant. A bake file is a part of the code, which may come from anybody who can open
 * a pull request: like a Dockerfile it may use the checkout and the variables of the step, and everything else only if the
 * author of the workflow allows it. https://docs.docker.com/reference/cli/docker/buildx/bake/#allow
 * @param allow the items of the input.
 */
export function missingPermissions(
  needs: readonly Need[],
  allow: readonly string[],
  workspace: string,
  source: string,
): readonly Wrong[] {
  const missing = needs.filter((need) => !allow.some((item) => grants(item, need, workspace)));
  const asked = missing.map((need) => ({ item: formatNeed(need), what: describe(need) }));
  const distinct = new Map(asked.map((each) => [each.item, each]));
  return [...distinct.values()].map(
    ({ item, what }) => new Wrong(`the ${source} asks for ${what}`, `add ${item} if the bake file may have it`),
  );
}

function grants(item: string, need: Need, workspace: string): boolean {
  const [key = '', value] = item.trim().split(/=(.*)/s);
  switch (need.kind) {
    case 'ssh':
      return key === 'ssh';
    case 'entitlement':
      return item.trim() === need.name || (value === undefined && key === need.name.split('=', 1)[0]);
    default:
      if (value === undefined || (key !== 'fs' && key !== need.kind)) return false;
      return value === '*' || isInside(need.path, resolve(workspace, value));
  }
}

function formatNeed(need: Need): string {
  if (need.kind === 'ssh') return need.kind;
  return need.kind === 'entitlement' ? need.name : `${need.kind}=${need.path}`;
}

function describe(need: Need): string {
  switch (need.kind) {
    case 'ssh':
      return 'the SSH agent';
    case 'entitlement':
      return need.name;
    default:
      return `${need.kind === 'fs.read' ? 'reading' : 'writing'} ${need.path}, outside of the checkout`;
  }
}
