import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  removeLabelled
} from "./chunk-OJS6QMPY.js";
import {
  files
} from "./chunk-7WVL6ES4.js";
import {
  LineSplitter
} from "./chunk-7GDUNNN3.js";
import {
  formatPlatform
} from "./chunk-XYI3VIGJ.js";
import {
  findDocker
} from "./chunk-XXQO62Y5.js";
import {
  describeEnd,
  succeeded
} from "./chunk-25QNN4TD.js";
import {
  printableLine
} from "./chunk-BNWZ2G3D.js";
import {
  ActionError
} from "./chunk-QLWMCSIL.js";

// src/verify/smoke.ts
import { randomUUID } from "node:crypto";

// src/verify/labelled-docker.ts
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
var WITH_VALUE = "-c --context --config -H --host -l --log-level --tlscacert --tlscert --tlskey".split(" ");
function labelledDocker(docker, label) {
  return `#!/bin/sh
place=option
for word in "$@"; do
  shift
  set -- "$@" "$word"
  case "$place $word" in
    ${WITH_VALUE.map((option) => `'option ${option}'`).join(" | ")}) place=value ;;
    'option '-*) ;;
    'value '*) place=option ;;
    'option container') place=container ;;
    'option run' | 'option create' | 'container run' | 'container create')
      set -- "$@" --label ${quoted(label)}
      place=arguments
      ;;
    *) place=arguments ;;
  esac
done
exec ${quoted(docker)} "$@"
`;
}
async function withLabelledDocker(env, { folder, docker, label }) {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true, mode: 448 });
  await writeFile(join(bin, "docker"), labelledDocker(docker, label), { mode: 448 });
  return { ...env, PATH: `${bin}:${env.PATH ?? ""}` };
}
function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

// src/verify/smoke.ts
var LABEL = "io.github.multiarch-build.smoke-test";
async function smokeTest(image, store, script, session) {
  if (script === void 0) return;
  const { folder } = session;
  const label = `${LABEL}=${randomUUID()}`;
  const docker = findDocker(session.env, files.isFile);
  const env = docker === void 0 ? session.env : await withLabelledDocker(session.env, { folder: folder.path, docker, label });
  for (const platform of image.platforms) {
    await testPlatform(platform, await store.runnable(platform), script, label, { ...session, env });
  }
}
async function testPlatform({ platform, digest }, reference, script, label, { env, job, run, engine, recordCleanup, runner }) {
  const name = formatPlatform(platform);
  const removed = recordCleanup({ kind: "containers", label });
  runner.info(`smoke test of ${name}`);
  const [stdout, stderr] = [new LineSplitter(), new LineSplitter()];
  const show = (lines) => lines.forEach((line) => void runner.info(`  ${printableLine(line)}`));
  const finished = await run({
    program: "bash",
    group: true,
    args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    env: { ...env, IMAGE: reference, PLATFORM: name, DIGEST: digest, DOCKER_DEFAULT_PLATFORM: name },
    cwd: job.workspace,
    onStdout: (chunk) => show(stdout.push(chunk)),
    onStderr: (chunk) => show(stderr.push(chunk))
    // removed before the test of the next platform; if that fails, as in a cancelled job, the post step removes them
  }).finally(() => removeLabelled(engine, label).then(removed, () => void 0));
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: "No tag was updated. See its output above. `docker run --rm $IMAGE …` in the script ran the built image."
  });
}

export {
  smokeTest
};
