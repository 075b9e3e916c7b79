import type { InputName } from '../inputs/defaults.ts';
import type { ListName } from '../inputs/list.ts';
import type { Problem } from '../inputs/problems.ts';
import { type Origin, Texts } from '../inputs/texts.ts';
import { Wrong } from '../model/wrong.ts';
import type { Item, MappedTarget } from './map-target.ts';
import type { Need } from './permissions.ts';

/** Inputs with named items: an item of the step replaces only the item of the target with the same name. */
const NAMED = ['build-args', 'build-contexts', 'labels', 'secret-envs', 'secret-files'] as const;
const SECRETS = ['secrets', 'secret-envs', 'secret-files'] as const;

/** The inputs of a step, and the values of a target in place of those that the step does not set. */
export interface WithDefaults {
  readonly texts: Texts;
  /** Privileges that the used values take. */
  readonly needs: readonly Need[];
  /** Values that a bake file must not have. */
  readonly problems: readonly Problem[];
}

/**
 * Adds the values of a target to the inputs of a step. An input counts as set if it differs from its default, because the
 * runner passes the default of an input that is not set.
 * @param defaults the inputs of the action. Values for other inputs are left out.
 * @param source for messages: `target app`.
 */
export function withDefaults(
  step: Texts,
  { items, needs }: Pick<MappedTarget, 'items' | 'needs'>,
  defaults: Readonly<Partial<Record<InputName, string>>>,
  source: string,
): WithDefaults {
  const isSet = (name: InputName) => ![(defaults[name] ?? '').trim(), ''].includes(step.text(name).trim());
  const used = (Object.entries(items) as [InputName, readonly Item[]][])
    .filter(([name]) => Object.hasOwn(defaults, name))
    .map(([name, all]) => {
      const left = all.filter(({ unless = [] }) => !unless.some(isSet));
      if (!isSet(name) && name !== 'secret-envs' && name !== 'secret-files') return { name, own: [], left };
      if (!isNamed(name)) return { name, own: [], left: [] };
      const names = namesIn(name, step);
      return { name, own: itemsIn(name, step), left: left.filter(({ key = '' }) => !names.has(key)) };
    })
    .filter(({ left }) => left.length > 0);
  const added = new Map(used.map(({ name, own, left }) => [name as string, { own, left }]));
  const origin: Origin = {
    of: (name, item) => {
      const own = added.get(name)?.own.length;
      return own !== undefined && (item === undefined ? own === 0 : item >= own) ? source : undefined;
    },
    isKnown: () => true,
  };
  const text = (name: string) => {
    const found = added.get(name);
    const own = isSet(name as InputName) ? [step.text(name)] : [];
    return found === undefined ? step.text(name) : [...own, ...found.left.map((item) => item.text)].join('\n');
  };
  const taken = used.flatMap(({ left }) => left.flatMap(({ need }) => need ?? []));
  const problems = used.flatMap(({ name, own, left }) =>
    left.flatMap(({ refused }, i) =>
      refused === undefined
        ? []
        : [{ input: name, item: own.length + i, origin: source, message: refused.message, hint: refused.hint }],
    ),
  );
  return { texts: new Texts(text, origin), needs: [...needs, ...taken], problems };
}

/** The inputs of a step with a target that cannot be read: those that it does not set are not known. */
export function withUnknown(step: Texts, defaults: Readonly<Record<string, string>>): Texts {
  const isKnown = (name: string) => {
    const text = step.text(name).trim();
    return KNOWN.includes(name) || (text !== '' && text !== defaults[name]);
  };
  return new Texts((name) => step.text(name), { of: () => undefined, isKnown });
}

const KNOWN: readonly string[] = ['bake-file', 'bake-target', 'allow'];

function isNamed(name: InputName): name is (typeof NAMED)[number] {
  return NAMED.some((each) => each === name);
}

function itemsIn(name: ListName, step: Texts): readonly string[] {
  const items = step.list(name);
  return items instanceof Wrong ? [step.text(name)] : items;
}

/** The ids of secrets are common to three inputs. */
function namesIn(name: (typeof NAMED)[number], step: Texts): ReadonlySet<string> {
  const inputs = name.startsWith('secret-') ? SECRETS : [name];
  return new Set(inputs.flatMap((each) => itemsIn(each, step)).map((item) => item.split('=', 1)[0]?.trim() ?? ''));
}
