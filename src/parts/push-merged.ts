import { COPY_IDLE_MS } from '../buildkit/limits.ts';
import { tooOld } from '../clients/docker/buildx.ts';
import type { RawManifest } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { formatDigested, type Repository, sameRepository } from '../model/reference.ts';
import { withHeartbeat } from '../runtime/heartbeat.ts';
import { describeEnd, succeeded } from '../runtime/process.ts';
import { retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Session } from '../session/session.ts';
import type { Part } from './part.ts';

type MergeSession = Pick<Session, 'registry' | 'run' | 'env' | 'retry'>;

/**
 * Pushes a merged image to a repository without a tag. Missing parts are copied by digest from their repository, then
 * the index is pushed.
 * @param buildx returns the path of buildx, which copies the layers. Called only if a part must be copied.
 */
export async function pushMerged(
  repository: Repository,
  parts: readonly Part[],
  index: RawManifest,
  buildx: () => string,
  session: MergeSession,
): Promise<void> {
  const { registry } = session;
  await Promise.all(
    parts.map(async (part) => {
      // in the repository of the part, a missing manifest may only be delayed
      const justWritten = sameRepository(repository, part.repository);
      const manifests = manifestsOf(part);
      const heads = await Promise.all(
        manifests.map((digest) => registry.headManifest(repository, digest, { justWritten })),
      );
      const missing = manifests.find((_, i) => heads[i] === undefined);
      if (missing === undefined) return;
      if (justWritten) throw missingManifest(part, missing);
      await copy(part, repository, buildx, session);
    }),
  );
  await registry.putManifest(repository, index.digest, index);
}

function manifestsOf({ images, attestations }: Part): readonly Digest[] {
  return [...images.map(({ descriptor }) => descriptor.digest), ...attestations.map(({ digest }) => digest)];
}

function missingManifest({ reference, repository, top }: Part, digest: Digest): ActionError {
  return new ActionError(
    `${reference.origin}: ${formatDigested(repository, digest)} is missing, which belongs to ${top.digest}`,
    {
      hint: 'Run the matrix jobs again. Change clean-up jobs so that they keep untagged images until they are merged.',
      diagnosis: 'lost-part',
    },
  );
}

/** Copies a part by digest, which creates no tag. Within one registry, layers are mounted instead of uploaded. */
async function copy(
  { repository, top, copiedBy: digest = top.digest }: Part,
  to: Repository,
  buildx: () => string,
  { run, env, retry: policy }: MergeSession,
): Promise<void> {
  const [source, target] = [formatDigested(repository, digest), formatDigested(to, digest)];
  const args = ['imagetools', 'create', '--prefer-index=false', `--tag=${target}`, source];
  const program = buildx();
  await retry(
    async () => {
      const finished = await withHeartbeat(`copying ${source}`, policy.log, () =>
        run({ program, args, env, idle: COPY_IDLE_MS }),
      );
      if (succeeded(finished)) return;
      const failure = new ActionError(`${source} could not be copied to ${to.name}: ${describeEnd(finished)}`, {
        hint: 'Log in to both registries, with an account that may read the first and write the second.',
        ...adviceFor(finished.stderr, 'push'),
        output: finished.stderr,
      });
      throw tooOld(finished.stderr) ?? failure;
    },
    policy,
    judgeWords('transient'),
  );
}
