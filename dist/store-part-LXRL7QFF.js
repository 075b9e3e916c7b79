import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  NoArtifactService
} from "./chunk-FHVOPLFX.js";
import {
  indexPart,
  infoFromAnnotations,
  partTag,
  previousDigests,
  readBack,
  trackUpdates,
  updateTags
} from "./chunk-TYYTHKH5.js";
import "./chunk-UWMQUUIR.js";
import "./chunk-UFO7QMXD.js";
import "./chunk-TUSLQINK.js";
import {
  MalformedError,
  OCI_INDEX,
  isIndex,
  parseIndex
} from "./chunk-GAY4O6F3.js";
import "./chunk-KGZ5MXFU.js";
import {
  PART_ANNOTATIONS,
  RECORD,
  recordName
} from "./chunk-PQDY42JW.js";
import "./chunk-S3FJIZEN.js";
import "./chunk-5KDB2SZE.js";
import {
  digestOf
} from "./chunk-6EDLY2WM.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-KF45ZQFP.js";
import "./chunk-7NESLQ2E.js";
import "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import {
  formatTagged
} from "./chunk-IWCVWDM7.js";
import "./chunk-LHKR3JLK.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/parts/store-part.ts
async function storePart(part) {
  const { record, tags: by, artifacts, id } = part;
  const tagged = by.pattern === void 0 ? [] : await tagPart(part);
  try {
    await artifacts.leave(recordName(record, id), RECORD.file, JSON.stringify(record));
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
async function rejectOtherKey(tag, { record, repository, registry }) {
  if (record.run === "") return;
  const annotations = await annotationsOfTag(tag, repository, registry);
  const key = annotations[PART_ANNOTATIONS.part];
  const { revision = record.commit } = infoFromAnnotations(annotations);
  if (key === void 0 || key === record.key || annotations[PART_ANNOTATIONS.run] !== record.run) return;
  if (revision !== record.commit) return;
  throw new ActionError(
    `${formatTagged({ repository, tag })} holds a part of another image of this run: its key is ${key}, and this part's key is ${record.key}`,
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
async function annotatedPart({ record, platforms, repository, registry }) {
  const top = await registry.getManifest(repository, record.digest, { justWritten: true });
  const [platform] = platforms;
  if (top === void 0 || platform === void 0 || isIndex(top.mediaType)) return record.digest;
  const index = wrapInIndex(top, platform, record);
  await registry.putManifest(repository, index.digest, index);
  return index.digest;
}
function wrapInIndex(top, platform, { run, key }) {
  const manifests = indexPart(top, platform).images.map(({ descriptor }) => descriptor);
  const annotations = { [PART_ANNOTATIONS.run]: run, [PART_ANNOTATIONS.part]: key };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, annotations }));
  return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
}
export {
  storePart
};
