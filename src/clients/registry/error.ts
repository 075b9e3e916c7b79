import { STATUS_CODES } from 'node:http';
import type { Diagnosis } from '../../model/diagnosis.ts';
import { ActionError, messageOf } from '../../model/errors.ts';
import { MAX_RETRY_AFTER_MS } from '../../runtime/limits.ts';
import { classify, type Judgement, retryAfterOf, type Verdict } from '../../runtime/retry.ts';
import { type Access, RATE_LIMIT_HINTS } from '../../runtime/words.ts';
import { HttpError, type HttpResponse } from '../http/http.ts';
import { type LoginState, loginHint } from './login-hints.ts';
import { headerType } from './media-type.ts';

/** A failed request to a registry, or to the token server that it names. */
export class RegistryError extends ActionError implements Judgement {
  override readonly name = 'RegistryError';
  readonly verdict: Verdict;
  /** HTTP status. Undefined without an answer. */
  readonly status: number | undefined;
  /** The registry's code (`MANIFEST_UNKNOWN`, `DENIED`), the network's (`ECONNRESET`), `DIGEST_MISMATCH` or `UNREADABLE`. */
  readonly code: string | undefined;
  /** The server's message, in one line. */
  readonly said: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    details: {
      verdict: Verdict;
      status?: number;
      code?: string;
      said?: string;
      retryAfter?: number;
      hint?: string;
      diagnosis?: Diagnosis;
      cause?: unknown;
    },
  ) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.code = details.code;
    this.said = details.said;
    this.retryAfter = details.retryAfter;
  }
}

/** A registry refuses a push, independent of the tag. */
export class UploadRefused extends RegistryError {}

/** Codes of answers that say that an image does not exist, or is not for this account. */
const REFUSED_READS: Readonly<Record<number, readonly string[]>> = {
  403: ['DENIED', 'UNAUTHORIZED', 'FORBIDDEN'],
  404: ['MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'NOT_FOUND'],
};

/** True if every client with this login gets the answer. A proxy or another server may have given one without such a code. */
export function isRefusedRead({ status = 0, code = '' }: RegistryError): boolean {
  return status === 401 || (REFUSED_READS[status]?.includes(code) ?? false);
}

/**
 * The error for an HTTP status other than success.
 * @param what the operation that failed, as in `reading ghcr.io/acme/app:1`.
 * @param server the host that answered.
 * @param asked what the operation does at which registry. A registry may have a token server of another name.
 */
export function refused(what: string, server: string, response: HttpResponse, asked: Asked): RegistryError {
  const { status, headers } = response;
  const { code, message } = firstError(response.body);
  // the answer to a HEAD has no body with a message
  const said = [code, message].filter(Boolean).join(': ') || STATUS_CODES[status];
  return new RegistryError(`${what} failed: ${server} answered ${status}${said === undefined ? '' : ` (${said})`}`, {
    verdict: classify({ status, headers }),
    status,
    code,
    said: message ?? said,
    retryAfter: retryAfterOf(headers),
    ...explain(response, code, { registry: server, ...asked }),
  });
}

/**
 * The error for a successful answer with the wrong content, such as a web page.
 * @param wanted as in `a manifest`.
 */
export function unreadable(what: string, server: string, response: HttpResponse, wanted: string): RegistryError {
  const { status, headers } = response;
  const type = headerType(headers) || 'no content type';
  return new RegistryError(`${what} failed: ${server} answered ${status} with ${type} instead of ${wanted}`, {
    verdict: 'final',
    status,
    code: 'UNREADABLE',
    hint: `Let the proxy in front of ${server} pass every request below /v2/ to the registry, for every User-Agent.`,
  });
}

/** The error for a request without a complete answer. Other thrown values are returned unchanged. */
export function unanswered(what: string, cause: unknown): unknown {
  if (!(cause instanceof HttpError)) return cause;
  const { code, hint } = cause;
  return new RegistryError(`${what} failed: ${messageOf(cause)}`, { verdict: classify({ code }), code, hint, cause });
}

/** The error for bytes that do not match their digest. They are never accepted, but another attempt may succeed. */
export function mismatched(what: string, wanted: string, found: string): RegistryError {
  return new RegistryError(`${what} failed: the bytes have the digest ${found} instead of ${wanted}`, {
    verdict: 'transient',
    code: 'DIGEST_MISMATCH',
    hint: "Check the registry's storage and its proxies: one of them alters content.",
  });
}

/** True if the registry answered that the object does not exist. */
export function isMissing(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.status === 404;
}

export function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Makes a missing object worth a retry: a server may not know yet what was just written. */
export function lagging(error: unknown): unknown {
  if (!isMissing(error)) return error;
  return new RegistryError(error.message, { ...error, verdict: 'transient', cause: error });
}

/** An operation at a registry. */
interface Asked {
  readonly access: Access;
  /** Defaults to the server that answered. */
  readonly registry?: string;
  /** State of the credentials, if it is known. */
  readonly login?: LoginState;
}

const NAME_HINTS: Readonly<Record<Access, (registry: string) => string>> = {
  pull: (registry) => `Correct the name or the tag. If the image is private, log in to ${registry}.`,
  push: (registry) => `Create the repository or the project at ${registry} first, or correct the name.`,
};

function explain(
  { status, headers }: HttpResponse,
  code: string | undefined,
  { registry, access, login = status === 401 ? 'missing' : 'accepted' }: Asked & { readonly registry: string },
): { readonly hint?: string; readonly diagnosis?: Diagnosis } {
  const wait = retryAfterOf(headers) ?? 0;
  const later =
    wait > MAX_RETRY_AFTER_MS
      ? `Run the job again in ${duration(wait)}: the registry asks to wait that long.`
      : undefined;
  switch (status) {
    case 401:
    case 403: {
      const isAws = status === 401 && isEcr(registry);
      const aws = `Log in to ${registry} with aws-actions/amazon-ecr-login in an earlier step; its logins last 12 hours.`;
      return { hint: isAws ? aws : loginHint(registry, access, login), diagnosis: `${access}-denied` };
    }
    case 404:
      // a blob that is missing has another code
      return code === 'NAME_UNKNOWN' || code === 'MANIFEST_UNKNOWN'
        ? { hint: NAME_HINTS[access](registry), diagnosis: 'name-unknown' }
        : {};
    case 413:
      return { hint: 'Raise the size of a request that the registry, or the proxy before it, accepts.' };
    case 429:
      return { hint: later ?? RATE_LIMIT_HINTS[access], diagnosis: 'rate-limit' };
    case 507:
      return { hint: 'Free space in the registry.', diagnosis: 'disk-full' };
    default:
      return later === undefined ? {} : { hint: later };
  }
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
function isEcr(host: string): boolean {
  return host === 'public.ecr.aws' || /\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/.test(host);
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes; token servers use other names. */
function firstError(body: Buffer): { code?: string; message?: string } {
  try {
    const answer = JSON.parse(body.toString());
    const first = answer?.errors?.[0] ?? answer;
    return {
      code: oneLine(first?.code ?? first?.error),
      message: oneLine(first?.message ?? first?.error_description ?? first?.details),
    };
  } catch {
    return {}; // a proxy's page, or empty
  }
}

function oneLine(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 200) : undefined;
}
