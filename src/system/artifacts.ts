import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from './errors.ts';
import { type RetryPolicy, retry } from './retry.ts';
import { within } from './within.ts';

/** Small texts that the jobs of one workflow run leave for each other, as workflow artifacts. */
export interface Artifacts {
  /** Leaves a text under a name that no other job of the run uses. */
  leave(name: string, file: string, text: string): Promise<void>;
  /** The texts whose names begin so, of every attempt of the run. */
  find(prefix: string, file: string): Promise<readonly { readonly name: string; readonly text: string }[]>;
}

/** There is no artifact service for this job: GitHub Enterprise Server has none that this protocol reaches, others none at all. */
export class NoArtifactService extends Error {}

/** How long one call may take, in milliseconds: the texts are small. */
const LIMIT = 60_000;

/**
 * The artifacts of this workflow run. Each call loads the library, which is large, and rejects with NoArtifactService
 * where there is no service. The library waits for a service that hangs as long as it hangs, and cannot be stopped.
 * @param folder of this run, for files on their way.
 */
export function createArtifacts(
  env: NodeJS.ProcessEnv,
  folder: () => Promise<string>,
  policy: RetryPolicy,
  limit = LIMIT,
): Artifacts {
  async function service() {
    if (!env.ACTIONS_RUNTIME_TOKEN || !env.ACTIONS_RESULTS_URL) throw new NoArtifactService();
    return new (await import('@actions/artifact')).DefaultArtifactClient();
  }

  /** @param what it is should it fail: `the artifact a could not be uploaded`. */
  function ask<T>(what: string, call: (attempt: number) => Promise<T>): Promise<T> {
    return retry(
      (attempt) =>
        within(call(attempt), limit, policy.signal).catch((error: unknown) => {
          policy.signal?.throwIfAborted();
          if (error instanceof Error && error.name === 'GHESNotSupportedError') throw new NoArtifactService();
          throw failed(what, error, HINT);
        }),
      policy,
    );
  }

  return {
    async leave(name, file, text) {
      const client = await service();
      const root = join(await folder(), name);
      await mkdir(root, { recursive: true });
      await writeFile(join(root, file), text);
      const isThere = async () => (await client.listArtifacts()).artifacts.some((artifact) => artifact.name === name);
      await ask(`the artifact ${name} could not be uploaded`, async (attempt) => {
        // a name is taken once, and the answer alone may have been lost
        if (attempt === 1 || !(await isThere())) await client.uploadArtifact(name, [join(root, file)], root);
      });
    },

    async find(prefix, file) {
      const client = await service();
      const list = await ask('the artifacts of this run could not be listed', () => client.listArtifacts());
      const wanted = list.artifacts.filter(({ name }) => name.startsWith(prefix));
      const root = await folder();
      return Promise.all(
        wanted.map(async ({ name, id }) => {
          const text = await ask(`the artifact ${name} could not be downloaded`, async (attempt) => {
            const path = join(root, `artifact-${id}-${attempt}`);
            await client.downloadArtifact(id, { path });
            return readFile(join(path, file), 'utf8');
          });
          return { name, text };
        }),
      );
    },
  };
}

const HINT = 'Run the failed jobs again; if it stays, hand parts over by `part-tag` or `digests`.';
