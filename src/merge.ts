import { enterBy } from './actions/entry.ts';
import { mergeParts } from './actions/merge.ts';
import { MERGE_DEFAULTS } from './inputs/defaults.ts';
import { readMerge } from './inputs/merge.ts';
import { resolveMerge } from './plan/resolve.ts';

await enterBy(
  Object.keys(MERGE_DEFAULTS),
  (texts, job) => readMerge(texts, job, (request, inputs) => resolveMerge(request, inputs, job)),
  mergeParts,
);
