import type { Repository } from '../model/reference.ts';
import type { Output, Request } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { readCacheEntry } from './cache-entry.ts';
import type { InputName } from './defaults.ts';
import type { Inputs } from './inputs.ts';
import { isLoaded } from './outputs.ts';

/** Inputs each of which is right and which cannot all be meant. */
interface Conflict {
  /** The input that the message is about. */
  readonly input: InputName;
  /**
   * Inputs that lack a value. The conflict is not reported if one of them is invalid, because the corrected value may
   * resolve it. Invalid values of other inputs count as not given, so they cause no conflict.
   */
  readonly absent?: readonly InputName[];
  readonly when: (request: Request) => boolean;
  readonly message: string;
  readonly hint: string;
}

/** The problem with publishing as `busybox`, which is `docker.io/library/busybox`. */
export const LIBRARY = {
  message: "a name without an owner is in Docker Hub's library, where only Docker can push",
  hint: 'write the owner or the registry in front',
};

const ONE_PLATFORM = {
  message: "Docker's archive holds one platform",
  hint: 'name one in platforms, or write type=oci',
};

const CONFLICTS: readonly Conflict[] = [
  {
    input: 'tags',
    absent: ['tags'],
    when: ({ image, result }) => result.push && image.tags.length === 0,
    message: 'empty, so the push has no destination',
    hint: 'name them, or write auto to have them derived from the Git ref',
  },
  {
    input: 'images',
    absent: ['images'],
    when: ({ image }) => image.repositories.length === 0 && image.tags.some(({ kind }) => kind !== 'reference'),
    message: 'empty, and tags has tags without a repository',
    hint: 'name the repositories here, or write whole references into tags',
  },
  {
    input: 'push-by-digest',
    when: ({ result }) => result.push && result.pushByDigest,
    message: 'beside push, which updates tags',
    hint: 'keep push-by-digest where merge publishes, push where this step does',
  },
  {
    input: 'images',
    absent: ['images', 'tags'],
    when: ({ image, result }) => result.pushByDigest && repositoriesOf(image).length === 0,
    message: 'empty, so push-by-digest has no repository to push to',
    hint: 'name the repositories',
  },
  {
    input: 'platforms',
    absent: ['platforms'],
    when: ({ image, result }) => result.pushByDigest && image.platforms === undefined,
    message: 'empty, and push-by-digest has no default for them',
    hint: 'name the platforms of this job',
  },
  {
    input: 'images',
    when: ({ image, result }) => (result.push || result.pushByDigest) && repositoriesOf(image).some(inLibrary),
    ...LIBRARY,
  },
  {
    input: 'call',
    when: ({ build, result }) => build.call !== undefined && hasResult(result),
    message: 'builds no image, but a result was requested',
    hint: 'leave out call, or push, push-by-digest, load and outputs',
  },
  {
    input: 'tags',
    absent: ['tags', 'push-by-digest', 'call'],
    // an image that is pushed by digest has the digest as its name
    when: ({ image, result }) => result.load && !result.pushByDigest && image.tags.length === 0,
    message: 'empty, so the loaded image would have no name',
    hint: 'write a name, such as app:test',
  },
  {
    input: 'cache',
    absent: ['cache-from', 'cache-to'],
    when: ({ cache, result }) =>
      cache.backend === 'inline' && cache.from.length + cache.to.length === 0 && result.pushByDigest,
    message: "inline is read from an image's tags, and push-by-digest updates no tag",
    hint: 'write registry, gha or local',
  },
  {
    input: 'smoke-test',
    when: ({ build, verification }) => build.call !== undefined && verification.smokeTest !== undefined,
    message: 'has no image to run: call builds no image',
    hint: 'leave one of them out',
  },
  {
    input: 'smoke-test',
    absent: ['outputs', 'push', 'push-by-digest', 'load'],
    when: ({ result, verification }) =>
      verification.smokeTest !== undefined &&
      !result.push &&
      !result.pushByDigest &&
      !result.load &&
      onlyFiles(result.outputs),
    message: 'has no image to run: outputs are files only',
    hint: 'add type=image to have one built for it, or an output of type oci',
  },
  {
    input: 'smoke-test',
    when: ({ image, verification }) =>
      verification.smokeTest !== undefined && (image.platforms ?? []).some(({ os }) => os !== 'linux'),
    message: 'beside platforms that are not of Linux, whose programs no engine on it runs',
    hint: 'leave it out, and test them where they run',
  },
  {
    input: 'outputs',
    when: ({ image, result }) => (image.platforms ?? []).length > 1 && result.outputs.some(isDockerArchive),
    ...ONE_PLATFORM,
  },
  {
    input: 'outputs',
    absent: ['platforms', 'load', 'outputs'],
    // only an image for the machine's platform can be loaded
    when: ({ image, result }) => image.platforms === undefined && !result.load && result.outputs.some(isDockerArchive),
    ...ONE_PLATFORM,
  },
  {
    input: 'outputs',
    absent: ['push'],
    when: ({ result }) => !result.push && result.outputs.some(({ type }) => type === 'registry'),
    message: 'of type registry, and push is not true',
    hint: 'write push: true to push, or type=image for its attributes alone',
  },
  {
    input: 'builder',
    when: ({ setup }) =>
      setup.builder !== undefined && (setup.driver !== 'auto' || setup.endpoint !== undefined || hasSettings(setup)),
    message: 'names a builder that exists, and there are settings for a new one',
    hint: 'leave out builder, or driver, endpoint, nodes, driver-opts, buildkitd-* and buildkit-image',
  },
  {
    input: 'driver',
    when: ({ setup }) => setup.driver === 'docker' && (setup.endpoint !== undefined || hasSettings(setup)),
    message: 'docker is the builder of Docker Engine, which takes no settings',
    hint: 'write docker-container, or leave the settings out',
  },
  {
    input: 'driver',
    when: ({ setup, result }) => setup.driver === 'docker' && result.pushByDigest,
    message: 'docker cannot push by digest',
    hint: 'write docker-container or auto',
  },
  {
    input: 'endpoint',
    absent: ['endpoint', 'nodes'],
    when: ({ setup }) => setup.driver === 'remote' && setup.endpoint === undefined && setup.nodes.length === 0,
    message: 'empty, and driver is remote',
    hint: "write BuildKit's address, such as tcp://buildkit:1234",
  },
  {
    input: 'keep-builder',
    // they number the variables
    absent: ['endpoint', 'nodes'],
    when: ({ setup }) => setup.keepBuilder && [setup, ...setup.nodes].some(({ tls }) => tls !== undefined),
    message: 'set beside BUILDER_NODE_*_AUTH_TLS_*, whose files are removed at the end of the job',
    hint: 'leave it out, or name files of the machine in driver-opts: cacert=, cert= and key=',
  },
  {
    input: 'cache-to',
    absent: ['builder', 'driver', 'endpoint', 'nodes', 'driver-opts'],
    when: ({ cache, setup }) =>
      [...cache.to, ...cache.from]
        .map(readCacheEntry)
        .some(({ type, attributes }) => type === 's3' && !attributes.bucket) &&
      setup.builder === undefined &&
      setup.driver !== 'remote' &&
      setup.endpoint === undefined &&
      setup.nodes.length === 0 &&
      !setup.driverOpts.some((option) => /^"?env\.AWS_BUCKET=/.test(option)),
    message: 'an s3 cache without bucket',
    hint: 'write bucket=name',
  },
  {
    input: 'nodes',
    when: ({ setup }) => setup.driver === 'remote' && setup.nodes.some(({ endpoint }) => endpoint === undefined),
    message: 'one without an endpoint, and driver is remote',
    hint: "write BuildKit's address into each, such as endpoint: tcp://buildkit:1234",
  },
  {
    input: 'driver-opts',
    absent: ['endpoint'],
    when: ({ setup }) =>
      setup.driver === 'remote' &&
      setup.endpoint === undefined &&
      setup.nodes.length > 0 &&
      setup.driverOpts.length > 0,
    message: 'options of endpoint, which is empty',
    hint: 'write them into the entries of nodes',
  },
  {
    input: 'driver-opts',
    when: ({ setup }) =>
      setup.driver === 'remote' &&
      [setup, ...setup.nodes].some(({ driverOpts }) => driverOpts.some((option) => /^"?env\./.test(option))),
    message: 'variables of a daemon that is made, and driver is remote',
    hint: 'set them where the daemon is started',
  },
  {
    input: 'buildkit-image',
    when: ({ setup }) =>
      setup.buildkitImage !== undefined && setup.driverOpts.some((option) => /^"?image=/.test(option)),
    message: 'beside image= in driver-opts',
    hint: 'leave one of them out',
  },
];

/** Finds the conflicts between the inputs of a request. */
export function findConflicts(inputs: Inputs, request: Request): void {
  for (const { input, absent = [], when, message, hint } of CONFLICTS) {
    if (inputs.fine(...absent) && when(request)) inputs.accept(input, new Wrong(message, hint));
  }
}

export function inLibrary({ registry, path }: Repository): boolean {
  return registry === 'docker.io' && path.startsWith('library/');
}

export function repositoriesOf({ repositories, tags }: Request['image']): readonly Repository[] {
  return [...repositories, ...tags.flatMap((tag) => (tag.kind === 'reference' ? [tag.reference.repository] : []))];
}

function hasResult({ push, pushByDigest, load, outputs }: Request['result']): boolean {
  return push || pushByDigest || load || outputs.length > 0;
}

function hasSettings({ nodes, driverOpts, buildkitdFlags, buildkitdConfig, buildkitImage }: Request['setup']): boolean {
  return (
    nodes.length > 0 ||
    driverOpts.length > 0 ||
    [buildkitdFlags, buildkitdConfig, buildkitImage].some((setting) => setting !== undefined)
  );
}

function isDockerArchive(output: Output): boolean {
  return output.type === 'docker' && !isLoaded(output);
}

function onlyFiles(outputs: readonly Output[]): boolean {
  return outputs.length > 0 && outputs.every(({ type }) => ['local', 'tar', 'cacheonly'].includes(type));
}
