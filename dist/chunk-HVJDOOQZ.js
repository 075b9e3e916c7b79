import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  childEnvironment
} from "./chunk-PRFGK3NB.js";

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
  dockerEnvironment,
  createLedger,
  readLedger
};
