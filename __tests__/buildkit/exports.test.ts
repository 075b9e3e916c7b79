import { describe, expect, test } from '@jest/globals';
import { csv, exportsOf, formatExport } from '../../src/buildkit/exports.ts';
import { type Destination, destinationOf } from '../../src/store/destination.ts';
import { planFor } from '../plan/a-plan.ts';

const PUSHED = { images: 'localhost:5000/app', tags: '1\nquay.io/acme/app:2', push: 'true' };
const LAYOUT: Destination = { kind: 'layout', folder: '/run/image' };
const ENGINE: Destination = { kind: 'engine', name: 'multiarch-build.local/candidate:id' };
const REGISTRY: Destination = { kind: 'registry', repositories: ['localhost:5000/app', 'quay.io/acme/app'] };

describe('where an image is built to', () => {
  test.each<[Parameters<typeof planFor>[0], Destination | undefined, Destination | undefined]>([
    [PUSHED, { kind: 'engine', name: 'localhost:5000/app:multiarch-build-id' }, REGISTRY],
    [{ ...PUSHED, load: 'true' }, { kind: 'engine', name: 'localhost:5000/app:multiarch-build-id' }, REGISTRY],
    [{}, ENGINE, LAYOUT],
    [{ outputs: 'out\ntype=image' }, ENGINE, LAYOUT],
    [{ outputs: 'out' }, undefined, undefined],
    [{ call: 'check' }, undefined, undefined],
  ])('%o', async (inputs, byEngine, byOther) => {
    const plan = await planFor(inputs);
    expect(destinationOf(plan, true, '/run', 'id')).toEqual(byEngine);
    expect(destinationOf(plan, false, '/run', 'id')).toEqual(byOther);
  });
});

describe('exports', () => {
  const exportsFor = async (inputs: Parameters<typeof planFor>[0], destination?: Destination) =>
    exportsOf((await planFor(inputs)).delivery, destination).map((call) => call.map(formatExport));

  test.each<[string, Destination, string]>([
    ['the engine', ENGINE, 'type=image,oci-mediatypes=true,name=multiarch-build.local/candidate:id'],
    [
      'a registry',
      REGISTRY,
      'type=image,oci-mediatypes=true,"name=localhost:5000/app,quay.io/acme/app",push=true,push-by-digest=true',
    ],
    ['a layout', LAYOUT, 'type=oci,oci-mediatypes=true,dest=/run/image,tar=false'],
  ])('to %s', async (_, destination, expected) => {
    expect(await exportsFor({}, destination)).toEqual([[expected]]);
  });

  test('attributes of the user win over media types', async () => {
    expect(await exportsFor({ outputs: 'type=image,oci-mediatypes=false,compression=zstd' }, ENGINE)).toEqual([
      ['type=image,oci-mediatypes=false,compression=zstd,name=multiarch-build.local/candidate:id'],
    ]);
  });

  test('file systems go with the image, which is last; another image has a call of its own', async () => {
    const outputs = 'type=oci,dest=a.tar\nout\ntype=docker,dest=b.tar';
    expect(await exportsFor({ ...PUSHED, platforms: 'amd64', outputs }, ENGINE)).toEqual([
      ['type=local,dest=out', expect.stringMatching(/^type=image,/)],
      ['type=oci,"name=localhost:5000/app:1,quay.io/acme/app:2",dest=a.tar'],
      ['type=docker,"name=localhost:5000/app:1,quay.io/acme/app:2",dest=b.tar'],
    ]);
    expect(await exportsFor({ platforms: 'amd64', outputs })).toEqual([
      ['type=local,dest=out', 'type=oci,dest=a.tar'],
      ['type=docker,dest=b.tar'],
    ]);
  });

  test('a call has none', async () => {
    expect(await exportsFor({ call: 'check' })).toEqual([[]]);
  });

  test.each([
    [['a', 'b=c d'], 'a,b=c d'],
    [['name=a,b'], '"name=a,b"'],
    [['say="x"'], '"say=""x"""'],
    [[' a', 'b\nc'], '" a","b\nc"'],
  ])('%o as CSV', (fields, line) => {
    expect(csv(fields)).toBe(line);
  });
});
