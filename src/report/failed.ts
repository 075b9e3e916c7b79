import type { BuildLog } from '../buildkit/build-log.ts';
import { BuildFailure, lastLineOf, shortCommand, whereOf } from '../buildkit/failure.ts';
import { type ActionError, Cancelled, TimeUp } from '../model/errors.ts';
import { type Delivery, isEmulated, type Plan } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { formatTagged, type TaggedReference } from '../model/reference.ts';
import type { PhaseTime, PlatformReport, TimedStep } from '../model/report.ts';
import { IncompletePublication, type TagState } from '../publish/incomplete.ts';
import { driverOf, type Facts, toolsOf } from './compose.ts';
import { describeFailure } from './failure.ts';
import { placeLink } from './links.ts';
import { type PlatformState, platformState } from './platform-state.ts';
import { secondsOf, timedSteps } from './timed-steps.ts';

/** What is known of a run when it fails. */
export interface FailedFacts {
  /** The image's name, or the context without a repository. */
  readonly title: string;
  readonly goal: Delivery['kind'];
  readonly phases: readonly PhaseTime[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plan?: Plan;
  readonly engine?: Facts['engine'];
  /** Log of the last attempt to build. */
  readonly log?: BuildLog;
  /** Tags that were published before the failure. */
  readonly published?: readonly TaggedReference[];
  /** Platforms of a merge, and the matrix jobs that built them. */
  readonly merge?: { readonly platforms: readonly Platform[]; readonly origins: ReadonlyMap<string, string> };
}

/** The report of a failed run. */
export interface FailedReport extends Pick<FailedFacts, 'title' | 'goal' | 'phases'> {
  readonly status: 'failed' | 'cancelled' | 'timed out';
  /** The command that failed, if the message begins with it. */
  readonly command: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** Line of the Dockerfile. */
  readonly place: { readonly text: string; readonly link: string | undefined } | undefined;
  /** The last lines of the tool that failed. */
  readonly output: string;
  /** Lines of the Dockerfile. */
  readonly excerpt: string;
  readonly platforms: readonly FailedPlatform[];
  readonly published: readonly string[];
  /** The state of each tag, if publishing failed. */
  readonly tags: readonly TagState[];
  /** True if no tag was updated for certain. */
  readonly isUntouched: boolean;
  readonly steps: readonly TimedStep[];
  readonly driver: string | undefined;
  readonly tools: readonly string[];
}

export interface FailedPlatform extends Pick<PlatformReport, 'execution' | 'seconds' | 'origin'> {
  readonly name: string;
  readonly state: PlatformState;
}

/** @param now end of steps that still run, in milliseconds since 1970 */
export function composeFailed(thrown: unknown, facts: FailedFacts, now: number = Date.now()): FailedReport {
  const { title, goal, phases, plan, log, published = [] } = facts;
  const error = describeFailure(thrown);
  const steps = log === undefined ? [] : timedSteps(log, (name) => (plan && isEmulated(plan, name)) ?? false, now);
  const incomplete = causes(thrown).find((cause) => cause instanceof IncompletePublication);
  return {
    ...{ title, goal, phases, steps },
    status: statusOf(thrown),
    ...messageOfFailure(error),
    place: placeOf(error, facts.env),
    platforms: platformsOf(facts, steps),
    published: published.map(formatTagged),
    tags: incomplete?.tags ?? [],
    isUntouched: published.length === 0 && !phases.some(({ phase }) => phase === 'publishing'),
    driver: plan && driverOf(plan.builder),
    tools: plan === undefined ? [] : toolsOf(plan, facts.engine),
  };
}

function statusOf(thrown: unknown): FailedReport['status'] {
  const all = causes(thrown);
  if (all.some((error) => error instanceof Cancelled)) return 'cancelled';
  const isTimeout = all.some(
    (error) => error instanceof TimeUp || (error instanceof BuildFailure && error.kind === 'timeout'),
  );
  return isTimeout ? 'timed out' : 'failed';
}

/** An error and its causes. */
function causes(error: unknown, depth = 10): readonly unknown[] {
  return error instanceof Error && depth > 0 ? [error, ...causes(error.cause, depth - 1)] : [error];
}

/** A hint that points to the log is left out: the summary shows the same. */
const POINTS_TO_LOG: readonly string[] = ['command', 'unknown'];

function messageOfFailure(
  error: ActionError,
): Pick<FailedReport, 'command' | 'message' | 'hint' | 'output' | 'excerpt'> {
  const { message, hint, output = '' } = error;
  if (!(error instanceof BuildFailure)) return { command: '', message, hint, output: lastLines(output), excerpt: '' };
  const { location, step } = error;
  // place and last line are shown on their own
  const last = lastLineOf(step);
  const short = withoutEnd(withoutEnd(message, whereOf(error)), last === '' ? '' : `: ${last}`);
  const command = step === undefined ? '' : shortCommand(step);
  const isNamed = command !== '' && short.startsWith(command);
  const excerpt = location?.excerpt ?? '';
  return {
    command: isNamed ? command : '',
    message: isNamed ? short.slice(command.length).trimStart() : short,
    hint: POINTS_TO_LOG.includes(error.kind) ? undefined : hint,
    output: lastLines(output.startsWith(excerpt) ? output.slice(excerpt.length).trimStart() : output),
    // its first line is the place
    excerpt: excerpt.split('\n').slice(1).join('\n'),
  };
}

function withoutEnd(text: string, end: string): string {
  return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

const OUTPUT_LINES = 20;
const MAX_LINE_CHARS = 500;

function lastLines(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-OUTPUT_LINES);
  return lines.map((line) => (line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line)).join('\n');
}

function placeOf(error: ActionError, env: FailedFacts['env']): FailedReport['place'] {
  const { place } = error;
  if (place !== undefined) return { text: `${place.file}:${place.startLine}`, link: placeLink(place, env) };
  const location = error instanceof BuildFailure ? error.location : undefined;
  return location && { text: `${location.file}:${location.line}`, link: undefined };
}

function platformsOf({ plan, log, merge }: FailedFacts, steps: readonly TimedStep[]): readonly FailedPlatform[] {
  if (merge !== undefined)
    return merge.platforms.map((platform) => {
      const name = formatPlatform(platform);
      const origin = merge.origins.get(name);
      const kind = origin === undefined ? 'no part' : 'part found';
      return { name, execution: undefined, seconds: undefined, origin, state: { kind } };
    });
  if (plan === undefined || log === undefined || log.steps.length === 0) return [];
  const rows = plan.platforms.map(({ platform, execution }) => {
    const name = formatPlatform(platform);
    const state = platformState(log, name);
    const own = steps.filter((step) => step.platform === name);
    const seconds = state.kind === 'not started' ? undefined : secondsOf(own);
    return { name, execution, seconds, origin: undefined, state };
  });
  return rows.every(({ state }) => state.kind === 'not started') ? [] : rows;
}
