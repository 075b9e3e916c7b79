import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-6RJAEO4D.js";
import "./chunk-YO5CVCUF.js";
import "./chunk-7XMNH5DR.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-22F7GXAK.js";
import "./chunk-ASR2TLVL.js";
import "./chunk-TSE7G34Q.js";
import "./chunk-QIJTGUYI.js";
import "./chunk-BO6M4ZHJ.js";
import {
  files
} from "./chunk-DGHGXDA5.js";
import "./chunk-H7ZIAHL5.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-NICXCMJ7.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-B7OSUQQ7.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  async (request, runtime) => {
    const { buildImage } = await import("./build-GHW7OYB7.js");
    await buildImage(request, runtime, cacheClient);
  }
);
