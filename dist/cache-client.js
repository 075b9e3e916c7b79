import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  ANSWER
} from "./chunk-4GDYJIQG.js";
import {
  endProcess
} from "./chunk-HYDKXRKV.js";
import "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/cache-client.ts
import { json } from "node:stream/consumers";
var order = await json(process.stdin);
var { restoreCache, saveCache } = await import("./cache-IB2UZQCZ.js");
if (order.action === "save") {
  await saveCache([order.folder], order.key);
} else {
  const [first = "", ...others] = order.keys;
  const key = await restoreCache([order.folder], first, others);
  console.log(`${ANSWER}${JSON.stringify({ key })}`);
}
await endProcess();
