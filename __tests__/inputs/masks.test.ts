import { expect, test } from '@jest/globals';
import { DEFAULTS } from '../../src/inputs/defaults.ts';
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
  // an unquoted value of several lines is split: all its lines are masked
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
  [{ 'registry-auth': '- {"username":"me","password":"inline"}' }, ['"inline"', 'inline']],
  [{ 'registry-auth': '- password: hunter2\n  password: again\n -: [' }, ['hunter2', 'again']],
  [{ 'registry-auth': '- password:\n  username: somebody\n- registry: ghcr.io' }, []],
  [{ 'registry-auth': '- password: |\n    block\n    second\n  username: [' }, ['block', 'second']],
  [{ 'registry-auth': '- password:\n    hunter2\n  username: [' }, ['hunter2']],
  [{ 'registry-auth': '- password: hunter2 # mine\n  username: [' }, ['hunter2 # mine', 'hunter2']],
  [{ 'registry-auth': '- {username: me, password: hunter2, registry: [' }, ['hunter2']],
  [{ images: 'https://me:hunter2@ghcr.io/a/b', tags: 'me:hunter3@ghcr.io/a/b:1' }, ['hunter2', 'hunter3']],
  [{ context: 'me:hunter2@github.com:a/b.git' }, ['hunter2']],
  [{ context: 'https://me:p@ssword@github.com/a/b.git' }, ['p@ssword']],
  [
    {
      'cache-from': 'type=azblob,account_url=https://x.test/?sv=1&sig=hunter2%3D&se=2',
      'cache-to': 'type=gha,url=https://me:hunter3@h/,scope=x\ntype=s3,secret-access-key=hunter4',
    },
    ['hunter2%3D', 'hunter3', 'hunter4'],
  ],
  [
    { 'driver-opts': 'env.HTTP_PROXY=http://me:hunter2@p:1', endpoint: 'tcp://me:hunter3@host:1' },
    ['hunter3', 'hunter2'],
  ],
  [
    {
      'driver-opts': 'network=host\nenv.X=secret\n"env.MY_TOKEN=1234,56"\nenv.A=torn,apart\nenv.B=a"b"',
      nodes: '- driver-opts: "env.Y=second"\n- driver-opts: [env.Z=third, image=x]',
    },
    ['secret', '1234,56', 'torn', 'apart', 'a"b"', 'second', 'third'],
  ],
  [{ nodes: '- driver-opts: [env.X=broken' }, ['broken']],
  // ordinary values: a mask would hide words of the log and drop outputs
  [
    {
      'driver-opts':
        'env.http_proxy=http://proxy:3128\nenv.no_proxy=localhost\nenv.BUILDKIT_DEBUG=true\nenv.LIMIT=10485760\nenv.OTEL=https://otel.test/x\nenv.AWS_REGION=eu-west-1',
      images: '1.dkr.ecr.eu-west-1.amazonaws.com/app',
    },
    [],
  ],
  [{ 'driver-opts': 'env.API_KEY=1234' }, ['1234']],
  [
    { ssh: 'a=-----BEGIN KEY-----\nabcdef==\n-----END KEY-----' },
    ['a=-----BEGIN KEY-----', 'abcdef==', '-----END KEY-----', '-----BEGIN KEY-----'],
  ],
  // digests and build arguments are not secrets
  [{ 'build-contexts': `a=docker-image://alpine:latest@sha256:${'0'.repeat(64)}\nb=ssh://user@host/x` }, []],
  [{ tags: `acme/app:latest@sha256:${'0'.repeat(64)}` }, []],
  [{ 'build-args': 'DB=postgres://postgres:postgres@db/x' }, []],
])('masks the secrets of %j', async (inputs, secrets) => {
  expect(await secretsOf(given(inputs), job(ENV), Object.keys(DEFAULTS))).toEqual(secrets);
});

test('masks the credentials of proxies', async () => {
  const env = {
    HTTPS_PROXY: 'http://me:hunter2@proxy.corp:3128',
    http_proxy: 'me:hunter3@proxy.corp:3128',
    NO_PROXY: 'a.test',
  };
  expect(await secretsOf(given({}), job(env), Object.keys(DEFAULTS))).toEqual(['hunter3', 'hunter2']);
});
