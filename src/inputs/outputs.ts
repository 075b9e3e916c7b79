import { parseAttributes } from './attributes.ts';
import type { Inputs } from './inputs.ts';
import { hintFor } from './nearest.ts';
import { parsePart, parsePartTag } from './part.ts';
import { quote, Wrong } from './problems.ts';
import type { Output, ResultRequest } from './request.ts';
import { parseArgument } from './scalars.ts';

const TYPES = [
  'local',
  'tar',
  'oci',
  'docker',
  'image',
  'registry',
  'cacheonly',
] as const satisfies readonly Output['type'][];

/** The attributes that say where an image goes, and the inputs which say it here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  name: 'images',
  push: 'push',
  'push-by-digest': 'push-by-digest',
  'name-canonical': 'push-by-digest',
};

/** The result group: where the image goes. */
export function readResult(inputs: Inputs): ResultRequest {
  return {
    push: inputs.flag('push'),
    pushByDigest: inputs.flag('push-by-digest'),
    part: inputs.value('part', parsePart),
    partTag: inputs.value('part-tag', parsePartTag),
    load: inputs.flag('load'),
    outputs: readOutputs(inputs),
  };
}

function readOutputs(inputs: Inputs): readonly Output[] {
  const seen = new Set<string>();
  return inputs.each('outputs', (text) => {
    const output = parseOutput(text);
    if (output instanceof Wrong) return output;
    // an image and a registry output are one: both say how what is pushed is written
    const place = output.attributes.dest ?? (output.type === 'registry' ? 'image' : output.type);
    if (seen.has(place)) return new Wrong(`a second output to ${quote(place)}`, 'leave one of them out');
    seen.add(place);
    return output;
  });
}

export function parseOutput(text: string): Output | Wrong {
  if (text === '-') return new Wrong('an output to the standard output', 'write a path');
  if (!text.includes('=') && !text.includes(',')) return withDestination('local', { dest: text });
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type: name, ...others } = attributes;
  if (name === undefined) return new Wrong(`a type is missing, found ${quote(text)}`, 'begin with type=');
  const type = TYPES.find((known) => known === name);
  if (type === undefined) return new Wrong(`unknown type ${quote(name)}`, hintFor(name, TYPES));
  return type === 'image' || type === 'registry' ? withoutNames(type, others) : withDestination(type, others);
}

function withDestination(type: Output['type'], attributes: Output['attributes']): Output | Wrong {
  const { dest } = attributes;
  if (dest === '-') return new Wrong('an output to the standard output', 'write a path into dest');
  if (!dest && (type === 'local' || type === 'tar' || type === 'oci')) {
    return new Wrong(`an output of type ${type} without dest`, `write type=${type},dest=path`);
  }
  const argument = parseArgument(dest ?? '');
  return argument instanceof Wrong ? argument : { type, attributes };
}

function withoutNames(type: Output['type'], attributes: Output['attributes']): Output | Wrong {
  const key = Object.keys(attributes).find((name) => Object.hasOwn(ELSEWHERE, name));
  return key === undefined
    ? { type, attributes }
    : new Wrong(`the attribute ${key} of an output of type ${type}`, `use the input ${ELSEWHERE[key]} instead`);
}
