import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  formatBytes,
  formatSeconds
} from "./chunk-JMZEC62G.js";
import {
  RegistryError
} from "./chunk-4AHREJVT.js";
import {
  hasShape,
  outputsOf
} from "./chunk-KXAT4AAI.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  Wrong,
  formatDigested,
  formatTagged,
  parseRepository
} from "./chunk-PK4Y6EYA.js";
import {
  messageOf
} from "./chunk-S3IJUGYC.js";
import {
  FIRST_HEARTBEAT_MS,
  HEARTBEAT_INTERVAL_MS
} from "./chunk-EGFNVJ3A.js";

// src/report/result-lines.ts
function resultLines(report) {
  const { result, digest, repositories, tags, platforms, previous } = report;
  if (digest === void 0 || result.kind === "called") return [];
  const names = repositories.length === 0 ? [digest] : repositories.map((one) => formatDigested(one, digest));
  return [
    ...names.map((name) => `${VERBS[result.kind]} ${name}`),
    ...aligned(
      tags.map((tag) => {
        const name = formatTagged(tag);
        return [name, result.kind === "published" ? describeUpdate(digest, name, previous) : ""];
      })
    ),
    ...aligned(
      platforms.map(({ platform, digest: own, size }) => [
        formatPlatform(platform),
        own ?? "",
        size === void 0 ? "" : formatBytes(size)
      ])
    )
  ];
}
var VERBS = {
  published: "Published",
  "pushed-by-digest": "Pushed without a tag:",
  loaded: "Loaded",
  built: "Built, not published:",
  written: "Wrote"
};
function describeUpdate(digest, name, previous) {
  const before = previous[name];
  if (before === void 0) return "";
  if (before === "none") return "new";
  return before === digest ? "had this digest already" : `updated from ${before}`;
}
function aligned(rows) {
  const width = (column) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(width(i))).join("  ")}`.trimEnd());
}

// src/report/print.ts
function setOutputs(report, runner) {
  const outputs = outputsOf(report);
  for (const [name, value] of outputs) if (hasShape(name, value)) runner.output(name, value);
  for (const [name, value] of outputs) {
    if (!hasShape(name, value))
      runner.warning(`the output ${name} is not set: its value is invalid: ${JSON.stringify(value)}`);
  }
}
async function printReport(report, runner, withSummary) {
  runner.endGroup();
  for (const notice of report.notices) runner.notice(notice);
  for (const line of resultLines(report)) runner.info(line);
  if (!withSummary) return;
  const { summarize } = await import("./summary-AIYYDUU7.js");
  await runner.summary(summarize(hidden({ ...report, metadata: void 0 }, runner.hide))).catch((error) => runner.warning(`the summary could not be written: ${messageOf(error)}`));
}
function hidden(value, hide) {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, hide)]));
}
function annotate(annotations, runner) {
  for (const { level, message, place } of annotations) runner[level](message, place);
}

// src/session/folder.ts
import { rmSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
function runFolder(temp, id) {
  return join(temp, `multiarch-build-${id}`);
}
async function makeFolder(temp, id, recordCleanup) {
  const path = runFolder(temp, id);
  recordCleanup({ kind: "folder", path });
  await mkdir(path, { recursive: true, mode: 448 });
  const [docker, buildx, tls] = [join(path, "docker"), join(path, "buildx"), join(path, "tls")];
  const secret = [docker, tls];
  await Promise.all([...secret, buildx].map((child) => mkdir(child, { mode: 448 })));
  const forgetNow = () => secret.forEach((child) => void rmSync(child, { recursive: true, force: true }));
  process.once("exit", forgetNow);
  async function forget() {
    await Promise.all(secret.map((child) => rm(child, { recursive: true, force: true })));
    process.off("exit", forgetNow);
  }
  return { path, docker, buildx, tls, [Symbol.asyncDispose]: forget };
}

// src/clients/registry/sources.ts
function repositoriesOf(name, registries) {
  const own = parseRepository(name);
  if (own instanceof Wrong) return [];
  const { mirrors = [] } = registries.get(own.registry) ?? {};
  const mirrored = mirrors.map((mirror) => parseRepository(`${mirror}/${own.path}`));
  return [...mirrored, own].flatMap((repository) => repository instanceof Wrong ? [] : repository);
}
function splitReference(text) {
  const [tagged = "", digest] = text.split("@");
  const [, name = tagged, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(tagged) ?? [];
  return { name, reference: digest ?? tag };
}
async function askSources(image, registry, registries) {
  const { name, reference } = splitReference(image);
  for (const repository of repositoriesOf(name, registries)) {
    await registry.headManifest(repository, reference).catch((error) => {
      if (error instanceof RegistryError && error.status === 429) throw error;
    });
  }
}

// src/runtime/heartbeat.ts
async function withHeartbeat(what, print, work, intervals = { first: FIRST_HEARTBEAT_MS, next: HEARTBEAT_INTERVAL_MS }) {
  const stopwatch = startStopwatch();
  let timer;
  const beat = () => {
    print(`${what}: running for ${stopwatch()}`);
    timer = setTimeout(beat, intervals.next).unref();
  };
  timer = setTimeout(beat, intervals.first).unref();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
function startStopwatch() {
  const started = performance.now();
  return () => formatSeconds((performance.now() - started) / 1e3);
}

export {
  setOutputs,
  printReport,
  annotate,
  runFolder,
  makeFolder,
  repositoriesOf,
  splitReference,
  askSources,
  withHeartbeat,
  startStopwatch
};
