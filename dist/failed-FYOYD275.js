import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  driverOf,
  toolsOf
} from "./chunk-CZHUKS2C.js";
import {
  BuildFailure,
  lastLineOf,
  shortCommand,
  whereOf
} from "./chunk-5TLIVEWK.js";
import {
  isEmulated
} from "./chunk-IGA2S3RF.js";
import {
  positionOf,
  secondsOf,
  timedSteps
} from "./chunk-HE643MBV.js";
import {
  wasStopped
} from "./chunk-EAHIQFPC.js";
import "./chunk-OQUZCC2W.js";
import {
  IncompletePublication
} from "./chunk-UFO7QMXD.js";
import "./chunk-TUSLQINK.js";
import "./chunk-U6FXPDFU.js";
import "./chunk-GAY4O6F3.js";
import "./chunk-E3EKNW6Z.js";
import {
  describeFailure
} from "./chunk-JDHU2MAM.js";
import {
  placeLink
} from "./chunk-SJWTZUPK.js";
import "./chunk-BKL3PCXY.js";
import "./chunk-5KDB2SZE.js";
import "./chunk-6EDLY2WM.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import "./chunk-XXQO62Y5.js";
import "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import {
  formatTagged
} from "./chunk-IWCVWDM7.js";
import "./chunk-LHKR3JLK.js";
import {
  Cancelled,
  TimeUp
} from "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/report/platform-state.ts
function platformState({ steps, vertices }, platform) {
  const own = steps.filter(({ target, index }) => target === platform && index !== void 0);
  const failed = own.find((step) => step.error !== void 0 && !wasStopped(step));
  if (failed !== void 0) return { kind: "failed", at: nameOf(failed) };
  const stopped = own.find((step) => step.running || wasStopped(step));
  if (stopped !== void 0) return { kind: "stopped", at: nameOf(stopped) };
  const done = new Set(own.map(({ name }) => name));
  const used = new Set(vertices.flatMap(({ inputs }) => inputs));
  const instructions = vertices.filter(({ target, index }) => target === platform && index !== void 0);
  const last = instructions.filter(({ id }) => !used.has(id));
  if (last.length > 0 && last.every(({ name }) => done.has(name))) return { kind: "built" };
  return { kind: own.length === 0 ? "not started" : "stopped" };
}
function nameOf(step) {
  return `${positionOf(step)} ${step.command}`;
}

// src/report/failed.ts
function composeFailed(thrown, facts, now = Date.now()) {
  const { title, goal, phases, plan, log, published = [] } = facts;
  const error = describeFailure(thrown);
  const steps = log === void 0 ? [] : timedSteps(log, (name) => (plan && isEmulated(plan, name)) ?? false, now);
  const incomplete = causes(thrown).find((cause) => cause instanceof IncompletePublication);
  return {
    ...{ title, goal, phases, steps },
    status: statusOf(thrown),
    ...messageOfFailure(error),
    place: placeOf(error, facts.env),
    platforms: platformsOf(facts, steps),
    published: published.map(formatTagged),
    tags: incomplete?.tags ?? [],
    isUntouched: published.length === 0 && !phases.some(({ phase }) => phase === "publishing"),
    driver: plan && driverOf(plan.builder),
    tools: plan === void 0 ? [] : toolsOf(plan, facts.engine)
  };
}
function statusOf(thrown) {
  const all = causes(thrown);
  if (all.some((error) => error instanceof Cancelled)) return "cancelled";
  const isTimeout = all.some(
    (error) => error instanceof TimeUp || error instanceof BuildFailure && error.kind === "timeout"
  );
  return isTimeout ? "timed out" : "failed";
}
function causes(error, depth = 10) {
  return error instanceof Error && depth > 0 ? [error, ...causes(error.cause, depth - 1)] : [error];
}
var POINTS_TO_LOG = ["command", "unknown"];
function messageOfFailure(error) {
  const { message, hint, output = "" } = error;
  if (!(error instanceof BuildFailure)) return { command: "", message, hint, output: lastLines(output), excerpt: "" };
  const { location, step } = error;
  const last = lastLineOf(step);
  const short = withoutEnd(withoutEnd(message, whereOf(error)), last === "" ? "" : `: ${last}`);
  const command = step === void 0 ? "" : shortCommand(step);
  const isNamed = command !== "" && short.startsWith(command);
  const excerpt = location?.excerpt ?? "";
  return {
    command: isNamed ? command : "",
    message: isNamed ? short.slice(command.length).trimStart() : short,
    hint: POINTS_TO_LOG.includes(error.kind) ? void 0 : hint,
    output: lastLines(output.startsWith(excerpt) ? output.slice(excerpt.length).trimStart() : output),
    // its first line is the place
    excerpt: excerpt.split("\n").slice(1).join("\n")
  };
}
function withoutEnd(text, end) {
  return end !== "" && text.endsWith(end) ? text.slice(0, -end.length) : text;
}
var OUTPUT_LINES = 20;
var MAX_LINE_CHARS = 500;
function lastLines(output) {
  const lines = output.trimEnd().split("\n").slice(-OUTPUT_LINES);
  return lines.map((line) => line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line).join("\n");
}
function placeOf(error, env) {
  const { place } = error;
  if (place !== void 0) return { text: `${place.file}:${place.startLine}`, link: placeLink(place, env) };
  const location = error instanceof BuildFailure ? error.location : void 0;
  return location && { text: `${location.file}:${location.line}`, link: void 0 };
}
function platformsOf({ plan, log, merge }, steps) {
  if (merge !== void 0)
    return merge.platforms.map((platform) => {
      const name = formatPlatform(platform);
      const origin = merge.origins.get(name);
      const kind = origin === void 0 ? "no part" : "part found";
      return { name, execution: void 0, seconds: void 0, origin, state: { kind } };
    });
  if (plan === void 0 || log === void 0 || log.steps.length === 0) return [];
  const rows = plan.platforms.map(({ platform, execution }) => {
    const name = formatPlatform(platform);
    const state = platformState(log, name);
    const own = steps.filter((step) => step.platform === name);
    const seconds = state.kind === "not started" ? void 0 : secondsOf(own);
    return { name, execution, seconds, origin: void 0, state };
  });
  return rows.every(({ state }) => state.kind === "not started") ? [] : rows;
}
export {
  composeFailed
};
