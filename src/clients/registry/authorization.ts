import * as v from 'valibot';
import { readJson } from '../../model/json.ts';
import type { Repository } from '../../model/reference.ts';
import { MIN_TOKEN_LIFE_SECONDS, TOKEN_RENEWAL_SECONDS } from '../../runtime/limits.ts';
import type { Clock } from '../../runtime/retry.ts';
import type { Http, HttpRequest, HttpResponse } from '../http/http.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import type { Credential, Credentials } from './credentials.ts';
import { RegistryError, refused, unanswered, unreadable } from './error.ts';
import { isLoopback, type Origin } from './origin.ts';

type Access = 'pull' | 'pull,push';

/** The access that a request needs. */
interface Grant {
  readonly repository: Repository;
  readonly access: Access;
  readonly origin: Origin;
}

interface Token {
  readonly header: string;
  /** Time of the clock, in milliseconds. */
  readonly expires: number;
}

/** A credential that a token server accepts. */
type Account = Exclude<Credential, { kind: 'bearer' }>;

type Bearer = Extract<Challenge, { scheme: 'bearer' }>;

/** Knows the authentication of each registry, and caches its tokens while they are valid. */
export interface Authorization {
  /** The Authorization header to send. Undefined if no header is needed or the scheme is not known yet. */
  header(grant: Grant): Promise<string | undefined>;
  /** Learns from the WWW-Authenticate of a refusal, and forgets the token that was refused. */
  learn(grant: Grant, challenge: string | undefined, sent: string | undefined): Promise<void>;
}

export function createAuthorization({
  http,
  credentials,
  insecureRegistries,
  clock,
  signal,
}: {
  readonly http: Http;
  readonly credentials: Credentials;
  readonly insecureRegistries: (registry: string) => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}): Authorization {
  const challenges = new Map<string, Challenge>();
  /** Scopes from the registries' challenges, if `acceptableScope` accepts them. */
  const scopes = new Map<string, string>();
  const tokens = new Map<string, Promise<Token>>();

  async function header(grant: Grant): Promise<string | undefined> {
    const { registry, path } = grant.repository;
    const challenge = challenges.get(registry);
    if (challenge === undefined) return undefined;
    const credential = await credentials(registry, { path, access: grant.access });
    if (credential?.kind === 'bearer') return `Bearer ${credential.token}`;
    if (challenge.scheme === 'bearer') return (await token(grant, challenge, credential)).header;
    return credential?.kind === 'password' ? basic(credential) : undefined;
  }

  async function learn(grant: Grant, refusal: string | undefined, sent: string | undefined): Promise<void> {
    const challenge = parseChallenge(refusal);
    if (challenge !== undefined) challenges.set(grant.repository.registry, challenge);
    const scope = challenge?.scheme === 'bearer' ? acceptableScope(grant, challenge.scope) : undefined;
    if (scope !== undefined) scopes.set(keyOf(grant), scope);
    for (const key of usefulKeys(grant)) {
      const known = tokens.get(key);
      // another request may have a newer token already
      if (known !== undefined && (await known).header === sent) forget(key, known);
    }
  }

  async function token(grant: Grant, challenge: Bearer, credential: Account | undefined): Promise<Token> {
    for (const key of usefulKeys(grant)) {
      const known = tokens.get(key);
      if (known === undefined) continue;
      const kept = await known;
      if (clock.now() < kept.expires) return kept;
      forget(key, known);
    }
    const key = keyOf(grant);
    const asked = tokens.get(key) ?? logIn(grant, challenge, credential);
    tokens.set(key, asked);
    asked.catch(() => forget(key, asked));
    return asked;
  }

  function forget(key: string, known: Promise<Token>): void {
    if (tokens.get(key) === known) tokens.delete(key);
  }

  async function logIn(grant: Grant, { realm, service }: Bearer, credential: Account | undefined): Promise<Token> {
    const { registry, path } = grant.repository;
    const what = `logging in to ${registry}`;
    const server = tokenServer(what, realm, grant);
    const scope = scopes.get(keyOf(grant)) ?? `repository:${path}:${grant.access}`;
    const asked = { scope, ...(service !== undefined && { service }) };
    const insecure =
      server.host === registry ? grant.origin.insecure : isLoopback(server.host) || insecureRegistries(server.host);
    const started = clock.now();
    const ask = (request: HttpRequest) =>
      http({ ...request, insecure, signal }).catch((cause) => {
        throw unanswered(what, cause);
      });
    const [usual, other] = tokenRequests(server, asked, credential);
    const first = await ask(usual);
    const second = other && OTHER_METHOD[usual.method]?.has(first.status) ? await ask(other) : first;
    const response = second.status === 200 ? second : first;
    if (response.status !== 200) {
      const login = response.status !== 401 ? undefined : credential === undefined ? 'missing' : 'rejected';
      throw refused(what, server.host, response, {
        registry,
        access: grant.access === 'pull' ? 'pull' : 'push',
        ...(login !== undefined && { login }),
      });
    }
    return readToken(what, server.host, response, started);
  }

  return { header, learn };
}

const keyOf = ({ repository, access }: Grant) => `${repository.registry}/${repository.path} ${access}`;

/** A token for pushing also allows pulling. */
const usefulKeys = (grant: Grant) => new Set([keyOf({ ...grant, access: 'pull,push' }), keyOf(grant)]);

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * The scope of a challenge, if a token may be requested for it. If undefined, the operation's own scope is requested.
 * Behind a proxy the registry knows the repository by another path (`team/app` for `mirror/team/app`, or the reverse) and
 * refuses a token for the path of the request. So another path is accepted if it is one repository with the same last
 * component and no action beyond those of this operation. Other scopes (several scopes, a foreign repository, `delete`)
 * would let a hostile registry or proxy collect the user's permissions at the token server.
 */
function acceptableScope({ repository, access }: Grant, scope: string | undefined): string | undefined {
  const [, path, actions = ''] =
    /^repository:([^\s:]+(?::\d+\/[^\s:]+)?):([a-z]+(?:,[a-z]+)*)$/.exec(scope ?? '') ?? [];
  if (path === undefined || path === repository.path) return undefined;
  const asked = access.split(',');
  const isSameName = path.split('/').at(-1) === repository.path.split('/').at(-1);
  return isSameName && actions.split(',').every((action) => asked.includes(action)) ? scope : undefined;
}

/**
 * The token server of a challenge. Credentials are sent to it over TLS. Plain HTTP is accepted only for this machine, and
 * for the registry's own host if the registry itself may be used without TLS.
 */
function tokenServer(what: string, realm: string, { repository: { registry }, origin }: Grant): URL {
  const url = URL.parse(realm);
  if (url?.protocol === 'https:') return url;
  const isNear = url !== null && (isLoopback(url.host) || url.hostname === new URL(origin.url).hostname);
  if (url?.protocol === 'http:' && origin.insecure && isNear) return url;
  throw new RegistryError(
    `${what} failed: the token server it names${url === null ? '' : `, ${url.protocol}//${url.host},`} is not reached over https`,
    {
      verdict: 'final',
      hint: `Correct the \`realm\` in the configuration of ${registry}: credentials are sent without TLS only to the registry's own host and to this machine.`,
    },
  );
}

/**
 * Statuses by which token servers refuse a method that they do not know. Registries answer a POST in many ways, so
 * Docker's clients try GET after each of these.
 */
const OTHER_METHOD: Readonly<Partial<Record<HttpRequest['method'], ReadonlySet<number>>>> = {
  GET: new Set([404, 405]),
  POST: new Set([400, 401, 403, 404, 405]),
};

/** The usual request for a token, and the one with the other method. A token without a login is requested by GET only. */
function tokenRequests(
  server: URL,
  asked: Readonly<Record<string, string>>,
  credential: Account | undefined,
): readonly [usual: HttpRequest, other?: HttpRequest] {
  // a scope in the realm would be added to the requested one
  server.searchParams.delete('scope');
  const url = new URL(server);
  for (const [name, value] of Object.entries(asked)) url.searchParams.append(name, value);
  const get = { method: 'GET', url: url.href } as const;
  if (credential === undefined) return [get];
  const { username, password } =
    credential.kind === 'password' ? credential : { username: '', password: credential.token };
  const getWith = { ...get, headers: { authorization: basic({ username, password }) } };
  // https://distribution.github.io/distribution/spec/auth/oauth/
  const grant: Readonly<Record<string, string>> =
    credential.kind === 'password'
      ? { grant_type: 'password', username, password }
      : { grant_type: 'refresh_token', refresh_token: credential.token };
  const post = {
    method: 'POST',
    url: server.href,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...asked, client_id: 'multiarch-build', ...grant }).toString(),
  } as const;
  return credential.kind === 'password' ? [getWith, post] : [post, getWith];
}

const TEXT = v.fallback(v.string(), '');

/** https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
const TOKEN_ANSWER = v.object({
  token: TEXT,
  access_token: TEXT,
  /** Seconds; some servers write it as text. */
  expires_in: v.fallback(v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.finite()), 0),
});

/** A token's lifetime counts from before the request, so that it never ends later here than at the server. */
function readToken(what: string, server: string, response: HttpResponse, started: number): Token {
  const answer = readJson(TOKEN_ANSWER, response.body.toString());
  // some servers leave one of the two empty
  const text = answer?.token || answer?.access_token;
  if (!answer || !text) throw unreadable(what, server, response, 'a token');
  const life = Math.max(answer.expires_in, MIN_TOKEN_LIFE_SECONDS);
  return { header: `Bearer ${text}`, expires: started + (life - TOKEN_RENEWAL_SECONDS) * 1_000 };
}
