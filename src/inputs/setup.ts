import { resolve } from 'node:path';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { parsePlatforms } from './platform.ts';
import { quote, Wrong } from './problems.ts';
import type { BuilderNode, SetupRequest } from './request.ts';
import { parseArgument, parseExpanded } from './scalars.ts';
import { readEntries, type Yaml } from './yaml.ts';

const DRIVERS = ['auto', 'docker', 'docker-container', 'remote', 'kubernetes'] as const;

/** The keys of an entry of setup-buildx-action's `append`. */
const NODE_KEYS = ['name', 'endpoint', 'driver-opts', 'buildkitd-flags', 'platforms'] as const;

/** The set-up group: emulators and the builder. */
export async function readSetup(inputs: Inputs, job: Job): Promise<SetupRequest> {
  return {
    qemu: inputs.choice('qemu', ['auto', 'always', 'never']),
    qemuImage: inputs.value('qemu-image', parseImage) ?? '',
    driver: inputs.choice('driver', DRIVERS),
    builder: inputs.value('builder', parseArgument),
    endpoint: inputs.value('endpoint', parseArgument),
    nodes: await readNodes(inputs),
    driverOpts: inputs.each('driver-opts', parseDriverOpt),
    buildkitdFlags: inputs.text('buildkitd-flags'),
    buildkitdConfig: await readConfig(inputs, job),
    buildkitImage: inputs.value('buildkit-image', parseImage),
    buildxVersion: inputs.value('buildx-version', parseVersion),
    keepBuilder: inputs.flag('keep-builder'),
  };
}

async function readNodes(inputs: Inputs): Promise<readonly BuilderNode[]> {
  const entries = await readEntries(inputs, 'nodes', NODE_KEYS);
  const seen = new Set<string>();
  return entries.flatMap(({ item, values }) => {
    const node = parseNode(values);
    const twice = !(node instanceof Wrong) && node.name !== undefined && seen.has(node.name);
    if (!(node instanceof Wrong) && node.name !== undefined) seen.add(node.name);
    return (
      inputs.accept('nodes', twice ? new Wrong('a second node of one name', 'leave one of them out') : node, item) ?? []
    );
  });
}

type NodeFields = Readonly<Partial<Record<(typeof NODE_KEYS)[number], Yaml>>>;

function parseNode(fields: NodeFields): BuilderNode | Wrong {
  const { name = '', endpoint = '', 'buildkitd-flags': flags = '' } = fields;
  if (typeof name !== 'string' || typeof endpoint !== 'string' || typeof flags !== 'string') {
    return new Wrong('a list or a map where a text belongs', 'write name, endpoint and buildkitd-flags as key: value');
  }
  const driverOpts = texts(fields['driver-opts'], '\n').map(parseDriverOpt);
  const platforms = parsePlatforms(texts(fields.platforms, ','));
  const wrong = [parseArgument(name), parseArgument(endpoint), ...driverOpts, ...platforms].find(
    (part) => part instanceof Wrong,
  );
  if (wrong !== undefined) return wrong;
  return {
    name: name || undefined,
    endpoint: endpoint || undefined,
    driverOpts: driverOpts.filter((option) => typeof option === 'string'),
    buildkitdFlags: flags || undefined,
    platforms: platforms.flatMap((platform) => (platform instanceof Wrong ? [] : platform)),
  };
}

/** A list, or a text that stands for one. */
function texts(yaml: Yaml | undefined, separator: string): readonly string[] {
  const items = Array.isArray(yaml)
    ? yaml.filter((item) => typeof item === 'string')
    : typeof yaml === 'string'
      ? yaml.split(separator)
      : [];
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function parseDriverOpt(text: string): string | Wrong {
  return /^"?[A-Za-z][\w.-]*=/.test(text)
    ? text
    : new Wrong(`not an option, found ${quote(text)}`, 'write key=value, such as network=host');
}

async function readConfig(inputs: Inputs, { workspace, files }: Job): Promise<string | undefined> {
  const file = inputs.text('buildkitd-config');
  const inline = inputs.text('buildkitd-config-inline');
  if (file === undefined) return inputs.accept('buildkitd-config-inline', await parseToml(inline));
  if (inline !== undefined) {
    inputs.accept('buildkitd-config', new Wrong('beside buildkitd-config-inline', 'put it all into one of the two'));
    return undefined;
  }
  const path = resolve(workspace, file);
  if (!files.isFile(path)) {
    inputs.accept(
      'buildkitd-config',
      new Wrong(`no such file, found ${quote(file)}`, 'write its path from the checkout'),
    );
    return undefined;
  }
  return inputs.accept('buildkitd-config', await parseToml(files.readText(path)));
}

async function parseToml(text: string | undefined): Promise<string | undefined | Wrong> {
  if (text === undefined || text.trim() === '') return undefined;
  const { parse, TomlError } = await import('smol-toml');
  try {
    parse(text);
    return text;
  } catch (error) {
    if (error instanceof TomlError) return new Wrong(`not TOML at line ${error.line}, column ${error.column}`);
    throw error;
  }
}

/** An image to be pulled, by tag or digest: `moby/buildkit:v0.20.0`. */
function parseImage(text: string): string | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[a-z0-9[][\w.:/[\]-]*(@sha256:[0-9a-f]{64})?$/.test(text)
    ? text
    : new Wrong(`not an image, found ${quote(text)}`, 'write it like moby/buildkit:latest');
}

function parseVersion(text: string): string | Wrong {
  if (text === 'latest') return text;
  return /^v?\d+\.\d+\.\d+(-[\w.]+)?$/.test(text)
    ? `v${text.replace(/^v/, '')}`
    : new Wrong(`not a release of buildx, found ${quote(text)}`, 'write latest, or one such as v0.29.1');
}
