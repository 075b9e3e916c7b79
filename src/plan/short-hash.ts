import { createHash } from 'node:crypto';

/** A short replacement for a text that is too long for a name: the first hexadecimal digits of its SHA-256. */
export function shortHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
