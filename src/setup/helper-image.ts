import { BINFMT, BUILDKIT } from '../system/docker/helper-images.ts';
import type { Registry } from '../system/registry/client.ts';
import { parseRepository } from '../system/registry/reference.ts';

/** By which name an image can be had on this machine. */
export type FindHelper = (reference: string) => Promise<string>;

/**
 * Keeps to the pinned release wherever it can be had. Only a mirror that whoever runs the engine put in Docker Hub's
 * place, and that holds images of its own choice, is followed by the usual tag: a site without internet has what was
 * copied there. Docker Hub itself never is, nor is an image that was named in an input changed.
 * @param mirrors hosts that Docker Hub's images come from, before Docker Hub itself.
 */
export function helperFinder(
  registry: Pick<Registry, 'headManifest'>,
  mirrors: readonly string[],
  log: (line: string) => void,
): FindHelper {
  return async (reference) => {
    const helper = [BINFMT, BUILDKIT].find(({ pinned }) => pinned === reference);
    if (helper === undefined) return reference;
    const [path = '', digest = ''] = helper.pinned.replace(/^docker\.io\//, '').split(/:[^@]*@/);
    const tag = helper.usual.slice(helper.usual.lastIndexOf(':') + 1);
    for (const mirror of mirrors) {
      const repository = parseRepository(`${mirror}/${path}`);
      if (typeof repository === 'string') continue;
      const has = async (name: string) =>
        (await registry.headManifest(repository, name).catch(() => undefined)) !== undefined;
      const [hasPinned, hasUsual] = await Promise.all([digest, tag].map(has));
      if (hasPinned) return reference;
      if (!hasUsual) continue;
      log(`${path}: the mirror ${mirror} does not hold the pinned release, so its own "${tag}" is used`);
      return helper.usual;
    }
    return reference;
  };
}
