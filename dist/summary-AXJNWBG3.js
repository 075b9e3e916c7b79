import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  MAX_TAGS,
  alignedBlock,
  code,
  codeBlock,
  escapeMarkdown,
  folded,
  joinBlocks,
  noticeList,
  platformTable,
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
  describeUpdate
} from "./chunk-ITKFXREL.js";
import "./chunk-SLXZKCUU.js";
import {
  formatBytes,
  formatSeconds
} from "./chunk-ONJFMPZL.js";
import "./chunk-E3EKNW6Z.js";
import {
  formatPlatform,
  samePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  formatDigested,
  formatTagged
} from "./chunk-IWCVWDM7.js";
import {
  MAX_SUMMARY_CALL_CHARS
} from "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/report/advice.ts
var MIN_FACTOR = 2;
var MIN_SECONDS = 20;
function adviceOn({ steps, source }) {
  const ran = steps.filter(({ kind, cached, platform }) => kind === "run" && !cached && platform !== void 0);
  const native = new Map(ran.filter(({ emulated }) => !emulated).map((step) => [instructionOf(step), step]));
  const [worst] = ran.filter(({ emulated }) => emulated).flatMap((emulated) => {
    const same = native.get(instructionOf(emulated));
    return same === void 0 ? [] : [{ emulated, native: same }];
  }).filter(({ emulated, native: native2 }) => emulated.seconds >= MIN_FACTOR * native2.seconds).filter(({ emulated, native: native2 }) => emulated.seconds - native2.seconds >= MIN_SECONDS).toSorted((a, b) => b.emulated.seconds - b.native.seconds - (a.emulated.seconds - a.native.seconds));
  if (worst === void 0) return "";
  const times = [describe(worst.emulated, "emulated"), describe(worst.native, "native")];
  const factor = Math.round(worst.emulated.seconds / Math.max(worst.native.seconds, 0.1));
  const link = (text, path) => source === void 0 ? text : `[${text}](<${source}/${path}>)`;
  return `> [!TIP]
> ${code(worst.emulated.command, 80)} takes ${times.join(" and ")}: ${factor}× slower. ${link("Build it on a native runner", "docs/matrix.md")} or ${link("cross-compile", "examples/README.md")}.`;
}
function describe({ seconds, platform = "" }, how) {
  return `${formatSeconds(seconds)} on ${escapeMarkdown(platform)} (${how})`;
}
function instructionOf({ stage, index }) {
  return `${stage ?? ""} ${index}`;
}

// src/report/summary.ts
function summarize(report) {
  const { platforms, steps, phases, notices } = report;
  const names = platforms.map(({ platform }) => formatPlatform(platform));
  return joinBlocks([
    `### ✅ ${headline(report)} in ${formatSeconds(report.seconds)}`,
    calledText(report),
    files(report),
    references(report),
    moreTags(report),
    platformTable(platforms),
    timeLine(report),
    adviceOn(report),
    noticeList(notices),
    slowestSteps(steps),
    timeline(steps, phases, names),
    changes(report),
    previousDigests(report),
    digests(report),
    facts(report)
  ]);
}
function headline({ result, title, platforms: { length } }) {
  const name = code(title, 200);
  const forPlatforms = length === 0 ? "" : ` for ${length} platform${length === 1 ? "" : "s"}`;
  switch (result.kind) {
    case "published":
      return `${name} published${forPlatforms}`;
    case "pushed-by-digest":
      return `${name} pushed by digest${forPlatforms}, no tag updated,`;
    case "loaded":
      return `${name} loaded into Docker Engine${forPlatforms}`;
    case "built":
      return `${name} built${forPlatforms}, not published,`;
    case "written":
      return `${name} written to files${forPlatforms}`;
    case "called":
      return `${name} ${escapeMarkdown(result.call)}`;
  }
}
function references({ tags, repositories, digest }) {
  const byDigest = digest === void 0 ? [] : repositories.length === 0 ? [digest] : repositories.map((one) => formatDigested(one, digest));
  const lines = [...tags.slice(0, MAX_TAGS).map(formatTagged), ...byDigest];
  return lines.length === 0 ? "" : codeBlock(lines.join("\n"), "text");
}
function moreTags({ tags: { length } }) {
  return length > MAX_TAGS ? `and ${length - MAX_TAGS} more tags` : "";
}
function files({ result }) {
  if (result.kind !== "written") return "";
  return `Files: ${result.destinations.slice(0, MAX_TAGS).map((file) => code(file, 300)).join(", ")}`;
}
function calledText({ result }) {
  if (result.kind !== "called" || result.text.trim() === "") return "";
  return codeBlock(
    result.text.length > MAX_SUMMARY_CALL_CHARS ? `${result.text.slice(0, MAX_SUMMARY_CALL_CHARS)}
…` : result.text
  );
}
function previousDigests({ result, digest, tags, previous }) {
  if (result.kind !== "published" || digest === void 0) return "";
  const rows = tags.slice(0, MAX_TAGS).map(formatTagged).map((name) => [name, describeUpdate(digest, name, previous)]).filter(([, update]) => update !== "");
  return folded("Tags before this run", alignedBlock(rows));
}
function changes({ changes: found, platforms }) {
  if (found === void 0) return "";
  const sizes = found.platforms.map(({ platform, sizeBefore, keptLayers, layers }) => {
    const size = platforms.find((row) => samePlatform(row.platform, platform))?.size;
    const now = size === void 0 ? "–" : formatBytes(size);
    return [
      escapeMarkdown(formatPlatform(platform)),
      formatBytes(sizeBefore),
      now,
      `${keptLayers} of ${layers}`
    ];
  });
  const bases = found.bases.map(({ image, before, after }) => {
    const update = before === after ? "the same" : `\`${shortDigest(before)}\` → \`${shortDigest(after)}\``;
    return `- Base image ${code(image)}: ${update}`;
  });
  const parts = [
    sizes.length === 0 ? "" : table(["Platform", ">Size before", ">Size now", ">Layers kept"], sizes),
    bases.join("\n")
  ];
  const content = parts.filter((part) => part !== "").join("\n\n");
  return folded(`Compared with ${code(found.tag, 300)} before`, content);
}
function digests({ platforms }) {
  const rows = platforms.flatMap(
    ({ platform, digest }) => digest === void 0 ? [] : [[formatPlatform(platform), digest]]
  );
  return folded("All digests", alignedBlock(rows));
}
function facts({ version, driver, driverReason, tools, cacheHit, cache }) {
  const hit = cacheHit === void 0 ? "" : ` (${cacheHit} % of the steps)`;
  return smallPrint([
    version === void 0 ? void 0 : `version ${escapeMarkdown(version)}`,
    driver === void 0 ? void 0 : `${escapeMarkdown(driver)} driver (${escapeMarkdown(driverReason, 300)})`,
    ...tools.map((tool) => escapeMarkdown(tool)),
    cache === void 0 ? void 0 : `cache ${escapeMarkdown(cache, 500)}${hit}`
  ]);
}
export {
  summarize
};
