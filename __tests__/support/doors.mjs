// Runs a door of the action many times in one process, as the runner runs it once: `node doors.mjs <order>`, a file with
// the door, and for each time the environment. Writes what each printed, how long it took and which children it started.
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';

const [, , path] = process.argv;
const { door, times } = JSON.parse(readFileSync(path, 'utf8'));
process.setMaxListeners(0); // each time listens for signals anew
// each time ends the process
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
  const started = performance.now();
  await import(`${door}?${i}`);
  const milliseconds = performance.now() - started;
  process.stdout.write = write;
  results.push({ printed: printed.join(''), milliseconds, children, code: process.exitCode ?? 0 });
  children = [];
  process.exitCode = 0;
}
writeFileSync(path, JSON.stringify(results));
