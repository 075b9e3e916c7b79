import type { Baked } from '../inputs/bake.ts';
import { DEFAULTS, type InputName } from '../inputs/defaults.ts';
import type { Message } from '../inputs/inputs.ts';
import type { Problem } from '../inputs/problems.ts';
import { Texts } from '../inputs/texts.ts';
import type { Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import { childEnvironment } from '../runtime/environment.ts';
import type { Selected } from './definition.ts';
import { type MappedTarget, mapTarget } from './map-target.ts';
import { missingPermissions } from './permissions.ts';
import { withDefaults } from './with-defaults.ts';

export type Defaults = Readonly<Partial<Record<InputName, string>>>;
type Inline = NonNullable<MappedTarget['inline']>;

/** Decides the inputs from the target. @returns also the Dockerfiles to write. */
export function decideInputs(
  step: Texts,
  { name, target, linked }: Selected,
  defaults: Defaults,
  job: Job,
): Omit<Baked, 'files'> & { readonly inline: readonly Inline[] } {
  const { workspace, temp } = job;
  const env = childEnvironment(job.env);
  const given = { workspace, temp, env, context: undefined };
  const own = step.text('context').trim();
  const context = own === '' || own === DEFAULTS.context ? undefined : own;
  const mapped = mapTarget(target, { ...given, context });
  const source = `target ${name}`;
  const { texts, needs, problems } = withDefaults(step, mapped, defaults, source);
  const allow = step.list('allow');
  const others = linked.map((each) => {
    const mappedLink = mapTarget(each.target, given);
    // its entitlements are among those of the target itself
    const items = { items: mappedLink.items, needs: [] };
    const { inline } = mappedLink;
    return { name: each.name, inline, ...withDefaults(new Texts(() => ''), items, DEFAULTS, `target ${each.name}`) };
  });
  const missing = [
    { needs, source },
    ...others.map((other) => ({ needs: other.needs, source: `target ${other.name}` })),
  ].flatMap((each) => missingPermissions(each.needs, allow instanceof Wrong ? [] : allow, workspace, each.source));
  return {
    texts,
    inlineDockerfile: mapped.inline?.hash,
    linked: others.map((other) => ({ name: other.name, texts: other.texts })),
    problems: [
      ...problems,
      ...others.flatMap((other) => other.problems),
      ...missing.map((wrong) => problemOf('allow', wrong)),
    ],
    messages: Object.hasOwn(defaults, 'load') ? noticesOf(mapped, step, source) : [],
    inline: [mapped, ...others].flatMap(({ inline }) => inline ?? []),
  };
}

/** A target cannot publish by itself: the workflow shows whether it does. */
function noticesOf({ asks }: MappedTarget, step: Texts, source: string): readonly Message[] {
  const isTrue = (input: InputName) => step.text(input).trim().toLowerCase() === 'true';
  const pushes = isTrue('push') || isTrue('push-by-digest');
  const notice = (message: string): Message => ({ level: 'notice', message });
  return [
    ...(asks.push && !pushes
      ? [notice(`push: the ${source} has an output that pushes; set push: true to publish`)]
      : []),
    ...(asks.load && !isTrue('load')
      ? [notice(`load: the ${source} has an output that loads; set load: true to load`)]
      : []),
  ];
}

export function problemOf(input: InputName, { message, hint }: Wrong): Problem {
  return { input, message, hint };
}
