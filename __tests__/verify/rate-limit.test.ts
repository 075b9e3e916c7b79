import { expect, test } from '@jest/globals';
import type { BuildFailure } from '../../src/buildkit/failure.ts';
import type { Registry } from '../../src/clients/registry/client.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import type { Delivery } from '../../src/model/plan.ts';
import { askRateLimit } from '../../src/verify/rate-limit.ts';

const TARGET = { repository: { name: 'r.io/app', registry: 'r.io', path: 'app' }, tags: ['1'] };
const refusal = (status: number) => new RegistryError(`answered ${status}`, { verdict: 'final', status });

/** The requests, and the error with these answers of the hosts. */
async function asked(failure: object, kind: Delivery['kind'], answers: Readonly<Record<string, Error>> = {}) {
  const requests: string[] = [];
  const ask = (request: string) => async (repository: { readonly name: string; readonly registry: string }) => {
    requests.push(`${request} ${repository.name}`);
    if (answers[repository.registry] !== undefined) throw answers[repository.registry];
  };
  const registry = { checkPush: ask('push to'), headManifest: ask('look up') } as unknown as Registry;
  const targets = [TARGET] as unknown as Delivery['targets'];
  const mirrored = new Map([['docker.io', { mirrors: ['mirror.io'] }]]);
  const error = await askRateLimit(failure as BuildFailure, { kind, targets }, registry, mirrored).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { requests, error };
}

const PUSH = { step: { kind: 'export' } };
const LOOK_UP = { step: { kind: 'resolve' }, image: 'docker.io/library/busybox:1' };
const [MIRROR, HUB] = ['look up mirror.io/library/busybox', 'look up docker.io/library/busybox'];

test.each<[string, object, Delivery['kind'], readonly string[]]>([
  ['asks the target registry after its push failed', PUSH, 'publish', ['push to r.io/app']],
  ['asks the target registry after the push of a part failed', PUSH, 'parts', ['push to r.io/app']],
  ['asks no registry after its export failed without a push', PUSH, 'verify', []],
  ['asks the mirror and the registry of a base image', LOOK_UP, 'publish', [MIRROR, HUB]],
  ['asks no registry after an unknown step failed', { step: undefined }, 'publish', []],
])('a build with too many requests %s', async (_, failure, kind, requests) => {
  expect(await asked(failure, kind)).toEqual({ requests, error: undefined });
});

test('a registry that still answers 429 leads to an error, and a mirror that answers 503 does not', async () => {
  const error = refusal(429);
  expect(await asked(LOOK_UP, 'verify', { 'mirror.io': refusal(503), 'docker.io': error })).toEqual({
    requests: [MIRROR, HUB],
    error,
  });
});
