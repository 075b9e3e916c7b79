import * as v from 'valibot';
import type { HandedRelease } from '../model/release.ts';
import { Wrong } from '../model/wrong.ts';
import { limitItems } from './limits.ts';
import { hintFor } from './nearest.ts';

const RELEASE = v.object({
  scheme: v.string(),
  version: v.string(),
  prefix: v.string(),
  suffix: v.string(),
  floating: v.array(v.string()),
});

/** `release` as `plan` writes it: `{"scheme":"semver","version":"1.2.3","prefix":"","suffix":"","floating":["latest"]}`. */
export function parseRelease(text: string): HandedRelease | Wrong {
  const hint = 'pass the output release of plan on as it is';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Wrong('must be JSON', hint);
  }
  const result = v.safeParse(RELEASE, value);
  if (!result.success) return new Wrong('must be an object with scheme, version, prefix, suffix and floating', hint);
  const { scheme, floating, ...others } = result.output;
  const limited = limitItems('tags', floating);
  if (limited instanceof Wrong) return new Wrong(`floating: ${limited.message}`, limited.hint);
  if (scheme === 'semver' || scheme === 'pep440') return { scheme, ...others, floating };
  return new Wrong('an unknown scheme of versions', hintFor(scheme, ['semver', 'pep440']) ?? hint);
}
