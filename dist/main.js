import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-RN3AMYSA.js";
import "./chunk-ZESHUSBI.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-NS7U5NZT.js";
import "./chunk-MC2IVQRD.js";
import "./chunk-RRQHLM27.js";
import "./chunk-IKYZGDJJ.js";
import {
  files
} from "./chunk-ZR7CEP63.js";
import "./chunk-6C2LH5AW.js";
import "./chunk-OHB356VT.js";
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
    const { makeImage } = await import("./image-S4QGEGPD.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
