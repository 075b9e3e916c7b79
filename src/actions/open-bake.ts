import type { Baked } from '../inputs/bake.ts';
import { withPlan } from '../inputs/handed-plan.ts';
import { secretsOf } from '../inputs/masks.ts';
import type { Texts } from '../inputs/texts.ts';
import type { Job } from '../model/job.ts';
import type { RecordCleanup } from '../runtime/cleanup.ts';
import { files } from '../runtime/files.ts';
import type { Run } from '../runtime/process.ts';
import { runner } from '../runtime/runner.ts';

/**
 * Reads the target of a bake file, and masks the secrets in it. Undefined if the step names no bake file and no target.
 * @param defaults the inputs of the action.
 */
export async function openBake(
  texts: Texts,
  defaults: Readonly<Record<string, string>>,
  job: Job,
  { run, recordCleanup }: { readonly run: Run; readonly recordCleanup: RecordCleanup },
): Promise<Baked | undefined> {
  if (`${texts.text('bake-file')}${texts.text('bake-target')}`.trim() === '') return undefined;
  // most steps do not need these modules
  const { readBake } = await import('../bake/read-bake.ts');
  // a plan was made from the target, and wins over it
  const baked = await readBake(withPlan(texts, defaults), defaults, job, { run, files, recordCleanup });
  for (const each of [baked, ...(baked?.linked ?? [])]) {
    const secrets = each === undefined ? [] : await secretsOf(each.texts, job, Object.keys(defaults));
    for (const secret of secrets) runner.mask(secret);
  }
  return baked;
}
