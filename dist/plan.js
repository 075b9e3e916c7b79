import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  planOutputs
} from "./chunk-6HESFUH7.js";
import {
  Inputs,
  PLAN_DEFAULTS,
  Texts,
  readContext,
  readImage,
  readJob,
  refuseUnwritable,
  resolveNames,
  secretsOf,
  unknownInputs
} from "./chunk-3ECSSQPU.js";
import "./chunk-DH4FMAJH.js";
import {
  parseExpanded,
  parsePlatform,
  targetsOf
} from "./chunk-TKUIAFRW.js";
import {
  quote
} from "./chunk-PKYZUBT2.js";
import "./chunk-6M3AT35K.js";
import {
  runStep,
  runner
} from "./chunk-NKOZB7QU.js";
import {
  files,
  formatPlatform,
  samePlatform,
  slugOf
} from "./chunk-PCFTPDBQ.js";
import {
  Wrong,
  formatTagged
} from "./chunk-JXQYIRUK.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-MKIKLSRV.js";
import "./chunk-OWH3JKRQ.js";
import "./chunk-DZIJRXJ5.js";

// src/parts/matrix.ts
var X64 = "ubuntu-24.04";
var ARM64 = "ubuntu-24.04-arm";
function rowsOf({ platforms, runners, perRunner }) {
  const jobs = platforms.map((platform) => {
    const runner2 = ruleFor(platform, runners)?.runner ?? defaultRunner(platform);
    return { platform, runner: runner2, native: isNative(platform, runner2) };
  });
  const keys = jobs.map(({ runner: runner2 }, i) => perRunner ? JSON.stringify(runner2) : String(i));
  return [...new Set(keys)].map((key) => rowOf(jobs.filter((_, i) => keys[i] === key)));
}
function rowOf(jobs) {
  const platforms = jobs.map(({ platform }) => platform);
  return {
    platform: platforms.map(formatPlatform).join(","),
    runner: jobs[0]?.runner ?? X64,
    native: jobs.every(({ native }) => native),
    slug: platforms.map(slugOf).join("_")
  };
}
function ruleFor(platform, rules) {
  return rules.find((rule) => !rule.anyVariant && samePlatform(rule.platform, platform)) ?? rules.find(
    ({ platform: { os, architecture }, anyVariant }) => anyVariant && os === platform.os && architecture === platform.architecture
  );
}
function defaultRunner({ architecture }) {
  return architecture === "arm64" || architecture === "arm" ? ARM64 : X64;
}
function isNative({ os, architecture, variant }, runner2) {
  const labels = [typeof runner2 === "object" && "labels" in runner2 ? runner2.labels ?? [] : runner2].flat();
  const names = labels.filter((label) => typeof label === "string").map((label) => label.toLowerCase());
  if (names.some((name) => /^ubuntu-.*-arm$|^arm64$/.test(name))) return os === "linux" && architecture === "arm64";
  if (names.some((name) => name === "x64" || /^ubuntu-(latest|\d\d\.\d\d)$/.test(name))) {
    return os === "linux" && (architecture === "amd64" && variant === void 0 || architecture === "386");
  }
  return true;
}

// src/tags/tag-lines.ts
function tagLines(repositories, naming) {
  const bare = repositories.length === 0 ? naming.tags.map(({ name }) => name) : [];
  const references = targetsOf({ repositories }, naming).flatMap(
    ({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag }))
  );
  return [...bare, ...references];
}
function handedRelease({ tags, references, release }) {
  const isWritten = (name) => references.some(({ tag, derived }) => tag === name && !derived);
  const floating = tags.filter(({ name, derived, fullVersion }) => derived && !fullVersion && !isWritten(name));
  return release && { ...release, floating: floating.map(({ name }) => name) };
}

// src/actions/plan.ts
function planMatrix(request, naming, runner2) {
  const rows = rowsOf(request);
  for (const { platform, runner: label, native } of rows) {
    const where = typeof label === "string" ? label : JSON.stringify(label);
    runner2.info(`${platform} on ${where}${native ? "" : ", where an emulator may have to run it"}`);
  }
  const tags = tagLines(request.image.repositories, naming);
  for (const tag of tags) runner2.info(tag);
  for (const notice of naming.notices) runner2.notice(notice);
  const release = handedRelease(naming);
  const outputs = planOutputs([
    ["matrix", JSON.stringify({ include: rows })],
    ["rows", JSON.stringify(rows)],
    ["platforms", request.platforms.map(formatPlatform).join(",")],
    ["tags", tags.join("\n")],
    ["version", naming.version],
    ["release", release === void 0 ? "" : JSON.stringify(release)]
  ]);
  for (const [name, value] of outputs) runner2.output(name, value);
}

// src/inputs/matrix.ts
import { join } from "node:path";
async function readMatrix(input, job) {
  const inputs = new Inputs(input, PLAN_DEFAULTS);
  const image = readImage(inputs, job);
  const request = {
    image,
    platforms: image.platforms ?? [],
    runners: await readRunners(inputs),
    perRunner: inputs.flag("per-runner")
  };
  if (job.files.exists(join(job.workspace, ".git"))) readContext(inputs, job);
  for (const message of unknownInputs(job.env, Object.keys(PLAN_DEFAULTS))) inputs.report("warning", message);
  return { request, inputs };
}
async function readRunners(inputs) {
  const yaml = inputs.accept("runners", await inputs.yaml("runners"));
  if (yaml === void 0 || yaml === "") return [];
  if (typeof yaml === "string" || Array.isArray(yaml)) {
    inputs.accept("runners", new Wrong("must be a map", "write platform: label, such as linux/arm64: my-arm-runner"));
    return [];
  }
  const seen = /* @__PURE__ */ new Map();
  return inputs.items("runners", Object.entries(yaml)).flatMap(([name, value], item) => {
    const platform = inputs.accept("runners", parsePlatform(name), item);
    const runner2 = inputs.accept("runners", parseRunner(value), item);
    if (platform === void 0 || runner2 === void 0) return [];
    const parts = name.split("/");
    const anyVariant = parts.length < 3 && !/^arm(hf|el)$/.test(parts.at(-1) ?? "");
    const rule = `${formatPlatform(platform)}${anyVariant ? ", any variant" : ""}`;
    const before = seen.get(rule);
    if (before !== void 0) {
      const message = `${quote(name)} is ${formatPlatform(platform)} again, which item ${before} is`;
      inputs.accept("runners", new Wrong(message, "leave one of them out"), item);
      return [];
    }
    seen.set(rule, item);
    return [{ platform, anyVariant, runner: runner2 }];
  });
}
var EXAMPLE = "write a label, a list of labels, or a map with the keys group and labels";
function parseRunner(yaml) {
  if (typeof yaml === "string") return parseLabel(yaml);
  const map = Array.isArray(yaml) ? { labels: yaml } : yaml;
  const { group, labels = [], ...others } = map;
  const texts = [...group === void 0 ? [] : [group], ...Array.isArray(labels) ? labels : [labels]];
  if (texts.length === 0 || Object.keys(others).length > 0) return new Wrong("no runner", EXAMPLE);
  return texts.map(parseLabel).find((label) => label instanceof Wrong) ?? yaml;
}
function parseLabel(yaml) {
  if (typeof yaml !== "string" || yaml.trim() === "") return new Wrong("no runner", EXAMPLE);
  const expanded = parseExpanded(yaml);
  if (expanded instanceof Wrong) return expanded;
  return /[\r\n\0]/.test(yaml) ? new Wrong(`must be a label of one line, got ${quote(yaml)}`, EXAMPLE) : yaml;
}

// src/plan.ts
await runStep(async () => {
  refuseUnwritable(process.env);
  const job = readJob(process.env, files);
  const texts = new Texts(runner.input);
  for (const secret of await secretsOf(texts, job, Object.keys(PLAN_DEFAULTS))) runner.mask(secret);
  const { request, inputs } = await readMatrix(texts, job);
  const { naming } = await resolveNames(request.image, inputs, job);
  for (const { level, message } of inputs.finish()) runner[level](message);
  planMatrix(request, naming, runner);
});
