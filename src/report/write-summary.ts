import { messageOf } from '../model/errors.ts';
import type { Runner } from '../runtime/runner.ts';

/** Writes a summary, unless it is empty. One that cannot be written does not change the result of the step. */
export async function writeSummary(
  compose: () => string | Promise<string>,
  runner: Pick<Runner, 'summary' | 'warning'>,
): Promise<void> {
  try {
    const text = await compose();
    if (text !== '') await runner.summary(text);
  } catch (error) {
    runner.warning(`the summary could not be written: ${messageOf(error)}`);
  }
}

/**
 * The same with every text masked as the runner would show it: the summary escapes and shortens text, which hides
 * secrets from the runner's own masking.
 */
export function hidden<T>(value: T, hide: Runner['hide']): T {
  if (typeof value === 'string') return hide(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => hidden(item, hide)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)])) as T;
}
