import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { putImage } from '../support/put-image.ts';
import { DIES, diesAfter, type Replacement, SILENT, standIns } from '../support/stand-in.ts';
import { type Trial, TrialBed, type Verdict } from '../support/trial.ts';

jest.setTimeout(60_000);

const CONTAINER = { driver: 'docker-container' };
const SLOW = { Dockerfile: 'FROM busybox\nRUN echo begun; sleep 5\n' };
const KILLED =
  /(?:killed by SIGKILL|exit status 137): another process killed it, or memory ran out \(now [\d.]+ of [\d.]+ GB of memory are free\)/;

let bed: TrialBed;
const images: string[] = [];
beforeAll(async () => {
  bed = await TrialBed.start();
});
afterAll(async () => {
  if (images.length > 0) execFileSync('docker', ['image', 'rm', ...images]);
  await bed.stop();
});
afterEach(() => bed.proxy.reset());

/** Runs a step in which a stand-in replaces a subprocess. */
function runWith(replacement: Replacement | undefined, trial: Trial = {}): Promise<Verdict> {
  return bed.run({ ...trial, env: standIns(bed.folder(), replacement === undefined ? [] : [replacement]) });
}

function expectRefused({ result, updated, error, retries }: Verdict, message: RegExp): void {
  expect(error).toMatch(message);
  expect({ code: result.code, outputs: result.outputs, updated, retries }).toEqual({
    code: 1,
    outputs: {},
    updated: [],
    retries: 0,
  });
}

describe('a subprocess that is killed', () => {
  test.each<[string, Replacement | undefined, Trial, RegExp]>([
    [
      'buildx during a RUN',
      { program: 'docker-buildx', when: 'build *', act: diesAfter(1.5) },
      { files: SLOW, inputs: { platforms: 'linux/amd64' } },
      /^buildx ended without an error message during ".*RUN echo begun; sleep 5": killed/,
    ],
    [
      'buildx during the creation of a builder',
      { program: 'docker-buildx', when: 'create *', act: DIES },
      { inputs: CONTAINER },
      /^the docker-container builder could not be created: killed/,
    ],
    [
      'buildx during the boot of a builder',
      { program: 'docker-buildx', when: 'inspect --bootstrap *', act: DIES },
      { inputs: CONTAINER },
      /^the docker-container builder could not be created: killed/,
    ],
    [
      'the script of a smoke test',
      undefined,
      { inputs: { 'smoke-test': 'kill -9 $$' } },
      /^the smoke test of linux\/amd64 failed: killed/,
    ],
    [
      'the container of a smoke test',
      undefined,
      {
        files: { Dockerfile: 'FROM busybox\n' },
        inputs: { 'smoke-test': 'id=$(docker run --detach $IMAGE sleep 60); docker kill $id; exit $(docker wait $id)' },
      },
      /^the smoke test of linux\/amd64 failed: exit status 137/,
    ],
  ])('%s fails the step with an error that names it', async (_, replacement, trial, message) => {
    const verdict = await runWith(replacement, trial);
    expectRefused(verdict, message);
    expect(verdict.error).toMatch(KILLED);
  });

  test('buildx during the copy of a part fails the step with an error that names it', async () => {
    const digest = await putImage(bed.registry.host, { repository: 'elsewhere', architecture: 'amd64' });
    const digests = JSON.stringify({ 'linux/amd64': `${bed.proxy.host}/elsewhere@${digest}` });
    const verdict = await runWith(
      { program: 'docker-buildx', when: 'imagetools create *', act: DIES },
      { action: 'merge', inputs: { digests, platforms: 'linux/amd64' } },
    );
    expectRefused(verdict, /elsewhere@sha256:\w+ could not be copied to .*: killed/);
    expect(verdict.error).toMatch(KILLED);
  });

  test('a credential helper fails the step with an error that names it', async () => {
    const closed = await TrialBed.start({ login: true });
    try {
      const env = standIns(bed.folder(), [], {
        scripts: { 'docker-credential-dead': DIES },
        config: { credsStore: 'dead' },
      });
      const verdict = await closed.run({ env, inputs: { registry: '', username: '', password: '' } });
      expectRefused(verdict, /the credential helper docker-credential-dead did not give a login for .*: killed/);
    } finally {
      await closed.stop();
    }
  });

  test('the builder is reported with the status of its container and the end of its log', async () => {
    const verdict = await bed.run({
      files: SLOW,
      inputs: { ...CONTAINER, platforms: 'linux/amd64' },
      onOutput: (line) => /\] begun/.test(line) && killBuilders(),
    });
    expectRefused(
      verdict,
      /^the connection to the builder was lost during the build: .*its container buildx_buildkit_multiarch-build-.* exited with status 137/,
    );
    expect(verdict.result.log).toMatch(/^ {2}.*running server on/m);
  });

  test('the installer of emulators fails the step with an error that names it', async () => {
    const run = runWith(undefined, { inputs: installerThat('sleep 60') });
    while (installers().length === 0) await wait(100);
    execFileSync('docker', ['kill', ...installers()]);
    const verdict = await run;
    expectRefused(
      verdict,
      /^the emulators for .* could not be registered: .* ended with exit status 137: another process/,
    );
    expect(verdict.error).toMatch(KILLED);
    expect(installers('--all')).toEqual([]);
  });

  test('an installer of emulators that does not start fails the step as well', async () => {
    const verdict = await runWith(undefined, { inputs: { qemu: 'always', 'qemu-image': 'busybox' } });
    expectRefused(verdict, /^the emulators for .* could not be registered: the Docker engine refused to start /);
    expect(installers('--all')).toEqual([]);
  });

  test('buildx during the export of the cache causes only a notice', async () => {
    bed.proxy.fail({ fault: { kind: 'hang' }, method: 'PUT', path: /buildcache\/manifests/ });
    const verdict = await runWith(
      { program: 'docker-buildx', when: 'build *', act: diesAfter(4) },
      { inputs: { cache: 'registry' } },
    );
    expect(verdict).toMatchObject({ published: true, result: { code: 0 } });
    expect(verdict.result.log).toMatch(/::notice::The build cache was not written to .*: killed by SIGKILL/);
    const { metadata = '', digest } = verdict.result.outputs;
    expect(JSON.parse(metadata)).toEqual({ 'containerimage.digest': digest });
  });
});

describe('a subprocess that exits with 0 and without a valid result', () => {
  test.each<[string, Replacement, Trial, RegExp]>([
    [
      'buildx with Docker Engine',
      { program: 'docker-buildx', when: 'build *', act: SILENT },
      {},
      /succeeded but wrote no metadata about its result/,
    ],
    [
      'buildx with a builder in a container',
      { program: 'docker-buildx', when: 'build *', act: SILENT },
      { inputs: CONTAINER },
      /succeeded but wrote no metadata about its result/,
    ],
    [
      'buildx with truncated metadata',
      {
        program: 'docker-buildx',
        when: 'build *',
        act: `"$REAL" "$@" && for arg; do case $arg in --metadata-file=*) echo '{"contain' >"\${arg#*=}" ;; esac; done; exit 0`,
      },
      {},
      /succeeded but wrote no metadata about its result/,
    ],
    [
      'buildx with metadata without a digest',
      {
        program: 'docker-buildx',
        when: 'build *',
        act: `"$REAL" "$@" && for arg; do case $arg in --metadata-file=*) echo '{}' >"\${arg#*=}" ;; esac; done; exit 0`,
      },
      { inputs: CONTAINER },
      /did not tell its digest/,
    ],
    [
      'buildx before 0.12, with progress as text,',
      { program: 'docker-buildx', when: 'build *', act: 'exec "$REAL" "${@/rawjson/plain}"' },
      {},
      /^the installed buildx is too old: it reports progress as text, not as JSON events/,
    ],
    [
      'buildx during the creation of a builder',
      { program: 'docker-buildx', when: 'create *', act: SILENT },
      { inputs: CONTAINER },
      /^buildx exited with status 0 but did not create the builder/,
    ],
    [
      'docker load',
      { program: 'docker', when: 'load *', act: SILENT },
      { inputs: { ...CONTAINER, push: 'false', load: 'true' } },
      /was loaded into the engine, which does not hold all of/,
    ],
  ])('%s fails the step', async (_, replacement, trial, message) => {
    expectRefused(await runWith(replacement, trial), message);
  });

  test('the installer of emulators fails the step', async () => {
    const verdict = await runWith(undefined, { inputs: installerThat('exit 0') });
    expectRefused(verdict, /^the emulators for .* could not be registered: .* ended with exit status 0/);
    expect(installers('--all')).toEqual([]);
  });

  test('buildx does not fail the step after the export of the image', async () => {
    const verdict = await runWith(
      {
        program: 'docker-buildx',
        when: 'build *',
        act: `"$REAL" "$@" && for arg; do case $arg in --metadata-file=*) rm "\${arg#*=}" ;; esac; done; exit 0`,
      },
      { inputs: { cache: 'registry' } },
    );
    expect(verdict).toMatchObject({ published: true, result: { code: 0 } });
    const { metadata = '', digest } = verdict.result.outputs;
    expect(JSON.parse(metadata)).toEqual({ 'containerimage.digest': digest });
  });
});

/** Returns inputs with an image for emulators that runs this script instead. */
function installerThat(script: string): Readonly<Record<string, string>> {
  const image = `multiarch-build.local/${script.replaceAll(' ', '-')}`;
  const Dockerfile = `FROM busybox\nENTRYPOINT ["sh", "-c", "${script}"]\n`;
  images.push(image);
  execFileSync('docker', ['build', '--quiet', '--tag', image, bed.folder({ Dockerfile })]);
  return { qemu: 'always', 'qemu-image': image };
}

function installers(...flags: string[]): readonly string[] {
  return containers(...flags).filter((name) => name.startsWith('multiarch-build-binfmt-'));
}

function killBuilders(): void {
  for (const name of containers().filter((each) => each.startsWith('buildx_buildkit_'))) {
    execFileSync('docker', ['kill', name]);
  }
}

/** Returns the running containers of this test, which have this process as owner in their names. */
function containers(...flags: string[]): readonly string[] {
  const filter = `name=-${process.pid.toString(36)}-`;
  const names = execFileSync('docker', ['ps', ...flags, '--format', '{{.Names}}', '--filter', filter]).toString();
  return names.split('\n');
}
