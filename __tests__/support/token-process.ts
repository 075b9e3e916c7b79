import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startTokenServer, type TokenServer } from './token-server.ts';

/** The parts of a token server that a registry has to know. */
export type TokenProcess = Pick<TokenServer, 'realm' | 'service' | 'issuer' | 'certificate' | 'stop'>;

/** Starts a token server in a separate process, so that it responds while the tests wait for a subprocess such as crane. */
export async function startTokenProcess(accounts: readonly string[]): Promise<TokenProcess> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [script, ...accounts], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return {
    ...JSON.parse(String(line)),
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startTokenServer(process.argv.slice(2));
  const { realm, service, issuer, certificate } = server;
  process.stdout.write(JSON.stringify({ realm, service, issuer, certificate }));
  // ends with the tests, also if they are killed
  process.stdin.on('end', () => server.stop()).resume();
}
