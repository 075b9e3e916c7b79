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
  reportPlan(images, runner);
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
