import { expect, test } from '@jest/globals';
import { planMatrix } from '../../src/actions/plan.ts';
import { readMatrix } from '../../src/inputs/matrix.ts';
import { provenanceOf } from '../../src/plan/description.ts';
import { resolveNames } from '../../src/plan/resolve.ts';
import type { Runner } from '../../src/runtime/runner.ts';
import { job } from '../inputs/given.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';

test('has the tag names, labels and annotations of the image for steps with other tools', async () => {
  const texts: Readonly<Record<string, string>> = { images: 'a/b,c/d', tags: 'auto\nquay.io/e/f:1.2\nquay.io/e/f:x' };
  const at = job({ GITHUB_REF: 'refs/tags/v1.2.3' });
  const { request, inputs } = await readMatrix((name) => texts[name] ?? '', at);
  const { naming, event } = await resolveNames(request.image, inputs, at);
  const commit = { revision: SHA, date: new Date('2020-01-02T03:04:05Z') };
  const outputs: Record<string, string> = {};
  const runner = {
    info: () => undefined,
    output: (name: string, value: string) => {
      outputs[name] = value;
    },
  } as unknown as Runner;
  planMatrix(request, naming, provenanceOf(naming, event, commit), runner);
  expect(outputs['tag-names']?.split('\n')).toEqual(['1.2.3', '1.2', '1', 'latest', 'x']);
  expect(outputs.labels?.split('\n')).toEqual([
    'org.opencontainers.image.created=2020-01-02T03:04:05.000Z',
    'org.opencontainers.image.description=',
    'org.opencontainers.image.licenses=',
    `org.opencontainers.image.revision=${SHA}`,
    'org.opencontainers.image.source=https://github.com/acme/app',
    'org.opencontainers.image.title=app',
    'org.opencontainers.image.url=https://github.com/acme/app',
    'org.opencontainers.image.version=1.2.3',
  ]);
  expect(outputs.annotations?.split('\n')).toContain('index:org.opencontainers.image.version=1.2.3');
});
