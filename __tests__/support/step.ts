import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunOptions, type RunResult, runAction, runPost } from '../../script/runner.mjs';

import { logIn } from './login.ts';
import type { TestRegistry } from './registry.ts';

const ACTION = fileURLToPath(new URL('../..', import.meta.url));

export interface Step extends Partial<Pick<RunOptions, 'inputs' | 'env' | 'event' | 'onOutput'>> {
  /** The checkout: a file's path and its text. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Prepares the checkout first, and returns values for the step. */
  readonly prepare?: (workspace: string) => Partial<Pick<RunOptions, 'env' | 'event'>>;
}

/** A user of the machine, for steps with a test of their output and leftovers. */
export class StepBench {
  /** Folder of the user's data: home, temporary folders, checkouts. */
  readonly root = mkdtempSync(join(tmpdir(), 'step-'));
  readonly home = join(this.root, 'home');

  constructor() {
    for (const folder of ['home/.docker/cli-plugins', 'tmp', 'temp', 'bin'])
      mkdirSync(join(this.root, folder), { recursive: true });
    const plugin = join(homedir(), '.docker', 'cli-plugins', 'docker-buildx');
    if (existsSync(plugin)) this.#record(join(this.home, '.docker', 'cli-plugins', 'docker-buildx'), plugin);
    for (const name of ['docker', 'git', 'bash', 'setsid']) this.#record(join(this.root, 'bin', name), which(name));
  }

  /** Replaces a program with one that also records its arguments. */
  #record(path: string, program: string): void {
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\0' "$0" "$@" >>${this.root}/calls\nexec ${program} "$@"\n`);
    chmodSync(path, 0o755);
  }

  /** The arguments of every recorded call. */
  get calls(): string {
    return existsSync(join(this.root, 'calls')) ? readFileSync(join(this.root, 'calls'), 'utf8') : '';
  }

  /** Logs the user in to registries, as the step before the action does. */
  logIn(...registries: readonly Pick<TestRegistry, 'host'>[]): void {
    logIn(join(this.home, '.docker'), ...registries);
  }

  stop(): void {
    delete process.env.DOCKER_CONFIG;
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Main, then post, as the runner runs them. */
  async run({ files, prepare, ...step }: Step): Promise<{ readonly main: RunResult; readonly post: RunResult }> {
    const workspace = mkdtempSync(join(this.root, 'checkout-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, name)), { recursive: true });
      writeFileSync(join(workspace, name), text);
    }
    const { inputs, env, event, onOutput } = { ...step, ...prepare?.(workspace) };
    const options: RunOptions = {
      action: ACTION,
      workspace,
      temp: join(this.root, 'temp'),
      inputs: { cache: 'false', ...inputs },
      env: {
        HOME: this.home,
        TMPDIR: join(this.root, 'tmp'),
        DOCKER_CONFIG: undefined,
        BUILDX_CONFIG: undefined,
        ...env,
      },
      event,
      onOutput,
    };
    const main = await runAction(options);
    return { main, post: await runPost({ ...options, state: main.state }) };
  }
}

function which(program: string): string {
  return execFileSync('which', [program]).toString().trim();
}
