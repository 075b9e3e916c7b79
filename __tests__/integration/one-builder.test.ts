import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Outcome, Scenario } from '../support/bench.ts';
import { CLASSIC, CONTAINER, describeForms } from '../support/forms.ts';
import { leftoversOf } from '../support/leftovers.ts';
import { TrialBed } from '../support/trial.ts';

const CALL = { driver: 'docker-container', call: 'check', push: 'false' };

describeForms(
  'the steps of a job',
  (bench) => {
    const binfmt = (...args: string[]) =>
      bench.docker('run', '--rm', '--privileged', 'tonistiigi/binfmt:latest', ...args);
    beforeEach(() => void binfmt('--uninstall', 'qemu-riscv64'));
    afterAll(() => void binfmt('--install', 'riscv64'));
    const booted = ({ events }: Outcome) =>
      events.filter(({ what, subject }) => what === 'container start' && /buildkit/.test(subject)).length;

    /** Runs steps one after another, and then their post steps in reverse order. */
    async function runJob(...steps: readonly Scenario[]): Promise<readonly Outcome[]> {
      const [first, ...others] = steps;
      if (first === undefined) return [];
      let later: readonly Outcome[] = [];
      const outcome = await bench.pass({
        ...first,
        async before(result) {
          await first.before?.(result);
          later = await runJob(...others);
        },
      });
      return [outcome, ...later];
    }

    test('share a builder with its cache, also for an emulator that a later step registers', async () => {
      const Dockerfile = `FROM busybox\nRUN : ${randomUUID()}; echo "runs on $(uname -m)"\n`;
      const files = { Dockerfile };
      const [first, second, third] = await runJob(
        { files, inputs: { platforms: 'linux/amd64' } },
        { files, inputs: { platforms: 'linux/amd64,linux/riscv64' } },
        { files, inputs: { platforms: 'linux/amd64', 'driver-opts': 'env.A=1' } },
      );
      const { builder } = first?.outputs ?? {};
      expect(second?.outputs.builder).toBe(builder);
      expect(second?.log).toContain('an earlier step of this job made it with the same settings');
      expect(second?.log).toMatch(/^ {2}emulators +riscv64 \(to install\)$/m);
      expect(second?.log).toContain('runs on riscv64');
      expect(second?.log).not.toContain('runs on x86_64');
      expect(third?.outputs.builder).not.toBe(builder);
      expect(third?.log).toContain(`not ${builder} of an earlier step: it has other settings: driver-opts`);
      // events of a step include those of the steps after it, up to its post step
      expect([first, second, third].map((each) => each && booted(each))).toEqual([2, 1, 1]);
    });

    test('do not use a builder that has died', async () => {
      const files = { Dockerfile: 'FROM busybox\nRUN true\n' };
      const inputs = { platforms: 'linux/amd64' };
      const [first, second] = await runJob(
        {
          files,
          inputs,
          before: ({ outputs }) => void bench.docker('rm', '-f', `buildx_buildkit_${outputs.builder}0`),
        },
        { files, inputs },
      );
      expect(second?.outputs.builder).not.toBe(first?.outputs.builder);
      expect(second?.log).toContain('its container does not run any more');
    });
  },
  [CLASSIC, CONTAINER],
);

describe('a builder of several steps or jobs', () => {
  let bed: TrialBed;
  beforeAll(async () => {
    bed = await TrialBed.start();
  });
  afterAll(() => bed.stop());

  test('is removed after a later step was cancelled', async () => {
    const temp = bed.folder();
    const inputs = { driver: 'docker-container', platforms: 'linux/amd64' };
    const cancel = new AbortController();
    const nonce = randomUUID();
    const files = { Dockerfile: `FROM busybox\nRUN echo ${nonce} && sleep 30\n` };
    let log = '';
    await bed.run({
      ...{ temp, inputs },
      async between() {
        const onOutput = (line: string) => void (line.includes(`] ${nonce}`) && cancel.abort());
        log = (await bed.run({ temp, inputs, files, onOutput, signal: cancel.signal })).result.log;
      },
    });
    expect(log).toMatch(/an earlier step of this job made it[\s\S]*cancelled by SIGINT/);
    expect(leftoversOf(bed.proxy.host, temp)).toEqual([]);
  });

  test('is kept by several jobs that start at once, in each of three rounds', async () => {
    const env = { BUILDX_CONFIG: bed.folder() };
    const inputs = { ...CALL, 'keep-builder': 'true' };
    for (let round = 0; round < 3; round += 1) {
      const runs = await Promise.all([1, 2].map(() => bed.run({ env, inputs })));
      expect(runs.map(({ result, error }) => [result.code, error])).toEqual(runs.map(() => [0, '']));
      expect(runs.map(({ result }) => result.outputs.builder)).toEqual(runs.map(() => 'multiarch-build'));
      expect(readdirSync(env.BUILDX_CONFIG)).not.toContain('multiarch-build.lock');
      execFileSync('docker', ['buildx', 'rm', 'multiarch-build'], { env: { ...process.env, ...env }, stdio: 'pipe' });
    }
  });
});
