import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { inputEnvironment, parseCommands, parseFileCommands, readAction } from '../../script/runner/formats.mjs';
import { type RunOptions, runAction, runPost } from '../../script/runner.mjs';

const root = join(import.meta.dirname, '../..');

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'runner-'));
});
afterEach(() => {
  rmSync(temp, { recursive: true, force: true });
});

describe('readAction', () => {
  const written = [
    "name: a 'test'",
    'inputs:',
    '  # a comment',
    '  plain:',
    '    description: one two # three',
    '    default: linux/amd64,linux/arm64 # two',
    '  double:',
    '    description: >-',
    '      folded',
    '      default: not this',
    '    default: "a \\"b\\" # c\\n"',
    '  single-quoted:',
    `    default: 'it''s \${{ github.token }}'`,
    '    required: true',
    '  hash:',
    '    default: a#b',
    '  empty:',
    '    default:',
    '  none:',
    '    description: no default',
    'outputs:',
    '  digest:',
    '    description: d',
    '    default: not an input',
    'runs:',
    '  using: node24',
    "  main: 'dist/main.js'",
    '  post: dist/post.js',
    '',
  ].join('\n');
  const ours = ['action.yml', 'plan/action.yml', 'merge/action.yml'].filter((file) => existsSync(join(root, file)));

  test.each([['a sample', ''], ...ours.map((file) => [file, join(root, file)])])(
    'reads %s like a YAML parser',
    (_, path) => {
      const file = path || join(temp, 'action.yml');
      if (path === '') writeFileSync(file, written);
      const yaml = parse(readFileSync(file, 'utf8'));
      const action = readAction(file);
      const inputs = yaml.inputs as Record<string, { default?: unknown; required?: boolean }>;
      expect(Object.keys(action.inputs)).toEqual(Object.keys(inputs));
      for (const [name, input] of Object.entries(inputs)) {
        expect([name, action.inputs[name]?.default ?? '']).toEqual([name, String(input.default ?? '')]);
        expect([name, action.inputs[name]?.required ?? false]).toEqual([name, input.required ?? false]);
      }
      expect(action.runs).toEqual(yaml.runs);
    },
  );

  test('rejects a default in unsupported YAML syntax', () => {
    writeFileSync(join(temp, 'action.yml'), 'inputs:\n  a:\n    default: |\n      b\n');
    expect(() => readAction(temp)).toThrow('plain and quoted values only');
  });
});

test('passes inputs with dashes, without spaces, over the defaults', () => {
  const defined = { 'build-args': { default: 'a' }, 'with space': {}, token: { default: `\${{ github.token }}` } };
  expect(inputEnvironment({ 'Build-Args': 'b', unknown: true }, defined)).toEqual({
    'INPUT_BUILD-ARGS': 'b',
    INPUT_WITH_SPACE: '',
    INPUT_TOKEN: '',
    INPUT_UNKNOWN: 'true',
  });
});

test.each([
  ['plain', 'a=b=c\n\nd=\n', { a: 'b=c', d: '' }],
  ['an operator within the value', 'a=b<<c\n', { a: 'b<<c' }],
  ['a heredoc', 'a<<E\none\n\ntwo=2\nE\nb=1\n', { a: 'one\n\ntwo=2', b: '1' }],
  ['an empty heredoc', 'a<<E\nE\n', { a: '' }],
  ['a later value', 'a=1\na=2\n', { a: '2' }],
])('reads file commands: %s', (_, text, values) => {
  expect(parseFileCommands(text)).toEqual(values);
});

test.each(['a<<E\nb\n', 'a<<\n', '=b\n', 'neither\n'])('rejects the file command %j', (text) => {
  expect(() => parseFileCommands(text)).toThrow(/Invalid/);
});

test('reads workflow commands at the start of a line and old commands anywhere, unless they are stopped', () => {
  const log = [
    '::error file=a%2Cb.ts,line=3::50%25%0Amore::rest',
    '  ::group::indented',
    'text ::warning::not at the start',
    'text ##[debug]old',
    '::stop-commands::T0',
    '::error::held',
    '##[error]held',
    '::T0::',
    '::endgroup::',
  ].join('\r\n');
  expect(parseCommands(log)).toEqual([
    { command: 'error', properties: { file: 'a,b.ts', line: '3' }, message: '50%\nmore::rest' },
    { command: 'group', properties: {}, message: 'indented' },
    { command: 'debug', properties: {}, message: 'old' },
    { command: 'endgroup', properties: {}, message: '' },
  ]);
});

describe('a run', () => {
  const action = (main: string, post = '') => {
    writeFileSync(
      join(temp, 'action.yml'),
      'inputs:\n  my input:\n    default: d\nruns:\n  using: node24\n  main: m.cjs\n  post: p.cjs\n',
    );
    writeFileSync(join(temp, 'm.cjs'), main);
    writeFileSync(join(temp, 'p.cjs'), post);
  };
  const options = (more: Partial<RunOptions> = {}): RunOptions => ({
    action: temp,
    workspace: temp,
    temp: join(temp, 't'),
    ...more,
  });

  test('passes the inputs, returns all results, and leaves no file', async () => {
    action(
      `const { appendFileSync: add } = require('fs'); const e = process.env;
      add(e.GITHUB_OUTPUT, 'in=' + e.INPUT_MY_INPUT + '\\ncwd=' + process.cwd() + '\\nevent=' + require(e.GITHUB_EVENT_PATH).a + '\\n');
      add(e.GITHUB_STATE, 'made<<E\\nx\\ny\\nE\\n'); add(e.GITHUB_STEP_SUMMARY, '# s\\n'); add(e.GITHUB_ENV, 'A=1\\n'); add(e.GITHUB_PATH, '/a\\n/b\\n');
      process.stdin.on('end', () => { console.log('::add-mask::m'); console.error('::warning::w'); process.stdout.write('last'); process.exitCode = 3; }).resume();`,
      `console.log(JSON.stringify([process.env.STATE_made, process.env.GITHUB_REF, process.env.GONE]));`,
    );
    const lines: string[] = [];
    const main = await runAction(
      options({
        inputs: { 'my input': 'given' },
        event: { a: 7 },
        onOutput: (line, stream) => lines.push(`${stream} ${line}`),
      }),
    );
    expect(main).toMatchObject({
      code: 3,
      killedBy: null,
      outputs: { in: 'given', cwd: temp, event: '7' },
      state: { made: 'x\ny' },
      summary: '# s\n',
      env: { A: '1' },
      path: ['/a', '/b'],
      stdout: '::add-mask::m\nlast',
    });
    expect(main.commands.map(({ command }) => command).sort()).toEqual(['add-mask', 'warning']);
    expect(lines).toContain('stderr ::warning::w\n');
    expect(readdirSync(join(temp, 't/_runner_file_commands'))).toEqual([]);

    process.env.GONE = 'still here';
    const post = await runPost(options({ state: main.state, env: { GITHUB_REF: 'refs/tags/v1', GONE: undefined } }));
    delete process.env.GONE;
    expect(JSON.parse(post.stdout)).toEqual(['x\ny', 'refs/tags/v1', null]);
    expect(post.state).toEqual(main.state);
  });

  test('is cancelled by SIGINT first', async () => {
    action(`process.on('SIGINT', () => process.exit(42)); setInterval(() => {}, 1000); console.log('up');`);
    const cancel = new AbortController();
    const main = await runAction(options({ signal: cancel.signal, onOutput: () => cancel.abort() }));
    expect(main.code).toBe(42);
  });

  test('ends with SIGINT if its process has no signal handler', async () => {
    action(`setInterval(() => {}, 1000); console.log('up');`);
    const cancel = new AbortController();
    const main = await runAction(options({ signal: cancel.signal, onOutput: () => cancel.abort() }));
    expect(main).toMatchObject({ code: null, killedBy: 'SIGINT' });
  });
});
