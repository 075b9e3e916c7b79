import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startBuilder, type TestBuilder } from '../support/builder.ts';
import { faultCasesOf, OPERATIONS, runFault } from '../support/matrix.ts';
import { TrialBed } from '../support/trial.ts';

jest.setTimeout(60_000);

// a selection with each fault and each operation, for alternating drivers; script/reliability runs all combinations
const CHOSEN: readonly (readonly ['engine' | 'container', string, string])[] = [
  ['engine', 'blob', '429, Retry-After 10 min'],
  ['engine', 'blob', '401 once'],
  ['engine', 'manifest by digest', '503'],
  ['engine', 'tag', 'answer lost'],
  ['engine', 'tag', '403'],
  ['engine', 'read-back', 'answer altered'],
  ['engine', 'base image', '429, Retry-After 10 min'],
  ['engine', 'cache export', '403'],
  ['engine', 'merge: index and tag', '502'],
  ['container', 'blob', '413'],
  ['container', 'manifest by digest', '401 for ever'],
  ['container', 'tag', '429, Retry-After 2 s'],
  ['container', 'base image', '502'],
  ['container', 'base image', '429, Retry-After 10 min'],
  ['container', 'cache export', 'connection reset'],
];

describe.each(['engine', 'container'] as const)('faults of a registry (%s)', (driver) => {
  let builder: TestBuilder | undefined;
  const beds = new Map<boolean, TrialBed>();
  beforeAll(async () => {
    if (driver === 'container') builder = startBuilder();
    for (const login of [false, true]) beds.set(login, await TrialBed.start({ login }));
  });
  afterAll(async () => {
    builder?.stop();
    for (const bed of beds.values()) await bed.stop();
  });

  test.each(CHOSEN.filter(([by]) => by === driver))('%s: %s: %s', async (_, operationName, name) => {
    const operation = OPERATIONS.find((each) => each.name === operationName);
    const faultCase = operation && faultCasesOf(operation, builder).find((each) => each.name === name);
    if (operation === undefined || faultCase === undefined) throw new Error(`there is no ${operationName}: ${name}`);
    const bed = beds.get(faultCase.login ?? false) as TrialBed;
    const { problem, result } = await runFault(bed, { operation, faultCase }, builder);
    if (problem !== undefined) throw new Error(`${problem}\n${result.log}`);
    expect(problem).toBeUndefined();
  });

  test('base image: retries after an error of the token server', async () => {
    const bed = beds.get(false) as TrialBed;
    bed.proxy.reset();
    const base = await bed.base();
    const challenge = `Bearer realm="http://${bed.proxy.host}/token",service="test",scope="repository:base:pull"`;
    const unauthorized = { kind: 'status', status: 401, headers: { 'www-authenticate': challenge } } as const;
    bed.proxy.fail({ path: /^\/v2\/base\//, anonymous: true, fault: unauthorized, times: 99 });
    // the action looks up the image as well
    const agent = /^(?!multiarch-build)/;
    bed.proxy.fail({ path: /^\/token/, agent, fault: { kind: 'status', status: 503 }, times: 3 });
    bed.proxy.fail({ path: /^\/token/, fault: { kind: 'status', status: 200, body: '{"token":"x"}' }, times: 99 });
    const { result, published } = await bed.run({
      files: { Dockerfile: `FROM ${base}\nCOPY file /\n`, file: String(Math.random()) },
      env: builder?.env,
      inputs: { platforms: 'linux/amd64', ...builder?.inputs },
    });
    bed.proxy.reset();
    if (!published) throw new Error(result.log);
    expect(result.log).toMatch(/^the network or a server failed \(503 Service Unavailable\): .*; retry 1 of 3/m);
  });
});
