import type { Job } from '../model/job.ts';
import type { BuildRequest, OptionsRequest, Request, VerificationRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { DEFAULT_RETRIES, MAX_RETRIES } from '../runtime/limits.ts';
import { readBuild } from './build.ts';
import { readCache } from './cache.ts';
import { findConflicts } from './conflicts.ts';
import { DEFAULTS, type InputName } from './defaults.ts';
import { readImage } from './image.ts';
import { Inputs, type Reading } from './inputs.ts';
import { readLogins } from './login.ts';
import { keysOf, secretsOf } from './masks.ts';
import { withinMergeGroup } from './merge-group.ts';
import { readResult } from './outputs.ts';
import { quote } from './problems.ts';
import { withinRights } from './rights.ts';
import { parseBoolean, parseCount, parseDuration } from './scalars.ts';
import { readSetup } from './setup.ts';
import type { Input } from './texts.ts';
import { Texts } from './texts.ts';
import { unknownInputs } from './unknown.ts';

/** Reads all inputs into one request. Starts no process and writes no file. */
export async function readRequest(input: Input | Texts, job: Job): Promise<Reading<Request, InputName>> {
  const texts = Texts.of(input);
  const inputs = new Inputs(texts, DEFAULTS);
  const githubToken = inputs.text('github-token');
  const asked: Request = {
    image: readImage(inputs, job),
    build: withGitToken(
      readBuild(inputs, job, {
        masks: new Set(await secretsOf(texts, job, Object.keys(DEFAULTS))),
        keys: await keysOf(texts),
      }),
      githubToken,
      job,
    ),
    result: readResult(inputs, job),
    setup: await readSetup(inputs, job),
    login: await readLogins(inputs, job),
    logout: inputs.flag('logout'),
    cache: readCache(inputs, job),
    verification: readVerification(inputs),
    options: readOptions(inputs),
    allowUntrusted: inputs.flag('allow-untrusted'),
  };
  const allowed = withinRights(asked, job, inputs);
  // whether items of `tags` give a tag is found out when they are evaluated
  const { request, line } = withinMergeGroup(allowed, allowed.image.tags.length, job);
  if (line !== undefined) inputs.report('info', line);
  findConflicts(inputs, request);
  for (const message of unknownInputs(job.env, Object.keys(DEFAULTS))) inputs.report('warning', message);
  return { request, inputs };
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

function readVerification(inputs: Inputs<InputName>): VerificationRequest {
  const verify = inputs.value('verify', parseVerify);
  return {
    verify: verify !== false,
    strict: verify === 'strict',
    foreignPrograms: inputs.each('foreign-programs', parsePathPattern),
    smokeTest: inputs.text('smoke-test'),
  };
}

function parseVerify(text: string): boolean | 'strict' | Wrong {
  if (text === 'strict') return text;
  const flag = parseBoolean(text);
  return flag instanceof Wrong ? new Wrong(`must be true, strict or false, got ${quote(text)}`) : flag;
}

function parsePathPattern(text: string): string | Wrong {
  if (text.startsWith('/')) return text;
  return new Wrong(
    `must be an absolute path in the image, got ${quote(text)}`,
    'begin it with / (e.g., /opt/sysroots/)',
  );
}

export function readOptions(inputs: Inputs<'retries' | 'timeout' | 'summary'>): OptionsRequest {
  return {
    retries: inputs.value('retries', parseCount(MAX_RETRIES)) ?? DEFAULT_RETRIES,
    timeout: inputs.value('timeout', parseDuration),
    summary: inputs.flag('summary'),
  };
}
