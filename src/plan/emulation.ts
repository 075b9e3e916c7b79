import { isDeepStrictEqual } from 'node:util';
import { givenArguments } from '../dockerfile/build-arguments.ts';
import { pinError } from '../dockerfile/problems.ts';
import type { Dockerfile } from '../dockerfile/read.ts';
import { isUnreadable, type Unreadable } from '../dockerfile/unreadable.ts';
import { type StageWalk, walkStages } from '../dockerfile/walk.ts';
import type { Environment } from '../model/job.ts';
import { type BuilderPlan, isElsewhere, type Plan, type PlatformPlan } from '../model/plan.ts';
import { formatPlatform, type Platform, samePlatform } from '../model/platform.ts';
import type { Request } from '../model/request.ts';
import type { Host } from '../session/host.ts';
import { handlersOf, hostPlatform, qemuName, runsNatively } from '../session/processor.ts';
import type { Circumstances } from './circumstances.ts';
import { linkedPlatforms } from './linked.ts';

/** How each platform's programs run, worked out from the Dockerfile. */
export function planPlatforms(
  request: Request,
  platforms: readonly Platform[],
  builder: BuilderPlan,
  { dockerfile, dockerfileName, host, job }: Circumstances,
  pinMatters: boolean,
): readonly PlatformPlan[] {
  const { target } = request.build;
  const walkFor = walkerOf(request, dockerfile, job.env);
  return platforms.map((platform) => {
    if (isElsewhere(builder, platform)) {
      const { pinned, ...known } = endsElsewhere(platform, walkFor);
      if (pinMatters && pinned !== undefined) throw pinError(dockerfileName, target, platform, pinned);
      return { platform, execution: 'remote', reason: "left to the builder's nodes", foreign: [], ...known };
    }
    const walk = walkFor({ target: platform, build: hostPlatform(host) });
    if (isUnreadable(walk)) {
      const unread = walk.unreadable;
      return runsNatively(platform, host)
        ? { platform, execution: 'native', reason: 'this processor', foreign: [], unread }
        : {
            platform,
            execution: 'emulated',
            reason: `the Dockerfile could not be followed: ${unread}`,
            foreign: [platform],
            unread,
          };
    }
    if (pinMatters && walk.pinned !== undefined) throw pinError(dockerfileName, target, platform, walk.pinned);
    return {
      platform,
      ...executionOf(walk, platform, host, dockerfileName),
      foreign: walk.runs.map((run) => run.platform).filter((each) => !runsNatively(each, host)),
      base: walk.base,
      history: walk.history,
      labels: walk.labels,
      copied: walk.copied,
      findings: pinMatters ? walk.findings : walk.findings.filter(({ level }) => level !== 'notice'),
    };
  });
}

function executionOf(
  walk: StageWalk,
  platform: Platform,
  host: Host,
  dockerfileName: string,
): Pick<PlatformPlan, 'execution' | 'reason'> {
  const foreign = walk.runs.find((run) => !runsNatively(run.platform, host));
  if (foreign !== undefined) {
    const on = samePlatform(foreign.platform, platform) ? '' : ` on ${formatPlatform(foreign.platform)}`;
    return { execution: 'emulated', reason: `RUN${on} at ${dockerfileName}:${foreign.line}` };
  }
  if (runsNatively(platform, host)) return { execution: 'native', reason: 'this processor' };
  const [run] = walk.runs;
  if (run === undefined) return { execution: 'copied', reason: 'no RUN' };
  return { execution: 'cross-compiled', reason: `every RUN is on ${formatPlatform(run.platform)}` };
}

/**
 * The processors to register emulators for: those needed here, without those that the kernel already runs. A reset
 * replaces their registrations.
 */
export function plannedEmulators(
  request: Request,
  platforms: readonly PlatformPlan[],
  host: Host,
): Pick<Plan, 'emulators' | 'installed' | 'replaced'> {
  const { qemu } = request.setup;
  if (qemu === 'never') return { emulators: [], installed: [], replaced: [] };
  const linked = request.build.bake?.linked ?? [];
  const needed = platforms.flatMap(({ platform, foreign, execution }) => [
    ...foreign,
    ...(qemu === 'always' || request.verification.smokeTest !== undefined ? [platform] : []),
    // their Dockerfiles are not followed
    ...(execution === 'remote' ? [] : linked.flatMap((target) => linkedPlatforms(target, [platform]))),
  ]);
  const architectures = emulatedProcessors(needed, host);
  const found = architectures.map((architecture) => ({ architecture, handlers: handlersOf(architecture, host) }));
  const installed = found.filter(({ handlers }) => handlers.length > 0);
  if (qemu === 'reset') {
    const byDefault = (architecture: string) =>
      host.emulators === undefined ? [`qemu-${qemuName(architecture)}`] : [];
    const replaced = found.flatMap(({ architecture, handlers }) => [...handlers, ...byDefault(architecture)]);
    return { emulators: architectures, installed: [], replaced };
  }
  const emulators =
    qemu === 'always'
      ? architectures
      : architectures.filter((architecture) => installed.every((each) => each.architecture !== architecture));
  return { emulators, installed, replaced: [] };
}

/** Processors that a second attempt may register emulators for, when a RUN turns up that the Dockerfile did not show. */
export function unregistered({ request, platforms, emulators }: Plan, host: Host): readonly string[] {
  if (request.setup.qemu === 'never') return [];
  const here = platforms.filter(({ execution }) => execution !== 'remote');
  const architectures = emulatedProcessors(
    here.map(({ platform }) => platform),
    host,
  );
  return architectures.filter(
    (architecture) => !emulators.includes(architecture) && handlersOf(architecture, host).length === 0,
  );
}

/** The processors of platforms that take an emulator here. QEMU stands in for a processor, not for another system. */
function emulatedProcessors(platforms: readonly Platform[], host: Host): readonly string[] {
  const foreign = platforms.filter((platform) => platform.os === 'linux' && !runsNatively(platform, host));
  return [...new Set(foreign.map(({ architecture }) => architecture))];
}

const SOME: Platform = { os: 'linux', architecture: 'amd64', variant: undefined };

/**
 * The base image on a machine with an unknown platform: values that follow from BUILDPLATFORM and similar arguments are
 * not known either. This shows in a result that differs between two platforms.
 */
function endsElsewhere(
  target: Platform,
  walkFor: Walker,
): Partial<Pick<StageWalk, 'pinned'>> & Pick<PlatformPlan, 'base' | 'copied' | 'findings' | 'labels' | 'unread'> {
  const one = walkFor({ target, build: SOME });
  const other = walkFor({ target, build: { ...SOME, architecture: 'arm64' } });
  if (isUnreadable(one)) return { unread: one.unreadable };
  if (isUnreadable(other)) return { unread: other.unreadable };
  return {
    pinned: isDeepStrictEqual(one.pinned, other.pinned) ? one.pinned : undefined,
    base: isDeepStrictEqual(one.base, other.base) ? one.base : undefined,
    copied: isDeepStrictEqual(one.copied, other.copied) ? one.copied : [],
    labels: isDeepStrictEqual(one.labels, other.labels) ? one.labels : [],
    findings: one.findings.filter((finding) => other.findings.some((each) => isDeepStrictEqual(each, finding))),
  };
}

type Walker = (platforms: Parameters<typeof walkStages>[2]) => StageWalk | Unreadable;

function walkerOf({ build }: Request, dockerfile: Dockerfile | Unreadable, env: Environment): Walker {
  if (isUnreadable(dockerfile)) return () => dockerfile;
  const { buildContexts, target } = build;
  const options = { buildArgs: givenArguments(build.buildArgs, env), buildContexts, target };
  return (platforms) => walkStages(dockerfile, options, platforms);
}
