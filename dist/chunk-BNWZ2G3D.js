import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  ExitCode,
  debug,
  endGroup,
  error,
  getInput,
  getState,
  info,
  isDebug,
  notice,
  saveState,
  setOutput,
  setSecret,
  startGroup,
  warning
} from "./chunk-5GDL2WVS.js";

// src/runtime/printable.ts
var UNSEEN = "\\p{Default_Ignorable_Code_Point}\\p{Cf}";
var ANYWHERE = new RegExp(`#(?=[${UNSEEN}]*#[${UNSEEN}]*\\[)`, "gu");
var AT_START = new RegExp(`^([\\s${UNSEEN}]*:)(?=[${UNSEEN}]*:)`, "u");
var SEQUENCES = new RegExp(
  [
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]",
    "(?:\\u001b[PX^_\\]]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]*(?:\\u0007|\\u001b\\\\|\\u009c)",
    "\\u001b[ -/]*[0-~]"
  ].join("|"),
  "g"
);
var CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
function printableLine(line) {
  const text = lastOverwrite(line).replace(SEQUENCES, "").replace(CONTROLS, "");
  return text.replace(ANYWHERE, "# ").replace(AT_START, "$1 ");
}
function printable(text) {
  return text.split("\n").map(printableLine).join("\n");
}
function lastOverwrite(line) {
  return line.split("\r").findLast((part) => part !== "") ?? "";
}

// src/runtime/runner.ts
import { appendFile } from "node:fs/promises";
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
      const file = process.env.GITHUB_STEP_SUMMARY;
      if (file) await appendFile(file, `${markdown}
`);
    },
    fail(message, place) {
      endGroup2();
      process.exitCode = ExitCode.Failure;
      error(message, place);
    }
  };
}
var runner = createRunner();

// src/runtime/debug.ts
function debug2(lines) {
  if (isDebug()) for (const line of lines()) debug(printable(runner.hide(line)));
}
async function traced(subject, work, endOf) {
  if (!isDebug()) return work();
  const started = performance.now();
  const end = (text) => debug2(() => [`${subject()}: ${text}, ${Math.round(performance.now() - started)} ms`]);
  try {
    const result = await work();
    end(endOf(result));
    return result;
  } catch (error2) {
    end(messageOf(error2));
    throw error2;
  }
}

export {
  printableLine,
  printable,
  runner,
  debug2 as debug,
  traced
};
