import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  RegistryError,
  UploadRefused
} from "./chunk-UWMQUUIR.js";
import {
  IncompletePublication
} from "./chunk-UFO7QMXD.js";
import {
  platformOf,
  splitIndex
} from "./chunk-TUSLQINK.js";
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  MAX_DOCUMENT_BYTES,
  MalformedError,
  OCI_INDEX,
  duplicateKey,
  isIndex,
  isManifest,
  parseConfigLabels,
  parseIndex,
  parseManifest
} from "./chunk-GAY4O6F3.js";
import {
  PART_ANNOTATIONS,
  RELEASE_ANNOTATION
} from "./chunk-PQDY42JW.js";
import {
  digestOf,
  shortHash
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform,
  samePlatform,
  slugOf
} from "./chunk-XYI3VIGJ.js";
import {
  printableLine
} from "./chunk-BNWZ2G3D.js";
import {
  formatTagged,
  taggedReferences
} from "./chunk-IWCVWDM7.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";

// src/publish/previous.ts
function reportPrevious(previous) {
  return Object.fromEntries([...previous].map(([tag, digest]) => [tag, digest ?? "none"]));
}
async function previousDigests(targets, registry) {
  const found = await Promise.all(
    taggedReferences(targets).map(async (reference) => {
      try {
        const head = await registry.headManifest(reference.repository, reference.tag);
        return [[formatTagged(reference), head?.digest]];
      } catch {
        return [];
      }
    })
  );
  return new Map(found.flat());
}

// src/parts/key.ts
var LONGEST_TAG = 128;
function partKey({ image, build, result }) {
  if (result.part !== void 0) return result.part;
  const references = image.tags.flatMap((tag) => tag.kind === "reference" ? [tag.reference.repository] : []);
  const names = [...image.repositories, ...references].map(({ name }) => name);
  const args = build.buildArgs.map(({ name, value }) => value === void 0 ? name : `${name}=${value}`);
  const variant = [
    [...new Set(names)].sort(),
    build.bake?.inlineDockerfile ?? build.file ?? "",
    build.target ?? "",
    args.sort()
  ];
  return shortHash(JSON.stringify(variant), 12);
}
function partTag({ pattern, naming, run, part }, platform) {
  const arch = slugOf(platform).replace(/^linux-/, "");
  if (pattern === void 0) {
    return `part-${run.replace(/[^\w.-]/g, "-")}-${arch}${part === void 0 ? "" : `_${part}`}`;
  }
  const tag = naming.tags[0]?.name ?? naming.references[0]?.tag;
  if (tag === void 0 && pattern.includes("{tag}")) return void 0;
  const around = pattern.replaceAll("{tag}", "").replaceAll("{arch}", arch);
  const short = (tag ?? "").slice(0, LONGEST_TAG - around.length);
  return pattern.replaceAll("{tag}", () => short).replaceAll("{arch}", arch);
}

// src/publish/updates.ts
function trackUpdates(previous) {
  const acknowledged = /* @__PURE__ */ new Map();
  const confirmed = /* @__PURE__ */ new Map();
  const of = (reference) => acknowledged.get(formatTagged(reference)) ?? [];
  const outdated = (reference, digest) => [previous.get(formatTagged(reference)) ?? [], of(reference)].flat().filter((before) => before !== digest);
  return {
    acknowledge: (reference, digest) => void acknowledged.set(formatTagged(reference), [...of(reference), digest]),
    acknowledged: (reference) => of(reference).at(-1),
    confirm: (reference, digest) => void confirmed.set(formatTagged(reference), digest),
    isConfirmed: (reference, digest) => confirmed.get(formatTagged(reference)) === digest,
    isOutdated: (reference, digest, found) => found === void 0 || outdated(reference, digest).includes(found),
    outdated
  };
}
function verifyReadBack(reference, digest, found, updates) {
  if (found === digest) return;
  const name = formatTagged(reference);
  if (updates.isOutdated(reference, digest, found)) {
    throw new ActionError(
      `${name} was updated to ${digest}, as its registry acknowledged, but the registry still answers ${found === void 0 ? "that the tag does not exist" : `with ${found}, the previous digest`}`,
      {
        hint: "A replica or a cache of the registry is late. Check the tag in a few minutes, and run the job again if it is still not updated."
      }
    );
  }
  throw new ActionError(`${name} was updated to ${digest}, and now it is ${found}`, {
    hint: "Another job publishes the same tag: give the jobs one `concurrency` group."
  });
}

// src/publish/equivalent.ts
import { isDeepStrictEqual } from "node:util";
function differenceOf(built, other) {
  const [builtImages, otherImages] = [sorted(built), sorted(other)];
  const [expected, found] = [builtImages, otherImages].map((images) => images.map(nameOf).join(", "));
  if (expected !== found) return `the platforms (built: ${expected}; found: ${found})`;
  const differences = builtImages.flatMap((image, i) => {
    const field = differingField(image, otherImages[i]);
    return field === void 0 ? [] : [`${field} of ${nameOf(image)}`];
  });
  return differences[0];
}
function sorted({ platforms }) {
  return platforms.toSorted((a, b) => nameOf(a) < nameOf(b) ? -1 : 1);
}
function nameOf({ platform }) {
  return formatPlatform(platform);
}
function differingField(a, b) {
  if (a.digest === b.digest) return void 0;
  const [layers, otherLayers] = [a.manifest.layers, b.manifest.layers];
  if (layers.length !== otherLayers.length) return `the number of layers (${layers.length} and ${otherLayers.length})`;
  const layer = layers.findIndex((descriptor, i) => !isDeepStrictEqual(descriptor, otherLayers[i]));
  if (layer >= 0) return `layer ${layer + 1}`;
  const named = ({ manifest }) => ({ ...manifest.config, digest: "sha256:", size: 0 });
  if (!isDeepStrictEqual(named(a), named(b))) return "the config's descriptor";
  if (a.manifest.config.digest === b.manifest.config.digest) return void 0;
  const [config, other] = [a, b].map((image) => Buffer.from(image.config).toString());
  const duplicate = duplicateKey(config) ?? duplicateKey(other);
  const path = duplicate === void 0 ? configField(withoutTimes(config), withoutTimes(other)) : [duplicate];
  return path && `the config's field ${printableLine(path.join(".")).slice(0, 100)}`;
}
var CREATED = "org.opencontainers.image.created";
var TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
function withoutTimes(text) {
  const json = JSON.parse(text);
  const { config, history } = json;
  return {
    ...withoutTime(json, "created"),
    ...isObject(config) && isObject(config.Labels) ? { config: { ...config, Labels: withoutTime(config.Labels, CREATED) } } : {},
    ...Array.isArray(history) ? { history: history.map((entry) => isObject(entry) ? withoutTime(entry, "created") : entry) } : {}
  };
}
function withoutTime(json, key) {
  const value = json[key];
  return typeof value === "string" && TIME.test(value) ? { ...json, [key]: "a time" } : json;
}
function configField(a, b, path = []) {
  if (isDeepStrictEqual(a, b)) return void 0;
  if (!isObject(a) || !isObject(b)) return path;
  const keys = [...Object.keys(a), ...Object.keys(b)];
  const key = keys.find((name) => !isDeepStrictEqual(a[name], b[name])) ?? "";
  return configField(a[key], b[key], [...path, key]);
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/publish/find-equivalent.ts
var IMMUTABLE = /immutab|already exists|overwrit|locked|disallowed|read-only/i;
function mayBeImmutable(error) {
  if (error instanceof UploadRefused) return false;
  if (error instanceof RegistryError) {
    const { status = 0, verdict } = error;
    return verdict === "final" && status >= 400 && status < 500 && ![401, 404, 413].includes(status);
  }
  return error instanceof ActionError && IMMUTABLE.test(error.output ?? "");
}
async function findEquivalent({ repository, fullVersions }, { image, read }, registry) {
  for (const tag of fullVersions) {
    const held = await registry.headManifest(repository, tag);
    if (held === void 0 || held.digest === image.digest) continue;
    const problem = await read(repository, held.digest).then((other) => differing(image, other), unreadable);
    if (problem === void 0) return held.digest;
    throw new ActionError(
      `${formatTagged({ repository, tag })} holds ${held.digest} and the registry does not update it to ${image.digest}, which was built: ${problem}`,
      { hint: "Release this under a version of its own, or delete the tag at the registry and run the job again." }
    );
  }
  return void 0;
}
function differing(image, other) {
  const difference = differenceOf(image, other);
  return difference && `they differ in ${difference}`;
}
function unreadable(error) {
  if (!(error instanceof ActionError)) throw error;
  if (error instanceof RegistryError && error.status !== 404) throw error;
  return `it cannot be read as an image: ${error.message}`;
}

// src/publish/publish.ts
async function publish(targets, digest, publishing) {
  const work = { ...publishing, updates: trackUpdates(publishing.previous) };
  const outcomes = await Promise.allSettled(targets.map((target) => publishTo(target, digest, work)));
  await throwFailures(outcomes, digest);
  const immutable = outcomes.find((outcome) => outcome.status === "fulfilled" && outcome.value !== digest);
  if (immutable?.status !== "fulfilled") return { digest, tags: taggedReferences(targets) };
  const behind = targets.filter((_, i) => outcomes[i]?.status === "fulfilled" && outcomes[i].value !== immutable.value);
  await throwFailures(
    await Promise.allSettled(behind.map((target) => updateRepository(target, immutable.value, work))),
    immutable.value
  );
  return { digest: immutable.value, tags: taggedReferences(targets) };
  async function throwFailures(settled, wanted) {
    const failures = settled.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
    if (failures.length > 0) throw await incompleteError(targets, wanted, work, failures);
  }
}
async function publishTo(target, digest, work) {
  const { store, registry, built, updates } = work;
  const { tags, fullVersions } = target;
  const ordered = { ...target, tags: [...fullVersions, ...tags.filter((tag) => !fullVersions.includes(tag))] };
  let pushed;
  try {
    pushed = await store.push(built.image, ordered, updates);
    await updateTags(target.repository, without(fullVersions, pushed), digest, registry, updates);
  } catch (error) {
    const equivalent = mayBeImmutable(error) ? await findEquivalent(target, built, registry) : void 0;
    if (equivalent === void 0) throw error;
    await updateRepository(target, equivalent, work);
    return equivalent;
  }
  await updateTags(target.repository, without(tags, [...pushed, ...fullVersions]), digest, registry, updates);
  await readBack(target, digest, work);
  return digest;
}
async function updateRepository(target, digest, work) {
  const { repository, tags } = target;
  const { registry, updates } = work;
  const held = await Promise.all(tags.map((tag) => registry.headManifest(repository, tag)));
  const behind = tags.filter((tag, i) => {
    const reference = { repository, tag };
    const isThere = held[i]?.digest === digest && [void 0, digest].includes(updates.acknowledged(reference));
    if (isThere) updates.confirm(reference, digest);
    return !isThere;
  });
  await updateTags(repository, behind, digest, registry, updates);
  await readBack(target, digest, work);
}
async function updateTags(repository, tags, digest, registry, updates) {
  if (tags.length === 0) return;
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest === void 0)
    throw new ActionError(`${repository.name} does not hold ${digest}, which was pushed to it`);
  const ends = await Promise.allSettled(
    tags.map(async (tag) => {
      await registry.putManifest(repository, tag, manifest);
      updates.acknowledge({ repository, tag }, digest);
    })
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
function without(tags, others) {
  return tags.filter((tag) => !others.includes(tag));
}
async function readBack({ repository, tags }, digest, { registry, updates }) {
  const unconfirmed = tags.map((tag) => ({ repository, tag })).filter((tag) => !updates.isConfirmed(tag, digest));
  const ends = await Promise.allSettled(
    unconfirmed.map(async (reference) => {
      const outdated = updates.outdated(reference, digest);
      const found = await registry.headManifest(repository, reference.tag, { outdated });
      verifyReadBack(reference, digest, found?.digest, updates);
    })
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
async function incompleteError(targets, digest, { registryAfterCancel, previous, updates }, failures) {
  const before = (reference) => previous.has(reference) ? previous.get(reference) ?? "nothing" : "unknown";
  const states = await Promise.all(
    taggedReferences(targets).map(async (reference) => {
      const name = formatTagged(reference);
      const state = await stateOf(reference, digest, registryAfterCancel, updates);
      return { reference: name, state, before: before(name) };
    })
  );
  const from = (reference) => `${reference} (before: ${before(reference)})`;
  const summary = STATES.flatMap((state) => {
    const list = states.filter((entry) => entry.state === state).map(({ reference }) => reference);
    return list.length === 0 ? [] : `${state}: ${list.map(UPDATED.has(state) ? from : String).join(", ")}`;
  });
  const outcome = states.every(({ state }) => UPDATED.has(state)) ? "was published, and was not read back" : "is not published";
  const [first] = failures;
  const own = first instanceof ActionError ? first : void 0;
  return new IncompletePublication(
    `${digest} ${outcome} everywhere (${summary.join("; ")}): ${failures.map(messageOf).join("; ")}`,
    states,
    {
      hint: own?.hint ?? "Run the job again: it updates every tag to one verified image.",
      output: own?.output,
      cause: first
    }
  );
}
var STATES = [
  "updated",
  "acknowledged but not read back",
  "updated and changed since",
  "not updated",
  "unknown"
];
var UPDATED = new Set(STATES.slice(0, 3));
async function stateOf(reference, digest, witness, updates) {
  const acknowledged = updates.acknowledged(reference) === digest;
  try {
    const found = (await witness.headManifest(reference.repository, reference.tag))?.digest;
    if (found === digest) return "updated";
    if (!acknowledged) return "not updated";
    return updates.isOutdated(reference, digest, found) ? "acknowledged but not read back" : "updated and changed since";
  } catch {
    return acknowledged ? "acknowledged but not read back" : "unknown";
  }
}

// src/publish/published.ts
var PREFIX = "org.opencontainers.image.";
async function readPublished(registry, repository, tag, origin) {
  const manifest = await registry.getManifest(repository, tag);
  if (manifest === void 0) return void 0;
  try {
    return await (isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest));
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RegistryError && error.status === 404) return void 0;
    throw error;
  }
  async function ofIndex(index) {
    const { manifests, annotations } = parseIndex(index);
    const [first] = splitIndex(manifests).images;
    if (first === void 0) return void 0;
    const info = infoFromAnnotations(annotations);
    if (info.version !== void 0) return info;
    const manifest2 = await registry.getManifest(repository, first.digest);
    return manifest2 && { ...await ofManifest(manifest2), ...info };
  }
  async function ofManifest(manifest2) {
    const config = await registry.getBlob(repository, parseManifest(manifest2).config.digest, MAX_DOCUMENT_BYTES);
    return infoFromLabels(parseConfigLabels(config), origin);
  }
}
function infoFromAnnotations(annotations) {
  const info = {
    version: annotations[RELEASE_ANNOTATION] || annotations[`${PREFIX}version`],
    revision: annotations[`${PREFIX}revision`],
    created: annotations[`${PREFIX}created`]
  };
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value));
}
function infoFromLabels(labels, origin) {
  return infoFromAnnotations(ownLabels(labels, origin));
}
function ownLabels(labels, { sources, commit }) {
  const [revision, source] = [labels[`${PREFIX}revision`], labels[`${PREFIX}source`]];
  if (!revision) return {};
  const isOwn = revision === commit || source && sources.map(plainSource).includes(plainSource(source));
  return isOwn ? labels : {};
}
function plainSource(url) {
  return url.toLowerCase().replace(/\/$/, "").replace(/\.git$/, "");
}

// src/store/assemble.ts
function indexPart(top, lone) {
  if (isManifest(top.mediaType)) {
    parseManifest(top);
    const { mediaType, digest, bytes } = top;
    const images2 = [childOf({ mediaType, digest, size: bytes.length }, lone)];
    return { top, images: images2, attestations: [], annotations: {} };
  }
  const { manifests, annotations } = parseIndex(top);
  const { images, attestations } = splitIndex(manifests);
  return {
    top,
    images: images.map((child) => childOf(child, child.platform)),
    attestations: attestations.map(({ descriptor }) => descriptor),
    annotations
  };
}
function childOf({ mediaType, digest, size, annotations }, listed) {
  if (listed === void 0) throw new ActionError(`an index lists ${digest} without a platform`);
  const platform = platformOf(listed);
  const { os, architecture, variant } = platform;
  const version = listed["os.version"];
  const features = listed["os.features"];
  const written = {
    architecture,
    os,
    ...version === void 0 ? {} : { "os.version": version },
    ...features === void 0 ? {} : { "os.features": features },
    ...variant === void 0 ? {} : { variant }
  };
  return { platform, descriptor: { mediaType, digest, size, platform: written, ...annotations && { annotations } } };
}
function assembleIndex(parts, platforms, { own, named, derived }) {
  const [only] = parts;
  const isWhole = only !== void 0 && (isIndex(only.top.mediaType) || only.attestations.length === 0);
  if (isWhole && parts.length === 1 && Object.keys(own).length === 0) return only.top;
  const images = platforms.map((platform) => childFor(platform, parts));
  const attestations = images.flatMap(
    ({ digest }) => parts.flatMap((part) => part.attestations).filter(({ annotations: annotations2 }) => annotations2?.["vnd.docker.reference.digest"] === digest).toSorted((a, b) => a.digest.localeCompare(b.digest))
  );
  const manifests = [...images, ...attestations.filter(isFirst)];
  const mediaType = images.every((child) => child.mediaType === DOCKER_MANIFEST) ? DOCKER_LIST : OCI_INDEX;
  const annotations = sorted2({ ...derived, ...alike(parts), ...named, ...own });
  const hasAnnotations = mediaType === OCI_INDEX && Object.keys(annotations).length > 0;
  const index = { schemaVersion: 2, mediaType, manifests, ...hasAnnotations ? { annotations } : {} };
  const bytes = Buffer.from(JSON.stringify(index, void 0, 2));
  return { digest: digestOf(bytes), mediaType, bytes };
}
async function joinPlatforms(built, read) {
  if (built.length < 2) return void 0;
  const parts = await Promise.all(
    built.map(async ({ platform, digest }, call) => {
      if (digest !== void 0) return indexPart(await read(digest, call), platform);
      throw new ActionError("buildx built a part of the image and did not report its digest", {
        hint: "Run the job again; if it stays, update buildx."
      });
    })
  );
  const platforms = built.map(({ platform }) => platform);
  return assembleIndex(parts, platforms, { own: parts[0]?.annotations ?? {}, named: {}, derived: {} });
}
function childFor(platform, parts) {
  const child = parts.flatMap(({ images }) => images).find((image) => samePlatform(image.platform, platform));
  if (child === void 0) throw new ActionError("a platform without a part was not refused");
  return child.descriptor;
}
function isFirst({ digest }, i, all) {
  return all.findIndex((other) => other.digest === digest) === i;
}
function alike(parts) {
  const [first, ...others] = parts.map(({ annotations }) => annotations);
  const ofParts = Object.values(PART_ANNOTATIONS);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([name, value]) => !ofParts.includes(name) && others.every((annotations) => annotations[name] === value)
    )
  );
}
function sorted2(values) {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}

export {
  reportPrevious,
  previousDigests,
  partKey,
  partTag,
  trackUpdates,
  publish,
  updateTags,
  readBack,
  readPublished,
  infoFromAnnotations,
  infoFromLabels,
  ownLabels,
  indexPart,
  assembleIndex,
  joinPlatforms
};
