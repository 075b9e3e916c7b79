import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  parse,
  stringify
} from "./chunk-2Z2W27GT.js";
import {
  ADVICE,
  BASE_IMAGE_IDLE_MS,
  BuildLogRecorder,
  CONTAINER_CHECK_INTERVAL_MS,
  EXPORT_IDLE_MS,
  LAYER_STATUS,
  MAX_CLASSIFIED_ERROR_CHARS,
  MAX_CLASSIFIED_LINE_CHARS,
  MAX_CONTAINER_CHECKS,
  NO_MEMORY,
  NoArtifactService,
  PASSING_WORDS,
  PLATFORM_API,
  PUSH_IDLE_MS,
  RECORD,
  RESOLVE_IDLE_MS,
  RegistryError,
  STEP_END_WAIT_MS,
  adviceFor,
  annotate,
  askEngine,
  askSources,
  busySeconds,
  cachedPercent,
  checkPrograms,
  checkPushes,
  createArtifacts,
  describeRefused,
  formatBytes,
  formatSeconds,
  hasApi,
  hashedContent,
  hostOf,
  indexPart,
  infoFromAnnotations,
  isInstruction,
  isRefusedRead,
  joinPlatforms,
  judgeWords,
  loadTags,
  lookUpAll,
  machineRegistries,
  openMemory,
  openSession,
  parseStepName,
  partKey,
  partTag,
  platformOf,
  platformSeconds,
  previousDigests,
  printReport,
  publishImage,
  pushedTo,
  readBack,
  readImage,
  readNotes,
  readPublished,
  recordName,
  recordOf,
  recordOnDisk,
  registryStore,
  reportPrevious,
  repositoriesOf,
  requireComplete,
  requireInRegistry,
  requireLoaded,
  runFolder,
  runOf,
  setOutputs,
  smokeTest,
  splitIndex,
  splitReference,
  timedSteps,
  trackUpdates,
  updateTags,
  verdictOf,
  verified,
  verifiedStream,
  verify,
  withoutEngine,
  withoutRefused
} from "./chunk-GPY67LH6.js";
import {
  BUILDX_RELEASES,
  parseAnnotation
} from "./chunk-SDBWWINH.js";
import {
  AmbiguousError,
  EngineRefusal,
  MAX_DOCUMENT_BYTES,
  MalformedError,
  OCI_INDEX,
  OCI_MANIFEST,
  TransferError,
  createEngine,
  createRunId,
  isIndex,
  isManifest,
  isOver,
  mediaTypeOf,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
  removeLabelled,
  thisMachine
} from "./chunk-5Z33AY6P.js";
import {
  HttpError,
  certificateFiles,
  certificateFolders,
  systemBundle,
  within
} from "./chunk-CD5SIYHW.js";
import "./chunk-KJ3PTLVV.js";
import {
  PART_ANNOTATIONS,
  RECORDED_CONFIG,
  UnreadableError,
  at,
  cacheName,
  cacheScopes,
  cachedFolder,
  cachedFoldersRoot,
  createCacheService,
  currentBuilder,
  describeRequest,
  dockerfileName,
  excerpt,
  expand,
  exportFolder,
  fromFork,
  givenArguments,
  hasImage,
  hasIndex,
  isBuilderName,
  isForIndex,
  isUnreadable,
  needsCommit,
  offersCacheService,
  originOf,
  parsePlatform,
  pinError,
  planCache,
  provenanceOf,
  readCacheEntry,
  recordedBuilder,
  refuseIndexAnnotations,
  splitFields
} from "./chunk-IGNVGJBV.js";
import "./chunk-6M3AT35K.js";
import {
  LineSplitter,
  SYSTEMS,
  classify,
  digestOf,
  formatPlatform,
  isDigest,
  isLoopbackHost,
  judgeError,
  normalisePlatform,
  parseProxy,
  retry,
  retryAfterOf,
  runsOn,
  samePlatform,
  shortHash,
  slugOf,
  systemClock,
  variable
} from "./chunk-2R2E7IIV.js";
import "./chunk-4GDYJIQG.js";
import {
  ancestorsOf,
  enclosingRepository,
  gitEnvironment,
  hasGit,
  openFile,
  readBounded,
  readText,
  realPath,
  repositoryAt
} from "./chunk-XPCZNYUO.js";
import {
  BINFMT,
  BUILDKIT,
  INLINE_FOLDER,
  RENEW,
  UNKNOWN_OPTION,
  buildxFolder,
  containerOf,
  describeTooOld,
  formatFields,
  installedBuildx,
  parseFields,
  requireDocker,
  tooOld
} from "./chunk-FFGX2C5R.js";
import {
  InputError,
  credentialsIn,
  firstOf,
  quote
} from "./chunk-VC6AJXCW.js";
import {
  NO_ENGINE,
  array,
  configFolder,
  describeDisk,
  describeEnd,
  describeMemory,
  fallback,
  isLoopback,
  leadsElsewhere,
  looseObject,
  nullish,
  object,
  printable,
  printableLine,
  readJson,
  record,
  resolveEndpoint,
  string,
  succeeded,
  unknown,
  until,
  wasKilled
} from "./chunk-M7JF7C6E.js";
import {
  ActionError,
  HungError,
  TAG,
  TimeUp,
  Wrong,
  formatTagged,
  messageOf,
  parseRepository
} from "./chunk-3UVMYFHN.js";
import "./chunk-URJK3CXB.js";
import {
  BASE_CHECK_MS,
  BUILDER_BOOT_IDLE_MS,
  BUILDX_DOWNLOAD_MS,
  CACHE_EXPORT_IDLE_MS,
  CACHE_EXPORT_TOTAL_MS,
  CACHE_IMPORT_IDLE_MS,
  CACHE_LAYER_IDLE_MS,
  CACHE_MOUNT_IDLE_MS,
  EMULATORS_IDLE_MS,
  ENGINE_PUSH_IDLE_MS,
  ENGINE_SAVE_IDLE_MS,
  FIRST_HEARTBEAT_MS,
  HEARTBEAT_INTERVAL_MS,
  HELPER_PULL_IDLE_MS,
  HUB_ANSWER_MS,
  LOCK_HOLDER_ANSWER_MS,
  MAX_BUILDX_BYTES,
  MAX_CACHE_MOUNTS,
  MAX_CACHE_MOUNTS_KIB,
  MAX_DOCKERFILE_WORK_CHARS,
  MAX_DOWNLOAD_REDIRECTS,
  MAX_FILES_AT_ONCE,
  MAX_GIT_ALTERNATES_BYTES,
  MAX_GIT_DELTAS,
  MAX_GIT_OBJECT_BYTES,
  MAX_GIT_OBJECT_FOLDERS,
  MAX_GIT_PACKS,
  MAX_GIT_SYMLINKS,
  MAX_GIT_UNPACKED_BYTES,
  MAX_LOOSE_REFS,
  MAX_LOOSE_REF_BYTES,
  MAX_PACKED_REFS_BYTES,
  MAX_READ_BYTES,
  MAX_SYMBOLIC_REFS,
  PUSH_LOCK_MS,
  PUSH_LOCK_POLL_MS
} from "./chunk-ZNZUOKZ2.js";
import {
  __callDispose,
  __using
} from "./chunk-DZIJRXJ5.js";

// src/buildkit/metadata.ts
import { readFile } from "node:fs/promises";
var METADATA = record(string(), unknown());
async function readMetadata(path) {
  const json = readJson(METADATA, await readFile(path, "utf8").catch(() => ""));
  if (json === void 0) {
    throw new ActionError("buildx succeeded but wrote no metadata about its result", {
      hint: "Run the job again. If it fails again, update buildx."
    });
  }
  const digest = json["containerimage.digest"];
  const configDigest = json["containerimage.config.digest"];
  return {
    digest: isDigest(digest) ? digest : void 0,
    configDigest: isDigest(configDigest) ? configDigest : void 0,
    json
  };
}
function withManifest(metadata, { digest, mediaType, bytes: bytes2 }) {
  const descriptor = { mediaType, digest, size: bytes2.length };
  const facts = { "containerimage.digest": digest, "containerimage.descriptor": descriptor };
  const configDigest = isIndex(mediaType) ? void 0 : metadata.configDigest;
  return { digest, configDigest, json: { ...metadata.json, ...facts } };
}
function metadataFromDigest(digest) {
  return { digest, configDigest: void 0, json: digest === void 0 ? {} : { "containerimage.digest": digest } };
}

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

// src/report/compose.ts
function composeReport(facts) {
  const { plan, builder, log, digest, metadata, image, tags, previous, answer, cache, seconds, notices } = facts;
  const { delivery } = plan;
  const steps = timedSteps(log, (name) => isEmulated(plan, name) ?? false);
  const tagged = delivery.kind === "publish" || delivery.load;
  const pushed = delivery.kind === "publish" || delivery.kind === "parts";
  return {
    result: resultOf(plan, answer),
    title: delivery.targets[0]?.repository.name ?? titleOf(plan),
    digest: image?.digest ?? digest,
    repositories: pushed ? delivery.targets.map(({ repository }) => repository) : [],
    tags: tags ?? (tagged ? delivery.targets.flatMap(({ repository, tags: tags2 }) => tags2.map((tag) => ({ repository, tag }))) : []),
    previous,
    version: plan.naming.version,
    imageId: metadata?.configDigest ?? metadata?.digest,
    platforms: plan.platforms.map((platform) => platformReport(platform, image, log, steps)),
    builder,
    driver: driverOf(plan.builder),
    driverReason: plan.builder.reason,
    cacheHit: cachedPercent(log),
    cache: cache === void 0 ? void 0 : describeCache(plan.cache, log, cache),
    seconds,
    notices,
    steps,
    metadata: metadata === void 0 ? {} : withoutEvent(metadata.json)
  };
}
function describeCache({ from, folders, inline, place, reason }, { steps }, outcome) {
  if (place === void 0) return void 0;
  const wasRead = steps.some(({ kind, error }) => kind === "cache-import" && error === void 0);
  const asked = from.length > 0 || folders.length > 0;
  const read2 = wasRead ? "Read from" : asked ? "No cache could be read from" : "Not read from";
  const written = {
    written: `and written: ${reason}`,
    current: "which has all of this build already",
    failed: "and not written",
    none: inline ? `and written: ${reason}` : `not written: ${reason}`
  };
  return `${read2} ${place}, ${written[outcome]}.`;
}
function platformReport({ platform, execution }, image, log, steps) {
  const built = image?.platforms.find((other) => samePlatform(platform, other.platform));
  const name = formatPlatform(platform);
  return {
    platform,
    digest: built?.digest,
    size: built?.size,
    execution,
    seconds: platformSeconds(steps, name),
    cached: cachedPercent(log, name),
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
      return { kind: "written", destinations: delivery.files.map(({ type, attributes }) => attributes.dest ?? type) };
    case "call":
      return { kind: "called", call: request.build.call ?? "", text: answer };
  }
}
function titleOf({ request: { build: build2 } }) {
  return build2.context.kind === "git" ? build2.context.url : build2.context.path.split("/").at(-1) ?? "";
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

// src/session/sweep.ts
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
var OURS = /multiarch-build.*?([0-9a-f]{14}-[0-9a-z]+-[0-9a-z]+-[0-9a-f]{6})/;
var CANDIDATES = [
  "multiarch-build.local/*:*",
  ...Array.from({ length: 9 }, (_, depth) => `${"*/".repeat(depth)}*:multiarch-build-*`)
];
function isLeftOf(processes) {
  return (name) => {
    const id = OURS.exec(name)?.[1];
    return id !== void 0 && isOver(id, processes);
  };
}
async function sweep(engine, { temp, notes }, processes) {
  const isLeft = isLeftOf(processes);
  const folders = (await readdir(temp)).filter(isLeft);
  const removed = Promise.allSettled(
    folders.map(async (name) => {
      await rm(join(temp, name), { recursive: true, force: true });
      return name;
    })
  );
  const stored = engine === void 0 ? [] : await sweepEngine(engine, notes, isLeft);
  return [...stored, ...(await removed).flatMap(done)];
}
function done(each) {
  return each.status === "fulfilled" ? [each.value] : [];
}
async function sweepEngine(engine, notes, isLeft) {
  const noted = await Promise.all((await readNotes(notes, isLeft)).map((each) => sweepNoted(each, engine)));
  const [containers, volumes, images] = await Promise.all([
    engine.containers({}),
    engine.volumes("multiarch-build-"),
    engine.images(CANDIDATES)
  ]);
  const removals = (names, remove) => names.filter(isLeft).map(async (name) => {
    await remove(name);
    return name;
  });
  const gone = await Promise.allSettled(removals(containers, engine.removeContainer));
  const rest = await Promise.allSettled([...removals(images, engine.untag), ...removals(volumes, engine.removeVolume)]);
  return [...noted.flat(), ...[...gone, ...rest].flatMap(done)];
}
async function sweepNoted({ path, entries }, engine) {
  const labels = entries.flatMap((entry) => entry.kind === "containers" ? [entry.label] : []);
  const removed = await Promise.allSettled(labels.map((label) => removeLabelled(engine, label)));
  const built = entries.flatMap((entry) => entry.kind === "image" && OURS.test(entry.name) ? [entry.name] : []);
  const digests = await Promise.all(built.map(async (name) => (await engine.image(name))?.id));
  const undone = await Promise.allSettled(
    entries.flatMap((entry) => {
      const name = nameOf(entry);
      return name === void 0 || OURS.test(name) ? [] : [giveBack(entry, name)];
    })
  );
  await rm(path, { force: true });
  return [...removed, ...undone].flatMap((each) => each.status === "fulfilled" ? each.value ?? [] : []);
  async function giveBack(entry, name) {
    const holder = await engine.image(name);
    if (holder === void 0 || !(name.includes("@") || digests.includes(holder.id))) return void 0;
    if (entry.kind !== "tag") {
      await engine.untag(name);
      return name;
    }
    await engine.tag(entry.image, entry.repository, entry.tag);
    return void 0;
  }
}
function nameOf(entry) {
  if (entry.kind === "image") return entry.name;
  return entry.kind === "tag" ? `${entry.repository}:${entry.tag}` : void 0;
}

// src/clients/registry/once.ts
function askingOnce(registry) {
  return {
    ...registry,
    headManifest: once(registry.headManifest),
    getManifest: once(registry.getManifest)
  };
}
function once(ask2) {
  const answers = /* @__PURE__ */ new Map();
  return (...asked) => {
    const [{ registry, path }, reference] = asked;
    const key = `${registry}/${path} ${reference}`;
    const answer = answers.get(key) ?? ask2(...asked);
    answers.set(key, answer);
    return answer;
  };
}

// src/dockerfile/graph.ts
var LAYOUT_PREFIX = "oci-layout://";
function resolveStages(dockerfile, options2, platforms, work) {
  const variables = globalVariables(dockerfile, options2, platforms, work);
  const unknown2 = /* @__PURE__ */ new Map();
  const contexts = new Map(options2.buildContexts.map(({ name, value }) => [familiar(name), value]));
  const nodes = [];
  const byName = /* @__PURE__ */ new Map();
  for (const [index, stage] of dockerfile.stages.entries()) {
    const evaluate = (word) => at(stage.line, () => expand(word, variables, dockerfile.escapeCharacter, work));
    const flag = stage.platform === void 0 ? void 0 : flagOf(evaluate(stage.platform), platforms.build);
    const pinned = flag instanceof Wrong ? platforms.target : flag;
    const node = resolveStage(stage, index, evaluate, contexts, byName, { target: platforms.target, flag: pinned });
    if (flag instanceof Wrong && node.pinned !== void 0) unknown2.set(node, flag);
    nodes.push(node);
    work.spend(node.steps.length);
    if (stage.name !== void 0) byName.set(stage.name, node);
  }
  const target = options2.target === void 0 ? nodes.at(-1) : byName.get(options2.target.toLowerCase());
  if (target === void 0) throw new UnreadableError(`there is no stage "${options2.target}"`);
  const isPlain = (source, { kind, line }) => kind === "COPY" ? at(line, () => expand(source, /* @__PURE__ */ new Map(), dockerfile.escapeCharacter, work)) === source : !/\$./s.test(source);
  const found = /* @__PURE__ */ new Set();
  const visit = (node) => {
    if (node === void 0 || found.has(node)) return;
    found.add(node);
    const wrong = unknown2.get(node);
    if (wrong !== void 0) throw new UnreadableError(wrong.message, node.stage.line);
    visit(node.parent);
    for (const step of node.steps) {
      for (const source of step.from) {
        if (!isPlain(source, step)) {
          throw new UnreadableError(`from=${excerpt(source)} is not expanded by BuildKit`, step.line);
        }
        visit(stageNamed(source, step, nodes, byName));
      }
      if (step.mounts.length > step.from.length) visit(byName.get("scratch"));
    }
  };
  visit(target);
  return { contributing: nodes.filter((node) => found.has(node)), target, variables };
}
function resolveStage(stage, index, evaluate, contexts, byName, { target, flag }) {
  const base = evaluate(stage.base);
  if (base === "") throw new UnreadableError(`the image name ${quote(excerpt(stage.base))} is empty`, stage.line);
  const name = stage.name ?? `stage-${index}`;
  const common = { stage, name, parent: void 0, image: void 0, layout: void 0, pinned: void 0 };
  const replacement = stage.name === void 0 ? void 0 : contexts.get(stage.name);
  if (replacement !== void 0) {
    const [image2, layout2] = [imageOf(replacement), layoutOf(replacement)];
    const pinned2 = (image2 ?? layout2) === void 0 ? void 0 : flag;
    return { ...common, platform: pinned2 ?? target, image: image2, layout: layout2, pinned: pinned2, steps: [], history: [] };
  }
  const parent = byName.get(base);
  if (parent !== void 0) {
    const steps2 = [...parent.stage.triggers, ...stage.steps];
    const history2 = [...parent.stage.triggerHistory, ...stage.history];
    return { ...common, platform: parent.platform, parent, steps: steps2, history: history2 };
  }
  const { steps, history } = stage;
  if (base === "scratch") return { ...common, platform: target, steps, history };
  const context = contexts.get(familiar(base));
  const image = context === void 0 ? base : imageOf(context);
  const layout = context === void 0 ? void 0 : layoutOf(context);
  const pinned = (image ?? layout) === void 0 ? void 0 : flag;
  return { ...common, platform: flag ?? target, image, layout, pinned, steps, history };
}
function flagOf(text2, build2) {
  const os = text2.toLowerCase();
  return parsePlatform(SYSTEMS.includes(os) ? formatPlatform({ ...build2, os }) : text2);
}
function stageNamed(source, { kind, line }, nodes, byName) {
  if (kind !== "COPY" || !/^[+-]?\d+$/.test(source)) return byName.get(source.toLowerCase());
  const node = nodes[Number(source)];
  if (node === void 0) throw new UnreadableError(`there is no stage ${excerpt(source)}`, line);
  return node;
}
function globalVariables({ args, stages, escapeCharacter }, options2, platforms, work) {
  const given = new Map(options2.buildArgs.map(({ name, value }) => [name, value]));
  const variables = new Map([
    ...platformVariables(platforms),
    ["TARGETSTAGE", options2.target ?? stages.at(-1)?.name ?? "default"]
  ]);
  for (const name of variables.keys()) variables.set(name, given.get(name) ?? variables.get(name) ?? "");
  for (const { line, name, value } of args) {
    const argument = given.get(name) ?? (value === void 0 ? void 0 : at(line, () => expand(value, variables, escapeCharacter, work)));
    if (argument !== void 0) variables.set(name, argument);
  }
  return variables;
}
function platformVariables(platforms) {
  return new Map([...variablesOf("BUILD", platforms.build), ...variablesOf("TARGET", platforms.target)]);
}
function variablesOf(prefix, platform) {
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}OSVERSION`, ""],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ""]
  ];
}
function familiar(name) {
  return name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\/(?=[^/]+$)/, "").replace(/:latest$/, "");
}
function imageOf(context) {
  const image = /^docker-image:\/\/(.+)$/.exec(context)?.[1];
  return image === "scratch" ? void 0 : image;
}
function layoutOf(context) {
  return context.startsWith(LAYOUT_PREFIX) ? context : void 0;
}

// src/verify/base-entry.ts
var COMPATIBLE_32_BIT = { amd64: "386", arm64: "arm" };
function entryFor(listed2, target) {
  const known = listed2.flatMap((platform) => platform ?? []);
  const same = known.find((platform) => platform.architecture === target.architecture && runsOn(platform, target));
  if (same !== void 0) return same;
  const lesser = known.filter((platform) => is32BitOf(platform, target));
  return lesser.toSorted((a, b) => (b.variant ?? "").localeCompare(a.variant ?? ""))[0];
}
function is32BitOf(platform, target) {
  return target.os === "linux" && platform.os === "linux" && platform.architecture === COMPATIBLE_32_BIT[target.architecture];
}
function mustReadIndex({ registry, path }, targets) {
  const has = (architecture) => targets.some((each) => each.os === "linux" && each.architecture === architecture);
  if (registry === "docker.io") return has("arm64") && !path.startsWith("library/");
  return has("arm64") || has("amd64");
}

// src/verify/base-images.ts
async function checkBases(bases, sources, file, limit = BASE_CHECK_MS) {
  const found = await Promise.all(
    bases.map((base) => within(faultOf(base, sources), limit, sources.signal).catch(() => void 0))
  );
  const faults = found.flatMap(
    (fault, i) => fault === void 0 ? [] : { ...fault, message: `${file}:${bases[i]?.line}: ${fault.message}` }
  );
  if (faults.length > 0) throw errorOf(faults);
}
function errorOf(faults) {
  const hint = [...new Set(faults.map((fault) => fault.hint))].join("\n");
  const lines = firstOf(
    faults.map(({ message }) => message),
    (more) => `and ${more} more`
  );
  const heading = faults.length === 1 ? [] : [`${faults.length} images cannot be pulled:`];
  return new ActionError([...heading, ...lines].join("\n"), { hint });
}
async function faultOf(base, sources) {
  if (await sources.isLocal(base.image)) return void 0;
  const { name, reference } = splitReference(base.image);
  let refusal;
  for (const repository of repositoriesOf(name, sources.registries)) {
    const answer = await ask(repository, reference, sources);
    if (!(answer instanceof RegistryError)) return faultOfPlatforms(base, repository, answer, sources);
    if (!isRefusedRead(answer)) return void 0;
    refusal = answer;
  }
  if (refusal === void 0 || await sources.isOnEngine(base.image)) return void 0;
  return faultOfRefusal(base, refusal);
}
async function ask(repository, reference, { registry }) {
  try {
    const head = await registry.headManifest(repository, reference);
    if (head !== void 0) return head;
  } catch (error) {
    if (!(error instanceof RegistryError && REFUSALS.includes(error.status ?? 0))) throw error;
  }
  return registry.readManifest(repository, reference).then(
    ({ bytes: bytes2, ...head }) => ({ ...head, size: bytes2.length }),
    (error) => {
      if (error instanceof RegistryError) return error;
      throw error;
    }
  );
}
var REFUSALS = [401, 403];
function faultOfRefusal({ image }, { status, message, said }) {
  const { name } = splitReference(image);
  if (status === 404) {
    return {
      message: `${image} does not exist (404 ${said})`,
      hint: "Correct the name or the tag of the image."
    };
  }
  return {
    message: `${image} cannot be pulled: ${message}`,
    hint: `Correct the name, or log in with an account that may pull ${name} (\`registry\`, \`username\`, \`password\`): a registry answers the same for an image that does not exist.`
  };
}
async function faultOfPlatforms({ image, platforms }, repository, { mediaType, digest }, { registry }) {
  if (!isIndex(mediaType) || repository.registry === "docker.io") return void 0;
  const index = await registry.getManifest(repository, digest);
  if (index === void 0) return void 0;
  const { images } = splitIndex(parseIndex(index).manifests);
  const listed2 = images.map(({ platform }) => platform && platformOf(platform));
  const missing2 = platforms.filter((platform) => !listed2.some((own) => own === void 0 || serves(own, platform)));
  if (missing2.length === 0) return void 0;
  return {
    message: `${image} does not exist for ${namesOf(missing2)}: it has ${namesOf(listed2.flatMap((own) => own ?? []))}`,
    hint: "Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`."
  };
}
function namesOf(platforms) {
  return platforms.map(formatPlatform).join(", ");
}
function serves(own, platform) {
  return platform.os !== "linux" || runsOn(own, platform) || is32BitOf(own, platform);
}

// src/verify/single-platform-base.ts
async function findSinglePlatformBases(platforms, { registry, registryWithoutRetry }, registries, local = async () => void 0) {
  const images = [...new Set(platforms.flatMap(({ base }) => base?.image ?? []))];
  const found = await Promise.all(
    images.map(async (image) => {
      const own = await local(image).catch(() => void 0);
      if (own !== void 0 || image.startsWith(LAYOUT_PREFIX)) return own;
      const targets = platforms.filter(({ base }) => base?.image === image).map(({ platform }) => platform);
      const first = await lookUp(image, targets, registryWithoutRetry, registries);
      const isRetried = first !== void 0 && "error" in first && isRetryable(first.error);
      return isRetried ? lookUp(image, targets, registry, registries) : first;
    })
  );
  return found.flatMap((base) => base ?? []);
}
function refuseMismatchedBase(platforms, found, file) {
  const warnings = platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === void 0 || known === void 0) return [];
    const place = placeOf(base, file);
    if ("ambiguity" in known) {
      const hint = "No tag was updated. Choose another base image, or another tag of it.";
      throw new ActionError(`${place}: ${known.ambiguity.message}`, { hint });
    }
    if ("error" in known) {
      const warning = `${place} may exist for one platform only. Its platforms are unknown: ${known.error.message}`;
      if (!isTransient(known.error)) return warning;
      throw new ActionError(warning, { hint: known.error.hint ?? "No tag was updated. Run the job again." });
    }
    const used = usedFor(known, platform);
    if (used === void 0 || isSuitable(used, platform)) return [];
    const [available, requested] = [formatPlatform(used), formatPlatform(platform)];
    const message = `${place} ${availability(known, used, platform)}, so the ${requested} image would hold ${available} programs`;
    throw new ActionError(message, {
      hint: "No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`."
    });
  });
  return [...new Set(warnings)];
}
function compatibleBaseNotices(platforms, found, file) {
  return platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === void 0 || known === void 0) return [];
    const used = usedFor(known, platform);
    if (used === void 0 || isSameProcessor(used, platform) || !isSuitable(used, platform)) return [];
    const requested = formatPlatform(platform);
    return `${placeOf(base, file)} ${availability(known, used, platform)}. Every ${requested} machine runs its programs, so the ${requested} image may hold them.`;
  });
}
function placeOf({ image, line }, file) {
  return line === void 0 ? `${file}: ${image}` : `${file}:${line}: ${image}`;
}
function usedFor(known, platform) {
  if ("platform" in known) return known.platform;
  return "listed" in known ? entryFor(known.listed, platform) : void 0;
}
function availability(known, used, platform) {
  const available = formatPlatform(used);
  if ("platform" in known) return `exists for ${available} only`;
  return `does not exist for ${formatPlatform(platform)}, and BuildKit uses its image for ${available}`;
}
async function lookUp(image, targets, registry, registries) {
  const { name, reference } = splitReference(image);
  let lastError;
  for (const repository of repositoriesOf(name, registries)) {
    try {
      const head = await registry.headManifest(repository, reference);
      if (head === void 0) continue;
      if (isIndex(head.mediaType)) return await readIndex(image, repository, head.digest, targets, registry);
      if (!isManifest(head.mediaType)) return void 0;
      const manifest = await registry.getManifest(repository, head.digest);
      if (manifest === void 0) continue;
      const { config } = parseManifest(manifest);
      const bytes2 = await registry.getBlob(repository, config.digest, MAX_DOCUMENT_BYTES);
      return { image, platform: platformOf(parseConfigPlatform(bytes2)) };
    } catch (error) {
      if (error instanceof AmbiguousError) return { image, ambiguity: error };
      if (error instanceof RegistryError && !isRefusal(error)) lastError = error;
    }
  }
  return lastError && { image, error: lastError };
}
async function readIndex(image, repository, digest, targets, registry) {
  if (!mustReadIndex(repository, targets)) return void 0;
  const reading = registry.getManifest(repository, digest);
  const isOptional = repository.registry === "docker.io";
  const index = await (isOptional ? reading.catch(() => void 0) : reading);
  if (index === void 0) return void 0;
  const { images } = splitIndex(parseIndex(index).manifests);
  return { image, listed: images.map(({ platform }) => platform && platformOf(platform)) };
}
function isRefusal({ status }) {
  return status === 401 || status === 403 || status === 404;
}
var UNREACHABLE = /* @__PURE__ */ new Set([
  ...["EAI_AGAIN", "EAI_NODATA", "ENOTFOUND", "ECONNREFUSED", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ETIMEDOUT"],
  ...["UND_ERR_ABORTED", "UND_ERR_CONNECT_TIMEOUT"]
]);
function isTransient({ status, code, verdict }) {
  if (status !== void 0) return status === 408 || status === 429 || status >= 500;
  return verdict === "transient" && !UNREACHABLE.has(code ?? "");
}
function isRetryable(error) {
  return isTransient(error) || error.code === "ECONNREFUSED";
}
function isSuitable(available, requested) {
  return isSameProcessor(available, requested) || runsOn(available, requested);
}
function isSameProcessor(a, b) {
  return a.os === b.os && a.architecture === b.architecture;
}

// src/verify/copied-images.ts
function copiedImages(platforms) {
  return platforms.flatMap((platform) => (platform.copied ?? []).map((base) => ({ ...platform, base })));
}
function mismatchedCopyWarnings(platforms, found, file) {
  return platforms.flatMap(
    ({ platform, copied = [] }) => copied.flatMap(({ image, line }) => {
      const known = found.find((each) => each.image === image);
      if (known === void 0) return [];
      const used = usedFor(known, platform);
      if (used === void 0 || runsOn({ ...used, variant: void 0 }, { ...platform, variant: void 0 })) return [];
      return `${file}:${line}: ${image} ${availability(known, used, platform)}, and the ${formatPlatform(platform)} image has files from it. Programs among them would not run. Name the digest of an index, which has each platform.`;
    })
  );
}

// src/verify/local-bases.ts
import { isAbsolute, join as join3 } from "node:path";

// src/store/oci-layout.ts
import { createReadStream } from "node:fs";
import { readFile as readFile2, stat } from "node:fs/promises";
import { join as join2 } from "node:path";
var PLACE = "the OCI layout";
async function openLayout(path, run) {
  if ((await stat(path)).isDirectory()) {
    return {
      read: (name) => readFile2(join2(path, name)),
      size: (name) => stat(join2(path, name)).then(({ size }) => size, absent)
    };
  }
  const tar = async (action, missing2) => {
    const finished = await run({ program: "tar", args: [...action, "--file", path] });
    if (!succeeded(finished)) throw new ActionError(`${path} ${missing2}`, { output: finished.stderr });
    return finished.stdout;
  };
  let sizes;
  return {
    read: async (name) => Buffer.from(await tar(["--extract", "--to-stdout", name], `does not hold ${name}`)),
    async size(name) {
      sizes ??= tar(["--list", "--verbose"], "could not be listed").then(sizesIn);
      return (await sizes).get(name);
    }
  };
}
function absent(error) {
  if (error.code !== "ENOENT") throw error;
}
function sizesIn(listing) {
  const files = listing.matchAll(/^-\S+ +\S+ +(\d+) +\S+ +\S+ +(.+)$/gm);
  return new Map([...files].map(([, size, name = ""]) => [name, Number(size)]));
}
async function topOf(layout) {
  const [top] = parseIndex({ bytes: await layout.read("index.json"), mediaType: OCI_INDEX }).manifests;
  if (top === void 0) throw new ActionError("the OCI layout that buildx wrote holds no image");
  return top;
}
async function readLayout(layout) {
  const top = await topOf(layout);
  return readImage(top.digest, contentOf(layout), top);
}
function layoutPlace(layout) {
  const size = ({ digest }) => layout.size(blobName(digest));
  return { name: PLACE, content: contentOf(layout), wasRead: true, size };
}
function contentOf(layout) {
  return hashedContent(PLACE, (digest) => layout.read(blobName(digest)));
}
async function platformDigests(layout) {
  const { digest, mediaType } = await topOf(layout);
  if (!isIndex(mediaType)) return [digest];
  const index = parseIndex({ bytes: await blob(layout, digest), mediaType });
  return splitIndex(index.manifests).images.map((image) => image.digest);
}
async function blob(layout, digest) {
  return verified(await layout.read(blobName(digest)), digest, PLACE);
}
function layerFile(folder, { digest }) {
  return verifiedStream(createReadStream(join2(folder, blobName(digest))), digest, PLACE);
}
function blobName(digest) {
  return `blobs/${digest.replace(":", "/")}`;
}

// src/verify/local-bases.ts
function storedBase(image, stored) {
  if (stored?.isIndex) return { image, listed: stored.platforms };
  const [platform] = stored?.platforms ?? [];
  return platform && { image, platform };
}
async function layoutBase(image, folder, run) {
  const { path, tag, digest } = splitLayout(image);
  try {
    const layout = await openLayout(isAbsolute(path) ? path : join3(folder, path), run);
    const top = digest ?? (await find(tag, layout))?.digest;
    if (!isDigest(top)) return void 0;
    const read2 = await document(layout, top);
    const found = { ...read2, mediaType: mediaTypeOf(read2) };
    if (isIndex(found.mediaType)) {
      const { images } = splitIndex(parseIndex(found).manifests);
      return { image, listed: images.map(({ platform }) => platform && platformOf(platform)) };
    }
    const { config } = parseManifest(found);
    return { image, platform: platformOf(parseConfigPlatform((await document(layout, config.digest)).bytes)) };
  } catch (error) {
    return error instanceof AmbiguousError ? { image, ambiguity: error } : void 0;
  }
}
function splitLayout(image) {
  const [, path = "", tag, digest] = /^(.*?)(?::([\w][\w.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-f]+))?$/s.exec(image.slice(LAYOUT_PREFIX.length)) ?? [];
  return { path, tag: tag ?? "latest", digest };
}
async function find(tag, layout) {
  const { manifests } = parseIndex({ bytes: await layout.read("index.json"), mediaType: OCI_INDEX });
  const named = NAMES.flatMap((name) => manifests.filter(({ annotations }) => annotations?.[name] === tag));
  return named[0] ?? (manifests.length === 1 ? manifests[0] : void 0);
}
var NAMES = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
async function document(layout, digest) {
  const size = await layout.size(blobName(digest));
  if (size === void 0 || size > MAX_DOCUMENT_BYTES) throw new MalformedError(`${digest} is no document`);
  return { digest, bytes: await blob(layout, digest) };
}

// src/actions/checks.ts
function startChecks(plan, host, session) {
  const { request } = plan;
  const { job, engine, registry, registries, retry: retry2, signal, files, run } = session;
  const failed = new AbortController();
  const push = checkPushes(pushedTo(plan), registry, retry2);
  push.done.catch((error) => failed.abort(error));
  const previous = push.asked.then(
    () => previousDigests(plan.delivery.kind === "publish" ? plan.delivery.targets : [], registry),
    () => /* @__PURE__ */ new Map()
  );
  const registryWithoutRetry = askingOnce(session.registryWithoutRetry);
  const isOnEngine2 = async (image) => host.hasEngine && await engine.image(image) !== void 0;
  const isLocal = async (image) => plan.builder.kind === "engine" && await isOnEngine2(image);
  const sources = { registry: registryWithoutRetry, registries, isLocal, isOnEngine: isOnEngine2, signal };
  const { dockerfile } = request.build;
  const hasPolicy = dockerfile !== void 0 && files.isFile(`${dockerfile}.rego`);
  const bases = checkBases(hasPolicy ? [] : plan.bases, sources, dockerfileName(request.build, job.workspace));
  bases.catch((error) => failed.abort(error));
  const isOwn = (image) => plan.builder.kind === "engine" && host.localImages.includes(image);
  const isInStore = plan.builder.kind === "engine" && host.engine.containerdStore && !request.build.pull;
  const local = async (image) => {
    if (image.startsWith(LAYOUT_PREFIX)) return layoutBase(image, job.workspace, run);
    return isInStore ? storedBase(image, (await engine.image(image))?.platforms) : void 0;
  };
  const clients = { registry, registryWithoutRetry };
  const findBases = (images) => {
    const asked = images.filter(({ base }) => base !== void 0 && !isOwn(base.image));
    return findSinglePlatformBases(asked, clients, registries, local);
  };
  const foundBases = findBases(request.verification.verify ? [...plan.platforms, ...copiedImages(plan.platforms)] : []);
  return { push, bases, foundBases, findBases, previous, failed: failed.signal };
}

// src/actions/inspect-host.ts
import { join as join10 } from "node:path";

// src/builder/buildkit-config.ts
function buildkitConfig(own, { registries, bundle }) {
  const tables = {};
  for (const [registry, { addresses: _, ...settings }] of registries) {
    const isVerified = settings.insecure !== true && !isLoopback(registry);
    const ca = [...bundle !== void 0 && isVerified ? [bundle] : [], ...settings.ca ?? []];
    const table = { ...settings, ...ca.length > 0 && { ca } };
    if (Object.keys(table).length > 0) tables[registry] = table;
  }
  if (Object.keys(tables).length === 0) return own;
  return stringify(merge({ registry: tables }, own === void 0 ? {} : parse(own)));
}
function withBuildkitConfig(registries, toml) {
  const tables = toml === void 0 ? {} : parse(toml).registry;
  if (!isTable(tables)) return registries;
  const merged2 = new Map(registries);
  for (const [registry, table] of Object.entries(tables)) {
    if (isTable(table)) merged2.set(registry, { ...merged2.get(registry), ...settingsOf(table) });
  }
  return merged2;
}
function settingsOf({ http, insecure, ca, keypair, mirrors }) {
  return {
    ...typeof http === "boolean" && { http },
    ...typeof insecure === "boolean" && { insecure },
    ...isList(ca, isText) && { ca },
    ...isList(keypair, isPair) && { keypair },
    ...isList(mirrors, isText) && { mirrors }
  };
}
function merge(under, over) {
  const merged2 = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged2[key];
    merged2[key] = isTable(below) && isTable(value) ? merge(below, value) : value;
  }
  return merged2;
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isList(value, isItem) {
  return Array.isArray(value) && value.every(isItem);
}
function isText(value) {
  return typeof value === "string";
}
function isPair(value) {
  return isTable(value) && isText(value.cert) && isText(value.key);
}

// src/builder/buildx-binary.ts
import { createHash } from "node:crypto";
import { createReadStream as createReadStream2 } from "node:fs";
import { chmod, copyFile, mkdir, rm as rm2, writeFile } from "node:fs/promises";
import { basename, join as join4 } from "node:path";
import { pipeline } from "node:stream/promises";
var ARCHITECTURES = { x64: "amd64", arm64: "arm64" };
function chooseRelease(asked, processor = process.arch, releases = BUILDX_RELEASES) {
  const known = Object.keys(releases);
  const version = asked === "latest" ? known[0] : asked;
  const release3 = version === void 0 ? void 0 : releases[version];
  const wrong = (message, hint) => new InputError([{ input: "buildx-version", message, hint }]);
  if (version === void 0 || release3 === void 0) {
    throw wrong(`${asked} is not known here, so it cannot be verified`, "write latest");
  }
  const architecture = ARCHITECTURES[processor];
  if (architecture === void 0) {
    throw wrong(
      `no release is known for the processor ${processor}`,
      "install buildx on the runner and leave this empty"
    );
  }
  return { version, architecture, sha256: release3[architecture] };
}
var RELEASES = "https://github.com/docker/buildx/releases/download";
var TOOL = "multiarch-build-buildx";
async function fetchBuildx(release3, source) {
  const { path, temp, service, notice, http, retry: policy, releases = RELEASES } = source;
  const name = `buildx-${release3.version}.linux-${release3.architecture}`;
  const key = `multiarch-build/${name}`;
  const kept = { folder: join4(cachedFoldersRoot(temp), name), prefixes: [key], key };
  const tools = await toolCache(release3);
  const take = async (file, from) => {
    await copyFile(file, path);
    if (await sha256Of(path) === release3.sha256) {
      await chmod(path, 493);
      return true;
    }
    await rm2(path);
    notice(`buildx ${release3.version} in ${from} does not match the released binary and is not used`);
    return false;
  };
  const taken = async (file, from) => take(file, from).catch(() => false);
  const save = async () => {
    try {
      await mkdir(kept.folder, { recursive: true });
      await copyFile(path, join4(kept.folder, name));
    } catch (error) {
      return notice(`buildx ${release3.version} is not kept for later runs: ${messageOf(error)}`);
    }
    await service.save(kept);
  };
  if (tools.found !== void 0 && await taken(join4(tools.found, name), "the runner's tool cache")) {
    return async () => {
    };
  }
  if (await service.restore(kept) !== void 0 && await taken(join4(kept.folder, name), "the cache service")) {
    return () => tools.add(path, name);
  }
  const url = `${releases}/${release3.version}/${name}`;
  const downloaded = `${path}.download`;
  await retry(() => download(url, downloaded, http), policy);
  if (!await take(downloaded, url)) {
    throw new ActionError(`${url} does not match the released binary of buildx ${release3.version}`, {
      hint: "Check the proxies and mirrors between the runner and the download: one of them answers with other content."
    });
  }
  await rm2(downloaded);
  return async () => {
    await Promise.all([tools.add(path, name), save()]);
  };
}
async function toolCache({ version, architecture }) {
  const tools = await import("./tool-cache-O2C7CJRL.js");
  const semver = version.replace(/^v/, "");
  const ignore = () => void 0;
  return {
    found: await Promise.resolve().then(() => tools.find(TOOL, semver, architecture) || void 0).catch(ignore),
    add: async (path, name) => {
      await tools.cacheFile(path, name, TOOL, semver, architecture).catch(ignore);
    }
  };
}
var DownloadError = class extends ActionError {
  verdict;
  retryAfter;
  constructor(message, { status, headers }, hint) {
    super(message, { hint });
    this.verdict = classify({ status, headers });
    this.retryAfter = retryAfterOf(headers);
  }
};
var LIMITS = { timeout: BUILDX_DOWNLOAD_MS, limit: MAX_BUILDX_BYTES };
async function download(url, path, http) {
  const hint = `Allow the runner to reach ${new URL(url).host}, or install buildx on it and leave \`buildx-version\` empty.`;
  const what = `${basename(url)} could not be downloaded`;
  try {
    let asked = url;
    let response = await http({ method: "GET", url: asked, ...LIMITS });
    for (let hop = 0; hop < MAX_DOWNLOAD_REDIRECTS && response.status >= 300 && response.status < 400; hop += 1) {
      const target = URL.parse(response.headers.location ?? "", asked);
      if (target === null) break;
      asked = target.href;
      response = await http({ method: "GET", url: asked, ...LIMITS });
    }
    if (response.status !== 200) {
      throw new DownloadError(`${what}: ${new URL(asked).host} answered ${response.status}`, response, hint);
    }
    await writeFile(path, response.body);
  } catch (cause) {
    if (!(cause instanceof HttpError)) throw cause;
    throw new ActionError(`${what}: ${cause.message}`, { hint: cause.hint ?? hint, cause });
  }
}
async function sha256Of(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream2(path), hash);
  return hash.digest("hex");
}

// src/clients/git/objects.ts
import { createHash as createHash2 } from "node:crypto";
import { readdirSync } from "node:fs";
import { join as join5, resolve } from "node:path";
import { inflateSync as inflateSync2 } from "node:zlib";

// src/clients/git/pack.ts
import { inflateSync } from "node:zlib";
var TYPES = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };
var OFFSET_DELTA = 6;
var REF_DELTA = 7;
function openPack(path) {
  const index = openFile(`${path}.idx`);
  const pack = openFile(`${path}.pack`);
  if (index === void 0 || pack === void 0) {
    index?.close();
    pack?.close();
    return void 0;
  }
  return {
    read(id) {
      const at2 = findOffset(index, id);
      return at2 === void 0 ? void 0 : readEntry(index, pack, at2, id.length / 2);
    },
    close() {
      index.close();
      pack.close();
    }
  };
}
var MAGIC = Buffer.from([255, 116, 79, 99, 0, 0, 0, 2]);
var FANOUT = MAGIC.length;
var NAMES2 = FANOUT + 256 * 4;
function findOffset(index, id) {
  const wanted = Buffer.from(id, "hex");
  const length = wanted.length;
  const header = index.read(0, NAMES2);
  if (header.length < NAMES2 || !header.subarray(0, FANOUT).equals(MAGIC)) return void 0;
  const upTo = (byte) => byte < 0 ? 0 : header.readUInt32BE(FANOUT + byte * 4);
  const count = upTo(255);
  if (index.size < NAMES2 + count * (length + 8) + 2 * length) return void 0;
  let low = upTo((wanted[0] ?? 0) - 1);
  let high = Math.min(upTo(wanted[0] ?? 0), count);
  while (low < high) {
    const middle = low + high >>> 1;
    const order = wanted.compare(index.read(NAMES2 + middle * length, length));
    if (order === 0) return offsetAt(index, NAMES2 + count * (length + 4), count, middle);
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return void 0;
}
function offsetAt(index, offsets, count, nth) {
  const offset = index.read(offsets + nth * 4, 4).readUInt32BE();
  if (offset < 2147483648) return offset;
  return Number(index.read(offsets + count * 4 + (offset - 2147483648) * 8, 8).readBigUInt64BE());
}
function readEntry(index, pack, start2, idLength) {
  const deltas = [];
  let work = 0;
  for (let at2 = start2; ; ) {
    const entry = readHeader(pack, at2, idLength);
    work += entry.size;
    if (work > MAX_GIT_UNPACKED_BYTES || entry.size > MAX_GIT_OBJECT_BYTES)
      throw new Error("a Git object is too large");
    const content = inflate(pack, entry.content, entry.size);
    if (entry.base === void 0) return { type: entry.type, content: applyAll(deltas, content, work) };
    const base = typeof entry.base === "number" ? at2 - entry.base : findOffset(index, entry.base);
    if (base === void 0 || base < 0 || base === at2 || deltas.length > MAX_GIT_DELTAS) throw damaged();
    deltas.push(content);
    at2 = base;
  }
}
function applyAll(deltas, base, read2) {
  let work = read2;
  return deltas.reduceRight((content, delta) => {
    const made = applyDelta(content, delta);
    work += made.length;
    if (work > MAX_GIT_UNPACKED_BYTES) throw new Error("a Git object is too large");
    return made;
  }, base);
}
function readHeader(pack, at2, idLength) {
  const bytes2 = pack.read(at2, 64);
  let next = 0;
  const byte = () => {
    const value = bytes2[next];
    next += 1;
    if (value === void 0) throw damaged();
    return value;
  };
  let last = byte();
  const kind = last >> 4 & 7;
  let size = last & 15;
  for (let scale = 16; last & 128; scale *= 128) {
    last = byte();
    size += (last & 127) * scale;
  }
  if (kind === OFFSET_DELTA) {
    last = byte();
    let base = last & 127;
    while (last & 128) {
      last = byte();
      base = (base + 1) * 128 + (last & 127);
    }
    return { size, base, content: at2 + next };
  }
  if (kind === REF_DELTA) {
    const base = bytes2.subarray(next, next + idLength).toString("hex");
    return { size, base, content: at2 + next + idLength };
  }
  const type = TYPES[kind];
  if (type === void 0) throw damaged();
  return { size, type, content: at2 + next };
}
function inflate(pack, at2, size) {
  const packed = pack.read(at2, size + (size >> 3) + 1024);
  const content = inflateSync(packed, { maxOutputLength: Math.max(size, 1) });
  if (content.length !== size) throw damaged();
  return content;
}
function applyDelta(base, delta) {
  let next = 0;
  const byte = () => {
    const value = delta[next];
    next += 1;
    if (value === void 0) throw damaged();
    return value;
  };
  const size = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const last = byte();
      value += (last & 127) * scale;
      if ((last & 128) === 0) return value;
    }
  };
  const number2 = (bits, count) => {
    let value = 0;
    for (let i = 0; i < count; i += 1) if (bits & 1 << i) value += byte() * 256 ** i;
    return value;
  };
  if (size() !== base.length) throw damaged();
  const length = size();
  if (length > MAX_GIT_OBJECT_BYTES) throw new Error("a Git object is too large");
  const result = Buffer.alloc(length);
  let written = 0;
  while (next < delta.length) {
    const instruction = byte();
    const isCopy = (instruction & 128) !== 0;
    const from = isCopy ? number2(instruction, 4) : next;
    const count = isCopy ? number2(instruction >> 4, 3) || 65536 : instruction;
    const source = isCopy ? base : delta;
    if (count === 0 || from + count > source.length || written + count > length) throw damaged();
    source.copy(result, written, from, from + count);
    written += count;
    if (!isCopy) next += count;
  }
  if (written !== length) throw damaged();
  return result;
}
function damaged() {
  return new Error("a Git pack is damaged");
}

// src/clients/git/objects.ts
function openObjects({ commonDir }) {
  const folders = foldersOf(join5(commonDir, "objects"));
  let packs;
  const find2 = (id) => {
    for (const folder of folders) {
      const object2 = readLoose(folder, id);
      if (object2 !== void 0) return object2;
    }
    packs ??= folders.flatMap(packsOf);
    for (const pack of packs) {
      const object2 = pack.read(id);
      if (object2 !== void 0) return object2;
    }
    return void 0;
  };
  return {
    read(id, type) {
      try {
        const object2 = find2(id);
        return object2?.type === type && idOf(type, object2.content, id.length) === id ? object2.content : void 0;
      } catch {
        return void 0;
      }
    },
    [Symbol.dispose]() {
      for (const pack of packs ?? []) pack.close();
    }
  };
}
function hashFor(idLength) {
  return createHash2(idLength === 64 ? "sha256" : "sha1");
}
function idOf(type, content, idLength) {
  return hashFor(idLength).update(`${type} ${content.length}\0`).update(content).digest("hex");
}
function foldersOf(first) {
  const folders = [first];
  for (let i = 0; i < folders.length && folders.length < MAX_GIT_OBJECT_FOLDERS; i += 1) {
    const folder = folders[i] ?? first;
    const text2 = readBounded(join5(folder, "info", "alternates"), MAX_GIT_ALTERNATES_BYTES)?.toString("utf8") ?? "";
    const others = text2.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    folders.push(...others.map((line) => resolve(folder, line)).filter((line) => !folders.includes(line)));
  }
  return folders.slice(0, MAX_GIT_OBJECT_FOLDERS);
}
function packsOf(folder) {
  const place = join5(folder, "pack");
  let names;
  try {
    names = readdirSync(place).filter((name) => name.endsWith(".idx"));
  } catch {
    return [];
  }
  return names.slice(0, MAX_GIT_PACKS).flatMap((name) => openPack(join5(place, name.slice(0, -".idx".length))) ?? []);
}
function readLoose(folder, id) {
  const packed = readBounded(join5(folder, id.slice(0, 2), id.slice(2)), MAX_GIT_OBJECT_BYTES);
  if (packed === void 0) return void 0;
  const whole = inflateSync2(packed, { maxOutputLength: MAX_GIT_OBJECT_BYTES });
  const end = whole.indexOf(0);
  const [, type] = /^(commit|tree|blob|tag) \d+$/.exec(whole.subarray(0, Math.max(end, 0)).toString("latin1")) ?? [];
  return type === void 0 ? void 0 : { type, content: whole.subarray(end + 1) };
}

// src/clients/git/refs.ts
import { readdirSync as readdirSync2 } from "node:fs";
import { join as join6 } from "node:path";
var ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
var PULL = /(?:^|\/)pull\/\d+\/(?:head|merge)$/;
function readHead(repository) {
  return resolveRef(repository, "HEAD", MAX_SYMBOLIC_REFS);
}
function resolveRef({ gitDir, commonDir, top }, name, depth) {
  const text2 = readText(join6(gitDir, name), MAX_LOOSE_REF_BYTES) ?? readText(join6(commonDir, name), MAX_LOOSE_REF_BYTES) ?? packedRefs(commonDir).get(name);
  if (text2 === void 0 || ID.test(text2)) return text2;
  const [, target = ""] = /^ref: (refs\/\S+)$/.exec(text2) ?? [];
  if (target === "" || depth === 0 || target.split("/").includes("..")) return void 0;
  return resolveRef({ gitDir, commonDir, top }, target, depth - 1);
}
function packedRefs(commonDir) {
  const lines = readBounded(join6(commonDir, "packed-refs"), MAX_PACKED_REFS_BYTES)?.toString("utf8").split("\n") ?? [];
  return new Map(
    lines.flatMap((line) => {
      const [id = "", name] = line.split(" ");
      return name !== void 0 && ID.test(id) ? [[name, id]] : [];
    })
  );
}
function pullRefOf(commit, repository) {
  return fetchedPull(commit, repository) ?? loosePull(commit, repository) ?? packedPull(commit, repository);
}
function fetchedPull(commit, { gitDir }) {
  const fetched = readBounded(join6(gitDir, "FETCH_HEAD"), MAX_PACKED_REFS_BYTES)?.toString("utf8") ?? "";
  return fetched.split("\n").filter((line) => line.startsWith(`${commit}	`)).map((line) => /\t'([^']+)' of /.exec(line)?.[1] ?? "").find((name) => PULL.test(name));
}
function packedPull(commit, { commonDir }) {
  return [...packedRefs(commonDir)].find(([name, id]) => id === commit && PULL.test(name))?.[0];
}
function loosePull(commit, { commonDir }) {
  const waiting = ["refs"];
  let left = MAX_LOOSE_REFS;
  for (let folder = waiting.pop(); folder !== void 0 && left > 0; folder = waiting.pop()) {
    for (const entry of entriesOf(join6(commonDir, folder))) {
      left -= 1;
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else if (PULL.test(name) && readText(join6(commonDir, name), MAX_LOOSE_REF_BYTES) === commit) return name;
    }
  }
  return void 0;
}
function entriesOf(folder) {
  try {
    return readdirSync2(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

// src/clients/git/commit.ts
function headCommit(folder) {
  var _stack = [];
  try {
    const repository = enclosingRepository(folder);
    const revision = repository && readHead(repository);
    if (repository === void 0 || revision === void 0) return void 0;
    const objects2 = __using(_stack, openObjects(repository));
    const content = objects2.read(revision, "commit");
    return content && parseCommit(revision, content);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function parseCommit(revision, content) {
  const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(headerOf(content)) ?? [];
  return seconds === void 0 ? void 0 : { revision, date: new Date(Number(seconds) * 1e3) };
}
function treeOf(content) {
  return /^tree ([0-9a-f]{40}|[0-9a-f]{64})$/m.exec(headerOf(content))?.[1];
}
function headerOf(content) {
  return content.toString("utf8").split("\n\n", 1)[0] ?? "";
}

// src/builder/proxies.ts
function proxyOptions(sources, driverOpts) {
  if (driverOpts.some((option2) => /^"?env\.(?:https?|all|no)_proxy=/i.test(option2))) return [];
  const onHostNetwork = driverOpts.includes("network=host");
  const source = sources.find((settings) => isUsable(settings, onHostNetwork));
  if (source === void 0) return [];
  const { http, https, except } = source;
  const variables = Object.entries({ HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: except });
  return variables.filter(([, value]) => value !== "").flatMap(
    ([name, value]) => [name, name.toLowerCase()].map((each) => `"env.${each}=${value.replaceAll('"', '""')}"`)
  );
}
function isUsable({ http, https }, onHostNetwork) {
  const proxies = [http, https].filter((value) => value !== "");
  return proxies.length > 0 && proxies.every((value) => !isMasked(value) && (onHostNetwork || !isOnLoopback(value)));
}
function isOnLoopback(value) {
  const { origin } = parseProxy(value) ?? {};
  return origin !== void 0 && isLoopbackHost(new URL(origin).hostname.replace(/^\[|\]$/g, ""));
}
function isMasked(value) {
  return /\/\/xxxxx(?::xxxxx)?@/.test(value);
}

// src/builder/drivers.ts
var HELPER_HINT = "See buildx's output. If its helper image cannot be pulled, set another in `buildkit-image`.";
var dockerContainer = {
  startsDaemons: true,
  isLocal: ({ endpoint }) => endpoint === void 0,
  networkOptions(node, needsLoopback, own, { proxies }) {
    const network = needsLoopback ? missing("network=host", own) : [];
    return [...network, ...this.isLocal(node) ? proxyOptions(proxies, [...network, ...own]) : []];
  },
  config: buildkitConfig,
  endpoint: ({ endpoint }, context) => endpoint ?? context,
  hint(nodes) {
    const addresses = addressesOf(nodes);
    return addresses === "" ? HELPER_HINT : `See buildx's output about ${addresses}: with this driver they must be Docker engines. For BuildKit daemons, set \`driver: remote\`.`;
  }
};
var kubernetes = {
  startsDaemons: true,
  isLocal: () => false,
  networkOptions: () => [],
  config: (own) => own,
  endpoint: ({ endpoint }) => endpoint,
  hint: () => HELPER_HINT
};
var remote = {
  startsDaemons: false,
  isLocal: () => false,
  networkOptions: () => [],
  config: (own) => own,
  endpoint: ({ endpoint }) => endpoint,
  hint: (nodes) => `Check that BuildKit runs at ${addressesOf(nodes)}. If it requires TLS, set BUILDER_NODE_0_AUTH_TLS_CACERT, _CERT and _KEY, and 1, 2, … for further nodes.`
};
var DRIVERS = {
  "docker-container": dockerContainer,
  kubernetes,
  remote
};
function addressesOf(nodes) {
  return nodes.flatMap(({ endpoint }) => endpoint?.includes("://") ? endpoint : []).join(", ");
}
function missing(option2, own) {
  const [name = ""] = option2.split("=", 1);
  const names = [name, ...name === "image" ? ["rootless"] : []];
  return own.some((other) => names.includes(other.replace(/^"/, "").split("=", 1)[0] ?? "")) ? [] : [option2];
}

// src/plan/classic-store.ts
function classicObstacles({ build: build2, cache }, platforms, delivery) {
  const attested = hasIndex(build2, 1, { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
  const archives = [...new Set(delivery.files.map(({ type }) => type).filter((type) => ARCHIVES.includes(type)))];
  const caches2 = [...new Set(cache.to.flatMap((entry) => readCacheEntry(entry).type ?? []))].filter(
    (type) => type !== "inline"
  );
  const attributes = Object.entries(delivery.imageAttributes).filter(
    ([name, value]) => !(name === "oci-mediatypes" && value === "true") && name !== "rewrite-timestamp"
  );
  return [
    ...platforms.length > 1 ? [`\`platforms\` asks for ${platforms.map(formatPlatform).join(", ")}, and it builds one platform: name one`] : [],
    ...attested ? ["it makes no attestations: leave out `provenance`, `sbom` and `attests`"] : [],
    ...build2.annotations.some(isForIndex) ? ["it makes no index: leave out `annotations` of an index"] : [],
    ...caches2.map((type) => `it writes no cache of type=${type}: leave it out of \`cache-to\`, or write type=inline`),
    ...archives.map((type) => `it writes no type=${type} archive: leave it out of \`outputs\``),
    ...attributes.length > 0 ? [
      `its image takes no ${attributes.map(([name, value]) => `${name}=${value}`).join(", ")}: leave it out of \`outputs\``
    ] : [],
    ...build2.sourceDateEpoch !== void 0 ? ["it cannot rewrite timestamps: leave out `source-date-epoch`"] : []
  ];
}
var ARCHIVES = ["oci", "docker"];
function readOnly(cache) {
  if (cache.to.length === 0) return cache;
  return {
    ...cache,
    to: [],
    folders: cache.folders.map((group) => group.map((kept) => ({ ...kept, key: void 0 }))),
    reason: "the engine's classic image store cannot write a cache"
  };
}

// src/plan/selection.ts
function selectBuilder(setup, { variable: variable2, current }) {
  if (setup.builder !== void 0) return { name: setup.builder, by: "builder", reason: "`builder` names it" };
  if (setup.driver !== "auto" || builderSetting(setup) !== void 0) return void 0;
  if (variable2) return { name: variable2, by: "BUILDX_BUILDER", reason: "`BUILDX_BUILDER` names it" };
  if (current === void 0) return void 0;
  return { name: current, by: "docker buildx use", reason: "`docker buildx use` selected it" };
}
function builderSetting(setup) {
  if (setup.endpoint !== void 0) return "endpoint";
  if (setup.nodes.length > 0) return "nodes";
  if (setup.driverOpts.length > 0) return "driver-opts";
  if (setup.buildkitdFlags !== void 0) return "buildkitd-flags";
  if (setup.buildkitdConfig !== void 0) return "buildkitd-config";
  if (setup.buildkitImage !== void 0) return "buildkit-image";
  if (setup.keepBuilder) return "keep-builder";
  return void 0;
}
function isOnEngine(driver, endpoint, elsewhere) {
  if (!["auto", "docker", "docker-container"].includes(driver)) return false;
  return endpoint === void 0 || !elsewhere.includes(endpoint);
}

// src/plan/builder.ts
var KEPT_BUILDER = "multiarch-build";
function planBuilder(request, host, { registries, id, platforms, delivery }) {
  const { builder, driver } = request.setup;
  const selection = selectBuilder(request.setup, host.selected);
  const named = selection === void 0 ? void 0 : existing(selection, host);
  if (named !== void 0 && named.driver !== "docker") return named;
  const obstacles = engineObstacles(request, host, platforms, delivery);
  const wanted = builder !== void 0 ? "`builder` names it" : driver === "docker" ? "`driver` asks for it" : void 0;
  if (wanted !== void 0 && obstacles.length > 0) {
    throw new ActionError(`the builder of Docker Engine cannot do this job: ${obstacles.join("; ")}`, {
      hint: "Leave `driver` at `auto` and `builder` empty, or set `driver` to `docker-container`."
    });
  }
  if (wanted !== void 0) return { kind: "engine", reason: wanted };
  const [local] = host.localImages;
  const isClassic = !host.engine.containerdStore && request.build.call === void 0;
  const obstacle = isClassic && local === void 0 ? CLASSIC : obstacles[0];
  if (driver === "auto" && obstacle === void 0) {
    return { kind: "engine", reason: isClassic ? `no registry has ${local}` : "it can do the whole job" };
  }
  const { keepBuilder, buildkitdConfig } = request.setup;
  if (keepBuilder && host.namedBuilder !== void 0) {
    const reason = "`keep-builder` kept it from an earlier job";
    return existing({ name: KEPT_BUILDER, by: "keep-builder", reason }, host);
  }
  const created = driver === "remote" || driver === "kubernetes" ? driver : "docker-container";
  return {
    kind: "new",
    driver: created,
    name: keepBuilder ? KEPT_BUILDER : `multiarch-build-${id}`,
    reason: driver === "auto" ? obstacle ?? "" : "`driver` asks for it",
    nodes: nodesOf(request, host, registries, DRIVERS[created]),
    config: DRIVERS[created].config(buildkitdConfig, host),
    keep: keepBuilder
  };
}
function existing({ name, by, reason }, host) {
  const recorded = host.namedBuilder;
  if (recorded === void 0) {
    throw new ActionError(`${by}: the builder "${name}" does not exist`, {
      hint: `See \`docker buildx ls\` on the runner, or leave \`${by}\` empty to have one made.`
    });
  }
  const { driver } = recorded;
  const nodes = recorded.nodes.map(({ endpoint, platforms }) => ({
    platforms: platforms.map(({ os, architecture, variant }) => normalisePlatform({ os, architecture, variant })),
    elsewhere: !isOnEngine(driver, endpoint, host.elsewhere)
  }));
  return { kind: "existing", name, driver, reason, nodes };
}
var CLASSIC = "the engine's image store is the classic one, which holds one platform";
function engineObstacles(request, { engine }, platforms, delivery) {
  const { setup, cache, result, build: build2, image } = request;
  const setting = builderSetting(setup);
  const own = [
    ...setting === void 0 ? [] : [`\`${setting}\` sets up a builder of its own`],
    ...engine.containerdStore ? [] : (build2.bake?.linked ?? []).slice(0, 1).map(({ name }) => linkedObstacle(name))
  ];
  if (build2.call !== void 0 && (image.platforms ?? []).length < 2) return own;
  if (build2.call !== void 0 && !engine.containerdStore) return [CLASSIC];
  const stamped = build2.sourceDateEpoch !== void 0;
  return [
    ...engine.containerdStore && !hasApi(engine, PLATFORM_API) ? [`the engine's API ${engine.apiVersion.join(".")} cannot distinguish platforms`] : [],
    ...own,
    ...[...cache.from, ...cache.to].some((entry) => /^(s3|azblob)$/.test(readCacheEntry(entry).type ?? "")) ? ["it has no s3 or azblob cache"] : [],
    ...result.pushByDigest ? ["it cannot push by digest"] : [],
    ...build2.allow.includes("security.insecure") ? ["it grants no `security.insecure`"] : [],
    // https://github.com/moby/moby/pull/51192: until then the engine's unpacking conflicts with rewritten timestamps
    ...engine.containerdStore && stamped && !atLeast(engine.version, 29, 1) ? [`Engine ${engine.version} cannot rewrite timestamps`] : [],
    ...engine.containerdStore ? [] : classicObstacles(request, platforms, delivery)
  ];
}
function linkedObstacle(name) {
  return `it writes no OCI layout of the target ${name}, which a context of the bake file refers to`;
}
function nodesOf({ setup, build: build2 }, host, registries, driver) {
  const first = {
    name: void 0,
    endpoint: setup.endpoint,
    tls: setup.tls,
    driverOpts: setup.driverOpts,
    buildkitdFlags: setup.buildkitdFlags,
    platforms: []
  };
  const hasFirst = driver.startsDaemons || setup.endpoint !== void 0;
  const nodes = [...hasFirst ? [first] : [], ...setup.nodes].map((node) => ({
    ...node,
    elsewhere: !isOnEngine(setup.driver, node.endpoint, host.elsewhere)
  }));
  if (!driver.startsDaemons) return nodes.map((node) => ({ ...node, entitlements: [] }));
  const needsLoopback = [
    ...registries,
    ...host.engine.mirrors.map(hostOf),
    ...[...host.registries.values()].flatMap(({ addresses = [] }) => addresses)
  ].some(isLoopback);
  return nodes.map((node) => {
    const driverOpts = [
      ...missing(`image=${setup.buildkitImage ?? BUILDKIT.pinned}`, node.driverOpts),
      ...driver.networkOptions(node, needsLoopback, node.driverOpts, host),
      ...node.driverOpts
    ];
    return { ...node, driverOpts, entitlements: entitlementsOf(build2) };
  });
}
function entitlementsOf({ allow, network }) {
  const asked = allow.map((entitlement) => entitlement.split("=", 1)[0] ?? "").filter((name) => DAEMON.includes(name));
  return [.../* @__PURE__ */ new Set([...asked, ...network === "host" ? ["network.host"] : []])];
}
var DAEMON = ["network.host", "security.insecure", "device"];
function atLeast(version, major, minor) {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return actualMajor > major || actualMajor === major && actualMinor >= minor;
}

// src/plan/describe.ts
function describePlan(plan, engine) {
  const rows = [
    ...plan.platforms.map((each) => [formatPlatform(each.platform), describeExecution(each)]),
    ["emulators", describeEmulators(plan)],
    ["builder", describeBuilder(plan.builder, engine)],
    ...plan.separateCalls ? [["", `${sitesOf(plan.builder).length} nodes: a call for each platform`]] : [],
    ["cache", describeCache2(plan.cache)],
    ...describeDelivery(plan.delivery)
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
function describeExecution({ execution, reason }) {
  switch (execution) {
    case "native":
      return execution;
    case "copied":
      return `no emulator needed (${reason})`;
    default:
      return `${execution} (${reason})`;
  }
}
function findingsOf({ platforms }) {
  const found = platforms.flatMap(({ findings = [] }) => findings);
  const isFirst = ({ line, message }, i) => found.findIndex((each) => each.line === line && each.message === message) === i;
  return found.filter(isFirst).sort((a, b) => a.line - b.line);
}
function unusedQemuImage({ request: { setup }, installed }) {
  const { qemu, qemuImage } = setup;
  if (qemu !== "auto" || qemuImage === BINFMT.pinned || installed.length === 0) return void 0;
  const found = installed.map(({ architecture, handlers }) => `${architecture} by ${handlers.join(", ")}`);
  return `qemu-image: ${qemuImage} is not used for ${found.join("; ")}, which is registered already; set \`qemu: reset\` to replace it`;
}
function describeEmulators({ emulators, installed, replaced }) {
  const instead = replaced.length === 0 ? "" : `, in place of ${replaced.join(", ")}`;
  const parts = [
    emulators.length === 0 ? "" : `${emulators.join(", ")} (to install${instead})`,
    installed.length === 0 ? "" : `${installed.map(({ architecture }) => architecture).join(", ")} (already installed)`
  ].filter((part) => part !== "");
  return parts.join(", ") || "none needed";
}
function describeBuilder(builder, engine) {
  const store = engine?.containerdStore ? "containerd" : "classic";
  switch (builder.kind) {
    case "engine":
      return engine === void 0 ? "docker" : `docker (Docker Engine ${engine.version}, ${store} image store)`;
    case "existing":
      return `${builder.name} (${builder.reason})`;
    case "new":
      return `${builder.driver}, new (${builder.reason})`;
  }
}
function describeCache2({ from, folders, to, inline, place, reason }) {
  if (place === void 0) return "none";
  const [reads, writes] = [from.length > 0 || folders.length > 0, to.length > 0 || inline];
  const use = reads && writes ? "read and write" : reads ? "read" : writes ? "write" : "not used";
  return `${place}, ${use} (${reason})`;
}
function describeDelivery({ kind, load, files, targets }) {
  const tags = targets.flatMap(({ repository, tags: tags2 }) => tags2.map((tag) => formatTagged({ repository, tag })));
  const loaded = load ? "; loaded into Docker Engine" : "";
  switch (kind) {
    case "publish":
      return [...listed("publish", tags), ["", `after verification${loaded}`]];
    case "parts":
      return [["publish", `by a merge: pushed without a tag and verified${loaded}`]];
    case "verify":
      return [["publish", `no: only verified${loaded}`], ...listed("tags", tags)];
    case "files":
      return [["files", `${files.map(({ type }) => type).join(", ")}${loaded}`]];
    case "call":
      return [["call", "no image is built"]];
  }
}
function listed(name, values) {
  return values.map((value, i) => [i === 0 ? name : "", value]);
}

// src/plan/engine-need.ts
var ELSEWHERE = "Without an engine, build with `driver: remote` and `endpoint`, or with `driver: kubernetes`.";
function engineNeed({ setup, result, verification }, builder, elsewhere) {
  if (result.load) return { by: "load", instead: "Without an engine, leave out `load`, or push the image." };
  if (verification.smokeTest !== void 0) {
    return { by: "smoke-test", instead: "Without an engine, leave out `smoke-test`." };
  }
  if (setup.qemu === "always") {
    return { by: "qemu: always", instead: "Without an engine, leave `qemu` at `auto` or set it to `never`." };
  }
  if (builder !== void 0 && builder.recorded === void 0) return void 0;
  const { driver, nodes } = builder?.recorded ?? { driver: setup.driver, nodes: [setup, ...setup.nodes] };
  if (!nodes.some(({ endpoint }) => isOnEngine(driver, endpoint, elsewhere)) && nodes.length > 0) return void 0;
  const by = builder === void 0 ? `driver: ${setup.driver}` : `the builder ${builder.name} (driver ${driver})`;
  return { by, instead: ELSEWHERE };
}

// src/dockerfile/limits.ts
var Work = class {
  #left = MAX_DOCKERFILE_WORK_CHARS;
  /** @throws UnreadableError if the walk takes more work than the limit allows. */
  spend(amount) {
    this.#left -= amount;
    if (this.#left < 0) throw new UnreadableError("its variables and stages take too much work to follow");
  }
};

// src/plan/local-images.ts
function imagesRead(dockerfile, { buildArgs, buildContexts, target }, platforms, env) {
  if (isUnreadable(dockerfile)) return [];
  const given = givenArguments(buildArgs, env);
  const contexts = buildContexts.flatMap(({ name, value }) => value === void 0 ? [] : [{ name, value }]);
  try {
    const { contributing } = resolveStages(
      dockerfile,
      { buildArgs: given, buildContexts: contexts, target },
      platforms,
      new Work()
    );
    const known = [...dockerfile.stages.map(({ name }) => name), ...contexts.map(({ name }) => name.toLowerCase())];
    const isImage = (source) => !/^\d+$/.test(source) && !known.includes(source.toLowerCase());
    const bases = contributing.flatMap(({ image }) => image ?? []);
    const sources = contributing.flatMap(({ steps }) => steps.flatMap(({ from }) => from)).filter(isImage);
    return [.../* @__PURE__ */ new Set([...bases, ...sources])];
  } catch (error) {
    if (error instanceof UnreadableError) return [];
    throw error;
  }
}

// src/dockerfile/cache-mounts.ts
import { posix } from "node:path";

// src/dockerfile/stage-variables.ts
var StageVariables = class {
  #values;
  #given;
  #globals;
  #escapeCharacter;
  #work;
  /** @param inherited those of the stage that this one is built on. */
  constructor(options2, globals, escapeCharacter, work, inherited) {
    this.#values = new Map(inherited === void 0 ? [] : inherited.#values);
    work.spend(this.#values.size);
    this.#given = new Map(options2.buildArgs.map(({ name, value }) => [name, value]));
    this.#globals = globals;
    this.#escapeCharacter = escapeCharacter;
    this.#work = work;
  }
  add({ kind, variables }) {
    this.#work.spend(1);
    if (kind === "ENV") {
      const set = variables.map(({ name, value = "" }) => [this.expand(name), this.expand(value)]);
      for (const [name, value] of set) if (name !== void 0) this.#set(name, value);
      return;
    }
    for (const { name, value } of variables) {
      const given = this.#given.get(name);
      if (given !== void 0) this.#set(name, given);
      else if (value !== void 0) this.#set(name, this.expand(value));
      else if (this.#globals.has(name)) this.#set(name, this.#globals.get(name));
    }
  }
  #set(name, value) {
    if (value === void 0) this.#values.delete(name);
    else this.#values.set(name, value);
  }
  /** The same for a word whose unknown variables are taken to be unset. */
  expandUnset(word) {
    return expand(word, this.#values, this.#escapeCharacter, this.#work);
  }
  /** @returns `undefined` where a variable is not known. */
  expand(word) {
    const known = new KnownVariables(this.#values);
    const text2 = expand(word, known, this.#escapeCharacter, this.#work);
    return known.missed ? void 0 : text2;
  }
};
var KnownVariables = class {
  missed = false;
  #values;
  constructor(values) {
    this.#values = values;
  }
  get(name) {
    this.missed ||= !this.#values.has(name);
    return this.#values.get(name);
  }
  has(name) {
    this.missed ||= !this.#values.has(name);
    return this.#values.has(name);
  }
};

// src/dockerfile/cache-mounts.ts
function cacheMounts(dockerfile, options2, platforms) {
  try {
    const work = new Work();
    const { contributing, variables: globals } = resolveStages(dockerfile, options2, platforms, work);
    const after = /* @__PURE__ */ new Map();
    const found = contributing.flatMap((node) => {
      const inherited = node.parent && after.get(node.parent);
      const variables = new StageVariables(options2, globals, dockerfile.escapeCharacter, work, inherited);
      after.set(node, variables);
      const image = imageOf2(node);
      return node.steps.flatMap((step) => {
        variables.add(step);
        return step.mounts.flatMap((text2) => {
          const mount = mountOf(text2, variables);
          if (mount === void 0) return [];
          return typeof mount === "string" ? { skipped: `line ${step.line}: ${mount}` } : { mount, image };
        });
      });
    });
    if (found.length > MAX_CACHE_MOUNTS) throw new UnreadableError(`it has more than ${MAX_CACHE_MOUNTS} cache mounts`);
    return {
      mounts: found.flatMap(({ mount }) => mount ?? []),
      image: found.find(({ image }) => image !== void 0)?.image,
      skipped: found.flatMap(({ skipped }) => skipped ?? [])
    };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function imageOf2({ image, parent }) {
  return parent === void 0 ? image : imageOf2(parent);
}
var OPTIONS = {
  sharing: /^(shared|private|locked)$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
  mode: /^[0-7]+$/
};
function mountOf(text2, variables) {
  const shown = `--mount=${text2.length > 100 ? `${text2.slice(0, 100)}…` : text2}`;
  const fields = splitFields(text2).map((field) => {
    const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(field) ?? [];
    return [key.toLowerCase(), variables.expand(value)];
  });
  const values = new Map(fields);
  const { type, id, target = values.get("dst") ?? values.get("destination") } = Object.fromEntries(fields);
  if (type?.toLowerCase() !== "cache") return void 0;
  if (fields.some(([, value]) => value === void 0)) return `${shown} has a variable from its base image`;
  if (["from", "source", "src"].some((key) => values.has(key))) return `${shown} begins with files of its own`;
  const name = id || posix.normalize(target ?? "").replace(/(?<=.)\/$/, "");
  const options2 = Object.keys(OPTIONS).flatMap((key) => {
    const value = values.get(key);
    return value === void 0 ? [] : [[key, value.toLowerCase()]];
  });
  const odd = options2.some(([key, value]) => !OPTIONS[key]?.test(value)) || !/^[\w./@:+=~-]+$/.test(name);
  return odd ? `${shown} is not understood` : { id: name, options: Object.fromEntries(options2) };
}

// src/session/processor.ts
var BY_KERNEL = {
  x86_64: "amd64",
  aarch64: "arm64",
  armv8l: "arm",
  armv7l: "arm",
  armv6l: "arm",
  i686: "386",
  i586: "386",
  i486: "386",
  i386: "386",
  loongarch64: "loong64"
};
var BY_QEMU = {
  amd64: "x86_64",
  arm64: "aarch64",
  "386": "i386",
  mips64le: "mips64el",
  mipsle: "mipsel",
  loong64: "loongarch64"
};
function hostPlatform(host) {
  const architecture = BY_KERNEL[host.engine.architecture] ?? host.engine.architecture;
  return { os: "linux", architecture, variant: architecture === "arm" ? "v7" : void 0 };
}
function runsNatively({ os, architecture }, host) {
  if (os !== "linux") return false;
  const own = hostPlatform(host).architecture;
  if (architecture === own) return true;
  if (own === "amd64") return architecture === "386";
  return own === "arm64" && architecture === "arm" && host.runs32BitArm;
}
function handlersOf(architecture, { emulators }) {
  return (emulators ?? []).flatMap(({ processor, name }) => processor === qemuName(architecture) ? [name] : []);
}
function qemuName(architecture) {
  return BY_QEMU[architecture] ?? architecture;
}

// src/cache/plan-mounts.ts
function planMounts(request, delivery, platforms, builder, { dockerfile, host, job }) {
  const { build: build2, cache } = request;
  if (!cache.mounts || delivery.kind === "call") return void 0;
  const scopes = cacheScopes(job, cache.write);
  const slugs = platforms.map(slugOf).sort().join("_");
  const savedIn = cachedFolder(job, "mounts", `${cacheName(request, delivery, job)}@${shortHash(slugs, 16)}`, scopes);
  const none = (reason) => ({
    mounts: [],
    image: "",
    namespace: void 0,
    savedIn,
    skipped: [reason]
  });
  const sites = sitesOf(builder);
  if (sites.some(({ elsewhere }) => elsewhere)) {
    return none("the nodes of the builder are other machines with their own cache mounts");
  }
  if (sites.length > 1) return none("the builder has several nodes, each with its own cache mounts");
  if (isUnreadable(dockerfile)) return none(`the Dockerfile could not be followed: ${dockerfile.unreadable}`);
  const buildArgs = givenArguments(build2.buildArgs, job.env);
  const { buildContexts, target } = build2;
  const walks = platforms.map((platform) => {
    const ends = { target: platform, build: hostPlatform(host) };
    return cacheMounts(dockerfile, { buildArgs, buildContexts, target }, ends);
  });
  const unread = walks.find(isUnreadable);
  if (unread !== void 0) return none(`the Dockerfile could not be followed: ${unread.unreadable}`);
  const read2 = walks.flatMap((walk) => isUnreadable(walk) ? [] : walk);
  const mounts = read2.flatMap((walk) => walk.mounts);
  const image = read2.find((walk) => walk.image !== void 0)?.image;
  if (image === void 0 && mounts.length > 0) return none("no stage with a cache mount has a base image");
  return {
    mounts: distinct(mounts),
    image: image ?? "",
    namespace: buildArgs.findLast(({ name }) => name === "BUILDKIT_CACHE_MOUNT_NS")?.value,
    savedIn,
    skipped: firstOf([...new Set(read2.flatMap(({ skipped }) => skipped))], (more) => `and ${more} more`)
  };
}
function distinct(mounts) {
  const byKey = /* @__PURE__ */ new Map();
  for (const mount of mounts) {
    const key = mountKey(mount);
    if (!byKey.has(key)) byKey.set(key, mount);
  }
  return [...byKey.values()];
}
function mountKey({ id, options: { uid, gid, mode } }) {
  return shortHash([id, uid, gid, mode].join(" "), 16);
}

// src/dockerfile/images.ts
function readImages(dockerfile, options2, platforms) {
  try {
    const { contributing } = resolveStages(dockerfile, options2, platforms, new Work());
    const isImage = isImageIn(dockerfile, options2);
    return contributing.flatMap((node) => [
      ...baseOf(node),
      ...node.steps.flatMap(
        (step) => step.from.filter((source) => isImage(source, step)).map((image) => ({ image, line: step.line, platform: platforms.target }))
      )
    ]);
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function isImageIn(dockerfile, { buildContexts }) {
  const stages = new Set(dockerfile.stages.flatMap(({ name }) => name ?? []));
  const contexts = new Set(buildContexts.map(({ name }) => familiar(name)));
  return (source, { kind }) => {
    const isNumber = kind === "COPY" && /^[+-]?\d+$/.test(source);
    return source !== "scratch" && !isNumber && !stages.has(source.toLowerCase()) && !contexts.has(familiar(source));
  };
}
function baseOf({ image, stage, platform }) {
  return image === void 0 ? [] : [{ image, line: stage.line, platform }];
}

// src/plan/bases.ts
function planBases({ build: build2 }, platforms, builder, { dockerfile, host, job }) {
  if (isUnreadable(dockerfile) || job.env[SOURCE_POLICY] || !isKnown(builder)) return [];
  const buildArgs = givenArguments(build2.buildArgs, job.env);
  const options2 = { buildArgs, buildContexts: build2.buildContexts, target: build2.target };
  const found = platforms.filter((platform) => !isElsewhere(builder, platform)).flatMap((target) => {
    const images = readImages(dockerfile, options2, { target, build: hostPlatform(host) });
    return isUnreadable(images) ? [] : images;
  });
  return merged(found.filter(({ image }) => isAsked(image, builder, host)));
}
var SOURCE_POLICY = "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY";
function isKnown(builder) {
  if (builder.kind === "engine") return true;
  if (builder.kind !== "new" || builder.driver !== "docker-container") return false;
  return builder.nodes.every(({ driverOpts, buildkitdFlags = "" }) => {
    const image = driverOpts.findLast((option2) => option2.startsWith("image=")) ?? "";
    return /^image=(?:docker\.io\/)?moby\/buildkit[:@]/.test(image) && !/--(?:config|containerd)/.test(buildkitdFlags);
  });
}
function isAsked(image, builder, host) {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (repository instanceof Wrong || !(TAG.test(reference) || isDigest(reference))) return false;
  if (isDigest(reference) && (builder.kind !== "new" || builder.keep)) return false;
  if (!isLoopback(repository.registry)) return true;
  const isOnHost = builder.kind !== "new" || builder.nodes.every(({ driverOpts }) => driverOpts.includes("network=host"));
  return isOnHost && host.emulators !== void 0;
}
function merged(images) {
  const bases = /* @__PURE__ */ new Map();
  for (const { image, line, platform } of images) {
    const known = bases.get(image) ?? { image, line, platforms: [] };
    const isNew = !known.platforms.some((own) => samePlatform(own, platform));
    bases.set(image, {
      image,
      line: Math.min(line, known.line),
      platforms: isNew ? [...known.platforms, platform] : known.platforms
    });
  }
  return [...bases.values()];
}

// src/plan/emulation.ts
import { isDeepStrictEqual } from "node:util";

// src/dockerfile/findings.ts
function overriddenArguments({ args, escapeCharacter }, contributing, globals, options2, platforms) {
  const own = platformVariables(platforms);
  const given = new Set(options2.buildArgs.map(({ name }) => name));
  const isReplaced = (name, value) => !given.has(name) && own.has(name) && own.get(name) !== value;
  const before = args.filter(({ name, value }) => value !== void 0 && isReplaced(name, globals.get(name) ?? "")).map(({ line, name }) => overridden(line, name, globals.get(name) ?? ""));
  const sets = ({ kind, variables }) => kind === "ARG" && variables.some(({ name, value }) => value !== void 0 && own.has(name));
  if (!contributing.some(({ steps }) => steps.some(sets))) return before;
  const work = new Work();
  const after = /* @__PURE__ */ new Map();
  const within2 = contributing.flatMap((node) => {
    const inherited = node.parent && after.get(node.parent);
    const variables = new StageVariables(options2, globals, escapeCharacter, work, inherited);
    after.set(node, variables);
    return node.steps.flatMap((step) => {
      const values = sets(step) ? step.variables : [];
      const found = values.flatMap(({ name, value }) => {
        const text2 = value === void 0 ? void 0 : variables.expandUnset(value);
        return text2 !== void 0 && isReplaced(name, text2) ? [overridden(step.line, name, text2)] : [];
      });
      variables.add(step);
      return found;
    });
  });
  return [...before, ...within2];
}
function overridden(line, name, value) {
  return {
    level: "warning",
    line,
    message: `the default ${quote(excerpt(value))} of ARG ${name} replaces the value of BuildKit, so the image may hold files of another platform. Write ARG ${name} without a default.`
  };
}
function compatiblePin({ line, platform }, target) {
  const [pinned, wanted] = [formatPlatform(platform), formatPlatform(target)];
  return {
    level: "notice",
    line,
    message: `the last stage is pinned to ${pinned}. Every ${wanted} machine runs its programs, so the ${wanted} image may hold them.`
  };
}

// src/dockerfile/walk.ts
function walkStages(dockerfile, options2, platforms) {
  try {
    const { contributing, target, variables } = resolveStages(dockerfile, options2, platforms, new Work());
    const pin = pinOf(target);
    const isCompatible = pin === void 0 || runsOn(pin.platform, platforms.target);
    const isOther = pin !== void 0 && pin.platform.architecture !== platforms.target.architecture;
    return {
      runs: runsOf(contributing),
      pinned: isCompatible ? void 0 : pin,
      base: baseOf2(target),
      history: historyOf(target),
      copied: copiedOf(target, isImageIn(dockerfile, options2)),
      findings: [
        ...isCompatible && isOther ? [compatiblePin(pin, platforms.target)] : [],
        ...readOr([], () => overriddenArguments(dockerfile, contributing, variables, options2, platforms))
      ]
    };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}
function readOr(fallback2, read2) {
  try {
    return read2();
  } catch (error) {
    if (error instanceof UnreadableError) return fallback2;
    throw error;
  }
}
function runsOf(stages) {
  const first = /* @__PURE__ */ new Map();
  for (const { name, platform, steps } of stages) {
    const run = steps.find(({ kind }) => kind === "RUN");
    const key = formatPlatform(platform);
    if (run !== void 0 && !first.has(key)) first.set(key, { platform, line: run.line, stage: name });
  }
  return [...first.values()];
}
function pinOf({ parent, pinned, stage }) {
  if (parent !== void 0) return pinOf(parent);
  return pinned === void 0 ? void 0 : { line: stage.line, platform: pinned };
}
function copiedOf({ parent, steps }, isImage) {
  const own = steps.filter(({ kind }) => kind === "COPY").flatMap(
    (step) => step.from.filter((source) => source.includes("@") && isImage(source, step)).map((image) => ({ image, line: step.line }))
  );
  return [...parent === void 0 ? [] : copiedOf(parent, isImage), ...own];
}
function historyOf({ parent, history }) {
  return parent === void 0 ? history : [...historyOf(parent), ...history];
}
function baseOf2({ parent, layout, image = layout, stage }) {
  if (parent !== void 0) return baseOf2(parent);
  return image === void 0 ? void 0 : { image, line: stage.line };
}

// src/plan/linked.ts
function linkedPlatforms({ platforms: own }, image) {
  return own?.length === 1 ? own : image;
}

// src/plan/emulation.ts
function planPlatforms(request, platforms, builder, { dockerfile, dockerfileName: dockerfileName2, host, job }, pinMatters) {
  const { target } = request.build;
  const walkFor = walkerOf(request, dockerfile, job.env);
  return platforms.map((platform) => {
    if (isElsewhere(builder, platform)) {
      const { pinned, ...known } = endsElsewhere(platform, walkFor);
      if (pinMatters && pinned !== void 0) throw pinError(dockerfileName2, target, platform, pinned);
      return { platform, execution: "remote", reason: "left to the builder's nodes", foreign: [], ...known };
    }
    const walk = walkFor({ target: platform, build: hostPlatform(host) });
    if (isUnreadable(walk)) {
      const unread = walk.unreadable;
      return runsNatively(platform, host) ? { platform, execution: "native", reason: "this processor", foreign: [], unread } : {
        platform,
        execution: "emulated",
        reason: `the Dockerfile could not be followed: ${unread}`,
        foreign: [platform],
        unread
      };
    }
    if (pinMatters && walk.pinned !== void 0) throw pinError(dockerfileName2, target, platform, walk.pinned);
    return {
      platform,
      ...executionOf(walk, platform, host, dockerfileName2),
      foreign: walk.runs.map((run) => run.platform).filter((each) => !runsNatively(each, host)),
      base: walk.base,
      history: walk.history,
      copied: walk.copied,
      findings: pinMatters ? walk.findings : walk.findings.filter(({ level }) => level !== "notice")
    };
  });
}
function executionOf(walk, platform, host, dockerfileName2) {
  const foreign = walk.runs.find((run2) => !runsNatively(run2.platform, host));
  if (foreign !== void 0) {
    const on = samePlatform(foreign.platform, platform) ? "" : ` on ${formatPlatform(foreign.platform)}`;
    return { execution: "emulated", reason: `RUN${on} at ${dockerfileName2}:${foreign.line}` };
  }
  if (runsNatively(platform, host)) return { execution: "native", reason: "this processor" };
  const [run] = walk.runs;
  if (run === void 0) return { execution: "copied", reason: "no RUN" };
  return { execution: "cross-compiled", reason: `every RUN is on ${formatPlatform(run.platform)}` };
}
function plannedEmulators(request, platforms, host) {
  const { qemu } = request.setup;
  if (qemu === "never") return { emulators: [], installed: [], replaced: [] };
  const linked = request.build.bake?.linked ?? [];
  const needed = platforms.flatMap(({ platform, foreign, execution }) => [
    ...foreign,
    ...qemu === "always" || request.verification.smokeTest !== void 0 ? [platform] : [],
    // their Dockerfiles are not followed
    ...execution === "remote" ? [] : linked.flatMap((target) => linkedPlatforms(target, [platform]))
  ]);
  const architectures = emulatedProcessors(needed, host);
  const found = architectures.map((architecture) => ({ architecture, handlers: handlersOf(architecture, host) }));
  const installed = found.filter(({ handlers }) => handlers.length > 0);
  if (qemu === "reset") {
    const byDefault = (architecture) => host.emulators === void 0 ? [`qemu-${qemuName(architecture)}`] : [];
    const replaced = found.flatMap(({ architecture, handlers }) => [...handlers, ...byDefault(architecture)]);
    return { emulators: architectures, installed: [], replaced };
  }
  const emulators = qemu === "always" ? architectures : architectures.filter((architecture) => installed.every((each) => each.architecture !== architecture));
  return { emulators, installed, replaced: [] };
}
function unregistered({ request, platforms, emulators }, host) {
  if (request.setup.qemu === "never") return [];
  const here = platforms.filter(({ execution }) => execution !== "remote");
  const architectures = emulatedProcessors(
    here.map(({ platform }) => platform),
    host
  );
  return architectures.filter(
    (architecture) => !emulators.includes(architecture) && handlersOf(architecture, host).length === 0
  );
}
function emulatedProcessors(platforms, host) {
  const foreign = platforms.filter((platform) => platform.os === "linux" && !runsNatively(platform, host));
  return [...new Set(foreign.map(({ architecture }) => architecture))];
}
var SOME = { os: "linux", architecture: "amd64", variant: void 0 };
function endsElsewhere(target, walkFor) {
  const one = walkFor({ target, build: SOME });
  const other = walkFor({ target, build: { ...SOME, architecture: "arm64" } });
  if (isUnreadable(one)) return { unread: one.unreadable };
  if (isUnreadable(other)) return { unread: other.unreadable };
  return {
    pinned: isDeepStrictEqual(one.pinned, other.pinned) ? one.pinned : void 0,
    base: isDeepStrictEqual(one.base, other.base) ? one.base : void 0,
    copied: isDeepStrictEqual(one.copied, other.copied) ? one.copied : [],
    findings: one.findings.filter((finding) => other.findings.some((each) => isDeepStrictEqual(each, finding)))
  };
}
function walkerOf({ build: build2 }, dockerfile, env) {
  if (isUnreadable(dockerfile)) return () => dockerfile;
  const { buildContexts, target } = build2;
  const options2 = { buildArgs: givenArguments(build2.buildArgs, env), buildContexts, target };
  return (platforms) => walkStages(dockerfile, options2, platforms);
}

// src/plan/make-plan.ts
function makePlan(request, circumstances) {
  const { host, id, job, naming, delivery, provenance } = circumstances;
  const registries = [...delivery.targets.map(({ repository }) => repository), request.cache.ref].flatMap(
    (repository) => repository?.registry ?? []
  );
  const asked = request.image.platforms ?? defaultPlatforms(delivery, host);
  const builder = planBuilder(request, host, { registries, id, platforms: asked, delivery });
  const isClassic = builder.kind === "engine" && !host.engine.containerdStore;
  if (delivery.load) refuseLoad(asked, host.engine);
  const separateCalls = delivery.kind !== "call" && asked.length > 1 && sitesOf(builder).length > 1;
  if (separateCalls) refuseArchives(delivery, asked);
  const pinMatters = hasImage(delivery) && request.verification.verify;
  const platforms = planPlatforms(request, asked, builder, circumstances, pinMatters);
  const { kind } = delivery;
  const indexed = !isClassic && hasIndex(request.build, asked.length, job.env);
  if (hasImage(delivery) && !indexed) refuseIndexAnnotations(request.build);
  const part = partKey(request);
  const run = job.env.GITHUB_RUN_ID ?? "";
  const cache = planCache(request, delivery, asked, separateCalls, job);
  const described = describeRequest(request, { naming, provenance, kind, indexed, run, part });
  return {
    request: described,
    platforms: delivery.kind === "call" ? platforms.slice(0, request.image.platforms?.length ?? 0) : platforms,
    ...plannedEmulators(request, delivery.kind === "call" ? [] : platforms, host),
    builder,
    separateCalls,
    delivery,
    bases: kind === "call" ? [] : planBases(request, asked, builder, circumstances),
    cache: isClassic ? readOnly(cache) : cache,
    mounts: planMounts(request, delivery, asked, builder, circumstances),
    naming,
    origin: originOf(provenance, described.build.labels),
    part: { key: part, commit: provenance.revision }
  };
}
function defaultPlatforms(delivery, host) {
  if (delivery.load && delivery.kind !== "publish" && !host.engine.containerdStore) return [hostPlatform(host)];
  return ["amd64", "arm64"].map((architecture) => ({ os: "linux", architecture, variant: void 0 }));
}
function refuseLoad(platforms, { containerdStore }) {
  if (containerdStore || platforms.length === 1) return;
  throw new ActionError(
    `load: the engine's classic image store holds one platform under a name, and \`platforms\` asks for ${platforms.map(formatPlatform).join(", ")}`,
    {
      hint: "Ask for one platform, or turn the containerd image store on: https://docs.docker.com/engine/storage/containerd/"
    }
  );
}
function refuseArchives({ files }, platforms) {
  const archive = files.find(({ type }) => type !== "local");
  if (archive === void 0) return;
  throw new ActionError(
    `outputs: a builder of several nodes writes no \`type=${archive.type}\` of ${platforms.map(formatPlatform).join(", ")} together`,
    {
      hint: "Write `type=local`, ask for one platform, or use a builder of one node. For an image in an archive, push it and save it from there."
    }
  );
}

// src/plan/registries.ts
function usedRegistries({ image, cache, build: build2 }, naming, dockerfile, env) {
  const written = [...image.repositories, ...naming.references.map(({ repository }) => repository), cache.ref];
  const images = isUnreadable(dockerfile) ? [] : imagesOf(dockerfile, givenArguments(build2.buildArgs, env));
  const read2 = images.map((name) => parseRepository(splitReference(name).name));
  const registries = [...written, ...read2].flatMap(
    (repository) => repository === void 0 || repository instanceof Wrong ? [] : repository.registry
  );
  return [...new Set(registries)];
}
function imagesOf({ args, stages, escapeCharacter }, given) {
  const work = new Work();
  const variables = /* @__PURE__ */ new Map();
  const expanded = (word) => {
    try {
      return expand(word, variables, escapeCharacter, work);
    } catch (error) {
      if (error instanceof UnreadableError) return "";
      throw error;
    }
  };
  for (const { name, value } of args) {
    const own = given.findLast((each) => each.name === name)?.value;
    variables.set(name, own ?? expanded(value ?? ""));
  }
  return stages.flatMap(({ base, steps }) => [expanded(base), ...steps.flatMap(({ from }) => from)]);
}

// src/session/host.ts
import { release } from "node:os";

// src/clients/binfmt.ts
import { readdir as readdir2, readFile as readFile3 } from "node:fs/promises";
import { join as join7 } from "node:path";
var BINFMT2 = "/proc/sys/fs/binfmt_misc";
async function registeredEmulators(folder = BINFMT2) {
  const names = await readdir2(folder).catch(() => void 0);
  if (names === void 0 || !names.includes("register")) return void 0;
  if (!(await readFile3(join7(folder, "status"), "utf8").catch(() => "")).startsWith("enabled")) return [];
  const handlers = names.filter((name) => name !== "register" && name !== "status").toSorted();
  const entries = await Promise.all(handlers.map((name) => readFile3(join7(folder, name), "utf8").catch(() => "")));
  return handlers.flatMap((name, i) => {
    const entry = entries[i] ?? "";
    const processor = works(entry) ? processorOf(entry) : void 0;
    return processor === void 0 ? [] : [{ processor, name }];
  });
}
function works(entry) {
  return /^enabled$/m.test(entry) && /^flags:.*F/m.test(entry);
}
var BY_ELF = {
  "1,1,3": "i386",
  "1,1,40": "arm",
  "2,1,62": "x86_64",
  "2,1,183": "aarch64",
  "2,1,243": "riscv64",
  "2,1,258": "loongarch64",
  "2,1,21": "ppc64le",
  "2,2,21": "ppc64",
  "2,2,22": "s390x",
  "1,1,8": "mipsel",
  "1,2,8": "mips",
  "2,1,8": "mips64el",
  "2,2,8": "mips64"
};
var N32 = 32;
function processorOf(entry) {
  const field = (name) => new RegExp(`^${name} ([0-9a-f]+)$`, "m").exec(entry)?.[1];
  const magic = Buffer.from(field("magic") ?? "", "hex");
  if (!/^offset 0$/m.test(entry) || magic.length < 20) return void 0;
  if (magic.subarray(0, 4).toString("latin1") !== "ELF") return void 0;
  const [format, order] = [magic[4], magic[5]];
  const little = order === 1;
  const mask = field("mask");
  const counts = mask === void 0 ? void 0 : Buffer.from(mask, "hex");
  if (counts !== void 0 && [4, little ? 18 : 19].some((place) => counts[place] !== 255)) return void 0;
  const machine = little ? magic.readUInt16LE(18) : magic.readUInt16BE(18);
  const flags = magic[little ? 36 : 39] ?? 0;
  if (machine === 8 && format === 1 && (flags & N32) !== 0) return void 0;
  return BY_ELF[`${format},${order},${machine}`];
}

// src/clients/docker/proxies.ts
function proxiesOfProcess(env) {
  const [http = "", https = "", except = ""] = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].map(
    (name) => variable(env, name)
  );
  return { http, https, except };
}
var TEXT = fallback(string(), "");
var PROXIES = object({ httpProxy: TEXT, httpsProxy: TEXT, noProxy: TEXT });
var NONE = { httpProxy: "", httpsProxy: "", noProxy: "" };
var CONFIG = object({
  proxies: fallback(record(string(), nullish(fallback(PROXIES, NONE))), {})
});
function proxiesOfConfig(config, engine) {
  const { proxies } = readJson(CONFIG, config ?? "{}") ?? { proxies: {} };
  const { httpProxy, httpsProxy, noProxy } = proxies[engine] ?? proxies.default ?? NONE;
  return { http: httpProxy, https: httpsProxy, except: noProxy };
}

// src/session/host.ts
async function readHost(questions) {
  const { engine, need, endpoint, runs32BitArm: runs32BitArm2, selected, namedBuilder, elsewhere, env, dockerConfig } = questions;
  const [answer, emulators] = await Promise.all([askEngine(engine, need), registeredEmulators()]);
  const info = answer ?? withoutEngine();
  const local = endpoint.startsWith("unix://") && info.kernel === release();
  return {
    hasEngine: answer !== void 0,
    engine: info,
    emulators: local ? emulators : void 0,
    runs32BitArm: local && info.architecture === "aarch64" && await runs32BitArm2(),
    selected,
    namedBuilder,
    elsewhere,
    proxies: [
      proxiesOfConfig(dockerConfig, endpoint),
      // this machine's proxies do not apply to another machine
      ...endpoint.startsWith("unix://") ? [proxiesOfProcess(env)] : [],
      info.proxies
    ]
  };
}
async function runs32BitArm(run) {
  const finished = await run({ program: "setarch", args: ["linux32", "uname", "-m"] }).catch(() => void 0);
  return finished !== void 0 && succeeded(finished) && finished.stdout.startsWith("armv");
}

// src/trust/decide.ts
import { relative as relative2 } from "node:path";

// src/trust/code.ts
import { isAbsolute as isAbsolute2, join as join8, relative, resolve as resolve2 } from "node:path";

// src/trust/events.ts
var PULL_REQUESTS = ["pull_request", "pull_request_review", "pull_request_review_comment"];
var BY_WRITERS = [
  "push",
  "schedule",
  "workflow_dispatch",
  "repository_dispatch",
  "release",
  "create",
  "delete",
  "merge_group",
  "registry_package",
  "workflow_call"
];
function trustOf(job) {
  const { eventName } = job;
  if (isOneOf(PULL_REQUESTS, eventName)) return fromFork(job) ? "none" : "all";
  return isOneOf(BY_WRITERS, eventName) ? "no pull request" : "commits";
}
function trustedCommits(job) {
  const { eventName, sha, event } = job;
  const others = {
    pull_request_target: event.pull_request?.base?.sha,
    workflow_run: headOfRun(job)
  };
  const named = [sha, others[eventName] ?? ""];
  return [...new Set(named)].filter((commit) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit));
}
function headOfRun({ event: { workflow_run: run }, repository }) {
  const isOwn = repository !== "" && run?.head_repository?.full_name === repository;
  return isOwn && isOneOf(BY_WRITERS, run?.event ?? "") ? run?.head_sha : void 0;
}
function isOneOf(names, name) {
  return names.includes(name);
}

// src/trust/code.ts
function codeOf({ build: build2, setup }, job) {
  const config = setup.buildkitdConfigFile;
  const builds = [build2, ...(build2.bake?.linked ?? []).map((linked) => linked.build)].map(
    (each) => codeOfBuild(each, job)
  );
  return {
    paths: [
      ...bakeFiles(build2, job),
      ...builds.flatMap(({ paths }) => paths),
      // outside of the checkout, an earlier step of the job wrote it
      ...config === void 0 || relative(job.workspace, config).startsWith("..") ? [] : [{ input: "buildkitd-config", place: config }]
    ],
    urls: builds.flatMap(({ urls }) => urls)
  };
}
function bakeFiles({ bake }, { workspace, files }) {
  const own = (bake?.files ?? []).filter((path) => !relative(workspace, path).startsWith(".."));
  const compose = own.filter((path) => /\.ya?ml$/.test(path));
  const variables = resolve2(workspace, ".env");
  const more = [
    ...compose.length > 0 && files.exists(variables) ? [variables] : [],
    ...compose.some((path) => /\b(include|extends)\b/.test(files.readText(path))) ? [workspace] : []
  ];
  return [...own, ...more].map((place) => ({ input: "bake-file", place }));
}
function codeOfBuild({ context, file, dockerfile, buildContexts }, job) {
  const contexts = buildContexts.map(({ value }) => layoutPath(value, job) ?? value).filter((value) => !/^(docker-image|target):/.test(value)).map((place) => ({ input: "build-contexts", place }));
  const isInline = dockerfile?.startsWith(join8(job.temp, INLINE_FOLDER)) ?? false;
  return {
    paths: [
      ...context.kind === "path" ? [{ input: "context", place: context.path }] : [],
      // BuildKit reads these two of the Dockerfile's folder
      ...(dockerfile === void 0 || isInline ? [] : [dockerfile, `${dockerfile}.dockerignore`]).map(
        (place) => ({ input: "file", place })
      ),
      ...contexts.filter(({ place }) => isAbsolute2(place))
    ],
    urls: [
      ...context.kind === "git" ? [{ input: "context", place: context.url }] : [],
      ...file !== void 0 && /^[a-z][a-z0-9+.-]*:\/\//i.test(file) ? [{ input: "file", place: file }] : [],
      ...contexts.filter(({ place }) => !isAbsolute2(place))
    ]
  };
}
function layoutPath(value, { workspace }) {
  const [, folder] = /^oci-layout:(?:\/\/)?([^@:]*)/.exec(value) ?? [];
  return folder === void 0 ? void 0 : resolve2(workspace, folder);
}
function namesPullRequest(url) {
  return /pull(?:\/|%2f)+\d/i.test(url);
}
function isOwnUrl(url, job) {
  const [address = "", fragment = ""] = url.split(/#(.*)/s);
  const [ref = ""] = fragment.split(":", 1);
  const server = job.serverUrl.toLowerCase();
  const host = server.replace(/^https?:\/\//, "");
  const ssh = /^(?:ssh:\/\/)?[\w-]+@([^/:]+)(?::22(?=\/))?[/:](.*)$/i.exec(address);
  const path = ssh === null ? withoutServer(address.toLowerCase(), server, host) : ssh[2]?.toLowerCase();
  const isOwn = job.repository !== "" && path?.replace(/(\.git)?\/?$/, "") === job.repository.toLowerCase() && (ssh === null || ssh[1]?.toLowerCase() === host);
  return isOwn && ["", ...trustedCommits(job), ...trustedBranch(job)].includes(ref);
}
function trustedBranch({ eventName, event, defaultBranch }) {
  const branch = eventName === "pull_request_target" ? event.pull_request?.base?.ref : defaultBranch;
  return branch === void 0 ? [] : [branch, `refs/heads/${branch}`];
}
function withoutServer(address, server, host) {
  return [`${server}/`, ...host === "github.com" ? ["github.com/"] : []].filter((start2) => address.startsWith(start2)).map((start2) => address.slice(start2.length))[0];
}

// src/trust/decide.ts
var LONGEST = 100;
function trustMatters(request, job) {
  if (request.build.call !== void 0) return false;
  return hasRights(job) && (pushes(request) || caches(request, job));
}
function hasRights(job) {
  const trust = trustOf(job);
  return trust === "no pull request" || trust === "commits";
}
function pushes({ result }) {
  return result.push || result.pushByDigest;
}
function caches({ cache: { backend, from, to, mounts, write } }, job) {
  const derives = backend === "gha" || backend === "local" || backend === "registry" && write === "always";
  const writes = mounts || derives && from.length === 0;
  return to.length > 0 || writes && cacheScopes(job, write).write !== void 0;
}
function findUntrustedUrl({ urls }, job) {
  if (trustOf(job) === "commits") {
    const source2 = urls.find(({ place }) => !isOwnUrl(place, job));
    return source2 && { source: source2, why: "the URL names no trusted commit of this repository" };
  }
  const source = urls.find(({ place }) => namesPullRequest(place));
  return source && { source, why: "the URL names a pull request" };
}
function explain(difference, commit, { workspace }) {
  const short = `commit ${commit.slice(0, 12)}`;
  if (difference === "unknown") return `its checkout does not have ${short}`;
  const path = show(difference.path, workspace);
  switch (difference.how) {
    case "added":
      return `${path} is not in ${short}`;
    case "changed":
      return `${path} differs from ${short}`;
    case "missing":
      return `${path} of ${short} is missing`;
    case "unreadable":
      return `${path} cannot be compared with ${short}`;
  }
}
function withinTrust(request, untrusted, job) {
  if (untrusted === void 0) return { request };
  const { source, why } = untrusted;
  const fact = `${source.input} ${show(source.place, job.workspace)} is untrusted on ${job.eventName || "this event"}: ${why}`;
  if (request.allowUntrusted) return { request, notice: `allow-untrusted: ${fact}; pushed and cached as asked` };
  if (source.input === "bake-file") {
    throw new ActionError(fact, {
      hint: "A bake file can pass variables and files of this job to the build. Name a file of a trusted commit, or build a pull request on `pull_request`. Set `allow-untrusted: true` if you trust this file."
    });
  }
  if (pushes(request)) {
    throw new ActionError(`${request.result.push ? "push" : "push-by-digest"}: ${fact}`, {
      hint: "This job has the rights of the repository. Build a pull request on `pull_request` and publish after the merge; here, build only the code that `actions/checkout` checks out by default. Set `allow-untrusted: true` if you trust this code."
    });
  }
  return {
    request: { ...request, cache: { ...request.cache, write: "never", to: [] } },
    notice: `${fact}; no cache is written`
  };
}
function show(place, workspace) {
  const way = place.startsWith("/") ? relative2(workspace, place) : place;
  const text2 = printableLine((way.startsWith("..") ? place : way) || ".").replaceAll("\n", " ");
  return text2.length > LONGEST ? `${text2.slice(0, LONGEST)}…` : text2;
}

// src/clients/git/compare.ts
import { createReadStream as createReadStream3, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { readdir as readdir3 } from "node:fs/promises";
import { join as join9, relative as relative3, resolve as resolve3, sep } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";

// src/clients/git/tree.ts
var KINDS = {
  "40000": "folder",
  "100644": "file",
  // in old commits
  "100664": "file",
  "100755": "executable",
  "120000": "link",
  "160000": "submodule"
};
function parseTree(content, idLength) {
  const entries = /* @__PURE__ */ new Map();
  for (let at2 = 0; at2 < content.length; ) {
    const space = content.indexOf(32, at2);
    const end = content.indexOf(0, space);
    const next = end + 1 + idLength / 2;
    if (space < 0 || end < 0 || next > content.length) return void 0;
    const kind = KINDS[content.toString("latin1", at2, space)];
    if (kind === void 0) return void 0;
    entries.set(content.toString("latin1", space + 1, end), { kind, id: content.toString("hex", end + 1, next) });
    at2 = next;
  }
  return entries;
}

// src/clients/git/compare.ts
async function compareWithCommit(commit, { top, path }) {
  var _stack = [];
  try {
    const repository = repositoryAt(top);
    if (repository === void 0) return "unknown";
    const objects2 = __using(_stack, openObjects(repository));
    const root = objects2.read(commit, "commit");
    const tree = root && treeOf(root);
    if (tree === void 0) return "unknown";
    const files = [];
    const walk = { ...rootAt(bytes(top), tree), objects: objects2, files, sparse: isSparse(repository, commit) };
    try {
      const names = namesBetween(top, path);
      return await descend(walk.top, walk.root, names, walk, MAX_GIT_SYMLINKS) ?? await compareFiles(files);
    } catch {
      return { path, how: "unreadable" };
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function rootAt(top, tree) {
  return { top, root: { kind: "folder", id: tree } };
}
function isSparse(repository, commit) {
  const patterns = lstatSync(join9(repository.gitDir, "info", "sparse-checkout"), { throwIfNoEntry: false });
  return patterns !== void 0 && readHead(repository) === commit;
}
function namesBetween(top, path) {
  const way = relative3(top, path);
  return way === "" ? [] : bytes(way).split(sep);
}
async function descend(folder, entry, names, walk, links) {
  const [name, ...further] = names;
  if (name === void 0) return compare(folder, entry, walk);
  if (entry?.kind === "submodule") {
    return inSubmodule(folder, entry, walk, (inner) => descend(folder, inner.root, names, inner, links));
  }
  const tree = treeAt(entry, walk);
  if (tree === void 0) return differs(folder, "unreadable");
  const path = `${folder}/${name}`;
  const next = tree.get(name);
  if (!statsOf(path)?.isSymbolicLink()) return descend(path, next, further, walk, links);
  const way = linkedPath(folder, path, walk);
  const difference = compareLink(path, next);
  if (difference !== void 0 || links === 0 || way === void 0) return difference ?? differs(path, "changed");
  return descend(walk.top, walk.root, [...way, ...further], walk, links - 1);
}
function linkedPath(folder, path, { top }) {
  const target = unbytes(readlinkSync(buffer(path), "latin1"));
  const way = namesBetween(unbytes(top), resolve3(unbytes(folder), target));
  const names = target.split("/");
  const first = names.findIndex((name) => !["", ".", ".."].includes(name));
  return way[0] === ".." || first >= 0 && names.includes("..", first) ? void 0 : way;
}
async function compare(path, entry, walk) {
  const stats = statsOf(path);
  if (stats === void 0) return entry === void 0 || walk.sparse ? void 0 : differs(path, "missing");
  if (stats.isDirectory()) return compareFolder(path, entry, walk);
  if (entry === void 0) return differs(path, "added");
  if (stats.isSymbolicLink()) return compareLink(path, entry);
  if (!stats.isFile() || entry.kind !== kindOf(stats)) return differs(path, "changed");
  walk.files.push({ path, id: entry.id });
  return void 0;
}
function kindOf({ mode }) {
  if (mode & 3584) return void 0;
  return mode & 64 ? "executable" : "file";
}
function compareLink(path, entry) {
  if (entry === void 0) return differs(path, "added");
  const target = Buffer.from(readlinkSync(buffer(path), "latin1"), "latin1");
  const same = entry.kind === "link" && idOf("blob", target, entry.id.length) === entry.id;
  return same ? void 0 : differs(path, "changed");
}
async function compareFolder(folder, entry, walk) {
  if (entry?.kind === "submodule") {
    return inSubmodule(folder, entry, walk, (inner) => compareFolder(folder, inner.root, inner));
  }
  if (entry !== void 0 && entry.kind !== "folder") return differs(folder, "changed");
  const tree = treeAt(entry, walk);
  if (tree === void 0) return differs(folder, "unreadable");
  const names = await readdir3(buffer(folder), { encoding: "latin1" });
  for (const name of names.sort()) {
    if (name === ".git" && folder === walk.top) continue;
    const difference = await compare(`${folder}/${name}`, tree.get(name), walk);
    if (difference !== void 0) return difference;
  }
  const present = new Set(names);
  const missing2 = walk.sparse ? void 0 : [...tree.keys()].find((name) => !present.has(name));
  return missing2 === void 0 ? void 0 : differs(`${folder}/${missing2}`, "missing");
}
async function inSubmodule(folder, { id }, walk, work) {
  var _stack = [];
  try {
    if ((await readdir3(buffer(folder))).length === 0) return void 0;
    const repository = repositoryAt(unbytes(folder));
    if (repository === void 0) return differs(folder, "unreadable");
    const objects2 = __using(_stack, openObjects(repository));
    const commit = objects2.read(id, "commit");
    const tree = commit && treeOf(commit);
    if (tree === void 0) return differs(folder, "changed");
    const sparse = walk.sparse || isSparse(repository, id);
    return await work({ ...walk, ...rootAt(folder, tree), objects: objects2, sparse });
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
function treeAt(entry, { objects: objects2 }) {
  if (entry?.kind !== "folder") return /* @__PURE__ */ new Map();
  const content = objects2.read(entry.id, "tree");
  return content && parseTree(content, entry.id.length);
}
async function compareFiles(files) {
  for (const [nth, file] of files.entries()) {
    if (nth % MAX_FILES_AT_ONCE === 0) await breathe();
    if (!await isSame(file)) return differs(file.path, "changed");
  }
  return void 0;
}
async function isSame({ path, id }) {
  const { size } = lstatSync(buffer(path));
  const blob2 = hashFor(id.length).update(`blob ${size}\0`);
  if (await hashFile(path, size, blob2) === id) return true;
  const pointer = lfsPointer(await hashFile(path, size, hashFor(64)), size);
  return idOf("blob", Buffer.from(pointer), id.length) === id;
}
async function hashFile(path, size, hash) {
  if (size <= MAX_READ_BYTES) hash.update(readFileSync(buffer(path)));
  else for await (const chunk of createReadStream3(buffer(path), { highWaterMark: MAX_READ_BYTES })) hash.update(chunk);
  return hash.digest("hex");
}
function lfsPointer(sha256, size) {
  return `version https://git-lfs.github.com/spec/v1
oid sha256:${sha256}
size ${size}
`;
}
function differs(path, how) {
  return { path: unbytes(path), how };
}
function statsOf(path) {
  return lstatSync(buffer(path), { throwIfNoEntry: false });
}
function bytes(path) {
  return Buffer.from(path).toString("latin1");
}
function buffer(path) {
  return Buffer.from(path, "latin1");
}
function unbytes(path) {
  return buffer(path).toString("utf8");
}

// src/trust/find-untrusted.ts
async function findUntrusted(request, job) {
  if (!hasRights(job)) return void 0;
  const code = codeOf(request, job);
  const all = trustMatters(request, job);
  const url = all ? findUntrustedUrl(code, job) : void 0;
  if (url !== void 0) return url;
  for (const source of all ? code.paths : bakeFiles(request.build, job)) {
    const why = trustOf(job) === "commits" ? await whyForeign(source, job) : whyPullRequest(source, job);
    if (why !== void 0) return { source, why };
  }
  return void 0;
}
async function whyForeign({ place }, job) {
  const top = topsOf(place, job).at(-1);
  if (top === void 0) return "it is in no Git checkout";
  const reasons = [];
  for (const commit of trustedCommits(job)) {
    const difference = await compareWithCommit(commit, { top, path: place });
    if (difference === void 0) return void 0;
    const reason = explain(difference, commit, job);
    if (difference === "unknown") reasons.push(reason);
    else reasons.unshift(reason);
  }
  return reasons[0] ?? "the event names no trusted commit";
}
function whyPullRequest({ place }, job) {
  for (const top of [place, realPath(place)].flatMap((path) => topsOf(path, job))) {
    const repository = repositoryAt(top);
    const head = repository && readHead(repository);
    if (repository === void 0 || head === void 0 || head === job.sha) continue;
    const ref = pullRefOf(head, repository);
    if (ref !== void 0) return `HEAD is ${ref}`;
  }
  return void 0;
}
function topsOf(path, { workspace }) {
  const tops = ancestorsOf(path).filter(hasGit);
  const within2 = tops.filter((top) => top === workspace || top.startsWith(`${workspace}/`));
  return within2.length > 0 ? within2 : tops.slice(0, 1);
}

// src/actions/inspect-host.ts
async function inspectHost({ request: asked, notice: mergeGroup, event, naming, delivery, dockerfile, dockerfileName: dockerfileName2 }, { job, runner, run, files }, { engine, endpoint, id }) {
  const { readOptional: readText2 } = files;
  const { platforms = [] } = asked.image;
  const { setup } = asked;
  const selected = { variable: job.env.BUILDX_BUILDER, current: currentBuilder(endpoint, job.env, readText2) };
  const selection = selectBuilder(setup, selected);
  if (selection !== void 0) refuseName(selection);
  const name = selection?.name ?? (setup.keepBuilder ? KEPT_BUILDER : void 0);
  const namedBuilder = name === void 0 ? void 0 : recordedBuilder(name, job.env, readText2);
  const nodes = [setup, ...setup.nodes, ...namedBuilder?.nodes ?? []].flatMap((node) => node.endpoint ?? []);
  const elsewhere = nodes.filter((node) => leadsElsewhere(node, endpoint, job.env, readText2));
  const need = engineNeed(asked, selection && { ...selection, recorded: namedBuilder }, elsewhere);
  if (asked.result.load && platforms.length > 1) {
    const info = await askEngine(engine, need);
    if (info !== void 0) refuseLoad(platforms, info);
  }
  const { request, notice } = withinTrust(asked, await findUntrusted(asked, job), job);
  for (const each of [mergeGroup, notice]) if (each !== void 0) runner.notice(each);
  const { context } = request.build;
  const buildx = chooseBuildx(setup.buildxVersion, join10(runFolder(job.temp, id), "docker-buildx"), { job, files });
  const [machine, used, commit] = await Promise.all([
    readHost({
      ...{ engine, need, endpoint, selected, namedBuilder, elsewhere },
      runs32BitArm: () => runs32BitArm(run),
      env: job.env,
      dockerConfig: readText2(join10(configFolder(job.env), "config.json"))
    }),
    lookUpAll(usedRegistries(request, naming, dockerfile, job.env)),
    context.kind === "path" && needsCommit(request, naming) ? headCommit(context.path) : void 0
  ]);
  if (need !== void 0 && CALLS_DOCKER.includes(need.by)) requireDocker(need.by, job.env, files.isFile);
  const localImages = await findLocal(request, machine, dockerfile, engine, job.env);
  const certificates = certificateFiles(certificateFolders(job.env, configFolder(job.env)));
  const host = {
    ...machine,
    registries: machineRegistries({ engine: machine.engine, certificates, used }),
    bundle: systemBundle(job.env, files.isFile),
    localImages
  };
  for (const { http, https } of host.proxies)
    for (const secret of credentialsIn(`${http} ${https}`)) runner.mask(secret);
  const plan = makePlan(request, {
    host,
    ...{ dockerfile, dockerfileName: dockerfileName2, id, job, naming, delivery },
    provenance: provenanceOf(naming, event, commit)
  });
  for (const each of [...naming.notices, unusedQemuImage(plan) ?? []].flat()) runner.notice(each);
  for (const { level, line, message } of findingsOf(plan)) {
    runner[level](`${dockerfileName2}:${line}: ${message}`);
  }
  for (const line of describePlan(plan, host.hasEngine ? host.engine : void 0)) runner.info(line);
  const recorded = plan.builder.kind === "existing" ? namedBuilder?.files : void 0;
  const config = plan.builder.kind === "new" ? setup.buildkitdConfig : recorded?.get(RECORDED_CONFIG);
  return {
    host,
    plan,
    buildx,
    registries: withBuildkitConfig(host.registries, config),
    readCertificate: (path) => recorded?.get(path) ?? readText2(path)
  };
}
async function findLocal({ build: build2, image, result, setup }, machine, dockerfile, engine, env) {
  if (!machine.hasEngine || machine.engine.containerdStore || !["auto", "docker"].includes(setup.driver)) return [];
  const [target, ...others] = image.platforms ?? (result.load && !result.push ? [hostPlatform(machine)] : []);
  if (target === void 0 || others.length > 0) return [];
  const images = imagesRead(dockerfile, build2, { target, build: hostPlatform(machine) }, env);
  const found = await Promise.all(images.map((name) => engine.hasLocal(name)));
  return images.filter((_, i) => found[i]);
}
var CALLS_DOCKER = ["load"];
function refuseName({ name, by }) {
  if (isBuilderName(name)) return;
  throw new ActionError(`${by}: "${printableLine(name)}" is not a builder's name`, {
    hint: `See \`docker buildx ls\` on the runner, and set \`${by}\` to a name from there.`
  });
}
function chooseBuildx(version, place, { job, files: { isFile, readOptional } }) {
  if (version === void 0) return installedBuildx(job.env, isFile, readOptional);
  chooseRelease(version);
  return place;
}

// src/parts/store-part.ts
async function storePart(part) {
  const { record: record2, tags: by, artifacts, id } = part;
  const tagged = by.pattern === void 0 ? [] : await tagPart(part);
  try {
    await artifacts.leave(recordName(record2, id), RECORD.file, JSON.stringify(record2));
    return [];
  } catch (error) {
    if (!(error instanceof NoArtifactService)) throw error;
  }
  const withDefaultTags = { ...part, tags: { ...by, pattern: void 0 } };
  const tags = tagged.length > 0 ? tagged : await tagPart(withDefaultTags);
  return [`This runner has no artifact service: merge finds this part as ${tags.map(formatTagged).join(", ")}`];
}
async function tagPart(part) {
  const { platforms, repository, registry } = part;
  const tags = platforms.flatMap((platform) => partTag(part.tags, platform) ?? []);
  if (tags.length === 0) return [];
  await Promise.all(tags.map((tag) => rejectOtherKey(tag, part)));
  const target = { repository, tags };
  const updates = trackUpdates(await previousDigests([target], registry));
  const digest = part.tags.pattern === void 0 ? await annotatedPart(part) : part.record.digest;
  await updateTags(repository, tags, digest, registry, updates);
  await readBack(target, digest, { registry, updates });
  return tags.map((tag) => ({ repository, tag }));
}
async function rejectOtherKey(tag, { record: record2, repository, registry }) {
  if (record2.run === "") return;
  const annotations = await annotationsOfTag(tag, repository, registry);
  const key = annotations[PART_ANNOTATIONS.part];
  const { revision = record2.commit } = infoFromAnnotations(annotations);
  if (key === void 0 || key === record2.key || annotations[PART_ANNOTATIONS.run] !== record2.run) return;
  if (revision !== record2.commit) return;
  throw new ActionError(
    `${formatTagged({ repository, tag })} holds a part of another image of this run: its key is ${key}, and this part's key is ${record2.key}`,
    {
      hint: "The images, file, target or build-args of two matrix jobs differ. Give the matrix jobs of each image, and its merge, a `part` of its own."
    }
  );
}
async function annotationsOfTag(tag, repository, registry) {
  const manifest = await registry.getManifest(repository, tag);
  if (manifest === void 0 || !isIndex(manifest.mediaType)) return {};
  try {
    return parseIndex(manifest).annotations;
  } catch (error) {
    if (error instanceof MalformedError) return {};
    throw error;
  }
}
async function annotatedPart({ record: record2, platforms, repository, registry }) {
  const top = await registry.getManifest(repository, record2.digest, { justWritten: true });
  const [platform] = platforms;
  if (top === void 0 || platform === void 0 || isIndex(top.mediaType)) return record2.digest;
  const index = wrapInIndex(top, platform, record2);
  await registry.putManifest(repository, index.digest, index);
  return index.digest;
}
function wrapInIndex(top, platform, { run, key }) {
  const manifests = indexPart(top, platform).images.map(({ descriptor }) => descriptor);
  const annotations = { [PART_ANNOTATIONS.run]: run, [PART_ANNOTATIONS.part]: key };
  const bytes2 = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, annotations }));
  return { digest: digestOf(bytes2), mediaType: OCI_INDEX, bytes: bytes2 };
}

// src/actions/release.ts
var NOTHING = { notices: [] };
async function release2(plan, image, store, previous, host, session, onPublished) {
  const { delivery, request, naming } = plan;
  const { job, runner, http, registry, registryAfterCancel, retry: retry2, id } = session;
  let published = NOTHING;
  if (delivery.kind === "publish") {
    published = await publishImage(image, {
      targets: delivery.targets,
      release: naming.release,
      origin: plan.origin,
      store,
      registry,
      registryAfterCancel,
      previous,
      read: (repository, digest) => readPublished(registry, repository, digest, request.verification.verify)
    });
    onPublished(published);
  }
  const [first, ...others] = delivery.targets.map(({ repository }) => repository);
  if (delivery.load) {
    const { image: kept = image } = published;
    const { containerdStore } = host.engine;
    const holder = kept.digest === image.digest || first === void 0 ? store : registryStore([first, ...others], containerdStore, session);
    await holder.load(kept, delivery.targets);
  }
  if (delivery.kind !== "parts" || first === void 0) return published;
  const repositories = delivery.targets.map(({ repository }) => repository.name);
  const notices = await storePart({
    record: recordOf(image, { ...plan.part, repositories }, job.env),
    platforms: plan.platforms.map(({ platform }) => platform),
    repository: first,
    tags: { pattern: request.result.partTag, naming, run: runOf(job.env).run, part: request.result.part },
    artifacts: createArtifacts(job.env, { http, mask: runner.mask, retry: retry2 }),
    registry,
    id
  });
  return { notices };
}

// src/actions/run-build.ts
import { mkdir as mkdir7 } from "node:fs/promises";
import { dirname, resolve as resolve5 } from "node:path";

// src/runtime/heartbeat.ts
async function withHeartbeat(what, print, work, intervals = { first: FIRST_HEARTBEAT_MS, next: HEARTBEAT_INTERVAL_MS }) {
  const stopwatch = startStopwatch();
  let timer;
  const beat = () => {
    print(`${what}: running for ${stopwatch()}`);
    timer = setTimeout(beat, intervals.next).unref();
  };
  timer = setTimeout(beat, intervals.first).unref();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
function startStopwatch() {
  const started = performance.now();
  return () => formatSeconds((performance.now() - started) / 1e3);
}

// src/builder/builder.ts
import { existsSync } from "node:fs";
import { copyFile as copyFile2, mkdir as mkdir2, readFile as readFile4, writeFile as writeFile2 } from "node:fs/promises";
import { join as join11 } from "node:path";

// src/builder/helper-image.ts
import { setTimeout as wait } from "node:timers/promises";
function helperFinder(registry, mirrors, log, idle = HUB_ANSWER_MS) {
  const holds = async (mirror, path, name) => {
    const repository = parseRepository(`${mirror}/${path}`);
    if (repository instanceof Wrong) return void 0;
    const asked = registry.headManifest(repository, name).then((head) => head !== void 0);
    return asked.catch(() => void 0);
  };
  const hubAnswers = (path, name) => {
    const hub = { name: path, registry: "docker.io", path };
    const answer = registry.headManifest(hub, name).then(
      () => true,
      ({ status }) => status === 401 || status === 403
    );
    return Promise.race([answer, wait(idle, false, { ref: false })]);
  };
  return async (reference) => {
    const helper = [BINFMT, BUILDKIT].find(({ pinned }) => pinned === reference);
    if (helper === void 0) return reference;
    const [path = "", digest = ""] = helper.pinned.replace(/^docker\.io\//, "").split(/:[^@]*@/);
    const tag = helper.usual.slice(helper.usual.lastIndexOf(":") + 1);
    for (const mirror of mirrors) {
      const [hasPinned, hasUsual] = await Promise.all([digest, tag].map((name) => holds(mirror, path, name)));
      if (hasPinned) return reference;
      if (hasPinned === void 0 || !hasUsual) continue;
      if (await hubAnswers(path, digest)) return reference;
      log(`${path}: the mirror ${mirror} does not hold the pinned release, so its own "${tag}" is used`);
      return helper.usual;
    }
    return reference;
  };
}
async function pullHelper(image, tools) {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (repository instanceof Wrong) throw new EngineRefusal(repository.message);
  try {
    await tools.engine.pull(
      repository,
      reference,
      await tools.credentials(repository.registry, { path: repository.path, access: "pull" }),
      HELPER_PULL_IDLE_MS
    );
  } catch (error) {
    if (error instanceof TransferError) await afterPull(error.message, image, tools);
    throw error;
  }
}
function judgeHelper(error) {
  const judgement = judgeError(error);
  return judgement.verdict === "transient" ? judgement : judgeWords("final")(error);
}
async function afterPull(said, image, { engine, askHowLong }) {
  if (/unexpected commit digest/.test(said)) await engine.collectGarbage().catch(() => void 0);
  if (!/toomanyrequests|too many requests|\b429\b/i.test(said)) return;
  const refusal = await askHowLong(image).then(
    () => void 0,
    (error) => error
  );
  if (refusal instanceof RegistryError && refusal.verdict === "final") throw refusal;
}

// src/builder/builder.ts
async function makeBuilder(plan, platforms, setup) {
  if (plan.kind === "engine") return "default";
  if (plan.kind === "existing") await adopt(plan.name, setup);
  else await create(plan, setup);
  const remote2 = platforms.filter((platform) => isElsewhere(plan, platform));
  if (remote2.length > 0) await checkPlatforms(plan.name, remote2, setup);
  return plan.name;
}
async function checkPlatforms(name, platforms, { run, buildx, env, folder, retry: policy }) {
  const inspect = async () => {
    const finished2 = await run({
      program: buildx,
      args: ["inspect", "--bootstrap", name],
      env: { ...env, BUILDX_CONFIG: folder.buildx },
      idle: BUILDER_BOOT_IDLE_MS
    });
    if (succeeded(finished2)) return finished2;
    throw new (finished2.timedOut ? HungError : ActionError)(
      `the builder ${name} does not answer: ${describeEnd(finished2)}`,
      { hint: "Check that its nodes run and that this machine can reach them.", output: finished2.stderr }
    );
  };
  const finished = await retry(inspect, policy, judgeWords("final"));
  const offered = [...finished.stdout.matchAll(/^Platforms:\s*(.*)$/gm)].flatMap(
    ([, list2 = ""]) => list2.split(",").map((item) => item.replace("*", "").trim())
  );
  const missing2 = platforms.map(formatPlatform).filter((platform) => !offered.includes(platform));
  if (missing2.length > 0) {
    throw new ActionError(
      `platforms: the builder ${name} cannot build ${missing2.join(", ")}; its nodes offer ${offered.join(", ")}`,
      {
        hint: "Add a node for it to `nodes`, or register QEMU on a node (`driver-opts: qemu.install=true` on Kubernetes)."
      }
    );
  }
}
async function adopt(name, { folder, userConfig }) {
  const instances = join11(folder.buildx, "instances");
  await mkdir2(instances, { recursive: true });
  const record2 = name.toLowerCase();
  await copyFile2(join11(userConfig, "instances", record2), join11(instances, record2)).catch(
    (error) => {
      if (error.code !== "ENOENT") throw error;
    }
  );
}
async function create(planned, setup) {
  const plan = await withCertificates(planned, setup.folder.tls);
  const config = plan.keep ? setup.userConfig : setup.folder.buildx;
  if (plan.keep && existsSync(join11(config, "instances", plan.name))) return adopt(plan.name, setup);
  const configFile = plan.config === void 0 ? void 0 : join11(setup.folder.path, "buildkitd.toml");
  if (configFile !== void 0) await writeFile2(configFile, plan.config ?? "", { mode: 384 });
  if (!plan.keep) for (const entry of cleanupsOf(plan, setup.buildx, config)) setup.recordCleanup(entry);
  const buildx = (args) => setup.run({
    program: setup.buildx,
    args,
    // without the event's payload: buildx would send it to the builder for the provenance of every image
    env: { ...setup.env, BUILDX_CONFIG: config, GITHUB_EVENT_PATH: void 0 },
    idle: BUILDER_BOOT_IDLE_MS
  });
  const record2 = async () => {
    for (const [i, node] of plan.nodes.entries()) {
      await insist2(await buildx(createArguments(plan, node, { configFile, append: i > 0, context: setup.context })));
    }
    if (!existsSync(join11(config, "instances", plan.name))) {
      throw new ActionError("buildx exited with status 0 but did not create the builder", {
        hint: "Run the job again; if the error persists, update buildx."
      });
    }
    await completeRecord(join11(config, "instances", plan.name), plan.nodes);
  };
  const images = [...new Set(plan.nodes.flatMap(imagesOf2))];
  const insist2 = async (finished) => {
    if (succeeded(finished)) return;
    for (const image of images) await afterPull(finished.stderr, image, setup);
    const Kind = finished.timedOut ? HungError : ActionError;
    throw tooOld(finished.stderr) ?? new Kind(...failure(plan, describeEnd(finished), finished.stderr));
  };
  const attempt = async () => {
    const fetched = Promise.all(isHere(plan) ? images.map((image) => fetch(image, plan, setup)) : []);
    fetched.catch(() => void 0);
    try {
      await record2();
      await fetched;
      await insist2(await buildx(["inspect", "--bootstrap", plan.name]));
    } catch (error) {
      await buildx(["rm", "--force", plan.name]);
      throw error;
    }
  };
  await retry(attempt, setup.retry, judgeHelper);
  if (plan.keep) await adopt(plan.name, setup);
}
async function withCertificates(plan, folder) {
  const nodes = plan.nodes.map(async (node, i) => {
    const files = Object.entries(node.tls ?? {}).map(async ([name, pem]) => {
      if (pem === void 0) return [];
      const path = join11(folder, `node-${i}-${name}.pem`);
      await writeFile2(path, pem, { mode: 384 });
      return [formatFields([`${name}=${path}`])];
    });
    return { ...node, driverOpts: [...node.driverOpts, ...(await Promise.all(files)).flat()] };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}
async function fetch(image, plan, setup) {
  if (parseRepository(splitReference(image).name) instanceof Wrong) return;
  if (await setup.engine.image(image) !== void 0) return;
  await pullHelper(image, setup).catch((cause) => {
    if (!(cause instanceof TransferError)) throw cause;
    throw new ActionError(...failure(plan, cause.message, cause.message, cause));
  });
}
function imagesOf2({ driverOpts }) {
  return driverOpts.flatMap((option2) => option2.startsWith("image=") ? [option2.slice("image=".length)] : []);
}
function isHere({ driver, nodes }) {
  return nodes.every((node) => DRIVERS[driver].isLocal(node));
}
function cleanupsOf(plan, buildx, config) {
  if (!DRIVERS[plan.driver].startsDaemons) return [];
  if (!isHere(plan)) return [{ kind: "builder", name: plan.name, buildx, config }];
  const { name, nodes } = plan;
  const containers = nodes.map((node, i) => containerOf(node.name ?? `${name}${i}`));
  return containers.flatMap((container) => [
    { kind: "volume", name: `${container}_state` },
    { kind: "container", name: container }
  ]);
}
function failure(plan, why, output, cause) {
  return [
    `the ${plan.driver} builder could not be created: ${why}`,
    { hint: DRIVERS[plan.driver].hint(plan.nodes), output, cause }
  ];
}
var ENTITLEMENT = "--allow-insecure-entitlement";
var RECORD2 = looseObject({
  Nodes: array(
    looseObject({
      Flags: nullish(array(string())),
      DriverOpts: nullish(record(string(), string()))
    })
  )
});
async function completeRecord(path, nodes) {
  const record2 = readJson(RECORD2, await readFile4(path, "utf8"));
  if (record2 === void 0) {
    throw new ActionError(`cannot read the record that buildx wrote about its new builder: ${path}`, {
      hint: "Set `buildx-version: latest`."
    });
  }
  const isUnasked = (flag, { buildkitdFlags, entitlements }) => flag === `${ENTITLEMENT}=network.host` && !entitlements.includes("network.host") && !buildkitdFlags?.includes("network.host");
  const Nodes = record2.Nodes.map((node, i) => {
    const plan = nodes[i];
    if (plan === void 0) return node;
    const Flags = (node.Flags ?? []).filter((flag) => !isUnasked(flag, plan));
    return { ...node, Flags, DriverOpts: { ...node.DriverOpts, ...variablesOf2(plan) } };
  });
  await writeFile2(path, JSON.stringify({ ...record2, Nodes }));
}
function isVariable(option2) {
  return /^"?env\./.test(option2);
}
function variablesOf2({ driverOpts }) {
  return Object.fromEntries(
    driverOpts.filter(isVariable).map((option2) => {
      const fields = parseFields(option2);
      const [name = "", value = ""] = ((fields instanceof Wrong ? void 0 : fields[0]) ?? option2).split(/=(.*)/s);
      return [name, value];
    })
  );
}
function createArguments(plan, node, { configFile, append, context }) {
  const granted = node.entitlements.filter((name) => !node.buildkitdFlags?.includes(name));
  const flags = [...granted.map((name) => `${ENTITLEMENT}=${name}`), node.buildkitdFlags ?? ""].join(" ").trim();
  const driver = DRIVERS[plan.driver];
  const endpoint = driver.endpoint(node, context);
  return [
    "create",
    `--name=${plan.name}`,
    `--driver=${plan.driver}`,
    ...append ? ["--append"] : [],
    ...node.name === void 0 ? [] : [`--node=${node.name}`],
    ...node.platforms.length === 0 ? [] : [`--platform=${node.platforms.map(formatPlatform).join(",")}`],
    ...node.driverOpts.filter((opt) => !isVariable(opt)).map((opt) => `--driver-opt=${opt}`),
    ...flags === "" ? [] : [`--buildkitd-flags=${flags}`],
    ...configFile === void 0 || !driver.startsDaemons ? [] : [`--buildkitd-config=${configFile}`],
    ...endpoint === void 0 ? [] : ["--", endpoint]
  ];
}

// src/builder/emulators.ts
var NAMES3 = nullish(array(string()), []);
var ANSWER = object({
  /** Platforms the kernel now runs: `linux/arm64`. */
  supported: NAMES3,
  /** Registered interpreters: `qemu-aarch64`. */
  emulators: NAMES3
});
async function registerEmulators(setup, tools) {
  const { engine, recordCleanup } = tools;
  const name = `multiarch-build-binfmt-${setup.id}`;
  const gone = recordCleanup({ kind: "container", name });
  const remove = () => engine.removeContainer(name).then(gone, () => void 0);
  const late = await retry(
    async () => {
      try {
        await start({ name, image: setup.image }, setup, tools);
        const { answer, exit } = await hear(name, engine);
        if (answer !== void 0 && setup.local && (await missingOf(setup, answer)).length === 0) {
          exit.then(remove, () => void 0);
          return void 0;
        }
        const code = await exit;
        const said = (await engine.container(name))?.log.join("\n") ?? "";
        if (answer === void 0 || code !== 0)
          throw failure2(setup, `${setup.image} ended with ${describe(code)}`, said);
        remove();
        return { answer, said };
      } catch (error) {
        await remove();
        throw error;
      }
    },
    tools.retry,
    judgeHelper
  );
  const missing2 = late === void 0 ? [] : await missingOf(setup, late.answer);
  if (missing2.length > 0) {
    throw new ActionError(`${setup.image} did not register an emulator for ${missing2.join(", ")}`, {
      hint: "Set `qemu-image` to a release of tonistiigi/binfmt that has it, or build this platform on a native runner.",
      output: late?.said
    });
  }
}
async function start(container, setup, tools) {
  const { engine } = tools;
  const { architectures, replaced } = setup;
  const uninstall = replaced.length === 0 ? [] : ["--uninstall", replaced.join(",")];
  const command = [...uninstall, "--install", architectures.join(",")];
  try {
    if (await engine.startPrivileged(container, command)) return;
    await pullHelper(setup.image, tools);
    if (await engine.startPrivileged(container, command)) return;
    throw new EngineRefusal("the Docker engine does not find the image that it pulled");
  } catch (cause) {
    if (!(cause instanceof TransferError || cause instanceof EngineRefusal)) throw cause;
    throw failure2(setup, cause.message, cause.output, cause);
  }
}
async function hear(name, engine) {
  let text2 = "";
  const answered = Promise.withResolvers();
  const exit = engine.hear(name, EMULATORS_IDLE_MS, (chunk) => {
    text2 += chunk.toString();
    const answer2 = parseAnswer(text2);
    if (answer2 !== void 0) answered.resolve(answer2);
  });
  const answer = await Promise.race([answered.promise, exit.then(() => parseAnswer(text2))]);
  return { answer, exit };
}
function failure2({ architectures }, why, output, cause) {
  return new ActionError(`the emulators for ${architectures.join(", ")} could not be registered: ${why}`, {
    hint: "See its output. On a runner that does not allow privileged containers, register QEMU on the machine itself and set `qemu: never`.",
    output,
    cause
  });
}
function describe(code) {
  return describeEnd({ code, signal: void 0, timedOut: false });
}
async function missingOf({ architectures, local }, answer) {
  const table = local ? await registeredEmulators() : void 0;
  return architectures.filter((architecture) => !isRegistered(architecture, answer, table));
}
function isRegistered(architecture, answer, table) {
  if (table !== void 0) return table.some(({ processor }) => processor === qemuName(architecture));
  return answer.emulators.includes(`qemu-${qemuName(architecture)}`) || answer.supported.some((platform) => platform.split("/")[1] === architecture);
}
function parseAnswer(text2) {
  const begin = text2.indexOf("{");
  return begin < 0 ? void 0 : readJson(ANSWER, text2.slice(begin));
}

// src/builder/prepare.ts
async function prepare(plan, setup) {
  const { info } = setup.runner;
  const stopwatch = startStopwatch();
  const platforms = plan.platforms.map(({ platform }) => platform);
  const [builder] = await Promise.all([
    Promise.all([withHelper(plan.builder, setup.findHelper), setup.buildxReady]).then(
      ([builder2]) => withHeartbeat("starting the builder", info, () => makeBuilder(builder2, platforms, setup))
    ),
    emulate(plan, plan.emulators, setup, plan.replaced)
  ]);
  if (plan.builder.kind === "new") info(`builder ready (${stopwatch()})`);
  return builder;
}
async function withHelper(plan, findHelper) {
  if (plan.kind !== "new") return plan;
  const nodes = plan.nodes.map(async (node) => {
    const driverOpts = node.driverOpts.map(
      async (option2) => option2.startsWith("image=") ? `image=${await findHelper(option2.slice("image=".length))}` : option2
    );
    return { ...node, driverOpts: await Promise.all(driverOpts) };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}
async function emulate(plan, architectures, setup, replaced = []) {
  if (architectures.length === 0) return;
  const { host, id, findHelper } = setup;
  const local = host.emulators !== void 0;
  const image = await findHelper(plan.request.setup.qemuImage);
  const stopwatch = startStopwatch();
  const { info } = setup.runner;
  await withHeartbeat(
    "registering emulators",
    info,
    () => registerEmulators({ architectures, replaced, image, id, local }, setup)
  );
  info(`emulators installed: ${architectures.join(", ")} (${stopwatch()})`);
}

// src/buildkit/exports.ts
function exportsOf(delivery, store) {
  const files = delivery.files.map(({ type, attributes }) => ({ type, attributes }));
  const isImage = ({ type }) => type === "oci" || type === "docker";
  const given = { "oci-mediatypes": "true", ...delivery.imageAttributes };
  const image = store === void 0 ? [] : [{ type: store.type, attributes: { ...given, ...store.attributes } }];
  const [first, ...further] = [...image, ...files.filter(isImage)];
  return [
    [...files.filter((file) => !isImage(file)), ...first === void 0 ? [] : [first]],
    ...further.map((file) => [file])
  ];
}
function formatExport({ type, attributes }) {
  return formatFields([`type=${type}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]);
}

// src/buildkit/dockerfile-location.ts
var SEPARATOR = /^-{8,}$/;
function findLocation(lines) {
  const start2 = lines.findIndex((line2, at2) => /^\S.*:\d+$/.test(line2) && SEPARATOR.test(lines[at2 + 1] ?? ""));
  if (start2 < 0) return void 0;
  const end = lines.findIndex((line2, at2) => at2 > start2 + 1 && SEPARATOR.test(line2));
  const excerpt2 = lines.slice(start2 + 2, end < 0 ? void 0 : end);
  const marked = excerpt2.flatMap((line2) => /^ *(\d+) \| >>>/.exec(line2)?.[1] ?? []).map(Number);
  const [, file = "", line = ""] = /^(.*):(\d+)$/.exec(lines[start2] ?? "") ?? [];
  return {
    file,
    line: marked.at(0) ?? Number(line),
    endLine: marked.at(-1) ?? Number(line),
    excerpt: [lines[start2], ...excerpt2].join("\n").trimEnd()
  };
}

// src/buildkit/known-failures.ts
var KNOWN_FAILURES = [
  {
    kind: "buildx-too-old",
    source: "buildkit",
    pattern: UNKNOWN_OPTION,
    message: (_, [, option2 = ""]) => describeTooOld(option2),
    hint: RENEW
  },
  {
    kind: "platform-missing",
    source: "buildkit",
    pattern: /no match for platform in manifest|no matching manifest for/,
    message: ({ image, platform }) => `${image} does not exist for ${platform}`,
    hint: "Choose a base image (or another tag of it) that has this platform, or remove the platform from `platforms`."
  },
  {
    kind: "exec-format",
    source: "both",
    pattern: /exec format error/i,
    message: ({ step, platform }) => `${step} tried to run a program that this machine cannot run for ${platform}`,
    hint: ({ isNative }) => isNative ? "The program is built for another platform: check the files that the Dockerfile copies or downloads." : "Set `qemu` to `auto` or `always` to register an emulator. If an emulator is registered, the program is built for another platform: check the files that the Dockerfile copies or downloads."
  },
  {
    kind: "emulator-crash",
    source: "command",
    pattern: /qemu: uncaught target signal (\d+)|exit code: (139|132|134)\b/,
    message: ({ step, failed }, [, signal = "", code = ""]) => `${step} crashed on ${failed}: ${signal === "" ? describeExit(`exit code: ${code}`) : `QEMU reports signal ${signal}`}`,
    hint: ({ isNative }) => isNative ? "The program itself crashed: run it on a machine of this platform to see why." : "If this platform is emulated, try another `qemu-image` with `qemu: reset`, or avoid emulation with a native runner or cross-compilation."
  },
  {
    kind: "killed",
    source: "both",
    pattern: /exit code: 137\b|signal: killed|cannot allocate memory|out of memory/i,
    message: ({ step, memory }) => `${step} was killed or ran out of memory (now ${memory})`,
    hint: "Use a machine with more memory, or build less in parallel: fewer parallel jobs, fewer platforms in one job."
  },
  {
    kind: "no-space",
    source: "both",
    pattern: /no space left on device|disk quota exceeded/i,
    message: ({ step }) => `no space was left on the disk at ${step}`,
    hint: "Free space before this step (`docker system df` shows the usage), or build the platforms in several jobs."
  },
  {
    kind: "rate-limit",
    source: "buildkit",
    pattern: /toomanyrequests|\b429 Too Many Requests|unexpected status[^\n]*: 429\b|pull rate limit/i,
    message: ({ error }) => `a registry rejected the request because of its rate limit: ${error}`,
    hint: "Log in to that registry (`username`, `password`, or `registry-auth`), use a mirror, or try again later."
  },
  {
    kind: "cache-import",
    source: "buildkit",
    pattern: /cache importer|failed to load cache(?! key)/,
    message: ({ error }) => `the build cache could not be read: ${error}`,
    hint: "Build once with `cache: false`, or delete the broken cache from its registry."
  },
  {
    kind: "cache-export",
    source: "buildkit",
    step: "cache-export",
    pattern: /cache exporter|cache export is not supported|error writing (?:layer|manifest|config) blob/i,
    message: ({ error }) => `the build cache could not be written: ${error}`,
    hint: "Allow the token to write there (`packages: write` on GHCR), or set `cache-write: false`."
  },
  {
    kind: "file-missing",
    source: "buildkit",
    pattern: /failed to (?:compute cache key|calculate checksum of ref).*?"([^"]+)": not found/,
    message: ({ step }, match) => `${step} did not find ${match[1]}`,
    hint: "Check that the file is in the `context` and not excluded by .dockerignore, or that the stage it is copied from creates it."
  },
  {
    kind: "dockerfile-missing",
    source: "buildkit",
    pattern: /failed to read dockerfile: open ([^:]+): no such file/,
    message: (_, match) => `the Dockerfile ${match[1]} does not exist`,
    hint: "Set `file` to its path, relative to the workspace and not to `context`."
  },
  {
    // BuildKit fetches a Git context or the source of an ADD to compute the cache key of the step
    kind: "source",
    source: "buildkit",
    pattern: /repository does not contain ref [^,]+|fatal: (?:could not read (?:Username|Password)|Authentication failed) for '[^']*'|fatal: repository '[^']*' not found|Permission denied \(publickey\)|(?:requested URL returned error:|invalid response status) 4(?!29)\d\d|invalid subdir [^:]+/,
    message: ({ step }, match) => `${step} could not fetch its source: ${match[0]}`,
    hint: "Check the URL, and the ref and the folder in it. For a private repository set `github-token` or a secret GIT_AUTH_TOKEN."
  },
  {
    kind: "secret-missing",
    source: "buildkit",
    pattern: /secret "?([^\s":]+)"?: not found/,
    message: ({ step }, match) => `${step} requires the secret ${match[1]}, which is not set`,
    hint: "Set it in `secrets`, `secret-envs` or `secret-files` with the id that the Dockerfile mounts."
  },
  {
    kind: "target-unknown",
    source: "buildkit",
    pattern: /target stage "?([^" ]+)"? could not be found(.*)/,
    message: (_, match) => `the Dockerfile has no stage ${match[1]}${match[2]}`,
    hint: "Set `target` to the name after `AS` of one of its stages."
  },
  {
    kind: "parse",
    source: "buildkit",
    pattern: /dockerfile parse error|unknown instruction|failed to parse|no build stage in current context|invalid reference format/,
    message: ({ error }) => `the Dockerfile is invalid: ${error}`,
    hint: "Correct the marked line."
  },
  {
    kind: "entitlement",
    source: "buildkit",
    pattern: /(?:granting entitlement )?(network\.host|security\.insecure|device\S*) is not allowed/,
    message: (_, match) => `the build requires the entitlement ${match[1]}, which is not allowed`,
    hint: "Add it to `allow`. The builder must permit it too (`buildkitd-flags: --allow-insecure-entitlement …`)."
  },
  {
    kind: "builder-lost",
    source: "buildkit",
    pattern: /closing transport|transport is closing|error reading from server|no active session|code = Unavailable(?! desc = failed to)|connection error: desc|graceful_stop/i,
    message: ({ error }) => `the connection to the builder was lost during the build: ${error}`,
    hint: "Check if the builder ran out of memory or if another job on this machine stopped it."
  },
  ...ADVICE.map(
    ({ kind, pattern, hint }) => ({
      kind,
      source: "buildkit",
      pattern,
      message: ({ error }) => error,
      hint
    })
  ),
  {
    kind: "certificate",
    source: "buildkit",
    pattern: /certificate (?:signed by|has expired|is not trusted|is valid for)[\w ]*|failed to verify certificate/i,
    message: ({ error }, match) => `a server could not be trusted (${match[0]}): ${error}`,
    hint: "Check the certificates and the clocks of the machine and of the builder, and the proxy between them."
  },
  {
    kind: "network",
    source: "buildkit",
    // before `denied`: a token server that fails causes "failed to authorize"
    pattern: PASSING_WORDS,
    message: ({ error }, match) => `the network or a server failed (${match[0]}): ${error}`,
    hint: "Run the job again. If it fails again, check the proxy and the mirrors of the machine and of the builder."
  },
  {
    kind: "denied",
    source: "buildkit",
    pattern: /unauthorized|\b403 Forbidden|insufficient_scope|access denied|(?:^|: )denied|authorization failed|failed to authorize|no basic auth credentials/i,
    message: ({ error }) => `a registry denied access: ${error}`,
    hint: "Check the name, log in to that registry, and give the token the required permission (`packages: read` or `packages: write` on GHCR)."
  },
  {
    kind: "not-found",
    source: "buildkit",
    pattern: /: not found|manifest unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN/,
    message: ({ image, error }) => image === "" ? `not found: ${error}` : `${image} does not exist`,
    hint: "Check the name and the tag. For a private image, log in to its registry."
  },
  {
    kind: "network",
    source: "command",
    pattern: /could not resolve host|temporary failure (?:in name resolution|resolving)|no such host|bad address|network is unreachable|TLS handshake timeout|connection timed out/i,
    message: ({ step, platform }, match) => `${step} had no network for ${platform}: ${match[0]}`,
    hint: "Run the job again. If it fails again, check `network`, the proxy, and the DNS of the builder."
  },
  {
    kind: "command",
    source: "command",
    pattern: /did not complete successfully: (exit code: \d+|.+)/,
    message: ({ step, failed, passed, lastLine }, [, end = ""]) => {
      const others = passed === "" ? "" : `; ${passed} passed`;
      return `${step} failed on ${failed}${others}. ${describeExit(end)}${lastLine === "" ? "" : `: ${lastLine}`}`;
    },
    hint: "The last lines of its output are above this message."
  },
  {
    kind: "unknown",
    source: "both",
    pattern: /^/,
    message: ({ error }) => error,
    hint: "See the output of the build in the log above."
  }
];
var EXIT_CODES = {
  126: "a program that cannot be executed",
  127: "a command that was not found",
  132: "illegal instruction",
  134: "aborted",
  137: "killed",
  139: "segmentation fault"
};
function describeExit(end) {
  const [, code = ""] = /^exit code: (\d+)/.exec(end) ?? [];
  if (code === "") return end.split(": context")[0] ?? end;
  const name = EXIT_CODES[code];
  return name === void 0 ? `Exit code ${code}` : `Exit code ${code} (${name})`;
}

// src/buildkit/failure.ts
var BuildFailure = class _BuildFailure extends ActionError {
  name = "BuildFailure";
  kind;
  /** The step that failed. Undefined if the failure has no step. */
  step;
  location;
  /** True if this machine could not execute a program. A build with more emulators may succeed. */
  missingEmulator;
  /** The image that was being looked up: `docker.io/library/busybox:1`. */
  image;
  /** The error message of buildx without prefixes. */
  buildxError;
  constructor(kind, message, details) {
    super(message, details);
    this.kind = kind;
    this.step = details.step;
    this.location = details.location;
    this.missingEmulator = kind === "exec-format";
    this.image = details.image || void 0;
    this.buildxError = details.buildxError ?? "";
  }
  /** The same failure with a detail in its message, and with further lines of output. */
  withDetail(detail, lines = [], hint = this.hint) {
    const { kind, message, step, location, image, buildxError } = this;
    const output = [this.output, lines.join("\n")].filter(Boolean).join("\n\n");
    return new _BuildFailure(kind, `${message}: ${detail}`, { hint, output, step, location, image, buildxError });
  }
};
var OUTPUT_LINES = 10;
var MAX_LAST_LINE_CHARS = 200;
function explainFailure(log, finished, machine) {
  const { isEmulated: isEmulated2, memory = describeMemory() } = machine;
  const error = findError(log.text);
  const step = finished.timedOut ? log.steps.findLast(({ running }) => running) : failedStep(log.steps, error ?? "");
  const location = findLocation(log.text);
  const output = [location?.excerpt, step?.output.slice(-OUTPUT_LINES).join("\n")].filter(Boolean).join("\n\n");
  if (finished.timedOut) {
    const at2 = step === void 0 ? "" : ` Running step: "${step.name}".`;
    const last = log.lastLine === void 0 ? "" : ` Last line: ${log.lastLine}`;
    const message = `the build timed out.${at2}${last}`;
    return new BuildFailure("timeout", message, {
      hint: "Increase `timeout`, or check why this step takes so long.",
      output,
      step,
      location
    });
  }
  const buildxError = error ?? step?.error;
  if (buildxError === void 0) return withoutErrorMessage(log, finished, memory);
  const context = { ...failureContext(log, step, buildxError, isEmulated2), error: buildxError, memory };
  const isCommand = isCommandFailure(step);
  const errors = [buildxError, step?.error ?? ""].map(
    (text2) => withoutCommand(text2).slice(0, MAX_CLASSIFIED_ERROR_CHARS)
  );
  const lines = isCommand ? (step?.output ?? []).map((line) => withoutCommand(line.slice(0, MAX_CLASSIFIED_LINE_CHARS))) : [];
  const subject = [...errors, ...lines].join("\n");
  for (const known of KNOWN_FAILURES) {
    if (known.source !== "both" && known.source === "command" !== isCommand) continue;
    const match = known.step !== void 0 && known.step === step?.kind ? /^/.exec(buildxError) : known.pattern.exec(subject);
    if (match === null) continue;
    const where = location === void 0 ? "" : ` (${location.file}:${location.line})`;
    const { kind } = known;
    const hint = typeof known.hint === "string" ? known.hint : known.hint(context);
    const { image } = context;
    return new BuildFailure(kind, `${known.message(context, match)}${where}`, {
      hint,
      output,
      step,
      location,
      image,
      buildxError
    });
  }
  throw new Error("unreachable: the last known failure matches every error");
}
function describeFailedBuild({ text: text2 }, finished) {
  return text2.findLast((line) => line.startsWith("ERROR:")) ?? describeEnd(finished);
}
function isCommandFailure(step) {
  return step?.kind === "run" && /did not complete successfully/.test(step.error ?? "");
}
function withoutErrorMessage(log, finished, memory) {
  const killed = wasKilled(finished);
  const [found = ""] = finished.stdout.trim().split("\n", 1);
  if (!killed && found !== "") {
    const hint = "The log lists all findings.";
    return new BuildFailure("call", found, { hint, output: "", step: void 0, location: void 0 });
  }
  const at2 = log.steps.findLast(({ running }) => running);
  const during = at2 === void 0 ? "" : ` during "${at2.name}"`;
  return new BuildFailure(
    killed ? "killed" : "unknown",
    `buildx ended without an error message${during}: ${describeEnd(finished, memory)}`,
    {
      hint: killed ? "Use a machine with more memory, or build less in parallel. Check if something on this machine kills processes." : "Enable debug logging and run the job again.",
      output: log.text.slice(-OUTPUT_LINES).join("\n"),
      step: at2,
      location: void 0
    }
  );
}
function findError(lines) {
  const start2 = lines.findLastIndex((line) => line.startsWith("ERROR: "));
  if (start2 < 0) return void 0;
  const whole = lines.slice(start2).join("\n").trim();
  return whole.replace(/^ERROR: (?:failed to build: |failed to solve: |rpc error: code = \w+ desc = )*/, "");
}
function failedStep(steps, error) {
  const failed = steps.filter((step) => step.error !== void 0 && !step.error.endsWith("context canceled"));
  const named = failed.filter((step) => error.includes(step.error ?? ""));
  return named.at(0) ?? failed.find(({ kind }) => kind !== "cache-import");
}
function failureContext({ steps }, step, error, isEmulated2) {
  const resolved = step?.kind === "resolve" ? step.command : error;
  const [, image = ""] = /(?:metadata for |image config for )(?:docker-image:\/\/)?([^\s]+?)(?:: |$)/m.exec(resolved) ?? [];
  const command = step?.command ?? "the build";
  const describe2 = ({ platform, target }) => {
    const isForeign = platform !== void 0 && isEmulated2(platform);
    return `${target ?? "this platform"}${isForeign ? " (emulated)" : ""}`;
  };
  const same = steps.filter(({ stage, index }) => index !== void 0 && index === step?.index && stage === step.stage);
  const failed = same.filter((each) => each.error !== void 0 && !each.error.endsWith("context canceled"));
  const passed = same.filter((each) => each.error === void 0 && !each.running);
  const lastLine = step?.output.findLast((line) => line.trim() !== "")?.trim() ?? "";
  return {
    platform: step?.target ?? "this platform",
    isNative: step?.platform !== void 0 && isEmulated2(step.platform) === false,
    failed: listOf(failed.map(describe2)) || "this platform",
    passed: listOf(passed.map(describe2)),
    lastLine: lastLine.length > MAX_LAST_LINE_CHARS ? "" : lastLine,
    step: command.length > 100 ? `${command.slice(0, 99)}…` : command,
    image
  };
}
function listOf(names) {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}
function withoutCommand(text2) {
  return text2.replace(/process "(?:[^"\\]|\\.)*"/gs, "process");
}

// src/buildkit/invocations.ts
import { join as join12 } from "node:path";
function invocationsOf(plan, store, folder) {
  if (!plan.separateCalls) return [{ plan, exportTo: store?.exportTo(), metadataFile: join12(folder, "metadata.json") }];
  return plan.platforms.map((platform, i) => ({
    plan: singlePlatformPlan(platform, i, plan),
    exportTo: store?.exportTo(i),
    metadataFile: join12(folder, `metadata-${i}.json`)
  }));
}
var MULTI_PLATFORM = { name: "BUILDKIT_MULTI_PLATFORM", value: "1" };
function singlePlatformPlan(platform, i, plan) {
  const { request, cache } = plan;
  const buildArgs = [...request.build.buildArgs, MULTI_PLATFORM];
  return {
    ...plan,
    request: { ...request, build: { ...request.build, buildArgs } },
    platforms: [platform],
    cache: { ...cache, to: cache.byPlatform ? cache.to.slice(i, i + 1) : cache.to }
  };
}

// src/buildkit/solve-status.ts
var FIELDS = ["vertexes", "statuses", "logs", "warnings"];
function parseStatus(line) {
  if (!line.startsWith("{")) return void 0;
  let json;
  try {
    json = JSON.parse(line);
  } catch {
    return void 0;
  }
  if (!FIELDS.some((part) => Array.isArray(json[part]))) return void 0;
  return {
    vertexes: objects(json.vertexes),
    statuses: objects(json.statuses),
    logs: objects(json.logs),
    warnings: objects(json.warnings)
  };
}
function list(value) {
  return Array.isArray(value) ? value : [];
}
function text(value) {
  return typeof value === "string" ? value : "";
}
function number(value) {
  return typeof value === "number" ? value : 0;
}
function base64(value) {
  return Buffer.from(text(value), "base64");
}
function milliseconds(value) {
  const [, fraction = ""] = /\.\d{3}(\d+)/.exec(text(value)) ?? [];
  const whole = Date.parse(text(value));
  return Number.isNaN(whole) ? void 0 : whole + Number(`0.${fraction}`);
}
function objects(value) {
  return list(value).filter((item) => typeof item === "object" && item !== null);
}

// src/buildkit/events.ts
var LAYER_LOCKED = /^ERROR: \(\*service\)\.Write failed: .* locked for .*: unavailable$/;
var EventReader = class {
  #lines = new LineSplitter();
  #steps = /* @__PURE__ */ new Map();
  #outputs = /* @__PURE__ */ new Map();
  #redact;
  /** @param redact removes secrets from text that is shortened or escaped later. The runner itself masks the output of steps. */
  constructor(redact = (text2) => text2) {
    this.#redact = redact;
  }
  push(chunk) {
    return this.#lines.push(chunk).flatMap((line) => this.#read(line));
  }
  /** Returns the events of incomplete lines at the end of the stream. */
  end() {
    const rest = this.#lines.end().filter((line) => !line.startsWith('{"') || parseStatus(line) !== void 0);
    const events = rest.flatMap((line) => this.#read(line));
    return [...events, ...[...this.#outputs.keys()].flatMap((key) => this.#flush(key))];
  }
  #read(line) {
    const status = parseStatus(line);
    if (LAYER_LOCKED.test(line)) return [];
    if (status === void 0) return [{ type: "text", line: this.#redact(printableLine(line)) }];
    const isEnd = ({ completed, digest }) => completed !== void 0 && this.#steps.has(text(digest));
    const begun = status.vertexes.filter((vertex) => !isEnd(vertex)).map((vertex) => this.#begin(vertex));
    return [
      ...begun,
      ...status.statuses.map((item) => this.#status(item)),
      ...status.warnings.map((warning) => this.#warning(warning)),
      ...status.logs.flatMap((log) => this.#log(log)),
      ...status.vertexes.filter(({ completed }) => completed !== void 0).flatMap((vertex) => this.#end(vertex))
    ];
  }
  #begin(json) {
    return { ...this.#step(json), completed: void 0, error: void 0 };
  }
  #end(json) {
    const unfinished = [1, 2].flatMap((stream) => this.#flush(`${stream} ${text(json.digest)}`));
    return [...unfinished, this.#step(json)];
  }
  #step(json) {
    const vertex = text(json.digest);
    const group = json.progressGroup;
    const step = text(group?.id) || vertex;
    this.#steps.set(vertex, step);
    return {
      type: "step",
      step,
      vertex,
      name: this.#redact(printableLine(text(group?.name ?? json.name).replaceAll("\n", " "))),
      inputs: list(json.inputs).map(text),
      started: milliseconds(json.started),
      completed: milliseconds(json.completed),
      cached: json.cached === true,
      error: this.#redact(printable(text(json.error))) || void 0
    };
  }
  #status(json) {
    return {
      type: "status",
      step: this.#stepOf(json),
      id: printableLine(text(json.id)),
      current: number(json.current),
      total: number(json.total),
      at: milliseconds(json.timestamp) ?? 0,
      started: milliseconds(json.started),
      completed: milliseconds(json.completed)
    };
  }
  #warning(json) {
    const source = json.sourceInfo;
    const ranges = list(json.range);
    const ends = ranges.flatMap(({ start: start2, end }) => [number(start2?.line), number(end?.line)]).filter((line) => line > 0);
    return {
      type: "warning",
      step: this.#stepOf(json),
      short: this.#redact(printableLine(base64(json.short).toString())),
      detail: list(json.detail).map((part) => this.#redact(printable(base64(part).toString()))),
      url: text(json.url) || void 0,
      file: printableLine(text(source?.filename)) || void 0,
      lines: ends.length === 0 ? void 0 : [Math.min(...ends), Math.max(...ends)]
    };
  }
  #log(json) {
    const key = `${number(json.stream) || 1} ${text(json.vertex)}`;
    const output = this.#outputs.get(key) ?? { lines: new LineSplitter(), at: 0 };
    this.#outputs.set(key, output);
    output.at = milliseconds(json.timestamp) ?? 0;
    const step = this.#stepOf(json);
    const lines = output.lines.push(base64(json.data));
    return lines.map((line) => ({ type: "output", step, line: printableLine(line), at: output.at }));
  }
  #flush(key) {
    const output = this.#outputs.get(key);
    if (output === void 0) return [];
    const vertex = key.slice(2);
    const step = this.#steps.get(vertex) ?? vertex;
    return output.lines.end().map((line) => ({ type: "output", step, line: printableLine(line), at: output.at }));
  }
  #stepOf(json) {
    const vertex = text(json.vertex);
    return this.#steps.get(vertex) ?? vertex;
  }
};

// src/buildkit/export-progress.ts
var ExportProgress = class {
  /** Number of names under which the image is pushed. BuildKit reports each push. */
  #pushCount;
  /** Number of names that the image gets in the builder's image store. BuildKit reports each name. */
  #nameCount;
  #steps = /* @__PURE__ */ new Map();
  /** Running vertices that export or push. */
  #running = /* @__PURE__ */ new Set();
  #pushed = /* @__PURE__ */ new Set();
  #named = /* @__PURE__ */ new Set();
  #digests = /* @__PURE__ */ new Map();
  #writesCache = false;
  constructor(exports) {
    const namesOf2 = (some) => some.flatMap(({ attributes }) => (attributes.name ?? "").split(","));
    const isPush = ({ attributes }) => attributes.push === "true";
    this.#pushCount = namesOf2(exports.filter(isPush)).length;
    this.#nameCount = namesOf2(exports.filter((one) => one.type === "image" && !isPush(one))).length;
  }
  add(event) {
    if (event.type === "step") {
      const { kind, command } = parseStepName(event.name);
      this.#steps.set(event.step, { kind, isImage: IMAGE_EXPORT.test(command) });
      if (event.started === void 0) return;
      if (kind === "cache-export") this.#writesCache = true;
      if (kind !== "export" && kind !== "push") return;
      if (event.completed === void 0) this.#running.add(event.vertex);
      else if (event.error === void 0) this.#running.delete(event.vertex);
    } else if (event.type === "status" && event.completed !== void 0) {
      if (event.id.startsWith(PUSH_STATUS)) this.#pushed.add(event.id);
      if (event.id.startsWith(NAME_STATUS)) this.#named.add(event.id);
      const [, list2, digest] = EXPORTED_MANIFEST.exec(event.id) ?? [];
      if (this.#steps.get(event.step)?.isImage && isDigest(digest)) this.#digests.set(list2 ? "index" : "image", digest);
    }
  }
  /** True if only the cache remains to be written. */
  get isExported() {
    return this.#writesCache && this.#running.size === 0 && this.#pushed.size >= this.#pushCount;
  }
  /** True if the image has its name in the builder's image store. It can be read there, but may be incomplete. */
  get isNamed() {
    return this.#nameCount > 0 && this.#named.size >= this.#nameCount;
  }
  /** Digest of the index, or of the image without an index, as BuildKit reports it. */
  get digest() {
    return this.#digests.get("index") ?? this.#digests.get("image");
  }
};
var IMAGE_EXPORT = /^exporting to (?:image|oci image format|docker image format)$/;
var EXPORTED_MANIFEST = /^exporting manifest( list)? (sha256:[0-9a-f]{64})$/;
var PUSH_STATUS = "pushing manifest for ";
var NAME_STATUS = "naming to ";

// src/buildkit/idle-watch.ts
var MINUTE = 6e4;
var IDLE_TIMEOUTS = {
  resolve: RESOLVE_IDLE_MS,
  from: BASE_IMAGE_IDLE_MS,
  "cache-import": CACHE_IMPORT_IDLE_MS,
  "cache-export": CACHE_EXPORT_IDLE_MS,
  export: EXPORT_IDLE_MS,
  push: PUSH_IDLE_MS
};
var IdleWatch = class {
  #running = /* @__PURE__ */ new Map();
  /** Progress of each status of a step. */
  #progress = /* @__PURE__ */ new Map();
  /** Layers that are downloading, by step. */
  #layers = /* @__PURE__ */ new Map();
  #onHung;
  #timeouts;
  #fetchTimeout;
  #timer;
  #fetchTimer;
  constructor(onHung, timeouts = IDLE_TIMEOUTS, fetchTimeout = CACHE_LAYER_IDLE_MS) {
    this.#onHung = onHung;
    this.#timeouts = timeouts;
    this.#fetchTimeout = fetchTimeout;
  }
  add(event) {
    if (event.type === "status" && !this.#hasProgress(event)) return;
    if (event.type === "step" && event.started !== void 0) {
      const { step, name, vertex, completed } = event;
      if (completed === void 0) this.#running.set(vertex, { step, name });
      else {
        this.#running.delete(vertex);
        if (this.#layers.delete(step)) this.#startFetchTimer();
      }
    }
    if (event.type === "status" && LAYER_STATUS.test(event.id)) this.#addFetch(event);
    this.#startTimer();
  }
  end() {
    clearTimeout(this.#timer);
    clearTimeout(this.#fetchTimer);
  }
  #hasProgress({ step, id, current, completed }) {
    const key = `${step} ${id}`;
    const progress = completed === void 0 ? current : Number.POSITIVE_INFINITY;
    const before = this.#progress.get(key);
    this.#progress.set(key, progress);
    return progress !== before;
  }
  #addFetch({ step, id, completed }) {
    const running = [...this.#running.values()].find((each) => each.step === step);
    if (running === void 0 || !isInstruction(parseStepName(running.name))) return;
    const layers = this.#layers.get(step) ?? /* @__PURE__ */ new Set();
    this.#layers.set(step, layers);
    if (completed === void 0) layers.add(id);
    else layers.delete(id);
    this.#startFetchTimer();
  }
  #startFetchTimer() {
    clearTimeout(this.#fetchTimer);
    const steps = [...this.#layers].filter(([, layers]) => layers.size > 0).map(([step]) => step);
    if (steps.length === 0) return;
    const names = [...this.#running.values()].filter(({ step }) => steps.includes(step)).map(({ name }) => name);
    this.#fetchTimer = setTimeout(() => this.#reportHung(this.#fetchTimeout, names, true), this.#fetchTimeout);
  }
  #startTimer() {
    clearTimeout(this.#timer);
    const names = [...this.#running.values()].map(({ name }) => name);
    const kinds = names.map((name) => parseStepName(name).kind);
    const limits = kinds.map((kind) => this.#timeouts[kind]);
    if (limits.length === 0 || limits.some((limit) => limit === void 0)) return;
    const longest = Math.max(...limits.map((limit) => limit ?? 0));
    this.#timer = setTimeout(() => this.#reportHung(longest, names, kinds.includes("cache-import")), longest);
  }
  #reportHung(timeout, names, isCache) {
    this.#onHung({ message: `no progress for ${timeout / MINUTE} minutes in "${names.join('", "')}"`, isCache });
  }
};

// src/buildkit/cache-reads.ts
var PREFIX = "importing cache manifest from ";
function describeCacheReads(reads) {
  const byResult = Map.groupBy(reads, ({ error }) => error === void 0 ? "read" : resultOf2(error));
  const parts = [...byResult].map(
    ([result, some]) => `${result}: ${some.map(({ command }) => command.replace(PREFIX, "")).join(", ")}`
  );
  return parts.length === 0 ? [] : [`cache ${parts.join("; ")}`];
}
function resultOf2(error) {
  if (/: not found$/.test(error)) return "does not exist yet";
  if (/denied|unauthorized|insufficient_scope|403 Forbidden/i.test(error))
    return "does not exist yet, or may not be read";
  return `was not read (${error.split("\n", 1)[0]})`;
}

// src/buildkit/progress-lines.ts
var MAX_TITLE_CHARS = 160;
var MIN_INTERNAL_SECONDS = 1;
var MIN_LONGER_SECONDS = 1;
var ProgressLines = class {
  #onlyPlatform;
  #steps = /* @__PURE__ */ new Map();
  #ends = /* @__PURE__ */ new Map();
  #fromCache = /* @__PURE__ */ new Map();
  /** Lines of buildx that are its error message if nothing follows them. */
  #text = [];
  #hasReadCaches = false;
  /** @param onlyPlatform platform of a single-platform build. Its steps do not name the platform. */
  constructor(onlyPlatform) {
    this.#onlyPlatform = onlyPlatform;
  }
  /** Returns the lines to print for an event. */
  add(event, now) {
    if (event.type === "text") {
      this.#text.push(event.line);
      return [];
    }
    const text2 = this.#text;
    this.#text = [];
    return [...text2, ...this.#add(event, now)];
  }
  /** Returns the lines to print if no event arrives: ends that waited, and steps that print nothing for long. */
  tick(now) {
    const ends = [...this.#ends].filter(([, { since }]) => now - since >= STEP_END_WAIT_MS);
    return [...ends.flatMap(([key]) => this.#printEnds(key)), ...this.#heartbeats(now)];
  }
  /** @param ok false if buildx failed: its error message is then left to the error of the step. */
  end(ok) {
    const text2 = ok ? this.#text : [];
    this.#text = [];
    return [...this.#printAllEnds(), ...this.#printCached(), ...text2];
  }
  #add(event, now) {
    switch (event.type) {
      case "step":
        return this.#step(event, now);
      case "output": {
        const progress = this.#progress(event.step);
        progress.lastPrinted = now;
        return [`${prefixOf(progress.name)} ${event.line}`.trimEnd()];
      }
      case "status":
        this.#progress(event.step).bytes.set(event.id, event);
        return [];
      case "warning":
        return [];
    }
  }
  #step(event, now) {
    const progress = this.#progress(event.step);
    progress.name = parseStepName(event.name, this.#onlyPlatform);
    if (event.started === void 0) return [];
    if (event.completed === void 0) {
      progress.running.add(event.vertex);
      if (event.cached) progress.cached.add(event.vertex);
      progress.started ??= now;
      progress.lastPrinted = now;
      return isResult(progress.name) ? [...this.#printAllEnds(), ...this.#printCached()] : [];
    }
    progress.running.delete(event.vertex);
    progress.error ??= event.error;
    progress.intervals.set(`${event.vertex} ${event.started}`, { from: event.started, to: event.completed });
    const isCached = event.cached || progress.cached.has(event.vertex);
    return progress.running.size > 0 ? [] : this.#ended(event.step, progress, isCached, now);
  }
  #ended(step, progress, isCached, now) {
    const { name, error, intervals, reportedSeconds } = progress;
    if (name.kind === "cache-import") return this.#cacheReads();
    const seconds = busySeconds([...intervals.values()]);
    const isFirst = reportedSeconds === void 0;
    if (!isFirst && error === void 0 && seconds - reportedSeconds < MIN_LONGER_SECONDS) return [];
    progress.reportedSeconds = seconds;
    if (isCached && error === void 0) {
      const platform = name.target ?? "";
      if (isFirst && isInstruction(name)) this.#fromCache.set(platform, (this.#fromCache.get(platform) ?? 0) + 1);
      return [];
    }
    if (!isInstruction(name) && error === void 0 && seconds < MIN_INTERNAL_SECONDS && !isResult(name)) return [];
    return this.#collect(step, name, describeEnd2(progress, seconds), now);
  }
  /** Keeps the end until all platforms that run the instruction have ended, or for a while. */
  #collect(step, name, end, now) {
    const key = titleOf2(name);
    const ends = this.#ends.get(key) ?? { title: key, since: now, byPlatform: /* @__PURE__ */ new Map() };
    this.#ends.set(key, ends);
    ends.byPlatform.set(platformOf2(name) ?? "", end);
    const others = [...this.#steps].some(
      ([id, other]) => id !== step && other.running.size > 0 && titleOf2(other.name) === key
    );
    return others ? [] : this.#printEnds(key);
  }
  #printAllEnds() {
    return [...this.#ends.keys()].flatMap((key) => this.#printEnds(key));
  }
  #printEnds(key) {
    const ends = this.#ends.get(key);
    this.#ends.delete(key);
    if (ends === void 0) return [];
    const all = [...ends.byPlatform].map(([platform, end]) => `${platform} ${end}`.trim());
    return [`${shorten(ends.title)}: ${all.join(", ")}`];
  }
  #printCached() {
    const counts = [...this.#fromCache];
    this.#fromCache.clear();
    return counts.map(
      ([platform, count]) => `${platform === "" ? "" : `${platform}: `}${count} ${count === 1 ? "step" : "steps"} from cache`
    );
  }
  /** One line for all caches, once each was read. */
  #cacheReads() {
    const reads = [...this.#steps.values()].filter(({ name }) => name.kind === "cache-import");
    if (this.#hasReadCaches || reads.some(({ intervals }) => intervals.size === 0)) return [];
    this.#hasReadCaches = true;
    return describeCacheReads(reads.map(({ name: { command }, error }) => ({ command, error })));
  }
  #heartbeats(now) {
    const silent = [...this.#steps.values()].filter(({ running, started, lastPrinted }) => {
      if (running.size === 0 || started === void 0) return false;
      return now - lastPrinted >= (lastPrinted === started ? FIRST_HEARTBEAT_MS : HEARTBEAT_INTERVAL_MS);
    });
    return silent.map((progress) => {
      const { name, started = now } = progress;
      progress.lastPrinted = now;
      const on = platformOf2(name);
      const parts = [on, `running for ${formatSeconds((now - started) / 1e3)}${bytesOf(progress)}`];
      return `${shorten(titleOf2(name))}: ${parts.filter(Boolean).join(" ")}`;
    });
  }
  #progress(id) {
    const known = this.#steps.get(id);
    if (known !== void 0) return known;
    const progress = {
      name: parseStepName(""),
      running: /* @__PURE__ */ new Set(),
      cached: /* @__PURE__ */ new Set(),
      intervals: /* @__PURE__ */ new Map(),
      bytes: /* @__PURE__ */ new Map(),
      reportedSeconds: void 0,
      error: void 0,
      started: void 0,
      lastPrinted: 0
    };
    this.#steps.set(id, progress);
    return progress;
  }
};
function isResult({ kind }) {
  return kind === "export" || kind === "push" || kind === "cache-export";
}
function prefixOf(name) {
  const { stage, index, command } = name;
  const where = [platformOf2(name), stage, index].filter(Boolean).join(" ");
  return `[${where || command}]`;
}
function platformOf2({ platform, target }) {
  return platform === target ? target : `${platform}->${target}`;
}
function titleOf2({ stage, index, command }) {
  const where = [stage, index].filter(Boolean).join(" ");
  const line = command.replace(/@sha256:[0-9a-f]{64}/g, "");
  return where === "" || stage === "internal" ? line : `[${where}] ${line}`;
}
function shorten(title) {
  return title.length > MAX_TITLE_CHARS ? `${title.slice(0, MAX_TITLE_CHARS - 1)}…` : title;
}
function describeEnd2(progress, seconds) {
  const { error, name } = progress;
  const time = formatSeconds(seconds);
  if (error?.endsWith("context canceled")) return "stopped";
  if (error !== void 0)
    return name.kind === "cache-export" ? `not written (${firstLine(error)})` : `failed after ${time}`;
  return `${time}${bytesOf(progress)}`;
}
function bytesOf({ bytes: bytes2 }) {
  const all = [...bytes2.values()];
  const [current, total] = [sum(all.map((each) => each.current)), sum(all.map((each) => each.total))];
  if (current === 0) return "";
  return current < total ? ` (${formatBytes(current)} of ${formatBytes(total)})` : ` (${formatBytes(current)})`;
}
function sum(numbers) {
  return numbers.reduce((total, number2) => total + number2, 0);
}
function firstLine(text2) {
  return text2.split("\n", 1)[0] ?? "";
}

// src/buildkit/build.ts
var TICK_MS = 1e3;
var TIMEOUTS = { cache: CACHE_EXPORT_TOTAL_MS, idle: IDLE_TIMEOUTS };
async function build(run, { buildx, commands, env, cwd, onlyPlatform, print, redact, onImageNamed }, timeouts = TIMEOUTS) {
  const recorder = new BuildLogRecorder(onlyPlatform);
  const lines = new ProgressLines(onlyPlatform);
  const printAll = (some) => {
    for (const line of some) print(line);
  };
  const ticker = setInterval(() => printAll(lines.tick(performance.now())), TICK_MS).unref();
  const exportProgress = commands.map(({ exports }) => new ExportProgress(exports));
  const isExported = () => exportProgress.every((each) => each.isExported);
  const exportsOnlyImages = commands.every(({ exports }) => exports.every(({ type }) => type === "image"));
  const exported = Promise.withResolvers();
  const abortion = new AbortController();
  const watch = new IdleWatch(({ message, isCache }) => {
    const Kind = isCache ? CacheHung : HungError;
    abortion.abort(isExported() ? new CacheTimeout(message) : new Kind(message, { hint: HUNG_HINT }));
  }, timeouts.idle);
  let cacheTimer;
  let isNamed = false;
  let hasEvents = false;
  const checkProgress = () => {
    if (!isNamed && exportProgress.every((each) => each.isNamed)) {
      isNamed = true;
      onImageNamed?.();
    }
    if (cacheTimer !== void 0 || !isExported()) return;
    const message = `not done within ${timeouts.cache / 1e3} s`;
    cacheTimer = setTimeout(() => abortion.abort(new CacheTimeout(message)), timeouts.cache);
    if (exportsOnlyImages && exportProgress.every(({ digest }) => digest !== void 0)) exported.resolve();
  };
  const addEvents = (events, progress) => {
    for (const event of abortion.signal.aborted ? [] : events) {
      hasEvents ||= event.type === "step";
      if (!hasEvents && event.type === "text" && TEXT_PROGRESS.test(event.line)) abortion.abort(textProgressError());
      recorder.add(event);
      progress.add(event);
      watch.add(event);
      printAll(lines.add(event, performance.now()));
    }
    checkProgress();
  };
  const runBuildx = async ({ args }, progress) => {
    const reader = new EventReader(redact);
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: abortion.signal,
      onStderr: (chunk) => addEvents(reader.push(chunk), progress)
    });
    addEvents(reader.end(), progress);
    if (!succeeded(finished)) abortion.abort(finished);
    return finished;
  };
  const runAll = async () => {
    try {
      const ends = await Promise.all(
        commands.map(
          (command, i) => runBuildx(command, exportProgress[i]).catch((error) => abortion.abort(error))
        )
      );
      const finished = abortion.signal.reason ?? ends[0];
      const isBuilt = isExported() || !(finished instanceof Error) && succeeded(finished);
      printAll(lines.end(isBuilt));
      const log = recorder.log();
      if (finished instanceof CacheTimeout) return { log, answer: "", problem: finished.message };
      if (finished instanceof Error) throw finished;
      if (succeeded(finished)) return { log, answer: finished.stdout, problem: void 0 };
      if (!isExported()) return { ok: false, log, finished };
      return { log, answer: "", problem: describeFailedBuild(log, finished) };
    } finally {
      watch.end();
      clearTimeout(cacheTimer);
      clearInterval(ticker);
    }
  };
  const all = runAll();
  const first = await Promise.race([exported.promise, all]);
  if (first !== void 0 && "ok" in first) return first;
  const end = all;
  end.catch(() => void 0);
  const digests = exportProgress.map(({ digest }) => digest);
  return { ok: true, log: recorder.log(), hasEnded: first !== void 0, digests, end };
}
var HUNG_HINT = "The registry or the connection to it does not respond: check the status of the registry and the proxy, then run the job again.";
var TEXT_PROGRESS = /^#\d+ /;
function textProgressError() {
  const message = "the installed buildx is too old: it reports progress as text, not as JSON events";
  return new ActionError(message, { hint: RENEW });
}
var CacheHung = class extends HungError {
};
var CacheTimeout = class extends Error {
};

// src/buildkit/retry-build.ts
async function buildWithRetries(options2) {
  const { registerEmulators: registerEmulators2, notice, policy } = options2;
  let { cache, missingArchitectures } = options2;
  let cacheWriteError;
  for (; ; ) {
    const attempt = await retryTransient(() => options2.attempt(cache), cache.reads, options2).catch(asCacheHung);
    const failed = attempt instanceof CacheHung ? attempt : attempt.failure;
    if (cache.reads && failed !== void 0 && (attempt instanceof CacheHung || mayBeCacheError(attempt))) {
      notice(`The build cache, or a part of it, could not be read. The build runs without it: ${failed.message}`);
      cache = { ...cache, reads: false };
      continue;
    }
    if (attempt instanceof CacheHung) throw attempt;
    const { outcome, failure: failure3 } = attempt;
    if (failure3 === void 0) return { outcome, failure: failure3, cache, cacheWriteError };
    if (cache.writes && failure3.kind === "cache-export") {
      cacheWriteError = failure3.message;
      policy.log(`${cacheWriteError}. The build runs without writing the cache.`);
      cache = { ...cache, writes: false };
      continue;
    }
    if (!failure3.missingEmulator || missingArchitectures.length === 0) return { outcome, failure: failure3 };
    notice(
      `A RUN needs an emulator, which the Dockerfile did not show. Registering emulators for ${missingArchitectures.join(", ")} and building again.`
    );
    await registerEmulators2(missingArchitectures);
    missingArchitectures = [];
  }
}
function asCacheHung(error) {
  if (error instanceof CacheHung) return error;
  throw error;
}
async function retryTransient(attempt, readsCache, { checkRateLimit, machine, policy }) {
  let last;
  let judgement = { verdict: "final" };
  try {
    const outcome = await retry(
      async () => {
        const outcome2 = await attempt();
        if (outcome2.ok) return outcome2;
        last = outcome2;
        const failure3 = explainFailure(last.log, last.finished, machine);
        const mayBeCache = readsCache && mayBeCacheError({ failure: failure3, outcome: last });
        const rateLimit = failure3.kind === "rate-limit" && !mayBeCache ? await checkRateLimit(failure3).then(() => void 0, asRegistryError) : void 0;
        judgement = rateLimit ?? { verdict: isTransient2(failure3) && !mayBeCache ? "transient" : "final" };
        throw rateLimit === void 0 ? failure3 : failure3.withDetail([rateLimit.message, rateLimit.hint].filter(Boolean).join(". "));
      },
      policy,
      (error) => {
        if (error instanceof BuildFailure) return judgement;
        return readsCache && error instanceof CacheHung ? { verdict: "final" } : judgeError(error);
      }
    );
    return { outcome, failure: void 0 };
  } catch (error) {
    if (last === void 0 || !(error instanceof BuildFailure)) throw error;
    return { outcome: last, failure: error };
  }
}
function asRegistryError(error) {
  if (error instanceof RegistryError) return error;
  throw error;
}
function isTransient2({ kind, step, buildxError }) {
  if (kind === "rate-limit") return true;
  if (kind !== "network" && kind !== "unknown" || step?.kind === "run") return false;
  const verdict = verdictOf(buildxError);
  return verdict === "transient" || verdict === void 0 && (kind === "network" || isPushStep(step));
}
function isPushStep(step) {
  return step?.kind === "export" || step?.kind === "push";
}
var CONTENT_READ_ERROR = /httpReadSeeker|could not fetch content descriptor|content sha256:[0-9a-f]{64}: not found|unexpected commit digest|short read: /;
var NOT_CACHE_ERRORS = [
  ...["parse", "dockerfile-missing", "target-unknown", "file-missing", "source", "secret-missing"],
  ...["entitlement", "platform-missing", "exec-format", "killed", "no-space", "builder-lost"],
  ...["timeout", "call"]
];
function mayBeCacheError({
  failure: failure3,
  outcome: { log }
}) {
  if (failure3 === void 0 || NOT_CACHE_ERRORS.includes(failure3.kind) || isCommandFailure(failure3.step)) return false;
  if (failure3.kind === "cache-import") return true;
  const cacheWasRead = log.steps.some(({ kind, error }) => kind === "cache-import" && error === void 0);
  if (!cacheWasRead) return false;
  const { step } = failure3;
  const messages = [failure3.message, ...log.steps.map(({ error }) => error ?? "")];
  return step !== void 0 && isInstruction(step) || messages.some((words) => CONTENT_READ_ERROR.test(words));
}

// src/cache/local-cache.ts
import { readFile as readFile5, rename, rm as rm3, stat as stat2 } from "node:fs/promises";
import { join as join13 } from "node:path";
async function restoreCache({ folders }, service) {
  const fetched = await Promise.all(
    folders.map(
      (group) => Promise.all(group.map(async (each) => ({ ...each, found: await restoreFolder(each, service) })))
    )
  );
  const [written = [], ...others] = fetched;
  const newest = Math.max(...others.flat().map(({ found }) => runOf2(found)));
  return {
    from: fetched.flat().flatMap(({ found, folder }) => found === void 0 ? [] : [`type=local,src=${folder}`]),
    isUpToDate: written.every(
      ({ key, found, prefixes: [own = ""] }) => key?.startsWith(own) && found?.startsWith(own) && runOf2(found) >= newest
    )
  };
}
function runOf2(key) {
  return Number(/\/(\d+)-\d+$/.exec(key ?? "")?.[1] ?? 0);
}
async function restoreFolder(kept, service) {
  const key = await service.restore(kept);
  await rm3(exportFolder(kept.folder), { recursive: true, force: true });
  return key !== void 0 && await hasAllBlobs(kept.folder) ? key : void 0;
}
async function hasAllBlobs(folder) {
  const blob2 = ({ digest }) => join13(folder, "blobs", digest.replace(":", "/"));
  const readJson2 = async (path) => JSON.parse(await readFile5(path, "utf8"));
  try {
    const { manifests } = await readJson2(join13(folder, "index.json"));
    const named = await Promise.all(
      manifests.map(async (manifest) => {
        const { config = [], layers = [], manifests: children = [] } = await readJson2(blob2(manifest));
        return [config, layers, children].flat();
      })
    );
    const sizes = await Promise.all(named.flat().map(async (each) => (await stat2(blob2(each))).size === each.size));
    return sizes.every(Boolean);
  } catch {
    return false;
  }
}
function isUnchanged(log, restored) {
  return restored.isUpToDate && cachedPercent(log) === 100;
}
async function saveCache({ folders: [written = []] }, service) {
  for (const folder of written.filter(({ key }) => key !== void 0)) {
    await rm3(folder.folder, { recursive: true, force: true });
    await rename(exportFolder(folder.folder), folder.folder);
    await service.save(folder);
  }
}

// src/cache/mounts.ts
import { createReadStream as createReadStream4 } from "node:fs";
import { mkdir as mkdir3, readFile as readFile6, rename as rename2, rm as rm4, writeFile as writeFile3 } from "node:fs/promises";
import { join as join14 } from "node:path";

// src/cache/auxiliary-build.ts
async function runAuxiliaryBuild(run, { buildx, args, env, cwd }, idle) {
  const reader = new EventReader();
  const recorder = new BuildLogRecorder();
  const late = new AbortController();
  const silence = setTimeout(() => late.abort(new IdleTimeout(`no output for ${idle / 1e3} s`)), idle);
  try {
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: late.signal,
      onStderr(chunk) {
        silence.refresh();
        for (const event of reader.push(chunk)) recorder.add(event);
      }
    });
    for (const event of reader.end()) recorder.add(event);
    const log = recorder.log();
    const failed = log.steps.find(({ kind, error }) => error !== void 0 && kind !== "cache-import")?.error;
    return { log, problem: failed ?? (succeeded(finished) ? void 0 : describeFailedBuild(log, finished)) };
  } catch (error) {
    if (!(error instanceof IdleTimeout)) throw error;
    return { log: recorder.log(), problem: error.message };
  } finally {
    clearTimeout(silence);
  }
}
var IdleTimeout = class extends Error {
};

// src/cache/mount-dockerfiles.ts
var TOO_LARGE = /^too large: ([0-9a-f]+) (\d+)$/;
var FOLDER = "/multiarch-build";
function restoreDockerfile({ mounts, image }, run) {
  const script = [
    "set -e",
    `cd ${FOLDER}/content`,
    `for m in *; do to=${FOLDER}/mounts/$m; [ ! -d "$to" ] || [ -n "$(ls -A "$to")" ] || cp -a "$m/." "$to"; done`
  ];
  return [
    "FROM scratch AS content",
    "ADD mounts.tar /",
    `FROM ${image}`,
    "USER 0:0",
    runStep(mounts, [`type=bind,from=content,target=${FOLDER}/content`], script, run)
  ].join("\n");
}
function saveDockerfile({ mounts, image }, run, most = MAX_CACHE_MOUNTS_KIB) {
  const script = [
    "set -e",
    `left=${most}`,
    `mkdir ${FOLDER}/content`,
    `cd ${FOLDER}/mounts`,
    'for m in *; do set -- $(du -sk "$m")',
    `if [ "$1" -le "$left" ]; then left=$((left - $1)); cp -a "$m" ${FOLDER}/content/`,
    'else echo "too large: $m $1"; fi; done'
  ];
  return [
    `FROM ${image} AS copy`,
    "USER 0:0",
    runStep(mounts, [], script, run),
    "FROM scratch",
    `COPY --from=copy ${FOLDER}/content /`
  ].join("\n");
}
function runStep(mounts, others, script, run) {
  const caches2 = mounts.map((mount) => {
    const options2 = Object.entries(mount.options).map(([key, value]) => `,${key}=${value}`);
    return `type=cache,id=${mount.id},target=${FOLDER}/mounts/${mountKey(mount)}${options2.join("")}`;
  });
  const flags = [...others, ...caches2].map((mount) => `--mount=${mount}`);
  return ["RUN --network=none", ...flags, JSON.stringify(["/bin/sh", "-c", script.join("\n"), run])].join(" ");
}

// src/cache/tar-digest.ts
import { createHash as createHash3 } from "node:crypto";
var BLOCK = 512;
var MTIME = { from: 136, to: 148 };
var CHECKSUM = { from: 148, to: 156 };
var SIZE = { from: 124, to: 136 };
async function tarDigest(tar) {
  const hash = createHash3("sha256");
  let rest = Buffer.alloc(0);
  let left = 0;
  let records;
  for await (const chunk of tar) {
    let bytes2 = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes2.length > 0) {
      if (left > 0) {
        const part = bytes2.subarray(0, left);
        if (records === void 0) hash.update(part);
        else records.push(part);
        left -= part.length;
        bytes2 = bytes2.subarray(part.length);
        if (left > 0 || records === void 0) continue;
        hash.update(withoutTimes(Buffer.concat(records)));
        records = void 0;
        continue;
      }
      if (bytes2.length < BLOCK) break;
      const header = Buffer.from(bytes2.subarray(0, BLOCK));
      bytes2 = bytes2.subarray(BLOCK);
      left = Math.ceil(sizeOf(header) / BLOCK) * BLOCK;
      const extended = header.toString("latin1", 156, 157) === "x";
      if (extended) records = [];
      for (const { from, to } of [MTIME, CHECKSUM, ...extended ? [SIZE] : []]) header.fill(0, from, to);
      hash.update(header);
    }
    rest = Buffer.from(bytes2);
  }
  return hash.digest("hex");
}
function sizeOf(header) {
  const field = header.subarray(SIZE.from, SIZE.to);
  if (((field[0] ?? 0) & 128) !== 0) return field.readUIntBE(SIZE.to - SIZE.from - 6, 6);
  return Number.parseInt(field.toString("latin1").replace(/[\0 ].*$/s, "") || "0", 8);
}
function withoutTimes(records) {
  const text2 = records.toString("latin1").replace(/(?<!\0)\0+$/, "");
  return Buffer.from(text2.replace(/(?<!\d)\d+ (?:mtime|atime|ctime)=[^\n]*\n/g, ""), "latin1");
}

// src/cache/mounts.ts
var CONTENT = "mounts.tar";
var DIGEST = "sha256";
async function restoreMounts(plan, session) {
  const { folder } = plan.savedIn;
  await writeFile3(join14(folder, "Dockerfile"), restoreDockerfile(plan, session.id));
  const { problem } = await runAuxiliaryBuild(
    session.run,
    auxiliaryBuild(plan, session, folder, "type=cacheonly"),
    CACHE_MOUNT_IDLE_MS
  );
  return problem;
}
function changesMounts(log) {
  return log.steps.some(
    ({ kind, cached, command }) => kind === "run" && !cached && /(?<!\S)--mount=\S*cache/.test(command)
  );
}
async function saveMounts(plan, session, service) {
  const context = join14(session.folder.path, "mounts");
  const tar = join14(context, CONTENT);
  await mkdir3(context);
  await writeFile3(join14(context, "Dockerfile"), saveDockerfile(plan, session.id));
  const { problem, log } = await runAuxiliaryBuild(
    session.run,
    auxiliaryBuild(plan, session, context, `type=tar,dest=${tar}`),
    CACHE_MOUNT_IDLE_MS
  );
  if (problem !== void 0) return [`The content of cache mounts was not saved: ${problem}`];
  const tooLargeMounts = describeTooLarge(plan, log);
  if (tooLargeMounts.length === plan.mounts.length) return tooLargeMounts;
  const digest = await tarDigest(createReadStream4(tar));
  const { folder } = plan.savedIn;
  const before = await readFile6(join14(folder, DIGEST), "utf8").catch(() => void 0);
  if (digest !== before) {
    await rm4(folder, { recursive: true, force: true });
    await mkdir3(folder, { recursive: true });
    await rename2(tar, join14(folder, CONTENT));
    await writeFile3(join14(folder, DIGEST), digest);
    await service.save(plan.savedIn);
  }
  return tooLargeMounts;
}
function describeTooLarge({ mounts }, log) {
  return log.steps.flatMap(({ output }) => output).flatMap((line) => {
    const [, key, size] = TOO_LARGE.exec(line) ?? [];
    const mount = mounts.find((each) => mountKey(each) === key);
    if (mount === void 0) return [];
    return `The cache mount ${mount.id} is not saved: ${formatBytes(Number(size) * 1024)} exceeds the limit`;
  });
}
function auxiliaryBuild({ namespace }, { buildx, builder, env }, context, output) {
  const args = [
    "build",
    "--progress=rawjson",
    `--builder=${builder}`,
    "--provenance=false",
    `--output=${output}`,
    ...namespace === void 0 ? [] : [`--build-arg=BUILDKIT_CACHE_MOUNT_NS=${namespace}`],
    "--",
    context
  ];
  return { buildx, args, env, cwd: context };
}

// src/cache/caches.ts
async function fetchCaches({ cache, mounts }, service) {
  const [restored, key] = await Promise.all([
    restoreCache(cache, service),
    mounts === void 0 || mounts.mounts.length === 0 ? void 0 : service.restore(mounts.savedIn)
  ]);
  return { cache: restored, mounts: key !== void 0 };
}
async function openCaches(plan, session, fetched) {
  const { cache, mounts } = plan;
  const { service } = session;
  function orNotice(onError, work) {
    return work().catch((error) => {
      session.signal?.throwIfAborted();
      return onError(messageOf(error));
    });
  }
  const restoreError = fetched.mounts && mounts !== void 0 ? await orNotice(String, () => restoreMounts(mounts, session)) : void 0;
  const failed = (problem) => ({
    cache: "failed",
    notices: [`The build cache was not written to ${cache.place}: ${problem}`]
  });
  const usesService = cache.folders.length > 0;
  const writes = cache.to.length > 0 && !(usesService && service.problem() !== void 0);
  async function saveLocalCache(end) {
    if (end === void 0) return { cache: "none", notices: [] };
    if (typeof end === "string") return failed(end);
    const { log, problem } = await end;
    const error = problem ?? exportError(log);
    if (error !== void 0) return failed(error);
    if (!usesService) return { cache: "written", notices: [] };
    if (startsEmpty(plan.builder) && isUnchanged(log, fetched.cache)) return { cache: "current", notices: [] };
    await saveCache(cache, service);
    return { cache: "written", notices: [] };
  }
  async function saveCacheMounts(log) {
    if (mounts === void 0) return [];
    const skipped = mounts.skipped.map((reason) => `Some cache mounts are not saved for the next run: ${reason}`);
    if (restoreError !== void 0)
      return [...skipped, `The content of cache mounts could not be restored: ${restoreError}`];
    const wanted = mounts.savedIn.key !== void 0 && mounts.mounts.length > 0 && service.problem() === void 0;
    return [...skipped, ...wanted && changesMounts(log) ? await saveMounts(mounts, session, service) : []];
  }
  return {
    from: [...cache.from, ...fetched.cache.from],
    writes,
    async save(exported, end) {
      const [written, notices] = await Promise.all([
        orNotice(failed, () => saveLocalCache(end)),
        orNotice(
          (problem) => [`The content of cache mounts was not saved: ${problem}`],
          () => saveCacheMounts(exported)
        )
      ]);
      return { ...written, notices: [...written.notices, ...notices] };
    }
  };
}
function exportError({ steps }) {
  const exports = steps.filter(({ kind }) => kind === "cache-export");
  return exports.length === 0 ? "buildx exited without reporting an export of the cache" : exports.find(({ error }) => error !== void 0)?.error;
}
function startsEmpty(builder) {
  return builder.kind === "new" && !builder.keep;
}

// src/store/open.ts
import { join as join20 } from "node:path";

// src/store/classic.ts
import { join as join16 } from "node:path";

// src/store/saved.ts
import { createHash as createHash4 } from "node:crypto";
import { closeSync, createReadStream as createReadStream5, createWriteStream, openSync, writeSync } from "node:fs";
import { mkdir as mkdir4, readFile as readFile7, rename as rename3, rm as rm5, stat as stat3, writeFile as writeFile4 } from "node:fs/promises";
import { join as join15 } from "node:path";
import { Transform } from "node:stream";
import { pipeline as pipeline2 } from "node:stream/promises";
import { createGzip } from "node:zlib";
var CONFIG2 = "application/vnd.oci.image.config.v1+json";
var LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
var MANIFESTS = array(object({ Config: string(), Layers: nullish(array(string()), []) }));
var CONFIG_FILE = object({ rootfs: object({ diff_ids: array(string()) }) });
async function saveImage(engine, name, folder, { run, annotations }) {
  const saved = `${folder}-saved`;
  await unpack(engine, name, saved, run);
  await mkdir4(join15(folder, "blobs", "sha256"), { recursive: true });
  const listed2 = readJson(MANIFESTS, await readFile7(join15(saved, "manifest.json"), "utf8"));
  if (listed2 === void 0) throw altered(name, "its manifest.json cannot be read");
  const [only] = listed2;
  if (only === void 0 || listed2.length > 1) throw altered(name, `its archive holds ${listed2.length} images`);
  const config = await readFile7(join15(saved, only.Config));
  const configDigest = digestOf(config);
  const wanted = (await engine.image(name))?.id;
  if (configDigest !== wanted) throw altered(name, `its config is ${configDigest} instead of ${wanted}`);
  await writeFile4(join15(folder, blobName(configDigest)), config);
  const diffIds = readJson(CONFIG_FILE, config.toString())?.rootfs.diff_ids ?? [];
  if (diffIds.length !== only.Layers.length) throw altered(name, `it has ${only.Layers.length} layers`);
  const compressed = /* @__PURE__ */ new Map();
  for (const path of only.Layers) {
    if (!compressed.has(path)) compressed.set(path, compress(join15(saved, path), folder, compressed.size));
  }
  await Promise.all(compressed.values());
  const layers = await Promise.all(
    only.Layers.map(async (path, i) => {
      const layer = await compressed.get(path);
      if (layer === void 0 || layer.content !== diffIds[i]) {
        throw altered(name, `layer ${i + 1} is ${layer?.content} instead of ${diffIds[i]}`);
      }
      return layer.descriptor;
    })
  );
  await rm5(saved, { recursive: true });
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: CONFIG2, digest: configDigest, size: config.length },
    layers,
    ...Object.keys(annotations).length > 0 && { annotations }
  };
  return await close(folder, Buffer.from(JSON.stringify(manifest, void 0, 2)));
}
function altered(name, how) {
  return new ActionError(`the engine did not save the image ${name} that was built: ${how}`, {
    hint: "Run the job again; if it stays, look whether something removes images while it runs."
  });
}
async function unpack(engine, name, folder, run) {
  const archive = `${folder}.tar`;
  const file = openSync(archive, "w");
  try {
    await engine.save(name, ENGINE_SAVE_IDLE_MS, (chunk) => {
      for (let at2 = 0; at2 < chunk.length; ) at2 += writeSync(file, chunk, at2);
    });
  } finally {
    closeSync(file);
  }
  await mkdir4(folder);
  const args = ["--extract", "--no-same-owner", "--file", archive, "--directory", folder];
  const finished = await run({ program: "tar", args });
  if (!succeeded(finished)) {
    const message = `the image that the engine saved could not be unpacked: ${describeEnd(finished)}`;
    throw new ActionError(message, { output: finished.stderr });
  }
  await rm5(archive);
}
async function compress(path, folder, nth) {
  const [content, blob2] = [createHash4("sha256"), createHash4("sha256")];
  const target = join15(folder, `layer-${nth}`);
  await pipeline2(createReadStream5(path), hashing(content), createGzip(), hashing(blob2), createWriteStream(target));
  const digest = hexOf(blob2);
  const { size } = await stat3(target);
  await rename3(target, join15(folder, blobName(digest)));
  await rm5(path);
  return { content: hexOf(content), descriptor: { mediaType: LAYER, digest, size } };
}
function hashing(hash) {
  return new Transform({
    transform(chunk, _, done2) {
      hash.update(chunk);
      done2(void 0, chunk);
    }
  });
}
function hexOf(hash) {
  return `sha256:${hash.digest("hex")}`;
}
async function close(folder, bytes2) {
  const manifest = { digest: digestOf(bytes2), mediaType: OCI_MANIFEST, bytes: bytes2 };
  const { digest, mediaType } = manifest;
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes2.length }] };
  await writeFile4(join15(folder, blobName(digest)), bytes2);
  await writeFile4(join15(folder, "index.json"), JSON.stringify(top));
  await writeFile4(join15(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return manifest;
}

// src/store/classic.ts
function classicStore({
  name,
  folder,
  repositories,
  annotations
}, next, { engine, registry, run, recordCleanup }) {
  const removed = recordCleanup({ kind: "image", name });
  return {
    ...next,
    exportTo: () => ({ type: "image", attributes: { name } }),
    async assemble() {
      const manifest = await saveImage(engine, name, folder, { run, annotations: manifestAnnotations(annotations) });
      if (repositories.length > 0) await upload(folder, manifest, repositories, registry);
      return manifest;
    },
    // not uploaded and downloaded again
    readLayer: (layer, read2) => read2(layerFile(folder, layer)),
    async discard() {
      await engine.untag(name);
      removed();
    }
  };
}
async function upload(folder, manifest, repositories, registry) {
  const { config, layers } = parseManifest(manifest);
  const blobs = new Map([config, ...layers].map(({ digest, size }) => [digest, size]));
  await Promise.all(
    repositories.map(async (repository) => {
      await Promise.all(
        [...blobs].map(
          ([digest, size]) => registry.putBlob(repository, digest, { path: join16(folder, blobName(digest)), size })
        )
      );
      await registry.putManifest(repository, manifest.digest, manifest);
    })
  );
}
function manifestAnnotations(annotations) {
  return Object.fromEntries(
    annotations.map(parseAnnotation).flatMap((annotation) => {
      if (annotation instanceof Wrong) return [];
      const { levels, name, value } = annotation;
      const isManifest2 = levels.length === 0 || levels.some((level) => /^manifest(\[|$)/.test(level));
      return isManifest2 ? [[name, value]] : [];
    })
  );
}

// src/runtime/lock.ts
import { createHash as createHash5 } from "node:crypto";
import { once as once2 } from "node:events";
import { connect, createServer } from "node:net";
async function alone(name, { clock, signal, onWait }, work) {
  const path = `\0multiarch-build-${createHash5("sha256").update(name).digest("hex")}`;
  const server = createServer((visitor) => visitor.on("error", () => {
  }).end(describeSelf(process.env)));
  const began = clock.now();
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    server.listen(path);
    const taken = await once2(server, "listening").then(
      () => void 0,
      (error) => error
    );
    if (taken === void 0) break;
    if (taken.code !== "EADDRINUSE") throw taken;
    if (!waited) onWait();
    if (clock.now() - began > PUSH_LOCK_MS) {
      throw new ActionError(`${name} was held for ${PUSH_LOCK_MS / 6e4} minutes by ${await holderOf(path)}`, {
        hint: "Check that process, and end it if it hangs. Then run the job again."
      });
    }
    await clock.sleep(PUSH_LOCK_POLL_MS, signal).catch(() => signal?.throwIfAborted());
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}
function describeSelf({ GITHUB_JOB, GITHUB_REPOSITORY }) {
  const job = GITHUB_JOB && GITHUB_REPOSITORY ? `, the job ${GITHUB_JOB} of ${GITHUB_REPOSITORY}` : "";
  return `process ${process.pid}${job}`;
}
async function holderOf(path) {
  const socket = connect(path).setTimeout(LOCK_HOLDER_ANSWER_MS, () => socket.destroy());
  const said = await socket.toArray().catch(() => []);
  return printableLine(Buffer.concat(said).toString().slice(0, 200)) || "an unknown process";
}

// src/store/push-from-engine.ts
async function pushFromEngine(source, digest, { repository, tags: [tag] }, record2, { engine, registry, registryWithoutRetry, credentials, recordCleanup, retry: policy }, requireComplete2) {
  if (tag === void 0) return [];
  const reference = { repository, tag };
  const name = formatTagged(reference);
  const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
  await alone(name, { ...policy, onWait }, async () => {
    await borrow(() => retry(push, policy, judgePush));
    record2.acknowledge(reference, digest);
    await check();
  });
  await requireComplete2(repository);
  return [tag];
  async function push() {
    try {
      const login = await credentials(repository.registry, { path: repository.path, access: "pull,push" });
      await engine.push(repository, reference.tag, login, ENGINE_PUSH_IDLE_MS);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      const there = await registryWithoutRetry.headManifest(repository, reference.tag).catch(() => void 0);
      if (there?.digest === digest) return;
      await registry.checkPush(repository);
      throw new ActionError(`${name} could not be pushed: ${printableLine(error.message)}`, {
        hint: adviceFor(error.message) ?? "See what the engine says; a token needs the right to write packages.",
        output: error.output,
        cause: error
      });
    }
  }
  async function borrow(work) {
    const holder = await engine.image(name);
    const returned = recordCleanup(
      holder === void 0 ? { kind: "image", name } : { kind: "tag", image: holder.id, repository: repository.name, tag: reference.tag }
    );
    await engine.tag(source, repository.name, reference.tag);
    try {
      await work();
    } finally {
      if (holder === void 0) await engine.untag(name);
      else await engine.tag(holder.id, repository.name, reference.tag);
      returned();
    }
  }
  async function check() {
    const found = (await registry.getManifest(repository, reference.tag))?.digest;
    if (found === digest) return record2.confirm(reference, digest);
    if (record2.isOutdated(reference, digest, found)) return;
    throw new ActionError(`${name} was pushed as ${digest}, and the registry has ${found} there`);
  }
}
function judgePush(error) {
  const { verdict, retryAfter } = error instanceof RegistryError ? judgeError(error) : judgeWords("transient")(error);
  return { verdict, retryAfter, part: /sha256:[0-9a-f]{64}/.exec(messageOf(error))?.[0] };
}

// src/store/engine.ts
var PLACE2 = "the engine's store";
function engineStore(name, isVerified, session) {
  const { engine, registry, recordCleanup } = session;
  const removed = recordCleanup({ kind: "image", name });
  return {
    exportTo: () => ({ type: "image", attributes: { name } }),
    assemble: async () => void 0,
    readEarly: () => read(engine, name),
    read: () => read(engine, name),
    async requireComplete(image) {
      var _stack = [];
      try {
        const contents = __using(_stack, await engine.contents());
        const size = ({ digest }) => contents.size(digest);
        const content = hashedContent(PLACE2, contents.read);
        await requireComplete(image, { name: PLACE2, content, wasRead: true, size });
      } catch (_) {
        var _error = _, _hasError = true;
      } finally {
        __callDispose(_stack, _error, _hasError);
      }
    },
    async readLayer({ digest }, read2) {
      var _stack = [];
      try {
        const contents = __using(_stack, await engine.contents());
        return await read2(verifiedStream(contents.stream(digest), digest, PLACE2));
      } catch (_) {
        var _error = _, _hasError = true;
      } finally {
        __callDispose(_stack, _error, _hasError);
      }
    },
    runnable: async () => name,
    push: (image, target, record2) => pushFromEngine(name, image.digest, target, record2, session, async (repository) => {
      if (isVerified) await requireInRegistry(image, registry, repository, false);
    }),
    load: (image, targets) => loadTags(name, image, targets, true, engine),
    async discard() {
      await engine.untag(name);
      removed();
    }
  };
}
async function read(engine, name) {
  var _stack = [];
  try {
    const stored = await engine.image(name);
    if (stored === void 0) throw new ActionError(`the build ended well, yet the engine has no image ${name}`);
    const lost = stored.manifests.find(({ available }) => !available);
    if (lost !== void 0) {
      throw new ActionError(`the engine's store lacks content of ${lost.digest}, so a push would be incomplete`, {
        hint: "Something removed it while the build ran (a `docker system prune` beside it?). Run the job again."
      });
    }
    const contents = __using(_stack, await engine.contents());
    return await readImage(stored.id, hashedContent(PLACE2, contents.read));
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}

// src/store/file.ts
import { mkdir as mkdir6, stat as stat4, symlink as symlink2 } from "node:fs/promises";
import { join as join19, resolve as resolve4 } from "node:path";

// src/store/layout.ts
import { mkdir as mkdir5, readdir as readdir4, rename as rename4, writeFile as writeFile6 } from "node:fs/promises";
import { join as join18 } from "node:path";

// src/store/load-layout.ts
import { mkdtemp, symlink, writeFile as writeFile5 } from "node:fs/promises";
import { join as join17 } from "node:path";
async function loadLayout(folder, digest, names, containerdStore, { run, env }) {
  const layout = await openLayout(folder, run);
  const top = await topOf(layout);
  const loaded = digest === void 0 || digest === top.digest ? top : await descriptorOf(layout, digest);
  const staging = await mkdtemp(`${folder}-`);
  await symlink(join17(folder, "blobs"), join17(staging, "blobs"));
  const files = containerdStore ? { "oci-layout": { imageLayoutVersion: "1.0.0" }, "index.json": indexOf(loaded, names) } : {
    "manifest.json": dockerManifest(parseManifest({ ...loaded, bytes: await blob(layout, loaded.digest) }), names)
  };
  for (const [name, value] of Object.entries(files)) await writeFile5(join17(staging, name), JSON.stringify(value));
  const archive = `${staging}.tar`;
  const pack = ["--create", "--dereference", "--file", archive, "--directory", staging, "blobs", ...Object.keys(files)];
  await insist(run({ program: "tar", args: pack }), "packed");
  await insist(
    run({ program: "docker", args: ["load", "--quiet", "--input", archive], env }),
    "loaded into the engine"
  );
}
async function descriptorOf(layout, digest) {
  const bytes2 = await blob(layout, digest);
  return { mediaType: mediaTypeOf({ bytes: bytes2 }), digest, size: bytes2.length };
}
function indexOf(descriptor, names) {
  const manifests = names.map((name) => ({ ...descriptor, annotations: { "io.containerd.image.name": name } }));
  return { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests };
}
function dockerManifest({ config, layers }, names) {
  return [{ Config: blobName(config.digest), RepoTags: names, Layers: layers.map((layer) => blobName(layer.digest)) }];
}
async function insist(pending, done2) {
  const finished = await pending;
  if (succeeded(finished)) return;
  throw new ActionError(`the image could not be ${done2}: ${describeEnd(finished)}`, { output: finished.stderr });
}

// src/store/layout.ts
function layoutStore(folder, containerdStore, session) {
  const { engine, run, id, recordCleanup } = session;
  const folderOf = (call) => call === void 0 ? folder : `${folder}-${call}`;
  const opened = () => openLayout(folder, run);
  return {
    exportTo: (call) => ({ type: "oci", attributes: { dest: folderOf(call), tar: "false" } }),
    async assemble(built) {
      const index = await joinPlatforms(built, async (digest, call) => {
        const bytes2 = await blob(await openLayout(folderOf(call), run), digest);
        return { digest, mediaType: mediaTypeOf({ bytes: bytes2 }), bytes: bytes2 };
      });
      if (index === void 0) return void 0;
      await joinLayouts(
        built.map((_, call) => folderOf(call)),
        folder,
        index
      );
      return index;
    },
    readEarly: () => void 0,
    read: async () => readLayout(await opened()),
    requireComplete: async (image) => requireComplete(image, layoutPlace(await opened())),
    readLayer: (layer, read2) => read2(layerFile(folder, layer)),
    async runnable({ platform, digest }) {
      const name = `multiarch-build.local/candidate-${slugOf(platform)}:${id}`;
      recordCleanup({ kind: "image", name });
      await loadLayout(folder, digest, [name], containerdStore, session);
      return name;
    },
    push: () => Promise.reject(new Error("an image in an OCI layout is not published")),
    async load(image, targets) {
      const digest = containerdStore ? void 0 : image.platforms[0]?.digest;
      await loadLayout(folder, digest, fullNames(targets), containerdStore, session);
      await requireLoaded(image, targets, containerdStore, engine);
    },
    discard: async () => {
    }
  };
}
async function joinLayouts(from, to, { digest, mediaType, bytes: bytes2 }) {
  const blobs = (folder) => join18(folder, "blobs", "sha256");
  await mkdir5(blobs(to), { recursive: true });
  for (const folder of from) {
    for (const name of await readdir4(blobs(folder))) await rename4(join18(blobs(folder), name), join18(blobs(to), name));
  }
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes2.length }] };
  await writeFile6(join18(to, blobName(digest)), bytes2);
  await writeFile6(join18(to, "index.json"), JSON.stringify(top));
  await writeFile6(join18(to, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}
function fullNames(targets) {
  return targets.flatMap(({ repository: { registry, path }, tags }) => tags.map((tag) => `${registry}/${path}:${tag}`));
}

// src/store/file.ts
function fileStore(files, containerdStore, session) {
  const { folder, job, run } = session;
  const [dest] = imageFiles(files).flatMap(({ attributes }) => attributes.dest ?? []);
  if (dest === void 0) return void 0;
  const path = resolve4(job.workspace, dest);
  let unpacked;
  const inFolder = async () => {
    unpacked ??= openIn(folder.path, path, run);
    return layoutStore(await unpacked, containerdStore, session);
  };
  return {
    ...layoutStore(path, containerdStore, session),
    exportTo: () => void 0,
    assemble: async () => void 0,
    readLayer: async (layer, read2) => (await inFolder()).readLayer(layer, read2),
    runnable: async (platform) => (await inFolder()).runnable(platform)
  };
}
async function openIn(folder, path, run) {
  const layout = join19(folder, "file");
  if ((await stat4(path)).isDirectory()) {
    await symlink2(path, layout);
    return layout;
  }
  await mkdir6(layout);
  const finished = await run({ program: "tar", args: ["--extract", "--file", path, "--directory", layout] });
  if (succeeded(finished)) return layout;
  throw new ActionError(`${path} could not be unpacked: ${describeEnd(finished)}`, { output: finished.stderr });
}
async function refuseOthers({ platforms }, exported, files, workspace, run) {
  const verified2 = platforms.map(({ digest }) => digest).toSorted();
  for (const file of imageFiles(files)) {
    const { dest } = file.attributes;
    if (exported === void 0 || dest === void 0 || writtenAs(file) !== writtenAs(exported)) continue;
    const found = (await platformDigests(await openLayout(resolve4(workspace, dest), run))).toSorted();
    if (found.join() === verified2.join()) continue;
    throw new ActionError(`${dest} holds another image than the verified one: ${found.join(", ")}`, {
      hint: "No tag was updated. A step was executed again for it: run the job again, with `cache: false` if it stays."
    });
  }
}
function imageFiles(files) {
  return files.filter(({ type }) => type === "oci" || type === "docker");
}
function writtenAs({ type, attributes }) {
  const names = /^(compression|force-compression|oci-mediatypes|rewrite-timestamp|annotation)/;
  const all = Object.entries({ "oci-mediatypes": String(type !== "docker"), ...attributes });
  return JSON.stringify(all.filter(([name]) => names.test(name)).toSorted());
}

// src/store/open.ts
function openStore({ delivery, builder, request }, containerdStore, session) {
  const { kind, targets, files } = delivery;
  if (kind === "call") return void 0;
  if (kind === "files") return fileStore(files, containerdStore, session);
  const { id, folder } = session;
  const [first, ...others] = targets.map(({ repository }) => repository);
  const isEngine = builder.kind === "engine";
  if (isEngine && containerdStore) {
    const name = first === void 0 ? `${UNNAMED}:${id}` : `${first.name}:multiarch-build-${id}`;
    return engineStore(name, request.verification.verify, session);
  }
  const layout = join20(folder.path, "image");
  const repositories = kind === "verify" || first === void 0 ? void 0 : [first, ...others];
  const next = repositories === void 0 ? layoutStore(layout, containerdStore, session) : registryStore(repositories, containerdStore, session);
  if (!isEngine) return next;
  const { annotations } = request.build;
  const image = { name: `${UNNAMED}:${id}`, folder: layout, repositories: repositories ?? [], annotations };
  return classicStore(image, next, session);
}
var UNNAMED = "multiarch-build.local/candidate";

// src/verify/rate-limit.ts
async function askRateLimit(failure3, { kind, targets }, registry, registries) {
  if (isPushStep(failure3.step)) {
    if (kind !== "publish" && kind !== "parts") return;
    await Promise.all(targets.map(({ repository }) => registry.checkPush(repository)));
    return;
  }
  if (failure3.image !== void 0) await askSources(failure3.image, registry, registries);
}

// src/buildkit/arguments.ts
function buildArguments({ request: { build: build2 }, platforms, cache }, { builder, exports, metadataFile, cacheFrom, cacheTo, exportOnly }) {
  return [
    "build",
    "--progress=rawjson",
    `--builder=${builder}`,
    ...option("platform", platforms.map(({ platform }) => formatPlatform(platform)).join(",") || void 0),
    ...option("file", build2.file),
    ...option("target", build2.target),
    ...options("build-arg", pairs(build2.buildArgs)),
    ...options("build-context", pairs(build2.buildContexts)),
    ...options("label", pairs(build2.labels)),
    ...options("secret", build2.secrets.map(secretArgument)),
    ...options("ssh", build2.ssh),
    ...option("network", build2.network),
    ...options("add-host", build2.addHosts),
    ...option("shm-size", build2.shmSize),
    ...options("ulimit", build2.ulimit),
    ...option("cgroup-parent", build2.cgroupParent),
    ...options("allow", build2.allow),
    // a later build needs it too: otherwise it would use an older local base image instead of the pulled one
    ...build2.pull ? ["--pull"] : [],
    ...options("annotation", build2.annotations),
    ...exportOnly ? [] : cacheDisabling(build2),
    ...option("provenance", build2.provenance),
    ...option("sbom", build2.sbom),
    ...options("attest", build2.attests),
    ...options("cache-from", cacheFrom),
    ...options("cache-to", [...cacheTo, ...cache.inline ? ["type=inline"] : []]),
    ...build2.call === void 0 ? [...option("metadata-file", metadataFile), ...options("output", exports.map(formatExport))] : [`--call=${build2.call}`],
    ...contextArguments(build2.context)
  ];
}
function cacheDisabling({ noCache, noCacheFilters }) {
  return [...noCache ? ["--no-cache"] : [], ...options("no-cache-filter", noCacheFilters)];
}
function contextArguments(context) {
  return ["--", context.kind === "git" ? context.url : context.path];
}
function option(name, value) {
  return value === void 0 ? [] : [`--${name}=${value}`];
}
function options(name, values) {
  return values.map((value) => `--${name}=${value}`);
}
function pairs(values) {
  return values.map(({ name, value }) => value === void 0 ? name : `${name}=${value}`);
}
function buildEnvironment({ request, platforms, cache }, env) {
  const { secrets, sourceDateEpoch } = request.build;
  const values = secrets.flatMap((secret, i) => {
    if (secret.from === "value") return [[variableOf(i), secret.value]];
    return secret.from === "env" ? [[secret.env, env[secret.env]]] : [];
  });
  const gha = [...cache.from, ...cache.to].some((entry) => readCacheEntry(entry).type === "gha");
  return {
    ...Object.fromEntries(values),
    // the URL and the token of the runner's cache service, only for builds that use it
    ...gha ? Object.fromEntries(Object.entries(env).filter(([name]) => GHA_SERVICE.test(name))) : {},
    ...request.cache.credentials,
    ...sourceDateEpoch?.kind === "seconds" ? { SOURCE_DATE_EPOCH: String(sourceDateEpoch.seconds) } : {},
    // takes 150 ms after the build, and buildx gets no result for several platforms
    ...platforms.length > 1 ? { BUILDX_METADATA_PROVENANCE: "disabled" } : {}
  };
}
var GHA_SERVICE = /^ACTIONS_(RUNTIME_TOKEN|RESULTS_URL|CACHE_URL|CACHE_SERVICE_V2)$/;
function secretArgument(secret, i) {
  switch (secret.from) {
    case "value":
      return formatFields([`id=${secret.id}`, `env=${variableOf(i)}`]);
    case "env":
      return formatFields([`id=${secret.id}`, `env=${secret.env}`]);
    case "file":
      return formatFields([`id=${secret.id}`, `src=${secret.path}`]);
  }
}
function variableOf(index) {
  return `MULTIARCH_BUILD_SECRET_${index}`;
}

// src/buildkit/diagnose.ts
async function diagnose(failure3, sources) {
  switch (failure3?.kind) {
    case "no-space": {
      const disks = sources.folders.flatMap((folder) => describeDisk(folder) ?? []);
      return disks.length === 0 ? failure3 : failure3.withDetail(disks.join(", "));
    }
    case "builder-lost":
      return await withContainerState(failure3, sources).catch(() => failure3);
    case "denied":
    case "not-found":
      return await withLocalImage(failure3, sources).catch(() => failure3);
    default:
      return failure3;
  }
}
async function withLocalImage(failure3, { engine, builder }) {
  const { image } = failure3;
  if (image === void 0 || await engine?.image(image) === void 0) return failure3;
  const detail = `Docker Engine has an image with this name in its image store, but the builder ${builder} cannot read it`;
  return failure3.withDetail(detail, [], LOCAL_IMAGE_HINT);
}
var LOCAL_IMAGE_HINT = "Push it to a registry before this step, or pass it as a folder with `build-contexts` (`name=oci-layout://folder`). For one platform, `driver: docker` can read the images of Docker Engine. For several platforms, enable the containerd image store too: https://docs.docker.com/engine/storage/containerd/";
async function withContainerState(failure3, { engine, builder, clock }) {
  if (engine === void 0) return failure3;
  const containers = await engine.containers({ name: containerOf(builder) });
  for (let check = 1; check <= MAX_CONTAINER_CHECKS && containers.length > 0; check += 1) {
    const states = await Promise.all(containers.map(async (name) => ({ name, state: await engine.container(name) })));
    for (const { name, state } of states) {
      const end = state && describeExit2(state);
      if (end === void 0) continue;
      const output = state?.log.map((line) => printableLine(line));
      return failure3.withDetail(`its container ${name} ${end}`, output);
    }
    await clock.sleep(CONTAINER_CHECK_INTERVAL_MS);
  }
  return failure3;
}
function describeExit2({ running, restarted, exitCode, outOfMemory }) {
  const why = outOfMemory ? ", out of memory" : exitCode === 137 ? ", killed" : "";
  if (!running) return `exited with status ${exitCode}${why}`;
  return restarted ? `exited and was restarted${why}` : void 0;
}

// src/report/annotations.ts
import { basename as basename2 } from "node:path";
function annotationsOf(log, dockerfile) {
  return log.warnings.toSorted((a, b) => (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0)).map(({ short, url, file, lines }) => {
    const [, rule, message = short] = /^(\w+): (.*)$/.exec(short.replace(/ \(line \d+\)$/, "")) ?? [];
    const [line, endLine] = lines ?? [void 0, void 0];
    const place = placeOf2(dockerfile, file, line, endLine, rule ?? "Dockerfile");
    return { level: "warning", message: url === void 0 ? message : `${message} (${url})`, place };
  });
}
var FINDING = /^(?:WARNING|ERROR): (\S+)(?: - (\S+))?\n(.+)\n([^\n]+):(\d+)$/gm;
function checkAnnotations(printed, dockerfile) {
  return [...printed.matchAll(FINDING)].map(([, rule = "", url, message = "", file, line]) => ({
    level: "warning",
    message: url === void 0 ? message : `${message} (${url})`,
    place: placeOf2(dockerfile, file, Number(line), Number(line), rule)
  }));
}
function failurePlace({ location }, dockerfile) {
  return placeOf2(dockerfile, location?.file, location?.line, location?.endLine, "Build failed");
}
function placeOf2(dockerfile, file, line, endLine, title) {
  if (dockerfile === void 0 || file === void 0 || line === void 0) return void 0;
  return basename2(dockerfile) === basename2(file) ? { file: dockerfile, startLine: line, endLine, title } : void 0;
}

// src/verify/available-platforms.ts
async function withAvailablePlatforms(failure3, registry, registries) {
  if (failure3?.kind !== "platform-missing" || failure3.image === void 0) return failure3;
  const { name, reference } = splitReference(failure3.image);
  for (const repository of repositoriesOf(name, registries)) {
    const platforms = await platformsOf(registry, repository, reference).catch(() => []);
    if (platforms.length > 0) return failure3.withDetail(`it has ${platforms.join(", ")}`);
  }
  return failure3;
}
async function platformsOf(registry, repository, reference) {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === void 0 || !isIndex(manifest.mediaType)) return [];
  const { images } = splitIndex(parseIndex(manifest).manifests);
  return images.flatMap(({ platform }) => platform === void 0 ? [] : [formatPlatform(platformOf(platform))]);
}

// src/actions/build-calls.ts
function caller(plan, calls, builder, { buildx, env, job, runner, run }) {
  const { context } = plan.request.build;
  const folder = context.kind === "path" ? context.path : void 0;
  const [first, ...others] = plan.platforms.map(({ platform }) => formatPlatform(platform));
  const given = { builder, exportOnly: false, cacheFrom: [], cacheTo: [], metadataFile: void 0 };
  return (ask2, onImageNamed) => build(run, {
    buildx,
    env: { ...env, ...gitEnvironment(folder, job.env), ...buildEnvironment(plan, job.env) },
    cwd: job.workspace,
    commands: calls.map((one) => {
      const asked = { ...given, ...ask2(one) };
      return { args: buildArguments(one.plan, asked), exports: asked.exports };
    }),
    onlyPlatform: others.length === 0 ? first : void 0,
    print: runner.info,
    redact: runner.hide,
    onImageNamed
  });
}
async function reportBuilt({ outcome, failure: own }, plan, builder, { host, engine, registryWithoutRetry, registries, job, runner }) {
  const offered = await withAvailablePlatforms(own, registryWithoutRetry, registries);
  const folders = [job.temp, ...host.emulators === void 0 ? [] : [host.engine.root]];
  const failure3 = await diagnose(offered, {
    engine: host.hasEngine ? engine : void 0,
    builder,
    folders,
    clock: systemClock
  });
  const dockerfile = dockerfileName(plan.request.build, job.workspace);
  annotate(annotationsOf(outcome.log, dockerfile), runner);
  const answer = await answerOf(outcome, plan);
  if (answer !== "") runner.info(printable(answer.trimEnd()));
  if (plan.request.build.call === "check") annotate(checkAnnotations(answer, dockerfile), runner);
  if (failure3 !== void 0) throw failure3.at(failurePlace(failure3, dockerfile));
  return answer;
}
async function answerOf(outcome, { delivery }) {
  if (!outcome.ok) return outcome.finished.stdout;
  return delivery.kind === "call" ? (await outcome.end).answer : "";
}

// src/actions/linked-targets.ts
import { join as join21 } from "node:path";
async function withLinkedTargets(calls, builder, session) {
  const ready = [];
  for (const [nth, call] of calls.entries()) {
    ready.push({ ...call, plan: await withLayouts(call.plan, nth, builder, session) });
  }
  return ready;
}
async function withLayouts(plan, nth, builder, session) {
  const { request } = plan;
  const layouts = /* @__PURE__ */ new Map();
  for (const [i, linked] of (request.build.bake?.linked ?? []).entries()) {
    const folder = join21(session.folder.path, `linked-${nth}-${i}`);
    session.runner.info(`building the target ${linked.name} first: a context of the bake file refers to it`);
    await buildLayout(linkedPlan(linked, plan, layouts), folder, builder, session);
    const { digest } = await topOf(await openLayout(folder, session.run));
    layouts.set(`target:${linked.name}`, `${LAYOUT_PREFIX}${folder}@${digest}`);
  }
  return { ...plan, request: { ...request, build: withContexts(request.build, layouts) } };
}
function linkedPlan(linked, plan, layouts) {
  const { request, cache } = plan;
  const { allow, sourceDateEpoch } = request.build;
  const platforms = linkedPlatforms(
    linked,
    plan.platforms.map(({ platform }) => platform)
  );
  const build2 = {
    ...withContexts(linked.build, layouts),
    ...{ allow, sourceDateEpoch },
    // the image has the attestations
    ...{ provenance: "false", sbom: void 0, attests: [], annotations: [], call: void 0 }
  };
  return {
    ...plan,
    request: { ...request, build: build2 },
    platforms: platforms.map((platform) => platformPlan(platform, plan)),
    cache: { ...cache, from: linked.cacheFrom, to: [], inline: false }
  };
}
function platformPlan(platform, { platforms }) {
  const found = platforms.find((each) => samePlatform(each.platform, platform));
  return found ?? { platform, execution: "native", reason: "the only platform of the target", foreign: [] };
}
function withContexts(build2, layouts) {
  const buildContexts = build2.buildContexts.map(({ name, value }) => ({ name, value: layouts.get(value) ?? value }));
  return { ...build2, buildContexts };
}
async function buildLayout(plan, folder, builder, session) {
  const { host, runner, retry: retry2, registryWithoutRetry, registries } = session;
  const exportTo = { type: "oci", attributes: { dest: folder, tar: "false" } };
  const call = caller(plan, [{ plan, exportTo, metadataFile: "" }], builder, session);
  const built = await buildWithRetries({
    attempt: ({ reads }) => call(() => ({ exports: [exportTo], cacheFrom: reads ? plan.cache.from : [] })),
    cache: { reads: plan.cache.from.length > 0, writes: false },
    missingArchitectures: unregistered(plan, host),
    registerEmulators: (architectures) => emulate(plan, architectures, session),
    machine: { isEmulated: (platform) => isEmulated(plan, platform) },
    notice: runner.notice,
    checkRateLimit: (refused) => askRateLimit(refused, plan.delivery, registryWithoutRetry, registries),
    policy: retry2
  });
  await reportBuilt(built, { ...plan, delivery: { ...plan.delivery, kind: "verify" } }, builder, session);
  if (built.failure === void 0) await built.outcome.end;
}

// src/actions/run-build.ts
async function runBuild(planned, { builder, session, service, fetched, keepBuildx }, checks) {
  const { host, runner, enter, folder, retry: retry2, registryWithoutRetry, registries } = session;
  const [refusedCaches] = await Promise.all([checks.push.asked, checks.bases]);
  for (const refused of refusedCaches) runner.notice(describeRefused(refused));
  const plan = { ...planned, cache: withoutRefused(planned.cache, refusedCaches) };
  enter("building");
  await makeFolders(plan, session.job.workspace);
  const store = openStore(plan, host.engine.containerdStore, session);
  const calls = await withLinkedTargets(invocationsOf(plan, store, folder.path), builder, session);
  const exportsOfCall = (one, nth) => exportsOf(plan.delivery, one.exportTo)[nth] ?? [];
  const call = caller(plan, calls, builder, session);
  let early;
  const readEarly = () => {
    early = store?.readEarly();
    early?.catch(() => void 0);
  };
  const machine = { isEmulated: (platform) => isEmulated(plan, platform) };
  const caches2 = await openCaches(plan, { ...session, builder, service }, await fetched);
  const built = await buildWithRetries({
    attempt: ({ reads: reads2, writes: writes2 }) => call(
      (one) => ({
        exports: exportsOfCall(one, 0),
        metadataFile: one.metadataFile,
        cacheFrom: reads2 ? caches2.from : [],
        cacheTo: writes2 ? one.plan.cache.to : []
      }),
      readEarly
    ),
    cache: { reads: caches2.from.length > 0, writes: caches2.writes },
    missingArchitectures: unregistered(plan, host),
    registerEmulators: (architectures) => emulate(plan, architectures, session),
    machine,
    notice: runner.notice,
    checkRateLimit: (refused) => askRateLimit(refused, plan.delivery, registryWithoutRetry, registries),
    policy: retry2
  });
  const answer = await reportBuilt(built, plan, builder, session);
  if (built.failure !== void 0) throw built.failure;
  const { outcome, cacheWriteError } = built;
  const { reads, writes } = built.cache;
  const cacheFrom = reads ? caches2.from : [];
  const [, ...further] = exportsOf(plan.delivery, store?.exportTo());
  for (const i of further.keys()) {
    const again = await call((one) => ({ exports: exportsOfCall(one, i + 1), cacheFrom, exportOnly: true }));
    if (!again.ok) throw explainFailure(again.log, again.finished, machine);
  }
  const metadata = metadataOfCalls(calls, plan, outcome);
  metadata.catch(() => void 0);
  const digests = outcome.hasEnded ? (await metadata).map(({ digest }) => digest) : outcome.digests;
  const separate = plan.separateCalls ? plan.platforms.map(({ platform }, i) => ({ platform, digest: digests[i] })) : [];
  const assembled = await store?.assemble(separate);
  const finish = async () => {
    const [{ cache, notices }, { log }, [first]] = await Promise.all([
      caches2.save(outcome.log, cacheWriteError ?? (writes ? outcome.end : void 0)),
      outcome.end,
      metadata,
      keepBuildx()
    ]);
    const problem = service.problem();
    const kept = problem === void 0 ? [] : [`Caches are not kept for later runs: ${problem}`];
    const whole = first && assembled ? withManifest(first, assembled) : first;
    return { cache, notices: [...notices, ...kept], log, answer, metadata: whole };
  };
  const finished = finish();
  finished.catch(() => void 0);
  return { plan, builder, store, digest: assembled?.digest ?? digests[0], early, log: outcome.log, finished };
}
async function makeFolders({ delivery }, workspace) {
  const paths = delivery.files.flatMap(({ attributes: { dest } }) => dest ?? []);
  await Promise.all(paths.map((path) => mkdir7(dirname(resolve5(workspace, path)), { recursive: true })));
}
async function metadataOfCalls(calls, { delivery }, { end, hasEnded, digests }) {
  if (delivery.kind === "call") return [];
  const { problem } = await end;
  return Promise.all(
    calls.map(({ metadataFile }, i) => {
      const known = metadataFromDigest(digests[i]);
      if (problem !== void 0) return known;
      const read2 = readMetadata(metadataFile);
      return hasEnded ? read2 : read2.catch(() => known);
    })
  );
}

// src/actions/set-up.ts
async function setUp(plan, host, buildx, cacheClient, session) {
  const { job, runner, run, http, recordCleanup, retry: retry2, folder, registryWithoutRetry, registries } = session;
  const openService = () => createCacheService({ run, client: cacheClient, job, folder: folder.path, recordCleanup });
  const service = openService();
  const { buildxVersion } = plan.request.setup;
  const source = { path: buildx, temp: job.temp, service, notice: runner.notice, http, retry: retry2 };
  const buildxReady = buildxVersion === void 0 ? void 0 : fetchBuildx(chooseRelease(buildxVersion), source);
  const memory = memoryOf(plan, job, openService);
  const fetched = fetchCaches(plan, service);
  fetched.catch(() => void 0);
  const setup = {
    ...session,
    ...{ host, buildx, buildxReady },
    userConfig: buildxFolder(job.env),
    findHelper: helperFinder(registryWithoutRetry, host.engine.mirrors.map(hostOf), runner.info),
    askHowLong: (image) => askSources(image, registryWithoutRetry, registries)
  };
  const builder = await prepare(plan, setup);
  return { builder, session: setup, service, fetched, memory, keepBuildx: () => buildxReady?.then((keep) => keep()) };
}
function memoryOf({ request, platforms }, job, openService) {
  const { cache, build: build2, verification } = request;
  if (cache.backend === "none" || !verification.verify || !offersCacheService(job.env)) return NO_MEMORY;
  const slugs = platforms.map(({ platform }) => slugOf(platform));
  const file = dockerfileName(build2, job.workspace);
  const name = shortHash(JSON.stringify([file, build2.target, slugs]), 12);
  return openMemory(cachedFolder(job, "programs", name, cacheScopes(job, cache.write)), openService());
}

// src/buildkit/results.ts
var CONTEXT_IMAGE = /^\[context [^\]]+\] (\S+@sha256:[0-9a-f]{64})$/;
var CONTEXT_LAYOUT = /^\[context ([^\]]+)\] OCI load from client$/;
function resultsOf({ vertices }) {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const steps = vertices.filter(({ index }) => index !== void 0);
  const needed = /* @__PURE__ */ new Set();
  const open = steps.flatMap(({ inputs }) => inputs);
  for (let id = open.pop(); id !== void 0; id = open.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    open.push(...byId.get(id)?.inputs ?? []);
  }
  return steps.filter(({ id }) => !needed.has(id)).map((step) => resultOf3(step, byId));
}
function basePlatforms({ vertices }) {
  return [...new Set(vertices.flatMap(({ kind, platform }) => kind === "from" ? platform ?? [] : []))];
}
function resultOf3(last, vertices) {
  const unknown2 = { platform: void 0, base: void 0 };
  let vertex = last;
  for (const _ of vertices) {
    if (vertex === void 0) return unknown2;
    const base = /^FROM (\S+)$/.exec(vertex.command)?.[1] ?? CONTEXT_IMAGE.exec(vertex.name)?.[1];
    const layout = CONTEXT_LAYOUT.exec(vertex.name)?.[1];
    if (base !== void 0 || layout !== void 0) {
      const isOwn = vertex.platform === void 0 || vertex.platform === last.platform;
      return isOwn ? { platform: last.platform, base, ...layout !== void 0 && { layout } } : unknown2;
    }
    if (vertex.kind === "copy" && vertex.inputs.length < 2) return unknown2;
    vertex = vertices.get(vertex.inputs[0] ?? "");
  }
  return unknown2;
}

// src/verify/built-platforms.ts
function refuseOtherPrograms(platforms, log, file, stage) {
  const results = resultsOf(log).map(({ platform, base }) => ({ base, platform: namedPlatform(platform) }));
  const [first] = results;
  if (first?.platform === void 0 || results.some(({ platform }) => platform === void 0)) return [];
  const held = formatPlatform(first.platform);
  const bases = basePlatforms(log).flatMap((name) => namedPlatform(name) ?? []);
  const subject = stage === void 0 ? "the last stage" : `stage ${quote(stage)}`;
  const on = first.base === void 0 ? "an image" : first.base.replace(/@.*$/, "");
  return platforms.flatMap(({ platform: target }) => {
    if (results.some(({ platform }) => platform !== void 0 && runsOn(platform, target))) return [];
    const wanted = formatPlatform(target);
    const message = (may) => `${file}: ${subject} is built on ${on} for ${held}, so the ${wanted} image ${may} hold ${held} programs`;
    const isHidden = results.length < platforms.length && bases.some((base) => runsOn(base, target));
    if (isHidden) return message("may");
    throw new ActionError(message("would"), { hint: HINT });
  });
}
var HINT = "No tag was updated. Leave --platform out of the FROM of that stage: it is for stages that the last one only copies files from. If such an image is meant, set `verify: false`.";
function builtBases(platforms, log, buildContexts) {
  const results = resultsOf(log);
  return platforms.filter(({ unread }) => unread !== void 0).flatMap(({ platform }) => {
    const own = results.filter((result2) => result2.platform === formatPlatform(platform));
    const [result, ...others] = own.length > 0 ? own : results.filter((each) => isFor(each, platform));
    const layout = buildContexts.find(({ name }) => result?.layout !== void 0 && familiar(name) === result.layout);
    const image = result?.base ?? layout?.value;
    return image === void 0 || others.length > 0 ? [] : { platform, base: { image, line: void 0 } };
  });
}
function isFor({ platform }, target) {
  const own = namedPlatform(platform);
  return own !== void 0 && runsOn(own, target);
}
function namedPlatform(name) {
  const platform = name === void 0 ? void 0 : parsePlatform(name);
  return platform instanceof Wrong ? void 0 : platform;
}

// src/verify/base-warnings.ts
function refuseWarnedBase(platforms, built, { warnings }, file) {
  return warnings.flatMap(({ short, lines }) => {
    const [, image, found, expected] = INVALID.exec(short) ?? [];
    const [own, wanted] = [namedPlatform(found), namedPlatform(expected)];
    if (image === void 0 || own === void 0 || wanted === void 0) return [];
    const targets = platforms.filter(({ platform }) => runsOn(wanted, platform) && !runsOn(own, platform));
    const [target] = targets;
    if (target === void 0) return [];
    const [available, requested] = [formatPlatform(own), formatPlatform(target.platform)];
    const place = `${file}${lines === void 0 ? "" : `:${lines[0]}`}: ${image}`;
    const message = `${place} was pulled for ${available}, and the build expected ${formatPlatform(wanted)}`;
    const isTarget = ({ platform }) => targets.some((each) => samePlatform(each.platform, platform));
    const bases = [...targets, ...built.filter(isTarget)].flatMap(({ base }) => base ?? []);
    if (bases.some((base) => isBase(base, image, lines?.[0]))) {
      throw new ActionError(`${message}, so the ${requested} image would hold ${available} programs`, {
        hint: "No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`."
      });
    }
    const isKnown2 = ({ platform, unread }) => unread === void 0 || built.some((each) => samePlatform(each.platform, platform));
    if (targets.every(isKnown2)) return [];
    return `${message}. If it is the base image of the last stage, the ${requested} image contains ${available} programs.`;
  });
}
var INVALID = /^InvalidBaseImagePlatform: Base image (\S+) was pulled with platform "([^"]+)", expected "([^"]+)" for current build/;
function isBase(base, image, line) {
  if (base.line !== void 0 && line !== void 0) return base.line === line;
  const nameOf2 = (name) => familiar(name.replace(/@.*$/, ""));
  return nameOf2(base.image) === nameOf2(image);
}

// src/verify/pinned-stages.ts
function pinnedStageWarnings(platforms, { warnings }, file) {
  const unread = platforms.find((platform) => platform.unread !== void 0)?.unread;
  if (unread === void 0) return [];
  return warnings.filter(({ short }) => short.startsWith("FromPlatformFlagConstDisallowed:")).map(
    ({ lines }) => `${file}${lines === void 0 ? "" : `:${lines[0]}`}: a stage is pinned to one platform. If it is the last stage, the images of other platforms contain programs of the pinned platform. This is not verified, because the Dockerfile could not be read: ${unread}`
  );
}

// src/actions/verify-image.ts
async function verifyImage({ plan: { request, platforms, delivery }, store, digest, early, log }, { foundBases, findBases }, memory, session) {
  const { job, runner, run } = session;
  if (store === void 0) return void 0;
  const image = await readImage2(store, digest, early);
  const { verify: isVerified, strict, foreignPrograms, smokeTest: script } = request.verification;
  if (isVerified) {
    const file = dockerfileName(request.build, job.workspace);
    verify(
      image,
      platforms.map(({ platform }) => platform)
    );
    const programs = checkPrograms(image, store, {
      strict,
      exempt: foreignPrograms,
      history: (platform) => platforms.find((each) => samePlatform(each.platform, platform))?.history,
      memory,
      signal: session.signal
    });
    programs.catch(() => void 0);
    await store.requireComplete(image);
    const mismatched = refuseOtherPrograms(platforms, log, file, request.build.target);
    const built = builtBases(platforms, log, request.build.buildContexts);
    const found = [...await foundBases, ...await findBases(built)];
    const images = [...platforms, ...built];
    const doubts = [
      ...mismatched,
      ...refuseMismatchedBase(images, found, file),
      ...refuseWarnedBase(platforms, built, log, file),
      ...mismatchedCopyWarnings(platforms, found, file),
      ...pinnedStageWarnings(platforms, log, file)
    ];
    for (const doubt of doubts) runner.warning(doubt);
    for (const notice of compatibleBaseNotices(images, found, file)) runner.notice(notice);
    for (const notice of await programs) runner.notice(notice);
    const attributes = delivery.imageAttributes;
    const exported = delivery.kind === "files" ? imageFiles(delivery.files)[0] : { type: "image", attributes };
    await refuseOthers(image, exported, delivery.files, job.workspace, run);
  }
  await smokeTest(image, store, script, session);
  return image;
}
async function readImage2(store, digest, early) {
  const image = await early?.catch(() => void 0);
  return image !== void 0 && image.digest === digest ? image : store.read(digest);
}

// src/actions/build.ts
async function buildImage(resolved, given, cacheClient) {
  var _stack = [];
  try {
    const { request } = resolved;
    const { job, runner, http, enter, files } = given;
    const started = performance.now();
    const machine = thisMachine();
    const id = createRunId(machine, process.ppid);
    const notes = job.env.RUNNER_TOOL_CACHE || job.temp;
    const runtime = { ...given, recordCleanup: recordOnDisk(given.recordCleanup, notes, id) };
    const endpoint = resolveEndpoint(job.env, files.readOptional);
    const engine = createEngine(endpoint, http, files.readOptional);
    const { host, plan, buildx, registries, readCertificate } = await inspectHost(resolved, runtime, {
      ...{ engine, id },
      endpoint: endpoint.host
    });
    const swept = sweep(host.hasEngine ? engine : void 0, { temp: job.temp, notes }, machine).catch(() => []);
    enter("setting up");
    const session = __using(_stack, await openSession(runtime, {
      ...{ id, engine, registries, readCertificate },
      endpoint: host.hasEngine ? endpoint : NO_ENGINE,
      logins: request.login,
      keepLogins: fromFork(job) ? "never" : request.logout ? "until post" : "always",
      retries: request.options.retries,
      ownBuildx: true
    }), true);
    const checks = startChecks(plan, host, session);
    const failed = AbortSignal.any([session.signal, checks.failed]);
    const setup = await setUp(plan, host, buildx, cacheClient, {
      ...session,
      run: until(checks.failed, session.run),
      engine: createEngine(endpoint, (message) => http({ signal: failed, ...message }), files.readOptional)
    });
    const build2 = await runBuild(plan, setup, checks);
    enter("verifying the image");
    const image = await verifyImage(build2, checks, setup.memory, session);
    const remembered = setup.memory.save();
    enter("publishing");
    const previous = await checks.previous;
    const report = (released2, rest2, notices2) => composeReport({
      ...{ plan: build2.plan, builder: build2.builder, digest: build2.digest, tags: released2.tags, notices: notices2, ...rest2 },
      previous: reportPrevious(previous),
      image: released2.image ?? image,
      seconds: (performance.now() - started) / 1e3
    });
    const unfinished = { cache: void 0, answer: "", metadata: void 0, log: build2.log };
    const setKnown = (released2) => setOutputs(report(released2, unfinished, []), runner);
    const released = image === void 0 || build2.store === void 0 ? NOTHING : await release2(build2.plan, image, build2.store, previous, host, session, setKnown);
    setKnown(released);
    const { notices, ...rest } = await build2.finished.catch((error) => abandoned(error, build2));
    const discarded = build2.store?.discard().catch(() => void 0);
    for (const name of await swept) runner.info(`removed ${name}, left behind by a run that died`);
    const final = report(released, rest, [...released.notices, ...notices]);
    setOutputs(final, runner);
    await Promise.all([printReport(final, runner, request.options.summary), discarded, remembered]);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function abandoned(error, { digest, log }) {
  if (!(error instanceof TimeUp)) throw error;
  const notices = [`The build cache was not written: ${error.message}`];
  return { cache: "failed", notices, log, answer: "", metadata: metadataFromDigest(digest) };
}
export {
  buildImage
};
