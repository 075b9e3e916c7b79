import type { AnnotationLevel } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { hintFor } from './nearest.ts';
import { quote } from './problems.ts';

const LEVELS = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'] as const satisfies AnnotationLevel[];

/** One of `annotations-levels`. */
export function parseLevel(text: string): AnnotationLevel | Wrong {
  const level = LEVELS.find((each) => each === text);
  return level ?? new Wrong(`unknown level ${quote(text)}`, hintFor(text, LEVELS));
}

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
  const wrong = levels.map((level) => parseLevel(level.replace(/\[.*/, ''))).find((level) => level instanceof Wrong);
  return wrong ?? { levels, name, value };
}
