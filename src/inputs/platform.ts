import { hintFor } from './nearest.ts';
import { quote, Wrong } from './problems.ts';

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

export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(a) === formatPlatform(b);
}

/**
 * Whether every machine of the target platform runs the other's programs: those for the same processor or for an
 * older variant of it. Variants that cannot be ranked are given the benefit of the doubt.
 */
export function runsOn(platform: Platform, target: Platform): boolean {
  if (platform.os !== target.os || platform.architecture !== target.architecture) return false;
  const [level, limit] = [levelOf(platform), levelOf(target)];
  return Number.isNaN(level) || Number.isNaN(limit) || level <= limit;
}

function levelOf({ architecture, variant }: Platform): number {
  const lowest: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' };
  return Number((variant ?? lowest[architecture])?.slice(1));
}

// The names Go gives systems, less those no image is made for: https://go.dev/src/internal/syslist/syslist.go
const SYSTEMS =
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
const VARIANTS: ReadonlyMap<string, readonly string[]> = new Map([
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

/** Reads a platform under any name it goes by: `linux/arm64/v8`, `aarch64`, `linux/arm`. Only known ones are taken. */
export function parsePlatform(text: string): Platform | Wrong {
  const found = `found ${quote(text)}`;
  if (/\s/.test(text)) return new Wrong(`a space inside a platform, ${found}`, 'separate platforms by commas');
  if (text.includes('(')) return new Wrong(`a version of the operating system, ${found}`, 'leave it out');
  if (text === 'local') return new Wrong('local names no platform', 'write the one meant, such as linux/amd64');

  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || parts.includes('')) {
    return new Wrong(`not a platform, ${found}`, 'write os/architecture or os/architecture/variant');
  }
  if (parts.includes('unknown')) {
    return new Wrong(
      `unknown is the platform of an attestation in an index, ${found}`,
      'write a platform such as linux/amd64',
    );
  }
  const [first = '', second, third] = parts;
  if (second === undefined && SYSTEMS.includes(first)) {
    return new Wrong(`an architecture is missing, ${found}`, `write it behind, such as ${first}/amd64`);
  }
  return knownPlatform(second === undefined ? 'linux' : first, second ?? first, third);
}

function knownPlatform(os: string, architecture: string, variant: string | undefined): Platform | Wrong {
  const platform = normalisePlatform({ os, architecture, variant });
  if (!SYSTEMS.includes(platform.os)) return new Wrong(`unknown operating system ${quote(os)}`, hintFor(os, SYSTEMS));
  const variants = VARIANTS.get(platform.architecture);
  if (variants === undefined) {
    return new Wrong(`unknown architecture ${quote(architecture)}`, hintFor(architecture, [...VARIANTS.keys()]));
  }
  if (variants.includes(platform.variant ?? '')) return platform;
  const named = variants.filter((name) => name !== '');
  return new Wrong(
    `unknown variant ${quote(variant ?? '')} of ${platform.architecture}`,
    named.length === 0 ? `write ${platform.os}/${platform.architecture}` : hintFor(variant ?? '', named),
  );
}

/** Reads platforms. Each may occur only once, under any of its names. */
export function parsePlatforms(texts: readonly string[]): readonly (Platform | Wrong)[] {
  const seen = new Map<string, number>();
  return texts.map((text, index) => {
    const platform = parsePlatform(text);
    if (platform instanceof Wrong) return platform;
    const name = formatPlatform(platform);
    const before = seen.get(name);
    if (before === undefined) {
      seen.set(name, index);
      return platform;
    }
    return new Wrong(`${quote(text)} is ${name} again, which item ${before} is`, 'leave one of them out');
  });
}
