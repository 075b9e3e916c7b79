import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runAction } from '../../script/runner.mjs';
import { crane } from '../support/crane.ts';
import { CLASSIC, describeForms, ENGINE } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';
import { ROOT } from '../support/trial.ts';

const registry = crane();

/** `base` is built first. Its Dockerfile is in the bake file. */
const HCL = `
variable "IMAGE" {}
variable "VERSION" { default = "0" }
group "default" { targets = ["app"] }
target "meta" { labels = { version = VERSION } }
target "app" {
  inherits = ["meta"]
  context = "app"
  dockerfile = "app.Dockerfile"
  contexts = { base = "target:base" }
  args = { NAME = "bake", OTHER = "bake" }
  secret = ["type=env,id=token,env=TOKEN"]
  platforms = ["linux/amd64", "linux/arm64"]
  tags = ["\${IMAGE}:1"]
  output = ["type=registry"]
}
target "base" {
  contexts = { tools = "target:tools" }
  dockerfile-inline = <<EOT
FROM busybox
ARG TARGETARCH
COPY --from=tools /tool /tool
RUN echo $TARGETARCH $(uname -m) > /base
EOT
}
target "tools" {
  context = "tools"
  platforms = ["linux/amd64"]
}
`;

const FILES = {
  'docker-bake.hcl': HCL,
  'app/app.Dockerfile': `FROM base
ARG TARGETARCH NAME OTHER
RUN --mount=type=secret,id=token test "$(cat /run/secrets/token)" = open-sesame
RUN test "$(cat /base)" = "$TARGETARCH $(uname -m)" && test "$(cat /tool)" = tool
RUN test "$NAME $OTHER" = "bake step"
`,
  'tools/Dockerfile': 'FROM scratch\nCOPY tool /\n',
  'tools/tool': 'tool',
};

const COMPOSE = `
services:
  web:
    image: \${IMAGE}:1
    build:
      context: web
      additional_contexts: { base: "service:base" }
      labels: { a: b }
  base:
    build: { context: base }
`;

describeForms(
  'a target of a bake file',
  (bench, form) => {
    test('is built and published for two platforms, with the targets that its contexts refer to', async () => {
      const image = bench.repository();
      const env = { IMAGE: image, VERSION: '1.2', TOKEN: 'open-sesame' };
      const inputs = { 'bake-target': 'default', push: 'true', 'build-args': 'OTHER=step' };
      const { outputs, log, warnings } = await bench.pass({ files: FILES, inputs, env });
      expectPublished(outputs, [`${image}:1`]);
      expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
      expect(registry.config(`${image}:1`, 'linux/arm64').config.Labels).toMatchObject({ version: '1.2' });
      expect(outputs.driver).toBe(form.driver);
      const built = [...log.matchAll(/^building the target (\S+) first/gm)].map(([, name]) => name);
      expect(built).toEqual(['tools', 'base']);
      expect(warnings).toEqual([]);
    });

    test('of a compose file is built with the target that it refers to', async () => {
      const image = bench.repository();
      const { outputs } = await bench.pass({
        files: {
          'deploy/compose.yaml': COMPOSE,
          'web/Dockerfile': 'FROM base\nRUN test "$(cat /file)" = base\n',
          'base/Dockerfile': 'FROM busybox\nCOPY file /\n',
          'base/file': 'base',
        },
        inputs: { 'bake-file': 'deploy/compose.yaml', 'bake-target': 'web', platforms: 'linux/amd64', push: 'true' },
        env: { IMAGE: image },
      });
      expectPublished(outputs, [`${image}:1`]);
      expect(registry.config(`${image}:1`).config.Labels).toMatchObject({ a: 'b' });
    });
  },
  [ENGINE, CLASSIC],
);

const folder = mkdtempSync(join(tmpdir(), 'bake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function step(hcl: string, inputs: Readonly<Record<string, string>>, action = '.') {
  const [workspace, temp] = ['workspace-', 'temp-'].map((name) => mkdtempSync(join(folder, name)));
  if (workspace === undefined || temp === undefined) throw new Error('no folder');
  writeFileSync(join(workspace, 'docker-bake.hcl'), hcl);
  return runAction({ action: join(ROOT, action), workspace, temp, inputs, env: { IMAGE: 'acme/app' } });
}

test('reports problems of a target with those of the inputs, and no consequence of a target that cannot be read', async () => {
  const wrong =
    'target "app" {\n  dockerfile-inline = "FROM scratch"\n  platforms = ["linux/amd46"]\n  entitlements = ["security.insecure"]\n}\n';
  const { code, commands } = await step(wrong, { 'bake-target': 'app', retries: 'x' });
  const messages = (all: typeof commands) =>
    all.filter(({ command }) => command === 'error').map(({ message }) => message);
  expect([code, ...messages(commands)]).toEqual([
    1,
    `3 problems in the inputs:
allow: the target app asks for security.insecure; add security.insecure if the bake file may have it
platforms[0] (target app): unknown architecture "amd46"; did you mean amd64?
retries: must be a number from 0 to 100, got "x"`,
  ]);
  const missing = await step(HCL, { 'bake-target': 'ap', push: 'true', retries: 'x' });
  expect(messages(missing.commands)).toEqual([
    `2 problems in the inputs:
bake-target: buildx cannot read the target ap: failed to find target ap; run \`docker buildx bake --print ap\` in the checkout to see it
retries: must be a number from 0 to 100, got "x"`,
  ]);
});

test('gives a plan its platforms and tags, also those of the bake file of docker/metadata-action', async () => {
  const plain = await step(HCL, { 'bake-target': 'app' }, 'plan');
  expect([plain.code, plain.outputs.platforms, plain.outputs.tags]).toEqual([
    0,
    'linux/amd64,linux/arm64',
    'acme/app:1',
  ]);
  const file = join(folder, 'docker-metadata-action-bake.json');
  writeFileSync(file, JSON.stringify({ target: { meta: { tags: ['acme/app:2', 'acme/app:latest'] } } }));
  const hcl = HCL.replace(/^ {2}tags = .*$/m, '');
  const inputs = { 'bake-file': `docker-bake.hcl,cwd://${file}`, 'bake-target': 'app' };
  const { code, outputs } = await step(hcl, inputs, 'plan');
  expect([code, outputs.tags]).toEqual([0, 'acme/app:2\nacme/app:latest']);
});
