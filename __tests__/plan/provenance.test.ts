import { describe, expect, test } from '@jest/globals';
import { defaultProvenance } from '../../src/plan/provenance.ts';
import { type Given, job, read } from '../inputs/given.ts';
import { CLASSIC, planFor } from './a-plan.ts';

const RUN = { GITHUB_RUN_ID: '42', GITHUB_RUN_ATTEMPT: '3' };
const ID = 'builder-id=https://github.com/acme/app/actions/runs/42/attempts/3';
const PUBLIC = { repository: { private: false } };

describe('provenance by default', () => {
  test.each<{
    readonly title: string;
    readonly expected: string | undefined;
    readonly env?: Readonly<Record<string, string>>;
    readonly event?: object;
    readonly inputs?: Given;
  }>([
    { title: 'is full for a public repository', event: PUBLIC, expected: `mode=max,inline-only=true,${ID}` },
    {
      title: 'hides build arguments of a private repository',
      event: { repository: { private: true } },
      expected: `mode=min,inline-only=true,${ID}`,
    },
    {
      title: 'hides build arguments if the event does not say who may read the repository',
      event: { repository: {} },
      expected: `mode=min,inline-only=true,${ID}`,
    },
    {
      title: 'names the server of the run and its first attempt',
      env: { GITHUB_RUN_ID: '42', GITHUB_SERVER_URL: 'https://git.acme.example/' },
      expected: 'mode=min,inline-only=true,builder-id=https://git.acme.example/acme/app/actions/runs/42/attempts/1',
    },
    { title: "is buildx's own outside of a workflow", env: {}, expected: undefined },
    { title: 'needs a repository to name a run', env: { ...RUN, GITHUB_REPOSITORY: '' }, expected: undefined },
    { title: 'gives way to `provenance`', inputs: { provenance: 'false' }, event: PUBLIC, expected: undefined },
    {
      title: 'gives way to `attests`',
      inputs: { attests: 'type=provenance,mode=min' },
      event: PUBLIC,
      expected: undefined,
    },
    { title: 'stays beside an SBOM', inputs: { attests: 'type=sbom' }, expected: `mode=min,inline-only=true,${ID}` },
    {
      title: 'is off with BUILDX_NO_DEFAULT_ATTESTATIONS',
      env: { ...RUN, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
      event: PUBLIC,
      expected: undefined,
    },
  ])('$title', async ({ inputs = {}, env = RUN, event = {}, expected }) => {
    const { request } = await read(inputs);
    expect(defaultProvenance(request.build, job(env, event))).toBe(expected);
  });

  test('is left out for the builder of Docker Engine with the classic image store', async () => {
    const at = job(RUN, PUBLIC);
    const inputs = { platforms: 'linux/amd64', driver: 'docker' };
    expect((await planFor(inputs, { at, host: CLASSIC })).provenance).toBeUndefined();
    expect((await planFor(inputs, { at })).provenance).toBe(`mode=max,inline-only=true,${ID}`);
  });
});

describe('provenance that the user asks for', () => {
  test.each<{ readonly title: string; readonly inputs: Given; readonly expected: object }>([
    { title: 'names the run', inputs: { provenance: 'mode=max' }, expected: { provenance: `mode=max,${ID}` } },
    { title: 'names the run if it is only turned on', inputs: { provenance: 'true' }, expected: { provenance: ID } },
    { title: 'stays off', inputs: { provenance: 'false' }, expected: { provenance: 'false' } },
    { title: 'stays disabled', inputs: { provenance: 'disabled=true' }, expected: { provenance: 'disabled=true' } },
    {
      title: 'keeps a builder of the user',
      inputs: { provenance: 'mode=min,builder-id=https://acme.example/ci' },
      expected: { provenance: 'mode=min,builder-id=https://acme.example/ci' },
    },
    {
      title: 'names the run in `attests`, where an SBOM stays as it is',
      inputs: { attests: 'type=sbom,generator=a\ntype=provenance,"filename=a,b"' },
      expected: { attests: ['type=sbom,generator=a', `type=provenance,"filename=a,b",${ID}`] },
    },
  ])('$title', async ({ inputs, expected }) => {
    expect((await planFor(inputs, { at: job(RUN, PUBLIC) })).request.build).toMatchObject(expected);
  });

  test('is unchanged outside of a workflow', async () => {
    expect((await planFor({ provenance: 'true' }, { at: job() })).request.build.provenance).toBe('true');
  });
});
