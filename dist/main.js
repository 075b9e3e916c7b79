import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-AQ5K6STL.js";
import "./chunk-NP3ZE42Y.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-UBJQ6OY7.js";
import {
  DEFAULTS,
  resolveRequest
} from "./chunk-5ZDDYNVR.js";
import "./chunk-HQPI6QW3.js";
import "./chunk-IN6QOFYB.js";
import "./chunk-FWDFE6PT.js";
import "./chunk-6M3AT35K.js";
import "./chunk-HHRC4R75.js";
import {
  files
} from "./chunk-W7VDL35I.js";
import "./chunk-JXQYIRUK.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-BCPTZHLN.js";
import "./chunk-OB43XKY2.js";
import "./chunk-DZIJRXJ5.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (texts, job) => readRequest(texts, job, (asked, inputs) => resolveRequest(asked, inputs, job, files.readOptional)),
  async (resolved, runtime) => {
    const { buildImage } = await import("./build-KNDUTZTO.js");
    await buildImage(resolved, runtime, cacheClient);
  }
);
