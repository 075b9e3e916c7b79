import type { MatrixRequest, Runner, RunnerRule } from '../inputs/matrix.ts';
import { formatPlatform, type Platform, samePlatform, slugOf } from '../model/platform.ts';

/** One matrix job, as a workflow reads it: `matrix.platform`, `matrix.runner`, … */
export interface Row {
  /** The `platforms` of the job: one, or with `per-runner` a list with commas. */
  readonly platform: string;
  readonly runner: Runner;
  /** True if the runner can run programs of the platform without emulation. */
  readonly native: boolean;
  /** For names of jobs and files: `linux-arm-v7`. */
  readonly slug: string;
}

// https://docs.github.com/en/actions/reference/runners/github-hosted-runners
const X64 = 'ubuntu-24.04';
const ARM64 = 'ubuntu-24.04-arm';

/** The rows of a matrix, in the order of the platforms. */
export function rowsOf({
  platforms,
  runners,
  perRunner,
}: Pick<MatrixRequest, 'platforms' | 'runners' | 'perRunner'>): readonly Row[] {
  const jobs = platforms.map((platform) => {
    const runner = ruleFor(platform, runners)?.runner ?? defaultRunner(platform);
    return { platform, runner, native: isNative(platform, runner) };
  });
  const keys = jobs.map(({ runner }, i) => (perRunner ? JSON.stringify(runner) : String(i)));
  return [...new Set(keys)].map((key) => rowOf(jobs.filter((_, i) => keys[i] === key)));
}

type MatrixJob = Pick<Row, 'runner' | 'native'> & { readonly platform: Platform };

function rowOf(jobs: readonly MatrixJob[]): Row {
  const platforms = jobs.map(({ platform }) => platform);
  return {
    platform: platforms.map(formatPlatform).join(','),
    runner: jobs[0]?.runner ?? X64,
    native: jobs.every(({ native }) => native),
    slug: platforms.map(slugOf).join('_'),
  };
}

/** A rule for the exact platform takes precedence over a rule for all variants. */
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
 * Derived from a label that names the architecture. Any other runner counts as native for its platform. The runner
 * itself detects later if a 64-bit Arm processor also runs 32-bit programs.
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
