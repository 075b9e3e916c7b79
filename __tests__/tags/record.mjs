/**
 * Records the result of docker/metadata-action for each line of cases.jsonl, from a released bundle of it:
 *   node __tests__/plan/tags/record.mjs <its dist/index.cjs>
 * The bundle runs unchanged, as the runner would run it, with the event's environment and payload. Its clock stands
 * still, and a server on loopback answers for GitHub's API: it knows the repository of the payload, and no commit.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENTS, NOW } from './events.ts';

const bundle = process.argv[2];
const casesFile = new URL('cases.jsonl', import.meta.url);
const clock = `data:text/javascript,${encodeURIComponent(`
  const Real = Date, now = Real.parse('${NOW}');
  globalThis.Date = class extends Real {
    constructor(...args) { args.length > 0 ? super(...args) : super(now); }
    static now() { return now; }
  };`)}`;

const repository = EVENTS['push main'].payload.repository;
const api = createServer((request, response) => {
  const isRepository = request.url === `/repos/${repository.full_name}`;
  response.writeHead(isRepository ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isRepository ? repository : { message: 'Not Found' }));
});
await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
const folder = await mkdtemp(join(tmpdir(), 'record-'));

/** A line as the list of an input: CSV, so quotes are doubled. */
const asItem = (line) => (line.includes('"') ? `"${line.replaceAll('"', '""')}"` : line);

async function run({ event, rules, flavor = [], own = [] }) {
  const { env, payload } = EVENTS[event];
  const [eventFile, outputFile] = [join(folder, 'event.json'), join(folder, 'output')];
  await writeFile(eventFile, JSON.stringify(payload));
  await writeFile(outputFile, '');
  const child = spawn(process.execPath, ['--import', clock, bundle], {
    env: {
      PATH: process.env.PATH,
      TZ: 'America/New_York',
      GITHUB_API_URL: `http://127.0.0.1:${api.address().port}`,
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_OUTPUT: outputFile,
      RUNNER_TEMP: folder,
      DOCKER_METADATA_SET_OUTPUT_ENV: 'false',
      'INPUT_GITHUB-TOKEN': 'none',
      INPUT_TAGS: rules.map(asItem).join('\n'),
      INPUT_FLAVOR: flavor.map(asItem).join('\n'),
      INPUT_LABELS: own.map(asItem).join('\n'),
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const error = /^::error::(.*?)(?:%0A.*)?$/m.exec(said)?.[1];
  if (code !== 0) return { error: error ?? `exit code ${code}` };
  const outputs = new Map();
  for (const [, name, , value] of (await readFile(outputFile, 'utf8')).matchAll(/^(.+?)<<(\S+)\n([\s\S]*?)\n\2$/gm)) {
    outputs.set(name, value);
  }
  const json = JSON.parse(outputs.get('json'));
  return { version: outputs.get('version'), tags: json['tag-names'], ...(own.length > 0 && { labels: json.labels }) };
}

const lines = [];
for (const line of (await readFile(casesFile, 'utf8')).trim().split('\n')) {
  const { event, rules, flavor, own, ours, why } = JSON.parse(line);
  lines.push(
    JSON.stringify({ event, rules, flavor, own, theirs: await run({ event, rules, flavor, own }), ours, why }),
  );
}
await writeFile(casesFile, `${lines.join('\n')}\n`);
api.close();
await rm(folder, { recursive: true });
