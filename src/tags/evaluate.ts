import { major, minor, patch } from '@renovatebot/pep440';
import parseSemver from 'semver/functions/parse.js';
import { quote } from '../inputs/problems.ts';
import type { Scheme } from '../model/release.ts';
import { isFinal, normalize } from '../model/version.ts';
import { branchOf, gitTagOf, type JobEvent, pullRequestOf } from './event.ts';
import type { Expressions } from './expression.ts';
import { expressionOf, type Rule, RuleError, regularExpression } from './rule.ts';

/** Result of a rule for an event, before it becomes a tag. */
export interface Draft {
  /** Without prefix and suffix, with any characters. */
  readonly value: string;
  /** Templates; `undefined`: the flavor's. */
  readonly prefix: string | undefined;
  readonly suffix: string | undefined;
  readonly priority: number;
  /** Whether `latest` goes with it, where the flavor leaves that to the rule. */
  readonly latest: boolean;
  /** Whether `auto` made it, rather than a rule that the user wrote. */
  readonly derived: boolean;
  readonly release: { readonly scheme: Scheme; readonly version: string } | undefined;
}

/** Values with which rules are evaluated. */
export interface Facts {
  readonly event: JobEvent;
  /** Replaces the Git tag in rules that look for a version. */
  readonly version: string | undefined;
  readonly expressions: Expressions;
}

/**
 * Takes the reason why a rule gives no tag, or not the one that its attributes suggest.
 * @param about.isExpected true if the rule is for other events.
 */
export type Tell = (reason: string, about?: { readonly hint?: string; readonly isExpected?: boolean }) => void;

type Found = Pick<Draft, 'value' | 'latest'> & Partial<Draft>;

/**
 * @returns `undefined` if the rule gives no tag. `tell` has the reason then.
 * @throws RuleError
 */
export function evaluateRule(rule: Rule, facts: Facts, tell: Tell): Draft | undefined {
  const isOn = isEnabled(rule, facts.expressions);
  if (!isOn) tell('enable is false', EXPECTED);
  const found = isOn ? find(rule, facts, tell) : undefined;
  const { prefix, suffix, priority } = rule;
  return found && { prefix, suffix, priority, derived: false, release: undefined, ...found };
}

/** @throws RuleError */
export function isEnabled({ enable }: Rule, { fill }: Expressions): boolean {
  const enabled = fill(enable);
  if (enabled !== 'true' && enabled !== 'false')
    throw new RuleError(`enable must be true or false, got ${quote(enabled)}`);
  return enabled === 'true';
}

const EXPECTED = { isExpected: true };

/** The events of `type=ref`, and how to read them. */
const REFS = {
  branch: { read: branchOf, meant: 'branches' },
  tag: { read: gitTagOf, meant: 'Git tags' },
  pr: { read: pullRequestOf, meant: 'pull requests' },
} as const;

function find(rule: Rule, facts: Facts, tell: Tell): Found | undefined {
  const { event, expressions } = facts;
  const none = (reason: string) => {
    tell(reason, EXPECTED);
    return undefined;
  };
  switch (rule.type) {
    case 'schedule':
      if (!event.eventName.includes('schedule')) return none('type=schedule is for the event schedule');
      return { value: expressions.fillDates(rule.pattern), latest: false };
    case 'semver':
    case 'pep440':
      return findVersion(rule, facts, tell);
    case 'match':
      return findMatch(rule, facts, tell);
    case 'edge': {
      const branch = branchOf(event);
      const edge = rule.branch || event.defaultBranch;
      if (branch !== undefined && branch === edge) return { value: 'edge', latest: false };
      return none(`type=edge is for the branch ${edge ?? 'by default, which the event does not name'}`);
    }
    case 'ref': {
      const { read, meant } = REFS[rule.event];
      const value = read(event);
      if (value === undefined) return none(`type=ref,event=${rule.event} is for ${meant}`);
      return { value, latest: rule.event === 'tag' };
    }
    case 'raw':
      return { value: expressions.fill(rule.value), latest: false };
    case 'sha':
      if (event.sha === '') return none('type=sha needs a commit, and the event names none');
      return { value: rule.format === 'long' ? event.sha : event.shortSha, latest: false };
  }
}

function findVersion(rule: Extract<Rule, { type: Scheme }>, facts: Facts, tell: Tell): Found | undefined {
  const source = sourceOf(rule, facts, tell);
  if (source === undefined) return undefined;
  const text = partOf(source, rule.match, tell).replaceAll('/', '-');
  const parts = rule.type === 'semver' ? semverParts(text) : pep440Parts(text);
  if (parts === undefined) {
    const standard = rule.type === 'semver' ? 'a semantic version (https://semver.org)' : 'a version by PEP 440';
    const cause = rule.type === 'semver' ? deviationFromSemver(text) : undefined;
    const because = cause === undefined ? '' : `: ${cause}`;
    const about = cause === undefined ? {} : { hint: OTHER_VERSIONS };
    tell(`"${text}" is not ${standard}${because}, so type=${rule.type} gives no tag`, about);
    return undefined;
  }
  const { fillWith, isRaw } = facts.expressions;
  const final = isFinal(text, rule.type);
  // a pre-release gets no floating tag: a pattern gives its whole version
  const pattern = final || isRaw(rule.pattern) ? rule.pattern : '{{version}}';
  const value = pattern === '{{version}}' ? parts.version : fillWith(pattern, parts);
  return { value, latest: final, release: { scheme: rule.type, version: parts.version } };
}

const OTHER_VERSIONS = 'write type=match,pattern=v?(.+),group=1 for versions of this form';

/** Why a version of numbers is not a semantic version. Undefined for other texts. */
function deviationFromSemver(text: string): string | undefined {
  const [, numbers] = /^v?(\d+(?:\.\d+)*)(?:[-+].*)?$/.exec(text) ?? [];
  const all = numbers?.split('.') ?? [];
  if (all.length === 0) return undefined;
  if (all.length !== 3) return `its numbers are not three`;
  const padded = all.find((number) => /^0\d/.test(number));
  return padded === undefined ? undefined : `${padded} has a leading zero`;
}

function findMatch(rule: Extract<Rule, { type: 'match' }>, facts: Facts, tell: Tell): Found | undefined {
  const source = sourceOf(rule, facts, tell);
  if (source === undefined) return undefined;
  const match = source.match(expressionOf(rule.pattern)) as Readonly<Record<string, string>> | null;
  const value = match?.[rule.group];
  if (match === null) tell(`${rule.pattern} does not match "${source}", so type=match gives no tag`);
  else if (value === undefined) tell(`${rule.pattern} has no group ${rule.group} in "${source}", so it gives no tag`);
  return value === undefined ? undefined : { value, latest: true };
}

function sourceOf(
  { type, value }: Extract<Rule, { type: Scheme | 'match' }>,
  { event, version, expressions }: Facts,
  tell: Tell,
): string | undefined {
  if (value !== '') return expressions.fill(value);
  const source = version ?? gitTagOf(event);
  if (source === undefined) tell(`type=${type} is for Git tags`, EXPECTED);
  return source;
}

function partOf(source: string, pattern: string, tell: Tell): string {
  if (pattern === '') return source;
  const match = source.match(regularExpression(pattern));
  if (match === null) {
    tell(`match ${pattern} does not match "${source}"`);
    return source;
  }
  if (match[1] === undefined)
    throw new RuleError(`match must have a group, got ${quote(pattern)}`, 'put the version in parentheses');
  return match[1];
}

function semverParts(text: string) {
  const parsed = parseSemver(text);
  if (parsed === null) return undefined;
  const { raw, version, prerelease, build } = parsed;
  return { raw, version, major: parsed.major, minor: parsed.minor, patch: parsed.patch, prerelease, build };
}

function pep440Parts(text: string) {
  const version = normalize(text, 'pep440');
  return version === undefined
    ? undefined
    : { raw: text, version, major: major(text), minor: minor(text), patch: patch(text) };
}
