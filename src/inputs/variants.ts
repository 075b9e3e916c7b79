import { Wrong } from '../model/wrong.ts';
import { PLAN_DEFAULTS, type PlanInput } from './defaults.ts';
import type { Inputs } from './inputs.ts';
import { parsePart } from './part.ts';
import { quote } from './problems.ts';
import { parseExpanded } from './scalars.ts';
import type { Yaml } from './yaml.ts';

/** One of several images that a run builds for the same platforms. */
export interface Variant {
  /** Name of its parts. */
  readonly name: string;
  /** Values that replace inputs of `plan` for this variant. */
  readonly inputs: Readonly<Partial<Record<PlanInput, string>>>;
  /** All keys of the variant, as its rows repeat them. */
  readonly keys: Readonly<Record<string, Yaml>>;
}

/** Inputs of `plan` that a variant may have of its own. */
const OWN: readonly PlanInput[] = ['images', 'tags', 'flavor', 'version', 'platforms', 'context', 'file'];
/** Keys of every row. */
const ROW: readonly string[] = ['platform', 'runner', 'native', 'slug', 'arch'];
const EXAMPLE = 'write a list of maps, such as - {name: alpine, file: alpine.Dockerfile}';

export async function readVariants(inputs: Inputs<PlanInput>): Promise<readonly Variant[]> {
  const yaml = inputs.accept('variants', await inputs.yaml('variants'));
  if (yaml === undefined || yaml === '') return [];
  if (!Array.isArray(yaml)) {
    inputs.accept('variants', new Wrong('must be a list', EXAMPLE));
    return [];
  }
  const seen = new Map<string, number>();
  return inputs.parseItems('variants', inputs.items<Yaml>('variants', yaml), (item, index) => {
    const variant = parseVariant(item);
    if (variant instanceof Wrong) return variant;
    // tags and file systems that ignore case hold one of both
    const before = seen.get(variant.name.toLowerCase());
    if (before !== undefined) {
      return new Wrong(`the name ${quote(variant.name)}, which item ${before} has`, 'give it another name');
    }
    seen.set(variant.name.toLowerCase(), index);
    return variant;
  });
}

function parseVariant(yaml: Yaml): Variant | Wrong {
  if (typeof yaml === 'string' || Array.isArray(yaml)) return new Wrong('must be a map', EXAMPLE);
  const keys = yaml as Readonly<Record<string, Yaml>>;
  const { name } = keys;
  if (typeof name !== 'string' || name === '') return new Wrong('no name', EXAMPLE);
  const part = parsePart(name);
  if (part instanceof Wrong) return new Wrong(`name: ${part.message}`, part.hint);
  const taken = Object.keys(keys).find((key) => ROW.includes(key));
  if (taken !== undefined) return new Wrong(`the key ${taken}, which every row has`, 'give it another name');
  const common = Object.keys(keys).find((key) => key in PLAN_DEFAULTS && !OWN.some((own) => own === key));
  if (common !== undefined) {
    return new Wrong(
      `the key ${common}, which all variants share`,
      'write it beside variants, or give it another name',
    );
  }
  const own: Partial<Record<PlanInput, string>> = {};
  for (const input of OWN) {
    const value = keys[input];
    if (value === undefined) continue;
    const text = textOf(value);
    if (text instanceof Wrong) return new Wrong(`${input}: ${text.message}`, text.hint);
    own[input] = text;
  }
  return { name, inputs: own, keys };
}

function textOf(value: Yaml): string | Wrong {
  const items: readonly Yaml[] = typeof value === 'object' && Array.isArray(value) ? value : [value as Yaml];
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length < items.length) return new Wrong('must be a text or a list', 'write it as the input of plan');
  return parseExpanded(texts.join('\n'));
}
