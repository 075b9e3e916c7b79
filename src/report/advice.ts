import { formatPlatform } from '../model/platform.ts';
import type { Report } from '../model/report.ts';
import { formatSeconds } from '../model/units.ts';
import { platformSeconds } from './timeline.ts';

/** Under this many seconds in the emulator, changing a workflow is not worth anybody's time. */
const WORTH_IT = 20;
const MOST = 0.5;

/**
 * Advice that would make this build faster, if emulation takes most of a platform's time. Markdown, a sentence each.
 */
export function adviceOn({ platforms, steps }: Pick<Report, 'platforms' | 'steps'>): readonly string[] {
  const costs = platforms
    .map(({ platform }) => formatPlatform(platform))
    .map((platform) => ({
      platform,
      all: platformSeconds(steps, platform),
      emulated: platformSeconds(
        steps.filter((step) => step.emulated && !step.cached),
        platform,
      ),
    }))
    .filter(({ all, emulated }) => emulated >= WORTH_IT && emulated >= MOST * all)
    .toSorted((a, b) => b.emulated - a.emulated);
  const [worst, ...others] = costs;
  if (worst === undefined) return [];
  const share = Math.round((100 * worst.emulated) / worst.all);
  const also =
    others.length === 0 ? '' : ` (and much the same for ${others.map(({ platform }) => platform).join(', ')})`;
  return [
    `${worst.platform} spent ${share} % of its ${formatSeconds(worst.all)} in emulated RUN steps${also}: a native runner (\`plan\` and \`merge\`), or cross-compilation from \`FROM --platform=$BUILDPLATFORM\`, would save most of that.`,
  ];
}
