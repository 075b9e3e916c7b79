import { isAbsolute, join, relative, resolve } from 'node:path';
import { INLINE_FOLDER } from '../inputs/bake.ts';
import type { InputName } from '../inputs/defaults.ts';
import type { Job } from '../model/job.ts';
import type { BuildRequest, Request } from '../model/request.ts';
import { trustedCommits } from './events.ts';

/** A source of code, and the input that names it. */
export interface Source {
  readonly input: InputName;
  /** An absolute path of a folder or file, or a URL. */
  readonly place: string;
}

/** Everything that a build takes code from. An image counts as the choice of the workflow's author. */
export interface Code {
  readonly paths: readonly Source[];
  readonly urls: readonly Source[];
}

export function codeOf({ build, setup }: Request, job: Job): Code {
  const config = setup.buildkitdConfigFile;
  const builds = [build, ...(build.bake?.linked ?? []).map((linked) => linked.build)].map((each) =>
    codeOfBuild(each, job),
  );
  return {
    paths: [
      ...bakeFiles(build, job),
      ...builds.flatMap(({ paths }) => paths),
      // outside of the checkout, an earlier step of the job wrote it
      ...(config === undefined || relative(job.workspace, config).startsWith('..')
        ? []
        : [{ input: 'buildkitd-config', place: config } as const]),
    ],
    urls: builds.flatMap(({ urls }) => urls),
  };
}

/**
 * The bake files, without those that an earlier step of the job wrote. bake also reads the variables of a compose file from
 * `.env`, and a compose file may include any file of the checkout.
 */
export function bakeFiles({ bake }: BuildRequest, { workspace, files }: Job): readonly Source[] {
  const own = (bake?.files ?? []).filter((path) => !relative(workspace, path).startsWith('..'));
  const compose = own.filter((path) => /\.ya?ml$/.test(path));
  const variables = resolve(workspace, '.env');
  const more = [
    ...(compose.length > 0 && files.exists(variables) ? [variables] : []),
    ...(compose.some((path) => /\b(include|extends)\b/.test(files.readText(path))) ? [workspace] : []),
  ];
  return [...own, ...more].map((place) => ({ input: 'bake-file', place }));
}

function codeOfBuild({ context, file, dockerfile, buildContexts }: BuildRequest, job: Job): Code {
  const contexts = buildContexts
    .map(({ value }) => layoutPath(value, job) ?? value)
    .filter((value) => !/^(docker-image|target):/.test(value))
    .map((place): Source => ({ input: 'build-contexts', place }));
  // a part of a bake file
  const isInline = dockerfile?.startsWith(join(job.temp, INLINE_FOLDER)) ?? false;
  return {
    paths: [
      ...(context.kind === 'path' ? [{ input: 'context', place: context.path } as const] : []),
      // BuildKit reads these two of the Dockerfile's folder
      ...(dockerfile === undefined || isInline ? [] : [dockerfile, `${dockerfile}.dockerignore`]).map(
        (place): Source => ({ input: 'file', place }),
      ),
      ...contexts.filter(({ place }) => isAbsolute(place)),
    ],
    urls: [
      ...(context.kind === 'git' ? [{ input: 'context', place: context.url } as const] : []),
      ...(file !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(file) ? [{ input: 'file', place: file } as const] : []),
      ...contexts.filter(({ place }) => !isAbsolute(place)),
    ],
  };
}

/** The folder of `oci-layout://folder:tag@digest`, absolute. */
function layoutPath(value: string, { workspace }: Job): string | undefined {
  const [, folder] = /^oci-layout:(?:\/\/)?([^@:]*)/.exec(value) ?? [];
  return folder === undefined ? undefined : resolve(workspace, folder);
}

/** True if a URL names a pull request, in one of the ways that servers and BuildKit know. */
export function namesPullRequest(url: string): boolean {
  return /pull(?:\/|%2f)+\d/i.test(url);
}

/**
 * True if a Git URL leads to this repository, in one of the ways that BuildKit knows, and there to a trusted commit by
 * its whole name, or to the branch of the event, which is the default branch if the URL names none. A URL with a query is
 * not trusted: it may name another ref.
 */
export function isOwnUrl(url: string, job: Job): boolean {
  const [address = '', fragment = ''] = url.split(/#(.*)/s);
  const [ref = ''] = fragment.split(':', 1);
  const server = job.serverUrl.toLowerCase();
  const host = server.replace(/^https?:\/\//, '');
  const ssh = /^(?:ssh:\/\/)?[\w-]+@([^/:]+)(?::22(?=\/))?[/:](.*)$/i.exec(address);
  const path = ssh === null ? withoutServer(address.toLowerCase(), server, host) : ssh[2]?.toLowerCase();
  const isOwn =
    job.repository !== '' &&
    path?.replace(/(\.git)?\/?$/, '') === job.repository.toLowerCase() &&
    (ssh === null || ssh[1]?.toLowerCase() === host);
  return isOwn && ['', ...trustedCommits(job), ...trustedBranch(job)].includes(ref);
}

/** The base of a pull request, and on other events the default branch, which they run on. */
function trustedBranch({ eventName, event, defaultBranch }: Job): readonly string[] {
  const branch = eventName === 'pull_request_target' ? event.pull_request?.base?.ref : defaultBranch;
  return branch === undefined ? [] : [branch, `refs/heads/${branch}`];
}

function withoutServer(address: string, server: string, host: string): string | undefined {
  return [`${server}/`, ...(host === 'github.com' ? ['github.com/'] : [])]
    .filter((start) => address.startsWith(start))
    .map((start) => address.slice(start.length))[0];
}
