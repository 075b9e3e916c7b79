import type { EngineInfo } from '../../src/clients/docker/answers.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import type { Unreadable } from '../../src/dockerfile/unreadable.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Job } from '../../src/model/job.ts';
import type { Plan } from '../../src/model/plan.ts';
import { Wrong } from '../../src/model/wrong.ts';
import { planDelivery, refuseNameless } from '../../src/plan/delivery.ts';
import { provenanceOf } from '../../src/plan/description.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Host } from '../../src/session/host.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { nameImage } from '../../src/tags/naming.ts';
import { type Given, job, read } from '../inputs/given.ts';

/** A current Docker Engine with the containerd image store, on an amd64 machine with QEMU for arm64 and s390x. */
export function aHost({
  engine,
  ...more
}: Partial<Omit<Host, 'engine'>> & { engine?: Partial<EngineInfo> } = {}): Host {
  return {
    engine: {
      version: '28.5.2',
      apiVersion: [1, 51],
      architecture: 'x86_64',
      kernel: '6.1.0',
      root: '/var/lib/docker',
      containerdStore: true,
      proxies: { http: '', https: '', except: '' },
      mirrors: [],
      insecureRegistries: ['127.0.0.0/8'],
      ...engine,
    },
    hasEngine: true,
    emulators: ['aarch64', 's390x'].map((processor) => ({ processor, name: `qemu-${processor}` })),
    runs32BitArm: false,
    registries: new Map(),
    bundle: undefined,
    selected: { variable: undefined, current: undefined },
    namedBuilder: undefined,
    earlierBuilders: [],
    ...{ engineAddress: 'unix:///var/run/docker.sock', certificates: '', cluster: '' },
    elsewhere: [],
    localImages: [],
    proxies: [],
    ...more,
  };
}

/** A hosted runner: Docker Engine with the classic image store. */
export const CLASSIC = aHost({ engine: { containerdStore: false } });

/**
 * The plan for a step's inputs and a Dockerfile's text.
 * @param linked the platform of each linked target of a bake file. Undefined for those of the image.
 */
export async function planFor(
  inputs: Given,
  {
    host = aHost(),
    dockerfile = 'FROM scratch',
    at = job(),
    linked = [],
  }: { host?: Host; dockerfile?: string | Unreadable; at?: Job; linked?: readonly (string | undefined)[] } = {},
): Promise<Plan> {
  const asked = await read({ platforms: 'linux/amd64,linux/arm64', ...inputs }, at);
  const targets = linked.map((platform, i) => ({
    name: `base${i}`,
    build: asked.request.build,
    platforms:
      platform === undefined
        ? undefined
        : [parsePlatform(platform)].flatMap((each) => (each instanceof Wrong ? [] : [each])),
    cacheFrom: [],
  }));
  const bake = targets.length === 0 ? {} : { bake: { files: [], inlineDockerfile: undefined, linked: targets } };
  const request = { ...asked.request, build: { ...asked.request.build, ...bake } };
  const event = readJobEvent(at.env, at.event, new Date(0));
  const naming = await nameImage(request.image, event);
  const delivery = planDelivery(request, naming);
  refuseNameless(delivery, 'push on refs/heads/main');
  return makePlan(request, {
    host,
    dockerfile: typeof dockerfile === 'string' ? await readDockerfile(dockerfile) : dockerfile,
    dockerfileName: 'Dockerfile',
    id: '0123456789',
    job: at,
    naming,
    delivery,
    provenance: provenanceOf(naming, event, undefined),
  });
}
