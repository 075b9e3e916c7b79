import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A token server that real registries trust: https://distribution.github.io/distribution/spec/auth/jwt/ */
export interface TokenServer {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** The path of the certificate its tokens are signed with. */
  readonly certificate: string;
  /** Its requests, in order. */
  readonly asked: TokenQuestion[];
  /** Lifetime of the next tokens in seconds, both announced and signed. */
  life: number;
  stop(): Promise<void>;
}

interface TokenQuestion {
  readonly method: string;
  /** With the actions of each in alphabetical order. */
  readonly scope: readonly string[];
  /** `user:password`, or the refresh token. */
  readonly by: string | undefined;
}

/** `may` returns the requested actions that the bearer gets: by default all for a known user, pull for anyone. */
export async function startTokenServer(
  accounts: readonly string[],
  may: (by: string | undefined, actions: readonly string[]) => readonly string[] = (by, actions) =>
    by === undefined ? actions.filter((action) => action === 'pull') : actions,
): Promise<TokenServer> {
  const folder = mkdtempSync(join(tmpdir(), 'token-server-'));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-noenc',
      '-days',
      '2',
      '-subj',
      '/CN=tokens',
      '-keyout',
      'key',
      '-out',
      'crt',
    ],
    { cwd: folder, stdio: 'pipe' },
  );
  const key = createPrivateKey(readFileSync(join(folder, 'key')));
  const chain = [new X509Certificate(readFileSync(join(folder, 'crt'))).raw.toString('base64')];
  const asked: TokenQuestion[] = [];

  function tokenFor({ scope, by }: TokenQuestion, service: string, life: number): string {
    const now = Math.floor(Date.now() / 1_000);
    const access = scope.map((item) => {
      const [, type, name, actions = ''] = /^([^:]+):(.+):([^:]*)$/.exec(item) ?? [];
      return { type, name, actions: may(by, actions.split(',')) };
    });
    const claims = {
      iss: 'tests',
      sub: by ?? '',
      aud: service,
      iat: now,
      nbf: now - 5,
      exp: now + life,
      jti: randomUUID(),
      access,
    };
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const content = `${part({ typ: 'JWT', alg: 'RS256', x5c: chain })}.${part(claims)}`;
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
  }

  const server = createServer(async (request, response) => {
    const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : undefined;
    const query = form ?? new URL(request.url ?? '', 'http://localhost').searchParams;
    const by = form === undefined ? basicOf(request) : grantee(form);
    const question = {
      method: request.method ?? '',
      scope: query.getAll('scope').flatMap((item) => item.split(' ').map(inOrder)),
      by,
    };
    asked.push(question);
    if (by !== undefined && !accounts.includes(by)) {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"details":"incorrect username or password"}');
      return;
    }
    const token = tokenFor(question, query.get('service') ?? '', state.life);
    const answer = form === undefined ? { token } : { access_token: token, token_type: 'Bearer' };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...answer, expires_in: state.life, issued_at: new Date().toISOString() }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  const state: TokenServer = {
    realm: `http://localhost:${port}/token`,
    service: 'test registry',
    issuer: 'tests',
    certificate: join(folder, 'crt'),
    asked,
    life: 300,
    async stop() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return state;
}

/** `repository:a:push,pull` → `repository:a:pull,push` */
function inOrder(scope: string): string {
  return scope.replace(/[^:]*$/, (actions) => actions.split(',').sort().join());
}

/** By refresh token, or by password as containerd asks: https://distribution.github.io/distribution/spec/auth/oauth/ */
function grantee(form: URLSearchParams): string | undefined {
  const [username, password] = [form.get('username'), form.get('password')];
  if (form.get('grant_type') === 'password' && username !== null) return `${username}:${password ?? ''}`;
  return form.get('refresh_token') ?? undefined;
}

function basicOf({ headers }: IncomingMessage): string | undefined {
  const [, encoded] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

async function text(request: IncomingMessage): Promise<string> {
  return (await request.toArray()).join('');
}
