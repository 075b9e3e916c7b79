import { setTimeout as wait } from 'node:timers/promises';
import { ActionError, HungError, messageOf } from '../../model/errors.ts';
import { parseRepository, type Repository } from '../../model/reference.ts';
import { Wrong } from '../../model/wrong.ts';
import { REMOVED_NAME_POLL_MS } from '../../runtime/limits.ts';
import { type Http, HttpError, type HttpRequest, type HttpResponse } from '../http/http.ts';
import type { Credential } from '../registry/credentials.ts';
import {
  answer,
  answerList,
  answerOf,
  CONTAINER,
  CONTAINER_NAMES,
  type ContainerState,
  type EngineInfo,
  filter,
  IMAGE_NAMES,
  type Json,
  LogFrames,
  readImage,
  readInfo,
  readLog,
  type StoredImage,
  VOLUMES,
} from './answers.ts';
import { type Contents, openContents } from './contents.ts';
import { baseOf, type Endpoint } from './endpoint.ts';
import { transfer } from './transfer.ts';

export interface Container {
  readonly name: string;
  /** The name of the image that it was created from. */
  readonly image: string;
}

/** Docker Engine's API, called directly: a call takes 15 ms; with the Docker CLI 95 ms. */
export interface Engine {
  info(): Promise<EngineInfo>;
  /** The image of this name. Undefined if it is missing. Takes Docker Engine 7 ms for each platform. */
  image(name: string): Promise<StoredImage | undefined>;
  /** Opens the contents of Docker Engine's own builder. They are those of its image store if that is containerd's. */
  contents(): Promise<Contents>;
  /** True if the image of this name was built or loaded here, and never pulled or pushed. Known of a classic store only. */
  hasLocal(name: string): Promise<boolean>;
  /**
   * Writes the archive of `docker save`, piece by piece.
   * @param idle for how many milliseconds the engine may say nothing.
   */
  save(name: string, idle: number, onData: (chunk: Buffer) => void): Promise<void>;
  /** Gives the image another name: `tag('a:1', 'b', '2')`. */
  tag(name: string, repository: string, tag: string): Promise<void>;
  /**
   * Pushes the image of a tag.
   * @param login credentials for the registry.
   * @param idle idle timeout in milliseconds. Docker Engine reports only the start and the end of a layer.
   * @throws TransferError if the push does not succeed.
   */
  push(repository: Repository, tag: string, login: Credential | undefined, idle: number): Promise<void>;
  /**
   * Pulls an image, for Docker Engine's own platform if it has several. Parameters and errors are those of `push`.
   * @param reference a tag or a digest.
   */
  pull(repository: Repository, reference: string, login: Credential | undefined, idle: number): Promise<void>;
  /** Makes Docker Engine delete unreferenced content, such as the rest of failed pulls. */
  collectGarbage(): Promise<void>;
  /**
   * Removes a name, and with its last name the image. Ignores a missing name. A name by digest is kept while a tag
   * of the same repository names the same image.
   */
  untag(name: string): Promise<void>;
  /** State of a container with the end of its output. Undefined if it is missing. */
  container(name: string, lines?: number): Promise<ContainerState | undefined>;
  /** Creates a privileged container without network, and starts it. Returns false if the image does not exist. */
  startPrivileged(container: Container, command: readonly string[]): Promise<boolean>;
  /**
   * Reads a container's standard output, from its beginning to its end.
   * @param idle idle timeout in milliseconds.
   * @returns the container's exit status.
   * @throws HungError after the idle timeout.
   */
  hear(name: string, idle: number, onOutput: (chunk: Buffer) => void): Promise<number>;
  /** Stops a container and removes it with its anonymous volumes. Ignores a missing container. */
  removeContainer(name: string): Promise<void>;
  /** Stops a container and removes it. Its anonymous volumes are kept, unless it was created with `--rm`. */
  endContainer(name: string): Promise<void>;
  /** Names of containers, running or not, with a text in their name or with a label. All containers without a filter. */
  containers(filters: { readonly name?: string; readonly label?: string }): Promise<readonly string[]>;
  /** Names of volumes that contain this text. */
  volumes(text: string): Promise<readonly string[]>;
  removeVolume(name: string): Promise<void>;
  /** The names of images that match one of these patterns: https://pkg.go.dev/path#Match */
  images(patterns: readonly string[]): Promise<readonly string[]>;
}

export function createEngine(endpoint: Endpoint, http: Http, readText: (path: string) => string | undefined): Engine {
  // computed on first use: a job that does not need Docker Engine may have an address that cannot be used
  let known: ReturnType<typeof baseOf> | undefined;
  const base = () => {
    known ??= baseOf(endpoint, readText);
    return known;
  };

  async function call(
    method: HttpRequest['method'],
    path: string,
    more: Pick<HttpRequest, 'signal' | 'idle' | 'onData' | 'body' | 'headers' | 'upgrade'> = {},
  ): Promise<HttpResponse> {
    const { url, ...via } = base();
    try {
      return await http({ ...via, method, url: `${url}${path}`, ...more });
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause; // cancelled
      throw new ActionError(`the Docker engine does not answer at ${endpoint.host}: ${messageOf(cause)}`, {
        hint: 'Start it (`systemctl start docker`), or set DOCKER_HOST to the address of another engine; in a container job, mount its socket.',
        cause,
      });
    }
  }

  async function isTagged(digested: string): Promise<boolean> {
    const response = await call('GET', `/images/${digested}/json`);
    if (response.status === 404) return false;
    const tags = answerOf(response, IMAGE_NAMES, `the image ${digested}`).RepoTags;
    // the containerd image store lists names by digest as tags too
    return tags.some((tag) => !tag.includes('@') && repositoryIn(tag) === repositoryIn(digested));
  }

  async function removeContainer(name: string, volumes: boolean): Promise<void> {
    const response = await call('DELETE', `/containers/${name}?force=true&v=${volumes}`);
    // 409: it is being removed
    if (![404, 409].includes(response.status)) answer(response, `the removal of the container ${name}`);
  }

  return {
    async info() {
      const [info, version] = await Promise.all([call('GET', '/info'), call('GET', '/version')]);
      return readInfo(info, version);
    },

    async image(name) {
      const response = await call('GET', `/images/${name}/json?manifests=true`);
      return response.status === 404 ? undefined : readImage(response, `the image ${name}`);
    },

    async hasLocal(name) {
      const response = await call('GET', `/images/${name}/json`);
      if (response.status === 404) return false;
      return answerOf(response, IMAGE_NAMES, `the image ${name}`).RepoDigests.length === 0;
    },

    async save(name, idle, onData) {
      answer(await call('GET', `/images/${name}/get`, { idle: idle, onData }), `to save ${name}`);
    },

    async contents() {
      // buildx does the same: https://github.com/docker/buildx/blob/master/driver/docker/driver.go
      const { connection } = await call('POST', '/grpc', { upgrade: 'h2c' });
      if (connection === undefined) throw new Error('an upgrade without a connection was not refused');
      return openContents(connection);
    },

    async tag(name, repository, tag) {
      const query = new URLSearchParams({ repo: repository, tag });
      answer(await call('POST', `/images/${name}/tag?${query}`), `a new name for ${name}`);
    },

    push: async ({ name, registry }, tag, login, idle) =>
      transfer(http, {
        ...base(),
        method: 'POST',
        url: `${base().url}/images/${name}/push?${new URLSearchParams({ tag })}`,
        idle: idle,
        ...{ registry, login, done: PUSHED },
      }),

    pull: async ({ name, registry }, reference, login, idle) =>
      transfer(http, {
        ...base(),
        method: 'POST',
        url: `${base().url}/images/create?${new URLSearchParams({ fromImage: name, tag: reference })}`,
        idle: idle,
        ...{ registry, login, done: PULLED },
      }),

    async collectGarbage() {
      // BuildKit collects garbage at the end of each prune: https://github.com/moby/buildkit/blob/master/cache/manager.go
      answer(await call('POST', `/build/prune?${filter({ id: [NO_RECORD] })}`), 'to collect its garbage');
    },

    async untag(name) {
      // the containerd image store would also remove the repository's tags of the same image
      if (name.includes('@') && (await isTagged(name))) return;
      const path = `/images/${name}`;
      const enough = new AbortController();
      const removal = call('DELETE', path, { signal: enough.signal });
      removal.catch(() => undefined); // it is awaited below, or no longer needed
      const isGone = async () => {
        const { signal } = enough;
        do await wait(REMOVED_NAME_POLL_MS, undefined, { signal });
        while ((await call('GET', `${path}/json`, { signal })).status !== 404);
        return undefined;
      };
      const response = await Promise.race([removal, isGone().catch(() => removal)]);
      enough.abort();
      if (response !== undefined && response.status !== 404) answer(response, `the removal of ${name}`);
    },

    async container(name, lines = LOG_LINES) {
      const found = await call('GET', `/containers/${name}/json`);
      if (found.status === 404) return undefined;
      const body = answer(found, `the container ${name}`);
      const state = (body.State ?? {}) as Json;
      const log = await call('GET', `/containers/${name}/logs?stdout=true&stderr=true&tail=${lines}`);
      return {
        running: state.Running === true,
        restarted: Number(body.RestartCount ?? 0) > 0,
        exitCode: Number(state.ExitCode ?? 0),
        outOfMemory: state.OOMKilled === true,
        log: readLog(log.body),
      };
    },

    async startPrivileged({ name, image }, command) {
      const limits = { Privileged: true, NetworkMode: 'none', LogConfig: { Type: 'json-file' } }; // keeps output that is read later
      const made = await call('POST', `/containers/create?${new URLSearchParams({ name })}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ Image: image, Cmd: command, HostConfig: limits }),
      });
      if (made.status === 404) return false;
      answer(made, `the container ${name}`);
      answer(await call('POST', `/containers/${name}/start`), `to start the container ${name}`);
      return true;
    },

    async hear(name, idle, onOutput) {
      const frames = new LogFrames();
      const response = await call('GET', `/containers/${name}/logs?follow=true&stdout=true`, {
        idle: idle,
        onData: (chunk) => onOutput(frames.push(chunk)),
      }).catch((error: Error) => {
        if (!isSilence(error.cause)) throw error;
        throw new HungError(`the container ${name} had no output for ${idle / 1000} s`, { cause: error.cause });
      });
      answer(response, `the output of the container ${name}`);
      const end = answer(await call('POST', `/containers/${name}/wait`), `the end of the container ${name}`);
      return Number(end.StatusCode);
    },

    removeContainer: (name) => removeContainer(name, true),

    async endContainer(name) {
      const found = await call('GET', `/containers/${name}/json`);
      if (found.status === 404) return;
      const { HostConfig } = answerOf(found, CONTAINER, `the container ${name}`);
      await removeContainer(name, HostConfig?.AutoRemove === true);
    },

    async containers(filters) {
      const wanted = Object.entries(filters).map(([key, value]): [string, string[]] => [key, [value]]);
      const list = await call('GET', `/containers/json?all=true&${filter(Object.fromEntries(wanted))}`);
      const all = answerList(list, CONTAINER_NAMES, 'its containers');
      return all.flatMap(({ Names }) => Names.map((name) => name.replace(/^\//, '')));
    },

    async volumes(text) {
      const found = await call('GET', `/volumes?${filter({ name: [text] })}`);
      return answerOf(found, VOLUMES, 'its volumes').Volumes.map(({ Name }) => Name);
    },

    async removeVolume(name) {
      const response = await call('DELETE', `/volumes/${name}?force=true`);
      if (response.status !== 404) answer(response, `the removal of the volume ${name}`);
    },

    async images(patterns) {
      const response = await call('GET', `/images/json?${filter({ reference: patterns })}`);
      const list = answerList(response, IMAGE_NAMES, 'its images');
      return list.flatMap(({ RepoTags }) => RepoTags);
    },
  };
}

function isSilence(error: unknown): boolean {
  return error instanceof HttpError && /^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(error.code ?? '');
}

/** `app:1`, `docker.io/library/app@sha256:…` → `docker.io/library/app` */
function repositoryIn(name: string): string {
  const repository = parseRepository(name.replace(/@.*$/, '').replace(/:[^:/]*$/, ''));
  return repository instanceof Wrong ? name : `${repository.registry}/${repository.path}`;
}

/** Matches no record of a build cache: their names consist of letters and digits. */
const NO_RECORD = 'multiarch-build-prunes-nothing';

/** The status lines of a successful push and of a successful pull. */
const PUSHED = /: digest: sha256:[0-9a-f]{64} /;
const PULLED = /^Digest: sha256:[0-9a-f]{64}$/;

const LOG_LINES = 20;
