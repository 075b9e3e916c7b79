import { runEntryPoint } from './actions/entry.ts';
import { mergeParts } from './actions/merge.ts';
import { MERGE_DEFAULTS } from './inputs/defaults.ts';
import { readMerge } from './inputs/merge.ts';
import { resolveMerge } from './plan/resolve.ts';

await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(MERGE_DEFAULTS));
  const { request, inputs } = await readMerge(texts, job);
  const resolved = await resolveMerge(request, inputs, job);
  await mergeParts(resolved, entry.begin(job, request, inputs.finish()));
});
