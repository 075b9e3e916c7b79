import { join } from 'node:path';
import type { Registries } from '../clients/registry/configuration.ts';
import { shortHash } from '../model/digest.ts';
import type { Environment } from '../model/job.ts';
import type { BuilderSettings, NewBuilder } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Host } from '../session/host.ts';

/**
 * Hashes of all settings that shape a builder, by the words for the log. Two builders with equal hashes build alike. Hashes,
 * because proxies and variables can have credentials.
 */
export function settingsOf(
  { driver, nodes, config }: Pick<NewBuilder, 'driver' | 'nodes' | 'config'>,
  { engineAddress, certificates, cluster }: Pick<Host, 'engineAddress' | 'certificates' | 'cluster'>,
): BuilderSettings {
  const each = (pick: (option: string) => boolean) => nodes.map(({ driverOpts }) => driverOpts.filter(pick));
  const settings = {
    driver,
    endpoint: [engineAddress, nodes.map(({ endpoint }) => endpoint), cluster],
    nodes: nodes.map(({ name, platforms }) => [name, platforms.map(formatPlatform)]),
    'buildkit-image': each(isImage),
    'driver-opts': each((option) => !isImage(option) && !isProxy(option)),
    proxies: each(isProxy),
    'buildkitd-flags': nodes.map(({ buildkitdFlags }) => buildkitdFlags),
    entitlements: nodes.map(({ entitlements }) => entitlements.toSorted()),
    configuration: config,
    certificates: config !== undefined && certificates,
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, shortHash(JSON.stringify(value ?? null), 32)]),
  );
}

/** The names of the settings that differ: `driver-opts`. */
export function differences(one: BuilderSettings, other: BuilderSettings): readonly string[] {
  return Object.keys(one).filter((name) => one[name] !== other[name]);
}

/** Hash of the names and contents of files. A missing file counts, too. */
export function hashFiles(paths: readonly string[], readText: (path: string) => string | undefined): string {
  return shortHash(JSON.stringify(paths.map((path) => [path, readText(path) ?? null])), 32);
}

/** The certificate files that settings of registries name. */
export function namedCertificates(registries: Registries): readonly string[] {
  return [...registries.values()].flatMap(({ ca = [], keypair = [] }) => [
    ...ca,
    ...keypair.flatMap(({ cert, key }) => [cert, key]),
  ]);
}

/** The files that name the cluster: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ */
export function kubeconfigs({ KUBECONFIG, HOME = '/' }: Environment): readonly string[] {
  return KUBECONFIG ? KUBECONFIG.split(':') : [join(HOME, '.kube', 'config')];
}

function isImage(option: string): boolean {
  return /^"?image=/.test(option);
}

function isProxy(option: string): boolean {
  return /^"?env\.(?:https?|all|no)_proxy=/i.test(option);
}
