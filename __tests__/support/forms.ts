import { afterAll, beforeAll, describe } from '@jest/globals';
import { Bench } from './bench.ts';

/** One of the ways an image is built on somebody's machine. */
export interface Form {
  readonly name: string;
  /** Inputs that ask for it. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What `driver` becomes for a plain build. */
  readonly driver: 'docker' | 'docker-container';
  /** DOCKER_HOST; `undefined`: the bed has no such engine up. */
  readonly host: string | undefined;
  /** Whether the engine holds several platforms under one name. */
  readonly containerdStore: boolean;
}

const HOST = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';

/** The engine's own builder. */
export const ENGINE: Form = { name: 'engine', inputs: {}, driver: 'docker', host: HOST, containerdStore: true };

/** A builder in a container, beside an engine that could build by itself. */
export const CONTAINER: Form = {
  name: 'docker-container',
  inputs: { driver: 'docker-container' },
  driver: 'docker-container',
  host: HOST,
  containerdStore: true,
};

/** What hosted runners have: an engine with the classic image store, so that a builder in a container is made. */
export const CLASSIC: Form = {
  name: 'classic store',
  inputs: {},
  driver: 'docker-container',
  host: process.env.TESTBED_CLASSIC_HOST,
  containerdStore: false,
};

/**
 * Declares the same tests for each form, on a bench of its own. CONTAINER and CLASSIC both build in a container, so where a
 * test asks for both, `script/test` runs CLASSIC and `script/test long` runs CONTAINER.
 */
export function describeForms(
  title: string,
  body: (bench: Bench, form: Form) => void,
  forms: readonly Form[] = [ENGINE, CONTAINER, CLASSIC],
): void {
  const covered = process.env.TESTBED_FORMS !== 'all' && forms.includes(CLASSIC);
  describe.each(forms.filter((form) => !covered || form !== CONTAINER))(`${title} ($name)`, (form) => {
    const bench = new Bench(form);
    beforeAll(() => bench.start(), 60_000);
    afterAll(() => bench.stop());
    body(bench, form);
  });
}
