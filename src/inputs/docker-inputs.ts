/** An input of a Docker action that no input here has the name of. */
export interface DockerInput {
  /** The inputs to write instead. */
  readonly instead?: readonly string[];
  /** Why no other input is needed, or where its meaning is. */
  readonly why?: string;
  /** Why the step fails: without the input it would build another image. */
  readonly refused?: string;
}

const LABELS = 'labels and annotations follow from tags and version';
const LINES = 'the outputs are newline lists';
const IDENTITIES = 'log in with the login action of the cloud in an earlier step';
const ARTIFACTS = 'write files with outputs, and upload them with actions/upload-artifact';
const BAKE = {
  instead: ['bake-file', 'bake-target'],
  refused: 'an input for bake files, without which another image is built',
};

/** The inputs of Docker's actions by name. script/docker-actions.json has the same for documents, and a test compares them. */
export const DOCKER_INPUTS: Readonly<Record<string, DockerInput>> = {
  // docker/setup-qemu-action
  image: { instead: ['images', 'qemu-image'] },
  reset: { instead: ['qemu'] },
  'cache-image': { why: 'emulators are installed only if the build needs one' },

  // docker/setup-buildx-action
  use: { why: 'the step uses its own builder' },
  name: { instead: ['builder'] },
  append: { instead: ['nodes'] },
  'keep-state': { instead: ['keep-builder'] },
  'cache-binary': { why: 'the installed buildx is used' },
  cleanup: { instead: ['keep-builder'] },
  install: { why: 'docker build uses buildx by itself' },
  config: { instead: ['buildkitd-config'] },
  'config-inline': { instead: ['buildkitd-config-inline'] },

  // docker/login-action
  ecr: { why: 'log in to Amazon ECR with aws-actions/amazon-ecr-login in an earlier step' },
  scope: { why: 'an earlier docker/login-action with a scope is used' },

  // docker/metadata-action
  'sep-tags': { why: LINES },
  'sep-labels': { why: LINES },
  'sep-annotations': { why: LINES },

  // docker/bake-action
  files: BAKE,
  targets: BAKE,
  set: BAKE,
  vars: BAKE,
  source: { why: 'the bake file and its paths are those of the checkout' },
  workdir: { why: 'paths start at the checkout' },
  fields: { why: 'the rows of plan have platform, runner, native and slug' },

  // the workflows of docker/github-builder
  runner: { instead: ['runners'], why: 'runners of plan, or runs-on of the job' },
  distribute: { instead: ['per-runner'], why: 'a matrix of plan distributes the platforms' },
  'fail-fast': { why: 'strategy.fail-fast of the workflow' },
  'job-name-prefix': { why: 'name of the job' },
  'setup-qemu': { instead: ['qemu'] },
  'artifact-name': { why: ARTIFACTS },
  'artifact-upload': { why: ARTIFACTS },
  'artifact-retention-days': { why: ARTIFACTS },
  output: { instead: ['push', 'outputs'] },
  sign: { why: 'sign the output images with cosign or actions/attest in a later step' },
  'registry-identities': { why: IDENTITIES },
  'registry-auths': { instead: ['registry-auth'] },
  'set-meta-annotations': { why: LABELS },
  'set-meta-labels': { why: LABELS },
  'meta-images': { instead: ['images'] },
  'meta-tags': { instead: ['tags'] },
  'meta-labels': { instead: ['labels'] },
  'meta-annotations': { instead: ['annotations'] },
  'meta-flavor': { instead: ['flavor'] },
  'meta-bake-target': { why: 'the build gets its tags and labels without a bake file of them' },
  'builder-outputs': { why: 'verify a signature with cosign or gh attestation verify' },
};
