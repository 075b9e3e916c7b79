import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  readRequest,
  runEntryPoint
} from "./chunk-Z2KROPSO.js";
import "./chunk-FTXVZEIN.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-MSU3NDD6.js";
import {
  DEFAULTS,
  resolveRequest
} from "./chunk-3ECSSQPU.js";
import "./chunk-DH4FMAJH.js";
import "./chunk-TKUIAFRW.js";
import "./chunk-PKYZUBT2.js";
import "./chunk-6M3AT35K.js";
import "./chunk-NKOZB7QU.js";
import {
  files
} from "./chunk-PCFTPDBQ.js";
import "./chunk-JXQYIRUK.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-URJK3CXB.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-MKIKLSRV.js";
import "./chunk-OWH3JKRQ.js";
import "./chunk-DZIJRXJ5.js";

// src/main.ts
import { join } from "node:path";
var cacheClient = join(import.meta.dirname, "cache-client.js");
await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(DEFAULTS));
  const { request, inputs } = await readRequest(texts, job);
  const resolved = await resolveRequest(request, inputs, job, files.readOptional);
  const runtime = entry.begin(job, request, inputs.finish());
  const { buildImage } = await import("./build-NTQAQDOM.js");
  await buildImage(resolved, runtime, cacheClient);
});
