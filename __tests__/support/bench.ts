import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, jest } from '@jest/globals';
import { type RunOptions, type RunResult, runAction, runPost } from '../../script/runner.mjs';
import { createEngine } from '../../src/clients/docker/engine.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import { thisMachine } from '../../src/runtime/run-id.ts';
import { sweep } from '../../src/session/sweep.ts';
import type { Form } from './forms.ts';
import { logIn, loginConfig } from './login.ts';
import { ALICE, startRegistry, type TestRegistry } from './registry.ts';
import { type EngineEvent, eventsBetween, type Snapshot, takeSnapshot, tree } from './snapshot.ts';
import { startTokenProcess, type TokenProcess } from './token-process.ts';

const ACTION = fileURLToPath(new URL('../..', import.meta.url));

// a builder on a busy machine boots slowly
jest.setTimeout(60_000);

/** Helper images are kept between runs, so they are pulled before the snapshot. */
const HELPERS = ['tonistiigi/binfmt:latest', 'moby/buildkit:buildx-stable-1'];

/** One step of a workflow. */
export interface Scenario {
  /** The checkout: a file's path and its text. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly event?: RunOptions['event'];
  /** Runs after the step and before its post step. */
  readonly before?: (result: RunResult) => void | Promise<void>;
  /** Paths in the checkout that the step is expected to write. */
  readonly writes?: readonly string[];
  /** Expected leftovers: lines of the snapshot, at least one of which must exist. */
  readonly keeps?: RegExp;
  /** Runs after the post step: removes the expected leftovers, so that the machine is as before. */
  readonly tidy?: (result: RunResult) => void | Promise<void>;
}

export interface Outcome extends RunResult {
  readonly workspace: string;
  /** Events of Docker Engine, in main and post. */
  readonly events: readonly EngineEvent[];
  /** Messages of errors and warnings shown to the user. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * A machine of one form with a user's home and a registry, on which steps run as the runner runs them. The registry
 * requires a password or, if Docker Engine builds, a token. An earlier step of the job has logged in to it.
 */
export class Bench {
  readonly #form: Form;
  #folder: string | undefined;
  #registry: TestRegistry | undefined;
  #tokens: TokenProcess | undefined;
  #count = 0;

  constructor(form: Form) {
    this.#form = form;
  }

  /** Created with the first use: a bench whose tests are skipped leaves no folder. */
  get #root(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'bench-'));
    return this.#folder;
  }

  async start(): Promise<void> {
    for (const folder of ['home', 'temp', 'tmp']) mkdirSync(join(this.#root, folder));
    this.#furnish(this.home);
    await this.#removeLeftovers();
    await Promise.all([this.#startRegistry(), this.#pullHelpers()]);
  }

  async #startRegistry(): Promise<void> {
    this.#tokens =
      this.#form.driver === 'docker' ? await startTokenProcess([`${ALICE.username}:${ALICE.password}`]) : undefined;
    this.#registry = await startRegistry(this.#tokens === undefined ? { htpasswd: true } : { token: this.#tokens });
    logIn(join(this.home, '.docker'), this.#registry);
  }

  /** As the creation of a builder does: an image under this name may be outdated. */
  async #pullHelpers(): Promise<void> {
    const env = { ...this.env, DOCKER_CONFIG: this.folder() } as NodeJS.ProcessEnv;
    await Promise.all(HELPERS.map((image) => promisify(execFile)('docker', ['pull', '-q', image], { env })));
  }

  /**
   * Removes the leftovers of interrupted test runs. Otherwise the first step would remove them, and the comparison of the
   * machine before and after it would fail.
   */
  async #removeLeftovers(): Promise<void> {
    const endpoint = { host: this.host, certificates: undefined };
    const http = createHttp();
    const notes = join(this.#root, 'notes');
    await sweep(
      createEngine(endpoint, http, () => undefined),
      { temp: this.temp, notes },
      thisMachine(),
    );
    await http.close();
    // each image makes every snapshot slower, and the port of its registry is free again
    const images = this.docker('images', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}').split('\n');
    const left = images.filter((line) => /^localhost:(?!5000\/)\d+\/(?:test|acme|acme)\//.test(line));
    const names = left.map((line) =>
      line.includes('<none>') ? line.slice(line.indexOf(' ') + 1) : line.split(' ')[0],
    );
    if (left.length > 0) this.docker('image', 'rm', '--force', ...new Set(names.map(String)));
  }

  async stop(): Promise<void> {
    await this.#registry?.stop();
    await this.#tokens?.stop();
    delete process.env.DOCKER_CONFIG;
    rmSync(this.#root, { recursive: true, force: true });
  }

  get registry(): TestRegistry {
    if (this.#registry === undefined) throw new Error('the bench was not started');
    return this.#registry;
  }

  get host(): string {
    if (this.#form.host === undefined) throw new Error(`no engine for "${this.#form.name}": script/testbed up classic`);
    return this.#form.host;
  }

  /** Logs the user in to further registries, as the step before the action does. */
  logIn(...registries: readonly Pick<TestRegistry, 'host'>[]): void {
    logIn(join(this.home, '.docker'), this.registry, ...registries);
  }

  /** HOME of the steps. */
  get home(): string {
    return join(this.#root, 'home');
  }

  /** RUNNER_TEMP of the steps. */
  get temp(): string {
    return join(this.#root, 'temp');
  }

  /** The environment of docker for the user of this machine. */
  get env(): Readonly<Record<string, string | undefined>> {
    return { ...process.env, ...this.#environment };
  }

  get #environment(): Readonly<Record<string, string | undefined>> {
    return {
      HOME: this.home,
      TMPDIR: join(this.#root, 'tmp'),
      DOCKER_HOST: this.host,
      DOCKER_CONFIG: undefined,
      BUILDX_CONFIG: undefined,
      BUILDX_BUILDER: undefined,
    };
  }

  /** A repository in the bench's registry that no other test uses. */
  repository(): string {
    this.#count += 1;
    return `${this.registry.host}/test/${this.#count}`;
  }

  /** A folder with files, outside of any checkout. */
  folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
    const folder = mkdtempSync(join(this.#root, 'folder-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  }

  /** Another home than the bench's, with files in it. Its user is logged in too, unless they hold another configuration. */
  ownHome(files: Readonly<Record<string, string>>): string {
    const home = this.folder({ '.docker/config.json': loginConfig(this.registry.host), ...files });
    this.#furnish(home);
    return home;
  }

  /** Links buildx from the home of the user who runs the tests. */
  #furnish(home: string): void {
    const [plugins, own] = [homedir(), home].map((each) => join(each, '.docker', 'cli-plugins'));
    mkdirSync(join(home, '.docker'), { recursive: true });
    if (plugins !== undefined && own !== undefined && existsSync(plugins) && !existsSync(own))
      symlinkSync(plugins, own);
  }

  /** The path of buildx. */
  get buildx(): string {
    const plugins: { Name: string; Path: string }[] = JSON.parse(
      this.docker('info', '--format', '{{json .ClientInfo.Plugins}}'),
    );
    return plugins.find(({ Name }) => Name === 'buildx')?.Path ?? '';
  }

  /** Runs docker as the user. @returns its trimmed output. */
  docker(...args: string[]): string {
    return execFileSync('docker', args, { env: this.env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  }

  /** Runs a step that has to succeed. */
  async pass(scenario: Scenario): Promise<Outcome> {
    return this.#run(scenario, 0);
  }

  /** Runs a step that has to fail with an error message. */
  async fail(scenario: Scenario): Promise<Outcome> {
    const outcome = await this.#run(scenario, 1);
    expect(outcome.errors).not.toEqual([]);
    expect(outcome.outputs).toEqual({});
    return outcome;
  }

  /** Runs main, then post. Only the leftovers of the scenario may remain. */
  async #run(scenario: Scenario, code: number): Promise<Outcome> {
    const workspace = this.folder(scenario.files);
    const options: RunOptions = {
      action: ACTION,
      workspace,
      temp: this.temp,
      inputs: { cache: 'false', ...this.#form.inputs, ...scenario.inputs },
      env: { ...this.#environment, ...scenario.env },
      event: scenario.event,
    };
    const home = scenario.env?.HOME ?? this.home;
    const before = await this.#snapshot(home, workspace);
    const since = Date.now() / 1000;
    const result = await runAction(options);
    await scenario.before?.(result);
    const post = await runPost({ ...options, state: result.state });
    const until = Date.now() / 1000;
    if (post.code !== 0 || /::(warning|error)/.test(post.log)) throw new Error(`post (${post.code}):\n${post.log}`);
    if (result.code !== code) throw new Error(`the step ended with ${result.code}:\n${result.log}`);
    await scenario.tidy?.(result);
    const after = await this.#snapshot(home, workspace, scenario.writes);
    const { keeps } = scenario;
    if (keeps !== undefined) expect(JSON.stringify(after)).toMatch(keeps);
    expect(without(after, keeps)).toEqual(without(before, keeps));
    const messages = (name: string) =>
      result.commands.filter(({ command }) => command === name).map(({ message }) => message);
    return {
      ...result,
      workspace,
      events: await eventsBetween(this.host, since, until),
      errors: messages('error'),
      warnings: messages('warning'),
    };
  }

  async #snapshot(home: string, workspace: string, writes: readonly string[] = []): Promise<Snapshot> {
    const snapshot = await takeSnapshot(this.host, { home, tmp: join(this.#root, 'tmp') });
    const written = (line: string) => writes.some((path) => line.startsWith(`${path} `) || line.startsWith(`${path}/`));
    const temp = tree(this.temp).filter((line) => !/^_(github_workflow|runner_file_commands)\//.test(line));
    // buildx stores it beside the user's logins if a token server is asked, with and without the action
    const own = (snapshot.folders.home ?? []).filter((line) => !/^\.docker\/\.token_seed/.test(line));
    const folders = {
      ...snapshot.folders,
      home: own,
      temp,
      workspace: tree(workspace).filter((line) => !written(line)),
    };
    return { ...snapshot, folders };
  }
}

function without(snapshot: Snapshot, keeps: RegExp | undefined): Snapshot {
  const kept = (line: string) => keeps === undefined || !keeps.test(line);
  return JSON.parse(JSON.stringify(snapshot), (_, value) =>
    Array.isArray(value) ? value.filter((line) => kept(String(line))) : value,
  );
}
