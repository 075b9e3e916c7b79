import { tooOld } from '../clients/docker/buildx.ts';
import type { RawManifest, Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { formatDigested, type Repository, sameRepository } from '../model/reference.ts';
import { describeEnd, type Run, succeeded } from '../runtime/process.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Part } from './part.ts';

export interface Bringing {
  readonly registry: Registry;
  readonly run: Run;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Returns the path of buildx, which copies the layers. Called only if a part must be copied. */
  readonly buildx: () => string;
  readonly retry: RetryPolicy;
}

/**
 * Pushes a merged image to a repository without a tag. Missing parts are copied by digest from their repository, then
 * the index is pushed.
 */
export async function bring(
  repository: Repository,
  parts: readonly Part[],
  index: RawManifest,
  bringing: Bringing,
): Promise<void> {
  const { registry } = bringing;
  await Promise.all(
    parts.map(async (part) => {
      // in the repository of the part, a missing manifest may only be delayed
      const justWritten = sameRepository(repository, part.repository);
      const children = childrenOf(part);
      const there = await Promise.all(
        children.map((digest) => registry.headManifest(repository, digest, { justWritten })),
      );
      const lost = children.find((_, i) => there[i] === undefined);
      if (lost === undefined) return;
      if (justWritten) throw swept(part, lost);
      await copy(part, repository, bringing);
    }),
  );
  await registry.putManifest(repository, index.digest, index);
}

function childrenOf({ images, attestations }: Part): readonly Digest[] {
  return [...images.map(({ descriptor }) => descriptor.digest), ...attestations.map(({ digest }) => digest)];
}

function swept({ offer, repository, top }: Part, digest: Digest): ActionError {
  return new ActionError(
    `${offer.origin}: ${formatDigested(repository, digest)} is gone, which is a part of ${top.digest}`,
    { hint: 'Run the matrix jobs again, and keep clean-up jobs from removing untagged images before they are merged.' },
  );
}

/** Timeout for a copy without output, in milliseconds: buildx reports no progress of layers. */
const PATIENCE = 20 * 60_000;

/** Copies a part by digest, which creates no tag. Within one registry, layers are mounted instead of uploaded. */
async function copy(
  { repository, top }: Part,
  to: Repository,
  { run, env, buildx, retry: policy }: Bringing,
): Promise<void> {
  const [source, target] = [formatDigested(repository, top.digest), formatDigested(to, top.digest)];
  const args = ['imagetools', 'create', '--prefer-index=false', `--tag=${target}`, source];
  const program = buildx();
  await retry(
    async () => {
      const finished = await run({ program, args, env, idle: PATIENCE });
      if (succeeded(finished)) return;
      const refusal = new ActionError(`${source} could not be copied to ${to.name}: ${describeEnd(finished)}`, {
        hint:
          adviceFor(finished.stderr) ??
          'Log in to both registries, with an account that may read the one and write the other.',
        output: finished.stderr,
      });
      throw tooOld(finished.stderr) ?? refusal;
    },
    policy,
    judgeWords('transient'),
  );
}
