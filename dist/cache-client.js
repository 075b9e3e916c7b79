import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ANSWER
} from "./chunk-4GDYJIQG.js";
import {
  endProcess
} from "./chunk-C5DNSZZR.js";
import "./chunk-C2GDKVOC.js";
import "./chunk-DZIJRXJ5.js";

// src/cache-client.ts
import { json } from "node:stream/consumers";
var order = await json(process.stdin);
var { restoreCache, saveCache } = await import("./cache-YRLXMSIW.js");
if (order.action === "save") {
  await saveCache([order.folder], order.key);
} else {
  const [first = "", ...others] = order.keys;
  const key = await restoreCache([order.folder], first, others);
  console.log(`${ANSWER}${JSON.stringify({ key })}`);
}
await endProcess();
