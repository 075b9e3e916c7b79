import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/clients/cache-service/cache-order.ts
var ANSWER = "answer ";

export {
  ANSWER
};
