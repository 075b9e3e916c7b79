import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { resolveEndpoint } from '../../src/clients/docker/endpoint.ts';
import { CONTEXT, writeContext } from '../../src/session/context.ts';

const root = mkdtempSync(join(tmpdir(), 'context-'));
afterAll(() => rmSync(root, { recursive: true }));

const folder = (name: string, files: Readonly<Record<string, string>> = {}) => {
  const path = join(root, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
};
const docker = (config: string, ...args: string[]) =>
  execFileSync('docker', args, {
    env: { ...process.env, DOCKER_CONFIG: config },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();

test("writes a Docker context with the address and certificates of Docker Engine next to the user's contexts", async () => {
  const certificates = folder('certs', { 'ca.pem': 'CA', 'cert.pem': 'CERT', 'key.pem': 'KEY' });
  const [user, own] = [folder('user'), folder('own')];
  docker(user, 'context', 'create', 'theirs', '--docker=host=tcp://10.0.0.3:2375');
  await writeContext(own, user, { host: 'tcp://10.0.0.2:2376', certificates });

  expect(docker(own, 'context', 'inspect', 'theirs', '--format={{.Endpoints.docker.Host}}')).toBe(
    'tcp://10.0.0.3:2375\n',
  );
  const read = docker(own, 'context', 'inspect', CONTEXT, '--format={{json .Endpoints.docker}} {{json .TLSMaterial}}');
  expect(read).toContain('"Host":"tcp://10.0.0.2:2376","SkipTLSVerify":false');
  expect(read).toContain('{"docker":["ca.pem","cert.pem","key.pem"]}');

  const env = { DOCKER_CONFIG: own, DOCKER_CONTEXT: CONTEXT };
  const { certificates: kept = '' } = resolveEndpoint(env, (path) => readFileSync(path, 'utf8'));
  expect(readFileSync(join(kept, 'key.pem'), 'utf8')).toBe('KEY');
  expect(statSync(join(kept, 'key.pem')).mode & 0o777).toBe(0o600);
});

test('needs no ca.pem if the certificate of Docker Engine is of a public authority', async () => {
  const certificates = folder('public', { 'cert.pem': 'CERT', 'key.pem': 'KEY' });
  const own = folder('own-public');
  await writeContext(own, folder('user-public'), { host: 'tcp://10.0.0.2:2376', certificates });
  expect(docker(own, 'context', 'inspect', CONTEXT)).toContain('tcp://10.0.0.2:2376');
});
