import { resolve } from 'node:path';
import { ActionError } from '../model/errors.ts';
import type { Environment, Event, Files, Job } from '../model/job.ts';

export function readJob(env: Environment, files: Files): Job {
  const event = readEvent(env.GITHUB_EVENT_PATH, files);
  const refType = env.GITHUB_REF_TYPE;
  return {
    workspace: resolve(env.GITHUB_WORKSPACE || '.'),
    temp: resolve(env.RUNNER_TEMP || '/tmp'),
    repository: env.GITHUB_REPOSITORY ?? '',
    serverUrl: (env.GITHUB_SERVER_URL || 'https://github.com').replace(/(?<!\/)\/+$/, ''),
    eventName: env.GITHUB_EVENT_NAME ?? '',
    ref: env.GITHUB_REF ?? '',
    refName: env.GITHUB_REF_NAME ?? '',
    refType: refType === 'branch' || refType === 'tag' ? refType : undefined,
    sha: env.GITHUB_SHA ?? '',
    defaultBranch: event.repository?.default_branch,
    event,
    env,
    files,
  };
}

function readEvent(path: string | undefined, files: Files): Event {
  if (!path || !files.isFile(path)) return {};
  try {
    const event: unknown = JSON.parse(files.readText(path));
    return typeof event === 'object' && event !== null ? (event as Event) : {};
  } catch {
    // a parser's message would quote the payload
    throw new ActionError('The file of the event, GITHUB_EVENT_PATH, holds no JSON');
  }
}
