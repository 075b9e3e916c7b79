import { join } from 'node:path';
import { enterBy } from './door.ts';
import { DEFAULTS } from './inputs/defaults.ts';
import { readRequest } from './inputs/read.ts';
import { findProblems } from './plan/problems.ts';
import { files } from './system/files.ts';

const cacheClient = join(import.meta.dirname, 'cache-client.js');
await enterBy(
  Object.keys(DEFAULTS),
  (input, job) => readRequest(input, job, (asked, fine) => findProblems(asked, fine, job, files.readOptional)),
  async (request, surroundings) => {
    // its rooms are not loaded for a request that is refused, nor before the first word
    const { makeImage } = await import('./job/image.ts');
    await makeImage(request, { ...surroundings, cacheClient });
  },
);
