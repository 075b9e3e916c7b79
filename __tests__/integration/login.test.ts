import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { CLASSIC, describeForms, ENGINE } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';
import { ALICE, startRegistry, type TestRegistry } from '../support/registry.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nCMD ["cat", "/arch"]\n' };
const BASIC = Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64');

describeForms(
  'a registry that wants a password',
  (bench) => {
    let registry: TestRegistry;
    let count = 0;
    beforeAll(async () => {
      registry = await startRegistry({ htpasswd: true });
    });
    afterAll(() => registry.stop());

    const configOf = (auth: string) => JSON.stringify({ auths: { [registry.host]: { auth } } });
    const client = () => ({ ...process.env, DOCKER_CONFIG: bench.folder({ 'config.json': configOf(BASIC) }) });
    const step = (inputs: Readonly<Record<string, string>>) => {
      count += 1;
      const reference = `${registry.host}/private/${count}:1`;
      const platforms = 'linux/amd64,linux/arm64';
      // without credentials a container of it could not be run
      const smoke = { 'smoke-test': 'docker run --rm $IMAGE' };
      return {
        reference,
        scenario: { files: HELLO, inputs: { tags: reference, platforms, push: 'true', ...smoke, ...inputs } },
      };
    };

    test('by inputs', async () => {
      const { reference, scenario } = step({ registry: registry.host, ...ALICE });
      const { outputs, log } = await bench.pass(scenario);
      expectPublished(outputs, [reference], crane(client()));
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(ALICE.password);
    });

    test.each([
      ['by an earlier login', () => bench.ownHome({ '.docker/config.json': configOf(BASIC) })],
      ['by a credential helper', () => homeWithHelper({ credHelpers: { [registry.host]: 'bench' } })],
      ['by a credential store', () => homeWithHelper({ credsStore: 'bench' })],
    ])('%s', async (_, makeHome) => {
      const home = makeHome();
      const { reference, scenario } = step({});
      const { outputs } = await bench.pass({ ...scenario, env: { HOME: home, PATH: `${home}:${process.env.PATH}` } });
      expectPublished(outputs, [reference], crane(client()));
    });

    test("by inputs, which win over the user's own", async () => {
      const home = homeWithHelper({ credsStore: 'bench' }, 'another');
      const { reference, scenario } = step({
        'registry-auth': `- registry: ${registry.host}\n  username: ${ALICE.username}\n  password: ${ALICE.password}`,
      });
      const { outputs } = await bench.pass({ ...scenario, env: { HOME: home, PATH: `${home}:${process.env.PATH}` } });
      expectPublished(outputs, [reference], crane(client()));
    });

    test('a wrong password is told, and is not told what it was', async () => {
      const { scenario } = step({ registry: registry.host, username: ALICE.username, password: 'looking-glass' });
      const { errors, log } = await bench.fail(scenario);
      expect(errors).toEqual([expect.stringMatching(/answered 401 \(unauthorized.*\)\nLog in to localhost/i)]);
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('looking-glass');
    });

    /** A home whose docker asks a helper, which knows one password. */
    function homeWithHelper(config: object, password = ALICE.password): string {
      const home = bench.ownHome({
        '.docker/config.json': JSON.stringify(config),
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
      return home;
    }
  },
  [ENGINE, CLASSIC],
);
