import { describe, expect, test } from '@jest/globals';
import { LineSplitter } from '../../src/runtime/lines.ts';

describe('LineSplitter', () => {
  test.each([1, 2, 3, 5, 100])('gives the same lines for chunks of %i bytes', (size) => {
    const bytes = Buffer.from('héllo\n\nwörld €\n😀 no end');
    const splitter = new LineSplitter();
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.push(bytes.subarray(at, at + size)));
    expect([...lines, ...splitter.end()]).toEqual(['héllo', '', 'wörld €', '😀 no end']);
    expect(splitter.end()).toEqual([]);
  });

  test('copies incomplete lines', () => {
    const splitter = new LineSplitter();
    const piece = Buffer.from('abc');
    splitter.push(piece);
    piece.fill('x');
    expect(splitter.push(Buffer.from('\n'))).toEqual(['abc']);
  });

  test('replaces bytes that are not UTF-8', () => {
    expect(new LineSplitter().push(Buffer.from([0x61, 0xff, 0x0a]))).toEqual(['a\ufffd']);
  });
});
