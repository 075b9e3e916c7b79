import { expect, test } from '@jest/globals';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { usedRegistries } from '../../src/plan/registries.ts';
import { read } from '../inputs/given.ts';

const DOCKERFILE = `ARG HOST=default.lan
ARG BASE=\${HOST}:5000/base
FROM $BASE AS build
FROM busybox
COPY --from=build / /a
COPY --from=copied.lan/files:1 / /b
RUN --mount=type=bind,from=mounted.lan/files,target=/c true
FROM \${BROKEN
`;

test('the registries of a build are those of its images, its cache and its Dockerfile', async () => {
  const inputs = { images: 'ghcr.io/acme/app', tags: '1', push: 'true', 'cache-ref': 'cache.lan/app' };
  const naming = { references: [] };
  const { request } = await read({ ...inputs, 'build-args': 'HOST=given.lan' });
  const dockerfile = await readDockerfile(DOCKERFILE);
  expect(usedRegistries(request, naming, dockerfile, {})).toEqual([
    ...['ghcr.io', 'cache.lan', 'given.lan:5000', 'docker.io', 'copied.lan', 'mounted.lan'],
  ]);
  const { request: named } = await read({ ...inputs, 'build-args': 'HOST' });
  expect(usedRegistries(named, naming, dockerfile, { HOST: 'env.lan' })).toContain('env.lan:5000');
  const { request: plain } = await read(inputs);
  expect(usedRegistries(plain, naming, dockerfile, {})).toContain('default.lan:5000');
  expect(usedRegistries(plain, naming, { unreadable: 'it is not' }, {})).toEqual(['ghcr.io', 'cache.lan']);
});
