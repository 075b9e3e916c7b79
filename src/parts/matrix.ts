import type { MatrixRequest, Runner, RunnerRule } from '../inputs/matrix.ts';
import { formatPlatform, type Platform, samePlatform, slugOf } from '../model/platform.ts';

/** One matrix job, as a workflow reads it: `matrix.platform`, `matrix.runner`, … */
export interface Row {
  /** The `platforms` of the job: one, or with `per-runner` a list with commas. */
  readonly platform: string;
  readonly runner: Runner;
  /** Whether its runner is known to run the platform's programs itself. */
  readonly native: boolean;
  /** For names of jobs and files: `linux-arm-v7`. */
  readonly slug: string;
}

// https://docs.github.com/en/actions/reference/runners/github-hosted-runners
const X64 = 'ubuntu-24.04';
const ARM64 = 'ubuntu-24.04-arm';

/** The rows of a matrix, in the order of the platforms. */
export function rowsOf({ platforms, runners, perRunner }: Omit<MatrixRequest, 'image'>): readonly Row[] {
  const legs = platforms.map((platform) => {
    const runner = ruleFor(platform, runners)?.runner ?? defaultRunner(platform);
    return { platform, runner, native: isNative(platform, runner) };
  });
  const keys = legs.map(({ runner }, i) => (perRunner ? JSON.stringify(runner) : String(i)));
  return [...new Set(keys)].map((key) => rowOf(legs.filter((_, i) => keys[i] === key)));
}

type Leg = Pick<Row, 'runner' | 'native'> & { readonly platform: Platform };

function rowOf(legs: readonly Leg[]): Row {
  const platforms = legs.map(({ platform }) => platform);
  return {
    platform: platforms.map(formatPlatform).join(','),
    runner: legs[0]?.runner ?? X64,
    native: legs.every(({ native }) => native),
    slug: platforms.map(slugOf).join('_'),
  };
}

/** A rule for the very platform wins over one for all its variants. */
function ruleFor(platform: Platform, rules: readonly RunnerRule[]): RunnerRule | undefined {
  return (
    rules.find((rule) => !rule.anyVariant && samePlatform(rule.platform, platform)) ??
    rules.find(
      ({ platform: { os, architecture }, anyVariant }) =>
        anyVariant && os === platform.os && architecture === platform.architecture,
    )
  );
}

function defaultRunner({ architecture }: Platform): Runner {
  return architecture === 'arm64' || architecture === 'arm' ? ARM64 : X64;
}

/**
 * Derived from the label if it names the processor. A runner with another name is taken to be native for the platform
 * it is given for. Whether a 64-bit ARM processor also runs 32-bit programs is found out on the runner.
 */
function isNative({ os, architecture, variant }: Platform, runner: Runner): boolean {
  const labels = [typeof runner === 'object' && 'labels' in runner ? (runner.labels ?? []) : runner].flat();
  const names = labels.filter((label) => typeof label === 'string').map((label) => label.toLowerCase());
  if (names.some((name) => /^ubuntu-.*-arm$|^arm64$/.test(name))) return os === 'linux' && architecture === 'arm64';
  if (names.some((name) => name === 'x64' || /^ubuntu-(latest|\d\d\.\d\d)$/.test(name))) {
    return os === 'linux' && ((architecture === 'amd64' && variant === undefined) || architecture === '386');
  }
  return true;
}
