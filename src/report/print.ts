import { messageOf } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { Runner } from '../runtime/runner.ts';
import type { Annotation } from './annotations.ts';
import { composeFailed, type FailedFacts } from './failed.ts';
import { summarizeFailed } from './failed-summary.ts';
import { hasShape, outputsOf } from './outputs.ts';
import { resultLines } from './result-lines.ts';
import { summarize } from './summary.ts';

/**
 * Sets the outputs. An output without its documented form is not set, with a warning: the image is already published,
 * so the others have to name it.
 */
export function setOutputs(report: Report, runner: Runner): void {
  const outputs = outputsOf(report);
  for (const [name, value] of outputs) if (hasShape(name, value)) runner.output(name, value);
  for (const [name, value] of outputs) {
    if (!hasShape(name, value))
      runner.warning(`the output ${name} is not set: its value is invalid: ${JSON.stringify(value)}`);
  }
}

/** Prints the notices and writes the summary. */
export async function printReport(report: Report, runner: Runner, withSummary: boolean): Promise<void> {
  runner.endGroup();
  for (const notice of report.notices) runner.notice(notice);
  for (const line of resultLines(report)) runner.info(line);
  if (withSummary) await writeSummary(() => summarize(hidden({ ...report, metadata: undefined }, runner.hide)), runner);
}

/** The summary of a failed run, without secrets. */
export function describeFailed(error: unknown, facts: FailedFacts, runner: Pick<Runner, 'hide'>): string {
  return summarizeFailed(hidden(composeFailed(error, facts), runner.hide));
}

/** Writes a summary, unless it is empty. One that cannot be written does not change the result of the step. */
export async function writeSummary(compose: () => string, runner: Pick<Runner, 'summary' | 'warning'>): Promise<void> {
  try {
    const text = compose();
    if (text !== '') await runner.summary(text);
  } catch (error) {
    runner.warning(`the summary could not be written: ${messageOf(error)}`);
  }
}

/**
 * The same with every text masked as the runner would show it: the summary escapes and shortens text, which hides
 * secrets from the runner's own masking.
 */
function hidden<T>(value: T, hide: Runner['hide']): T {
  if (typeof value === 'string') return hide(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => hidden(item, hide)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)])) as T;
}

export function annotate(annotations: readonly Annotation[], runner: Runner): void {
  for (const { level, message, place } of annotations) runner[level](message, place);
}
