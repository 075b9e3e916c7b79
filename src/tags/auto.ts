import parseSemver from 'semver/functions/parse.js';
import type { Draft } from './evaluate.ts';
import { branchOf, gitTagOf, type JobEvent, pullRequestOf } from './event.ts';
import { sanitize } from './name.ts';

/**
 * The tags of `auto`: the parts of a version, the name of a branch, and so on. The input `version` replaces the version
 * of the Git tag, but a pull request or a nightly build is not a release, even with a version. A merge group has no
 * tags: its branch is temporary, and its commit is built again on the target branch.
 * @param room maximum number of characters for them in a tag, less than 128 with a prefix or suffix.
 */
export function autoDrafts(event: JobEvent, version: string | undefined, room: number): readonly Draft[] {
  if (event.eventName === 'merge_group') return [];
  const pullRequest = pullRequestOf(event);
  if (pullRequest !== undefined) return [draft(`pr-${pullRequest}`, 600)];
  if (event.eventName.includes('schedule')) return [draft('nightly', 1000)];
  const name = version ?? gitTagOf(event);
  if (name !== undefined) return versionDrafts(name) ?? [draft(slug(name, room), 600)];
  const branch = branchOf(event);
  return branch === undefined ? [] : [draft(slug(branch, room), 600)];
}

function versionDrafts(name: string): readonly Draft[] | undefined {
  const parsed = parseSemver(name);
  if (parsed === null) return undefined;
  const { version, major, minor, prerelease } = parsed;
  // below 1.0 a minor version may be incompatible, so `0` would promise too much: https://semver.org/#spec-item-4
  const floating = prerelease.length > 0 ? [] : [`${major}.${minor}`, ...(major > 0 ? [`${major}`] : [])];
  const release = { scheme: 'semver', version } as const;
  return [version, ...floating].map((value) => ({ ...draft(value, 900), latest: floating.length > 0, release }));
}

function draft(value: string, priority: number): Draft {
  return { value, priority, prefix: undefined, suffix: undefined, latest: false, derived: true, release: undefined };
}

/** A branch may be called almost anything: a tag starts with a letter, digit or underscore and has an end. */
function slug(name: string, room: number): string {
  return sanitize(name)
    .replace(/^[.-]+/, '')
    .slice(0, room);
}
