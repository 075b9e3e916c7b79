import { readCacheEntry } from '../inputs/cache-entry.ts';
import { formatFields } from '../inputs/csv.ts';
import type { Plan } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import type { BuildRequest, Context, Secret } from '../model/request.ts';
import type { Export } from '../store/store.ts';
import { formatExport } from './exports.ts';

export interface BuildArguments {
  readonly builder: string;
  readonly exports: readonly Export[];
  /** File for the metadata of buildx. Undefined if buildx writes no metadata. */
  readonly metadataFile: string | undefined;
  /** Cache entries to read. */
  readonly cacheFrom: readonly string[];
  /** Cache entries to write, without the inline cache. */
  readonly cacheTo: readonly string[];
  /** True if the build only exports an earlier result: then no argument may disable the builder's cache. */
  readonly exportOnly: boolean;
}

/**
 * Returns the arguments of a buildx build. Each value follows a `=` and the context follows `--`, so buildx never parses a
 * value as an option.
 */
export function buildArguments(
  { request: { build }, platforms, cache, provenance }: Plan,
  { builder, exports, metadataFile, cacheFrom, cacheTo, exportOnly }: BuildArguments,
): readonly string[] {
  return [
    'build',
    '--progress=rawjson',
    `--builder=${builder}`,
    ...option('platform', platforms.map(({ platform }) => formatPlatform(platform)).join(',') || undefined),
    ...option('file', build.file),
    ...option('target', build.target),
    ...options('build-arg', pairs(build.buildArgs)),
    ...options('build-context', pairs(build.buildContexts)),
    ...options('label', pairs(build.labels)),
    ...options('secret', build.secrets.map(secretArgument)),
    ...options('ssh', build.ssh),
    ...option('network', build.network),
    ...options('add-host', build.addHosts),
    ...option('shm-size', build.shmSize),
    ...options('ulimit', build.ulimit),
    ...option('cgroup-parent', build.cgroupParent),
    ...options('allow', build.allow),
    // a later build needs it too: otherwise it would use an older local base image instead of the pulled one
    ...(build.pull ? ['--pull'] : []),
    ...options('annotation', build.annotations),
    ...(exportOnly ? [] : cacheDisabling(build)),
    ...option('provenance', build.provenance ?? (takesProvenance(exports) ? provenance : undefined)),
    ...option('sbom', build.sbom),
    ...options('attest', build.attests),
    ...options('cache-from', cacheFrom),
    ...options('cache-to', [...cacheTo, ...(cache.inline ? ['type=inline'] : [])]),
    ...(build.call === undefined
      ? [...option('metadata-file', metadataFile), ...options('output', exports.map(formatExport))]
      : [`--call=${build.call}`]),
    ...contextArguments(build.context),
  ];
}

function cacheDisabling({ noCache, noCacheFilters }: BuildRequest): readonly string[] {
  return [...(noCache ? ['--no-cache'] : []), ...options('no-cache-filter', noCacheFilters)];
}

/** buildx refuses provenance with an archive of `type=docker`, except its own default, which that archive leaves out. */
function takesProvenance(exports: readonly Export[]): boolean {
  return (
    exports.some(({ type }) => type === 'image' || type === 'oci') && exports.every(({ type }) => type !== 'docker')
  );
}

function contextArguments(context: Context): readonly string[] {
  return ['--', context.kind === 'git' ? context.url : context.path];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function options(name: string, values: readonly string[]): readonly string[] {
  return values.map((value) => `--${name}=${value}`);
}

function pairs(values: readonly { readonly name: string; readonly value: string | undefined }[]): readonly string[] {
  return values.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
}

/**
 * Returns the environment variables of the build. Secrets given by value are passed in variables and never in files, so no
 * file needs a cleanup or stays on a machine that stops.
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
    // the URL and the token of the runner's cache service, only for builds that use it
    ...(gha ? Object.fromEntries(Object.entries(env).filter(([name]) => GHA_SERVICE.test(name))) : {}),
    ...request.cache.credentials,
    ...(sourceDateEpoch?.kind === 'seconds' ? { SOURCE_DATE_EPOCH: String(sourceDateEpoch.seconds) } : {}),
    // takes 150 ms after the build, and buildx gets no result for several platforms
    ...(platforms.length > 1 ? { BUILDX_METADATA_PROVENANCE: 'disabled' } : {}),
  };
}

const GHA_SERVICE = /^ACTIONS_(RUNTIME_TOKEN|RESULTS_URL|CACHE_URL|CACHE_SERVICE_V2)$/;

function secretArgument(secret: Secret, i: number): string {
  switch (secret.from) {
    case 'value':
      return formatFields([`id=${secret.id}`, `env=${variableOf(i)}`]);
    case 'env':
      return formatFields([`id=${secret.id}`, `env=${secret.env}`]);
    case 'file':
      return formatFields([`id=${secret.id}`, `src=${secret.path}`]);
  }
}

function variableOf(index: number): string {
  return `MULTIARCH_BUILD_SECRET_${index}`;
}
