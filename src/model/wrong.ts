/** A problem with one value and its fix: parsing returns it in place of a value. Neither part ever holds a secret. */
export class Wrong {
  readonly message: string;
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    this.message = message;
    this.hint = hint;
  }
}
