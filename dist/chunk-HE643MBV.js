import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  busySeconds
} from "./chunk-EAHIQFPC.js";

// src/report/timed-steps.ts
function timedSteps(log, isEmulated, now) {
  const begin = log.steps.reduce((first, { started }) => Math.min(first, started), Number.POSITIVE_INFINITY);
  return log.steps.flatMap((step) => {
    const { kind, command, stage, index, platform, target, cached, started, running } = step;
    const open = running && now !== void 0 ? [{ from: started, to: Math.max(now, started) }] : [];
    const intervals = [...step.intervals, ...open];
    if (intervals.length === 0) return [];
    return {
      ...{ kind, command, stage, index, platform: target, cached },
      emulated: kind === "run" && platform !== void 0 && isEmulated(platform),
      start: (started - begin) / 1e3,
      end: (Math.max(...intervals.map(({ to }) => to)) - begin) / 1e3,
      seconds: busySeconds(intervals)
    };
  });
}
function secondsOf(steps) {
  return busySeconds(steps.map(({ start, end }) => ({ from: start * 1e3, to: end * 1e3 })));
}
function positionOf({ stage, index }) {
  return index === void 0 ? "" : [stage, index].filter((part) => part !== void 0).join(" ");
}

export {
  timedSteps,
  secondsOf,
  positionOf
};
