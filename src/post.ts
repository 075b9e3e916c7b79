import { messageOf } from './model/errors.ts';
import { undoAll } from './setup/undo.ts';
import { runStep } from './step.ts';
import { resolveEndpoint } from './system/docker/endpoint.ts';
import { createEngine } from './system/docker/engine.ts';
import { dockerEnvironment } from './system/docker/environment.ts';
import { files } from './system/files.ts';
import { createHttp } from './system/http.ts';
import { run } from './system/process.ts';
import { runner } from './system/runner.ts';
import { readLedger } from './system/undo.ts';

await runStep(async () => {
  const http = createHttp();
  try {
    const docker = () => {
      const endpoint = resolveEndpoint(process.env, files.readOptional);
      return {
        engine: createEngine(endpoint, http, files.readOptional),
        env: dockerEnvironment(process.env, endpoint, { config: undefined, buildx: undefined }),
      };
    };
    await undoAll(readLedger(runner), { docker, run, warn: runner.warning });
  } catch (error) {
    runner.warning(`the clean-up did not end: ${messageOf(error)}`);
  } finally {
    await http.close();
  }
});
