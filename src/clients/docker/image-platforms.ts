import { isIndex } from '../../model/oci.ts';
import { normalisePlatform, type Platform } from '../../model/platform.ts';
import type { Json } from './answers.ts';

/** The platforms of a name in Docker Engine's image store. */
export interface ImagePlatforms {
  /** True for an index. False for one manifest, which BuildKit uses for every platform. */
  readonly isIndex: boolean;
  readonly platforms: readonly Platform[];
}

/** Undefined if Docker Engine (before 28) does not describe what the name refers to. */
export function readImagePlatforms(body: Json): ImagePlatforms | undefined {
  const { mediaType } = (body.Descriptor ?? {}) as Json;
  if (typeof mediaType !== 'string') return undefined;
  if (!isIndex(mediaType)) {
    const { Os: os, Architecture: architecture, Variant: variant } = body;
    return { isIndex: false, platforms: platformIn({ os, architecture, variant }) };
  }
  const manifests = Array.isArray(body.Manifests) ? (body.Manifests as Json[]) : [];
  const images = manifests.filter(({ Kind }) => Kind === 'image');
  return {
    isIndex: true,
    platforms: images.flatMap(({ Descriptor }) =>
      platformIn(((Descriptor as Json | undefined)?.platform ?? {}) as Json),
    ),
  };
}

function platformIn({ os, architecture, variant }: Json): readonly Platform[] {
  if (typeof os !== 'string' || os === '' || typeof architecture !== 'string' || architecture === '') return [];
  return [
    normalisePlatform({
      os,
      architecture,
      variant: typeof variant === 'string' && variant !== '' ? variant : undefined,
    }),
  ];
}
