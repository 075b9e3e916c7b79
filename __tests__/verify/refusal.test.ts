import { expect, test } from '@jest/globals';
import type { BuildFailure } from '../../src/buildkit/failure.ts';
import type { Registry } from '../../src/clients/registry/client.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import type { Delivery } from '../../src/model/plan.ts';
import { askHowLong } from '../../src/verify/refusal.ts';

const TARGET = { repository: { name: 'r.io/app', registry: 'r.io', path: 'app' }, tags: ['1'] };
const refusal = (status: number) => new RegistryError(`answered ${status}`, { verdict: 'final', status });

/** What is asked, and what comes of it, where these hosts answer so. */
async function asked(failure: object, kind: Delivery['kind'], answers: Readonly<Record<string, Error>> = {}) {
  const questions: string[] = [];
  const ask = (what: string) => async (repository: { readonly name: string; readonly registry: string }) => {
    questions.push(`${what} ${repository.name}`);
    if (answers[repository.registry] !== undefined) throw answers[repository.registry];
  };
  const registry = { checkPush: ask('push to'), headManifest: ask('look at') } as unknown as Registry;
  const targets = [TARGET] as unknown as Delivery['targets'];
  const mirrored = new Map([['docker.io', { mirrors: ['mirror.io'] }]]);
  const error = await askHowLong(failure as BuildFailure, { kind, targets }, registry, mirrored).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { questions, error };
}

const PUSH = { step: { kind: 'export' } };
const LOOK_UP = { step: { kind: 'resolve' }, image: 'docker.io/library/busybox:1' };
const [MIRROR, HUB] = ['look at mirror.io/library/busybox', 'look at docker.io/library/busybox'];

test.each<[string, object, Delivery['kind'], readonly string[]]>([
  ['at its push', PUSH, 'publish', ['push to r.io/app']],
  ['at the push of a part', PUSH, 'parts', ['push to r.io/app']],
  ['at its export, where nothing is pushed', PUSH, 'prove', []],
  ['at a base image', LOOK_UP, 'publish', [MIRROR, HUB]],
  ['at what nobody knows', { step: undefined }, 'publish', []],
])('a build that was refused %s', async (_, failure, kind, questions) => {
  expect(await asked(failure, kind)).toEqual({ questions, error: undefined });
});

test('who still refuses is told, and other trouble is not', async () => {
  const error = refusal(429);
  expect(await asked(LOOK_UP, 'prove', { 'mirror.io': refusal(503), 'docker.io': error })).toEqual({
    questions: [MIRROR, HUB],
    error,
  });
});
