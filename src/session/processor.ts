import type { Platform } from '../model/platform.ts';
import type { Host } from './host.ts';

// the kernel's names of processors (uname -m), the OCI's (GOARCH), and QEMU's
const BY_KERNEL: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv8l: 'arm',
  armv7l: 'arm',
  armv6l: 'arm',
  i686: '386',
  i586: '386',
  i486: '386',
  i386: '386',
  loongarch64: 'loong64',
};
const BY_QEMU: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  '386': 'i386',
  mips64le: 'mips64el',
  mipsle: 'mipsel',
  loong64: 'loongarch64',
};

/** Docker Engine's platform: the value of `$BUILDPLATFORM`. */
export function hostPlatform(host: Pick<Host, 'engine'>): Platform {
  const architecture = BY_KERNEL[host.engine.architecture] ?? host.engine.architecture;
  return { os: 'linux', architecture, variant: architecture === 'arm' ? 'v7' : undefined };
}

/** Whether the host's processor runs a platform's programs itself. */
export function runsNatively({ os, architecture }: Platform, host: Host): boolean {
  if (os !== 'linux') return false;
  const own = hostPlatform(host).architecture;
  if (architecture === own) return true;
  if (own === 'amd64') return architecture === '386';
  return own === 'arm64' && architecture === 'arm' && host.runs32BitArm;
}

/** Names of the handlers that are registered for this processor: `qemu-aarch64`, `rosetta`. */
export function handlersOf(architecture: string, { emulators }: Host): readonly string[] {
  return (emulators ?? []).flatMap(({ processor, name }) => (processor === qemuName(architecture) ? [name] : []));
}

/** QEMU's name of a processor the OCI names `architecture`, as in the interpreter's registration `qemu-aarch64`. */
export function qemuName(architecture: string): string {
  return BY_QEMU[architecture] ?? architecture;
}
