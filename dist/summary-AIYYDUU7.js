import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  code,
  codeBlock,
  drawTimeline,
  escapeMarkdown,
  platformSeconds,
  table
} from "./chunk-EJKEAPNO.js";
import "./chunk-D5PR5EJA.js";
import {
  formatBytes,
  formatSeconds
} from "./chunk-JMZEC62G.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  formatTagged
} from "./chunk-PK4Y6EYA.js";
import {
  MAX_SUMMARY_CALL_CHARS
} from "./chunk-EGFNVJ3A.js";
import "./chunk-DZIJRXJ5.js";

// src/report/advice.ts
var WORTH_IT = 20;
var MOST = 0.5;
function adviceOn({ platforms: platforms2, steps }) {
  const costs = platforms2.map(({ platform }) => formatPlatform(platform)).map((platform) => ({
    platform,
    all: platformSeconds(steps, platform),
    emulated: platformSeconds(
      steps.filter((step) => step.emulated && !step.cached),
      platform
    )
  })).filter(({ all, emulated }) => emulated >= WORTH_IT && emulated >= MOST * all).toSorted((a, b) => b.emulated - a.emulated);
  const [worst, ...others] = costs;
  if (worst === void 0) return [];
  const share = Math.round(100 * worst.emulated / worst.all);
  const also = others.length === 0 ? "" : ` (and much the same for ${others.map(({ platform }) => platform).join(", ")})`;
  return [
    `${worst.platform} spent ${share} % of its ${formatSeconds(worst.all)} in emulated RUN steps${also}: a native runner (\`plan\` and \`merge\`), or cross-compilation from \`FROM --platform=$BUILDPLATFORM\`, would save most of that.`
  ];
}

// src/report/summary.ts
var SLOWEST = 8;
var TAGS = 100;
var NOTICES = 20;
function summarize(report) {
  const parts = [
    `### ${headline(report)}`,
    facts(report),
    calledText(report),
    tags(report),
    platforms(report.platforms),
    ...adviceOn(report).map((advice) => `> [!TIP]
> ${advice}`),
    slowest(report),
    timeline(report),
    list(report.notices.slice(0, NOTICES).map((notice) => escapeMarkdown(notice, 1e3)))
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
function headline({ result, title, platforms: { length } }) {
  const name = escapeMarkdown(title, 200);
  const forPlatforms = length === 0 ? "" : ` for ${length} platform${length === 1 ? "" : "s"}`;
  switch (result.kind) {
    case "published":
      return `${name}: published${forPlatforms}`;
    case "pushed-by-digest":
      return `${name}: pushed by digest${forPlatforms}, no tag updated`;
    case "loaded":
      return `${name}: loaded into Docker Engine${forPlatforms}`;
    case "built":
      return `${name}: built${forPlatforms}, not published`;
    case "written":
      return `${name}: written to files${forPlatforms}`;
    case "called":
      return `${name}: ${escapeMarkdown(result.call)}`;
  }
}
function facts({ result, digest, version, driver, driverReason, cacheHit, cache, seconds }) {
  const files = result.kind === "written" ? result.destinations.slice(0, TAGS).map((file) => code(file, 300)) : [];
  const hit = cacheHit === void 0 ? void 0 : `${cacheHit} % of the steps came from it.`;
  const cacheLine = [hit, cache === void 0 ? void 0 : escapeMarkdown(cache, 500)].filter(Boolean).join(" ");
  return list([
    ...digest === void 0 ? [] : [`Digest: \`${digest}\``],
    ...version === void 0 ? [] : [`Version: ${code(version)}`],
    ...files.length === 0 ? [] : [`Files: ${files.join(", ")}`],
    ...driver === void 0 ? [] : [`Builder: ${driver} (${escapeMarkdown(driverReason, 300)})`],
    ...cacheLine === "" ? [] : [`Cache: ${cacheLine}`],
    `Time: ${formatSeconds(seconds)}`
  ]);
}
function calledText({ result }) {
  if (result.kind !== "called" || result.text.trim() === "") return "";
  return codeBlock(
    result.text.length > MAX_SUMMARY_CALL_CHARS ? `${result.text.slice(0, MAX_SUMMARY_CALL_CHARS)}
…` : result.text
  );
}
function tags({ tags: published, result }) {
  if (published.length === 0) return "";
  const shown = published.slice(0, TAGS).map((tag) => `\`${formatTagged(tag)}\``);
  const more = published.length > TAGS ? [`and ${published.length - TAGS} more`] : [];
  return `${result.kind === "published" ? "Published as" : "Tagged as"}:
${list([...shown, ...more])}`;
}
function platforms(rows) {
  if (rows.length === 0) return "";
  return table(
    ["Platform", "Digest", ">Size", "Built", ">Time", ">From cache"],
    rows.map(({ platform, digest, size, execution, seconds, cached }) => [
      escapeMarkdown(formatPlatform(platform)),
      digest === void 0 ? "–" : `\`${digest}\``,
      size === void 0 ? "–" : formatBytes(size),
      execution ?? "–",
      seconds === void 0 ? "–" : formatSeconds(seconds),
      cached === void 0 ? "–" : `${cached} %`
    ])
  );
}
function slowest({ steps }) {
  const rows = steps.filter((step) => step.seconds >= 0.5).toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST).map(({ name, platform, emulated, seconds }) => [
    code(name),
    platform === void 0 ? "–" : `${escapeMarkdown(platform)}${emulated ? ", emulated" : ""}`,
    formatSeconds(seconds)
  ]);
  return rows.length === 0 ? "" : table(["Slowest steps", "Platform", ">Time"], rows);
}
function timeline({ steps }) {
  const picture = drawTimeline(steps);
  if (picture === "") return "";
  return `<details><summary>Timeline (red: emulated, grey: from cache)</summary>

${picture}

</details>`;
}
function list(items) {
  return items.map((item) => `- ${item}`).join("\n");
}
export {
  summarize
};
