import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  openBake
} from "./chunk-X33I3P6S.js";
import {
  readRequest,
  runEntryPoint
} from "./chunk-GEWYQRSI.js";
import "./chunk-OS4WFHUI.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-KGZ5MXFU.js";
import {
  resolveRequest
} from "./chunk-O3KUTANO.js";
import "./chunk-EREP3DAQ.js";
import "./chunk-PQDY42JW.js";
import "./chunk-WOAEOZCA.js";
import "./chunk-S3FJIZEN.js";
import "./chunk-3HDIQV75.js";
import "./chunk-6M3AT35K.js";
import "./chunk-4QDN5QIE.js";
import "./chunk-7MZOPX7C.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import "./chunk-OCILWB7R.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-JDHU2MAM.js";
import "./chunk-SJWTZUPK.js";
import "./chunk-BKL3PCXY.js";
import "./chunk-5KDB2SZE.js";
import "./chunk-6EDLY2WM.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-HYDKXRKV.js";
import {
  DEFAULTS
} from "./chunk-PO6KYNY6.js";
import "./chunk-DRQUZ2CI.js";
import "./chunk-KF45ZQFP.js";
import "./chunk-UZVA5NJG.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-7NESLQ2E.js";
import "./chunk-XXQO62Y5.js";
import "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-IWCVWDM7.js";
import "./chunk-LHKR3JLK.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-JEHR6NQ4.js";
import "./chunk-BB63CQQL.js";
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
  const { buildImage } = await import("./build-RVRW2ES4.js");
  await buildImage(resolved, runtime, cacheClient);
});
