import { release } from 'node:os';
import { containerOf } from '../clients/docker/buildx.ts';
import type { Engine } from '../clients/docker/engine.ts';
import type { Environment } from '../model/job.ts';
import type { Versions } from '../report/versions.ts';
import { debug, isDebug } from '../runtime/debug.ts';
import type { Run } from '../runtime/process.ts';
import type { Runner } from '../runtime/runner.ts';

const BUILDER_LOG_LINES = 50;

/** A builder of buildx. */
interface Builder {
  readonly buildx: string;
  /** Undefined if it could not be set up. */
  readonly name: string | undefined;
  readonly run: Run;
  readonly env: Environment;
}

/** Prints the versions of everything that takes part, for debug logging. Never fails. */
export async function printVersions(
  facts: Omit<Versions, 'node' | 'kernel' | 'buildx' | 'builder'>,
  runner: Pick<Runner, 'group' | 'endGroup' | 'hide' | 'info'>,
  builder?: Builder,
): Promise<void> {
  if (!isDebug()) return;
  const ask = (...args: readonly string[]) =>
    builder?.run({ program: builder.buildx, args, env: builder.env }).then(
      ({ stdout }) => stdout,
      () => undefined,
    );
  const [buildx, inspected] = await Promise.all([
    ask('version'),
    builder?.name === undefined ? undefined : ask('inspect', builder.name),
  ]);
  const { versionLines } = await import('../report/versions.ts');
  runner.group('Versions');
  const versions = { ...facts, node: process.version, kernel: release(), buildx, builder: inspected };
  for (const line of versionLines(versions)) runner.info(runner.hide(line));
  runner.endGroup();
}

/** Prints the end of the log of BuildKit, if the builder is a container of Docker Engine. For debug logging; never fails. */
export async function printBuilderLog(builder: string, engine: Engine | undefined): Promise<void> {
  if (!isDebug() || engine === undefined) return;
  const names = await engine.containers({ name: containerOf(builder) }).catch(() => []);
  for (const name of names) {
    const state = await engine.container(name, BUILDER_LOG_LINES).catch(() => undefined);
    debug(() => (state?.log ?? []).map((line) => `${name}: ${line}`));
  }
}
