import * as v from 'valibot';
import { quote } from '../inputs/problems.ts';
import { readJson } from '../model/json.ts';
import { Wrong } from '../model/wrong.ts';

const TEXTS = v.array(v.string());
const MAP = v.record(v.string(), v.nullable(v.string()));
/** An entry of a cache or output. Before buildx 0.20 it was one line: `type=registry,ref=acme/app:cache`. */
const ENTRIES = v.array(v.union([v.string(), v.record(v.string(), v.union([v.string(), v.boolean(), v.number()]))]));

/** The fields of a target, as `docker buildx bake --print` writes them: https://github.com/docker/buildx/blob/master/bake/bake.go */
const FIELDS = {
  context: v.optional(v.string()),
  contexts: v.optional(v.record(v.string(), v.string())),
  dockerfile: v.optional(v.string()),
  'dockerfile-inline': v.optional(v.string()),
  args: v.optional(MAP),
  labels: v.optional(MAP),
  annotations: v.optional(TEXTS),
  tags: v.optional(TEXTS),
  target: v.optional(v.string()),
  platforms: v.optional(TEXTS),
  'cache-from': v.optional(ENTRIES),
  'cache-to': v.optional(ENTRIES),
  secret: v.optional(ENTRIES),
  ssh: v.optional(v.array(v.union([v.string(), v.object({ id: v.optional(v.string()), paths: v.optional(TEXTS) })]))),
  output: v.optional(ENTRIES),
  attest: v.optional(ENTRIES),
  'no-cache': v.optional(v.boolean()),
  'no-cache-filter': v.optional(TEXTS),
  pull: v.optional(v.boolean()),
  network: v.optional(v.string()),
  'shm-size': v.optional(v.string()),
  ulimits: v.optional(TEXTS),
  call: v.optional(v.string()),
  entitlements: v.optional(TEXTS),
  'extra-hosts': v.optional(MAP),
  // these have done their work when bake prints a target
  description: v.optional(v.string()),
  inherits: v.optional(TEXTS),
};

const TARGET = v.looseObject(FIELDS);
const DEFINITION = v.object({
  group: v.optional(v.record(v.string(), v.object({ targets: TEXTS }))),
  target: v.record(v.string(), TARGET),
});

export type BakeTarget = v.InferOutput<typeof TARGET>;
type Definition = v.InferOutput<typeof DEFINITION>;

interface NamedTarget {
  readonly name: string;
  readonly target: BakeTarget;
}

/** The target to build, and the targets that it needs. */
export interface Selected extends NamedTarget {
  /** Targets that a context refers to (`name=target:other`). Each stands before those that need it. */
  readonly linked: readonly NamedTarget[];
}

/**
 * Selects the target to build from the output of `docker buildx bake --print`.
 * @param asked a target, or a group of one target.
 */
export function selectTarget(printed: string, asked: string): Selected | Wrong {
  const definition = readJson(DEFINITION, printed);
  if (definition === undefined) {
    return new Wrong('`docker buildx bake --print` printed a form that the action does not know', 'update buildx');
  }
  const names = targetsOf(definition, asked);
  const [name = '', ...others] = names;
  const target = definition.target[name];
  if (target === undefined) return new Wrong(`there is no target ${quote(asked)}`, 'see `docker buildx bake --list`');
  if (others.length > 0) {
    const matrix = `strategy: {matrix: {target: [${names.join(', ')}]}}`;
    return new Wrong(
      `${quote(asked)} is a group of several targets: ${names.join(', ')}`,
      `name one, or run a job for each: ${matrix} and bake-target: $\{{ matrix.target }}`,
    );
  }
  const linked = linksOf(definition, target);
  const refused = [{ name, target }, ...linked].flatMap((each) => [...unknownFields(each), ...severalKeys(each)]);
  return refused[0] ?? { name, target, linked };
}

/** The targets of a group and of the groups in it. bake puts a pattern, and a name with dots, into the group `default`. */
function targetsOf({ group = {}, target }: Definition, asked: string): readonly string[] {
  const flatten = (name: string, outer: readonly string[]): readonly string[] => {
    const members = outer.includes(name) ? undefined : group[name]?.targets;
    return members === undefined ? [name] : members.flatMap((member) => flatten(member, [...outer, name]));
  };
  const isKnown = Object.hasOwn(group, asked) || Object.hasOwn(target, asked);
  return [...new Set(flatten(isKnown ? asked : 'default', []))];
}

function linksOf(definition: Definition, { contexts = {} }: BakeTarget, outer: readonly string[] = []): NamedTarget[] {
  const found = Object.values(contexts).flatMap((context): NamedTarget[] => {
    const [, name = ''] = /^target:(.*)$/.exec(context) ?? [];
    const target = definition.target[name];
    // bake has refused a circle
    if (target === undefined || outer.includes(name)) return [];
    return [...linksOf(definition, target, [...outer, name]), { name, target }];
  });
  return found.filter(({ name }, i) => found.findIndex((other) => other.name === name) === i);
}

/** A field of a newer buildx is refused: without it, another image would be built than bake builds. */
function unknownFields({ name, target }: NamedTarget): readonly Wrong[] {
  return Object.keys(target)
    .filter((field) => !Object.hasOwn(FIELDS, field))
    .map(
      (field) => new Wrong(`the target ${name} has the field ${field}, which the action does not have`, 'leave it out'),
    );
}

function severalKeys({ name, target }: NamedTarget): readonly Wrong[] {
  const isSeveral = (entry: NonNullable<BakeTarget['ssh']>[number]) =>
    typeof entry === 'string' ? entry.includes(',') : (entry.paths?.length ?? 0) > 1;
  if (!(target.ssh ?? []).some(isSeveral)) return [];
  return [new Wrong(`the target ${name} has several SSH keys under one id`, 'give each key an id of its own')];
}
