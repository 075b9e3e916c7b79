import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  containerOf
} from "./chunk-XXQO62Y5.js";
import {
  debug
} from "./chunk-BNWZ2G3D.js";
import {
  isDebug
} from "./chunk-5GDL2WVS.js";

// src/actions/debugging.ts
import { release } from "node:os";
var BUILDER_LOG_LINES = 50;
async function printVersions(facts, runner, builder) {
  if (!isDebug()) return;
  const ask = (...args) => builder?.run({ program: builder.buildx, args, env: builder.env }).then(
    ({ stdout }) => stdout,
    () => void 0
  );
  const [buildx, inspected] = await Promise.all([
    ask("version"),
    builder?.name === void 0 ? void 0 : ask("inspect", builder.name)
  ]);
  const { versionLines } = await import("./versions-VVZRB7X7.js");
  runner.group("Versions");
  const versions = { ...facts, node: process.version, kernel: release(), buildx, builder: inspected };
  for (const line of versionLines(versions)) runner.info(runner.hide(line));
  runner.endGroup();
}
async function printBuilderLog(builder, engine) {
  if (!isDebug() || engine === void 0) return;
  const names = await engine.containers({ name: containerOf(builder) }).catch(() => []);
  for (const name of names) {
    const state = await engine.container(name, BUILDER_LOG_LINES).catch(() => void 0);
    debug(() => (state?.log ?? []).map((line) => `${name}: ${line}`));
  }
}

export {
  printVersions,
  printBuilderLog
};
