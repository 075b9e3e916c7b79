import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-7F7JUVSL.js";
import "./chunk-NLJNXLHQ.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-K5QWV3D7.js";
import "./chunk-SC22XFKD.js";
import "./chunk-XYMEYFN5.js";
import "./chunk-QIJTGUYI.js";
import "./chunk-X554S3LZ.js";
import {
  files
} from "./chunk-DG4Q5CTI.js";
import "./chunk-H7ZIAHL5.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-LYSANJG5.js";
import "./chunk-V6WV6ORF.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-B7OSUQQ7.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  async (request, surroundings) => {
    const { makeImage } = await import("./image-SK7SD5SF.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
