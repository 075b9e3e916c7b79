import { expect, test } from '@jest/globals';
import { reportPlan } from '../../src/actions/plan.ts';
import { Texts } from '../../src/inputs/texts.ts';
import { resolveMatrix } from '../../src/plan/matrix-images.ts';
import type { Runner } from '../../src/runtime/runner.ts';
import { job } from '../inputs/given.ts';

test('has the tag names, labels and annotations of the image for steps with other tools', async () => {
  const texts: Readonly<Record<string, string>> = { images: 'a/b,c/d', tags: 'auto\nquay.io/e/f:1.2\nquay.io/e/f:x' };
  const at = job({ GITHUB_REF: 'refs/tags/v1.2.3' });
  const { images } = await resolveMatrix(new Texts((name) => texts[name] ?? ''), at);
  const outputs: Record<string, string> = {};
  const runner = {
    info: () => undefined,
    output: (name: string, value: string) => {
      outputs[name] = value;
    },
  } as unknown as Runner;
  await reportPlan({ images, summary: false }, runner);
  expect(outputs['tag-names']?.split('\n')).toEqual(['1.2.3', '1.2', '1', 'latest', 'x']);
  expect(outputs.labels?.split('\n')).toEqual([
    expect.stringMatching(/^org\.opencontainers\.image\.created=20\d\d-\S+Z$/),
    'org.opencontainers.image.description=',
    'org.opencontainers.image.licenses=',
    `org.opencontainers.image.revision=${at.env.GITHUB_SHA}`,
    'org.opencontainers.image.source=https://github.com/acme/app',
    'org.opencontainers.image.title=app',
    'org.opencontainers.image.url=https://github.com/acme/app',
    'org.opencontainers.image.version=1.2.3',
  ]);
  expect(outputs.annotations?.split('\n')).toContain('index:org.opencontainers.image.version=1.2.3');
});

/** The summaries that a plan writes. */
async function summaries(summary: string): Promise<readonly string[]> {
  const texts: Readonly<Record<string, string>> = {
    images: 'ghcr.io/acme/app',
    platforms: 'linux/arm64',
    runners: 'linux/arm64: secret-label',
    summary,
  };
  const written: string[] = [];
  const runner = {
    info() {},
    notice() {},
    output() {},
    hide: (text: string) => text.replaceAll('secret-label', '***'),
    summary: async (text: string) => void written.push(text),
  } as unknown as Runner;
  await reportPlan(await resolveMatrix(new Texts((name) => texts[name] ?? ''), job()), runner);
  return written;
}

test('a plan writes a summary without secrets, unless it is switched off', async () => {
  const [text] = await summaries('true');
  expect(text).toContain('| linux/arm64 | <code>&#42;&#42;&#42;</code> |');
  expect(await summaries('false')).toEqual([]);
});
