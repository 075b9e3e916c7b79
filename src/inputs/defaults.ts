import { BINFMT } from '../clients/docker/helper-images.ts';

/**
 * Every input of the root action with its default, as action.yml declares them. The runner sets the default of a
 * missing input. This table also sets it if an expression evaluated to an empty string, so that both cases mean the
 * same.
 */
export const DEFAULTS = {
  images: '',
  tags: '',
  flavor: '',
  version: '',
  'metadata-context': 'workflow',
  platforms: '',
  plan: '',

  'bake-file': '',
  'bake-target': '',
  context: '.',
  file: '',
  target: '',
  'build-args': '',
  'build-contexts': '',
  labels: '',
  annotations: '',
  'annotations-levels': '',
  secrets: '',
  'secret-envs': '',
  'secret-files': '',
  ssh: '',
  network: '',
  'add-hosts': '',
  'shm-size': '',
  ulimit: '',
  'cgroup-parent': '',
  allow: '',
  'no-cache': 'false',
  'no-cache-filters': '',
  pull: 'false',
  provenance: '',
  sbom: '',
  attests: '',
  call: '',
  'source-date-epoch': '',

  push: 'false',
  'push-by-digest': 'false',
  part: '',
  'part-tag': '',
  load: 'false',
  outputs: '',

  qemu: 'auto',
  'qemu-image': BINFMT.pinned,
  driver: 'auto',
  builder: '',
  endpoint: '',
  nodes: '',
  'driver-opts': '',
  'buildkitd-flags': '',
  'buildkitd-config': '',
  'buildkitd-config-inline': '',
  'buildkit-image': '',
  'buildx-version': '',
  'keep-builder': 'false',

  registry: '',
  username: '',
  password: '',
  'registry-auth': '',
  logout: 'true',

  cache: 'registry',
  'cache-ref': '',
  'cache-scope': '',
  'cache-mode': 'max',
  'cache-write': 'auto',
  'cache-from': '',
  'cache-to': '',
  'cache-mounts': 'false',

  verify: 'true',
  'foreign-programs': '',
  'smoke-test': '',
  'allow-untrusted': 'false',

  retries: '3',
  timeout: '',
  summary: 'true',
  'github-token': '',
} as const;

export type InputName = keyof typeof DEFAULTS;

/** The inputs of plan/action.yml. */
export const PLAN_DEFAULTS = {
  platforms: 'linux/amd64,linux/arm64',
  runners: '',
  'per-runner': 'false',
  variants: '',
  part: '',
  push: 'false',
  'bake-file': '',
  'bake-target': '',
  context: '.',
  file: '',
  images: '',
  tags: '',
  flavor: '',
  version: '',
  'metadata-context': 'workflow',
  summary: 'true',
} as const;

export type PlanInput = keyof typeof PLAN_DEFAULTS;

/** The inputs of merge/action.yml. */
export const MERGE_DEFAULTS = {
  images: '',
  tags: '',
  flavor: '',
  version: '',
  'metadata-context': 'workflow',
  release: '',
  platforms: '',
  plan: '',

  part: '',
  'part-tag': '',
  digests: '',
  annotations: '',

  registry: '',
  username: '',
  password: '',
  'registry-auth': '',
  logout: 'true',

  verify: 'true',
  'smoke-test': '',

  retries: '3',
  timeout: '',
  summary: 'true',
} as const;

export type MergeInput = keyof typeof MERGE_DEFAULTS;
