import type { HandedRelease } from './release.ts';

/** One image as `plan` hands it to matrix jobs and `merge`: values for their inputs of the same names. */
export interface HandedImage {
  readonly images: readonly string[];
  /** Full references, or bare tags if `images` is empty. */
  readonly tags: readonly string[];
  /** Empty without a version. */
  readonly version: string;
  readonly release?: HandedRelease;
  readonly platforms: readonly string[];
  readonly part?: string;
  readonly context?: string;
  readonly file?: string;
}

/** The output `plan`: one image, or with `variants` one for each variant by its name. */
export type HandedPlan = HandedImage | { readonly variants: Readonly<Record<string, HandedImage>> };
