import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ExitCode,
  endGroup,
  error,
  getInput,
  getState,
  info,
  notice,
  saveState,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning
} from "./chunk-4T3FHPBG.js";
import {
  endProcess,
  subprocessesEnded
} from "./chunk-DMOZ74TI.js";
import {
  describeDisk
} from "./chunk-LVPVBZZ3.js";
import {
  printable
} from "./chunk-RDEQTE4W.js";
import {
  ActionError,
  HungError,
  machineHint,
  messageOf
} from "./chunk-V6IS5RCX.js";
import {
  LAST_CACHE_WRITE_MS,
  STEP_END_MS
} from "./chunk-54M6UIB7.js";

// src/runtime/runner.ts
function createRunner() {
  const masked = /* @__PURE__ */ new Set();
  let isGrouped = false;
  const endGroup2 = () => {
    if (isGrouped) endGroup();
    isGrouped = false;
  };
  return {
    input: (name) => getInput(name, { trimWhitespace: false }),
    mask(secret) {
      setSecret(secret);
      for (const line of secret.split(/\r\n|\r|\n/)) if (line.trim() !== "") masked.add(line.trim());
    },
    // the longest first, because it may contain another
    hide: (text) => [...masked].filter((secret) => text.includes(secret)).sort((a, b) => b.length - a.length).reduce((shown, secret) => shown.replaceAll(secret, "***"), text),
    info: (line) => info(printable(line)),
    group(title) {
      endGroup2();
      startGroup(title);
      isGrouped = true;
    },
    endGroup: endGroup2,
    notice,
    warning,
    error,
    output: setOutput,
    saveState,
    state: getState,
    async summary(markdown) {
      if (!process.env.GITHUB_STEP_SUMMARY) return;
      await summary.addRaw(markdown, true).write();
    },
    fail(message, place) {
      endGroup2();
      process.exitCode = ExitCode.Failure;
      error(message, place);
    }
  };
}
var runner = createRunner();

// src/report/failure.ts
import { tmpdir } from "node:os";
function printFailure(thrown, runner2, temp = process.env.RUNNER_TEMP ?? tmpdir()) {
  runner2.endGroup();
  const error2 = diskFull(thrown, temp) ?? limitReached(thrown) ?? thrown;
  if (!(error2 instanceof ActionError)) {
    runner2.info(runner2.hide(error2 instanceof Error ? error2.stack ?? error2.message : String(error2)));
    runner2.fail(runner2.hide(`an error of the action itself: ${messageOf(error2)}
${bugHint(process.env)}`));
    return;
  }
  if (error2.output) for (const line of error2.output.trimEnd().split("\n")) runner2.info(`  ${line}`);
  runner2.fail(error2.hint === void 0 ? error2.message : `${error2.message}
${error2.hint}`, error2.place);
}
function bugHint(env) {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository } = env;
  const place = repository ? `: ${server || "https://github.com"}/${repository}/issues` : " to the action's authors";
  return `This is a bug. Report it with the log of this step${place}`;
}
function limitReached(error2) {
  const hint = error2 instanceof ActionError ? void 0 : machineHint(error2);
  return hint === void 0 ? void 0 : new ActionError(messageOf(error2), { hint, cause: error2 });
}
function diskFull(error2, temp) {
  const code = error2?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return void 0;
  return new ActionError(`the disk is full: ${messageOf(error2)} (${describeDisk(temp) ?? temp})`, {
    hint: "Free space on the runner before this step, or let it do less at once.",
    cause: error2
  });
}

// src/actions/step.ts
async function runStep(work, stop) {
  const uncaught = Promise.withResolvers();
  process.on("uncaughtException", (error2) => {
    reportFailure(error2);
    if (stop === void 0) uncaught.reject(error2);
    else stop(error2);
  });
  let limit = LAST_CACHE_WRITE_MS;
  try {
    await Promise.race([work(), uncaught.promise]);
  } catch (error2) {
    reportFailure(error2);
    if (error2 instanceof HungError) limit = 0;
  }
  if (!await subprocessesEnded(limit)) {
    stop?.(new Error("the step is over"));
    await subprocessesEnded(STEP_END_MS);
  }
  await endProcess();
}
function reportFailure(error2) {
  if (!process.exitCode) printFailure(error2, runner);
}

export {
  runner,
  runStep,
  reportFailure
};
