import { expect, test } from '@jest/globals';
import { diagnose } from '../../src/buildkit/diagnose.ts';
import { BuildFailure } from '../../src/buildkit/failure.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';

const IMAGE = 'docker.io/library/only-here:1';

function failureOf(kind: 'denied' | 'not-found' | 'command', image = IMAGE): BuildFailure {
  const details = { hint: 'the old hint', output: '', step: undefined, location: undefined, image };
  return new BuildFailure(kind, 'a registry denied access', details);
}

/** Diagnoses a failure on a machine with one image in Docker Engine. */
async function diagnosed(
  failure: BuildFailure,
  image: Engine['image'] = async (name) => (name === IMAGE ? ({} as never) : undefined),
) {
  const engine: Partial<Engine> = { image };
  const sources = { engine: engine as Engine, builder: 'made', folders: [], clock: { sleep: async () => {} } };
  return diagnose(failure, sources);
}

test.each(['denied', 'not-found'] as const)(
  'reports that only Docker Engine has the image if it is %s',
  async (kind) => {
    expect(await diagnosed(failureOf(kind))).toMatchObject({
      kind,
      message:
        'a registry denied access: Docker Engine has an image with this name in its image store, but the builder made cannot read it',
      hint: expect.stringContaining('`driver: docker`'),
    });
  },
);

test.each<[string, BuildFailure, Engine['image'] | undefined]>([
  ['an image that Docker Engine does not have', failureOf('denied', 'docker.io/library/other:1'), undefined],
  ['a failure without an image', failureOf('denied', ''), undefined],
  ['a failure of a command', failureOf('command'), undefined],
  ['Docker Engine without an answer', failureOf('denied'), async () => Promise.reject(new Error('lost'))],
])('does not change the failure for %s', async (_, failure, image) => {
  expect(await diagnosed(failure, image)).toBe(failure);
});
