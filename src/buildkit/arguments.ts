import { readCacheEntry } from '../inputs/cache-entry.ts';
import type { Plan } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import type { BuildRequest, Context, Secret } from '../model/request.ts';
import type { Export } from '../store/store.ts';
import { csv, formatExport } from './exports.ts';

export interface BuildArguments {
  readonly builder: string;
  readonly exports: readonly Export[];
  /** Where buildx writes what it knows of the result; `undefined`: nowhere. */
  readonly metadataFile: string | undefined;
  /** Entries of the cache to read. */
  readonly cacheFrom: readonly string[];
  /** And to write, besides what the image itself carries. */
  readonly cacheTo: readonly string[];
  /** Whether it was built already and is only exported: then nothing that turns the builder's own cache off may stand here. */
  readonly again: boolean;
}

/**
 * The arguments of the buildx process that builds. Every value stands behind a `=` and the context behind `--`, so that none
 * can pass for an option.
 */
export function buildArguments(
  { request: { build }, platforms, cache }: Plan,
  { builder, exports, metadataFile, cacheFrom, cacheTo, again }: BuildArguments,
): readonly string[] {
  return [
    'build',
    '--progress=rawjson',
    `--builder=${builder}`,
    ...one('platform', platforms.map(({ platform }) => formatPlatform(platform)).join(',') || undefined),
    ...one('file', build.file),
    ...one('target', build.target),
    ...many('build-arg', pairs(build.buildArgs)),
    ...many('build-context', pairs(build.buildContexts)),
    ...many('label', pairs(build.labels)),
    ...many('secret', build.secrets.map(secretArgument)),
    ...many('ssh', build.ssh),
    ...one('network', build.network),
    ...many('add-host', build.addHosts),
    ...one('shm-size', build.shmSize),
    ...many('ulimit', build.ulimit),
    ...one('cgroup-parent', build.cgroupParent),
    ...many('allow', build.allow),
    // without it a later call would take a base image at hand for the newer one that was built on
    ...(build.pull ? ['--pull'] : []),
    ...many('annotation', build.annotations),
    ...(again ? [] : cacheDisabling(build)),
    ...one('provenance', build.provenance),
    ...one('sbom', build.sbom),
    ...many('attest', build.attests),
    ...many('cache-from', cacheFrom),
    ...many('cache-to', [...cacheTo, ...(cache.inline ? ['type=inline'] : [])]),
    ...(build.call === undefined
      ? [...one('metadata-file', metadataFile), ...many('output', exports.map(formatExport))]
      : [`--call=${build.call}`]),
    ...contextArguments(build.context),
  ];
}

function cacheDisabling({ noCache, noCacheFilters }: BuildRequest): readonly string[] {
  return [...(noCache ? ['--no-cache'] : []), ...many('no-cache-filter', noCacheFilters)];
}

function contextArguments(context: Context): readonly string[] {
  return ['--', context.kind === 'git' ? context.url : context.path];
}

function one(flag: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${flag}=${value}`];
}

function many(flag: string, values: readonly string[]): readonly string[] {
  return values.map((value) => `--${flag}=${value}`);
}

function pairs(values: readonly { readonly name: string; readonly value: string | undefined }[]): readonly string[] {
  return values.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
}

/**
 * What the build reads from its environment. Secrets given by value travel there, never through a file: nothing has to
 * be cleaned up, and nothing is left when the machine stops.
 */
export function buildEnvironment(
  { request, platforms, cache }: Plan,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string | undefined>> {
  const { secrets, sourceDateEpoch } = request.build;
  const values = secrets.flatMap((secret, i): [string, string | undefined][] => {
    if (secret.from === 'value') return [[variableOf(i), secret.value]];
    return secret.from === 'env' ? [[secret.env, env[secret.env]]] : [];
  });
  const gha = [...cache.from, ...cache.to].some((entry) => readCacheEntry(entry).type === 'gha');
  return {
    ...Object.fromEntries(values),
    // the address of the runner's cache service and the token for it, which other builds have no business with
    ...(gha ? Object.fromEntries(Object.entries(env).filter(([name]) => GHA_SERVICE.test(name))) : {}),
    ...request.cache.credentials,
    ...(sourceDateEpoch?.kind === 'seconds' ? { SOURCE_DATE_EPOCH: String(sourceDateEpoch.seconds) } : {}),
    // asked for after the build, 150 ms long, and for several platforms buildx gets no answer
    ...(platforms.length > 1 ? { BUILDX_METADATA_PROVENANCE: 'disabled' } : {}),
  };
}

const GHA_SERVICE = /^ACTIONS_(RUNTIME_TOKEN|RESULTS_URL|CACHE_URL|CACHE_SERVICE_V2)$/;

function secretArgument(secret: Secret, i: number): string {
  switch (secret.from) {
    case 'value':
      return csv([`id=${secret.id}`, `env=${variableOf(i)}`]);
    case 'env':
      return csv([`id=${secret.id}`, `env=${secret.env}`]);
    case 'file':
      return csv([`id=${secret.id}`, `src=${secret.path}`]);
  }
}

function variableOf(index: number): string {
  return `MULTIARCH_BUILD_SECRET_${index}`;
}
