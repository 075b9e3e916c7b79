import type { Command } from './runner/formats.mjs';

export interface RunOptions {
  /** The action's folder, or its action.yml. */
  readonly action: string;
  /** Overlay the defaults of action.yml. */
  readonly inputs?: Readonly<Record<string, string | boolean | number>>;
  /** State from an earlier stage: becomes STATE_*. */
  readonly state?: Readonly<Record<string, string>>;
  /** Overlays everything but the GITHUB_* files; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** GITHUB_WORKSPACE, and the folder that the action runs in. */
  readonly workspace: string;
  /** RUNNER_TEMP; the tool cache is `tool-cache` beside it. */
  readonly temp: string;
  /** The event's payload. */
  readonly event?: object;
  /** The program to run it with; defaults to this one. */
  readonly node?: string;
  /** Cancels as the runner does: SIGINT, 7.5 s later SIGTERM, 2.5 s later the whole tree is killed. */
  readonly signal?: AbortSignal;
  /** Called with every line, including its line feed. */
  readonly onOutput?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface RunResult {
  /** The exit status; null if a signal ended it, which `killedBy` names. */
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** The given state, overlaid with the saved state: pass it to `runPost`. */
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Content of GITHUB_ENV and GITHUB_PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  /** The workflow commands of both streams, without those between stop-commands and its token. */
  readonly commands: readonly Command[];
  readonly stdout: string;
  /** Both streams, line by line, unmasked. */
  readonly log: string;
}

export function runAction(options: RunOptions): Promise<RunResult>;
export function runPost(options: RunOptions): Promise<RunResult>;
