import type { Registry } from './client.ts';

/**
 * A registry that is asked once for each manifest, however many times it is looked up. A registry that failed is not asked
 * again.
 */
export function askingOnce(registry: Registry): Registry {
  return {
    ...registry,
    headManifest: once(registry.headManifest),
    getManifest: once(registry.getManifest),
  };
}

/** Ignores options, which a look-up before the build does not have. */
function once<T>(ask: (...asked: Parameters<Registry['getManifest']>) => Promise<T>) {
  const answers = new Map<string, Promise<T>>();
  return (...asked: Parameters<Registry['getManifest']>): Promise<T> => {
    const [{ registry, path }, reference] = asked;
    const key = `${registry}/${path} ${reference}`;
    const answer = answers.get(key) ?? ask(...asked);
    answers.set(key, answer);
    return answer;
  };
}
