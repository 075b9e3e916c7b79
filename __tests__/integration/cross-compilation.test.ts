import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { crane } from '../support/crane.ts';
import { describeForms, ENGINE } from '../support/forms.ts';

const registry = crane();
const example = (file: string) => readFileSync(new URL(`../../examples/xx/${file}`, import.meta.url), 'utf8');

const { platforms, verify } = parse(example('.github/workflows/image.yml')).jobs.image.steps[1].with;

/** Scripts of tonistiigi/xx as far as the example uses them. Without TARGETPLATFORM they compile for this machine. */
const STAND_IN = {
  'xx/xx-info': `#!/bin/sh
case \${TARGETPLATFORM:-$(uname -m)} in
  linux/amd64 | x86_64) echo x86_64-linux-gnu ;;
  linux/arm64 | aarch64) echo aarch64-linux-gnu ;;
  linux/arm/v7) echo arm-linux-gnueabihf ;;
  *) exit 1 ;;
esac
`,
  'xx/xx-go': `#!/bin/sh
case \${TARGETPLATFORM-} in
  linux/arm/v7) export GOARCH=arm GOARM=7 ;;
  linux/*) export GOARCH=\${TARGETPLATFORM#linux/} ;;
esac
exec go "$@"
`,
  // the image of the test bed has the compilers
  'xx/xx-apt-get': '#!/bin/sh\n',
};
const IMAGE = 'FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.9.0 AS xx\n';
const ARG = 'ARG TARGETPLATFORM\n';

/** The example with the stand-in for the image of xx. */
function dockerfile(edit: (text: string) => string = (text) => text): string {
  const text = example('Dockerfile');
  expect(text.split(IMAGE)).toHaveLength(2);
  expect(text.split(ARG)).toHaveLength(3);
  return edit(text.replace(IMAGE, 'FROM scratch AS xx\nCOPY --chmod=755 xx /usr/bin\n'));
}

describeForms(
  'a cross-compiled image of Go and C programs',
  (bench) => {
    const scenario = (image: string, Dockerfile: string) => ({
      files: {
        ...STAND_IN,
        ...Object.fromEntries(['go.mod', 'main.go', 'greet.c'].map((file) => [file, example(file)])),
        Dockerfile,
      },
      inputs: { tags: `${image}:1`, platforms, verify, push: 'true' },
    });

    test('is published if each compiler gets the target platform', async () => {
      const image = bench.repository();
      const { log } = await bench.pass(scenario(image, dockerfile()));
      expect(registry.tags(image)).toEqual(['1']);
      expect(log).not.toContain('the build added');
    });

    test.each([
      {
        title: 'Go',
        edit: (text: string) => text.replace(ARG, ''),
        error: 'the image for linux/arm64 starts /hello: a linux/amd64 program (x86-64 ELF) from layer 1',
      },
      {
        title: 'C',
        edit: (text: string) => text.slice(0, text.lastIndexOf(ARG)) + text.slice(text.lastIndexOf(ARG) + ARG.length),
        error:
          'the build added 1 file that is a linux/amd64 program (x86-64 ELF) to the image for linux/arm64: /libexec/greet',
      },
    ])(
      'is refused with the name of the file if the compiler of $title does not get the target platform',
      async ({ edit, error }) => {
        const image = bench.repository();
        const { errors } = await bench.fail(scenario(image, dockerfile(edit)));
        expect(errors.join()).toContain(error);
        expect(registry.tags(image)).toEqual([]);
      },
    );
  },
  [ENGINE],
);
