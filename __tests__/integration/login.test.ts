import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { CLASSIC, describeForms, ENGINE } from '../support/forms.ts';
import { loginConfig } from '../support/login.ts';
import { expectPublished } from '../support/published.ts';
import { ALICE, startRegistry, type TestRegistry } from '../support/registry.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nCMD ["cat", "/arch"]\n' };
const BASIC = Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64');

describeForms(
  'a registry that requires a password',
  (bench) => {
    let registry: TestRegistry;
    let count = 0;
    beforeAll(async () => {
      registry = await startRegistry({ htpasswd: true });
    });
    afterAll(() => registry.stop());

    const client = () => ({
      ...process.env,
      DOCKER_CONFIG: bench.folder({ 'config.json': loginConfig(registry.host) }),
    });
    const step = (inputs: Readonly<Record<string, string>>) => {
      count += 1;
      const reference = `${registry.host}/private/${count}:1`;
      const platforms = 'linux/amd64,linux/arm64';
      return { reference, scenario: { files: HELLO, inputs: { tags: reference, platforms, push: 'true', ...inputs } } };
    };
    /** Without credentials a container of the image cannot be run. */
    const SMOKE = { 'smoke-test': 'docker run --rm $IMAGE' };

    test('accepts credentials from inputs', async () => {
      const { reference, scenario } = step({ ...SMOKE, registry: registry.host, ...ALICE });
      const { outputs, log } = await bench.pass(scenario);
      expectPublished(outputs, [reference], crane(client()));
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(ALICE.password);
    });

    test.each([
      ['an earlier login', () => bench.ownHome({ '.docker/config.json': loginConfig(registry.host) })],
      ['a credential helper', () => homeWithHelper({ credHelpers: { [registry.host]: 'bench' } })],
      ['a credential store', () => homeWithHelper({ credsStore: 'bench' })],
    ])('accepts credentials from %s', async (_, makeHome) => {
      const home = makeHome();
      const { reference, scenario } = step(SMOKE);
      const { outputs } = await bench.pass({ ...scenario, env: { HOME: home, PATH: `${home}:${process.env.PATH}` } });
      expectPublished(outputs, [reference], crane(client()));
    });

    test("prefers credentials from inputs to the user's own", async () => {
      const home = homeWithHelper({ credsStore: 'bench' }, 'another');
      const { reference, scenario } = step({
        ...SMOKE,
        'registry-auth': `- registry: ${registry.host}\n  username: ${ALICE.username}\n  password: ${ALICE.password}`,
      });
      const { outputs } = await bench.pass({ ...scenario, env: { HOME: home, PATH: `${home}:${process.env.PATH}` } });
      expectPublished(outputs, [reference], crane(client()));
    });

    test('reports a wrong password without printing it', async () => {
      const { scenario } = step({ registry: registry.host, username: ALICE.username, password: 'looking-glass' });
      const { errors, log } = await bench.fail(scenario);
      expect(errors).toEqual([
        expect.stringMatching(/^Cannot push to \S+: localhost:\d+ rejected the login \(401 .*\)\nCorrect `username`/),
      ]);
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('looking-glass');
    });

    test('accepts a password in a YAML block, which ends with a line feed', async () => {
      const auth = `- registry: ${registry.host}\n  username: ${ALICE.username}\n  password: |\n    ${ALICE.password}\n`;
      const { reference, scenario } = step({ ...SMOKE, 'registry-auth': auth });
      const { outputs } = await bench.pass(scenario);
      expectPublished(outputs, [reference], crane(client()));
    });

    test('pushes to an open registry if the credential store returns an empty login', async () => {
      const home = bench.ownHome({
        '.docker/config.json': JSON.stringify({ credsStore: 'empty' }),
        'docker-credential-empty': `#!/bin/sh\necho '{"Username":"","Secret":""}'\n`,
      });
      chmodSync(join(home, 'docker-credential-empty'), 0o755);
      const open = await startRegistry();
      try {
        const reference = `${open.host}/public/app:1`;
        const inputs = { tags: reference, platforms: 'linux/amd64,linux/arm64', push: 'true' };
        const env = { HOME: home, PATH: `${home}:${process.env.PATH}` };
        const { outputs } = await bench.pass({ files: HELLO, inputs, env });
        expectPublished(outputs, [reference]);
      } finally {
        await open.stop();
      }
    });

    describe('with a bearer token', () => {
      let tokens: TokenServer;
      let guarded: TestRegistry;
      beforeAll(async () => {
        tokens = await startTokenServer([`${ALICE.username}:${ALICE.password}`]);
        guarded = await startRegistry({ token: tokens });
      });
      afterAll(async () => {
        await guarded.stop();
        await tokens.stop();
      });

      test.each(['config.json', 'DOCKER_AUTH_CONFIG'])('accepts the token from %s', async (place) => {
        count += 1;
        const reference = `${guarded.host}/private/${count}:1`;
        const query = new URLSearchParams({
          service: tokens.service,
          scope: `repository:private/${count}:pull,push`,
        });
        const answer = await fetch(`${tokens.realm}?${query}`, { headers: { authorization: `Basic ${BASIC}` } });
        const { token } = (await answer.json()) as { token: string };
        tokens.asked.length = 0;
        const text = JSON.stringify({ auths: { [guarded.host]: { registrytoken: token } } });
        const isFile = place === 'config.json';
        const home = bench.ownHome(isFile ? { '.docker/config.json': text } : {});
        const { outputs, log } = await bench.pass({
          files: HELLO,
          inputs: { tags: reference, platforms: 'linux/amd64,linux/arm64', push: 'true' },
          env: { HOME: home, DOCKER_AUTH_CONFIG: isFile ? undefined : text },
          // buildx writes a seed for its tokens beside its config
          tidy() {
            for (const name of ['.token_seed', '.token_seed.lock'])
              rmSync(join(home, '.docker', name), { force: true });
          },
        });
        expect(tokens.asked.filter(({ scope }) => scope.some((each) => each.includes('push')))).toEqual([]);
        // crane would deadlock with the token server in this process
        const published = await fetch(`http://${guarded.host}/v2/private/${count}/manifests/1`, {
          headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.oci.image.index.v1+json' },
        });
        expect([published.status, published.headers.get('docker-content-digest')]).toEqual([200, outputs.digest]);
        expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(token);
      });
    });

    describe('later steps of the job', () => {
      const config = (home: string) => join(home, '.docker', 'config.json');
      /** Pulls by `docker` and crane with this home, and returns the login in its config file. */
      const pull = (home: string, reference: string) => {
        const env = { ...bench.env, HOME: home, PATH: `${home}:${process.env.PATH}` } as NodeJS.ProcessEnv;
        execFileSync('docker', ['pull', '--quiet', reference], { env, stdio: 'pipe' });
        execFileSync('docker', ['rmi', reference], { env, stdio: 'pipe' });
        crane({ ...env, DOCKER_CONFIG: undefined }).digest(reference);
        return JSON.parse(readFileSync(config(home), 'utf8')).auths[registry.host]?.auth;
      };
      const other = JSON.stringify({ auths: { 'quay.io': { auth: 'eDp5' } } }, null, 2);

      test.each([
        ['no config', () => undefined],
        ['a config with other registries', () => other],
        [
          'a config with another login to the registry',
          () => JSON.stringify({ auths: { [registry.host]: { auth: 'eDp5' } } }),
        ],
        ['a credential store', () => JSON.stringify({ credsStore: 'bench' })],
        ['a credential helper', () => JSON.stringify({ credHelpers: { [registry.host]: 'bench' } })],
      ])('can pull the image, and the post step restores a home with %s', async (_, textOf) => {
        const given = textOf();
        const home = homeWithHelper(given, 'another');
        const { reference, scenario } = step({ registry: registry.host, ...ALICE });
        const pulled: unknown[] = [];
        const { state } = await bench.pass({
          ...scenario,
          env: { HOME: home, PATH: `${home}:${process.env.PATH}` },
          before: ({ outputs }) => void pulled.push(pull(home, outputs.image ?? ''), pull(home, reference)),
        });
        expect(pulled).toEqual([BASIC, BASIC]);
        expect(JSON.stringify(state)).not.toMatch(new RegExp(`${ALICE.password}|${BASIC}|eDp5`));
        expect(existsSync(config(home)) ? readFileSync(config(home), 'utf8') : undefined).toBe(given);
      });

      test('keep the login after the job with `logout: false`', async () => {
        const home = bench.ownHome({});
        const { reference, scenario } = step({ registry: registry.host, ...ALICE, logout: 'false' });
        await bench.pass({ ...scenario, env: { HOME: home }, keeps: /config\.json/ });
        expect(pull(home, reference)).toBe(BASIC);
      });

      test('have no login and a warning if the config cannot be changed', async () => {
        const home = bench.ownHome({ '.docker/config.json': '{"auths": broken' });
        const { reference, scenario } = step({ registry: registry.host, ...ALICE });
        const { outputs, warnings } = await bench.pass({ ...scenario, env: { HOME: home } });
        expectPublished(outputs, [reference], crane(client()));
        expect(warnings).toEqual([
          `later steps of this job are not logged in to ${registry.host}: ${config(home)} was not changed: ${config(home)} is not a JSON object`,
        ]);
      });

      test('have no login in a pull request from a fork', async () => {
        const home = homeWithHelper(undefined);
        const head = { repo: { full_name: 'mallory/hello' } };
        const seen: boolean[] = [];
        const { scenario } = step({ registry: registry.host, ...ALICE });
        await bench.pass({
          ...scenario,
          event: { pull_request: { head } },
          env: { HOME: home, GITHUB_EVENT_NAME: 'pull_request' },
          before: () => void seen.push(existsSync(config(home))),
        });
        expect(seen).toEqual([false]);
      });
    });

    /** Creates a home with a credential helper that returns one password. */
    function homeWithHelper(config: object | string | undefined, password = ALICE.password): string {
      const home = bench.ownHome({
        ...(config !== undefined && {
          '.docker/config.json': typeof config === 'string' ? config : JSON.stringify(config),
        }),
        'docker-credential-bench': `#!/bin/sh
read -r server
case "$1 $server" in
'get ${registry.host}') echo '{"ServerURL":"${registry.host}","Username":"${ALICE.username}","Secret":"${password}"}' ;;
list*) echo '{"${registry.host}":"${ALICE.username}"}' ;;
*) echo 'credentials not found in native keychain' && exit 1 ;;
esac
`,
      });
      chmodSync(join(home, 'docker-credential-bench'), 0o755);
      if (config === undefined) rmSync(join(home, '.docker', 'config.json'));
      return home;
    }
  },
  [ENGINE, CLASSIC],
  [ENGINE],
);
