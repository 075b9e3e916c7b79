import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const TOLD = readFileSync(new URL('../../dist/licenses.txt', import.meta.url), 'utf8');
const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('the licence of every package that ships is beside it, each text once', () => {
  const shipped = Object.entries<string>(dependencies).filter(([name]) => name !== '@actions/tool-cache');
  const missing = shipped.filter(
    ([name, version]) => !TOLD.includes(`\n${name} ${version} (`) && !TOLD.startsWith(name),
  );
  expect(missing).toEqual([]);
  const texts = TOLD.split(`\n${'-'.repeat(80)}\n\n`).map((part) => part.slice(part.indexOf('\n\n')));
  expect(new Set(texts).size).toBe(texts.length);
  expect(TOLD).toContain('Permission is hereby granted, free of charge');
});
