import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  enterBy,
  readRequest
} from "./chunk-TLYGN7H7.js";
import "./chunk-MDIAV5G2.js";
import "./chunk-7XMNH5DR.js";
import "./chunk-RA3OGBFY.js";
import {
  DEFAULTS,
  resolveRequest
} from "./chunk-RK4SDPUC.js";
import "./chunk-HIGJQRPG.js";
import "./chunk-AHWMIIJN.js";
import "./chunk-3OU2WAMJ.js";
import "./chunk-QIJTGUYI.js";
import "./chunk-FYKXXMTG.js";
import {
  files
} from "./chunk-TMSZG2K4.js";
import "./chunk-H7ZIAHL5.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-FLRVCJP5.js";
import "./chunk-SMAGCOBC.js";
import "./chunk-B7OSUQQ7.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await enterBy(
  Object.keys(DEFAULTS),
  (texts, job) => readRequest(texts, job, (asked, inputs) => resolveRequest(asked, inputs, job, files.readOptional)),
  async (resolved, runtime) => {
    const { buildImage } = await import("./build-24POXPSJ.js");
    await buildImage(resolved, runtime, cacheClient);
  }
);
