import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  printable
} from "./chunk-6C2LH5AW.js";
import {
  error,
  getInput,
  getState,
  info,
  notice,
  saveState,
  setFailed,
  setOutput,
  setSecret,
  summary,
  warning
} from "./chunk-7ITNS3YL.js";

// src/system/files.ts
import { existsSync, readFileSync, statSync } from "node:fs";
var files = {
  exists: existsSync,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  size: (path) => statSync(path).size,
  readText: (path) => readFileSync(path, "utf8"),
  /** The text of a file that need not be there. */
  readOptional: (path) => files.isFile(path) ? files.readText(path) : void 0
};

// src/system/runner.ts
function createRunner() {
  const masked = /* @__PURE__ */ new Set();
  return {
    input: (name) => getInput(name, { trimWhitespace: false }),
    mask(secret) {
      setSecret(secret);
      for (const line of secret.split(/\r\n|\r|\n/)) if (line.trim() !== "") masked.add(line.trim());
    },
    // the longest first, of which another may be a part
    hide: (text) => [...masked].filter((secret) => text.includes(secret)).sort((a, b) => b.length - a.length).reduce((shown, secret) => shown.replaceAll(secret, "***"), text),
    info: (line) => info(printable(line)),
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
    fail: setFailed
  };
}
var runner = createRunner();

export {
  files,
  runner
};
