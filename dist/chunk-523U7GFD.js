import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/diagnosis.ts
function pageAbout(diagnosis, env) {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  if (!repository) return void 0;
  return `${server || "https://github.com"}/${repository}/blob/${ref || "HEAD"}/docs/troubleshooting.md#${diagnosis}`;
}
function withPage(text, diagnosis, env) {
  const page = diagnosis === void 0 ? void 0 : pageAbout(diagnosis, env);
  return page === void 0 ? text : `${text}
See ${page}`;
}

// src/clients/registry/auth-variable.ts
function readAuthVariable(text) {
  const config = parseObject(text ?? "");
  const auths = Object.fromEntries(
    Object.entries(object(config.auths)).map(([server, entry]) => [server, object(entry)])
  );
  const isReadByDocker = Object.keys(config).every((name) => name === "auths") && Object.values(auths).every(hasOnlyPassword);
  return { auths, isReadByDocker };
}
function secretsInAuthVariable(text) {
  const entries = Object.values(readAuthVariable(text).auths);
  if (entries.length === 0) return text === void 0 ? [] : [text];
  return entries.flatMap(
    ({ auth, password, identitytoken, registrytoken }) => [auth, typeof auth === "string" ? passwordIn(auth) : void 0, password, identitytoken, registrytoken].filter(
      (secret) => typeof secret === "string"
    )
  );
}
function hasOnlyPassword(entry) {
  const { auth, ...others } = entry;
  return Object.keys(others).length === 0 && typeof auth === "string" && passwordIn(auth) !== void 0;
}
function passwordIn(auth) {
  return /^[^:]+:(.*?)\0*$/s.exec(Buffer.from(auth, "base64").toString())?.[1];
}
function parseObject(text) {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}
function object(value) {
  return typeof value === "object" && value !== null ? value : {};
}

// src/runtime/lines.ts
var LINE_FEED = 10;
var LineSplitter = class {
  #rest = [];
  /** The lines that this piece of the stream completes, without their line feeds. */
  push(chunk) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0) {
      if (chunk.length > 0) this.#rest.push(Uint8Array.from(chunk));
      return [];
    }
    const whole = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = end + 1 < chunk.length ? [Uint8Array.from(chunk.subarray(end + 1))] : [];
    return whole.toString().split("\n");
  }
  /** The last line, where the stream ended without a line feed. */
  end() {
    if (this.#rest.length === 0) return [];
    const line = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    return [line];
  }
};

export {
  readAuthVariable,
  secretsInAuthVariable,
  withPage,
  LineSplitter
};
