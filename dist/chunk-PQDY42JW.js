import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  parsePlatform
} from "./chunk-S3FJIZEN.js";
import {
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  parseExpanded
} from "./chunk-KF45ZQFP.js";
import {
  quote
} from "./chunk-7NESLQ2E.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  TAG,
  Wrong,
  parseRepository
} from "./chunk-IWCVWDM7.js";
import {
  array,
  check,
  custom,
  exactOptional,
  number,
  object,
  pipe,
  record,
  regex,
  safeInteger,
  string
} from "./chunk-LHKR3JLK.js";
import {
  MAX_RECORD_ENTRIES
} from "./chunk-BB63CQQL.js";

// src/model/naming.ts
function countNames({ tags, references }) {
  return tags.length + references.length;
}
var PART_ANNOTATIONS = {
  run: "io.github.multiarch-build.run",
  part: "io.github.multiarch-build.part"
};

// src/inputs/part.ts
function parsePart(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[A-Za-z0-9_][\w.-]{0,63}$/.test(text) ? text : new Wrong(`must be a name, got ${quote(text)}`, "use up to 64 letters, digits, _ . and -");
}
function parsePartTag(text) {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (!text.includes("{arch}")) return new Wrong(`must contain {arch}, got ${quote(text)}`, "write {tag}-{arch}");
  return TAG.test(text.replace(/\{(tag|arch)\}/g, "x")) ? text : new Wrong(`must be a tag, got ${quote(text)}`, "write it like {tag}-{arch}");
}

// src/parts/record.ts
var RECORD = { prefix: "multiarch-build-part.", file: "part.json" };
function runOf(env) {
  return { run: env.GITHUB_RUN_ID ?? "", attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1 };
}
function recordName(record2, id) {
  return `${RECORD.prefix}${record2.key}.${slugOf(record2)}.${record2.attempt}.${id}`;
}
function slugOf({ digests }) {
  const [first = "", ...others] = Object.keys(digests);
  return `${first.replaceAll("/", "-")}${others.length === 0 ? "" : `+${others.length}`}`;
}
function parseRecordName(name) {
  const [, key, slug, attempt] = /^(.+)\.([^.]+)\.(\d+)\.[^.]+$/.exec(name.slice(RECORD.prefix.length)) ?? [];
  return key === void 0 || slug === void 0 ? void 0 : { key, slug, attempt: Number(attempt) };
}
function recordOf(image, { key, repositories, commit }, env, seconds) {
  const line = (text = "") => text.replace(/[^\w .:+/()-]/g, "").slice(0, 100);
  return {
    key,
    digest: image.digest,
    digests: Object.fromEntries(image.platforms.map(({ platform, digest }) => [formatPlatform(platform), digest])),
    repositories,
    commit,
    ...runOf(env),
    maker: { job: line(env.GITHUB_JOB), runner: line(env.RUNNER_NAME), seconds: Math.round(seconds) }
  };
}
var DIGEST = custom(isDigest);
var LINE = pipe(string(), regex(/^[\w.:+/-]{0,200}$/));
var NAME = pipe(string(), regex(/^[\w .:+/()-]{0,100}$/));
var PART_RECORD = object({
  key: pipe(
    string(),
    check((text) => !(parsePart(text) instanceof Wrong))
  ),
  digest: DIGEST,
  digests: pipe(
    record(pipe(string(), check(isPlatformName)), DIGEST),
    check((digests) => isCount(Object.keys(digests).length))
  ),
  repositories: pipe(
    array(string()),
    check((names) => isCount(names.length) && names.every((name) => !(parseRepository(name) instanceof Wrong)))
  ),
  commit: LINE,
  run: LINE,
  attempt: pipe(number(), safeInteger()),
  maker: exactOptional(object({ job: NAME, runner: NAME, seconds: pipe(number(), safeInteger()) }))
});
function parseRecord(text) {
  return readJson(PART_RECORD, text);
}
function isPlatformName(name) {
  const platform = parsePlatform(name);
  return !(platform instanceof Wrong) && formatPlatform(platform) === name;
}
function isCount(count) {
  return count > 0 && count <= MAX_RECORD_ENTRIES;
}

// src/tags/describe.ts
function describeImage({ version, revision, created, repository }) {
  return {
    "org.opencontainers.image.created": created?.toISOString() ?? "",
    "org.opencontainers.image.description": repository.description,
    "org.opencontainers.image.licenses": repository.license,
    "org.opencontainers.image.revision": revision,
    "org.opencontainers.image.source": repository.url,
    "org.opencontainers.image.title": repository.name,
    "org.opencontainers.image.url": repository.url,
    "org.opencontainers.image.version": version
  };
}
function originOf({ repository, revision }, labels) {
  const own = labels.flatMap(({ name, value }) => name === "org.opencontainers.image.source" ? [value] : []);
  return { sources: [repository.url, ...own].filter(Boolean), commit: revision };
}
var RELEASE_ANNOTATION = "io.github.multiarch-build.release";
function describeIndex(provenance, release, labels = {}) {
  const replaced = Object.entries(describeImage(provenance)).map(([name, value]) => [
    name,
    REPOSITORY.includes(name) ? labels[name] ?? value : value
  ]);
  const known = withoutEmpty(Object.fromEntries(replaced));
  return { ...known, ...releaseAnnotation(known, release) };
}
function annotationsOf(labels) {
  const repeated = labels.filter(({ name }) => DESCRIBED.includes(name));
  return withoutEmpty(Object.fromEntries(repeated.map(({ name, value }) => [name, value])));
}
function releaseAnnotation(annotations, release) {
  const isSame = release === void 0 || release.version === annotations["org.opencontainers.image.version"];
  return isSame ? {} : { [RELEASE_ANNOTATION]: release.version };
}
function withoutEmpty(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}
var REPOSITORY = ["description", "licenses", "source", "title", "url"].map(
  (key) => `org.opencontainers.image.${key}`
);
var DESCRIBED = [
  ...REPOSITORY,
  ...["created", "revision", "version"].map((key) => `org.opencontainers.image.${key}`)
];
function withOwn(described, own) {
  const all = { ...described, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b)));
}
function expandPlaceholders(text, { version, revision, created }) {
  const values = { version, revision, created: created?.toISOString() ?? "" };
  return text.replace(/\{\{\s*(version|revision|created)\s*\}\}/g, (_, name) => values[name]);
}

export {
  parsePart,
  parsePartTag,
  countNames,
  PART_ANNOTATIONS,
  RECORD,
  runOf,
  recordName,
  slugOf,
  parseRecordName,
  recordOf,
  parseRecord,
  describeImage,
  originOf,
  RELEASE_ANNOTATION,
  describeIndex,
  annotationsOf,
  releaseAnnotation,
  withOwn,
  expandPlaceholders
};
