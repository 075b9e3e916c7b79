import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  RegistryError
} from "./chunk-UWMQUUIR.js";
import {
  resultLines
} from "./chunk-ITKFXREL.js";
import {
  hasShape,
  outputsOf
} from "./chunk-FETY5ZEQ.js";
import {
  formatSeconds
} from "./chunk-ONJFMPZL.js";
import {
  hidden,
  writeSummary
} from "./chunk-OCILWB7R.js";
import {
  Wrong,
  parseRepository
} from "./chunk-IWCVWDM7.js";
import {
  FIRST_HEARTBEAT_MS,
  HEARTBEAT_INTERVAL_MS
} from "./chunk-BB63CQQL.js";

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
  const { summarize } = await import("./summary-AXJNWBG3.js");
  await writeSummary(() => summarize(hidden({ ...report, metadata: void 0 }, runner.hide)), runner);
}
async function describeFailed(error, facts, runner) {
  const { composeFailed } = await import("./failed-FYOYD275.js");
  const { summarizeFailed } = await import("./failed-summary-6UZ4YXKJ.js");
  return summarizeFailed(hidden(composeFailed(error, facts), runner.hide));
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
  describeFailed,
  annotate,
  runFolder,
  makeFolder,
  repositoriesOf,
  splitReference,
  askSources,
  withHeartbeat,
  startStopwatch
};
