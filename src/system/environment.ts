type Environment = Readonly<Record<string, string | undefined>>;

/** What is between the runner and an action: inputs, secrets among them, state, tokens, keys of nodes, and the files that set things. */
const OURS = /^(INPUT_|STATE_|ACTIONS_|BUILDER_NODE_\d+_AUTH_|GITHUB_(ENV|PATH|OUTPUT|STATE)$)/;

/** What child processes may see of this process's environment. */
export function childEnvironment(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}
