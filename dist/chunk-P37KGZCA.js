import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  childEnvironment
} from "./chunk-6C2LH5AW.js";

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

export {
  dockerEnvironment
};
