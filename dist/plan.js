import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  MAX_TAGS,
  code,
  codeBlock,
  escapeMarkdown,
  folded,
  joinBlocks,
  smallPrint,
  table
} from "./chunk-RKHI6S3Y.js";
import "./chunk-HE643MBV.js";
import "./chunk-EAHIQFPC.js";
import {
  openBake
} from "./chunk-X33I3P6S.js";
import {
  printVersions
} from "./chunk-LVZEPZLR.js";
import {
  annotationLines,
  labelLines,
  planOutputs
} from "./chunk-FETY5ZEQ.js";
import "./chunk-ONJFMPZL.js";
import "./chunk-E3EKNW6Z.js";
import {
  readImage,
  readJob,
  refuseUnwritable,
  resolveNames,
  unknownInputs
} from "./chunk-O3KUTANO.js";
import {
  provenanceOf,
  secretsOf,
  targetsOf
} from "./chunk-EREP3DAQ.js";
import {
  describeImage,
  describeIndex,
  parsePart
} from "./chunk-PQDY42JW.js";
import "./chunk-WOAEOZCA.js";
import {
  parsePlatform
} from "./chunk-S3FJIZEN.js";
import "./chunk-3HDIQV75.js";
import "./chunk-6M3AT35K.js";
import {
  headCommit
} from "./chunk-4QDN5QIE.js";
import {
  runStep
} from "./chunk-7MZOPX7C.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import {
  hidden,
  writeSummary
} from "./chunk-OCILWB7R.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-JDHU2MAM.js";
import "./chunk-SJWTZUPK.js";
import "./chunk-BKL3PCXY.js";
import "./chunk-5KDB2SZE.js";
import "./chunk-6EDLY2WM.js";
import {
  archOf,
  formatPlatform,
  samePlatform,
  slugOf
} from "./chunk-XYI3VIGJ.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-HYDKXRKV.js";
import {
  Inputs,
  PLAN_DEFAULTS
} from "./chunk-PO6KYNY6.js";
import {
  Texts,
  readBakeInputs,
  readContext
} from "./chunk-DRQUZ2CI.js";
import {
  parseExpanded
} from "./chunk-KF45ZQFP.js";
import "./chunk-UZVA5NJG.js";
import "./chunk-G6TENKBZ.js";
import {
  InputError,
  formatProblem,
  quote
} from "./chunk-7NESLQ2E.js";
import "./chunk-XXQO62Y5.js";
import {
  run
} from "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import {
  runner
} from "./chunk-BNWZ2G3D.js";
import {
  Wrong,
  formatTagged,
  taggedReferences
} from "./chunk-IWCVWDM7.js";
import "./chunk-LHKR3JLK.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-JEHR6NQ4.js";
import {
  MAX_ROWS
} from "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/report/plan-summary.ts
function summarizePlan({ rows, tags, version }) {
  const count = `${rows.length} job${rows.length === 1 ? "" : "s"}`;
  const shown = tags.slice(0, MAX_TAGS).join("\n");
  const title = `${tags.length} tag${tags.length === 1 ? "" : "s"}, after a merge`;
  return joinBlocks([
    `### 🗺️ Planned ${count}`,
    table(
      ["Platform", "Runner", ""],
      rows.map(({ platform, runner: runner2, native }) => [
        escapeMarkdown(platform.split(",").join(", ")),
        code(typeof runner2 === "string" ? runner2 : JSON.stringify(runner2)),
        native ? "native" : "may be emulated"
      ])
    ),
    tags.length === 0 ? "" : folded(title, codeBlock(shown, "text")),
    smallPrint([version === "" ? void 0 : `version ${escapeMarkdown(version)}`])
  ]);
}

// src/actions/plan.ts
async function reportPlan({ images, summary }, runner2) {
  for (const { variant, rows: rows2, naming, handed } of images) {
    if (variant !== void 0) runner2.info(`${variant.name}:`);
    for (const { platform, runner: label, native } of rows2) {
      const where = typeof label === "string" ? label : JSON.stringify(label);
      runner2.info(`${platform} on ${where}${native ? "" : ", where an emulator may have to run it"}`);
    }
    for (const tag of handed.tags) runner2.info(tag);
    for (const notice of naming.notices) runner2.notice(variant === void 0 ? notice : `${variant.name}: ${notice}`);
  }
  const rows = images.flatMap((image) => image.rows.map((row) => ({ ...image.variant?.keys, ...row })));
  const all = images.map(({ handed }) => handed);
  const names = images.flatMap(({ variant }) => variant?.name ?? []);
  const release = names.length === 0 ? all[0]?.release : void 0;
  const versions = new Set(all.map(({ version }) => version));
  const described = names.length === 0 ? images[0]?.described : void 0;
  const outputs = planOutputs([
    ["plan", JSON.stringify(handedPlan(images))],
    ["variants", names.length === 0 ? "" : JSON.stringify(names)],
    ["matrix", JSON.stringify({ include: rows })],
    ["rows", JSON.stringify(rows)],
    ["platforms", [...new Set(all.flatMap(({ platforms }) => platforms))].join(",")],
    ["tags", [...new Set(all.flatMap(({ tags }) => tags))].join("\n")],
    ["tag-names", [...new Set(images.flatMap(({ naming }) => tagNames(naming)))].join("\n")],
    ["version", versions.size === 1 ? all[0]?.version ?? "" : ""],
    ["labels", labelLines(described?.labels ?? []).join("\n")],
    ["annotations", annotationLines(described?.annotations ?? []).join("\n")],
    ["release", release === void 0 ? "" : JSON.stringify(release)]
  ]);
  for (const [name, value] of outputs) runner2.output(name, value);
  if (!summary) return;
  const planned = hidden(
    { rows, tags: all.flatMap(({ tags }) => tags), version: [...versions].join(", ") },
    runner2.hide
  );
  await writeSummary(() => summarizePlan(planned), runner2);
}
function tagNames({ tags, references }) {
  return [...tags.map(({ name }) => name), ...references.map(({ tag }) => tag)];
}
function handedPlan(images) {
  const variants = images.flatMap(({ variant, handed }) => variant === void 0 ? [] : [[variant.name, handed]]);
  const [first] = images;
  if (first === void 0) throw new Error("a plan without an image");
  return variants.length === 0 ? first.handed : { variants: Object.fromEntries(variants) };
}

// src/inputs/matrix.ts
import { join } from "node:path";

// src/inputs/variants.ts
var OWN = ["images", "tags", "flavor", "version", "platforms", "context", "file"];
var ROW = ["platform", "runner", "native", "slug", "arch"];
var EXAMPLE = "write a list of maps, such as - {name: alpine, file: alpine.Dockerfile}";
async function readVariants(inputs) {
  const yaml = inputs.accept("variants", await inputs.yaml("variants"));
  if (yaml === void 0 || yaml === "") return [];
  if (!Array.isArray(yaml)) {
    inputs.accept("variants", new Wrong("must be a list", EXAMPLE));
    return [];
  }
  const seen = /* @__PURE__ */ new Map();
  return inputs.parseItems("variants", inputs.items("variants", yaml), (item, index) => {
    const variant = parseVariant(item);
    if (variant instanceof Wrong) return variant;
    const before = seen.get(variant.name.toLowerCase());
    if (before !== void 0) {
      return new Wrong(`the name ${quote(variant.name)}, which item ${before} has`, "give it another name");
    }
    seen.set(variant.name.toLowerCase(), index);
    return variant;
  });
}
function parseVariant(yaml) {
  if (typeof yaml === "string" || Array.isArray(yaml)) return new Wrong("must be a map", EXAMPLE);
  const keys = yaml;
  const { name } = keys;
  if (typeof name !== "string" || name === "") return new Wrong("no name", EXAMPLE);
  const part = parsePart(name);
  if (part instanceof Wrong) return new Wrong(`name: ${part.message}`, part.hint);
  const taken = Object.keys(keys).find((key) => ROW.includes(key));
  if (taken !== void 0) return new Wrong(`the key ${taken}, which every row has`, "give it another name");
  const common = Object.keys(keys).find((key) => key in PLAN_DEFAULTS && !OWN.some((own2) => own2 === key));
  if (common !== void 0) {
    return new Wrong(
      `the key ${common}, which all variants share`,
      "write it beside variants, or give it another name"
    );
  }
  const own = {};
  for (const input of OWN) {
    const value = keys[input];
    if (value === void 0) continue;
    const text = textOf(value);
    if (text instanceof Wrong) return new Wrong(`${input}: ${text.message}`, text.hint);
    own[input] = text;
  }
  return { name, inputs: own, keys };
}
function textOf(value) {
  const items = typeof value === "object" && Array.isArray(value) ? value : [value];
  const texts = items.filter((item) => typeof item === "string");
  if (texts.length < items.length) return new Wrong("must be a text or a list", "write it as the input of plan");
  return parseExpanded(texts.join("\n"));
}

// src/inputs/matrix.ts
async function readMatrix(input, job, baked) {
  const inputs = new Inputs(baked?.texts ?? input, PLAN_DEFAULTS);
  readBakeInputs(inputs, job);
  inputs.add((baked?.problems ?? []).filter((problem) => problem.input !== "allow"));
  const image = readImage(inputs, job);
  const context = inputs.text("context");
  const request = {
    image,
    platforms: image.platforms ?? [],
    runners: await readRunners(inputs),
    perRunner: inputs.flag("per-runner"),
    variants: await readVariants(inputs),
    part: inputs.value("part", parsePart),
    push: inputs.flag("push"),
    context: context === PLAN_DEFAULTS.context ? void 0 : context,
    file: inputs.text("file"),
    summary: inputs.flag("summary")
  };
  const hasVariants = request.variants.length > 0 || !inputs.fine("variants");
  if (!hasVariants && namesDockerfile(inputs) && job.files.exists(join(job.workspace, ".git")))
    readContext(inputs, job);
  for (const message of unknownInputs(job.env, Object.keys(PLAN_DEFAULTS))) inputs.report("warning", message);
  return { request, inputs };
}
function namesDockerfile(inputs) {
  return inputs.text("file") !== void 0 || inputs.text("context") !== PLAN_DEFAULTS.context;
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
var EXAMPLE2 = "write a label, a list of labels, or a map with the keys group and labels";
function parseRunner(yaml) {
  if (typeof yaml === "string") return parseLabel(yaml);
  const map = Array.isArray(yaml) ? { labels: yaml } : yaml;
  const { group, labels = [], ...others } = map;
  const texts = [...group === void 0 ? [] : [group], ...Array.isArray(labels) ? labels : [labels]];
  if (texts.length === 0 || Object.keys(others).length > 0) return new Wrong("no runner", EXAMPLE2);
  return texts.map(parseLabel).find((label) => label instanceof Wrong) ?? yaml;
}
function parseLabel(yaml) {
  if (typeof yaml !== "string" || yaml.trim() === "") return new Wrong("no runner", EXAMPLE2);
  const expanded = parseExpanded(yaml);
  if (expanded instanceof Wrong) return expanded;
  return /[\r\n\0]/.test(yaml) ? new Wrong(`must be a label of one line, got ${quote(yaml)}`, EXAMPLE2) : yaml;
}

// src/parts/matrix.ts
var X64 = "ubuntu-24.04";
var ARM64 = "ubuntu-24.04-arm";
function rowsOf({
  platforms,
  runners,
  perRunner
}) {
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
    slug: platforms.map(slugOf).join("_"),
    arch: platforms.map(archOf).join("_")
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
  const references = taggedReferences(targetsOf({ repositories }, naming)).map(formatTagged);
  return [...bare, ...references];
}
function handedRelease({ tags, references, release }) {
  const isWritten = (name) => references.some(({ tag, derived }) => tag === name && !derived);
  const floating = tags.filter(({ name, derived, fullVersion }) => derived && !fullVersion && !isWritten(name));
  return release && { ...release, floating: floating.map(({ name }) => name) };
}

// src/plan/matrix-images.ts
async function resolveMatrix(texts, job, baked) {
  const { request, inputs } = await readMatrix(texts, job, baked);
  const commit = headCommit(job.workspace);
  if (request.variants.length === 0) {
    const image = await imageOf(void 0, request, inputs, job, commit);
    return { images: [image], messages: inputs.finish(), summary: request.summary };
  }
  const messages = [...inputs.finish()];
  const images = [];
  const problems = [];
  for (const [item, variant] of request.variants.entries()) {
    const own = await readMatrix(overlay(baked?.texts ?? texts, variant), job);
    const image = await imageOf(variant, own.request, own.inputs, job, commit);
    try {
      messages.push(...own.inputs.finish());
      images.push(image);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems.map((problem) => ({ input: "variants", item, message: formatProblem(problem) })));
    }
  }
  if (problems.length === 0) problems.push(...sharedTags(images), ...tooManyRows(images));
  if (problems.length > 0) throw new InputError(problems);
  const distinct = new Map(messages.map((message) => [message.message, message]));
  return { images, messages: [...distinct.values()], summary: request.summary };
}
function overlay(texts, { name, inputs }) {
  const own = { ...inputs, part: name, variants: "" };
  return new Texts((input) => own[input] ?? (input in PLAN_DEFAULTS ? texts.text(input) : ""), texts.origin);
}
async function imageOf(variant, request, inputs, job, commit) {
  const { naming, event } = await resolveNames(request, inputs, job);
  const provenance = provenanceOf(naming, event, commit);
  const { image, part, context, file } = request;
  const handed = {
    images: image.repositories.map(({ name }) => name),
    tags: tagLines(image.repositories, naming),
    version: naming.version,
    release: handedRelease(naming),
    platforms: request.platforms.map(formatPlatform),
    ...{ part, context, file }
  };
  const described = {
    labels: Object.entries(describeImage(provenance)).map(([name, value]) => ({ name, value })),
    annotations: Object.entries(describeIndex(provenance, naming.release)).map(
      ([name, value]) => `index:${name}=${value}`
    )
  };
  return { variant, rows: rowsOf(request), naming, described, handed };
}
function sharedTags(images) {
  return images.flatMap(({ handed: { images: repositories, tags } }, item) => {
    const before = images.slice(0, item);
    const other = before.find(({ handed }) => handed.tags.some((tag2) => tags.includes(tag2)));
    const tag = tags.find((each) => other?.handed.tags.includes(each));
    if (tag === void 0 || repositories.length === 0) return [];
    const message = `gives the tag ${tag}, which the variant ${other?.variant?.name} gives too`;
    return [
      {
        input: "variants",
        item,
        message,
        hint: "give it a flavor (e.g., suffix=-alpine,onlatest=true), tags or images of its own"
      }
    ];
  });
}
function tooManyRows(images) {
  const count = images.reduce((sum, { rows }) => sum + rows.length, 0);
  if (count <= MAX_ROWS) return [];
  const hint = `write at most ${MAX_ROWS}, which GitHub starts of one matrix`;
  return [{ input: "variants", message: `${count} matrix jobs of all variants together`, hint }];
}

// src/plan.ts
await runStep(async () => {
  refuseUnwritable(process.env);
  const job = readJob(process.env, files);
  const texts = new Texts(runner.input);
  for (const secret of await secretsOf(texts, job, Object.keys(PLAN_DEFAULTS))) runner.mask(secret);
  const baked = await openBake(texts, PLAN_DEFAULTS, job, { run, recordCleanup: () => () => void 0 });
  const matrix = await resolveMatrix(texts, job, baked);
  for (const { level, message } of matrix.messages) runner[level](message);
  await printVersions({ env: job.env }, runner);
  await reportPlan(matrix, runner);
});
