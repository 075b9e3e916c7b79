import type { Job } from '../model/job.ts';
import type { NamedValue } from '../model/request.ts';

/** Values that change from run to run in any repository. */
const CHANGING = [
  // a placeholder of this action for version, commit or time
  /\{\{/,
  // a commit, in full or short: hexadecimal digits with both letters and digits
  /(?<![0-9a-z])(?=[0-9]{0,40}[a-f])(?=[a-f]{0,40}[0-9])[0-9a-f]{7,40}(?![0-9a-z])/i,
  // `git describe` puts a g in front of a commit
  /-g[0-9a-f]{7,40}(?![0-9a-z])/i,
  // 2026-11-27, 20261127, 2026.11.27
  /(?<!\d)20\d\d([-./]?)[01]\d\1[0-3]\d(?!\d\d\d)/,
  // seconds or milliseconds since 1970
  /^[12]\d{9}(?:\d{3})?$/,
];

/** Names of arguments with the version of the image itself, unlike `PYTHON_VERSION`. */
const OWN_VERSION = /^(?:(?:APP|BUILD|GIT|IMAGE|PACKAGE|PROJECT|RELEASE|SERVICE)_?)?(?:VERSION|TAG|RELEASE)$/i;

/**
 * True if the value of a build argument changes from run to run: it is the branch or the pull request of this run, or it
 * contains a time, a commit, or the Git tag, the version, the id or the number of this run.
 * @param version the input `version`.
 */
export function changesWithRun({ name, value }: NamedValue, job: Job, version: string | undefined): boolean {
  const { sha, ref, refName, refType, env } = job;
  if (CHANGING.some((pattern) => pattern.test(value))) return true;
  if ([ref, refName, refName.replaceAll('/', '-'), env.GITHUB_HEAD_REF].includes(value)) return value !== '';
  if (value === `pr-${refName.replace(/\/merge$/, '')}`) return true;
  if (refType === 'tag' && containsWord(value, versionIn(refName))) return true;
  if (version !== undefined && OWN_VERSION.test(name) && containsWord(value, version)) return true;
  // a short commit may have only digits
  if (value.length >= 7 && sha.startsWith(value)) return true;
  const { GITHUB_RUN_ID: run = '', GITHUB_RUN_NUMBER: number = '' } = env;
  return (run.length > 5 && containsWord(value, run)) || isNumbered(name, value, number);
}

/** `1.2.3` of the Git tags v1.2.3, app/v1.2.3 and app-1.2.3. The whole tag if it has no such number. */
function versionIn(tag: string): string {
  const start = tag.search(/(?<!\d)\d+\.\d/);
  return start < 0 ? tag : tag.slice(start);
}

/** True for `1.0.7` or BUILD_NUMBER=7 in the run number 7. The 12 of PYTHON_VERSION=3.12 is not the run number 12. */
function isNumbered(name: string, value: string, number: string): boolean {
  if (number === '') return false;
  if (/build|run/i.test(name) && containsWord(value, number)) return true;
  return value.endsWith(number) && /\d\.\d+[-.+]$/.test(value.slice(0, -number.length));
}

/**
 * True if a text contains a word that does not continue in letters or digits: 1.2 is not a word of 1.2.3. A `v` in front of a
 * version is ignored.
 */
function containsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0 && word !== ''; at = text.indexOf(word, at + 1)) {
    const before = text.slice(0, at).replace(/v$/i, '');
    const after = text.slice(at + word.length);
    if (!/(?:[A-Za-z0-9]|\d\.)$/.test(before) && !/^(?:[A-Za-z0-9]|\.\d)/.test(after)) return true;
  }
  return false;
}
