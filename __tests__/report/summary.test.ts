import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/model/report.ts';
import { code, codeBlock, escapeMarkdown } from '../../src/report/markdown.ts';
import { summarize } from '../../src/report/summary.ts';
import { aReport, digest, repository, row, timed } from './a-report.ts';

const EVIL =
  'RUN a | b <img src=x onerror=alert(1)> **x** [y](https://evil.example) `z` @acme #1\n| c | d |\n\n<!-- \\| &lt; $x$ ~~s~~ ![i](j)';

describe('summarize', () => {
  test('shows all values of a report', () => {
    const steps = [
      timed('RUN make (build 3/4)', 1, 55, { platform: 'linux/arm/v7', emulated: true }),
      timed('RUN make (build 3/4)', 1, 13.3, { platform: 'linux/amd64' }),
    ];
    const text = summarize(aReport({ steps, notices: ['latest stays at 2.0.0'] }));
    expect(text.slice(0, text.indexOf('<details>'))).toBe(`### ghcr.io/acme/app: published for 2 platforms

- Digest: \`sha256:${'0'.repeat(64)}\`
- Version: <code>1.2.3</code>
- Builder: docker (the engine can do the whole job)
- Cache: 42 % of the steps came from it. Read from and written to ghcr.io/acme/app-buildcache.
- Time: 1 min 23 s

Published as:
- \`ghcr.io/acme/app:1.2\`
- \`ghcr.io/acme/app:latest\`

| Platform | Digest | Size | Built | Time | From cache |
| --- | --- | ---: | --- | ---: | ---: |
| linux/amd64 | \`sha256:${'a'.repeat(64)}\` | 3.21 MB | native | 12 s | 50 % |
| linux/arm/v7 | \`sha256:${'b'.repeat(64)}\` | 3.21 MB | emulated | 12 s | 50 % |

> [!TIP]
> linux/arm/v7 spent 100 % of its 54 s in emulated RUN steps: a native runner (\`plan\` and \`merge\`), or cross-compilation from \`FROM --platform=$BUILDPLATFORM\`, would save most of that.

| Slowest steps | Platform | Time |
| --- | --- | ---: |
| <code>RUN make (build 3/4)</code> | linux/arm/v7, emulated | 54 s |
| <code>RUN make (build 3/4)</code> | linux/amd64 | 12 s |

`);
    expect(text).toMatch(/<\/summary>\n\n```mermaid\n[^`]*```\n\n<\/details>\n\n- latest stays at 2\.0\.0\n$/);
  });

  test.each<[Partial<Report>, string]>([
    [{ result: { kind: 'built' } }, 'app: built for 2 platforms, not published'],
    [
      { result: { kind: 'loaded' }, platforms: [row('linux/amd64')] },
      'app: loaded into Docker Engine for 1 platform\n',
    ],
    [{ result: { kind: 'pushed-by-digest' } }, 'app: pushed by digest for 2 platforms, no tag updated'],
    [{ result: { kind: 'written', destinations: ['out.tar'] } }, '- Files: <code>out.tar</code>'],
    [{ result: { kind: 'called', call: 'check', text: 'Check complete' }, platforms: [] }, 'app: check\n'],
  ])('shows the result: %j', (more, expected) => {
    expect(summarize(aReport({ title: 'app', ...more }))).toContain(expected);
  });

  test('leaves out missing values', () => {
    const text = summarize(
      aReport({
        result: { kind: 'called', call: 'check', text: 'a\n```\nb' },
        digest: undefined,
        tags: [],
        version: undefined,
        platforms: [],
        cacheHit: undefined,
        cache: undefined,
      }),
    );
    expect(text).toContain('\n````\na\n```\nb\n````\n');
    expect(text).not.toMatch(/undefined|Digest|Version|Published|Tagged|Cache|\| ---|mermaid/);
  });

  test('shows dashes for a platform without data', () => {
    const unknown = { digest: undefined, size: undefined, seconds: undefined, cached: undefined };
    const text = summarize(aReport({ platforms: [row('linux/amd64', unknown)] }));
    expect(text).toContain('| linux/amd64 | – | – | native | – | – |');
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
    const withoutOurs = text.replace(/<\/?(?:code|details|summary)>|<!-- -->/g, '').replace(/> \[!TIP\]\n> .*/g, '');
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
        steps: [timed(evil, 0, 9, { platform: evil }), timed('RUN x', 0, 9)],
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
    expect(nodes.join('').split(evil)).toHaveLength(9);
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
