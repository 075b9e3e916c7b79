import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Job } from '../model/job.ts';
import type { BuildRequest, Context, NamedValue } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_BLANK_DOCKERFILE_BYTES, MAX_POLICY_BYTES } from '../runtime/limits.ts';
import { credentialIn } from './addresses.ts';
import type { Inputs } from './inputs.ts';
import { isInside, parseFilePath, parsePath, withValue } from './paths.ts';
import { quote } from './problems.ts';
import { wrongWith } from './reference.ts';
import { parseArgument, parseExpanded, wrongPort } from './scalars.ts';

/** The context, and the Dockerfile where it can be seen from here. */
export function readContext(
  inputs: Inputs<'context' | 'file'>,
  job: Job,
): Pick<BuildRequest, 'context' | 'file' | 'dockerfile'> {
  const context = inputs.value('context', (text) => parseContext(text, job));
  const file = inputs.value('file', parseFile);
  if (context === undefined) {
    if (file !== undefined && isAbsolute(file)) checkDockerfile(inputs, file, job, ANY_FOLDER);
    return { context: { kind: 'path', path: job.workspace }, file, dockerfile: undefined };
  }
  const found = inputs.fine('file') && !isUrl(file) ? findDockerfile(inputs, context, file, job) : {};
  return { context, file, dockerfile: undefined, ...found };
}

/** The folders that a symlink may lead to if the context is unknown, because the context is one of them. */
const ANY_FOLDER = ['/'];

function parseContext(text: string, job: Job): Context | Wrong {
  if (text === '-')
    return new Wrong('must not be the standard input, which a step does not have', 'write a folder or a Git URL');
  const expanded = expandDefault(text, job);
  if (expanded instanceof Wrong) return expanded;
  const argument = parseArgument(expanded);
  if (argument instanceof Wrong) return argument;
  const path = resolve(job.workspace, expanded);
  const { exists, isFile } = job.files;
  // a folder takes precedence over other meanings of the name, as in buildx
  if (exists(path) && !isFile(path)) {
    if (!isInside(path, job.workspace) && !isAbsolute(expanded)) {
      return new Wrong(`must be inside the checkout, got ${quote(text)}`, 'write an absolute path if that is meant');
    }
    const folder = parsePath(expanded, job);
    return folder instanceof Wrong ? withValue(folder, text) : { kind: 'path', path: folder };
  }
  if (isRemote(expanded) || credentialIn(expanded) !== undefined) return parseRemote(expanded, job.serverUrl);
  if (text === 'git' || text === 'workflow') {
    return new Wrong(
      `must be an existing folder, got ${quote(text)}`,
      `write metadata-context: ${text} for the context of docker/metadata-action`,
    );
  }
  return exists(path)
    ? new Wrong(`must be a folder, got the file ${quote(text)}`, 'write its folder, and the Dockerfile into file')
    : new Wrong(
        `must be an existing folder, got ${quote(text)}`,
        'name one of the checkout; is actions/checkout missing before this step?',
      );
}

/** `{{defaultContext}}` is the commit of this workflow, as build-push-action has it; a folder may follow a colon. */
function expandDefault(text: string, { repository, serverUrl, sha, ref }: Job): string | Wrong {
  const placeholder = /\{\{\s*defaultContext\s*\}\}/;
  if (!placeholder.test(text)) return text;
  if (repository === '' || (sha === '' && ref === '')) {
    return new Wrong('{{defaultContext}} outside a workflow', 'set GITHUB_REPOSITORY and GITHUB_SHA, or write a path');
  }
  return text.replace(placeholder, () => `${serverUrl}/${repository}.git#${sha || ref}`);
}

/**
 * True for a value that buildx takes for a Git reference or a URL:
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dfgitutil/git_ref.go
 */
export function isRemote(text: string): boolean {
  return /^[a-z+]+:\/\/|^github\.com\/|^[\w.-]+@[\w.-]+:/i.test(text);
}

/** True if an http URL is that of a repository without .git, which a Git server answers with a page. */
function isWebPage(path: string, serverUrl: string): boolean {
  const [, host = '', owner, name, more] = /^([^/]+)\/([^/]+)\/([^/]+?)\/?(\/.*)?$/.exec(path) ?? [];
  const isServer = ['github.com', 'gitlab.com', new URL(serverUrl).host].includes(host.toLowerCase());
  return isServer && owner !== undefined && name !== undefined && more === undefined && !/\.\w+$/.test(name);
}

function parseRemote(text: string, serverUrl: string): Context | Wrong {
  if (credentialIn(text) !== undefined) {
    return new Wrong('credentials in a URL', 'take them out; github-token or a secret GIT_AUTH_TOKEN lets BuildKit in');
  }
  if (/\s/.test(text)) return new Wrong(`must be a URL without spaces, got ${quote(text)}`);
  const [, scheme, path = ''] = /^(?:([a-z+]+):\/\/)?([^#?]*)/i.exec(text) ?? [];
  if (scheme !== undefined && !/^(https?|git|ssh)$/i.test(scheme)) {
    return new Wrong(`unknown scheme ${quote(scheme)}`, 'write a path or an https, ssh or git URL');
  }
  // BuildKit downloads it, and decides by the content whether it is an archive or a Dockerfile
  if (/^https?$/i.test(scheme ?? '') && isWebPage(path, serverUrl)) {
    return new Wrong(
      `must not be the web page of a repository, got ${quote(text)}`,
      "end the repository's path in .git, or write the URL of an archive or of a Dockerfile",
    );
  }
  return wrongPort(text) ?? { kind: 'git', url: text };
}

function parseFile(text: string): string | Wrong {
  if (text === '-') return new Wrong('must not be the standard input, which a step does not have', 'write a path');
  if (credentialIn(text) !== undefined) return new Wrong('credentials in a URL', 'take them out');
  return wrongPort(text) ?? parseArgument(text);
}

/**
 * Looks where buildx looks: `file` is relative to the checkout, and without it the context has a Dockerfile or dockerfile.
 * In a Git context only an absolute `file` is on this machine.
 */
function findDockerfile(
  inputs: Inputs<'context' | 'file'>,
  context: Context,
  file: string | undefined,
  job: Job,
): Partial<Pick<BuildRequest, 'file' | 'dockerfile'>> {
  if (context.kind === 'git') {
    if (file !== undefined && isAbsolute(file)) inputs.accept('file', parseDockerfile(file, job, []));
    return {};
  }
  const { workspace, files } = job;
  const candidates =
    file === undefined ? ['Dockerfile', 'dockerfile'].map((name) => resolve(context.path, name)) : [file];
  const name = candidates.find((candidate) => files.exists(resolve(workspace, candidate)));
  if (name === undefined) {
    reportMissing(inputs, context.path, file, job);
    return {};
  }
  const dockerfile = checkDockerfile(inputs, name, job, [context.path]);
  if (dockerfile === undefined) return {};
  // BuildKit sees the Dockerfile's folder alone, so that it cannot follow a symlink to another folder
  const folder = parsePath(dirname(resolve(workspace, name)), job);
  const isSeen = !(folder instanceof Wrong) && isInside(dockerfile, folder);
  if (isSeen) return { dockerfile };
  return { dockerfile, file: isInside(dockerfile, workspace) ? relative(workspace, dockerfile) : dockerfile };
}

/** Reports a Dockerfile that cannot be used. @returns its absolute path. Undefined if it cannot be read. */
function checkDockerfile(
  inputs: Inputs<'context' | 'file'>,
  name: string,
  job: Job,
  folders: readonly string[],
): string | undefined {
  const path = inputs.accept('file', parseDockerfile(name, job, folders));
  if (path === undefined) return undefined;
  const { size, readText } = job.files;
  if (size(path) <= MAX_BLANK_DOCKERFILE_BYTES && readText(path).trim() === '')
    inputs.accept('file', new Wrong(`an empty Dockerfile, ${show(path, job.workspace)}`));
  return path;
}

/** The Dockerfile's absolute path. Buildx also reads a policy beside it: https://docs.docker.com/build/policies/ */
function parseDockerfile(name: string, job: Job, folders: readonly string[]): string | Wrong {
  const path = parseFilePath(name, job, Number.POSITIVE_INFINITY, folders);
  if (path instanceof Wrong) return withValue(path, show(resolve(job.workspace, name), job.workspace));
  for (const policy of [`${resolve(job.workspace, name)}.rego`, `${path}.rego`]) {
    const wrong = job.files.exists(policy) ? parseFilePath(policy, job, MAX_POLICY_BYTES, folders) : undefined;
    if (wrong instanceof Wrong) return withValue(wrong, show(policy, job.workspace));
  }
  return path;
}

function reportMissing(
  inputs: Inputs<'context' | 'file'>,
  context: string,
  file: string | undefined,
  { workspace, files }: Job,
): void {
  if (file === undefined) {
    const hint = 'name it in file, or its folder in context; is actions/checkout missing before this step?';
    inputs.accept('context', new Wrong(`no Dockerfile in ${show(context, workspace)}`, hint));
    return;
  }
  const inContext = resolve(context, file);
  const hint = files.isFile(inContext)
    ? `write ${show(inContext, workspace)}: a path from the checkout, not from the context`
    : 'write its path from the checkout';
  inputs.accept('file', new Wrong(`must be an existing file, got ${quote(file)}`, hint));
}

function isUrl(file: string | undefined): boolean {
  return file !== undefined && /^https?:\/\//.test(file);
}

/**
 * `build-contexts`: a folder, an image, an OCI layout or a URL under a name. Folders become absolute.
 * @param inBakeFile true for a value of a bake file, which may be another of its targets.
 */
export function parseBuildContext(text: string, job: Job, inBakeFile = false): NamedValue | Wrong {
  const [, name = '', source = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (name === '' || source === '') return new Wrong('must be a name and a context', 'write name=path');
  // a stage's name, or that of the image it stands for: https://docs.docker.com/reference/cli/docker/buildx/build/#build-context
  if (wrongWith(name) !== undefined) return new Wrong(`must be a name, got ${quote(name)}`, 'write name=path');
  if (credentialIn(source) !== undefined) return new Wrong('credentials in a URL', 'take them out');
  const value = expandDefault(source, job);
  if (value instanceof Wrong) return value;
  const expanded = parseExpanded(value);
  if (expanded instanceof Wrong) return expanded;
  if (value.startsWith('target:')) {
    if (inBakeFile) return { name, value };
    return new Wrong(
      `names a target of a bake file, which a build of a Dockerfile does not have, got ${quote(value)}`,
      'a stage needs no context: write COPY --from=stage; write docker-image://… for an image of an earlier step',
    );
  }
  const [, scheme, built] = /^(docker-image|oci-layout):(.*)$/.exec(value) ?? [];
  if (built !== undefined) {
    const place = built.replace(/^\/\//, '');
    if (scheme === 'oci-layout' && place !== '') return parseLayout(name, place, value, job);
    const wrong = scheme === 'oci-layout' ? new Wrong('no value after its scheme') : wrongWith(place);
    return wrong === undefined
      ? { name, value }
      : new Wrong(
          `${wrong.message}, got ${quote(value)}`,
          `write it like ${scheme === 'docker-image' ? 'docker-image://alpine:3' : 'oci-layout://folder:1'}`,
        );
  }
  const argument = parseArgument(value);
  if (argument instanceof Wrong) return argument;
  if (isRemote(value)) return wrongPort(value) ?? { name, value };
  const path = parsePath(value, job);
  if (path instanceof Wrong) return withValue(path, value);
  return job.files.exists(path) && !job.files.isFile(path)
    ? { name, value: path }
    : new Wrong(`must be an existing folder, got ${quote(value)}`, 'write a folder, a Git URL or docker-image://…');
}

/** `folder`, `folder:tag` or `folder@digest`, as buildx takes them apart. */
function parseLayout(name: string, place: string, value: string, job: Job): NamedValue | Wrong {
  const [, folder = ''] = /^(.*?)(?::[\w.-]+)?(?:@[a-z0-9]+:[0-9a-f]+)?$/.exec(place) ?? [];
  const path = parsePath(folder, job);
  if (path instanceof Wrong) return withValue(path, value);
  const isPlain = path === resolve(job.workspace, folder);
  return { name, value: isPlain ? value : `oci-layout://${path}${place.slice(folder.length)}` };
}

function show(path: string, workspace: string): string {
  return isInside(path, workspace) ? relative(workspace, path) || 'the checkout' : path;
}
