import { fromFork, type Job } from '../model/job.ts';
import type { Platform } from '../model/platform.ts';
import type { HandedRelease } from '../model/release.ts';
import type { ImageRequest, Login, NamedValue, OptionsRequest, VerificationRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { parseAnnotation } from './annotation.ts';
import { inLibrary, LIBRARY, repositoriesOf } from './conflicts.ts';
import { MERGE_DEFAULTS, type MergeInput } from './defaults.ts';
import { comparePlatforms, type GivenDigests, parseDigests } from './digests.ts';
import { openInputs } from './handed-plan.ts';
import { readImage } from './image.ts';
import type { Inputs, Reading } from './inputs.ts';
import { readLogins } from './login.ts';
import { isLeftToEvent } from './merge-group.ts';
import { parsePart, parsePartTag } from './part.ts';
import { quote } from './problems.ts';
import { readOptions } from './read.ts';
import { parseRelease } from './release.ts';
import { type Input, Texts } from './texts.ts';
import { unknownInputs } from './unknown.ts';

/** The request to the action `merge`. */
export interface MergeRequest {
  readonly image: ImageRequest;
  /** Version data from `plan`. Without it, `tags` and `version` count. */
  readonly release: HandedRelease | undefined;
  /** All that the image has to have. */
  readonly platforms: readonly Platform[];
  readonly part: string | undefined;
  /** `undefined`: parts are found by their records, or, without a service for these, by the default pattern. */
  readonly partTag: string | undefined;
  readonly digests: GivenDigests | undefined;
  /** Of the index. */
  readonly annotations: readonly NamedValue[];
  readonly login: readonly Login[];
  /** True if the logins are removed in the post step. */
  readonly logout: boolean;
  readonly verification: VerificationRequest;
  readonly options: OptionsRequest;
}

export async function readMerge(input: Input | Texts, job: Job): Promise<Reading<MergeRequest, MergeInput>> {
  const inputs = openInputs<MergeInput>(Texts.of(input), MERGE_DEFAULTS);
  const image = readImage(inputs, job);
  // jobs of a fork push no image, so their outputs hold no digest
  const given = fromFork(job) ? undefined : inputs.text('digests');
  const request: MergeRequest = {
    image,
    release: inputs.value('release', parseRelease),
    platforms: image.platforms ?? [],
    part: inputs.value('part', parsePart),
    partTag: inputs.value('part-tag', parsePartTag),
    digests: given === undefined ? undefined : readDigests(inputs, given, image),
    annotations: inputs.each('annotations', parseIndexAnnotation),
    login: await readLogins(inputs, job),
    logout: inputs.flag('logout'),
    verification: {
      verify: inputs.flag('verify'),
      strict: false,
      foreignPrograms: [],
      smokeTest: inputs.text('smoke-test'),
    },
    options: readOptions(inputs),
  };
  if (!fromFork(job)) findConflicts(inputs, request, given !== undefined, job);
  for (const message of unknownInputs(job.env, Object.keys(MERGE_DEFAULTS))) inputs.report('warning', message);
  return { request, inputs };
}

/** Of the levels of an image's annotations, only `index` has a meaning here. */
function parseIndexAnnotation(text: string): NamedValue | Wrong {
  const annotation = parseAnnotation(text);
  if (annotation instanceof Wrong) return annotation;
  const { levels, name, value } = annotation;
  const other = levels.find((level) => level !== 'index');
  return other === undefined
    ? { name, value }
    : new Wrong(`the level ${quote(other)}, and here is only an index`, 'give other annotations to the matrix jobs');
}

function readDigests(
  inputs: Inputs<MergeInput>,
  text: string,
  { platforms = [] }: ImageRequest,
): GivenDigests | undefined {
  const digests = parseDigests(text, platforms);
  if ('platforms' in digests) return digests;
  for (const problem of digests) inputs.accept('digests', problem);
  return undefined;
}

function findConflicts(inputs: Inputs<MergeInput>, request: MergeRequest, hasDigests: boolean, job: Job): void {
  const { image, platforms, digests, partTag } = request;
  const refuse = (name: MergeInput, message: string, hint: string) => inputs.accept(name, new Wrong(message, hint));
  const refuseEmpty = (name: MergeInput, message: string, hint: string) => {
    if (inputs.fine(name)) refuse(name, `empty, ${message}`, hint);
  };
  if (platforms.length === 0) {
    refuseEmpty('platforms', 'and they say when the image is whole', 'name them all, or write those of plan');
  }
  if (image.tags.length === 0 && !isLeftToEvent(image, job)) {
    refuseEmpty('tags', 'so the image has no name to publish', 'name them, or write auto to have them derived');
  }
  if (image.repositories.length === 0 && image.tags.some(({ kind }) => kind !== 'reference')) {
    refuseEmpty('images', 'and tags has tags without a repository', 'name the repositories');
  }
  if (repositoriesOf(image).some(inLibrary)) refuse('images', LIBRARY.message, LIBRARY.hint);
  // an image with other platforms than those asked for is not published, so the registry need not be asked
  if (digests !== undefined && inputs.fine('platforms', 'digests')) {
    for (const problem of comparePlatforms(digests, platforms)) inputs.accept('digests', problem);
  }
  if (hasDigests && partTag !== undefined) {
    refuse('part-tag', 'beside digests', 'hand parts over in one way');
  }
}
