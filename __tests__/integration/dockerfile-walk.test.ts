// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { beforeAll, describe, expect, test } from '@jest/globals';
import { expand } from '../../src/dockerfile/expand.ts';
import { Work } from '../../src/dockerfile/limits.ts';
import { type Dockerfile, readDockerfile } from '../../src/dockerfile/read.ts';
import { type StageWalk, walkStages } from '../../src/dockerfile/walk.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { formatPlatform, type Platform } from '../../src/model/platform.ts';
import type { NamedValue } from '../../src/model/request.ts';
import { run } from '../../src/runtime/process.ts';

const BASE = 'localhost:5000/library/busybox';
const BUILD = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
const TARGETS = ['linux/arm64', 'linux/s390x'];

interface Case {
  readonly name: string;
  readonly text: string;
  readonly buildArgs?: readonly NamedValue[];
  readonly buildContexts?: readonly NamedValue[];
  readonly target?: string;
}

const CASES: readonly Case[] = [
  {
    name: 'cross-compiling, mounts, numbers and an unused stage',
    text: `FROM BASE AS tools
RUN echo tools
FROM --platform=$BUILDPLATFORM BASE AS build
ARG TARGETARCH
RUN --mount=type=cache,target=/c --mount=from=tools,target=/t echo $TARGETARCH >/out
FROM --platform=linux/ppc64le BASE
RUN echo unused
FROM scratch
COPY --from=1 /out /`,
  },
  {
    name: 'the platform flag before a stage, and stages that are built on a pinned stage',
    text: `FROM BASE AS plain
FROM --platform=$BUILDPLATFORM plain AS a
RUN echo a >/out
FROM --platform=linux/ppc64le BASE AS pinned
FROM --platform=$TARGETPLATFORM pinned AS b
RUN echo b >/out
FROM scratch
COPY --from=a /out /a
COPY --from=B /out /b`,
  },
  {
    name: 'stages chosen by variables',
    text: `ARG V=1 NAME="one-\${TARGETARCH}"
FROM BASE AS one-arm64-2
RUN echo one
FROM --platform=linux/\${V:+ppc64le} BASE AS one-s390x-2
RUN echo two
FROM BASE AS one-arm64-1
RUN echo no
FROM \${NAME}-\${V%%.*}`,
    buildArgs: [{ name: 'V', value: '2.7' }],
  },
  {
    name: 'ONBUILD in the stage that is built on it, and the stage that it copies from',
    text: `FROM --platform=linux/ppc64le BASE AS files
RUN echo files >/out
FROM BASE AS base
ONBUILD COPY --from=files /out /
ONBUILD RUN echo trigger
FROM --platform=$BUILDPLATFORM BASE AS other
ONBUILD RUN echo no
FROM base AS next
FROM next`,
  },
  {
    name: 'two stages with the same name',
    text: `FROM BASE AS b
RUN echo first
FROM b AS c
FROM --platform=$BUILDPLATFORM BASE AS b
RUN echo second >/out
FROM c
COPY --from=b /out /`,
  },
  {
    name: 'a context that replaces a stage, and a target',
    text: `FROM --platform=linux/ppc64le BASE AS deep
RUN echo no >/out
FROM --platform=$BUILDPLATFORM BASE AS base
RUN echo no
COPY --from=deep /out /
ONBUILD RUN echo trigger
FROM base AS wanted
FROM BASE
RUN echo no`,
    buildContexts: [{ name: 'base', value: `docker-image://${BASE}` }],
    target: 'WANTED',
  },
];

const VALUE = '1.2.3-rc.1_a.b-2';
const PATTERNS = [
  ...['.', '*.', '?.', '1*', '*', '*-*', '*z', 'a', '?', '1.?.', '\\*', '"1".', "'*'.", '*.*.'].flatMap((pattern) =>
    ['#', '##', '%', '%%'].map((sign) => `${sign}${pattern}`),
  ),
  ...['.', '?', '*', '.*', '*-', '.?-', '[.]', '1', 'z', '\\/'].flatMap((pattern) => [
    `/${pattern}/x`,
    `//${pattern}/x`,
    `//${pattern}/`,
  ]),
];

/** Expansion of each pattern by the action. Limited to texts that can be part of a stage name. */
const EXPANDED = PATTERNS.map((pattern) => {
  const word = `x\${X${pattern}}e`;
  return { word, text: expand(word, new Map([['X', VALUE]]), '\\', new Work()) };
}).filter(({ text }) => /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/.test(text));

/** Each pattern selects the stage that the action expects. If BuildKit expands a pattern differently, it does not find the stage. */
const PATTERNED: Case = {
  name: `stages chosen by ${EXPANDED.length} patterns`,
  text: [
    `ARG X=${VALUE}`,
    ...EXPANDED.flatMap(({ word, text }, i) => [`FROM BASE AS s${i}-${text}`, `FROM s${i}-${word} AS t${i}`]),
    'RUN echo the last',
    'FROM scratch',
    ...EXPANDED.map((_, i) => `COPY --from=t${i} /etc/passwd /${i}`),
  ].join('\n'),
};

describe('finds the RUNs that BuildKit executes', () => {
  beforeAll(async () => {
    const install = ['run', '--rm', '--privileged', 'tonistiigi/binfmt', '--install', 'arm64,s390x,ppc64le'];
    await run({ program: 'docker', args: install });
  });

  test.each([...CASES, PATTERNED])('$name', async (example) => {
    const text = example.text.replaceAll('BASE', BASE);
    const options = { buildArgs: [], buildContexts: [], target: undefined, ...example };
    const dockerfile = (await readDockerfile(text)) as Dockerfile;
    const found = TARGETS.flatMap((target) => {
      const platforms = { target: platform(target), build: platform(BUILD) };
      return (walkStages(dockerfile, options, platforms) as StageWalk).runs;
    });
    const executed = await executedRuns(text, options);
    expect(new Set(found.map((run) => `${formatPlatform(run.platform)} ${run.stage}`))).toEqual(executed);
  });
});

/** Returns `linux/arm64 build` for each RUN in the progress of a real build. */
async function executedRuns(
  text: string,
  options: Required<Omit<Case, 'name' | 'text' | 'target'>> & Pick<Case, 'target'>,
) {
  const args = ['buildx', 'build', '--progress=rawjson', '--output=type=cacheonly', `--platform=${TARGETS.join()}`];
  for (const { name, value } of options.buildArgs) args.push(`--build-arg=${name}=${value}`);
  for (const { name, value } of options.buildContexts) args.push(`--build-context=${name}=${value}`);
  if (options.target !== undefined) args.push(`--target=${options.target}`);
  const { code, stderr } = await run({ program: 'docker', args: [...args, '-'], input: text });
  if (code !== 0) throw new Error(stderr);
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  const names = lines.flatMap((line) => (JSON.parse(line).vertexes ?? []).map(({ name }: { name: string }) => name));
  const step = /^\[([^ \]]+?)(?:->[^ \]]+)? ([^ \]]+) +\d+\/\d+\] (?:ONBUILD )?RUN /;
  const matches = names.map((name) => step.exec(name));
  return new Set(matches.flatMap((match) => (match === null ? [] : `${match[1]} ${match[2]}`)));
}

function platform(text: string): Platform {
  return parsePlatform(text) as Platform;
}
