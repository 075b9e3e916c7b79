// Updates the pins of this repository: releases of buildx, helper images, and the commits of actions.
//   node script/pins.mjs [folder]   writes newer pins below the folder and prints them; after an error every file is unchanged
// A release must be a week old, because most bad releases are found within that time. GH_TOKEN is used for GitHub's API. For
// tests, PINS_STAND_IN names a server for all hosts: https://github.com/x is requested as <PINS_STAND_IN>/github.com/x.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const STAND_IN = process.env.PINS_STAND_IN;
const WEEK = 7 * 24 * 60 * 60 * 1000;
const BUILDX = 'src/clients/docker/buildx-releases.json';
const IMAGES = 'src/clients/docker/helper-images.json';
const TAGS = { binfmt: /^qemu-v\d+\.\d+\.\d+-\d+$/, buildkit: /^v\d+\.\d+\.\d+$/ };
const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const USES = /(uses: *)([\w.-]+\/[\w.-]+)((?:\/[\w./-]+)?@)([0-9a-f]{40})( # )(v\d+\.\d+\.\d+)\b/g;

/** Texts of changed files, by path. Written together at the end. */
const changed = new Map();
const text = (path) => changed.get(path) ?? readFileSync(join(ROOT, path), 'utf8');
const lines = [];

function need(condition, message) {
  if (!condition) throw new Error(message);
}

async function ask(url, { accept = 'application/json', authorization, seconds = 30 } = {}) {
  const target = STAND_IN === undefined ? url : url.replace('https:/', STAND_IN);
  const headers = { accept, 'user-agent': 'multiarch-build', ...(authorization && { authorization }) };
  const response = await fetch(target, { headers, signal: AbortSignal.timeout(seconds * 1000) });
  need(response.ok, `${url}: HTTP ${response.status}`);
  return response;
}

async function json(url, authorization) {
  const response = await ask(url, { authorization });
  return response.json().catch(() => {
    throw new Error(`${url}: not JSON`);
  });
}

function github(path) {
  const token = STAND_IN === undefined ? process.env.GH_TOKEN : undefined;
  return json(`https://api.github.com/repos/${path}`, token && `Bearer ${token}`);
}

/** Compares the numbers in two versions: positive if the first is newer. */
function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.match(/\d+/g).map(Number));
  const at = left.findIndex((number, i) => number !== right[i]);
  return at < 0 ? left.length - right.length : left[at] - (right[at] ?? -1);
}

/** Stable releases that are a week old, newest first. */
async function releasesOf(repository) {
  const releases = await github(`${repository}/releases?per_page=50`);
  need(Array.isArray(releases), `${repository}: the releases are not a list`);
  return releases
    .filter(({ draft, prerelease }) => draft === false && prerelease === false)
    .filter(({ tag_name: tag }) => typeof tag === 'string' && /^v\d+\.\d+\.\d+$/.test(tag))
    .filter(({ published_at: published }) => isOld(published))
    .map(({ tag_name: tag }) => tag)
    .sort((a, b) => compare(b, a));
}

const isOld = (date) => Date.now() - Date.parse(date) >= WEEK;

async function refreshBuildx() {
  const known = JSON.parse(text(BUILDX));
  const oldest = Object.keys(known).sort(compare)[0];
  const released = await releasesOf('docker/buildx');
  const added = released.filter((version) => !(version in known) && compare(version, oldest) > 0);
  if (added.length === 0) return;
  const entries = Object.entries(known);
  for (const version of added) {
    entries.push([version, await hashesOf(version)]);
    lines.push(`buildx ${version}`);
  }
  entries.sort(([a], [b]) => compare(b, a));
  changed.set(BUILDX, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** Hashes of a release's binaries, verified against its checksums. */
async function hashesOf(version) {
  const base = `https://github.com/docker/buildx/releases/download/${version}`;
  const checksums = await (await ask(`${base}/checksums.txt`, { accept: '*/*' })).text();
  const hashes = {};
  for (const architecture of ['amd64', 'arm64']) {
    const name = `buildx-${version}.linux-${architecture}`;
    const line = checksums.split('\n').find((each) => each.endsWith(` ${name}`) || each.endsWith(`*${name}`));
    const expected = line?.split(' ')[0];
    need(/^[0-9a-f]{64}$/.test(expected ?? ''), `${base}/checksums.txt has no hash of ${name}`);
    const { body } = await ask(`${base}/${name}`, { accept: '*/*', seconds: 600 });
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    const found = hash.digest('hex');
    need(found === expected, `${base}/${name} has the hash ${found}, and checksums.txt says ${expected}`);
    hashes[architecture] = expected;
  }
  return hashes;
}

async function refreshImages() {
  const images = JSON.parse(text(IMAGES));
  for (const [name, image] of Object.entries(images)) {
    const path = image.repository.replace('docker.io/', '');
    const { tag, digest: listed } = await newestTag(path, TAGS[name]);
    if (compare(tag, image.tag) < 0) continue;
    const digest = await digestOf(path, tag);
    need(digest === listed, `${path}:${tag} is ${digest} in the registry, and ${listed} in the list of its tags`);
    if (tag === image.tag) {
      need(digest === image.digest, `${path}:${tag} was ${image.digest} and is ${digest}: a release must not change`);
      continue;
    }
    const [before, after] = [`${image.tag}@${image.digest}`, `${tag}@${digest}`].map((pin) => `${path}:${pin}`);
    for (const file of ['action.yml', 'README.md']) {
      const stale = text(file);
      if (stale.includes(before)) changed.set(file, stale.replaceAll(before, after));
    }
    lines.push(`${path} ${image.tag} → ${tag}`);
    images[name] = { ...image, tag, digest };
    changed.set(IMAGES, `${JSON.stringify(images, null, 2)}\n`);
  }
}

/** The newest release among the tags of a repository on Docker Hub that is a week old. */
async function newestTag(path, shape) {
  const prefix = shape.source.match(/[a-z-]+/)[0];
  const url = `https://hub.docker.com/v2/repositories/${path}/tags?page_size=100&name=${prefix}`;
  const { results } = await json(url);
  need(Array.isArray(results), `${url}: results is not a list`);
  const [newest] = results
    .filter(({ name, last_updated: updated }) => typeof name === 'string' && shape.test(name) && isOld(updated))
    .sort((a, b) => compare(b.name, a.name));
  need(newest !== undefined, `${url}: no tag is a release`);
  return { tag: newest.name, digest: newest.digest };
}

/** The digest of an index on Docker Hub, which is the hash of its bytes. */
async function digestOf(path, tag) {
  const scope = `service=registry.docker.io&scope=repository:${path}:pull`;
  const { token } = await json(`https://auth.docker.io/token?${scope}`);
  need(typeof token === 'string', `https://auth.docker.io gave no token for ${path}`);
  const url = `https://registry-1.docker.io/v2/${path}/manifests/${tag}`;
  const response = await ask(url, { accept: INDEXES.join(', '), authorization: `Bearer ${token}` });
  const bytes = Buffer.from(await response.arrayBuffer());
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const expected = response.headers.get('docker-content-digest');
  need(expected === digest, `${url} has the digest ${digest}, and the registry says ${expected}`);
  const { mediaType, manifests } = JSON.parse(bytes);
  const platforms = Array.isArray(manifests) ? manifests.map(({ platform = {} }) => platform.architecture) : [];
  const whole = INDEXES.includes(mediaType) && ['amd64', 'arm64'].every((each) => platforms.includes(each));
  need(whole, `${url} is not an index with amd64 and arm64`);
  return digest;
}

async function refreshActions() {
  const files = ['README.md', ...['.github', 'docs', 'examples'].flatMap(filesBelow)];
  const used = new Map();
  for (const path of files) {
    for (const [, , repository, , commit, , version] of text(path).matchAll(USES)) {
      used.set(repository, [...(used.get(repository) ?? []), { commit, version }]);
    }
  }
  for (const [repository, pins] of used) {
    const [version] = await releasesOf(repository);
    need(version !== undefined, `${repository} has no release`);
    const newest = pins.map((pin) => pin.version).sort((a, b) => compare(b, a))[0];
    if (compare(version, newest) < 0) continue;
    const commit = await commitOf(repository, version);
    for (const pin of pins) {
      const same = pin.version !== version || pin.commit === commit;
      need(same, `${repository} ${version} was ${pin.commit} and is ${commit}: a release must not change`);
    }
    const stale = pins.filter((pin) => pin.version !== version);
    if (stale.length === 0) continue;
    for (const path of files) pin(path, repository, commit, version);
    const before = [...new Set(stale.map((pin) => pin.version))].join(', ');
    lines.push(`${repository} ${before} → ${version} (${stale.length} places)`);
  }
}

function pin(path, repository, commit, version) {
  const before = text(path);
  const after = before.replace(USES, (whole, uses, used, at, _, mark) =>
    used === repository ? `${uses}${used}${at}${commit}${mark}${version}` : whole,
  );
  if (after !== before) changed.set(path, after);
}

function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => /\.(md|ya?ml)$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

/** The commit of a tag, which may be annotated. */
async function commitOf(repository, tag) {
  const { ref, object } = await github(`${repository}/git/ref/tags/${tag}`);
  need(ref === `refs/tags/${tag}` && object !== undefined, `${repository}: no tag ${tag}`);
  const target = object.type === 'tag' ? (await github(`${repository}/git/tags/${object.sha}`)).object : object;
  const isCommit = target?.type === 'commit' && /^[0-9a-f]{40}$/.test(target.sha);
  need(isCommit, `${repository}: the tag ${tag} names no commit`);
  return target.sha;
}

if (STAND_IN !== undefined) console.log(`requests go to ${STAND_IN} instead of GitHub and Docker Hub`);
try {
  await refreshBuildx();
  await refreshImages();
  await refreshActions();
} catch (error) {
  console.error(`${error.message}${error.cause ? `: ${error.cause.message}` : ''}\nno file was changed`);
  process.exit(1);
}
for (const [path, content] of changed) writeFileSync(join(ROOT, path), content);
console.log(lines.length === 0 ? 'every pin is up to date' : lines.join('\n'));
