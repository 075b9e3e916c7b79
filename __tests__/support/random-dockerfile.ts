// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { expand } from '../../src/dockerfile/expand.ts';
import { resolveStages } from '../../src/dockerfile/graph.ts';
import { Work } from '../../src/dockerfile/limits.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { isUnreadable } from '../../src/dockerfile/unreadable.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import type { NamedValue } from '../../src/model/request.ts';

/** A build of a random Dockerfile. Each RUN has a mark in its first line: `m7`. */
export interface RandomBuild {
  readonly dockerfile: string;
  readonly target: string | undefined;
  readonly platform: string;
  readonly build: string;
  readonly buildArgs: readonly NamedValue[];
}

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386'];
const IMAGES = [
  'alpine',
  'busybox:1',
  'docker.io/library/alpine:latest',
  'reg.io/team/app:2',
  'a/b',
  'localhost:5000/x',
];
const VALUES = ['a', 'b-c', 'a.b.c', 'x/y', 'linux/arm64', '1.2.3-rc', 'amd64', 'arm64', 'a_b', '', 'v1', 'x*y', 'a}b'];
const NAMES = ['V', 'W', 'TARGETARCH', 'TARGETPLATFORM', 'TARGETVARIANT', 'BUILDPLATFORM', 'TARGETSTAGE', 'NONE'];
const PATTERNS = [
  '.',
  '*',
  '?',
  '*-',
  '-*',
  '\\/',
  '/',
  '\\*',
  'a',
  '*.',
  '.*',
  '"."',
  "'*'",
  'linux',
  '1?',
  '\\}',
  '/*',
];

/** The same build for the same seed. */
export function randomBuild(seed: number): RandomBuild {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const maybe = (percent: number) => random(100) < percent;
  const escapeToken = maybe(20) ? '`' : '\\';
  const platform = pick(PLATFORMS);
  const build = pick(['linux/amd64', 'linux/amd64', 'linux/arm64']);
  const buildArgs = maybe(30) ? [{ name: pick(NAMES), value: pick(VALUES) }] : [];
  const stages: string[] = [];
  let marks = 0;

  const escaped = (text: string) => text.replaceAll('\\', escapeToken);
  const mark = () => `m${marks++}`;
  const several = (most: number, make: () => string) => Array.from({ length: random(most + 1) }, make);

  function quoted(text: string): string {
    const style = random(8);
    if (style === 0) return `"${text}"`;
    if (style === 1) return `'${text}'`;
    if (style === 2 && text !== '') return escapeToken + text;
    if (style === 3) return `""${text}`;
    return text;
  }

  function substitution(depth = 0): string {
    const name = pick(NAMES);
    const inner = () => (depth < 2 && maybe(30) ? substitution(depth + 1) : pick(VALUES.slice(0, -1)));
    const pattern = () => escaped(pick(PATTERNS));
    switch (random(9)) {
      case 0:
        return `$${name}`;
      case 1:
        return `\${${name}}`;
      case 2:
        return `\${${name}${pick([':-', '-'])}${inner()}}`;
      case 3:
        return `\${${name}${pick([':+', '+'])}${inner()}}`;
      case 4:
        return `\${${name}${pick(['#', '##'])}${pattern()}}`;
      case 5:
        return `\${${name}${pick(['%', '%%'])}${pattern()}}`;
      case 6:
        return `\${${name}/${pattern().replace(/^\//, '')}/${pick(['-', '', 'z', escaped('\\/')])}}`;
      case 7:
        return `\${${name}//${pattern().replace(/^\//, '')}/${pick(['-', '', 'z', '.', "'$0'", "'$1x'", "'${0}-$$'", "'$'", "'${0'"])}}`;
      default:
        return escaped('\\$V');
    }
  }

  const word = () => quoted(maybe(50) ? substitution() : `${pick(VALUES)}${maybe(30) ? substitution() : ''}`);
  const assignment = () => `${pick(NAMES.slice(0, 6))}=${word()}`;

  /** Text with two meanings, depending on whether a here-document begins: its lines are instructions too. */
  function heredoc(instruction: string): string[] {
    const start = pick([
      ...['<<CMD', '<< CMD', '<<-CMD', '<<  CMD', '3<<CMD', '<<"CMD"', "<<'CMD'", '<<- CMD', 'x<<CMD', '<<<CMD'],
      ...['"<<CMD"', "it's <<CMD", '${x^^} <<CMD', '${x:-y} <<CMD', '<<C${x:-y}MD', '\\<<CMD', '<<C\\MD', '<<\\CMD'],
      ...['$((1<<2)) <<CMD', '<<CMD <<ENTRYPOINT', '<<$CMD', '<<CMD"', '${x:-<<CMD}', '# <<CMD', '<<C"M"D', "''<<CMD"],
    ]);
    const ends = start.includes('ENTRYPOINT') ? ['CMD', `RUN echo ${mark()}`, 'ENTRYPOINT'] : ['CMD'];
    const tab = start.includes('<<-') && maybe(50) ? '\t' : '';
    return [`${instruction.replace('HERE', start)}`, `RUN echo ${mark()}`, ...ends.map((end) => tab + end)];
  }

  const source = () => {
    const earlier = stages.slice(0, -1);
    if (earlier.length > 0 && maybe(70)) {
      const name = pick(earlier);
      return maybe(15) ? name.toUpperCase() : maybe(20) ? String(random(earlier.length)) : name;
    }
    return maybe(3) ? 'scratch' : pick([...IMAGES, `alpine@sha256:${'0'.repeat(64)}`]);
  };

  function run(): string[] {
    const id = mark();
    const mount = `--mount=type=bind,from=${source()},target=/t`;
    switch (random(12)) {
      case 0:
        return [`RUN ["echo", "${id}", "<<CMD"]`];
      case 1:
        return [`RUN ${mount} echo ${id}`];
      case 2:
        return [`RUN --mount=type=cache,target=/c ${mount} --network=none echo ${id}`];
      case 3:
        return [`RUN "--mount=x" echo ${id}`];
      case 4:
        return [`RUN --mount="type=bind,target=/t,FROM=${source()}" echo ${id}`];
      case 5:
        return [
          `run   echo ${id} ${escapeToken}`,
          '# RUN echo no',
          '',
          `  && echo ${mark()} ${escapeToken}  `,
          ' FROM no',
        ];
      case 6:
        return [`RUN echo ${id} ${escapeToken}${escapeToken}`];
      case 7:
        return [`RUN [ ${id} ] ${escapeToken}${escapeToken}${escapeToken}`];
      case 8:
      case 9:
        return heredoc(`RUN : ${id} HERE`);
      default:
        return [`RUN echo ${id} $TARGETARCH "\${V}"`];
    }
  }

  function copy(): string[] {
    switch (random(7)) {
      case 0:
        return ['COPY . /x'];
      case 1:
        return [`COPY --from="${source()}" /x /y`];
      case 2:
        return [`COPY --link --chown=1:1 --from=${source()} /x /y`];
      case 3:
        return [`COPY --from= /x /y`];
      case 4:
        return heredoc(`${pick(['COPY', 'ADD'])} HERE /x/`);
      default:
        return [`COPY ${escapeToken}`, `  --from=${source()} /x /y`];
    }
  }

  function instruction(): string[] {
    switch (random(12)) {
      case 0:
        return [`ARG ${assignment()} ${pick(NAMES)}`];
      case 1:
        return [`ENV ${assignment()} W=w`];
      case 2:
        return [pick(['ENV V some words', 'LABEL a="b c"', 'WORKDIR /w', 'USER 1', 'SHELL ["/bin/sh", "-c"]'])];
      case 3:
        return pick([['# FROM no', '#'], [''], ['   '], ['HEALTHCHECK --interval=1s CMD x', 'STOPSIGNAL 9']]);
      case 4:
      case 5: {
        const [first = '', ...more] = maybe(60) ? run() : copy();
        return [`ONBUILD ${first}`, ...more];
      }
      case 6:
      case 7:
        return copy();
      default:
        return run();
    }
  }

  function platformFlag(): string {
    return pick([
      ...['$BUILDPLATFORM', '${BUILDPLATFORM}', '"$BUILDPLATFORM"', '$TARGETPLATFORM', 'linux/s390x', 'linux/386'],
      ...['linux/$TARGETARCH', '$TARGETOS/$TARGETARCH${TARGETVARIANT:+/$TARGETVARIANT}', 'aarch64', 'linux/arm'],
      ...['${V:-linux/arm64}', "'linux/amd64'", 'linux/${TARGETARCH/arm64/riscv64}', '', 'Linux/AMD64', 'linux/arm/7'],
    ]);
  }

  const header = [
    ...(maybe(10) ? ['# syntax=docker/dockerfile:1'] : []),
    ...(escapeToken === '`' || maybe(5) ? [`#${pick(['', ' '])}escape${pick(['=', ' = '])}${escapeToken}`] : []),
    ...(maybe(5) ? ['# escape of nothing', '# escape=`'] : []),
    ...several(3, () =>
      maybe(20) ? `ARG ${pick(NAMES)}` : `ARG ${[assignment(), ...several(1, assignment)].join(' ')}`,
    ),
  ];
  const expandHere = evaluator(header, escapeToken, { platform, build, buildArgs });

  /** A stage, and one that is built on it by a word that has to be expanded. */
  function chosen(): string[] {
    const before = stages.length;
    const expression = `${substitution()}${maybe(30) ? `-${substitution()}` : ''}`;
    const value = expandHere(expression) ?? 'unknown';
    const name = `p${before}-${value}`;
    if (!/^[a-z][a-z0-9_.-]*$/.test(name)) return [`FROM alpine AS p${before}`, ...run()];
    return [`FROM ${pick(IMAGES)} AS ${name}`, ...run(), `FROM p${before}-${expression} AS s${before}`];
  }

  function stage(): string[] {
    const flag = maybe(40) ? `--platform=${platformFlag()} ` : '';
    const lines =
      maybe(45) && !flag
        ? chosen()
        : [
            `FROM ${flag}${stages.length > 0 && maybe(50) ? pick(stages) : pick([...IMAGES, 'scratch'])}${
              maybe(80)
                ? ` ${pick(['AS', 'as'])} ${maybe(10) ? 'dup' : maybe(3) ? 'scratch' : `S${stages.length}`}`
                : ''
            }`,
          ];
    for (const line of lines) {
      const name = / as (\S+)$/i.exec(line)?.[1];
      if (/^FROM /.test(line)) stages.push(name?.toLowerCase() ?? `unnamed${stages.length}`);
    }
    return [...lines, ...several(4, () => instruction().join('\n'))];
  }

  const body = [stage(), ...Array.from({ length: random(5) }, stage)].flat();
  const lines = [...header, ...body].join('\n').split('\n');
  const indented = lines.map((line) => (maybe(3) ? `  ${line}` : maybe(3) ? `${line}  ` : line));
  const end = maybe(10) ? '\r\n' : '\n';
  return {
    dockerfile: (maybe(3) ? '\uFEFF' : '') + indented.join(end) + (maybe(80) ? end : ''),
    target: maybe(20) ? pick(stages.filter((name) => !/^unnamed/.test(name)).concat('s0')) : undefined,
    ...{ platform, build, buildArgs },
  };
}

function evaluator(
  header: readonly string[],
  escapeToken: string,
  { platform, build, buildArgs }: Pick<RandomBuild, 'platform' | 'build' | 'buildArgs'>,
): (word: string) => string | undefined {
  const dockerfile = readDockerfile([...header, 'FROM scratch'].join('\n'));
  return (word) => {
    try {
      if (isUnreadable(dockerfile)) return undefined;
      const platforms = { target: parsePlatform(platform) as Platform, build: parsePlatform(build) as Platform };
      const options = { buildArgs, buildContexts: [], target: undefined };
      const { variables } = resolveStages(dockerfile, options, platforms, new Work());
      return expand(word, variables, escapeToken, new Work());
    } catch {
      return undefined;
    }
  };
}

/** A linear congruential generator, as in POSIX. */
function generator(seed: number): (below: number) => number {
  let state = BigInt(seed) * 7919n + 1n;
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number((state >> 33n) % BigInt(below));
  };
}
