import { resolve } from 'node:path';
import { fromFork, type Job } from '../model/job.ts';
import type { Output, ResultRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { COMPRESSIONS, parseAttributes, wrongBoolean } from './attributes.ts';
import type { Inputs } from './inputs.ts';
import { hintFor } from './nearest.ts';
import { parsePart, parsePartTag } from './part.ts';
import { parsePath, withValue } from './paths.ts';
import { quote } from './problems.ts';
import { parseArgument, parseExpanded } from './scalars.ts';

const TYPES = ['local', 'tar', 'oci', 'docker', 'image', 'registry'] as const satisfies readonly Output['type'][];

/** The attributes that say where an image goes, and the inputs which say it here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  name: 'images',
  push: 'push',
  'push-by-digest': 'push-by-digest',
  'name-canonical': 'push-by-digest',
};

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
  if (name === 'cacheonly') return NO_RESULT;
  const type = TYPES.find((known) => known === name);
  if (type === undefined) return new Wrong(`unknown type ${quote(name)}`, hintFor(name, TYPES));
  const { compression } = others;
  if (compression !== undefined && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  const wrong = wrongBoolean(others, true);
  if (wrong !== undefined) return wrong;
  if (type !== 'image' && type !== 'registry') return withDestination(type, others);
  const pushes = type === 'registry' || PUSHING.some((name) => others[name] !== undefined);
  return isFork && pushes ? { type: 'registry', attributes: withoutDestination(others) } : withoutNames(type, others);
}

const NO_RESULT = new Wrong(
  'an output of type cacheonly, which writes no result',
  'leave it out: without push the image is built and verified, and cache-to writes caches',
);

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
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !Object.hasOwn(ELSEWHERE, name)));
}

function withoutNames(type: Output['type'], attributes: Output['attributes']): Output | Wrong {
  const key = Object.keys(attributes).find((name) => Object.hasOwn(ELSEWHERE, name));
  return key === undefined
    ? { type, attributes }
    : new Wrong(`the attribute ${key} of an output of type ${type}`, `use the input ${ELSEWHERE[key]} instead`);
}
