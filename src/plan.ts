import { planMatrix } from './actions/plan.ts';
import { runStep } from './actions/step.ts';
import { PLAN_DEFAULTS } from './inputs/defaults.ts';
import { readJob } from './inputs/job.ts';
import { secretsOf } from './inputs/masks.ts';
import { readMatrix } from './inputs/matrix.ts';
import { Texts } from './inputs/texts.ts';
import { resolveNames } from './plan/resolve.ts';
import { files } from './runtime/files.ts';
import { runner } from './runtime/runner.ts';
import { refuseUnwritable } from './runtime/writable.ts';

await runStep(async () => {
  refuseUnwritable(process.env);
  const job = readJob(process.env, files);
  const texts = new Texts(runner.input);
  for (const secret of await secretsOf(texts, job, Object.keys(PLAN_DEFAULTS))) runner.mask(secret);
  const { request, inputs } = await readMatrix(texts, job);
  const { naming } = await resolveNames(request.image, inputs, job);
  for (const { level, message } of inputs.finish()) runner[level](message);
  await planMatrix(request, naming, runner);
});
