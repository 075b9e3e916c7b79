import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  openBake
} from "./chunk-KXXKO7DX.js";
import {
  readRequest,
  runEntryPoint
} from "./chunk-ABWGWOCK.js";
import "./chunk-OS4WFHUI.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-M3T7UFXJ.js";
import {
  resolveRequest
} from "./chunk-CG4S75QR.js";
import "./chunk-66VS4NU3.js";
import "./chunk-CCYJPQJB.js";
import "./chunk-6M3AT35K.js";
import "./chunk-FT5PUDER.js";
import "./chunk-Z2J2SMO6.js";
import "./chunk-JU6EIRXL.js";
import "./chunk-YPRMJEDU.js";
import "./chunk-4T3FHPBG.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import "./chunk-MM2SKNLO.js";
import "./chunk-4YQ5GKNH.js";
import "./chunk-ZP4MZS32.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-DMOZ74TI.js";
import {
  DEFAULTS
} from "./chunk-LT7MLBOC.js";
import "./chunk-VJSH5B4M.js";
import "./chunk-TFHELBVL.js";
import "./chunk-4IFBX5QD.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-4B5GYTS3.js";
import "./chunk-LVPVBZZ3.js";
import "./chunk-URJK3CXB.js";
import "./chunk-RDEQTE4W.js";
import "./chunk-PK4Y6EYA.js";
import "./chunk-V6IS5RCX.js";
import "./chunk-54M6UIB7.js";
import "./chunk-DZIJRXJ5.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(DEFAULTS));
  const baked = await openBake(texts, DEFAULTS, job, entry);
  const { request, inputs } = await readRequest(texts, job, baked);
  const resolved = await resolveRequest(request, inputs, job, files.readOptional);
  const runtime = entry.begin(job, request, inputs.finish());
  const { buildImage } = await import("./build-G2E4X3S7.js");
  await buildImage(resolved, runtime, cacheClient);
});
