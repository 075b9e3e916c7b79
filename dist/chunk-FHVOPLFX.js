import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  HttpError
} from "./chunk-KGZ5MXFU.js";
import {
  classify,
  judgeError,
  retry,
  retryAfterOf
} from "./chunk-5KDB2SZE.js";
import {
  ActionError,
  HungError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import {
  ARTIFACT_REQUEST_MS,
  MAX_PARALLEL_DOWNLOADS,
  MAX_RECORDS,
  MAX_RECORD_BYTES
} from "./chunk-BB63CQQL.js";

// src/clients/artifacts/artifacts.ts
import { createHash } from "node:crypto";

// src/clients/artifacts/artifact-service.ts
import { STATUS_CODES } from "node:http";
var NoArtifactService = class extends Error {
};
var ArtifactError = class extends ActionError {
  name = "ArtifactError";
  verdict;
  /** HTTP status. Undefined without an answer. */
  status;
  retryAfter;
  constructor(message, details) {
    super(message, details);
    this.verdict = details.verdict;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
};
var ClosedError = class extends ArtifactError {
  constructor({ message, hint, cause }) {
    super(message, { verdict: "transient", hint, cause });
  }
};
var ROUTE = "/twirp/github.actions.results.api.v1.ArtifactService/";
var BLOCK = Buffer.from("part-0").toString("base64");
var BLOCK_LIST = `<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>${BLOCK}</Latest></BlockList>`;
var FIRST = /* @__PURE__ */ new Set(["CreateArtifact", "ListArtifacts"]);
var CLOSED = /* @__PURE__ */ new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
var QUOTA = "Delete artifacts of earlier runs: the storage of the account is used up.";
function createArtifactService(env, { http, mask, signal, limit }) {
  const { ACTIONS_RESULTS_URL: address, ACTIONS_RUNTIME_TOKEN: token } = env;
  const scope = token === void 0 ? void 0 : scopeOf(token);
  if (!address || !URL.canParse(address) || scope === void 0) throw new NoArtifactService();
  const { origin, host } = new URL(address);
  const ids = { workflow_run_backend_id: scope.run, workflow_job_run_backend_id: scope.job };
  async function send(what, request) {
    const late = AbortSignal.timeout(limit);
    try {
      return await http({ ...request, signal: signal === void 0 ? late : AbortSignal.any([signal, late]) });
    } catch (cause) {
      signal?.throwIfAborted();
      if (late.aborted) throw new HungError(`${what} failed: no end after ${limit / 1e3} s`);
      if (!(cause instanceof HttpError)) throw cause;
      const { message, code, hint } = cause;
      throw new ArtifactError(`${what} failed: ${message}`, { verdict: classify({ code }), hint, cause });
    }
  }
  async function call(method, fields) {
    const response = await send(method, {
      method: "POST",
      url: `${origin}${ROUTE}${method}`,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(fields)
    }).catch((error) => {
      if (isGitHub(host) || !FIRST.has(method)) throw error;
      if (codeOf(error) === "ECONNREFUSED") throw new NoArtifactService();
      throw error instanceof ArtifactError && CLOSED.has(codeOf(error) ?? "") ? new ClosedError(error) : error;
    });
    const answer = parseObject(response.body);
    if (FIRST.has(method) && isAbsent(host, response, answer)) throw new NoArtifactService();
    if (response.status !== 200 || answer === void 0) throw refused(method, host, response, answer);
    return answer;
  }
  async function store(url, headers, body) {
    const response = await send("the upload", { method: "PUT", url, headers, body });
    if (response.status !== 201) throw refused("the upload", new URL(url).host, response);
  }
  function signed(answer, name) {
    const url = text(answer, name);
    if (!URL.canParse(url)) throw new ArtifactError(`${host} gave no address for the content`, { verdict: "final" });
    mask(url);
    for (const [key, value] of new URL(url).searchParams) if (/^(sig|.*signature)$/i.test(key)) mask(value);
    return url;
  }
  return {
    async upload(name, archive, hash) {
      const created = await call("CreateArtifact", { ...ids, name, version: 4 });
      const url = signed(created, "signed_upload_url");
      const further = url.includes("?") ? "&" : "?";
      await store(`${url}${further}comp=block&blockid=${encodeURIComponent(BLOCK)}`, {}, archive);
      const type = { "content-type": "application/xml", "x-ms-blob-content-type": "application/zip" };
      await store(`${url}${further}comp=blocklist`, type, BLOCK_LIST);
      const { ok } = await call("FinalizeArtifact", { ...ids, name, size: String(archive.length), hash });
      if (ok !== true) throw new ArtifactError(`${host} did not take the artifact`, { verdict: "final" });
    },
    async list() {
      const { artifacts = [] } = await call("ListArtifacts", ids);
      return (Array.isArray(artifacts) ? artifacts : []).map((artifact) => ({
        name: text(artifact, "name"),
        run: text(artifact, "workflow_run_backend_id"),
        job: text(artifact, "workflow_job_run_backend_id")
      }));
    },
    async download({ name, run, job }, most) {
      const place = { workflow_run_backend_id: run, workflow_job_run_backend_id: job, name };
      const url = signed(await call("GetSignedArtifactURL", place), "signed_url");
      const response = await send("the download", { method: "GET", url, limit: most });
      if (response.status !== 200) throw refused("the download", new URL(url).host, response);
      return response.body;
    }
  };
}
function scopeOf(token) {
  const claims = parseObject(Buffer.from(token.split(".")[1] ?? "", "base64url"));
  const scopes = typeof claims?.scp === "string" ? claims.scp.split(" ") : [];
  const [, run, job] = scopes.map((scope) => /^Actions\.Results:([^:]+):([^:]+)$/.exec(scope)).find(Boolean) ?? [];
  return run === void 0 || job === void 0 ? void 0 : { run, job };
}
function isGitHub(host) {
  return /(^|\.)(githubusercontent\.com|github\.com|ghe\.com)$/.test(host);
}
function isAbsent(host, { status, body }, answer) {
  if (isGitHub(host)) return false;
  if (status >= 400 && (answer?.code === "malformed" || /unknown field/i.test(body.toString()))) return true;
  const isUnknownRoute = [404, 405, 501].includes(status) && (answer?.code === "bad_route" || answer?.code === void 0);
  return isUnknownRoute || status >= 300 && status < 400 || status === 200 && answer === void 0;
}
function codeOf(error) {
  return error instanceof ArtifactError && error.cause instanceof HttpError ? error.cause.code : void 0;
}
function refused(what, host, { status, headers }, answer) {
  const said = [answer?.code, answer?.msg].filter((part) => typeof part === "string" && part !== "");
  const words = said.join(": ").replace(/[\s\p{Cc}]+/gu, " ").slice(0, 200) || STATUS_CODES[status];
  return new ArtifactError(`${what} failed: ${host} answered ${status} (${words})`, {
    verdict: classify({ status, headers }),
    status,
    retryAfter: retryAfterOf(headers),
    hint: words?.includes("insufficient usage") ? QUOTA : void 0
  });
}
function parseObject(bytes) {
  try {
    const value = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
function text(fields, name) {
  const value = fields[name] ?? fields[name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())];
  return typeof value === "string" ? value : "";
}

// src/clients/artifacts/artifacts.ts
var PLAIN = /^[\w.+-]{1,256}$/;
var HINT = "Run the failed jobs again; if the error persists, pass the parts by `part-tag` or `digests`.";
function createArtifacts(env, { http, mask, retry: policy, limit = ARTIFACT_REQUEST_MS }) {
  const open = () => createArtifactService(env, { http, mask, signal: policy.signal, limit });
  function ask(what, call) {
    return retry(
      (attempt) => call(attempt).catch((error) => Promise.reject(explained(what, error))),
      policy
    ).catch((error) => {
      throw error instanceof ActionError && error.cause instanceof ClosedError ? new NoArtifactService() : error;
    });
  }
  async function fetchText(service, artifact, file) {
    const { name } = artifact;
    try {
      const archive = await ask(
        `the artifact ${name} could not be downloaded`,
        () => service.download(artifact, MAX_RECORD_BYTES)
      );
      const { unzipText } = await import("./zip-VAQZAQH5.js");
      return { name, ...unzipText(archive, file, MAX_RECORD_BYTES) };
    } catch (error) {
      if (policy.signal?.aborted || judgeError(error).verdict === "transient") throw error;
      return { name, problem: messageOf(error) };
    }
  }
  return {
    async leave(name, file, text2) {
      const service = open();
      const { zipText } = await import("./zip-VAQZAQH5.js");
      const archive = zipText(file, text2);
      const hash = `sha256:${createHash("sha256").update(archive).digest("hex")}`;
      const tried = [];
      await ask(`the artifact ${name} could not be uploaded`, async (attempt) => {
        if (attempt > 1 && (await service.list()).some((artifact) => tried.includes(artifact.name))) return;
        const own = attempt === 1 ? name : `${name}-${attempt}`;
        tried.push(own);
        await service.upload(own, archive, hash);
      });
    },
    async find(prefix, file) {
      const service = open();
      const all = await ask("the artifacts of this run could not be listed", () => service.list());
      const wanted = all.filter(({ name }) => name.startsWith(prefix) && PLAIN.test(name));
      if (wanted.length > MAX_RECORDS) {
        throw new ActionError(
          `this run has ${wanted.length} artifacts named ${prefix}…, and ${MAX_RECORDS} are the limit`,
          { hint: "See which job uploads them, or hand parts over by `digests`." }
        );
      }
      const found = [];
      for (let i = 0; i < wanted.length; i += MAX_PARALLEL_DOWNLOADS) {
        const next = wanted.slice(i, i + MAX_PARALLEL_DOWNLOADS);
        found.push(...await Promise.all(next.map((artifact) => fetchText(service, artifact, file))));
      }
      return found;
    }
  };
}
function explained(what, error) {
  if (!(error instanceof ActionError)) return error;
  const message = `${what}: ${error.message}`;
  const hint = error.hint ?? HINT;
  return error instanceof HungError ? new HungError(message, { hint, cause: error }) : new ActionError(message, { hint, cause: error });
}

export {
  NoArtifactService,
  createArtifacts
};
