/** Machine code for one system and processor. */
export interface Program {
  readonly kind: 'elf' | 'pe' | 'mach-o';
  readonly os: string;
  /** Go's name of the processor (`amd64`). The name that Linux uses if Go has none. */
  readonly architecture: string;
  /** True for a shared library, and for a static program at no fixed address, which looks the same. */
  readonly library?: boolean;
  /** Path of the loader (PT_INTERP). Undefined if the program is static. */
  readonly loader?: string;
  /** Calling convention, if the processor has several: `n32`, `elfv2`, `double-float`. */
  readonly abi?: string;
  readonly arm?: ArmCode;
}

/** What a program for 32-bit arm needs of the processor. */
export interface ArmCode {
  /** Version of the EABI in the ELF header. 0 for the ABI before it. */
  readonly eabi: number;
  readonly float?: 'hard' | 'soft';
  /** Architecture version. Undefined if the file does not say: Go's linker writes no attributes. */
  readonly version?: number;
  /** True if a part of the code uses NEON. Libraries check the processor before they run such a part. */
  readonly neon?: boolean;
  /** True if the program starts in the Thumb instruction set. */
  readonly thumb?: boolean;
}

/** Text that the kernel gives to another program: https://man7.org/linux/man-pages/man2/execve.2.html */
export interface Script {
  readonly kind: 'script';
  readonly interpreter: string;
  /** The rest of the line, which the interpreter gets as one argument. */
  readonly argument?: string;
}

export type Format = Program | Script;
