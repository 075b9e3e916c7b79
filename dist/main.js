import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-MQ5RHXW5.js";
import "./chunk-ZESHUSBI.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-TD7G2R56.js";
import "./chunk-4GOU2NV2.js";
import "./chunk-5VNY2DV2.js";
import "./chunk-IKYZGDJJ.js";
import {
  files
} from "./chunk-KMFOQURD.js";
import "./chunk-SJ6G3SOH.js";
import "./chunk-GX76QUNS.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-D2GYEOBG.js";
import "./chunk-LYSANJG5.js";
import "./chunk-2Z2W27GT.js";
import "./chunk-B7OSUQQ7.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  async (request, surroundings) => {
    const { makeImage } = await import("./action-YRHZV7WZ.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
