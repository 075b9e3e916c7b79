import { hintFor } from '../inputs/nearest.ts';
import { quote } from '../inputs/problems.ts';
import { checkAffix, RuleError, readFields } from './rule.ts';

/** Settings for all tags: https://github.com/docker/metadata-action#flavor-input. Prefix and suffix are templates. */
export interface Flavor {
  /** `auto`: as the first rule that gives a tag decides. */
  readonly latest: 'auto' | 'true' | 'false';
  readonly prefix: string;
  readonly suffix: string;
  /** Whether `latest` gets them too. */
  readonly prefixLatest: boolean;
  readonly suffixLatest: boolean;
}

export const PLAIN_FLAVOR: Flavor = {
  latest: 'auto',
  prefix: '',
  suffix: '',
  prefixLatest: false,
  suffixLatest: false,
};

const KEYS = ['latest', 'prefix', 'suffix', 'onlatest'] as const;

/** Reads one line on top of the lines before it. @throws RuleError */
export function applyFlavor(flavor: Flavor, line: string): Flavor {
  let result = flavor;
  let last: 'prefix' | 'suffix' | undefined;
  for (const { key, value } of readFields(line)) {
    switch (key) {
      case 'latest':
        if (value !== 'auto' && value !== 'true' && value !== 'false') {
          throw new RuleError(`latest must be auto, true or false, got ${quote(value)}`);
        }
        result = { ...result, latest: value };
        break;
      case 'prefix':
      case 'suffix':
        checkAffix(key, value);
        last = key;
        result = { ...result, [key]: value };
        break;
      case 'onlatest':
        if (value !== 'true' && value !== 'false')
          throw new RuleError(`onlatest must be true or false, got ${quote(value)}`);
        if (last === undefined)
          throw new RuleError(
            'onlatest without a prefix or suffix',
            'write them in one line, as in suffix=-alpine,onlatest=true',
          );
        result = { ...result, [`${last}Latest`]: value === 'true' };
        break;
      default:
        throw new RuleError(`unknown entry ${quote(key ?? value)}`, hintFor(key ?? value, KEYS));
    }
  }
  return result;
}
