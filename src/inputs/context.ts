import { isAbsolute, relative, resolve } from 'node:path';
import { credentialIn } from './addresses.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { quote, Wrong } from './problems.ts';
import { wrongWith } from './reference.ts';
import type { BuildRequest, Context, NamedValue } from './request.ts';
import { parseArgument, parseExpanded } from './scalars.ts';

/** The context, and the Dockerfile where it can be seen from here. */
export function readContext(
  inputs: Inputs<'context' | 'file'>,
  job: Job,
): Pick<BuildRequest, 'context' | 'file' | 'dockerfile'> {
  const context = inputs.value('context', (text) => parseContext(text, job));
  const file = inputs.value('file', parseFile);
  const dockerfile =
    context?.kind === 'path' && inputs.fine('file') ? findDockerfile(inputs, context.path, file, job) : undefined;
  return { context: context ?? { kind: 'path', path: job.workspace }, file, dockerfile };
}

export function parseContext(text: string, job: Job): Context | Wrong {
  if (text === '-') return new Wrong('a context on the standard input', 'a step has none: write a folder or a Git URL');
  const expanded = expandDefault(text, job);
  if (expanded instanceof Wrong) return expanded;
  const argument = parseArgument(expanded);
  if (argument instanceof Wrong) return argument;
  const path = resolve(job.workspace, expanded);
  const { exists, isFile } = job.files;
  // a folder wins over what else the name could mean, as it does for buildx
  if (exists(path) && !isFile(path)) {
    return isInside(path, job.workspace) || isAbsolute(expanded)
      ? { kind: 'path', path }
      : new Wrong(`outside the checkout, found ${quote(text)}`, 'write an absolute path if that is meant');
  }
  if (isRemote(expanded) || credentialIn(expanded) !== undefined) return parseRemote(expanded);
  return exists(path)
    ? new Wrong(`a file, found ${quote(text)}`, 'write its folder, and the Dockerfile into file')
    : new Wrong(
        `no such folder, found ${quote(text)}`,
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

/** What buildx takes for a Git reference or a URL: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dfgitutil/git_ref.go */
function isRemote(text: string): boolean {
  return /^[a-z+]+:\/\/|^github\.com\/|^[\w.-]+@[\w.-]+:/i.test(text);
}

function parseRemote(text: string): Context | Wrong {
  if (credentialIn(text) !== undefined) {
    return new Wrong('credentials in a URL', 'take them out; github-token or a secret GIT_AUTH_TOKEN lets BuildKit in');
  }
  if (/\s/.test(text)) return new Wrong(`a space in a URL, found ${quote(text)}`);
  const [, scheme, path = ''] = /^(?:([a-z+]+):\/\/)?([^#?]*)/i.exec(text) ?? [];
  if (scheme !== undefined && !/^(https?|git|ssh)$/i.test(scheme)) {
    return new Wrong(`unknown scheme ${quote(scheme)}`, 'write a path or an https, ssh or git URL');
  }
  if (/^https?$/i.test(scheme ?? '') && !/\.git$|\.(tar|tar\.\w+|tgz|tbz2?|txz)$/i.test(path)) {
    return new Wrong(
      `neither a repository nor an archive, found ${quote(text)}`,
      "end the repository's path in .git, or name a .tar.gz",
    );
  }
  return { kind: 'git', url: text };
}

function parseFile(text: string): string | Wrong {
  if (text === '-') return new Wrong('a Dockerfile on the standard input', 'a step has none: write a path');
  if (credentialIn(text) !== undefined) return new Wrong('credentials in a URL', 'take them out');
  return parseArgument(text);
}

/** Looks where buildx looks: `file` is relative to the checkout, and without it the context has a Dockerfile or dockerfile. */
function findDockerfile(
  inputs: Inputs<'context' | 'file'>,
  context: string,
  file: string | undefined,
  { workspace, files }: Job,
): string | undefined {
  if (file !== undefined && /^https?:\/\//.test(file)) return undefined;
  const candidates =
    file === undefined
      ? ['Dockerfile', 'dockerfile'].map((name) => resolve(context, name))
      : [resolve(workspace, file)];
  const found = candidates.find((path) => files.isFile(path));
  if (found !== undefined) {
    if (files.readText(found).trim() === '')
      inputs.accept('file', new Wrong(`an empty Dockerfile, ${show(found, workspace)}`));
    return found;
  }
  if (file === undefined) {
    const hint = 'name it in file, or its folder in context; is actions/checkout missing before this step?';
    inputs.accept('context', new Wrong(`no Dockerfile in ${show(context, workspace)}`, hint));
    return undefined;
  }
  const inContext = resolve(context, file);
  const hint = files.isFile(inContext)
    ? `write ${show(inContext, workspace)}: a path from the checkout, not from the context`
    : 'write its path from the checkout';
  inputs.accept('file', new Wrong(`no such file, found ${quote(file)}`, hint));
  return undefined;
}

/** `build-contexts`: a folder, an image, an OCI layout, a target or a URL under a name. Folders become absolute. */
export function parseBuildContext(text: string, job: Job): NamedValue | Wrong {
  const [, name = '', source = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (name === '' || source === '') return new Wrong('not a name and a context', 'write name=path');
  // a stage's name, or that of the image it stands for: https://docs.docker.com/reference/cli/docker/buildx/build/#build-context
  if (wrongWith(name) !== undefined) return new Wrong(`not a name, found ${quote(name)}`, 'write name=path');
  if (credentialIn(source) !== undefined) return new Wrong('credentials in a URL', 'take them out');
  const value = expandDefault(source, job);
  if (value instanceof Wrong) return value;
  const expanded = parseExpanded(value);
  if (expanded instanceof Wrong) return expanded;
  const [, scheme, built] = /^(docker-image|oci-layout|target):(.*)$/.exec(value) ?? [];
  if (built !== undefined) {
    const place = built.replace(/^\/\//, '');
    const wrong = scheme === 'docker-image' ? wrongWith(place) : place === '' ? 'nothing behind its scheme' : undefined;
    return wrong === undefined
      ? { name, value }
      : new Wrong(`${wrong}, found ${quote(value)}`, 'write it like docker-image://alpine:3, or target:name');
  }
  const argument = parseArgument(value);
  if (argument instanceof Wrong) return argument;
  if (isRemote(value)) return { name, value };
  const path = resolve(job.workspace, value);
  return job.files.exists(path) && !job.files.isFile(path)
    ? { name, value: path }
    : new Wrong(`no such folder, found ${quote(value)}`, 'write a folder, a Git URL or docker-image://…');
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

function show(path: string, workspace: string): string {
  return isInside(path, workspace) ? relative(workspace, path) || 'the checkout' : path;
}
