import type { Report } from '../model/report.ts';
import type { Runner } from '../runtime/runner.ts';
import type { Annotation } from './annotations.ts';
import type { FailedFacts } from './failed.ts';
import { hasShape, outputsOf } from './outputs.ts';
import { resultLines } from './result-lines.ts';
import { hidden, writeSummary } from './write-summary.ts';

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
  if (!withSummary) return;
  // loaded here, so that the start of a step does not wait for it
  const { summarize } = await import('./summary.ts');
  await writeSummary(() => summarize(hidden({ ...report, metadata: undefined }, runner.hide)), runner);
}

/** The summary of a failed run, without secrets. */
export async function describeFailed(
  error: unknown,
  facts: FailedFacts,
  runner: Pick<Runner, 'hide'>,
): Promise<string> {
  // only a failed run loads them
  const { composeFailed } = await import('./failed.ts');
  const { summarizeFailed } = await import('./failed-summary.ts');
  return summarizeFailed(hidden(composeFailed(error, facts), runner.hide));
}

export function annotate(annotations: readonly Annotation[], runner: Runner): void {
  for (const { level, message, place } of annotations) runner[level](message, place);
}
