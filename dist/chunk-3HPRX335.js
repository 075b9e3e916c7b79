import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  safeParse
} from "./chunk-LHKR3JLK.js";

// src/model/json.ts
function readJson(schema, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return void 0;
  }
  const result = safeParse(schema, value);
  return result.success ? result.output : void 0;
}

export {
  readJson
};
