import { Wrong } from '../model/wrong.ts';
import { MAX_TIMEOUT_MS } from '../runtime/limits.ts';
import { hasWrongPort } from './addresses.ts';
import { hintFor } from './nearest.ts';
import { quote } from './problems.ts';

/** The booleans of YAML 1.2's core schema, which are those of the runner's own toolkit: https://yaml.org/spec/1.2/spec.html#id2804923 */
export function parseBoolean(text: string): boolean | Wrong {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return new Wrong(`must be true or false, got ${quote(text)}`);
}

export function parseChoice<T extends string>(choices: readonly T[]): (text: string) => T | Wrong {
  return (text) =>
    choices.find((choice) => choice === text) ?? new Wrong(`unknown value ${quote(text)}`, hintFor(text, choices));
}

/** A whole number from 0 to `most`. */
export function parseCount(most: number): (text: string) => number | Wrong {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return count <= most ? count : new Wrong(`must be a number from 0 to ${most}, got ${quote(text)}`);
  };
}

const UNITS = { h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** `90s`, `30m`, `1h30m` as milliseconds. */
export function parseDuration(text: string): number | Wrong {
  const [, h, m, s] = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  if (h === undefined && m === undefined && s === undefined) {
    return new Wrong(`must be a duration, got ${quote(text)}`, 'write it with units, such as 30m, 90s or 1h30m');
  }
  const duration = Number(h ?? 0) * UNITS.h + Number(m ?? 0) * UNITS.m + Number(s ?? 0) * UNITS.s;
  if (duration === 0) return new Wrong('a duration of zero', 'leave it empty for no limit');
  return duration <= MAX_TIMEOUT_MS ? duration : new Wrong(`must be at most 24 days, got ${quote(text)}`);
}

/** A size as docker takes it, kept as text: `64m`, `2g`, `1.5GiB`. */
export function parseSize(text: string): string | Wrong {
  return /^\d+(\.\d+)? ?([kmgtp]i?)?b?$/i.test(text)
    ? text
    : new Wrong(`must be a size, got ${quote(text)}`, 'write a number and a unit, such as 64m or 2g');
}

/** A text that ends up as an argument and must not be taken for an option. */
export function parseArgument(text: string): string | Wrong {
  if (text.startsWith('-')) return new Wrong(`must not start with a dash like an option, got ${quote(text)}`);
  return /[\r\n\0]/.test(text) ? new Wrong(`must be one line, got ${quote(text)}`) : text;
}

/** Reports a URL with a port that is not from 1 to 65535. */
export function wrongPort(url: string): Wrong | undefined {
  return hasWrongPort(url) ? new Wrong(`must have a port from 1 to 65535, got ${quote(url)}`) : undefined;
}

/** Remains of an expression that was not expanded, or of one that the runner masked in part. */
export function parseExpanded(text: string): string | Wrong {
  if (text.includes('${{')) {
    return new Wrong(
      `must not hold an unexpanded expression, got ${quote(text)}`,
      'write it where the runner expands it',
    );
  }
  if (text.includes('***')) {
    return new Wrong(
      `must not hold a masked secret, got ${quote(text)}`,
      'keep secrets out of names: the runner masks them',
    );
  }
  return text;
}
