import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-PKIVR6ZT.js";
import "./chunk-ECECMQFB.js";
import "./chunk-7XMNH5DR.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-UVZ4THZO.js";
import "./chunk-PZVKTTND.js";
import "./chunk-TFC3UAKP.js";
import "./chunk-QIJTGUYI.js";
import "./chunk-SN3S37HB.js";
import {
  files
} from "./chunk-WAHZCBLI.js";
import "./chunk-H7ZIAHL5.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-FLRVCJP5.js";
import "./chunk-SMAGCOBC.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-B7OSUQQ7.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  async (request, runtime) => {
    const { buildImage } = await import("./build-XWJSWAFJ.js");
    await buildImage(request, runtime, cacheClient);
  }
);
