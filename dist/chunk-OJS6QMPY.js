import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/clients/docker/labelled.ts
async function removeLabelled(engine, label) {
  const names = await engine.containers({ label });
  await Promise.all(names.map((name) => engine.endContainer(name)));
  return names;
}

export {
  removeLabelled
};
