import { printVersions } from './actions/debugging.ts';
import { openBake } from './actions/open-bake.ts';
import { reportPlan } from './actions/plan.ts';
import { runStep } from './actions/step.ts';
import { PLAN_DEFAULTS } from './inputs/defaults.ts';
import { readJob } from './inputs/job.ts';
import { secretsOf } from './inputs/masks.ts';
import { Texts } from './inputs/texts.ts';
import { resolveMatrix } from './plan/matrix-images.ts';
import { files } from './runtime/files.ts';
import { run } from './runtime/process.ts';
import { runner } from './runtime/runner.ts';
import { refuseUnwritable } from './runtime/writable.ts';

await runStep(async () => {
  refuseUnwritable(process.env);
  const job = readJob(process.env, files);
  const texts = new Texts(runner.input);
  for (const secret of await secretsOf(texts, job, Object.keys(PLAN_DEFAULTS))) runner.mask(secret);
  // the runner empties RUNNER_TEMP: this action has no post step
  const baked = await openBake(texts, PLAN_DEFAULTS, job, { run, recordCleanup: () => () => undefined });
  const matrix = await resolveMatrix(texts, job, baked);
  for (const { level, message } of matrix.messages) runner[level](message);
  await printVersions({ env: job.env }, runner);
  await reportPlan(matrix, runner);
});
