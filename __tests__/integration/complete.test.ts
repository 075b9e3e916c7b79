import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { crane, type Manifest } from '../support/crane.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { onlyFile } from '../support/trial.ts';

const hub = crane();
const ATTESTATION = 'attestation-manifest';

/** Selects the digest that the registry loses from an index that was just pushed. */
type Find = (manifests: NonNullable<Manifest['manifests']>, manifestOf: (digest?: string) => Manifest) => string;

const isAttestation = ({ annotations }: NonNullable<Manifest['manifests']>[number]) =>
  annotations?.['vnd.docker.reference.type'] === ATTESTATION;
const image: Find = (manifests) => manifests.find((entry) => !isAttestation(entry))?.digest ?? '';
const attestation: Find = (manifests) => manifests.find(isAttestation)?.digest ?? '';
const layerOf =
  (of: Find): Find =>
  (manifests, manifestOf) =>
    manifestOf(of(manifests, manifestOf)).layers?.[0]?.digest ?? '';
const configOf =
  (of: Find): Find =>
  (manifests, manifestOf) =>
    manifestOf(of(manifests, manifestOf)).config?.digest ?? '';

describeForms(
  'a registry that loses content',
  (bench, { driver }) => {
    let registry: TestRegistry;
    let proxy: FaultProxy;
    let count = 0;
    beforeAll(async () => {
      registry = await startRegistry({ htpasswd: true });
      proxy = await startFaultProxy(registry.host);
      bench.logIn(registry, proxy);
    });
    afterEach(() => proxy.reset());
    afterAll(async () => {
      await proxy.stop();
      await registry.stop();
    });

    /** Deletes content as soon as an index is pushed. Returns the digests that were deleted. */
    function lose(find: Find): string[] {
      const lost: string[] = [];
      const work = (path: string) => {
        if (lost.length > 0) return;
        const [, repository, reference = ''] = /^\/v2\/(.*)\/manifests\/(.*)$/.exec(path) ?? [];
        const at = `${registry.host}/${repository}`;
        const { manifests } = hub.manifest(`${at}${reference.startsWith('sha256:') ? '@' : ':'}${reference}`);
        if (manifests === undefined) return;
        const digest = find(manifests, (each) => hub.manifest(`${at}@${each}`));
        registry.lose(digest);
        lost.push(digest);
      };
      proxy.fail({ method: 'PUT', path: /\/manifests\//, fault: { kind: 'between', work }, times: 99 });
      return lost;
    }

    const inputs = { platforms: 'linux/amd64,linux/arm64', push: 'true', retries: '0', tags: '1\n2' };

    test.each<[string, Find, string]>([
      ['a layer', layerOf(image), 'a layer of linux/amd64'],
      ['a config', configOf(image), driver === 'docker' ? 'the config of linux/amd64' : ''],
      ['an attestation manifest', attestation, ''],
      ['a statement', layerOf(attestation), 'a layer of the attestation of linux/amd64'],
    ])('fails the step after the loss of %s, and does not update further tags', async (_, find, what) => {
      const repository = `app${++count}`;
      const lost = lose(find);
      const images = `${proxy.host}/${repository}`;
      const { errors } = await bench.fail({ files: onlyFile(), inputs: { ...inputs, images } });
      expect(lost).toHaveLength(1);
      expect(errors.join()).toContain(lost[0]);
      expect(errors.join()).toContain(what);
      // Docker Engine updates a tag with its push
      const updated = driver === 'docker' ? ['1'] : [];
      expect(hub.tags(`${registry.host}/${repository}`)).toEqual(updated);
      if (driver === 'docker')
        expect(errors.join()).toContain(`updated: ${images}:1 (before: nothing); not updated: ${images}:2`);
    });

    test('reports content that the second registry lost', async () => {
      const repository = `app${++count}`;
      const [first, second] = [bench.repository(), `${proxy.host}/${repository}`];
      const lost = lose(configOf(image));
      const { errors } = await bench.fail({ files: onlyFile(), inputs: { ...inputs, images: `${first}\n${second}` } });
      expect(errors.join()).toContain(`${second} does not hold all of`);
      expect(errors.join()).toContain(`it lacks ${lost[0]}, the config of linux/amd64`);
      if (driver !== 'docker') expect(hub.tags(first)).toEqual([]);
    });

    test('does not check content with `verify: false`', async () => {
      const repository = `app${++count}`;
      lose(layerOf(image));
      const images = `${proxy.host}/${repository}`;
      await bench.pass({ files: onlyFile(), inputs: { ...inputs, images, verify: 'false' } });
      expect(hub.tags(`${registry.host}/${repository}`).toSorted()).toEqual(['1', '2']);
    });
  },
  [ENGINE, CONTAINER],
  [CONTAINER],
);
