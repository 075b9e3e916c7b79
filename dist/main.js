import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-7GY4SH4Y.js";
import "./chunk-ZESHUSBI.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-EZ3VCZ3A.js";
import "./chunk-IONEA3BH.js";
import "./chunk-RRQHLM27.js";
import "./chunk-IKYZGDJJ.js";
import {
  files
} from "./chunk-WNYPP3GG.js";
import "./chunk-3PGNN3MZ.js";
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
    const { makeImage } = await import("./image-PGUF64RS.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
