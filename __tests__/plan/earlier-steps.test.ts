import { describe, expect, test } from '@jest/globals';
import type { NewBuilder } from '../../src/model/plan.ts';
import { describePlan } from '../../src/plan/describe.ts';
import type { EarlierBuilder } from '../../src/session/job-builders.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

const DOCKER: EarlierBuilder = {
  ...{ name: 'default', driver: 'docker', kept: true, containers: [] },
  ...{ config: '/zero', isAlive: true },
};
const CONTAINER = { driver: 'docker-container' };

/** The builder that an earlier step with these inputs made. */
async function madeBy(inputs: Readonly<Record<string, string>>, more: Partial<EarlierBuilder> = {}) {
  const { driver, settings, keep } = (await planFor(inputs, { host: CLASSIC })).builder as NewBuilder;
  const made = { name: 'first', driver, settings, kept: keep, containers: ['c'], config: '/first', isAlive: true };
  return { ...made, ...more };
}

/** The builder and its line in the log, after these steps. */
async function planAfter(
  earlierBuilders: readonly EarlierBuilder[],
  inputs: Readonly<Record<string, string>>,
  host = CLASSIC,
) {
  const plan = await planFor(inputs, { host: { ...host, earlierBuilders } });
  const line =
    describePlan(plan, { version: '28.5.2', containerdStore: true }).find((row) => /^ +builder/.test(row)) ?? '';
  return { builder: plan.builder, line: line.replace(/^ +builder +/, '') };
}

describe('a builder that an earlier step of the job made', () => {
  test.each([
    ['the same inputs', {}, {}],
    ['another driver input that leads to the same builder', CONTAINER, {}],
    ['`keep-builder` in the earlier step', { 'keep-builder': 'true' }, {}],
    ['other inputs of the image', {}, { 'build-args': 'A=1', target: 'x', labels: 'a=b' }],
  ])('is used by a step with %s', async (_, first, second) => {
    const { builder, line } = await planAfter([await madeBy(first)], second);
    expect(builder).toMatchObject({ kind: 'new', name: 'first', madeIn: '/first' });
    expect(line).toMatch(/^docker-container \(.*; an earlier step of this job made it with the same settings\)$/);
  });

  test('keeps its content, so it is not fresh', async () => {
    const dockerfile = `FROM ghcr.io/acme/base@sha256:${'a'.repeat(64)}`;
    const basesOf = async (earlierBuilders: readonly EarlierBuilder[]) =>
      (await planFor({}, { host: { ...CLASSIC, earlierBuilders }, dockerfile })).bases.length;
    expect(await basesOf([])).toBe(1);
    expect(await basesOf([await madeBy({})])).toBe(0);
  });

  test.each([
    ['another option', {}, { 'driver-opts': 'env.A=1' }, {}, 'it has other settings: driver-opts'],
    [
      'another image and entitlement',
      {},
      { 'buildkit-image': 'own', allow: 'security.insecure' },
      {},
      'it has other settings: buildkit-image, entitlements',
    ],
    ['other entitlements before', { allow: 'security.insecure' }, {}, {}, 'it has other settings: entitlements'],
    ['a dead container', {}, {}, { isAlive: false }, 'its container does not run any more'],
    [
      '`keep-builder` now',
      CONTAINER,
      { ...CONTAINER, 'keep-builder': 'true' },
      {},
      'it is removed with the job, and `keep-builder` is set',
    ],
  ])('is not used, and the log says why: %s', async (_, first, second, state, why) => {
    const { builder, line } = await planAfter([await madeBy(first, state)], second);
    expect(builder).toMatchObject({ kind: 'new' });
    expect(builder).not.toHaveProperty('madeIn');
    expect(line).toContain(`; not first of an earlier step: ${why})`);
  });

  test('is used if a step between has made another one', async () => {
    const second = await madeBy({ 'driver-opts': 'env.A=1' }, { name: 'second', config: '/second' });
    const { builder, line } = await planAfter([second, await madeBy({})], {});
    expect(builder).toMatchObject({ name: 'first', madeIn: '/first' });
    expect(line).toContain('the step before built with second, docker-container');
  });

  test('is not used with `driver: remote`, which starts no BuildKit', async () => {
    const remote = { driver: 'remote', endpoint: 'tcp://there:1' };
    expect((await planAfter([await madeBy(remote)], remote)).builder).not.toHaveProperty('madeIn');
  });

  test('is named if `keep-builder` kept it, with the settings that differ', async () => {
    const keep = { ...CONTAINER, 'keep-builder': 'true' };
    const nodes = [{ endpoint: 'unix:///here', platforms: [] }];
    const host = aHost({ namedBuilder: { driver: 'docker-container', nodes } });
    const first = await madeBy(keep, { name: 'multiarch-build' });
    const lineOf = async (inputs: Readonly<Record<string, string>>) => (await planAfter([first], inputs, host)).line;
    expect(await lineOf(keep)).toBe('multiarch-build (`keep-builder` kept it from an earlier step)');
    expect(await lineOf({ ...keep, 'driver-opts': 'env.A=1' })).toBe(
      'multiarch-build (`keep-builder` kept it from an earlier step; it has other settings: driver-opts)',
    );
  });
});

describe('the choice of `driver: auto`', () => {
  const COLD = 'whose cache this one does not have';

  test('stays Docker Engine after a step in a container, and the log says that the cache is another', async () => {
    const { builder, line } = await planAfter([await madeBy({})], {}, aHost());
    expect(builder.kind).toBe('engine');
    expect(line).toBe(
      `docker (Docker Engine 28.5.2, containerd image store; the step before built with first, docker-container, ${COLD})`,
    );
  });

  test('is a new builder after a step with the builder of Docker Engine, and the log says why', async () => {
    const { line } = await planAfter([DOCKER], { allow: 'security.insecure' }, aHost());
    expect(line).toMatch(
      /\(it grants no `security.insecure`; the step before built with the builder of Docker Engine, /,
    );
    expect(line).toContain(COLD);
  });

  test.each([
    ['the same builder', {}],
    ['a builder that an input names', { driver: 'docker' }],
    ['a call, which builds no image', { call: 'check', platforms: '' }],
  ])('needs no word about %s', async (title, inputs) => {
    const earlier = title === 'the same builder' ? DOCKER : await madeBy({});
    expect((await planAfter([earlier], inputs, aHost())).line).not.toContain('the step before');
  });
});
