import { resolve } from 'node:path';
import { readContext } from './context.ts';
import { PLAN_DEFAULTS, type PlanInput } from './defaults.ts';
import { readImage } from './image.ts';
import { type FindProblems, findNone, type Input, Inputs, type Remark } from './inputs.ts';
import type { Job } from './job.ts';
import { type Platform, parsePlatform } from './platform.ts';
import { Wrong } from './problems.ts';
import type { ImageRequest } from './request.ts';
import { unknownInputs } from './unknown.ts';
import { parseYaml, type Yaml } from './yaml.ts';

/** What is asked of `plan`. */
export interface MatrixRequest {
  readonly image: ImageRequest;
  readonly platforms: readonly Platform[];
  readonly runners: readonly RunnerRule[];
  /** One row of the platforms that share a runner, instead of one for each platform. */
  readonly perRunner: boolean;
}

/** Where a platform, or all variants of an architecture, are built. */
export interface RunnerRule {
  readonly platform: Platform;
  /** Whether it is for every variant: `linux/arm`. */
  readonly anyVariant: boolean;
  readonly runner: Runner;
}

/** What `runs-on` takes: a label, labels, or a group: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idruns-on */
export type Runner = Yaml;

/** @throws InputError with every problem there is */
export async function readMatrix(
  input: Input,
  job: Job,
  find: FindProblems<MatrixRequest, PlanInput> = findNone,
): Promise<{ readonly request: MatrixRequest; readonly remarks: readonly Remark[] }> {
  const inputs = new Inputs<PlanInput>(input, PLAN_DEFAULTS);
  const image = readImage(inputs);
  const request = {
    image,
    platforms: image.platforms ?? [],
    runners: await readRunners(inputs),
    perRunner: inputs.flag('per-runner'),
  };
  // a plan needs no checkout; where there is one, a Dockerfile that is not there is told before any leg starts
  if (job.files.exists(resolve(job.workspace, '.git'))) readContext(inputs, job);
  await inputs.ask(find, request);
  for (const message of unknownInputs(job.env, Object.keys(PLAN_DEFAULTS))) inputs.remark('warning', message);
  return { request, remarks: inputs.finish() };
}

async function readRunners(inputs: Inputs<PlanInput>): Promise<readonly RunnerRule[]> {
  const yaml = inputs.accept('runners', await parseYaml(inputs.raw('runners')));
  if (yaml === undefined || yaml === '') return [];
  if (typeof yaml === 'string' || Array.isArray(yaml)) {
    inputs.accept('runners', new Wrong('not a map', 'write platform: label, such as linux/arm64: my-arm-runner'));
    return [];
  }
  return Object.entries(yaml).flatMap(([name, runner], item) => {
    const platform = inputs.accept('runners', parsePlatform(name), item);
    const fine = inputs.accept('runners', isRunner(runner) || new Wrong('no runner', EXAMPLE), item);
    if (platform === undefined || fine === undefined) return [];
    const parts = name.split('/');
    return [{ platform, anyVariant: parts.length < 3 && !/^arm(hf|el)$/.test(parts.at(-1) ?? ''), runner }];
  });
}

const EXAMPLE = 'write a label, a list of labels, or a map with the keys group and labels';

function isRunner(yaml: Yaml): boolean {
  if (typeof yaml === 'string') return yaml.trim() !== '';
  if (Array.isArray(yaml)) return yaml.length > 0 && yaml.every((label) => typeof label === 'string' && label !== '');
  return Object.keys(yaml).length > 0 && Object.keys(yaml).every((key) => key === 'group' || key === 'labels');
}
