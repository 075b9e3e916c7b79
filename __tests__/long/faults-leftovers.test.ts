import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { leftoversOf, processesOf } from '../support/leftovers.ts';
import { onlyFile, TrialBed } from '../support/trial.ts';

jest.setTimeout(60_000);

let bed: TrialBed;
beforeAll(async () => {
  bed = await TrialBed.start();
});
afterAll(() => bed.stop());
afterEach(() => bed.proxy.reset());

const docker = (...args: string[]) =>
  execFileSync('docker', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();

interface KilledRun {
  /** The run is killed after it prints this. */
  readonly line: RegExp;
  readonly repository?: string;
  /** Instructions of its Dockerfile. */
  readonly run?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Delay of the kill in milliseconds. */
  readonly after?: number;
}

/** Starts another runner, and kills it with all its subprocesses, so that no post step runs. Returns its process id. */
async function runAndKill(
  temp: string,
  { line, repository = bed.repository(), run = 'RUN sleep 20', inputs = {}, after = 0 }: KilledRun,
): Promise<number> {
  const script = `
    const { runAction } = await import(${JSON.stringify(fileURLToPath(new URL('../../script/runner.mjs', import.meta.url)))});
    await runAction({ ...JSON.parse(process.argv[1]), onOutput: (line) => process.stdout.write(line) });`;
  const options = {
    action: fileURLToPath(new URL('../..', import.meta.url)),
    workspace: bed.folder({ Dockerfile: `FROM busybox\nCOPY file /\n${run}\n`, file: String(Math.random()) }),
    temp,
    inputs: {
      images: `${bed.proxy.host}/${repository}`,
      tags: '1',
      platforms: 'linux/amd64',
      push: 'true',
      cache: 'false',
      ...inputs,
    },
  };
  const runner = spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => {
    let printed = '';
    runner.stdout.on('data', (chunk) => {
      printed += chunk;
      if (line.test(printed)) resolve();
    });
    runner.on('close', () => resolve());
  });
  await wait(after);
  const tree = treeOf(runner.pid ?? 0);
  for (const pid of tree) process.kill(pid, 'SIGKILL');
  return runner.pid ?? 0;
}

/** Returns a process and all its descendants. */
function treeOf(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return [Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const;
      } catch {
        return [0, 0] as const;
      }
    });
  const below = (pid: number): readonly number[] => [
    pid,
    ...parents.filter(([, parent]) => parent === pid).flatMap(([each]) => below(each)),
  ];
  return below(root);
}

test.each([
  ['Docker Engine', 'auto', ['note']],
  ['a builder in a container', 'docker-container', ['container', 'volume']],
])('removes the leftovers of a killed run in the next run, and nothing else (%s)', async (_, driver, kinds) => {
  const temp = bed.folder();
  const others = `multiarch-build-somebody-${process.pid}`;
  docker('volume', 'create', others);
  mkdirSync(join(temp, 'multiarch-build-notes'));
  try {
    const owner = await runAndKill(temp, { line: /RUN sleep 20/, inputs: { driver } });
    while (processesOf(temp).length > 0) await wait(50);
    const left = leftoversOf(bed.proxy.host, temp, owner).map((line) => line.split(' ')[0]);
    expect(left.toSorted()).toEqual([...kinds, 'folder', 'folder'].toSorted());

    const next = await bed.run({ temp });
    expect(next.result.code).toBe(0);
    const removed = next.result.log.match(/^removed .*, left behind by a run that died$/gm) ?? [];
    expect(removed).toHaveLength(kinds.filter((kind) => kind !== 'note').length + 1);
    expect(leftoversOf(bed.proxy.host, temp, owner)).toEqual(['folder multiarch-build-notes']);
    expect(docker('volume', 'ls', '-q', '--filter', `name=${others}`)).toBe(others);
  } finally {
    docker('volume', 'rm', others);
  }
});

test('restores the image that had the pushed name before a run was killed', async () => {
  const [temp, repository] = [bed.folder(), bed.repository()];
  const name = `${bed.proxy.host}/${repository}:1`;
  const id = (image: string) => docker('images', '-q', '--no-trunc', image);
  docker('tag', 'tonistiigi/binfmt:latest', name);
  try {
    bed.proxy.fail({ method: 'PUT', path: /\/manifests\//, fault: { kind: 'hang' }, times: 99 });
    await runAndKill(temp, { line: /exporting to image/, run: '', repository, after: 2_000 });
    expect(id(name)).not.toBe(id('tonistiigi/binfmt:latest'));
    bed.proxy.reset();
    expect((await bed.run({ temp })).result.code).toBe(0);
    expect(id(name)).toBe(id('tonistiigi/binfmt:latest'));
  } finally {
    docker('image', 'rm', name);
  }
});

test.each([
  ['Docker Engine', { driver: 'auto' }],
  ['an OCI layout', { driver: 'docker-container', push: 'false' }],
])('removes the container and the image of a killed smoke test (%s)', async (_, inputs) => {
  const temp = bed.folder();
  const owner = await runAndKill(temp, {
    line: /smoke test of/,
    run: 'CMD ["sleep", "60"]',
    inputs: { ...inputs, 'smoke-test': 'docker run $IMAGE' },
    after: 1_500,
  });
  while (processesOf(temp).length > 0) await wait(50);
  const left = () => leftoversOf(bed.proxy.host, temp, owner).map((line) => line.split(' ')[0]);
  expect(left()).toEqual(expect.arrayContaining(['container', 'image', 'note']));
  expect((await bed.run({ temp })).result.code).toBe(0);
  expect(left()).toEqual([]);
});

test('publishes from several jobs at once, two of them to the same tags', async () => {
  const temp = bed.folder();
  const [shared, other] = [bed.repository(), bed.repository()];
  const runs = await Promise.all(
    [shared, shared, other].map((repository) =>
      bed.run({ repository, temp, files: onlyFile(), inputs: { tags: '1' } }),
    ),
  );
  const [a, b, c] = runs.map(({ result }) => result);
  expect(runs.map(({ result }) => result.code)).toEqual([0, 0, 0]);
  expect([a?.outputs.digest, b?.outputs.digest]).toContain((await bed.digests(shared)).get('1'));
  expect((await bed.digests(other)).get('1')).toBe(c?.outputs.digest);
  expect(leftoversOf(bed.proxy.host, temp)).toEqual([]);
});

test('publishes from several jobs at once with builders in containers', async () => {
  const temp = bed.folder();
  const runs = await Promise.all(
    [1, 2].map(() =>
      bed.run({
        temp,
        inputs: { driver: 'docker-container' },
        files: { Dockerfile: 'FROM scratch\nCOPY f /\n', f: randomBytes(9).toString('hex') },
      }),
    ),
  );
  expect(runs.map(({ result, published }) => [result.code, published])).toEqual([
    [0, true],
    [0, true],
  ]);
  expect(leftoversOf(bed.proxy.host, temp)).toEqual([]);
});
