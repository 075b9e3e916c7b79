type Json = Readonly<Record<string, unknown>>;

/** Logins in the variable DOCKER_AUTH_CONFIG. */
export interface AuthVariable {
  /** By registry, as `auths` of a docker config has them. */
  readonly auths: Readonly<Record<string, Json>>;
  /**
   * True if docker and buildx read the variable: they then prefer it to every config. They ignore all of it if an entry
   * has any field but `auth`: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
   */
  readonly isReadByDocker: boolean;
}

/** Reads the variable. Without logins if it is not JSON, which docker ignores with a warning. */
export function readAuthVariable(text: string | undefined): AuthVariable {
  const config = parseObject(text ?? '');
  const auths = Object.fromEntries(
    Object.entries(object(config.auths)).map(([server, entry]) => [server, object(entry)] as const),
  );
  const isReadByDocker =
    Object.keys(config).every((name) => name === 'auths') && Object.values(auths).every(hasOnlyPassword);
  return { auths, isReadByDocker };
}

/** Every secret in the variable, for the runner to mask. All of it if it cannot be read. */
export function secretsInAuthVariable(text: string | undefined): readonly string[] {
  const entries = Object.values(readAuthVariable(text).auths);
  if (entries.length === 0) return text === undefined ? [] : [text];
  return entries.flatMap(({ auth, password, identitytoken, registrytoken }) =>
    [auth, typeof auth === 'string' ? passwordIn(auth) : undefined, password, identitytoken, registrytoken].filter(
      (secret) => typeof secret === 'string',
    ),
  );
}

function hasOnlyPassword(entry: Json): boolean {
  const { auth, ...others } = entry;
  return Object.keys(others).length === 0 && typeof auth === 'string' && passwordIn(auth) !== undefined;
}

function passwordIn(auth: string): string | undefined {
  return /^[^:]+:(.*?)\0*$/s.exec(Buffer.from(auth, 'base64').toString())?.[1];
}

function parseObject(text: string): Json {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
