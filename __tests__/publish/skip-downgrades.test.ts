import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry } from '../../src/clients/registry/client.ts';
import type { Target } from '../../src/model/plan.ts';
import { skipDowngrades } from '../../src/publish/skip-downgrades.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { BOB, BUILDX_FAILS, type Deviations, type OddRegistry, startOddRegistry } from '../support/odd-registry.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const http = createHttp();
const started: OddRegistry[] = [];
let server: TestRegistry;
beforeAll(async () => {
  server = await startRegistry();
});
afterEach(async () => {
  for (const odd of started.splice(0)) await odd.stop();
});
afterAll(async () => {
  await server.stop();
  await http.close();
});

async function remaining(deviations: Deviations) {
  const { host } = await startOddRegistry(server.host, deviations).then((odd) => {
    started.push(odd);
    return odd;
  });
  const registry = createRegistry({
    http,
    credentials: async () => ({ kind: 'password', ...BOB }),
    insecureRegistries: () => false,
    retry: { retries: 0, clock: systemClock, log: () => {} },
  });
  const repository = { name: `${host}/acme/app`, registry: host, path: 'acme/app' };
  const target: Target = { repository, tags: ['1.2.3', 'latest'], floating: ['latest'], fullVersions: ['1.2.3'] };
  return {
    target,
    result: await skipDowngrades([target], { version: '1.2.3' } as never, { sources: [], commit: '' }, registry),
  };
}

test('a tag that does not exist is updated, also if the registry answers 403 for it', async () => {
  const { target, result } = await remaining(BUILDX_FAILS['403 for a manifest that does not exist']?.() ?? {});
  expect(result).toEqual({ targets: [target], notices: [] });
});

test('another error while a tag is read is reported', async () => {
  await expect(remaining({ instead: () => ({ status: 500 }) })).rejects.toMatchObject({ status: 500 });
});
