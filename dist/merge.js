import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  createArtifacts
} from "./chunk-FHVOPLFX.js";
import {
  smokeTest
} from "./chunk-T2PKB2I6.js";
import {
  askEngine,
  checkPushes,
  checkStart,
  isByBuildKit,
  lookUpAll,
  machineRegistries,
  openSession,
  proxiesOfProcess,
  publishImage,
  recordOnDisk,
  registryStore,
  verify
} from "./chunk-5Q3Z37Q2.js";
import {
  assembleIndex,
  indexPart,
  infoFromAnnotations,
  infoFromLabels,
  ownLabels,
  partTag,
  previousDigests,
  reportPrevious
} from "./chunk-TYYTHKH5.js";
import {
  describeFailed,
  printReport,
  setOutputs,
  withHeartbeat
} from "./chunk-E3FTGZOC.js";
import "./chunk-UWMQUUIR.js";
import "./chunk-ITKFXREL.js";
import {
  readPublished
} from "./chunk-OQUZCC2W.js";
import "./chunk-UFO7QMXD.js";
import {
  adviceFor,
  judgeWords
} from "./chunk-TUSLQINK.js";
import "./chunk-SLXZKCUU.js";
import {
  readLogins,
  readOptions,
  runEntryPoint
} from "./chunk-GEWYQRSI.js";
import "./chunk-OS4WFHUI.js";
import {
  createEngine
} from "./chunk-GP7RNROK.js";
import {
  createRunId,
  thisMachine
} from "./chunk-B6PWGEBV.js";
import "./chunk-OJS6QMPY.js";
import "./chunk-U6FXPDFU.js";
import {
  MAX_DOCUMENT_BYTES,
  OCI_MANIFEST,
  duplicateKey,
  isIndex,
  isManifest,
  parseConfigLabels,
  parseConfigPlatform,
  parseManifest
} from "./chunk-GAY4O6F3.js";
import "./chunk-ZTVR6A2K.js";
import {
  certificateFiles,
  certificateFolders
} from "./chunk-KGZ5MXFU.js";
import {
  printVersions
} from "./chunk-LVZEPZLR.js";
import "./chunk-FETY5ZEQ.js";
import {
  formatSeconds
} from "./chunk-ONJFMPZL.js";
import {
  COPY_IDLE_MS
} from "./chunk-E3EKNW6Z.js";
import {
  LIBRARY,
  NOTHING_FROM_FORKS,
  NOTHING_FROM_MERGE_GROUPS,
  inLibrary,
  isLeftToEvent,
  openInputs,
  readImage,
  repositoriesOf,
  resolveMerge,
  unknownInputs
} from "./chunk-O3KUTANO.js";
import {
  fromFork,
  provenanceOf
} from "./chunk-EREP3DAQ.js";
import {
  PART_ANNOTATIONS,
  RECORD,
  RELEASE_ANNOTATION,
  countNames,
  describeIndex,
  expandPlaceholders,
  originOf,
  parsePart,
  parsePartTag,
  parseRecord,
  parseRecordName,
  runOf,
  slugOf as slugOf2
} from "./chunk-PQDY42JW.js";
import {
  parseAnnotation
} from "./chunk-WOAEOZCA.js";
import {
  parsePlatform
} from "./chunk-S3FJIZEN.js";
import "./chunk-3HDIQV75.js";
import "./chunk-6M3AT35K.js";
import "./chunk-4QDN5QIE.js";
import "./chunk-7MZOPX7C.js";
import "./chunk-7WVL6ES4.js";
import "./chunk-OCILWB7R.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-JDHU2MAM.js";
import "./chunk-SJWTZUPK.js";
import "./chunk-BKL3PCXY.js";
import {
  retry
} from "./chunk-5KDB2SZE.js";
import {
  isDigest
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform,
  samePlatform,
  slugOf
} from "./chunk-XYI3VIGJ.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-HYDKXRKV.js";
import "./chunk-3FVQARAN.js";
import {
  MERGE_DEFAULTS
} from "./chunk-PO6KYNY6.js";
import {
  Texts,
  limitItems
} from "./chunk-DRQUZ2CI.js";
import "./chunk-KF45ZQFP.js";
import "./chunk-UZVA5NJG.js";
import "./chunk-G6TENKBZ.js";
import {
  hintFor,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  installedBuildx,
  tooOld
} from "./chunk-XXQO62Y5.js";
import {
  configFolder,
  describeEnd,
  resolveEndpoint,
  succeeded
} from "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import {
  TAG,
  Wrong,
  formatDigested,
  formatTagged,
  parseRepository,
  sameRepository
} from "./chunk-IWCVWDM7.js";
import {
  array,
  object,
  safeParse,
  string
} from "./chunk-LHKR3JLK.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-JEHR6NQ4.js";
import {
  MAX_DIGESTS_CHARS
} from "./chunk-BB63CQQL.js";
import {
  __callDispose,
  __using
} from "./chunk-DZIJRXJ5.js";

// src/parts/accept.ts
function sortRecords(found, { part, images, job }) {
  const records = [];
  const unreadable = [];
  for (const artifact of found) {
    const record = "text" in artifact ? parseRecord(artifact.text) : void 0;
    if (record !== void 0) records.push({ artifact: artifact.name, record });
    else unreadable.push({ artifact: artifact.name, reason: "text" in artifact ? NOT_A_RECORD : artifact.problem });
  }
  const isAllowed = (name) => images.some((image) => sameRepository(image, repositoryOf(name)));
  const imageKeys = new Set(
    part !== void 0 ? [part] : records.filter(({ record }) => record.repositories.some(isAllowed)).map(({ record }) => record.key)
  );
  const ofImage = records.filter(({ record }) => imageKeys.has(record.key));
  const checked = ofImage.map((one) => ({ ...one, reason: rejectionReason(one.record, job, isAllowed) }));
  const isOfImage = ({ artifact }) => {
    const key = parseRecordName(artifact)?.key;
    return imageKeys.size === 0 || key !== void 0 && imageKeys.has(key);
  };
  return {
    accepted: checked.filter(({ reason }) => reason === void 0),
    refused: [
      ...checked.flatMap((one) => one.reason === void 0 ? [] : [{ ...one, reason: one.reason }]),
      ...unreadable.filter(isOfImage)
    ],
    keys: [...new Set(records.map(({ record }) => record.key))]
  };
}
var NOT_A_RECORD = `its ${RECORD.file} is not a valid record`;
function rejectionReason(record, job, isAllowed) {
  const { run, attempt, repositories } = record;
  if (run !== job.run) return `its run is ${run || "not known"}, and this run is ${job.run || "not known"}`;
  if (attempt < 1 || attempt > job.attempt) return `its attempt is ${attempt}, and this is attempt ${job.attempt}`;
  const others = repositories.filter((name) => !isAllowed(name));
  if (others.length > 0) return `${others.slice(0, 3).join(", ")} is not among \`images\``;
  return void 0;
}
function repositoryOf(name) {
  const repository = parseRepository(name);
  if (repository instanceof Wrong)
    throw new Error(`a record without a repository was not refused: ${repository.message}`);
  return repository;
}
var LISTED = 5;
function refusalWarnings(refused) {
  const lines = refused.slice(0, LISTED).map(({ artifact, reason }) => `The record ${artifact} is not used: ${reason}.`);
  return refused.length > LISTED ? [...lines, `${refused.length - LISTED} more records are not used.`] : lines;
}
function describeRefused(refused) {
  if (refused.length === 0) return "";
  const lines = refused.slice(0, LISTED).map(({ artifact, reason }) => `${artifact} (${reason})`);
  const more = refused.length > lines.length ? ` and ${refused.length - lines.length} more` : "";
  return `; records that are not used: ${lines.join(", ")}${more}`;
}

// src/parts/gathering.ts
function tagsOf({ request, naming, job }) {
  return { pattern: request.partTag, naming, run: job.run, part: request.part };
}
async function findRecords(artifacts) {
  try {
    return await artifacts.find(RECORD.prefix, RECORD.file);
  } catch (error) {
    if (error instanceof NoArtifactService) return void 0;
    throw error;
  }
}

// src/parts/part.ts
async function readPart(reference, { registry, origin }) {
  const { repository, top } = await find(reference, registry);
  const config = async (manifest2) => registry.getBlob(repository, parseManifest(manifest2).config.digest, MAX_DOCUMENT_BYTES);
  if (isManifest(top.mediaType)) {
    const bytes = await config(top);
    const labels2 = ownLabels(parseConfigLabels(bytes), origin);
    const version2 = infoFromAnnotations(labels2);
    const mayBeAttested = top.mediaType === OCI_MANIFEST && isByBuildKit(bytes) !== false;
    return { ...indexPart(top, parseConfigPlatform(bytes)), reference, repository, version: version2, labels: labels2, mayBeAttested };
  }
  const part = indexPart(top, void 0);
  const { images, annotations } = part;
  const [first] = images;
  if (first === void 0) throw new ActionError(`${reference.origin}: ${top.digest} is an index without an image`);
  const info = infoFromAnnotations(annotations);
  const manifest = info.revision === void 0 ? await registry.getManifest(repository, first.descriptor.digest, { justWritten: true }) : void 0;
  const labels = manifest === void 0 || !isManifest(manifest.mediaType) ? {} : parseConfigLabels(await config(manifest));
  const version = { ...infoFromLabels(labels, origin), ...info };
  return { ...part, reference, repository, version, labels: ownLabels(labels, origin), mayBeAttested: false };
}
function sharedLabels([first, ...others]) {
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) => others.every(({ labels }) => labels[name] === value))
  );
}
async function find({ origin, digest, repositories }, registry) {
  for (const repository of repositories) {
    const top = await registry.getManifest(repository, digest, { justWritten: repository === repositories.at(-1) });
    if (top === void 0) continue;
    if (isIndex(top.mediaType) || isManifest(top.mediaType)) return { repository, top };
    throw new ActionError(
      `${origin}: ${formatDigested(repository, digest)} is not an image: its media type is ${top.mediaType}`
    );
  }
  throw new ActionError(`${origin}: ${digest} is not in ${repositories.map(({ name }) => name).join(", ")}`, {
    hint: "Run the matrix jobs again; if it goes missing again, a clean-up job removes untagged images before they are merged.",
    diagnosis: "lost-part"
  });
}
function platformsOf({ images }) {
  return images.map(({ platform }) => formatPlatform(platform)).join(", ");
}
function builtBy({ origin, record }) {
  return record === void 0 ? origin : `${record.artifact} (attempt ${record.attempt})`;
}
function makerOf(reference) {
  const { job = "", runner = "", seconds = 0 } = reference.record?.maker ?? {};
  if (job === "" || runner === "") return builtBy(reference);
  return `${job} on ${runner}, ${formatSeconds(seconds)} (attempt ${reference.record?.attempt})`;
}
function describeSource({ images, repository, reference, version }) {
  const by = builtBy(reference);
  const commit = (reference.commit || version.revision || "not known").replace(/\s+/g, " ").slice(0, 100);
  return images.map(
    ({ platform, descriptor }) => `${formatPlatform(platform)}: ${descriptor.digest} in ${repository.name}, by ${by}, commit ${commit}`
  );
}

// src/parts/part-reference.ts
function partsFromRecords(sorted, { part, images, job }) {
  const { accepted, refused, keys } = sorted;
  const names = images.map(({ name }) => name);
  const acceptedKeys = [...new Set(accepted.map(({ record }) => record.key))];
  if (acceptedKeys.length > 1) {
    const sources = acceptedKeys.map(
      (key) => `${key} (${accepted.find(({ record }) => record.key === key)?.artifact})`
    );
    throw new ActionError(
      `the parts for ${names.join(", ")} are of ${acceptedKeys.length} images: ${sources.join(", ")}`,
      {
        hint: "Their file, target or build-args differ. Give the matrix jobs of one image, and its merge, the same `part`."
      }
    );
  }
  if (accepted.length === 0) {
    const which = part === void 0 ? `for ${names.join(", ")}` : `of the key ${part}`;
    const others = keys.length === 0 ? "" : `; there are parts of ${keys.slice(0, 10).join(", ")}`;
    throw new ActionError(`no part ${which} is recorded in this run${others}${describeRefused(refused)}`, {
      hint: "Let this job need the matrix jobs, which build with `push-by-digest: true`, the same `images` and the same `part`. Hand over parts in other repositories by `digests`, as `repository@sha256:…`.",
      diagnosis: "lost-part"
    });
  }
  const platforms = [...new Set(accepted.flatMap(({ record }) => Object.keys(record.digests)))];
  const newest = platforms.map((platform) => newestOf(platform, accepted));
  for (const chosen of new Set(newest)) rejectOutdated(chosen, refused, job);
  return [...new Set(newest)].map((chosen) => ({
    origin: `the record of ${platforms.filter((_, i) => newest[i] === chosen).join(", ")}`,
    ...referenceFrom(chosen),
    repositories: images.filter(
      (image) => chosen.record.repositories.some((name) => sameRepository(image, repositoryOf(name)))
    )
  }));
}
function referenceFrom({ artifact, record }) {
  return {
    digest: record.digest,
    platforms: new Map(Object.entries(record.digests)),
    mustNameRun: false,
    commit: record.commit,
    record: { artifact, attempt: record.attempt, maker: record.maker },
    key: record.key
  };
}
function newestOf(platform, found) {
  const own = found.filter(({ record }) => Object.hasOwn(record.digests, platform));
  const last = Math.max(...own.map(({ record }) => record.attempt));
  const newest = own.filter(({ record }) => record.attempt === last);
  const [chosen, ...others] = newest;
  const textOf = (found2) => JSON.stringify({ ...found2?.record, maker: void 0 });
  const isSame = (found2) => textOf(found2) === textOf(chosen);
  if (chosen === void 0 || !others.every(isSame)) {
    const artifacts = newest.map(({ artifact }) => artifact).slice(0, 5);
    throw new ActionError(
      `${platform} is recorded ${newest.length} times in attempt ${last} of this run: ${artifacts.join(", ")}`,
      {
        hint: "If two matrix jobs built the same platform for variants, give the jobs of each variant, and its merge, a `part` of its own. If one job built it, another job of this run uploaded a record: find that job, or hand the parts over by `digests`."
      }
    );
  }
  return chosen;
}
function rejectOutdated({ artifact, record }, refused, job) {
  const damaged = refused.find((other) => {
    const named = other.record === void 0 ? parseRecordName(other.artifact) : void 0;
    const isSame = named?.key === record.key && named.slug === slugOf2(record);
    return isSame && named.attempt > record.attempt && named.attempt <= job.attempt;
  });
  if (damaged === void 0) return;
  throw new ActionError(
    `the artifact ${damaged.artifact} cannot be read: ${damaged.reason}. It is newer than ${artifact}, which is not used in its place`,
    {
      hint: "Run all jobs again. If it happens again, see which job of this run uploads it.",
      diagnosis: "lost-part"
    }
  );
}
function partsFromDigests({ platforms, whole }, images) {
  const common = { mustNameRun: false, commit: void 0, record: void 0, key: void 0 };
  const at = (repository) => repository === void 0 ? images : [repository];
  if (platforms.size === 0 && whole !== void 0) {
    const { digest, repository } = whole;
    const origin = whole.tag === void 0 ? "digests" : `digests (${whole.tag})`;
    return [{ ...common, origin, digest, repositories: at(repository), platforms: void 0 }];
  }
  const byDigest = Map.groupBy(platforms, ([, { digest }]) => digest);
  return [...byDigest.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === void 0) return [];
    const names = entries.map(([name]) => name);
    const { digest, repository } = first[1];
    const origin = `digests (${entries.map(describeEntry).join(", ")})`;
    const expected = new Map(names.map((name) => [name, void 0]));
    return [{ ...common, origin, digest, repositories: at(repository), platforms: expected }];
  });
}
function describeEntry([platform, { tag }]) {
  return tag === void 0 ? platform : `${platform}: ${tag}`;
}
async function partsFromTags(tags, platforms, repository, registry) {
  const found = await Promise.all(
    platforms.map(async (platform) => {
      const name = formatPlatform(platform);
      const tag = partTag(tags, platform);
      if (tag === void 0) throw new ActionError(`part-tag: no tag to fill ${tags.pattern} with`);
      const origin = formatTagged({ repository, tag });
      return { name, origin, digest: (await registry.headManifest(repository, tag, { justWritten: true }))?.digest };
    })
  );
  const missing = found.filter(({ digest }) => digest === void 0);
  if (missing.length > 0) {
    const list = missing.map(({ name, origin }) => `${name} (${origin} does not exist)`);
    throw new ActionError(`parts are missing: ${list.join(", ")}`, {
      hint: `Let this job need all matrix jobs, which build with \`push-by-digest: true\`, and give them the same ${tags.pattern === void 0 ? "`images` and `part`" : "`tags` and `part-tag`"}.`,
      diagnosis: "lost-part"
    });
  }
  const existing = found.flatMap(({ digest, ...part }) => digest === void 0 ? [] : [{ ...part, digest }]);
  return [...Map.groupBy(existing, ({ digest }) => digest).entries()].map(([digest, parts]) => ({
    origin: parts.map(({ origin }) => origin).join(", "),
    digest,
    repositories: [repository],
    platforms: new Map(parts.map(({ name }) => [name, void 0])),
    mustNameRun: true,
    commit: void 0,
    record: void 0,
    key: tags.part
  }));
}

// src/parts/attestations.ts
async function withAttestations(parts, given, gathering) {
  const { request, images, artifacts, job } = gathering;
  const singles = parts.filter(isSingleManifest);
  if (singles.length === 0) return { parts, refused: [], unattested: [] };
  const repositories = [...images, ...singles.map(({ repository }) => repository)];
  const artifactsFound = await findRecords(artifacts);
  const sorted = sortRecords(artifactsFound ?? [], { part: request.part, images: repositories, job });
  const records = sorted.accepted.toSorted((a, b) => b.record.attempt - a.record.attempt);
  const groups = Map.groupBy(singles, (part) => records.find(({ record }) => isOf(record, part)));
  const found = await Promise.all(
    [...groups].map(([own, group]) => {
      if (own !== void 0) return fromRecord(group, own, gathering);
      const byTag = (part) => artifactsFound === void 0 ? fromTag(part, gathering) : part;
      return Promise.all(group.map(byTag));
    })
  );
  const all = found.flat();
  const tops = [...given.platforms.values()].filter(({ tag }) => tag !== void 0);
  const complete = new Set([...tops, ...given.whole === void 0 ? [] : [given.whole]].map(({ digest }) => digest));
  const unattested = all.filter(({ top, mayBeAttested }) => mayBeAttested && !complete.has(top.digest));
  return {
    parts: [...parts.filter((part) => !isSingleManifest(part)), ...all],
    refused: sorted.refused.filter(({ record }) => record !== void 0 && singles.some((part) => isOf(record, part))),
    unattested: unattested.flatMap(({ images: own }) => own.map(({ platform }) => formatPlatform(platform)))
  };
}
function lostAttestations(platforms) {
  if (platforms.length === 0) return [];
  return [
    `${platforms.join(", ")} merged without attestations: \`digests\` names image manifests, which do not refer to their provenance and SBOM, and no record of a matrix job names their index. To keep them, write the output \`digest\` of the matrix job, or a tag, in place of \`digest-<platform>\`.`
  ];
}
function isSingleManifest({ top, images }) {
  return images.some(({ descriptor }) => descriptor.digest === top.digest);
}
function isOf({ digests }, { top }) {
  return Object.values(digests).includes(top.digest);
}
async function fromRecord(group, own, gathering) {
  const [first] = group;
  if (first === void 0) return [];
  const given = group.map(({ top }) => top.digest);
  const origin = `${group.map(({ reference: reference2 }) => reference2.origin).join(", ")}, with the attestations by ${own.artifact}`;
  const reference = { ...first.reference, ...referenceFrom(own), origin, commit: void 0 };
  if (Object.values(own.record.digests).every((digest) => given.includes(digest))) {
    return [{ ...await readPart(reference, gathering), mayBeAttested: false }];
  }
  const index = await readPart(reference, gathering).catch(() => void 0);
  return group.map((part) => attested(part, index, own.artifact));
}
async function fromTag(part, gathering) {
  const { registry, job } = gathering;
  const [image] = part.images;
  const tag = image && job.run !== "" ? partTag(tagsOf(gathering), image.platform) : void 0;
  if (tag === void 0) return part;
  const head = await registry.headManifest(part.repository, tag).catch(() => void 0);
  if (head === void 0) return part;
  const reference = { ...part.reference, digest: head.digest, platforms: void 0, repositories: [part.repository] };
  return attested(part, await readPart(reference, gathering).catch(() => void 0), tag);
}
function attested(part, index, source) {
  const isOwn = (digest) => digest === part.top.digest;
  if (index === void 0 || !index.images.some(({ descriptor }) => isOwn(descriptor.digest))) return part;
  const attestations = index.attestations.filter(
    ({ annotations }) => isOwn(annotations?.["vnd.docker.reference.digest"])
  );
  if (attestations.length === 0) return { ...part, mayBeAttested: false };
  const origin = `${part.reference.origin}, with the attestations by ${source}`;
  return {
    ...part,
    reference: { ...part.reference, origin },
    attestations,
    annotations: index.annotations,
    mayBeAttested: false,
    copiedBy: index.top.digest
  };
}

// src/inputs/digests.ts
var OTHERS = "images tags version platforms attestations imageid metadata builder driver cache-hit json matrix rows".split(" ");
var MASKED = "the runner drops an output that holds a masked value: see that no secret is a part of it";
function parseDigests(text, asked) {
  if (text.length > MAX_DIGESTS_CHARS)
    return [new Wrong(`JSON of ${text.length} characters`, `shorten it to ${MAX_DIGESTS_CHARS}`)];
  const alone = parseReference(text);
  if (!(alone instanceof Wrong)) return { platforms: /* @__PURE__ */ new Map(), whole: alone };
  const json = parseJson(text);
  if (json instanceof Wrong) return [json];
  const all = entriesOf(json);
  const entries = all instanceof Wrong ? all : limitItems("digests", all);
  if (entries instanceof Wrong) return [entries];
  return readEntries(entries, asked);
}
function comparePlatforms({ platforms }, asked) {
  if (platforms.size === 0) return [];
  const names = asked.map(formatPlatform);
  const missing = names.filter((name) => !platforms.has(name));
  const extra = [...platforms.keys()].filter((name) => !names.includes(name));
  return [
    ...missing.length > 0 ? [new Wrong(`${missing.join(", ")} is missing`, `add it, or leave it out of platforms; ${MASKED}`)] : [],
    ...extra.length > 0 ? [new Wrong(`${extra.join(", ")} was not asked for`, "add it to platforms, or leave it out")] : []
  ];
}
function readEntries(entries, asked) {
  const problems = [];
  const platforms = /* @__PURE__ */ new Map();
  let whole;
  for (const [name, value] of entries) {
    if (value === "" || value === null || OTHERS.includes(name)) continue;
    const isWhole = name === "digest" || name === "image";
    const platform = isWhole ? void 0 : platformOf(name, asked);
    if (platform instanceof Wrong) {
      if (name.includes("/") || typeof value !== "string" || isDigested(value)) problems.push(platform);
      continue;
    }
    const reference = typeof value === "string" ? parseReference(value) : NOT_ONE;
    if (reference instanceof Wrong) {
      problems.push(new Wrong(`${name}: ${reference.message}`, reference.hint));
      continue;
    }
    const before = platform === void 0 ? whole : platforms.get(formatPlatform(platform));
    if (before !== void 0 && !sameImage(before, reference)) {
      const what = platform === void 0 ? "the whole" : formatPlatform(platform);
      problems.push(new Wrong(`${name}: a second digest of ${what}`, "leave one of them out"));
      continue;
    }
    const merged = isTag(reference) ? reference : { ...reference, repository: reference.repository ?? before?.repository };
    if (platform === void 0) whole = merged;
    else platforms.set(formatPlatform(platform), merged);
  }
  if (problems.length > 0) return problems;
  return platforms.size === 0 && whole === void 0 ? [new Wrong("no digest in it", MASKED)] : { platforms, whole };
}
var NOT_ONE = new Wrong("must be a digest or a tag", "write sha256:…, repository@sha256:… or repository:tag");
function isTag(image) {
  return "tag" in image;
}
function sameImage(a, b) {
  if (isTag(a) && isTag(b)) return a.tag === b.tag && sameRepository(a.repository, b.repository);
  return !isTag(a) && !isTag(b) && a.digest === b.digest;
}
function isDigested(text) {
  return isDigest(text.slice(text.lastIndexOf("@") + 1)) && !(parseReference(text) instanceof Wrong);
}
function parseReference(text) {
  const at = text.lastIndexOf("@");
  const digest = text.slice(at + 1);
  if (!isDigest(digest)) {
    return (at < 0 ? parseTagged(text) : void 0) ?? new Wrong(`${NOT_ONE.message}, got ${quote(text)}`, NOT_ONE.hint);
  }
  if (at < 0) return { digest, repository: void 0 };
  const repository = parseRepository(text.slice(0, at).replace(/:[\w.-]+$/, ""));
  return repository instanceof Wrong ? new Wrong(`${repository.message}, got ${quote(text)}`) : { digest, repository };
}
function parseTagged(text) {
  const colon = text.lastIndexOf(":");
  const [name, tag] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (!TAG.test(tag) || /^sha\d+$/i.test(name)) return void 0;
  const repository = parseRepository(name);
  return repository instanceof Wrong ? void 0 : { repository, tag };
}
function entriesOf({ digests, ...others }) {
  const inner = typeof digests === "string" && digests !== "" ? parseJson(digests) : digests;
  if (inner instanceof Wrong) return new Wrong(`digests: ${inner.message}`, inner.hint);
  return [...Object.entries(inner ?? {}), ...Object.entries(others)];
}
function platformOf(name, asked) {
  const slug = name.replace(/^digest-/, "");
  const known = asked.find((platform2) => slugOf(platform2) === slug);
  if (known !== void 0) return known;
  const platform = parsePlatform(name.startsWith("digest-") ? slug.replaceAll("-", "/") : name);
  if (!(platform instanceof Wrong)) return platform;
  return new Wrong(`unknown platform ${quote(name)}`, hintFor(name, [...asked.map(formatPlatform), "digest"]));
}
function parseJson(text) {
  const value = tryJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value === null ? new Wrong("no digest in it", MASKED) : new Wrong(
      `must be a JSON object, got ${quote(text)}`,
      'write toJSON(needs.build.outputs), or {"linux/amd64":"sha256:…"}'
    );
  }
  const twice = duplicateKey(text);
  return twice === void 0 ? value : new Wrong(`the key ${quote(twice)} twice`, "leave one of them out");
}
function tryJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/parts/resolve-tags.ts
async function resolveTags({ platforms, whole }, registry) {
  const given = [...platforms.values(), ...whole === void 0 ? [] : [whole]].filter(isTag);
  const names = new Map(given.map((reference) => [formatTagged(reference), reference]));
  const found = await Promise.all(
    [...names].map(async ([name, tag]) => [name, await digestOf(tag, registry)])
  );
  const missing = found.filter(([, digest]) => digest === void 0).map(([name]) => name);
  if (missing.length > 0) {
    throw new ActionError(`digests: ${missing.join(", ")} does not exist`, {
      hint: "No tag was updated. Let this job need the jobs that push these tags, or correct `digests`."
    });
  }
  const digests = new Map(found);
  const resolve = (image) => {
    if (!isTag(image)) return image;
    const tag = formatTagged(image);
    const digest = digests.get(tag);
    if (digest === void 0) throw new Error(`${tag} was not resolved`);
    return { digest, repository: image.repository, tag };
  };
  return {
    platforms: new Map([...platforms].map(([platform, image]) => [platform, resolve(image)])),
    whole: whole && resolve(whole)
  };
}
async function digestOf({ repository, tag }, registry) {
  const head = await registry.headManifest(repository, tag, { justWritten: true });
  return head?.digest;
}

// src/parts/gather.ts
async function gatherParts(gathering) {
  const { request, images, artifacts, registry, job } = gathering;
  const { digests, part, partTag: partTag2 } = request;
  const read = (references) => Promise.all(references.map((reference) => readPart(reference, gathering)));
  if (digests !== void 0) {
    const resolved = await resolveTags(digests, registry);
    return withAttestations(await read(await partsFromInput(gathering, resolved)), resolved, gathering);
  }
  const found = partTag2 === void 0 ? await findRecords(artifacts) : void 0;
  if (found === void 0) return { parts: await read(await taggedParts(gathering)), refused: [], unattested: [] };
  const wanted = { part, images, job };
  const sorted = sortRecords(found, wanted);
  if (sorted.accepted.length + sorted.refused.length === 0 && await isTagged(gathering)) {
    return { parts: await read(await taggedParts(gathering)), refused: [], unattested: [] };
  }
  return { parts: await read(partsFromRecords(sorted, wanted)), refused: sorted.refused, unattested: [] };
}
async function partsFromInput(gathering, digests) {
  const { images } = gathering;
  const { platforms, whole } = digests;
  if (whole !== void 0 && platforms.size > 0) {
    const [index] = partsFromDigests({ platforms: /* @__PURE__ */ new Map(), whole }, images);
    const part = index && await readPart(index, gathering).catch(() => void 0);
    const covers = part?.images.length === platforms.size && part.images.every(
      ({ platform, descriptor }) => platforms.get(formatPlatform(platform))?.digest === descriptor.digest
    );
    if (index !== void 0 && covers) return [index];
  }
  return partsFromDigests(digests, images);
}
async function taggedParts(gathering) {
  const [repository] = gathering.images;
  if (repository === void 0) throw new ActionError("no repository to find parts in");
  return partsFromTags(tagsOf(gathering), gathering.request.platforms, repository, gathering.registry);
}
async function isTagged(gathering) {
  const { request, images, registry } = gathering;
  const [repository] = images;
  if (repository === void 0) return false;
  const heads = await Promise.all(
    request.platforms.flatMap((platform) => partTag(tagsOf(gathering), platform) ?? []).map((tag) => registry.headManifest(repository, tag).catch(() => void 0))
  );
  return heads.some((head) => head !== void 0);
}

// src/parts/mismatch.ts
function refuseMismatch(parts, platforms, job, refused = []) {
  const own = parts.flatMap((part) => [...annotationConflicts(part, job), ...staleParts(part, job)]);
  const problems = [
    ...parts.flatMap(unexpectedContent),
    ...platformProblems(parts, platforms, refused),
    ...mixedParts(parts),
    ...own
  ];
  if (problems.length === 0) return;
  throw new ActionError(`the parts are not one image: ${problems.join("; ")}`, {
    hint: "No tag was updated. Check that `platforms` names the platforms that the matrix jobs build, that this job needs all of them, and that no job was skipped. A part that is missing from `digests` may be an output that the runner dropped because it holds a masked value.",
    diagnosis: "lost-part"
  });
}
function unexpectedContent(part) {
  const { reference, images, top } = part;
  const { origin, platforms } = reference;
  if (platforms === void 0) return [];
  const found = images.map(({ platform }) => formatPlatform(platform));
  const known = [...platforms.values()].every((digest) => digest !== void 0);
  const extra = found.filter((name) => !platforms.has(name));
  const missing = [...platforms.keys()].filter((name) => !found.includes(name));
  const changed = images.filter(({ platform, descriptor }) => {
    const recorded = platforms.get(formatPlatform(platform));
    return recorded !== void 0 && recorded !== descriptor.digest;
  });
  return [
    ...missing.length > 0 ? [`${origin} is ${platformsOf(part)}, and it is expected for ${missing.join(", ")}`] : [],
    ...missing.length === 0 && extra.length > 0 ? [
      `${origin} has ${extra.join(", ")} too${known ? "" : `: ${top.digest} is an index of ${images.length} images`}`
    ] : [],
    ...changed.map(({ platform }) => `${origin} has another digest for ${formatPlatform(platform)} than was recorded`)
  ];
}
function annotationConflicts({ reference, annotations }, { run }) {
  const { origin, key, record } = reference;
  const { [PART_ANNOTATIONS.part]: ownKey, [PART_ANNOTATIONS.run]: ownRun } = annotations;
  const source = record === void 0 ? origin : `${origin} (${record.artifact})`;
  return [
    ...key !== void 0 && ownKey !== void 0 && ownKey !== key ? [`${source} is a part of ${ownKey} by its annotations, not of ${key}`] : [],
    ...record !== void 0 && ownRun !== void 0 && ownRun !== run ? [`${source} was pushed by the run ${ownRun} by its annotations, not by this run ${run || "(not known)"}`] : []
  ];
}
function staleParts({ reference, annotations, version }, { run, commit }) {
  if (!reference.mustNameRun || run === "" && commit === "") return [];
  const own = annotations[PART_ANNOTATIONS.run];
  if (run !== "" && own === run || commit !== "" && version.revision === commit) return [];
  return [
    `${reference.origin} is of ${version.revision ?? "an unknown commit"}${own === void 0 ? "" : `, left by the run ${own}`}`
  ];
}
function platformProblems(parts, platforms, refused) {
  const requested = platforms.map(formatPlatform);
  const found = parts.flatMap(
    (part) => part.images.map(({ platform }) => ({ name: formatPlatform(platform), origin: part.reference.origin }))
  );
  const names = found.map(({ name }) => name);
  const missing = requested.filter((name) => !names.includes(name));
  const extra = found.filter(({ name }) => !requested.includes(name));
  const repeated = [...new Set(names)].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  return [
    ...missing.length > 0 ? [`${missing.join(", ")} is missing${describeRefused(refused)}`] : [],
    ...extra.map(({ name, origin }) => `${name} is not requested (${origin})`),
    ...repeated.map((name) => {
      const origins = found.filter((entry) => entry.name === name).map(({ origin }) => origin);
      return `${name} exists ${origins.length} times (${[...new Set(origins)].join("; ")})`;
    })
  ];
}
function mixedParts(parts) {
  const differing = (what, read) => {
    const values = parts.flatMap((part) => {
      const value = read(part);
      return value ? [{ value, origin: part.reference.origin }] : [];
    });
    if (new Set(values.map(({ value }) => value)).size < 2) return [];
    return [`they are of several ${what}: ${values.map(({ value, origin }) => `${value} (${origin})`).join(", ")}`];
  };
  const commits = differing("commits", ({ reference, version }) => reference.commit || version.revision);
  return [
    ...commits,
    // the commit in a record can differ from the label of the image
    ...commits.length > 0 ? [] : differing("commits, by their own labels", ({ version }) => version.revision),
    ...differing("images, by their part key", ({ annotations }) => annotations[PART_ANNOTATIONS.part]),
    ...differing(
      "runs",
      ({ reference, annotations }) => reference.mustNameRun ? annotations[PART_ANNOTATIONS.run] : void 0
    )
  ];
}

// src/parts/push-merged.ts
async function pushMerged(repository, parts, index, buildx, session) {
  const { registry } = session;
  await Promise.all(
    parts.map(async (part) => {
      const justWritten = sameRepository(repository, part.repository);
      const manifests = manifestsOf(part);
      const heads = await Promise.all(
        manifests.map((digest) => registry.headManifest(repository, digest, { justWritten }))
      );
      const missing = manifests.find((_, i) => heads[i] === void 0);
      if (missing === void 0) return;
      if (justWritten) throw missingManifest(part, missing);
      await copy(part, repository, buildx, session);
    })
  );
  await registry.putManifest(repository, index.digest, index);
}
function manifestsOf({ images, attestations }) {
  return [...images.map(({ descriptor }) => descriptor.digest), ...attestations.map(({ digest }) => digest)];
}
function missingManifest({ reference, repository, top }, digest) {
  return new ActionError(
    `${reference.origin}: ${formatDigested(repository, digest)} is missing, which belongs to ${top.digest}`,
    {
      hint: "Run the matrix jobs again. Change clean-up jobs so that they keep untagged images until they are merged.",
      diagnosis: "lost-part"
    }
  );
}
async function copy({ repository, top, copiedBy: digest = top.digest }, to, buildx, { run, env, retry: policy }) {
  const [source, target] = [formatDigested(repository, digest), formatDigested(to, digest)];
  const args = ["imagetools", "create", "--prefer-index=false", `--tag=${target}`, source];
  const program = buildx();
  await retry(
    async () => {
      const finished = await withHeartbeat(
        `copying ${source}`,
        policy.log,
        () => run({ program, args, env, idle: COPY_IDLE_MS })
      );
      if (succeeded(finished)) return;
      const failure = new ActionError(`${source} could not be copied to ${to.name}: ${describeEnd(finished)}`, {
        hint: "Log in to both registries, with an account that may read the first and write the second.",
        ...adviceFor(finished.stderr, "push"),
        output: finished.stderr
      });
      throw tooOld(finished.stderr) ?? failure;
    },
    policy,
    judgeWords("transient")
  );
}

// src/report/merged.ts
function mergeReport({
  image,
  tags,
  previous,
  repositories,
  platforms,
  version,
  seconds,
  phases,
  origins,
  notices
}) {
  return {
    result: { kind: "published" },
    title: repositories[0]?.name ?? "",
    digest: image.digest,
    repositories,
    tags,
    previous,
    version,
    labels: [],
    annotations: [],
    imageId: void 0,
    platforms: platforms.map((platform) => {
      const found = image.platforms.find((other) => samePlatform(other.platform, platform));
      const attestation = image.attestations.find(({ of }) => of === found?.digest);
      return {
        platform,
        digest: found?.digest,
        size: found?.size,
        execution: void 0,
        seconds: void 0,
        steps: void 0,
        origin: origins.get(formatPlatform(platform)),
        attestation: attestation?.digest
      };
    }),
    builder: void 0,
    driver: void 0,
    driverReason: "",
    tools: [],
    cacheHit: void 0,
    cache: void 0,
    ...{ seconds, phases },
    steps: [],
    source: void 0,
    notices,
    changes: void 0,
    metadata: {}
  };
}

// src/actions/merge.ts
async function mergeParts(resolved, given) {
  var _stack = [];
  try {
    const { job, runner, http, enter, files, onFailure } = given;
    const { isFile, readOptional: readText } = files;
    const started = performance.now();
    if (resolved === void 0) return runner.info(NOTHING_FROM_FORKS);
    const { request, event, naming, targets } = resolved;
    const id = createRunId(thisMachine(), process.ppid);
    const runtime = {
      ...given,
      recordCleanup: recordOnDisk(given.recordCleanup, job.env.RUNNER_TOOL_CACHE || job.temp, id)
    };
    if (countNames(naming) === 0) return runner.info(NOTHING_FROM_MERGE_GROUPS);
    const images = targets.map(({ repository }) => repository);
    for (const notice of naming.notices) runner.notice(notice);
    const platforms = request.platforms;
    const summarizeFailure = (facts) => (error) => {
      const known = { title: images[0]?.name ?? "", phases: given.phases(), env: job.env };
      return describeFailed(error, { ...known, ...facts, goal: "publish" }, runner);
    };
    onFailure(summarizeFailure({}));
    enter("setting up");
    const endpoint = resolveEndpoint(job.env, readText);
    const engine = createEngine(endpoint, http, readText);
    const testing = { by: "smoke-test", instead: "Without an engine, leave out `smoke-test`." };
    const [info, used] = await Promise.all([
      askEngine(engine, request.verification.smokeTest === void 0 ? void 0 : testing),
      lookUpAll(images.map(({ registry: registry2 }) => registry2))
    ]);
    await printVersions({ env: job.env, engine: info, proxies: [proxiesOfProcess(job.env)] }, runner);
    const session = __using(_stack, await openSession(runtime, {
      ...{ id, engine, endpoint },
      logins: request.login,
      keepLogins: request.logout ? "until post" : "always",
      retries: request.options.retries,
      registries: machineRegistries({
        engine: info ?? { mirrors: [], insecureRegistries: [] },
        certificates: certificateFiles(certificateFolders(job.env, configFolder(job.env))),
        used
      }),
      readCertificate: readText,
      ownBuildx: false
    }), true);
    const { registry, registryAfterCancel, retry: retry2 } = session;
    enter("merging");
    const artifacts = createArtifacts(job.env, { http, mask: runner.mask, retry: retry2 });
    const ownRun = runOf(job.env);
    const own = provenanceOf(naming, event, void 0);
    const origin = originOf(own, []);
    const check = checkPushes({ targets: images, caches: [] }, registry, retry2);
    const [{ parts, refused, unattested }, previous] = await Promise.all([
      gatherParts({ request, naming, images, artifacts, registry, origin, job: ownRun }),
      // the check may create the repository
      check.asked.then(() => previousDigests(targets, registry))
    ]);
    for (const line of parts.flatMap(describeSource)) runner.info(line);
    const merge = { platforms, origins: originsOf(parts) };
    onFailure(summarizeFailure({ merge }));
    refuseMismatch(parts, request.platforms, { ...ownRun, commit: event.sha }, refused);
    for (const warning of [...refusalWarnings(refused), ...lostAttestations(unattested)]) runner.warning(warning);
    const provenance = partsProvenance(parts, own);
    const index = assembleIndex(parts, request.platforms, annotationsOf(request, naming, provenance, parts));
    const buildx = () => installedBuildx(job.env, isFile, readText);
    await Promise.all(images.map((repository) => pushMerged(repository, parts, index, buildx, session)));
    enter("verifying the image");
    const [first, ...others] = images;
    if (first === void 0) throw new Error("a merge without a repository was not refused");
    const containerdStore = info?.containerdStore ?? false;
    const store = registryStore([first, ...others], containerdStore, session);
    const image = await store.read(index.digest);
    if (request.verification.verify) {
      verify(image, request.platforms);
      const programs = checkStart(withoutRecord(image, parts), store, session.signal);
      programs.catch(() => void 0);
      await store.requireComplete(image);
      await programs;
    }
    if (request.verification.smokeTest !== void 0) enter("running the smoke test");
    await smokeTest(image, store, request.verification.smokeTest, session);
    enter("publishing");
    const published = await publishImage(image, {
      targets,
      release: naming.release,
      origin,
      store,
      registry,
      registryAfterCancel,
      previous,
      read: (repository, digest) => readPublished(registry, repository, digest, request.verification.verify)
    });
    onFailure(summarizeFailure({ merge, published: published.tags }));
    const report = mergeReport({
      ...published,
      previous: reportPrevious(previous),
      repositories: images,
      platforms: request.platforms,
      version: naming.version,
      ...{ phases: given.phases(), origins: merge.origins },
      seconds: (performance.now() - started) / 1e3
    });
    setOutputs(report, runner);
    onFailure(() => "");
    await printReport(report, runner, request.options.summary);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function originsOf(parts) {
  return new Map(
    parts.flatMap(
      ({ images, reference }) => images.map(({ platform }) => [formatPlatform(platform), makerOf(reference)])
    )
  );
}
function withoutRecord({ platforms }, parts) {
  const recorded = parts.filter(({ reference }) => reference.record !== void 0);
  const verified = new Set(recorded.flatMap(({ images }) => images.map(({ descriptor }) => descriptor.digest)));
  return platforms.filter(({ digest }) => !verified.has(digest));
}
function partsProvenance(parts, own) {
  const revision = parts.map(({ version, reference }) => version.revision || reference.commit).find(Boolean) ?? own.revision;
  const times = parts.map(({ version }) => Date.parse(version.created ?? "")).filter((time) => !Number.isNaN(time));
  return { ...own, revision, created: times.length === 0 ? void 0 : new Date(Math.max(...times)) };
}
function annotationsOf({ annotations }, { isNamed, release }, provenance, parts) {
  const all = describeIndex(provenance, release, sharedLabels(parts));
  const pick = (wanted) => Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
  const isRelease = release !== void 0 && parts.every((part) => part.annotations[RELEASE_ANNOTATION] === release.version);
  return {
    own: Object.fromEntries(annotations.map(({ name, value }) => [name, expandPlaceholders(value, provenance)])),
    named: isNamed && !isRelease ? pick((name) => VERSIONS.includes(name)) : {},
    // a later run needs the commit, even if the image is named by an input; parts do not share a time
    derived: isNamed ? all : pick((name) => OF_PARTS.includes(name))
  };
}
var OF_PARTS = ["org.opencontainers.image.revision", "org.opencontainers.image.created"];
var VERSIONS = ["org.opencontainers.image.version", RELEASE_ANNOTATION];

// src/inputs/release.ts
var RELEASE = object({
  scheme: string(),
  version: string(),
  prefix: string(),
  suffix: string(),
  floating: array(string())
});
function parseRelease(text) {
  const hint = "pass the output release of plan on as it is";
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return new Wrong("must be JSON", hint);
  }
  const result = safeParse(RELEASE, value);
  if (!result.success) return new Wrong("must be an object with scheme, version, prefix, suffix and floating", hint);
  const { scheme, floating, ...others } = result.output;
  const limited = limitItems("tags", floating);
  if (limited instanceof Wrong) return new Wrong(`floating: ${limited.message}`, limited.hint);
  if (scheme === "semver" || scheme === "pep440") return { scheme, ...others, floating };
  return new Wrong("an unknown scheme of versions", hintFor(scheme, ["semver", "pep440"]) ?? hint);
}

// src/inputs/merge.ts
async function readMerge(input, job) {
  const inputs = openInputs(Texts.of(input), MERGE_DEFAULTS);
  const image = readImage(inputs, job);
  const given = fromFork(job) ? void 0 : inputs.text("digests");
  const request = {
    image,
    release: inputs.value("release", parseRelease),
    platforms: image.platforms ?? [],
    part: inputs.value("part", parsePart),
    partTag: inputs.value("part-tag", parsePartTag),
    digests: given === void 0 ? void 0 : readDigests(inputs, given, image),
    annotations: inputs.each("annotations", parseIndexAnnotation),
    login: await readLogins(inputs, job),
    logout: inputs.flag("logout"),
    verification: {
      verify: inputs.flag("verify"),
      strict: false,
      foreignPrograms: [],
      smokeTest: inputs.text("smoke-test")
    },
    options: readOptions(inputs)
  };
  if (!fromFork(job)) findConflicts(inputs, request, given !== void 0, job);
  for (const message of unknownInputs(job.env, Object.keys(MERGE_DEFAULTS))) inputs.report("warning", message);
  return { request, inputs };
}
function parseIndexAnnotation(text) {
  const annotation = parseAnnotation(text);
  if (annotation instanceof Wrong) return annotation;
  const { levels, name, value } = annotation;
  const other = levels.find((level) => level !== "index");
  return other === void 0 ? { name, value } : new Wrong(`the level ${quote(other)}, and here is only an index`, "give other annotations to the matrix jobs");
}
function readDigests(inputs, text, { platforms = [] }) {
  const digests = parseDigests(text, platforms);
  if ("platforms" in digests) return digests;
  for (const problem of digests) inputs.accept("digests", problem);
  return void 0;
}
function findConflicts(inputs, request, hasDigests, job) {
  const { image, platforms, digests, partTag: partTag2 } = request;
  const refuse = (name, message, hint) => inputs.accept(name, new Wrong(message, hint));
  const refuseEmpty = (name, message, hint) => {
    if (inputs.fine(name)) refuse(name, `empty, ${message}`, hint);
  };
  if (platforms.length === 0) {
    refuseEmpty("platforms", "and they say when the image is whole", "name them all, or write those of plan");
  }
  if (image.tags.length === 0 && !isLeftToEvent(image, job)) {
    refuseEmpty("tags", "so the image has no name to publish", "name them, or write auto to have them derived");
  }
  if (image.repositories.length === 0 && image.tags.some(({ kind }) => kind !== "reference")) {
    refuseEmpty("images", "and tags has tags without a repository", "name the repositories");
  }
  if (repositoriesOf(image).some(inLibrary)) refuse("images", LIBRARY.message, LIBRARY.hint);
  if (digests !== void 0 && inputs.fine("platforms", "digests")) {
    for (const problem of comparePlatforms(digests, platforms)) inputs.accept("digests", problem);
  }
  if (hasDigests && partTag2 !== void 0) {
    refuse("part-tag", "beside digests", "hand parts over in one way");
  }
}

// src/merge.ts
await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(MERGE_DEFAULTS));
  const { request, inputs } = await readMerge(texts, job);
  const resolved = await resolveMerge(request, inputs, job);
  await mergeParts(resolved, entry.begin(job, request, inputs.finish()));
});
