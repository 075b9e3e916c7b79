import { formatPlatform } from '../inputs/platform.ts';
import type { Engine } from '../system/docker/engine.ts';
import { ActionError } from '../system/errors.ts';
import { LineSplitter } from '../system/lines.ts';
import { printableLine } from '../system/printable.ts';
import { describeEnd, type Run, succeeded } from '../system/process.ts';
import type { Ledger } from '../system/undo.ts';
import type { Candidate, Image, PlatformImage } from './image.ts';

export interface SmokeTest {
  /** Run by bash, which stops at the first command that fails; `undefined`: nothing is to be tested. */
  readonly script: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly run: Run;
  readonly engine: Pick<Engine, 'containers' | 'removeContainer'>;
  readonly ledger: Ledger;
  readonly print: (line: string) => void;
}

/**
 * Runs the user's script once for each platform, one after another so that their output can be told apart; what the
 * script says is shown as it comes.
 */
export async function smokeTest(image: Image, candidate: Candidate, { script, ...tools }: SmokeTest): Promise<void> {
  if (script === undefined) return;
  for (const platform of image.platforms) {
    await testPlatform(platform, await candidate.runnable(platform), { script, ...tools });
  }
}

async function testPlatform(
  { platform, digest }: PlatformImage,
  reference: string,
  { script, env, cwd, run, engine, ledger, print }: SmokeTest & { readonly script: string },
): Promise<void> {
  const name = formatPlatform(platform);
  // a container outlives its client where the first process in it ignores the signal, and a script may leave one behind
  const except = (await engine.containers({ ancestor: reference })).map(({ name }) => name);
  const removed = ledger({ kind: 'containers', image: reference, except });
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
  }).finally(() => removeContainers(engine, reference, except).then(removed, () => undefined));
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: 'No tag was moved. See its output above; `docker run --rm $IMAGE …` there ran exactly these bytes.',
  });
}

/**
 * At once, and not in the post step: a later step may run the image for good. Where it fails, as it does once the job is
 * cancelled, the post step does it all the same.
 */
async function removeContainers(engine: SmokeTest['engine'], image: string, except: readonly string[]): Promise<void> {
  const containers = await engine.containers({ ancestor: image });
  const made = containers.filter(({ name }) => !except.includes(name));
  await Promise.all(made.map(({ name }) => engine.removeContainer(name)));
}
