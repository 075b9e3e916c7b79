import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  DRIVERS,
  EventReader,
  LAYOUT_PREFIX,
  StageVariables,
  Work,
  alone,
  blob,
  blobName,
  buildWithRetries,
  caller,
  exportsOf,
  familiar,
  helperFinder,
  hostPlatform,
  layerFile,
  layoutPlace,
  missing,
  openLayout,
  planPlatforms,
  plannedEmulators,
  platformDigests,
  prepare,
  readImages,
  readJobBuilders,
  readLayout,
  registeredEmulators,
  remediesFor,
  reportBuilt,
  resolveStages,
  topOf,
  withBuildkitConfig
} from "./chunk-PPTMTLZH.js";
import "./chunk-2Z2W27GT.js";
import {
  composeReport,
  readPreviousImage,
  titleOf
} from "./chunk-CZHUKS2C.js";
import {
  describeFailedBuild,
  explainFailure
} from "./chunk-5TLIVEWK.js";
import {
  isElsewhere,
  isFresh,
  sitesOf
} from "./chunk-IGA2S3RF.js";
import "./chunk-HE643MBV.js";
import {
  BuildLogRecorder,
  cachedPercent
} from "./chunk-EAHIQFPC.js";
import {
  NO_MEMORY,
  PLATFORM_API,
  askEngine,
  checkPrograms,
  checkPushes,
  describeNewCache,
  describeRefused,
  hasApi,
  hostOf,
  loadTags,
  lookUpAll,
  machineRegistries,
  openMemory,
  openSession,
  proxiesOfConfig,
  proxiesOfProcess,
  publishImage,
  pushedTo,
  readNotes,
  recordOnDisk,
  registryStore,
  requireLoaded,
  verify,
  withoutEngine,
  withoutRefused
} from "./chunk-5Q3Z37Q2.js";
import {
  joinPlatforms,
  partKey,
  previousDigests,
  reportPrevious
} from "./chunk-TYYTHKH5.js";
import {
  askSources,
  describeFailed,
  printReport,
  repositoriesOf,
  runFolder,
  setOutputs,
  splitReference,
  withHeartbeat
} from "./chunk-E3FTGZOC.js";
import {
  RegistryError,
  isRefusedRead
} from "./chunk-UWMQUUIR.js";
import "./chunk-ITKFXREL.js";
import {
  readPublished,
  requireComplete,
  requireInRegistry
} from "./chunk-OQUZCC2W.js";
import "./chunk-UFO7QMXD.js";
import {
  adviceFor,
  hashedContent,
  judgeWords,
  platformOf,
  readImage,
  splitIndex,
  verifiedStream
} from "./chunk-TUSLQINK.js";
import {
  tableLines
} from "./chunk-SLXZKCUU.js";
import {
  BUILDX_RELEASES
} from "./chunk-OS4WFHUI.js";
import {
  createEngine
} from "./chunk-GP7RNROK.js";
import {
  TransferError,
  createRunId,
  isOver,
  thisMachine
} from "./chunk-B6PWGEBV.js";
import {
  removeLabelled
} from "./chunk-OJS6QMPY.js";
import {
  describeEngine
} from "./chunk-U6FXPDFU.js";
import {
  AmbiguousError,
  MAX_DOCUMENT_BYTES,
  MalformedError,
  OCI_INDEX,
  OCI_MANIFEST,
  isIndex,
  isManifest,
  mediaTypeOf,
  parseConfigPlatform,
  parseIndex,
  parseManifest
} from "./chunk-GAY4O6F3.js";
import {
  HttpError,
  certificateFiles,
  certificateFolders,
  systemBundle,
  within
} from "./chunk-KGZ5MXFU.js";
import {
  printBuilderLog,
  printVersions
} from "./chunk-LVZEPZLR.js";
import "./chunk-FETY5ZEQ.js";
import {
  formatBytes
} from "./chunk-ONJFMPZL.js";
import "./chunk-E3EKNW6Z.js";
import {
  RECORDED_CONFIG,
  cacheName,
  cacheScopes,
  cachedFolder,
  cachedFoldersRoot,
  createCacheService,
  currentBuilder,
  defaultProvenance,
  describeRequest,
  exportFolder,
  fromFork,
  hasImage,
  hasIndex,
  isBuilderName,
  isForIndex,
  needsCommit,
  offersCacheService,
  planCache,
  provenanceOf,
  recordedBuilder,
  refuseIndexAnnotations,
  variantOf,
  variantScopes,
  withBuilderId
} from "./chunk-EREP3DAQ.js";
import {
  originOf,
  recordOf,
  runOf
} from "./chunk-PQDY42JW.js";
import {
  UnreadableError,
  dockerfileName,
  expand,
  givenArguments,
  isUnreadable,
  parseAnnotation,
  readCacheEntry,
  splitFields
} from "./chunk-WOAEOZCA.js";
import {
  parsePlatform
} from "./chunk-S3FJIZEN.js";
import "./chunk-6M3AT35K.js";
import {
  headCommit,
  pullRefOf,
  readHead
} from "./chunk-4QDN5QIE.js";
import "./chunk-OCILWB7R.js";
import "./chunk-7GDUNNN3.js";
import {
  actionSource
} from "./chunk-SJWTZUPK.js";
import {
  withPage
} from "./chunk-BKL3PCXY.js";
import {
  classify,
  judgeError,
  retry,
  retryAfterOf
} from "./chunk-5KDB2SZE.js";
import {
  digestOf,
  isDigest,
  shortHash
} from "./chunk-6EDLY2WM.js";
import {
  formatPlatform,
  normalisePlatform,
  runsOn,
  samePlatform,
  slugOf
} from "./chunk-XYI3VIGJ.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-3FVQARAN.js";
import {
  INLINE_FOLDER
} from "./chunk-DRQUZ2CI.js";
import "./chunk-KF45ZQFP.js";
import {
  BINFMT,
  BUILDKIT
} from "./chunk-UZVA5NJG.js";
import "./chunk-G6TENKBZ.js";
import {
  InputError,
  credentialsIn,
  firstOf,
  quote
} from "./chunk-7NESLQ2E.js";
import {
  buildxFolder,
  installedBuildx,
  requireDocker
} from "./chunk-XXQO62Y5.js";
import {
  NO_ENGINE,
  configFolder,
  describeEnd,
  isLoopback,
  leadsElsewhere,
  resolveEndpoint,
  succeeded,
  until
} from "./chunk-25QNN4TD.js";
import {
  readJson
} from "./chunk-3HPRX335.js";
import {
  debug,
  printableLine
} from "./chunk-BNWZ2G3D.js";
import {
  TAG,
  Wrong,
  formatTagged,
  parseRepository,
  taggedReferences
} from "./chunk-IWCVWDM7.js";
import {
  array,
  nullish,
  object,
  record,
  string,
  unknown
} from "./chunk-LHKR3JLK.js";
import {
  ActionError,
  TimeUp,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  isDebug
} from "./chunk-5GDL2WVS.js";
import {
  ancestorsOf,
  hasGit,
  realPath,
  repositoryAt
} from "./chunk-JEHR6NQ4.js";
import {
  BASE_CHECK_MS,
  BUILDX_DOWNLOAD_MS,
  CACHE_MOUNT_IDLE_MS,
  ENGINE_PUSH_IDLE_MS,
  ENGINE_SAVE_IDLE_MS,
  MAX_BUILDX_BYTES,
  MAX_CACHE_MOUNTS,
  MAX_CACHE_MOUNTS_KIB,
  MAX_DOWNLOAD_REDIRECTS
} from "./chunk-BB63CQQL.js";
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
function withManifest(metadata, { digest, mediaType, bytes }) {
  const descriptor = { mediaType, digest, size: bytes.length };
  const facts = { "containerimage.digest": digest, "containerimage.descriptor": descriptor };
  const configDigest = isIndex(mediaType) ? void 0 : metadata.configDigest;
  return { digest, configDigest, json: { ...metadata.json, ...facts } };
}
function metadataFromDigest(digest) {
  return { digest, configDigest: void 0, json: digest === void 0 ? {} : { "containerimage.digest": digest } };
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
  return new ActionError([...heading, ...lines].join("\n"), { hint, diagnosis: faults[0]?.diagnosis });
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
    ({ bytes, ...head }) => ({ ...head, size: bytes.length }),
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
      hint: "Correct the name or the tag of the image.",
      diagnosis: "name-unknown"
    };
  }
  return {
    message: `${image} cannot be pulled: ${message}`,
    hint: `Correct the name, or log in with an account that may pull ${name} (\`registry\`, \`username\`, \`password\`): a registry answers the same for an image that does not exist.`,
    diagnosis: "pull-denied"
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
    hint: "Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.",
    diagnosis: "platform-missing"
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
      throw new ActionError(warning, {
        hint: known.error.hint ?? "No tag was updated. Run the job again.",
        cause: known.error
      });
    }
    const used = usedFor(known, platform);
    if (used === void 0 || isSuitable(used, platform)) return [];
    const [available, requested] = [formatPlatform(used), formatPlatform(platform)];
    const message = `${place} ${availability(known, used, platform)}, so the ${requested} image would hold ${available} programs`;
    throw new ActionError(message, {
      hint: "No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.",
      diagnosis: "platform-missing"
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
      const bytes = await registry.getBlob(repository, config.digest, MAX_DOCUMENT_BYTES);
      return { image, platform: platformOf(parseConfigPlatform(bytes)) };
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
import { isAbsolute, join as join2 } from "node:path";
function storedBase(image, stored) {
  if (stored?.isIndex) return { image, listed: stored.platforms };
  const [platform] = stored?.platforms ?? [];
  return platform && { image, platform };
}
async function layoutBase(image, folder, run) {
  const { path, tag, digest } = splitLayout(image);
  try {
    const layout = await openLayout(isAbsolute(path) ? path : join2(folder, path), run);
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
  const registryWithoutRetry = askingOnce(session.registryWithoutRetry);
  const previous = push.asked.then(
    () => previousDigests(plan.delivery.kind === "publish" ? plan.delivery.targets : [], registry),
    () => /* @__PURE__ */ new Map()
  );
  const previousImage = request.options.summary ? previous.then((found) => readPreviousImage(tagsOf(plan), found, registryWithoutRetry)) : Promise.resolve(void 0);
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
  return { push, bases, foundBases, findBases, previous, previousImage, failed: failed.signal };
}
function tagsOf({ delivery }) {
  const targets = delivery.kind === "publish" ? delivery.targets : [];
  return taggedReferences(targets.filter(({ repository }) => repository.registry !== "docker.io"));
}

// src/actions/inspect-host.ts
import { join as join6 } from "node:path";

// src/builder/buildx-binary.ts
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, copyFile, mkdir, rm as rm2, writeFile } from "node:fs/promises";
import { basename, join as join3 } from "node:path";
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
  const kept = { folder: join3(cachedFoldersRoot(temp), name), prefixes: [key], key };
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
      await copyFile(path, join3(kept.folder, name));
    } catch (error) {
      return notice(`buildx ${release3.version} is not kept for later runs: ${messageOf(error)}`);
    }
    await service.save(kept);
  };
  if (tools.found !== void 0 && await taken(join3(tools.found, name), "the runner's tool cache")) {
    return async () => {
    };
  }
  if (await service.restore(kept) !== void 0 && await taken(join3(kept.folder, name), "the cache service")) {
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
  const tools = await import("./tool-cache-OYEE2POZ.js");
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
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

// src/builder/settings.ts
import { join as join4 } from "node:path";
function settingsOf({ driver, nodes, config }, { engineAddress, certificates, cluster }) {
  const each = (pick) => nodes.map(({ driverOpts }) => driverOpts.filter(pick));
  const settings = {
    driver,
    endpoint: [engineAddress, nodes.map(({ endpoint }) => endpoint), cluster],
    nodes: nodes.map(({ name, platforms }) => [name, platforms.map(formatPlatform)]),
    "buildkit-image": each(isImage),
    "driver-opts": each((option) => !isImage(option) && !isProxy(option)),
    proxies: each(isProxy),
    "buildkitd-flags": nodes.map(({ buildkitdFlags }) => buildkitdFlags),
    entitlements: nodes.map(({ entitlements }) => entitlements.toSorted()),
    configuration: config,
    certificates: config !== void 0 && certificates
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, shortHash(JSON.stringify(value ?? null), 32)])
  );
}
function differences(one, other) {
  return Object.keys(one).filter((name) => one[name] !== other[name]);
}
function hashFiles(paths, readText) {
  return shortHash(JSON.stringify(paths.map((path) => [path, readText(path) ?? null])), 32);
}
function namedCertificates(registries) {
  return [...registries.values()].flatMap(({ ca = [], keypair = [] }) => [
    ...ca,
    ...keypair.flatMap(({ cert, key }) => [cert, key])
  ]);
}
function kubeconfigs({ KUBECONFIG, HOME = "/" }) {
  return KUBECONFIG ? KUBECONFIG.split(":") : [join4(HOME, ".kube", "config")];
}
function isImage(option) {
  return /^"?image=/.test(option);
}
function isProxy(option) {
  return /^"?env\.(?:https?|all|no)_proxy=/i.test(option);
}

// src/plan/classic-store.ts
function classicObstacles({ build, cache }, platforms, delivery) {
  const attested = hasIndex(build, 1, { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
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
    ...build.annotations.some(isForIndex) ? ["it makes no index: leave out `annotations` of an index"] : [],
    ...caches2.map((type) => `it writes no cache of type=${type}: leave it out of \`cache-to\`, or write type=inline`),
    ...archives.map((type) => `it writes no type=${type} archive: leave it out of \`outputs\``),
    ...attributes.length > 0 ? [
      `its image takes no ${attributes.map(([name, value]) => `${name}=${value}`).join(", ")}: leave it out of \`outputs\``
    ] : [],
    ...build.sourceDateEpoch !== void 0 ? ["it cannot rewrite timestamps: leave out `source-date-epoch`"] : []
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

// src/plan/earlier-steps.ts
function afterEarlierSteps(chosen, earlier, { setup, build }) {
  const reused = afterMadeOnes(chosen, earlier);
  const [last] = earlier;
  const isFree = setup.driver === "auto" && setup.builder === void 0 && build.call === void 0;
  if (last === void 0 || !isFree || reused.note !== void 0 || nameOf2(reused) === last.name) return reused;
  return { ...reused, note: `the step before built with ${describe(last)}, whose cache this one does not have` };
}
function afterMadeOnes(chosen, earlier) {
  switch (chosen.kind) {
    case "engine":
      return chosen;
    case "existing":
      return afterKeptOne(chosen, earlier);
    case "new":
      return reuse(chosen, earlier) ?? withReason(chosen, earlier);
  }
}
function afterKeptOne(chosen, earlier) {
  const made = earlier.find(({ name, settings }) => name === chosen.name && settings !== void 0);
  if (made?.settings === void 0 || chosen.ifGone === void 0) return chosen;
  const others = differences(chosen.ifGone.settings, made.settings);
  return {
    ...chosen,
    reason: "`keep-builder` kept it from an earlier step",
    ...others.length > 0 && { note: `it has other settings: ${others.join(", ")}` }
  };
}
function reuse(wanted, earlier) {
  const found = madeFor(wanted, earlier).find(
    ({ settings, isAlive, kept }) => isAlive && (kept || !wanted.keep) && differences(wanted.settings, settings).length === 0
  );
  if (found === void 0) return void 0;
  return { ...wanted, name: found.name, keep: found.kept, madeIn: found.config, reason: `${wanted.reason}; ${REUSED}` };
}
var REUSED = "an earlier step of this job made it with the same settings";
function withReason(wanted, earlier) {
  const [last] = madeFor(wanted, earlier);
  if (last === void 0) return wanted;
  return { ...wanted, note: `not ${last.name} of an earlier step: ${obstacle(wanted, last)}` };
}
function obstacle(wanted, { settings, isAlive }) {
  const others = differences(wanted.settings, settings);
  if (others.length > 0) return `it has other settings: ${others.join(", ")}`;
  return isAlive ? "it is removed with the job, and `keep-builder` is set" : "its container does not run any more";
}
function madeFor({ driver }, earlier) {
  return DRIVERS[driver].startsDaemons ? earlier.filter((each) => each.settings !== void 0) : [];
}
function nameOf2(builder) {
  return builder.kind === "engine" ? "default" : builder.name;
}
function describe({ name, driver }) {
  return driver === "docker" ? "the builder of Docker Engine" : `${name}, ${driver}`;
}

// src/plan/selection.ts
function selectBuilder(setup, { variable, current }) {
  if (setup.builder !== void 0) return { name: setup.builder, by: "builder", reason: "`builder` names it" };
  if (setup.driver !== "auto" || builderSetting(setup) !== void 0) return void 0;
  if (variable) return { name: variable, by: "BUILDX_BUILDER", reason: "`BUILDX_BUILDER` names it" };
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
function planBuilder(request, host, circumstances) {
  const chosen = chooseBuilder(request, host, circumstances);
  return afterEarlierSteps(chosen, host.earlierBuilders, request);
}
function chooseBuilder(request, host, { registries, id, platforms, delivery }) {
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
  const obstacle2 = isClassic && local === void 0 ? CLASSIC : obstacles[0];
  if (driver === "auto" && obstacle2 === void 0) {
    return { kind: "engine", reason: isClassic ? `no registry has ${local}` : "it can do the whole job" };
  }
  const { keepBuilder, buildkitdConfig } = request.setup;
  const created = driver === "remote" || driver === "kubernetes" ? driver : "docker-container";
  const plan = {
    driver: created,
    nodes: nodesOf(request, host, registries, DRIVERS[created]),
    config: DRIVERS[created].config(buildkitdConfig, host)
  };
  const made = {
    kind: "new",
    ...plan,
    name: keepBuilder ? KEPT_BUILDER : `multiarch-build-${id}`,
    reason: driver === "auto" ? obstacle2 ?? "" : "`driver` asks for it",
    keep: keepBuilder,
    settings: settingsOf(plan, host)
  };
  if (!keepBuilder || host.namedBuilder === void 0) return made;
  const kept = existing(
    { name: KEPT_BUILDER, by: "keep-builder", reason: "`keep-builder` kept it from an earlier job" },
    host
  );
  return { ...kept, ...made.nodes.length === kept.nodes.length && { ifGone: made } };
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
  const { setup, cache, result, build, image } = request;
  const setting = builderSetting(setup);
  const own = [
    ...setting === void 0 ? [] : [`\`${setting}\` sets up a builder of its own`],
    ...engine.containerdStore ? [] : (build.bake?.linked ?? []).slice(0, 1).map(({ name }) => linkedObstacle(name))
  ];
  if (build.call !== void 0 && (image.platforms ?? []).length < 2) return own;
  if (build.call !== void 0 && !engine.containerdStore) return [CLASSIC];
  const stamped = build.sourceDateEpoch !== void 0;
  return [
    ...engine.containerdStore && !hasApi(engine, PLATFORM_API) ? [`the engine's API ${engine.apiVersion.join(".")} cannot distinguish platforms`] : [],
    ...own,
    ...[...cache.from, ...cache.to].some((entry) => /^(s3|azblob)$/.test(readCacheEntry(entry).type ?? "")) ? ["it has no s3 or azblob cache"] : [],
    ...result.pushByDigest ? ["it cannot push by digest"] : [],
    ...build.allow.includes("security.insecure") ? ["it grants no `security.insecure`"] : [],
    // https://github.com/moby/moby/pull/51192: until then the engine's unpacking conflicts with rewritten timestamps
    ...engine.containerdStore && stamped && !atLeast(engine.version, 29, 1) ? [`Engine ${engine.version} cannot rewrite timestamps`] : [],
    ...engine.containerdStore ? [] : classicObstacles(request, platforms, delivery)
  ];
}
function linkedObstacle(name) {
  return `it writes no OCI layout of the target ${name}, which a context of the bake file refers to`;
}
function nodesOf({ setup, build }, host, registries, driver) {
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
    return { ...node, driverOpts, entitlements: entitlementsOf(build) };
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
    ["cache", describeCache(plan.cache)],
    ...describeDelivery(plan.delivery)
  ];
  return tableLines(rows);
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
  const why = [builder.reason, builder.note ?? []].flat().join("; ");
  switch (builder.kind) {
    case "engine": {
      const facts = engine === void 0 ? [] : [describeEngine(engine)];
      const all = [...facts, builder.note ?? []].flat();
      return all.length === 0 ? "docker" : `docker (${all.join("; ")})`;
    }
    case "existing":
      return `${builder.name} (${why})`;
    case "new":
      return `${builder.driver}${builder.madeIn === void 0 ? ", new" : ""} (${why})`;
  }
}
function describeCache({ from, folders, to, inline, place, reason }) {
  if (place === void 0) return "none";
  const [reads, writes] = [from.length > 0 || folders.length > 0, to.length > 0 || inline];
  const use = reads && writes ? "read and write" : reads ? "read" : writes ? "write" : "not used";
  return `${place}, ${use} (${reason})`;
}
function describeDelivery({ kind, load, files, targets }) {
  const tags = taggedReferences(targets).map(formatTagged);
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
    const isImage2 = (source) => !/^\d+$/.test(source) && !known.includes(source.toLowerCase());
    const bases = contributing.flatMap(({ image }) => image ?? []);
    const sources = contributing.flatMap(({ steps }) => steps.flatMap(({ from }) => from)).filter(isImage2);
    return [.../* @__PURE__ */ new Set([...bases, ...sources])];
  } catch (error) {
    if (error instanceof UnreadableError) return [];
    throw error;
  }
}

// src/dockerfile/cache-mounts.ts
import { posix } from "node:path";
function cacheMounts(dockerfile, options, platforms) {
  try {
    const work = new Work();
    const { contributing, variables: globals } = resolveStages(dockerfile, options, platforms, work);
    const after = /* @__PURE__ */ new Map();
    const found = contributing.flatMap((node) => {
      const inherited = node.parent && after.get(node.parent);
      const variables = new StageVariables(options, globals, dockerfile.escapeCharacter, work, inherited);
      after.set(node, variables);
      const image = imageOf(node);
      return node.steps.flatMap((step) => {
        variables.add(step);
        return step.mounts.flatMap((text) => {
          const mount = mountOf(text, variables);
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
function imageOf({ image, parent }) {
  return parent === void 0 ? image : imageOf(parent);
}
var OPTIONS = {
  sharing: /^(shared|private|locked)$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
  mode: /^[0-7]+$/
};
function mountOf(text, variables) {
  const shown = `--mount=${text.length > 100 ? `${text.slice(0, 100)}…` : text}`;
  const fields = splitFields(text).map((field) => {
    const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(field) ?? [];
    return [key.toLowerCase(), variables.expand(value)];
  });
  const values = new Map(fields);
  const { type, id, target = values.get("dst") ?? values.get("destination") } = Object.fromEntries(fields);
  if (type?.toLowerCase() !== "cache") return void 0;
  if (fields.some(([, value]) => value === void 0)) return `${shown} has a variable from its base image`;
  if (["from", "source", "src"].some((key) => values.has(key))) return `${shown} begins with files of its own`;
  const name = id || posix.normalize(target ?? "").replace(/(?<=.)\/$/, "");
  const options = Object.keys(OPTIONS).flatMap((key) => {
    const value = values.get(key);
    return value === void 0 ? [] : [[key, value.toLowerCase()]];
  });
  const odd = options.some(([key, value]) => !OPTIONS[key]?.test(value)) || !/^[\w./@:+=~-]+$/.test(name);
  return odd ? `${shown} is not understood` : { id: name, options: Object.fromEntries(options) };
}

// src/cache/plan-mounts.ts
function planMounts(request, delivery, platforms, builder, { dockerfile, host, job }) {
  const { build, cache } = request;
  if (!cache.mounts || delivery.kind === "call") return void 0;
  const scopes = variantScopes(cacheScopes(job, cache.write), variantOf(request, job));
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
  const buildArgs = givenArguments(build.buildArgs, job.env);
  const { buildContexts, target } = build;
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

// src/plan/bases.ts
function planBases({ build }, platforms, builder, { dockerfile, host, job }) {
  if (isUnreadable(dockerfile) || job.env[SOURCE_POLICY] || !isKnown(builder)) return [];
  const buildArgs = givenArguments(build.buildArgs, job.env);
  const options = { buildArgs, buildContexts: build.buildContexts, target: build.target };
  const found = platforms.filter((platform) => !isElsewhere(builder, platform)).flatMap((target) => {
    const images = readImages(dockerfile, options, { target, build: hostPlatform(host) });
    return isUnreadable(images) ? [] : images;
  });
  return merged(found.filter(({ image }) => isAsked(image, builder, host)));
}
var SOURCE_POLICY = "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY";
function isKnown(builder) {
  if (builder.kind === "engine") return true;
  if (builder.kind !== "new" || builder.driver !== "docker-container") return false;
  return builder.nodes.every(({ driverOpts, buildkitdFlags = "" }) => {
    const image = driverOpts.findLast((option) => option.startsWith("image=")) ?? "";
    return /^image=(?:docker\.io\/)?moby\/buildkit[:@]/.test(image) && !/--(?:config|containerd)/.test(buildkitdFlags);
  });
}
function isAsked(image, builder, host) {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (repository instanceof Wrong || !(TAG.test(reference) || isDigest(reference))) return false;
  if (isDigest(reference) && !isFresh(builder)) return false;
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
  const cache = planCache(request, delivery, asked, separateCalls, job);
  const labelled = platforms.flatMap(({ labels = [] }) => labels);
  const described = describeRequest(
    { ...request, build: withBuilderId(request.build, job) },
    { naming, provenance, delivery, indexed, count: asked.length, env: job.env, labelled, part }
  );
  return {
    request: described,
    platforms: delivery.kind === "call" ? platforms.slice(0, request.image.platforms?.length ?? 0) : platforms,
    ...plannedEmulators(request, delivery.kind === "call" ? [] : platforms, host),
    builder,
    separateCalls,
    delivery,
    bases: kind === "call" ? [] : planBases(request, asked, builder, circumstances),
    provenance: isClassic ? void 0 : defaultProvenance(request.build, job),
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
function usedRegistries({ image, cache, build }, naming, dockerfile, env) {
  const written = [...image.repositories, ...naming.references.map(({ repository }) => repository), cache.ref];
  const images = isUnreadable(dockerfile) ? [] : imagesOf(dockerfile, givenArguments(build.buildArgs, env));
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
    engineAddress: endpoint,
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
import { isAbsolute as isAbsolute2, join as join5, relative, resolve } from "node:path";

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
function codeOf({ build, setup }, job) {
  const config = setup.buildkitdConfigFile;
  const builds = [build, ...(build.bake?.linked ?? []).map((linked) => linked.build)].map(
    (each) => codeOfBuild(each, job)
  );
  return {
    paths: [
      ...bakeFiles(build, job),
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
  const variables = resolve(workspace, ".env");
  const more = [
    ...compose.length > 0 && files.exists(variables) ? [variables] : [],
    ...compose.some((path) => /\b(include|extends)\b/.test(files.readText(path))) ? [workspace] : []
  ];
  return [...own, ...more].map((place) => ({ input: "bake-file", place }));
}
function codeOfBuild({ context, file, dockerfile, buildContexts }, job) {
  const contexts = buildContexts.map(({ value }) => layoutPath(value, job) ?? value).filter((value) => !/^(docker-image|target):/.test(value)).map((place) => ({ input: "build-contexts", place }));
  const isInline = dockerfile?.startsWith(join5(job.temp, INLINE_FOLDER)) ?? false;
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
  return folder === void 0 ? void 0 : resolve(workspace, folder);
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
  return [`${server}/`, ...host === "github.com" ? ["github.com/"] : []].filter((start) => address.startsWith(start)).map((start) => address.slice(start.length))[0];
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
  if (request.allowUntrusted) return { request, line: `allow-untrusted: ${fact}; pushed and cached as asked` };
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
    line: `${fact}; no cache is written`
  };
}
function show(place, workspace) {
  const way = place.startsWith("/") ? relative2(workspace, place) : place;
  const text = printableLine((way.startsWith("..") ? place : way) || ".").replaceAll("\n", " ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
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
  const { compareWithCommit } = await import("./compare-7Y4VRB76.js");
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
async function inspectHost({ request: asked, line: mergeGroup, event, naming, delivery, dockerfile, dockerfileName: dockerfileName2 }, { job, runner, run, files }, { engine, endpoint, id }) {
  const { readOptional: readText } = files;
  const { platforms = [] } = asked.image;
  const { setup } = asked;
  const selected = { variable: job.env.BUILDX_BUILDER, current: currentBuilder(endpoint, job.env, readText) };
  const selection = selectBuilder(setup, selected);
  if (selection !== void 0) refuseName(selection);
  const name = selection?.name ?? (setup.keepBuilder ? KEPT_BUILDER : void 0);
  const namedBuilder = name === void 0 ? void 0 : recordedBuilder(name, job.env, readText);
  const nodes = [setup, ...setup.nodes, ...namedBuilder?.nodes ?? []].flatMap((node) => node.endpoint ?? []);
  const elsewhere = nodes.filter((node) => leadsElsewhere(node, endpoint, job.env, readText));
  const need = engineNeed(asked, selection && { ...selection, recorded: namedBuilder }, elsewhere);
  if (asked.result.load && platforms.length > 1) {
    const info = await askEngine(engine, need);
    if (info !== void 0) refuseLoad(platforms, info);
  }
  const { request, line } = withinTrust(asked, await findUntrusted(asked, job), job);
  for (const each of [mergeGroup, line]) if (each !== void 0) runner.info(each);
  const { context } = request.build;
  const buildx = chooseBuildx(setup.buildxVersion, join6(runFolder(job.temp, id), "docker-buildx"), { job, files });
  const isRunning = async (container) => (await engine.container(container))?.running === true;
  const [machine, used, commit, earlierBuilders] = await Promise.all([
    readHost({
      ...{ engine, need, endpoint, selected, namedBuilder, elsewhere },
      runs32BitArm: () => runs32BitArm(run),
      env: job.env,
      dockerConfig: readText(join6(configFolder(job.env), "config.json"))
    }),
    lookUpAll(usedRegistries(request, naming, dockerfile, job.env)),
    context.kind === "path" && needsCommit(request) ? headCommit(context.path) : void 0,
    readJobBuilders(job.temp, id, isRunning)
  ]);
  if (need !== void 0 && CALLS_DOCKER.includes(need.by)) requireDocker(need.by, job.env, files.isFile);
  const localImages = await findLocal(request, machine, dockerfile, engine, job.env);
  const certificates = certificateFiles(certificateFolders(job.env, configFolder(job.env)));
  const registries = machineRegistries({ engine: machine.engine, certificates, used });
  const bundle = systemBundle(job.env, files.isFile);
  const host = {
    ...machine,
    ...{ registries, bundle, localImages, earlierBuilders },
    certificates: hashFiles(
      [bundle ?? [], namedCertificates(withBuildkitConfig(registries, setup.buildkitdConfig))].flat(),
      readText
    ),
    cluster: setup.driver === "kubernetes" ? hashFiles(kubeconfigs(job.env), readText) : ""
  };
  for (const { http, https } of host.proxies)
    for (const secret of credentialsIn(`${http} ${https}`)) runner.mask(secret);
  const plan = makePlan(request, {
    host,
    ...{ dockerfile, dockerfileName: dockerfileName2, id, job, naming, delivery },
    provenance: provenanceOf(naming, event, commit)
  });
  for (const each of [...naming.notices, unusedQemuImage(plan) ?? []].flat()) runner.notice(each);
  for (const { level, line: line2, message } of findingsOf(plan)) {
    runner[level](`${dockerfileName2}:${line2}: ${message}`);
  }
  for (const line2 of describePlan(plan, host.hasEngine ? host.engine : void 0)) runner.info(line2);
  if (isDebug()) {
    const { decisionsOf } = await import("./decisions-WKUO73EU.js");
    debug(() => decisionsOf(plan));
  }
  const recorded = plan.builder.kind === "existing" ? namedBuilder?.files : void 0;
  const config = plan.builder.kind === "new" ? setup.buildkitdConfig : recorded?.get(RECORDED_CONFIG);
  return {
    host,
    plan,
    buildx,
    registries: withBuildkitConfig(registries, config),
    readCertificate: (path) => recorded?.get(path) ?? readText(path)
  };
}
async function findLocal({ build, image, result, setup }, machine, dockerfile, engine, env) {
  if (!machine.hasEngine || machine.engine.containerdStore || !["auto", "docker"].includes(setup.driver)) return [];
  const [target, ...others] = image.platforms ?? (result.load && !result.push ? [hostPlatform(machine)] : []);
  if (target === void 0 || others.length > 0) return [];
  const images = imagesRead(dockerfile, build, { target, build: hostPlatform(machine) }, env);
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
  const { createArtifacts } = await import("./artifacts-KLZIRSR6.js");
  const { storePart } = await import("./store-part-LXRL7QFF.js");
  const repositories = delivery.targets.map(({ repository }) => repository.name);
  const lines = await storePart({
    record: recordOf(image, { ...plan.part, repositories }, job.env, process.uptime()),
    platforms: plan.platforms.map(({ platform }) => platform),
    repository: first,
    tags: { pattern: request.result.partTag, naming, run: runOf(job.env).run, part: request.result.part },
    artifacts: createArtifacts(job.env, { http, mask: runner.mask, retry: retry2 }),
    registry,
    id
  });
  for (const line of lines) runner.info(line);
  return NOTHING;
}

// src/actions/run-build.ts
import { mkdir as mkdir6 } from "node:fs/promises";
import { dirname, resolve as resolve3 } from "node:path";

// src/buildkit/invocations.ts
import { join as join7 } from "node:path";
function invocationsOf(plan, store, folder) {
  if (!plan.separateCalls) return [{ plan, exportTo: store?.exportTo(), metadataFile: join7(folder, "metadata.json") }];
  return plan.platforms.map((platform, i) => ({
    plan: singlePlatformPlan(platform, i, plan),
    exportTo: store?.exportTo(i),
    metadataFile: join7(folder, `metadata-${i}.json`)
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

// src/cache/local-cache.ts
import { readFile as readFile2, rename, rm as rm3, stat } from "node:fs/promises";
import { join as join8 } from "node:path";
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
  const blob2 = ({ digest }) => join8(folder, "blobs", digest.replace(":", "/"));
  const readJson2 = async (path) => JSON.parse(await readFile2(path, "utf8"));
  try {
    const { manifests } = await readJson2(join8(folder, "index.json"));
    const named = await Promise.all(
      manifests.map(async (manifest) => {
        const { config = [], layers = [], manifests: children = [] } = await readJson2(blob2(manifest));
        return [config, layers, children].flat();
      })
    );
    const sizes = await Promise.all(named.flat().map(async (each) => (await stat(blob2(each))).size === each.size));
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
import { createReadStream as createReadStream2 } from "node:fs";
import { mkdir as mkdir2, readFile as readFile3, rename as rename2, rm as rm4, writeFile as writeFile2 } from "node:fs/promises";
import { join as join9 } from "node:path";

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
    const options = Object.entries(mount.options).map(([key, value]) => `,${key}=${value}`);
    return `type=cache,id=${mount.id},target=${FOLDER}/mounts/${mountKey(mount)}${options.join("")}`;
  });
  const flags = [...others, ...caches2].map((mount) => `--mount=${mount}`);
  return ["RUN --network=none", ...flags, JSON.stringify(["/bin/sh", "-c", script.join("\n"), run])].join(" ");
}

// src/cache/tar-digest.ts
import { createHash as createHash2 } from "node:crypto";
var BLOCK = 512;
var MTIME = { from: 136, to: 148 };
var CHECKSUM = { from: 148, to: 156 };
var SIZE = { from: 124, to: 136 };
async function tarDigest(tar) {
  const hash = createHash2("sha256");
  let rest = Buffer.alloc(0);
  let left = 0;
  let records;
  for await (const chunk of tar) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length > 0) {
      if (left > 0) {
        const part = bytes.subarray(0, left);
        if (records === void 0) hash.update(part);
        else records.push(part);
        left -= part.length;
        bytes = bytes.subarray(part.length);
        if (left > 0 || records === void 0) continue;
        hash.update(withoutTimes(Buffer.concat(records)));
        records = void 0;
        continue;
      }
      if (bytes.length < BLOCK) break;
      const header = Buffer.from(bytes.subarray(0, BLOCK));
      bytes = bytes.subarray(BLOCK);
      left = Math.ceil(sizeOf(header) / BLOCK) * BLOCK;
      const extended = header.toString("latin1", 156, 157) === "x";
      if (extended) records = [];
      for (const { from, to } of [MTIME, CHECKSUM, ...extended ? [SIZE] : []]) header.fill(0, from, to);
      hash.update(header);
    }
    rest = Buffer.from(bytes);
  }
  return hash.digest("hex");
}
function sizeOf(header) {
  const field = header.subarray(SIZE.from, SIZE.to);
  if (((field[0] ?? 0) & 128) !== 0) return field.readUIntBE(SIZE.to - SIZE.from - 6, 6);
  return Number.parseInt(field.toString("latin1").replace(/[\0 ].*$/s, "") || "0", 8);
}
function withoutTimes(records) {
  const text = records.toString("latin1").replace(/(?<!\0)\0+$/, "");
  return Buffer.from(text.replace(/(?<!\d)\d+ (?:mtime|atime|ctime)=[^\n]*\n/g, ""), "latin1");
}

// src/cache/mounts.ts
var CONTENT = "mounts.tar";
var DIGEST = "sha256";
async function restoreMounts(plan, session) {
  const { folder } = plan.savedIn;
  await writeFile2(join9(folder, "Dockerfile"), restoreDockerfile(plan, session.id));
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
  const context = join9(session.folder.path, "mounts");
  const tar = join9(context, CONTENT);
  await mkdir2(context);
  await writeFile2(join9(context, "Dockerfile"), saveDockerfile(plan, session.id));
  const { problem, log } = await runAuxiliaryBuild(
    session.run,
    auxiliaryBuild(plan, session, context, `type=tar,dest=${tar}`),
    CACHE_MOUNT_IDLE_MS
  );
  if (problem !== void 0) return [`The content of cache mounts was not saved: ${problem}`];
  const tooLargeMounts = describeTooLarge(plan, log);
  if (tooLargeMounts.length === plan.mounts.length) return tooLargeMounts;
  const digest = await tarDigest(createReadStream2(tar));
  const { folder } = plan.savedIn;
  const before = await readFile3(join9(folder, DIGEST), "utf8").catch(() => void 0);
  if (digest !== before) {
    await rm4(folder, { recursive: true, force: true });
    await mkdir2(folder, { recursive: true });
    await rename2(tar, join9(folder, CONTENT));
    await writeFile2(join9(folder, DIGEST), digest);
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
    notices: [withPage(`The build cache was not written to ${cache.place}: ${problem}`, "cache-export", session.env)]
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
    if (isFresh(plan.builder) && isUnchanged(log, fetched.cache)) return { cache: "current", notices: [] };
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

// src/store/open.ts
import { join as join15 } from "node:path";

// src/store/classic.ts
import { join as join11 } from "node:path";

// src/store/saved.ts
import { createHash as createHash3 } from "node:crypto";
import { closeSync, createReadStream as createReadStream3, createWriteStream, openSync, writeSync } from "node:fs";
import { mkdir as mkdir3, readFile as readFile4, rename as rename3, rm as rm5, stat as stat2, writeFile as writeFile3 } from "node:fs/promises";
import { join as join10 } from "node:path";
import { Transform } from "node:stream";
import { pipeline as pipeline2 } from "node:stream/promises";
import { createGzip } from "node:zlib";
var CONFIG = "application/vnd.oci.image.config.v1+json";
var LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
var MANIFESTS = array(object({ Config: string(), Layers: nullish(array(string()), []) }));
var CONFIG_FILE = object({ rootfs: object({ diff_ids: array(string()) }) });
async function saveImage(engine, name, folder, { run, annotations }) {
  const saved = `${folder}-saved`;
  await unpack(engine, name, saved, run);
  await mkdir3(join10(folder, "blobs", "sha256"), { recursive: true });
  const listed2 = readJson(MANIFESTS, await readFile4(join10(saved, "manifest.json"), "utf8"));
  if (listed2 === void 0) throw altered(name, "its manifest.json cannot be read");
  const [only] = listed2;
  if (only === void 0 || listed2.length > 1) throw altered(name, `its archive holds ${listed2.length} images`);
  const config = await readFile4(join10(saved, only.Config));
  const configDigest = digestOf(config);
  const wanted = (await engine.image(name))?.id;
  if (configDigest !== wanted) throw altered(name, `its config is ${configDigest} instead of ${wanted}`);
  await writeFile3(join10(folder, blobName(configDigest)), config);
  const diffIds = readJson(CONFIG_FILE, config.toString())?.rootfs.diff_ids ?? [];
  if (diffIds.length !== only.Layers.length) throw altered(name, `it has ${only.Layers.length} layers`);
  const compressed = /* @__PURE__ */ new Map();
  for (const path of only.Layers) {
    if (!compressed.has(path)) compressed.set(path, compress(join10(saved, path), folder, compressed.size));
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
    config: { mediaType: CONFIG, digest: configDigest, size: config.length },
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
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    });
  } finally {
    closeSync(file);
  }
  await mkdir3(folder);
  const args = ["--extract", "--no-same-owner", "--file", archive, "--directory", folder];
  const finished = await run({ program: "tar", args });
  if (!succeeded(finished)) {
    const message = `the image that the engine saved could not be unpacked: ${describeEnd(finished)}`;
    throw new ActionError(message, { output: finished.stderr });
  }
  await rm5(archive);
}
async function compress(path, folder, nth) {
  const [content, blob2] = [createHash3("sha256"), createHash3("sha256")];
  const target = join10(folder, `layer-${nth}`);
  await pipeline2(createReadStream3(path), hashing(content), createGzip(), hashing(blob2), createWriteStream(target));
  const digest = hexOf(blob2);
  const { size } = await stat2(target);
  await rename3(target, join10(folder, blobName(digest)));
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
async function close(folder, bytes) {
  const manifest = { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
  const { digest, mediaType } = manifest;
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] };
  await writeFile3(join10(folder, blobName(digest)), bytes);
  await writeFile3(join10(folder, "index.json"), JSON.stringify(top));
  await writeFile3(join10(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
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
          ([digest, size]) => registry.putBlob(repository, digest, { path: join11(folder, blobName(digest)), size })
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

// src/store/push-from-engine.ts
async function pushFromEngine(source, digest, { repository, tags: [tag] }, record2, { engine, registry, registryWithoutRetry, credentials, recordCleanup, retry: policy }, requireComplete2) {
  if (tag === void 0) return [];
  const reference = { repository, tag };
  const name = formatTagged(reference);
  const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
  await alone(name, { ...policy, onWait }, async () => {
    await withHeartbeat(`pushing ${name}`, policy.log, () => borrow(() => retry(push, policy, judgePush)));
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
        hint: "See what the engine says; a token needs the right to write packages.",
        ...adviceFor(error.message, "push"),
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
var PLACE = "the engine's store";
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
        const content = hashedContent(PLACE, contents.read);
        await requireComplete(image, { name: PLACE, content, wasRead: true, size });
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
        return await read2(verifiedStream(contents.stream(digest), digest, PLACE));
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
    return await readImage(stored.id, hashedContent(PLACE, contents.read));
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}

// src/store/file.ts
import { mkdir as mkdir5, stat as stat3, symlink as symlink2 } from "node:fs/promises";
import { join as join14, resolve as resolve2 } from "node:path";

// src/store/layout.ts
import { mkdir as mkdir4, readdir as readdir2, rename as rename4, writeFile as writeFile5 } from "node:fs/promises";
import { join as join13 } from "node:path";

// src/store/load-layout.ts
import { mkdtemp, symlink, writeFile as writeFile4 } from "node:fs/promises";
import { join as join12 } from "node:path";
async function loadLayout(folder, digest, names, containerdStore, { run, env }) {
  const layout = await openLayout(folder, run);
  const top = await topOf(layout);
  const loaded = digest === void 0 || digest === top.digest ? top : await descriptorOf(layout, digest);
  const staging = await mkdtemp(`${folder}-`);
  await symlink(join12(folder, "blobs"), join12(staging, "blobs"));
  const files = containerdStore ? { "oci-layout": { imageLayoutVersion: "1.0.0" }, "index.json": indexOf(loaded, names) } : {
    "manifest.json": dockerManifest(parseManifest({ ...loaded, bytes: await blob(layout, loaded.digest) }), names)
  };
  for (const [name, value] of Object.entries(files)) await writeFile4(join12(staging, name), JSON.stringify(value));
  const archive = `${staging}.tar`;
  const pack = ["--create", "--dereference", "--file", archive, "--directory", staging, "blobs", ...Object.keys(files)];
  await insist(run({ program: "tar", args: pack }), "packed");
  await insist(
    run({ program: "docker", args: ["load", "--quiet", "--input", archive], env }),
    "loaded into the engine"
  );
}
async function descriptorOf(layout, digest) {
  const bytes = await blob(layout, digest);
  return { mediaType: mediaTypeOf({ bytes }), digest, size: bytes.length };
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
        const bytes = await blob(await openLayout(folderOf(call), run), digest);
        return { digest, mediaType: mediaTypeOf({ bytes }), bytes };
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
async function joinLayouts(from, to, { digest, mediaType, bytes }) {
  const blobs = (folder) => join13(folder, "blobs", "sha256");
  await mkdir4(blobs(to), { recursive: true });
  for (const folder of from) {
    for (const name of await readdir2(blobs(folder))) await rename4(join13(blobs(folder), name), join13(blobs(to), name));
  }
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] };
  await writeFile5(join13(to, blobName(digest)), bytes);
  await writeFile5(join13(to, "index.json"), JSON.stringify(top));
  await writeFile5(join13(to, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}
function fullNames(targets) {
  return targets.flatMap(({ repository: { registry, path }, tags }) => tags.map((tag) => `${registry}/${path}:${tag}`));
}

// src/store/file.ts
function fileStore(files, containerdStore, session) {
  const { folder, job, run } = session;
  const [dest] = imageFiles(files).flatMap(({ attributes }) => attributes.dest ?? []);
  if (dest === void 0) return void 0;
  const path = resolve2(job.workspace, dest);
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
  const layout = join14(folder, "file");
  if ((await stat3(path)).isDirectory()) {
    await symlink2(path, layout);
    return layout;
  }
  await mkdir5(layout);
  const finished = await run({ program: "tar", args: ["--extract", "--file", path, "--directory", layout] });
  if (succeeded(finished)) return layout;
  throw new ActionError(`${path} could not be unpacked: ${describeEnd(finished)}`, { output: finished.stderr });
}
async function refuseOthers({ platforms }, exported, files, workspace, run) {
  const verified = platforms.map(({ digest }) => digest).toSorted();
  for (const file of imageFiles(files)) {
    const { dest } = file.attributes;
    if (exported === void 0 || dest === void 0 || writtenAs(file) !== writtenAs(exported)) continue;
    const found = (await platformDigests(await openLayout(resolve2(workspace, dest), run))).toSorted();
    if (found.join() === verified.join()) continue;
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
  const layout = join15(folder.path, "image");
  const repositories = kind === "verify" || first === void 0 ? void 0 : [first, ...others];
  const next = repositories === void 0 ? layoutStore(layout, containerdStore, session) : registryStore(repositories, containerdStore, session);
  if (!isEngine) return next;
  const { annotations } = request.build;
  const image = { name: `${UNNAMED}:${id}`, folder: layout, repositories: repositories ?? [], annotations };
  return classicStore(image, next, session);
}
var UNNAMED = "multiarch-build.local/candidate";

// src/actions/run-build.ts
async function runBuild(planned, { builder, session, service, fetched, keepBuildx }, checks, onStart) {
  const { host, job, runner, enter, folder } = session;
  const [refusedCaches] = await Promise.all([checks.push.asked, checks.bases]);
  for (const refused of refusedCaches) runner.notice(withPage(describeRefused(refused), "cache-export", job.env));
  for (const repository of await checks.push.newCaches) runner.info(describeNewCache(repository));
  const plan = { ...planned, cache: withoutRefused(planned.cache, refusedCaches) };
  enter("building");
  await makeFolders(plan, job.workspace);
  const store = openStore(plan, host.engine.containerdStore, session);
  const calls = await withLinked(invocationsOf(plan, store, folder.path), builder, session);
  const exportsOfCall = (one, nth) => exportsOf(plan.delivery, one.exportTo)[nth] ?? [];
  const call = caller(plan, calls, builder, session);
  let early;
  const readEarly = () => {
    early = store?.readEarly();
    early?.catch(() => void 0);
  };
  const remedies = remediesFor(plan, session);
  const caches2 = await openCaches(plan, { ...session, builder, service }, await fetched);
  const built = await buildWithRetries({
    attempt: ({ reads: reads2, writes: writes2 }) => call(
      (one) => ({
        exports: exportsOfCall(one, 0),
        metadataFile: one.metadataFile,
        cacheFrom: reads2 ? caches2.from : [],
        cacheTo: writes2 ? one.plan.cache.to : []
      }),
      { onStart, onImageNamed: readEarly }
    ),
    cache: { reads: caches2.from.length > 0, writes: caches2.writes },
    ...remedies
  });
  const answer = await reportBuilt(built, plan, builder, session);
  if (built.failure !== void 0) throw built.failure;
  const { outcome, cacheWriteError } = built;
  const { reads, writes } = built.cache;
  const cacheFrom = reads ? caches2.from : [];
  const [, ...further] = exportsOf(plan.delivery, store?.exportTo());
  for (const i of further.keys()) {
    const again = await call((one) => ({ exports: exportsOfCall(one, i + 1), cacheFrom, exportOnly: true }));
    if (!again.ok) throw explainFailure(again.log, again.finished, remedies.machine);
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
async function withLinked(calls, builder, session) {
  if (!calls.some(({ plan }) => plan.request.build.bake !== void 0)) return calls;
  const { withLinkedTargets } = await import("./linked-targets-QVBQT5PW.js");
  return withLinkedTargets(calls, builder, session);
}
async function makeFolders({ delivery }, workspace) {
  const paths = delivery.files.flatMap(({ attributes: { dest } }) => dest ?? []);
  await Promise.all(paths.map((path) => mkdir6(dirname(resolve3(workspace, path)), { recursive: true })));
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
  const { cache, build, verification } = request;
  if (cache.backend === "none" || !verification.verify || !offersCacheService(job.env)) return NO_MEMORY;
  const slugs = platforms.map(({ platform }) => slugOf(platform));
  const file = dockerfileName(build, job.workspace);
  const name = shortHash(JSON.stringify([file, build.target, slugs]), 12);
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
  return steps.filter(({ id }) => !needed.has(id)).map((step) => resultOf(step, byId));
}
function basePlatforms({ vertices }) {
  return [...new Set(vertices.flatMap(({ kind, platform }) => kind === "from" ? platform ?? [] : []))];
}
function resultOf(last, vertices) {
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
        hint: "No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.",
        diagnosis: "platform-missing"
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
  const nameOf3 = (name) => familiar(name.replace(/@.*$/, ""));
  return nameOf3(base.image) === nameOf3(image);
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
  if (script !== void 0) {
    session.enter("running the smoke test");
    const { smokeTest } = await import("./smoke-Q333DSAV.js");
    await smokeTest(image, store, script, session);
  }
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
    const { job, runner, http, enter, files, onFailure } = given;
    const summarizeFailure = (facts) => (error) => {
      const known = { title: titleOf(resolved), goal: resolved.delivery.kind, phases: given.phases(), env: job.env };
      return describeFailed(error, { ...known, ...facts }, runner);
    };
    onFailure(summarizeFailure({}));
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
    const engineInfo = host.hasEngine ? host.engine : void 0;
    onFailure(summarizeFailure({ plan, engine: engineInfo }));
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
    const versions = (name) => printVersions(
      {
        env: job.env,
        engine: engineInfo,
        emulators: host.emulators?.map((emulator) => emulator.name),
        proxies: host.proxies
      },
      runner,
      { buildx, name, run: session.run, env: session.env }
    );
    const setup = await setUp(plan, host, buildx, cacheClient, {
      ...session,
      run: until(checks.failed, session.run),
      engine: createEngine(endpoint, (message) => http({ signal: failed, ...message }), files.readOptional)
    }).catch(async (error) => {
      await versions();
      throw error;
    });
    await versions(setup.builder);
    const summarizeLog = (readLog) => onFailure((error) => summarizeFailure({ plan, engine: engineInfo, log: readLog() })(error));
    const build = await runBuild(plan, setup, checks, summarizeLog).catch(async (error) => {
      await printBuilderLog(setup.builder, host.hasEngine ? engine : void 0);
      throw error;
    });
    enter("verifying the image");
    const image = await verifyImage(build, checks, setup.memory, session);
    const remembered = setup.memory.save();
    enter("publishing");
    const previous = await checks.previous;
    const report = (released2, rest2, notices2, previousImage) => composeReport({
      ...{ plan: build.plan, builder: build.builder, digest: build.digest, tags: released2.tags, notices: notices2, ...rest2 },
      previous: reportPrevious(previous),
      previousImage,
      image: released2.image ?? image,
      ...{ phases: given.phases(), source: actionSource(job.env) },
      engine: engineInfo,
      seconds: (performance.now() - started) / 1e3
    });
    const unfinished = { cache: void 0, answer: "", metadata: void 0, log: build.log };
    const setKnown = (released2) => {
      const published = released2.tags ?? [];
      onFailure(summarizeFailure({ plan: build.plan, engine: engineInfo, log: build.log, published }));
      setOutputs(report(released2, unfinished, []), runner);
    };
    const released = image === void 0 || build.store === void 0 ? NOTHING : await release2(build.plan, image, build.store, previous, host, session, setKnown);
    setKnown(released);
    enter("finishing");
    const { notices, ...rest } = await build.finished.catch((error) => abandoned(error, build));
    const discarded = build.store?.discard().catch(() => void 0);
    for (const name of await swept) runner.info(`removed ${name}, left behind by a run that died`);
    const final = report(released, rest, [...released.notices, ...notices], await checks.previousImage);
    setOutputs(final, runner);
    onFailure(() => "");
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
