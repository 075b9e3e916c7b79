import { afterAll, beforeAll, describe } from '@jest/globals';
import { Bench } from './bench.ts';

/** One of the ways in which a machine builds an image. */
export interface Form {
  readonly name: string;
  /** Inputs that select it. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The resolved `driver` of a plain build. */
  readonly driver: 'docker' | 'docker-container';
  /** DOCKER_HOST. Undefined if the bed has no such Docker Engine running. */
  readonly host: string | undefined;
  /** True if Docker Engine holds several platforms under one name. */
  readonly containerdStore: boolean;
}

const HOST = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';

/** The builder of Docker Engine. */
export const ENGINE: Form = { name: 'engine', inputs: {}, driver: 'docker', host: HOST, containerdStore: true };

/** A builder in a container, on a Docker Engine that could build by itself. */
export const CONTAINER: Form = {
  name: 'docker-container',
  inputs: { driver: 'docker-container' },
  driver: 'docker-container',
  host: HOST,
  containerdStore: true,
};

/** The form of hosted runners: Docker Engine with the classic image store, which needs a builder in a container. */
export const CLASSIC: Form = {
  name: 'classic store',
  inputs: {},
  driver: 'docker-container',
  host: process.env.TESTBED_CLASSIC_HOST,
  containerdStore: false,
};

/**
 * Declares the same tests for each form, each on a separate bench.
 * @param long the forms that only `script/test long` runs. By default CONTAINER if CLASSIC is there: both build in a
 * container.
 */
export function describeForms(
  title: string,
  body: (bench: Bench, form: Form) => void,
  forms: readonly Form[] = [ENGINE, CONTAINER, CLASSIC],
  long: readonly Form[] = forms.includes(CLASSIC) ? [CONTAINER] : [],
): void {
  for (const form of forms) {
    describeForm(
      title,
      form.name,
      () => {
        const bench = new Bench(form);
        beforeAll(() => bench.start(), 60_000);
        afterAll(() => bench.stop());
        body(bench, form);
      },
      { long: long.includes(form) },
    );
  }
}

/** Declares the same tests for every form. `script/test` runs only CLASSIC, the form of hosted runners. */
export function describeClassicFirst(title: string, body: (bench: Bench, form: Form) => void): void {
  describeForms(title, body, [ENGINE, CONTAINER, CLASSIC], [ENGINE, CONTAINER]);
}

/**
 * Declares tests for one form of a machine. `script/test` skips those with `long`, and `script/test long` skips all others.
 * Its name pattern finds the tests by the name of the form in parentheses.
 */
export function describeForm(
  title: string,
  name: string,
  body: () => void,
  { long }: { readonly long: boolean },
): void {
  const wanted = long === (process.env.TESTBED_FORMS === 'long');
  (wanted ? describe : describe.skip)(`${title} (${name})`, body);
}
