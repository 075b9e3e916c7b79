import { ActionError } from '../model/errors.ts';
import { MAX_CLASSIFIED_ERROR_CHARS, MAX_CLASSIFIED_LINE_CHARS } from '../runtime/limits.ts';
import { describeEnd, type Finished, wasKilled } from '../runtime/process.ts';
import { describeMemory } from '../runtime/room.ts';
import { type Circumstances, FAULTS, type FaultKind } from './faults.ts';
import type { BuildLog, Step } from './log.ts';
import { type DockerfilePlace, placeIn } from './place.ts';

/** Why a build failed, with what is needed to tell it, to mark its line, or to try it again. */
export class BuildFailure extends ActionError {
  override readonly name = 'BuildFailure';
  readonly kind: FaultKind;
  /** The step at which it failed, where it was one. */
  readonly step: Step | undefined;
  readonly place: DockerfilePlace | undefined;
  /** A program could not be run on this machine: registering emulators and building again may help. */
  readonly missingEmulator: boolean;
  /** The image that was being looked up: `docker.io/library/busybox:1`. */
  readonly image: string | undefined;
  /** What buildx said, without its prefixes and ours. */
  readonly words: string;

  constructor(kind: FaultKind, message: string, details: FailureDetails) {
    super(message, details);
    this.kind = kind;
    this.step = details.step;
    this.place = details.place;
    this.missingEmulator = kind === 'exec-format';
    this.image = details.image || undefined;
    this.words = details.words ?? '';
  }

  /** The same failure, with something that was found out since, and what somebody said about it. */
  with(finding: string, words: readonly string[] = [], hint: string | undefined = this.hint): BuildFailure {
    const { kind, message, step, place, image, words: said } = this;
    const output = [this.output, words.join('\n')].filter(Boolean).join('\n\n');
    return new BuildFailure(kind, `${message}: ${finding}`, { hint, output, step, place, image, words: said });
  }
}

interface FailureDetails {
  readonly hint: string | undefined;
  readonly output: string;
  readonly step: Step | undefined;
  readonly place: DockerfilePlace | undefined;
  readonly image?: string;
  readonly words?: string;
}

const TAIL = 20;

/** Explains why a build that did not succeed failed, from its events and from how its process ended. */
export function explainFailure(log: BuildLog, finished: Finished, memory = describeMemory()): BuildFailure {
  const error = errorIn(log.text);
  const step = finished.timedOut ? log.steps.findLast(({ running }) => running) : failedStep(log.steps, error ?? '');
  const place = placeIn(log.text);
  const output = [place?.excerpt, step?.output.slice(-TAIL).join('\n')].filter(Boolean).join('\n\n');
  if (finished.timedOut) {
    const at = step === undefined ? '' : ` It was at "${step.name}".`;
    const last = log.lastLine === undefined ? '' : ` Its last line: ${log.lastLine}`;
    const message = `the build had not ended when its time was up.${at}${last}`;
    return new BuildFailure('timeout', message, {
      hint: 'Raise `timeout`, or look why it hangs there.',
      output,
      step,
      place,
    });
  }
  const said = error ?? step?.error;
  if (said === undefined) return withoutWords(log, finished, memory);

  const about = { ...circumstances(step, said), error: said, memory };
  const command = isCommands(step);
  const errors = [said, step?.error ?? ''].map((text) => withoutCommand(text).slice(0, MAX_CLASSIFIED_ERROR_CHARS));
  const lines = command
    ? (step?.output ?? []).map((line) => withoutCommand(line.slice(0, MAX_CLASSIFIED_LINE_CHARS)))
    : [];
  const subject = [...errors, ...lines].join('\n');
  for (const fault of FAULTS) {
    if (fault.of !== 'both' && (fault.of === 'command') !== command) continue;
    const match = fault.step !== undefined && fault.step === step?.kind ? /^/.exec(said) : fault.pattern.exec(subject);
    if (match === null) continue;
    const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
    const { kind, hint } = fault;
    const { image } = about;
    return new BuildFailure(kind, `${fault.message(about, match)}${where}`, {
      hint,
      output,
      step,
      place,
      image,
      words: said,
    });
  }
  throw new Error('unreachable: the last fault matches everything');
}

/** How a build that failed ended, in one sentence: in buildx's own words where it left any. */
export function endOf({ text }: BuildLog, finished: Finished): string {
  return text.findLast((line) => line.startsWith('ERROR:')) ?? describeEnd(finished);
}

/** Whether a RUN ended with an error of its own, and not BuildKit at it. */
export function isCommands(step: Step | undefined): boolean {
  return step?.kind === 'run' && /did not complete successfully/.test(step.error ?? '');
}

/** A child that ends without saying why: killed from outside, out of memory, or a `call` whose answer says it. */
function withoutWords(log: BuildLog, finished: Finished, memory: string): BuildFailure {
  const killed = wasKilled(finished);
  const [found = ''] = finished.stdout.trim().split('\n', 1);
  if (!killed && found !== '') {
    const hint = 'What it found is listed in the log.';
    return new BuildFailure('call', found, { hint, output: '', step: undefined, place: undefined });
  }
  const at = log.steps.findLast(({ running }) => running);
  const during = at === undefined ? '' : ` during "${at.name}"`;
  return new BuildFailure(
    killed ? 'killed' : 'unknown',
    `buildx ended without an error message${during}: ${describeEnd(finished, memory)}`,
    {
      hint: killed
        ? 'Give it a machine with more memory, or less to do at once; or look what else on this machine ends processes.'
        : 'Run it again with debug logging on.',
      output: log.text.slice(-TAIL).join('\n'),
      step: at,
      place: undefined,
    },
  );
}

/** The last `ERROR:` of buildx and all that follows it. */
function errorIn(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => line.startsWith('ERROR: '));
  if (start < 0) return undefined;
  const whole = lines.slice(start).join('\n').trim();
  return whole.replace(/^ERROR: (?:failed to build: |failed to solve: |rpc error: code = \w+ desc = )*/, '');
}

/** Of several that failed the one buildx names; others were only cancelled, and a cache may be missing without harm. */
function failedStep(steps: readonly Step[], error: string): Step | undefined {
  const failed = steps.filter((step) => step.error !== undefined && !step.error.endsWith('context canceled'));
  const named = failed.filter((step) => error.includes(step.error ?? ''));
  return named.at(0) ?? failed.find(({ kind }) => kind !== 'cache-import');
}

function circumstances(step: Step | undefined, error: string): Omit<Circumstances, 'error' | 'memory'> {
  const resolved = step?.kind === 'resolve' ? step.command : error;
  const [, image = ''] =
    /(?:metadata for |image config for )(?:docker-image:\/\/)?([^\s]+?)(?:: |$)/m.exec(resolved) ?? [];
  const command = step?.command ?? 'the build';
  return {
    platform: step?.target ?? 'this platform',
    step: command.length > 100 ? `${command.slice(0, 99)}…` : command,
    image,
  };
}

/** A command's text says nothing of why it failed: `process "/bin/sh -c curl … || echo denied"`. */
function withoutCommand(text: string): string {
  return text.replace(/process "(?:[^"\\]|\\.)*"/gs, 'process');
}
