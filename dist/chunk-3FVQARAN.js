import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  leadsToCheckout
} from "./chunk-JEHR6NQ4.js";

// src/clients/git/environment.ts
var WITHOUT_GIT = { BUILDX_GIT_INFO: "false", BUILDX_GIT_LABELS: "false" };
function gitEnvironment(context, env) {
  if (context === void 0 || !leadsToCheckout(context)) return WITHOUT_GIT;
  const { BUILDX_GIT_INFO, BUILDX_GIT_LABELS } = env;
  return { BUILDX_GIT_INFO, BUILDX_GIT_LABELS, BUILDX_GIT_CHECK_DIRTY: "false", GIT_ALLOW_PROTOCOL: "none" };
}

export {
  WITHOUT_GIT,
  gitEnvironment
};
