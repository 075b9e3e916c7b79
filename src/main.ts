import { join } from 'node:path';
import { runEntryPoint } from './actions/entry.ts';
import { DEFAULTS } from './inputs/defaults.ts';
import { readRequest } from './inputs/read.ts';
import { resolveRequest } from './plan/resolve.ts';
import { files } from './runtime/files.ts';

const cacheClient = join(import.meta.dirname, 'cache-client.js');
await runEntryPoint(async (entry) => {
  const { texts, job } = await entry.open(Object.keys(DEFAULTS));
  const reading = await readRequest(texts, job, (asked, inputs) =>
    resolveRequest(asked, inputs, job, files.readOptional),
  );
  const runtime = entry.begin(job, reading);
  // these modules are not loaded for an invalid request, nor before the first log line
  const { buildImage } = await import('./actions/build.ts');
  await buildImage(reading.resolved, runtime, cacheClient);
});
