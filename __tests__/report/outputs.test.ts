import { describe, expect, test } from '@jest/globals';
import { LISTS, parseList } from '../../src/inputs/list.ts';
import { hasShape, OUTPUT_NAMES, outputsOf, planOutputs } from '../../src/report/outputs.ts';
import { setOutputs } from '../../src/report/print.ts';
import type { Runner } from '../../src/runtime/runner.ts';
import { aReport, digest, repository, row } from './a-report.ts';

describe('outputsOf', () => {
  test('returns every output in its format', () => {
    const report = aReport({
      repositories: [repository('ghcr.io/acme/app'), repository('acme/app')],
      platforms: [
        row('linux/arm/v7', { digest: digest('b'), attestation: digest('d') }),
        row('linux/amd64', { digest: digest('a') }),
      ],
    });
    const { metadata, json, ...others } = Object.fromEntries(outputsOf(report));
    expect(others).toEqual({
      digest: digest('0'),
      digests: `{"linux/arm/v7":"${digest('b')}","linux/amd64":"${digest('a')}"}`,
      'digest-linux-arm-v7': digest('b'),
      'digest-linux-amd64': digest('a'),
      image: `ghcr.io/acme/app@${digest('0')}`,
      images: `ghcr.io/acme/app@${digest('0')}\nacme/app@${digest('0')}`,
      tags: 'ghcr.io/acme/app:1.2\nghcr.io/acme/app:latest',
      'tag-names': '1.2\nlatest',
      version: '1.2.3',
      labels: 'b=2=3',
      annotations: 'index:c=4',
      platforms: 'linux/arm/v7,linux/amd64',
      attestations: `{"linux/arm/v7":"${digest('d')}"}`,
      imageid: '',
      builder: 'default',
      driver: 'docker',
      'cache-hit': '42',
    });
    expect(JSON.parse(metadata ?? '')).toEqual({ 'containerimage.digest': digest('0') });
    expect(JSON.parse(json ?? '')).toMatchObject({
      digests: { 'linux/amd64': digest('a') },
      tags: ['ghcr.io/acme/app:1.2', 'ghcr.io/acme/app:latest'],
      'tag-names': ['1.2', 'latest'],
      labels: { b: '2=3' },
      annotations: ['index:c=4'],
      platforms: ['linux/arm/v7', 'linux/amd64'],
      'cache-hit': 42,
    });
  });

  test('leaves missing values empty, and keeps JSON readable', () => {
    const none = {
      digest: undefined,
      repositories: [],
      tags: [],
      version: undefined,
      cacheHit: undefined,
      metadata: undefined,
      platforms: [row('linux/amd64', { digest: undefined })],
    };
    const outputs = Object.fromEntries(outputsOf(aReport(none)));
    expect(outputs).toMatchObject({
      digest: '',
      digests: '{}',
      image: '',
      images: '',
      tags: '',
      version: '',
      metadata: '{}',
    });
    expect(outputs).toMatchObject({ attestations: '{}', 'cache-hit': '', platforms: 'linux/amd64' });
    expect(outputs).not.toHaveProperty('digest-linux-amd64');
  });

  test('lists each tag name once, labels by key, and annotations with their level', () => {
    const [one, other] = [repository('a/b'), repository('c/d')];
    const outputs = Object.fromEntries(
      outputsOf(
        aReport({
          tags: [one, other].flatMap((each) => ['2', '1'].map((tag) => ({ repository: each, tag }))),
          labels: [
            { name: 'b', value: 'old' },
            { name: 'b', value: 'new' },
            { name: 'a', value: 'say "x"\nline' },
            { name: 'A', value: '' },
          ],
          annotations: ['x=1', 'index,manifest[linux/amd64]:y=2', 'z=index:3'],
        }),
      ),
    );
    expect(outputs['tag-names']).toBe('2\n1');
    expect(outputs.labels).toBe('"a=say ""x""\nline"\nA=\nb=new');
    expect(parseList(outputs.labels ?? '', LISTS.labels)).toEqual(['a=say "x"\nline', 'A=', 'b=new']);
    expect(outputs.annotations).toBe('manifest:x=1\nindex,manifest[linux/amd64]:y=2\nmanifest:z=index:3');
  });

  test('has a value for every declared name, in their order', () => {
    const names = outputsOf(aReport()).map(([name]) => name);
    expect(names.filter((name) => !name.startsWith('digest-'))).toEqual(OUTPUT_NAMES);
  });

  test.each([
    [{ digest: 'sha256:abc' as never }, 'digest'],
    [{ platforms: [row('linux/amd64', { digest: 'sha512:0' as never })] }, 'digests'],
    [{ platforms: [row('linux/amd64', { attestation: 'x' as never })] }, 'attestations'],
    [{ version: 'a\nb' }, 'version'],
    [{ builder: 'a\r\nb' }, 'builder'],
    [{ tags: [{ repository: repository('a/b'), tag: 'x\ny' }] }, 'tags'],
    [{ cacheHit: 101 }, 'cache-hit'],
    [{ cacheHit: 1.5 }, 'cache-hit'],
    [{ driver: 'a b' }, 'driver'],
  ])('warns of a value in an invalid format, leaves it out, and sets all others: %j', (more, name) => {
    const set: string[] = [];
    const warnings: string[] = [];
    setOutputs(aReport(more), {
      output: (each: string) => void set.push(each),
      warning: (message: string) => void warnings.push(message),
    } as unknown as Runner);
    expect(warnings).toContainEqual(expect.stringContaining(`the output ${name} is not set`));
    expect(set).not.toContain(name);
    expect(set).toContain('json');
  });
});

describe('planOutputs', () => {
  test.each([
    ['matrix', '{"include":[]}', true],
    ['matrix', '[]', false],
    ['rows', '[{}]', true],
    ['platforms', 'linux/amd64,linux/arm/v7', true],
    ['platforms', '', false],
    ['tags', 'ghcr.io/acme/app:1\nlocalhost:5000/app:x\nlatest', true],
    ['tags', '', true],
    ['tags', 'a b', false],
    ['version', '1.2\n', false],
    ['release', '', true],
    ['release', '{"scheme":"semver"}', true],
    ['digest', '', false],
  ])('sets %s to %j: %j', (name, value, isSet) => {
    const attempt = () => planOutputs([[name, value]]);
    if (isSet) expect(attempt()).toEqual([[name, value]]);
    else expect(attempt).toThrow(`the output ${name} has not the form`);
  });
});

describe('hasShape', () => {
  test.each([
    ['digest-linux-arm-v7', digest('1'), true],
    ['digest-linux-arm-v7', '', false],
    ['digest-', digest('1'), false],
    ['digest-linux', digest('1'), false],
    ['GITHUB_ENV', 'x', false],
    ['constructor', '1', false],
    ['digests', '[', false],
    ['digests', '{"a":"b"}', false],
    ['json', 'no', false],
    ['images', `a/b@${digest('1')}\n`, false],
    ['image', `a/b@${digest('1')}`, true],
    ['cache-hit', '100', true],
    ['platforms', 'linux/amd64,linux/arm/v7', true],
    ['platforms', 'linux', false],
  ])('accepts %s=%j: %s', (name, value, expected) => {
    expect(hasShape(name, value)).toBe(expected);
  });
});
