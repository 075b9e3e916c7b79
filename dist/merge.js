import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService,
  RECORD,
  assembleIndex,
  createArtifacts,
  createRunId,
  handOver,
  indexPart,
  isIndex,
  isManifest,
  judgeWords,
  openWorkplace,
  parseConfigLabels,
  parseConfigPlatform,
  parseManifest,
  parseRecord,
  previousDigests,
  registryCandidate,
  registryCarrier,
  retry,
  setOutputs,
  smokeTest,
  systemClock,
  tell,
  tell2,
  thisMachine,
  verify
} from "./chunk-43QOSOQY.js";
import {
  enterBy,
  parseAnnotation,
  readConduct,
  readLogins,
  readProof
} from "./chunk-RN3AMYSA.js";
import "./chunk-ZESHUSBI.js";
import "./chunk-P37KGZCA.js";
import "./chunk-HOAFPGKJ.js";
import "./chunk-BZKGRKAI.js";
import {
  Inputs,
  LIBRARY,
  MERGE_DEFAULTS,
  NOTHING_FROM_FORKS,
  findNameProblems,
  findNone,
  inLibrary,
  readImage,
  repositoriesOf,
  unknownInputs
} from "./chunk-NS7U5NZT.js";
import {
  PART_ANNOTATIONS,
  PART_TAG,
  RELEASE_ANNOTATION,
  describeEvent,
  describeIndex,
  expandPlaceholders,
  formatPlatform,
  fromFork,
  installedBuildx,
  nameImage,
  parsePart,
  parsePartTag,
  parsePlatform,
  partTag,
  provenanceOf,
  refuseUntagged,
  samePlatform,
  slugOf,
  targetsOf,
  tooOld
} from "./chunk-MC2IVQRD.js";
import {
  Wrong,
  hintFor,
  quote,
  readJobEvent
} from "./chunk-RRQHLM27.js";
import "./chunk-IKYZGDJJ.js";
import "./chunk-ZR7CEP63.js";
import {
  createEngine,
  describeEnd,
  formatDigested,
  formatTagged,
  isDigest,
  parseRepository,
  resolveEndpoint,
  sameRepository,
  succeeded
} from "./chunk-6C2LH5AW.js";
import {
  ActionError
} from "./chunk-OHB356VT.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-D2GYEOBG.js";
import "./chunk-LYSANJG5.js";
import "./chunk-2Z2W27GT.js";
import {
  __callDispose,
  __using
} from "./chunk-B7OSUQQ7.js";

// src/inputs/digests.ts
var OTHERS = "images tags version platforms attestations imageid metadata builder driver cache-hit json matrix rows".split(" ");
var LARGEST = 2 ** 20;
var MASKED = "the runner drops an output that holds a masked value: see that no secret is a part of it";
function parseDigests(text, asked) {
  if (text.length > LARGEST) return new Wrong(`JSON of ${text.length} characters`, `shorten it to ${LARGEST}`);
  const alone = parseReference(text);
  if (!(alone instanceof Wrong)) return { platforms: /* @__PURE__ */ new Map(), whole: alone };
  const json = parseJson(text);
  if (json instanceof Wrong) return json;
  const entries = entriesOf(json);
  if (entries instanceof Wrong) return entries;
  const platforms = /* @__PURE__ */ new Map();
  let whole;
  for (const [name, value] of entries) {
    if (value === "" || value === null || OTHERS.includes(name)) continue;
    const isWhole = name === "digest" || name === "image";
    const platform = isWhole ? void 0 : platformOf(name, asked);
    if (platform instanceof Wrong) {
      if (typeof value === "string" && parseReference(value) instanceof Wrong) continue;
      return platform;
    }
    const reference = typeof value === "string" ? parseReference(value) : NOT_ONE;
    if (reference instanceof Wrong) return new Wrong(`${name}: ${reference.message}`, reference.hint);
    const before = platform === void 0 ? whole : platforms.get(formatPlatform(platform));
    if (before !== void 0 && before.digest !== reference.digest) {
      return new Wrong(
        `${name}: a second digest of ${platform === void 0 ? "the whole" : formatPlatform(platform)}`
      );
    }
    const merged = { ...reference, repository: reference.repository ?? before?.repository };
    if (platform === void 0) whole = merged;
    else platforms.set(formatPlatform(platform), merged);
  }
  return platforms.size === 0 && whole === void 0 ? new Wrong("no digest in it", MASKED) : { platforms, whole };
}
var NOT_ONE = new Wrong("not a digest", "write sha256:… or repository@sha256:…");
function parseReference(text) {
  const at = text.lastIndexOf("@");
  const digest = text.slice(at + 1);
  if (!isDigest(digest)) return new Wrong(`not a digest, found ${quote(text)}`, NOT_ONE.hint);
  if (at < 0) return { digest, repository: void 0 };
  const repository = parseRepository(text.slice(0, at).replace(/:[\w.-]+$/, ""));
  return typeof repository === "string" ? new Wrong(`${repository}, found ${quote(text)}`) : { digest, repository };
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
  return new Wrong(`${quote(name)} is no platform`, hintFor(name, [...asked.map(formatPlatform), "digest"]));
}
function parseJson(text) {
  const value = tryJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value === null ? new Wrong("no digest in it", MASKED) : new Wrong(
      `not a JSON object, found ${quote(text)}`,
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
function duplicateKey(json) {
  const objects = [];
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === "{") objects.push(/* @__PURE__ */ new Set());
    else if (token === "}") objects.pop();
    else if (colon !== void 0) {
      const key = JSON.parse(text ?? '""');
      const keys = objects.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return void 0;
}

// src/inputs/release.ts
var TEXTS = ["scheme", "version", "prefix", "suffix"];
function parseRelease(text) {
  const hint = "pass the output release of plan on as it is";
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return new Wrong("not JSON", hint);
  }
  const { scheme, floating } = value ?? {};
  const whole = TEXTS.every((name) => typeof value?.[name] === "string");
  if (!whole || !Array.isArray(floating) || !floating.every((tag) => typeof tag === "string")) {
    return new Wrong(`not an object with ${TEXTS.join(", ")} and floating`, hint);
  }
  if (scheme === "semver" || scheme === "pep440") return value;
  return new Wrong("an unknown scheme of versions", hintFor(String(scheme), ["semver", "pep440"]) ?? hint);
}

// src/inputs/merge.ts
async function readMerge(input, job, find2 = findNone) {
  const inputs = new Inputs(input, MERGE_DEFAULTS);
  const image = readImage(inputs, job);
  const digests = inputs.text("digests");
  const request = {
    image,
    release: inputs.value("release", parseRelease),
    platforms: image.platforms ?? [],
    part: inputs.value("part", parsePart),
    partTag: inputs.value("part-tag", parsePartTag),
    digests: digests === void 0 ? void 0 : inputs.accept("digests", parseDigests(digests, image.platforms ?? [])),
    annotations: inputs.each("annotations", parseIndexAnnotation),
    login: await readLogins(inputs),
    proof: readProof(inputs),
    conduct: readConduct(inputs)
  };
  if (!fromFork(job)) {
    findConflicts(inputs, request, digests);
    await inputs.ask(find2, request);
  }
  for (const message of unknownInputs(job.env, Object.keys(MERGE_DEFAULTS))) inputs.remark("warning", message);
  return { request, remarks: inputs.finish() };
}
function parseIndexAnnotation(text) {
  const annotation = parseAnnotation(text);
  if (annotation instanceof Wrong) return annotation;
  const { levels, name, value } = annotation;
  const other = levels.find((level) => level !== "index");
  return other === void 0 ? { name, value } : new Wrong(`the level ${quote(other)}, and here is only an index`, "give other annotations to the legs");
}
function findConflicts(inputs, request, digests) {
  const { image, platforms, partTag: partTag2 } = request;
  const refuse = (name, message, hint) => {
    if (inputs.fine(name)) inputs.accept(name, new Wrong(message, hint));
  };
  if (platforms.length === 0) {
    refuse("platforms", "empty, and they say when the image is whole", "name them all, or write those of plan");
  }
  if (image.tags.length === 0) {
    refuse("tags", "empty, so there is nothing to publish", "name them, or write auto to have them derived");
  }
  if (image.repositories.length === 0 && image.tags.some(({ kind }) => kind !== "reference") && inputs.fine("tags")) {
    refuse("images", "empty, and tags has tags without a repository", "name the repositories");
  }
  if (repositoriesOf(image).some(inLibrary) && inputs.fine("tags")) {
    refuse("images", LIBRARY.message, LIBRARY.hint);
  }
  if (digests !== void 0 && partTag2 !== void 0) {
    refuse("part-tag", "beside digests", "hand parts over in one way");
  }
}

// src/publish/bring.ts
async function bring(repository, parts, index, bringing) {
  const { registry } = bringing;
  await Promise.all(
    parts.map(async (part) => {
      const justWritten = sameRepository(repository, part.repository);
      const children = childrenOf(part);
      const there = await Promise.all(
        children.map((digest) => registry.headManifest(repository, digest, { justWritten }))
      );
      const lost = children.find((_, i) => there[i] === void 0);
      if (lost === void 0) return;
      if (justWritten) throw swept(part, lost);
      await copy(part, repository, bringing);
    })
  );
  await registry.putManifest(repository, index.digest, index);
}
function childrenOf({ images, attestations }) {
  return [...images.map(({ descriptor }) => descriptor.digest), ...attestations.map(({ digest }) => digest)];
}
function swept({ offer, repository, top }, digest) {
  return new ActionError(
    `${offer.origin}: ${formatDigested(repository, digest)} is gone, which is a part of ${top.digest}`,
    { hint: "Run the legs again, and keep clean-up jobs from removing untagged images before they are merged." }
  );
}
var PATIENCE = 20 * 6e4;
async function copy({ repository, top }, to, { run, env, buildx, retry: policy }) {
  const [source, target] = [formatDigested(repository, top.digest), formatDigested(to, top.digest)];
  const args = ["imagetools", "create", "--prefer-index=false", `--tag=${target}`, source];
  const program = buildx();
  await retry(
    async () => {
      const finished = await run({ program, args, env, idle: PATIENCE });
      if (succeeded(finished)) return;
      const refusal = new ActionError(`${source} could not be copied to ${to.name}: ${describeEnd(finished)}`, {
        hint: "Log in to both registries, with an account that may read the one and write the other.",
        output: finished.stderr
      });
      throw tooOld(finished.stderr) ?? refusal;
    },
    policy,
    judgeWords("transient")
  );
}

// src/publish/offer.ts
function offersFromRecords(records, part, images) {
  const names = images.map(({ name }) => name);
  const own = records.filter(
    ({ key, repositories }) => part === void 0 ? repositories.some((name) => names.includes(name)) : key === part
  );
  const keys = [...new Set(own.map(({ key }) => key))];
  if (keys.length > 1) {
    throw new ActionError(`the parts for ${names.join(", ")} are of ${keys.length} images: ${keys.join(", ")}`, {
      hint: "Their file, target or build-args differ. Give the legs of one image, and its merge, the same `part`."
    });
  }
  if (own.length === 0) {
    const known = [...new Set(records.map(({ key }) => key))];
    const which = part === void 0 ? `for ${names.join(", ")}` : `of the key ${part}`;
    const others = known.length === 0 ? "" : `; there are parts of ${known.join(", ")}`;
    throw new ActionError(`no part ${which} is recorded in this run${others}`, {
      hint: "Let this job need the legs, which build with `push-by-digest: true`, the same `images` and the same `part`."
    });
  }
  const platforms = [...new Set(own.flatMap(({ digests }) => Object.keys(digests)))];
  const newest = platforms.map((platform) => newestOf(platform, own));
  return [...new Set(newest)].map((record) => ({
    origin: `the record of ${platforms.filter((_, i) => newest[i] === record).join(", ")}`,
    digest: record.digest,
    repositories: record.repositories.map(repositoryOf),
    platforms: new Map(Object.entries(record.digests)),
    mustTellRun: false,
    commit: record.commit
  }));
}
function newestOf(platform, records) {
  const own = records.filter(({ digests }) => platform in digests);
  const last = Math.max(...own.map(({ attempt }) => attempt));
  const [record, ...others] = own.filter(({ attempt }) => attempt === last);
  if (record === void 0 || others.length > 0) {
    throw new ActionError(`${platform} is recorded ${others.length + 1} times in attempt ${last} of this run`, {
      hint: "Two legs built the same platform. If they are variants, give the legs of each, and its merge, a `part` of its own."
    });
  }
  return record;
}
function repositoryOf(name) {
  const repository = parseRepository(name);
  if (typeof repository === "string") throw new ActionError(`a record names a repository that is none: ${repository}`);
  return repository;
}
function offersFromDigests({ platforms, whole }, images) {
  const common = { mustTellRun: false, commit: void 0 };
  const at = (repository) => repository === void 0 ? images : [repository];
  if (platforms.size === 0 && whole !== void 0) {
    const { digest, repository } = whole;
    return [{ ...common, origin: "digests", digest, repositories: at(repository), platforms: void 0 }];
  }
  const byDigest = Map.groupBy(platforms, ([, { digest }]) => digest);
  return [...byDigest.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === void 0) return [];
    const names = entries.map(([name]) => name);
    const { digest, repository } = first[1];
    const origin = `digests (${names.join(", ")})`;
    const offered = new Map(names.map((name) => [name, void 0]));
    return [{ ...common, origin, digest, repositories: at(repository), platforms: offered }];
  });
}
async function offersFromTags(pattern, naming, platforms, repository, registry) {
  const found = await Promise.all(
    platforms.map(async (platform) => {
      const name = formatPlatform(platform);
      const tag = partTag(pattern, naming, platform);
      if (tag === void 0) throw new ActionError(`part-tag: no tag to fill ${pattern} with`);
      const origin = formatTagged({ repository, tag });
      return { name, origin, digest: (await registry.headManifest(repository, tag, { justWritten: true }))?.digest };
    })
  );
  const missing = found.filter(({ digest }) => digest === void 0);
  if (missing.length > 0) {
    const told = missing.map(({ name, origin }) => `${name} (there is no ${origin})`);
    throw new ActionError(`parts are missing: ${told.join(", ")}`, {
      hint: "Let this job need all legs, and give them the same `tags` and `part-tag` as this."
    });
  }
  const there = found.flatMap(({ digest, ...part }) => digest === void 0 ? [] : [{ ...part, digest }]);
  return [...Map.groupBy(there, ({ digest }) => digest).entries()].map(([digest, parts]) => ({
    origin: parts.map(({ origin }) => origin).join(", "),
    digest,
    repositories: [repository],
    platforms: new Map(parts.map(({ name }) => [name, void 0])),
    mustTellRun: true,
    commit: void 0
  }));
}

// src/publish/part.ts
var CONFIG_LIMIT = 8 * 2 ** 20;
async function readPart(offer, registry) {
  const { repository, top } = await find(offer, registry);
  const config = async ({ bytes }) => registry.getBlob(repository, parseManifest(bytes).config.digest, CONFIG_LIMIT);
  if (isManifest(top.mediaType)) {
    const bytes = await config(top);
    return { ...indexPart(top, parseConfigPlatform(bytes)), offer, repository, told: tell2(parseConfigLabels(bytes)) };
  }
  const part = indexPart(top, void 0);
  const { images, annotations } = part;
  const [first] = images;
  if (first === void 0) throw new ActionError(`${offer.origin}: ${top.digest} is an index without an image`);
  const own = tell2(annotations);
  const child = own.revision === void 0 ? await registry.getManifest(repository, first.descriptor.digest, { justWritten: true }) : void 0;
  const labels = child === void 0 || !isManifest(child.mediaType) ? {} : parseConfigLabels(await config(child));
  return { ...part, offer, repository, told: { ...tell2(labels), ...own } };
}
async function find({ origin, digest, repositories }, registry) {
  for (const repository of repositories) {
    const top = await registry.getManifest(repository, digest, { justWritten: repository === repositories.at(-1) });
    if (top === void 0) continue;
    if (isIndex(top.mediaType) || isManifest(top.mediaType)) return { repository, top };
    throw new ActionError(
      `${origin}: ${formatDigested(repository, digest)} is no image: its media type is ${top.mediaType}`
    );
  }
  throw new ActionError(`${origin}: ${digest} is not in ${repositories.map(({ name }) => name).join(", ")}`, {
    hint: "Run the legs again; if it goes missing again, a clean-up job removes untagged images before they are merged."
  });
}
function platformsOf({ images }) {
  return images.map(({ platform }) => formatPlatform(platform)).join(", ");
}

// src/publish/gather.ts
async function gatherParts(gathering) {
  const { request, images, registry } = gathering;
  const { digests, part, partTag: partTag2 } = request;
  const read = (offers) => Promise.all(offers.map((offer) => readPart(offer, registry)));
  if (digests !== void 0) return withAttestations(await read(await givenOffers(gathering, digests)), gathering);
  if (partTag2 !== void 0) return read(await taggedOffers(gathering, partTag2));
  const records = await findRecords(gathering.artifacts);
  return read(
    records === void 0 ? await taggedOffers(gathering, PART_TAG) : offersFromRecords(records, part, images)
  );
}
async function givenOffers({ images, registry }, digests) {
  const { platforms, whole } = digests;
  if (whole !== void 0 && platforms.size > 0) {
    const [offer] = offersFromDigests({ platforms: /* @__PURE__ */ new Map(), whole }, images);
    const part = offer && await readPart(offer, registry).catch(() => void 0);
    const covers = part?.images.length === platforms.size && part.images.every(
      ({ platform, descriptor }) => platforms.get(formatPlatform(platform))?.digest === descriptor.digest
    );
    if (offer !== void 0 && covers) return [offer];
  }
  return offersFromDigests(digests, images);
}
async function taggedOffers({ request, naming, images, registry }, pattern) {
  const [repository] = images;
  if (repository === void 0) throw new ActionError("no repository to find parts in");
  return offersFromTags(pattern, naming, request.platforms, repository, registry);
}
async function withAttestations(parts, { request, artifacts, registry }) {
  const isBare = ({ top, images }) => images.some(({ descriptor }) => descriptor.digest === top.digest);
  const bare = parts.filter(isBare);
  if (bare.length === 0) return parts;
  const records = (await findRecords(artifacts) ?? []).filter(({ key }) => request.part === void 0 || key === request.part).toSorted((a, b) => b.attempt - a.attempt);
  const recordOf = ({ top }) => records.find(({ digests }) => Object.values(digests).includes(top.digest));
  const found = await Promise.all(
    [...Map.groupBy(bare, recordOf)].map(async ([record, group]) => {
      const [first] = group;
      const given = group.map(({ top }) => top.digest);
      if (record === void 0 || first === void 0) return group;
      if (Object.values(record.digests).some((digest) => !given.includes(digest))) return group;
      const origin = group.map(({ offer }) => offer.origin).join(", ");
      const platforms = new Map(group.flatMap(({ offer }) => [...offer.platforms ?? []]));
      return readPart({ ...first.offer, origin, digest: record.digest, platforms }, registry);
    })
  );
  return [...parts.filter((part) => !isBare(part)), ...found.flat()];
}
async function findRecords(artifacts) {
  try {
    const found = await artifacts.find(RECORD.prefix, RECORD.file);
    return found.flatMap(({ text }) => parseRecord(text) ?? []);
  } catch (error) {
    if (error instanceof NoArtifactService) return void 0;
    throw error;
  }
}

// src/publish/mismatch.ts
function refuseMismatch(parts, platforms, job) {
  const stale = parts.flatMap((part) => leftOver(part, job));
  const problems = [...parts.flatMap(misfits), ...gaps(parts, platforms), ...strangers(parts), ...stale];
  if (problems.length === 0) return;
  throw new ActionError(`the parts are not one image: ${problems.join("; ")}`, {
    hint: "No tag was moved. See that `platforms` names what the legs build, that this job needs them all, and that none of them was skipped; a part that is missing from `digests` may be an output which the runner dropped because it holds a masked value."
  });
}
function misfits(part) {
  const { offer, images, top } = part;
  const { origin, platforms } = offer;
  if (platforms === void 0) return [];
  const found = images.map(({ platform }) => formatPlatform(platform));
  const known = [...platforms.values()].every((digest) => digest !== void 0);
  const extra = found.filter((name) => !platforms.has(name));
  const absent = [...platforms.keys()].filter((name) => !found.includes(name));
  const altered = images.filter(({ platform, descriptor }) => {
    const recorded = platforms.get(formatPlatform(platform));
    return recorded !== void 0 && recorded !== descriptor.digest;
  });
  return [
    ...absent.length > 0 ? [`${origin} is ${platformsOf(part)}, and it is given for ${absent.join(", ")}`] : [],
    ...absent.length === 0 && extra.length > 0 ? [
      `${origin} has ${extra.join(", ")} too${known ? "" : `: ${top.digest} is an index of ${images.length} images`}`
    ] : [],
    ...altered.map(({ platform }) => `${origin} has another digest for ${formatPlatform(platform)} than was recorded`)
  ];
}
function leftOver({ offer, annotations, told }, { run, commit }) {
  if (!offer.mustTellRun || commit === "") return [];
  const own = annotations[PART_ANNOTATIONS.run];
  if (own === run || told.revision === commit) return [];
  return [
    `${offer.origin} is of ${told.revision ?? "an unknown commit"}${own === void 0 ? "" : `, left by the run ${own}`}`
  ];
}
function gaps(parts, platforms) {
  const asked = platforms.map(formatPlatform);
  const found = parts.flatMap(
    (part) => part.images.map(({ platform }) => ({ name: formatPlatform(platform), origin: part.offer.origin }))
  );
  const names = found.map(({ name }) => name);
  const missing = asked.filter((name) => !names.includes(name));
  const extra = found.filter(({ name }) => !asked.includes(name));
  const twice = [...new Set(names)].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  return [
    ...missing.length > 0 ? [`${missing.join(", ")} is missing`] : [],
    ...extra.map(({ name, origin }) => `${name} was not asked for (${origin})`),
    ...twice.map((name) => {
      const origins = found.filter((entry) => entry.name === name).map(({ origin }) => origin);
      return `${name} is there ${origins.length} times (${[...new Set(origins)].join("; ")})`;
    })
  ];
}
function strangers(parts) {
  const differing = (what, tellOf) => {
    const told = parts.flatMap((part) => {
      const value = tellOf(part);
      return value ? [{ value, origin: part.offer.origin }] : [];
    });
    if (new Set(told.map(({ value }) => value)).size < 2) return [];
    return [`they are of several ${what}: ${told.map(({ value, origin }) => `${value} (${origin})`).join(", ")}`];
  };
  return [
    ...differing("commits", ({ offer, told }) => offer.commit || told.revision),
    ...differing("images, by their part key", ({ annotations }) => annotations[PART_ANNOTATIONS.part]),
    ...differing(
      "runs",
      ({ offer, annotations }) => offer.mustTellRun ? annotations[PART_ANNOTATIONS.run] : void 0
    )
  ];
}

// src/report/merged.ts
function mergeReport({ image, tags, repositories, platforms, version, seconds, notices }) {
  return {
    result: { kind: "published" },
    title: repositories[0]?.name ?? "",
    digest: image.digest,
    repositories,
    tags,
    version,
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
        cached: void 0,
        attestation: attestation?.digest
      };
    }),
    builder: void 0,
    driver: void 0,
    driverReason: "",
    cacheHit: void 0,
    cache: void 0,
    seconds,
    steps: [],
    notices,
    metadata: {}
  };
}

// src/job/merge.ts
async function mergeParts(request, surroundings) {
  var _stack = [];
  try {
    const { job, runner, run, http, ledger, enter, signal, files } = surroundings;
    const { isFile, readOptional: readText } = files;
    const started = performance.now();
    if (fromFork(job)) return runner.notice(NOTHING_FROM_FORKS);
    const id = createRunId(thisMachine(), process.ppid);
    const event = readJobEvent(job.env, job.event, /* @__PURE__ */ new Date());
    const naming = await nameImage(request.image, event, request.release);
    const targets = targetsOf(request.image, naming);
    refuseUntagged(targets, describeEvent(job));
    const images = targets.map(({ repository }) => repository);
    for (const notice of naming.notices) runner.notice(notice);
    enter("setting up");
    const endpoint = resolveEndpoint(job.env, readText);
    const engine = createEngine(endpoint, http, readText);
    const info = await engine.info().catch(() => void 0);
    const retry2 = { retries: request.conduct.retries, clock: systemClock, log: runner.info, signal };
    const workplace = __using(_stack, await openWorkplace({
      env: job.env,
      temp: job.temp,
      id,
      logins: request.login,
      endpoint,
      insecureRegistries: info?.insecureRegistries ?? [],
      ownBuildx: false,
      retry: retry2,
      run,
      http,
      ledger,
      readText
    }), true);
    const { folder, env, registry, witness } = workplace;
    enter("merging");
    const artifacts = createArtifacts(job.env, async () => folder.path, retry2);
    const [parts, previous] = await Promise.all([
      gatherParts({ request, naming, images, artifacts, registry }),
      previousDigests(targets, registry)
    ]);
    refuseMismatch(parts, request.platforms, { run: job.env.GITHUB_RUN_ID ?? "", commit: event.sha });
    const provenance = partsProvenance(parts, provenanceOf(naming, event, void 0));
    const index = assembleIndex(parts, request.platforms, annotationsOf(request, naming, provenance));
    const buildx = () => installedBuildx(job.env, isFile, readText);
    await Promise.all(images.map((repository) => bring(repository, parts, index, { registry, run, env, buildx, retry: retry2 })));
    enter("proving the image");
    const [first] = images;
    if (first === void 0) throw new Error("a merge without a repository was not refused");
    const onLoad = (name) => ledger({ kind: "image", name });
    const candidateOf = (repository, digest) => registryCandidate(registry, repository, digest, { engine, onLoad });
    const candidate = candidateOf(first, index.digest);
    const image = await candidate.read();
    if (request.proof.verify) verify(image, request.platforms);
    const script = request.proof.smokeTest;
    await smokeTest(image, candidate, { script, run, env, cwd: job.workspace, engine, ledger, print: runner.info });
    enter("publishing");
    const published = await handOver(image, {
      targets,
      release: naming.release,
      revision: provenance.revision,
      carrier: registryCarrier,
      registry,
      witness,
      previous,
      read: (repository, digest) => candidateOf(repository, digest).read()
    });
    const report = mergeReport({
      ...published,
      repositories: images,
      platforms: request.platforms,
      version: naming.version,
      seconds: (performance.now() - started) / 1e3
    });
    setOutputs(report, runner);
    await tell(report, runner, request.conduct.summary);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function partsProvenance(parts, own) {
  const revision = parts.find(({ told }) => told.revision !== void 0)?.told.revision ?? own.revision;
  const times = parts.map(({ told }) => Date.parse(told.created ?? "")).filter((time) => !Number.isNaN(time));
  return { ...own, revision, created: times.length === 0 ? own.created : new Date(Math.max(...times)) };
}
function annotationsOf({ annotations }, naming, provenance) {
  const all = describeIndex(provenance, naming.release);
  const pick = (wanted) => Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
  return {
    own: Object.fromEntries(annotations.map(({ name, value }) => [name, expandPlaceholders(value, provenance)])),
    named: naming.told ? pick((name) => VERSIONS.includes(name)) : {},
    // a later run has to know the commit, whoever names the image
    derived: naming.told ? all : pick((name) => name === "org.opencontainers.image.revision")
  };
}
var VERSIONS = ["org.opencontainers.image.version", RELEASE_ANNOTATION];

// src/merge.ts
await enterBy(
  Object.keys(MERGE_DEFAULTS),
  (input, job) => readMerge(input, job, ({ image }, fine) => findNameProblems(image, fine, job, true)),
  mergeParts
);
