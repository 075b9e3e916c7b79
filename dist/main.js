import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-7W2VQFWX.js";
import "./chunk-NLJNXLHQ.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-OWHBKQQF.js";
import "./chunk-KAGHWF42.js";
import "./chunk-3I3HW7AG.js";
import "./chunk-IKYZGDJJ.js";
import "./chunk-R6CAWIXY.js";
import {
  files
} from "./chunk-RJD7HSOC.js";
import "./chunk-YWCIYXCS.js";
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
    const { makeImage } = await import("./image-NDD2EAYQ.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
