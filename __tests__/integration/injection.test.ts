import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import type { RunResult } from '../../script/runner.mjs';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { showLog } from '../support/runner-log.ts';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

/** Commands that an attacker would print for the runner. They contain PWNED, so that a test detects each one that the runner obeys. */
const NAMES = ['set-env', 'set-output', 'save-state', 'add-path', 'add-mask', 'add-matcher', 'stop-commands', 'echo'];
const PAYLOADS = [
  ...NAMES.flatMap((name) => [`::${name} name=PWNED::PWNED`, `##[${name} name=PWNED]PWNED`]),
  ...['  ::add-path::PWNED', '\t##[add-path]PWNED', 'text ##[add-path]PWNED', '::ADD-PATH::PWNED'],
  ...['50%\r::add-path::PWNED', '\u001b[31m::add-path::PWNED', '\u0085::add-path::PWNED', '\u00a0::add-path::PWNED'],
  ...['#\u001b[0m#[add-path]PWNED', '#\u0000#[add-path]PWNED', '##[add-path]PWNED##[add-path]PWNED'],
  ...['::error file=PWNED::PWNED', '##[group]PWNED', '::warning::%0A::add-path::PWNED'],
];

const DECLARED: readonly string[] = Object.keys(
  parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')).outputs,
);

/** Expects that the runner obeyed only commands of the action, and none with a file or a name of the attacker. */
function expectNoInjection({ log, env, path, outputs, state, summary }: RunResult): void {
  const { obeyed } = showLog(log);
  const known = ['error', 'warning', 'notice', 'group', 'endgroup', 'add-mask'];
  const injected = obeyed.filter(
    ({ command, properties, data }) =>
      !known.includes(command) ||
      JSON.stringify(properties).includes('PWNED') ||
      (['group', 'add-mask'].includes(command) && data.includes('PWNED')),
  );
  expect(injected).toEqual([]);
  expect({ env, path }).toEqual({ env: {}, path: [] });
  expect(Object.keys(outputs).filter((name) => !DECLARED.includes(name))).toEqual([]);
  expect(Object.keys(state).filter((name) => name !== 'cleanup')).toEqual([]);
  expect(summary).not.toMatch(/##\[|^\s*::/m);
}

const FILES = {
  payloads: PAYLOADS.join('\n'),
  '##[add-path]PWNED': '',
  '::add-path::PWNED': '',
};

const bench = new StepBench();
let registry: TestRegistry;
beforeAll(async () => {
  registry = await startRegistry({ htpasswd: true });
  bench.logIn(registry);
});
afterAll(async () => {
  await registry.stop();
  bench.stop();
});

const errorsOf = ({ log }: RunResult) => showLog(log).obeyed.filter(({ command }) => command === 'error');

describe.each([
  ['the builder of Docker Engine', 'auto'],
  ['a builder in a container', 'docker-container'],
])('workflow commands of others, with %s', (_, driver) => {
  test('are not obeyed in output, file names, labels, warnings and a smoke test', async () => {
    const { main, post } = await bench.run({
      files: {
        ...FILES,
        Dockerfile: [
          'FROM busybox',
          'LABEL "##[add-path]PWNED"="::add-path::PWNED" x="##[set-env name=PWNED]PWNED"',
          'COPY . /files/',
          'WORKDIR "##[add-path]PWNED"',
          'MAINTAINER ::add-path::PWNED',
          'RUN cat /files/payloads; cat /files/payloads >&2; ls /files; printf "::add-path::PWNED"',
        ].join('\n'),
      },
      inputs: {
        driver,
        tags: `${registry.host}/injected/${driver}:1`,
        platforms: 'linux/amd64',
        push: 'true',
        labels: 'y=##[add-path]PWNED',
        'smoke-test':
          'cat payloads; cat payloads >&2; docker run --rm $IMAGE cat /files/payloads; docker inspect $IMAGE',
      },
    });
    expect({ main: main.code, post: post.code }).toEqual({ main: 0, post: 0 });
    expectNoInjection(main);
    expectNoInjection(post);
    // the text of an escaped command is still readable
    expect(main.log.match(/# #\[add-path\]PWNED/g)?.length).toBeGreaterThan(10);
    expect(main.log).toContain(': :add-path::PWNED');
    expect(main.commands.map(({ command }) => command)).toContain('warning');
  });

  test('are not obeyed in the text of an error', async () => {
    const { main } = await bench.run({
      files: {
        ...FILES,
        Dockerfile: 'FROM busybox\nCOPY . /files/\nRUN cat /files/payloads >&2; echo "##[add-path]PWNED" && false\n',
      },
      inputs: { driver, platforms: 'linux/amd64' },
    });
    expect(main.code).toBe(1);
    expectNoInjection(main);
    expect(errorsOf(main).some(({ data }) => data.includes('PWNED'))).toBe(true);
  });
});

test('workflow commands in an answer of a registry are not obeyed', async () => {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/v2/' ? 200 : 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ errors: [{ code: 'DENIED ##[add-path]PWNED', message: PAYLOADS.join('\n') }] }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const { main } = await bench.run({
    files: { Dockerfile: 'FROM busybox\n' },
    inputs: { tags: `localhost:${port}/a/b:1`, platforms: 'linux/amd64', push: 'true', retries: '0' },
  });
  server.close();
  expect(main.code).toBe(1);
  expectNoInjection(main);
  expect(errorsOf(main).some(({ data }) => data.includes('PWNED'))).toBe(true);
});
