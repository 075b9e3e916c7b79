import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  createEngine,
  dockerEnvironment,
  forgetLogins
} from "./chunk-GP7RNROK.js";
import {
  isOver,
  thisMachine
} from "./chunk-B6PWGEBV.js";
import {
  removeLabelled
} from "./chunk-OJS6QMPY.js";
import "./chunk-U6FXPDFU.js";
import "./chunk-GAY4O6F3.js";
import {
  readCleanups
} from "./chunk-ZTVR6A2K.js";
import {
  createHttp
} from "./chunk-KGZ5MXFU.js";
import {
  runStep
} from "./chunk-7MZOPX7C.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import "./chunk-OCILWB7R.js";
import "./chunk-7GDUNNN3.js";
import "./chunk-JDHU2MAM.js";
import "./chunk-SJWTZUPK.js";
import "./chunk-BKL3PCXY.js";
import "./chunk-5KDB2SZE.js";
import "./chunk-6EDLY2WM.js";
import "./chunk-XYI3VIGJ.js";
import "./chunk-HYDKXRKV.js";
import "./chunk-3FVQARAN.js";
import {
  describeEnd,
  resolveEndpoint,
  run,
  succeeded
} from "./chunk-25QNN4TD.js";
import "./chunk-3HPRX335.js";
import {
  runner
} from "./chunk-BNWZ2G3D.js";
import "./chunk-IWCVWDM7.js";
import "./chunk-LHKR3JLK.js";
import {
  ActionError,
  messageOf
} from "./chunk-QLWMCSIL.js";
import "./chunk-5GDL2WVS.js";
import "./chunk-JEHR6NQ4.js";
import {
  REMOVE_BUILDER_MS
} from "./chunk-BB63CQQL.js";
import "./chunk-DZIJRXJ5.js";

// src/session/cleanup.ts
import { rm } from "node:fs/promises";
async function cleanUp(entries, { docker, run: run2, warn }) {
  for (const entry of entries) {
    try {
      await removeOne(entry, docker, run2);
    } catch (error) {
      warn(`${describe(entry)} is left over: ${messageOf(error)}`);
    }
  }
}
async function removeOne(entry, docker, run2) {
  switch (entry.kind) {
    case "folder":
      return rm(entry.path, { recursive: true, force: true });
    case "logins": {
      const machine = thisMachine();
      return forgetLogins(entry.config, (id) => id === entry.run || isOver(id, machine));
    }
    case "image":
      return docker().engine.untag(entry.name);
    case "tag":
      return docker().engine.tag(entry.image, entry.repository, entry.tag);
    case "container":
      return docker().engine.removeContainer(entry.name);
    case "volume":
      return docker().engine.removeVolume(entry.name);
    case "containers":
      await removeLabelled(docker().engine, entry.label);
      return;
    case "builder":
      return insist(
        await run2({
          program: entry.buildx,
          args: ["rm", "--force", entry.name],
          env: { ...docker().env, BUILDX_CONFIG: entry.config },
          timeout: REMOVE_BUILDER_MS
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
    case "logins":
      return `a login in ${entry.config}`;
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
    const docker = () => {
      const endpoint = resolveEndpoint(process.env, files.readOptional);
      return {
        engine: createEngine(endpoint, http, files.readOptional),
        env: dockerEnvironment(process.env, endpoint, { config: void 0, buildx: void 0 })
      };
    };
    await cleanUp(readCleanups(runner), { docker, run, warn: runner.warning });
  } catch (error) {
    runner.warning(`the clean-up did not end: ${messageOf(error)}`);
  } finally {
    await http.close();
  }
});
