import { resolve } from 'node:path';
import { fromFork, type Job } from '../model/job.ts';
import type { Output, ResultRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { COMPRESSIONS, parseAttributes, parseGoBoolean, wrongBoolean } from './attributes.ts';
import type { Inputs } from './inputs.ts';
import { hintFor } from './nearest.ts';
import { parsePart, parsePartTag } from './part.ts';
import { parsePath, withValue } from './paths.ts';
import { quote } from './problems.ts';
import { parseName } from './reference.ts';
import { parseArgument, parseExpanded } from './scalars.ts';
import { parseTag } from './tags.ts';

const TYPES = [
  'local',
  'tar',
  'oci',
  'docker',
  'image',
  'registry',
  'cacheonly',
] as const satisfies readonly Output['type'][];

/** The attributes that say where an image goes. Inputs say it here. */
const ELSEWHERE: readonly string[] = ['name', 'push', 'push-by-digest', 'name-canonical'];

/** The attributes that push an image. */
const PUSHING = ['push', 'push-by-digest'];

/** The result group: where the image goes. */
export function readResult(inputs: Inputs, job: Job): ResultRequest {
  const outputs = readOutputs(inputs, job);
  return {
    push: inputs.flag('push'),
    pushByDigest: inputs.flag('push-by-digest'),
    part: inputs.value('part', parsePart),
    partTag: inputs.value('part-tag', parsePartTag),
    load: inputs.flag('load') || outputs.some(isLoaded),
    outputs,
  };
}

function readOutputs(inputs: Inputs, job: Job): readonly Output[] {
  const seen = new Set<string>();
  return inputs.each('outputs', (text) => {
    const output = parseOutput(text, fromFork(job));
    if (output instanceof Wrong) return output;
    const { type, attributes } = output;
    const { dest } = attributes;
    const path = dest === undefined ? undefined : parsePath(dest, job);
    if (path instanceof Wrong) return withValue(path, dest ?? '');
    // an image output and a registry output are the same: both set the format of the push
    const place = path ?? (type === 'registry' ? 'image' : type);
    if (seen.has(place)) return new Wrong(`a second output to ${quote(dest ?? place)}`, 'leave one of them out');
    seen.add(place);
    const isPlain = path === undefined || path === resolve(job.workspace, dest ?? '');
    return isPlain ? output : { type, attributes: { ...attributes, dest: path } };
  });
}

/** @param isFork accepts an image with attributes that push it as `type=registry`, which a fork is not allowed to push. */
function parseOutput(text: string, isFork: boolean): Output | Wrong {
  if (text === '-') return new Wrong('an output to the standard output', 'write a path');
  if (!text.includes('=') && !text.includes(',')) return withDestination('local', { dest: text });
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type: name, ...others } = attributes;
  if (name === undefined) return new Wrong(`must have a type, got ${quote(text)}`, 'begin with type=');
  const type = TYPES.find((known) => known === name);
  if (type === undefined) return new Wrong(`unknown type ${quote(name)}`, hintFor(name, TYPES));
  const { compression } = others;
  if (compression !== undefined && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  const wrong = wrongBoolean(others, true);
  if (wrong !== undefined) return wrong;
  // buildx ignores the attributes of this type
  if (type === 'cacheonly') return { type, attributes: {} };
  if (type !== 'image' && type !== 'registry') return withDestination(type, others);
  const pushes = type === 'registry' || PUSHING.some((name) => others[name] !== undefined);
  return isFork && pushes ? { type: 'registry', attributes: withoutDestination(others) } : withoutNames(type, others);
}

/** An image for the engine, as `load` has it: Docker's format, and no file to write it to. */
export function isLoaded({ type, attributes }: Output): boolean {
  return type === 'docker' && attributes.dest === undefined;
}

function withDestination(type: Output['type'], attributes: Output['attributes']): Output | Wrong {
  const { dest } = attributes;
  if (dest === '-') return new Wrong('an output to the standard output', 'write a path into dest');
  if (dest === '' || (dest === undefined && type !== 'docker')) {
    return new Wrong(`an output of type ${type} without dest`, `write type=${type},dest=path`);
  }
  if (type === 'docker' && attributes.context !== undefined) {
    return new Wrong('the attribute context of an output of type docker', "write DOCKER_CONTEXT into the step's env");
  }
  if (dest === undefined) return withoutNames(type, attributes);
  const wrong = [parseArgument(dest), parseExpanded(dest)].find((part) => part instanceof Wrong);
  return wrong !== undefined ? wrong : { type, attributes };
}

function withoutDestination(attributes: Output['attributes']): Output['attributes'] {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !ELSEWHERE.includes(name)));
}

function withoutNames(type: Output['type'], attributes: Output['attributes']): Output | Wrong {
  const given = Object.keys(attributes).filter((name) => ELSEWHERE.includes(name));
  if (given.length === 0) return { type, attributes };
  const instead = insteadOf(attributes);
  return new Wrong(
    `the attribute${given.length > 1 ? 's' : ''} ${listed(given)} of an output of type ${type}`,
    instead.length === 0 ? 'leave it out' : `write ${listed(instead)} instead`,
  );
}

/** The inputs for the attributes that say where an image goes. */
function insteadOf(attributes: Output['attributes']): readonly string[] {
  const isOn = (name: string) => attributes[name] !== undefined && parseGoBoolean(attributes[name]) !== false;
  const byDigest = isOn('push-by-digest');
  const { name } = attributes;
  return [
    ...(byDigest ? ['push-by-digest: true'] : isOn('push') ? ['push: true'] : []),
    ...(name === undefined ? [] : [namesOf(name)]),
  ];
}

/** A name with credentials or another fault is not repeated. */
function namesOf(name: string): string {
  if (!(parseName(name) instanceof Wrong)) return `images: ${name}`;
  return parseTag(name) instanceof Wrong || name.includes('{') ? 'images' : `tags: ${name}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
