import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  openBake
} from "./chunk-TS2KH525.js";
import {
  readRequest,
  runEntryPoint
} from "./chunk-EDRAPWMT.js";
import "./chunk-OS4WFHUI.js";
import "./chunk-ZTVR6A2K.js";
import "./chunk-HZSWDUUE.js";
import {
  resolveRequest
} from "./chunk-72XO7GE2.js";
import "./chunk-NXMPYK6G.js";
import "./chunk-EWDKZCVP.js";
import "./chunk-GGQTLZUK.js";
import "./chunk-BIWZXJR4.js";
import "./chunk-SBUBRVET.js";
import "./chunk-6M3AT35K.js";
import "./chunk-4QDN5QIE.js";
import "./chunk-MQ3NEQN5.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import "./chunk-OCILWB7R.js";
import "./chunk-M7UK7KQW.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-FRELBWRT.js";
import "./chunk-SJWTZUPK.js";
import "./chunk-BKL3PCXY.js";
import "./chunk-6EDLY2WM.js";
import "./chunk-OB72YRBA.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-4GDYJIQG.js";
import "./chunk-HYDKXRKV.js";
import {
  DEFAULTS
} from "./chunk-Q5CG6YHZ.js";
import "./chunk-2DW7FGOM.js";
import "./chunk-A6M3UA5Q.js";
import "./chunk-VZH57ZPR.js";
import "./chunk-G6TENKBZ.js";
import "./chunk-LPENDHY2.js";
import "./chunk-J3MCE7AV.js";
import "./chunk-IQ6XSYHV.js";
import "./chunk-QUADCOQJ.js";
import "./chunk-BNWZ2G3D.js";
import "./chunk-QLWMCSIL.js";
import "./chunk-PK4Y6EYA.js";
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
  const { buildImage } = await import("./build-YSMIM5CZ.js");
  await buildImage(resolved, runtime, cacheClient);
});
