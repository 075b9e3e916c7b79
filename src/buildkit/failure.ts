import { ActionError } from '../model/errors.ts';
import { describeEnd, type Finished, wasKilled } from '../runtime/process.ts';
import { describeMemory } from '../runtime/room.ts';
import type { Access } from '../runtime/words.ts';
import { type BuildLog, type Step, wasStopped } from './build-log.ts';
import { type DockerfileLocation, findLocation } from './dockerfile-location.ts';
import { diagnosisOf } from './failure-diagnosis.ts';
import { type FailureContext, type FailureKind, KNOWN_FAILURES } from './known-failures.ts';
import { MAX_CLASSIFIED_ERROR_CHARS, MAX_CLASSIFIED_LINE_CHARS } from './limits.ts';
import { isPushStep } from './step-name.ts';

/** Error of a failed build. Has the step, the line of the Dockerfile and the details that decide about a retry. */
export class BuildFailure extends ActionError {
  override readonly name = 'BuildFailure';
  readonly kind: FailureKind;
  /** The step that failed. Undefined if the failure has no step. */
  readonly step: Step | undefined;
  readonly location: DockerfileLocation | undefined;
  /** True if this machine could not execute a program. A build with more emulators may succeed. */
  readonly missingEmulator: boolean;
  /** The image that was being looked up: `docker.io/library/busybox:1`. */
  readonly image: string | undefined;
  /** The error message of buildx without prefixes. */
  readonly buildxError: string;

  constructor(kind: FailureKind, message: string, details: FailureDetails) {
    super(message, { ...details, diagnosis: diagnosisOf(kind, accessOf(details.step, details.buildxError ?? '')) });
    this.kind = kind;
    this.step = details.step;
    this.location = details.location;
    this.missingEmulator = kind === 'exec-format';
    this.image = details.image || undefined;
    this.buildxError = details.buildxError ?? '';
  }

  /** The same failure with a detail in its message, and with further lines of output. */
  withDetail(detail: string, lines: readonly string[] = [], hint: string | undefined = this.hint): BuildFailure {
    const { kind, message, step, location, image, buildxError } = this;
    const output = [this.output, lines.join('\n')].filter(Boolean).join('\n\n');
    return new BuildFailure(kind, `${message}: ${detail}`, { hint, output, step, location, image, buildxError });
  }
}

interface FailureDetails {
  readonly hint: string | undefined;
  readonly output: string;
  readonly step: Step | undefined;
  readonly location: DockerfileLocation | undefined;
  readonly image?: string;
  readonly buildxError?: string;
}

const OUTPUT_LINES = 10;
/** A longer line of output is not repeated in the message. To cut it could show a part of a secret. */
const MAX_LAST_LINE_CHARS = 200;

/** Facts about the machine that a log does not have. */
export interface Machine {
  /** True if programs of this platform, `linux/arm64`, run in an emulator. Undefined if another machine runs them. */
  readonly isEmulated: (platform: string) => boolean | undefined;
  /** `1.2 of 8.0 GB of memory are free` */
  readonly memory?: string;
}

/** Explains a failed build from its events and from the result of its process. */
export function explainFailure(log: BuildLog, finished: Finished, machine: Machine): BuildFailure {
  const { isEmulated, memory = describeMemory() } = machine;
  const error = findError(log.text);
  const step = finished.timedOut ? log.steps.findLast(({ running }) => running) : failedStep(log.steps, error ?? '');
  const location = findLocation(log.text);
  const output = [location?.excerpt, step?.output.slice(-OUTPUT_LINES).join('\n')].filter(Boolean).join('\n\n');
  if (finished.timedOut) {
    const at = step === undefined ? '' : ` Running step: "${step.name}".`;
    const last = log.lastLine === undefined ? '' : ` Last line: ${log.lastLine}`;
    const message = `the build timed out.${at}${last}`;
    return new BuildFailure('timeout', message, {
      hint: 'Increase `timeout`, or check why this step takes so long.',
      output,
      step,
      location,
    });
  }
  const buildxError = error ?? step?.error;
  if (buildxError === undefined) return withoutErrorMessage(log, finished, memory);

  const context = { ...failureContext(log, step, buildxError, isEmulated), error: buildxError, memory };
  const isCommand = isCommandFailure(step);
  const errors = [buildxError, step?.error ?? ''].map((text) =>
    withoutCommand(text).slice(0, MAX_CLASSIFIED_ERROR_CHARS),
  );
  const lines = isCommand
    ? (step?.output ?? []).map((line) => withoutCommand(line.slice(0, MAX_CLASSIFIED_LINE_CHARS)))
    : [];
  const subject = [...errors, ...lines].join('\n');
  for (const known of KNOWN_FAILURES) {
    if (known.source !== 'both' && (known.source === 'command') !== isCommand) continue;
    const match =
      known.step !== undefined && known.step === step?.kind ? /^/.exec(buildxError) : known.pattern.exec(subject);
    if (match === null) continue;
    const { kind } = known;
    const hint = typeof known.hint === 'string' ? known.hint : known.hint(context);
    const { image } = context;
    return new BuildFailure(kind, `${known.message(context, match)}${whereOf({ location })}`, {
      hint,
      output,
      step,
      location,
      image,
      buildxError,
    });
  }
  throw new Error('unreachable: the last known failure matches every error');
}

/** One sentence about a failed buildx process: its error buildxError, or else its exit status. */
export function describeFailedBuild({ text }: BuildLog, finished: Finished): string {
  return text.findLast((line) => line.startsWith('ERROR:')) ?? describeEnd(finished);
}

/** True if the command of a RUN failed, and not BuildKit. */
export function isCommandFailure(step: Step | undefined): boolean {
  return step?.kind === 'run' && /did not complete successfully/.test(step.error ?? '');
}

/** Explains a buildx process that ended without an error message: it was killed, or `call` found problems. */
function withoutErrorMessage(log: BuildLog, finished: Finished, memory: string): BuildFailure {
  const killed = wasKilled(finished);
  const [found = ''] = finished.stdout.trim().split('\n', 1);
  if (!killed && found !== '') {
    const hint = 'The log lists all findings.';
    return new BuildFailure('call', found, { hint, output: '', step: undefined, location: undefined });
  }
  const at = log.steps.findLast(({ running }) => running);
  const during = at === undefined ? '' : ` during "${at.name}"`;
  return new BuildFailure(
    killed ? 'killed' : 'unknown',
    `buildx ended without an error message${during}: ${describeEnd(finished, memory)}`,
    {
      hint: killed
        ? 'Use a machine with more memory, or build less in parallel. Check if something on this machine kills processes.'
        : 'Enable debug logging and run the job again.',
      output: log.text.slice(-OUTPUT_LINES).join('\n'),
      step: at,
      location: undefined,
    },
  );
}

/** The last `ERROR:` of buildx and all lines after it. */
function findError(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => line.startsWith('ERROR: '));
  if (start < 0) return undefined;
  const whole = lines.slice(start).join('\n').trim();
  return whole.replace(/^ERROR: (?:failed to build: |failed to solve: |rpc error: code = \w+ desc = )*/, '');
}

/** What the failed step did at a registry. A push that buildx itself reports has no step. */
function accessOf(step: Step | undefined, error: string): Access {
  return isPushStep(step) || error.startsWith('failed to push') ? 'push' : 'pull';
}

/** The failed step that buildx names. Other steps were only cancelled, and a missing cache is not an error. */
function failedStep(steps: readonly Step[], error: string): Step | undefined {
  const failed = steps.filter((step) => step.error !== undefined && !wasStopped(step));
  const named = failed.filter((step) => error.includes(step.error ?? ''));
  return named.at(0) ?? failed.find(({ kind }) => kind !== 'cache-import');
}

function failureContext(
  { steps }: BuildLog,
  step: Step | undefined,
  error: string,
  isEmulated: Machine['isEmulated'],
): Omit<FailureContext, 'error' | 'memory'> {
  const resolved = step?.kind === 'resolve' ? step.command : error;
  const [, image = ''] =
    /(?:metadata for |image config for )(?:docker-image:\/\/)?([^\s]+?)(?:: |$)/m.exec(resolved) ?? [];
  const describe = ({ platform, target }: Step) => {
    const isForeign = platform !== undefined && isEmulated(platform);
    return `${target ?? 'this platform'}${isForeign ? ' (emulated)' : ''}`;
  };
  const same = steps.filter(({ stage, index }) => index !== undefined && index === step?.index && stage === step.stage);
  const failed = same.filter((each) => each.error !== undefined && !wasStopped(each));
  const passed = same.filter((each) => each.error === undefined && !each.running);
  const lastLine = lastLineOf(step);
  return {
    platform: step?.target ?? 'this platform',
    isNative: step?.platform !== undefined && isEmulated(step.platform) === false,
    failed: listOf(failed.map(describe)) || 'this platform',
    passed: listOf(passed.map(describe)),
    lastLine: lastLine.length > MAX_LAST_LINE_CHARS ? '' : lastLine,
    access: accessOf(step, error),
    step: step === undefined ? 'the build' : shortCommand(step),
    image,
  };
}

/** The command of a step as messages show it. */
export function shortCommand({ command }: Step): string {
  return command.length > 100 ? `${command.slice(0, 99)}…` : command;
}

/** The last line that a step printed. Empty without output. */
export function lastLineOf(step: Step | undefined): string {
  return step?.output.findLast((line) => line.trim() !== '')?.trim() ?? '';
}

/** The end of a message: ` (Dockerfile:7)`. Empty if the line is not known. */
export function whereOf({ location }: Pick<BuildFailure, 'location'>): string {
  return location === undefined ? '' : ` (${location.file}:${location.line})`;
}

/** `a`, `a and b`, `a, b and c` */
function listOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** Removes the text of the command, which does not explain the failure: `process "/bin/sh -c curl … || echo denied"`. */
function withoutCommand(text: string): string {
  return text.replace(/process "(?:[^"\\]|\\.)*"/gs, 'process');
}
