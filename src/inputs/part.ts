import { TAG } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { quote } from './problems.ts';
import { parseExpanded } from './scalars.ts';

/** `part`: the name that the parts of one image share. */
export function parsePart(text: string): string | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  return /^[A-Za-z0-9_][\w.-]{0,63}$/.test(text)
    ? text
    : new Wrong(`must be a name, got ${quote(text)}`, 'use up to 64 letters, digits, _ . and -');
}

/** `part-tag`: a tag with `{tag}` and `{arch}` in it, the latter so that parts do not overwrite each other. */
export function parsePartTag(text: string): string | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (!text.includes('{arch}')) return new Wrong(`must contain {arch}, got ${quote(text)}`, 'write {tag}-{arch}');
  return TAG.test(text.replace(/\{(tag|arch)\}/g, 'x'))
    ? text
    : new Wrong(`must be a tag, got ${quote(text)}`, 'write it like {tag}-{arch}');
}
