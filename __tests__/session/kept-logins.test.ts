import { describe, expect, test } from '@jest/globals';
import { addLogins, type LoginState, NONE_KEPT, removeLogins, textAfter } from '../../src/session/kept-logins.ts';

const login = (password: string) => ({ registry: 'ghcr.io', username: 'alice', password });
const auth = (password: string) => ({ auth: Buffer.from(`alice:${password}`).toString('base64') });
const USERS = { auths: { 'ghcr.io': { identitytoken: 'own' }, 'quay.io': { auth: 'x' } }, credsStore: 'desktop' };
const start = (config: object): LoginState => ({ config: { ...config }, kept: NONE_KEPT });

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
  ])('one run restores the earlier entry: %s', (_, config) => {
    const during = enter(start(config), 'a', '1');
    expect(held(during)).toEqual(auth('1'));
    const after = leave(during, 'a');
    expect(JSON.parse(textAfter(after, JSON.stringify(during.config)) ?? '')).toEqual(config);
    expect(after.kept.servers).toEqual({});
  });

  test('two steps of one job: the second leaves first', () => {
    const both = enter(enter(start(USERS), 'a', '1'), 'b', '2');
    expect(held(both)).toEqual(auth('2'));
    const first = leave(both, 'b');
    expect(held(first)).toEqual(auth('1'));
    expect(leave(first, 'a').config).toEqual({ ...USERS, credHelpers: {} });
  });

  test('two jobs: the first to leave does not log out the second, nor come back', () => {
    const both = enter(enter(start(USERS), 'a', '1'), 'b', '2');
    const second = leave(both, 'a');
    expect(held(second)).toEqual(auth('2'));
    expect(leave(second, 'b').config).toEqual({ ...USERS, credHelpers: {} });
  });

  test('two jobs with equal credentials: the first to leave does not log out the second', () => {
    const second = leave(enter(enter(start({}), 'a', '1'), 'b', '1'), 'a');
    expect(held(second)).toEqual(auth('1'));
    expect(held(leave(second, 'b'))).toBeUndefined();
  });

  test('every order of four runs keeps the last login, and ends with the earlier entry', () => {
    const orders = permutations(['a', 'b', 'c', 'd']);
    for (const entering of orders) {
      for (const leaving of orders) {
        let state = start(USERS);
        // two of them have the same password
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
    ['logs in', { auths: { 'ghcr.io': auth('other') } }],
    ['logs out', { auths: {} }],
  ])('another program %s in between: its entry is kept, and no run restores another', (_, config) => {
    const both = enter(enter(start(USERS), 'a', '1'), 'b', '2');
    const changed = { ...both, config };
    expect(leave(leave(changed, 'b'), 'a').config).toEqual(config);
    expect(leave(leave(changed, 'a'), 'b').config).toEqual(config);
    const again = enter(changed, 'c', '3');
    expect(held(leave(leave(again, 'a'), 'c'))).toEqual(config.auths['ghcr.io' as keyof typeof config.auths]);
  });

  test('a login that stays replaces those of runs, and no run removes it', () => {
    const stays = enter(enter(start(USERS), 'a', '1'), undefined, '2');
    expect(held(leave(stays, 'a'))).toEqual(auth('2'));
    const over = enter(stays, 'b', '3');
    expect(held(leave(over, 'b'))).toEqual(auth('2'));
  });

  test('a login to another registry is not touched', () => {
    const during = enter(start({}), 'a', '1');
    const config = { auths: { ...(during.config.auths as object), 'quay.io': { auth: 'y' } } };
    const after = leave({ ...during, config }, 'a');
    expect(JSON.parse(textAfter(after, '{}') ?? '')).toEqual({ auths: { 'quay.io': { auth: 'y' } } });
  });
});

test('the original text is restored in any format', () => {
  const original = '{ "auths" : {} ,\n "psFormat": "x" }\n';
  const before = { config: JSON.parse(original), kept: NONE_KEPT };
  const after = leave(addLogins(before, [login('1')], 'a', original), 'a');
  expect(textAfter(after, 'whatever')).toBe(original);
});

test('a file that did not exist is removed again', () => {
  const during = addLogins(start({}), [login('1')], 'a', undefined);
  expect(textAfter(during, undefined)).toContain('ghcr.io');
  expect(textAfter(leave(during, 'a'), 'whatever')).toBeUndefined();
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
