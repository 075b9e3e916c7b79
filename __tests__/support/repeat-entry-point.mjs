// Runs an entry point of the action many times in one process: `node repeat-entry-point.mjs <order>`, a file with the entry point and the
// environment of each run. Writes the output, the processor time and the subprocesses of each run.
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';

const [, , path] = process.argv;
const { entry, times } = JSON.parse(readFileSync(path, 'utf8'));
process.setMaxListeners(0); // each run adds its listeners for signals
// each run ends the process
process.execve = undefined;
process.exit = () => {};

let children = [];
subscribe('child_process', ({ process: child }) => void children.push(child.spawnargs));
const results = [];
for (const [i, env] of times.entries()) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  const printed = [];
  const { write } = process.stdout;
  process.stdout.write = (text, ...rest) => {
    printed.push(String(text));
    rest.at(-1)?.();
    return true;
  };
  const started = process.cpuUsage();
  await import(`${entry}?${i}`);
  const { user } = process.cpuUsage(started);
  const milliseconds = user / 1000;
  process.stdout.write = write;
  results.push({ printed: printed.join(''), milliseconds, children, code: process.exitCode ?? 0 });
  children = [];
  process.exitCode = 0;
}
writeFileSync(path, JSON.stringify(results));
