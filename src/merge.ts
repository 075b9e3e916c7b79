import { enterBy } from './actions/entry.ts';
import { mergeParts } from './actions/merge.ts';
import { MERGE_DEFAULTS } from './inputs/defaults.ts';
import { readMerge } from './inputs/merge.ts';
import { findNameProblems } from './plan/problems.ts';

await enterBy(
  Object.keys(MERGE_DEFAULTS),
  (input, job) => readMerge(input, job, ({ image }, fine) => findNameProblems(image, fine, job, true)),
  mergeParts,
);
