import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | object;
}

/** Deviations of a registry from the specification. */
export interface Deviations {
  /** The answer of the token server. By default `token` and `expires_in`. */
  readonly token?: (token: string) => object;
  /** The token server's answer to a request. Undefined for a token. */
  readonly refuseToken?: (method: string) => Reply | undefined;
  /** Actions that a user's token allows. By default the requested ones. */
  readonly grant?: (actions: readonly string[], repository: string) => readonly string[];
  /** An answer before the check of the login. */
  readonly before?: (request: IncomingMessage) => Reply | undefined;
  /** An answer in place of the registry's. */
  readonly instead?: (request: IncomingMessage) => Reply | undefined;
  /** Headers of the registry's answers that are replaced, or removed if undefined. */
  readonly headers?: (request: IncomingMessage, status: number) => Readonly<Record<string, string | undefined>>;
  /** The status of the registry's answer. */
  readonly status?: (request: IncomingMessage, status: number) => number;
  /** The value of WWW-Authenticate. */
  readonly challenge?: (usual: string) => string | readonly string[];
}

export interface OddRegistry {
  /** `localhost:40123` */
  readonly host: string;
  /** Every request so far: `POST /v2/acme/app/blobs/uploads/ Bearer`. */
  readonly seen: string[];
  /** Scopes of the requests for tokens. */
  readonly scopes: string[];
  stop(): Promise<void>;
}

export const BOB = { username: 'bob', password: 'builder' };
const BASIC = `${BOB.username}:${BOB.password}`;

/**
 * A registry with deviations: a proxy that asks for tokens itself, in front of an open registry.
 * @param target `localhost:5000`
 */
export async function startOddRegistry(target: string, deviations: Deviations = {}): Promise<OddRegistry> {
  const tokens = new Map<string, readonly { readonly repository: string; readonly actions: readonly string[] }[]>();
  const seen: string[] = [];
  const scopes: string[] = [];

  function issue(query: URLSearchParams, user: string | undefined): Reply {
    if (user !== undefined && user !== BASIC)
      return { status: 401, body: { details: 'incorrect username or password' } };
    const scope = query.getAll('scope').join(' ');
    scopes.push(scope);
    const token = randomUUID();
    const granted = scope.split(' ').map((one) => {
      const [, repository = '', actions = ''] = /^repository:(.+):([a-z,]*)$/.exec(one) ?? [];
      const asked = user === undefined ? [] : actions.split(',');
      return { repository, actions: deviations.grant?.(asked, repository) ?? asked };
    });
    tokens.set(token, granted);
    return { status: 200, body: deviations.token?.(token) ?? { token, access_token: token, expires_in: 300 } };
  }

  async function answer(request: IncomingMessage): Promise<Reply | undefined> {
    const { method = '', url = '', headers } = request;
    const place = new URL(url, `http://${headers.host}`);
    const { authorization = '' } = headers;
    seen.push([method, url, authorization.split(' ', 1)[0]].filter(Boolean).join(' '));
    if (place.pathname === '/token') {
      const refusal = deviations.refuseToken?.(method);
      if (refusal !== undefined) return refusal;
      const form = new URLSearchParams(method === 'POST' ? (await request.toArray()).join('') : place.search);
      return issue(form, userOf(authorization, form));
    }
    const early = deviations.before?.(request);
    if (early !== undefined) return early;
    const [, repository, what] = /^\/v2\/(.+?)\/(?:manifests|blobs)\//.exec(url) ?? [];
    const action = ['GET', 'HEAD'].includes(method) ? 'pull' : 'push';
    const token = tokens.get(authorization.replace('Bearer ', ''));
    const isAllowed = token?.some((each) => each.repository === repository && each.actions.includes(action));
    if (token === undefined || (repository !== undefined && !isAllowed)) {
      const scope =
        repository === undefined ? '' : `,scope="repository:${repository}:${action === 'pull' ? 'pull' : 'pull,push'}"`;
      const usual = `Bearer realm="http://${headers.host}/token",service="odd"${scope}`;
      const body = { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required', detail: what }] };
      return { status: 401, headers: { 'www-authenticate': deviations.challenge?.(usual) ?? usual }, body };
    }
    return deviations.instead?.(request);
  }

  const server = createServer(async (request, response) => {
    const reply = await answer(request);
    if (reply === undefined) return passOn(target, request, response, deviations);
    request.resume();
    const { status, headers = {}, body } = reply;
    const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
    const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
    response.writeHead(status, { ...type, ...(headers as Record<string, string>) }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    host: `localhost:${port}`,
    seen,
    scopes,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function userOf(authorization: string, form: URLSearchParams): string | undefined {
  if (form.get('grant_type') === 'password') return `${form.get('username')}:${form.get('password')}`;
  if (form.get('grant_type') === 'refresh_token') return `bob:${form.get('refresh_token')}`;
  const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
  // an identity token is sent without a user name
  return encoded && Buffer.from(encoded, 'base64').toString().replace(/^:/, `${BOB.username}:`);
}

function passOn(target: string, request: IncomingMessage, response: ServerResponse, deviations: Deviations): void {
  const { method, url = '' } = request;
  const { authorization: _, ...headers } = request.headers;
  const [, hostname, port] = /^(.*):(\d+)$/.exec(target) ?? [];
  const path = url.replace('?again=1', '');
  const onward = forward({ hostname, port, method, path, headers }, (answer) => {
    const status = answer.statusCode ?? 502;
    const changed = { ...answer.headers, ...deviations.headers?.(request, status) };
    const kept = Object.entries(changed).filter(([, value]) => value !== undefined);
    response.writeHead(deviations.status?.(request, status) ?? status, Object.fromEntries(kept));
    answer.pipe(response);
  });
  onward.on('error', () => request.socket.destroy());
  request.pipe(onward);
}

const isManifest = ({ url = '' }: IncomingMessage) => url.includes('/manifests/');
const isRead = ({ method = '' }: IncomingMessage) => ['GET', 'HEAD'].includes(method);
const again = ({ url = '' }: IncomingMessage, status = 307) =>
  url.includes('again') ? undefined : { status, headers: { location: `${url}?again=1` } };

/** Quay: the first token for a push creates the repository; before that a token for a pull alone is useless. */
function quay(): Deviations {
  const made = new Set<string>();
  return {
    grant(actions, repository) {
      if (actions.includes('push')) made.add(repository);
      return made.has(repository) ? actions : [];
    },
  };
}

const head = (status: number): Deviations => ({
  instead: (request) => (isManifest(request) && request.method === 'HEAD' ? { status } : undefined),
});

/** Deviations with which plain buildx publishes. */
export const ACCEPTABLE: Readonly<Record<string, () => Deviations>> = {
  'a repository that is created by a token to push': quay,
  'an empty token beside an access token': () => ({ token: (token) => ({ token: '', access_token: token }) }),
  'a null token and no life': () => ({ token: (token) => ({ token: null, access_token: token }) }),
  'a HEAD that is answered with 405': () => head(405),
  'a HEAD that is answered with 404': () => head(404),
  'a PUT that is redirected by 307': () => ({
    instead: (request) => (isManifest(request) && request.method === 'PUT' ? again(request) : undefined),
  }),
  'a PUT that is redirected by 308': () => ({
    instead: (request) => (isManifest(request) && request.method === 'PUT' ? again(request, 308) : undefined),
  }),
  'a read that is redirected within the same host': () => ({
    instead: (request) => (isManifest(request) && isRead(request) ? again(request) : undefined),
  }),
  'manifests as application/json': () => ({
    headers: (request, status) =>
      isManifest(request) && isRead(request) && status === 200 ? { 'content-type': 'application/json' } : {},
  }),
  'manifests as application/json with a charset': () => ({
    headers: (request, status) =>
      isManifest(request) && isRead(request) && status === 200
        ? { 'content-type': 'application/json; charset=utf-8' }
        : {},
  }),
  'reads without a digest': () => ({
    headers: (request) => (isRead(request) ? { 'docker-content-digest': undefined } : {}),
  }),
  'answers without a length': () => ({ headers: () => ({ 'content-length': undefined }) }),
  'a web page for all but clients of Docker': () => ({
    before: ({ headers }) =>
      /docker|containerd|buildkit/.test(headers['user-agent'] ?? '') ? undefined : { status: 200, ...PAGE },
  }),
  'a token server that knows no GET': () => ({
    refuseToken: (method) => (method === 'GET' ? { status: 405 } : undefined),
  }),
  'a token server that knows no POST': () => ({
    refuseToken: (method) => (method === 'POST' ? { status: 404 } : undefined),
  }),
  'several challenges': () => ({
    challenge: (usual) => ['Negotiate', 'Basic realm="a, b"', `${usual},error="invalid_token"`],
  }),
};

/** Deviations with which buildx fails to publish, and this client succeeds. */
export const BUILDX_FAILS: Readonly<Record<string, () => Deviations>> = {
  'an access token only, with a string as its life': () => ({
    token: (token) => ({ access_token: token, expires_in: '300' }),
  }),
  'a HEAD that is answered with 400': () => head(400),
  'a challenge without quotes': () => ({ challenge: (usual) => usual.replaceAll('"', '') }),
  '403 for a manifest that does not exist': () => ({
    status: (request, status) => (isManifest(request) && status === 404 ? 403 : status),
  }),
  'answers without a digest': () => ({ headers: () => ({ 'docker-content-digest': undefined }) }),
};

export const PAGE = { headers: { 'content-type': 'text/html' }, body: '<html>Repository manager</html>' };
