import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-DMCP5OQS.js";
import "./chunk-5DXPNNRS.js";
import "./chunk-7XMNH5DR.js";
import "./chunk-IGUA2ATK.js";
import {
  DEFAULTS,
  resolveRequest
} from "./chunk-ANN5DQAT.js";
import "./chunk-FRIZAGET.js";
import "./chunk-O3H5QTX7.js";
import "./chunk-AODNIY7S.js";
import "./chunk-6M3AT35K.js";
import "./chunk-A6YMDWEL.js";
import {
  files
} from "./chunk-U5PBFWH6.js";
import "./chunk-JXQYIRUK.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-AWKC5QO6.js";
import "./chunk-ZVIVDA7Z.js";
import "./chunk-DZIJRXJ5.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (texts, job) => readRequest(texts, job, (asked, inputs) => resolveRequest(asked, inputs, job, files.readOptional)),
  async (resolved, runtime) => {
    const { buildImage } = await import("./build-D5HCPT6Y.js");
    await buildImage(resolved, runtime, cacheClient);
  }
);
