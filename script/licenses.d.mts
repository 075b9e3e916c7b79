/** The files of each output in esbuild's metafile. */
export interface Bundled {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

export function licensesOf(metafile: Bundled, root: string): string;
