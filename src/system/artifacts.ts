import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, messageOf } from './errors.ts';

/** Small texts that the jobs of one workflow run leave for each other, as workflow artifacts. */
export interface Artifacts {
  /** Leaves a text under a name that no other job of the run uses. */
  leave(name: string, file: string, text: string): Promise<void>;
  /** The texts whose names begin so, of every attempt of the run. */
  find(prefix: string, file: string): Promise<readonly { readonly name: string; readonly text: string }[]>;
}

/** There is no artifact service for this job: GitHub Enterprise Server has none that this protocol reaches, others none at all. */
export class NoArtifactService extends Error {}

/**
 * The artifacts of this workflow run. Each call loads the library, which is large, and rejects with NoArtifactService
 * where there is no service.
 * @param folder of this run, for files on their way.
 */
export function createArtifacts(env: NodeJS.ProcessEnv, folder: () => Promise<string>): Artifacts {
  async function service() {
    if (!env.ACTIONS_RUNTIME_TOKEN || !env.ACTIONS_RESULTS_URL) throw new NoArtifactService();
    return new (await import('@actions/artifact')).DefaultArtifactClient();
  }

  return {
    async leave(name, file, text) {
      const client = await service();
      const root = join(await folder(), name);
      await mkdir(root, { recursive: true });
      await writeFile(join(root, file), text);
      await client
        .uploadArtifact(name, [join(root, file)], root)
        .catch((error) => failed('could not be uploaded', name, error));
    },

    async find(prefix, file) {
      const client = await service();
      const list = await client.listArtifacts().catch((error) => failed('could not be listed', 'of this run', error));
      const wanted = list.artifacts.filter(({ name }) => name.startsWith(prefix));
      const root = await folder();
      return Promise.all(
        wanted.map(async ({ name, id }) => {
          const path = join(root, `artifact-${id}`);
          await client.downloadArtifact(id, { path }).catch((error) => failed('could not be downloaded', name, error));
          return { name, text: await readFile(join(path, file), 'utf8') };
        }),
      );
    },
  };
}

function failed(what: string, name: string, cause: unknown): never {
  if (cause instanceof Error && cause.name === 'GHESNotSupportedError') throw new NoArtifactService();
  throw new ActionError(`the artifact ${name} ${what}: ${messageOf(cause)}`, {
    hint: 'Run the failed jobs again; if it stays, hand parts over by `part-tag` or `digests`.',
    cause,
  });
}
