import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ANSWER
} from "./chunk-4GDYJIQG.js";
import {
  endProcess
} from "./chunk-DMOZ74TI.js";
import "./chunk-54M6UIB7.js";
import "./chunk-DZIJRXJ5.js";

// src/cache-client.ts
import { json } from "node:stream/consumers";
var order = await json(process.stdin);
var { restoreCache, saveCache } = await import("./cache-AN6GBHE4.js");
if (order.action === "save") {
  await saveCache([order.folder], order.key);
} else {
  const [first = "", ...others] = order.keys;
  const key = await restoreCache([order.folder], first, others);
  console.log(`${ANSWER}${JSON.stringify({ key })}`);
}
await endProcess();
