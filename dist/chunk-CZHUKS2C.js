import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  isEmulated
} from "./chunk-IGA2S3RF.js";
import {
  secondsOf,
  timedSteps
} from "./chunk-HE643MBV.js";
import {
  cachedPercent,
  countCached
} from "./chunk-EAHIQFPC.js";
import {
  contentIn
} from "./chunk-OQUZCC2W.js";
import {
  platformOf,
  readManifest,
  splitIndex
} from "./chunk-TUSLQINK.js";
import {
  describeEngine
} from "./chunk-U6FXPDFU.js";
import {
  isIndex,
  parseIndex,
  parseManifest,
  sizeOf
} from "./chunk-GAY4O6F3.js";
import {
  decoded
} from "./chunk-5KDB2SZE.js";
import {
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform,
  samePlatform
} from "./chunk-XYI3VIGJ.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  formatTagged,
  taggedReferences
} from "./chunk-IWCVWDM7.js";
import {
  array,
  looseObject,
  optional,
  record,
  safeParse,
  string,
  unknown
} from "./chunk-LHKR3JLK.js";
import {
  MAX_PROVENANCE_BYTES
} from "./chunk-BB63CQQL.js";

// src/publish/previous-image.ts
async function readPreviousImage(tags, previous, registry) {
  const reference = tags.find((tag) => previous.get(formatTagged(tag)) !== void 0);
  const digest = reference === void 0 ? void 0 : previous.get(formatTagged(reference));
  if (reference === void 0 || digest === void 0) return void 0;
  return read(reference, digest, registry).catch(() => void 0);
}
async function read(reference, digest, registry) {
  const { repository } = reference;
  const content = contentIn(registry, repository);
  const top = await content.manifest(digest);
  if (!isIndex(top.mediaType ?? "")) return void 0;
  const { images, attestations } = splitIndex(parseIndex(top).manifests);
  const [platforms, materials] = await Promise.all([
    Promise.all(
      images.map(async (image) => {
        if (image.platform === void 0) return [];
        const manifest = await readManifest(image, content);
        const layers = manifest.layers.map(({ digest: layer }) => layer);
        return [{ platform: platformOf(image.platform), size: sizeOf(manifest), layers }];
      })
    ),
    readMaterials(attestations[0]?.digest, repository, registry)
  ]);
  return { tag: formatTagged(reference), platforms: platforms.flat(), materials };
}
async function readMaterials(attestation, repository, registry) {
  if (attestation === void 0) return /* @__PURE__ */ new Map();
  const { layers } = parseManifest(await contentIn(registry, repository).manifest(attestation));
  const statement = layers.find(
    ({ annotations }) => annotations?.["in-toto.io/predicate-type"]?.startsWith("https://slsa.dev/provenance/")
  );
  if (statement === void 0 || statement.size > MAX_PROVENANCE_BYTES) return /* @__PURE__ */ new Map();
  const bytes = await registry.getBlob(repository, statement.digest, MAX_PROVENANCE_BYTES);
  return materialsOf(readJson(STATEMENT, bytes.toString())?.predicate);
}
var SOURCES = optional(
  array(looseObject({ uri: optional(string(), ""), digest: optional(record(string(), string()), {}) })),
  []
);
var PREDICATE = looseObject({
  materials: SOURCES,
  buildDefinition: optional(looseObject({ resolvedDependencies: SOURCES }), {})
});
var STATEMENT = looseObject({ predicate: unknown() });
function materialsOf(predicate) {
  const result = safeParse(PREDICATE, predicate);
  if (!result.success) return /* @__PURE__ */ new Map();
  const { materials, buildDefinition } = result.output;
  return new Map(
    [...materials, ...buildDefinition.resolvedDependencies].flatMap(({ uri, digest: { sha256 } }) => {
      const [, name, tag] = /^pkg:docker\/([^@?]+)@([^?]+)/.exec(uri) ?? [];
      const digest = `sha256:${sha256}`;
      if (name === void 0 || tag === void 0 || !isDigest(digest)) return [];
      return [[`${decoded(name)}:${decoded(tag)}`, digest]];
    })
  );
}
function materialsInMetadata(json) {
  const provenance = Object.entries(json).find(([key]) => /^buildx\.build\.provenance(\/|$)/.test(key));
  return materialsOf(provenance?.[1]);
}

// src/report/changes.ts
function compareImages({ platforms }, before, materials) {
  return {
    tag: before.tag,
    platforms: platforms.flatMap(({ platform, manifest }) => {
      const other = before.platforms.find((each) => samePlatform(each.platform, platform));
      if (other === void 0) return [];
      const kept = manifest.layers.filter(({ digest }) => other.layers.includes(digest)).length;
      return [{ platform, sizeBefore: other.size, keptLayers: kept, layers: manifest.layers.length }];
    }),
    bases: [...materials].flatMap(([image, after]) => {
      const digest = before.materials.get(image);
      return digest === void 0 ? [] : [{ image, before: digest, after }];
    })
  };
}

// src/report/compose.ts
function composeReport(facts) {
  const { plan, builder, log, digest, metadata, image, tags, previous, answer, cache, seconds, notices } = facts;
  const { phases, source } = facts;
  const { delivery } = plan;
  const steps = timedSteps(log, (name) => isEmulated(plan, name) ?? false);
  const tagged = delivery.kind === "publish" || delivery.load;
  const pushed = delivery.kind === "publish" || delivery.kind === "parts";
  return {
    result: resultOf(plan, answer),
    title: titleOf(plan),
    digest: image?.digest ?? digest,
    repositories: pushed ? delivery.targets.map(({ repository }) => repository) : [],
    tags: tags ?? (tagged ? taggedReferences(delivery.targets) : []),
    previous,
    version: plan.naming.version,
    labels: plan.request.build.labels,
    annotations: plan.request.build.annotations,
    imageId: metadata?.configDigest ?? metadata?.digest,
    platforms: plan.platforms.map((platform) => platformReport(platform, image, log, steps)),
    builder,
    driver: driverOf(plan.builder),
    driverReason: plan.builder.reason,
    tools: toolsOf(plan, facts.engine),
    cacheHit: cachedPercent(log),
    cache: cache === void 0 ? void 0 : describeCache(plan.cache, log, cache),
    ...{ seconds, phases, source, notices },
    steps,
    changes: image === void 0 || facts.previousImage === void 0 ? void 0 : compareImages(image, facts.previousImage, materialsInMetadata(metadata?.json ?? {})),
    metadata: metadata === void 0 ? {} : withoutEvent(metadata.json)
  };
}
function describeCache({ from, folders, inline, place, reason }, { steps }, outcome) {
  if (place === void 0) return void 0;
  const wasRead = steps.some(({ kind, error }) => kind === "cache-import" && error === void 0);
  const asked = from.length > 0 || folders.length > 0;
  const read2 = wasRead ? "read" : asked ? "nothing to read yet" : "not read";
  const written = {
    written: `written (${reason})`,
    current: "has all of this build already",
    failed: "could not be written",
    none: inline ? `written (${reason})` : `not written (${reason})`
  };
  return `${place}: ${read2}, ${written[outcome]}`;
}
function platformReport({ platform, execution }, image, log, steps) {
  const built = image?.platforms.find((other) => samePlatform(platform, other.platform));
  const name = formatPlatform(platform);
  const { cached, total } = countCached(log, name);
  return {
    platform,
    digest: built?.digest,
    size: built?.size,
    execution,
    seconds: secondsOf(steps.filter((step) => step.platform === name)),
    steps: total === 0 ? void 0 : { cached, total },
    origin: void 0,
    attestation: image?.attestations.find(({ of }) => of === built?.digest)?.digest
  };
}
function resultOf({ delivery, request }, answer) {
  switch (delivery.kind) {
    case "publish":
      return { kind: "published" };
    case "parts":
      return { kind: "pushed-by-digest" };
    case "verify":
      return { kind: delivery.load ? "loaded" : "built" };
    case "files":
      return writtenTo(delivery.files);
    case "call":
      return { kind: "called", call: request.build.call ?? "", text: answer };
  }
}
function writtenTo(files) {
  const written = files.filter(({ type }) => type !== "cacheonly");
  if (written.length === 0) return { kind: "built" };
  return { kind: "written", destinations: written.map(({ type, attributes }) => attributes.dest ?? type) };
}
function toolsOf({ builder, request }, engine) {
  const { buildxVersion } = request.setup;
  return [
    ...engine === void 0 || builder.kind !== "engine" ? [] : [describeEngine(engine)],
    ...buildxVersion === void 0 ? [] : [`buildx ${buildxVersion}`]
  ];
}
function titleOf({ delivery, request: { build } }) {
  const [first] = delivery.targets;
  if (first !== void 0) return first.repository.name;
  return build.context.kind === "git" ? build.context.url : build.context.path.split("/").at(-1) ?? "";
}
function driverOf(builder) {
  return builder.kind === "engine" ? "docker" : builder.driver;
}
function withoutEvent(json) {
  if (Array.isArray(json)) return json.map(withoutEvent);
  if (typeof json !== "object" || json === null) return json;
  const kept = Object.entries(json).filter(([name]) => !name.startsWith("github_event"));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutEvent(value)]));
}

export {
  readPreviousImage,
  composeReport,
  toolsOf,
  titleOf,
  driverOf
};
