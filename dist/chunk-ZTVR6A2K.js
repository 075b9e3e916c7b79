import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/runtime/cleanup.ts
var STATE = "cleanup";
function createCleanupRecorder(runner) {
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
function readCleanups(runner) {
  const text = runner.state(STATE);
  return text === "" ? [] : JSON.parse(text).reverse();
}

export {
  createCleanupRecorder,
  readCleanups
};
