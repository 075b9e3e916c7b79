import { fromFork, type Job } from '../model/job.ts';
import type { BuildRequest, OptionsRequest, Request, VerificationRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { DEFAULT_RETRIES, MAX_RETRIES } from '../runtime/limits.ts';
import { type Baked, readBakeInputs } from './bake.ts';
import { readBuild } from './build.ts';
import { readCache } from './cache.ts';
import { findConflicts } from './conflicts.ts';
import { DEFAULTS, type InputName } from './defaults.ts';
import { openInputs } from './handed-plan.ts';
import { readImage } from './image.ts';
import type { Inputs, Reading } from './inputs.ts';
import { readLinked, withBake } from './linked.ts';
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
import { unknownOfBuild } from './unknown.ts';

/**
 * Reads all inputs into one request. Starts no process and writes no file.
 * @param baked the target of a bake file, if the step names one.
 */
export async function readRequest(input: Input | Texts, job: Job, baked?: Baked): Promise<Reading<Request, InputName>> {
  const texts = baked?.texts ?? Texts.of(input);
  const inputs = openInputs<InputName>(texts, DEFAULTS);
  const token = inputs.text('github-token');
  // a bake file of a fork could name a Git context only to have the token for its Dockerfile
  const githubToken = baked !== undefined && fromFork(job) ? undefined : token;
  const secrets = { masks: new Set(await secretsOf(texts, job, Object.keys(DEFAULTS))), keys: await keysOf(texts) };
  readBakeInputs(inputs, job);
  inputs.add(baked?.problems ?? []);
  for (const { level, message } of baked?.messages ?? []) inputs.report(level, message);
  const linked = (baked?.linked ?? []).map((each) => {
    const target = readLinked(each, inputs, job, secrets);
    return { ...target, build: withGitToken(target.build, githubToken, job) };
  });
  const asked: Request = {
    image: readImage(inputs, job, pushesByDigest(inputs)),
    build: withBake(withGitToken(readBuild(inputs, job, secrets), githubToken, job), baked, linked),
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
  const unknown = unknownOfBuild(job.env, Object.keys(DEFAULTS), asked);
  for (const message of unknown.warnings) inputs.report('warning', message);
  inputs.add(unknown.problems);
  return { request, inputs };
}

/** Whether an input asks for a push by digest, valid or not: `outputs` are refused with the input to write instead. */
function pushesByDigest(inputs: Inputs): boolean {
  return /^true$/i.test(inputs.raw('push-by-digest').trim()) || /\bpush-by-digest=/.test(inputs.raw('outputs'));
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
