import type { Registry } from '../clients/registry/client.ts';
import { UploadRefused } from '../clients/registry/error.ts';
import { isRefusal } from '../clients/registry/push-refusal.ts';
import { splitReference } from '../clients/registry/sources.ts';
import { readCacheEntry } from '../inputs/cache-entry.ts';
import { HungError, messageOf } from '../model/errors.ts';
import type { CachePlan, Plan } from '../model/plan.ts';
import { parseRepository, type Repository, sameRepository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { PUSH_CHECK_MS } from '../runtime/limits.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
import { within } from '../runtime/within.ts';

/** A repository that refuses the push of a cache. */
export interface RefusedCache {
  readonly repository: Repository;
  readonly error: UploadRefused;
}

/** A check of push rights that runs during setup and build. */
export interface PushCheck {
  /** Resolves when each repository was asked once, or after a limit. Rejects if a target refuses a push. */
  readonly asked: Promise<readonly RefusedCache[]>;
  /** Repositories of caches that do not exist yet. Resolves with `asked`, and never rejects. */
  readonly newCaches: Promise<readonly Repository[]>;
  /** Resolves after the last retry. Rejects only if a target refuses a push. */
  readonly done: Promise<void>;
}

/** Repositories that a run writes to. */
export interface PushedTo {
  readonly targets: readonly Repository[];
  readonly caches: readonly Repository[];
}

/** Repositories that a plan pushes to. Empty for a pull request from a fork. */
export function pushedTo({ delivery: { kind, targets }, cache }: Plan): PushedTo {
  const isPushed = kind === 'publish' || kind === 'parts';
  return {
    targets: isPushed ? targets.map(({ repository }) => repository) : [],
    caches: cache.to.flatMap(repositoriesOf),
  };
}

/**
 * Checks push rights at the registries, so that a refusal ends the run before the build. A transient error never ends
 * the run: the check is repeated during the build. If the registry does not answer, the push itself decides.
 * @param limit time for `asked`, in milliseconds.
 */
export function checkPushes(
  { targets, caches }: PushedTo,
  registry: Pick<Registry, 'checkPush' | 'hasTags'>,
  policy: RetryPolicy,
  limit = PUSH_CHECK_MS,
): PushCheck {
  const checks = distinct(targets).map((repository) => checkTarget(repository, registry, policy));
  const isTarget = (repository: Repository) => targets.some((target) => sameRepository(target, repository));
  const refused: RefusedCache[] = [];
  const missing: Repository[] = [];
  const cachesAsked = distinct(caches)
    .filter((repository) => !isTarget(repository))
    .map(async (repository) => {
      // the check of the push may create the repository
      const exists = await registry.hasTags(repository).catch(() => true);
      await registry.checkPush(repository).then(
        () => exists || missing.push(repository),
        (error: unknown) => {
          if (error instanceof UploadRefused && isRefusal(error)) refused.push({ repository, error });
        },
      );
    });
  const first = Promise.all([...checks.map(({ asked }) => asked), ...cachesAsked]);
  const asked = within(first, limit, policy.signal)
    .catch((error: unknown) => {
      if (!(error instanceof HungError)) throw error;
    })
    .then(() => [...refused]);
  const done = Promise.all(checks.map((check) => check.done)).then(() => undefined);
  for (const promise of [first, asked, done]) promise.catch(() => undefined); // the awaiting code handles errors
  const newCaches = asked.then(
    () => [...missing],
    () => [],
  );
  return { asked, newCaches, done };
}

/** The cache without the entries that would be written to these repositories. */
export function withoutRefused(cache: CachePlan, refused: readonly RefusedCache[]): CachePlan {
  const isRefused = (entry: string) =>
    repositoriesOf(entry).some((own) => refused.some(({ repository }) => sameRepository(repository, own)));
  const to = cache.to.filter((entry) => !isRefused(entry));
  if (to.length === cache.to.length) return cache;
  return { ...cache, to, reason: to.length > 0 ? cache.reason : 'its registry takes no push' };
}

export function describeRefused({ error }: RefusedCache): string {
  return `No build cache is written: ${messageOf(error)}${error.hint === undefined ? '' : `\n${error.hint}`}`;
}

export function describeNewCache({ name }: Repository): string {
  return `The build cache creates the repository ${name}. Set \`cache-ref\` for another one, or \`cache: false\`.`;
}

function checkTarget(
  repository: Repository,
  registry: Pick<Registry, 'checkPush'>,
  policy: RetryPolicy,
): { readonly asked: Promise<void>; readonly done: Promise<void> } {
  const first = Promise.withResolvers<void>();
  const attempt = () =>
    registry.checkPush(repository).then(first.resolve, (error: unknown) => {
      if (isRefusal(error)) first.reject(error);
      else first.resolve();
      throw error;
    });
  const done = retry(attempt, policy).catch((error: unknown) => {
    if (isRefusal(error)) throw error;
  });
  return { asked: first.promise, done };
}

function repositoriesOf(entry: string): readonly Repository[] {
  const parsed = readCacheEntry(entry).references.map((reference) => parseRepository(splitReference(reference).name));
  return parsed.flatMap((repository) => (repository instanceof Wrong ? [] : repository));
}

function distinct(repositories: readonly Repository[]): readonly Repository[] {
  return repositories.filter((one, i) => repositories.findIndex((other) => sameRepository(one, other)) === i);
}
