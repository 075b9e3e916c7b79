import { formatPlatform } from '../model/platform.ts';
import type { ImageRequest } from '../model/request.ts';

/** Describes the requested image in one line: `ghcr.io/acme/app for linux/amd64, linux/arm64`. */
export function describeImage({ repositories, tags, platforms }: ImageRequest): string {
  const references = tags.flatMap((tag) => (tag.kind === 'reference' ? [tag.reference.repository] : []));
  const names = [...new Set([...repositories, ...references].map(({ name }) => name))];
  const wanted = platforms?.map(formatPlatform) ?? ['the default platforms'];
  return `${names.join(', ') || 'an image'} for ${wanted.join(', ')}`;
}
