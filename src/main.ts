import { join } from 'node:path';
import { runEntryPoint } from './actions/entry.ts';
import { openBake } from './actions/open-bake.ts';
import { DEFAULTS } from './inputs/defaults.ts';
import { readRequest } from './inputs/read.ts';
import { resolveRequest } from './plan/resolve.ts';
import { files } from './runtime/files.ts';

const cacheClient = join(import.meta.dirname, 'cache-client.js');
await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(DEFAULTS));
  const baked = await openBake(texts, DEFAULTS, job, entry);
  const { request, inputs } = await readRequest(texts, job, baked);
  const resolved = await resolveRequest(request, inputs, job, files.readOptional);
  const runtime = entry.begin(job, request, inputs.finish());
  // these modules are not loaded for an invalid request, nor before the first log line
  const { buildImage } = await import('./actions/build.ts');
  await buildImage(resolved, runtime, cacheClient);
});
