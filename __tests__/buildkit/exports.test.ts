import { describe, expect, test } from '@jest/globals';
import { exportsOf, formatExport } from '../../src/buildkit/exports.ts';
import { openStore } from '../../src/store/open.ts';
import type { Export } from '../../src/store/store.ts';
import { planFor } from '../plan/a-plan.ts';

const PUSHED = { images: 'localhost:5000/app', tags: '1\nquay.io/acme/app:2', push: 'true' };
const LAYOUT: Export = { type: 'oci', attributes: { dest: '/run/image', tar: 'false' } };
const ENGINE: Export = { type: 'image', attributes: { name: 'multiarch-build.local/candidate:id' } };
const NAMED: Export = { type: 'image', attributes: { name: 'localhost:5000/app:multiarch-build-id' } };
const REGISTRY: Export = {
  type: 'image',
  attributes: { name: 'localhost:5000/app,quay.io/acme/app', push: 'true', 'push-by-digest': 'true' },
};

describe('exportTo', () => {
  test.each<[Parameters<typeof planFor>[0], Export | undefined, Export | undefined]>([
    [PUSHED, NAMED, REGISTRY],
    [{ ...PUSHED, load: 'true' }, NAMED, REGISTRY],
    [{}, ENGINE, LAYOUT],
    [{ outputs: 'out\ntype=image' }, ENGINE, LAYOUT],
    [{ outputs: 'out' }, undefined, undefined],
    [{ outputs: 'type=cacheonly' }, undefined, undefined],
    [{ call: 'check' }, undefined, undefined],
  ])('%o', async (inputs, byEngine, byOther) => {
    const plan = await planFor(inputs);
    const session = {
      id: 'id',
      folder: { path: '/run' },
      job: { workspace: '/work' },
      recordCleanup: () => () => {},
    } as never;
    const exportOf = (builder: object) => openStore({ ...plan, builder: builder as never }, true, session)?.exportTo();
    expect(exportOf({ kind: 'engine' })).toEqual(byEngine);
    expect(exportOf({ kind: 'new' })).toEqual(byOther);
  });
});

describe('exportsOf', () => {
  const exportsFor = async (inputs: Parameters<typeof planFor>[0], store?: Export) =>
    exportsOf((await planFor(inputs)).delivery, store).map((exports) => exports.map(formatExport));

  test.each<[string, Export, string]>([
    ['Docker Engine', ENGINE, 'type=image,oci-mediatypes=true,name=multiarch-build.local/candidate:id'],
    [
      'a registry',
      REGISTRY,
      'type=image,oci-mediatypes=true,"name=localhost:5000/app,quay.io/acme/app",push=true,push-by-digest=true',
    ],
    ['a layout', LAYOUT, 'type=oci,oci-mediatypes=true,dest=/run/image,tar=false'],
  ])('exports to %s', async (_, store, expected) => {
    expect(await exportsFor({}, store)).toEqual([[expected]]);
  });

  test('prefers attributes of the user to the default media types', async () => {
    expect(await exportsFor({ outputs: 'type=image,oci-mediatypes=false,compression=zstd' }, ENGINE)).toEqual([
      ['type=image,oci-mediatypes=false,compression=zstd,name=multiarch-build.local/candidate:id'],
    ]);
  });

  test('exports the image after file systems, and each further image with another execution of buildx', async () => {
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

  test('passes on that nothing is exported, alone or beside an image', async () => {
    expect(await exportsFor({ outputs: 'type=cacheonly,x=y' })).toEqual([['type=cacheonly']]);
    expect(await exportsFor({ ...PUSHED, outputs: 'type=cacheonly' }, ENGINE)).toEqual([
      ['type=cacheonly', expect.stringMatching(/^type=image,/)],
    ]);
  });

  test('has no exports for `call`', async () => {
    expect(await exportsFor({ call: 'check' })).toEqual([[]]);
  });
});
