import { join } from 'node:path';
import { enterBy } from './actions/entry.ts';
import { DEFAULTS } from './inputs/defaults.ts';
import { readRequest } from './inputs/read.ts';
import { findProblems } from './plan/problems.ts';
import { files } from './runtime/files.ts';

const cacheClient = join(import.meta.dirname, 'cache-client.js');
await enterBy(
  Object.keys(DEFAULTS),
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  async (request, runtime) => {
    // these modules are not loaded for an invalid request, nor before the first log line
    const { buildImage } = await import('./actions/build.ts');
    await buildImage(request, runtime, cacheClient);
  },
);
