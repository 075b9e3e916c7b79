import { describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { unzipText, zipText } from '../../../src/clients/artifacts/zip.ts';

const LIMIT = 1_000;

test('returns the same text after zip and unzip', () => {
  expect(unzipText(zipText('part.json', '{"ä":"中"}'), 'part.json', LIMIT)).toEqual({ text: '{"ä":"中"}' });
});

test('ignores other files in the archive', () => {
  const archive = zipSync({ 'a/part.json': strToU8('no'), '../part.json': strToU8('no'), 'part.json': strToU8('yes') });
  expect(unzipText(archive, 'part.json', LIMIT)).toEqual({ text: 'yes' });
});

describe('reports an archive without a usable text', () => {
  const bomb = zipSync({ 'part.json': new Uint8Array(50_000_000) });
  const liar = Buffer.from(bomb);
  // the size in the central directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12
  liar.writeUInt32LE(10, liar.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
  const cut = zipSync({ 'part.json': strToU8('{}'.repeat(100)) }).subarray(0, 60);

  test.each<[string, Uint8Array, string]>([
    ['not a zip archive', Buffer.from('<html>'), 'it is not a zip archive that can be read'],
    ['an empty file', Buffer.alloc(0), 'it is not a zip archive that can be read'],
    ['a truncated zip archive', cut, 'it is not a zip archive that can be read'],
    ['an archive with another file', zipSync({ 'a.txt': strToU8('a') }), 'it has no part.json'],
    ['an empty zip archive', zipSync({}), 'it has no part.json'],
    ['a zip bomb', bomb, 'its part.json is larger than 1000 bytes'],
  ])('such as %s', (_, archive, problem) => {
    expect(unzipText(archive, 'part.json', LIMIT)).toEqual({ problem });
  });

  test('reads a zip bomb only up to its claimed size', () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(unzipText(liar, 'part.json', LIMIT)).toEqual({ text: '\0'.repeat(10) });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});
