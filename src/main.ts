import { join } from 'node:path';
import { enterBy } from './actions/entry.ts';
import { DEFAULTS } from './inputs/defaults.ts';
import { readRequest } from './inputs/read.ts';
import { resolveRequest } from './plan/resolve.ts';
import { files } from './runtime/files.ts';

const cacheClient = join(import.meta.dirname, 'cache-client.js');
await enterBy(
  Object.keys(DEFAULTS),
  (texts, job) => readRequest(texts, job, (asked, inputs) => resolveRequest(asked, inputs, job, files.readOptional)),
  async (resolved, runtime) => {
    // these modules are not loaded for an invalid request, nor before the first log line
    const { buildImage } = await import('./actions/build.ts');
    await buildImage(resolved, runtime, cacheClient);
  },
);
