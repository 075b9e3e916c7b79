import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { licensesOf } from '../../script/licenses.mjs';

const LICENSES = readFileSync(new URL('../../dist/licenses.txt', import.meta.url), 'utf8');
const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licenses-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** esbuild's metafile of a bundle with one file of each of these packages. */
function bundle(packages: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const inputs: Record<string, { bytesInOutput: number }> = {};
  for (const [name, files] of Object.entries(packages)) {
    for (const [file, text] of Object.entries(files)) {
      const path = join(root, 'node_modules', name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    inputs[`node_modules/${name}/index.js`] = { bytesInOutput: name === 'unused' ? 0 : 1 };
  }
  return { outputs: { 'main.js': { inputs } } };
}

const named = (name: string, license?: string) => JSON.stringify({ name, version: '1.0.0', license });

test('lists the licences of all bundled packages, each text once', () => {
  const shipped = Object.entries<string>(dependencies).filter(([name]) => name !== '@actions/tool-cache');
  const missing = shipped.filter(
    ([name, version]) => !LICENSES.includes(`\n${name} ${version} (`) && !LICENSES.startsWith(name),
  );
  expect(missing).toEqual([]);
  const texts = LICENSES.split(`\n${'-'.repeat(80)}\n\n`).map((part) => part.slice(part.indexOf('\n\n')));
  expect(new Set(texts).size).toBe(texts.length);
  expect(LICENSES).toContain('Permission is hereby granted, free of charge');
  expect(LICENSES).not.toMatch(/no licence told|\(undefined\)|see the text/);
});

test('rejects a package without a licence', () => {
  const packages = {
    buffers: { 'package.json': named('buffers') },
    '@a/b': { 'package.json': named('@a/b', '') },
    told: { 'package.json': named('told', 'MIT') },
    unused: { 'package.json': named('unused') },
  };
  expect(() => licensesOf(bundle(packages), root)).toThrow('no licence: @a/b 1.0.0, buffers 1.0.0. Replace');
});

test("accepts a licence's name or its text", () => {
  const packages = {
    told: { 'package.json': named('told', 'MIT') },
    written: { 'package.json': named('written'), 'LICENSE.md': 'Do as you like.' },
  };
  expect(licensesOf(bundle(packages), root)).toBe(
    `told 1.0.0 (MIT)\n\nIt comes without a text of its own: MIT\n\n${'-'.repeat(80)}\n\n` +
      'written 1.0.0 (see the text)\n\nDo as you like.\n',
  );
});
