import { enterBy } from './door.ts';
import { readMerge } from './inputs/merge.ts';
import { mergeParts } from './merging.ts';
import { findNameProblems } from './plan/problems.ts';

await enterBy(
  (input, job) => readMerge(input, job, ({ image }, fine) => findNameProblems(image, fine, job, true)),
  mergeParts,
);
