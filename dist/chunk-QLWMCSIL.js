import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/errors.ts
var ActionError = class _ActionError extends Error {
  name = "ActionError";
  /** The fix: one sentence in the imperative. */
  hint;
  /** The last lines that a tool printed before it failed, without secrets. */
  output;
  /** The known cause, with a section in docs/troubleshooting.md. An error that wraps another one has that of its cause. */
  diagnosis;
  #place;
  constructor(message, details = {}) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
    this.output = details.output;
    const { cause } = details;
    this.diagnosis = details.diagnosis ?? (cause instanceof _ActionError ? cause.diagnosis : void 0);
  }
  /** The line that causes it, if it is in the checkout. */
  get place() {
    return this.#place;
  }
  at(place) {
    this.#place = place;
    return this;
  }
};
var HungError = class extends ActionError {
  name = "HungError";
  verdict = "transient";
};
var Cancelled = class extends ActionError {
  name = "Cancelled";
};
var TimeUp = class extends ActionError {
  name = "TimeUp";
};
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
var MACHINE_HINTS = {
  EMFILE: "Raise the limit of open files for the runner (`ulimit -n`, or LimitNOFILE of its service).",
  ENFILE: "The machine has too many open files: run fewer jobs at once on it.",
  EAGAIN: "Raise the limit of processes for the runner (`ulimit -u`, or TasksMax of its service).",
  ENOMEM: "Give the runner more memory, or let it do less at once."
};
function machineHint(error) {
  return MACHINE_HINTS[String(error?.code)];
}

export {
  ActionError,
  HungError,
  Cancelled,
  TimeUp,
  messageOf,
  machineHint
};
