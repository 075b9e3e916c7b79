import { ActionError } from '../../model/errors.ts';
import { LineSplitter } from '../../runtime/lines.ts';
import { type Http, HttpError, type HttpRequest } from '../http/http.ts';
import { type Credential, serverOf } from '../registry/credentials.ts';
import { errorIn, parseObject } from './answers.ts';

/** A failed push or pull. Its output is Docker Engine's message, which contains only the text of the registry's answer. */
export class TransferError extends ActionError {
  override readonly name = 'TransferError';

  constructor(message: string, cause?: unknown) {
    super(message, { output: message, cause });
  }
}

/** A push or a pull by Docker Engine. */
export interface Transfer extends HttpRequest {
  readonly registry: string;
  /** Credentials for the registry. */
  readonly login: Credential | undefined;
  /** The status line that reports success. */
  readonly done: RegExp;
}

/** @throws TransferError if the transfer does not succeed. */
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

/** Parses Docker Engine's streamed answer: https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Image/operation/ImagePush */
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

  /** The reason of the failure. Undefined if Docker Engine reported the digest. */
  end(): string | undefined {
    for (const line of this.#lines.end()) this.#read(line);
    return this.#error ?? (this.#isDone ? undefined : "the Docker engine's answer ended without a digest");
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
  // with padding, because older releases of Docker Engine do not read it without
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
