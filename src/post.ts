import { runStep } from './actions/step.ts';
import { resolveEndpoint } from './clients/docker/endpoint.ts';
import { createEngine } from './clients/docker/engine.ts';
import { dockerEnvironment } from './clients/docker/environment.ts';
import { createHttp } from './clients/http/http.ts';
import { messageOf } from './model/errors.ts';
import { readCleanups } from './runtime/cleanup.ts';
import { files } from './runtime/files.ts';
import { run } from './runtime/process.ts';
import { runner } from './runtime/runner.ts';
import { cleanUp } from './session/cleanup.ts';

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
    await cleanUp(readCleanups(runner), { docker, run, warn: runner.warning });
  } catch (error) {
    runner.warning(`the clean-up did not end: ${messageOf(error)}`);
  } finally {
    await http.close();
  }
});
