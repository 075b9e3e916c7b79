import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/runtime/ledger.ts
var STATE = "undo";
function createLedger(runner) {
  const entries = /* @__PURE__ */ new Set();
  const save = () => runner.saveState(STATE, JSON.stringify([...entries]));
  return (entry) => {
    entries.add(entry);
    save();
    return () => {
      entries.delete(entry);
      save();
    };
  };
}
function readLedger(runner) {
  const text = runner.state(STATE);
  return text === "" ? [] : JSON.parse(text).reverse();
}

export {
  createLedger,
  readLedger
};
