import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  sitesOf
} from "./chunk-IGA2S3RF.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  formatTagged,
  taggedReferences
} from "./chunk-IWCVWDM7.js";
import "./chunk-DZIJRXJ5.js";

// src/plan/decisions.ts
function decisionsOf(plan) {
  const { emulators, installed, replaced, builder, separateCalls, bases, cache, mounts, delivery, naming, part } = plan;
  const tags = taggedReferences(delivery.targets).map(formatTagged);
  const handlers = installed.map(({ architecture, handlers: names }) => `${architecture} by ${names.join(", ")}`);
  return [
    ...plan.platforms.map(describePlatform),
    `emulators: register ${list(emulators)}; installed ${list(handlers)}; replace ${list(replaced)}`,
    `builder: ${describeBuilder(builder)} (${builder.reason})`,
    `calls of buildx: ${separateCalls ? "one for each platform" : "one"}`,
    `base images that are looked up: ${list(bases.map(({ image, line }) => `${image} (line ${line})`))}`,
    `cache: ${cache.place ?? "none"}, reads ${cache.from.length + cache.folders.length}, writes ${cache.to.length}, inline ${cache.inline} (${cache.reason})`,
    ...mounts === void 0 ? ["cache mounts: not saved"] : [`cache mounts: ${list(mounts.mounts.map(({ id }) => id))}; left out: ${list(mounts.skipped)}`],
    `delivery: ${delivery.kind}, load ${delivery.load}, tags ${list(tags)}, files ${list(delivery.files.map(({ type }) => type))}`,
    `version: ${naming.version || "none"}, release ${naming.release?.version ?? "none"}`,
    `part: key ${part.key}, commit ${part.commit || "not known"}`
  ].map((line) => `plan: ${line}`);
}
function describePlatform({ platform, execution, reason, foreign, base, unread }) {
  const facts = [
    reason,
    foreign.length === 0 ? "" : `RUN on ${foreign.map(formatPlatform).join(", ")}`,
    base === void 0 ? "" : `based on ${base.image}`,
    unread === void 0 ? "" : `the Dockerfile is not followed: ${unread}`
  ];
  return `${formatPlatform(platform)}: ${execution} (${facts.filter((fact) => fact !== "").join("; ")})`;
}
function describeBuilder(builder) {
  switch (builder.kind) {
    case "engine":
      return "Docker Engine's";
    case "existing":
      return `existing ${builder.name} with driver ${builder.driver}, ${builder.nodes.length} nodes`;
    case "new":
      return `new ${builder.name} with driver ${builder.driver}, ${sitesOf(builder).length} nodes, keep ${builder.keep}`;
  }
}
function list(names) {
  return names.join(", ") || "none";
}
export {
  decisionsOf
};
