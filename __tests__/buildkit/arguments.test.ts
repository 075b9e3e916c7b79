import { describe, expect, test } from '@jest/globals';
import { buildArguments, buildEnvironment } from '../../src/buildkit/arguments.ts';
import { job } from '../inputs/given.ts';
import { planFor } from '../plan/a-plan.ts';

const ARGUMENTS = { builder: 'b', exports: [], metadataFile: '/m.json', cacheFrom: [], cacheTo: [], exportOnly: false };
const ALWAYS = ['build', '--progress=rawjson', '--builder=b', '--platform=linux/amd64,linux/arm64'];

async function argumentsFor(inputs: Parameters<typeof planFor>[0], more: Partial<typeof ARGUMENTS> = {}) {
  const all = buildArguments(await planFor(inputs), { ...ARGUMENTS, ...more });
  expect(all.slice(0, 4)).toEqual(ALWAYS);
  expect(all.slice(-2)).toEqual(['--', '/checkout']);
  const always = /^--metadata-file=\/m\.json$|^--label=org\.opencontainers\.image\./;
  return all.slice(4, -2).filter((argument) => !always.test(argument));
}

describe('buildArguments', () => {
  test.each<[Parameters<typeof planFor>[0], readonly string[]]>([
    [{}, []],
    [{ file: 'docker/app.Dockerfile' }, ['--file=docker/app.Dockerfile']],
    [{ 'build-args': 'A=1,2\nB=--push' }, ['--build-arg=A=1,2', '--build-arg=B=--push']],
    [{ 'build-args': 'HTTP_PROXY' }, ['--build-arg=HTTP_PROXY']],
    [{ 'build-contexts': 'base=docker-image://busybox' }, ['--build-context=base=docker-image://busybox']],
    [{ labels: 'a=1\nb=x y' }, ['--label=a=1', '--label=b=x y']],
    [{ ssh: 'deploy=key.pem' }, ['--ssh=deploy=/checkout/key.pem']],
    [{ network: 'none' }, ['--network=none']],
    [{ 'add-hosts': 'db:10.0.0.2' }, ['--add-host=db:10.0.0.2']],
    [{ 'shm-size': '2g' }, ['--shm-size=2g']],
    [{ ulimit: 'nofile=1024:1024' }, ['--ulimit=nofile=1024:1024']],
    [{ 'cgroup-parent': '/ci' }, ['--cgroup-parent=/ci']],
    [{ allow: 'network.host' }, ['--allow=network.host']],
    [{ annotations: 'index:a=1' }, ['--annotation=index:a=1']],
    [{ 'no-cache': 'true', pull: 'true' }, ['--pull', '--no-cache']],
    [{ 'no-cache-filters': 'a,b' }, ['--no-cache-filter=a', '--no-cache-filter=b']],
    [{ provenance: 'mode=max' }, ['--provenance=mode=max']],
    [{ sbom: 'true' }, ['--sbom=true']],
    [{ attests: 'type=sbom,generator=image' }, ['--attest=type=sbom,generator=image']],
    [{ 'secret-files': 'key=key.pem' }, ['--secret=id=key,src=/checkout/key.pem']],
  ])('%o', async (inputs, expected) => {
    expect(await argumentsFor(inputs)).toEqual(expected);
  });

  test('contains exports and caches', async () => {
    const exports = [{ type: 'image', attributes: { name: 'a,b', push: 'true' } }];
    const caches = { cacheFrom: ['type=gha'] as never, cacheTo: ['type=gha,mode=max'] as never };
    expect(await argumentsFor({ cache: 'inline' }, { exports: exports as never, ...caches })).toEqual([
      '--cache-from=type=gha',
      '--cache-to=type=gha,mode=max',
      '--output=type=image,"name=a,b",push=true',
    ]);
    expect(await argumentsFor({ tags: 'a/b:1', push: 'true', cache: 'inline' })).toContain('--cache-to=type=inline');
  });

  test('attests provenance by default for images, but not for an archive of `type=docker` or for files', async () => {
    const at = job({ GITHUB_RUN_ID: '42' });
    const of = async (...types: readonly string[]) =>
      buildArguments(await planFor({}, { at }), {
        ...ARGUMENTS,
        exports: types.map((type) => ({ type, attributes: {} })),
      }).filter((argument) => argument.startsWith('--provenance'));
    const expected = [
      '--provenance=mode=min,inline-only=true,builder-id=https://github.com/acme/app/actions/runs/42/attempts/1',
    ];
    expect(await of('local', 'image')).toEqual(expected);
    expect(await of('oci')).toEqual(expected);
    expect(await of('docker')).toEqual([]);
    expect(await of('local')).toEqual([]);
  });

  test('uses the cache and the same base images to export an earlier result', async () => {
    const fresh = { 'no-cache': 'true', 'no-cache-filters': 'a', pull: 'true' };
    expect(await argumentsFor(fresh, { exportOnly: true })).toEqual(['--pull']);
  });

  test('has no exports for `call`', async () => {
    const all = buildArguments(await planFor({ call: 'check', platforms: '' }), ARGUMENTS);
    expect(all).toEqual(['build', '--progress=rawjson', '--builder=b', '--call=check', '--', '/checkout']);
  });

  test('has a Git context after the dashes', async () => {
    const plan = await planFor({ context: 'https://github.com/acme/app.git#main' }, { dockerfile: { unreadable: '' } });
    expect(buildArguments(plan, ARGUMENTS).slice(-2)).toEqual(['--', 'https://github.com/acme/app.git#main']);
  });
});

test('passes secrets and SOURCE_DATE_EPOCH in environment variables', async () => {
  const plan = await planFor({ secrets: 'token=very,secret', 'source-date-epoch': '7' });
  expect(buildArguments(plan, ARGUMENTS).filter((argument) => argument.startsWith('--secret'))).toEqual([
    '--secret=id=token,env=MULTIARCH_BUILD_SECRET_0',
  ]);
  expect(buildEnvironment(plan, {})).toMatchObject({ MULTIARCH_BUILD_SECRET_0: 'very,secret', SOURCE_DATE_EPOCH: '7' });
});
