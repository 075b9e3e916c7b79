// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables

import { describe, expect, test } from '@jest/globals';
import { cacheMounts } from '../../src/dockerfile/cache-mounts.ts';
import { type Dockerfile, readDockerfile, type Stage, type Step } from '../../src/dockerfile/read.ts';
import { isUnreadable } from '../../src/dockerfile/unreadable.ts';
import { walkStages } from '../../src/dockerfile/walk.ts';
import type { Platform } from '../../src/model/platform.ts';
import { MAX_CACHE_MOUNTS, MAX_DOCKERFILE_BYTES, MAX_STAGES } from '../../src/runtime/limits.ts';

const platform = (architecture: string): Platform => ({ os: 'linux', architecture, variant: undefined });
const PLATFORMS = { target: platform('arm64'), build: platform('amd64') };
const OPTIONS = { buildArgs: [], buildContexts: [], target: undefined };
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** Reason why the walk and the reader of cache mounts reject a Dockerfile. */
async function reasons(text: string): Promise<readonly (string | undefined)[]> {
  const dockerfile = await readDockerfile(text);
  return isUnreadable(dockerfile) ? [dockerfile.unreadable, dockerfile.unreadable] : walked(dockerfile);
}

function walked(dockerfile: Dockerfile): readonly (string | undefined)[] {
  const results = [walkStages(dockerfile, OPTIONS, PLATFORMS), cacheMounts(dockerfile, OPTIONS, PLATFORMS)];
  return results.map((result) => (isUnreadable(result) ? result.unreadable : undefined));
}

/** A chain of stages, created without the parser because that is slow. */
function chain(count: number, more: Partial<Stage>): Dockerfile {
  const stages = Array.from({ length: count }, (_, i): Stage => {
    const base = i === 0 ? 'a' : `s${i - 1}`;
    const none = { steps: [], triggers: [], history: [], triggerHistory: [], labels: [] };
    return { line: i + 1, name: `s${i}`, base, platform: undefined, ...none, ...more };
  });
  return { escapeCharacter: '\\', args: [], stages };
}

const STEP: Step = { line: 1, kind: 'RUN', from: [], mounts: [], variables: [] };

describe('rejects within seconds a Dockerfile', () => {
  test.each<[string, string, RegExp]>([
    ['is large', `FROM a\n${'# x\n'.repeat(MAX_DOCKERFILE_BYTES / 4)}`, /larger than 1048576 bytes/],
    ['has many stages', lines(MAX_STAGES + 1, (i) => `FROM ${i === 0 ? 'a' : `s${i}`} AS s${i + 1}`), /1001 stages/],
    ['doubles a value', `ARG A0=xx\n${lines(60, (i) => `ARG A${i + 1}=$A${i}$A${i}`)}\nFROM $A60`, /too much work/],
    ['repeats a long value', `ARG A=${'x'.repeat(9_000)}\n${lines(900, () => 'ARG B=$A')}\nFROM a`, /too much work/],
    ['nests substitutions', `FROM ${'${A:-'.repeat(9_000)}a${'}'.repeat(9_000)}`, /nests too many/],
    ['replaces in a long value', `ARG A=${'a'.repeat(9_000)}\nFROM \${A//${'*a'.repeat(999)}b/}`, /too much work/],
  ])('that %s', async (_, text, reason) => {
    const start = performance.now();
    expect(await reasons(text)).toEqual([expect.stringMatching(reason), expect.stringMatching(reason)]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('with many ONBUILD triggers in each stage', () => {
    const dockerfile = chain(900, { triggers: Array(2_000).fill(STEP) });
    expect(walked(dockerfile)).toEqual(Array(2).fill(expect.stringMatching(/too much work/)));
  });

  test('with many variables that its stages inherit', () => {
    const variables = Array.from({ length: 2_000 }, (_, i) => ({ name: `A${i}`, value: 'x' }));
    const dockerfile = chain(900, { steps: [{ ...STEP, kind: 'ENV', variables }] });
    expect(walked(dockerfile)).toEqual([undefined, expect.stringMatching(/too much work/)]);
  });

  test('with many cache mounts', async () => {
    const [walk, mounts] = await reasons(
      `FROM a\nRUN ${'--mount=type=cache,target=/c '.repeat(MAX_CACHE_MOUNTS + 1)} x`,
    );
    expect([walk, mounts]).toEqual([undefined, 'it has more than 1000 cache mounts']);
  });

  test('that the parser cannot read in time', async () => {
    // a search to the end of the file for each line
    const text = `FROM a\n${'RUN << E\n'.repeat(110_000)}`;
    const start = performance.now();
    expect(await reasons(text)).toEqual(Array(2).fill('parsing it takes longer than 2 s'));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('reads a large Dockerfile within the limits', () => {
  test.each<[string, string]>([
    ['many instructions', `FROM a\n${'RUN x\n'.repeat(2_000)}`],
    ['a chain of stages', lines(300, (i) => `FROM ${i === 0 ? 'a' : `s${i}`} AS s${i + 1}`)],
    [
      'many variables',
      `${lines(500, (i) => `ARG A${i}=\${B:-value-of-${i}} C${i}=\${A${i}//-/_}`)}\nFROM a:\${C499##*_}`,
    ],
    ['long variables', `FROM a\n${lines(100, (i) => `ENV PATH${i}=${'/usr/local/bin:'.repeat(60)}`)}\nRUN x`],
  ])('with %s', async (_, text) => {
    expect(await reasons(text)).toEqual([undefined, undefined]);
  });
});

test('quotes only a short excerpt of the Dockerfile in a reason', async () => {
  const [reason = ''] = await reasons(`FROM ${'x'.repeat(9_000)}\${A^}`);
  expect(reason.length).toBeLessThan(250);
});
