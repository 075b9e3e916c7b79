import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-MQWJLQOJ.js";
import "./chunk-NLJNXLHQ.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-C6ZSBV6J.js";
import "./chunk-HBKCPRJR.js";
import "./chunk-FWMK4YG6.js";
import "./chunk-IKYZGDJJ.js";
import "./chunk-V5YBQUJJ.js";
import {
  files
} from "./chunk-GZGRQM6L.js";
import "./chunk-5G4N2GJW.js";
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
    const { makeImage } = await import("./image-CYP7IDBG.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
