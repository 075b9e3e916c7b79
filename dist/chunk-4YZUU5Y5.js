import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  withPage
} from "./chunk-523U7GFD.js";
import {
  endProcess,
  subprocessesEnded
} from "./chunk-7Y2BUHLI.js";
import {
  describeDisk
} from "./chunk-QFXDYJZT.js";
import {
  runner
} from "./chunk-QU2FOL6C.js";
import {
  ActionError,
  HungError,
  machineHint,
  messageOf
} from "./chunk-S3IJUGYC.js";
import {
  LAST_CACHE_WRITE_MS,
  STEP_END_MS
} from "./chunk-EGFNVJ3A.js";

// src/report/failure.ts
import { tmpdir } from "node:os";
function printFailure(thrown, runner2, temp = process.env.RUNNER_TEMP ?? tmpdir()) {
  runner2.endGroup();
  const error = diskFull(thrown, temp) ?? limitReached(thrown) ?? thrown;
  if (!(error instanceof ActionError)) {
    runner2.info(runner2.hide(error instanceof Error ? error.stack ?? error.message : String(error)));
    runner2.fail(runner2.hide(`an error of the action itself: ${messageOf(error)}
${bugHint(process.env)}`));
    return;
  }
  if (error.output) for (const line of error.output.trimEnd().split("\n")) runner2.info(`  ${line}`);
  const text = error.hint === void 0 ? error.message : `${error.message}
${error.hint}`;
  runner2.fail(withPage(text, error.diagnosis, process.env), error.place);
}
function bugHint(env) {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository } = env;
  const place = repository ? `: ${server || "https://github.com"}/${repository}/issues` : " to the action's authors";
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

// src/actions/step.ts
async function runStep(work, stop) {
  const uncaught = Promise.withResolvers();
  process.on("uncaughtException", (error) => {
    reportFailure(error);
    if (stop === void 0) uncaught.reject(error);
    else stop(error);
  });
  let limit = LAST_CACHE_WRITE_MS;
  try {
    await Promise.race([work(), uncaught.promise]);
  } catch (error) {
    reportFailure(error);
    if (error instanceof HungError) limit = 0;
  }
  if (!await subprocessesEnded(limit)) {
    stop?.(new Error("the step is over"));
    await subprocessesEnded(STEP_END_MS);
  }
  await endProcess();
}
function reportFailure(error) {
  if (!process.exitCode) printFailure(error, runner);
}

export {
  runStep,
  reportFailure
};
