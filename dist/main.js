import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  readRequest,
  runEntryPoint
} from "./chunk-DU7PC6SG.js";
import "./chunk-L3AWGYTK.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-3XOJQ2SM.js";
import {
  DEFAULTS,
  resolveRequest
} from "./chunk-Q5J5AE3G.js";
import "./chunk-5AY7HSWS.js";
import "./chunk-3EC2ZWR3.js";
import "./chunk-O2SXZ6PB.js";
import "./chunk-6M3AT35K.js";
import "./chunk-QZQ53RYA.js";
import {
  files
} from "./chunk-AEMT3BIF.js";
import "./chunk-3UVMYFHN.js";
import "./chunk-4T3FHPBG.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-C5DNSZZR.js";
import "./chunk-C2GDKVOC.js";
import "./chunk-DZIJRXJ5.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(DEFAULTS));
  const { request, inputs } = await readRequest(texts, job);
  const resolved = await resolveRequest(request, inputs, job, files.readOptional);
  const runtime = entry.begin(job, request, inputs.finish());
  const { buildImage } = await import("./build-OHZRTRB3.js");
  await buildImage(resolved, runtime, cacheClient);
});
