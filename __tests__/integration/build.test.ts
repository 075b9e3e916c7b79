import { createHash } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { crane, type Manifest } from '../support/crane.ts';
import { CLASSIC, describeForms, ENGINE } from '../support/forms.ts';
import { serveGit } from '../support/git-server.ts';
import { expectPublished } from '../support/published.ts';

const registry = crane();

describeForms('building', (bench, form) => {
  test('passes secrets to RUN, but not to images, arguments or logs', async () => {
    const secrets = { value: 'open-sesame,"1"', env: 'open-sesame-2', file: 'open-sesame-3' };
    // runs in place of buildx and records its arguments
    const home = bench.ownHome({
      '.docker/cli-plugins/docker-buildx': `#!/bin/sh\necho "$@" >>"$ARGUMENTS"\nexec ${bench.buildx} "$@"\n`,
    });
    chmodSync(join(home, '.docker/cli-plugins/docker-buildx'), 0o755);
    const seen = join(bench.folder(), 'arguments');
    const image = bench.repository();
    const mounts = Object.keys(secrets).map((id) => `--mount=type=secret,id=${id}`);
    const { outputs, log, summary } = await bench.pass({
      files: {
        Dockerfile: `FROM busybox\nRUN ${mounts.join(' ')} cd /run/secrets && sha256sum * >/sums\nCMD ["cat", "/sums"]\n`,
        'token.txt': secrets.file,
      },
      inputs: {
        tags: `${image}:1`,
        platforms: 'linux/amd64',
        secrets: `"value=${secrets.value.replaceAll('"', '""')}"`,
        'secret-envs': 'env=MY_TOKEN',
        'secret-files': 'file=token.txt',
        provenance: 'mode=max',
        'smoke-test': 'docker run --rm $IMAGE',
        push: 'true',
      },
      env: { HOME: home, MY_TOKEN: secrets.env, ARGUMENTS: seen },
    });
    expectPublished(outputs, [`${image}:1`]);
    for (const [id, secret] of Object.entries(secrets)) {
      expect(log).toContain(`${createHash('sha256').update(secret).digest('hex')}  ${id}`);
    }
    const shown = log.replaceAll(/^::add-mask::.*$/gm, '');
    const published = contentOf(image, registry.digest(`${image}:1`));
    const texts = {
      shown,
      summary,
      outputs: JSON.stringify(outputs),
      arguments: readFileSync(seen, 'utf8'),
      published,
    };
    for (const [where, text] of Object.entries(texts)) {
      expect([where, text.length > 0, text.includes('open-sesame')]).toEqual([where, true, false]);
    }
  });

  test('annotates a RUN that fails in the Dockerfile, and does not update the tag', async () => {
    const image = bench.repository();
    const inputs = { tags: `${image}:1`, platforms: 'linux/amd64,linux/arm64', context: 'app', push: 'true' };
    await bench.pass({ files: { 'app/Dockerfile': 'FROM scratch\nCOPY Dockerfile /\n' }, inputs });
    const before = registry.digest(`${image}:1`);
    const { commands, errors, log, summary } = await bench.fail({
      files: {
        'app/Dockerfile':
          'FROM busybox\n\nRUN if [ $(uname -m) = aarch64 ]; then echo it is the wrong one; exit 3; fi\n',
      },
      inputs,
    });
    expect(commands.filter(({ command, properties }) => command === 'error' && properties.line)).toEqual([
      expect.objectContaining({ properties: expect.objectContaining({ file: 'app/Dockerfile', line: '3' }) }),
    ]);
    expect(errors.at(-1)).toMatch(
      /^RUN if .* failed on linux\/arm64 \(emulated\).*\. Exit code 3: it is the wrong one \(Dockerfile:3\)/,
    );
    expect(log).toMatch(/^\[linux\/arm64 .*\] it is the wrong one$/m);
    expect(registry.digest(`${image}:1`)).toBe(before);
    expect(summary).toMatch(
      /^### ❌ .* was not published\n\n<strong><code>RUN if .* failed on linux\/arm64 \(emulated\)/,
    );
    expect(summary).toMatch(/^it is the wrong one$/m);
    expect(summary).toMatch(/^No tag was updated\.$/m);
    expect(summary).toMatch(/^\| linux\/arm64 \| emulated \| ❌ failed at <code>2\/2 RUN if /m);
    expect(summary).toMatch(/^ +3 \| >>> RUN if/m);
  });

  test('uses build arguments, a target, additional contexts and .dockerignore', async () => {
    const { workspace } = await bench.pass({
      files: {
        'docker/Dockerfile':
          'FROM scratch AS wanted\nARG A\nARG B\nCOPY . /\nCOPY --from=more . /more\nLABEL a=$A b=$B\nFROM wanted\nRUN false\n',
        '.dockerignore': 'docker\nsecret\n.dockerignore\nimage\n',
        secret: 'x',
        kept: 'y',
        'other/file': 'z',
      },
      inputs: {
        file: 'docker/Dockerfile',
        target: 'wanted',
        'build-args': 'A=1 2\nB',
        'build-contexts': 'more=other',
        platforms: 'linux/amd64',
        outputs: 'type=oci,dest=image,tar=false',
      },
      env: { B: 'from the environment' },
      writes: ['image'],
    });
    const blob = (digest = '') => readFileSync(join(workspace, 'image/blobs', digest.replace(':', '/')));
    const [top] = JSON.parse(readFileSync(join(workspace, 'image/index.json'), 'utf8')).manifests;
    const { manifests = [top] } = JSON.parse(blob(top.digest).toString()) as Manifest;
    const manifest = JSON.parse(blob(manifests[0]?.digest).toString());
    expect(JSON.parse(blob(manifest.config.digest).toString()).config.Labels).toMatchObject({
      a: '1 2',
      b: 'from the environment',
    });
    const files = manifest.layers.flatMap(({ digest }: { digest: string }) => namesIn(gunzipSync(blob(digest))));
    expect(files.sort()).toEqual(['kept', 'more/', 'more/file', 'other/', 'other/file']);
  });

  test('`call: check` reports warnings without a build', async () => {
    const { errors, log } = await bench.fail({
      files: { Dockerfile: 'FROM --platform=linux/amd64 busybox\nRUN false\n' },
      inputs: { call: 'check' },
    });
    expect(errors).toEqual([expect.stringMatching(/^Check complete, 1 warning/)]);
    expect(log).toContain('WARNING: FromPlatformFlagConstDisallowed');
  });

  test('`call: targets` lists the stages without a build', async () => {
    const { outputs, summary, log } = await bench.pass({
      files: { Dockerfile: 'FROM busybox AS one\nRUN false\nFROM one AS two\n' },
      inputs: { call: 'targets' },
    });
    for (const text of [summary, log]) expect(text).toMatch(/^one *\n+two \(default\)/m);
    // a call alone does not create a builder
    expect(outputs.driver).toBe(form.inputs.driver ?? 'docker');
    expect([outputs.digest, outputs.digests]).toEqual(['', '{}']);
  });
});

describeForms(
  'a build from a Git context',
  (bench) => {
    test('publishes an image with the warnings of its Dockerfile', async () => {
      const image = bench.repository();
      const dockerfile = 'FROM --platform=linux/amd64 busybox AS tool\nFROM busybox\nRUN uname -m >/arch\n';
      const server = await serveGit(
        bench.folder({ 'app/Dockerfile': `${dockerfile}COPY --from=tool /bin/sh /tool\n` }),
      );
      try {
        const { outputs, log, warnings } = await bench.pass({
          files: {},
          inputs: { tags: `${image}:1`, platforms: 'linux/arm64', context: `${server.url}#main:app`, push: 'true' },
        });
        expectPublished(outputs, [`${image}:1`]);
        // the metadata that buildx writes at its end
        expect(JSON.parse(outputs.metadata ?? '')).toMatchObject({ 'containerimage.digest': outputs.digest });
        expect(outputs.imageid).toMatch(/^sha256:/);
        expect(log).toMatch(
          /^ {2}linux\/arm64 +emulated \(the Dockerfile could not be followed: it comes with a Git context\)/m,
        );
        expect(warnings.join()).toContain('Dockerfile:1: a stage is pinned to one platform. If it is the last stage,');
      } finally {
        await server.stop();
      }
    });

    test('reports a ref that does not exist after one attempt', async () => {
      const server = await serveGit(bench.folder({ Dockerfile: 'FROM busybox\n' }));
      try {
        const { errors, log } = await bench.fail({
          files: {},
          inputs: { context: `${server.url}#nosuch`, cache: 'registry', 'cache-ref': bench.repository() },
        });
        expect(errors.join()).toContain('could not fetch its source: repository does not contain ref nosuch');
        expect(log).not.toContain('build cache');
      } finally {
        await server.stop();
      }
    });
  },
  [ENGINE, CLASSIC],
);

/** Unpacked content of a digest and everything that it refers to, attestations included, as one text. */
function contentOf(repository: string, digest: string): string {
  const { manifests, config, layers } = registry.manifest(`${repository}@${digest}`);
  const below = (manifests ?? []).map(({ digest }) => contentOf(repository, digest));
  const blobs = [...(config === undefined ? [] : [config]), ...(layers ?? [])].map((blob) => {
    const bytes = registry.blob(`${repository}@${blob.digest}`);
    return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1');
  });
  return [JSON.stringify(registry.manifest(`${repository}@${digest}`)), ...below, ...blobs].join('\n');
}

/** The names in an archive: https://www.gnu.org/software/tar/manual/html_node/Standard.html */
function namesIn(archive: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; archive[at]; ) {
    const field = (from: number, length: number) =>
      archive.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    names.push(field(0, 100));
    at += 512 * (1 + Math.ceil(Number.parseInt(field(124, 12), 8) / 512));
  }
  return names;
}

describeForms(
  'a build that takes too long',
  (bench) => {
    test('is stopped, and the summary shows the step that ran', async () => {
      const { summary, errors } = await bench.fail({
        files: { Dockerfile: 'FROM busybox\nRUN echo begun; sleep 60\n' },
        inputs: { tags: `${bench.repository()}:1`, platforms: 'linux/amd64,linux/arm64', push: 'true', timeout: '8s' },
      });
      expect(errors).toEqual([expect.stringMatching(/^not done within 8 s, while building/)]);
      expect(summary).toMatch(/^### ⏱️ .* was not published: the timeout expired$/m);
      expect(summary).toMatch(/^No tag was updated\./m);
      expect(summary).toMatch(
        /^\| linux\/arm64 \| emulated \| ⏹️ stopped at <code>2\/2 RUN echo begun; sleep 60<\/code> \|/m,
      );
    });
  },
  [ENGINE],
);
