import { describe, expect, test } from '@jest/globals';
import { adviceOn } from '../../src/report/advice.ts';
import { row, timed } from './a-report.ts';

const arm = { platform: 'linux/arm64', emulated: true };
const native = { platform: 'linux/arm64' };
const platforms = [row('linux/amd64'), row('linux/arm64'), row('linux/s390x')];

describe('adviceOn', () => {
  test('names the platform with the longest emulated time', () => {
    const s390x = timed('RUN y', 0, 90, { platform: 'linux/s390x', emulated: true });
    const steps = [timed('RUN x', 0, 188, arm), timed('COPY x', 188, 200, native), s390x];
    expect(adviceOn({ platforms, steps })).toEqual([
      'linux/arm64 spent 94 % of its 3 min 20 s in emulated RUN steps (and much the same for linux/s390x): a native runner (`plan` and `merge`), or cross-compilation from `FROM --platform=$BUILDPLATFORM`, would save most of that.',
    ]);
  });

  test.each([
    ['emulation takes little time', [timed('RUN x', 0, 19, arm)]],
    ['other steps take most of the time', [timed('RUN x', 0, 40, arm), timed('COPY x', 40, 200, native)]],
    ['the emulated step came from the cache', [timed('RUN x', 0, 100, { ...arm, cached: true })]],
    ['no step is emulated', [timed('RUN x', 0, 100, native)]],
  ])('gives no advice if %s', (_, steps) => {
    expect(adviceOn({ platforms, steps })).toEqual([]);
  });
});
