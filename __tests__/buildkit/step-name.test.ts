import { describe, expect, test } from '@jest/globals';
import { isInstruction, parseStepName } from '../../src/buildkit/step-name.ts';
import type { StepKind } from '../../src/model/report.ts';

type Row = readonly [name: string, kind: StepKind, platform: string | undefined, target: string | undefined];

const ROWS: readonly Row[] = [
  ['[linux/arm64 build 3/4] RUN go build', 'run', 'linux/arm64', 'linux/arm64'],
  ['[linux/amd64->arm64 build 2/2] RUN go build', 'run', 'linux/amd64', 'linux/arm64'],
  ['[linux/arm64->arm/v7 build  2/12] RUN make', 'run', 'linux/arm64', 'linux/arm/v7'],
  ['[linux/amd64->windows/amd64 2/2] RUN make', 'run', 'linux/amd64', 'windows/amd64'],
  ['[linux/arm/v7 1/4] FROM docker.io/library/busybox', 'from', 'linux/arm/v7', 'linux/arm/v7'],
  ['[stage-1 2/3] COPY --from=build /out /out', 'copy', 'linux/s390x', 'linux/s390x'],
  ['[2/3] ADD x /x', 'copy', 'linux/s390x', 'linux/s390x'],
  ['[2/3] ONBUILD RUN true', 'run', 'linux/s390x', 'linux/s390x'],
  ['[2/3] WORKDIR /src', 'workdir', 'linux/s390x', 'linux/s390x'],
  ['[2/3] SHELL x', 'other', 'linux/s390x', 'linux/s390x'],
  ['[linux/arm64 internal] load metadata for docker.io/library/busybox:1', 'resolve', 'linux/arm64', 'linux/arm64'],
  ['resolve image config for docker-image://docker.io/docker/dockerfile:1', 'resolve', undefined, undefined],
  ['docker-image://docker.io/docker/dockerfile:1@sha256:0', 'resolve', undefined, undefined],
  ['[internal] load build definition from Dockerfile', 'load', undefined, undefined],
  ['[internal] load .dockerignore', 'load', undefined, undefined],
  ['[context assets] load from client', 'load', undefined, undefined],
  ['[auth] acme/app:pull token for ghcr.io', 'internal', undefined, undefined],
  ['[internal] booting buildkit', 'boot', undefined, undefined],
  ['importing cache manifest from ghcr.io/acme/app-buildcache', 'cache-import', undefined, undefined],
  ['exporting cache to registry', 'cache-export', undefined, undefined],
  ['exporting to GitHub Actions Cache', 'cache-export', undefined, undefined],
  ['exporting to image', 'export', undefined, undefined],
  ['exporting to oci image format', 'export', undefined, undefined],
  ['merging manifest list ghcr.io/acme/app', 'push', undefined, undefined],
  ['pushing acme/app with docker', 'push', undefined, undefined],
  ['something new', 'other', undefined, undefined],
];

describe('parseStepName', () => {
  test.each(ROWS)('parses %s', (name, kind, platform, target) => {
    expect(parseStepName(name, 'linux/s390x')).toMatchObject({ kind, platform, target });
  });

  test('splits a name into stage, index and command', () => {
    const step = parseStepName('[linux/arm64 build  2/12] RUN echo "[x] y"');
    expect(step).toMatchObject({ stage: 'build', index: '2/12', command: 'RUN echo "[x] y"' });
    expect(parseStepName('[3/3] RUN true')).toMatchObject({ stage: undefined, index: '3/3', platform: undefined });
  });

  test('counts all instructions except FROM', () => {
    expect(isInstruction(parseStepName('[1/2] FROM busybox'))).toBe(false);
    expect(isInstruction(parseStepName('[2/2] SOMETHING new'))).toBe(true);
    expect(isInstruction(parseStepName('exporting to image'))).toBe(false);
  });
});
