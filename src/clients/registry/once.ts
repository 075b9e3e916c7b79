import type { Registry } from './client.ts';

/** A registry that is asked once for what a reference holds, however many times it is looked up. */
export function headingOnce(registry: Registry): Registry {
  const asked = new Map<string, ReturnType<Registry['headManifest']>>();
  return {
    ...registry,
    headManifest(repository, reference) {
      const key = `${repository.registry}/${repository.path} ${reference}`;
      const answer = asked.get(key) ?? registry.headManifest(repository, reference);
      asked.set(key, answer);
      return answer;
    },
  };
}
