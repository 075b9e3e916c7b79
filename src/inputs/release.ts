import type { HandedRelease } from '../model/release.ts';
import { Wrong } from '../model/wrong.ts';
import { limitItems } from './limits.ts';
import { hintFor } from './nearest.ts';

const TEXTS = ['scheme', 'version', 'prefix', 'suffix'] as const;

/** `release` as `plan` writes it: `{"scheme":"semver","version":"1.2.3","prefix":"","suffix":"","floating":["latest"]}`. */
export function parseRelease(text: string): HandedRelease | Wrong {
  const hint = 'pass the output release of plan on as it is';
  let value: Partial<Record<string, unknown>> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return new Wrong('not JSON', hint);
  }
  const { scheme, floating } = value ?? {};
  const whole = TEXTS.every((name) => typeof value?.[name] === 'string');
  if (!whole || !Array.isArray(floating) || !floating.every((tag) => typeof tag === 'string')) {
    return new Wrong(`not an object with ${TEXTS.join(', ')} and floating`, hint);
  }
  const limited = limitItems('tags', floating);
  if (limited instanceof Wrong) return new Wrong(`floating: ${limited.message}`, limited.hint);
  if (scheme === 'semver' || scheme === 'pep440') return value as unknown as HandedRelease;
  return new Wrong('an unknown scheme of versions', hintFor(String(scheme), ['semver', 'pep440']) ?? hint);
}
