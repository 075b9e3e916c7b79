import type { Environment } from '../model/job.ts';

/** Variables between the runner and an action: inputs (including secrets), state, tokens, keys of nodes, and command files. */
const OURS = /^(INPUT_|STATE_|ACTIONS_|BUILDER_NODE_\d+_AUTH_|GITHUB_(ENV|PATH|OUTPUT|STATE)$)/;

/** The environment for subprocesses: this process's environment without the variables that are meant for the action alone. */
export function childEnvironment(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}
