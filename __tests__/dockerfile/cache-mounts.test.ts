// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { describe, expect, test } from '@jest/globals';
import { type CacheMounts, cacheMounts } from '../../src/dockerfile/cache-mounts.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { isUnreadable } from '../../src/dockerfile/unreadable.ts';
import type { Platform } from '../../src/model/platform.ts';

const platform = (architecture: string): Platform => ({ os: 'linux', architecture, variant: undefined });
const PLATFORMS = { target: platform('arm64'), build: platform('amd64') };

async function find(text: string, more: object = {}): Promise<CacheMounts> {
  const dockerfile = await readDockerfile(text);
  if (isUnreadable(dockerfile)) throw new Error(dockerfile.unreadable);
  const options = { buildArgs: [], buildContexts: [], target: undefined, ...more };
  const found = cacheMounts(dockerfile, options, PLATFORMS);
  if (isUnreadable(found)) throw new Error(found.unreadable);
  return found;
}
const ids = async (text: string, more?: object) => (await find(text, more)).mounts.map(({ id }) => id);

describe('the id of a cache mount', () => {
  test.each([
    ['target=/root/.npm', '/root/.npm'],
    ['target=/root/.npm/', '/root/.npm'],
    ['dst=/a//b/../c', '/a/c'],
    ['destination=relative/dir', 'relative/dir'],
    ['target="/quoted"', '/quoted'],
    ['id=npm,target=/x', 'npm'],
    ['target=/x,ID=npm,ro', 'npm'],
  ])('of %s is %s', async (attributes, id) => {
    expect(await ids(`FROM a\nRUN --mount=type=cache,${attributes} x`)).toEqual([id]);
  });

  test.each([
    ['an argument with a default', 'ARG A=one', [], 'one'],
    ['a build argument', 'ARG A=one', [{ name: 'A', value: 'two' }], 'two'],
    ['an environment variable', 'ENV A=one', [{ name: 'A', value: 'two' }], 'one'],
    ['an environment variable in the old form', 'ENV A one', [], 'one'],
    [
      'a variable that uses a later argument',
      `ARG B=1\nENV A="$B-\${TARGETARCH:-none}"\nARG TARGETARCH`,
      [],
      undefined,
    ],
    ['a variable that uses another of the same ENV', 'ENV B=old\nENV B=new A=$B', [], 'old'],
    ['an argument that uses another of the same ARG', 'ARG B=new A=$B', [], 'new'],
    ['a variable whose name is expanded', 'ARG N=A\nENV $N=one', [], 'one'],
    ['a variable with an escaped slash', 'ARG B=a/b\nENV A=${B/\\//-}', [], 'a-b'],
    ['a variable that uses an earlier argument', 'ARG TARGETARCH\nENV A="x-$TARGETARCH"', [], 'x-arm64'],
    ['a global argument', 'ARG GLOBAL\nARG A=$GLOBAL', [], 'of all'],
    ['an argument without a value', 'ARG A', [], undefined],
    ['no variable', '', [], undefined],
  ])('may contain a variable: %s', async (_, lines, buildArgs, id) => {
    const text = `ARG GLOBAL="of all"\nFROM a\n${lines}\nRUN --mount=type=cache,id=$A,target=/x y`;
    const { mounts, skipped } = await find(text, { buildArgs });
    const odd = id === undefined || id.includes(' ');
    expect(mounts.map((mount) => mount.id)).toEqual(odd ? [] : [id]);
    expect(skipped).toHaveLength(odd ? 1 : 0);
  });

  test('uses the variables of the parent stage and of its ONBUILD triggers', async () => {
    const text = `FROM a AS base
ENV A=one
ONBUILD RUN --mount=type=cache,id=trigger-$A x
ENV A=two
FROM base AS middle
FROM middle
RUN --mount=type=cache,id=own-$A x`;
    expect(await ids(text)).toEqual(['trigger-two', 'own-two']);
  });
});

test('reads only stages that the target uses, each with its own variables', async () => {
  const text = `FROM a AS unused
RUN --mount=type=cache,target=/unused x
FROM b AS build
ARG TARGETARCH
RUN --mount=type=cache,id=\${TARGETARCH} --mount=type=bind,target=/src --mount=type=cache,target=/second x
FROM c
COPY --from=build /x /
RUN --mount=type=tmpfs,target=/t x`;
  expect(await ids(text)).toEqual(['arm64', '/second']);
  expect((await find(text)).image).toBe('b');
});

test('keeps the attributes that distinguish caches with one id, and their sharing', async () => {
  const text = 'FROM a\nRUN --mount=type=cache,target=/x,uid=1000,gid=1001,mode=0700,sharing=LOCKED,ro=false x';
  expect((await find(text)).mounts).toEqual([
    { id: '/x', options: { sharing: 'locked', uid: '1000', gid: '1001', mode: '0700' } },
  ]);
});

test.each([
  ['from=b,target=/x', /line 3: .* begins with files of its own/],
  ['source=/s,target=/x', /begins with files of its own/],
  ['target=$HOME/x', /a variable from its base image/],
  ['target=/x,id=a$(b)', /./],
  ['target=/x,uid=me', /not understood/],
  ['id=a b', undefined],
])('skips %s', async (attributes, reason) => {
  const { mounts, skipped } = await find(`FROM b AS b\nFROM a\nRUN --mount=type=cache,${attributes} x`);
  if (reason === undefined) return expect(mounts.map(({ id }) => id)).toEqual(['a']);
  expect(mounts).toEqual([]);
  expect(skipped).toEqual([expect.stringMatching(reason)]);
});

test('uses the image of another stage if a stage is built on scratch', async () => {
  const text = `FROM scratch AS one
RUN --mount=type=cache,target=/x x
FROM image:1 AS two
FROM two
COPY --from=one / /
RUN --mount=type=cache,target=/y x`;
  expect(await find(text)).toMatchObject({ image: 'image:1', mounts: [{ id: '/x' }, { id: '/y' }] });
});
