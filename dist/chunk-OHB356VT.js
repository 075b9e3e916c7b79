import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/system/errors.ts
var ActionError = class extends Error {
  name = "ActionError";
  /** What to do about it: one sentence in the imperative. */
  hint;
  /** The last lines a tool said before it failed, without secrets. */
  output;
  constructor(message, details = {}) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
    this.output = details.output;
  }
};
var HungError = class extends ActionError {
  name = "HungError";
  verdict = "transient";
};
var TimeUp = class extends ActionError {
  name = "TimeUp";
};
function failed(what, cause, hint) {
  const Kind = cause instanceof HungError ? HungError : ActionError;
  return new Kind(`${what}: ${messageOf(cause)}`, { hint, cause });
}
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

export {
  ActionError,
  HungError,
  TimeUp,
  failed,
  messageOf
};
