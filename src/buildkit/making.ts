import { type Digest, isDigest } from '../model/digest.ts';
import type { StepKind } from '../model/report.ts';
import type { Export } from '../store/store.ts';
import type { BuildEvent } from './events.ts';
import { parseStepName } from './step.ts';

/**
 * Follows a call of buildx until what it makes is there. That is before its end where it writes a cache besides: BuildKit
 * does so when the result is exported, and from 0.27 on beside its push, which is a second span of the same step.
 */
export class Making {
  /** How many names the image is pushed under; each is told of. */
  readonly #pushes: number;
  /** How many names the image gets in the builder's own store, of which each is told as well. */
  readonly #names: number;
  readonly #steps = new Map<string, { readonly kind: StepKind; readonly isImage: boolean }>();
  /** Vertices at work that hand the result over. */
  readonly #running = new Set<string>();
  readonly #pushed = new Set<string>();
  readonly #named = new Set<string>();
  readonly #digests = new Map<'index' | 'image', Digest>();
  #writesCache = false;

  constructor(exports: readonly Export[]) {
    const namesOf = (some: readonly Export[]) => some.flatMap(({ attributes }) => (attributes.name ?? '').split(','));
    const isPush = ({ attributes }: Export) => attributes.push === 'true';
    this.#pushes = namesOf(exports.filter(isPush)).length;
    this.#names = namesOf(exports.filter((one) => one.type === 'image' && !isPush(one))).length;
  }

  add(event: BuildEvent): void {
    if (event.type === 'step') {
      const { kind, command } = parseStepName(event.name);
      this.#steps.set(event.step, { kind, isImage: IMAGE.test(command) });
      if (event.started === undefined) return;
      if (kind === 'cache-export') this.#writesCache = true;
      if (kind !== 'export' && kind !== 'push') return;
      if (event.completed === undefined) this.#running.add(event.vertex);
      else if (event.error === undefined) this.#running.delete(event.vertex);
    } else if (event.type === 'status' && event.completed !== undefined) {
      if (event.id.startsWith(PUSHED)) this.#pushed.add(event.id);
      if (event.id.startsWith(NAMED)) this.#named.add(event.id);
      const [, list, digest] = EXPORTED.exec(event.id) ?? [];
      if (this.#steps.get(event.step)?.isImage && isDigest(digest)) this.#digests.set(list ? 'index' : 'image', digest);
    }
  }

  /** Whether nothing is left to do but to write the cache. */
  get isDone(): boolean {
    return this.#writesCache && this.#running.size === 0 && this.#pushed.size >= this.#pushes;
  }

  /** Whether the image has its name in the builder's store, where it can be looked at, though not all of it may be there. */
  get isNamed(): boolean {
    return this.#names > 0 && this.#named.size >= this.#names;
  }

  /** Of the image or index, as BuildKit tells it. */
  get digest(): Digest | undefined {
    return this.#digests.get('index') ?? this.#digests.get('image');
  }
}

// https://github.com/moby/buildkit/blob/master/exporter/containerimage/writer.go, …/util/push/push.go
const IMAGE = /^exporting to (?:image|oci image format|docker image format)$/;
const EXPORTED = /^exporting manifest( list)? (sha256:[0-9a-f]{64})$/;
const PUSHED = 'pushing manifest for ';
const NAMED = 'naming to ';
