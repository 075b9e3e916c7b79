import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  withPlan
} from "./chunk-O3KUTANO.js";
import {
  secretsOf
} from "./chunk-EREP3DAQ.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import {
  runner
} from "./chunk-BNWZ2G3D.js";

// src/actions/open-bake.ts
async function openBake(texts, defaults, job, { run, recordCleanup }) {
  if (`${texts.text("bake-file")}${texts.text("bake-target")}`.trim() === "") return void 0;
  const { readBake } = await import("./read-bake-7ENBQXCP.js");
  const baked = await readBake(withPlan(texts, defaults), defaults, job, { run, files, recordCleanup });
  for (const each of [baked, ...baked?.linked ?? []]) {
    const secrets = each === void 0 ? [] : await secretsOf(each.texts, job, Object.keys(defaults));
    for (const secret of secrets) runner.mask(secret);
  }
  return baked;
}

export {
  openBake
};
