import { ActionError } from '../errors.ts';
import { type Http, HttpError, type HttpRequest } from '../http.ts';
import { LineSplitter } from '../lines.ts';
import { type Credential, serverOf } from '../registry/credentials.ts';
import { errorIn, parseObject } from './answers.ts';

/** Why a push or a pull failed; its output is what the engine said, which is of the registry's answer no more than the words. */
export class TransferError extends ActionError {
  override readonly name = 'TransferError';

  constructor(message: string, cause?: unknown) {
    super(message, { output: message, cause });
  }
}

/** A push or a pull by the engine. */
export interface Transfer extends HttpRequest {
  readonly registry: string;
  /** Whom to be there. */
  readonly login: Credential | undefined;
  /** The status by which the engine tells that it came to a good end. */
  readonly done: RegExp;
}

/** @throws TransferError where it does not come to a good end. */
export async function transfer(http: Http, { registry, login, done, ...request }: Transfer): Promise<void> {
  const told = new TransferAnswer(done);
  const response = await http({
    ...request,
    headers: { 'x-registry-auth': authorize(registry, login) },
    onData: (chunk) => told.push(chunk),
  }).catch((cause: unknown) => {
    if (!(cause instanceof HttpError)) throw cause; // cancelled
    throw new TransferError(cause.message, cause);
  });
  const error = response.status < 400 ? told.end() : errorIn(response);
  if (error !== undefined) throw new TransferError(error);
}

/** The engine's answer as it comes: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImagePush */
class TransferAnswer {
  readonly #done: RegExp;
  readonly #lines = new LineSplitter();
  #error: string | undefined;
  #isDone = false;

  constructor(done: RegExp) {
    this.#done = done;
  }

  push(chunk: Uint8Array): void {
    for (const line of this.#lines.push(chunk)) this.#read(line);
  }

  /** What went wrong; `undefined`: the engine told the digest. */
  end(): string | undefined {
    for (const line of this.#lines.end()) this.#read(line);
    return this.#error ?? (this.#isDone ? undefined : 'the engine came to an end without a digest');
  }

  #read(line: string): void {
    if (line.trim() === '') return;
    const { error, status } = parseObject(line, 'the transfer');
    if (typeof error === 'string') this.#error = error;
    if (typeof status === 'string' && this.#done.test(status)) this.#isDone = true;
  }
}

/** https://docs.docker.com/reference/api/engine/version/v1.51/#section/Authentication */
function authorize(registry: string, login: Credential | undefined): string {
  const serveraddress = serverOf(registry);
  const json = JSON.stringify(login === undefined ? {} : { ...fieldsOf(login), serveraddress });
  // with padding, without which older engines do not read it
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function fieldsOf(login: Credential): Readonly<Record<string, string>> {
  switch (login.kind) {
    case 'password':
      return { username: login.username, password: login.password };
    case 'identity':
      return { identitytoken: login.token };
    case 'bearer':
      return { registrytoken: login.token };
  }
}
