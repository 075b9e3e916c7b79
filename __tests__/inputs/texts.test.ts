import { expect, jest, test } from '@jest/globals';
import yaml from 'yaml';
import { DEFAULTS } from '../../src/inputs/defaults.ts';
import { secretsOf } from '../../src/inputs/masks.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { Texts } from '../../src/inputs/texts.ts';
import { finished, given, job } from './given.ts';

const INPUTS = {
  'registry-auth': '- {registry: ghcr.io, username: me, password: hunter2}',
  nodes: '- {endpoint: "tcp://a:1", driver-opts: [env.TOKEN=hunter3]}',
  secrets: 'A=hunter4',
  'secret-files': 'B=key.pem',
};

test('masks and the request share one reading of each input, one parsing of YAML and one reading of each secret file', async () => {
  const parse = jest.spyOn(yaml, 'parseDocument');
  const names: string[] = [];
  const paths: string[] = [];
  const texts = new Texts((name) => {
    names.push(name);
    return given(INPUTS)(name);
  });
  const at = job();
  const counting = {
    ...at,
    files: {
      ...at.files,
      readText: (path: string) => {
        paths.push(path);
        return at.files.readText(path);
      },
    },
  };
  const secrets = await secretsOf(texts, counting, Object.keys(DEFAULTS));
  const { request } = await readRequest(texts, counting);
  expect(secrets).toEqual(expect.arrayContaining(['hunter2', 'hunter3', 'hunter4']));
  expect(request.login).toMatchObject([{ password: 'hunter2' }]);
  expect(request.setup.nodes).toMatchObject([{ driverOpts: ['env.TOKEN=hunter3'] }]);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  expect(parse).toHaveBeenCalledTimes(2);
  expect(paths.filter((path) => path === '/checkout/key.pem')).toHaveLength(1);
});

test('masks a password in YAML that cannot be parsed, from the same reading', async () => {
  const texts = new Texts(given({ 'registry-auth': '- {registry: ghcr.io, username: me, password: hunter2' }));
  expect(await secretsOf(texts, job(), Object.keys(DEFAULTS))).toContain('hunter2');
  await expect(finished(readRequest(texts, job()))).rejects.toThrow(/^registry-auth: invalid YAML at line 1/);
});
