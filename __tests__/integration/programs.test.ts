import { expect, test } from '@jest/globals';
import { recorded } from '../programs/recorded.ts';
import { crane } from '../support/crane.ts';
import { CLASSIC, CONTAINER, describeForms, ENGINE } from '../support/forms.ts';

const registry = crane();
const BUSYBOX = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/library/busybox`;
const GO = { amd64: recorded('go linux/amd64'), arm64: recorded('go linux/arm64'), '386': recorded('go linux/386') };
/** Linked for glibc, which busybox's image does not have. */
const GLIBC = { amd64: recorded('debian amd64 bin/dash'), arm64: recorded('debian arm64 bin/dash') };

interface Row {
  readonly name: string;
  readonly dockerfile: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly platforms?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Each is built without an error by BuildKit. `error` is about the first foreign platform. */
const WRONG: readonly (Row & { readonly error: string })[] = [
  {
    name: 'a program that was copied for one platform',
    dockerfile: 'FROM scratch\nCOPY --chmod=755 app /app\nENTRYPOINT ["/app"]',
    files: { app: GO.amd64 },
    error:
      'the image for linux/arm64 starts /app: a linux/amd64 program (x86-64 ELF) from layer 1 (COPY --chmod=755 app /app)',
  },
  {
    name: 'a program that was downloaded for one platform',
    dockerfile: `FROM ${BUSYBOX}\nRUN --mount=target=/src cp /src/app /usr/bin/app && chmod +x /usr/bin/app\nCMD ["app", "--serve"]`,
    files: { app: GO.amd64 },
    error: 'the image for linux/arm64 starts /usr/bin/app: a linux/amd64 program (x86-64 ELF) from layer 2 (RUN cp',
  },
  {
    name: 'a build argument with a fixed processor',
    dockerfile:
      'FROM scratch AS out\nARG ARCH=amd64\nCOPY --chmod=755 app-$ARCH /app\nFROM out\nENV A=1\nENTRYPOINT ["/app"]',
    files: { 'app-amd64': GO.amd64, 'app-arm64': GO.arm64 },
    error:
      'the image for linux/arm64 starts /app: a linux/amd64 program (x86-64 ELF) from layer 1 (COPY --chmod=755 app-amd64 /app)',
  },
  {
    name: 'a script whose interpreter is for another platform',
    dockerfile: 'FROM scratch\nCOPY --chmod=755 run /run.sh\nCOPY --chmod=755 app /opt/lua\nENTRYPOINT ["/run.sh"]',
    files: { app: GO.amd64, run: '#!/opt/lua\n' },
    error:
      'the image for linux/arm64 starts /run.sh, which needs /opt/lua: a linux/amd64 program (x86-64 ELF) from layer 2',
  },
  {
    name: 'a program for glibc in an image without it',
    dockerfile: `FROM ${BUSYBOX}\nARG TARGETARCH\nCOPY --chmod=755 app-$TARGETARCH /app\nENTRYPOINT ["/app"]`,
    files: { 'app-amd64': GLIBC.amd64, 'app-arm64': GLIBC.arm64 },
    error:
      'a program that is dynamically linked for glibc, and its loader /lib64/ld-linux-x86-64.so.2 is missing in the image',
  },
  {
    name: 'a 64-bit program in a 32-bit image',
    dockerfile: 'FROM scratch\nCOPY --chmod=755 app /app\nENTRYPOINT ["/app"]',
    files: { app: GO.amd64 },
    platforms: 'linux/386',
    error: 'the image for linux/386 starts /app: a linux/amd64 program (x86-64 ELF)',
  },
  {
    name: 'with verify: strict, a foreign program that is not started',
    dockerfile: 'FROM scratch\nCOPY --chmod=755 app /tool\nLABEL a=b',
    files: { app: GO.amd64 },
    inputs: { verify: 'strict' },
    error: 'the build added 1 file that is a linux/amd64 program (x86-64 ELF) to the image for linux/arm64: /tool',
  },
];

const FOR_EACH = 'ARG TARGETARCH\nCOPY --chmod=755 app-$TARGETARCH /app\nENTRYPOINT ["/app"]';

const LEGITIMATE: readonly (Row & { readonly notices?: readonly unknown[] })[] = [
  {
    name: 'one static program on scratch',
    dockerfile: `FROM scratch\n${FOR_EACH}`,
    files: { 'app-amd64': GO.amd64, 'app-arm64': GO.arm64 },
  },
  {
    name: 'a script for the shell of the base image',
    dockerfile: `FROM ${BUSYBOX}\nCOPY --chmod=755 run /run.sh\nENTRYPOINT ["/run.sh"]`,
    files: { run: '#!/bin/sh\necho a\n' },
  },
  {
    name: 'a 386 program in an amd64 image',
    dockerfile: 'FROM scratch\nCOPY --chmod=755 app /app\nENTRYPOINT ["/app"]',
    files: { app: GO['386'] },
    platforms: 'linux/amd64',
  },
  {
    name: 'a foreign program that is not started, with a notice',
    dockerfile: `FROM scratch\n${FOR_EACH}\nCOPY --chmod=755 app-amd64 /sysroot/tool`,
    files: { 'app-amd64': GO.amd64, 'app-arm64': GO.arm64 },
    notices: [
      expect.stringContaining(
        'the build added 1 file that is a linux/amd64 program (x86-64 ELF) to the image for linux/arm64: /sysroot/tool',
      ),
    ],
  },
  {
    name: 'a foreign program at a path of foreign-programs',
    dockerfile: `FROM scratch\n${FOR_EACH}\nCOPY --chmod=755 app-amd64 /sysroot/tool`,
    files: { 'app-amd64': GO.amd64, 'app-arm64': GO.arm64 },
    inputs: { verify: 'strict', 'foreign-programs': '/sysroot/' },
  },
  {
    name: 'a foreign program with verify: false',
    dockerfile: 'FROM scratch\nCOPY --chmod=755 app /app\nENTRYPOINT ["/app"]',
    files: { app: GO.amd64 },
    inputs: { verify: 'false' },
  },
];

describeForms(
  'the programs of an image',
  (bench) => {
    const scenario = (
      image: string,
      { dockerfile, files, platforms = 'linux/amd64,linux/arm64', inputs = {} }: Row,
    ) => ({
      files: { ...files, Dockerfile: `${dockerfile}\n` },
      inputs: { tags: `${image}:1`, platforms, push: 'true', ...inputs },
    });

    test.each(WRONG)('are refused: $name', async ({ error, ...row }) => {
      const image = bench.repository();
      const { errors } = await bench.fail(scenario(image, row));
      expect(errors.join()).toContain(error);
      expect(registry.tags(image)).toEqual([]);
    });

    test.each(LEGITIMATE)('are accepted: $name', async ({ notices = [], ...row }) => {
      const image = bench.repository();
      const { log } = await bench.pass(scenario(image, row));
      expect(registry.tags(image)).toEqual(['1']);
      const noticed = [...log.matchAll(/^::notice::(.*the build added.*)$/gm)].map(([, text]) => text);
      expect(noticed).toEqual(notices);
    });

    test('are refused in a part, which is not pushed under a tag or recorded', async () => {
      const image = bench.repository();
      const wrong = WRONG[0] as Row;
      const { errors, outputs } = await bench.fail({
        files: { ...wrong.files, Dockerfile: wrong.dockerfile },
        inputs: { images: image, platforms: 'linux/arm64', 'push-by-digest': 'true' },
      });
      expect(errors.join()).toContain('the image for linux/arm64 starts /app');
      expect(outputs.digest ?? '').toBe('');
    });

    test('of exported files are checked too', async () => {
      const wrong = WRONG[0] as Row;
      const { errors } = await bench.fail({
        files: { ...wrong.files, Dockerfile: wrong.dockerfile },
        inputs: { platforms: 'linux/arm64', outputs: 'type=oci,dest=image.tar' },
        writes: ['image.tar'],
      });
      expect(errors.join()).toContain('the image for linux/arm64 starts /app');
    });
  },
  [ENGINE, CONTAINER, CLASSIC],
  [CONTAINER, CLASSIC],
);
