import { expect } from '@jest/globals';
import type { RunResult } from '../../script/runner.mjs';
import { type Crane, crane } from './crane.ts';

/** Compares a step's outputs about its image with crane's view of the registry. */
export function expectPublished(
  outputs: RunResult['outputs'],
  references: readonly string[],
  registry: Crane = crane(),
): void {
  const { digest, digests, attestations } = outputs;
  const platforms: Record<string, string> = JSON.parse(digests ?? '');
  const attested: Record<string, string> = JSON.parse(attestations ?? '');
  expect(references.map((reference) => [reference, registry.digest(reference)])).toEqual(
    references.map((reference) => [reference, digest]),
  );
  const [first = ''] = references;
  const { manifests } = registry.manifest(first);
  const children = manifests ?? [];
  const isAttestation = ({ annotations }: (typeof children)[number]) =>
    annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
  const images = children.filter((child) => !isAttestation(child));
  const platformOf = (image: { os: string; architecture: string; variant?: string }) =>
    [image.os, image.architecture, ...(image.variant && image.architecture === 'arm' ? [image.variant] : [])].join('/');
  if (manifests === undefined) expect(Object.values(platforms)).toEqual([digest]);
  else expect(Object.fromEntries(images.map((child) => [platformOf(child.platform), child.digest]))).toEqual(platforms);
  const about = children.filter(isAttestation).map((child) => {
    const of = child.annotations?.['vnd.docker.reference.digest'];
    return [Object.keys(platforms).find((name) => platforms[name] === of), child.digest];
  });
  expect(Object.fromEntries(about)).toEqual(attested);
  for (const [platform, child] of Object.entries(platforms)) {
    expect(outputs[`digest-${platform.replaceAll('/', '-')}`]).toBe(child);
    const repository = first.replace(/(@.*|:[^:/]*)$/, '');
    expect(platformOf(registry.config(`${repository}@${child}`))).toBe(platform);
  }
  expect(outputs.platforms).toBe(Object.keys(platforms).join(','));
}
