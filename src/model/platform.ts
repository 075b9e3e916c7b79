/** An operating system and a processor, in the terms of the OCI image index: https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | undefined;
}

/** `linux/arm/v7` */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** The same as a name for an output or a tag: `linux-arm-v7`. */
export function slugOf(platform: Platform): string {
  return formatPlatform(platform).replaceAll('/', '-');
}

/** The same for names of files, as Go projects name their releases: `amd64`, `armv7`, `windows-amd64`. */
export function archOf({ os, architecture, variant = '' }: Platform): string {
  const joint = variant === '' || /^v\d/.test(variant) ? '' : '-';
  return `${os === 'linux' ? '' : `${os}-`}${architecture}${joint}${variant}`;
}

export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(a) === formatPlatform(b);
}

/**
 * Whether every machine of the target platform runs the other's programs: those for the same processor or for an
 * older variant of it, and 386 on amd64. Variants that cannot be ranked are given the benefit of the doubt. Not every
 * arm64 processor runs programs for 32-bit arm.
 */
export function runsOn(platform: Platform, target: Platform): boolean {
  if (platform.os !== target.os) return false;
  if (platform.architecture === '386' && target.architecture === 'amd64') return true;
  if (platform.architecture !== target.architecture) return false;
  const [level, limit] = [levelOf(platform), levelOf(target)];
  return Number.isNaN(level) || Number.isNaN(limit) || level <= limit;
}

function levelOf({ architecture, variant }: Platform): number {
  const lowest: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' };
  return Number((variant ?? lowest[architecture])?.slice(1));
}

// The names Go gives systems, less those no image is made for: https://go.dev/src/internal/syslist/syslist.go
export const SYSTEMS =
  'linux windows darwin freebsd netbsd openbsd dragonfly solaris illumos aix android plan9 wasip1 wasi'.split(' ');

const ARM64 = [
  '',
  'v8.1',
  'v8.2',
  'v8.3',
  'v8.4',
  'v8.5',
  'v8.6',
  'v8.7',
  'v8.8',
  'v8.9',
  'v9',
  'v9.1',
  'v9.2',
  'v9.3',
];

/** The variants of each processor under their normal names. An empty string means no variant. */
export const VARIANTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['386', ['']],
  ['amd64', ['', 'v2', 'v3', 'v4']],
  ['arm', ['v5', 'v6', 'v7', 'v8']],
  ['arm64', ARM64],
  ['loong64', ['']],
  ['mips', ['', 'hardfloat', 'softfloat']],
  ['mipsle', ['', 'hardfloat', 'softfloat']],
  ['mips64', ['', 'hardfloat', 'softfloat']],
  ['mips64le', ['', 'hardfloat', 'softfloat']],
  ['ppc64', ['', 'power8', 'power9', 'power10']],
  ['ppc64le', ['', 'power8', 'power9', 'power10']],
  ['riscv64', ['', 'rva20u64', 'rva22u64', 'rva23u64']],
  ['s390x', ['']],
  ['wasm', ['']],
]);

/** One name for each platform, the one that containerd gives it: https://github.com/containerd/platforms/blob/main/database.go */
export function normalisePlatform({ os, architecture, variant }: Platform): Platform {
  const given = variant?.toLowerCase() ?? '';
  const [name, normal] = normaliseProcessor(architecture.toLowerCase(), /^\d/.test(given) ? `v${given}` : given);
  const system = os.toLowerCase();
  return {
    os: system === 'macos' ? 'darwin' : system,
    architecture: name,
    variant: normal === '' ? undefined : normal,
  };
}

function normaliseProcessor(name: string, variant: string): readonly [architecture: string, variant: string] {
  switch (name) {
    case 'i386':
      return ['386', ''];
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return ['amd64', variant === 'v1' ? '' : variant];
    case 'aarch64':
    case 'arm64':
      return ['arm64', variant === 'v8' ? '' : variant];
    case 'armhf':
      return ['arm', 'v7'];
    case 'armel':
      return ['arm', 'v6'];
    case 'arm':
      return ['arm', variant === '' ? 'v7' : variant];
    default:
      return [name, variant];
  }
}
