import { createHash } from 'node:crypto';

/** Stands for a text where a name has no room for it: the first hexadecimal digits of its SHA-256. */
export function shortHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
