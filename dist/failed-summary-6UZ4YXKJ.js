import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  MAX_TAGS,
  code,
  codeBlock,
  escapeMarkdown,
  folded,
  fullColumns,
  joinBlocks,
  prose,
  shortDigest,
  slowestSteps,
  smallPrint,
  table,
  timeLine,
  timeline
} from "./chunk-RKHI6S3Y.js";
import "./chunk-HE643MBV.js";
import "./chunk-EAHIQFPC.js";
import {
  formatClock,
  formatSeconds
} from "./chunk-ONJFMPZL.js";
import "./chunk-E3EKNW6Z.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-DZIJRXJ5.js";

// src/report/failed-summary.ts
var ICONS = { failed: "❌", cancelled: "⏹️", "timed out": "⏱️" };
var REASONS = { failed: "", cancelled: ": the job was cancelled", "timed out": ": the timeout expired" };
function summarizeFailed(report) {
  const { status, output, excerpt, steps, phases, platforms } = report;
  return joinBlocks([
    `### ${ICONS[status]} ${code(report.title, 200)} ${outcome(report)}${REASONS[status]}`,
    message(report),
    output === "" ? "" : codeBlock(output, "text"),
    report.hint === void 0 ? "" : prose(report.hint, 1e3),
    publication(report),
    platformStates(platforms),
    excerpt === "" ? "" : folded("Dockerfile", codeBlock(excerpt, "text")),
    timeLine(report),
    slowestSteps(steps),
    timeline(
      steps,
      phases,
      platforms.map(({ name }) => name)
    ),
    facts(report)
  ]);
}
function outcome({ goal, published, tags }) {
  if (published.length > 0) return "was published, but the job did not end";
  switch (goal) {
    case "publish":
      return tags.length > 0 ? "was not published everywhere" : "was not published";
    case "parts":
      return "was not pushed by digest";
    case "verify":
      return "was not built and verified";
    case "files":
      return "was not written to files";
    case "call":
      return "was not checked";
  }
}
function message({ command, message: message2, place, output }) {
  const first = command === "" ? [] : [code(command)];
  const said = `<strong>${[...first, prose(message2.trim(), 1e3)].join(" ")}</strong>`;
  const at = place === void 0 ? "" : `, at ${linked(code(place.text, 300), place.link)}`;
  return `${said}${at}${output === "" ? "" : ":"}`;
}
function linked(markdown, link) {
  return link === void 0 ? markdown : `[${markdown}](<${link}>)`;
}
function publication({ goal, hint, published, tags, isUntouched }) {
  if (published.length > 0)
    return `Published before that:

${codeBlock(published.slice(0, MAX_TAGS).join("\n"), "text")}`;
  if (tags.length > 0) return tagTable(tags);
  if (goal !== "publish" || hint?.includes("No tag")) return "";
  return isUntouched ? "No tag was updated." : "Tags may have been updated.";
}
function tagTable(tags) {
  return table(
    ["Tag", "State", "Before"],
    tags.slice(0, MAX_TAGS).map(({ reference, state, before }) => [
      `\`${reference}\``,
      state,
      before.startsWith("sha256:") ? `\`${shortDigest(before)}\`` : before
    ])
  );
}
var STATE_ICONS = {
  built: "✅",
  failed: "❌",
  stopped: "⏹️",
  "not started": "⏹️",
  "part found": "✅",
  "no part": "❌"
};
function platformStates(platforms) {
  const cells = (cell) => platforms.map((row) => cell(row) ?? "");
  return fullColumns([
    ["Platform", cells(({ name }) => escapeMarkdown(name))],
    ["", cells(({ execution }) => execution)],
    [
      "Result",
      cells(
        ({ state: { kind, at } }) => `${STATE_ICONS[kind]} ${kind}${at === void 0 ? "" : ` at ${code(at, 80)}`}`
      )
    ],
    [">Time", cells(({ seconds }) => seconds === void 0 ? void 0 : formatClock(seconds))],
    ["Built by", cells(({ origin }) => origin === void 0 ? void 0 : escapeMarkdown(origin))]
  ]);
}
function facts({ phases, driver, tools }) {
  return smallPrint([
    phases.length === 0 ? void 0 : `after ${formatSeconds(phases.at(-1)?.end ?? 0)}`,
    driver === void 0 ? void 0 : `${escapeMarkdown(driver)} driver`,
    ...tools.map((tool) => escapeMarkdown(tool))
  ]);
}
export {
  summarizeFailed
};
