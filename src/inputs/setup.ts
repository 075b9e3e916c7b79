import { resolve } from 'node:path';
import { isBuilderName } from '../clients/docker/builders.ts';
import { BUILDX_RELEASES } from '../clients/docker/buildx-releases.ts';
import type { Job } from '../model/job.ts';
import { formatPlatform } from '../model/platform.ts';
import type { BuilderNode, SetupRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_BUILDKIT_CONFIG_BYTES } from '../runtime/limits.ts';
import { credentialIn } from './addresses.ts';
import { withCertificatePaths } from './certificate-paths.ts';
import { formatFields, parseFields } from './csv.ts';
import { readEntries } from './entries.ts';
import type { Inputs } from './inputs.ts';
import { nearest } from './nearest.ts';
import { nodeTls } from './node-tls.ts';
import { parseFilePath, withValue } from './paths.ts';
import { parsePlatforms } from './platform.ts';
import { quote } from './problems.ts';
import { wrongWith } from './reference.ts';
import { parseArgument, parseExpanded, wrongPort } from './scalars.ts';
import type { Yaml } from './yaml.ts';

const DRIVERS = ['auto', 'docker', 'docker-container', 'remote', 'kubernetes'] as const;

/** The keys of an entry of setup-buildx-action's `append`. */
const NODE_KEYS = ['name', 'endpoint', 'driver-opts', 'buildkitd-flags', 'platforms'] as const;

/** The set-up group: emulators and the builder. */
export async function readSetup(inputs: Inputs, job: Job): Promise<SetupRequest> {
  const driver = inputs.choice('driver', DRIVERS);
  const endpoint = inputs.value('endpoint', parseEndpoint);
  const nodes = await readNodes(inputs);
  const tlsOf = (index: number, address: string | undefined) =>
    driver === 'remote' ? nodeTls(job.env, index, address) : undefined;
  const first = endpoint === undefined ? 0 : 1;
  return {
    qemu: inputs.choice('qemu', ['auto', 'always', 'never', 'reset']),
    qemuImage: inputs.value('qemu-image', parseImage) ?? '',
    driver,
    builder: inputs.value('builder', parseBuilder),
    endpoint,
    tls: tlsOf(0, endpoint),
    nodes: nodes.map((node, i) => ({ ...node, tls: tlsOf(first + i, node.endpoint) })),
    driverOpts: inputs.each('driver-opts', parseDriverOpts).flat(),
    buildkitdFlags: inputs.value('buildkitd-flags', parseFlags),
    buildkitdConfig: await readConfig(inputs, job),
    buildkitdConfigFile: inputs.value('buildkitd-config', (text) => resolve(job.workspace, text)),
    buildkitImage: inputs.value('buildkit-image', parseImage),
    buildxVersion: inputs.value('buildx-version', parseVersion),
    keepBuilder: inputs.flag('keep-builder'),
  };
}

async function readNodes(inputs: Inputs): Promise<readonly BuilderNode[]> {
  const entries = await readEntries(inputs, 'nodes', NODE_KEYS);
  const first = inputs.text('endpoint');
  const seen = new Set(first === undefined ? [] : [endpointTrait(first)]);
  return entries.flatMap(({ item, values, hasUnknownKeys }) => {
    const { node, problems } = parseNode(values);
    const traits = traitsOf(node);
    const repeated = traits.filter((trait) => seen.has(trait));
    for (const trait of traits) seen.add(trait);
    const second = repeated.map((trait) => new Wrong(`a second node of ${trait}`, 'leave one of them out'));
    inputs.reject('nodes', [...problems, ...second], item);
    // without its endpoint, a node would seem to be on this machine
    return hasUnknownKeys || (values.endpoint && node.endpoint === undefined) ? [] : [node];
  });
}

/**
 * Values that must differ between nodes: buildx refuses a second node with the same endpoint, and removes a repeated
 * platform from the first node.
 */
function traitsOf({ name, endpoint, platforms }: BuilderNode): readonly string[] {
  return [
    ...(name === undefined ? [] : [`the name ${name}`]),
    ...(endpoint === undefined ? [] : [endpointTrait(endpoint)]),
    ...platforms.map((platform) => `the platform ${formatPlatform(platform)}`),
  ];
}

function endpointTrait(endpoint: string): string {
  return `the endpoint ${quote(endpoint)}`;
}

type NodeFields = Readonly<Partial<Record<(typeof NODE_KEYS)[number], Yaml>>>;

/** A node of the valid values, and the problems of the others. */
function parseNode(fields: NodeFields): { readonly node: BuilderNode; readonly problems: readonly Wrong[] } {
  const name = parseText(fields.name, parseNodeName);
  const endpoint = parseText(fields.endpoint, parseEndpoint);
  const flags = parseText(fields['buildkitd-flags'], parseFlags);
  const options = parseTexts(fields['driver-opts'], '\n', (lines) => lines.flatMap(parseOptions));
  const platforms = parseTexts(fields.platforms, ',', parsePlatforms);
  return {
    node: {
      name: validIn([name])[0],
      endpoint: validIn([endpoint])[0],
      driverOpts: validIn(options),
      buildkitdFlags: validIn([flags])[0],
      platforms: validIn(platforms),
    },
    problems: [name, endpoint, flags, ...options, ...platforms].filter((value) => value instanceof Wrong),
  };
}

/** One value of a node. Undefined if it is empty. */
function parseText(yaml: Yaml | undefined, parse: (text: string) => string | Wrong): string | undefined | Wrong {
  if (yaml === undefined || yaml === '') return undefined;
  if (typeof yaml === 'string') return parse(yaml);
  return new Wrong('a list or a map where a text belongs', 'write name, endpoint and buildkitd-flags as key: value');
}

/** The values of a list, or of a text that stands for one. */
function parseTexts<T>(
  yaml: Yaml | undefined,
  separator: string,
  parse: (texts: readonly string[]) => readonly (T | Wrong)[],
): readonly (T | Wrong)[] {
  const items = Array.isArray(yaml) ? yaml : typeof yaml === 'string' ? yaml.split(separator) : [];
  if ((yaml !== undefined && typeof yaml === 'object' && !Array.isArray(yaml)) || !items.every(isText)) {
    return [new Wrong('a map, or a list in a list, where texts belong', 'write driver-opts and platforms as a list')];
  }
  return parse(items.map((item) => item.trim()).filter((item) => item !== ''));
}

function isText(yaml: Yaml): yaml is string {
  return typeof yaml === 'string';
}

function validIn<T>(values: readonly (T | Wrong)[]): readonly T[] {
  return values.flatMap((value) => (value instanceof Wrong ? [] : [value]));
}

/** A builder's name is a file's: https://github.com/docker/buildx/blob/master/store/util.go; a docker context's is one too, and may have a plus. */
function parseBuilder(text: string): string | Wrong {
  return isBuilderName(text)
    ? text
    : new Wrong(`must be a builder's name, got ${quote(text)}`, 'see `docker buildx ls`, or leave it empty');
}

/** As buildx names nodes. */
function parseNodeName(text: string): string | Wrong {
  return /^[A-Za-z][\w.-]*$/.test(text)
    ? text
    : new Wrong(`must be a node's name, got ${quote(text)}`, 'start with a letter and use letters, digits, _ . and -');
}

function parseEndpoint(text: string): string | Wrong {
  if (credentialIn(text) !== undefined) {
    return new Wrong(`credentials in a URL, ${ON_COMMAND_LINE}`, 'take them out; certificates let a client in');
  }
  const expanded = parseExpanded(text);
  return expanded instanceof Wrong ? expanded : (wrongPort(text) ?? parseArgument(text));
}

const ON_COMMAND_LINE = 'which buildx takes on its command line only';

/** The options of a line, or its first problem. */
function parseDriverOpts(text: string): readonly string[] | Wrong {
  const options = parseOptions(text);
  return options.find((option) => option instanceof Wrong) ?? validIn(options);
}

/**
 * The options of a line, which buildx reads as fields with commas between: each as a line of its own. No message shows
 * one: the value of `env.NAME` may be a secret, and without quotes a comma tears it apart.
 */
function parseOptions(text: string): readonly (string | Wrong)[] {
  const fields = parseFields(text);
  if (fields instanceof Wrong) return [fields];
  return fields.map((field) => {
    const [name = '', value] = field.split(/=(.*)/s);
    if (value === undefined || !/^[A-Za-z][\w.-]*$/.test(name) || name === 'env.')
      return new Wrong('must be an option', 'write key=value, and "key=a,b" if the value has a comma');
    const image = /^(qemu\.)?image$/.test(name) ? parseImage(value) : undefined;
    if (image instanceof Wrong) return image;
    return image !== undefined || credentialIn(value) === undefined || name.startsWith('env.')
      ? formatFields([field])
      : new Wrong(`credentials in a URL, ${ON_COMMAND_LINE}`, 'take them out, or let builder name one that has them');
  });
}

/** Options of the daemon, in words as a shell has them: buildx finds out only when it makes the builder. */
function parseFlags(text: string): string | Wrong {
  // a comment may contain anything
  return text.includes('#') || /^(?:[^'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")*$/.test(text)
    ? text
    : new Wrong(`must not have an open quote, got ${quote(text)}`, 'close it, or write \\ in front');
}

async function readConfig(inputs: Inputs, job: Job): Promise<string | undefined> {
  const file = inputs.text('buildkitd-config');
  const inline = inputs.text('buildkitd-config-inline');
  if (file !== undefined && inline !== undefined) {
    inputs.accept('buildkitd-config', new Wrong('beside buildkitd-config-inline', 'put it all into one of the two'));
  }
  const fromFile = file === undefined ? undefined : inputs.accept('buildkitd-config', await parseConfigFile(file, job));
  return inputs.accept('buildkitd-config-inline', await parseToml(inline, job)) ?? fromFile;
}

async function parseConfigFile(file: string, job: Job): Promise<string | undefined | Wrong> {
  const path = parseFilePath(file, job, MAX_BUILDKIT_CONFIG_BYTES);
  return path instanceof Wrong ? withValue(path, file) : parseToml(job.files.readText(path), job);
}

async function parseToml(text: string | undefined, job: Job): Promise<string | undefined | Wrong> {
  if (text === undefined || text.trim() === '') return undefined;
  const { parse, TomlError } = await import('smol-toml');
  try {
    parse(text);
  } catch (error) {
    if (error instanceof TomlError) return new Wrong(`invalid TOML at line ${error.line}, column ${error.column}`);
    throw error;
  }
  return withCertificatePaths(text, job);
}

/** An image to be pulled, by tag or digest: `moby/buildkit:v0.20.0`. */
function parseImage(text: string): string | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[a-z0-9[][\w.:/[\]-]*(@sha256:[0-9a-f]{64})?$/.test(text) && wrongWith(text) === undefined
    ? text
    : new Wrong(`must be an image, got ${quote(text)}`, 'write it like moby/buildkit:latest');
}

/** Only a release with a known hash is downloaded, so only such a release is accepted. */
function parseVersion(text: string): string | Wrong {
  if (text === 'latest') return text;
  const version = `v${text.replace(/^v/, '')}`;
  const known = Object.keys(BUILDX_RELEASES);
  if (known.includes(version)) return version;
  const near = nearest(version, known);
  return new Wrong(
    `must be a release of buildx that the action knows, got ${quote(text)}`,
    near === undefined ? 'write latest, or one such as v0.29.1' : `did you mean ${near}?`,
  );
}
