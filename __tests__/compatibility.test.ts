import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { KINDS, namedTests, RUNS_DIST, readDocument } from './support/documented.ts';

const TEXT = readDocument('docs/compatibility.md');

/** Tests of behaviour that is the same in every environment. */
const ANYWHERE: Readonly<Record<string, string>> = {
  'integration/bake.test.ts': 'bake and compose files',
  'integration/base-check.test.ts': 'images that a Dockerfile names',
  'integration/cache-variants.test.ts': 'caches of several variants of one image',
  'integration/single-platform-base.test.ts': 'single-platform base images',
  'integration/injection.test.ts': 'workflow commands in what a build prints',
  'integration/programs.test.ts': 'programs of a built image',
  'integration/merge-programs.test.ts': 'programs of a merged image',
  'integration/troubleshooting.test.ts': 'links to docs/troubleshooting.md',
  'integration/wrong-programs.test.ts': 'base images and stages for another platform',
};

interface Row {
  readonly environment: string;
  readonly kind: string;
  readonly how: string;
}

const rows = TEXT.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:Environment|---) /.test(line))
  .map((line): Row => {
    const [environment = '', kind = '', how = ''] = line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim());
    return { environment, kind, how };
  });

describe('docs/compatibility.md', () => {
  test('has each environment once', () => {
    const names = rows.map(({ environment }) => environment);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test.each(rows)('$environment: is tested in one of the known ways, by tests that exist', ({ kind, how }) => {
    const { names, missing } = namedTests(how);
    expect(KINDS).toContain(kind);
    expect(missing).toEqual([]);
    if (kind === 'run') expect(names.filter((name) => RUNS_DIST.test(name))).not.toEqual([]);
    if (kind === 'stand-in') expect(names).not.toEqual([]);
    // with a test that runs `dist`, the kind would be run or stand-in
    if (kind === 'documentation') expect(names.filter((name) => RUNS_DIST.test(name))).toEqual([]);
  });

  test('explains each way of testing', () => {
    const explained = [...TEXT.matchAll(/^- \*\*(.+)\*\*: /gm)].map(([, kind]) => kind);
    expect(explained).toEqual(KINDS);
  });

  test('names every test that runs in an environment', () => {
    const files = ['integration', 'e2e'].flatMap((folder) =>
      readdirSync(new URL(folder, import.meta.url))
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => `${folder}/${file}`),
    );
    const named = new Set(rows.flatMap(({ how }) => namedTests(how).names));
    expect(files.filter((file) => !named.has(file) && !(file in ANYWHERE))).toEqual([]);
    expect(Object.keys(ANYWHERE).filter((file) => named.has(file) || !files.includes(file))).toEqual([]);
  });

  test('has the oldest versions of the README, and the BuildKit of the test bed', () => {
    const [, engine, buildx] =
      /Docker Engine ([\d.]+) or later and buildx ([\d.]+) or later/.exec(readDocument('README.md')) ?? [];
    const [, buildkit] = /^readonly BUILDKIT=(v[\d.]+)/m.exec(readDocument('script/testbed.d/images.sh')) ?? [];
    const names = rows.map(({ environment }) => environment);
    expect(names).toContain(`Other engines since ${engine}`);
    expect(names).toContain(`Other releases of buildx since ${buildx}`);
    expect(names).toContain(`BuildKit ${buildkit}, in a container`);
  });
});
