import { expect, test } from '@jest/globals';
import { childEnvironment } from '../../src/runtime/environment.ts';
import { run } from '../../src/runtime/process.ts';

const BETWEEN = ['INPUT_PASSWORD', 'INPUT_REGISTRY-AUTH', 'STATE_undo', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'];
const FILES = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE'];

test('removes the variables of the runner for actions from the environment of subprocesses', () => {
  const env = Object.fromEntries([...BETWEEN, ...FILES, 'PATH', 'GITHUB_REF', 'MY_INPUT_X'].map((name) => [name, 'x']));
  expect(childEnvironment(env)).toEqual({ PATH: 'x', GITHUB_REF: 'x', MY_INPUT_X: 'x' });
});

test('removes these variables for subprocesses without an explicit environment', async () => {
  process.env.INPUT_PASSWORD = 'hunter2';
  try {
    const { stdout } = await run({ program: 'env', args: [] });
    expect(stdout).toContain('PATH=');
    expect(stdout).not.toContain('hunter2');
  } finally {
    delete process.env.INPUT_PASSWORD;
  }
});
