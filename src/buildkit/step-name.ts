import type { StepKind } from '../model/report.ts';

/** The parts of a vertex's name: `[linux/amd64->arm64 build 3/4] RUN go build`. */
export interface StepName {
  readonly kind: StepKind;
  /** Platform that runs the step: `linux/amd64`. BuildKit names it only in a build for several platforms. */
  readonly platform: string | undefined;
  /** Platform of the image that the step builds: `linux/arm64`. Equal to `platform` unless the step cross-compiles. */
  readonly target: string | undefined;
  /** `build`, `stage-1`. Undefined in a Dockerfile with one stage. */
  readonly stage: string | undefined;
  /** `3/4`. Undefined for steps that are not instructions of the Dockerfile. */
  readonly index: string | undefined;
  /** `RUN go build`, on one line. */
  readonly command: string;
}

const INSTRUCTIONS: Readonly<Record<string, StepKind>> = {
  FROM: 'from',
  RUN: 'run',
  COPY: 'copy',
  ADD: 'copy',
  WORKDIR: 'workdir',
};

const INTERNAL_STEPS: readonly (readonly [RegExp, StepKind])[] = [
  [/^load metadata for |^resolve image config for |^docker-image:\/\//, 'resolve'],
  [/^load |^preparing inline document/, 'load'],
  [/^importing cache manifest from /, 'cache-import'],
  [/^exporting (?:cache|content cache|inline cache|to GitHub Actions Cache)/, 'cache-export'],
  [/^exporting |^importing to docker/, 'export'],
  [/^pushing |^merging manifest list/, 'push'],
  [/^booting buildkit|^waiting for connection/, 'boot'],
];

const INDEX = /^\d+\/\d+$/;

/**
 * Parses the name of a vertex, which BuildKit formats in prefixCommand():
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
 * @param onlyPlatform platform of a single-platform build. Its instructions do not name the platform.
 */
export function parseStepName(name: string, onlyPlatform?: string): StepName {
  const [, head, rest] = /^\[([^\]]*)\] (.*)$/.exec(name) ?? [undefined, '', name];
  const words = (head ?? '').split(' ').filter((word) => word !== '');
  const index = INDEX.test(words.at(-1) ?? '') ? words.pop() : undefined;
  const [platform, target] = words[0]?.includes('/') ? splitPlatforms(words.shift() ?? '') : [undefined, undefined];
  const stage = words.join(' ') || undefined;
  const command = (rest ?? '').trim();
  const here = platform ?? (index === undefined ? undefined : onlyPlatform);
  return { kind: kindOf(command, stage, index), platform: here, target: target ?? here, stage, index, command };
}

/** True for an instruction of the Dockerfile, except FROM: its cache status is not reliable. */
export function isInstruction(step: StepName): boolean {
  return step.index !== undefined && step.kind !== 'from';
}

/** True for a step that pushes. A push is part of the export step if the exporter pushes the image. */
export function isPushStep(step: Pick<StepName, 'kind'> | undefined): boolean {
  return step?.kind === 'export' || step?.kind === 'push';
}

/** True for a step after all instructions of the Dockerfile: a reader waits for it at the end of a build. */
export function isResultStep(step: Pick<StepName, 'kind'>): boolean {
  return isPushStep(step) || step.kind === 'cache-export';
}

function kindOf(command: string, stage: string | undefined, index: string | undefined): StepKind {
  if (index !== undefined) {
    const [word = ''] = command.replace(/^(?:ONBUILD |LINK )+/, '').split(' ');
    return INSTRUCTIONS[word] ?? 'other';
  }
  const known = INTERNAL_STEPS.find(([pattern]) => pattern.test(command));
  return known?.[1] ?? (stage === 'internal' || stage === 'auth' ? 'internal' : 'other');
}

/** Parses `linux/amd64->arm64`. The operating system follows the arrow only if it differs. */
function splitPlatforms(text: string): readonly [string, string] {
  const [platform = '', target] = text.split('->');
  if (target === undefined) return [platform, platform];
  const whole = /^(?:linux|windows|darwin|freebsd)\b/.test(target);
  return [platform, whole ? target : `${platform.split('/')[0]}/${target}`];
}
