import { planMatrix } from './actions/plan.ts';
import { runStep } from './actions/step.ts';
import { PLAN_DEFAULTS } from './inputs/defaults.ts';
import { readJob } from './inputs/job.ts';
import { secretsOf } from './inputs/masks.ts';
import { readMatrix } from './inputs/matrix.ts';
import { findNameProblems } from './plan/problems.ts';
import { files } from './runtime/files.ts';
import { runner } from './runtime/runner.ts';
import { refuseUnwritable } from './runtime/writable.ts';

await runStep(async () => {
  refuseUnwritable(process.env);
  const job = readJob(process.env, files);
  for (const secret of await secretsOf(runner.input, job, Object.keys(PLAN_DEFAULTS))) runner.mask(secret);
  const { request, remarks } = await readMatrix(runner.input, job, ({ image }, fine) =>
    findNameProblems(image, fine, job, false),
  );
  for (const { level, message } of remarks) runner[level](message);
  await planMatrix(request, job, runner);
});
