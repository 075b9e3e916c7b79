import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { type Artifacts, createArtifacts, NoArtifactService } from '../../../src/clients/artifacts/artifacts.ts';
import { createHttp, type HttpClient } from '../../../src/clients/http/http.ts';
import { HungError } from '../../../src/model/errors.ts';
import { type ArtifactService, type Dialect, startArtifactService } from '../../support/artifact-service.ts';

let service: ArtifactService;
let http: HttpClient;
let logged: string[];
let masked: string[];

beforeEach(async () => {
  logged = [];
  masked = [];
  http = createHttp();
  service = await startArtifactService();
  // loads the HTTP stack, which would take part of the time limit of the first request
  await http({ method: 'GET', url: service.url });
  service.requests.length = 0;
});
afterEach(async () => {
  await http.close();
  await service.stop();
});

interface Options {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly retries?: number;
  readonly limit?: number;
}

function artifacts({ env, signal, retries = 3, limit = 10_000 }: Options = {}): Artifacts {
  const clock = { now: () => performance.now(), sleep: async () => {} };
  const retry = { retries, clock, log: (line: string) => logged.push(line), signal };
  const mask = (secret: string) => masked.push(secret);
  return createArtifacts(env ?? service.env('1', 'leg'), { http, mask, retry, limit });
}

const thrownBy = (call: Promise<unknown>) => call.catch((thrown: unknown) => thrown);

describe.each<Dialect>(['github', 'act'])('with the protocol of %s', (dialect) => {
  let own: ArtifactService;
  beforeEach(async () => {
    own = await startArtifactService(dialect);
  });
  afterEach(() => own.stop());

  test('finds the text that another job uploaded', async () => {
    await artifacts({ env: own.env('1', 'leg') }).leave('part-a', 'record', 'text');
    await artifacts({ env: own.env('2', 'leg') }).leave('part-b', 'record', 'of another run');
    const merge = artifacts({ env: own.env('1', 'merge') });
    expect(await merge.find('part-', 'record')).toEqual([{ name: 'part-a', text: 'text' }]);
    expect(await merge.find('other-', 'record')).toEqual([]);
    expect(logged).toEqual([]);
  });

  test('returns an empty list for a run without artifacts', async () => {
    expect(await artifacts({ env: own.env('3', 'merge') }).find('part-', 'record')).toEqual([]);
  });

  test('does not repeat an upload if its response is lost', async () => {
    own.loseAnswer('FinalizeArtifact', 1);
    await artifacts({ env: own.env('1', 'leg') }).leave('part-a', 'record', 'text');
    expect(own.names('1')).toEqual(['part-a']);
    expect(logged).toHaveLength(1);
  });

  test.each(['CreateArtifact', 'PUT blob'])('repeats an upload that was interrupted at %s', async (kind) => {
    own.loseAnswer(kind, 1);
    await artifacts({ env: own.env('1', 'leg') }).leave('part-a', 'record', 'text');
    expect(own.names('1')).toEqual(['part-a-2']);
    expect(await artifacts({ env: own.env('1', 'leg') }).find('part-', 'record')).toEqual([
      { name: 'part-a-2', text: 'text' },
    ]);
  });
});

test('uploads the content as blocks, and sends the token only to the service', async () => {
  await artifacts().leave('part-a', 'record', 'text');
  await artifacts().find('part-', 'record');
  expect(service.requests).toEqual([
    ...['CreateArtifact', 'PUT blob', 'PUT blob', 'FinalizeArtifact'],
    ...['ListArtifacts', 'GetSignedArtifactURL', 'GET blob'],
  ]);
  const [create, block, list, finalize] = service.bodies;
  const ids = { workflow_run_backend_id: '1', workflow_job_run_backend_id: 'leg' };
  expect(JSON.parse(create?.body ?? '')).toEqual({ ...ids, name: 'part-a', version: 4 });
  expect(block).toMatchObject({ kind: 'PUT blob', authorization: undefined });
  expect(list?.body).toContain('<BlockList><Latest>');
  expect(JSON.parse(finalize?.body ?? '')).toMatchObject({ ...ids, size: expect.any(String) });
  expect(create?.authorization).toMatch(/^Bearer /);
});

test('masks signatures in URLs, and shows them in no log line or error', async () => {
  await artifacts().leave('part-a', 'record', 'text');
  service.refuse('PUT blob', 1, 503);
  service.refuse('GET blob', 1, 403);
  await artifacts().leave('part-b', 'record', 'text');
  const found = await artifacts().find('part-', 'record');
  expect(masked).toContain('secret');
  expect(masked.some((url) => url.startsWith(`${service.url}/blob/`))).toBe(true);
  expect(logged).toHaveLength(1);
  expect(JSON.stringify([logged, found])).not.toContain('sig=');
  expect(JSON.stringify(found)).toContain('answered 403');
});

describe('a service that hangs', () => {
  test('is retried if the hang ends', async () => {
    service.hang('CreateArtifact', 1);
    await artifacts({ limit: 500 }).leave('part-a', 'record', 'text');
    for (const kind of ['ListArtifacts', 'GetSignedArtifactURL', 'GET blob']) service.hang(kind, 1);
    expect(await artifacts({ limit: 500 }).find('part-', 'record')).toEqual([{ name: 'part-a-2', text: 'text' }]);
    expect(logged).toHaveLength(4);
  });

  test('is stopped at the time limit', async () => {
    service.hang('ListArtifacts', 9);
    const error = await thrownBy(artifacts({ retries: 1, limit: 500 }).find('part-', 'record'));
    expect(error).toBeInstanceOf(HungError);
    expect(error).toMatchObject({
      message: 'the artifacts of this run could not be listed: ListArtifacts failed: no end after 0.5 s',
    });
  });

  test('fails the call if one download hangs, because a record may be missing', async () => {
    await artifacts().leave('part-a', 'record', 'text');
    service.hang('GET blob', 9);
    expect(await thrownBy(artifacts({ retries: 1, limit: 500 }).find('part-', 'record'))).toBeInstanceOf(HungError);
  });

  test('does not delay a cancelled job', async () => {
    service.hang('CreateArtifact', 9);
    const reason = new Error('cancelled');
    const controller = new AbortController();
    const leaving = artifacts({ signal: controller.signal }).leave('part-a', 'record', 'text');
    setTimeout(() => controller.abort(reason), 100);
    await expect(leaving).rejects.toBe(reason);
  });
});

test('retries a transient status, and fails with the message of the service after another status', async () => {
  service.refuse('CreateArtifact', 2, 503);
  await artifacts().leave('part-a', 'record', 'text');
  expect(logged).toHaveLength(2);
  service.refuse('CreateArtifact', 1, 403);
  const host = new URL(service.url).host;
  expect(await thrownBy(artifacts().leave('part-b', 'record', 'text'))).toMatchObject({
    message: `the artifact part-b could not be uploaded: CreateArtifact failed: ${host} answered 403 (refused: refused by the test)`,
    hint: 'Run the failed jobs again; if the error persists, pass the parts by `part-tag` or `digests`.',
  });
});

test('reports invalid artifacts in addition to the valid ones', async () => {
  await artifacts().leave('part-a', 'record', 'text');
  service.plant('1', 'part-empty', Buffer.alloc(0));
  service.plant('1', 'part-page', Buffer.from('<html>'));
  service.plant('1', 'part-other', Buffer.from(zipSync({ other: Buffer.from('x') })));
  service.plant('1', 'part-bomb', Buffer.from(zipSync({ record: new Uint8Array(20_000_000) })));
  service.plant('1', 'part-huge', Buffer.alloc(3_000_000, 1));
  expect(await artifacts().find('part-', 'record')).toEqual([
    { name: 'part-a', text: 'text' },
    { name: 'part-empty', problem: 'it is not a zip archive that can be read' },
    { name: 'part-page', problem: 'it is not a zip archive that can be read' },
    { name: 'part-other', problem: 'it has no record' },
    { name: 'part-bomb', problem: 'its record is larger than 262144 bytes' },
    { name: 'part-huge', problem: expect.stringContaining('is larger than 262144 bytes') },
  ]);
});

test('rejects too many artifacts before it downloads them', async () => {
  for (let i = 0; i <= 1_000; i += 1) service.plant('1', `part-${i}`, Buffer.alloc(0));
  expect(await thrownBy(artifacts().find('part-', 'record'))).toMatchObject({
    message: 'this run has 1001 artifacts named part-…, and 1000 are the limit',
  });
  expect(service.requests).toEqual(['ListArtifacts']);
});

describe('a job without a service', () => {
  const absent = async (env: Readonly<Record<string, string | undefined>>) => {
    for (const call of [
      artifacts({ env }).find('part-', 'record'),
      artifacts({ env }).leave('part-a', 'record', 'text'),
    ])
      await expect(call).rejects.toBeInstanceOf(NoArtifactService);
    expect(logged).toEqual([]);
  };

  test('has no URL or no token', async () => {
    const env = service.env('1', 'leg');
    await absent({});
    await absent({ ...env, ACTIONS_RESULTS_URL: undefined });
    await absent({ ...env, ACTIONS_RUNTIME_TOKEN: '' });
    await absent({ ...env, ACTIONS_RUNTIME_TOKEN: 'a.b.c' });
    expect(service.requests).toEqual([]);
  });

  test.each([
    [404, 'Not Found'],
    [405, ''],
    [302, ''],
    [501, 'Not Implemented'],
    [200, '<html>Sign in</html>'],
  ])('is recognized by the response %d %j', async (status, words) => {
    for (const kind of ['ListArtifacts', 'CreateArtifact']) service.refuse(kind, 1, status, words);
    await absent(service.env('1', 'leg'));
  });

  test.each([
    [500, 'proto: (line 1:2): unknown field "version"'],
    [400, '{"code":"malformed","msg":"the json request could not be decoded"}'],
  ])('is recognized by the response %d %j to another version of the protocol', async (status, words) => {
    for (const kind of ['ListArtifacts', 'CreateArtifact']) service.refuse(kind, 1, status, words);
    await absent(service.env('1', 'leg'));
  });

  test('is recognized by closed connections, with which act responds for a run without artifacts', async () => {
    service.loseAnswer('ListArtifacts', 1);
    await expect(artifacts({ retries: 0 }).find('part-', 'record')).rejects.toBeInstanceOf(NoArtifactService);
    service.loseAnswer('ListArtifacts', 1);
    await expect(artifacts({ retries: 1 }).find('part-', 'record')).resolves.toEqual([]);
  });

  test('is recognized by a URL without a server', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await absent({ ...service.env('1', 'leg'), ACTIONS_RESULTS_URL: `http://127.0.0.1:${port}/` });
  });

  test.each([401, 403, 500])('is not recognized by the status %d', async (status) => {
    service.refuse('ListArtifacts', 9, status, 'no');
    const error = await thrownBy(artifacts({ retries: 0 }).find('part-', 'record'));
    expect(error).toMatchObject({ message: expect.stringContaining(`answered ${status}`) });
    expect(error).not.toBeInstanceOf(NoArtifactService);
  });
});
