// The limits of the check of programs, written as in runtime/limits.ts. script/limits.mjs reads both files.

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 1024 * MEBIBYTE;

/** Start of a file that shows its format: Go's linker puts its headers and the loader's name into the first 4096 bytes. */
export const HEAD_BYTES = 4_096;
/** File whose format is behind its start: only 32-bit arm and files that a tool changed need it. */
export const MAX_WHOLE_PROGRAM_BYTES = 32 * MEBIBYTE;
/** Headers of one file in a tar with its long names: Linux accepts no path over 4096 bytes. */
export const MAX_TAR_HEADER_BYTES = MEBIBYTE;
/** Path, or target of a symlink: PATH_MAX of Linux. */
export const MAX_PATH_CHARS = 4_096;
/** Content of a layer: far more than a real one has. */
export const MAX_LAYER_BYTES = 64 * GIBIBYTE;
/** Files, links and folders of a layer: far more than a real one has. */
export const MAX_LAYER_ENTRIES = 2_000_000;
/** Listing of a layer, about its size as JSON: far more than a real layer needs. */
export const MAX_LISTING_CHARS = 32 * MEBIBYTE;
/** Scripts whose interpreter is a script: Linux runs no more. */
export const MAX_SCRIPTS = 5;
/** Programs that start one another in an entry point: more than `tini -- gosu app` has. */
export const MAX_WRAPPERS = 5;
/** Files of one format that a notice names: it stays readable. */
export const MAX_NAMED_FILES = 5;
/** Layers that are read at one time for their programs: decompression uses a processor for each. */
export const MAX_PARALLEL_LAYERS = 4;
/** Layer whose programs are remembered for later runs: a smaller one is read faster than the cache service answers. */
export const MIN_REMEMBERED_LAYER_BYTES = 4 * MEBIBYTE;
/** Layer whose programs are checked, unless `verify` is `strict`: a larger one takes seconds, and minutes from a registry. */
export const MAX_CHECKED_LAYER_BYTES = 512 * MEBIBYTE;
