import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  childEnvironment
} from "./chunk-HSHNXLR3.js";
import {
  ActionError
} from "./chunk-BZM76NM5.js";

// src/system/docker/endpoint.ts
import { createHash } from "node:crypto";
import { join } from "node:path";
function configFolder(env) {
  return env.DOCKER_CONFIG || join(env.HOME ?? "/", ".docker");
}
function resolveEndpoint(env, readText) {
  if (env.DOCKER_HOST) {
    const verified = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS;
    return { host: env.DOCKER_HOST, certificates: verified ? env.DOCKER_CERT_PATH || configFolder(env) : void 0 };
  }
  const folder = configFolder(env);
  const context = env.DOCKER_CONTEXT || currentContext(readText(join(folder, "config.json")));
  if (context !== void 0 && context !== "default") {
    const id = createHash("sha256").update(context).digest("hex");
    const host = contextHost(readText(join(folder, "contexts", "meta", id, "meta.json")));
    const tls = join(folder, "contexts", "tls", id, "docker");
    if (host === void 0) {
      throw new ActionError(`there is no Docker context "${context}"`, {
        hint: "See `docker context ls` on the runner, and what sets DOCKER_CONTEXT."
      });
    }
    return { host, certificates: readText(join(tls, "cert.pem")) === void 0 ? void 0 : tls };
  }
  return { host: "unix:///var/run/docker.sock", certificates: void 0 };
}
function currentContext(config) {
  const value = parse(config)?.currentContext;
  return typeof value === "string" && value !== "" ? value : void 0;
}
function contextHost(meta) {
  const endpoints = parse(meta)?.Endpoints;
  const host = endpoints?.docker?.Host;
  return typeof host === "string" && host !== "" ? host : void 0;
}
function parse(text) {
  if (text === void 0) return void 0;
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/system/docker/environment.ts
function dockerEnvironment(env, endpoint, folders) {
  const { DOCKER_CONTEXT, ...kept } = childEnvironment(env);
  return {
    ...kept,
    DOCKER_HOST: endpoint.host,
    ...endpoint.certificates === void 0 ? {} : { DOCKER_CERT_PATH: endpoint.certificates, DOCKER_TLS_VERIFY: "1" },
    ...folders.config === void 0 ? {} : { DOCKER_CONFIG: folders.config },
    ...folders.buildx === void 0 ? {} : { BUILDX_CONFIG: folders.buildx }
  };
}

// src/system/undo.ts
var STATE = "undo";
function createLedger(runner) {
  const entries = /* @__PURE__ */ new Set();
  const save = () => runner.saveState(STATE, JSON.stringify([...entries]));
  return (entry) => {
    entries.add(entry);
    save();
    return () => {
      entries.delete(entry);
      save();
    };
  };
}
function readLedger(runner) {
  const text = runner.state(STATE);
  return text === "" ? [] : JSON.parse(text).reverse();
}

export {
  configFolder,
  resolveEndpoint,
  dockerEnvironment,
  createLedger,
  readLedger
};
