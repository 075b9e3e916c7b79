import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  parseAnnotation
} from "./chunk-WOAEOZCA.js";
import {
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform,
  slugOf
} from "./chunk-XYI3VIGJ.js";
import {
  Wrong,
  formatDigested,
  formatTagged
} from "./chunk-IWCVWDM7.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";

// src/report/described.ts
function labelsByKey(labels) {
  const sorted = labels.toSorted((a, b) => a.name.localeCompare(b.name));
  return Object.fromEntries(sorted.map(({ name, value }) => [name, value]));
}
function labelLines(labels) {
  return Object.entries(labelsByKey(labels)).map(([name, value]) => asItem(`${name}=${value}`));
}
function annotationLines(annotations) {
  return annotations.map((text) => {
    const annotation = parseAnnotation(text);
    const hasLevel = !(annotation instanceof Wrong) && annotation.levels.length > 0;
    return asItem(hasLevel ? text : `manifest:${text}`);
  });
}
function asItem(text) {
  return /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// src/report/outputs.ts
var SHA256 = "sha256:[0-9a-f]{64}";
var NAME = "[^\\s@,]+";
var ONE_LINE = /^[^\r\n]*$/;
var DIGEST = new RegExp(`^(${SHA256})?$`);
var LINES = (line) => new RegExp(`^(${line}(\\n${line})*)?$`);
var TAG_NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
var LABELS = /^([^=]+=[\s\S]*)?$/;
var ANNOTATIONS = /^([^:]+:[\s\S]+)?$/;
var SHAPES = {
  digest: DIGEST,
  digests: isDigests,
  image: new RegExp(`^(${NAME}@${SHA256})?$`),
  images: LINES(`${NAME}@${SHA256}`),
  tags: LINES(`${NAME}:[A-Za-z0-9_][A-Za-z0-9_.-]*`),
  "tag-names": LINES(TAG_NAME),
  version: ONE_LINE,
  labels: LABELS,
  annotations: ANNOTATIONS,
  platforms: /^([a-z0-9]+(\/[a-z0-9._-]+)+(,|$))*$/,
  attestations: isDigests,
  imageid: DIGEST,
  metadata: () => true,
  builder: ONE_LINE,
  driver: /^[\w.-]+$/,
  "cache-hit": /^(\d\d?|100)?$/,
  json: () => true
};
var PLAN_SHAPES = {
  plan: (value) => Object.hasOwn(value, "images") || Object.hasOwn(value, "variants"),
  variants: /^(\["[^\r\n]+"\])?$/,
  matrix: (value) => Array.isArray(value?.include),
  rows: Array.isArray,
  platforms: /^[a-z0-9]+(\/[a-z0-9._-]+)+(,[a-z0-9]+(\/[a-z0-9._-]+)+)*$/,
  tags: LINES(`(${NAME}:)?[A-Za-z0-9_][A-Za-z0-9_.-]*`),
  "tag-names": LINES(TAG_NAME),
  version: ONE_LINE,
  labels: LABELS,
  annotations: ANNOTATIONS,
  release: /^(\{[^\r\n]*\})?$/
};
var PLATFORM_DIGEST = /^digest-[a-z0-9]+(-[a-z0-9._]+)+$/;
var OUTPUT_NAMES = Object.keys(SHAPES);
function outputsOf(report) {
  const { digest, repositories, platforms } = report;
  const images = digest === void 0 ? [] : repositories.map((repository) => formatDigested(repository, digest));
  const tags = report.tags.map(formatTagged);
  const tagNames = [...new Set(report.tags.map(({ tag }) => tag))];
  const labels = labelsByKey(report.labels);
  const annotations = annotationLines(report.annotations);
  const names = platforms.map(({ platform }) => formatPlatform(platform));
  const known = platforms.filter((row) => row.digest !== void 0);
  const digests = Object.fromEntries(known.map((row) => [formatPlatform(row.platform), row.digest]));
  const attested = platforms.filter((row) => row.attestation !== void 0);
  const attestations = Object.fromEntries(attested.map((row) => [formatPlatform(row.platform), row.attestation]));
  const { version = "", imageId = "", builder, driver, cacheHit, metadata = {} } = report;
  const json = {
    digest: digest ?? "",
    digests,
    image: images[0] ?? "",
    images,
    tags,
    "tag-names": tagNames,
    version,
    ...builder === void 0 ? {} : { labels, annotations },
    platforms: names,
    attestations,
    ...builder === void 0 ? {} : { imageid: imageId, metadata, builder, driver, "cache-hit": cacheHit ?? null }
  };
  const described = builder === void 0 ? [] : [
    ["labels", labelLines(report.labels).join("\n")],
    ["annotations", annotations.join("\n")]
  ];
  const built = builder === void 0 ? [] : [
    ["imageid", imageId],
    ["metadata", JSON.stringify(metadata, void 0, 2)],
    ["builder", builder],
    ["driver", driver ?? ""],
    ["cache-hit", cacheHit?.toString() ?? ""]
  ];
  return [
    ["digest", json.digest],
    ["digests", JSON.stringify(digests)],
    ...known.map(({ platform, digest: child }) => [`digest-${slugOf(platform)}`, child ?? ""]),
    ["image", json.image],
    ["images", images.join("\n")],
    ["tags", tags.join("\n")],
    ["tag-names", tagNames.join("\n")],
    ["version", version],
    ...described,
    ["platforms", names.join(",")],
    ["attestations", JSON.stringify(attestations)],
    ...built,
    ["json", JSON.stringify(json)]
  ];
}
function planOutputs(outputs) {
  const bad = outputs.find(
    ([name, value]) => !fits(Object.hasOwn(PLAN_SHAPES, name) ? PLAN_SHAPES[name] : void 0, value)
  );
  if (bad !== void 0)
    throw new ActionError(`the output ${bad[0]} has not the form it should have: ${JSON.stringify(bad[1])}`);
  return outputs;
}
function hasShape(name, value) {
  if (PLATFORM_DIGEST.test(name)) return isDigest(value);
  return fits(Object.hasOwn(SHAPES, name) ? SHAPES[name] : void 0, value);
}
function fits(shape, value) {
  if (shape === void 0) return false;
  if (shape instanceof RegExp) return shape.test(value);
  try {
    return shape(JSON.parse(value));
  } catch {
    return false;
  }
}
function isDigests(value) {
  return typeof value === "object" && value !== null && Object.values(value).every(isDigest);
}

export {
  labelLines,
  annotationLines,
  outputsOf,
  planOutputs,
  hasShape
};
