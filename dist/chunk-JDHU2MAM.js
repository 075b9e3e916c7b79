import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  actionRepository
} from "./chunk-SJWTZUPK.js";
import {
  withPage
} from "./chunk-BKL3PCXY.js";
import {
  describeDisk
} from "./chunk-25QNN4TD.js";
import {
  ActionError,
  machineHint,
  messageOf
} from "./chunk-QLWMCSIL.js";

// src/report/failure.ts
import { tmpdir } from "node:os";
function printFailure(thrown, runner, temp) {
  runner.endGroup();
  const error = describeFailure(thrown, temp);
  if (error instanceof Bug) {
    runner.info(runner.hide(thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)));
    runner.fail(runner.hide(`${error.message}
${error.hint}`));
    return;
  }
  if (error.output) for (const line of error.output.trimEnd().split("\n")) runner.info(`  ${line}`);
  const text = error.hint === void 0 ? error.message : `${error.message}
${error.hint}`;
  runner.fail(withPage(text, error.diagnosis, process.env), error.place);
}
function describeFailure(thrown, temp = process.env.RUNNER_TEMP ?? tmpdir()) {
  const error = diskFull(thrown, temp) ?? limitReached(thrown) ?? thrown;
  if (error instanceof ActionError) return error;
  return new Bug(`an error of the action itself: ${messageOf(error)}`, { hint: bugHint(process.env), cause: error });
}
var Bug = class extends ActionError {
};
function bugHint(env) {
  const repository = actionRepository(env);
  const place = repository === void 0 ? " to the action's authors" : `: ${repository}/issues`;
  return `This is a bug. Report it with the log of this step${place}`;
}
function limitReached(error) {
  const hint = error instanceof ActionError ? void 0 : machineHint(error);
  return hint === void 0 ? void 0 : new ActionError(messageOf(error), { hint, diagnosis: outOfMemory(error), cause: error });
}
function outOfMemory(error) {
  return error?.code === "ENOMEM" ? "out-of-memory" : void 0;
}
function diskFull(error, temp) {
  const code = error?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return void 0;
  return new ActionError(`the disk is full: ${messageOf(error)} (${describeDisk(temp) ?? temp})`, {
    hint: "Free space on the runner before this step, or let it do less at once.",
    diagnosis: "disk-full",
    cause: error
  });
}

export {
  printFailure,
  describeFailure
};
