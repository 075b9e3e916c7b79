import { DRIVERS, type Driver, missing } from '../builder/drivers.ts';
import { settingsOf } from '../builder/settings.ts';
import { hasApi, PLATFORM_API } from '../clients/docker/api-version.ts';
import { BUILDKIT } from '../clients/docker/helper-images.ts';
import { hostOf } from '../clients/registry/configuration.ts';
import { isLoopback } from '../clients/registry/origin.ts';
import { readCacheEntry } from '../inputs/cache-entry.ts';
import { ActionError } from '../model/errors.ts';
import type { BuilderPlan, Delivery, ExistingBuilder, NewBuilder, NodePlan } from '../model/plan.ts';
import { normalisePlatform, type Platform } from '../model/platform.ts';
import type { Request } from '../model/request.ts';
import type { Host } from '../session/host.ts';
import { classicObstacles } from './classic-store.ts';
import { afterEarlierSteps } from './earlier-steps.ts';
import { builderSetting, isOnEngine, type Selection, selectBuilder } from './selection.ts';

/** The name of a builder that outlives its job. */
export const KEPT_BUILDER = 'multiarch-build';

export interface BuilderCircumstances {
  /** Hosts that the build reads from or writes to. */
  readonly registries: readonly string[];
  /** Unique to this run, for the name of a builder made for it. */
  readonly id: string;
  readonly platforms: readonly Platform[];
  readonly delivery: Delivery;
}

/** Decides who builds, and whether it is a builder of an earlier step of this job. */
export function planBuilder(request: Request, host: Host, circumstances: BuilderCircumstances): BuilderPlan {
  const chosen = chooseBuilder(request, host, circumstances);
  return afterEarlierSteps(chosen, host.earlierBuilders, request);
}

function chooseBuilder(
  request: Request,
  host: Host,
  { registries, id, platforms, delivery }: BuilderCircumstances,
): BuilderPlan {
  const { builder, driver } = request.setup;
  const selection = selectBuilder(request.setup, host.selected);
  const named = selection === undefined ? undefined : existing(selection, host);
  if (named !== undefined && named.driver !== 'docker') return named;
  const obstacles = engineObstacles(request, host, platforms, delivery);
  // Docker Engine's builder is the default: if it was selected outside of the inputs and cannot do the job, it is
  // replaced
  const wanted =
    builder !== undefined ? '`builder` names it' : driver === 'docker' ? '`driver` asks for it' : undefined;
  if (wanted !== undefined && obstacles.length > 0) {
    throw new ActionError(`the builder of Docker Engine cannot do this job: ${obstacles.join('; ')}`, {
      hint: 'Leave `driver` at `auto` and `builder` empty, or set `driver` to `docker-container`.',
    });
  }
  if (wanted !== undefined) return { kind: 'engine', reason: wanted };
  const [local] = host.localImages;
  // a call builds no image, so the image store is irrelevant
  const isClassic = !host.engine.containerdStore && request.build.call === undefined;
  const obstacle = isClassic && local === undefined ? CLASSIC : obstacles[0];
  if (driver === 'auto' && obstacle === undefined) {
    return { kind: 'engine', reason: isClassic ? `no registry has ${local}` : 'it can do the whole job' };
  }
  const { keepBuilder, buildkitdConfig } = request.setup;
  const created: NewBuilder['driver'] = driver === 'remote' || driver === 'kubernetes' ? driver : 'docker-container';
  const plan = {
    driver: created,
    nodes: nodesOf(request, host, registries, DRIVERS[created]),
    config: DRIVERS[created].config(buildkitdConfig, host),
  };
  const made: NewBuilder = {
    kind: 'new',
    ...plan,
    name: keepBuilder ? KEPT_BUILDER : `multiarch-build-${id}`,
    reason: driver === 'auto' ? (obstacle ?? '') : '`driver` asks for it',
    keep: keepBuilder,
    settings: settingsOf(plan, host),
  };
  if (!keepBuilder || host.namedBuilder === undefined) return made;
  const kept = existing(
    { name: KEPT_BUILDER, by: 'keep-builder', reason: '`keep-builder` kept it from an earlier job' },
    host,
  );
  // several nodes are called one by one, which the plan of one node is not made for
  return { ...kept, ...(made.nodes.length === kept.nodes.length && { ifGone: made }) };
}

function existing({ name, by, reason }: Selection, host: Host): ExistingBuilder {
  const recorded = host.namedBuilder;
  if (recorded === undefined) {
    throw new ActionError(`${by}: the builder "${name}" does not exist`, {
      hint: `See \`docker buildx ls\` on the runner, or leave \`${by}\` empty to have one made.`,
    });
  }
  const { driver } = recorded;
  const nodes = recorded.nodes.map(({ endpoint, platforms }) => ({
    platforms: platforms.map(({ os, architecture, variant }) => normalisePlatform({ os, architecture, variant })),
    elsewhere: !isOnEngine(driver, endpoint, host.elsewhere),
  }));
  return { kind: 'existing', name, driver, reason, nodes };
}

const CLASSIC = "the engine's image store is the classic one, which holds one platform";

/** The reasons why Docker Engine's builder cannot do the whole job. Empty if it can. */
function engineObstacles(
  request: Request,
  { engine }: Host,
  platforms: readonly Platform[],
  delivery: Delivery,
): readonly string[] {
  const { setup, cache, result, build, image } = request;
  const setting = builderSetting(setup);
  const own = [
    ...(setting === undefined ? [] : [`\`${setting}\` sets up a builder of its own`]),
    ...(engine.containerdStore ? [] : (build.bake?.linked ?? []).slice(0, 1).map(({ name }) => linkedObstacle(name))),
  ];
  // a call builds no image, so the image store does not matter; but buildx refuses it there for several platforms
  if (build.call !== undefined && (image.platforms ?? []).length < 2) return own;
  if (build.call !== undefined && !engine.containerdStore) return [CLASSIC];
  const stamped = build.sourceDateEpoch !== undefined;
  return [
    ...(engine.containerdStore && !hasApi(engine, PLATFORM_API)
      ? [`the engine's API ${engine.apiVersion.join('.')} cannot distinguish platforms`]
      : []),
    ...own,
    ...([...cache.from, ...cache.to].some((entry) => /^(s3|azblob)$/.test(readCacheEntry(entry).type ?? ''))
      ? ['it has no s3 or azblob cache']
      : []),
    ...(result.pushByDigest ? ['it cannot push by digest'] : []),
    ...(build.allow.includes('security.insecure') ? ['it grants no `security.insecure`'] : []),
    // https://github.com/moby/moby/pull/51192: until then the engine's unpacking conflicts with rewritten timestamps
    ...(engine.containerdStore && stamped && !atLeast(engine.version, 29, 1)
      ? [`Engine ${engine.version} cannot rewrite timestamps`]
      : []),
    ...(engine.containerdStore ? [] : classicObstacles(request, platforms, delivery)),
  ];
}

/** A linked target is handed to the build as an OCI layout. */
function linkedObstacle(name: string): string {
  return `it writes no OCI layout of the target ${name}, which a context of the bake file refers to`;
}

function nodesOf(
  { setup, build }: Request,
  host: Host,
  registries: readonly string[],
  driver: Driver,
): readonly NodePlan[] {
  const first = {
    name: undefined,
    endpoint: setup.endpoint,
    tls: setup.tls,
    driverOpts: setup.driverOpts,
    buildkitdFlags: setup.buildkitdFlags,
    platforms: [],
  };
  const hasFirst = driver.startsDaemons || setup.endpoint !== undefined;
  const nodes = [...(hasFirst ? [first] : []), ...setup.nodes].map((node) => ({
    ...node,
    elsewhere: !isOnEngine(setup.driver, node.endpoint, host.elsewhere),
  }));
  // a daemon that was started elsewhere runs with its own options
  if (!driver.startsDaemons) return nodes.map((node) => ({ ...node, entitlements: [] }));
  const needsLoopback = [
    ...registries,
    ...host.engine.mirrors.map(hostOf),
    ...[...host.registries.values()].flatMap(({ addresses = [] }) => addresses),
  ].some(isLoopback);
  return nodes.map((node) => {
    const driverOpts = [
      ...missing(`image=${setup.buildkitImage ?? BUILDKIT.pinned}`, node.driverOpts),
      ...driver.networkOptions(node, needsLoopback, node.driverOpts, host),
      ...node.driverOpts,
    ];
    return { ...node, driverOpts, entitlements: entitlementsOf(build) };
  });
}

/** Entitlements that the daemon must permit for this build. */
function entitlementsOf({ allow, network }: Request['build']): readonly string[] {
  const asked = allow.map((entitlement) => entitlement.split('=', 1)[0] ?? '').filter((name) => DAEMON.includes(name));
  return [...new Set([...asked, ...(network === 'host' ? ['network.host'] : [])])];
}

/** Those of `allow` that are the daemon's to permit: https://github.com/moby/buildkit/blob/master/cmd/buildkitd/main.go */
const DAEMON = ['network.host', 'security.insecure', 'device'];

function atLeast(version: string, major: number, minor: number): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}
