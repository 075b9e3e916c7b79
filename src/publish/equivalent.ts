import { isDeepStrictEqual } from 'node:util';
import type { Image, PlatformImage } from '../model/image.ts';
import { duplicateKey } from '../model/json-tokens.ts';
import type { Descriptor } from '../model/oci.ts';
import { formatPlatform } from '../model/platform.ts';
import { printableLine } from '../runtime/printable.ts';

/**
 * Compares an image with the one that was built. They are equivalent if they have the same platforms and, for each
 * platform, the same manifest, or the same layers in the same order and configs that differ only in times. Attestations
 * are not compared: provenance states when it was made, so it always differs.
 * @returns the first difference (`layer 2 of linux/arm64`); undefined if the images are equivalent.
 */
export function differenceOf(built: Pick<Image, 'platforms'>, other: Pick<Image, 'platforms'>): string | undefined {
  const [builtImages, otherImages] = [sorted(built), sorted(other)];
  const [expected, found] = [builtImages, otherImages].map((images) => images.map(nameOf).join(', '));
  if (expected !== found) return `the platforms (built: ${expected}; found: ${found})`;
  const differences = builtImages.flatMap((image, i) => {
    const field = differingField(image, otherImages[i] as PlatformImage);
    return field === undefined ? [] : [`${field} of ${nameOf(image)}`];
  });
  return differences[0];
}

function sorted({ platforms }: Pick<Image, 'platforms'>): readonly PlatformImage[] {
  return platforms.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf({ platform }: PlatformImage): string {
  return formatPlatform(platform);
}

function differingField(a: PlatformImage, b: PlatformImage): string | undefined {
  if (a.digest === b.digest) return undefined;
  const [layers, otherLayers] = [a.manifest.layers, b.manifest.layers];
  if (layers.length !== otherLayers.length) return `the number of layers (${layers.length} and ${otherLayers.length})`;
  const layer = layers.findIndex((descriptor, i) => !isDeepStrictEqual(descriptor, otherLayers[i]));
  if (layer >= 0) return `layer ${layer + 1}`;
  // the config's own digest and size follow from its times
  const named = ({ manifest }: PlatformImage): Descriptor => ({ ...manifest.config, digest: 'sha256:', size: 0 });
  if (!isDeepStrictEqual(named(a), named(b))) return "the config's descriptor";
  if (a.manifest.config.digest === b.manifest.config.digest) return undefined;
  const [config, other] = [a, b].map((image) => Buffer.from(image.config).toString()) as [string, string];
  // JSON parsers differ on which of two equal keys they use
  const duplicate = duplicateKey(config) ?? duplicateKey(other);
  const path = duplicate === undefined ? configField(withoutTimes(config), withoutTimes(other)) : [duplicate];
  return path && `the config's field ${printableLine(path.join('.')).slice(0, 100)}`;
}

type Json = Readonly<Record<string, unknown>>;

const CREATED = 'org.opencontainers.image.created';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Parses a config and replaces each creation time by the same value. */
function withoutTimes(text: string): Json {
  const json = JSON.parse(text) as Json;
  const { config, history } = json;
  return {
    ...withoutTime(json, 'created'),
    ...(isObject(config) && isObject(config.Labels)
      ? { config: { ...config, Labels: withoutTime(config.Labels, CREATED) } }
      : {}),
    ...(Array.isArray(history)
      ? { history: history.map((entry) => (isObject(entry) ? withoutTime(entry, 'created') : entry)) }
      : {}),
  };
}

/** Replaces only valid times, so that another text and a missing time remain differences. */
function withoutTime(json: Json, key: string): Json {
  const value = json[key];
  return typeof value === 'string' && TIME.test(value) ? { ...json, [key]: 'a time' } : json;
}

/** @returns the path of the first field that differs, `['config', 'Env']`; undefined if there is none. */
function configField(a: unknown, b: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (!isObject(a) || !isObject(b)) return path;
  const keys = [...Object.keys(a), ...Object.keys(b)];
  const key = keys.find((name) => !isDeepStrictEqual(a[name], b[name])) ?? '';
  return configField(a[key], b[key], [...path, key]);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
