import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/platform.ts
function formatPlatform({ os, architecture, variant }) {
  return variant === void 0 ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}
function slugOf(platform) {
  return formatPlatform(platform).replaceAll("/", "-");
}
function archOf({ os, architecture, variant = "" }) {
  const joint = variant === "" || /^v\d/.test(variant) ? "" : "-";
  return `${os === "linux" ? "" : `${os}-`}${architecture}${joint}${variant}`;
}
function samePlatform(a, b) {
  return formatPlatform(a) === formatPlatform(b);
}
function runsOn(platform, target) {
  if (platform.os !== target.os) return false;
  if (platform.architecture === "386" && target.architecture === "amd64") return true;
  if (platform.architecture !== target.architecture) return false;
  const [level, limit] = [levelOf(platform), levelOf(target)];
  return Number.isNaN(level) || Number.isNaN(limit) || level <= limit;
}
function levelOf({ architecture, variant }) {
  const lowest = { amd64: "v1", arm: "v7", arm64: "v8" };
  return Number((variant ?? lowest[architecture])?.slice(1));
}
var SYSTEMS = "linux windows darwin freebsd netbsd openbsd dragonfly solaris illumos aix android plan9 wasip1 wasi".split(" ");
var ARM64 = [
  "",
  "v8.1",
  "v8.2",
  "v8.3",
  "v8.4",
  "v8.5",
  "v8.6",
  "v8.7",
  "v8.8",
  "v8.9",
  "v9",
  "v9.1",
  "v9.2",
  "v9.3"
];
var VARIANTS = /* @__PURE__ */ new Map([
  ["386", [""]],
  ["amd64", ["", "v2", "v3", "v4"]],
  ["arm", ["v5", "v6", "v7", "v8"]],
  ["arm64", ARM64],
  ["loong64", [""]],
  ["mips", ["", "hardfloat", "softfloat"]],
  ["mipsle", ["", "hardfloat", "softfloat"]],
  ["mips64", ["", "hardfloat", "softfloat"]],
  ["mips64le", ["", "hardfloat", "softfloat"]],
  ["ppc64", ["", "power8", "power9", "power10"]],
  ["ppc64le", ["", "power8", "power9", "power10"]],
  ["riscv64", ["", "rva20u64", "rva22u64", "rva23u64"]],
  ["s390x", [""]],
  ["wasm", [""]]
]);
function normalisePlatform({ os, architecture, variant }) {
  const given = variant?.toLowerCase() ?? "";
  const [name, normal] = normaliseProcessor(architecture.toLowerCase(), /^\d/.test(given) ? `v${given}` : given);
  const system = os.toLowerCase();
  return {
    os: system === "macos" ? "darwin" : system,
    architecture: name,
    variant: normal === "" ? void 0 : normal
  };
}
function normaliseProcessor(name, variant) {
  switch (name) {
    case "i386":
      return ["386", ""];
    case "x86_64":
    case "x86-64":
    case "amd64":
      return ["amd64", variant === "v1" ? "" : variant];
    case "aarch64":
    case "arm64":
      return ["arm64", variant === "v8" ? "" : variant];
    case "armhf":
      return ["arm", "v7"];
    case "armel":
      return ["arm", "v6"];
    case "arm":
      return ["arm", variant === "" ? "v7" : variant];
    default:
      return [name, variant];
  }
}

export {
  formatPlatform,
  slugOf,
  archOf,
  samePlatform,
  runsOn,
  SYSTEMS,
  VARIANTS,
  normalisePlatform
};
