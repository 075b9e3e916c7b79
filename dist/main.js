import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  openBake
} from "./chunk-TUKDTR6U.js";
import {
  readRequest,
  runEntryPoint
} from "./chunk-QUKXKPDK.js";
import "./chunk-OS4WFHUI.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-IE72TGGG.js";
import {
  resolveRequest
} from "./chunk-2VDU56Z5.js";
import "./chunk-LJ65B4NB.js";
import "./chunk-K32XPB6D.js";
import "./chunk-GJPZ5EHP.js";
import "./chunk-6M3AT35K.js";
import "./chunk-AUVJWZU4.js";
import "./chunk-OGAESYJB.js";
import "./chunk-NI2VA4UO.js";
import "./chunk-4YZUU5Y5.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import "./chunk-523U7GFD.js";
import "./chunk-6EDLY2WM.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-EULWAJQN.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-7Y2BUHLI.js";
import {
  DEFAULTS
} from "./chunk-Z4MZIORY.js";
import "./chunk-GVHTKDSL.js";
import "./chunk-2MNHUKET.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-DBELGCJR.js";
import "./chunk-6VUY2EHY.js";
import "./chunk-QFXDYJZT.js";
import "./chunk-ONTQI3AW.js";
import "./chunk-QUADCOQJ.js";
import "./chunk-PK4Y6EYA.js";
import "./chunk-QU2FOL6C.js";
import "./chunk-S3IJUGYC.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-EGFNVJ3A.js";
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
  const { buildImage } = await import("./build-UDCUZYDP.js");
  await buildImage(resolved, runtime, cacheClient);
});
