import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-DQRXPMSW.js";
import "./chunk-NLJNXLHQ.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-7P5I46HH.js";
import "./chunk-SA5DUNAG.js";
import "./chunk-GCD2FLJ3.js";
import "./chunk-IKYZGDJJ.js";
import "./chunk-RDP4F73L.js";
import {
  files
} from "./chunk-RXLZEPVH.js";
import "./chunk-YUQLBWP6.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-3IYWNRI5.js";
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
    const { makeImage } = await import("./image-HLVQN5JM.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
