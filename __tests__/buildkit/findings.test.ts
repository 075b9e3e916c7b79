import { expect, test } from '@jest/globals';
import { BuildFailure } from '../../src/buildkit/failure.ts';
import { withFindings } from '../../src/buildkit/findings.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';

const IMAGE = 'docker.io/library/only-here:1';

function failureOf(kind: 'denied' | 'not-found' | 'command', image = IMAGE): BuildFailure {
  const details = { hint: 'the old hint', output: '', step: undefined, place: undefined, image };
  return new BuildFailure(kind, 'a registry denied access', details);
}

/** What becomes of a failure on a machine whose engine has one image. */
async function found(
  failure: BuildFailure,
  image: Engine['image'] = async (name) => (name === IMAGE ? ({} as never) : undefined),
) {
  const engine: Partial<Engine> = { image };
  const scene = { engine: engine as Engine, builder: 'made', folders: [], clock: { sleep: async () => {} } };
  return withFindings(failure, scene);
}

test.each(['denied', 'not-found'] as const)(
  'an image that is %s, and that only the engine has, is named so',
  async (kind) => {
    expect(await found(failureOf(kind))).toMatchObject({
      kind,
      message:
        "a registry denied access: an image of this name is in the Docker Engine's own image store, which the builder made does not read",
      hint: expect.stringContaining('`driver: docker`'),
    });
  },
);

test.each<[string, BuildFailure, Engine['image'] | undefined]>([
  ['an image that the engine does not have either', failureOf('denied', 'docker.io/library/other:1'), undefined],
  ['a failure without an image', failureOf('denied', ''), undefined],
  ['a failure of a command', failureOf('command'), undefined],
  ['an engine that does not answer', failureOf('denied'), async () => Promise.reject(new Error('lost'))],
])('%s leaves the failure as it is', async (_, failure, image) => {
  expect(await found(failure, image)).toBe(failure);
});
