import { createHash } from 'node:crypto';
import { ActionError, HungError, messageOf } from '../../model/errors.ts';
import { ARTIFACT_REQUEST_MS, MAX_PARALLEL_DOWNLOADS, MAX_RECORD_BYTES, MAX_RECORDS } from '../../runtime/limits.ts';
import { judgeError, type RetryPolicy, retry } from '../../runtime/retry.ts';
import {
  type ArtifactService,
  ClosedError,
  createArtifactService,
  type ListedArtifact,
  NoArtifactService,
  type ServiceTools,
} from './artifact-service.ts';

export { NoArtifactService };

/** Small texts that the jobs of one workflow run share as workflow artifacts. */
export interface Artifacts {
  /** Uploads a text under a name that no other job of the run uses. After a retry the name may have a suffix. */
  leave(name: string, file: string, text: string): Promise<void>;
  /** The artifacts with this prefix, from every attempt of the run. Any job of the run may have uploaded them. */
  find(prefix: string, file: string): Promise<readonly FoundArtifact[]>;
}

/** An artifact with its text, or with the reason why the text is missing: `it has no part.json`. */
export type FoundArtifact = { readonly name: string } & ({ readonly text: string } | { readonly problem: string });

export interface ArtifactTools extends Pick<ServiceTools, 'http' | 'mask'> {
  readonly retry: RetryPolicy;
  /** Milliseconds that one request may take. */
  readonly limit?: number;
}

/** Names are printed. No job of this action uses other names. */
const PLAIN = /^[\w.+-]{1,256}$/;

const HINT = 'Run the failed jobs again; if the error persists, pass the parts by `part-tag` or `digests`.';

/** The artifacts of this workflow run. Each call rejects with NoArtifactService if the job has no service. */
export function createArtifacts(
  env: Readonly<Record<string, string | undefined>>,
  { http, mask, retry: policy, limit = ARTIFACT_REQUEST_MS }: ArtifactTools,
): Artifacts {
  const open = () => createArtifactService(env, { http, mask, signal: policy.signal, limit });

  /** @param what the failure is: `the artifact a could not be uploaded`. */
  function ask<T>(what: string, call: (attempt: number) => Promise<T>): Promise<T> {
    return retry(
      (attempt) => call(attempt).catch((error: unknown) => Promise.reject(explained(what, error))),
      policy,
    ).catch((error: unknown) => {
      throw error instanceof ActionError && error.cause instanceof ClosedError ? new NoArtifactService() : error;
    });
  }

  async function fetchText(service: ArtifactService, artifact: ListedArtifact, file: string): Promise<FoundArtifact> {
    const { name } = artifact;
    try {
      const archive = await ask(`the artifact ${name} could not be downloaded`, () =>
        service.download(artifact, MAX_RECORD_BYTES),
      );
      const { unzipText } = await import('./zip.ts');
      return { name, ...unzipText(archive, file, MAX_RECORD_BYTES) };
    } catch (error) {
      // a transient error may hide a record; an artifact without content cannot
      if (policy.signal?.aborted || judgeError(error).verdict === 'transient') throw error;
      return { name, problem: messageOf(error) };
    }
  }

  return {
    async leave(name, file, text) {
      const service = open();
      const { zipText } = await import('./zip.ts');
      const archive = zipText(file, text);
      const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
      const tried: string[] = [];
      await ask(`the artifact ${name} could not be uploaded`, async (attempt) => {
        // the last upload may be complete with only its answer lost; if it was cut short, its name stays taken
        if (attempt > 1 && (await service.list()).some((artifact) => tried.includes(artifact.name))) return;
        const own = attempt === 1 ? name : `${name}-${attempt}`;
        tried.push(own);
        await service.upload(own, archive, hash);
      });
    },

    async find(prefix, file) {
      const service = open();
      const all = await ask('the artifacts of this run could not be listed', () => service.list());
      const wanted = all.filter(({ name }) => name.startsWith(prefix) && PLAIN.test(name));
      if (wanted.length > MAX_RECORDS) {
        throw new ActionError(
          `this run has ${wanted.length} artifacts named ${prefix}…, and ${MAX_RECORDS} are the limit`,
          { hint: 'See which job uploads them, or hand parts over by `digests`.' },
        );
      }
      const found: FoundArtifact[] = [];
      for (let i = 0; i < wanted.length; i += MAX_PARALLEL_DOWNLOADS) {
        const next = wanted.slice(i, i + MAX_PARALLEL_DOWNLOADS);
        found.push(...(await Promise.all(next.map((artifact) => fetchText(service, artifact, file)))));
      }
      return found;
    },
  };
}

/** Adds the failed call to the error. The error of a service without an answer stays NoArtifactService. */
function explained(what: string, error: unknown): unknown {
  if (!(error instanceof ActionError)) return error;
  const message = `${what}: ${error.message}`;
  const hint = error.hint ?? HINT;
  return error instanceof HungError
    ? new HungError(message, { hint, cause: error })
    : new ActionError(message, { hint, cause: error });
}
