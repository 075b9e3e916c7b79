import { expect, test } from '@jest/globals';
import { familiar, resolveStages } from '../../src/dockerfile/graph.ts';
import { readImages } from '../../src/dockerfile/images.ts';
import { Work } from '../../src/dockerfile/limits.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { isUnreadable, UnreadableError } from '../../src/dockerfile/unreadable.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { formatPlatform, type Platform } from '../../src/model/platform.ts';
import { run } from '../../src/runtime/process.ts';
import { type RandomBuild, randomBuild } from '../support/random-dockerfile.ts';

const COUNT = Number(process.env.RANDOM_DOCKERFILES ?? 5_000);
const FIRST = Number(process.env.RANDOM_DOCKERFILES_FROM ?? 0);

/** The answer of script/testbed.d/dockerfile. */
interface Converted {
  readonly error?: string;
  readonly runs: readonly { readonly platform: string; readonly command: string }[];
  readonly images: readonly { readonly name: string; readonly platform: string }[];
}

/** Platforms that no builder has, which BuildKit accepts until it looks for an image. */
const KNOWN = /^line \d+: unknown (architecture|variant|operating system) /;

/** Sorted lines: `RUN m7 on linux/arm64`, `alpine for linux/amd64`. */
type Needs = readonly string[];

test('random Dockerfiles need the same platforms and images as in the conversion of BuildKit', async () => {
  const builds = Array.from({ length: COUNT }, (_, i) => randomBuild(FIRST + i));
  const converted = await convertAll(builds);
  const pairs = builds.map((build, i) => ({ build, theirs: converted[i] as Converted }));
  const accepted = pairs.filter(({ theirs }) => theirs.error === undefined);
  const differing = accepted.flatMap(({ build, theirs }) => {
    const [found, wanted] = [ownNeeds(build), needsOf(theirs)];
    const isEqual = found.join('\n') === wanted.join('\n') || KNOWN.test(found.join('\n'));
    return isEqual ? [] : { ...build, found, wanted };
  });
  expect(differing.slice(0, 3)).toEqual([]);
  // the generator makes enough Dockerfiles that BuildKit builds
  expect(accepted.length).toBeGreaterThan(COUNT / 4);
}, 600_000);

async function convertAll(builds: readonly RandomBuild[]): Promise<readonly Converted[]> {
  const requests = builds.map(({ buildArgs, ...build }) => ({
    ...build,
    args: Object.fromEntries(buildArgs.map(({ name, value }) => [name, value])),
  }));
  const input = requests.map((request) => JSON.stringify(request)).join('\n');
  const { code, stdout, stderr } = await run({ program: 'dockerfile2llb', args: [], input });
  if (code !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function needsOf({ runs, images }: Converted): Needs {
  return sorted([
    ...runs.map(({ platform, command }) => `RUN ${markIn(command)} on ${platform}`),
    ...images.map(({ name, platform }) => `${familiar(name)} for ${platform}`),
  ]);
}

function ownNeeds({ dockerfile: text, target, buildArgs, ...build }: RandomBuild): Needs {
  const dockerfile = readDockerfile(text);
  if (isUnreadable(dockerfile)) return [dockerfile.unreadable];
  const platforms = { target: platformOf(build.platform), build: platformOf(build.build) };
  const options = { buildArgs, buildContexts: [], target };
  const lines = text.split('\n');
  const images = readImages(dockerfile, options, platforms);
  if (isUnreadable(images)) return [images.unreadable];
  try {
    const { contributing } = resolveStages(dockerfile, options, platforms, new Work());
    const runs = contributing.flatMap(({ steps, platform }) =>
      steps.filter(({ kind }) => kind === 'RUN').map(({ line }) => ({ platform, line })),
    );
    return sorted([
      ...runs.map(({ platform, line }) => `RUN ${markIn(lines[line - 1] ?? '')} on ${formatPlatform(platform)}`),
      ...images.map(({ image, platform }) => `${familiar(image)} for ${formatPlatform(platform)}`),
    ]);
  } catch (error) {
    if (error instanceof UnreadableError) return [error.message];
    throw error;
  }
}

function markIn(text: string): string {
  return /\bm\d+\b/.exec(text)?.[0] ?? `${JSON.stringify(text)} without a mark`;
}

function sorted(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].sort();
}

function platformOf(text: string): Platform {
  return parsePlatform(text) as Platform;
}
