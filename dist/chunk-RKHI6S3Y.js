import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  positionOf,
  secondsOf
} from "./chunk-HE643MBV.js";
import {
  isPushStep,
  isResultStep
} from "./chunk-EAHIQFPC.js";
import {
  formatBytes,
  formatClock,
  formatSeconds
} from "./chunk-ONJFMPZL.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";

// src/report/markdown.ts
var MARKUP = /[&<>|*_`~[\]\\!@:$#"']/;
var LINKED = /[@:#]|www(?=\.)|\b(?:GH|GHSA|CVE)(?=-)|[0-9a-f]{6}(?=[0-9a-f])/;
var LIST = /^(?:[-+](?= )|\d+(?=[.)] ))/;
var BREAK = "<!-- -->";
var SPECIAL = new RegExp(`(${LIST.source}|${LINKED.source})|${MARKUP.source}`, "gi");
function escapeMarkdown(text, limit = 120) {
  const line2 = text.replace(/\s+/g, " ").trim();
  const kept = line2.length > limit ? `${[...line2].slice(0, limit - 1).join("")}…` : line2;
  return kept.replace(SPECIAL, (found, broken) => {
    const text2 = MARKUP.test(found) ? `&#${found.codePointAt(0)};` : found;
    return broken === void 0 ? text2 : `${text2}${BREAK}`;
  });
}
function code(text, limit) {
  return `<code>${escapeMarkdown(text, limit)}</code>`;
}
function prose(text, limit) {
  const line2 = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return line2.split(/`([^`]+)`/).map((part, i) => {
    if (i % 2 === 1) return code(part, limit);
    const [before, after] = [part.trimStart() === part ? "" : " ", part.trimEnd() === part ? "" : " "];
    return `${before}${escapeMarkdown(part, limit)}${after}`;
  }).join("");
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

// src/report/phases.ts
var MIN_SECONDS = 0.05;
var isCacheExport = ({ kind }) => kind === "cache-export";
function describePhases({ phases, steps }) {
  const seconds = (...names) => phases.filter(({ phase }) => names.includes(phase)).reduce((sum, { start, end }) => sum + end - start, 0);
  const exporting = secondsOf(steps.filter(isPushStep));
  const within = seconds("building") >= secondsOf(steps) ? secondsOf(steps.filter(isResultStep)) : exporting;
  const all = [
    ["set-up", seconds("planning", "setting up")],
    ["merge", seconds("merging")],
    ["build", Math.max(0, seconds("building") - within)],
    ["export", exporting],
    ["verification", seconds("verifying the image")],
    ["smoke tests", seconds("running the smoke test")],
    ["publish", seconds("publishing")],
    ["cache export", secondsOf(steps.filter(isCacheExport))]
  ];
  return all.filter(([, time]) => time >= MIN_SECONDS).map(([name, time]) => `${name} ${formatSeconds(time)}`).join(" · ");
}
var AFTER = {
  "verifying the image": "verification",
  "running the smoke test": "smoke tests",
  publishing: "publish"
};
function barsAfterBuild(phases, steps) {
  const results = steps.filter(isResultStep).map((step) => ({ label: isCacheExport(step) ? "cache export" : step.kind, start: step.start, end: step.end }));
  const exported = Math.max(0, ...steps.filter((step) => !isCacheExport(step)).map(({ end }) => end));
  const offset = exported - (phases.findLast(({ phase }) => phase === "building")?.end ?? 0);
  const own = phases.flatMap(({ phase, start, end }) => {
    const label = AFTER[phase];
    return label === void 0 ? [] : [{ label, start: start + offset, end: end + offset }];
  });
  return [...results, ...own].toSorted((a, b) => a.start - b.start);
}

// src/report/timeline.ts
var MAX_BARS = 40;
var MIN_SHARE = 1 / 200;
var MINUTE = 60;
var HOUR = 60 * MINUTE;
var DAY = 24 * HOUR;
function drawTimeline(steps, phases, platforms) {
  const after = barsAfterBuild(phases, steps);
  const end = Math.max(0, ...[...steps, ...after].map((each) => each.end));
  const isVisible = (bar) => bar.end - bar.start >= end * MIN_SHARE;
  const building = steps.filter((step) => !isResultStep(step));
  const byStep = building.map(barOf).filter(isVisible);
  const isByStage = byStep.length > MAX_BARS;
  const found = isByStage ? barsOfStages(building).filter(isVisible) : byStep;
  const shown = new Set(found.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MAX_BARS));
  const last = after.filter(isVisible).map((bar) => ({ ...bar, section: "after", emulated: false, cached: false }));
  const bars = [...found.filter((bar) => shown.has(bar)), ...last];
  if (found.length === 0 || bars.length < 2 || end < 1 || end >= DAY) return void 0;
  const names = /* @__PURE__ */ new Set([...platforms, ...bars.map(({ section }) => section)]);
  const sections = [...names].filter((name) => name !== "after").concat("after");
  const lines = sections.flatMap((section) => {
    const own = bars.filter((bar) => bar.section === section);
    return own.length === 0 ? [] : [`  section ${fitted(plain(section), MAX_SECTION_CHARS)}`, ...own.map((bar) => line(bar, end))];
  });
  const parts = [
    `Timeline: a bar for each ${isByStage ? "stage of a platform" : "step"}`,
    ...found.length > shown.size ? [`, the ${shown.size} longest of ${found.length}`] : [],
    ...bars.some(({ emulated }) => emulated) ? ["; orange is emulated"] : [],
    ...bars.some(({ cached }) => cached) ? ["; green is from the cache"] : []
  ];
  return { title: parts.join(""), picture: codeBlock([...head(end, sections), ...lines].join("\n"), "mermaid") };
}
function barOf({ kind, command, platform, emulated, cached, start, end }) {
  const label = kind === "other" || kind === "internal" ? `step ${command}` : command;
  return { section: platform ?? "all", label, emulated, cached, start, end };
}
function barsOfStages(steps) {
  const stages = /* @__PURE__ */ new Map();
  for (const step of steps) {
    const key = JSON.stringify([step.platform, stageOf(step)]);
    stages.set(key, [...stages.get(key) ?? [], step]);
  }
  return [...stages.values()].map((own) => ({
    section: own[0]?.platform ?? "all",
    label: own[0] === void 0 ? "" : stageOf(own[0]),
    emulated: own.some(({ emulated }) => emulated),
    cached: own.every(({ cached }) => cached),
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(...own.map(({ end }) => end))
  }));
}
function stageOf({ stage, index, kind }) {
  return index === void 0 ? `step ${kind}` : `stage ${stage ?? ""}`;
}
var THEME = {
  taskBkgColor: "#4f83cc",
  taskBorderColor: "#4f83cc",
  taskTextColor: "#ffffff",
  taskTextLightColor: "#ffffff",
  taskTextDarkColor: "#ffffff",
  taskTextOutsideColor: "#8b949e",
  critBkgColor: "#bf6a02",
  critBorderColor: "#bf6a02",
  doneTaskBkgColor: "#2da44e",
  doneTaskBorderColor: "#2da44e",
  sectionBkgColor: "#00000000",
  sectionBkgColor2: "#00000000",
  altSectionBkgColor: "#00000000",
  gridColor: "#8b949e",
  titleColor: "#8b949e",
  textColor: "#8b949e"
};
var WIDTH = 960;
var CHARACTER = 7;
var MIN_LABEL_CHARS = 5;
var MAX_SECTION_CHARS = 24;
var MAX_TICKS = 10;
var TICKS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => [count, `${count}second`]),
  ...[1, 2, 5, 10, 15, 30].map((count) => [count * MINUTE, `${count}minute`]),
  ...[1, 2, 3].map((count) => [count * HOUR, `${count}hour`])
];
function head(end, sections) {
  const gantt = { barHeight: 18, barGap: 4, rightPadding: 20, displayMode: "compact" };
  const init = { theme: "base", themeVariables: THEME, gantt: { ...gantt, leftPadding: leftPadding(sections) } };
  return [
    `%%{init: ${JSON.stringify(init)}}%%`,
    "gantt",
    "  dateFormat HH:mm:ss.SSS",
    `  axisFormat ${end < HOUR ? "%M:%S" : "%H:%M"}`,
    `  tickInterval ${TICKS.find(([seconds]) => end / seconds <= MAX_TICKS)?.[1] ?? "3hour"}`,
    "  todayMarker off"
  ];
}
function leftPadding(sections) {
  return 20 + CHARACTER * Math.max(...sections.map(({ length }) => Math.min(length, MAX_SECTION_CHARS)));
}
function line(bar, whole) {
  const tag = bar.emulated ? "crit, " : bar.cached ? "done, " : "";
  const end = Math.max(bar.end, bar.start + 1e-3);
  const room = Math.floor((end - bar.start) / whole * 0.82 * WIDTH / CHARACTER);
  return `  ${fitted(plain(bar.label), room)} :${tag}${clock(bar.start)}, ${clock(end)}`;
}
var NO_LABEL = "​";
function fitted(label, room) {
  const whole = [...label];
  if (whole.length <= room) return label;
  return room < MIN_LABEL_CHARS ? NO_LABEL : `${whole.slice(0, room - 1).join("").trimEnd()}…`;
}
function plain(text) {
  const harmless = text.replaceAll(":", "∶").replace(/[^\p{L}\p{N} ._/@=+,()∶-]+/gu, " ");
  const whole = harmless.replace(/ +/g, " ").trim() || "step";
  return whole.length > 60 ? `${[...whole].slice(0, 59).join("")}…` : whole;
}
function clock(seconds) {
  return new Date(Math.round(Math.max(seconds, 0) * 1e3)).toISOString().slice(11, 23);
}

// src/report/blocks.ts
var MAX_TAGS = 100;
var MAX_NOTICES = 20;
var MAX_STEPS = 8;
function joinBlocks(blocks) {
  return `${blocks.filter((block) => block !== "").join("\n\n")}
`;
}
function folded(title, content) {
  return content === "" ? "" : `<details><summary>${title}</summary>

${content}

</details>`;
}
function fullColumns(columns) {
  const full = columns.filter(([, cells]) => cells.some((cell) => cell !== ""));
  const rows = (full[0]?.[1] ?? []).map((_, row) => full.map(([, cells]) => cells[row] || "–"));
  return rows.length === 0 ? "" : table(
    full.map(([title]) => title),
    rows
  );
}
function platformTable(platforms) {
  const cells = (cell) => platforms.map((row) => cell(row) ?? "");
  return fullColumns([
    ["Platform", cells(({ platform }) => escapeMarkdown(formatPlatform(platform)))],
    ["", cells(({ execution }) => execution)],
    [">Time", cells(({ seconds }) => seconds === void 0 ? void 0 : formatClock(seconds))],
    [">Steps cached", cells(({ steps }) => steps === void 0 ? void 0 : `${steps.cached} of ${steps.total}`)],
    [">Size", cells(({ size }) => size === void 0 ? void 0 : formatBytes(size).replace(" ", "&nbsp;"))],
    ["Digest", cells(({ digest }) => digest === void 0 ? void 0 : `\`${shortDigest(digest)}\``)],
    ["Built by", cells(({ origin }) => origin === void 0 ? void 0 : escapeMarkdown(origin))]
  ]);
}
function shortDigest(digest) {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}
function timeLine(report) {
  const phases = describePhases(report);
  const line2 = phases.replace(/(\d) (s|min|h)\b/g, "$1&nbsp;$2");
  return line2 === "" ? "" : `**Where the time went:** ${line2}`;
}
function slowestSteps(steps) {
  const rows = steps.filter((step) => step.seconds >= 0.5).toSorted((a, b) => b.seconds - a.seconds).slice(0, MAX_STEPS).map((step) => [
    formatSeconds(step.seconds),
    step.platform === void 0 ? "all" : `${escapeMarkdown(step.platform)}${step.emulated ? " (emulated)" : ""}`,
    nameStep(step)
  ]);
  return rows.length === 0 ? "" : folded("Slowest steps", table([">Time", "Platform", "Step"], rows));
}
function nameStep(step) {
  const position = positionOf(step);
  const command = escapeMarkdown(step.command);
  return position === "" ? command : `${code(position)} ${command}`;
}
function timeline(steps, phases, platforms) {
  const drawn = drawTimeline(steps, phases, platforms);
  return drawn === void 0 ? "" : folded(drawn.title, drawn.picture);
}
function alignedBlock(rows) {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.length === 0 ? "" : codeBlock(rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n"), "text");
}
function noticeList(notices) {
  return notices.slice(0, MAX_NOTICES).map((notice) => `- ${escapeMarkdown(notice, 1e3)}`).join("\n");
}
function smallPrint(parts) {
  const known = parts.filter((part) => part !== void 0 && part !== "");
  return known.length === 0 ? "" : `<sub>${known.join(" · ")}</sub>`;
}

export {
  escapeMarkdown,
  code,
  prose,
  codeBlock,
  table,
  MAX_TAGS,
  joinBlocks,
  folded,
  fullColumns,
  platformTable,
  shortDigest,
  timeLine,
  slowestSteps,
  timeline,
  alignedBlock,
  noticeList,
  smallPrint
};
