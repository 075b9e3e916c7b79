/** The part of esbuild's metafile that says which file went into which output. */
export interface Bundled {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

export function licensesOf(metafile: Bundled, root: string): string;
