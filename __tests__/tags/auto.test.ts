import { describe, expect, test } from '@jest/globals';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { resolveTags, type Tagging } from '../../src/tags/resolve.ts';
import { EVENTS, NOW } from './events.ts';

interface Asked {
  readonly event: string;
  readonly rules?: readonly string[];
  readonly flavor?: readonly string[];
  readonly version?: string;
}

function resolve({ event, rules = ['auto'], flavor = [], version }: Asked): Promise<Tagging> {
  const { env, payload } = EVENTS[event] ?? { env: {}, payload: {} };
  return resolveTags({ rules, flavor, version, event: readJobEvent(env, payload, new Date(NOW)) });
}

async function tagged(asked: Asked) {
  const result = await resolve(asked);
  if (result.kind === 'problems') throw new InputError(result.problems);
  return result;
}

const names = async (asked: Asked) => (await tagged(asked)).tags.map(({ name }) => name).join(' ');

describe('auto', () => {
  test.each([
    ['tag v1.2.3', '1.2.3 1.2 1 latest'],
    ['tag 1.2.3', '1.2.3 1.2 1 latest'],
    ['tag v0.3.1', '0.3.1 0.3 latest'],
    ['tag v2.0.8-beta.67', '2.0.8-beta.67'],
    ['tag v1.2.3+build.5', '1.2.3 1.2 1 latest'],
    ['tag v1.2', 'v1.2'],
    ['tag sometag', 'sometag'],
    ['tag p1/v1.0.0', 'p1-v1.0.0'],
    ['tag 1.2.3rc2', '1.2.3rc2'],
    ['push main', 'main'],
    ['push feature', 'feature-A_b.c'],
    ['push odd', 'fix-42-b-c-d-e'],
    ['push dot', 'types-node'],
    ['push long', 'long-'.repeat(30).slice(0, 128)],
    ['pull request', 'pr-7'],
    ['pull request target', 'pr-7'],
    ['schedule', 'nightly'],
    ['dispatch main', 'main'],
    ['dispatch v1.2.3', '1.2.3 1.2 1 latest'],
    ['release v1.2.3', '1.2.3 1.2 1 latest'],
    ['release v2.0.0-rc.1', '2.0.0-rc.1'],
    ['merge group', ''],
    ['no ref', ''],
  ])('gives on %s: %s', async (event, expected) => {
    expect(await names({ event })).toBe(expected);
  });

  test.each<[Asked, string]>([
    [{ event: 'tag v1.2.3', flavor: ['latest=false'] }, '1.2.3 1.2 1'],
    [{ event: 'push main', flavor: ['latest=true'] }, 'main latest'],
    [
      { event: 'tag v1.2.3', flavor: ['suffix=-alpine,onlatest=true'] },
      '1.2.3-alpine 1.2-alpine 1-alpine latest-alpine',
    ],
    [{ event: 'pull request', flavor: ['prefix=alpine-'] }, 'alpine-pr-7'],
    [{ event: 'push long', flavor: ['suffix=-{{sha}}'] }, `${'long-'.repeat(24)}-860c190`],
    [{ event: 'tag v1.2.3', rules: ['type=sha', 'auto', 'stable'] }, '1.2.3 1.2 1 stable sha-860c190 latest'],
    [{ event: 'tag v1.2.3', rules: ['type=raw,value=first,priority=2000', 'auto'] }, 'first 1.2.3 1.2 1 latest'],
    [{ event: 'tag sometag', rules: ['auto', 'type=sha'] }, 'sometag sha-860c190'],
    [{ event: 'merge group', version: '1.4.0', flavor: ['latest=true', 'prefix=v'] }, ''],
    [{ event: 'merge group', rules: ['auto', 'type=sha'] }, 'sha-860c190'],
    [{ event: 'push main', rules: [' auto ', 'type=raw,value=auto'] }, 'main auto'],
  ])('gives with %j: %s', async (asked, expected) => {
    expect(await names(asked)).toBe(expected);
  });

  test('lets another rule add latest by itself', async () => {
    expect(await names({ event: 'tag sometag', rules: ['type=ref,event=tag', 'auto'] })).toBe('sometag latest');
  });
});

test('treats a schedule as a run on the default branch, with or without it in the payload', async () => {
  expect(await names({ event: 'schedule without a repository', rules: ['type=edge'] })).toBe('edge');
});

describe('version', () => {
  test.each<[Asked, string, string]>([
    [{ event: 'push main', version: '1.4.0' }, '1.4.0 1.4 1 latest', '1.4.0'],
    [{ event: 'dispatch dev', version: 'v2.0.0-rc.1' }, '2.0.0-rc.1', 'v2.0.0-rc.1'],
    [{ event: 'tag v1.2.3', version: '1.4.0' }, '1.4.0 1.4 1 latest', '1.4.0'],
    [{ event: 'push main', version: '2024 Q1' }, '2024-Q1', '2024 Q1'],
    [{ event: 'pull request', version: '1.4.0' }, 'pr-7', '1.4.0'],
    [{ event: 'schedule', version: '1.4.0' }, 'nightly', '1.4.0'],
    [{ event: 'push main', version: '' }, 'main', 'main'],
    [
      { event: 'push main', version: '1.4.0', rules: ['type=semver,pattern={{major}}.{{minor}}'] },
      '1.4 latest',
      '1.4.0',
    ],
    [{ event: 'push main', version: '1.4rc1', rules: ['type=pep440,pattern={{version}}'] }, '1.4rc1', '1.4rc1'],
    [{ event: 'push main', version: 'v7', rules: ['type=match,pattern=\\d,group=0'] }, '7 latest', 'v7'],
    [
      { event: 'tag v1.2.3', version: '9.9.9', rules: ['type=semver,pattern={{version}},value=1.0.0'] },
      '1.0.0 latest',
      '9.9.9',
    ],
    [
      { event: 'tag v1.2.3', version: '9.9.9', rules: ['type=ref,event=tag', 'type=raw,value={{tag}}-x'] },
      'v1.2.3 v1.2.3-x latest',
      '9.9.9',
    ],
  ])('with %j gives the tags %s and the version %s', async (asked, expected, version) => {
    const result = await tagged(asked);
    expect(result.tags.map(({ name }) => name).join(' ')).toBe(expected);
    expect(result.version).toBe(version);
  });
});

describe('derived tags', () => {
  test.each<[Asked, string]>([
    [{ event: 'tag v1.2.3' }, '1.2.3 1.2 1 latest'],
    [{ event: 'push main' }, 'main'],
    [{ event: 'tag v1.2.3', rules: ['type=semver,pattern={{version}}', 'type=semver,pattern={{major}}'] }, 'latest'],
    [{ event: 'push main', rules: ['type=edge'], flavor: ['latest=true'] }, 'latest'],
    [{ event: 'tag v1.2.3', rules: ['auto', 'latest', 'type=raw,value=1.2'] }, '1.2.3 1'],
    [{ event: 'tag v1.2.3', rules: ['type=raw,value=latest', 'type=semver,pattern={{version}}'] }, ''],
  ])('of %j are %s', async (asked, expected) => {
    const { tags } = await tagged(asked);
    expect(tags.flatMap(({ name, derived }) => (derived ? [name] : [])).join(' ')).toBe(expected);
  });

  test('distinguish a full version from floating tags', async () => {
    const { tags } = await tagged({
      event: 'tag v1.2.3',
      rules: ['auto', 'type=ref,event=tag,prefix=app-', 'type=sha'],
    });
    expect(tags.filter(({ fullVersion }) => fullVersion).map(({ name }) => name)).toEqual(['1.2.3', 'app-v1.2.3']);
    expect((await tagged({ event: 'push main' })).tags).toEqual([{ name: 'main', derived: true, fullVersion: false }]);
  });
});

describe('the release for the comparison of versions', () => {
  const plain = { prefix: '', suffix: '' };
  test.each<[Asked, unknown]>([
    [{ event: 'tag v1.2.3' }, { scheme: 'semver', version: '1.2.3', ...plain }],
    [{ event: 'push main' }, undefined],
    [
      { event: 'push main', rules: ['type=sha'], version: '1.4' },
      { scheme: 'pep440', version: '1.4', ...plain },
    ],
    [
      { event: 'push main', rules: ['type=sha'], version: 'v1.4.0' },
      { scheme: 'semver', version: '1.4.0', ...plain },
    ],
    [
      { event: 'tag v1.2.3rc2', rules: ['type=pep440,pattern={{raw}},prefix=a-'], flavor: ['suffix=-b'] },
      { scheme: 'pep440', version: '1.2.3rc2', prefix: 'a-', suffix: '-b' },
    ],
    [
      { event: 'tag v1.2.3', rules: ['type=match,pattern=v(.*),group=1'], flavor: ['prefix=a-'] },
      { scheme: 'semver', version: '1.2.3', prefix: 'a-', suffix: '' },
    ],
    [{ event: 'tag sometag', rules: ['type=ref,event=tag'] }, undefined],
    [
      { event: 'push main', rules: ['type=semver,pattern={{version}},value=1.0.0,prefix=a-'], version: '9.9.9' },
      { scheme: 'semver', version: '9.9.9', ...plain },
    ],
    [
      { event: 'push main', rules: ['type=pep440,pattern={{version}}'], version: '1.4.0' },
      { scheme: 'pep440', version: '1.4.0', ...plain },
    ],
    [{ event: 'tag v1.2.3', rules: ['auto'], version: 'summer' }, undefined],
  ])('is found for %j', async (asked, expected) => {
    expect((await tagged(asked)).release).toEqual(expected);
  });
});

test('reports all problems at once, each with its index', async () => {
  const rules = [
    'type=semvr,pattern={{version}}',
    'type=sha',
    'type=semver',
    'type=ref,event=branhc',
    'type=schedule,pattern={{date',
    'type=raw,value=x,enable=yes',
    'type=semver,pattern={{version}},value=v1.2.3,match=\\d',
    'type=match,pattern=(,value=x',
    "type=raw,value={{date 'YYYY' zone='UTC'}}",
    'type=raw,value={{date}}',
    'type=semver,value=1.2.3,pattern={{verison}}',
    'type=raw,value="a',
    'type=sha,format=tiny',
    'type=match,pattern=a,group=b',
  ];
  const result = await resolve({
    event: 'push main',
    rules,
    flavor: ['latest=maybe', 'sufix=x', 'onlatest=true', 'suffix={{'],
  });
  expect(result.kind === 'problems' && result.problems.map(formatProblem)).toEqual([
    'flavor[0]: latest must be auto, true or false, got "maybe"',
    'flavor[1]: unknown entry "sufix"; did you mean suffix?',
    'flavor[2]: onlatest without a prefix or suffix; write them in one line, as in suffix=-alpine,onlatest=true',
    'flavor: must be a valid expression, got "{{"; close its braces and quotes',
    'tags[0]: unknown type "semvr"; did you mean semver?',
    'tags[2]: type=semver without pattern=; write it as in pattern={{version}}',
    'tags[3]: unknown event "branhc"; did you mean branch?',
    'tags[4]: must be a valid expression, got "{{date"; close its braces and quotes',
    'tags[5]: enable must be true or false, got "yes"',
    'tags[6]: match must have a group, got "\\\\d"; put the version in parentheses',
    'tags[7]: must be a regular expression, got "("',
    'tags[8]: unknown attribute "zone" of a date; write tz',
    "tags[9]: a date without a format; write it as in {{date 'YYYYMMDD'}}",
    'tags[10]: unknown expression {{verison}}; did you mean version?',
    'tags[11]: must have matching double quotes, got "type=raw,value=\\"a"; write a double quote inside an item twice',
    'tags[12]: unknown format "tiny"; write one of short, long',
    'tags[13]: group must be a number, got "b"',
  ]);
});

test.each<[Asked, readonly string[]]>([
  [{ event: 'tag v1.2.3' }, []],
  [{ event: 'tag v1.2.3', rules: ['type=sha', 'type=ref,event=branch'] }, []],
  [
    { event: 'push main', rules: ['type=semver,pattern={{version}}'] },
    ['tags: no rule gives a tag for push on refs/heads/main'],
  ],
  [
    { event: 'tag sometag', rules: ['type=sha', 'type=semver,pattern={{version}}'] },
    ['tags[1]: "sometag" is not a semantic version (https://semver.org), so type=semver gives no tag'],
  ],
  [
    { event: 'tag sometag', rules: ['auto', 'type=pep440,pattern={{version}},match=v(.*)'] },
    [
      'tags[1]: match v(.*) does not match "sometag"',
      'tags[1]: "sometag" is not a version by PEP 440, so type=pep440 gives no tag',
    ],
  ],
  [
    { event: 'tag sometag', rules: ['type=match,pattern=v(.*)', 'type=match,pattern=s,group=1', 'x'] },
    [
      'tags[0]: v(.*) does not match "sometag", so type=match gives no tag',
      'tags[1]: s has no group 1 in "sometag", so it gives no tag',
    ],
  ],
])('reports the notices of %j', async (asked, expected) => {
  expect((await tagged(asked)).notices.map(formatProblem)).toEqual(expected);
});
