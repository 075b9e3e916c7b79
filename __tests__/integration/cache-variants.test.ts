import { randomUUID } from 'node:crypto';
import { expect, jest, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { CONTAINER, describeForms } from '../support/forms.ts';

jest.setTimeout(120_000);

const registry = crane();

/** Log line about a repository that the cache creates. */
const CREATES = /^The build cache creates the repository (\S+)\./gm;

// each build has a new builder without a cache
describeForms(
  'the caches of variants of one image',
  (bench) => {
    /** A step that no earlier run has executed, for each Dockerfile. */
    const checkout = () => {
      const nonce = randomUUID();
      const step = 'RUN head -c 16 /dev/urandom >/random; :';
      return {
        Dockerfile: `FROM busybox AS full\nARG FLAVOR\n${step} full $FLAVOR ${nonce}\nFROM busybox AS slim\n${step} slim ${nonce}\n`,
        'other.Dockerfile': `FROM busybox\n${step} other ${nonce}\n`,
      };
    };

    test('are kept side by side for each Dockerfile, target and set of build arguments', async () => {
      const [image, files] = [bench.repository(), checkout()];
      const variants: Readonly<Record<string, string>>[] = [
        { target: 'full', 'build-args': 'FLAVOR=sweet\nVERSION={{version}}' },
        { target: 'full', 'build-args': 'FLAVOR=sour\nVERSION={{version}}' },
        { file: 'other.Dockerfile' },
      ];
      const round = async (sha: string) => {
        const outcomes = [];
        for (const [i, inputs] of variants.entries()) {
          const common = { images: image, tags: `${i}`, platforms: 'linux/amd64', push: 'true', version: `1.${sha}` };
          outcomes.push(await bench.pass({ files, inputs: { ...common, ...inputs, cache: 'registry' } }));
        }
        return outcomes;
      };
      const created = (await round('1')).map(({ log }) => [...log.matchAll(CREATES)].map(([, name]) => name));
      expect(created).toEqual([[`${image}-buildcache`], [], []]);
      expect(registry.tags(`${image}-buildcache`)).toHaveLength(variants.length);
      const second = await round('2');
      expect(second.map(({ outputs }) => outputs['cache-hit'])).toEqual(['100', '100', '100']);
      // the summary compares with the image that the tag held before
      expect(second[0]?.summary).toMatch(/^\| linux\/amd64 \| [\d.]+ MB \| [\d.]+ MB \| 2 of 2 \|$/m);
      expect(second[0]?.summary).toMatch(/^- Base image <code>.*busybox.*<\/code>: the same$/m);
      expect(registry.tags(`${image}-buildcache`)).toHaveLength(variants.length);
    });

    test('lie in the repository of the image if `cache-ref` names it, beside a tag with the name of the branch', async () => {
      const [image, files] = [bench.repository(), checkout()];
      const build = () =>
        bench.pass({
          files,
          inputs: {
            ...{ images: image, tags: 'main', platforms: 'linux/amd64', push: 'true', target: 'slim' },
            ...{ cache: 'registry', 'cache-ref': image, 'cache-scope': 'slim' },
          },
        });
      const first = await build();
      expect(first.log).not.toMatch(CREATES);
      const second = await build();
      expect(second.outputs['cache-hit']).toBe('100');
      expect(registry.tags(image).toSorted()).toEqual(['buildcache-main__variant-slim', 'main']);
      expect(registry.digest(`${image}:main`)).toBe(second.outputs.digest);
    });
  },
  [CONTAINER],
);
