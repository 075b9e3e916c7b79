import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  OUTPUT_FLUSH_MS,
  SUBPROCESS_POLL_MS
} from "./chunk-BB63CQQL.js";

// src/runtime/end.ts
import { existsSync } from "node:fs";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
var SHELL = "/bin/sh";
async function endProcess() {
  await nextTurn();
  await Promise.race([Promise.all([process.stdout, process.stderr].map(flushed)), wait(OUTPUT_FLUSH_MS)]);
  const code = Number(process.exitCode ?? 0);
  process.emit("exit", code);
  if (existsSync(SHELL)) process.execve?.(SHELL, ["sh", "-c", `exit ${code}`], {});
  process.exit(code);
}
function flushed(stream) {
  return new Promise((done) => {
    stream.once("error", () => done());
    stream.write("", () => done());
  });
}
async function subprocessesEnded(limit) {
  const end = performance.now() + limit;
  while (process.getActiveResourcesInfo().includes("ProcessWrap")) {
    if (performance.now() >= end) return false;
    await wait(SUBPROCESS_POLL_MS);
  }
  return true;
}

export {
  endProcess,
  subprocessesEnded
};
