import type { Digest } from '../../src/model/digest.ts';
import { parseRepository, type Repository } from '../../src/model/reference.ts';
import type { PlatformReport, Report, TimedStep } from '../../src/model/report.ts';
import { Wrong } from '../../src/model/wrong.ts';

export const digest = (figure: string): Digest => `sha256:${figure.repeat(64)}`;

export function repository(name: string): Repository {
  const parsed = parseRepository(name);
  if (parsed instanceof Wrong) throw new Error(parsed.message);
  return parsed;
}

export function row(platform: string, more: Partial<PlatformReport> = {}): PlatformReport {
  const [os = '', architecture = '', variant] = platform.split('/');
  return {
    platform: { os, architecture, variant },
    digest: digest('a'),
    size: 3_214_000,
    execution: 'native',
    seconds: 12.3,
    steps: { cached: 3, total: 6 },
    origin: undefined,
    attestation: undefined,
    ...more,
  };
}

export function timed(command: string, start: number, end: number, more: Partial<TimedStep> = {}): TimedStep {
  return {
    command,
    kind: 'run',
    stage: undefined,
    index: undefined,
    platform: undefined,
    emulated: false,
    cached: false,
    start,
    end,
    seconds: end - start,
    ...more,
  };
}

export function aReport(more: Partial<Report> = {}): Report {
  const app = repository('ghcr.io/acme/app');
  return {
    result: { kind: 'published' },
    title: 'ghcr.io/acme/app',
    digest: digest('0'),
    repositories: [app],
    previous: {},
    changes: undefined,
    tags: [
      { repository: app, tag: '1.2' },
      { repository: app, tag: 'latest' },
    ],
    version: '1.2.3',
    labels: [{ name: 'b', value: '2=3' }],
    annotations: ['index:c=4'],
    imageId: undefined,
    platforms: [row('linux/amd64'), row('linux/arm/v7', { digest: digest('b'), execution: 'emulated' })],
    builder: 'default',
    driver: 'docker',
    driverReason: 'the engine can do the whole job',
    tools: ['Docker Engine 28.5.2, containerd image store'],
    cacheHit: 42,
    cache: 'ghcr.io/acme/app-buildcache: read, written (the default branch)',
    seconds: 83,
    phases: [],
    source: 'https://github.com/acme/build/blob/v1',
    steps: [],
    notices: [],
    metadata: { 'containerimage.digest': digest('0') },
    ...more,
  };
}
