import { describe, expect, test } from '@jest/globals';
import { adviceOn } from '../../src/report/advice.ts';
import { timed } from './a-report.ts';

const at = { stage: 'build', index: '3/4' };
const arm = { ...at, platform: 'linux/arm64', emulated: true };
const native = { ...at, platform: 'linux/amd64' };
const source = 'https://github.com/acme/build/blob/v1';

describe('adviceOn', () => {
  test('compares the instruction that loses the most time with the same one of a native platform', () => {
    const other = { index: '4/4', stage: 'build' };
    const steps = [
      timed('RUN make', 0, 60, native),
      timed('RUN make', 0, 720, arm),
      timed('RUN make', 0, 90, { ...arm, platform: 'linux/arm/v7' }),
      timed('RUN test', 60, 62, { ...native, ...other }),
      timed('RUN test', 720, 780, { ...arm, ...other }),
    ];
    expect(adviceOn({ steps, source })).toBe(`> [!TIP]
> <code>RUN make</code> takes 12 min 0 s on linux/arm64 (emulated) and 1 min 0 s on linux/amd64 (native): 12× slower. [Build it on a native runner](<${source}/docs/matrix.md>) or [cross-compile](<${source}/examples/README.md>).`);
    expect(adviceOn({ steps, source: undefined })).toMatch(/slower\. Build it on a native runner or cross-compile\.$/);
  });

  test.each([
    ['it is less than twice as slow', [timed('RUN x', 0, 100, native), timed('RUN x', 0, 199, arm)]],
    ['it loses less than 20 seconds', [timed('RUN x', 0, 2, native), timed('RUN x', 0, 21, arm)]],
    ['there is no native step', [timed('RUN x', 0, 300, arm)]],
    [
      'only another instruction is native',
      [timed('RUN x', 0, 2, { ...native, index: '2/4' }), timed('RUN x', 0, 99, arm)],
    ],
    ['only another stage is native', [timed('RUN x', 0, 2, { ...native, stage: 'x' }), timed('RUN x', 0, 99, arm)]],
    [
      'the native step came from the cache',
      [timed('RUN x', 0, 0, { ...native, cached: true }), timed('RUN x', 0, 99, arm)],
    ],
    [
      'the emulated step came from the cache',
      [timed('RUN x', 0, 1, native), timed('RUN x', 0, 99, { ...arm, cached: true })],
    ],
    ['no step is emulated', [timed('RUN x', 0, 1, native), timed('RUN x', 0, 99, { ...arm, emulated: false })]],
  ])('gives no advice if %s', (_, steps) => {
    expect(adviceOn({ steps, source })).toBe('');
  });
});
