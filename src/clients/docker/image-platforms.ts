import * as v from 'valibot';
import { isIndex } from '../../model/oci.ts';
import { normalisePlatform, type Platform } from '../../model/platform.ts';

/** The platforms of a name in Docker Engine's image store. */
export interface ImagePlatforms {
  /** True for an index. False for one manifest, which BuildKit uses for every platform. */
  readonly isIndex: boolean;
  readonly platforms: readonly Platform[];
}

const TEXT = v.nullish(v.string(), '');
const PLATFORM = v.object({ os: TEXT, architecture: TEXT, variant: TEXT });

/** The platforms in Docker Engine's answer about an image. */
export const IMAGE_PLATFORMS = v.object({
  Os: TEXT,
  Architecture: TEXT,
  Variant: TEXT,
  Descriptor: v.nullish(v.object({ mediaType: TEXT })),
  Manifests: v.nullish(
    v.array(v.object({ Kind: TEXT, Descriptor: v.nullish(v.object({ platform: v.nullish(PLATFORM) })) })),
    [],
  ),
});

/** Undefined if Docker Engine (before 28) does not describe what the name refers to. */
export function imagePlatforms({
  Os: os,
  Architecture: architecture,
  Variant: variant,
  Descriptor,
  Manifests,
}: v.InferOutput<typeof IMAGE_PLATFORMS>): ImagePlatforms | undefined {
  const mediaType = Descriptor?.mediaType ?? '';
  if (mediaType === '') return undefined;
  if (!isIndex(mediaType)) return { isIndex: false, platforms: platformIn({ os, architecture, variant }) };
  const listed = Manifests.filter(({ Kind }) => Kind === 'image').flatMap(
    (manifest) => manifest.Descriptor?.platform ?? [],
  );
  return { isIndex: true, platforms: listed.flatMap(platformIn) };
}

function platformIn({ os, architecture, variant }: v.InferOutput<typeof PLATFORM>): readonly Platform[] {
  if (os === '' || architecture === '') return [];
  return [normalisePlatform({ os, architecture, variant: variant || undefined })];
}
