import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  readImage,
  readManifest
} from "./chunk-TUSLQINK.js";
import {
  MAX_DOCUMENT_BYTES
} from "./chunk-GAY4O6F3.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  formatDigested
} from "./chunk-IWCVWDM7.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";
import {
  MAX_PARALLEL_LOOKUPS
} from "./chunk-BB63CQQL.js";

// src/store/complete.ts
async function requireComplete(image, place) {
  const problems = [];
  const asked = /* @__PURE__ */ new Set();
  const lookFor = async (held) => {
    const { digest, size, what } = held;
    const question = `${digest} ${size}`;
    if (asked.has(question)) return;
    asked.add(question);
    const found = await place.size(held);
    const described = `${digest}, ${what}`;
    if (found === void 0) problems.push(`it lacks ${described}`);
    else if (found !== (size ?? found)) problems.push(`it has ${found} bytes of ${size} of ${described}`);
  };
  const items = [...image.attestations, ...platformContent(image, place)];
  const work = async () => {
    for (let item = items.shift(); item !== void 0; item = items.shift()) {
      if ("descriptor" in item) items.push(...await attestationBlobs(item, image, place));
      else await lookFor(item);
      if (problems.length > 0) return;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: MAX_PARALLEL_LOOKUPS }, work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  if (problems.length === 0) return;
  throw new ActionError(`${place.name} does not hold all of ${image.digest}: ${problems.join("; ")}`, {
    hint: "Look for what removes content there (a clean-up job, a full disk), then run the job again."
  });
}
function platformContent({ platforms }, { wasRead }) {
  return platforms.flatMap(({ digest, platform, manifest }) => {
    const name = formatPlatform(platform);
    const [config, ...layers] = blobsOf(manifest, name);
    return wasRead ? layers : [{ kind: "manifest", digest, size: void 0, what: name }, config, ...layers];
  });
}
async function attestationBlobs({ of, descriptor }, { platforms }, { content }) {
  const about = platforms.find(({ digest }) => digest === of);
  const name = about === void 0 ? of : formatPlatform(about.platform);
  return blobsOf(await readManifest(descriptor, content), `the attestation of ${name}`);
}
function blobsOf({ config, layers }, name) {
  const blob = (descriptor, part) => {
    const what = `${part} of ${name}`;
    if (isForeign(descriptor)) throw foreign(descriptor, what);
    return { kind: "blob", digest: descriptor.digest, size: descriptor.size, what };
  };
  return [blob(config, "the config"), ...layers.map((layer) => blob(layer, "a layer"))];
}
function isForeign({ mediaType, urls }) {
  return (urls?.length ?? 0) > 0 || /\.(?:nondistributable|foreign)\./.test(mediaType);
}
function foreign({ digest, mediaType }, what) {
  return new ActionError(`${digest}, ${what}, is to be loaded from outside the registry: it is ${mediaType}`, {
    hint: "No tag was updated. Leave `prefer-nondist-layers` out of `outputs`; BuildKit then pushes such layers of Windows base images as well."
  });
}

// src/store/in-registry.ts
async function readPublished(registry, repository, digest, isVerified) {
  const image = await readImage(digest, contentIn(registry, repository));
  if (isVerified) await requireInRegistry(image, registry, repository, true);
  return image;
}
function requireInRegistry(image, registry, repository, wasRead) {
  const size = async ({ kind, digest, size: size2 = 0 }) => kind === "manifest" ? (await registry.headManifest(repository, digest, { justWritten: true }))?.size : registry.blobSize(repository, { digest, size: size2 }, { justWritten: true });
  const { name } = repository;
  return requireComplete(image, { name, content: contentIn(registry, repository), wasRead, size });
}
function contentIn(registry, repository) {
  return {
    async manifest(wanted) {
      const manifest = await registry.getManifest(repository, wanted, { justWritten: true });
      if (manifest !== void 0) return manifest;
      throw new ActionError(`${formatDigested(repository, wanted)} is not in the registry although it was pushed`, {
        hint: "Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests."
      });
    },
    config: (wanted) => registry.getBlob(repository, wanted, MAX_DOCUMENT_BYTES)
  };
}

export {
  requireComplete,
  readPublished,
  requireInRegistry,
  contentIn
};
