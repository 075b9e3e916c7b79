import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  busySeconds,
  isInstruction
} from "./chunk-D5PR5EJA.js";

// src/report/markdown.ts
var MARKUP = /[&<>|*_`~[\]\\!@:$#"']/;
var LINKED = /[@:#]|www(?=\.)|\b(?:GH|GHSA|CVE)(?=-)|[0-9a-f]{6}(?=[0-9a-f])/;
var LIST = /^(?:[-+](?= )|\d+(?=[.)] ))/;
var BREAK = "<!-- -->";
var SPECIAL = new RegExp(`(${LIST.source}|${LINKED.source})|${MARKUP.source}`, "gi");
function escapeMarkdown(text, limit = 120) {
  const line = text.replace(/\s+/g, " ").trim();
  const kept = line.length > limit ? `${[...line].slice(0, limit - 1).join("")}…` : line;
  return kept.replace(SPECIAL, (found, broken) => {
    const text2 = MARKUP.test(found) ? `&#${found.codePointAt(0)};` : found;
    return broken === void 0 ? text2 : `${text2}${BREAK}`;
  });
}
function code(text, limit) {
  return `<code>${escapeMarkdown(text, limit)}</code>`;
}
function codeBlock(text, language = "") {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}
${text.trimEnd()}
${fence}`;
}
function table(columns, rows) {
  const rule = columns.map((name) => name.startsWith(">") ? "---:" : "---");
  const lines = [columns.map((name) => name.replace(/^>/, "")), rule, ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

// src/report/timeline.ts
function timedSteps(log, isEmulated) {
  const begin = Math.min(...log.steps.map(({ started }) => started));
  return log.steps.filter(({ intervals }) => intervals.length > 0).map((step) => ({
    name: nameOf(step),
    kind: step.kind,
    platform: step.target,
    emulated: step.kind === "run" && step.platform !== void 0 && isEmulated(step.platform),
    cached: step.cached,
    start: (step.started - begin) / 1e3,
    end: (Math.max(...step.intervals.map(({ to }) => to)) - begin) / 1e3,
    seconds: busySeconds(step.intervals)
  }));
}
function platformSeconds(steps, platform) {
  return busySeconds(
    steps.filter((step) => step.platform === platform).map(({ start, end }) => ({ from: start * 1e3, to: end * 1e3 }))
  );
}
var BARS = 40;
var DAY = 24 * 60 * 60;
function drawTimeline(steps) {
  const end = Math.max(0, ...steps.map((step) => step.end));
  const shown = steps.filter(({ seconds }) => seconds >= end / 200).toSorted((a, b) => b.seconds - a.seconds).slice(0, BARS);
  if (shown.length < 2 || end < 1 || end >= DAY) return "";
  const sections = new Set(steps.filter((step) => shown.includes(step)).map(({ platform }) => platform));
  const lines = [...sections].flatMap((platform) => [
    `  section ${plain(platform ?? "all")}`,
    ...steps.filter((step) => shown.includes(step) && step.platform === platform).map(bar)
  ]);
  const head = ["gantt", "  dateFormat HH:mm:ss.SSS", "  axisFormat %H:%M:%S", "  todayMarker off"];
  return codeBlock([...head, ...lines].join("\n"), "mermaid");
}
function bar(step) {
  const tag = step.emulated ? "crit, " : step.cached ? "done, " : "";
  const end = Math.max(step.end, step.start + 1e-3);
  const name = step.kind === "other" || step.kind === "internal" ? `step ${step.name}` : step.name;
  return `  ${plain(name)} :${tag}${clock(step.start)}, ${clock(end)}`;
}
function plain(text) {
  const harmless = text.replaceAll(":", "∶").replace(/[^\p{L}\p{N} ._/@=+,()∶-]+/gu, " ");
  const line = harmless.replace(/ +/g, " ").trim() || "step";
  return line.length > 60 ? `${[...line].slice(0, 59).join("")}…` : line;
}
function clock(seconds) {
  return new Date(Math.round(seconds * 1e3)).toISOString().slice(11, 23);
}
function nameOf(step) {
  const { command, stage, index } = step;
  return isInstruction(step) || step.kind === "from" ? `${command} (${stage === void 0 ? "" : `${stage} `}${index})` : command;
}

export {
  escapeMarkdown,
  code,
  codeBlock,
  table,
  timedSteps,
  platformSeconds,
  drawTimeline
};
