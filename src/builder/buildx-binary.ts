import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CacheService, cachedFoldersRoot } from '../clients/cache-service/cache-service.ts';
import { BUILDX_RELEASES, type BuildxRelease } from '../clients/docker/buildx-releases.ts';
import { type Http, HttpError, type HttpResponse } from '../clients/http/http.ts';
import { InputError } from '../inputs/problems.ts';
import { ActionError, messageOf } from '../model/errors.ts';
import type { CachedFolder } from '../model/plan.ts';
import { BUILDX_DOWNLOAD_MS, MAX_BUILDX_BYTES, MAX_DOWNLOAD_REDIRECTS } from '../runtime/limits.ts';
import { classify, type Judgement, type RetryPolicy, retry, retryAfterOf, type Verdict } from '../runtime/retry.ts';

/** A release's binary for one processor. */
export interface Release {
  /** `v0.29.1` */
  readonly version: string;
  /** The OCI's name of the processor: `arm64`. */
  readonly architecture: string;
  readonly sha256: string;
}

/** By Node's names of processors. */
const ARCHITECTURES: Readonly<Record<string, keyof BuildxRelease>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * The release that `buildx-version` asks for.
 * @param processor Node's name of the processor.
 * @throws InputError if the release is unknown.
 */
export function chooseRelease(
  asked: string,
  processor: string = process.arch,
  releases: Readonly<Record<string, BuildxRelease>> = BUILDX_RELEASES,
): Release {
  const known = Object.keys(releases);
  const version = asked === 'latest' ? known[0] : asked;
  const release = version === undefined ? undefined : releases[version];
  const wrong = (message: string, hint: string) => new InputError([{ input: 'buildx-version', message, hint }]);
  if (version === undefined || release === undefined) {
    throw wrong(`${asked} is not known here, so it cannot be verified`, 'write latest');
  }
  const architecture = ARCHITECTURES[processor];
  if (architecture === undefined) {
    throw wrong(
      `no release is known for the processor ${processor}`,
      'install buildx on the runner and leave this empty',
    );
  }
  return { version, architecture, sha256: release[architecture] };
}

export interface BuildxSource {
  /** Path for the binary, in a folder that only this run writes to. */
  readonly path: string;
  /** RUNNER_TEMP. */
  readonly temp: string;
  readonly service: CacheService;
  readonly notice: (message: string) => void;
  readonly http: Http;
  readonly retry: RetryPolicy;
  /** URL of the releases. */
  readonly releases?: string;
}

const RELEASES = 'https://github.com/docker/buildx/releases/download';

/** Name of the tool in RUNNER_TOOL_CACHE. Copies of other actions are not used. */
const TOOL = 'multiarch-build-buildx';

/**
 * Fetches a release from the runner's tool cache, its cache service, or the network. A file from any source is copied
 * first and the copy is hashed, so that the verified bytes are the ones that run.
 * @returns a function that saves the release for later runs.
 * @throws ActionError if the release cannot be fetched.
 */
export async function fetchBuildx(release: Release, source: BuildxSource): Promise<() => Promise<void>> {
  const { path, temp, service, notice, http, retry: policy, releases = RELEASES } = source;
  const name = `buildx-${release.version}.linux-${release.architecture}`;
  const key = `multiarch-build/${name}`;
  const kept: CachedFolder = { folder: join(cachedFoldersRoot(temp), name), prefixes: [key], key };
  const tools = await toolCache(release);

  const take = async (file: string, from: string) => {
    await copyFile(file, path);
    if ((await sha256Of(path)) === release.sha256) {
      await chmod(path, 0o755);
      return true;
    }
    await rm(path);
    notice(`buildx ${release.version} in ${from} does not match the released binary and is not used`);
    return false;
  };
  const taken = async (file: string, from: string) => take(file, from).catch(() => false); // missing there
  const save = async () => {
    try {
      await mkdir(kept.folder, { recursive: true });
      await copyFile(path, join(kept.folder, name));
    } catch (error) {
      return notice(`buildx ${release.version} is not kept for later runs: ${messageOf(error)}`);
    }
    await service.save(kept);
  };

  if (tools.found !== undefined && (await taken(join(tools.found, name), "the runner's tool cache"))) {
    return async () => {};
  }
  if ((await service.restore(kept)) !== undefined && (await taken(join(kept.folder, name), 'the cache service'))) {
    return () => tools.add(path, name);
  }
  const url = `${releases}/${release.version}/${name}`;
  const downloaded = `${path}.download`;
  await retry(() => download(url, downloaded, http), policy);
  if (!(await take(downloaded, url))) {
    throw new ActionError(`${url} does not match the released binary of buildx ${release.version}`, {
      hint: 'Check the proxies and mirrors between the runner and the download: one of them answers with other content.',
    });
  }
  await rm(downloaded);
  return async () => {
    await Promise.all([tools.add(path, name), save()]);
  };
}

/** The folder of this release in RUNNER_TOOL_CACHE, and a function that saves it there. It saves only if the runner has a tool cache. */
async function toolCache({ version, architecture }: Release) {
  const tools = await import('@actions/tool-cache');
  const semver = version.replace(/^v/, '');
  const ignore = () => undefined; // some runners have no tool cache, or one that is not writable
  return {
    found: await Promise.resolve()
      .then(() => tools.find(TOOL, semver, architecture) || undefined)
      .catch(ignore),
    add: async (path: string, name: string) => {
      await tools.cacheFile(path, name, TOOL, semver, architecture).catch(ignore);
    },
  };
}

/** A failed download from the server of releases. */
class DownloadError extends ActionError implements Judgement {
  readonly verdict: Verdict;
  readonly retryAfter: number | undefined;

  constructor(message: string, { status, headers }: HttpResponse, hint: string) {
    super(message, { hint });
    this.verdict = classify({ status, headers });
    this.retryAfter = retryAfterOf(headers);
  }
}

const LIMITS = { timeout: BUILDX_DOWNLOAD_MS, limit: MAX_BUILDX_BYTES };

async function download(url: string, path: string, http: Http): Promise<void> {
  const hint = `Allow the runner to reach ${new URL(url).host}, or install buildx on it and leave \`buildx-version\` empty.`;
  const what = `${basename(url)} could not be downloaded`;
  try {
    let asked = url;
    let response = await http({ method: 'GET', url: asked, ...LIMITS });
    for (let hop = 0; hop < MAX_DOWNLOAD_REDIRECTS && response.status >= 300 && response.status < 400; hop += 1) {
      const target = URL.parse(response.headers.location ?? '', asked);
      if (target === null) break;
      asked = target.href;
      response = await http({ method: 'GET', url: asked, ...LIMITS });
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

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
