import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { DOCKER_INPUTS } from '../../src/inputs/docker-inputs.ts';

interface Row {
  readonly name: string;
  /** Names of the root action, or with another action or the reusable workflow in front: `plan/runners`, `build.yml/runner`. */
  readonly ours: readonly string[];
  readonly note?: string;
}

interface DockerAction {
  readonly action: string;
  readonly inputs: readonly Row[];
  readonly outputs: readonly Row[];
}

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const ACTIONS: readonly DockerAction[] = JSON.parse(text('script/docker-actions.json'));

const WORKFLOW = parse(text('.github/workflows/build.yml')).on.workflow_call;

/** The names of a section of our actions and of the reusable workflow, whose inputs include its secrets. */
function namesOf(section: 'inputs' | 'outputs'): readonly string[] {
  const ofWorkflow = section === 'inputs' ? { ...WORKFLOW.inputs, ...WORKFLOW.secrets } : WORKFLOW.outputs;
  return [
    ...['', 'plan/', 'merge/'].flatMap((folder) =>
      Object.keys(parse(text(`${folder}action.yml`))[section]).map((name) => `${folder}${name}`),
    ),
    ...Object.keys(ofWorkflow).map((name) => `build.yml/${name}`),
  ];
}

const INPUTS = namesOf('inputs');
const OUTPUTS = namesOf('outputs');
/** Names that a step can have, so that a hint can name them. */
const OF_STEPS = INPUTS.filter((name) => !name.startsWith('build.yml/')).map((name) => name.replace(/^.*\//, ''));
const rows = ACTIONS.flatMap(({ inputs }) => inputs);

describe.each(ACTIONS)('the table of $action', ({ inputs, outputs }) => {
  test('names inputs and outputs that exist here', () => {
    expect(inputs.flatMap(({ ours }) => ours).filter((name) => !INPUTS.includes(name))).toEqual([]);
    expect(outputs.flatMap(({ ours }) => ours).filter((name) => !OUTPUTS.includes(name))).toEqual([]);
  });

  test('has each name once, and a note where none is needed here', () => {
    for (const section of [inputs, outputs]) {
      expect(new Set(section.map(({ name }) => name)).size).toBe(section.length);
      expect(section.filter(({ ours, note }) => ours.length === 0 && !note)).toEqual([]);
    }
  });
});

test('every input of a Docker action has a hint, unless an input here has its name', () => {
  const unknown = new Set(rows.map(({ name }) => name).filter((name) => !INPUTS.includes(name)));
  expect(Object.keys(DOCKER_INPUTS).sort()).toEqual([...unknown].sort());
});

test.each(Object.entries(DOCKER_INPUTS))('the hint for %s agrees with the table', (name, { instead, why, refused }) => {
  const ours = rows.filter((row) => row.name === name).flatMap((row) => row.ours);
  const named = ours.map((other) => other.replace(/^.*\//, '')).filter((other) => OF_STEPS.includes(other));
  expect(instead ?? []).toEqual(expect.arrayContaining(named));
  if (named.length === 0) expect(why ?? refused).toBeDefined();
});
