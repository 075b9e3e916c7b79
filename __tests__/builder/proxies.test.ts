import { describe, expect, test } from '@jest/globals';
import { proxyOptions } from '../../src/builder/proxies.ts';
import type { BuilderPlan } from '../../src/model/plan.ts';
import { aHost, planFor } from '../plan/a-plan.ts';

const NONE = { http: '', https: '', except: '' };
const CORP = { http: 'http://proxy.corp:3128', https: 'http://me:p%40ss@proxy.corp:3128', except: '.corp,10.0.0.0/8' };
const OTHER = { http: '', https: 'other:1', except: '' };
const LOOPBACK = { http: '', https: 'http://127.0.0.1:3128', except: '' };
const MASKED = { http: 'http://xxxxx:xxxxx@proxy.corp:3128', https: '', except: '' };
const ofOther = ['"env.HTTPS_PROXY=other:1"', '"env.https_proxy=other:1"'];
const ofLoopback = ['"env.HTTPS_PROXY=http://127.0.0.1:3128"', '"env.https_proxy=http://127.0.0.1:3128"'];

test('sets every proxy variable in upper and lower case, unchanged', () => {
  expect(proxyOptions([CORP], [])).toEqual([
    '"env.HTTP_PROXY=http://proxy.corp:3128"',
    '"env.http_proxy=http://proxy.corp:3128"',
    '"env.HTTPS_PROXY=http://me:p%40ss@proxy.corp:3128"',
    '"env.https_proxy=http://me:p%40ss@proxy.corp:3128"',
    '"env.NO_PROXY=.corp,10.0.0.0/8"',
    '"env.no_proxy=.corp,10.0.0.0/8"',
  ]);
});

describe('the source of the proxies of a builder', () => {
  test.each([
    ['undefined without sources', [], [], []],
    ['undefined if no source names a proxy', [NONE, { ...NONE, except: 'a.test' }], [], []],
    ['the first source that names a proxy', [NONE, OTHER, CORP], [], ofOther],
    ['not a proxy on loopback if the builder has its own network', [LOOPBACK, OTHER], [], ofOther],
    ['a proxy on loopback if the builder uses the host network', [LOOPBACK, OTHER], ['network=host'], ofLoopback],
    ['not a proxy with credentials that Docker Engine masks', [MASKED, OTHER], [], ofOther],
    ["undefined if the user's options set a proxy", [CORP], ['env.HTTP_PROXY=mine:1'], []],
    ["undefined if the user's quoted options set a proxy", [CORP], ['"env.no_proxy=a,b"'], []],
    ["a proxy if the user's options set other variables", [OTHER], ['env.TOKEN=x'], ofOther],
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

  test('has the proxies if it is a container on this machine', async () => {
    expect(await optionsOf({ driver: 'docker-container' })).toEqual([ofOther]);
  });

  test('has no proxies on other machines', async () => {
    expect(await optionsOf({ driver: 'kubernetes' })).toEqual([[]]);
    expect(await optionsOf({ driver: 'remote', endpoint: 'tcp://there:1234' })).toEqual([[]]);
    expect(await optionsOf({ driver: 'docker-container', nodes: '- endpoint: ssh://there' })).toEqual([ofOther, []]);
  });

  test("keeps the user's proxy settings", async () => {
    expect(await optionsOf({ driver: 'docker-container', 'driver-opts': 'env.HTTPS_PROXY=mine:1' })).toEqual([
      ['env.HTTPS_PROXY=mine:1'],
    ]);
  });
});
