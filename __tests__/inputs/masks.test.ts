import { expect, test } from '@jest/globals';
import { secretsOf } from '../../src/inputs/masks.ts';
import { type Given, given, job } from './given.ts';

const ENV = { NAME: 'from-env', SHORT: 'abc' };

test.each<readonly [Given, readonly string[]]>([
  [{}, []],
  [{ password: ' hunter2 ', 'github-token': 'ghs_token' }, ['hunter2', 'ghs_token']],
  [{ password: 'abc' }, []],
  [
    { secrets: 'A=hunter2\nB=x=y=z\n"KEY=first line\n}\n  last line\n"' },
    ['hunter2', 'x=y=z', 'first line', 'last line'],
  ],
  // an unquoted value of several lines comes apart: all of it is masked
  [{ secrets: 'KEY=first\nsecond\nthird=' }, ['KEY=first', 'second', 'third=', 'first']],
  [{ secrets: 'KEY=-----BEGIN KEY-----\nabcdef==' }, ['KEY=-----BEGIN KEY-----', 'abcdef==', '-----BEGIN KEY-----']],
  [{ secrets: 'A="fine"\n"KEY=unclosed' }, ['A="fine"', '"KEY=unclosed', '"fine"', 'unclosed']],
  [{ 'secret-envs': 'A=NAME,B=SHORT' }, ['from-env']],
  [{ 'secret-envs': 'A=hunter2,B=constructor' }, ['hunter2', 'constructor']],
  [{ context: 'https://me:hunter2@github.com/a/b.git#main' }, ['hunter2']],
  [{ context: 'https://ghp_token@github.com/a/b.git' }, ['ghp_token']],
  [{ context: 'ssh://git@github.com/a/b.git', 'build-contexts': 'x=https://a:other@b.c/d.git' }, ['other']],
  [{ 'cache-to': 'type=s3,bucket=x,"secret_access_key=hunter2"\ntype=gha,token=token' }, ['hunter2', 'token']],
  [
    {
      'registry-auth':
        '- registry: ghcr.io\n  username: me\n  password: hunter2\n- username: me\n  password: "quoted # too"',
    },
    ['hunter2', '"quoted # too"', 'quoted # too'],
  ],
  [{ 'registry-auth': '- password: |\n    block\n' }, ['block']],
  [{ 'registry-auth': '- {"username":"me","password":"inline"}' }, ['inline']],
  [{ 'registry-auth': '- password: hunter2\n  password: again\n -: [' }, ['hunter2', 'again']],
])('%j', async (inputs, secrets) => {
  expect(await secretsOf(given(inputs), job(ENV))).toEqual(secrets);
});
