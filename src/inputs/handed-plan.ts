import * as v from 'valibot';
import { Wrong } from '../model/wrong.ts';
import { MAX_PLAN_CHARS } from '../runtime/limits.ts';
import { Inputs } from './inputs.ts';
import { hintFor } from './nearest.ts';
import { quote } from './problems.ts';
import { Texts } from './texts.ts';

const IMAGE = v.object({
  images: v.array(v.string()),
  tags: v.array(v.string()),
  version: v.string(),
  // its text is parsed as the input is
  release: v.exactOptional(v.record(v.string(), v.unknown())),
  platforms: v.array(v.string()),
  part: v.exactOptional(v.string()),
  context: v.exactOptional(v.string()),
  file: v.exactOptional(v.string()),
});

const PLAN = v.union([v.object({ variants: v.record(v.string(), IMAGE) }), IMAGE]);

type Image = v.InferOutput<typeof IMAGE>;

/** Inputs that `plan` gives a value. */
const PLANNED = ['images', 'tags', 'version', 'release', 'platforms', 'part', 'context', 'file'] as const;
type Planned = Readonly<Partial<Record<(typeof PLANNED)[number], string>>>;

/** The inputs of a step, with the values of its `plan`. Reports a `plan` that is invalid. */
export function openInputs<Name extends string>(
  texts: Texts,
  defaults: Readonly<Record<Name | 'plan' | 'part', string>>,
): Inputs<Name | 'plan' | 'part'> {
  const inputs = new Inputs(withPlan(texts, defaults), defaults);
  const image = plannedBy(texts);
  if (image instanceof Wrong) {
    inputs.accept('plan', image);
    for (const name of PLANNED) inputs.doubt(name);
  }
  return inputs;
}

/**
 * The inputs of a step, with the values of its `plan` if that is valid: for each input that the step leaves empty or at its
 * default, except the platforms of a matrix job, which are those of its row.
 */
export function withPlan(texts: Texts, defaults: Readonly<Record<string, string>>): Texts {
  const image = plannedBy(texts);
  if (image === undefined || image instanceof Wrong) return texts;
  const isPart = 'push-by-digest' in defaults && /^true$/i.test(texts.text('push-by-digest').trim());
  const planned: Planned = { ...textsOf(image), ...(isPart && { platforms: undefined }) };
  return new Texts((name) => {
    const text = texts.text(name);
    const isGiven = text.trim() !== '' && text.trim() !== defaults[name];
    return isGiven ? text : (planned[name as keyof Planned] ?? text);
  }, texts.origin);
}

/** The image that `plan` gives to this step. Undefined without `plan`. */
function plannedBy(texts: Texts): Image | Wrong | undefined {
  return texts.once('planned image', () => {
    const given = texts.text('plan').trim();
    return given === '' ? undefined : imageOf(parsePlan(given), texts.text('part').trim());
  });
}

function parsePlan(text: string): v.InferOutput<typeof PLAN> | Wrong {
  const hint = 'pass the output plan of plan on as it is';
  if (text.length > MAX_PLAN_CHARS) return new Wrong(`JSON of ${text.length} characters`, hint);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Wrong('must be JSON', hint);
  }
  const result = v.safeParse(PLAN, value);
  return result.success ? result.output : new Wrong('must be an object with images, tags and platforms', hint);
}

function imageOf(plan: ReturnType<typeof parsePlan>, part: string): Image | Wrong {
  if (plan instanceof Wrong || !('variants' in plan)) return plan;
  const { variants } = plan;
  const names = Object.keys(variants);
  if (part === '') {
    return new Wrong(`has the variants ${names.join(', ')}, and part is empty`, 'write part: $' + '{{ matrix.name }}');
  }
  const image = Object.hasOwn(variants, part) ? variants[part] : undefined;
  if (image !== undefined) return { ...image, part };
  return new Wrong(`has no variant ${quote(part)}, which part names`, hintFor(part, names));
}

function textsOf({ images, tags, version, release, platforms, part, context, file }: Image): Planned {
  return {
    images: images.join('\n'),
    tags: tags.join('\n'),
    version,
    release: release === undefined ? '' : JSON.stringify(release),
    platforms: platforms.join(','),
    part,
    context,
    file,
  };
}
