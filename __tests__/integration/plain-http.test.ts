import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { outerAddress, startRegistry, type TestRegistry } from '../support/registry.ts';

const HELLO = { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' };

describeForms(
  'a registry that serves plain HTTP',
  (bench) => {
    let registry: TestRegistry;
    const forwarder = createServer((socket) => {
      const onward = connect(Number(registry.host.split(':')[1]), '127.0.0.1');
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    beforeAll(async () => {
      registry = await startRegistry({ htpasswd: true });
      bench.logIn(registry);
      forwarder.listen(0, '0.0.0.0');
      await once(forwarder, 'listening');
    });
    afterAll(async () => {
      forwarder.close();
      await registry.stop();
    });

    test('is rejected without retries, with advice on how to allow it', async () => {
      const host = `${outerAddress()}:${(forwarder.address() as { port: number }).port}`;
      const started = performance.now();
      const inputs = { tags: `${host}/app:1`, platforms: 'linux/amd64', push: 'true', retries: '5' };
      const { errors } = await bench.fail({ files: HELLO, inputs });
      expect(errors.join('\n')).toMatch(/plain HTTP|server gave HTTP response to HTTPS client/);
      expect(errors.join('\n')).toContain('`insecure-registries`');
      expect(errors.join('\n')).not.toMatch(/packages: write|right to write/);
      // retries would take two minutes
      expect(performance.now() - started).toBeLessThan(60_000);
    });
  },
  [ENGINE, CONTAINER],
);
