import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  dockerEnvironment,
  removeLabelled
} from "./chunk-CH26BZB7.js";
import {
  readLedger
} from "./chunk-HOAFPGKJ.js";
import {
  runStep,
  runner
} from "./chunk-RDP4F73L.js";
import {
  createEngine,
  createHttp,
  describeEnd,
  files,
  resolveEndpoint,
  run,
  succeeded
} from "./chunk-RXLZEPVH.js";
import {
  ActionError,
  messageOf
} from "./chunk-YUQLBWP6.js";
import "./chunk-7ITNS3YL.js";
import "./chunk-3IYWNRI5.js";
import "./chunk-V6WV6ORF.js";
import "./chunk-B7OSUQQ7.js";

// src/setup/undo.ts
import { rm } from "node:fs/promises";
var LIMIT = 6e4;
async function undoAll(entries, {
  engine,
  run: run2,
  env,
  warn
}) {
  for (const entry of entries) {
    try {
      await undo(entry, engine, run2, env);
    } catch (error) {
      warn(`${describe(entry)} is left over: ${messageOf(error)}`);
    }
  }
}
async function undo(entry, engine, run2, env) {
  switch (entry.kind) {
    case "folder":
      return rm(entry.path, { recursive: true, force: true });
    case "image":
      return engine.untag(entry.name);
    case "tag":
      return engine.tag(entry.image, entry.repository, entry.tag);
    case "container":
      return engine.removeContainer(entry.name);
    case "volume":
      return engine.removeVolume(entry.name);
    case "containers":
      await removeLabelled(engine, entry.label);
      return;
    case "builder":
      return insist(
        await run2({
          program: entry.buildx,
          args: ["rm", "--force", entry.name],
          env: { ...env, BUILDX_CONFIG: entry.config },
          timeout: LIMIT
        })
      );
  }
}
function describe(entry) {
  switch (entry.kind) {
    case "containers":
      return "a container of the smoke test";
    case "tag":
      return `the borrowed name ${entry.repository}:${entry.tag}`;
    case "folder":
      return `the folder ${entry.path}`;
    default:
      return `the ${entry.kind} ${entry.name}`;
  }
}
function insist(finished) {
  if (!succeeded(finished) && !/no builder .* found/.test(finished.stderr)) {
    throw new ActionError(`${describeEnd(finished)}: ${finished.stderr.trim()}`);
  }
}

// src/post.ts
await runStep(async () => {
  const http = createHttp();
  try {
    const endpoint = resolveEndpoint(process.env, files.readOptional);
    await undoAll(readLedger(runner), {
      engine: createEngine(endpoint, http, files.readOptional),
      run,
      env: dockerEnvironment(process.env, endpoint, { config: void 0, buildx: void 0 }),
      warn: runner.warning
    });
  } catch (error) {
    runner.warning(`the clean-up did not end: ${messageOf(error)}`);
  } finally {
    await http.close();
  }
});
