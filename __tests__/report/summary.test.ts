import { describe, expect, test } from '@jest/globals';
import type { PhaseTime, Report } from '../../src/model/report.ts';
import { code, codeBlock, escapeMarkdown } from '../../src/report/markdown.ts';
import { summarize } from '../../src/report/summary.ts';
import { aReport, digest, repository, row, timed } from './a-report.ts';

const EVIL =
  'RUN a | b <img src=x onerror=alert(1)> **x** [y](https://evil.example) `z` @acme #1\n| c | d |\n\n<!-- \\| &lt; $x$ ~~s~~ ![i](j)';

describe('summarize', () => {
  test('compares with the image that the tag held before', () => {
    const platform = { os: 'linux', architecture: 'amd64', variant: undefined };
    const text = summarize(
      aReport({
        changes: {
          tag: 'ghcr.io/acme/app:latest',
          platforms: [{ platform, sizeBefore: 3_000_000, keptLayers: 5, layers: 7 }],
          bases: [
            { image: 'busybox:latest', before: digest('1'), after: digest('2') },
            { image: EVIL, before: digest('1'), after: digest('1') },
          ],
        },
      }),
    );
    expect(text).toContain('<details><summary>Compared with <code>ghcr.io/acme/app&#58;<!-- -->latest</code> before');
    expect(text).toContain('| linux/amd64 | 3.00 MB | 3.21 MB | 5 of 7 |');
    expect(text).toContain('`111111111111` → `222222222222`');
    expect(text).not.toContain(EVIL);
  });

  test('shows all values of a report', () => {
    const make = { stage: 'build', index: '3/4' };
    const steps = [
      timed('RUN make', 1, 55, { ...make, platform: 'linux/arm/v7', emulated: true }),
      timed('RUN make', 1, 13.3, { ...make, platform: 'linux/amd64' }),
      timed('exporting cache to registry', 55, 75, { kind: 'cache-export' }),
    ];
    const phases: PhaseTime[] = [
      { phase: 'planning', start: 0, end: 2 },
      { phase: 'building', start: 2, end: 58 },
      { phase: 'publishing', start: 58, end: 59.5 },
    ];
    const previous = { 'ghcr.io/acme/app:1.2': 'none' as const, 'ghcr.io/acme/app:latest': digest('d') };
    const text = summarize(aReport({ steps, phases, previous, notices: ['latest stays at 2.0.0'] }));
    const [amd64, arm] = ['a', 'b'].map((figure) => `sha256:${figure.repeat(64)}`);
    expect(
      text.replace(/```mermaid\n[^`]*```/, 'PICTURE'),
    ).toBe(`### ✅ <code>ghcr.io/acme/app</code> published for 2 platforms in 1 min 23 s

\`\`\`text
ghcr.io/acme/app:1.2
ghcr.io/acme/app:latest
ghcr.io/acme/app@sha256:${'0'.repeat(64)}
\`\`\`

| Platform |  | Time | Steps cached | Size | Digest |
| --- | --- | ---: | ---: | ---: | --- |
| linux/amd64 | native | 0:12 | 3 of 6 | 3.21&nbsp;MB | \`aaaaaaaaaaaa\` |
| linux/arm/v7 | emulated | 0:12 | 3 of 6 | 3.21&nbsp;MB | \`bbbbbbbbbbbb\` |

**Where the time went:** set-up 2.0&nbsp;s · build 56&nbsp;s · publish 1.5&nbsp;s · cache export 20&nbsp;s

> [!TIP]
> <code>RUN make</code> takes 54 s on linux/arm/v7 (emulated) and 12 s on linux/amd64 (native): 4× slower. [Build it on a native runner](<https://github.com/acme/build/blob/v1/docs/matrix.md>) or [cross-compile](<https://github.com/acme/build/blob/v1/examples/README.md>).

- latest stays at 2.0.0

<details><summary>Slowest steps</summary>

| Time | Platform | Step |
| ---: | --- | --- |
| 54 s | linux/arm/v7 (emulated) | <code>build 3/4</code> RUN make |
| 20 s | all | exporting cache to registry |
| 12 s | linux/amd64 | <code>build 3/4</code> RUN make |

</details>

<details><summary>Timeline: a bar for each step; orange is emulated</summary>

PICTURE

</details>

<details><summary>Tags before this run</summary>

\`\`\`text
ghcr.io/acme/app:1.2     new
ghcr.io/acme/app:latest  updated from sha256:${'d'.repeat(64)}
\`\`\`

</details>

<details><summary>All digests</summary>

\`\`\`text
linux/amd64   ${amd64}
linux/arm/v7  ${arm}
\`\`\`

</details>

<sub>version 1.2.3 · docker driver (the engine can do the whole job) · Docker Engine 28.5.2, containerd image store · cache ghcr.io/acme/app-buildcache&#58;<!-- --> read, written (the default branch) (42 % of the steps)</sub>
`);
  });

  test.each<[Partial<Report>, string]>([
    [{ result: { kind: 'built' } }, '<code>app</code> built for 2 platforms, not published, in 1 min 23 s\n'],
    [
      { result: { kind: 'loaded' }, platforms: [row('linux/amd64')] },
      '<code>app</code> loaded into Docker Engine for 1 platform in',
    ],
    [{ result: { kind: 'pushed-by-digest' } }, '<code>app</code> pushed by digest for 2 platforms, no tag updated, in'],
    [{ result: { kind: 'written', destinations: ['out.tar'] }, tags: [] }, 'Files: <code>out.tar</code>\n'],
    [{ result: { kind: 'called', call: 'check', text: 'Check complete' }, platforms: [] }, '<code>app</code> check in'],
  ])('shows the result: %j', (more, expected) => {
    expect(summarize(aReport({ title: 'app', ...more }))).toContain(expected);
  });

  test('shows the matrix job that built a platform, and no column without values', () => {
    const elsewhere = { execution: undefined, seconds: undefined, steps: undefined };
    const text = summarize(
      aReport({
        platforms: [
          row('linux/amd64', { ...elsewhere, origin: 'part.linux-amd64 (attempt 1)' }),
          row('linux/arm64', { ...elsewhere, size: undefined }),
        ],
      }),
    );
    expect(text).toContain(`| Platform | Size | Digest | Built by |
| --- | ---: | --- | --- |
| linux/amd64 | 3.21&nbsp;MB | \`aaaaaaaaaaaa\` | part.linux-amd64 (attempt 1) |
| linux/arm64 | – | \`aaaaaaaaaaaa\` | – |`);
  });

  test('leaves out missing values', () => {
    const text = summarize(
      aReport({
        result: { kind: 'called', call: 'check', text: 'a\n```\nb' },
        digest: undefined,
        repositories: [],
        tags: [],
        version: undefined,
        platforms: [],
        cacheHit: undefined,
        cache: undefined,
      }),
    );
    expect(text).toContain('\n````\na\n```\nb\n````\n');
    expect(text).not.toMatch(/undefined|version|cache |\| ---|mermaid|<details>|Where/);
  });

  test('keeps untrusted text in its cell and escapes markup', () => {
    const text = summarize(
      aReport({
        title: EVIL,
        version: EVIL,
        driverReason: EVIL,
        cache: EVIL,
        notices: [EVIL],
        steps: [timed(EVIL, 0, 9), timed('RUN x', 0, 9)],
        result: { kind: 'written', destinations: [EVIL] },
      }),
    );
    const withoutOurs = text
      .replace(/<\/?(?:code|details|summary|sub)>|<!-- -->/g, '')
      .replace(/> \[!TIP\]\n> .*/g, '');
    expect(withoutOurs).not.toMatch(/<|\*\*|\]\(|@acme|https:|&lt;|\\/);
    const cells = text.split('\n').find((line) => line.includes('RUN a') && line.startsWith('|'));
    expect(cells?.split('|')).toHaveLength(5);
  });

  test.each([
    ['a web page', 'see www.example.com, WWW.example.com or (www.example.com)'],
    ['an address', 'https://example.com/x http://example.com ftp://example.com mailto:a@b.example'],
    ['a mail address', 'me@example.com me.you+x@mail.example.com'],
    ['a mention', '@acme @acme/team (@acme)'],
    ['an issue', '#1 GH-1 gh-12 acme/app#1 acme#1'],
    ['a commit', `0123456 abcdef0 ${'0123456789'.repeat(4)} ABCDEF01 acme/app@abcdef0`],
    ['more than a commit', `${'f'.repeat(41)} sha256:${'0'.repeat(64)}`],
    ['an advisory', 'GHSA-2fx3-hx8m-9x2q CVE-2024-12345'],
    ['an emoji', ':tada: :+1:'],
  ])('does not turn untrusted text into a link: %s', (_, evil) => {
    const text = summarize(
      aReport({
        title: evil,
        version: evil,
        driverReason: evil,
        cache: evil,
        notices: [evil],
        steps: [timed(evil, 0, 9, { platform: evil, stage: evil, index: '1/2' }), timed('RUN x', 0, 9)],
        result: { kind: 'written', destinations: [evil] },
        tags: [],
        digest: undefined,
        platforms: [],
      }),
    );
    const [prose = ''] = text.split('```mermaid');
    const nodes = textNodes(`${prose}${text.slice(text.lastIndexOf('```'))}`);
    const links = nodes.filter((node) =>
      /www\.|:\/\/|\w[@]\w|@\w|#\d|\b(?:GH|GHSA|CVE)-\w|\b[0-9a-f]{7,40}\b|:[\w+-]+:|mailto:\w/i.test(node),
    );
    expect(links).toEqual([]);
    // the rendered text is unchanged
    expect(nodes.join('').split(evil)).toHaveLength(10);
  });

  test("stays under the runner's size limit for any report", () => {
    const long = `${'`|<&€'.repeat(40_000)}`;
    const many = <T>(item: T): T[] => Array.from({ length: 5_000 }, () => item);
    const text = summarize(
      aReport({
        title: long,
        driverReason: long,
        cache: long,
        version: long,
        notices: many(long.slice(0, 5_000)),
        steps: many(timed(long.slice(0, 5_000), 0, 9)),
        tags: many({ repository: repository('ghcr.io/acme/app'), tag: '1' }),
        platforms: Array.from({ length: 50 }, () => row('linux/amd64', { digest: digest('c') })),
        result: { kind: 'called', call: 'outline', text: long.repeat(20) },
      }),
    );
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('and 4900 more');
  });
});

test('takes less than 50 ms for six platforms of 60 steps', () => {
  const steps = ['amd64', 'arm64', 'arm/v7', 's390x', 'ppc64le', 'riscv64'].flatMap((name, i) =>
    Array.from({ length: 60 }, (_, n) => {
      const where = { platform: `linux/${name}`, stage: `stage${n % 6}`, index: `${Math.floor(n / 6) + 1}/10` };
      return timed(`RUN ${'echo "compiling" && '.repeat(5)} make ${n}`, n, n + 1 + 30 * i, {
        ...where,
        emulated: i > 0,
      });
    }),
  );
  const report = aReport({ steps });
  // the machine may be busy for a while
  const times = Array.from({ length: 10 }, () => {
    const started = performance.now();
    summarize(report);
    return performance.now() - started;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});

/** Text between elements and comments, with character references replaced. GitHub looks for links in it. */
function textNodes(markdown: string): readonly string[] {
  return markdown
    .split(/<[^>]*>/)
    .map((node) => node.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))));
}

describe('markdown', () => {
  test('cuts a long text before it is escaped', () => {
    expect(escapeMarkdown('||||', 3)).toBe('&#124;&#124;…');
    expect(code('a  b\nc')).toBe('<code>a b c</code>');
  });

  test.each([
    ['- a', '-<!-- --> a'],
    ['12. a', '12<!-- -->. a'],
    ['1) a', '1<!-- -->) a'],
    ['# a', '&#35;<!-- --> a'],
    ['a - 1. b', 'a - 1. b'],
  ])('does not turn "%s" into a list or a heading', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test('uses a fence that is longer than any fence in the text', () => {
    expect(codeBlock('a', 'text')).toBe('```text\na\n```');
    expect(codeBlock('`````')).toBe('``````\n`````\n``````');
  });
});
