import { describe, expect, test } from '@jest/globals';
import { formatBytes, formatClock, formatSeconds } from '../../src/model/units.ts';

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [3_214_000, '3.21 MB'],
    [999_600, '1.00 MB'],
    [54_321_000, '54.3 MB'],
  ])('%d', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatSeconds', () => {
  test.each([
    [0, '0.0 s'],
    [0.44, '0.4 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
    [3_900, '1 h 5 min'],
  ])('%d', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe('formatClock', () => {
  test.each([
    [0.4, '0:00'],
    [95.7, '1:36'],
    [599.6, '10:00'],
    [3_905, '1:05:05'],
  ])('%d', (seconds, text) => {
    expect(formatClock(seconds)).toBe(text);
  });
});
