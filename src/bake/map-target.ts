import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import { parseAttributes } from '../inputs/attributes.ts';
import { INLINE_FOLDER } from '../inputs/bake.ts';
import { isRemote } from '../inputs/context.ts';
import { formatFields } from '../inputs/csv.ts';
import type { InputName } from '../inputs/defaults.ts';
import { isInside } from '../inputs/paths.ts';
import { quote } from '../inputs/problems.ts';
import { Wrong } from '../model/wrong.ts';
import type { BakeTarget } from './definition.ts';
import type { Need } from './permissions.ts';

/** One item of an input, or its whole value. */
export interface Item {
  /** As the input has it, quotes and all. */
  readonly text: string;
  /** Name of the item, by which an item of the step replaces it. */
  readonly key?: string | undefined;
  /** Inputs of the step that replace the item. */
  readonly unless?: readonly InputName[];
  readonly need?: Need | undefined;
  /** Why a bake file must not have the item. The step may. */
  readonly refused?: Wrong | undefined;
}

/** Values of a target of a bake file, by the inputs that have them in this action. */
export interface MappedTarget {
  readonly items: Readonly<Partial<Record<InputName, readonly Item[]>>>;
  /** Privileges that no item stands for. */
  readonly needs: readonly Need[];
  /** A Dockerfile that the target holds itself, and the absolute path to write it to. */
  readonly inline: { readonly path: string; readonly text: string; readonly hash: string } | undefined;
  /** True if bake would push the image, or load it. */
  readonly asks: { readonly push: boolean; readonly load: boolean };
}

export interface Surroundings {
  readonly workspace: string;
  /** RUNNER_TEMP */
  readonly temp: string;
  /** The variables that bake sees. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The input `context`. Undefined if the step does not set it. */
  readonly context: string | undefined;
}

type Attributes = Readonly<Record<string, string>>;

/** Translates a target of a bake file into inputs. */
export function mapTarget(target: BakeTarget, given: Surroundings): MappedTarget {
  const { workspace } = given;
  const inline = inlineOf(target, given.temp);
  const outputs = (target.output ?? []).map(attributesOf);
  const context = target.context ?? '.';
  return {
    items: {
      context: [pathItem(context, workspace)],
      file: inline === undefined ? dockerfileItems(target, given) : [{ text: inline.path }],
      target: only(target.target),
      'build-args': pairs(target.args),
      'build-contexts': Object.entries(target.contexts ?? {}).map(([name, value]) =>
        contextItem(name, value, workspace),
      ),
      labels: pairs(target.labels),
      annotations: (target.annotations ?? []).map((text) => ({ text: quoted(text) })),
      ...secretItems(target, given),
      ssh: (target.ssh ?? []).flatMap((entry) => sshItems(entry, workspace)),
      network: networkItems(target.network),
      'add-hosts': Object.entries(target['extra-hosts'] ?? {}).flatMap(([host, addresses]) =>
        (addresses ?? '').split(',').flatMap((address) => (address === '' ? [] : [{ text: `${host}:${address}` }])),
      ),
      'shm-size': only(target['shm-size']),
      ulimit: (target.ulimits ?? []).map((text) => ({ text })),
      'no-cache': only(target['no-cache'] ? 'true' : undefined),
      'no-cache-filters': (target['no-cache-filter'] ?? []).map((text) => ({ text })),
      pull: only(target.pull ? 'true' : undefined),
      attests: (target.attest ?? []).map(attributesOf).map((attributes) => ({
        text: formatAttributes(attributes),
        unless: attributes.type === 'sbom' ? ['sbom'] : ['provenance'],
      })),
      call: only(target.call),
      tags: (target.tags ?? []).map((tag) => ({ text: fullReference(tag) })),
      platforms: (target.platforms ?? []).map((text) => ({ text })),
      'cache-from': cacheItems(target['cache-from'], 'src', workspace),
      'cache-to': cacheItems(target['cache-to'], 'dest', workspace),
      outputs: outputItems(outputs, workspace),
    },
    needs: (target.entitlements ?? []).map((name) => ({ kind: 'entitlement', name })),
    inline,
    asks: {
      push: outputs.some(({ type, push }) => type === 'registry' || push === 'true'),
      load: outputs.some(({ type, dest }) => type === 'docker' && dest === undefined),
    },
  };
}

/** The name of the folder depends on the text alone, so that all jobs of a matrix have the same cache. */
function inlineOf({ 'dockerfile-inline': text }: BakeTarget, temp: string): MappedTarget['inline'] {
  if (text === undefined) return undefined;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: join(temp, `${INLINE_FOLDER}${hash}`, 'Dockerfile'), text, hash };
}

/** bake looks for the Dockerfile in the context, and this action in the checkout. */
function dockerfileItems({ dockerfile, context = '.' }: BakeTarget, given: Surroundings): readonly Item[] {
  // without a name, the action also finds the name `dockerfile`
  if (dockerfile === undefined || dockerfile === 'Dockerfile') return [];
  const [, inWorkspace] = /^cwd:\/\/(.*)$/.exec(dockerfile) ?? [];
  const folder = given.context ?? context;
  const path = inWorkspace ?? (isAbsolute(dockerfile) || isRemote(folder) ? dockerfile : join(folder, dockerfile));
  return [isRemote(folder) && inWorkspace === undefined ? { text: path } : pathItem(path, given.workspace)];
}

function contextItem(name: string, value: string, workspace: string): Item {
  const [, layout] = /^oci-layout:(?:\/\/)?([^:@]*)/.exec(value) ?? [];
  const path = layout ?? (/^(docker-image|target):/.test(value) ? undefined : value);
  return { text: quoted(`${name}=${value}`), key: name, need: needOf(path, 'fs.read', workspace) };
}

/** Undefined for a path in the checkout, and for a URL. */
function needOf(path: string | undefined, kind: 'fs.read' | 'fs.write', workspace: string): Need | undefined {
  if (path === undefined || isRemote(path)) return undefined;
  const absolute = resolve(workspace, path);
  return isInside(absolute, workspace) ? undefined : { kind, path: absolute };
}

/** A path outside of the checkout is made absolute: an input must not leave the checkout by a relative path. */
function pathItem(path: string, workspace: string): Item {
  const need = needOf(path, 'fs.read', workspace);
  return need === undefined ? { text: path } : { text: resolve(workspace, path), need };
}

function secretItems(target: BakeTarget, { workspace, env }: Surroundings) {
  const secrets = (target.secret ?? []).map(attributesOf);
  const isVariable = ({ type, id = '', env: name, src, source }: Attributes) =>
    name !== undefined || type === 'env' || (type !== 'file' && (src ?? source) === undefined && env[id] !== undefined);
  const variables = secrets.filter(isVariable).map(({ id = '', env: name, src, source }): Item => {
    const variable = name ?? src ?? source ?? id;
    const refused = Object.hasOwn(env, variable) ? undefined : missing(variable);
    return { text: `${id || variable}=${variable}`, key: id || variable, refused };
  });
  const files = secrets
    .filter((secret) => !isVariable(secret))
    .map(({ id = '', src, source }): Item => {
      const path = src ?? source ?? id;
      return { text: quoted(`${id || path}=${path}`), key: id || path, need: needOf(path, 'fs.read', workspace) };
    });
  return { 'secret-envs': variables, 'secret-files': files };
}

/** This action has variables that others must not read: the inputs, and tokens of the runner. */
function missing(variable: string): Wrong {
  return new Wrong(`no variable ${quote(variable)} for a bake file`, 'write its value into env: of the step');
}

/** Hosts of the runner's network are as open to it as to the runner. */
function networkItems(network: string | undefined): readonly Item[] {
  return network === 'host' ? [{ text: network, need: { kind: 'entitlement', name: 'network.host' } }] : only(network);
}

function sshItems(entry: NonNullable<BakeTarget['ssh']>[number], workspace: string): readonly Item[] {
  const [first = '', path] = typeof entry === 'string' ? entry.split(/=(.*)/s) : [];
  const { id = 'default', paths = [] } =
    typeof entry === 'string' ? { id: first, paths: path === undefined ? [] : path.split(',') } : entry;
  if (paths.length === 0) return [{ text: id, need: { kind: 'ssh' } }];
  return paths.map((key) => ({ text: `${id}=${key}`, need: needOf(key, 'fs.read', workspace) }));
}

/** Inputs that select another cache. */
const CACHE: readonly InputName[] = ['cache', 'cache-ref'];

function cacheItems(entries: BakeTarget['cache-from'], place: 'src' | 'dest', workspace: string): readonly Item[] {
  return (entries ?? []).map((entry) => {
    const attributes = attributesOf(entry);
    const path = attributes.type === 'local' ? attributes[place] : undefined;
    const text = typeof entry === 'string' ? entry : formatAttributes(attributes);
    const need = needOf(path, place === 'src' ? 'fs.read' : 'fs.write', workspace);
    return { text, need, unless: CACHE, refused: refuseAddress(attributes) };
  });
}

/** buildx sends credentials of the job to the address of such a cache. */
function refuseAddress(attributes: Attributes): Wrong | undefined {
  const name = ['url', 'url_v2', 'endpoint_url', 'account_url'].find((each) => attributes[each] !== undefined);
  if (name === undefined) return undefined;
  return new Wrong(`a cache with ${name}, which gets credentials of this job`, 'write the caches into the input');
}

/** The outputs to files, and one output for the attributes of the image. Whether it is pushed or loaded, inputs decide. */
function outputItems(outputs: readonly Attributes[], workspace: string): readonly Item[] {
  const files = outputs.filter(({ type, dest }) => type !== 'cacheonly' && (!isImage(type) || dest !== undefined));
  const images = outputs.filter(({ type, dest }) => isImage(type) && dest === undefined && type !== 'docker');
  const { type, push, ...attributes }: Attributes = Object.assign({}, ...images);
  const isNeeded = Object.keys(attributes).length > 0 || (files.length > 0 && images.length > 0);
  return [
    ...files.map((file): Item => ({ text: formatAttributes(file), need: needOf(file.dest, 'fs.write', workspace) })),
    ...(isNeeded ? [{ text: formatAttributes({ type: 'image', ...attributes }) }] : []),
  ];
}

function isImage(type: string | undefined): boolean {
  return type === 'image' || type === 'registry' || type === 'docker';
}

/** In an input, a word is a tag and not a repository of Docker Hub. */
function fullReference(text: string): string {
  const hasTag = text.lastIndexOf(':') > text.lastIndexOf('/');
  return hasTag || text.includes('@') ? text : `${text}:latest`;
}

/** buildx before 0.20 prints the line that it would take as an option. */
function attributesOf(entry: NonNullable<BakeTarget['output']>[number]): Attributes {
  if (typeof entry !== 'string') {
    return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, String(value)]));
  }
  if (!entry.includes('=')) return { type: 'local', dest: entry };
  const attributes = parseAttributes(entry);
  return attributes instanceof Wrong ? {} : attributes;
}

/** The type is first, as people write it. */
function formatAttributes({ type, ...others }: Attributes): string {
  const all = type === undefined ? others : { type, ...others };
  return formatFields(Object.entries(all).map(([name, value]) => `${name}=${value}`));
}

function pairs(values: BakeTarget['args']): readonly Item[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [{ text: quoted(`${name}=${value}`), key: name }],
  );
}

function only(text: string | undefined): readonly Item[] {
  return text === undefined || text === '' ? [] : [{ text }];
}

/** As an item of a list with quotes, over new lines too. */
function quoted(text: string): string {
  return /["\r\n#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
