import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALICE } from '../support/registry.ts';

/** Root folder of this repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Result of a workflow in the log of its runner. */
export interface WorkflowRun {
  readonly succeeded: boolean;
  /** Outputs of each step that set any, by the id of the step. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Output of the steps. */
  readonly log: string;
  /** Messages of `::error` commands. */
  readonly errors: readonly string[];
}

/** Event that starts a workflow, and its environment. */
export interface Trigger {
  /** `refs/heads/main` */
  readonly ref: string;
  readonly job?: string;
  /** `runner:ubuntu-24.04` */
  readonly matrix?: string;
  /** Default: `push`. */
  readonly event?: 'push' | 'pull_request';
  /** `vars` of the workflow. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** HOME of the steps. Default: HOME of the tests. */
  readonly home?: string;
  /** Folders that replace third-party actions, by `owner/name@ref`. */
  readonly actions?: Readonly<Record<string, string>>;
}

/** Repositories of a user in one folder, with a copy of the action. */
export class Repositories {
  readonly #folder = mkdtempSync(join(tmpdir(), 'e2e-'));

  constructor() {
    // the files that a runner downloads for `uses: org/multiarch-build@v1`
    mkdirSync(join(this.#folder, 'action'));
    for (const part of ['action.yml', 'dist', 'plan', 'merge', '.github/workflows/build.yml'])
      cpSync(join(ROOT, part), join(this.#folder, 'action', part), { recursive: true });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /**
   * Commits copies of files to a new repository. Adds a random file, so that no cache contains a step that copies the whole
   * context.
   * @param parts paths in this repository, with their paths in the new one.
   * @param edits changes of texts, by path.
   */
  commit(parts: Readonly<Record<string, string>>, edits: Readonly<Record<string, (text: string) => string>>): string {
    const folder = mkdtempSync(join(this.#folder, 'repository-'));
    for (const [from, to] of Object.entries(parts)) cpSync(join(ROOT, from), join(folder, to), { recursive: true });
    for (const [name, edit] of Object.entries(edits)) {
      const before = readFileSync(join(folder, name), 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`${name} is unchanged by its edit`);
      writeFileSync(join(folder, name), after);
    }
    writeFileSync(join(folder, 'run'), randomUUID());
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', `https://github.com/acme/${basename(folder)}`);
    git('add', '.');
    git('-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', 'commit', '--quiet', '--message', 'All');
    return folder;
  }

  /** Runs the workflows that an event starts in a repository, with act: https://github.com/nektos/act */
  async push(repository: string, trigger: Trigger): Promise<WorkflowRun> {
    const { ref, job, matrix, event: name = 'push', vars = {}, secrets = {}, home, actions = {} } = trigger;
    const event = join(this.#folder, 'event.json');
    const pull = name === 'pull_request' ? { number: 7, pull_request: { number: 7, base: { ref: 'main' } } } : {};
    writeFileSync(event, JSON.stringify({ ref, repository: { default_branch: 'main' }, ...pull }));
    const args = [
      ...[
        name,
        '--json',
        '--eventpath',
        event,
        '--no-cache-server',
        '--actor',
        ALICE.username,
        '--action-cache-path',
        join(this.#folder, 'cache'),
      ],
      ...Object.entries({ 'org/multiarch-build@v1': join(this.#folder, 'action'), ...actions }).flatMap(
        ([action, folder]) => ['--local-repository', `${action}=${folder}`],
      ),
      ...['ubuntu-24.04', 'ubuntu-24.04-arm'].flatMap((label) => ['--platform', `${label}=-self-hosted`]),
      ...Object.entries(vars).flatMap(([key, value]) => ['--var', `${key}=${value}`]),
      ...Object.entries({ GITHUB_TOKEN: ALICE.password, ...secrets }).flatMap(([key, value]) => [
        '--secret',
        `${key}=${value}`,
      ]),
      ...(job === undefined ? [] : ['--job', job]),
      ...(matrix === undefined ? [] : ['--matrix', matrix]),
    ];
    const act = spawn('act', args, {
      cwd: repository,
      env: { ...process.env, ...(home !== undefined && { HOME: home, DOCKER_CONFIG: undefined }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    for await (const chunk of act.stdout) chunks.push(chunk);
    return readLog(Buffer.concat(chunks).toString());
  }
}

interface Line {
  readonly msg: string;
  readonly raw_output?: true;
  readonly jobResult?: string;
  readonly command?: string;
  readonly stepID?: readonly string[];
  readonly name?: string;
  readonly arg?: string;
}

function readLog(text: string): WorkflowRun {
  const lines: Line[] = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const outputs: Record<string, Record<string, string>> = {};
  for (const { command, stepID, name, arg } of lines) {
    if (command !== 'set-output' || stepID === undefined || name === undefined) continue;
    const step = stepID.join('.');
    outputs[step] = { ...outputs[step], [name]: arg ?? '' };
  }
  return {
    succeeded:
      lines.some(({ jobResult }) => jobResult === 'success') && !lines.some(({ jobResult }) => jobResult === 'failure'),
    outputs,
    log: lines
      .filter(({ raw_output }) => raw_output)
      .map(({ msg }) => msg)
      .join(''),
    errors: lines.filter(({ command }) => command === 'error').map(({ arg }) => arg ?? ''),
  };
}
