import { parseRepository, TAG } from '../system/registry/reference.ts';
import { parseAttributes } from './attributes.ts';
import { type Parted, partCredentials } from './cache-credentials.ts';
import { parseName } from './image.ts';
import type { Inputs } from './inputs.ts';
import { hintFor } from './nearest.ts';
import { quote, Wrong } from './problems.ts';
import type { CacheRequest } from './request.ts';
import { parseExpanded } from './scalars.ts';

const BACKENDS = ['registry', 'gha', 'local', 'inline', 'false'] as const;
const WRITES = { auto: 'auto', true: 'always', false: 'never' } as const;

/** https://docs.docker.com/build/cache/backends/ */
const TYPES = ['registry', 'gha', 'local', 'inline', 's3', 'azblob'];

/** The cache group: what is kept from build to build, and where. */
export function readCache(inputs: Inputs): CacheRequest {
  const backend = inputs.choice('cache', BACKENDS);
  const variables: Record<string, string> = {};
  return {
    backend: backend === 'false' ? 'none' : backend,
    ref: inputs.value('cache-ref', parseName),
    mode: inputs.choice('cache-mode', ['min', 'max']),
    write: WRITES[inputs.choice('cache-write', ['auto', 'true', 'false'])],
    from: readEntries(inputs, 'cache-from', 'src', variables),
    to: readEntries(inputs, 'cache-to', 'dest', variables),
    credentials: variables,
    mounts: inputs.flag('cache-mounts'),
  };
}

/** @param variables gains those that hold an entry's credentials. */
function readEntries(
  inputs: Inputs,
  name: 'cache-from' | 'cache-to',
  place: 'src' | 'dest',
  variables: Record<string, string>,
): readonly string[] {
  return inputs.each(name, (text, index) => {
    const parted = parseEntry(text, place);
    if (parted instanceof Wrong) return parted;
    const { entry, variables: own } = parted;
    if (Object.keys(own).length === 0) return entry;
    if (Object.entries(own).some(([variable, value]) => (variables[variable] ?? value) !== value)) {
      return new Wrong('other credentials than in an entry before', 'give all caches of one service the same');
    }
    Object.assign(variables, own);
    inputs.remark(
      'warning',
      `${name}[${index}]: credentials in a cache entry, handed on by environment; use the variables of its service instead`,
    );
    return entry;
  });
}

/** An entry as buildx takes it, kept as text but for its credentials: `acme/app:cache` or `type=local,src=path`. */
function parseEntry(text: string, place: 'src' | 'dest'): Parted | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text.startsWith('-')) return new Wrong(`starts with a dash like an option, found ${quote(text)}`);
  if (!text.includes('=')) {
    const wrong = text
      .split(',')
      .map(parseReference)
      .find((reference) => reference !== undefined);
    return wrong ?? { entry: text, variables: {} };
  }
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type, mode } = attributes;
  if (type === undefined) return new Wrong('a type is missing', 'begin with type=');
  if (!TYPES.includes(type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES));
  if (type === 'registry') {
    const wrong = attributes.ref
      ? parseReference(attributes.ref)
      : new Wrong('a registry cache without ref', 'write ref=repository:tag');
    if (wrong !== undefined) return wrong;
  }
  if (type === 'local' && !attributes[place]) return new Wrong(`a local cache without ${place}`, `write ${place}=path`);
  if (mode !== undefined && mode !== 'min' && mode !== 'max')
    return new Wrong(`unknown mode ${quote(mode)}`, 'write min or max');
  return partCredentials(text, type);
}

/** What is wrong with the reference of a cache; a tag and a digest may be there or not. */
function parseReference(text: string): Wrong | undefined {
  const [, name = '', tag] = /^(.*?)(?::([^:/]*))?(?:@sha256:[0-9a-f]{64})?$/s.exec(text) ?? [];
  const repository = parseRepository(name);
  const wrong = typeof repository === 'string' ? repository : tag === undefined || TAG.test(tag) ? '' : 'not a tag';
  return wrong === '' ? undefined : new Wrong(`${wrong}, found ${quote(text)}`, 'write it like ghcr.io/acme/app:cache');
}
