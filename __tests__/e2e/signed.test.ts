import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { expectPublished } from '../support/published.ts';
import { ALICE, startRegistry, type TestRegistry } from '../support/registry.ts';
import { Repositories, ROOT } from './workflow.ts';

jest.setTimeout(180_000);

const EXAMPLE = join(ROOT, 'examples', 'signed');
const WORKFLOW = '.github/workflows/image.yml';
const BASIC = Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64');

/** Adds a `cosign` to PATH that reads and writes with the logins in the Docker config. */
const COSIGN = {
  'action.yml': `name: stand-in
description: stand-in
runs:
  using: composite
  steps:
    - shell: bash
      run: echo "\${{ github.action_path }}" >>"$GITHUB_PATH"
`,
  cosign: `#!/bin/sh -e
shift 3
for image; do
  crane manifest "$image" >/dev/null
  crane tag "$image" signed
done
`,
};

/** Reads only `auths` of ~/.docker/config.json, as GitHub's attestation action does, and pushes with these logins. */
const ATTEST = {
  'action.yml': `name: stand-in
description: stand-in
inputs:
  subject-name: { description: name, required: true }
  subject-digest: { description: digest, required: true }
  push-to-registry: { description: push }
runs:
  using: node24
  main: main.mjs
`,
  'main.mjs': `import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
const [, host, path] = /^([^/]+)\\/(.*)$/.exec(process.env['INPUT_SUBJECT-NAME']);
const { auths } = JSON.parse(readFileSync(homedir() + '/.docker/config.json', 'utf8'));
const authorization = 'Basic ' + auths[host].auth;
const accept = 'application/vnd.oci.image.index.v1+json';
const url = (reference) => 'http://' + host + '/v2/' + path + '/manifests/' + reference;
const index = await fetch(url(process.env['INPUT_SUBJECT-DIGEST']), { headers: { authorization, accept } });
const headers = { authorization, 'content-type': accept };
const put = await fetch(url('attested'), { method: 'PUT', headers, body: await index.arrayBuffer() });
if (index.status !== 200 || put.status !== 201) throw new Error(index.status + ' ' + put.status);
`,
};

let root: string;
let registries: readonly TestRegistry[];
let repositories: Repositories;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'signed-'));
  registries = await Promise.all([startRegistry({ htpasswd: true }), startRegistry({ htpasswd: true })]);
  repositories = new Repositories();
});
afterAll(async () => {
  repositories.remove();
  await Promise.all(registries.map((registry) => registry.stop()));
  rmSync(root, { recursive: true });
});

function folder(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(root, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text, { mode: 0o755 });
  return join(root, name);
}

/** Returns an action with its ref, as the workflow names it. */
function pinned(name: string): string {
  const text = readFileSync(join(EXAMPLE, WORKFLOW), 'utf8');
  return new RegExp(`${name}@\\w+`).exec(text)?.[0] ?? '';
}

test('signed: later steps use the logins of private registries, which are removed after the job', async () => {
  const hosts = registries.map(({ host }) => host);
  const [first = '', second = ''] = hosts;
  const home = folder('home', {});
  mkdirSync(join(home, '.docker'));
  const plugins = join(homedir(), '.docker', 'cli-plugins');
  if (existsSync(plugins)) symlinkSync(plugins, join(home, '.docker', 'cli-plugins'));
  const repository = repositories.commit(
    { 'examples/signed': '.' },
    {
      [WORKFLOW]: (text) =>
        text
          .replaceAll('ghcr.io', first)
          .replaceAll('docker.io/', `${second}/`)
          .replace('- username: acme', `- registry: ${second}\n              username: ${ALICE.username}`)
          .replace(/\$\{\{ github.actor \}\}/, ALICE.username),
    },
  );
  const done = await repositories.push(repository, {
    ref: 'refs/heads/main',
    home,
    secrets: { GITHUB_TOKEN: ALICE.password, DOCKER_HUB_TOKEN: ALICE.password },
    actions: {
      [pinned('sigstore/cosign-installer')]: folder('cosign', COSIGN),
      [pinned('actions/attest-build-provenance')]: folder('attest', ATTEST),
    },
  });
  if (!done.succeeded) throw new Error(`the job failed: ${done.errors.join('\n')}\n${done.log}`);
  const config = join(home, '.docker', 'config.json');
  expect(existsSync(config)).toBe(false);

  const auths = Object.fromEntries(hosts.map((host) => [host, { auth: BASIC }]));
  const client = crane({
    ...process.env,
    DOCKER_CONFIG: folder('client', { 'config.json': JSON.stringify({ auths }) }),
  });
  const outputs = done.outputs.build ?? {};
  expectPublished(
    outputs,
    hosts.map((host) => `${host}/acme/signed:latest`),
    client,
  );
  expect(hosts.map((host) => [...client.tags(`${host}/acme/signed`)].sort())).toEqual([
    expect.arrayContaining(['attested', 'latest', 'signed']),
    expect.arrayContaining(['latest', 'signed']),
  ]);
  for (const tag of [`${first}/acme/signed:attested`, `${first}/acme/signed:signed`, `${second}/acme/signed:signed`]) {
    expect(client.digest(tag)).toBe(outputs.digest);
  }
});
