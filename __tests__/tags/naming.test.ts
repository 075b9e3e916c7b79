import { describe, expect, test } from '@jest/globals';
import { parseRelease } from '../../src/inputs/release.ts';
import type { HandedRelease } from '../../src/model/release.ts';
import { Wrong } from '../../src/model/wrong.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { nameImage } from '../../src/tags/naming.ts';
import { handedRelease, tagLines } from '../../src/tags/tag-lines.ts';
import { refuseUntagged, targetsOf } from '../../src/tags/targets.ts';
import { job, read } from '../inputs/given.ts';
import { EVENTS, NOW } from './events.ts';

const APP = 'ghcr.io/acme/app';

async function name(event: string, inputs: Readonly<Record<string, string>>, handed?: HandedRelease) {
  const { image } = (await read({ images: APP, ...inputs }, job())).request;
  const sample = EVENTS[event];
  if (sample === undefined) throw new Error(`no event is called ${event}`);
  const naming = await nameImage(image, readJobEvent(sample.env, sample.payload, new Date(NOW)), handed);
  const lines = tagLines(image.repositories, naming);
  return { naming, targets: targetsOf(image, naming), lines, handed: handedRelease(naming) };
}

describe('a release', () => {
  test('has floating tags with `auto`', async () => {
    const { naming, targets, lines } = await name('tag v1.2.3', { tags: 'auto' });
    expect(naming).toMatchObject({ version: '1.2.3', isNamed: true, notices: [] });
    expect(targets).toMatchObject([
      { tags: ['1.2.3', '1.2', '1', 'latest'], floating: ['1.2', '1', 'latest'], fullVersions: ['1.2.3'] },
    ]);
    expect(lines).toEqual([`${APP}:1.2.3`, `${APP}:1.2`, `${APP}:1`, `${APP}:latest`]);
  });

  test.each([
    ['auto', 'auto', ''],
    ['a prefix', 'auto', 'prefix=app-'],
    ['a suffix', 'auto', 'suffix=-alpine,onlatest=true'],
    ['PEP 440', 'type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}', ''],
    ['the minor version first', 'type=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{version}}', ''],
    ['a commit first', 'type=sha,priority=2000\ntype=semver,pattern={{version}}', 'latest=true'],
  ])('has the same tags in plan and merge with %s', async (_, tags, flavor) => {
    const planned = await name('tag v1.2.3', { tags, flavor });
    const { version } = planned.naming;
    const handed = parseRelease(JSON.stringify(planned.handed));
    if (handed instanceof Wrong) throw new Error(handed.message);
    expect(handed.version).toBe('1.2.3');
    const merged = await name('tag v1.2.3', { tags: planned.lines.join('\n'), version }, handed);
    expect(merged.targets).toEqual(planned.targets);
    expect(merged.naming).toMatchObject({ version, isNamed: true, release: planned.naming.release });
    expect(merged.lines).toEqual(planned.lines);
  });

  test('passes no data from plan to merge without a version', async () => {
    expect((await name('push main', { tags: 'auto' })).handed).toBeUndefined();
  });

  test('does not treat a literal tag as a floating tag', async () => {
    const { targets } = await name('tag v1.2.3', { tags: `auto\nlatest\n${APP}:1\nquay.io/acme/app:1` });
    expect(targets).toMatchObject([
      { tags: ['1.2.3', '1.2', '1', 'latest'], floating: ['1.2'] },
      { tags: ['1'], floating: [] },
    ]);
  });

  test.each([
    [{ tags: 'latest' }, '1.2.3', false],
    [{ tags: 'latest', version: '9.9' }, '9.9', true],
    [{ tags: `${APP}:x` }, '1.2.3', false],
    [{ tags: 'type=raw,value=x' }, 'x', true],
    [{}, '1.2.3', false],
  ])('with %j has the version %s', async (inputs, version, told) => {
    expect((await name('tag v1.2.3', inputs)).naming).toMatchObject({ version, isNamed: told });
  });

  test('recognizes a literal tag with the full version', async () => {
    const { targets } = await name('tag v1.2.3', { tags: `${APP}:v1.2.3-alpine\n${APP}:latest` });
    expect(targets).toMatchObject([{ fullVersions: ['v1.2.3-alpine'], floating: [] }]);
  });
});

test('reports a problem with its index in the list', async () => {
  await expect(name('push main', { tags: `${APP}:x\ntype=semvr` })).rejects.toThrow('tags[1]: unknown type "semvr"');
});

test('reports that no rule gives a tag', async () => {
  const { naming, targets } = await name('push main', { tags: 'type=ref,event=tag' });
  expect(naming.notices).toHaveLength(1);
  expect(() => refuseUntagged(targets, 'push on refs/heads/main')).toThrow(
    'tags: no rule gives a tag for push on refs/heads/main, so the image has no tag to publish',
  );
  const other = await name('push main', { tags: 'quay.io/acme/app:1' });
  expect(() => refuseUntagged(other.targets, '')).toThrow(`images: ${APP} gets no tag`);
  expect((await name('push main', {})).naming.notices).toEqual([]);
});

test.each([
  {
    event: 'tag v26.05.1',
    rules: ['type=semver,pattern={{version}}'],
    reasons: [
      'tags[0]: "v26.05.1" is not a semantic version (https://semver.org): 05 has a leading zero, so type=semver gives no tag; write type=match,pattern=v?(.+),group=1 for versions of this form',
    ],
  },
  {
    event: 'tag v1.2',
    rules: ['type=semver,pattern={{version}}'],
    reasons: [
      'tags[0]: "v1.2" is not a semantic version (https://semver.org): its numbers are not three, so type=semver gives no tag; write type=match,pattern=v?(.+),group=1 for versions of this form',
    ],
  },
  {
    event: 'push main',
    rules: [
      'type=schedule',
      'type=semver,pattern={{version}}',
      'type=pep440,pattern={{version}}',
      'type=match,pattern=.*',
      'type=edge,branch=dev',
      'type=ref,event=tag',
      'type=ref,event=pr',
      'type=raw,value=x,enable=false',
      'type=raw,value=',
    ],
    reasons: [
      'tags[0]: type=schedule is for the event schedule',
      'tags[1]: type=semver is for Git tags',
      'tags[2]: type=pep440 is for Git tags',
      'tags[3]: type=match is for Git tags',
      'tags[4]: type=edge is for the branch dev',
      'tags[5]: type=ref,event=tag is for Git tags',
      'tags[6]: type=ref,event=pr is for pull requests',
      'tags[7]: enable is false',
      'tags[8]: its tag is empty',
    ],
  },
  {
    event: 'no ref',
    rules: ['type=ref,event=branch', 'type=sha', 'auto'],
    reasons: [
      'tags[0]: type=ref,event=branch is for branches',
      'tags[1]: type=sha needs a commit, and the event names none',
      'tags[2]: auto has no tag for this event',
    ],
  },
])('names the reason of each rule that gives no tag: $event, $rules', async ({ event, rules, reasons }) => {
  const { naming, targets } = await name(event, { tags: rules.join('\n') });
  expect(naming.reasons).toEqual(reasons);
  const refuse = () => refuseUntagged(targets, event, 'publish', naming.reasons);
  expect(refuse).toThrow(`do not publish for this event\n  ${reasons.join('\n  ')}`);
});

test('names no reason of a rule that gives a tag', async () => {
  const tags = 'type=semver,pattern={{version}},match=x(.*)\ntype=sha\ntype=edge';
  const { naming } = await name('tag v1.2.3', { tags });
  expect(naming.reasons).toEqual(['tags[2]: type=edge is for the branch main']);
});

test('accepts a comma in the quoted pattern of a rule', async () => {
  const { lines } = await name('tag v1.2.3', { tags: 'type=match,"pattern=\\d{1,2}\\.\\d{1,2}"' });
  expect(lines).toEqual([`${APP}:1.2`, `${APP}:latest`]);
});

test('lists no references without a repository', async () => {
  const { lines } = await name('push main', { images: '', tags: '' });
  expect(lines).toEqual([]);
});
