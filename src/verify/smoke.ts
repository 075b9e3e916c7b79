import { randomUUID } from 'node:crypto';
import { findDocker } from '../clients/docker/buildx.ts';
import type { Engine } from '../clients/docker/engine.ts';
import { removeLabelled } from '../clients/docker/labelled.ts';
import { ActionError } from '../model/errors.ts';
import type { Image, PlatformImage } from '../model/image.ts';
import { formatPlatform } from '../model/platform.ts';
import { files } from '../runtime/files.ts';
import type { Ledger } from '../runtime/ledger.ts';
import { LineSplitter } from '../runtime/lines.ts';
import { printableLine } from '../runtime/printable.ts';
import { describeEnd, type Run, succeeded } from '../runtime/process.ts';
import type { ImageStore } from '../store/store.ts';
import { withLabelledDocker } from './labelled-docker.ts';

export interface SmokeTest {
  /** Run by bash, which stops at the first command that fails; `undefined`: nothing is to be tested. */
  readonly script: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly run: Run;
  /** Of this run. */
  readonly folder: string;
  readonly engine: Pick<Engine, 'containers' | 'endContainer'>;
  readonly ledger: Ledger;
  readonly print: (line: string) => void;
}

/** The name of the label that containers of a smoke test have. */
const LABEL = 'io.github.multiarch-build.smoke-test';

/**
 * Runs the user's script once for each platform, one after another so that their output can be told apart; what the
 * script says is shown as it comes.
 */
export async function smokeTest(
  image: Image,
  store: Pick<ImageStore, 'runnable'>,
  { script, ...tools }: SmokeTest,
): Promise<void> {
  if (script === undefined) return;
  const { folder } = tools;
  // drawn after the build, so that no image can hand this label on to containers of others
  const label = `${LABEL}=${randomUUID()}`;
  const docker = findDocker(tools.env, files.isFile);
  const env = docker === undefined ? tools.env : await withLabelledDocker(tools.env, { folder, docker, label });
  for (const platform of image.platforms) {
    await testPlatform(platform, await store.runnable(platform), { script, label, ...tools, env });
  }
}

async function testPlatform(
  { platform, digest }: PlatformImage,
  reference: string,
  { script, label, env, cwd, run, engine, ledger, print }: SmokeTest & Readonly<Record<'script' | 'label', string>>,
): Promise<void> {
  const name = formatPlatform(platform);
  // a container outlives its client if its first process ignores the signal, and a script may leave one behind
  const removed = ledger({ kind: 'containers', label });
  print(`smoke test of ${name}`);
  const [stdout, stderr] = [new LineSplitter(), new LineSplitter()];
  const show = (lines: readonly string[]) => lines.forEach((line) => void print(`  ${printableLine(line)}`));
  const finished = await run({
    program: 'bash',
    group: true,
    args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
    env: { ...env, IMAGE: reference, PLATFORM: name, DIGEST: digest, DOCKER_DEFAULT_PLATFORM: name },
    cwd,
    onStdout: (chunk) => show(stdout.push(chunk)),
    onStderr: (chunk) => show(stderr.push(chunk)),
    // at once, for the next platform's sake; if it fails, as it does in a cancelled job, the post step does it
  }).finally(() => removeLabelled(engine, label).then(removed, () => undefined));
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: 'No tag was updated. See its output above; `docker run --rm $IMAGE …` there ran exactly these bytes.',
  });
}
