import { describe, expect, test } from '@jest/globals';
import { addLogins, type LoginState, removeLogins, textAfter } from '../../src/session/kept-logins.ts';

const login = (password: string) => ({ registry: 'ghcr.io', username: 'alice', password });
const auth = (password: string) => ({ auth: Buffer.from(`alice:${password}`).toString('base64') });
const USERS = { auths: { 'ghcr.io': { identitytoken: 'own' }, 'quay.io': { auth: 'x' } }, credsStore: 'desktop' };
const start = (config: object): LoginState => ({ config: { ...config }, kept: { servers: {} } });

const enter = (state: LoginState, run: string | undefined, password: string) =>
  addLogins(state, [login(password)], run, JSON.stringify(state.config));
const leave = (state: LoginState, run: string) => removeLogins(state, (each) => each === run);
const held = ({ config }: LoginState) => (config.auths as Record<string, unknown> | undefined)?.['ghcr.io'];

describe('logins of runs in one docker config', () => {
  test.each([
    ['no entry', {}],
    ['an entry and a credential store', USERS],
    ['a credential helper', { credHelpers: { 'ghcr.io': 'gh', 'gcr.io': 'gcloud' } }],
    ['empty sections', { auths: {}, credHelpers: {} }],
  ])('restore the earlier entry after one run: %s', (_, config) => {
    const during = enter(start(config), 'a', '1');
    expect(held(during)).toEqual(auth('1'));
    const after = leave(during, 'a');
    expect(JSON.parse(textAfter(after, JSON.stringify(during.config)) ?? '')).toEqual(config);
    expect(after.kept.servers).toEqual({});
  });

  test('restore the login of the first step after the second step of one job', () => {
    const both = enter(enter(start(USERS), 'a', '1'), 'b', '2');
    expect(held(both)).toEqual(auth('2'));
    const first = leave(both, 'b');
    expect(held(first)).toEqual(auth('1'));
    expect(leave(first, 'a').config).toEqual({ ...USERS, credHelpers: {} });
  });

  test('keep the login of the second job if the first job ends first', () => {
    const both = enter(enter(start(USERS), 'a', '1'), 'b', '2');
    const second = leave(both, 'a');
    expect(held(second)).toEqual(auth('2'));
    expect(leave(second, 'b').config).toEqual({ ...USERS, credHelpers: {} });
  });

  test('keep the login of the second job if the first job with equal credentials ends first', () => {
    const second = leave(enter(enter(start({}), 'a', '1'), 'b', '1'), 'a');
    expect(held(second)).toEqual(auth('1'));
    expect(held(leave(second, 'b'))).toBeUndefined();
  });

  test('keep the last login in every order of four runs, and restore the earlier entry at the end', () => {
    const orders = permutations(['a', 'b', 'c', 'd']);
    for (const entering of orders) {
      for (const leaving of orders) {
        let state = start(USERS);
        // two runs have the same password
        for (const run of entering) state = enter(state, run, run === 'd' ? 'c' : run);
        const present = [...entering];
        for (const run of leaving) {
          state = leave(state, run);
          present.splice(present.indexOf(run), 1);
          const last = present.at(-1);
          const expected = last === undefined ? USERS.auths['ghcr.io'] : auth(last === 'd' ? 'c' : last);
          expect(held(state)).toEqual(expected);
        }
        expect(state.kept.servers).toEqual({});
        expect(textAfter(state, '{}')).toBe(JSON.stringify(USERS));
      }
    }
  });

  test.each([
    ['login', { auths: { 'ghcr.io': auth('other') } }],
    ['logout', { auths: {} }],
  ])('keep the entry after a %s by another program, and restore no other', (_, config) => {
    const both = enter(enter(start(USERS), 'a', '1'), 'b', '2');
    const changed = { ...both, config };
    expect(leave(leave(changed, 'b'), 'a').config).toEqual(config);
    expect(leave(leave(changed, 'a'), 'b').config).toEqual(config);
    const again = enter(changed, 'c', '3');
    expect(held(leave(leave(again, 'a'), 'c'))).toEqual(config.auths['ghcr.io' as keyof typeof config.auths]);
  });

  test('are replaced by a permanent login, which no run removes', () => {
    const stays = enter(enter(start(USERS), 'a', '1'), undefined, '2');
    expect(held(leave(stays, 'a'))).toEqual(auth('2'));
    const over = enter(stays, 'b', '3');
    expect(held(leave(over, 'b'))).toEqual(auth('2'));
  });

  test('do not change a login to another registry', () => {
    const during = enter(start({}), 'a', '1');
    const config = { auths: { ...(during.config.auths as object), 'quay.io': { auth: 'y' } } };
    const after = leave({ ...during, config }, 'a');
    expect(JSON.parse(textAfter(after, '{}') ?? '')).toEqual({ auths: { 'quay.io': { auth: 'y' } } });
  });
});

test('restores the original text in any format', () => {
  const original = '{ "auths" : {} ,\n "psFormat": "x" }\n';
  const before = { config: JSON.parse(original), kept: { servers: {} } };
  const after = leave(addLogins(before, [login('1')], 'a', original), 'a');
  expect(textAfter(after, 'whatever')).toBe(original);
});

test('removes a file that did not exist before', () => {
  const during = addLogins(start({}), [login('1')], 'a', undefined);
  expect(textAfter(during, undefined)).toContain('ghcr.io');
  expect(textAfter(leave(during, 'a'), 'whatever')).toBeUndefined();
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
