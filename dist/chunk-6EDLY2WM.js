import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/digest.ts
import { createHash } from "node:crypto";
var PATTERN = /^sha256:[0-9a-f]{64}$/;
function isDigest(text) {
  return typeof text === "string" && PATTERN.test(text);
}
function digestOf(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function shortHash(text, digits) {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
async function* hashed(bytes, wanted, mismatch) {
  const hash = createHash("sha256");
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== wanted) throw mismatch(found);
}

export {
  isDigest,
  digestOf,
  shortHash,
  hashed
};
