import { resolve } from 'node:path';
import type { Job } from '../model/job.ts';
import type { CacheRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { credentialIn } from './addresses.ts';
import { COMPRESSIONS, parseAttributes, wrongBoolean } from './attributes.ts';
import { type Parted, partCredentials } from './cache-credentials.ts';
import { readCacheEntry } from './cache-entry.ts';
import { formatFields, parseFields } from './csv.ts';
import type { Inputs } from './inputs.ts';
import { hintFor, nearest } from './nearest.ts';
import { parsePath, withValue } from './paths.ts';
import { quote } from './problems.ts';
import { parseName, wrongWith } from './reference.ts';
import { isWithheld, WITHHELD } from './rights.ts';
import { parseExpanded, wrongPort } from './scalars.ts';

const BACKENDS = ['registry', 'gha', 'local', 'inline', 'false'] as const;
/** Attributes that any entry of `cache-to` may have. An entry of `cache-from` may be a copy of one. */
const EXPORTED = 'type mode ignore-error compression compression-level force-compression image-manifest oci-mediatypes';
const WRITES = { auto: 'auto', true: 'always', false: 'never' } as const;

/** Attributes that BuildKit reads for each type: https://github.com/moby/buildkit/tree/master/cache/remotecache */
const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    registry: 'ref registry.insecure',
    gha: 'scope timeout token url url_v2 repository ghtoken version',
    local: 'src dest digest tag reset',
    inline: '',
    s3: `bucket region prefix manifests_prefix blobs_prefix name touch_refresh endpoint_url access_key_id
      secret_access_key session_token use_path_style upload_parallelism disable_accept_encoding retry_mode
      retry_max_attempts`,
    azblob: 'account_name account_url secret_access_key container prefix manifests_prefix blobs_prefix name',
  }).map(([type, own]) => [type, `${own} ${EXPORTED}`.trim().split(/\s+/)]),
);
const TYPES = [...ATTRIBUTES.keys()];

/** Reads the cache group: the content that is kept between builds, and its location. */
export function readCache(inputs: Inputs, job: Job): CacheRequest {
  const backend = inputs.choice('cache', BACKENDS);
  const variables: Record<string, string> = {};
  return {
    backend: backend === 'false' ? 'none' : backend,
    ref: inputs.value('cache-ref', (text) =>
      isWithheld(text, job) ? inputs.leaveOut('cache-ref', undefined, WITHHELD) : parseName(text),
    ),
    scope: inputs.value('cache-scope', parseScope),
    mode: inputs.choice('cache-mode', ['min', 'max']),
    write: WRITES[inputs.choice('cache-write', ['auto', 'true', 'false'])],
    from: readEntries(inputs, job, 'cache-from', 'src', variables),
    to: readEntries(inputs, job, 'cache-to', 'dest', variables),
    credentials: variables,
    mounts: inputs.flag('cache-mounts'),
  };
}

/** `cache-scope`: a part of a tag, because a cache in a registry has a tag. */
function parseScope(text: string): string | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  // two underscores separate a scope from its platform
  return /^[A-Za-z0-9_.-]{1,64}$/.test(text) && !text.includes('__')
    ? text
    : new Wrong(
        `must be a name, got ${quote(text)}`,
        'use up to 64 letters, digits, _ . and -, without two _ in a row',
      );
}

/** @param variables gains those that hold an entry's credentials. */
function readEntries(
  inputs: Inputs,
  job: Job,
  name: 'cache-from' | 'cache-to',
  place: 'src' | 'dest',
  variables: Record<string, string>,
): readonly string[] {
  const entries = inputs.each(name, (text, index) => {
    if (readCacheEntry(text).references.some((reference) => isWithheld(reference, job)))
      return inputs.leaveOut(name, index, WITHHELD);
    const parted = parseEntry(text, place, job);
    if (parted instanceof Wrong) return parted;
    const { entry, variables: own } = parted;
    for (const attribute of unknownAttributes(text)) {
      inputs.report('warning', `${name}[${index}]: unknown attribute ${attribute}, handed to BuildKit as it is`);
    }
    if (Object.keys(own).length === 0) return entry;
    if (Object.entries(own).some(([variable, value]) => (variables[variable] ?? value) !== value)) {
      return new Wrong('other credentials than in an entry before', 'give all caches of one service the same');
    }
    Object.assign(variables, own);
    inputs.report(
      'warning',
      `${name}[${index}]: credentials in a cache entry, handed on by environment; use the variables of its service instead`,
    );
    return entry;
  });
  return entries.filter((entry) => entry !== undefined);
}

/** An entry as buildx takes it, kept as text but for its credentials: `acme/app:cache` or `type=local,src=path`. */
function parseEntry(text: string, place: 'src' | 'dest', job: Job): Parted | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text.startsWith('-')) return new Wrong(`must not start with a dash like an option, got ${quote(text)}`);
  if (!text.includes('=')) {
    const wrong = readCacheEntry(text)
      .references.map(refuseReference)
      .find((reference) => reference !== undefined);
    return wrong ?? { entry: text, variables: {} };
  }
  const attributes = parseAttributes(text);
  if (attributes instanceof Wrong) return attributes;
  const { type, mode, compression } = attributes;
  if (type === undefined) return new Wrong('must have a type', 'begin with type=');
  if (!TYPES.includes(type)) return new Wrong(`unknown type ${quote(type)}`, hintFor(type, TYPES));
  const known = ATTRIBUTES.get(type) ?? [];
  const mistyped = Object.keys(attributes).find((key) => !known.includes(key) && nearest(key, known) !== undefined);
  if (mistyped !== undefined) return new Wrong(`unknown attribute ${quote(mistyped)}`, hintFor(mistyped, known));
  if (Object.values(attributes).some((value) => credentialIn(value) !== undefined)) {
    return new Wrong('credentials in a URL, which buildx takes on its command line only', 'take them out');
  }
  const port = Object.values(attributes)
    .map(wrongPort)
    .find((wrong) => wrong !== undefined);
  if (port !== undefined) return port;
  if (type === 'registry') {
    const wrong = attributes.ref
      ? refuseReference(attributes.ref)
      : new Wrong('a registry cache without ref', 'write ref=repository:tag');
    if (wrong !== undefined) return wrong;
  }
  if (type === 'local' && !attributes[place]) return new Wrong(`a local cache without ${place}`, `write ${place}=path`);
  if (mode !== undefined && mode !== 'min' && mode !== 'max')
    return new Wrong(`unknown mode ${quote(mode)}`, 'write min or max');
  if (compression !== undefined && !COMPRESSIONS.includes(compression))
    return new Wrong(`unknown compression ${quote(compression)}`, hintFor(compression, COMPRESSIONS));
  const wrong = wrongBoolean(attributes, false);
  if (wrong !== undefined) return wrong;
  const followed = type === 'local' ? followPath(text, place, attributes[place] ?? '', job) : text;
  return followed instanceof Wrong ? followed : partCredentials(followed, type);
}

/** The entry with the folder that its path leads to. */
function followPath(entry: string, key: 'src' | 'dest', folder: string, job: Job): string | Wrong {
  const path = parsePath(folder, job);
  if (path instanceof Wrong) return withValue(path, folder);
  const fields = parseFields(entry);
  if (fields instanceof Wrong || path === resolve(job.workspace, folder)) return entry;
  const isPlace = (field: string) => field.split('=', 1)[0]?.trim().toLowerCase() === key;
  return formatFields(fields.map((field) => (isPlace(field) ? `${key}=${path}` : field)));
}

/** Attributes that resemble no known one: a later BuildKit may have them. */
function unknownAttributes(entry: string): readonly string[] {
  const attributes = parseAttributes(entry);
  if (attributes instanceof Wrong || attributes.type === undefined) return [];
  const known = ATTRIBUTES.get(attributes.type) ?? [];
  return Object.keys(attributes).filter((key) => !known.includes(key));
}

function refuseReference(text: string): Wrong | undefined {
  const wrong = wrongWith(text);
  return wrong === undefined
    ? undefined
    : new Wrong(`${wrong.message}, got ${quote(text)}`, 'write it like ghcr.io/acme/app:cache');
}
