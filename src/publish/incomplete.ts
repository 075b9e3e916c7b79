import { ActionError } from '../model/errors.ts';

/** State of a tag after publishing failed. */
export interface TagState {
  /** `ghcr.io/acme/app:1.2` */
  readonly reference: string;
  readonly state:
    | 'updated'
    | 'acknowledged but not read back'
    | 'updated and changed since'
    | 'not updated'
    | 'unknown';
  /** Digest before the update, `nothing` or `unknown`. */
  readonly before: string;
}

/** Not all tags were updated, or not all could be read back. */
export class IncompletePublication extends ActionError {
  override readonly name = 'IncompletePublication';
  readonly tags: readonly TagState[];

  constructor(message: string, tags: readonly TagState[], details: ConstructorParameters<typeof ActionError>[1]) {
    super(message, details);
    this.tags = tags;
  }
}
