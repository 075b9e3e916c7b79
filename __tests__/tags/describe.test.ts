import { describe, expect, test } from '@jest/globals';
import { describeImage, expandPlaceholders, withOwn } from '../../src/tags/describe.ts';
import { branchOf, gitTagOf, pullRequestOf, readJobEvent } from '../../src/tags/event.ts';
import { EVENTS, NOW } from './events.ts';

const now = new Date(NOW);
const repository = { name: 'app', description: '', url: 'https://git.acme.example/acme/app', license: '' };
const facts = { version: '1.2.3', revision: 'abc', created: new Date('2020-01-09T23:30:05+02:00'), repository };

test('labels contain the time of the build, and unknown values are empty', () => {
  expect(describeImage(facts)).toEqual({
    'org.opencontainers.image.created': '2020-01-09T21:30:05.000Z',
    'org.opencontainers.image.description': '',
    'org.opencontainers.image.licenses': '',
    'org.opencontainers.image.revision': 'abc',
    'org.opencontainers.image.source': 'https://git.acme.example/acme/app',
    'org.opencontainers.image.title': 'app',
    'org.opencontainers.image.url': 'https://git.acme.example/acme/app',
    'org.opencontainers.image.version': '1.2.3',
  });
});

test("the user's labels override derived labels, the last label of a name wins, and labels are sorted", () => {
  const own = [
    { name: 'b', value: 'first' },
    { name: 'z', value: '' },
    { name: 'b', value: 'last' },
  ];
  expect(Object.entries(withOwn({ c: 'derived', b: 'derived' }, own))).toEqual([
    ['b', 'last'],
    ['c', 'derived'],
    ['z', ''],
  ]);
});

test.each([
  ['VERSION={{version}}', 'VERSION=1.2.3'],
  ['{{ revision }}/{{created}}/{{version}}{{version}}', 'abc/2020-01-09T21:30:05.000Z/1.2.31.2.3'],
  ['{{.Version}} {{versions}} {version} {{branch}} $& {{{{', '{{.Version}} {{versions}} {version} {{branch}} $& {{{{'],
  ['', ''],
])('replaces the placeholders in %j', (text, expected) => {
  expect(expandPlaceholders(text, facts)).toBe(expected);
  expect(expandPlaceholders('{{version}}', { ...facts, version: '$&' })).toBe('$&');
});

describe('the event of a job is read', () => {
  const read = (name: string) => readJobEvent(EVENTS[name]?.env ?? {}, EVENTS[name]?.payload, now);

  test('for a push to a branch', () => {
    const event = read('push main');
    expect(event).toMatchObject({ eventName: 'push', shortSha: '860c190', defaultBranch: 'main', baseRef: undefined });
    expect(event.commitDate).toEqual(new Date('2020-01-09T21:30:05Z'));
    expect([branchOf(event), gitTagOf(event), pullRequestOf(event)]).toEqual(['main', undefined, undefined]);
  });

  test('for a Git tag', () => {
    const event = read('tag p1/v1.0.0');
    expect(event).toMatchObject({ baseRef: 'main', commitDate: now });
    expect([branchOf(event), gitTagOf(event), pullRequestOf(event)]).toEqual([undefined, 'p1/v1.0.0', undefined]);
  });

  test.each(['pull request', 'pull request target'])('for a %s', (name) => {
    const event = read(name);
    expect(event).toMatchObject({ ref: 'refs/pull/7/merge', baseRef: 'main', shortSha: '860c190' });
    expect([branchOf(event), gitTagOf(event), pullRequestOf(event)]).toEqual([undefined, undefined, '7']);
  });

  test('for a pull request, with the name of its head', () => {
    expect(read('pull request of head').sha).toBe('1111111122222222333333334444444455555555');
  });

  test('without a payload', () => {
    const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SERVER_URL: 'https://git.acme.example' };
    expect(readJobEvent(env, undefined, now)).toEqual({
      eventName: '',
      ref: '',
      sha: '',
      shortSha: '',
      defaultBranch: undefined,
      baseRef: undefined,
      repository,
      now,
      commitDate: now,
    });
    expect(readJobEvent({}, null, now).repository).toEqual({ name: '', description: '', url: '', license: '' });
  });
});
