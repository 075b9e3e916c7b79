import type { Job } from '../model/job.ts';
import type { BuildRequest, ConductRequest, ProofRequest, Request } from '../model/request.ts';
import { DEFAULT_RETRIES, MAX_RETRIES } from '../runtime/limits.ts';
import { readBuild } from './build.ts';
import { readCache } from './cache.ts';
import { findConflicts } from './conflicts.ts';
import { DEFAULTS, type InputName } from './defaults.ts';
import { readImage } from './image.ts';
import { type FindProblems, findNone, type Input, Inputs, type Remark } from './inputs.ts';
import { readLogins } from './login.ts';
import { keysOf, secretsOf } from './masks.ts';
import { withinMergeGroup } from './merge-group.ts';
import { readResult } from './outputs.ts';
import { withinRights } from './rights.ts';
import { parseCount, parseDuration } from './scalars.ts';
import { readSetup } from './setup.ts';
import { unknownInputs } from './unknown.ts';

/** The request, with notices and warnings about it. */
export interface Reading {
  readonly request: Request;
  readonly remarks: readonly Remark[];
}

/**
 * Reads all inputs into one request. Starts no process and writes no file.
 * @param find its problems are reported with the others.
 * @throws InputError with every problem there is
 */
export async function readRequest(
  input: Input,
  job: Job,
  find: FindProblems<Request, InputName> = findNone,
): Promise<Reading> {
  const inputs = new Inputs(input, DEFAULTS);
  const githubToken = inputs.text('github-token');
  const asked: Request = {
    image: readImage(inputs, job),
    build: withGitToken(
      readBuild(inputs, job, {
        masks: new Set(await secretsOf(input, job, Object.keys(DEFAULTS))),
        keys: await keysOf(input),
      }),
      githubToken,
      job,
    ),
    result: readResult(inputs, job),
    setup: await readSetup(inputs, job),
    login: await readLogins(inputs, job),
    logout: inputs.flag('logout'),
    cache: readCache(inputs, job),
    proof: readProof(inputs),
    conduct: readConduct(inputs),
    allowUntrusted: inputs.flag('allow-untrusted'),
  };
  const allowed = withinRights(asked, job, inputs);
  // whether items of `tags` give a tag is found out when they are evaluated
  const { request, notice } = withinMergeGroup(allowed, allowed.image.tags.length, job);
  if (notice !== undefined) inputs.remark('notice', notice);
  findConflicts(inputs, request);
  await inputs.ask(find, request);
  for (const message of unknownInputs(job.env, Object.keys(DEFAULTS))) inputs.remark('warning', message);
  return { request, remarks: inputs.finish() };
}

/** Lets BuildKit into a Git context of this server, as build-push-action does, unless a secret of the user's does. */
function withGitToken(build: BuildRequest, token: string | undefined, { serverUrl }: Job): BuildRequest {
  const { context, secrets } = build;
  const ours = context.kind === 'git' && context.url.startsWith(`${serverUrl}/`);
  if (!ours || token === undefined || secrets.some(({ id }) => id.startsWith(GIT_TOKEN))) return build;
  return { ...build, secrets: [...secrets, { id: GIT_TOKEN, from: 'value', value: token }] };
}

/** https://docs.docker.com/build/building/secrets/#git-authentication-for-remote-contexts */
const GIT_TOKEN = 'GIT_AUTH_TOKEN';

export function readProof(inputs: Inputs<'verify' | 'smoke-test'>): ProofRequest {
  return {
    verify: inputs.flag('verify'),
    smokeTest: inputs.text('smoke-test'),
  };
}

export function readConduct(inputs: Inputs<'retries' | 'timeout' | 'summary'>): ConductRequest {
  return {
    retries: inputs.value('retries', parseCount(MAX_RETRIES)) ?? DEFAULT_RETRIES,
    timeout: inputs.value('timeout', parseDuration),
    summary: inputs.flag('summary'),
  };
}
