import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  SYSTEMS,
  VARIANTS,
  formatPlatform,
  normalisePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  hintFor,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  Wrong
} from "./chunk-IWCVWDM7.js";

// src/inputs/platform.ts
function parsePlatform(text) {
  const got = `got ${quote(text)}`;
  if (/\s/.test(text)) return new Wrong(`must be a platform without spaces, ${got}`, "separate platforms by commas");
  if (text.includes("(")) return new Wrong(`must not have a version of the operating system, ${got}`, "leave it out");
  if (text === "local") return new Wrong("local names no platform", "write the one meant, such as linux/amd64");
  const parts = text.toLowerCase().split("/");
  if (parts.length > 3 || parts.includes("")) {
    return new Wrong(`must be a platform, ${got}`, "write os/architecture or os/architecture/variant");
  }
  if (parts.includes("unknown")) {
    return new Wrong(
      `must not be unknown, the platform of an attestation in an index, ${got}`,
      "write a platform such as linux/amd64"
    );
  }
  const [first = "", second, third] = parts;
  if (second === void 0 && SYSTEMS.includes(first)) {
    return new Wrong(`must have an architecture, ${got}`, `write it behind, such as ${first}/amd64`);
  }
  return knownPlatform(second === void 0 ? "linux" : first, second ?? first, third);
}
function knownPlatform(os, architecture, variant) {
  const platform = normalisePlatform({ os, architecture, variant });
  if (!SYSTEMS.includes(platform.os)) return new Wrong(`unknown operating system ${quote(os)}`, hintFor(os, SYSTEMS));
  const variants = VARIANTS.get(platform.architecture);
  if (variants === void 0) {
    return new Wrong(`unknown architecture ${quote(architecture)}`, hintFor(architecture, [...VARIANTS.keys()]));
  }
  if (variants.includes(platform.variant ?? "")) return platform;
  const named = variants.filter((name) => name !== "");
  return new Wrong(
    `unknown variant ${quote(variant ?? "")} of ${platform.architecture}`,
    named.length === 0 ? `write ${platform.os}/${platform.architecture}` : hintFor(variant ?? "", named)
  );
}
function parsePlatforms(texts) {
  const seen = /* @__PURE__ */ new Map();
  return texts.map((text, index) => {
    const platform = parsePlatform(text);
    if (platform instanceof Wrong) return platform;
    const name = formatPlatform(platform);
    const before = seen.get(name);
    if (before === void 0) {
      seen.set(name, index);
      return platform;
    }
    return new Wrong(`${quote(text)} is ${name} again, which item ${before} is`, "leave one of them out");
  });
}

export {
  parsePlatform,
  parsePlatforms
};
