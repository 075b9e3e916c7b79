// Runs an action as GitHub's runner does: main, then post, with INPUT_*, STATE_*, the GITHUB_* files and the defaults of
// action.yml (github.com/actions/runner: Runner.Worker's ActionRunner, NodeScriptActionHandler, FileCommandManager).
// Without dependencies, so that it runs from a fresh clone.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inputEnvironment, parseCommands, parseFileCommands, readAction } from './runner/formats.mjs';

export const runAction = (options) => run('main', options);
export const runPost = (options) => run('post', options);

const FILES = {
  GITHUB_OUTPUT: 'set_output',
  GITHUB_STATE: 'save_state',
  GITHUB_STEP_SUMMARY: 'step_summary',
  GITHUB_ENV: 'set_env',
  GITHUB_PATH: 'add_path',
};

async function run(
  stage,
  { action, inputs = {}, state = {}, env = {}, workspace, temp, event = {}, node = process.execPath, signal, onOutput },
) {
  const { directory, inputs: defined, runs } = readAction(action);
  if (!runs[stage]) throw new Error(`${action} has no runs.${stage}`);
  const work = { workspace: resolve(workspace), temp: resolve(temp) };
  const files = filesIn(work.temp);
  const eventPath = join(work.temp, '_github_workflow', 'event.json');
  mkdirSync(dirname(eventPath), { recursive: true });
  writeFileSync(eventPath, JSON.stringify(event));
  const environment = {
    ...inherited(),
    ...pushEvent(work),
    GITHUB_EVENT_PATH: eventPath,
    ...inputEnvironment(inputs, defined),
    ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
    ...env,
    ...files,
  };
  const { code, killedBy, stdout, log } = await execute(
    node,
    join(directory, runs[stage]),
    work.workspace,
    environment,
    signal,
    onOutput,
  );
  const read = (file) => readFileSync(files[file], 'utf8');
  const result = {
    code,
    killedBy,
    outputs: parseFileCommands(read('GITHUB_OUTPUT')),
    state: { ...state, ...parseFileCommands(read('GITHUB_STATE')) },
    summary: read('GITHUB_STEP_SUMMARY'),
    env: parseFileCommands(read('GITHUB_ENV')),
    path: read('GITHUB_PATH')
      .split('\n')
      .filter((line) => line !== ''),
    commands: parseCommands(log),
    stdout,
    log,
  };
  for (const file of Object.values(files)) rmSync(file, { force: true });
  return result;
}

function filesIn(temp) {
  const folder = join(temp, '_runner_file_commands');
  mkdirSync(folder, { recursive: true });
  const id = randomUUID();
  return Object.fromEntries(
    Object.entries(FILES).map(([name, prefix]) => {
      const file = join(folder, `${prefix}_${id}`);
      writeFileSync(file, '');
      return [name, file];
    }),
  );
}

/** The machine's environment, without the variables of another runner around this one. */
function inherited() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(INPUT|STATE|GITHUB|RUNNER|ACTIONS|JEST)_|^(NODE_OPTIONS|NODE_ENV|NODE_V8_COVERAGE|FORCE_COLOR)$/.test(name),
    ),
  );
}

/**
 * A push to the main branch of example/hello on a self-hosted runner. GITHUB_ACTION_PATH is missing on purpose: a runner
 * sets it for composite actions only.
 */
function pushEvent({ workspace, temp }) {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTION_REF: '',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_ACTOR: 'octocat',
    GITHUB_ACTOR_ID: '583231',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: '',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_HEAD_REF: '',
    GITHUB_JOB: 'build',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'example/hello',
    GITHUB_REPOSITORY_ID: '1',
    GITHUB_REPOSITORY_OWNER: 'example',
    GITHUB_REPOSITORY_OWNER_ID: '1',
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_TRIGGERING_ACTOR: 'octocat',
    GITHUB_WORKFLOW: 'ci',
    GITHUB_WORKFLOW_REF: 'example/hello/.github/workflows/ci.yml@refs/heads/main',
    GITHUB_WORKFLOW_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'local',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, '..', 'tool-cache'),
  };
}

/** Runs one process. `signal` cancels it as the runner does: SIGINT to the process, SIGTERM after 7.5 s, SIGKILL to its whole tree 2.5 s later. */
function execute(node, script, cwd, environment, signal, onOutput) {
  return new Promise((done, failed) => {
    const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
    const subprocess = spawn(node, [script], { cwd, env, stdio: 'pipe', detached: true });
    const timers = [];
    const cancel = () => {
      subprocess.kill('SIGINT');
      timers.push(setTimeout(() => subprocess.kill('SIGTERM'), 7500));
      timers.push(setTimeout(() => process.kill(-subprocess.pid, 'SIGKILL'), 10_000));
    };
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    const written = { stdout: '', log: '' };
    const streams = [subprocess.stdout, subprocess.stderr].map((stream) =>
      byLine(stream, (line) => {
        written.log += line;
        if (stream === subprocess.stdout) written.stdout += line;
        onOutput?.(line, stream === subprocess.stdout ? 'stdout' : 'stderr');
      }),
    );
    subprocess.stdin.on('error', () => {}).end();
    subprocess.on('error', failed);
    subprocess.on('exit', () => {
      // descendants of the process may keep the streams open; the runner waits for them for this time
      timers.push(setTimeout(() => [subprocess.stdout, subprocess.stderr].map((stream) => stream.destroy()), 10_000));
    });
    subprocess.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', cancel);
      for (const timer of timers) clearTimeout(timer);
      for (const flush of streams) flush();
      done({ code, killedBy, ...written });
    });
  });
}

/** Passes on only complete lines, so that the two streams never mix within one. Returns a function that flushes the last one. */
function byLine(stream, take) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) take(`${line}\n`);
  });
  return () => rest !== '' && take(rest);
}
