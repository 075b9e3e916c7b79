import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NoArtifactService } from '../../src/clients/artifacts/artifacts.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry } from '../../src/clients/registry/client.ts';
import { PART_ANNOTATIONS } from '../../src/model/naming.ts';
import { storePart } from '../../src/parts/store-part.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { crane } from '../support/crane.ts';
import { type Pushed, pushPart } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const REVISION = 'org.opencontainers.image.revision';
const COMMIT = 'c'.repeat(40);

let server: TestRegistry;
const http = createHttp();
const hub = crane();
let count = 0;

beforeAll(async () => {
  server = await startRegistry();
});
afterAll(async () => {
  await http.close();
  await server.stop();
});

interface Job {
  readonly key: string;
  readonly part?: string;
  readonly run?: string;
  readonly commit?: string;
  readonly attested?: boolean;
  readonly salt?: string;
}

/** A repository, and its matrix jobs, which build linux/amd64 without an artifact service. */
function repository() {
  const path = `parts/${++count}`;
  const name = `${server.host}/${path}`;
  async function leave({ key, part, run = '7', commit = COMMIT, attested = true, salt = '' }: Job): Promise<Pushed> {
    const annotations = attested
      ? { [PART_ANNOTATIONS.run]: run, [PART_ANNOTATIONS.part]: key, [REVISION]: commit }
      : undefined;
    const pushed = await pushPart(name, { platforms: ['linux/amd64'], attested, annotations, salt });
    const { digest, images: digests } = pushed;
    const lines = await storePart({
      record: { key, digest, digests, repositories: [name], commit, run, attempt: 1 },
      platforms: [{ os: 'linux', architecture: 'amd64', variant: undefined }],
      repository: { name, registry: server.host, path },
      tags: { pattern: undefined, naming: { tags: [], references: [] } as never, run, part },
      artifacts: { leave: () => Promise.reject(new NoArtifactService()), find: async () => [] },
      registry: createRegistry({
        ...{ http, credentials: async () => undefined, insecureRegistries: () => false },
        retry: { retries: 0, clock: systemClock, log: () => {} },
      }),
      id: 'id',
    });
    expect(lines).toEqual([expect.stringContaining(`merge finds this part as ${name}:part-${run}-amd64`)]);
    return pushed;
  }
  return { name, leave };
}

test('a part without tags gets a tag of its run, which the same job overwrites when it runs again', async () => {
  const { name, leave } = repository();
  await leave({ key: 'a' });
  const again = await leave({ key: 'a', salt: 'again' });
  expect(hub.tags(name)).toEqual(['part-7-amd64']);
  expect(hub.digest(`${name}:part-7-amd64`)).toBe(again.digest);
});

test.each([true, false])(
  'a part of another image of the run is not overwritten (attestations: %s)',
  async (attested) => {
    const { name, leave } = repository();
    const first = await leave({ key: 'a', attested });
    const held = hub.digest(`${name}:part-7-amd64`);
    await expect(leave({ key: 'b', attested, salt: 'b' })).rejects.toMatchObject({
      message: `${name}:part-7-amd64 holds a part of another image of this run: its key is a, and this part's key is b`,
      hint: expect.stringContaining('a `part` of its own'),
    });
    expect(hub.digest(`${name}:part-7-amd64`)).toBe(held);
    const { manifests = [] } = hub.manifest(`${name}:part-7-amd64`);
    expect(manifests[0]?.digest).toBe(first.images['linux/amd64']);
    await leave({ key: 'b', part: 'b', attested, salt: 'b' });
    expect(hub.tags(name).toSorted()).toEqual(['part-7-amd64', 'part-7-amd64_b']);
  },
);

test('a server that gives every run the same id lets the next commit overwrite the tag', async () => {
  const { name, leave } = repository();
  await leave({ key: 'a' });
  const next = await leave({ key: 'b', commit: 'd'.repeat(40), salt: 'b' });
  expect(hub.digest(`${name}:part-7-amd64`)).toBe(next.digest);
});
