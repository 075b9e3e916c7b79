import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { formatProblem } from '../../src/inputs/problems.ts';
import { describeImage, withOwn } from '../../src/tags/describe.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { resolveTags } from '../../src/tags/resolve.ts';
import { EVENTS, NOW } from './events.ts';

/** A line of cases.jsonl. */
interface Case {
  readonly event: string;
  readonly rules: readonly string[];
  readonly flavor?: readonly string[];
  /** Labels that the user sets. */
  readonly own?: readonly string[];
  /** Result of the released bundle of docker/metadata-action v6.2.0, recorded by record.mjs. */
  readonly theirs: Outcome;
  /** Result of this action and the reason, if it differs on purpose. */
  readonly ours?: Outcome;
  readonly why?: string;
}

type Outcome =
  | { readonly version: string; readonly tags: readonly string[]; readonly labels?: Readonly<Record<string, string>> }
  | { readonly error: string };

function sample(name: string) {
  const found = EVENTS[name];
  if (found === undefined) throw new Error(`no event is called ${name}`);
  return readJobEvent(found.env, found.payload, new Date(NOW));
}

async function run({ event: name, rules, flavor = [], own }: Case): Promise<Outcome> {
  const event = sample(name);
  const result = await resolveTags({ rules, flavor, version: undefined, event });
  if (result.kind === 'problems') return { error: result.problems.map(formatProblem).join('\n') };
  const { version } = result;
  const tags = result.tags.map((tag) => tag.name);
  if (own === undefined) return { version, tags };
  const described = describeImage({ version, revision: event.sha, created: event.now, repository: event.repository });
  const named = own.map((label) => {
    const [name = '', ...value] = label.split('=');
    return { name, value: value.join('=') };
  });
  return { version, tags, labels: withOwn(described, named) };
}

const lines = readFileSync(join(import.meta.dirname, 'cases.jsonl'), 'utf8')
  .trim()
  .split('\n');
const cases = lines.map((line) => JSON.parse(line) as Case);
const title = ({ event, rules, flavor }: Case) => [event, rules.join(' '), ...(flavor ?? [])].join(' | ');

describe('gives the result of docker/metadata-action', () => {
  const same = cases.filter(({ ours, theirs }) => ours === undefined && !('error' in theirs));
  test.each(same.map((sameCase) => [title(sameCase), sameCase] as const))('%s', async (_, sameCase) => {
    expect(await run(sameCase)).toEqual(sameCase.theirs);
  });
});

describe('rejects the rules that docker/metadata-action rejects', () => {
  const refused = cases.filter(({ ours, theirs }) => ours === undefined && 'error' in theirs);
  test.each(refused.map((refusedCase) => [title(refusedCase), refusedCase] as const))('%s', async (_, refusedCase) => {
    expect(await run(refusedCase)).toEqual({ error: expect.any(String) });
  });
});

describe('differs from docker/metadata-action on purpose', () => {
  const different = cases.filter(({ ours }) => ours !== undefined);
  test.each(different.map((differentCase) => [title(differentCase), differentCase] as const))(
    '%s',
    async (_, differentCase) => {
      expect(await run(differentCase)).toEqual(differentCase.ours);
      expect(differentCase.ours).not.toEqual(differentCase.theirs);
      expect(differentCase.why).not.toBe('');
    },
  );
});
