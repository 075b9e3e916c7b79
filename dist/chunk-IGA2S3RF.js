import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  formatPlatform,
  samePlatform
} from "./chunk-XYI3VIGJ.js";

// src/model/plan.ts
function isElsewhere(builder, platform) {
  const nodes = sitesOf(builder);
  const named = nodes.find(({ platforms }) => platforms.some((own) => samePlatform(own, platform)));
  return (named ?? nodes[0])?.elsewhere ?? false;
}
function isEmulated({ platforms }, name) {
  if (platforms.some(({ execution }) => execution === "remote")) return void 0;
  return platforms.some(({ foreign }) => foreign.some((platform) => formatPlatform(platform) === name));
}
function sitesOf(builder) {
  return builder.kind === "engine" ? [] : builder.nodes;
}
function isFresh(builder) {
  return builder.kind === "new" && !builder.keep && builder.madeIn === void 0;
}

export {
  isElsewhere,
  isEmulated,
  sitesOf,
  isFresh
};
