import { randomUUID } from 'node:crypto';
import { findDocker } from '../clients/docker/buildx.ts';
import type { Engine } from '../clients/docker/engine.ts';
import { removeLabelled } from '../clients/docker/labelled.ts';
import { ActionError } from '../model/errors.ts';
import type { Image, PlatformImage } from '../model/image.ts';
import { formatPlatform } from '../model/platform.ts';
import { files } from '../runtime/files.ts';
import { LineSplitter } from '../runtime/lines.ts';
import { printableLine } from '../runtime/printable.ts';
import { describeEnd, succeeded } from '../runtime/process.ts';
import type { Runner } from '../runtime/runner.ts';
import type { Session } from '../session/session.ts';
import type { ImageStore } from '../store/store.ts';
import { withLabelledDocker } from './labelled-docker.ts';

type SmokeSession = Pick<Session, 'env' | 'job' | 'run' | 'folder' | 'recordCleanup'> & {
  readonly engine: Pick<Engine, 'containers' | 'endContainer'>;
  readonly runner: Pick<Runner, 'info'>;
};

/** Name of the label of the containers of a smoke test. */
const LABEL = 'io.github.multiarch-build.smoke-test';

/**
 * Runs the user's script once for each platform, one after another, so that their output does not mix. The output is
 * printed immediately.
 * @param script run by bash, which stops at the first command that fails. Undefined if there is no smoke test.
 */
export async function smokeTest(
  image: Image,
  store: Pick<ImageStore, 'runnable'>,
  script: string | undefined,
  session: SmokeSession,
): Promise<void> {
  if (script === undefined) return;
  const { folder } = session;
  // chosen after the build, so that no image can contain this label
  const label = `${LABEL}=${randomUUID()}`;
  const docker = findDocker(session.env, files.isFile);
  const env =
    docker === undefined ? session.env : await withLabelledDocker(session.env, { folder: folder.path, docker, label });
  for (const platform of image.platforms) {
    await testPlatform(platform, await store.runnable(platform), script, label, { ...session, env });
  }
}

async function testPlatform(
  { platform, digest }: PlatformImage,
  reference: string,
  script: string,
  label: string,
  { env, job, run, engine, recordCleanup, runner }: SmokeSession,
): Promise<void> {
  const name = formatPlatform(platform);
  // a container can outlive the script, for example if its first process ignores the signal
  const removed = recordCleanup({ kind: 'containers', label });
  runner.info(`smoke test of ${name}`);
  const [stdout, stderr] = [new LineSplitter(), new LineSplitter()];
  const show = (lines: readonly string[]) => lines.forEach((line) => void runner.info(`  ${printableLine(line)}`));
  const finished = await run({
    program: 'bash',
    group: true,
    args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
    env: { ...env, IMAGE: reference, PLATFORM: name, DIGEST: digest, DOCKER_DEFAULT_PLATFORM: name },
    cwd: job.workspace,
    onStdout: (chunk) => show(stdout.push(chunk)),
    onStderr: (chunk) => show(stderr.push(chunk)),
    // removed before the test of the next platform; if that fails, as in a cancelled job, the post step removes them
  }).finally(() => removeLabelled(engine, label).then(removed, () => undefined));
  show([...stdout.end(), ...stderr.end()]);
  if (succeeded(finished)) return;
  throw new ActionError(`the smoke test of ${name} failed: ${describeEnd(finished)}`, {
    hint: 'No tag was updated. See its output above. `docker run --rm $IMAGE …` in the script ran the built image.',
  });
}
