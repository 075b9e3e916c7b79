import { type Digest, isDigest } from '../model/digest.ts';
import type { StepKind } from '../model/report.ts';
import type { Export } from '../store/store.ts';
import type { BuildEvent } from './events.ts';
import { parseStepName } from './step-name.ts';

/**
 * Detects from the events of one buildx command when its results are exported. If it also writes a cache, that is before
 * the command ends: BuildKit writes the cache after the export, and since 0.27 while it pushes. The push is then a second
 * interval of the same step.
 */
export class ExportProgress {
  /** Number of names under which the image is pushed. BuildKit reports each push. */
  readonly #pushCount: number;
  /** Number of names that the image gets in the builder's image store. BuildKit reports each name. */
  readonly #nameCount: number;
  readonly #steps = new Map<string, { readonly kind: StepKind; readonly isImage: boolean }>();
  /** Running vertices that export or push. */
  readonly #running = new Set<string>();
  readonly #pushed = new Set<string>();
  readonly #named = new Set<string>();
  readonly #digests = new Map<'index' | 'image', Digest>();
  #writesCache = false;

  constructor(exports: readonly Export[]) {
    const namesOf = (some: readonly Export[]) => some.flatMap(({ attributes }) => (attributes.name ?? '').split(','));
    const isPush = ({ attributes }: Export) => attributes.push === 'true';
    this.#pushCount = namesOf(exports.filter(isPush)).length;
    this.#nameCount = namesOf(exports.filter((one) => one.type === 'image' && !isPush(one))).length;
  }

  add(event: BuildEvent): void {
    if (event.type === 'step') {
      const { kind, command } = parseStepName(event.name);
      this.#steps.set(event.step, { kind, isImage: IMAGE_EXPORT.test(command) });
      if (event.started === undefined) return;
      if (kind === 'cache-export') this.#writesCache = true;
      if (kind !== 'export' && kind !== 'push') return;
      if (event.completed === undefined) this.#running.add(event.vertex);
      else if (event.error === undefined) this.#running.delete(event.vertex);
    } else if (event.type === 'status' && event.completed !== undefined) {
      if (event.id.startsWith(PUSH_STATUS)) this.#pushed.add(event.id);
      if (event.id.startsWith(NAME_STATUS)) this.#named.add(event.id);
      const [, list, digest] = EXPORTED_MANIFEST.exec(event.id) ?? [];
      if (this.#steps.get(event.step)?.isImage && isDigest(digest)) this.#digests.set(list ? 'index' : 'image', digest);
    }
  }

  /** True if only the cache remains to be written. */
  get isExported(): boolean {
    return this.#writesCache && this.#running.size === 0 && this.#pushed.size >= this.#pushCount;
  }

  /** True if the image has its name in the builder's image store. It can be read there, but may be incomplete. */
  get isNamed(): boolean {
    return this.#nameCount > 0 && this.#named.size >= this.#nameCount;
  }

  /** Digest of the index, or of the image without an index, as BuildKit reports it. */
  get digest(): Digest | undefined {
    return this.#digests.get('index') ?? this.#digests.get('image');
  }
}

// https://github.com/moby/buildkit/blob/master/exporter/containerimage/writer.go, …/util/push/push.go
const IMAGE_EXPORT = /^exporting to (?:image|oci image format|docker image format)$/;
const EXPORTED_MANIFEST = /^exporting manifest( list)? (sha256:[0-9a-f]{64})$/;
const PUSH_STATUS = 'pushing manifest for ';
const NAME_STATUS = 'naming to ';
