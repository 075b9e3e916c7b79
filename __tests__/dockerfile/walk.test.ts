// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { describe, expect, test } from '@jest/globals';
import type { BuildOptions } from '../../src/dockerfile/graph.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { isUnreadable } from '../../src/dockerfile/unreadable.ts';
import { type StageWalk, walkStages } from '../../src/dockerfile/walk.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { formatPlatform, type Platform } from '../../src/model/platform.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  /** arm64 unless given, on an amd64 builder. */
  readonly for?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** `linux/arm64 at 2 in build` for each platform with a RUN. */
  readonly runs: readonly string[];
}

const platform = (text: string) => parsePlatform(text) as Platform;
const pairs = (record: Readonly<Record<string, string>> = {}) =>
  Object.entries(record).map(([name, value]) => ({ name, value }));

async function walk(text: string, target = 'linux/arm64', options: Partial<BuildOptions> = {}) {
  const dockerfile = await readDockerfile(text);
  if (isUnreadable(dockerfile)) return dockerfile;
  const platforms = { target: platform(target), build: platform('linux/amd64') };
  return walkStages(dockerfile, { buildArgs: [], buildContexts: [], target: undefined, ...options }, platforms);
}

async function readable(...args: Parameters<typeof walk>): Promise<StageWalk> {
  const result = await walk(...args);
  if (isUnreadable(result)) throw new Error(result.unreadable);
  return result;
}

const CROSS = `FROM --platform=$BUILDPLATFORM golang AS build
ARG TARGETARCH
RUN GOARCH=$TARGETARCH go build -o /app
FROM alpine
COPY --from=build /app /app`;

describe('platforms on which a RUN executes', () => {
  test.each<Case>([
    { name: 'one stage', text: 'FROM a\nRUN x', runs: ['linux/arm64 at 2 in stage-0'] },
    { name: 'lower case', text: 'from a as b\nrun x', runs: ['linux/arm64 at 2 in b'] },
    { name: 'no RUN', text: 'FROM a\nCOPY . /', runs: [] },
    {
      name: 'instructions that only copy files',
      text: 'FROM a\nWORKDIR /x\nUSER me\nCOPY --chown=me:me . .\nADD --chown=me http://x/y .\nHEALTHCHECK CMD x\nSHELL ["/bin/bash"]\nENTRYPOINT ["x"]\nCMD ["RUN"]\nENV RUN=1\nLABEL a=RUN\nEXPOSE 1\nVOLUME /v\nSTOPSIGNAL 9\nMAINTAINER RUN\nARG RUN',
      runs: [],
    },
    { name: 'cross-compiling', text: CROSS, runs: ['linux/amd64 at 3 in build'] },
    { name: 'cross-compiling for the builder', text: CROSS, for: 'linux/amd64', runs: ['linux/amd64 at 3 in build'] },
    {
      name: 'cross-compiling with a RUN in the last stage',
      text: `${CROSS}\nRUN chmod +x /app`,
      runs: ['linux/amd64 at 3 in build', 'linux/arm64 at 6 in stage-1'],
    },
    {
      name: 'the first RUN of a platform',
      text: 'FROM a\nENV x=1\nRUN x\nRUN y',
      runs: ['linux/arm64 at 3 in stage-0'],
    },
    { name: 'an unused stage', text: 'FROM a AS unused\nRUN x\nFROM b\nCOPY . /', runs: [] },
    { name: 'FROM a stage', text: 'FROM a AS base\nRUN x\nFROM base\nCOPY . /', runs: ['linux/arm64 at 2 in base'] },
    {
      name: 'FROM a stage in another case',
      text: 'FROM a AS Base\nRUN x\nFROM base',
      runs: ['linux/arm64 at 2 in base'],
    },
    {
      name: 'a platform flag before a stage is ignored',
      text: 'FROM a AS base\nFROM --platform=$BUILDPLATFORM base\nRUN x',
      runs: ['linux/arm64 at 3 in stage-1'],
    },
    {
      name: "a stage has its base stage's platform",
      text: 'FROM --platform=$BUILDPLATFORM a AS base\nFROM base AS build\nRUN x\nFROM scratch\nCOPY --from=build x y',
      runs: ['linux/amd64 at 3 in build'],
    },
    {
      name: 'a platform flag before scratch is ignored',
      text: 'FROM --platform=$BUILDPLATFORM scratch\nCOPY a /\nRUN x',
      runs: ['linux/arm64 at 3 in stage-0'],
    },
    {
      name: 'a fixed platform',
      text: 'FROM --platform=linux/s390x a AS b\nRUN x\nFROM scratch\nCOPY --from=b x y',
      runs: ['linux/s390x at 2 in b'],
    },
    { name: 'an alias', text: 'FROM --platform=aarch64 a\nRUN x', runs: ['linux/arm64 at 2 in stage-0'] },
    {
      name: 'a quoted platform',
      text: 'FROM --platform="linux/arm64/v8" a\nRUN x',
      runs: ['linux/arm64 at 2 in stage-0'],
    },
    { name: 'an empty platform flag', text: 'FROM --platform= a\nRUN x', runs: ['linux/arm64 at 2 in stage-0'] },
    {
      name: 'arm without a variant',
      text: 'FROM --platform=linux/arm a\nRUN x',
      runs: ['linux/arm/v7 at 2 in stage-0'],
    },
    {
      name: '$TARGETPLATFORM',
      text: 'FROM --platform=$TARGETPLATFORM a\nRUN x',
      for: 'linux/arm/v6',
      runs: ['linux/arm/v6 at 2 in stage-0'],
    },
    {
      name: 'a platform from several arguments',
      text: 'FROM --platform=${TARGETOS}/${TARGETARCH}${TARGETVARIANT:+/$TARGETVARIANT} a\nRUN x',
      for: 'linux/arm/v6',
      runs: ['linux/arm/v6 at 2 in stage-0'],
    },
    {
      name: "arguments for the parts of the builder's platform",
      text: 'FROM --platform=$BUILDOS/$BUILDARCH$BUILDVARIANT a\nRUN x',
      runs: ['linux/amd64 at 2 in stage-0'],
    },
    {
      name: 'a stage for each processor',
      text: 'FROM a AS base-amd64\nRUN x\nFROM a AS base-arm64\nCOPY x y\nFROM base-${TARGETARCH}',
      runs: [],
    },
    {
      name: 'a stage for each processor, for another target',
      text: 'FROM a AS base-amd64\nRUN x\nFROM a AS base-arm64\nCOPY x y\nFROM base-${TARGETARCH}',
      for: 'linux/amd64',
      runs: ['linux/amd64 at 2 in base-amd64'],
    },
    {
      name: 'a stage for each variant',
      text: 'FROM a AS base-armv6\nRUN x\nFROM a AS base-armv7\nFROM base-$TARGETARCH$TARGETVARIANT',
      for: 'linux/arm/v6',
      runs: ['linux/arm/v6 at 2 in base-armv6'],
    },
    { name: 'a global ARG', text: 'ARG BASE=one\nFROM a AS one\nRUN x\nFROM $BASE', runs: ['linux/arm64 at 3 in one'] },
    {
      name: 'a global ARG overridden',
      text: 'ARG BASE=one\nFROM a AS one\nRUN x\nFROM $BASE',
      args: { BASE: 'b' },
      runs: [],
    },
    {
      name: 'a global ARG emptied',
      text: 'ARG BASE=one\nFROM a AS one\nRUN x\nFROM ${BASE:-b}',
      args: { BASE: '' },
      runs: [],
    },
    {
      name: 'an ARG without a default, given',
      text: 'ARG BASE\nFROM a AS one\nRUN x\nFROM ${BASE:-b}',
      args: { BASE: 'one' },
      runs: ['linux/arm64 at 3 in one'],
    },
    { name: 'an ARG without a default', text: 'ARG BASE\nFROM a AS one\nRUN x\nFROM ${BASE:-b}', runs: [] },
    {
      name: 'a build argument without a declaration',
      text: 'FROM a AS one\nRUN x\nFROM ${BASE:-b}',
      args: { BASE: 'one' },
      runs: [],
    },
    {
      name: 'an ARG of an ARG',
      text: 'ARG A="on"\nARG B=${A}e C=\'b\'\nFROM a AS one\nRUN x\nFROM $B',
      runs: ['linux/arm64 at 4 in one'],
    },
    {
      name: 'several ARGs at once',
      text: 'ARG A B=one\nFROM a AS one\nRUN x\nFROM ${A:-$B}',
      runs: ['linux/arm64 at 3 in one'],
    },
    {
      name: 'an ARG over lines',
      text: 'ARG A=o\\\nne\nFROM a AS one\nRUN x\nFROM $A',
      runs: ['linux/arm64 at 4 in one'],
    },
    {
      name: 'an ARG of a stage has no effect on FROM',
      text: 'ARG A=one\nFROM a AS one\nARG A=b\nRUN x\nFROM $A',
      runs: ['linux/arm64 at 4 in one'],
    },
    {
      name: "the platform's argument overridden",
      text: 'FROM --platform=linux/$TARGETARCH a\nRUN x',
      args: { TARGETARCH: 's390x' },
      runs: ['linux/s390x at 2 in stage-0'],
    },
    {
      name: 'ARG TARGETARCH declared',
      text: 'ARG TARGETARCH\nFROM a AS base-arm64\nRUN x\nFROM base-$TARGETARCH',
      runs: ['linux/arm64 at 3 in base-arm64'],
    },
    {
      name: '$TARGETSTAGE',
      text: 'FROM a AS one\nRUN x\nFROM a AS last\nFROM ${TARGETSTAGE%t} AS lost\nFROM one AS last',
      runs: ['linux/arm64 at 2 in one'],
    },
    {
      name: 'COPY --from a number',
      text: 'FROM a\nRUN x\nFROM scratch\nCOPY --from=0 x y',
      runs: ['linux/arm64 at 2 in stage-0'],
    },
    {
      name: 'COPY --from in another case',
      text: 'FROM a AS b\nRUN x\nFROM scratch\nCOPY --from=B x y',
      runs: ['linux/arm64 at 2 in b'],
    },
    {
      name: 'COPY with more flags',
      text: 'FROM a AS b\nRUN x\nFROM scratch\nCOPY --link --chown=1 --from=b x y',
      runs: ['linux/arm64 at 2 in b'],
    },
    { name: 'COPY --from an image', text: 'FROM scratch\nCOPY --from=alpine:3 /x /y', runs: [] },
    { name: 'ADD does not copy from a stage', text: 'FROM a AS b\nRUN x\nFROM scratch\nADD b /y', runs: [] },
    {
      name: 'COPY over several stages',
      text: 'FROM --platform=$BUILDPLATFORM a AS one\nRUN x\nFROM a AS two\nCOPY --from=one x y\nRUN z\nFROM scratch\nCOPY --from=two y z',
      runs: ['linux/amd64 at 2 in one', 'linux/arm64 at 5 in two'],
    },
    {
      name: 'a mount',
      text: 'FROM a AS tools\nRUN x\nFROM --platform=$BUILDPLATFORM a AS b\nRUN --mount=type=cache,target=/c --mount=type=bind,from=tools,target=/t y\nFROM scratch\nCOPY --from=b x y',
      runs: ['linux/arm64 at 2 in tools', 'linux/amd64 at 4 in b'],
    },
    {
      name: 'a mount over lines, quoted',
      text: 'FROM a AS tools\nRUN x\nFROM --platform=$BUILDPLATFORM a\nRUN --network=none \\\n  # why\n  --mount="target=/t,FROM=Tools" y',
      runs: ['linux/arm64 at 2 in tools', 'linux/amd64 at 4 in stage-1'],
    },
    {
      name: 'a mount does not refer to a stage by number',
      text: 'FROM --platform=linux/s390x a\nRUN x\nFROM a\nRUN --mount=from=0 y',
      runs: ['linux/arm64 at 4 in stage-1'],
    },
    {
      name: 'ONBUILD runs in the stage that is built on it',
      text: 'FROM a AS base\nONBUILD RUN x\nFROM base',
      runs: ['linux/arm64 at 2 in stage-1'],
    },
    { name: 'ONBUILD does not run in its own stage', text: 'FROM a\nONBUILD RUN x', runs: [] },
    {
      name: 'ONBUILD does not run in a second generation of stages',
      text: 'FROM a AS base\nONBUILD RUN x\nFROM base AS child\nFROM child',
      runs: ['linux/arm64 at 2 in child'],
    },
    {
      name: 'ONBUILD COPY leads to a stage',
      text: 'FROM a AS files\nRUN x\nFROM scratch AS base\nONBUILD COPY --from=files x y\nFROM base',
      runs: ['linux/arm64 at 2 in files'],
    },
    {
      name: 'FROM refers to the last earlier stage of a name',
      text: 'FROM a AS b\nRUN x\nFROM b\nFROM c AS b\nCOPY x y',
      target: undefined,
      runs: [],
    },
    {
      name: 'FROM refers to an earlier stage, not to a later one',
      text: 'FROM a AS b\nRUN x\nFROM b AS c\nFROM a AS b\nFROM c',
      runs: ['linux/arm64 at 2 in b'],
    },
    {
      name: 'COPY refers to the last stage of a name',
      text: 'FROM a AS b\nRUN x\nFROM a AS b\nFROM c\nCOPY --from=b x y',
      runs: [],
    },
    { name: 'an image with the name of its own stage', text: 'FROM b AS b\nRUN x', runs: ['linux/arm64 at 2 in b'] },
    {
      name: 'a name before its stage is an image',
      text: 'FROM b\nCOPY x y\nFROM a AS b\nRUN x',
      target: 'b',
      runs: ['linux/arm64 at 4 in b'],
    },
    {
      name: 'stages that refer to each other in a circle',
      text: 'FROM a AS b\nCOPY --from=c x y\nFROM a AS c\nRUN x\nCOPY --from=b x y',
      runs: ['linux/arm64 at 4 in c'],
    },
    { name: 'a target', text: 'FROM a AS Test\nRUN x\nFROM b', target: 'tesT', runs: ['linux/arm64 at 2 in test'] },
    { name: 'a target before a RUN', text: 'FROM b AS b\nFROM a\nRUN x', target: 'b', runs: [] },
    {
      name: 'a build context in place of a stage',
      text: 'FROM a AS base\nRUN x\nFROM base',
      contexts: { base: 'docker-image://b' },
      runs: [],
    },
    {
      name: 'a build context in place of a stage makes the stages that it needs unused',
      text: 'FROM a AS deep\nRUN x\nFROM a AS base\nCOPY --from=deep x y\nFROM scratch\nCOPY --from=base x y',
      contexts: { base: './dir' },
      runs: [],
    },
    {
      name: 'an image as build context has the platform of the stage',
      text: 'FROM --platform=$BUILDPLATFORM a AS base\nFROM base\nRUN x',
      contexts: { base: 'docker-image://b' },
      runs: ['linux/amd64 at 3 in stage-1'],
    },
    {
      name: 'files as build context have no platform',
      text: 'FROM --platform=$BUILDPLATFORM a AS base\nFROM base\nRUN x',
      contexts: { base: './dir' },
      runs: ['linux/arm64 at 3 in stage-1'],
    },
    {
      name: 'ONBUILD applies although a build context replaces its stage',
      text: 'FROM a AS base\nONBUILD RUN x\nFROM base',
      contexts: { base: 'docker-image://b' },
      runs: ['linux/arm64 at 2 in stage-1'],
    },
    {
      name: 'a build context in place of an image has the platform of FROM',
      text: 'FROM --platform=$BUILDPLATFORM alpine\nRUN x',
      contexts: { 'docker.io/library/alpine:latest': './rootfs' },
      runs: ['linux/amd64 at 2 in stage-0'],
    },
    { name: 'here-documents', text: 'FROM a\nCOPY <<A <<-"B" /x/\nRUN no\nA\n\tFROM no\n\tB\nENV x=y', runs: [] },
    {
      name: 'a RUN of a here-document',
      text: 'FROM a AS b\nRUN <<EOF\nset -e\nFROM no\nEOF\nFROM b',
      runs: ['linux/arm64 at 2 in b'],
    },
    {
      name: 'a here-document with a space before its name',
      text: 'FROM a AS b\nRUN cat << EOF > /x\nFROM no\nEOF\nFROM c\nCOPY --from=b x y',
      runs: ['linux/arm64 at 2 in b'],
    },
    {
      name: 'a here-document with a space in its name',
      text: "FROM a\nCOPY <<'E O' /x\nFROM no\nE O\nRUN x",
      runs: ['linux/arm64 at 5 in stage-0'],
    },
    {
      name: 'a here-document for another file descriptor',
      text: 'FROM a\nRUN cat 3<<EOF\nFROM no\nEOF',
      runs: ['linux/arm64 at 2 in stage-0'],
    },
    {
      name: '<< behind a word, which begins no here-document',
      text: 'FROM a AS b\nRUN cat<<EOF\nFROM c',
      runs: [],
    },
    {
      name: '<< in the JSON form, which begins no here-document',
      text: 'FROM a AS b\nRUN ["cat", "<<EOF"]\nFROM c',
      runs: [],
    },
    {
      name: '<< in brackets that are no JSON',
      text: 'FROM a\nRUN [ x ] <<EOF\nFROM no\nEOF',
      runs: ['linux/arm64 at 2 in stage-0'],
    },
    {
      name: '<< in quotes',
      text: 'FROM a AS b\nRUN echo "<<EOF"\nFROM c',
      runs: [],
    },
    {
      name: '<< after a substitution that BuildKit does not understand',
      text: 'FROM a AS b\nRUN echo ${x^^} <<EOF\nFROM c',
      runs: [],
    },
    {
      name: 'a shift in arithmetic, which newer versions take for a here-document without an end',
      text: 'FROM a AS b\nRUN echo $(( 1 << 20 ))\nFROM c',
      runs: [],
    },
    {
      name: 'an escape character in the line of a here-document',
      text: 'FROM a\nRUN cat \\\n  <<EOF\nx \\\nEOF\nFROM c\nRUN x',
      runs: ['linux/arm64 at 7 in stage-1'],
    },
    {
      name: 'an ONBUILD with a here-document',
      text: 'FROM a AS b\nONBUILD RUN <<-EOF\nFROM no\n\tEOF\nFROM b',
      runs: ['linux/arm64 at 2 in stage-1'],
    },
    {
      name: 'two escape characters at the end of a line',
      text: 'FROM a\nENV x=y\\\\\nFROM b\nRUN x',
      runs: ['linux/arm64 at 4 in stage-1'],
    },
    {
      name: 'a substitution with an escaped slash in FROM',
      text: 'FROM a AS run-linux-arm64\nRUN x\nFROM run-${TARGETPLATFORM//\\//-}',
      runs: ['linux/arm64 at 2 in run-linux-arm64'],
    },
    {
      name: 'a substitution with an escaped slash in an ARG',
      text: 'ARG A=a/b\nARG B=${A/\\//-}\nFROM a AS x-a-b\nRUN x\nFROM x-$B',
      runs: ['linux/arm64 at 4 in x-a-b'],
    },
    {
      name: 'an escaped character in a platform flag',
      text: 'FROM --platform=linux/\\amd64 a\nRUN x',
      runs: ['linux/amd64 at 2 in stage-0'],
    },
    {
      name: 'quotes around a flag and in it',
      text: 'FROM a AS b\nRUN x\nFROM c\nCOPY --from="b" x y',
      runs: ['linux/arm64 at 2 in b'],
    },
    {
      name: 'a mount without a source, which looks for a stage of this name',
      text: 'FROM a AS scratch\nRUN x\nFROM --platform=$BUILDPLATFORM c\nRUN --mount=type=cache,target=/c y',
      runs: ['linux/arm64 at 2 in scratch', 'linux/amd64 at 4 in stage-1'],
    },
    {
      name: 'an image with the name of a stage in another case',
      text: 'FROM a AS b\nRUN x\nFROM B',
      runs: [],
    },
    {
      name: 'a system without a processor',
      text: 'FROM --platform=Linux a\nRUN x',
      runs: ['linux/amd64 at 2 in stage-0'],
    },
    {
      name: 'an unknown platform of an unused stage',
      text: 'FROM --platform=linux/new a\nRUN x\nFROM a\nRUN x',
      runs: ['linux/arm64 at 4 in stage-1'],
    },
    {
      name: 'an unknown platform before a stage',
      text: 'FROM a AS b\nFROM --platform=linux/new b\nRUN x',
      runs: ['linux/arm64 at 3 in stage-1'],
    },
    { name: 'a here-string', text: 'FROM a\nCOPY x y\nRUN cat <<<x\nENV a=b', runs: ['linux/arm64 at 3 in stage-0'] },
    {
      name: 'continued lines and comments',
      text: 'FROM \\\n  # RUN x\n  a\n# RUN y\nENV a=1 \\\n\n  # c\n  RUN=2',
      runs: [],
    },
    {
      name: 'Windows line ends',
      text: 'FROM a AS b\r\nRUN x \\\r\n  y\r\nFROM b\r\n',
      runs: ['linux/arm64 at 2 in b'],
    },
    {
      name: 'another escape character',
      text: '# escape=`\nFROM a\nCOPY x C:\\\nRUN x `\n  y',
      runs: ['linux/arm64 at 4 in stage-0'],
    },
    {
      name: 'a byte-order mark',
      text: '\uFEFF# escape=`\nFROM a\nENV x=C:\\\nRUN x',
      runs: ['linux/arm64 at 4 in stage-0'],
    },
    {
      name: 'another frontend of Docker',
      text: '# syntax=docker.io/docker/dockerfile-upstream:master@sha256:00\nFROM a\nRUN x',
      runs: ['linux/arm64 at 3 in stage-0'],
    },
    {
      name: 'a frontend from a mirror',
      text: '# check=skip=all\n# syntax = mirror.example.com:5000/docker/dockerfile:1\nFROM a\nRUN x',
      runs: ['linux/arm64 at 4 in stage-0'],
    },
    {
      name: 'a syntax line after the first instruction is ignored',
      text: '# a comment\n# syntax=acme/frontend\nFROM a\nRUN x',
      runs: ['linux/arm64 at 4 in stage-0'],
    },
  ])('$name', async ({ text, for: target, args, contexts, target: stage, runs }) => {
    const options = { buildArgs: pairs(args), buildContexts: pairs(contexts), target: stage };
    const found = await readable(text, target, options);
    expect(found.runs.map(({ platform, line, stage }) => `${formatPlatform(platform)} at ${line} in ${stage}`)).toEqual(
      runs,
    );
  });
});

describe('an unreadable Dockerfile', () => {
  test.each([
    ['no content', '', 'no FROM'],
    ['only comments', '# a\n# b\n', 'no FROM'],
    ['no FROM', 'ARG a=1\n', 'no FROM'],
    ['an instruction before FROM', 'RUN x\nFROM a', 'line 1: RUN before'],
    ['a frontend', '# syntax=acme/frontend:1\nFROM a', 'another frontend, acme/frontend:1'],
    ['a frontend after a shebang', '#!/usr/bin/env x\n# syntax=acme/frontend\nFROM a', 'another frontend'],
    ['a frontend in another language', '// syntax=acme/frontend\nmodule x', 'line 1: unknown instruction //'],
    ['a typing mistake', 'FROM a\nRUM x', 'line 2: unknown instruction RUM'],
    ['a long word', 'FROM a\nABCDEFGHIJKLMNOPQRSTUVWXYZ=x', 'line 2: unknown instruction ABCDEFGHIJKLMNOPQRST…'],
    ['a long substitution', 'ARG A=${ABCDEFGHIJKLMNOPQRSTUVWXYZ^^}\nFROM a', 'line 1: "${ABCDEFGHIJKLMNOPQR…" has'],
    ['FROM without an image', 'FROM', 'line 1: FROM wants'],
    ['FROM with a comment', 'FROM a # base', 'line 1: FROM wants'],
    ['an invalid stage name', 'FROM a AS 1st', 'line 1: FROM wants'],
    ['an empty image name', 'ARG A\nFROM $A', 'line 2: the image name "$A" is empty'],
    ['an invalid platform', 'FROM --platform=$X/amd46 a', 'line 1: '],
    ['an unsupported substitution', 'ARG A=${B^^}\nFROM a', 'line 1: "${B^^}" has a substitution'],
    ['a required argument without a value', 'FROM ${A:?which}', 'line 1: A: which'],
    ['an unknown stage number', 'FROM a\nCOPY --from=3 x y', 'line 2: there is no stage 3'],
    ['a variable in place of a stage', 'FROM a\nCOPY --from=$X x y', 'line 2: from=$X'],
    ['a here-document without an end', 'FROM a\nRUN <<EOF\nx\nFROM b\n', 'line 2: a here-document'],
    ['a here-document in an ONBUILD without an end', 'FROM a\nONBUILD RUN <<EOF\nx\n', 'line 2: a here-document'],
    ['another escape character than BuildKit knows', '# escape=x\nFROM a', 'the escape character'],
    ['a directive that is there twice', '# escape=`\n# escape=`\nFROM a', 'line 2: only one escape directive'],
    ['a line of 64 KiB', `FROM a\n# ${'x'.repeat(65_536)}\n`, 'line 2: a line of more than'],
    ['an ONBUILD without an instruction', 'FROM a\nONBUILD', 'line 2: ONBUILD wants'],
    ['a stage name in another case', 'FROM a AS B\nFROM B\nCOPY --from=$X x y', 'line 3: from=$X'],
    ['a quote in place of a stage', "FROM a AS b\nFROM b\nCOPY --from=\\'b\\' x y", 'line 3: from='],
  ])('is reported for %s', async (_, text, reason) => {
    expect(await walk(text)).toMatchObject({ unreadable: expect.stringContaining(reason) });
  });

  test('is reported for a word of a megabyte without a comparison with each instruction', async () => {
    const started = performance.now();
    expect(await readDockerfile('x'.repeat(2 ** 20))).toHaveProperty('unreadable');
    // a comparison with each instruction takes minutes
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('is reported for a frontend from a build argument, which overrides the frontend in the file', async () => {
    expect(await readDockerfile('FROM a', 'acme/frontend')).toHaveProperty('unreadable');
    expect(await readDockerfile('# syntax=acme/frontend\nFROM a', 'docker/dockerfile:1')).not.toHaveProperty(
      'unreadable',
    );
  });

  test('is reported for a target that does not exist', async () => {
    expect(await walk('FROM a AS b', undefined, { target: 'c' })).toEqual({ unreadable: 'there is no stage "c"' });
  });
});

describe('the platform of the target stage', () => {
  test.each([
    ['no platform flag', 'FROM a', 'linux/arm64', undefined],
    ["the target's", 'FROM --platform=$TARGETPLATFORM a', 'linux/arm64', undefined],
    ['the platform of the target with its variant', 'FROM --platform=linux/arm64/v8 a', 'linux/arm64', undefined],
    ['another processor', 'FROM --platform=linux/amd64 a', 'linux/arm64', 'linux/amd64 at 1'],
    ['another system', 'FROM --platform=windows/arm64 a', 'linux/arm64', 'windows/arm64 at 1'],
    ["the builder's, abroad", 'FROM --platform=$BUILDPLATFORM a', 'linux/arm64', 'linux/amd64 at 1'],
    ["the builder's, at home", 'FROM --platform=$BUILDPLATFORM a', 'linux/amd64', undefined],
    ['scratch', 'FROM --platform=$BUILDPLATFORM scratch', 'linux/arm64', undefined],
    ['through stages', 'FROM --platform=linux/amd64 a AS b\nFROM b AS c\nFROM c', 'linux/arm64', 'linux/amd64 at 1'],
    [
      'through stages, with another platform flag',
      'FROM --platform=linux/amd64 a AS b\nFROM --platform=linux/arm64 b',
      'linux/arm64',
      'linux/amd64 at 1',
    ],
    ['a platform flag before a stage', 'FROM a AS b\nFROM --platform=linux/amd64 b', 'linux/arm64', undefined],
    [
      'a stage that files are copied from',
      'FROM --platform=linux/amd64 a AS b\nFROM c\nCOPY --from=b x y',
      'linux/arm64',
      undefined,
    ],
    [
      'a stage for each processor',
      'FROM --platform=linux/amd64 a AS b-amd64\nFROM --platform=linux/arm64 a AS b-arm64\nFROM b-$TARGETARCH',
      'linux/arm64',
      undefined,
    ],
    ['an older variant of arm', 'FROM --platform=linux/arm/v6 a', 'linux/arm/v7', undefined],
    ['a newer variant of arm', 'FROM --platform=linux/arm/v7 a', 'linux/arm/v6', 'linux/arm/v7 at 1'],
    ['amd64 for a newer amd64', 'FROM --platform=linux/amd64 a', 'linux/amd64/v3', undefined],
    ['a newer amd64 for amd64', 'FROM --platform=linux/amd64/v3 a', 'linux/amd64', 'linux/amd64/v3 at 1'],
    ['variants without an order', 'FROM --platform=linux/riscv64/rva23u64 a', 'linux/riscv64', undefined],
    ['32-bit arm for arm64', 'FROM --platform=linux/arm/v7 a', 'linux/arm64', 'linux/arm/v7 at 1'],
    ['386 for amd64', 'FROM --platform=linux/386 a', 'linux/amd64', undefined],
    ['386 for a newer amd64', 'FROM --platform=linux/386 a', 'linux/amd64/v3', undefined],
    ['amd64 for 386', 'FROM --platform=linux/amd64 a', 'linux/386', 'linux/amd64 at 1'],
    ['386 for arm64', 'FROM --platform=linux/386 a', 'linux/arm64', 'linux/386 at 1'],
    ['386 of another system', 'FROM --platform=windows/386 a', 'linux/amd64', 'windows/386 at 1'],
  ])('is compared with the target platform: %s', async (_, text, target, expected) => {
    const { pinned } = await readable(text, target);
    expect(pinned && `${formatPlatform(pinned.platform)} at ${pinned.line}`).toBe(expected);
  });

  test.each([
    ['files', './rootfs', undefined],
    ['another image', 'docker-image://b', 'linux/amd64'],
    ['an OCI layout', 'oci-layout://b', 'linux/amd64'],
    ['scratch', 'docker-image://scratch', undefined],
  ])('follows a build context in place of the image: %s', async (_, value, expected) => {
    const { pinned } = await readable('FROM --platform=linux/amd64 a', undefined, {
      buildContexts: [{ name: 'docker.io/library/a:latest', value }],
    });
    expect(pinned && formatPlatform(pinned.platform)).toBe(expected);
  });

  test.each([
    ['files', './rootfs', undefined],
    ['an image', 'docker-image://b', 'linux/amd64'],
    ['an OCI layout', 'oci-layout://b', 'linux/amd64'],
  ])('follows a build context in place of the stage: %s', async (_, value, expected) => {
    const text = 'FROM --platform=linux/amd64 a AS base\nFROM base';
    const { pinned } = await readable(text, undefined, { buildContexts: [{ name: 'base', value }] });
    expect(pinned && formatPlatform(pinned.platform)).toBe(expected);
  });

  test('follows only the target stage', async () => {
    const text = 'FROM --platform=linux/amd64 a AS tool\nFROM b AS app';
    expect((await readable(text, undefined, { target: 'app' })).pinned).toBeUndefined();
    expect((await readable(text, undefined, { target: 'tool' })).pinned?.line).toBe(1);
  });
});

test.each([
  ['the image of FROM', 'FROM a', {}, 'a at 1'],
  ['the image below stages', 'FROM a AS x\nFROM x AS y\nFROM y', {}, 'a at 1'],
  [
    'the image of FROM, not an image that files are copied from',
    'FROM a AS x\nFROM b\nCOPY --from=x / /',
    {},
    'b at 2',
  ],
  ['the stage for this platform', 'FROM a AS b-amd64\nFROM c AS b-arm64\nFROM b-$TARGETARCH', {}, 'c at 2'],
  ['undefined for scratch', 'FROM a AS x\nFROM scratch', {}, undefined],
  ['files in place of the image', 'FROM a', { buildContexts: [{ name: 'a', value: './rootfs' }] }, undefined],
  [
    'an OCI layout in place of the image',
    'FROM a',
    { buildContexts: [{ name: 'a', value: 'oci-layout://b:1' }] },
    'oci-layout://b:1 at 1',
  ],
  [
    'an OCI layout in place of the stage',
    'FROM a AS x\nFROM x',
    { buildContexts: [{ name: 'x', value: 'oci-layout://b:1' }] },
    'oci-layout://b:1 at 1',
  ],
  ['the image of the target stage', 'FROM a AS x\nFROM b', { target: 'x' }, 'a at 1'],
])('the base image of the target stage is %s', async (_, text, options, expected) => {
  const { base } = await readable(text, undefined, options);
  expect(base && `${base.image} at ${base.line}`).toBe(expected);
});

test.each([
  ['an image named by a digest', 'FROM a\nCOPY --from=b@sha256:1 x y', ['b@sha256:1 at 2']],
  ['an image that a parent stage copies from', 'FROM a AS p\nCOPY --from=b@sha256:1 x y\nFROM p', ['b@sha256:1 at 2']],
  [
    'an image that an ONBUILD copies from',
    'FROM a AS p\nONBUILD COPY --from=b@sha256:1 x y\nFROM p',
    ['b@sha256:1 at 2'],
  ],
  ['no image named by a tag', 'FROM a\nCOPY --from=b:1 x y', []],
  ['no image of another stage', 'FROM a AS p\nCOPY --from=b@sha256:1 x y\nFROM a\nCOPY --from=p x y', []],
  ['no image that is only mounted', 'FROM a\nRUN --mount=from=b@sha256:1,target=/b x', []],
])('the images that files are copied from are %s', async (_, text, images) => {
  const { copied } = await readable(text);
  expect(copied.map(({ image, line }) => `${image} at ${line}`)).toEqual(images);
});

describe('the instructions in the history of the image', () => {
  const lines = async (text: string, options?: Partial<BuildOptions>) =>
    (await readable(text, 'linux/arm64', options)).history;

  test('are all of the stage, except for FROM and ONBUILD', async () => {
    const text = 'FROM a\nARG A=1 B\nENV C=1 D=2\nONBUILD RUN x\nCOPY . /\nWORKDIR /x\nCMD ["a"]';
    expect(await lines(text)).toEqual([2, 3, 5, 6, 7]);
  });

  test('begin with those of the stages that it is built on, and their triggers', async () => {
    const text = 'FROM a AS base\nRUN x\nONBUILD COPY . /\nONBUILD ENV A=1\nFROM a AS other\nRUN y\nFROM base\nUSER me';
    expect(await lines(text)).toEqual([2, 3, 4, 8]);
  });

  test('are none if a build context replaces the stage', async () => {
    const buildContexts = [{ name: 'b', value: 'docker-image://alpine' }];
    expect(await lines('FROM a AS b\nRUN x\nRUN y', { buildContexts })).toEqual([]);
    expect(await lines('FROM a AS b\nRUN x\nFROM b\nRUN y', { buildContexts })).toEqual([4]);
  });
});
