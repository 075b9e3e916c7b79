import { baseName } from './command.ts';

/** Names of processors in paths of packages that ship the same file for several of them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  amd64: ['amd64', 'x64', 'x86_64', 'x86-64'],
  arm64: ['arm64', 'aarch64'],
  arm: ['arm', 'armv5', 'armv6', 'armv6l', 'armv7', 'armv7l', 'armhf', 'armel'],
  '386': ['386', 'i386', 'i686', 'ia32', 'x86'],
  mipsle: ['mipsle', 'mipsel'],
  mips64le: ['mips64le', 'mips64el'],
  ppc64le: ['ppc64le', 'powerpc64le', 'ppc64'],
  loong64: ['loong64', 'loongarch64'],
};

/**
 * True if a package ships a file for several processors on purpose, such as `prebuilds/linux-x64/addon.node`: the path names
 * the processor, and the image has a file of the same name that fits.
 * @param fitting names of the files that fit the platform, without folders.
 */
export function isInCollection(path: string, architecture: string, fitting: ReadonlySet<string>): boolean {
  if (!fitting.has(baseName(path))) return false;
  const words = `/${path.toLowerCase().replaceAll(/[/.@+-]/g, '/')}/`;
  const names = NAMES[architecture] ?? [architecture];
  return names.some((name) => words.includes(`/${name.replaceAll('-', '/')}/`) || words.includes(`_${name}/`));
}
