import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunResult, runAction, runPost } from '../../script/runner.mjs';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { putImage } from './put-image.ts';
import { ALICE, startRegistry, type TestRegistry } from './registry.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Trial {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The checkout; by default an image of one new file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path of the repository; by default a new one. */
  readonly repository?: string;
  readonly temp?: string;
  /** The folder of a sub-action. */
  readonly action?: string;
  /** Cancels the main step, as the runner does. */
  readonly signal?: AbortSignal;
  readonly onOutput?: (line: string) => unknown;
  /** Runs between main and post. */
  readonly between?: (result: RunResult) => void | Promise<void>;
}

/** Result of a run of the action with a faulty registry. */
export interface Verdict {
  readonly result: RunResult;
  /** Exit status of the main step. */
  readonly seconds: number;
  /** Number of retries of the action in the log. */
  readonly retries: number;
  /** The message of the error. */
  readonly error: string;
  /** True if every tag holds the image of the outputs, down to the last blob, and each manifest matches its digest. */
  readonly published: boolean;
  /** Tags that were updated. */
  readonly updated: readonly string[];
}

export const TAGS = ['1', '2'];

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** A registry behind a proxy that injects faults, and steps that publish through it. */
export class TrialBed {
  readonly registry: TestRegistry;
  readonly proxy: FaultProxy;
  readonly #root = mkdtempSync(join(tmpdir(), 'trial-'));
  readonly #login: boolean;
  #count = 0;

  constructor(registry: TestRegistry, proxy: FaultProxy, login: boolean) {
    this.registry = registry;
    this.proxy = proxy;
    this.#login = login;
    mkdirSync(join(this.#root, 'tool-cache')); // beside the steps' RUNNER_TEMP
  }

  /** @param login true if the registry requires a password, which every step gets. */
  static async start({
    login = false,
    random,
    data,
  }: {
    login?: boolean;
    random?: () => number;
    data?: string;
  } = {}): Promise<TrialBed> {
    const registry = await startRegistry({ htpasswd: login, data });
    return new TrialBed(registry, await startFaultProxy(registry.host, random), login);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.registry.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }

  folder(files: Readonly<Record<string, string>> = {}): string {
    const folder = mkdtempSync(join(this.#root, 'folder-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  }

  /** A new path. */
  repository(): string {
    this.#count += 1;
    return `app${this.#count}`;
  }

  /** A base image for linux/amd64 that Docker Engine does not know. @returns its name, through the proxy. */
  async base(): Promise<string> {
    await putImage(this.registry.host, { repository: 'base', tag: 'latest', headers: this.headers });
    return `${this.proxy.host}/base:latest`;
  }

  /**
   * An image of the test bed with another label, so that Docker Engine has to fetch its manifest and config again.
   * @returns its name, through the proxy.
   */
  copy(image: string): string {
    this.#count += 1;
    const { username, password } = ALICE;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const config = JSON.stringify({ auths: this.#login ? { [this.registry.host]: { auth } } : {} });
    const source = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/${image}`;
    const name = `${image.replace(/:.*/, '')}:${this.#count}`;
    const platform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const flags = ['--platform', platform, '--label', `copy=${randomBytes(8).toString('hex')}`];
    execFileSync('crane', ['mutate', ...flags, '--tag', `${this.registry.host}/${name}`, source], {
      env: { ...process.env, DOCKER_CONFIG: this.folder({ 'config.json': config }) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return `${this.proxy.host}/${name}`;
  }

  /** Runs main and post. By default the step publishes two tags of one repository for two platforms. */
  async run(trial: Trial = {}): Promise<Verdict> {
    const repository = trial.repository ?? this.repository();
    const options = {
      action: join(ROOT, trial.action ?? '.'),
      workspace: this.folder(trial.files ?? onlyFile()),
      temp: trial.temp ?? this.folder(),
      inputs: {
        images: `${this.proxy.host}/${repository}`,
        tags: TAGS.join('\n'),
        platforms: 'linux/amd64,linux/arm64',
        ...(trial.action === undefined && { push: 'true', cache: 'false' }),
        ...(this.#login && { registry: this.proxy.host, ...ALICE }),
        ...trial.inputs,
      },
      env: trial.env,
      onOutput: trial.onOutput,
    };
    const before = await this.digests(repository);
    const began = performance.now();
    const result = await runAction({ ...options, signal: trial.signal });
    const seconds = (performance.now() - began) / 1000;
    await trial.between?.(result);
    const post = await runPost({ ...options, state: result.state });
    if (post.code !== 0 || /::(warning|error)/.test(post.log)) throw new Error(`post (${post.code}):\n${post.log}`);
    const after = await this.digests(repository);
    const { digest } = result.outputs;
    return {
      result,
      seconds,
      retries: result.log.match(/; retry \d+ of \d+ in /g)?.length ?? 0,
      error: result.commands.find(({ command }) => command === 'error')?.message ?? '',
      published:
        digest !== undefined &&
        TAGS.every((tag) => after.get(tag) === digest) &&
        (await this.isWhole(repository, digest)),
      updated: [...after.keys()].filter((tag) => after.get(tag) !== before.get(tag)),
    };
  }

  /** Every tag of a repository with the hash of its manifest, read without the proxy. */
  async digests(repository: string): Promise<ReadonlyMap<string, string>> {
    const response = await this.#fetch(`${repository}/tags/list`);
    const { tags = [] } = (response.status === 200 ? await response.json() : {}) as { tags?: readonly string[] };
    return new Map(
      await Promise.all(tags.map(async (tag) => [tag, (await this.#manifest(repository, tag)).digest] as const)),
    );
  }

  /** True if the registry has all content that an index or manifest names, and each manifest matches its digest. */
  async isWhole(repository: string, digest: string): Promise<boolean> {
    const { json, digest: found } = await this.#manifest(repository, digest);
    const blobs = [...(json.layers ?? []), ...(json.config === undefined ? [] : [json.config])];
    const there = await Promise.all([
      ...(json.manifests ?? []).map((child) => this.isWhole(repository, child.digest)),
      ...blobs.map(async (blob) => {
        const bytes = await (await this.#fetch(`${repository}/blobs/${blob.digest}`)).arrayBuffer();
        return sha256(Buffer.from(bytes)) === blob.digest;
      }),
    ]);
    return found === digest && there.every(Boolean);
  }

  async #manifest(repository: string, reference: string): Promise<{ json: ManifestJson; digest: string }> {
    const response = await this.#fetch(`${repository}/manifests/${reference}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { json: response.status === 200 ? JSON.parse(bytes.toString()) : {}, digest: sha256(bytes) };
  }

  #fetch(path: string): Promise<Response> {
    return fetch(`http://${this.registry.host}/v2/${path}`, { headers: { accept: ACCEPT, ...this.headers } });
  }

  /** Credentials for the registry, without the proxy. */
  get headers(): Readonly<Record<string, string>> {
    const { username, password } = ALICE;
    return this.#login
      ? { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
      : ({} as Record<string, string>);
  }
}

interface ManifestJson {
  readonly manifests?: readonly { readonly digest: string }[];
  readonly layers?: readonly { readonly digest: string }[];
  readonly config?: { readonly digest: string };
}

/** An image of one file with new text each time, so that its layer has to be pushed. */
export function onlyFile(): Readonly<Record<string, string>> {
  return { Dockerfile: 'FROM scratch\nCOPY file /\n', file: randomBytes(16).toString('hex') };
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
