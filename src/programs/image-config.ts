/** The fields of an image config that decide what a container starts: https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface StartConfig {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Directories of `PATH`. */
  readonly path: readonly string[];
  readonly workingDir: string;
  /** The instruction that made each layer. Undefined if the history does not match the layers. */
  readonly instructions: readonly string[] | undefined;
}

/** https://github.com/moby/moby/blob/master/oci/defaults.go */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const MAX_INSTRUCTION_CHARS = 80;
/** BuildKit's mark at the end of an instruction. */
const BUILDKIT = '# buildkit';

/** Fields that are missing or malformed count as empty. Never throws. */
export function parseStartConfig(bytes: Uint8Array): StartConfig {
  const image = recordOf(parsed(bytes));
  const config = recordOf(image.config);
  const environment = textsOf(config.Env);
  const path = environment.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length);
  return {
    entrypoint: textsOf(config.Entrypoint),
    cmd: textsOf(config.Cmd),
    path: (path ?? DEFAULT_PATH).split(':').filter((folder) => folder !== ''),
    workingDir: typeof config.WorkingDir === 'string' && config.WorkingDir !== '' ? config.WorkingDir : '/',
    instructions: instructionsOf(image),
  };
}

/**
 * Number of layers that the last entries of the history made. Undefined if the history does not match the layers.
 * @param entries number of those entries.
 */
export function countAdded(bytes: Uint8Array, entries: number): number | undefined {
  const history = historyOf(recordOf(parsed(bytes)));
  if (history === undefined || history.length < entries) return undefined;
  return history.slice(history.length - entries).filter(madeLayer).length;
}

/** True if BuildKit made an entry of the history. Undefined without a history. */
export function isByBuildKit(bytes: Uint8Array): boolean | undefined {
  const history = listOf(recordOf(parsed(bytes)).history).map(recordOf);
  if (history.length === 0) return undefined;
  return history.some(({ comment }) => typeof comment === 'string' && comment.startsWith('buildkit.'));
}

function instructionsOf(image: Record<string, unknown>): readonly string[] | undefined {
  const made = historyOf(image)?.filter(madeLayer);
  return made?.map((step) => (typeof step.created_by === 'string' ? instructionOf(step.created_by) : ''));
}

/** The entries of the history. Undefined if it does not match the layers. */
function historyOf({ history, rootfs }: Record<string, unknown>): readonly Record<string, unknown>[] | undefined {
  if (!Array.isArray(history)) return undefined;
  const entries = history.map(recordOf);
  return entries.filter(madeLayer).length === listOf(recordOf(rootfs).diff_ids).length ? entries : undefined;
}

function madeLayer(step: Record<string, unknown>): boolean {
  return step.empty_layer !== true;
}

/**
 * The instruction as in the Dockerfile. Values of build arguments are left out: they may be secrets.
 * BuildKit writes `RUN |1 TOKEN=abc /bin/sh -c make # buildkit`, older builders `/bin/sh -c #(nop) COPY file:… in /app`.
 */
function instructionOf(createdBy: string): string {
  const plain = (createdBy.endsWith(BUILDKIT) ? createdBy.slice(0, -BUILDKIT.length) : createdBy)
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(?:RUN )?\|\d+ (?:.* )?\/bin\/sh -c /s, 'RUN ')
    .replace(/^(?:RUN )?\/bin\/sh -c /, 'RUN ')
    .replace(/^RUN \|.*$/s, 'RUN')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return plain.length > MAX_INSTRUCTION_CHARS ? `${plain.slice(0, MAX_INSTRUCTION_CHARS)}…` : plain;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((element) => typeof element === 'string');
}
