import { emulate, type SetupSession } from '../builder/prepare.ts';
import { type BuildArguments, buildArguments, buildEnvironment } from '../buildkit/arguments.ts';
import { type BuildOptions, type BuildOutcome, build } from '../buildkit/build.ts';
import { diagnose } from '../buildkit/diagnose.ts';
import type { Invocation } from '../buildkit/invocations.ts';
import type { RetriedBuild, RetryOptions } from '../buildkit/retry-build.ts';
import { gitEnvironment } from '../clients/git/environment.ts';
import { dockerfileName } from '../dockerfile/locate.ts';
import { withPage } from '../model/diagnosis.ts';
import { isEmulated, type Plan } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { unregistered } from '../plan/emulation.ts';
import { annotationsOf, checkAnnotations, failurePlace } from '../report/annotations.ts';
import { annotate } from '../report/print.ts';
import { printable } from '../runtime/printable.ts';
import { systemClock } from '../runtime/retry.ts';
import { withAvailablePlatforms } from '../verify/available-platforms.ts';
import { askRateLimit } from '../verify/rate-limit.ts';

/** Arguments of one buildx call that are not in the plan. */
type Asked = Pick<BuildArguments, 'exports'> & Partial<BuildArguments>;

/** @returns a function that runs all calls, each with its own arguments. */
export function caller(
  plan: Plan,
  calls: readonly Invocation[],
  builder: string,
  { buildx, env, job, runner, run }: SetupSession,
): (ask: (one: Invocation) => Asked, watch?: Pick<BuildOptions, 'onStart' | 'onImageNamed'>) => Promise<BuildOutcome> {
  const { context } = plan.request.build;
  const folder = context.kind === 'path' ? context.path : undefined;
  const [first, ...others] = plan.platforms.map(({ platform }) => formatPlatform(platform));
  const given = { builder, exportOnly: false, cacheFrom: [], cacheTo: [], metadataFile: undefined };
  return (ask, watch = {}) =>
    build(run, {
      buildx,
      env: { ...env, ...gitEnvironment(folder, job.env), ...buildEnvironment(plan, job.env) },
      cwd: job.workspace,
      commands: calls.map((one) => {
        const asked = { ...given, ...ask(one) };
        return { args: buildArguments(one.plan, asked), exports: asked.exports };
      }),
      onlyPlatform: others.length === 0 ? first : undefined,
      print: runner.info,
      redact: runner.hide,
      ...watch,
    });
}

/** The remedies for known failures of a build, as `buildWithRetries` takes them. */
export function remediesFor(
  plan: Plan,
  session: SetupSession,
): Pick<
  RetryOptions,
  'missingArchitectures' | 'registerEmulators' | 'machine' | 'notice' | 'checkRateLimit' | 'policy'
> {
  const { host, job, runner, retry, registryWithoutRetry, registries } = session;
  return {
    missingArchitectures: unregistered(plan, host),
    registerEmulators: (architectures) => emulate(plan, architectures, session),
    machine: { isEmulated: (platform) => isEmulated(plan, platform) },
    notice: (message, diagnosis) => runner.notice(withPage(message, diagnosis, job.env)),
    checkRateLimit: (refused) => askRateLimit(refused, plan.delivery, registryWithoutRetry, registries),
    policy: retry,
  };
}

/**
 * Reports the annotations and the output of a build.
 * @returns the output of `call`.
 * @throws the failure of the build, with all findings about it.
 */
export async function reportBuilt(
  { outcome, failure: own }: RetriedBuild,
  plan: Plan,
  builder: string,
  { host, engine, registryWithoutRetry, registries, job, runner }: SetupSession,
): Promise<string> {
  const offered = await withAvailablePlatforms(own, registryWithoutRetry, registries);
  // the folders of Docker Engine are on this machine only if the kernel is the same
  const folders = [job.temp, ...(host.emulators === undefined ? [] : [host.engine.root])];
  const failure = await diagnose(offered, {
    engine: host.hasEngine ? engine : undefined,
    builder,
    folders,
    clock: systemClock,
  });
  const dockerfile = dockerfileName(plan.request.build, job.workspace);
  annotate(annotationsOf(outcome.log, dockerfile), runner);
  const answer = await answerOf(outcome, plan);
  if (answer !== '') runner.info(printable(answer.trimEnd()));
  if (plan.request.build.call === 'check') annotate(checkAnnotations(answer, dockerfile), runner);
  if (failure !== undefined) throw failure.at(failurePlace(failure, dockerfile));
  return answer;
}

async function answerOf(outcome: BuildOutcome, { delivery }: Plan): Promise<string> {
  if (!outcome.ok) return outcome.finished.stdout;
  return delivery.kind === 'call' ? (await outcome.end).answer : '';
}
