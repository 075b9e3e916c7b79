import { expect, test } from '@jest/globals';
import { readMerge } from '../../src/inputs/merge.ts';
import { NOTHING_FROM_MERGE_GROUPS, withinMergeGroup } from '../../src/inputs/merge-group.ts';
import { countNames } from '../../src/model/naming.ts';
import { resolveMerge } from '../../src/plan/resolve.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { nameImage } from '../../src/tags/naming.ts';
import { type Given, job, problemsOf, read } from './given.ts';

const QUEUE = 'gh-readonly-queue/main/pr-7-860c1904';
const GROUP = job(
  {
    GITHUB_EVENT_NAME: 'merge_group',
    GITHUB_REF: `refs/heads/${QUEUE}`,
    GITHUB_REF_NAME: QUEUE,
    GITHUB_REF_PROTECTED: 'true',
  },
  { action: 'checks_requested' },
);
const ASKED: Given = { images: 'ghcr.io/acme/app', platforms: 'amd64' };

/** Result of the request in a job of a merge group, and the lines about it. */
async function within(inputs: Given) {
  expect(await problemsOf({ ...ASKED, ...inputs }, GROUP)).toEqual([]);
  const { request, messages } = await read({ ...ASKED, ...inputs }, GROUP);
  const naming = await nameImage(request.image, readJobEvent(GROUP.env, GROUP.event, new Date(0)));
  const { request: named, line } = withinMergeGroup(request, countNames(naming), GROUP);
  return { ...named.result, lines: [...messages.map(({ message }) => message), ...(line ? [line] : [])] };
}

test.each<readonly [Given, string]>([
  [{ push: 'true', tags: 'auto' }, 'push'],
  [{ push: 'true', tags: '' }, 'push'],
  [{ push: 'true', tags: 'auto', load: 'true' }, 'push'],
  [{ push: 'true', tags: '', load: 'true' }, 'push'],
  [{ push: 'true', tags: 'auto\ntype=semver,pattern={{version}}' }, 'push'],
  [{ push: 'true', tags: 'auto\ntype=raw,value=latest,enable={{is_default_branch}}' }, 'push'],
  [{ push: 'true', tags: 'auto', outputs: 'type=registry,compression=zstd' }, 'push'],
  [{ 'push-by-digest': 'true', tags: 'auto' }, 'push-by-digest'],
])('does not publish in a merge group with %j, and gives a line for the log', async (inputs, input) => {
  const { push, pushByDigest, load, outputs, lines } = await within(inputs);
  expect([push, pushByDigest, load, outputs.some(({ type }) => type === 'registry')]).toEqual(Array(4).fill(false));
  expect(lines).toEqual([`${input}: ${NOTHING_FROM_MERGE_GROUPS}`]);
});

test.each<Given>([
  { push: 'true', tags: 'auto\ntype=sha' },
  { push: 'true', tags: 'type=ref,event=branch' },
  { push: 'true', tags: 'ghcr.io/acme/app:queue' },
  { 'push-by-digest': 'true' },
])('publishes in a merge group with %j', async (inputs) => {
  const { push, pushByDigest, lines } = await within(inputs);
  expect([push || pushByDigest, lines]).toEqual([true, []]);
});

test('reports an error in a merge group if rules other than auto give no tag', async () => {
  expect(await problemsOf({ ...ASKED, push: 'true', tags: 'type=ref,event=tag' }, GROUP)).toHaveLength(1);
  expect(await problemsOf({ ...ASKED, load: 'true', tags: 'auto' }, GROUP)).toHaveLength(1);
});

test('reports empty tags as an error on other events', async () => {
  expect(await problemsOf({ ...ASKED, push: 'true', tags: '' })).toHaveLength(1);
});

test.each(['', 'auto'])('merge accepts the tags %j in a merge group', async (tags) => {
  const inputs: Readonly<Record<string, string>> = { ...ASKED, tags };
  const { request, inputs: opened } = await readMerge((name) => inputs[name] ?? '', GROUP);
  await resolveMerge(request, opened, GROUP);
  expect(opened.finish()).toEqual([]);
});
