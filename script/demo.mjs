import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommands } from './runner/formats.mjs';
import { runAction, runPost } from './runner.mjs';

const root = join(import.meta.dirname, '..');
const repository = 'localhost:5000/demo/hello';
const temp = mkdtempSync(join(tmpdir(), 'multiarch-demo-'));
const cancel = new AbortController();
process.on('SIGINT', () => cancel.abort());

const job = {
  action: root,
  workspace: join(root, 'sample'),
  temp,
  signal: cancel.signal,
  inputs: { images: repository, tags: 'latest', platforms: 'linux/amd64,linux/arm64,linux/arm/v7', push: true },
  onOutput: show,
};

/** Prints a runner's log as the web page shows it: groups as headings, annotations by their kind, without other commands. */
function show(line) {
  const [command] = parseCommands(line.trimEnd());
  if (!command) process.stdout.write(line);
  else if (command.command === 'group') console.log(`▾ ${command.message}`);
  else if (['error', 'warning', 'notice'].includes(command.command))
    console.log(`${command.command}: ${command.message}`);
}

function runImages({ outputs }) {
  console.log(`\ndigest  ${outputs.digest}`);
  for (const [platform, digest] of Object.entries(JSON.parse(outputs.digests))) {
    const text = execFileSync('docker', ['run', '--rm', '--quiet', '--platform', platform, `${repository}@${digest}`], {
      encoding: 'utf8',
    });
    console.log(`${platform.padEnd(14)} ${digest}  ${text.trim()}`);
  }
}

try {
  const started = performance.now();
  const main = await runAction(job);
  console.log(`\n${main.summary}`);
  if (main.code === 0) {
    console.log(`The action took ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    runImages(main);
  }
  // as in a job: later steps first, then the clean-up
  const post = await runPost({ ...job, state: main.state });
  process.exitCode = main.code || post.code || (main.killedBy || post.killedBy ? 1 : 0);
} finally {
  rmSync(temp, { recursive: true, force: true });
}
