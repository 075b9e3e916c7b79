import { describe, expect, test } from '@jest/globals';
import { selectTarget } from '../../src/bake/definition.ts';

const select = (definition: object, asked = 'default') => selectTarget(JSON.stringify(definition), asked);

const GROUPS = {
  group: {
    default: { targets: ['all'] },
    all: { targets: ['app', 'tools'] },
    tools: { targets: ['db'] },
    one: { targets: ['app'] },
  },
  target: { app: {}, db: {} },
};

describe('selects', () => {
  test.each<readonly [string, object, string]>([
    ['a target', { group: { default: { targets: ['app'] } }, target: { app: {} } }, 'app'],
    ['the target default', { group: { default: { targets: ['default'] } }, target: { default: {} } }, 'default'],
    ['the target default without a group', { target: { default: {} } }, 'default'],
    ['a group of one target', GROUPS, 'one'],
    ['a target whose dots bake replaces', { group: { default: { targets: ['a_b'] } }, target: { a_b: {} } }, 'a.b'],
  ])('%s', (_, definition, asked) => {
    expect(select(definition, asked)).toMatchObject({ linked: [] });
  });

  test('linked targets before those that need them, each once', () => {
    const target = {
      app: { contexts: { a: 'target:web', b: 'target:base', c: 'docker-image://alpine' } },
      web: { contexts: { x: 'target:base' } },
      base: { context: 'base' },
      other: {},
    };
    const selected = select({ target }, 'app');
    expect(selected).toMatchObject({ name: 'app', linked: [{ name: 'base' }, { name: 'web' }] });
  });
});

describe('refuses', () => {
  test.each<readonly [string, object, string, string, string | RegExp]>([
    [
      'a group of several targets, which it lists',
      GROUPS,
      'default',
      '"default" is a group of several targets: app, db',
      'name one, or run a job for each: strategy: {matrix: {target: [app, db]}} and bake-target: $' +
        '{{ matrix.target }}',
    ],
    ['a missing target', { target: {} }, 'x', 'there is no target "x"', 'see `docker buildx bake --list`'],
    [
      'a field that it does not have',
      { target: { app: { policy: [{}] } } },
      'app',
      'the target app has the field policy, which the action does not have',
      'leave it out',
    ],
    [
      'a field of a linked target that it does not have',
      { target: { app: { contexts: { x: 'target:base' } }, base: { resources: {} } } },
      'app',
      'the target base has the field resources, which the action does not have',
      'leave it out',
    ],
    [
      'several keys under one id',
      { target: { app: { ssh: [{ id: 'x', paths: ['a', 'b'] }] } } },
      'app',
      'the target app has several SSH keys under one id',
      'give each key an id of its own',
    ],
    [
      'a form that it does not know',
      { target: { app: { tags: 'x' } } },
      'app',
      '`docker buildx bake --print` printed a form that the action does not know',
      'update buildx',
    ],
  ])('%s', (_, definition, asked, message, hint) => {
    expect(select(definition, asked)).toMatchObject({ message, hint });
  });
});
