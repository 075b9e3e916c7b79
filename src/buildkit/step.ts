import type { StepKind } from '../model/report.ts';

/** What the name of a vertex tells: `[linux/amd64->arm64 build 3/4] RUN go build`. */
export interface StepName {
  readonly kind: StepKind;
  /** Where it runs, `linux/amd64`; BuildKit names it only in a build for several platforms. */
  readonly platform: string | undefined;
  /** The platform whose image it is for, where that is another: `linux/arm64`. Otherwise the same. */
  readonly target: string | undefined;
  /** `build`, `stage-1`; a Dockerfile of one stage has none. */
  readonly stage: string | undefined;
  /** `3/4`: only an instruction of the Dockerfile has one. */
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

const OTHERS: readonly (readonly [RegExp, StepKind])[] = [
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
 * Takes the name of a vertex apart. BuildKit makes it in prefixCommand():
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
 * @param onlyPlatform the platform of a build for one platform, whose instructions do not name it
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

/** Whether it is an instruction whose result can come from the cache: what FROM reports says nothing of that. */
export function isInstruction(step: StepName): boolean {
  return step.index !== undefined && step.kind !== 'from';
}

function kindOf(command: string, stage: string | undefined, index: string | undefined): StepKind {
  if (index !== undefined) {
    const [word = ''] = command.replace(/^(?:ONBUILD |LINK )+/, '').split(' ');
    return INSTRUCTIONS[word] ?? 'other';
  }
  const known = OTHERS.find(([pattern]) => pattern.test(command));
  return known?.[1] ?? (stage === 'internal' || stage === 'auth' ? 'internal' : 'other');
}

/** `linux/amd64->arm64`; the system stands after the arrow only where it is another. */
function splitPlatforms(text: string): readonly [string, string] {
  const [platform = '', target] = text.split('->');
  if (target === undefined) return [platform, platform];
  const whole = /^(?:linux|windows|darwin|freebsd)\b/.test(target);
  return [platform, whole ? target : `${platform.split('/')[0]}/${target}`];
}
