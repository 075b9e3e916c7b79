import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-BEK4UEWQ.js";
import "./chunk-ZESHUSBI.js";
import "./chunk-HOAFPGKJ.js";
import {
  DEFAULTS,
  findProblems
} from "./chunk-NT67VGK4.js";
import "./chunk-ZBX4S2B3.js";
import "./chunk-RRQHLM27.js";
import "./chunk-IKYZGDJJ.js";
import {
  files
} from "./chunk-VZJIGFO6.js";
import "./chunk-JMNZNIV4.js";
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
    const { makeImage } = await import("./image-UJZICXGN.js");
    await makeImage(request, { ...surroundings, cacheClient });
  }
);
