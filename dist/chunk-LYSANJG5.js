import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/system/cache-order.ts
var ANSWER = "answer ";

export {
  ANSWER
};
