import { describe, expect, test } from '@jest/globals';
import type { BuilderPlan } from '../../src/model/plan.ts';
import { proxyOptions } from '../../src/plan/builder-proxies.ts';
import { aHost, planFor } from './a-plan.ts';

const NONE = { http: '', https: '', except: '' };
const CORP = { http: 'http://proxy.corp:3128', https: 'http://me:p%40ss@proxy.corp:3128', except: '.corp,10.0.0.0/8' };
const OTHER = { http: '', https: 'other:1', except: '' };
const LOOPBACK = { http: '', https: 'http://127.0.0.1:3128', except: '' };
const MASKED = { http: 'http://xxxxx:xxxxx@proxy.corp:3128', https: '', except: '' };
const ofOther = ['"env.HTTPS_PROXY=other:1"', '"env.https_proxy=other:1"'];
const ofLoopback = ['"env.HTTPS_PROXY=http://127.0.0.1:3128"', '"env.https_proxy=http://127.0.0.1:3128"'];

test('passes every variable in upper and lower case, unchanged', () => {
  expect(proxyOptions([CORP], [])).toEqual([
    '"env.HTTP_PROXY=http://proxy.corp:3128"',
    '"env.http_proxy=http://proxy.corp:3128"',
    '"env.HTTPS_PROXY=http://me:p%40ss@proxy.corp:3128"',
    '"env.https_proxy=http://me:p%40ss@proxy.corp:3128"',
    '"env.NO_PROXY=.corp,10.0.0.0/8"',
    '"env.no_proxy=.corp,10.0.0.0/8"',
  ]);
});

describe('the source', () => {
  test.each([
    ['none', [], [], []],
    ['none that names a proxy', [NONE, { ...NONE, except: 'a.test' }], [], []],
    ['the first that names a proxy', [NONE, OTHER, CORP], [], ofOther],
    ['none on loopback', [LOOPBACK, OTHER], [], ofOther],
    ["one on loopback, on the host's network", [LOOPBACK, OTHER], ['network=host'], ofLoopback],
    ['none whose credentials the engine withholds', [MASKED, OTHER], [], ofOther],
    ['none beside the options of the user', [CORP], ['env.HTTP_PROXY=mine:1'], []],
    ['none beside quoted options of the user', [CORP], ['"env.no_proxy=a,b"'], []],
    ['any beside other variables', [OTHER], ['env.TOKEN=x'], ofOther],
  ])('is %s', (_, sources, driverOpts, options) => {
    expect(proxyOptions(sources, driverOpts)).toEqual(options);
  });
});

describe('a planned builder', () => {
  const host = aHost({ proxies: [OTHER] });
  const optionsOf = async (inputs: Record<string, string>) => {
    const { builder } = await planFor(inputs, { host });
    return (builder as BuilderPlan & { kind: 'new' }).nodes.map(({ driverOpts }) =>
      driverOpts.filter((option) => option.includes('env.')),
    );
  };

  test('has the proxies in a container on this machine', async () => {
    expect(await optionsOf({ driver: 'docker-container' })).toEqual([ofOther]);
  });

  test('has no proxies elsewhere', async () => {
    expect(await optionsOf({ driver: 'kubernetes' })).toEqual([[]]);
    expect(await optionsOf({ driver: 'remote', endpoint: 'tcp://there:1234' })).toEqual([[]]);
    expect(await optionsOf({ driver: 'docker-container', nodes: '- endpoint: ssh://there' })).toEqual([ofOther, []]);
  });

  test("keeps the user's settings", async () => {
    expect(await optionsOf({ driver: 'docker-container', 'driver-opts': 'env.HTTPS_PROXY=mine:1' })).toEqual([
      ['env.HTTPS_PROXY=mine:1'],
    ]);
  });
});
