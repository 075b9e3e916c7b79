import { formatPlatform, type Platform } from '../model/platform.ts';
import { isInCollection } from './collections.ts';
import { baseName } from './command.ts';
import { matcherOf } from './exempt.ts';
import { describeProgram, type Fit, fitOf } from './fits.ts';
import type { Program } from './format.ts';
import { parseStartConfig, type StartConfig } from './image-config.ts';
import { MAX_NAMED_FILES } from './limits.ts';
import type { LayerListing } from './listing.ts';
import { type ImageFile, RootFs } from './rootfs.ts';
import { findStart, type MissingFile, type StartFile } from './start.ts';

/** The image of one platform. */
export interface CheckedImage {
  readonly platform: Platform;
  /** Bytes of its config. */
  readonly config: Uint8Array;
  /** From the lowest to the highest. Undefined for a layer that was not read. */
  readonly layers: readonly (LayerListing | undefined)[];
  /** Index of the first layer that the build added to the base image. */
  readonly firstAdded: number;
}

export interface ProgramRules {
  /** Refuses added layers with a foreign program, also if the image does not start it, and those that cannot be read. */
  readonly strict: boolean;
  /** Patterns of paths that are not checked. */
  readonly exempt: readonly string[];
}

interface ProgramFault {
  readonly message: string;
  readonly hint: string;
}

export interface ProgramVerdict {
  /** Faults for which the image must not be published. */
  readonly refused: readonly ProgramFault[];
  /** Foreign programs in the added layers, one fault for each format. Empty if they are refused. */
  readonly foreign: readonly ProgramFault[];
  /** Files that the image starts and that are in layers that were not read. */
  readonly unknown: readonly string[];
  /** True if layers that were not read decide whether the start of the image fails. */
  readonly isOpen: boolean;
}

/** Compares the programs in an image with its platform. Images for other systems than Linux and Windows have no faults. */
export function judgePrograms(image: CheckedImage, { strict, exempt }: ProgramRules): ProgramVerdict {
  const { platform } = image;
  if (platform.os !== 'linux' && platform.os !== 'windows')
    return { refused: [], foreign: [], unknown: [], isOpen: false };
  const rootfs = new RootFs(image.layers);
  const config = parseStartConfig(image.config);
  const isExempt = matcherOf(exempt);
  const start = findStart(rootfs, config, platform.os);
  const wrong = start.files.filter(({ path, file }) => !isExempt(path) && fitOfFile(file, platform) === 'foreign');
  const missing = start.missing.filter(({ neededBy }) => !isExempt(neededBy.path) && !wrong.includes(neededBy));
  const started = new Set(wrong.map(({ path }) => path));
  const others = foreignFiles(rootfs, image).filter(({ path }) => !started.has(path) && !isExempt(path));
  const faults = [
    ...wrong.map((file) => foreignStart(file, platform, config)),
    ...missing.map((file) => missingFault(file, platform)),
  ];
  const notices = foreignGroups(others, platform);
  return {
    refused: strict ? [...faults, ...notices, ...unreadableLayers(image, config)] : faults,
    foreign: strict ? [] : notices,
    unknown: [...new Set(start.unknown)],
    isOpen: start.needed.length > 0 || start.probable.some((file) => dependsOnOthers(file, platform)),
  };
}

function fitOfFile({ format }: ImageFile, platform: Platform): Fit {
  return format === undefined || format.kind === 'script' ? 'fits' : fitOf(format, platform);
}

/** True if a file is foreign, or needs another file than the shell. */
function dependsOnOthers(file: ImageFile, platform: Platform): boolean {
  const { format } = file;
  if (format?.kind === 'script') return format.interpreter !== '/bin/sh';
  return fitOfFile(file, platform) === 'foreign' || (format?.kind === 'elf' && format.loader !== undefined);
}

function foreignStart({ path, file, neededBy }: StartFile, platform: Platform, config: StartConfig): ProgramFault {
  const subject = neededBy === undefined ? path : `${neededBy}, which needs ${path}`;
  const what = describeProgram(file.format as Program);
  return {
    message: `the image for ${formatPlatform(platform)} starts ${subject}: a ${what} from ${layerName(file.layer, config)}`,
    hint: `No tag was updated. ${fixOf(config.instructions?.[file.layer])}`,
  };
}

/** With `strict`, every added layer is read that can be read. */
function unreadableLayers(
  { platform, layers, firstAdded }: CheckedImage,
  config: StartConfig,
): readonly ProgramFault[] {
  return [...layers.entries()]
    .filter(([index, layer]) => index >= firstAdded && layer === undefined)
    .map(([index]) => ({
      message: `${layerName(index, config)} of the image for ${formatPlatform(platform)} cannot be checked: it is a malformed tar archive, or too large`,
      hint: 'No tag was updated. Set `verify: true` if the image has to be published with this layer.',
    }));
}

function layerName(index: number, { instructions }: StartConfig): string {
  const instruction = instructions?.[index] ?? '';
  return `layer ${index + 1}${instruction === '' ? '' : ` (${instruction})`}`;
}

function fixOf(instruction = ''): string {
  const build = 'Build it for the target platform: use `TARGETOS` and `TARGETARCH` in the stage that compiles it';
  if (instruction.startsWith('COPY') || instruction.startsWith('ADD')) {
    return `${build}, or copy a file for each platform (\`COPY app-$TARGETARCH /app\`).`;
  }
  return `${build}. Remove \`--platform\` from the \`FROM\` of the last stage.`;
}

/** Names of the C libraries by their loaders. */
const C_LIBRARIES: readonly (readonly [pattern: RegExp, name: string, image: string])[] = [
  [/^ld-musl-/, 'musl', 'an image with musl (Alpine)'],
  [/^(?:ld-linux|ld64\.so|ld\.so)/, 'glibc', 'an image with glibc (Debian, Ubuntu, Fedora)'],
  [/^linker(?:64)?$/, 'Android', 'an image with Android’s libraries'],
];

function missingFault({ path, role, neededBy }: MissingFile, platform: Platform): ProgramFault {
  const subject = `the image for ${formatPlatform(platform)} starts ${neededBy.path}`;
  if (role === 'interpreter' && path.endsWith('\r')) {
    return {
      message: `${subject}: a script whose first line ends in CR LF, so that Linux searches for an interpreter "${path.trimEnd()}\\r"`,
      hint: 'No tag was updated. Save the script with LF line ends. In Git, add `*.sh text eol=lf` to .gitattributes.',
    };
  }
  if (role === 'interpreter') {
    return {
      message: `${subject}: a script for ${path}, which is missing in the image`,
      hint: `No tag was updated. Install ${baseName(path)} in the image, or change the first line of the script.`,
    };
  }
  const [, library, base] = C_LIBRARIES.find(([pattern]) => pattern.test(baseName(path))) ?? [];
  return {
    message: `${subject}: a program that is dynamically linked${library === undefined ? '' : ` for ${library}`}, and its loader ${path} is missing in the image`,
    hint: `No tag was updated. Link the program statically (for Go: \`CGO_ENABLED=0\`), or use ${base ?? 'an image with this loader'} for the last stage.`,
  };
}

interface Foreign {
  readonly path: string;
  readonly noun: readonly [one: string, many: string];
  readonly program: Program;
  readonly fit: Fit;
}

/** Programs for another system are data to this one, as in packages for several systems. */
function foreignFiles(rootfs: RootFs, { platform, firstAdded }: CheckedImage): readonly Foreign[] {
  const kind = platform.os === 'windows' ? 'pe' : 'elf';
  const fitting = new Set<string>();
  const foreign: Foreign[] = [];
  for (const { path, file } of rootfs.files()) {
    if (file.format?.kind !== kind) continue;
    const fit = fitOf(file.format, platform);
    if (fit === 'fits') fitting.add(baseName(path));
    else if (file.layer >= firstAdded) foreign.push({ path, noun: nounOf(file), program: file.format, fit });
  }
  return foreign.filter(({ path, program }) => !isInCollection(path, program.architecture, fitting));
}

/** A static program may look like a library, but it has the executable bit. */
function nounOf({ format, isExecutable }: ImageFile): Foreign['noun'] {
  const isLibrary = format?.kind !== 'script' && format?.library === true && !isExecutable;
  return isLibrary ? ['library', 'libraries'] : ['program', 'programs'];
}

function foreignGroups(foreign: readonly Foreign[], platform: Platform): readonly ProgramFault[] {
  const groups = Map.groupBy(foreign, ({ program, noun: [noun], fit }) => `${describeProgram(program, noun)} ${fit}`);
  return [...groups]
    .toSorted(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1))
    .map(([, files]) => groupFault(files, platform));
}

function groupFault(files: readonly Foreign[], platform: Platform): ProgramFault {
  const [first] = files as readonly [Foreign, ...Foreign[]];
  const paths = files.map(({ path }) => path).sort();
  const more = paths.length - MAX_NAMED_FILES;
  const names = `${paths.slice(0, MAX_NAMED_FILES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const count = files.length === 1 ? '1 file that is a' : `${files.length} files that are`;
  const what = describeProgram(first.program, first.noun[files.length === 1 ? 0 : 1]);
  const doubt = first.fit === 'uncertain' ? ', which some machines of this platform do not run' : '';
  return {
    message: `the build added ${count} ${what} to the image for ${formatPlatform(platform)}${doubt}: ${names}`,
    hint: 'Build or install these files for the target platform, or remove them if the image does not need them.',
  };
}
