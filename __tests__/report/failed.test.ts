import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '../../src/buildkit/failure.ts';
import { ActionError, Cancelled, TimeUp } from '../../src/model/errors.ts';
import type { PhaseTime } from '../../src/model/report.ts';
import { IncompletePublication } from '../../src/publish/incomplete.ts';
import { composeFailed, type FailedFacts } from '../../src/report/failed.ts';
import { summarizeFailed } from '../../src/report/failed-summary.ts';
import { describeFailed } from '../../src/report/print.ts';
import { eventsOf, json, logOf, recording } from '../buildkit/replay.ts';
import { planFor } from '../plan/a-plan.ts';
import { digest, repository } from './a-report.ts';

const NAME = 'ghcr.io/acme/app';
const ENDED = { code: 1, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const THREE = 'linux/amd64,linux/arm64,linux/arm/v7';
const DOCKERFILE = 'FROM busybox\nRUN make';
const planning: PhaseTime = { phase: 'planning', start: 0, end: 2 };
const building: PhaseTime = { phase: 'building', start: 2, end: 8 };
const publishing: PhaseTime = { phase: 'publishing', start: 8, end: 9 };

async function facts(more: Partial<FailedFacts> = {}): Promise<FailedFacts> {
  const plan = await planFor({ tags: `${NAME}:1`, push: 'true', platforms: THREE }, { dockerfile: DOCKERFILE });
  return { title: NAME, goal: 'publish', phases: [planning, building], env: {}, plan, ...more };
}

const summary = async (error: unknown, more: Partial<FailedFacts> = {}, now?: number) =>
  summarizeFailed(composeFailed(error, await facts(more), now));

/** A build that fails on one platform. */
function failed() {
  const log = logOf(eventsOf(recording('fail')));
  return { log, failure: explainFailure(log, ENDED, { isEmulated: (name) => name !== 'linux/amd64' }) };
}

describe('summarizeFailed', () => {
  test('shows the failed step with its output and its line, and how far each platform came', async () => {
    const { log, failure } = failed();
    const place = { file: 'app/fail.Dockerfile', startLine: 5 };
    const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'abc' };
    const text = await summary(failure.at(place), { log, env });
    expect(text.slice(0, text.indexOf('**Where'))).toBe(`### ❌ <code>${NAME}</code> was not published

<strong><code>RUN echo about to fail &#38;&#38; false</code> failed on linux/amd64. Exit code 1</strong>, at [<code>app/fail.Dockerfile&#58;<!-- -->5</code>](<https://github.com/acme/app/blob/abc/app/fail.Dockerfile#L5>):

\`\`\`text
about to fail
\`\`\`

No tag was updated.

| Platform |  | Result | Time |
| --- | --- | --- | ---: |
| linux/amd64 | native | ❌ failed at <code>3/3 RUN echo about to fail &#38;&#38; false</code> | 0:00 |
| linux/arm64 | emulated | ⏹️ stopped at <code>3/3 RUN echo about to fail &#38;&#38; false</code> | 0:01 |
| linux/arm/v7 | emulated | ⏹️ stopped at <code>3/3 RUN echo about to fail &#38;&#38; false</code> | 0:01 |

<details><summary>Dockerfile</summary>

\`\`\`text
   3 |     MAINTAINER joe
   4 |     RUN echo before
   5 | >>> RUN echo about to fail && false
   6 |
\`\`\`

</details>

`);
  });

  test('shows the hint of a failure, and no table if no instruction ran', async () => {
    const log = logOf(eventsOf(recording('syntax')));
    const failure = explainFailure(log, ENDED, { isEmulated: () => false });
    const text = await summary(failure, { log });
    expect(text).toContain(
      'did you mean RUN?)</strong>, at <code>syntax.Dockerfile&#58;<!-- -->2</code>\n\nCorrect the marked line.',
    );
    expect(text).not.toContain('| Platform');
  });

  test.each([
    [new Cancelled('cancelled by SIGINT, while building'), '⏹️', ': the job was cancelled'],
    [new TimeUp('not done within 60 s, while building'), '⏱️', ': the timeout expired'],
    [new ActionError('lost', { cause: new Cancelled('cancelled by SIGINT') }), '⏹️', ': the job was cancelled'],
    [new ActionError('lost'), '❌', ''],
  ])('shows why the run ended: %s', async (error, icon, reason) => {
    expect(await summary(error)).toMatch(new RegExp(`^### ${icon} <code>${NAME}</code> was not published${reason}\n`));
  });

  test('shows the step that ran when the run was stopped, and its time until now', async () => {
    const at = '2026-01-01T00:00:00Z';
    const done = { digest: '1', name: '[linux/amd64 2/2] RUN make', started: at, completed: '2026-01-01T00:00:07Z' };
    const running = { digest: '2', name: '[linux/arm64 2/2] RUN make', started: at };
    const log = logOf(eventsOf(json({ vertexes: [done, running] })));
    const text = await summary(new TimeUp('not done'), { log }, Date.parse('2026-01-01T00:01:00Z'));
    expect(text).toContain(`| linux/amd64 | native | ✅ built | 0:07 |
| linux/arm64 | emulated | ⏹️ stopped at <code>2/2 RUN make</code> | 1:00 |
| linux/arm/v7 | emulated | ⏹️ not started | – |`);
    expect(text).toContain('| 1 min 0 s | linux/arm64 (emulated) | <code>2/2</code> RUN make |');
  });

  test('a platform was stopped if its last instruction did not start', async () => {
    const at = '2026-01-01T00:00:00Z';
    const first = { digest: '1', name: '[linux/amd64 1/2] FROM busybox', started: at, completed: at };
    const last = { digest: '2', inputs: ['1'], name: '[linux/amd64 2/2] RUN make' };
    const log = logOf(eventsOf(json({ vertexes: [first, last] })));
    expect(await summary(new TimeUp('not done'), { log })).toContain('| linux/amd64 | native | ⏹️ stopped | 0:00 |');
  });

  test('a platform is built if its last instruction ended, also without steps that the cache made unnecessary', async () => {
    const at = '2026-01-01T00:00:00Z';
    const unnecessary = { digest: '1', name: '[linux/amd64 1/2] FROM busybox' };
    const last = { digest: '2', inputs: ['1'], name: '[linux/amd64 2/2] RUN make', started: at, completed: at };
    const log = logOf(eventsOf(json({ vertexes: [unnecessary, last] })));
    expect(await summary(new TimeUp('not done'), { log })).toContain('| linux/amd64 | native | ✅ built | 0:00 |');
  });

  test('shows the state of each tag if not all were updated', async () => {
    const tags = [
      { reference: `${NAME}:1`, state: 'updated', before: digest('d') },
      { reference: `${NAME}:2`, state: 'not updated', before: 'nothing' },
    ] as const;
    const text = await summary(new IncompletePublication('not everywhere', tags, {}), {
      phases: [planning, publishing],
    });
    expect(text).toContain('was not published everywhere\n');
    expect(text).toContain(`| Tag | State | Before |
| --- | --- | --- |
| \`${NAME}:1\` | updated | \`dddddddddddd\` |
| \`${NAME}:2\` | not updated | nothing |`);
    expect(text).not.toContain('No tag');
  });

  test('shows the tags that were published before the failure', async () => {
    const published = [{ repository: repository(NAME), tag: '1' }];
    const text = await summary(new ActionError('load failed'), { published, phases: [planning, publishing] });
    expect(text).toContain('was published, but the job did not end\n');
    expect(text).toContain(`Published before that:\n\n\`\`\`text\n${NAME}:1\n\`\`\``);
    expect(text).not.toMatch(/No tag|may have/);
  });

  test('does not say that no tag was updated once publishing has begun', async () => {
    expect(await summary(new ActionError('lost'))).toContain('\nNo tag was updated.\n');
    expect(await summary(new ActionError('lost'), { phases: [planning, publishing] })).toContain(
      '\nTags may have been updated.\n',
    );
    // the hint says it
    const text = await summary(new Cancelled('cancelled', { hint: 'No tag was updated. Run the job again.' }));
    expect(text.match(/No tag was updated/g)).toHaveLength(1);
  });

  test('shows the parts of a merge', async () => {
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ] as never;
    const merge = { platforms, origins: new Map([['linux/amd64', 'part.linux-amd64 (attempt 2)']]) };
    expect(summarizeFailed(composeFailed(new ActionError('a part is missing'), await facts({ merge })))).toContain(
      `| Platform | Result | Built by |
| --- | --- | --- |
| linux/amd64 | ✅ part found | part.linux-amd64 (attempt 2) |
| linux/arm64 | ❌ no part | – |`,
    );
  });

  test('reports an error of the action itself', async () => {
    expect(await summary(new TypeError('x is not a function'))).toContain(
      '<strong>an error of the action itself&#58;<!-- --> x is not a function</strong>\n\nThis is a bug.',
    );
  });

  test('escapes untrusted text', async () => {
    const evil = '<img src=x> **x** [y](https://evil.example) @acme `<b>z</b>`\n| c |';
    const at = '2026-01-01T00:00:00Z';
    const vertex = { digest: '1', name: `[linux/amd64 ${evil} 2/2] RUN ${evil}`, started: at };
    const log = logOf(eventsOf(json({ vertexes: [{ ...vertex, completed: at, error: evil }] })));
    const error = new ActionError(evil, { hint: evil, output: `${evil}\n\`\`\`\n${evil}` });
    const text = await summary(error, { title: evil, log });
    const prose = text.replace(/(````).*?\1/s, '').replace(/<\/?(?:code|details|summary|strong|sub)>|<!-- -->/g, '');
    expect(prose).not.toMatch(/<|\]\(|@acme|https:/);
    expect(text.match(/^````/gm)).toHaveLength(2);
  });

  test('stays short for any failure', async () => {
    const long = '`|<&€'.repeat(40_000);
    const tags = Array.from(
      { length: 5_000 },
      () => ({ reference: NAME, state: 'unknown', before: 'unknown' }) as const,
    );
    const error = new IncompletePublication(long, tags, { hint: long, output: `${long}\n`.repeat(100) });
    expect(Buffer.byteLength(await summary(error, { title: long }))).toBeLessThan(200_000);
  });
});

test('masks secrets before text is escaped or cut', async () => {
  const secret = 'hunter_2:@#$';
  const runner = { hide: (text: string) => text.replaceAll(secret, '***') };
  const error = new ActionError(`login with ${secret}`, { hint: secret, output: secret });
  const text = await describeFailed(error, await facts({ title: secret }), runner);
  expect(text).toContain('login with &#42;&#42;&#42;');
  expect(text).not.toMatch(/hunter|2&#58;/);
});
