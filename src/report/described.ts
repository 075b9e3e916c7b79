import { parseAnnotation } from '../inputs/annotation.ts';
import type { NamedValue } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';

/** Labels by key. Of a key that is given twice the last value counts. */
export function labelsByKey(labels: readonly NamedValue[]): Readonly<Record<string, string>> {
  const sorted = labels.toSorted((a, b) => a.name.localeCompare(b.name));
  return Object.fromEntries(sorted.map(({ name, value }) => [name, value]));
}

/** Lines `key=value`, as docker/metadata-action has them in its output, and as the input `labels` takes them. */
export function labelLines(labels: readonly NamedValue[]): readonly string[] {
  return Object.entries(labelsByKey(labels)).map(([name, value]) => asItem(`${name}=${value}`));
}

/** Lines `level:key=value`. An annotation without a level is one of the manifests, as in buildx. */
export function annotationLines(annotations: readonly string[]): readonly string[] {
  return annotations.map((text) => {
    const annotation = parseAnnotation(text);
    const hasLevel = !(annotation instanceof Wrong) && annotation.levels.length > 0;
    return asItem(hasLevel ? text : `manifest:${text}`);
  });
}

/** An item of several lines is quoted, as in an input. */
function asItem(text: string): string {
  return /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
