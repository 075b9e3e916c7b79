import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  dockerEnvironment
} from "./chunk-7TPXWTWC.js";
import {
  readLedger
} from "./chunk-HOAFPGKJ.js";
import {
  files,
  runStep,
  runner
} from "./chunk-ATJH3RGD.js";
import {
  createEngine,
  createHttp,
  describeEnd,
  resolveEndpoint,
  run,
  succeeded
} from "./chunk-JFWEDKY6.js";
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
    case "containers": {
      const containers = await engine.containers({ ancestor: entry.image });
      const made = containers.filter(({ name }) => !entry.except.includes(name));
      await Promise.all(made.map(({ name }) => engine.removeContainer(name)));
      return;
    }
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
      return `a container of ${entry.image}`;
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
