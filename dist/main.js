import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-ZT56WBR4.js";
import "./chunk-YO5CVCUF.js";
import "./chunk-7XMNH5DR.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-FEBB3WDH.js";
import "./chunk-7C7BAHLY.js";
import "./chunk-TSE7G34Q.js";
import "./chunk-QIJTGUYI.js";
import "./chunk-QAJRFNEW.js";
import {
  files
} from "./chunk-ITYVH37R.js";
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
  async (request, surroundings) => {
    const { makeImage } = await import("./build-TD4QXKNG.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
