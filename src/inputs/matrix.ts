import { join } from 'node:path';
import type { Job } from '../model/job.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { ImageRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { type Baked, readBakeInputs } from './bake.ts';
import { readContext } from './context.ts';
import { PLAN_DEFAULTS, type PlanInput } from './defaults.ts';
import { readImage } from './image.ts';
import { Inputs, type Reading } from './inputs.ts';
import { parsePart } from './part.ts';
import { parsePlatform } from './platform.ts';
import { quote } from './problems.ts';
import { parseExpanded } from './scalars.ts';
import type { Input, Texts } from './texts.ts';
import { unknownInputs } from './unknown.ts';
import { readVariants, type Variant } from './variants.ts';
import type { Yaml } from './yaml.ts';

/** The request to the action `plan`. */
export interface MatrixRequest {
  readonly image: ImageRequest;
  readonly platforms: readonly Platform[];
  readonly runners: readonly RunnerRule[];
  /** One row of the platforms that share a runner, instead of one for each platform. */
  readonly perRunner: boolean;
  /** Empty for a matrix of platforms alone. */
  readonly variants: readonly Variant[];
  readonly part: string | undefined;
  /** True if the image is published, so that it needs a tag. */
  readonly push: boolean;
  /** For the matrix jobs, as written. Undefined at its default. */
  readonly context: string | undefined;
  readonly file: string | undefined;
  readonly summary: boolean;
}

/** Where a platform, or all variants of an architecture, are built. */
export interface RunnerRule {
  readonly platform: Platform;
  /** Whether it is for every variant: `linux/arm`. */
  readonly anyVariant: boolean;
  readonly runner: Runner;
}

/**
 * Valid values of `runs-on`: a label, labels, or a group:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idruns-on
 */
export type Runner = Yaml;

/** @param baked the target of a bake file, if the step names one. */
export async function readMatrix(
  input: Input | Texts,
  job: Job,
  baked?: Baked,
): Promise<Reading<MatrixRequest, PlanInput>> {
  const inputs = new Inputs<PlanInput>(baked?.texts ?? input, PLAN_DEFAULTS);
  readBakeInputs(inputs, job);
  // the privileges of the target are checked where it is built
  inputs.add((baked?.problems ?? []).filter((problem) => problem.input !== 'allow'));
  const image = readImage(inputs, job);
  const context = inputs.text('context');
  const request: MatrixRequest = {
    image,
    platforms: image.platforms ?? [],
    runners: await readRunners(inputs),
    perRunner: inputs.flag('per-runner'),
    variants: await readVariants(inputs),
    part: inputs.value('part', parsePart),
    push: inputs.flag('push'),
    context: context === PLAN_DEFAULTS.context ? undefined : context,
    file: inputs.text('file'),
    summary: inputs.flag('summary'),
  };
  // a plan needs no checkout; with a checkout, a Dockerfile that is named and missing is reported before any matrix job
  // starts. Each variant is read on its own, and may have another Dockerfile
  const hasVariants = request.variants.length > 0 || !inputs.fine('variants');
  if (!hasVariants && namesDockerfile(inputs) && job.files.exists(join(job.workspace, '.git')))
    readContext(inputs, job);
  for (const message of unknownInputs(job.env, Object.keys(PLAN_DEFAULTS))) inputs.report('warning', message);
  return { request, inputs };
}

function namesDockerfile(inputs: Inputs<PlanInput>): boolean {
  return inputs.text('file') !== undefined || inputs.text('context') !== PLAN_DEFAULTS.context;
}

async function readRunners(inputs: Inputs<PlanInput>): Promise<readonly RunnerRule[]> {
  const yaml = inputs.accept('runners', await inputs.yaml('runners'));
  if (yaml === undefined || yaml === '') return [];
  if (typeof yaml === 'string' || Array.isArray(yaml)) {
    inputs.accept('runners', new Wrong('must be a map', 'write platform: label, such as linux/arm64: my-arm-runner'));
    return [];
  }
  const seen = new Map<string, number>();
  return inputs.items('runners', Object.entries(yaml)).flatMap(([name, value], item) => {
    const platform = inputs.accept('runners', parsePlatform(name), item);
    const runner = inputs.accept('runners', parseRunner(value), item);
    if (platform === undefined || runner === undefined) return [];
    const parts = name.split('/');
    const anyVariant = parts.length < 3 && !/^arm(hf|el)$/.test(parts.at(-1) ?? '');
    const rule = `${formatPlatform(platform)}${anyVariant ? ', any variant' : ''}`;
    const before = seen.get(rule);
    if (before !== undefined) {
      const message = `${quote(name)} is ${formatPlatform(platform)} again, which item ${before} is`;
      inputs.accept('runners', new Wrong(message, 'leave one of them out'), item);
      return [];
    }
    seen.set(rule, item);
    return [{ platform, anyVariant, runner }];
  });
}

const EXAMPLE = 'write a label, a list of labels, or a map with the keys group and labels';

function parseRunner(yaml: Yaml): Runner | Wrong {
  if (typeof yaml === 'string') return parseLabel(yaml);
  const map = Array.isArray(yaml) ? { labels: yaml } : (yaml as Readonly<Record<string, Yaml>>);
  const { group, labels = [], ...others }: Readonly<Record<string, Yaml>> = map;
  const texts = [...(group === undefined ? [] : [group]), ...(Array.isArray(labels) ? labels : [labels])];
  if (texts.length === 0 || Object.keys(others).length > 0) return new Wrong('no runner', EXAMPLE);
  return texts.map(parseLabel).find((label) => label instanceof Wrong) ?? yaml;
}

function parseLabel(yaml: Yaml): string | Wrong {
  if (typeof yaml !== 'string' || yaml.trim() === '') return new Wrong('no runner', EXAMPLE);
  const expanded = parseExpanded(yaml);
  if (expanded instanceof Wrong) return expanded;
  return /[\r\n\0]/.test(yaml) ? new Wrong(`must be a label of one line, got ${quote(yaml)}`, EXAMPLE) : yaml;
}
