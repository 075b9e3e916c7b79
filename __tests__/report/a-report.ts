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
    cached: 50,
    attestation: undefined,
    ...more,
  };
}

export function timed(name: string, start: number, end: number, more: Partial<TimedStep> = {}): TimedStep {
  return {
    name,
    kind: 'run',
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
    cacheHit: 42,
    cache: 'Read from and written to ghcr.io/acme/app-buildcache.',
    seconds: 83,
    steps: [],
    notices: [],
    metadata: { 'containerimage.digest': digest('0') },
    ...more,
  };
}
