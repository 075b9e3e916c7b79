// not the build for Node, which starts threads
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate/browser';

/** A zip archive with one text file. */
export function zipText(file: string, text: string): Uint8Array {
  return zipSync({ [file]: strToU8(text) });
}

/**
 * Reads one text file of a zip archive. No other file is unpacked.
 * @param limit in bytes, of the unpacked file. The archive's own claim of a smaller size cuts the text there.
 * @returns the text, or a sentence with the reason why it cannot be read.
 */
export function unzipText(
  archive: Uint8Array,
  file: string,
  limit: number,
): { readonly text: string } | { readonly problem: string } {
  let size: number | undefined;
  try {
    const files = unzipSync(archive, {
      filter({ name, originalSize }) {
        if (name !== file) return false;
        size = originalSize;
        return size <= limit;
      },
    });
    const bytes = files[file];
    if (bytes !== undefined) return { text: strFromU8(bytes) };
  } catch {
    return { problem: 'it is not a zip archive that can be read' };
  }
  return { problem: size === undefined ? `it has no ${file}` : `its ${file} is larger than ${limit} bytes` };
}
