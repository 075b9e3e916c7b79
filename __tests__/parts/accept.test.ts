import { describe, expect, test } from '@jest/globals';
import { refusalWarnings, sortRecords } from '../../src/parts/accept.ts';
import { partsFromRecords } from '../../src/parts/part-reference.ts';
import { type PartRecord, parseRecord, parseRecordName, recordName } from '../../src/parts/record.ts';
import { digest, repository } from '../report/a-report.ts';

const APP = repository('ghcr.io/acme/app');
const HUB = repository('acme/app');
const JOB = { run: '5', attempt: 2 };

const RECORD: PartRecord = {
  key: 'key',
  digest: digest('a'),
  digests: { 'linux/amd64': digest('b') },
  repositories: ['ghcr.io/acme/app'],
  commit: 'c'.repeat(40),
  run: '5',
  attempt: 1,
};

const found = (more: Partial<PartRecord> = {}, id = 'id') => {
  const record = { ...RECORD, ...more };
  return { name: recordName(record, id), text: JSON.stringify(record) };
};

const reasons = (more: Partial<PartRecord>, images = [APP, HUB], part: string | undefined = 'key') =>
  sortRecords([found(more)], { part, images, job: JOB }).refused.map(({ reason }) => reason);

describe('a record is used only if it is', () => {
  test.each<[string, Partial<PartRecord>, string | undefined]>([
    ['of this run', {}, undefined],
    ['not of another run', { run: '4' }, 'its run is 4, and this run is 5'],
    ['not of an unknown run', { run: '' }, 'its run is not known, and this run is 5'],
    ['of this attempt', { attempt: 2 }, undefined],
    ['not of a later attempt', { attempt: 3 }, 'its attempt is 3, and this is attempt 2'],
    ['not of an attempt below 1', { attempt: -1 }, 'its attempt is -1, and this is attempt 2'],
    ['in these repositories', { repositories: ['ghcr.io/acme/app', 'docker.io/acme/app'] }, undefined],
    ['not in another repository', { repositories: ['ghcr.io/evil/app'] }, 'ghcr.io/evil/app is not among `images`'],
    ['not partly in another repository', { repositories: ['acme/app', 'evil/app'] }, 'evil/app is not among `images`'],
  ])('%s', (_, more, reason) => {
    expect(reasons(more)).toEqual(reason === undefined ? [] : [reason]);
  });
});

test('a job without a run id uses only records without a run id', () => {
  const wanted = { part: 'key', images: [APP], job: { run: '', attempt: 1 } };
  const { accepted, refused } = sortRecords([found({ run: '' }, 'a'), found({}, 'b')], wanted);
  expect(accepted.map(({ artifact }) => artifact)).toEqual([found({}, 'a').name]);
  expect(refused.map(({ reason }) => reason)).toEqual(['its run is 5, and this run is not known']);
});

test('without `part`, a refused record has the key of an accepted one, and other images are ignored', () => {
  const records = [
    found(),
    found({ repositories: ['ghcr.io/evil/app'] }, 'evil'),
    found({ key: 'other', repositories: ['ghcr.io/acme/other'] }),
  ];
  const { accepted, refused, keys } = sortRecords(records, { part: undefined, images: [APP], job: JOB });
  expect(accepted).toHaveLength(1);
  expect(refused.map(({ artifact }) => artifact)).toEqual([records[1]?.name]);
  expect(keys).toEqual(['key', 'other']);
});

test('a part is read only from the repositories of the merge, with the names of the merge', () => {
  const wanted = { part: 'key', images: [HUB, APP], job: JOB };
  const sorted = sortRecords([found({ repositories: ['index.docker.io/acme/app'] })], wanted);
  expect(partsFromRecords(sorted, wanted).map(({ repositories }) => repositories)).toEqual([[HUB]]);
});

test('parts of several images are rejected, and the error names their artifacts', () => {
  const wanted = { part: undefined, images: [APP], job: JOB };
  const sorted = sortRecords([found(), found({ key: 'forged' })], wanted);
  expect(() => partsFromRecords(sorted, wanted)).toThrow(
    'are of 2 images: key (multiarch-build-part.key.linux-amd64.1.id), forged (multiarch-build-part.forged.linux-amd64.1.id)',
  );
});

test('only the first refused records are listed individually', () => {
  const many = Array.from({ length: 500 }, (_, i) => found({ run: '4' }, `id${i}`));
  const wanted = { part: 'key', images: [APP], job: JOB };
  const sorted = sortRecords(many, wanted);
  expect(refusalWarnings(sorted.refused)).toHaveLength(6);
  expect(refusalWarnings(sorted.refused).at(-1)).toBe('495 more records are not used.');
  expect(() => partsFromRecords(sorted, wanted)).toThrow(/^(?=.{0,1000}$).* and 495 more$/);
});

describe('a text is not a record', () => {
  const long = 'x'.repeat(1_000);
  test.each<[string, unknown]>([
    ['if it is null', null],
    ['if it is a list', []],
    ['if its key has another form', { ...RECORD, key: 'a\nb' }],
    ['if its digest is invalid', { ...RECORD, digest: 'sha256:0' }],
    ['if it has no platform', { ...RECORD, digests: {} }],
    ['if its digests are a list', { ...RECORD, digests: [digest('a')] }],
    ['if it names an invalid platform', { ...RECORD, digests: { constructor: digest('a') } }],
    ['if a platform has another spelling', { ...RECORD, digests: { 'linux/x86_64': digest('a') } }],
    ['if a repository has a tag', { ...RECORD, repositories: ['ghcr.io/acme/app:1'] }],
    ['if it has no repository', { ...RECORD, repositories: [] }],
    ['if it has too many repositories', { ...RECORD, repositories: Array.from({ length: 101 }, (_, i) => `a/b${i}`) }],
    ['if its run is not a string', { ...RECORD, run: 5 }],
    ['if its run contains a line break', { ...RECORD, run: '5\n::error::x' }],
    ['if its commit is long', { ...RECORD, commit: long }],
    ['if its attempt is not an integer', { ...RECORD, attempt: 1.5 }],
    ['if its attempt is a string', { ...RECORD, attempt: '1' }],
  ])('%s', (_, value) => {
    expect(parseRecord(JSON.stringify(value))).toBeUndefined();
  });

  test('unless this action wrote it', () => {
    expect(parseRecord(JSON.stringify(RECORD))).toEqual(RECORD);
    expect(parseRecord(JSON.stringify({ ...RECORD, commit: '', run: '' }))).toBeDefined();
  });
});

test('the name of an artifact contains the key, the platforms and the attempt', () => {
  const record = { ...RECORD, key: 'a.b', digests: { 'linux/arm/v7': digest('a'), 'linux/amd64': digest('b') } };
  expect(parseRecordName(recordName(record, 'id'))).toEqual({ key: 'a.b', slug: 'linux-arm-v7+1', attempt: 1 });
  expect(parseRecordName(`${recordName(record, 'id')}-2`)).toMatchObject({ attempt: 1 });
  expect(parseRecordName('multiarch-build-part.x')).toBeUndefined();
});
