import { Wrong } from '../model/wrong.ts';
import { hintFor } from './nearest.ts';
import { quote } from './problems.ts';

const LEVELS = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];

/** One of an image's annotations: https://docs.docker.com/build/metadata/annotations/#specify-annotation-level */
export interface Annotation {
  /**
   * As written, with a platform in brackets: `index`, `manifest[linux/amd64]`. Empty if the annotation has no level.
   */
  readonly levels: readonly string[];
  readonly name: string;
  readonly value: string;
}

export function parseAnnotation(text: string): Annotation | Wrong {
  const [key = '', value] = text.split(/=(.*)/s);
  const [, written] = /^([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):/.exec(key) ?? [];
  const name = written === undefined ? key : key.slice(written.length + 1);
  if (value === undefined || !/^[^\s-]\S*$/.test(name))
    return new Wrong(`must be an annotation, got ${quote(text)}`, 'write key=value');
  const levels = written?.match(/[^,[]+(\[[^\]]*\])?/g) ?? [];
  const unknown = levels.map((level) => level.replace(/\[.*/, '')).find((level) => !LEVELS.includes(level));
  return unknown === undefined
    ? { levels, name, value }
    : new Wrong(`unknown level ${quote(unknown)}`, hintFor(unknown, LEVELS));
}
