import { DRIVERS } from '../builder/drivers.ts';
import { differences } from '../builder/settings.ts';
import type { BuilderPlan, ExistingBuilder, NewBuilder } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import type { EarlierBuilder } from '../session/job-builders.ts';

/**
 * The builder of a step, after earlier steps of the job have built. A builder that one of them made with the same settings
 * is used instead of a new one.
 *
 * Docker Engine's builder is not replaced by a container of an earlier step, although that one may have a warmer cache. It
 * reads images that only Docker Engine has, such as one that an earlier step loaded: a step that builds `FROM` it would
 * fail because of the steps before it. Its cache outlives the job. The log names the other builder, so that a user who
 * builds one image twice can set the same `driver` in both steps.
 */
export function afterEarlierSteps(
  chosen: BuilderPlan,
  earlier: readonly EarlierBuilder[],
  { setup, build }: Pick<Request, 'setup' | 'build'>,
): BuilderPlan {
  const reused = afterMadeOnes(chosen, earlier);
  const [last] = earlier;
  const isFree = setup.driver === 'auto' && setup.builder === undefined && build.call === undefined;
  if (last === undefined || !isFree || reused.note !== undefined || nameOf(reused) === last.name) return reused;
  return { ...reused, note: `the step before built with ${describe(last)}, whose cache this one does not have` };
}

/** A step after steps that made builders. */
function afterMadeOnes(chosen: BuilderPlan, earlier: readonly EarlierBuilder[]): BuilderPlan {
  switch (chosen.kind) {
    case 'engine':
      return chosen;
    case 'existing':
      return afterKeptOne(chosen, earlier);
    case 'new':
      return reuse(chosen, earlier) ?? withReason(chosen, earlier);
  }
}

/** All jobs share the name of the kept builder, so a step with other settings uses it too. */
function afterKeptOne(chosen: ExistingBuilder, earlier: readonly EarlierBuilder[]): BuilderPlan {
  const made = earlier.find(({ name, settings }) => name === chosen.name && settings !== undefined);
  if (made?.settings === undefined || chosen.ifGone === undefined) return chosen;
  const others = differences(chosen.ifGone.settings, made.settings);
  return {
    ...chosen,
    reason: '`keep-builder` kept it from an earlier step',
    ...(others.length > 0 && { note: `it has other settings: ${others.join(', ')}` }),
  };
}

/** The builder of an earlier step, if it has the same settings. A step with `keep-builder` needs one that is kept. */
function reuse(wanted: NewBuilder, earlier: readonly EarlierBuilder[]): NewBuilder | undefined {
  const found = madeFor(wanted, earlier).find(
    ({ settings, isAlive, kept }) =>
      isAlive && (kept || !wanted.keep) && differences(wanted.settings, settings).length === 0,
  );
  if (found === undefined) return undefined;
  return { ...wanted, name: found.name, keep: found.kept, madeIn: found.config, reason: `${wanted.reason}; ${REUSED}` };
}

const REUSED = 'an earlier step of this job made it with the same settings';

/** Says why the builder of an earlier step is not used. */
function withReason(wanted: NewBuilder, earlier: readonly EarlierBuilder[]): BuilderPlan {
  const [last] = madeFor(wanted, earlier);
  if (last === undefined) return wanted;
  return { ...wanted, note: `not ${last.name} of an earlier step: ${obstacle(wanted, last)}` };
}

function obstacle(wanted: NewBuilder, { settings, isAlive }: Made): string {
  const others = differences(wanted.settings, settings);
  if (others.length > 0) return `it has other settings: ${others.join(', ')}`;
  return isAlive ? 'it is removed with the job, and `keep-builder` is set' : 'its container does not run any more';
}

type Made = EarlierBuilder & { readonly settings: NewBuilder['settings'] };

/** The builders that earlier steps made. A remote builder is only a record, so each step writes its own. */
function madeFor({ driver }: NewBuilder, earlier: readonly EarlierBuilder[]): readonly Made[] {
  return DRIVERS[driver].startsDaemons ? earlier.filter((each): each is Made => each.settings !== undefined) : [];
}

function nameOf(builder: BuilderPlan): string {
  return builder.kind === 'engine' ? 'default' : builder.name;
}

function describe({ name, driver }: EarlierBuilder): string {
  return driver === 'docker' ? 'the builder of Docker Engine' : `${name}, ${driver}`;
}
