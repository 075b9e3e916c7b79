import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  DERIVED,
  Inputs,
  PLAN_DEFAULTS,
  findNameProblems,
  findNone,
  formatPlatform,
  nameImage,
  parsePlatform,
  parseYaml,
  readContext,
  readImage,
  readJob,
  samePlatform,
  slugOf,
  targetsOf,
  tellFailure,
  unknownInputs
} from "./chunk-KMBS54Z7.js";
import {
  Wrong,
  readJobEvent
} from "./chunk-IJNBINN4.js";
import "./chunk-IKYZGDJJ.js";
import {
  files,
  formatTagged,
  runner
} from "./chunk-HSHNXLR3.js";
import "./chunk-BZM76NM5.js";
import "./chunk-SKQGCGVU.js";
import "./chunk-LYSANJG5.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-B7OSUQQ7.js";

// src/inputs/matrix.ts
import { resolve } from "node:path";
async function readMatrix(input, job, find = findNone) {
  const inputs = new Inputs(input, PLAN_DEFAULTS);
  const image = readImage(inputs);
  const request = {
    image,
    platforms: image.platforms ?? [],
    runners: await readRunners(inputs),
    perRunner: inputs.flag("per-runner")
  };
  if (job.files.exists(resolve(job.workspace, ".git"))) readContext(inputs, job);
  await inputs.ask(find, request);
  for (const message of unknownInputs(job.env, Object.keys(PLAN_DEFAULTS))) inputs.remark("warning", message);
  return { request, remarks: inputs.finish() };
}
async function readRunners(inputs) {
  const yaml = inputs.accept("runners", await parseYaml(inputs.raw("runners")));
  if (yaml === void 0 || yaml === "") return [];
  if (typeof yaml === "string" || Array.isArray(yaml)) {
    inputs.accept("runners", new Wrong("not a map", "write platform: label, such as linux/arm64: my-arm-runner"));
    return [];
  }
  return Object.entries(yaml).flatMap(([name, runner2], item) => {
    const platform = inputs.accept("runners", parsePlatform(name), item);
    const fine = inputs.accept("runners", isRunner(runner2) || new Wrong("no runner", EXAMPLE), item);
    if (platform === void 0 || fine === void 0) return [];
    const parts = name.split("/");
    return [{ platform, anyVariant: parts.length < 3 && !/^arm(hf|el)$/.test(parts.at(-1) ?? ""), runner: runner2 }];
  });
}
var EXAMPLE = "write a label, a list of labels, or a map with the keys group and labels";
function isRunner(yaml) {
  if (typeof yaml === "string") return yaml.trim() !== "";
  if (Array.isArray(yaml)) return yaml.length > 0 && yaml.every((label) => typeof label === "string" && label !== "");
  return Object.keys(yaml).length > 0 && Object.keys(yaml).every((key) => key === "group" || key === "labels");
}

// src/plan/matrix.ts
var X64 = "ubuntu-24.04";
var ARM64 = "ubuntu-24.04-arm";
function rowsOf({ platforms, runners, perRunner }) {
  const legs = platforms.map((platform) => {
    const runner2 = ruleFor(platform, runners)?.runner ?? defaultRunner(platform);
    return { platform, runner: runner2, native: isNative(platform, runner2) };
  });
  const keys = legs.map(({ runner: runner2 }, i) => perRunner ? JSON.stringify(runner2) : String(i));
  return [...new Set(keys)].map((key) => rowOf(legs.filter((_, i) => keys[i] === key)));
}
function rowOf(legs) {
  const platforms = legs.map(({ platform }) => platform);
  return {
    platform: platforms.map(formatPlatform).join(","),
    runner: legs[0]?.runner ?? X64,
    native: legs.every(({ native }) => native),
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
function isNative({ architecture }, runner2) {
  const labels = [typeof runner2 === "object" && "labels" in runner2 ? runner2.labels ?? [] : runner2].flat();
  const names = labels.filter((label) => typeof label === "string").map((label) => label.toLowerCase());
  if (names.some((name) => /^ubuntu-.*-arm$|^arm64$/.test(name))) return architecture === "arm64";
  if (names.some((name) => name === "x64" || /^ubuntu-(latest|\d\d\.\d\d)$/.test(name))) {
    return architecture === "amd64" || architecture === "386";
  }
  return true;
}

// src/plan/tag-lines.ts
function tagLines(repositories, naming) {
  const targets = targetsOf({ repositories }, naming);
  const bare = repositories.length === 0 ? naming.tags.map(({ name }) => name) : [];
  const references = targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
  const derived = naming.tags.filter(({ name, derived: derived2, fullVersion }) => derived2 && !fullVersion && !isWritten(name));
  const names = derived.map(({ name }) => name);
  return [
    ...bare,
    ...references,
    ...names.length === 0 || naming.release === void 0 ? [] : [DERIVED + names.join(" ")]
  ];
  function isWritten(name) {
    return naming.references.some(({ tag, derived: own }) => tag === name && !own);
  }
}

// src/matrix.ts
async function planMatrix(request, job, runner2) {
  const naming = await nameImage(request.image, readJobEvent(job.env, job.event, /* @__PURE__ */ new Date()));
  const rows = rowsOf(request);
  for (const { platform, runner: label, native } of rows) {
    const where = typeof label === "string" ? label : JSON.stringify(label);
    runner2.info(`${platform} on ${where}${native ? "" : ", where an emulator may have to run it"}`);
  }
  const tags = tagLines(request.image.repositories, naming);
  for (const tag of tags) runner2.info(tag);
  for (const notice of naming.notices) runner2.notice(notice);
  runner2.output("matrix", JSON.stringify({ include: rows }));
  runner2.output("rows", JSON.stringify(rows));
  runner2.output("platforms", request.platforms.map(formatPlatform).join(","));
  runner2.output("tags", tags.join("\n"));
  runner2.output("version", naming.version);
}

// src/plan.ts
try {
  const job = readJob(process.env, files);
  const { request, remarks } = await readMatrix(
    runner.input,
    job,
    ({ image }, fine) => findNameProblems(image, fine, job, false)
  );
  for (const { level, message } of remarks) runner[level](message);
  await planMatrix(request, job, runner);
} catch (error) {
  tellFailure(error, runner);
}
