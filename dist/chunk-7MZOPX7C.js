import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  writeSummary
} from "./chunk-OCILWB7R.js";
import {
  printFailure
} from "./chunk-JDHU2MAM.js";
import {
  endProcess,
  subprocessesEnded
} from "./chunk-HYDKXRKV.js";
import {
  runner
} from "./chunk-BNWZ2G3D.js";
import {
  HungError
} from "./chunk-QLWMCSIL.js";
import {
  LAST_CACHE_WRITE_MS,
  STEP_END_MS,
  SUMMARY_WRITE_MS
} from "./chunk-BB63CQQL.js";

// src/actions/step.ts
import { setTimeout as wait } from "node:timers/promises";
async function runStep(work, stop, summarize) {
  const uncaught = Promise.withResolvers();
  let reported = Promise.resolve();
  process.on("uncaughtException", (error) => {
    if (!process.exitCode) reported = reportFailure(error, summarize);
    if (stop === void 0) uncaught.reject(error);
    else stop(error);
  });
  let limit = LAST_CACHE_WRITE_MS;
  try {
    await Promise.race([work(), uncaught.promise]);
  } catch (error) {
    await reportFailure(error, summarize);
    if (error instanceof HungError) limit = 0;
  }
  if (!await subprocessesEnded(limit)) {
    stop?.(new Error("the step is over"));
    await subprocessesEnded(STEP_END_MS);
  }
  await reported;
  await endProcess();
}
async function reportFailure(error, summarize = () => "") {
  if (process.exitCode) return;
  printFailure(error, runner);
  const written = writeSummary(() => summarize(error), runner);
  await Promise.race([written, wait(SUMMARY_WRITE_MS, void 0, { ref: false })]);
}

export {
  runStep,
  reportFailure
};
